package main

import "time"

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

func perSecond(n float64) string { return bytesText(n) + "/s" }
