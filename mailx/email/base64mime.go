package email

import (
	"encoding/base64"
	"strings"
)

// Base64HeaderLength is how long bytes are in base64: base64mime.header_length.
func Base64HeaderLength(p []byte) int { return (len(p) + 2) / 3 * 4 }

// Base64HeaderEncode writes bytes as an encoded-word of the kind B (RFC 2047):
// base64mime.header_encode. No bytes are no word.
func Base64HeaderEncode(p []byte, charset string) string {
	if len(p) == 0 {
		return ""
	}
	return "=?" + charset + "?b?" + base64.StdEncoding.EncodeToString(p) + "?="
}

// Base64BodyEncode writes bytes in base64, in lines of at most maxLine characters
// (0 is 76), each with eol at its end ("" is "\n"): base64mime.body_encode.
func Base64BodyEncode(p []byte, maxLine int, eol string) string {
	if maxLine <= 0 {
		maxLine = 76
	}
	if eol == "" {
		eol = "\n"
	}
	per := maxLine / 4 * 3
	if per == 0 {
		per = 3
	}
	var b strings.Builder
	b.Grow((len(p)+2)/3*4 + (len(p)/per+1)*len(eol))
	line := make([]byte, base64.StdEncoding.EncodedLen(per))
	for len(p) > 0 {
		n := min(per, len(p))
		base64.StdEncoding.Encode(line, p[:n])
		b.Write(line[:base64.StdEncoding.EncodedLen(n)])
		b.WriteString(eol)
		p = p[n:]
	}
	return b.String()
}

// Base64Decode reads base64 as Python's a2b_base64 does, which skips what is not of
// the alphabet: base64mime.decode. Text that ends in the middle of a byte is an
// error, ErrValue.
func Base64Decode(text string) ([]byte, error) {
	out, whole := lenientBase64(text)
	if !whole {
		return nil, &Error{Kind: ErrValue, Op: "base64", Input: text, Reason: "ends in the middle of a byte"}
	}
	return out, nil
}

// lenientBase64 skips what is not of the alphabet, stops at the padding that ends a
// group, and tells whether the text was whole.
func lenientBase64(text string) (out []byte, whole bool) {
	out = make([]byte, 0, len(text)/4*3)
	group, have, pads := uint32(0), 0, 0
	for i := range len(text) {
		c := text[i]
		if c == '=' {
			pads++
			if have >= 2 && have+pads >= 4 {
				return out, true
			}
			continue
		}
		v := base64Values[c]
		if v < 0 {
			continue
		}
		pads = 0
		group = group<<6 | uint32(v)
		switch have {
		case 1:
			out = append(out, byte(group>>4))
		case 2:
			out = append(out, byte(group>>2))
		case 3:
			out = append(out, byte(group))
		}
		have = (have + 1) % 4
		group &= 0x3f
		if have == 0 {
			group = 0
		}
	}
	return out, have == 0
}

var base64Values = func() (t [256]int8) {
	for i := range t {
		t[i] = -1
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		t[c] = int8(i)
	}
	return t
}()

// decodeB reads base64 that may be broken, as much as can be read, and says what is
// wrong with it. Line ends are no fault.
func decodeB(text string) ([]byte, []DefectKind) {
	if p, ok := decodeLines(text); ok {
		return p, nil
	}
	whole := oneLine(text)
	out := make([]byte, base64.StdEncoding.DecodedLen(len(whole)))
	if n, err := base64.StdEncoding.Decode(out, whole); err == nil {
		return out[:n], nil
	}
	text = string(whole)
	odd := len(text) % 4
	if odd != 0 {
		if p, err := base64.StdEncoding.DecodeString(text + "==="[:4-odd]); err == nil {
			return p, []DefectKind{InvalidBase64Padding}
		}
	}
	if p, whole := lenientBase64(text); whole {
		return p, []DefectKind{InvalidBase64Characters}
	}
	if p, whole := lenientBase64(text + "=="); whole {
		return p, []DefectKind{InvalidBase64Characters, InvalidBase64Padding}
	}
	// A single character left over is less than a byte.
	return []byte(text), []DefectKind{InvalidBase64Length}
}

// decodeLines reads base64 whose lines are whole groups, as nearly all mail has it.
func decodeLines(text string) ([]byte, bool) {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	var line [128]byte
	n, padded := 0, false
	for text != "" {
		now, rest, _ := strings.Cut(text, "\n")
		now = strings.TrimSuffix(now, "\r")
		text = rest
		width := copy(line[:], now)
		if width != len(now) || width%4 != 0 || padded && width > 0 {
			return nil, false
		}
		m, err := base64.StdEncoding.Decode(out[n:], line[:width])
		if err != nil {
			return nil, false
		}
		n += m
		padded = padded || width > 0 && line[width-1] == '='
	}
	return out[:n], true
}

// oneLine is a text without its line ends.
func oneLine(text string) []byte {
	out := make([]byte, 0, len(text))
	for text != "" {
		line := text
		if n := strings.IndexByte(text, '\n'); n >= 0 {
			line, text = text[:n], text[n+1:]
		} else {
			text = ""
		}
		for strings.IndexByte(line, '\r') >= 0 {
			before, after, _ := strings.Cut(line, "\r")
			out, line = append(out, before...), after
		}
		out = append(out, line...)
	}
	return out
}
