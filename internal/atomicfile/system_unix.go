//go:build unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	// neverWait opens no terminal as the process's own either.
	neverWait            = unix.O_NONBLOCK | unix.O_NOCTTY
	neitherFollowNorWait = neverWait | unix.O_NOFOLLOW

	// removesOpen says that open files can be renamed and removed.
	removesOpen = true
)

// names is how many hard links a file has.
func names(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}

// ours reports whether a file aside belongs to this user, or to whom this user
// has given it.
func ours(info, target fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	if target != nil {
		if t, ok := target.Sys().(*syscall.Stat_t); ok && t.Uid == stat.Uid {
			return true
		}
	}
	return int(stat.Uid) == os.Geteuid()
}

// foreign reports whether a file in a sticky folder of all belongs neither to
// this user nor to the folder's.
func foreign(info, folder fs.FileInfo) bool {
	f, ok1 := info.Sys().(*syscall.Stat_t)
	d, ok2 := folder.Sys().(*syscall.Stat_t)
	const open = fs.ModeSticky | 0o002
	return ok1 && ok2 && folder.Mode()&open == open &&
		int(f.Uid) != os.Geteuid() && f.Uid != d.Uid
}

// mayWrite asks whether this user may write a file, without opening it.
func mayWrite(path string, _ fs.FileInfo) error {
	if err := unix.Faccessat(unix.AT_FDCWD, path, unix.W_OK, unix.AT_EACCESS); err != nil && err != unix.ETXTBSY {
		return err
	}
	return nil
}

// mayKeepSetuid reports whether a write by this user leaves setuid bits.
func mayKeepSetuid() bool { return os.Geteuid() == 0 }

// keepOwner gives a file the owner and the group of another.
func keepOwner(f *os.File, before fs.FileInfo) error {
	now, err := f.Stat()
	if err != nil {
		return err
	}
	want, ok1 := before.Sys().(*syscall.Stat_t)
	have, ok2 := now.Sys().(*syscall.Stat_t)
	if !ok1 || !ok2 || want.Uid == have.Uid && want.Gid == have.Gid {
		return nil
	}
	return f.Chown(int(want.Uid), int(want.Gid))
}

// closed reports whether an error means that the folder or the file does not let
// itself be changed, while the file itself may still be written.
func closed(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EROFS)
}

func nobodyReads(err error) bool { return errors.Is(err, unix.ENXIO) }

// syncFolder makes a rename last. A folder that may be written and not read
// cannot be synced, nor can those of some file systems; there the system does
// what it does by itself.
func syncFolder(name string) error {
	d, err := os.Open(name)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close()
	if err = d.Sync(); errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	return err
}
