package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// Options say how a file is replaced. Nil is the same as the zero value.
type Options struct {
	// Mode is that of a new file, whatever the umask. Zero means 0o666 less the
	// umask. A file that is there keeps its mode.
	Mode fs.FileMode

	// InPlace allows to write into the file itself where it cannot be replaced.
	// That is not atomic; the package comment has the cases and the risks.
	InPlace bool
}

// WriteFile replaces what is in a file by data, or creates the file. Errors are
// of type [*Error]; fs.ErrNotExist, fs.ErrPermission and the numbers of the
// system (syscall.ENOSPC) can be found in them.
func WriteFile(path string, data []byte, opts *Options) error {
	f, err := Create(path, opts)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Commit()
}

// A File takes the new contents of a file. Nobody sees them before Commit. It
// is not safe for concurrent use.
type File struct {
	target *target
	opts   Options

	// The contents go to one of these; after Commit and Close all are nil.
	aside   *os.File      // in the target's folder
	memory  *bytes.Buffer // where that folder takes no file
	through *os.File      // a device

	chmod *fs.FileMode
	mtime time.Time
	err   error // the first failure: the contents are not whole
}

// Create begins to replace a file, or to create one. The contents follow by
// Write or ReadFrom; then Commit puts them in place, or Close throws them away.
// Nothing happens to the file before Commit, except that devices and pipes, which need
// Options.InPlace, are written through at once. Where the folder takes no file
// and InPlace is set, the contents are kept in memory until Commit.
//
// A relative path means the working directory of the time of Create; do not change
// that before Commit. Errors are as for [WriteFile].
func Create(path string, opts *Options) (*File, error) {
	f := &File{}
	if opts != nil {
		f.opts = *opts
	}
	var err error
	if f.target, err = find(path); err != nil {
		return nil, err
	}
	t := f.target
	if t.inPlace != "" && !f.opts.InPlace {
		return nil, t.refuse(t.inPlace, nil)
	}
	switch {
	case t.device():
		if f.through, err = openInPlace(t); err != nil {
			return nil, err
		}
		return f, nil
	case t.linked:
		f.memory = new(bytes.Buffer)
		return f, nil
	}
	perm := fs.FileMode(0o666)
	if t.info != nil || f.opts.Mode != 0 {
		perm = 0o600 // until Commit gives it its own
	}
	f.aside, err = createAside(t, perm)
	switch {
	case err == nil && t.info != nil:
		// Here and again at the end, so that what cannot be done is said early.
		if e := keepOwner(f.aside, t.info); e != nil && !f.opts.InPlace {
			f.Close()
			return nil, t.refuse(ownerLost, e)
		}
	case err == nil:
	case t.info == nil || !closed(err):
		return nil, t.fail("", err)
	case !f.opts.InPlace:
		return nil, t.refuse("its folder takes no new file", err)
	default:
		f.memory = new(bytes.Buffer)
	}
	return f, nil
}

// usable says what is wrong with a file that cannot be written to.
func (f *File) usable() error {
	switch {
	case f == nil:
		return fs.ErrInvalid
	case f.aside == nil && f.memory == nil && f.through == nil:
		path := ""
		if f.target != nil {
			path = f.target.given
		}
		return &Error{nil, path, "", fs.ErrClosed}
	}
	return f.err
}

func (f *File) writer() io.Writer {
	switch {
	case f.aside != nil:
		return f.aside
	case f.through != nil:
		return f.through
	}
	return f.memory
}

// Write appends to the new contents. After an error the contents are not whole,
// and Commit refuses them.
func (f *File) Write(p []byte) (int, error) {
	if err := f.usable(); err != nil {
		return 0, err
	}
	n, err := f.writer().Write(p)
	if err != nil {
		f.err = f.target.fail("the new contents cannot be written", err)
	}
	return n, f.err
}

// ReadFrom appends all that a reader gives to the new contents. When reading
// fails the contents are not whole either, and Commit refuses them.
func (f *File) ReadFrom(r io.Reader) (int64, error) {
	if err := f.usable(); err != nil {
		return 0, err
	}
	n, err := io.Copy(f.writer(), r)
	if err != nil {
		f.err = f.target.fail("the new contents cannot be written", err)
	}
	return n, f.err
}

// Chmod sets the mode that the file gets at Commit, instead of the one it has.
func (f *File) Chmod(mode fs.FileMode) error {
	if err := f.changeable(); err != nil {
		return err
	}
	f.chmod = &mode
	return nil
}

// changeable says why mode and time cannot be set.
func (f *File) changeable() error {
	if err := f.usable(); err != nil {
		return err
	}
	if f.through != nil {
		return &Error{ErrNotRegular, f.target.given, "a device or pipe keeps its mode and time", nil}
	}
	return nil
}

// SetModTime sets the time of the last change that the file gets at Commit.
func (f *File) SetModTime(t time.Time) error {
	if err := f.changeable(); err != nil {
		return err
	}
	f.mtime = t
	return nil
}

// Close throws the new contents away unless they have been committed. It may be
// called several times, and after Commit it does nothing.
func (f *File) Close() error {
	if f == nil {
		return fs.ErrInvalid
	}
	aside, through := f.aside, f.through
	f.aside, f.memory, f.through = nil, nil, nil
	if through != nil {
		if err := through.Close(); err != nil {
			return f.target.fail("", err)
		}
	}
	if aside != nil {
		return f.discard(aside)
	}
	return nil
}

// discard removes the file aside, by its name, while it is still locked where
// the system can do so.
func (f *File) discard(aside *os.File) error {
	if !removesOpen {
		aside.Close()
	}
	err := os.Remove(aside.Name())
	aside.Close()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.target.fail("the file aside cannot be removed", err)
	}
	return nil
}
