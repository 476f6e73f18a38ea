package rrd

import (
	"fmt"
	"math"
	"time"
)

// Update takes readings of all data sources that are not computed, in their
// order, as of a time, which must be later than that of the last update. The
// file must have been opened with Write. What is refused leaves the file as it
// was: a wrong number of readings, a fraction for a COUNTER or DERIVE, a time
// that is past ([ErrPast]).
//
// When Update returns, the readings are in the file, as far as the operating
// system is concerned: they outlive the process, and after [DB.Sync] the
// machine. An update that begins a row costs a call of the operating system;
// [DB.Append] has one for many readings.
func (db *DB) Update(at time.Time, values ...Value) error {
	if db == nil {
		return errClosed
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	w, err := db.writer()
	if err != nil {
		return err
	}
	if err := w.one(at, values); err != nil {
		return err
	}
	return w.commit()
}

// A Reading is the values of one time, for [DB.Append].
type Reading struct {
	Time   time.Time
	Values []Value
}

// Append takes many readings at once. An error names the reading that was
// refused, from 0; those before it are taken.
func (db *DB) Append(readings []Reading) error {
	if db == nil {
		return errClosed
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	w, err := db.writer()
	if err != nil {
		return err
	}
	var refused error
	for i := range readings {
		if err := w.one(readings[i].Time, readings[i].Values); err != nil {
			refused = prefixed(fmt.Sprintf("reading %d: ", i), err)
			break
		}
	}
	if err := w.commit(); err != nil {
		return err
	}
	return refused
}

// Sync has the operating system write the file to the disk.
func (db *DB) Sync() error {
	if db == nil {
		return errClosed
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	w, err := db.writer()
	if err != nil {
		return err
	}
	return w.file.writing(w.sync())
}

// writer is what updates of an open file go through.
func (db *DB) writer() (*writer, error) {
	switch {
	case db.closed:
		return nil, db.closedError()
	case db.file == nil:
		return nil, &Error{Kind: ErrReadOnly, Path: db.path, Reason: fmt.Sprintf("'%s' was opened for reading", db.path)}
	}
	if db.w == nil {
		db.w = newWriter(db.file)
	}
	return db.w, nil
}

// A writer takes readings into a file that stays open.
type writer struct {
	file  *file
	rows  flusher
	u     *updater
	slots []int // of the sources that are not computed
}

// A flusher is a rowStore that may keep rows until they are flushed.
type flusher interface {
	rowStore
	flush() error
	saveLive() error
	sync() error
	close() error
}

func newWriter(f *file) *writer {
	w := &writer{file: f, rows: openStore(f)}
	w.u = newUpdater(f.head, w.rows)
	for i := range f.head.ds {
		if f.head.ds[i].kind != dsCompute {
			w.slots = append(w.slots, i)
		}
	}
	return w
}

// check refuses readings before any of them is taken.
func (w *writer) check(sec, usec int64, values []Value) error {
	h := w.file.head
	if len(values) != len(w.slots) {
		return &Error{Kind: ErrSyntax, Path: w.file.path, Reason: fmt.Sprintf("%s: expected %d data source readings (got %d)", w.file.path, len(w.slots), len(values))}
	}
	for k, i := range w.slots {
		if err := h.ds[i].accepts(values[k]); err != nil {
			return prefixed(w.file.path+": ", err)
		}
	}
	if sec < h.lastUp || sec == h.lastUp && usec <= h.lastUpUsec {
		return &Error{Kind: ErrPast, Path: w.file.path, Reason: fmt.Sprintf(
			"%s: illegal attempt to update using time %d when last update time is %d (minimum one second step)", w.file.path, sec, h.lastUp)}
	}
	if sec > math.MaxInt64/4 {
		return specError("time %d is out of range", sec)
	}
	return nil
}

// one takes the readings of one time.
func (w *writer) one(at time.Time, values []Value) error {
	h := w.file.head
	sec, usec := at.Unix(), int64(at.Nanosecond()/1000)
	if h.version < 3 {
		usec = 0
	}
	if err := w.check(sec, usec, values); err != nil {
		return err
	}
	interval := w.u.interval(sec, usec)
	next := 0
	for i := range h.ds {
		d, p := &h.ds[i], &h.pdp[i]
		w.u.fresh[i] = nan
		if d.kind == dsCompute {
			p.last = [lastSize]byte{'U'}
			continue
		}
		v := values[next]
		next++
		late := float64(d.heartbeat) < interval
		if late {
			p.last = [lastSize]byte{'U'}
		}
		if v.kind != valueUnknown && !late {
			w.u.fresh[i] = d.gather(p, v, interval)
		}
		p.last = [lastSize]byte{}
		v.append(p.last[: 0 : lastSize-1])
	}
	w.u.now = sec
	return w.u.advance(sec, usec)
}

// commit writes what readings changed.
func (w *writer) commit() error {
	if err := w.u.smoothSeasons(); err != nil {
		return err
	}
	if err := w.rows.flush(); err != nil {
		return err
	}
	return w.rows.saveLive()
}

func (w *writer) sync() error { return w.rows.sync() }

// plainStore is a flusher that writes by calls of the operating system.
type plainStore struct{ *rowBuffer }

func (s plainStore) saveLive() error { return s.file.saveLive() }
func (s plainStore) sync() error     { return s.file.f.Sync() }
func (s plainStore) close() error    { return nil }
