package email

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/transform"
)

// A shiftSet is a character set of seven bits in which a mark says how what follows
// is to be read. Old mail is written in them; new mail is not.
type shiftSet func(p []byte) string

// NewDecoder and NewEncoder make it an encoding.Encoding.
func (s shiftSet) NewDecoder() *encoding.Decoder {
	return &encoding.Decoder{Transformer: wholeText(s)}
}

// errOnlyRead says that a set is not written.
var errOnlyRead = errors.New("is read and not written: use UTF-8")

func (s shiftSet) NewEncoder() *encoding.Encoder {
	return &encoding.Encoder{Transformer: refusing{}}
}

type refusing struct{ transform.NopResetter }

func (refusing) Transform(_, _ []byte, _ bool) (int, int, error) { return 0, 0, errOnlyRead }

// wholeText reads a text once all of it is there.
type wholeText shiftSet

func (wholeText) Reset() {}

func (w wholeText) Transform(dst, src []byte, atEOF bool) (int, int, error) {
	if !atEOF {
		return 0, 0, transform.ErrShortSrc
	}
	text := w(src)
	if len(text) > len(dst) {
		return 0, 0, transform.ErrShortDst
	}
	return copy(dst, text), len(src), nil
}

// iso2022KR reads ISO-2022-KR (RFC 1557): between SO and SI the bytes are those of
// EUC-KR without their high bits.
func iso2022KR(p []byte) string {
	const so, si = 0x0e, 0x0f
	text := strings.ReplaceAll(string(p), "\x1b$)C", "")
	out := make([]byte, 0, len(text))
	high := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == so || c == si:
			high = c == so
		case high && c > ' ' && c < 0x7f:
			out = append(out, c|0x80)
		case c >= 0x80:
			out = append(out, 0xff) // which EUC-KR has not
		default:
			if c == '\n' {
				high = false // a line begins in ASCII
			}
			out = append(out, c)
		}
	}
	b, _ := korean.EUCKR.NewDecoder().Bytes(out)
	return string(b)
}

// utf7 reads UTF-7 (RFC 2152): between "+" and what base64 does not have stands
// UTF-16 in base64.
func utf7(p []byte) string {
	var b strings.Builder
	for i := 0; i < len(p); {
		c := p[i]
		i++
		if c >= utf8.RuneSelf {
			b.WriteRune(utf8.RuneError)
			continue
		}
		if c != '+' {
			b.WriteByte(c)
			continue
		}
		from := i
		for i < len(p) && base64Values[p[i]] >= 0 {
			i++
		}
		run := p[from:i]
		if i < len(p) && p[i] == '-' {
			i++
			if len(run) == 0 {
				b.WriteByte('+')
				continue
			}
		}
		units := make([]byte, base64.RawStdEncoding.DecodedLen(len(run)))
		n, err := base64.RawStdEncoding.Decode(units, run)
		if len(run) == 0 || err != nil && n == 0 {
			b.WriteRune(utf8.RuneError)
			continue
		}
		var text []uint16
		for j := 0; j+1 < n; j += 2 {
			text = append(text, uint16(units[j])<<8|uint16(units[j+1]))
		}
		b.WriteString(string(utf16.Decode(text)))
		if n%2 != 0 || err != nil {
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String()
}
