//go:build !linux

package curlx

import (
	"errors"
	"syscall"
)

const hasFastOpen = false

func fastOpen(syscall.RawConn) error { return errors.ErrUnsupported }
