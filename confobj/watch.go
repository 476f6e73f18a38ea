package confobj

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"sync"
	"time"
)

// WatchOptions tell how to watch a file.
type WatchOptions struct {
	// ConfigObjOptions are how the file is read. FileError is implied.
	ConfigObjOptions

	// Interval is how often the file is looked at. Zero means every second.
	Interval time.Duration
}

// settled is how old a file must be for its time to tell all its changes: some
// file systems count in seconds.
const settled = 2 * time.Second

// Watch reads a file at once and again whenever its contents have changed, until
// the context ends or the loop does:
//
//	for c, err := range confobj.Watch(ctx, "server.conf", nil) {
//
// What cannot be read, or is gone, is an error, told once, and watching goes on. A
// configspec from a reader is read once; where it is wrong that error is all.
// When the context ends, the last error wraps its cause.
// The file is looked at by its name, so that it may be replaced, by a link too;
// it is opened only when size, time or identity have changed or when it is so
// new that these tell nothing.
func Watch(ctx context.Context, filename string, opts *WatchOptions) iter.Seq2[*ConfigObj, error] {
	var o WatchOptions
	if opts != nil {
		o = *opts
	}
	if o.Interval <= 0 {
		o.Interval = time.Second
	}
	spec := sync.OnceValues(func() (any, error) { return o.keptSpec() })
	return func(yield func(*ConfigObj, error) bool) {
		kept, err := spec()
		if err != nil {
			yield(nil, fmt.Errorf("confobj: watching %q: %w", filename, err))
			return
		}
		o := o
		o.Configspec = kept
		w := watched{name: filename, options: o.ConfigObjOptions}
		tick := time.NewTicker(o.Interval)
		defer tick.Stop()
		for ctx.Err() == nil {
			if c, err, news := w.look(); news && !yield(c, err) {
				return
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
		yield(nil, fmt.Errorf("confobj: watching %q: %w", filename, context.Cause(ctx)))
	}
}

// keptSpec is the configspec, read if it is a reader, which gives nothing a second
// time.
func (o *ConfigObjOptions) keptSpec() (any, error) {
	if _, once := o.Configspec.(io.Reader); !once {
		return o.Configspec, nil
	}
	c, err := Parse(nil, &ConfigObjOptions{Configspec: o.Configspec})
	if err != nil {
		return nil, err
	}
	return c.Options.Configspec, nil
}

// A watched file is what was seen of it last.
type watched struct {
	name    string
	options ConfigObjOptions

	info     fs.FileInfo // nil when it could not be read
	contents []byte
	failure  string
}

// look tells whether there is anything new, and what.
func (w *watched) look() (c *ConfigObj, err error, news bool) {
	info, err := os.Stat(w.name)
	if err != nil {
		return w.failed(err)
	}
	if w.info != nil && os.SameFile(w.info, info) && w.info.Size() == info.Size() &&
		w.info.ModTime().Equal(info.ModTime()) && time.Since(info.ModTime()) > settled {
		return nil, nil, false
	}
	contents, err := readRegular(w.name)
	if err != nil {
		return w.failed(err)
	}
	if w.info != nil && bytes.Equal(contents, w.contents) {
		w.info = info
		return nil, nil, false
	}
	w.info, w.contents, w.failure = info, contents, ""
	if c, err = Parse(contents, &w.options); err != nil {
		return nil, err, true
	}
	c.Filename = w.name
	return c, nil, true
}

// failed tells of the same fault once.
func (w *watched) failed(err error) (*ConfigObj, error, bool) {
	again := w.failure == err.Error()
	w.info, w.contents, w.failure = nil, nil, err.Error()
	return nil, err, !again
}
