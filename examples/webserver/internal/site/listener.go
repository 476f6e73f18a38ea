package site

import (
	"net"
	"sync"
)

// limited accepts so many connections at once; more wait in the system's queue. It
// hands out connections that the system can still copy a file to, which those of
// golang.org/x/net/netutil cannot.
type limited struct {
	*net.TCPListener
	free chan struct{}
	over chan struct{}
	once sync.Once
}

func limit(l net.Listener, most int) net.Listener {
	return &limited{TCPListener: l.(*net.TCPListener), free: make(chan struct{}, most), over: make(chan struct{})}
}

func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.free <- struct{}{}:
	case <-l.over:
		return nil, net.ErrClosed
	}
	c, err := l.AcceptTCP()
	if err != nil {
		<-l.free
		return nil, err
	}
	return &conn{TCPConn: c, free: l.free}, nil
}

func (l *limited) Close() error {
	l.once.Do(func() { close(l.over) })
	return l.TCPListener.Close()
}

// A conn makes room for another when it is closed.
type conn struct {
	*net.TCPConn
	once sync.Once
	free chan struct{}
}

func (c *conn) Close() error {
	err := c.TCPConn.Close()
	c.once.Do(func() { <-c.free })
	return err
}
