package rrd

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// siSymbols are the prefixes of magnitudes, from base^-6 to base^6.
const siSymbols = "afpnum kMGTPE"

const siNone = 6 // index of the blank

// A siScale is a magnitude: a power of the base, and its prefix.
type siScale struct {
	factor float64
	symbol string
}

// scaleOf is the magnitude that brings a value between 1 and the base. That of 0
// and of what is not finite is 1; beyond the prefixes that there are it is "?".
func scaleOf(v, base float64) siScale {
	if v == 0 || v != v {
		return siScale{1, siSymbols[siNone : siNone+1]}
	}
	if math.IsInf(v, 0) {
		return siScale{1, "?"}
	}
	exponent := math.Floor(math.Log(math.Abs(v)) / math.Log(base))
	s := siScale{power(base, exponent), "?"}
	if i := int(exponent) + siNone; i >= 0 && i < len(siSymbols) {
		s.symbol = siSymbols[i : i+1]
	}
	return s
}

// power is what the C library's pow comes to for a whole exponent of 10, 1000 or 1024.
// Other than Go's, it is the nearest number there is, but for two that are the next.
func power(base, exponent float64) float64 {
	n := exponent
	switch base {
	case 1000:
		n *= 3
	case 1024:
		return math.Pow(base, exponent)
	}
	if !(math.Abs(n) < 400) {
		return math.Pow(10, n)
	}
	p := powerOfTen(int(n))
	if n == 23 || n == 210 {
		p = math.Nextafter(p, math.Inf(1))
	}
	return p
}

// powerOfTen is the nearest number to a power of ten, which math.Pow10 is not always.
func powerOfTen(n int) float64 {
	p, _ := strconv.ParseFloat("1e"+strconv.Itoa(n), 64) // infinite where it is out of range
	return p
}

// log10 is the logarithm to the base of 10. Go's function misses it by some of its last
// digits next to the powers of ten, where a grid is chosen by the whole part.
func log10(v float64) float64 {
	e := math.Log10(v)
	if n := math.Round(e); math.Abs(n-e) < 1e-9 {
		power := powerOfTen(int(n))
		return n + math.Log1p((v-power)/power)/math.Ln10
	}
	return e
}

const printSyntax = `^(?:[^%]+|%%)*%[-+ 0#]?[0-9]*(?:[.][0-9]+)?l[eEfFgG](?:[^%]+|%%)*(?:%[sS])?(?:[^%]+|%%)*$`

var (
	printRule   = regexp.MustCompile(printSyntax)
	printPieces = regexp.MustCompile(`%%|%[sS]|%([-+ 0#]?)([0-9]*)(?:[.]([0-9]+))?l([eEfFgG])`)
)

// A printFormat is a format of PRINT and GPRINT: one number, and its prefix if
// it is to be scaled.
type printFormat struct {
	text  string
	scale byte // 's', 'S' or 0
}

// mostDigits bounds the width and the precision of a number.
const mostDigits = 1024

// parsePrintFormat reads a format such as "%6.2lf %sbit/s".
func parsePrintFormat(text string) (*printFormat, error) {
	if !printRule.MatchString(text) {
		return nil, &Error{Kind: ErrSyntax, Reason: fmt.Sprintf("invalid format string '%s' (should match '%s')", text, printSyntax)}
	}
	f := &printFormat{text: text}
	for _, m := range printPieces.FindAllStringSubmatch(text, -1) {
		if m[0] == "%s" || m[0] == "%S" {
			f.scale = m[0][1]
		}
		for _, digits := range m[2:4] {
			if n, err := strconv.Atoi(digits); digits != "" && (err != nil || n > mostDigits) {
				return nil, &Error{Kind: ErrSyntax, Reason: fmt.Sprintf("more than %d digits in format string '%s'", mostDigits, text)}
			}
		}
	}
	return f, nil
}

// format writes a value. With %S the magnitude is the shared one, once a value of
// the same graph that is not 0 has set it; shared may be nil.
func (f *printFormat) format(v, base float64, shared *siScale) string {
	var s siScale
	switch {
	case f.scale == 'S' && shared != nil && shared.factor != 0:
		s = *shared
	case f.scale != 0:
		s = scaleOf(v, base)
		if shared != nil && (v != 0 || f.scale == 's') {
			*shared = s
		}
	}
	if s.factor != 0 {
		v /= s.factor
	}
	return printPieces.ReplaceAllStringFunc(f.text, func(piece string) string {
		switch piece {
		case "%%":
			return "%"
		case "%s", "%S":
			return s.symbol
		}
		return formatC(piece, v)
	})
}

// formatC writes a number by a directive of the C library, such as "%-8.2lf".
func formatC(directive string, v float64) string {
	m := printPieces.FindStringSubmatch(directive)
	flag, width, precision, verb := m[1], m[2], m[3], m[4]
	if v != v || math.IsInf(v, 0) {
		return padded(notFinite(v, flag, verb), flag, width)
	}
	if precision == "" {
		precision = "6"
	}
	return fmt.Sprintf("%"+flag+width+"."+precision+verb, v)
}

// notFinite is what C prints for infinity and NaN, whose sign it shows.
func notFinite(v float64, flag, verb string) string {
	text := "inf"
	if v != v {
		text = "nan"
	}
	if math.Signbit(v) {
		text = "-" + text
	} else if flag == "+" || flag == " " {
		text = flag + text
	}
	if verb == strings.ToUpper(verb) {
		text = strings.ToUpper(text)
	}
	return text
}

func padded(text, flag, width string) string {
	n, _ := strconv.Atoi(width)
	if flag == "-" {
		n = -n
	}
	return fmt.Sprintf("%*s", n, text)
}
