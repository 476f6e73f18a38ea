package xlsx

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var (
	floatText = regexp.MustCompile(`^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$`)
	floatWord = regexp.MustCompile(`(?i)^([+-]?)(?:(inf|infinity)|nan)$`)
)

// pythonFloat reads a number as Python's float() does: with blanks around it,
// single underscores between digits, and the digits of all scripts.
func pythonFloat(s string) (float64, bool) {
	s = strings.TrimFunc(s, func(c rune) bool { return unicode.IsSpace(c) || c >= 0x1c && c <= 0x1f })
	s = strings.Map(asciiDigit, s)
	if floatText.MatchString(s) {
		f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
		return f, err == nil || math.IsInf(f, 0)
	}
	m := floatWord.FindStringSubmatch(s)
	switch {
	case m == nil:
		return 0, false
	case m[2] == "":
		return math.NaN(), true
	case m[1] == "-":
		return math.Inf(-1), true
	}
	return math.Inf(1), true
}

// asciiDigit turns the digits of any script into ASCII's. The ranges of digits
// begin with a zero and hold tens.
func asciiDigit(c rune) rune {
	if c < 0x80 || !unicode.IsDigit(c) {
		return c
	}
	for _, r := range unicode.Nd.R16 {
		if c >= rune(r.Lo) && c <= rune(r.Hi) {
			return '0' + (c-rune(r.Lo))%10
		}
	}
	for _, r := range unicode.Nd.R32 {
		if c >= rune(r.Lo) && c <= rune(r.Hi) {
			return '0' + (c-rune(r.Lo))%10
		}
	}
	return c
}

// pythonRepr is a float as Python's str() has it.
func pythonRepr(f float64) string {
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		s := strconv.FormatFloat(f, 'e', -1, 64)
		return s
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
