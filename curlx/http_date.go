package curlx

import (
	"strings"
	"time"
)

// maxDate is how long a date may be.
const maxDate = 80

// parseDate reads a date of a header or a cookie, in the forms that servers
// write.
func parseDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) > maxDate {
		return time.Time{}, false
	}
	for _, layout := range []string{
		"Mon, 02 Jan 2006 15:04:05 MST", "Mon, 02-Jan-2006 15:04:05 MST", "Mon, 02-Jan-06 15:04:05 MST",
		"Monday, 02-Jan-06 15:04:05 MST", "Monday, 02-Jan-2006 15:04:05 MST", "Mon Jan _2 15:04:05 2006", "Mon Jan _2 15:04:05 MST 2006",
		"02 Jan 2006 15:04:05 MST", "02 Jan 2006 15:04:05", "2 Jan 2006 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
		"Mon, 02 Jan 2006 15:04:05", "02-Jan-2006 15:04:05 MST", "Mon, 02 Jan 06 15:04:05 MST", "02 Jan 2006", "Mon, 02 Jan 2006", "Jan 2 2006 15:04:05 MST",
		"2006-01-02 15:04:05", "20060102 15:04:05",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return looseDate(s)
}

// looseDate finds the parts of a date wherever they stand.
func looseDate(s string) (time.Time, bool) {
	var day, year int
	var month time.Month
	var clock string
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" ,-/\t", r) }) {
		low := strings.ToLower(f)
		switch {
		case strings.Contains(f, ":") && clock == "":
			clock = f
		case isDigits(f) && len(f) <= 2 && day == 0:
			day = atoi(f)
		case isDigits(f) && len(f) == 4 && year == 0:
			year = atoi(f)
		case isDigits(f) && len(f) == 2 && year == 0:
			if year = 1900 + atoi(f); year < 1970 {
				year += 100
			}
		case month == 0 && len(low) >= 3:
			for m := time.January; m <= time.December; m++ {
				if name := strings.ToLower(m.String()); low == name || low == name[:3] {
					month = m
				}
			}
		}
	}
	if day == 0 || month == 0 || year == 0 {
		return time.Time{}, false
	}
	var h, m, sec int
	if clock != "" {
		parts := strings.Split(clock, ":")
		if len(parts) < 2 || len(parts) > 3 {
			return time.Time{}, false
		}
		for i, p := range parts {
			if !isDigits(p) || len(p) > 2 {
				return time.Time{}, false
			}
			switch i {
			case 0:
				h = atoi(p)
			case 1:
				m = atoi(p)
			case 2:
				sec = atoi(p)
			}
		}
	}
	if h > 23 || m > 59 || sec > 60 || day > 31 {
		return time.Time{}, false
	}
	return time.Date(year, month, day, h, m, sec, 0, time.UTC), true
}

// atoi reads digits.
func atoi(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
