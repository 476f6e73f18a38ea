package rrd

import (
	"context"
	"time"
)

// A Tool runs the commands of rrdtool, given as the binding and the command line
// give them: file, options and definitions as texts. Its methods are the
// package's functions of the same names with other surroundings. A Tool does not
// change and may be used from many goroutines; nil is the default.
type Tool struct {
	opts ToolOptions
	ctx  context.Context
}

// ToolOptions are the surroundings of commands. The zero value is the local time
// zone, the system's clock, and the rrdcached that the environment names, if any.
type ToolOptions struct {
	// Location is the time zone of dates and of midnight; nil means [time.Local].
	Location *time.Location

	// Now tells the time; nil means [time.Now].
	Now func() time.Time

	// Locking says what to do about locks of others.
	Locking Locking

	// NoDaemon takes no notice of the environment's RRDCACHED_ADDRESS, which librrd
	// has commands go to where it is set. An option -d still counts.
	NoDaemon bool
}

// NewTool returns a Tool.
func NewTool(opts *ToolOptions) *Tool {
	t := &Tool{}
	if opts != nil {
		t.opts = *opts
	}
	return t
}

// WithContext returns a Tool whose conversations with an rrdcached end with ctx.
func (t *Tool) WithContext(ctx context.Context) *Tool {
	other := &Tool{ctx: ctx}
	if t != nil {
		other.opts = t.opts
	}
	return other
}

var defaultTool = &Tool{}

// context is what the Tool's conversations end with.
func (t *Tool) context() context.Context {
	if t == nil || t.ctx == nil {
		return context.Background()
	}
	return t.ctx
}

// instant is the time, to its fraction, in the Tool's zone.
func (t *Tool) instant() time.Time {
	now, loc := time.Now, time.Local
	if t != nil && t.opts.Now != nil {
		now = t.opts.Now
	}
	if t != nil && t.opts.Location != nil {
		loc = t.opts.Location
	}
	return now().In(loc)
}

func (t *Tool) locking() Locking {
	if t == nil {
		return LockTry
	}
	return t.opts.Locking
}

// span reads a start and an end as the Tool's clock has them.
func (t *Tool) span(start, end string) (from, to int64, err error) {
	return parseTimes(start, end, t.instant().Truncate(time.Second))
}
