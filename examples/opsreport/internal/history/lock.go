package history

import (
	"errors"
	"os"
)

// ErrLocked is a lock that somebody else has.
var ErrLocked = errors.New("somebody else has the lock")

// Lock takes the lock of a folder, a file in it, or fails with [ErrLocked]. It is
// the lock of this process and goes with it, however it ends. The file stays.
func Lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}
