package email

import (
	"encoding/base64"
	"encoding/binary"
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
	n, padded := 0, false
	width := -1 // of the line before: the next one most likely has the same
	for text != "" {
		if width < 0 || width >= len(text) || text[width] != '\n' {
			width = strings.IndexByte(text, '\n')
		}
		line := text
		if width < 0 {
			text = ""
		} else {
			line, text = text[:width], text[width+1:]
		}
		if line = strings.TrimSuffix(line, "\r"); line == "" {
			continue
		}
		if len(line)%4 != 0 || padded {
			return nil, false
		}
		if padded = line[len(line)-1] == '='; padded {
			last := line[len(line)-4:]
			line = line[:len(line)-4]
			var end [3]byte
			m, err := base64.StdEncoding.Decode(end[:], []byte(last))
			if err != nil || !decodeGroups(out[n:], line) {
				return nil, false
			}
			n += len(line) / 4 * 3
			n += copy(out[n:], end[:m])
			continue
		}
		if !decodeGroups(out[n:], line) {
			return nil, false
		}
		n += len(line) / 4 * 3
	}
	return out[:n], true
}

// noDigit marks in groupValues what is not of the alphabet.
const noDigit = 1 << 31

// groupValues are the bits of each digit at each of the four places of a group.
var groupValues = func() (t [4][256]uint32) {
	for c, v := range base64Values {
		for place := range t {
			if t[place][c] = noDigit; v >= 0 {
				t[place][c] = uint32(v) << (18 - 6*place)
			}
		}
	}
	return t
}()

// decodeGroups reads groups of four digits, two at a time while there is room for the
// eight bytes that are then written for six.
func decodeGroups(out []byte, s string) bool {
	a, b, c, d := &groupValues[0], &groupValues[1], &groupValues[2], &groupValues[3]
	bad := uint32(0)
	for len(s) >= 8 && len(out) >= 8 {
		v := a[s[0]] | b[s[1]] | c[s[2]] | d[s[3]]
		w := a[s[4]] | b[s[5]] | c[s[6]] | d[s[7]]
		bad |= v | w
		binary.BigEndian.PutUint64(out, uint64(v)<<40|uint64(w)<<16)
		s, out = s[8:], out[6:]
	}
	for len(s) >= 4 && len(out) >= 3 {
		v := a[s[0]] | b[s[1]] | c[s[2]] | d[s[3]]
		bad |= v
		out[0], out[1], out[2] = byte(v>>16), byte(v>>8), byte(v)
		s, out = s[4:], out[3:]
	}
	return bad&noDigit == 0 && s == ""
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
