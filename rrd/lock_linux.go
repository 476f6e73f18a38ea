package rrd

import "golang.org/x/sys/unix"

// lockFile locks a whole file for reading or writing. The lock belongs to the
// open file, not to the process, so that two handles of one process exclude each
// other as well; it excludes librrd's locks and is excluded by them.
func lockFile(f *rawFile, write bool, locking Locking) error {
	if locking == LockNone {
		return nil
	}
	lock := unix.Flock_t{Type: unix.F_RDLCK}
	if write {
		lock.Type = unix.F_WRLCK
	}
	command := unix.F_OFD_SETLK
	if locking == LockBlock {
		command = unix.F_OFD_SETLKW
	}
	for {
		err := unix.FcntlFlock(f.Fd(), command, &lock)
		switch err {
		case unix.EINTR:
			continue
		case unix.EAGAIN, unix.EACCES:
			return errWouldBlock
		}
		f.locked = err == nil
		return err
	}
}
