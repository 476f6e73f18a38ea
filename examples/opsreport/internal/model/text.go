package model

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Bytes writes a number of bytes for people, in powers of 1024.
func Bytes(n float64) string {
	const units = "KMGTPE"
	if n < 0 {
		return "-" + Bytes(-n)
	}
	if n < 1024 {
		return fmt.Sprintf("%.0f B", n)
	}
	i := -1
	for n >= 1024 && i < len(units)-1 {
		n /= 1024
		i++
	}
	return fmt.Sprintf("%.1f %ciB", n, units[i])
}

// BytesPerSecond writes a speed.
func BytesPerSecond(n float64) string { return Bytes(n) + "/s" }

// Percent writes a share of a hundred.
func Percent(p float64) string { return fmt.Sprintf("%.1f %%", p) }

// Span writes a length of time for people: "3 days", "23 h 40 min", "12 s".
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		h, m := int(d.Hours()), int(d.Minutes())%60
		if m == 0 {
			return fmt.Sprintf("%d h", h)
		}
		return fmt.Sprintf("%d h %d min", h, m)
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// Plural writes a number and what there is of it: "1 problem", "2 problems".
func Plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// Clean makes a line of text from outside fit to be shown: no control characters,
// nothing that turns the direction of what follows, nothing that is no UTF-8.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == 0x2028, r == 0x2029:
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return '?'
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// Short is a text of at most so many letters: of a longer one the beginning and the
// end, where the end of a name is.
func Short(s string, most int) string {
	if len(s) <= most {
		return s
	}
	letters := []rune(s)
	if len(letters) <= most {
		return s
	}
	tail := most / 3
	return string(letters[:most-tail-1]) + "…" + string(letters[len(letters)-tail:])
}
