package confobj

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// replaceFile puts contents in the place of a file, all or nothing.
func replaceFile(name string, contents []byte) (err error) {
	// A link stays one: its target is replaced.
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	before, err := os.Stat(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if before != nil && !before.Mode().IsRegular() {
		return os.WriteFile(name, contents, 0o666)
	}
	f, err := create(name, before)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(contents)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// create makes the file beside the one to be replaced, with its mode and, as far
// as the system lets us, its owner.
func create(name string, before fs.FileInfo) (*os.File, error) {
	if before == nil {
		// os.CreateTemp's mode would be stricter than what a plain file gets.
		return createNew(name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, err
	}
	keepOwner(f, before)
	if err := f.Chmod(before.Mode().Perm()); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return f, nil
}

// createNew makes a file beside the one to come, with the mode that a new file
// gets here.
func createNew(name string) (*os.File, error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, err
	}
	aside := f.Name()
	if err := errors.Join(f.Close(), os.Remove(aside)); err != nil {
		return nil, err
	}
	return os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// syncFolder makes a rename last. Windows has nothing of the kind.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
