package confobj

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// charsets are the character sets besides Unicode's, by the names that Python
// has for them. Python's gb2312 is a part of GBK, which reads and writes it.
var charsets = map[string]encoding.Encoding{
	"latin1 iso88591 iso8859 8859 cp819 latin l1": charmap.ISO8859_1,
	"iso88592 latin2 l2":                          charmap.ISO8859_2,
	"iso88593 latin3 l3":                          charmap.ISO8859_3,
	"iso88594 latin4 l4":                          charmap.ISO8859_4,
	"iso88595 cyrillic":                           charmap.ISO8859_5,
	"iso88596 arabic":                             charmap.ISO8859_6,
	"iso88597 greek greek8":                       charmap.ISO8859_7,
	"iso88598 hebrew":                             charmap.ISO8859_8,
	"iso88599 latin5 l5":                          charmap.ISO8859_9,
	"iso885910 latin6 l6":                         charmap.ISO8859_10,
	"iso885913 latin7 l7":                         charmap.ISO8859_13,
	"iso885914 latin8 l8":                         charmap.ISO8859_14,
	"iso885915 latin9 l9":                         charmap.ISO8859_15,
	"iso885916 latin10 l10":                       charmap.ISO8859_16,
	"cp437 437 ibm437":                            charmap.CodePage437,
	"cp850 850 ibm850":                            charmap.CodePage850,
	"cp852 852 ibm852":                            charmap.CodePage852,
	"cp855 855 ibm855":                            charmap.CodePage855,
	"cp858 858 ibm858":                            charmap.CodePage858,
	"cp860 860 ibm860":                            charmap.CodePage860,
	"cp862 862 ibm862":                            charmap.CodePage862,
	"cp863 863 ibm863":                            charmap.CodePage863,
	"cp865 865 ibm865":                            charmap.CodePage865,
	"cp866 866 ibm866":                            charmap.CodePage866,
	"koi8r":                                       charmap.KOI8R,
	"koi8u":                                       charmap.KOI8U,
	"macroman macintosh":                          charmap.Macintosh,
	"cp874":                                       charmap.Windows874,
	"cp1250 windows1250 1250":                     charmap.Windows1250,
	"cp1251 windows1251 1251":                     charmap.Windows1251,
	"cp1252 windows1252 1252":                     charmap.Windows1252,
	"cp1253 windows1253 1253":                     charmap.Windows1253,
	"cp1254 windows1254 1254":                     charmap.Windows1254,
	"cp1255 windows1255 1255":                     charmap.Windows1255,
	"cp1256 windows1256 1256":                     charmap.Windows1256,
	"cp1257 windows1257 1257":                     charmap.Windows1257,
	"cp1258 windows1258 1258":                     charmap.Windows1258,
	"eucjp ujis u_jis":                            japanese.EUCJP,
	"shiftjis sjis csshiftjis s_jis":              japanese.ShiftJIS,
	"iso2022jp csiso2022jp":                       japanese.ISO2022JP,
	"euckr korean ksc5601 ksx1001":                korean.EUCKR,
	"gbk cp936 936 ms936 gb2312 euccn chinese":    simplifiedchinese.GBK,
	"gb18030 gb180302000":                         simplifiedchinese.GB18030,
	"big5 big5tw csbig5":                          traditionalchinese.Big5,
}

var charsetOf = func() map[string]encoding.Encoding {
	named := map[string]encoding.Encoding{}
	for names, set := range charsets {
		for _, name := range strings.Fields(names) {
			named[name] = set
		}
	}
	return named
}()

func unknownEncoding(name string) error { return failed(ErrEncoding, "unknown encoding: %s", name) }

func decodeCharset(name string, contents []byte) (string, error) {
	set := charsetOf[canonical(name)]
	if set == nil {
		return "", unknownEncoding(name)
	}
	text, err := set.NewDecoder().Bytes(contents)
	if err != nil {
		return "", failed(ErrEncoding, "'%s' codec can't decode the text: %v", name, err)
	}
	// What is broken comes out as U+FFFD. Only GB18030 has that character, and
	// who has it has broken text already.
	if at := bytes.IndexRune(text, utf8.RuneError); at >= 0 {
		return "", failed(ErrEncoding, "'%s' codec can't decode the text in line %d", name, 1+bytes.Count(text[:at], []byte("\n")))
	}
	return string(text), nil
}

func encodeCharset(name string, text []byte) ([]byte, error) {
	set := charsetOf[canonical(name)]
	if set == nil {
		return nil, unknownEncoding(name)
	}
	contents, err := set.NewEncoder().Bytes(text)
	if err == nil {
		return contents, nil
	}
	for _, r := range string(text) {
		if _, err := set.NewEncoder().Bytes(utf8.AppendRune(nil, r)); err != nil {
			return nil, unencodable(name, r)
		}
	}
	return nil, failed(ErrEncoding, "'%s' codec can't encode the text: %v", name, err)
}
