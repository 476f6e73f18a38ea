package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A target is the file that a path stands for.
type target struct {
	given string      // as the caller named it, for errors
	path  string      // where its links lead to
	info  fs.FileInfo // nil for a file that is not there yet

	// inPlace is why the file cannot be replaced, "" when it can.
	inPlace string

	// linked is set when the path goes through a link that only the system can
	// follow, to a file that a process has opened.
	linked bool
}

// find looks up what a path stands for.
func find(path string) (*target, error) {
	t := &target{given: path, path: path}
	if err := t.follow(); err != nil {
		return nil, err
	}
	if t.linked {
		info, err := os.Stat(path)
		if err != nil {
			return nil, t.fail("", err)
		}
		t.path, t.info = path, info
	}
	if t.info != nil {
		return t, t.examine()
	}
	switch dir, name := filepath.Split(t.path); {
	case name == "" && dir == "":
		return nil, t.fail("", syscall.ENOENT)
	case name == "":
		return nil, &Error{ErrNotRegular, path, "names a directory, not a file", syscall.EISDIR}
	}
	return t, nil
}

// mostLinks is how many links a path may go through, as on Linux.
const mostLinks = 40

// follow walks along the links that the last part of the path may be. Links in
// the folders before it are followed by the system.
func (t *target) follow() error {
	for range mostLinks {
		info, err := os.Lstat(t.path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return t.fail("", err)
		}
		if err := t.planted(info); err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			t.info = info
			return nil
		}
		folder, _ := filepath.Split(t.path)
		if descriptors(folder) {
			// What is read from such a link is no path when it leads to a pipe
			// or a deleted file.
			t.linked = true
			return nil
		}
		to, err := os.Readlink(t.path)
		if err != nil {
			return t.fail("", err)
		}
		// Not filepath.Join: it would take folder/.. away, which is another
		// place when the folder is a link.
		if !filepath.IsAbs(to) && !(to != "" && os.IsPathSeparator(to[0])) {
			to = folder + to
		}
		t.path = to
	}
	return t.fail("", syscall.ELOOP)
}

// planted refuses what another user may have left in a folder of all, for
// somebody with more rights to write to.
func (t *target) planted(info fs.FileInfo) error {
	folder, err := os.Stat(t.folder())
	if err != nil {
		return t.fail("", err)
	}
	if foreign(info, folder) {
		return t.fail("belongs to another user, in a folder that everybody may write", fs.ErrPermission)
	}
	return nil
}

// folder is where the file stands.
func (t *target) folder() string {
	folder, _ := filepath.Split(t.path)
	if folder == "" {
		return "."
	}
	return folder
}

// examine finds out whether and how the file that is there can be written.
func (t *target) examine() error {
	t.inPlace = ""
	switch mode := t.info.Mode(); {
	case mode.IsDir():
		return &Error{ErrNotRegular, t.given, "is a directory", syscall.EISDIR}
	case mode&fs.ModeSymlink != 0:
		return &Error{ErrNotRegular, t.given, "has become a symbolic link meanwhile", nil}
	case mode&fs.ModeNamedPipe != 0:
		t.inPlace = "it is a pipe"
	case mode&fs.ModeCharDevice != 0:
		t.inPlace = "it is a character device"
	case mode&fs.ModeDevice != 0:
		return &Error{ErrNotRegular, t.given, "is a block device", nil}
	case mode&fs.ModeSocket != 0:
		return &Error{ErrNotRegular, t.given, "is a socket", nil}
	case !mode.IsRegular():
		return &Error{ErrNotRegular, t.given, "is neither a file nor a device", nil}
	case t.linked:
		t.inPlace = "it is reached through a descriptor"
	default:
		if n := names(t.info); n > 1 {
			t.inPlace = fmt.Sprintf("it has %d names (hard links)", n)
		}
	}
	if err := mayWrite(t.path, t.info); err != nil {
		return t.fail("", err)
	}
	return nil
}

// refresh looks again at what is there now, which may have come, gone or changed
// since Create. What went keeps its mode and owner.
func (t *target) refresh() error {
	if t.linked {
		return nil
	}
	info, err := os.Lstat(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return t.fail("", err)
	}
	t.info = info
	if err := t.examine(); err != nil {
		return err
	}
	if t.device() {
		return &Error{ErrNotRegular, t.given, "has become something else meanwhile", nil}
	}
	return nil
}

// device reports whether the file is one that is written through.
func (t *target) device() bool { return t.info != nil && !t.info.Mode().IsRegular() }

// refuse is the error for a file that would have to be written in place.
func (t *target) refuse(why string, err error) error {
	return &Error{ErrInPlace, t.given, "can only be written in place, which InPlace allows, since " + why, bare(err)}
}

// fail is the error for a file that the system does not let us write.
func (t *target) fail(reason string, err error) error {
	return &Error{nil, t.given, reason, bare(err)}
}
