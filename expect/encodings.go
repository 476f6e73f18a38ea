package expect

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"
)

// A table is an encoding of golang.org/x/text.
type table struct {
	decoder transform.Transformer
	encoder *encoding.Encoder
}

// pythonNames are Python's names of encodings that the indexes have under others.
var pythonNames = map[string]string{"cp932": "shift_jis", "cp950": "big5", "mac-roman": "macintosh", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be"}

// tableOf finds an encoding by Python's name or IANA's; nil if there is none.
func tableOf(name string) *table {
	names := []string{pythonNames[name], name}
	if page, ok := strings.CutPrefix(name, "cp"); ok {
		names = append(names, "windows-"+page, "IBM"+page)
	}
	for _, n := range names {
		e, err := htmlindex.Get(n)
		if err != nil || e == nil {
			e, err = ianaindex.IANA.Encoding(n)
		}
		if err == nil && e != nil && e != encoding.Replacement {
			return &table{decoder: e.NewDecoder().Transformer, encoder: e.NewEncoder()}
		}
	}
	return nil
}

// decode decodes the next piece; the beginning of a character is kept in the
// codec. What the encoding does not allow comes out of the table as U+FFFD.
func (t *table) decode(p []byte, final bool, c *codec) ([]byte, error) {
	p = append(c.rest, p...)
	c.rest = nil
	var out []byte
	room := make([]byte, 3*len(p)+utf8.UTFMax)
	for {
		n, used, err := t.decoder.Transform(room, p, final)
		out = append(out, room[:n]...)
		p = p[used:]
		if errors.Is(err, transform.ErrShortSrc) {
			c.rest = bytes.Clone(p)
			break
		}
		if !errors.Is(err, transform.ErrShortDst) {
			break
		}
	}
	const wrong = "\uFFFD"
	if !bytes.Contains(out, []byte(wrong)) {
		return out, nil
	}
	switch c.errors {
	case "replace":
		return out, nil
	case "ignore":
		return bytes.ReplaceAll(out, []byte(wrong), nil), nil
	}
	return nil, failed(ErrDecode, fmt.Sprintf("'%s' codec can't decode bytes: illegal multibyte sequence", c.name))
}

// encode is text as the other side reads it.
func (t *table) encode(text string, c *codec) ([]byte, error) {
	t.encoder.Reset()
	if out, err := t.encoder.Bytes([]byte(text)); err == nil {
		return out, nil
	}
	var out []byte
	for i, r := range []rune(text) {
		t.encoder.Reset()
		b, err := t.encoder.Bytes([]byte(string(r)))
		switch {
		case err == nil:
			out = append(out, b...)
		case c.errors == "replace":
			out = append(out, '?')
		case c.errors != "ignore":
			return nil, failed(ErrValue, fmt.Sprintf("'%s' codec can't encode character '\\u%04x' in position %d: illegal multibyte sequence", c.name, r, i))
		}
	}
	return out, nil
}
