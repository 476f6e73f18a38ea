// Package folder keeps a folder for one process: a journal or a store that two
// write at once is worth nothing.
package folder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// ErrTaken is a folder in which another process works.
var ErrTaken = errors.New("another process works in this folder; expected one of its own")

// patience is for how long a folder may be taken: what a process that was killed has
// just begun may hold its files for a moment longer than itself.
const patience = 5 * time.Second

// A Lock is a folder that is ours.
type Lock struct{ file *os.File }

// Take makes the folder where it is missing, and takes it for this process. The end
// of the process gives it back, however it comes.
func Take(ctx context.Context, dir string) (*Lock, error) { return take(ctx, dir, patience) }

func take(ctx context.Context, dir string, patience time.Duration) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(patience); ; {
		if lock(f) {
			return &Lock{f}, nil
		}
		if time.Now().After(end) {
			return nil, errors.Join(fmt.Errorf("%s: %w", dir, ErrTaken), f.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("%s: %w: %w", dir, ErrTaken, context.Cause(ctx)), f.Close())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Release gives the folder back. A nil lock has none.
func (l *Lock) Release() error {
	if l == nil {
		return nil
	}
	// A child that is about to become another program has the file too, so that
	// closing it here is not enough.
	unlock(l.file)
	return l.file.Close()
}
