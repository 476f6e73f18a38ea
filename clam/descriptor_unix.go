//go:build unix

package clam

import (
	"io"
	"net"
	"os"
	"syscall"
)

// passable reports whether a reader is an open file that clamd can be given: a
// regular one, of which nothing has been read, by a unix socket.
func passable(c net.Conn, r io.Reader) (*os.File, bool) {
	f, ok := r.(*os.File)
	if _, local := c.(*net.UnixConn); !ok || !local || f == nil {
		return nil, false
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	at, err := f.Seek(0, io.SeekCurrent)
	return f, err == nil && at == 0
}

// sendDescriptor sends a command and an open file, of which clamd has its own
// descriptor afterwards.
func (k *conn) sendDescriptor(f *os.File) error {
	if err := k.send("FILDES"); err != nil {
		return err
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var sent error
	err = raw.Control(func(fd uintptr) {
		k.limit(k.writing)
		_, _, sent = k.Conn.(*net.UnixConn).WriteMsgUnix([]byte{0}, syscall.UnixRights(int(fd)), nil)
	})
	if err != nil {
		return err
	}
	if sent != nil {
		return k.fail(sent)
	}
	return nil
}

// readable reports whether there is something to read on a connection.
func readable(c net.Conn) bool {
	s, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return false
	}
	var n int
	err = raw.Control(func(fd uintptr) {
		n, _, _ = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	})
	return err == nil && n > 0
}
