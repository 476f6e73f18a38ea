package atomicfile

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"time"
)

// ownerLost is why a file is not replaced by one of another owner: who may read and
// write it would change.
const ownerLost = "its owner or group cannot be given to a new file"

// Commit puts the new contents in place and makes them last. When it fails the
// old ones stay, unless the error says otherwise. Afterwards the File is closed
// either way.
func (f *File) Commit() error {
	if f == nil {
		return fs.ErrInvalid
	}
	if err := f.usable(); err != nil {
		f.Close()
		return err
	}
	aside, memory, through := f.aside, f.memory, f.through
	f.aside, f.memory, f.through = nil, nil, nil
	switch {
	case through != nil:
		if err := through.Close(); err != nil {
			return f.target.fail("", err)
		}
		return nil
	case memory != nil:
		if err := f.target.refresh(); err != nil {
			return err
		}
		return f.overwrite(bytes.NewReader(memory.Bytes()), int64(memory.Len()))
	}
	why, err := f.replace(aside)
	switch {
	case err == nil && why == "":
		return nil
	case why == "":
		f.discard(aside) // should it fail, the next write sweeps
		return err
	case !f.opts.InPlace:
		f.discard(aside)
		return f.target.refuse(why, err)
	}
	if !removesOpen {
		aside.Close()
		if aside, err = os.Open(aside.Name()); err != nil {
			return f.target.fail("", err)
		}
	}
	defer f.discard(aside)
	size, err := aside.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = aside.Seek(0, io.SeekStart)
	}
	if err != nil {
		return f.target.fail("", err)
	}
	return f.overwrite(aside, size)
}

// replace renames the file aside over the target. Where the target can only be
// written in place it returns why, perhaps with the system's reason.
func (f *File) replace(aside *os.File) (why string, err error) {
	t := f.target
	if err := t.refresh(); err != nil || t.inPlace != "" {
		return t.inPlace, err
	}
	if t.info != nil {
		if why, err := keep(aside, t); why != "" || err != nil {
			return why, err
		}
	} else if f.opts.Mode != 0 {
		if err := aside.Chmod(f.opts.Mode); err != nil {
			return "", t.fail("", err)
		}
	}
	if f.chmod != nil {
		if err := aside.Chmod(*f.chmod); err != nil {
			return "", t.fail("", err)
		}
	}
	if err := setTime(aside.Name(), f.mtime); err != nil {
		return "", t.fail("", err)
	}
	if err := aside.Sync(); err != nil {
		return "", t.fail("the new contents cannot be written", err)
	}
	if !removesOpen {
		if err := aside.Close(); err != nil {
			return "", t.fail("the new contents cannot be written", err)
		}
	}
	if err := os.Rename(aside.Name(), t.path); err != nil {
		if t.info != nil && closed(err) {
			return "it cannot be renamed over", err
		}
		return "", t.fail("", err)
	}
	if removesOpen {
		if err := aside.Close(); err != nil {
			return "", t.fail("is replaced, but perhaps not for good", err)
		}
	}
	if err := syncFolder(t.folder()); err != nil {
		return "", t.fail("is replaced, but perhaps not for good: its folder cannot be synced", err)
	}
	return "", nil
}

// keep gives the file aside what the target has: owner, attributes and mode, in
// an order in which nobody has more rights in between than in the end. Where
// that cannot be done it returns why.
func keep(aside *os.File, t *target) (why string, err error) {
	if err := keepOwner(aside, t.info); err != nil {
		return ownerLost, err
	}
	if name, err := keepAttributes(aside, t.path); err != nil {
		return "its attribute " + name + " cannot be given to a new file", err
	}
	now, err := aside.Stat()
	if err != nil {
		return "", t.fail("", err)
	}
	const all = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	mode := t.info.Mode() & all
	if !mayKeepSetuid() {
		mode &^= fs.ModeSetuid | fs.ModeSetgid
	}
	if now.Mode()&all != mode {
		if err := aside.Chmod(mode); err != nil {
			return "its mode cannot be given to a new file", err
		}
	}
	return "", nil
}

func setTime(name string, t time.Time) error {
	if t.IsZero() {
		return nil
	}
	return os.Chtimes(name, time.Time{}, t)
}
