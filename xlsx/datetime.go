package xlsx

import (
	"time"
)

// dayNumber counts the days from 1970-01-01 to a date.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// epoch1900 and epoch1904 are the days on which Excel begins to count, as
// dayNumber has them: 1899-12-31 and 1904-01-01.
const (
	epoch1900 = -25568
	epoch1904 = -24107
)

// serial is the number by which Excel knows a date and the time of day, as the
// clock of its own zone shows them. A year of 0, which [time.Parse] gives to times
// without a date, means a time of day alone.
func serial(t time.Time, date1904 bool) (float64, error) {
	h, m, s := t.Clock()
	seconds := float64(h*3600 + m*60 + s)
	part := (seconds + float64(t.Nanosecond()/1000)/1e6) / 86400
	if y, month, day := t.Date(); y == 0 && month == time.January && day == 1 {
		return part, nil
	}
	days := dayNumber(t)
	if date1904 {
		days -= epoch1904
	} else {
		days -= epoch1900
		if float64(days)+part > 59 {
			// Excel thinks that there was a 29th of February in 1900. The sum is
			// rounded before the day is added, as XlsxWriter does it.
			if days < 0 || t.Year() > 9999 {
				return 0, dateError(t)
			}
			return float64(days) + part + 1, nil
		}
	}
	if days < 0 || t.Year() > 9999 {
		return 0, dateError(t)
	}
	return float64(days) + part, nil
}

func dateError(t time.Time) error {
	reason := "Excel knows the years from 1900 to 9999"
	if t.IsZero() {
		reason = "the time is not set"
	}
	return &Error{Kind: ErrDate, Input: t.Format(time.RFC3339), Reason: reason}
}

// serialDuration is a span of time as Excel has it: in days, rounded as Python
// rounds them.
func serialDuration(d time.Duration) float64 {
	us := d.Microseconds()
	days := us / 86_400_000_000
	if us%86_400_000_000 < 0 {
		days--
	}
	rest := us - days*86_400_000_000
	return float64(days) + (float64(rest/1_000_000)+float64(rest%1_000_000)/1e6)/86400
}
