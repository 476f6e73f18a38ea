package confobj

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const utf8BOM = "\xef\xbb\xbf"

// decode turns the bytes of a file into text, and finds out what a byte order
// mark says.
func (c *ConfigObj) decode(contents []byte) (string, error) {
	name := canonical(c.Options.Encoding)
	if name == "" {
		switch {
		case bytes.HasPrefix(contents, []byte(utf8BOM)):
			c.BOM, contents = true, contents[3:]
		case bytes.HasPrefix(contents, []byte("\xff\xfe")), bytes.HasPrefix(contents, []byte("\xfe\xff")):
			name, c.Options.Encoding = "utf16", "utf_16"
		}
	}
	switch name {
	case "", "utf8", "utf8sig":
		if rest, marked := bytes.CutPrefix(contents, []byte(utf8BOM)); marked {
			c.BOM, contents = true, rest
		}
		if at := invalid(contents); at >= 0 {
			return "", undecodable("utf-8", contents, at)
		}
		return string(contents), nil
	case "ascii":
		for i, b := range contents {
			if b >= utf8.RuneSelf {
				return "", undecodable("ascii", contents, i)
			}
		}
		return string(contents), nil
	case "utf16":
		big := bytes.HasPrefix(contents, []byte("\xfe\xff"))
		if big {
			// Without this it would be written in the other order.
			c.Options.Encoding, c.BOM = "utf_16_be", true
		}
		if big || bytes.HasPrefix(contents, []byte("\xff\xfe")) {
			contents = contents[2:]
		}
		return decode16(c.Options.Encoding, contents, big)
	case "utf16le", "utf16be":
		big := name == "utf16be"
		if mark := bom16(big); bytes.HasPrefix(contents, []byte(mark)) {
			c.BOM, contents = true, contents[2:]
		}
		return decode16(c.Options.Encoding, contents, big)
	}
	return decodeCharset(c.Options.Encoding, contents)
}

// canonical is a name of an encoding without what Python does not look at.
func canonical(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(name))
	switch name {
	case "u8", "utf", "cp65001":
		return "utf8"
	case "u16":
		return "utf16"
	case "unicodebigunmarked":
		return "utf16be"
	case "unicodelittleunmarked":
		return "utf16le"
	case "646", "usascii", "ansix3.41968", "iso646us", "us":
		return "ascii"
	}
	return name
}

func undecodable(encoding string, contents []byte, at int) error {
	line := 1 + bytes.Count(contents[:at], []byte("\n"))
	return failed(ErrEncoding, "'%s' codec can't decode byte 0x%02x in position %d, in line %d", encoding, contents[at], at, line)
}

// invalid is where text stops being UTF-8, or -1.
func invalid(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func bom16(big bool) string {
	if big {
		return "\xfe\xff"
	}
	return "\xff\xfe"
}

// decode16 reads UTF-16 in which nothing is broken.
func decode16(name string, contents []byte, big bool) (string, error) {
	unit := func(i int) rune {
		if big {
			return rune(contents[i])<<8 | rune(contents[i+1])
		}
		return rune(contents[i+1])<<8 | rune(contents[i])
	}
	out := make([]byte, 0, len(contents))
	for i := 0; i < len(contents); i += 2 {
		if i+1 == len(contents) {
			return "", undecodable(name, contents, i)
		}
		r := unit(i)
		if utf16.IsSurrogate(r) {
			if i+3 >= len(contents) {
				return "", undecodable(name, contents, i)
			}
			if r = utf16.DecodeRune(r, unit(i+2)); r == utf8.RuneError {
				return "", undecodable(name, contents, i)
			}
			i += 2
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out), nil
}
