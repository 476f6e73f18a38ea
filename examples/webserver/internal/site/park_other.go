//go:build !unix

package site

import (
	"errors"
	"net"
)

const parking = false

func readable(*net.TCPConn) error { return errors.ErrUnsupported }
