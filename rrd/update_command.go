package rrd

import "context"

// Update takes readings into a file: the file, the options -t and -s of rrdtool's
// update, and readings as "time:value:value". An error ends the call; readings
// before the one that is refused stay. See [DB.Update] for numbers instead of
// texts.
func Update(args ...string) error { return defaultTool.Update(args...) }

var updateOptions = []optionSpec{{"template", 't', true}, {"skip-past-updates", 's', false}, {"daemon", 'd', true}, {"locking", 'L', true}}

// Update takes readings into a file, as [Update] does.
func (t *Tool) Update(args ...string) error {
	c, err := t.updateArgs(args)
	if err != nil {
		return err
	}
	if address := t.daemonFor(c.daemon); address != "" {
		return t.updateRemote(address, c)
	}
	return c.run(t, nil)
}

// updateRemote hands readings to an rrdcached.
func (t *Tool) updateRemote(address string, c *updateCall) error {
	if c.template != "" || c.past {
		return specError("The caching daemon cannot be used together with templates and skip-past-updates yet.")
	}
	return t.remote(address, func(ctx context.Context, d *Cached) error { return d.Update(ctx, c.path, c.readings...) })
}

// An updateCall is what the arguments of update say.
type updateCall struct {
	path, template, daemon string
	past                   bool
	locking                Locking
	readings               []string
}

func (t *Tool) updateArgs(args []string) (*updateCall, error) {
	given, rest, err := parseOptions(args, updateOptions)
	if err != nil {
		return nil, err
	}
	c := &updateCall{locking: t.locking()}
	for _, o := range given {
		switch o.name {
		case "template":
			c.template = o.value
		case "skip-past-updates":
			c.past = true
		case "daemon":
			c.daemon = o.value
		case "locking":
			if c.locking, err = parseLocking(o.value); err != nil {
				return nil, err
			}
		}
	}
	if len(rest) < 2 {
		return nil, &Error{Kind: ErrSyntax, Reason: "Not enough arguments"}
	}
	c.path, c.readings = rest[0], rest[1:]
	return c, nil
}

// parseLocking reads the argument of --locking, which came with rrdtool 1.9.
func parseLocking(text string) (Locking, error) {
	switch text {
	case "try":
		return LockTry, nil
	case "block":
		return LockBlock, nil
	case "none":
		return LockNone, nil
	}
	return 0, &Error{Kind: ErrSyntax, Reason: "unsupported locking mode '" + text + "': none, try or block"}
}

// run opens the file, takes the readings and writes what came of them.
func (c *updateCall) run(t *Tool, notify func(h *header, rra int, time int64, values []float64)) (err error) {
	f, err := openFile(c.path, true, c.locking)
	if err != nil {
		return err
	}
	defer f.recycle()
	rows := newRowBuffer(f)
	u := newUpdater(f.head, rows)
	if notify != nil {
		u.notify = func(rra int, time int64, values []float64) { notify(f.head, rra, time, values) }
	}
	texts, err := newTextUpdate(u, c.path, c.template, t.instant())
	if err != nil {
		return err
	}
	texts.past = c.past
	var refused error
	for _, reading := range c.readings {
		if refused = texts.one(reading); refused != nil {
			break
		}
	}
	if refused == nil { // as in librrd, smoothing that was due is lost with an error
		if err := u.smoothSeasons(); err != nil {
			return err
		}
	}
	if err := rows.flush(); err != nil {
		return err
	}
	if err := f.saveLive(); err != nil {
		return err
	}
	return refused
}
