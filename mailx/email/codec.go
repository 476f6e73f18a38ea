package email

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// codecAliases are names that mail carries and no registry lists, or lists for
// something that mail does not mean.
var codecAliases = map[string]encoding.Encoding{
	// Mail that says gb2312 often holds characters of its successors, which agree
	// with it where it has any.
	"gb2312": simplifiedchinese.GB18030, "gbk": simplifiedchinese.GBK, "x-gbk": simplifiedchinese.GBK, "cp936": simplifiedchinese.GBK,
	"windows-936": simplifiedchinese.GBK, "ms936": simplifiedchinese.GBK, "euc-cn": simplifiedchinese.GB18030, "hz": simplifiedchinese.HZGB2312,
	"hz-gb-2312": simplifiedchinese.HZGB2312, "big5": traditionalchinese.Big5, "cp950": traditionalchinese.Big5,
	"x-sjis": japanese.ShiftJIS, "cp932": japanese.ShiftJIS, "iso-2022-jp": japanese.ISO2022JP,
	"iso-8859-1": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "iso8859-1": charmap.ISO8859_1, "iso-8859-9": charmap.ISO8859_9,
	"cp850": charmap.CodePage850, "cp-850": charmap.CodePage850, "cp437": charmap.CodePage437,
	"utf-16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-8-sig": unicode.UTF8BOM,
	"utf-16-le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16-be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	"utf-32": utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf-32-le": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32-be": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
	"big5hkscs": traditionalchinese.Big5, "big5-hkscs": traditionalchinese.Big5, "gb-2312-80": simplifiedchinese.GB18030, "chinese": simplifiedchinese.GB18030,
	"ks-c-5601-1987": korean.EUCKR, "ks-c-5601": korean.EUCKR, "ksc5601": korean.EUCKR, "uhc": korean.EUCKR, "cp949": korean.EUCKR, "ms949": korean.EUCKR,
	"ms-kanji": japanese.ShiftJIS, "iso-2022-jp-1": japanese.ISO2022JP, "iso-2022-jp-2": japanese.ISO2022JP, "iso-2022-jp-ext": japanese.ISO2022JP,
	"mac-roman": charmap.Macintosh, "mac-cyrillic": charmap.MacintoshCyrillic, "cp858": charmap.CodePage858, "cp1140": charmap.CodePage1140,
	"iso-2022-kr": shiftSet(iso2022KR), "csiso2022kr": shiftSet(iso2022KR), "utf-7": shiftSet(utf7), "unicode-1-1-utf-7": shiftSet(utf7),
}

// codec finds what reads and writes a character set, nil for ASCII and UTF-8, which
// need nothing.
func codec(name string) (encoding.Encoding, error) {
	n := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")
	switch n {
	case "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit":
		return nil, nil
	}
	// Python's names have no hyphen there.
	for _, iso := range []string{"8859-", "2022-"} {
		if rest, ok := strings.CutPrefix(n, "iso"+iso); ok {
			n = "iso-" + iso + rest
		}
	}
	if a, ok := charsetAliases[n]; ok {
		n = a
	}
	if e, ok := codecAliases[n]; ok {
		return e, nil
	}
	if e, err := ianaindex.MIME.Encoding(n); err == nil && e != nil {
		return e, nil
	}
	// The web reads some old sets as nothing at all.
	if e, err := htmlindex.Get(n); err == nil && e != encoding.Replacement {
		return e, nil
	}
	return nil, &Error{Kind: ErrCharset, Op: "charset", Input: name, Reason: "unknown character set"}
}

// isASCIIName tells the names of ASCII.
func isASCIIName(name string) bool {
	switch strings.ToLower(name) {
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "646":
		return true
	}
	return false
}

// EncodeText writes text in a character set. Text that the set does not have is an
// error, ErrCharset, that names the first such character.
func EncodeText(text, charset string) ([]byte, error) {
	if isASCIIName(charset) {
		for i, r := range text {
			if r >= utf8.RuneSelf {
				return nil, cannotWrite(charset, i, r)
			}
		}
		return []byte(text), nil
	}
	e, err := codec(charset)
	if err != nil {
		return nil, err
	}
	if e == nil {
		if !utf8.ValidString(text) && !strings.EqualFold(charset, "unknown-8bit") {
			return nil, &Error{Kind: ErrCharset, Op: "charset", Input: charset, Reason: "the text is not UTF-8"}
		}
		return []byte(text), nil
	}
	out, err := e.NewEncoder().Bytes([]byte(text))
	only := onlyGB2312
	switch strings.ToLower(charset) {
	case "gb2312":
	case "big5":
		only = onlyBig5
	default:
		only = func([]byte) error { return nil }
	}
	if err == nil {
		err = only(out)
	}
	if errors.Is(err, errOnlyRead) {
		return nil, &Error{Kind: ErrCharset, Op: "charset", Input: charset, Reason: err.Error()}
	}
	if err != nil {
		for i, r := range text {
			one, err := e.NewEncoder().Bytes([]byte(string(r)))
			if err != nil || only(one) != nil {
				return nil, cannotWrite(charset, i, r)
			}
		}
		return nil, &Error{Kind: ErrCharset, Op: "charset", Input: charset, Err: err}
	}
	return out, nil
}

// onlyGB2312 refuses bytes of GB18030 that GB2312 does not have.
func onlyGB2312(p []byte) error {
	for i := 0; i < len(p); i++ {
		if p[i] < 0x80 {
			continue
		}
		if i+1 >= len(p) || p[i] < 0xa1 || p[i] > 0xf7 || p[i+1] < 0xa1 {
			return fmt.Errorf("beyond GB2312")
		}
		i++
	}
	return nil
}

// onlyBig5 refuses bytes of the Hong Kong supplement, and those that makers of Big5
// fill differently.
func onlyBig5(p []byte) error {
	for i := 0; i < len(p); i++ {
		if p[i] < 0x80 {
			continue
		}
		if i+1 >= len(p) || p[i] < 0xa1 || p[i] > 0xf9 || 0xc6a1 <= int(p[i])<<8|int(p[i+1]) && p[i] < 0xc9 {
			return fmt.Errorf("beyond Big5")
		}
		i++
	}
	return nil
}

func cannotWrite(charset string, i int, r rune) error {
	if charset == "" {
		charset = "us-ascii"
	}
	return &Error{Kind: ErrCharset, Op: "charset", Input: charset, Reason: fmt.Sprintf("has no %q, which stands at byte %d of the text", r, i)}
}

// DecodeText reads bytes of a character set. Bytes that mean nothing become U+FFFD;
// a set that is not known is an error, ErrCharset. Text that says gb2312 is read as
// GB18030. ISO-2022-KR and UTF-7, which old mail has, are read and not written.
func DecodeText(p []byte, charset string) (string, error) {
	if isASCIIName(charset) {
		return asciiText(p), nil
	}
	e, err := codec(charset)
	if err != nil {
		return "", err
	}
	if e == nil {
		return strings.ToValidUTF8(string(p), "\uFFFD"), nil
	}
	out, _, err := transform.Bytes(e.NewDecoder(), p)
	if err != nil {
		return "", &Error{Kind: ErrCharset, Op: "charset", Input: charset, Err: err}
	}
	return string(out), nil
}

// asciiText is ASCII, with U+FFFD for each other byte.
func asciiText(p []byte) string {
	if ascii(string(p)) {
		return string(p)
	}
	var b strings.Builder
	for _, c := range p {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String()
}

// ascii reports whether text is ASCII.
func ascii(s string) bool {
	for len(s) >= 8 {
		if (s[0]|s[1]|s[2]|s[3]|s[4]|s[5]|s[6]|s[7])&utf8.RuneSelf != 0 {
			return false
		}
		s = s[8:]
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
