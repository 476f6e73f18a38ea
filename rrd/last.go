package rrd

import (
	"context"
	"strconv"
	"time"
)

// Last is the time of a file's last update.
func Last(args ...string) (time.Time, error) { return defaultTool.Last(args...) }

// First is the time of the oldest row of a file's archive, of the first one or
// of that which the option --rraindex names, from 0.
func First(args ...string) (time.Time, error) { return defaultTool.First(args...) }

// LastUpdate tells the last reading of each data source of a file.
func LastUpdate(args ...string) (*LastReadings, error) { return defaultTool.LastUpdate(args...) }

// LastReadings are the last readings of a file.
type LastReadings struct {
	Date  time.Time
	Names []string // of the data sources
	Texts []string // the readings as they were given; "U" is unknown
}

// Value is reading i as a number, as the binding has it: how much of the text is
// a number. Without one, or without reading i, it is not ok.
func (l *LastReadings) Value(i int) (value float64, ok bool) {
	if l == nil || i < 0 || i >= len(l.Texts) {
		return nan, false
	}
	v, read, ok := parseFloat(l.Texts[i])
	return v, ok || read != ""
}

var daemonOption = []optionSpec{{"daemon", 'd', true}}

// oneFile opens the only argument of a command.
func (t *Tool) oneFile(given []givenOption, rest []string) (*file, error) {
	if len(rest) != 1 {
		return nil, specError("wrong number of arguments")
	}
	daemon := ""
	for _, o := range given {
		if o.name == "daemon" {
			daemon = o.value
		}
	}
	if err := t.flushFirst(daemon, rest[0]); err != nil {
		return nil, err
	}
	return openFile(rest[0], false, t.locking())
}

// remoteTime asks an rrdcached for a time, if one is to be asked.
func (t *Tool) remoteTime(given []givenOption, rest []string, ask func(*Cached, context.Context, string) (time.Time, error)) (at time.Time, asked bool, err error) {
	daemon := ""
	for _, o := range given {
		if o.name == "daemon" {
			daemon = o.value
		}
	}
	address := t.daemonFor(daemon)
	if address == "" || len(rest) != 1 {
		return time.Time{}, false, nil
	}
	err = t.remote(address, func(ctx context.Context, c *Cached) (err error) {
		at, err = ask(c, ctx, rest[0])
		return err
	})
	return at, true, err
}

// Last is the time of a file's last update, as [Last] is.
func (t *Tool) Last(args ...string) (time.Time, error) {
	given, rest, err := parseOptions(args, daemonOption)
	if err != nil {
		return time.Time{}, err
	}
	if at, asked, err := t.remoteTime(given, rest, (*Cached).Last); asked {
		return at, err
	}
	f, err := t.oneFile(given, rest)
	if err != nil {
		return time.Time{}, err
	}
	return time.Unix(f.head.lastUp, 0), f.close()
}

// First is the time of an archive's oldest row, as [First] is.
func (t *Tool) First(args ...string) (time.Time, error) {
	given, rest, err := parseOptions(args, append(daemonOption[:1:1], optionSpec{"rraindex", 129, true}))
	if err != nil {
		return time.Time{}, err
	}
	index := 0
	for _, o := range given {
		if o.name == "rraindex" {
			if index, err = strconv.Atoi(o.value); err != nil || index < 0 {
				return time.Time{}, specError("invalid rraindex number")
			}
		}
	}
	first := func(c *Cached, ctx context.Context, path string) (time.Time, error) { return c.First(ctx, path, index) }
	if at, asked, err := t.remoteTime(given, rest, first); asked {
		return at, err
	}
	f, err := t.oneFile(given, rest)
	if err != nil {
		return time.Time{}, err
	}
	defer f.close()
	if index >= len(f.head.rra) {
		return time.Time{}, &Error{Kind: ErrNoRRA, Path: f.path, Reason: "invalid rraindex number"}
	}
	return time.Unix(f.head.firstRow(index), 0), nil
}

// firstRow is the time of an archive's oldest row.
func (h *header) firstRow(i int) int64 {
	return h.lastRow(i) - (int64(h.rra[i].rows)-1)*h.rowStep(i)
}

// LastUpdate tells the last readings of a file, as [LastUpdate] does.
func (t *Tool) LastUpdate(args ...string) (*LastReadings, error) {
	given, rest, err := parseOptions(args, daemonOption)
	if err != nil {
		return nil, err
	}
	if len(rest) == 0 {
		return nil, &Error{Kind: ErrProgramming, Reason: "Missing filename argument"}
	}
	f, err := t.oneFile(given, rest)
	if err != nil {
		return nil, err
	}
	return f.lastReadings(), f.close()
}

func (r *file) lastReadings() *LastReadings {
	l := &LastReadings{Date: time.Unix(r.head.lastUp, 0)}
	for i := range r.head.ds {
		l.Names = append(l.Names, r.head.ds[i].name)
		l.Texts = append(l.Texts, r.head.pdp[i].lastText())
	}
	return l
}

// Last is the time of the last update, to the microsecond.
func (db *DB) Last() (time.Time, error) {
	var at time.Time
	err := db.view(func(r *file) error {
		at = time.Unix(r.head.lastUp, r.head.lastUpUsec*1000)
		return nil
	})
	return at, err
}

// First is the time of the oldest row of an archive, counted from 0.
func (db *DB) First(archive int) (time.Time, error) {
	var at time.Time
	err := db.view(func(r *file) error {
		if archive < 0 || archive >= len(r.head.rra) {
			return &Error{Kind: ErrNoRRA, Path: r.path, Reason: "invalid rraindex number"}
		}
		at = time.Unix(r.head.firstRow(archive), 0)
		return nil
	})
	return at, err
}

// LastReadings are the last readings of the data sources.
func (db *DB) LastReadings() (*LastReadings, error) {
	var l *LastReadings
	err := db.view(func(r *file) error { l = r.lastReadings(); return nil })
	return l, err
}
