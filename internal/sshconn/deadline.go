package sshconn

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// A channelConn makes a channel a net.Conn whose deadlines work: those of
// crypto/ssh's own do not, so that whatever runs over a jump host could hang.
//
// A goroutine reads ahead of the caller, into a buffer of limited size; another
// writes. After a write that ran out of time the connection is of no more use for
// writing, as with TLS: how much of it the peer got is not known.
type channelConn struct {
	channel       ssh.Channel
	local, remote net.Addr
	lost          func() error // why the connection underneath is gone, or nil

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced when anything below changes
	buffered []byte
	readErr  error
	closed   bool
	readBy   time.Time
	writeBy  time.Time

	writing   chan struct{} // full while a write goes on
	writeLost bool          // a write ran out of time
}

// readAhead is how much is read that nobody has asked for yet.
const readAhead = 256 << 10

func newChannelConn(c ssh.Channel, local, remote net.Addr, lost func() error) *channelConn {
	k := &channelConn{channel: c, local: local, remote: remote, lost: lost, changed: make(chan struct{}), writing: make(chan struct{}, 1)}
	go k.pump()
	return k
}

// change tells those who wait. The lock must be held.
func (k *channelConn) change() {
	close(k.changed)
	k.changed = make(chan struct{})
}

// pump reads until the channel ends.
func (k *channelConn) pump() {
	p := make([]byte, 32<<10)
	for {
		n, err := k.channel.Read(p)
		if err == io.EOF && k.lost != nil {
			// crypto/ssh ends channels in good order, also when nothing is. What was cut
			// must not look complete.
			if gone := k.lost(); gone != nil {
				err = gone
			}
		}
		k.mu.Lock()
		k.buffered = append(k.buffered, p[:n]...)
		k.readErr = err
		k.change()
		for len(k.buffered) >= readAhead && !k.closed {
			wait := k.changed
			k.mu.Unlock()
			<-wait
			k.mu.Lock()
		}
		ended := err != nil || k.closed
		k.mu.Unlock()
		if ended {
			return
		}
	}
}

func (k *channelConn) Read(p []byte) (int, error) {
	for {
		k.mu.Lock()
		switch {
		case k.closed:
			k.mu.Unlock()
			return 0, net.ErrClosed
		case passed(k.readBy):
			k.mu.Unlock()
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			k.mu.Unlock()
			return 0, nil
		case len(k.buffered) > 0:
			n := copy(p, k.buffered)
			k.buffered = k.buffered[:copy(k.buffered, k.buffered[n:])]
			k.change()
			k.mu.Unlock()
			return n, nil
		case k.readErr != nil:
			err := k.readErr
			k.mu.Unlock()
			return 0, err
		}
		wait, until := k.changed, k.readBy
		k.mu.Unlock()
		select {
		case <-wait:
		case <-timerFor(until):
		}
	}
}

func (k *channelConn) Write(p []byte) (int, error) {
	for {
		k.mu.Lock()
		wait, until, closed, lost := k.changed, k.writeBy, k.closed, k.writeLost
		k.mu.Unlock()
		switch {
		case closed:
			return 0, net.ErrClosed
		case lost || passed(until):
			return 0, os.ErrDeadlineExceeded
		}
		select {
		case k.writing <- struct{}{}:
			return k.write(p)
		case <-wait:
		case <-timerFor(until): // of a write before this one, which may never end
		}
	}
}

// write has the one turn to write.
func (k *channelConn) write(p []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	own := append([]byte(nil), p...) // the write may outlive the caller's wait
	go func() {
		n, err := k.channel.Write(own)
		done <- result{n, err}
		<-k.writing
		k.mu.Lock()
		k.change() // the next writer's turn
		k.mu.Unlock()
	}()
	for {
		k.mu.Lock()
		wait, until, closed := k.changed, k.writeBy, k.closed
		late := passed(until)
		k.writeLost = k.writeLost || late
		k.mu.Unlock()
		if closed {
			return 0, net.ErrClosed
		}
		if late {
			return 0, os.ErrDeadlineExceeded
		}
		select {
		case r := <-done:
			if errors.Is(r.err, io.EOF) {
				r.err = io.ErrClosedPipe
			}
			return r.n, r.err
		case <-wait:
		case <-timerFor(until):
		}
	}
}

// CloseWrite tells the peer that no more will be written.
func (k *channelConn) CloseWrite() error { return k.channel.CloseWrite() }

func (k *channelConn) Close() error {
	k.mu.Lock()
	was := k.closed
	k.closed = true
	k.change()
	k.mu.Unlock()
	if was {
		return net.ErrClosed
	}
	err := k.channel.Close()
	if errors.Is(err, io.EOF) { // the peer had closed it
		err = nil
	}
	return err
}

func (k *channelConn) LocalAddr() net.Addr  { return k.local }
func (k *channelConn) RemoteAddr() net.Addr { return k.remote }

func (k *channelConn) SetDeadline(t time.Time) error {
	return k.limit(func() { k.readBy, k.writeBy = t, t })
}

func (k *channelConn) SetReadDeadline(t time.Time) error {
	return k.limit(func() { k.readBy = t })
}

func (k *channelConn) SetWriteDeadline(t time.Time) error {
	return k.limit(func() { k.writeBy = t })
}

func (k *channelConn) limit(set func()) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return net.ErrClosed
	}
	set()
	k.change()
	return nil
}

func passed(t time.Time) bool { return !t.IsZero() && !time.Now().Before(t) }

// timerFor is a channel that tells when a time has come; never for the zero time.
func timerFor(t time.Time) <-chan time.Time {
	if t.IsZero() {
		return nil
	}
	return time.After(time.Until(t))
}

// ChannelConn makes a channel a connection whose deadlines work. Closing it closes the
// channel.
func ChannelConn(c ssh.Channel, local, remote net.Addr) net.Conn {
	return newChannelConn(c, local, remote, nil)
}
