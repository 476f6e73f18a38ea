package curlx

import (
	"strings"
	"time"
)

// maxDate is how long a date may be.
const maxDate = 80

// zones are names of time zones that dates may have, and how far they are ahead of
// UTC in minutes. A letter by itself is a zone of the military, all of which RFC 822
// has with the wrong sign: libcurl keeps to that.
var zones = map[string]int{
	"gmt": 0, "utc": 0, "ut": 0, "wet": 0, "bst": 60, "wat": -60, "ast": -4 * 60, "adt": -3 * 60, "est": -5 * 60, "edt": -4 * 60, "cst": -6 * 60, "cdt": -5 * 60,
	"mst": -7 * 60, "mdt": -6 * 60, "pst": -8 * 60, "pdt": -7 * 60, "yst": -9 * 60, "ydt": -8 * 60, "hst": -10 * 60, "hdt": -9 * 60,
	"cat": -10 * 60, "ahst": -10 * 60, "nt": -11 * 60, "idlw": -12 * 60, "cet": 60, "met": 60, "mewt": 60, "mest": 120, "cest": 120, "mesz": 120,
	"fwt": 60, "fst": 120, "eet": 120, "wast": 7 * 60, "wadt": 8 * 60, "cct": 8 * 60, "jst": 9 * 60, "east": 10 * 60, "eadt": 11 * 60, "gst": 10 * 60,
	"nzt": 12 * 60, "nzst": 12 * 60, "nzdt": 13 * 60, "idle": 12 * 60,
}

// A dateReader finds the parts of a date in any order. What it does not know makes
// the text no date.
type dateReader struct {
	day, year  int
	month      time.Month
	weekday    bool
	h, m, s    int
	clock      bool
	zone       int // minutes ahead of UTC
	zoned, bad bool
}

// parseDate reads a date of a header or a cookie as curl_getdate does: day, month and
// year in any order, a time of the day, a zone by its name or its distance from UTC.
// Without a zone it is in UTC.
func parseDate(s string) (time.Time, bool) {
	if len(s) > maxDate {
		return time.Time{}, false
	}
	var d dateReader
	const most = 6 // what comes behind so many parts is not looked at
	for i, parts := 0, 0; i < len(s) && parts < most; {
		begin := i
		parts++
		switch {
		case isLetter(s[i]):
			for i < len(s) && isLetter(s[i]) {
				i++
			}
			d.word(strings.ToLower(s[begin:i]))
		case isDigits(s[i : i+1]):
			for colons := 0; i < len(s); i++ {
				if s[i] == ':' {
					colons++
				}
				if colons > 2 || s[i] != ':' && !isDigits(s[i:i+1]) {
					break
				}
			}
			sign := byte(0)
			if begin > 0 {
				sign = s[begin-1]
			}
			if strings.Contains(s[begin:i], ":") {
				d.time(s[begin:i])
			} else {
				d.number(s[begin:i], sign)
			}
		default:
			i++
			parts--
		}
	}
	if d.bad || d.day == 0 || d.month == 0 || d.year < 1583 || d.day > 31 {
		return time.Time{}, false
	}
	return time.Date(d.year, d.month, d.day, d.h, d.m, d.s, 0, time.UTC).Add(-time.Duration(d.zone) * time.Minute), true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// word is the name of a day of the week, of a month or of a zone.
func (d *dateReader) word(w string) {
	if !d.weekday {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if name := strings.ToLower(day.String()); w == name || w == name[:3] {
				d.weekday = true
				return
			}
		}
	}
	if d.month == 0 {
		for m := time.January; m <= time.December; m++ {
			if w == strings.ToLower(m.String())[:3] {
				d.month = m
				return
			}
		}
	}
	minutes, known := zones[w]
	if len(w) == 1 && w != "j" {
		switch c := int(w[0] - 'a'); {
		case w == "z":
			minutes, known = 0, true
		case c < 9:
			minutes, known = -60*(c+1), true
		case c <= 12:
			minutes, known = -60*c, true
		default:
			minutes, known = 60*(c-12), true
		}
	}
	if d.zoned || !known {
		d.bad = true
		return
	}
	d.zone, d.zoned = minutes, true
}

// time is the time of the day.
func (d *dateReader) time(text string) {
	parts := strings.Split(text, ":")
	var at [3]int
	if d.clock {
		d.bad = true
		return
	}
	for i, p := range parts {
		if p == "" || len(p) > 2 {
			d.bad = true
			return
		}
		at[i] = atoi(p)
	}
	d.h, d.m, d.s, d.clock = at[0], at[1], at[2], true
	d.bad = d.bad || d.h > 23 || d.m > 59 || d.s > 60
}

// number is a zone, a whole date, a day or a year.
func (d *dateReader) number(text string, sign byte) {
	if len(text) > 9 {
		d.bad = true
		return
	}
	n := atoi(text)
	switch {
	case !d.zoned && len(text) == 4 && n <= 1400 && (sign == '+' || sign == '-'):
		d.zone, d.zoned = n/100*60+n%100, true
		if sign == '-' {
			d.zone = -d.zone
		}
	case len(text) == 8 && d.year == 0 && d.month == 0 && d.day == 0:
		d.year, d.month, d.day = n/10000, time.Month(n/100%100), n%100
	case d.day == 0 && n > 0 && n < 32:
		d.day = n
	case d.year == 0:
		d.year = n
		if n < 100 {
			d.year += 1900
			if n < 71 {
				d.year += 100
			}
		}
	default:
		d.bad = true
	}
}

// atoi reads digits.
func atoi(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
