package atomicfile

import (
	"errors"
	"io"
	"os"
	"time"
)

// mostWait is how long a file is waited for that another writes in place.
const mostWait = 10 * time.Second

// openInPlace opens a file to write into it, without waiting for anybody.
func openInPlace(t *target) (*os.File, error) {
	flags := os.O_WRONLY | neitherFollowNorWait
	if t.linked {
		flags = os.O_WRONLY | neverWait
	}
	w, err := os.OpenFile(t.path, flags, 0)
	if err != nil {
		if nobodyReads(err) {
			return nil, t.fail("nobody reads from the pipe", err)
		}
		return nil, t.fail("", err)
	}
	info, err := w.Stat()
	if err == nil && t.info != nil && !os.SameFile(info, t.info) {
		err = errors.New("has become another file meanwhile")
	}
	if err != nil {
		w.Close()
		return nil, t.fail("", err)
	}
	return w, nil
}

// overwrite writes the new contents into the file itself. That is not atomic:
// the file is cut to its new length last, so that a crash leaves as much
// as possible.
func (f *File) overwrite(contents io.Reader, size int64) (err error) {
	t := f.target
	w, err := openInPlace(t)
	if err != nil {
		return err
	}
	defer func() {
		if e := w.Close(); err == nil && e != nil {
			err = t.fail("", e)
		}
	}()
	if err := await(w); err != nil {
		return t.fail("another program has locked it, or writes it in place", err)
	}
	before, err := w.Stat()
	if err != nil {
		return t.fail("", err)
	}
	if err := reserve(w, before.Size(), size); err != nil {
		return t.fail("the new contents cannot be written", err)
	}
	_, err = io.Copy(w, contents)
	if err == nil {
		err = w.Truncate(size)
	}
	if err == nil {
		err = w.Sync()
	}
	if err != nil {
		return t.fail("was being written in place and may hold a part of the new contents only", err)
	}
	if f.chmod != nil {
		if err := w.Chmod(*f.chmod); err != nil {
			return t.fail("has the new contents, but not the mode", err)
		}
	}
	if err := setTime(t.path, f.mtime); err != nil {
		return t.fail("has the new contents, but not the time", err)
	}
	return nil
}

// await waits until nobody else writes the file in place. The lock goes when the
// file is closed.
func await(w *os.File) error {
	for end := time.Now().Add(mostWait); lock(w) == heldByOther; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			return os.ErrDeadlineExceeded
		}
	}
	return nil
}
