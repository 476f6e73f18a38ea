package main

import (
	"errors"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// A rate turns readings of a counter into a line of its speed per second.
type rate struct {
	line
	known  bool
	before uint64
	at     time.Duration
}

func (r *rate) read(since time.Duration, counter uint64) {
	if elapsed := since - r.at; r.known && elapsed > 0 {
		r.add(since, float64(counter-r.before)/elapsed.Seconds())
	}
	r.known, r.before, r.at = true, counter, since
}

// traffic is the speed of a pair of counters of bytes, one for each direction.
type traffic struct{ in, out rate }

// read takes a reading of both. A machine that has nothing of the kind has no
// traffic.
func (t *traffic) read(since time.Duration, in, out uint64, err error) error {
	if errors.Is(err, psutilx.ErrUnavailable) {
		return nil
	}
	if err != nil {
		return err
	}
	t.in.read(since, in)
	t.out.read(since, out)
	return nil
}

func (t *traffic) chart(title, in, out string) chart {
	t.in.Name, t.out.Name = in, out
	return chart{Title: title, Lines: []line{t.in.line, t.out.line}, Round: roundBytes, Unit: perSecond}
}

func perSecond(n float64) string { return bytesText(n) + "/s" }
