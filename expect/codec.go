package expect

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A codec turns the other side's bytes into Go's strings and back. Characters
// that arrive in two pieces are put together.
type codec struct {
	name, errors string
	rest         []byte // the beginning of a character
	table        *table // of any other encoding than the four that are built in
}

func newCodec(encoding, errors string) (codec, error) {
	c := codec{name: strings.ReplaceAll(strings.ToLower(encoding), "_", "-"), errors: errors}
	switch c.name {
	case "utf8":
		c.name = "utf-8"
	case "latin1", "iso-8859-1":
		c.name = "latin-1"
	case "us-ascii":
		c.name = "ascii"
	}
	switch c.name {
	case "", "utf-8", "ascii", "latin-1":
	default:
		if c.table = tableOf(c.name); c.table == nil {
			return c, &Error{Kind: ErrValue, Input: encoding, Reason: "unknown encoding: " + encoding + " (expected utf-8, ascii, latin-1, one that golang.org/x/text has, or none)"}
		}
	}
	switch errors {
	case "", "strict", "replace", "ignore":
	default:
		return c, &Error{Kind: ErrValue, Input: errors, Reason: "unknown error handler name '" + errors + "' (expected strict, replace or ignore)"}
	}
	return c, nil
}

// decode decodes the next piece. At the final one, the beginning of a character
// is an error too.
func (c *codec) decode(p []byte, final bool) ([]byte, error) {
	if c.name == "" {
		return p, nil
	}
	if c.table != nil {
		return c.table.decode(p, final, c)
	}
	if len(c.rest) > 0 {
		p = append(c.rest, p...)
		c.rest = nil
	}
	if c.name == "utf-8" && utf8.Valid(p) {
		return p, nil
	}
	out := make([]byte, 0, len(p)+len(p)/8)
	for i := 0; i < len(p); {
		b := p[i]
		switch {
		case b < utf8.RuneSelf:
			out = append(out, b)
			i++
			continue
		case c.name == "latin-1":
			out = utf8.AppendRune(out, rune(b))
			i++
			continue
		}
		n, why := 1, fmt.Sprintf("ordinal not in range(%d)", utf8.RuneSelf)
		if c.name == "utf-8" {
			if r, size := utf8.DecodeRune(p[i:]); r != utf8.RuneError || size > 1 {
				out = append(out, p[i:i+size]...)
				i += size
				continue
			}
			n, why = begun(p[i:])
			if why == unfinished && !final {
				c.rest = append([]byte(nil), p[i:]...)
				return out, nil
			}
		}
		switch c.errors {
		case "replace":
			out = utf8.AppendRune(out, utf8.RuneError)
		case "ignore":
		default:
			place := fmt.Sprintf("byte 0x%02x in position %d", b, i)
			if n > 1 {
				place = fmt.Sprintf("bytes in position %d-%d", i, i+n-1)
			}
			return nil, failed(ErrDecode, fmt.Sprintf("'%s' codec can't decode %s: %s", c.name, place, why))
		}
		i += n
	}
	return out, nil
}

const unfinished = "unexpected end of data"

// begun tells how many bytes at the start of p, which is no valid character,
// belong together as the beginning of one, and what is wrong.
func begun(p []byte) (int, string) {
	b := p[0]
	low, high, want := byte(0x80), byte(0xbf), 0
	switch {
	case 0xc2 <= b && b <= 0xdf:
		want = 1
	case 0xe0 <= b && b <= 0xef:
		want = 2
	case 0xf0 <= b && b <= 0xf4:
		want = 3
	default:
		return 1, "invalid start byte"
	}
	switch b { // what would be too long a form, a surrogate, or too large
	case 0xe0:
		low = 0xa0
	case 0xed:
		high = 0x9f
	case 0xf0:
		low = 0x90
	case 0xf4:
		high = 0x8f
	}
	for n := 1; n <= want; n++ {
		if n == len(p) {
			return n, unfinished
		}
		if p[n] < low || p[n] > high {
			return n, "invalid continuation byte"
		}
		low, high = 0x80, 0xbf
	}
	return want + 1, unfinished
}

// encode is text as the other side reads it.
func (c *codec) encode(text string) ([]byte, error) {
	if c.table != nil {
		return c.table.encode(text, c)
	}
	limit := rune(0x80)
	switch c.name {
	case "latin-1":
		limit = 0x100
	case "ascii":
	default:
		return []byte(text), nil
	}
	out := make([]byte, 0, len(text))
	for i, r := range []rune(text) {
		if r < limit {
			out = append(out, byte(r))
			continue
		}
		switch c.errors {
		case "replace":
			out = append(out, '?')
		case "ignore":
		default:
			return nil, failed(ErrValue, fmt.Sprintf("'%s' codec can't encode character '\\u%04x' in position %d: ordinal not in range(%d)", c.name, r, i, limit))
		}
	}
	return out, nil
}
