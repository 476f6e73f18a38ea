package rrd

import "time"

// TimeOptions tell where and when an at-style time is read. The zero value, or
// nil, is here and now.
type TimeOptions struct {
	// Now is what "now" and times of day refer to; zero means [time.Now].
	Now time.Time

	// Location is the time zone of dates and times of day; nil means
	// [time.Local].
	Location *time.Location
}

// now is the moment and place that the options tell, in whole seconds.
func (o *TimeOptions) now() time.Time {
	now, loc := time.Time{}, time.Local
	if o != nil {
		now = o.Now
		if o.Location != nil {
			loc = o.Location
		}
	}
	if now.IsZero() {
		now = time.Now()
	}
	return now.Truncate(time.Second).In(loc)
}

// ParseTime reads an at-style time, such as "now-1d", "noon yesterday",
// "12:00 24.12.2025", "20251224" or seconds since 1970. It is the reader behind
// every start and end that librrd takes. A time relative to start or end is an
// error here: see [ParseTimes].
func ParseTime(text string, opts *TimeOptions) (time.Time, error) {
	now := opts.now()
	t, err := parseAt(text, now)
	if err != nil {
		return time.Time{}, err
	}
	if t.base != atAbsolute {
		return time.Time{}, timeError("specifying time relative to the 'start' or 'end' makes no sense here: %s", text)
	}
	return time.Unix(t.unix(now.Location()), 0).In(now.Location()), nil
}

// ParseTimes reads a start and an end, of which one may be relative to the
// other, as in "end-1day" and "start+2h". Errors begin with "start time: " or
// "end time: " where they concern one of the two.
func ParseTimes(start, end string, opts *TimeOptions) (from, to time.Time, err error) {
	now := opts.now()
	a, b, err := parseTimes(start, end, now)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	loc := now.Location()
	return time.Unix(a, 0).In(loc), time.Unix(b, 0).In(loc), nil
}

func parseTimes(start, end string, now time.Time) (from, to int64, err error) {
	s, err := parseAt(start, now)
	if err != nil {
		return 0, 0, prefixed("start time: ", err)
	}
	e, err := parseAt(end, now)
	if err != nil {
		return 0, 0, prefixed("end time: ", err)
	}
	loc := now.Location()
	switch {
	case s.base == atEnd && e.base == atStart:
		return 0, 0, timeError("the start and end times cannot be specified relative to each other")
	case s.base == atStart:
		return 0, 0, timeError("the start time cannot be specified relative to itself")
	case e.base == atEnd:
		return 0, 0, timeError("the end time cannot be specified relative to itself")
	case s.base == atEnd:
		to = e.unix(loc)
		from = s.from(to, loc)
	case e.base == atStart:
		from = s.unix(loc)
		to = e.from(from, loc)
	default:
		from, to = s.unix(loc), e.unix(loc)
	}
	return from, to, nil
}

// begin is where a time begins, before anything is said of its parts.
func (t *atTime) begin(at time.Time) {
	t.began, t.fields = at.Unix(), calendarOf(at)
	t.shown = t.fields
}

// unix is the second of an absolute time. One of which no part was changed is where it
// began, though clocks may show that twice.
func (t *atTime) unix(loc *time.Location) int64 {
	if t.fields == t.shown {
		return t.began + t.add
	}
	return t.fields.unix(loc) + t.add
}

// from is the second of a relative time. It keeps the summer time flag of what
// it is relative to, so that end-1day is 24 hours even where a day has 25.
func (t *atTime) from(base int64, loc *time.Location) int64 {
	if t.fields == (calendar{}) {
		return base + t.add
	}
	return calendarOf(time.Unix(base, 0).In(loc)).plus(t.fields).unix(loc) + t.add
}

// prefixed puts words before an error's reason.
func prefixed(words string, err error) error {
	e := *err.(*Error)
	e.Reason = words + e.Reason
	return &e
}
