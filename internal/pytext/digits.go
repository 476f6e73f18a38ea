package pytext

import (
	"unicode"
	"unicode/utf8"
)

// blanks is the white space that Python's int and float pass over, once that of
// other scripts is a space.
const blanks = " \t\n\v\f\r"

// inASCII writes digits of other scripts as ASCII ones and their white space as
// spaces. It ends with a question mark at the first character that is neither,
// which no number goes on with.
func inASCII(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	if i == len(s) {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:i]...)
	for _, r := range s[i:] {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		} else if unicode.IsSpace(r) {
			out = append(out, ' ')
		} else if d, ok := Digit(r); ok {
			out = append(out, '0'+byte(d))
		} else {
			return string(append(out, '?'))
		}
	}
	return string(out)
}

// Digit is the value, 0 to 9, of a decimal digit of any script: of Unicode's
// category Nd, which is what Python's str.isdecimal tells. Any other
// character gives 0 and false.
func Digit(r rune) (value int, ok bool) {
	// Each script has its ten in a row, and a run of the table, which may join
	// several, begins with a zero.
	if 0 <= r && r <= 0xffff {
		for _, run := range unicode.Nd.R16 {
			if c := uint16(r); run.Lo <= c && c <= run.Hi {
				return int(c-run.Lo) % 10, true
			}
		}
		return 0, false
	}
	for _, run := range unicode.Nd.R32 {
		if c := uint32(r); run.Lo <= c && c <= run.Hi {
			return int(c-run.Lo) % 10, true
		}
	}
	return 0, false
}
