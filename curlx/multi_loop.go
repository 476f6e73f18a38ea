package curlx

import (
	"os"
	"time"
)

// A SocketFunc is told to wait for a socket, POLL_IN or POLL_REMOVE. There is one
// for a whole Multi: it can be read when a transfer has ended.
type SocketFunc func(action, socket int)

// A TimerFunc is told when to call SocketAction with SOCKET_TIMEOUT: at once for
// zero, never for a negative time.
type TimerFunc func(timeout time.Duration)

// A multiLoop is what an event loop of the program's own needs.
type multiLoop struct {
	onSocket SocketFunc
	onTimer  TimerFunc
	r, w     *os.File // a pipe: a byte in it means news
	socket   int      // of r
	lit      bool     // the byte is in it

	calls   []func() // of the program's functions, made once the Multi is not locked
	calling bool
}

// setSocket takes the SocketFunc, and tells it of the socket.
func (l *multiLoop) setSocket(f SocketFunc) error {
	l.close()
	l.onSocket = f
	if f == nil {
		return nil
	}
	var err error
	if l.r, l.w, err = os.Pipe(); err != nil {
		return multiFail(E_MULTI_INTERNAL_ERROR, "no pipe: %v", err)
	}
	// Fd would make it one whose reads nothing ends.
	raw, err := l.r.SyscallConn()
	if err == nil {
		err = raw.Control(func(fd uintptr) { l.socket = int(fd) })
	}
	if err != nil {
		return multiFail(E_MULTI_INTERNAL_ERROR, "no pipe: %v", err)
	}
	socket := l.socket
	l.calls = append(l.calls, func() { f(POLL_IN, socket) })
	return nil
}

func (l *multiLoop) close() {
	if l.r == nil {
		return
	}
	f, r, w, socket := l.onSocket, l.r, l.w, l.socket
	l.r, l.w, l.lit = nil, nil, false
	l.calls = append(l.calls, func() {
		f(POLL_REMOVE, socket)
		// Nothing is lost with a pipe that only wakes.
		_ = r.Close()
		_ = w.Close()
	})
}

// timer calls the TimerFunc.
func (l *multiLoop) timer(d time.Duration) {
	if f := l.onTimer; f != nil {
		l.calls = append(l.calls, func() { f(d) })
	}
}

// wake makes the socket readable, unless it is.
func (l *multiLoop) wake() {
	if l.w == nil || l.lit {
		return
	}
	l.lit = true
	_ = l.w.SetWriteDeadline(time.Now().Add(time.Millisecond))
	_, _ = l.w.Write([]byte{1})
}

// calm takes the news out of the pipe. The program may have done so.
func (l *multiLoop) calm() {
	if l.r == nil || !l.lit {
		return
	}
	l.lit = false
	_ = l.r.SetReadDeadline(time.Now().Add(time.Millisecond))
	var b [1]byte
	_, _ = l.r.Read(b[:])
}

// SocketAction tells the Multi that its socket can be read, or, with
// SOCKET_TIMEOUT, that the time has come. It starts what waits, and returns how
// many transfers are going on. Another socket is an error.
func (m *CurlMulti) SocketAction(socket, events int) (running int, err error) {
	defer m.lock()()
	if err := m.usable("socket_action"); err != nil {
		return 0, err
	}
	if socket != SOCKET_TIMEOUT {
		if m.loop.r == nil || m.loop.socket != socket {
			return 0, multiFail(E_MULTI_BAD_SOCKET, "no socket of this Multi is %d", socket)
		}
		m.loop.calm()
	}
	m.start()
	return m.running, nil
}

// Timeout is how long Select may wait: zero if a transfer waits to be started or
// has ended, a negative time if there is none, else a second.
func (m *CurlMulti) Timeout() (time.Duration, error) {
	defer m.lock()()
	if err := m.usable("timeout"); err != nil {
		return 0, err
	}
	switch {
	case len(m.waiting) > 0 || m.news:
		return 0, nil
	case m.running == 0:
		return -1, nil
	}
	return time.Second, nil
}
