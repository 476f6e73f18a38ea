package confobj

import (
	"unicode/utf16"
	"unicode/utf8"
)

// encode turns the text of a file into its bytes. Text in which nothing was
// changed since it was read is the bytes that were read.
func (c *ConfigObj) encode(text []byte) ([]byte, error) {
	if d := c.original; d != nil && d.bytes != nil && d.text == string(text) && d.encoding == c.Options.Encoding && d.bom == c.BOM {
		return d.bytes, nil
	}
	name := c.Options.Encoding
	if name == "" {
		name = c.Options.DefaultEncoding
	}
	switch canonical(name) {
	case "", "utf8", "utf8sig":
		if at := invalid(text); at >= 0 {
			return nil, failed(ErrEncoding, "the text is not UTF-8: byte 0x%02x in position %d", text[at], at)
		}
		if c.BOM || canonical(name) == "utf8sig" {
			text = append([]byte(utf8BOM), text...)
		}
		return text, nil
	case "ascii":
		for i, b := range text {
			if b >= utf8.RuneSelf {
				r, _ := utf8.DecodeRune(text[i:])
				return nil, unencodable("ascii", r)
			}
		}
		return text, nil
	case "utf16":
		return encode16([]byte(bom16(false)), text, false)
	case "utf16le", "utf16be":
		big := canonical(name) == "utf16be"
		var out []byte
		if c.BOM {
			out = []byte(bom16(big))
		}
		return encode16(out, text, big)
	}
	contents, err := encodeCharset(name, text)
	if err != nil {
		return nil, err
	}
	// Some sets have two bytes for one character, or one for two.
	if back, err := decodeCharset(name, contents); err != nil || back != string(text) {
		return nil, failed(ErrEncoding, "'%s' codec can't encode the text so that it reads back", name)
	}
	return contents, nil
}

func unencodable(encoding string, r rune) error {
	return failed(ErrEncoding, "'%s' codec can't encode character %s", encoding, Repr(string(r)))
}

func encode16(out, text []byte, big bool) ([]byte, error) {
	if at := invalid(text); at >= 0 {
		return nil, failed(ErrEncoding, "the text is not UTF-8: byte 0x%02x in position %d", text[at], at)
	}
	var units []uint16
	for _, r := range string(text) {
		units = utf16.AppendRune(units[:0], r)
		for _, u := range units {
			if big {
				out = append(out, byte(u>>8), byte(u))
			} else {
				out = append(out, byte(u), byte(u>>8))
			}
		}
	}
	return out, nil
}
