package rrd

import (
	"errors"
	"sync"
	"time"
)

// A DB is an open round-robin file. It may be used from many goroutines.
type DB struct {
	mu     sync.Mutex
	path   string
	opts   OpenOptions
	file   *file // nil when closed, or opened for reading
	w      *writer
	closed bool
}

// OpenOptions are the options of [Open]. The zero value opens for reading.
type OpenOptions struct {
	// Write opens for updates. The file is then locked for others until Close.
	Write bool

	// Locking says what to do about locks of others; the zero value fails at
	// once with ErrLocked.
	Locking Locking
}

// Open opens a round-robin file of any version and of any machine. Opened for
// reading, each call sees the file as it is then; opened for writing, the file
// is locked and nobody else writes to it until Close.
//
// The error is an [*Error] of kind ErrFormat for what is no round-robin file or
// a damaged one, ErrLocked for one that is locked, and it wraps
// [io/fs.ErrNotExist] and its like.
func Open(path string, opts *OpenOptions) (*DB, error) {
	db := &DB{path: path}
	if opts != nil {
		db.opts = *opts
	}
	f, err := openFile(path, db.opts.Write, db.opts.Locking)
	if err != nil {
		return nil, err
	}
	if db.opts.Write {
		db.file = f
		return db, nil
	}
	return db, f.close()
}

// Close ends the use of a file. What was written is in the file before; Close
// frees the lock. Another Close does nothing.
func (db *DB) Close() error {
	if db == nil {
		return nil
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	db.closed = true
	if db.file == nil {
		return nil
	}
	var err error
	if db.w != nil {
		err = db.w.rows.close()
		db.w = nil
	}
	err = errors.Join(err, db.file.close())
	db.file = nil
	return err
}

// Path is the name that the file was opened by.
func (db *DB) Path() string {
	if db == nil {
		return ""
	}
	return db.path
}

// view calls f with the file as it is now.
func (db *DB) view(f func(*file) error) error {
	if db == nil {
		return errClosed
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return db.closedError()
	}
	if db.file != nil {
		return f(db.file)
	}
	r, err := openFile(db.path, false, db.opts.Locking)
	if err != nil {
		return err
	}
	defer r.close()
	return f(r)
}

var errClosed = &Error{Kind: ErrClosed, Reason: "not open"}

// closedError says that the file was closed.
func (db *DB) closedError() error {
	return &Error{Kind: ErrClosed, Path: db.path, Reason: "the round-robin file is closed"}
}

// Fetch reads the values of a consolidation function between two times. The
// archive is that which covers the start and whose step is nearest to the wanted
// one, so that the result's step may be another; a step of zero asks for the
// finest. As in librrd the rows reach past the end by up to a step, and beyond
// what the file holds they are unknown.
//
// An end that is zero is now; a start that is zero is a day before the end.
func (db *DB) Fetch(cf CF, start, end time.Time, step time.Duration) (*FetchResult, error) {
	if end.IsZero() {
		end = time.Now()
	}
	if start.IsZero() {
		start = end.Add(-24 * time.Hour)
	}
	if step < 0 {
		return nil, timeError("a step of %v is negative: expected 0, which asks for the finest, or more", step)
	}
	from, to := start.Unix(), end.Unix()
	if err := checkSpan(from, to); err != nil {
		return nil, err
	}
	var got *FetchResult
	err := db.view(func(r *file) (err error) {
		got, err = r.fetchResult(cf, from, to, max(int64(step/time.Second), 1))
		return err
	})
	return got, err
}

// checkSpan refuses times that librrd refuses.
func checkSpan(from, to int64) error {
	if from < earliest || to < earliest {
		return timeError("the first entry to fetch should be after 1980 (%d)", min(from, to))
	}
	if from > to {
		return timeError("start (%d) should be less than end (%d)", from, to)
	}
	return nil
}
