package rrd

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A textUpdate takes readings given as text, "time:value:value" or
// "at-time@value:value".
type textUpdate struct {
	u       *updater
	path    string
	slots   []int // the source that each value is for
	values  []string
	instant time.Time
	past    bool // readings that are not later than the last one are passed over
}

// newTextUpdate prepares for values in the order of a template, or of the
// sources that are not computed.
func newTextUpdate(u *updater, path, template string, instant time.Time) (*textUpdate, error) {
	t := &textUpdate{u: u, path: path, instant: instant, values: make([]string, len(u.h.ds))}
	u.now = instant.Unix()
	if template == "" {
		for i := range u.h.ds {
			if u.h.ds[i].kind != dsCompute {
				t.slots = append(t.slots, i)
			}
		}
		return t, nil
	}
	names := strings.Split(template, ":")
	for _, name := range names {
		if len(t.slots) >= len(u.h.ds) {
			return nil, &Error{Kind: ErrSyntax, Path: path, Reason: "tmplt contains more DS definitions than RRD"}
		}
		i, ok := u.h.source(name)
		if !ok {
			return nil, &Error{Kind: ErrUnknownDS, Path: path, Reason: fmt.Sprintf("unknown DS name '%s'", name)}
		}
		t.slots = append(t.slots, i)
	}
	return t, nil
}

// fail is an error about the file.
func (t *textUpdate) fail(format string, args ...any) error {
	return &Error{Kind: ErrSyntax, Path: t.path, Reason: t.path + ": " + fmt.Sprintf(format, args...)}
}

// inFile puts the name of the file before an error.
func (t *textUpdate) inFile(err error) error {
	e, ok := err.(*Error)
	if !ok || e.Path != "" {
		return err
	}
	other := *e
	other.Path, other.Reason = t.path, t.path+": "+e.Reason
	return &other
}

// one takes one reading of all sources.
func (t *textUpdate) one(arg string) error {
	u := t.u
	when, at, err := t.split(arg)
	if err != nil {
		return err
	}
	sec, usec, err := t.time(when, at)
	if err != nil {
		return err
	}
	if u.h.version < 3 {
		usec = 0
	}
	if sec < u.h.lastUp || sec == u.h.lastUp && usec <= u.h.lastUpUsec {
		if t.past {
			return nil
		}
		return &Error{Kind: ErrPast, Path: t.path, Reason: fmt.Sprintf(
			"%s: illegal attempt to update using time %d when last update time is %d (minimum one second step)", t.path, sec, u.h.lastUp)}
	}
	interval := u.interval(sec, usec)
	for i := range u.h.ds {
		d, p, text := &u.h.ds[i], &u.h.pdp[i], t.values[i]
		heartbeat := d.heartbeat
		if d.kind == dsCompute {
			heartbeat = d.heartRaw
		}
		if float64(heartbeat) < interval {
			p.setLast("U")
		}
		u.fresh[i] = nan
		if text[:min(len(text), 1)] != "U" && d.kind != dsCompute && float64(heartbeat) >= interval {
			if u.fresh[i], err = d.read(p, text, interval); err != nil {
				return t.inFile(err)
			}
		}
		p.setLast(text)
	}
	return t.inFile(u.advance(sec, usec))
}

// split takes a reading apart; the values are in t.values then.
func (t *textUpdate) split(arg string) (when string, at bool, err error) {
	when, rest, at := strings.Cut(arg, "@")
	if !at {
		var ok bool
		if when, rest, ok = strings.Cut(arg, ":"); !ok {
			return "", false, t.fail("expected timestamp not found in data source from %s", arg)
		}
	}
	for i := range t.values {
		t.values[i] = "U"
	}
	n := 0
	for more := true; more; n++ {
		var value string
		value, rest, more = strings.Cut(rest, ":")
		if n >= len(t.slots) {
			if more {
				value += ":" + rest
			}
			return "", false, t.fail("found extra data on update argument: %s", value)
		}
		t.values[t.slots[n]] = value
	}
	if n < len(t.slots) {
		return "", false, t.fail("expected %d data source readings (got %d) from %s", len(t.slots), n, when)
	}
	return when, at, nil
}

// time reads the time of a reading.
func (t *textUpdate) time(when string, at bool) (sec, usec int64, err error) {
	if at {
		now := t.instant.Truncate(time.Second)
		spec, err := parseAt(when, now)
		if err != nil {
			return 0, 0, t.inFile(prefixed("ds time: "+when+": ", err))
		}
		if spec.base != atAbsolute {
			return 0, 0, t.fail("specifying time relative to the 'start' or 'end' makes no sense here: %s", when)
		}
		return spec.unix(now.Location()), 0, nil
	}
	if when == "N" {
		return t.instant.Unix(), int64(t.instant.Nanosecond() / 1000), nil
	}
	f, read, ok := parseFloat(when)
	if !ok {
		if read == "" {
			return 0, 0, t.fail("error while parsing time in get_time_from_reading - Cannot convert '%s' to float", when)
		}
		return 0, 0, t.fail("error while parsing time in get_time_from_reading - Converted '%s' to %f, but cannot convert '%s'", when, f, when[len(read):])
	}
	if f < 0 {
		f += float64(t.instant.Unix()) + float64(t.instant.Nanosecond()/1000)/1e6
	}
	if !(f >= 0 && f < math.MaxInt64/4) {
		return 0, 0, t.fail("time %s is out of range", when)
	}
	sec = int64(math.Floor(f))
	return sec, int64((f - float64(sec)) * 1e6), nil
}
