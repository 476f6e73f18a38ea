package rrd

import "errors"

// A Locking says how a file is locked while it is in use. Librrd's locks and
// these see each other.
type Locking uint8

const (
	// LockTry locks, and fails with ErrLocked if another process holds a lock
	// that excludes it. It is what librrd does.
	LockTry Locking = iota
	// LockBlock waits for the lock.
	LockBlock
	// LockNone does not lock.
	LockNone
)

// errWouldBlock is that another holds the lock.
var errWouldBlock = errors.New("held by another")
