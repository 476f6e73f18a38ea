package rrd

import (
	"context"
	"time"
)

// Fetch reads values: a file, a consolidation function, and the options -r, -s,
// -e and -a of rrdtool's fetch. See [DB.Fetch]. With -d, an rrdcached answers,
// which takes no resolution.
func Fetch(args ...string) (*FetchResult, error) { return defaultTool.Fetch(args...) }

var fetchOptions = []optionSpec{
	{"resolution", 'r', true}, {"start", 's', true}, {"end", 'e', true}, {"align-start", 'a', false}, {"daemon", 'd', true},
}

// Fetch reads values, as [Fetch] does.
func (t *Tool) Fetch(args ...string) (*FetchResult, error) {
	given, rest, err := parseOptions(args, fetchOptions)
	if err != nil {
		return nil, err
	}
	start, end, step, align, daemon := "end-24h", "now", int64(1), false, ""
	for _, o := range given {
		switch o.name {
		case "resolution":
			if step, err = parseDuration(o.value, 1); err != nil {
				return nil, prefixed("resolution: ", err)
			}
		case "start":
			start = o.value
		case "end":
			end = o.value
		case "align-start":
			align = true
		case "daemon":
			daemon = o.value
		}
	}
	from, to, err := t.span(start, end)
	if err != nil {
		return nil, err
	}
	if err := checkSpan(from, to); err != nil {
		return nil, err
	}
	if align {
		delta := from % step
		from, to = from-delta, to-delta
	}
	if len(rest) < 2 {
		return nil, &Error{Kind: ErrSyntax, Reason: "Usage: rrdtool fetch <file> <CF> [options]"}
	}
	if cfByName(rest[1]) == cfNone {
		return nil, &Error{Kind: ErrSyntax, Path: rest[0], Reason: "unknown consolidation function '" + rest[1] + "'"}
	}
	if address := t.daemonFor(daemon); address != "" {
		var got *FetchResult
		err := t.remote(address, func(ctx context.Context, c *Cached) (err error) {
			got, err = c.Fetch(ctx, rest[0], CF(rest[1]), time.Unix(from, 0), time.Unix(to, 0))
			return err
		})
		return got, err
	}
	r, err := openFile(rest[0], false, t.locking())
	if err != nil {
		return nil, err
	}
	defer r.close()
	return r.fetchResult(CF(rest[1]), from, to, step)
}
