package rrd

import (
	"strconv"
	"strings"
	"time"
)

var (
	fullDays   = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	fullMonths = [...]string{
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
	}
)

// strftime formats a time as the C library does in the C locale, flags and
// widths included. A directive that C does not know stands as it is.
func strftime(format string, t time.Time) string {
	var b []byte
	for i := 0; i < len(format); {
		if format[i] != '%' {
			b = append(b, format[i])
			i++
			continue
		}
		d, n := scanDirective(format[i:])
		if text, ok := d.text(t); ok {
			b = append(b, text...)
		} else {
			b = append(b, format[i:i+n]...)
		}
		i += n
	}
	return string(b)
}

// A directive is one % of a format.
type directive struct {
	padding byte // '-', '0', '_', or 0 for its own
	upper   bool // ^
	swap    bool // #
	width   int
	letter  byte // 0 where the format ends early
}

// mostWidth bounds the width of a directive.
const mostWidth = 1024

func scanDirective(s string) (d directive, n int) {
	n = 1
	for ; n < len(s); n++ {
		switch s[n] {
		case '_', '-', '0':
			d.padding = s[n]
			continue
		case '^':
			d.upper = true
			continue
		case '#':
			d.swap = true
			continue
		}
		break
	}
	for ; n < len(s) && isDigit(s[n]); n++ {
		d.width = min(d.width*10+int(s[n]-'0'), mostWidth)
	}
	if n < len(s) && (s[n] == 'E' || s[n] == 'O') {
		n++ // alternatives, of which the C locale has none
	}
	if n < len(s) {
		d.letter = s[n]
		n++
	}
	return d, n
}

// text is what a directive stands for.
func (d directive) text(t time.Time) (string, bool) {
	if number, digits, pad, ok := numberOf(d.letter, t); ok {
		return d.pad(number, digits, pad), true
	}
	if composite, ok := composites[d.letter]; ok {
		d.swap = false
		return d.word(strftime(composite, t)), true
	}
	switch d.letter {
	case 'a':
		return d.word(fullDays[t.Weekday()][:3]), true
	case 'A':
		return d.word(fullDays[t.Weekday()]), true
	case 'b', 'h':
		return d.word(fullMonths[t.Month()-1][:3]), true
	case 'B':
		return d.word(fullMonths[t.Month()-1]), true
	case 'p', 'P':
		return d.half(t), true
	case 'z':
		return d.zone(t), true
	case 'Z':
		name, _ := t.Zone()
		if d.swap {
			name = strings.ToLower(name)
			d.swap = false
		}
		return d.word(name), true
	case 'n':
		return d.word("\n"), true
	case 't':
		return d.word("\t"), true
	case '%':
		return d.word("%"), true
	}
	return "", false
}

// composites are directives that stand for others.
var composites = map[byte]string{
	'c': "%a %b %e %H:%M:%S %Y", 'D': "%m/%d/%y", 'F': "%Y-%m-%d", 'r': "%I:%M:%S %p", 'R': "%H:%M",
	'T': "%H:%M:%S", 'x': "%m/%d/%y", 'X': "%H:%M:%S",
}

// numberOf is the value of a directive that is a number, its digits, and what it
// is padded with.
func numberOf(letter byte, t time.Time) (number int64, digits int, pad byte, ok bool) {
	hour12 := int64(t.Hour()+11)%12 + 1
	isoYear, isoWeek := t.ISOWeek()
	day, weekday := int64(t.YearDay()-1), int64(t.Weekday())
	switch letter {
	case 'C':
		return floorDiv(int64(t.Year()), 100), 2, '0', true
	case 'd':
		return int64(t.Day()), 2, '0', true
	case 'e':
		return int64(t.Day()), 2, '_', true
	case 'g':
		return int64(isoYear) - floorDiv(int64(isoYear), 100)*100, 2, '0', true
	case 'G':
		return int64(isoYear), 1, '0', true
	case 'H':
		return int64(t.Hour()), 2, '0', true
	case 'k':
		return int64(t.Hour()), 2, '_', true
	case 'I':
		return hour12, 2, '0', true
	case 'l':
		return hour12, 2, '_', true
	case 'j':
		return day + 1, 3, '0', true
	case 'm':
		return int64(t.Month()), 2, '0', true
	case 'M':
		return int64(t.Minute()), 2, '0', true
	case 's':
		return t.Unix(), 1, '0', true
	case 'S':
		return int64(t.Second()), 2, '0', true
	case 'u':
		return (weekday+6)%7 + 1, 1, '0', true
	case 'U':
		return (day + 7 - weekday) / 7, 2, '0', true
	case 'V':
		return int64(isoWeek), 2, '0', true
	case 'w':
		return weekday, 1, '0', true
	case 'W':
		return (day + 7 - (weekday+6)%7) / 7, 2, '0', true
	case 'y':
		return int64(t.Year()) - floorDiv(int64(t.Year()), 100)*100, 2, '0', true
	case 'Y':
		return int64(t.Year()), 1, '0', true
	}
	return 0, 0, 0, false
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// pad writes a number with as many digits as it wants or the width says.
func (d directive) pad(number int64, digits int, pad byte) string {
	if d.padding != 0 {
		pad = d.padding
	}
	sign, text := "", strconv.FormatInt(number, 10)
	if number < 0 {
		sign, text = "-", text[1:]
	}
	if pad == '-' {
		return strings.Repeat(" ", max(d.width-len(sign)-len(text), 0)) + sign + text
	}
	if d.width > 0 {
		digits = max(digits, d.width)
	}
	fill := strings.Repeat("0", max(digits-len(sign)-len(text), 0))
	if pad == '_' {
		return strings.Repeat(" ", len(fill)) + sign + text
	}
	return sign + fill + text
}

// word writes a text, in capitals or right-aligned as the flags say.
func (d directive) word(s string) string {
	if d.upper || d.swap {
		s = strings.ToUpper(s)
	}
	fill := " "
	if d.padding == '0' {
		fill = "0"
	}
	return strings.Repeat(fill, max(d.width-len(s), 0)) + s
}

// half is AM or PM.
func (d directive) half(t time.Time) string {
	s := "AM"
	if t.Hour() >= 12 {
		s = "PM"
	}
	if d.letter == 'P' || d.swap {
		s = strings.ToLower(s)
		d.swap, d.upper = false, false
	}
	return d.word(s)
}

// zone is the distance from UTC, as +hhmm.
func (d directive) zone(t time.Time) string {
	_, seconds := t.Zone()
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	number := strconv.Itoa(seconds/3600*100 + seconds/60%60)
	fill := max(4-len(number), 0)
	switch d.padding {
	case '-':
		return sign + number
	case '_':
		return sign + strings.Repeat(" ", fill) + number
	}
	return sign + strings.Repeat("0", fill) + number
}
