//go:build !unix

package clam

import (
	"errors"
	"io"
	"net"
	"os"
)

// passable says no: open files cannot be given to another process here.
func passable(net.Conn, io.Reader) (*os.File, bool) { return nil, false }

// readable says no: this platform cannot be asked without waiting.
func readable(net.Conn) bool { return false }

func (k *conn) sendDescriptor(*os.File) error { return errors.ErrUnsupported }
