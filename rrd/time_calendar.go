package rrd

import "time"

// A calendar is a time as a calendar and a clock show it, in parts that need
// not be in their ranges: the 0th of a month is the last of the one before.
type calendar struct {
	year, month, day int64 // the month counts from 0
	hour, min, sec   int64
	dst              dstFlag
}

// A dstFlag says whether the clock shows summer time.
type dstFlag int8

const (
	dstUnknown dstFlag = iota
	dstOff
	dstOn
)

func flagOf(t time.Time) dstFlag {
	if t.IsDST() {
		return dstOn
	}
	return dstOff
}

func calendarOf(t time.Time) calendar {
	return calendar{
		year: int64(t.Year()), month: int64(t.Month()) - 1, day: int64(t.Day()),
		hour: int64(t.Hour()), min: int64(t.Minute()), sec: int64(t.Second()), dst: flagOf(t),
	}
}

// plus adds the parts of another calendar, and keeps the flag.
func (c calendar) plus(d calendar) calendar {
	c.year += d.year
	c.month += d.month
	c.day += d.day
	c.hour += d.hour
	c.min += d.min
	c.sec += d.sec
	return c
}

// farthestFlag is how many weeks away a season with or without summer time is
// looked for, as the C library does: 17 years.
const farthestFlag = 892

// unix is the second in which clocks of the location show the calendar. Where
// they do so twice it is the later one, unless the flag says otherwise; where
// they skip it, it is as if they had not. A flag that does not fit the season
// is believed: noon of winter by summer time is 11 o'clock.
func (c calendar) unix(loc *time.Location) int64 {
	shown := time.Date(int(c.year), time.Month(c.month+1), int(c.day), int(c.hour), int(c.min), int(c.sec), 0, time.UTC).Unix()
	const day = 86400
	before, after := offsetAt(shown-day, loc), offsetAt(shown+day, loc)
	if c.dst != dstUnknown {
		// A zone may change its clocks and keep the flag: what clocks do show comes first.
		for _, off := range []zoneOffset{after, before} {
			if off.dst == c.dst && offsetAt(shown-off.seconds, loc) == off {
				return shown - off.seconds
			}
		}
		for _, off := range []zoneOffset{after, before} {
			if off.dst == c.dst {
				return shown - off.seconds
			}
		}
		for weeks := int64(1); weeks < farthestFlag; weeks++ {
			for _, at := range []int64{shown - weeks*7*day, shown + weeks*7*day} {
				if off := offsetAt(at, loc); off.dst == c.dst {
					return shown - off.seconds
				}
			}
		}
	}
	if t := shown - after.seconds; offsetAt(t, loc) == after {
		return t
	}
	return shown - before.seconds
}

// A zoneOffset is how far clocks are ahead of UTC.
type zoneOffset struct {
	seconds int64
	dst     dstFlag
}

func offsetAt(unix int64, loc *time.Location) zoneOffset {
	t := time.Unix(unix, 0).In(loc)
	_, seconds := t.Zone()
	return zoneOffset{int64(seconds), flagOf(t)}
}
