package sshconn

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// mostWords is how much of what a proxy command writes to its standard error is
// kept: its last words say why it failed.
const mostWords = 4 << 10

// lingering is how long a proxy command may take to end once its connection is
// closed, before it is killed with all that it started.
const lingering = 2 * time.Second

// A proxyConn is the standard input and output of a command as a connection.
type proxyConn struct {
	command string
	cmd     *exec.Cmd
	in, out *os.File // what we write and read; pipes, so that deadlines work
	words   lastWords

	ended chan struct{} // closed when the command has been waited for
	state error         // how it ended, once ended is closed

	once sync.Once
}

// startProxy runs a command through the shell, as OpenSSH does; the shell makes
// way for it where it can. The command is the user's own configuration: what is
// put into it must be checked by who expands its tokens.
func startProxy(command string) (*proxyConn, error) {
	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, childOut, err := os.Pipe()
	if err != nil {
		childIn.Close()
		in.Close()
		return nil, err
	}
	k := &proxyConn{command: command, cmd: shell(command), in: in, out: out, ended: make(chan struct{})}
	k.cmd.Stdin, k.cmd.Stdout, k.cmd.Stderr = childIn, childOut, &k.words
	// A grandchild that keeps standard error must not keep us.
	k.cmd.WaitDelay = time.Second
	err = k.cmd.Start()
	childIn.Close()
	childOut.Close()
	if err != nil {
		in.Close()
		out.Close()
		return nil, err
	}
	go func() {
		k.state = k.cmd.Wait()
		close(k.ended)
	}()
	return k, nil
}

// failure says how the command ended, with its last words. It waits for its end,
// which is near once its output has ended.
func (k *proxyConn) failure() string {
	select {
	case <-k.ended:
	case <-time.After(lingering):
		return "the proxy command closed its output and runs on"
	}
	how := "exit status 0"
	if k.state != nil {
		how = k.state.Error()
	}
	s := fmt.Sprintf("the proxy command %q ended (%s) before the server said anything", k.command, how)
	if words := k.words.String(); words != "" {
		s += ": " + words
	}
	return s
}

func (k *proxyConn) Read(p []byte) (int, error) { return k.out.Read(p) }

func (k *proxyConn) Write(p []byte) (int, error) { return k.in.Write(p) }

// Close ends the command and waits for it: its input ends, and if it does not go
// then, it is killed.
func (k *proxyConn) Close() error {
	err := net.ErrClosed
	k.once.Do(func() {
		k.in.Close()
		k.out.Close()
		interrupt(k.cmd)
		timer := time.NewTimer(lingering)
		defer timer.Stop()
		select {
		case <-k.ended:
		case <-timer.C:
			kill(k.cmd)
			<-k.ended
		}
		err = nil
	})
	return err
}

func (k *proxyConn) LocalAddr() net.Addr  { return proxyAddr(k.command) }
func (k *proxyConn) RemoteAddr() net.Addr { return proxyAddr(k.command) }

func (k *proxyConn) SetDeadline(t time.Time) error {
	if err := k.in.SetWriteDeadline(t); err != nil {
		return err
	}
	return k.out.SetReadDeadline(t)
}

func (k *proxyConn) SetReadDeadline(t time.Time) error  { return k.out.SetReadDeadline(t) }
func (k *proxyConn) SetWriteDeadline(t time.Time) error { return k.in.SetWriteDeadline(t) }

// proxyAddr is where a proxy command leads, as far as we know.
type proxyAddr string

func (proxyAddr) Network() string  { return "proxy" }
func (a proxyAddr) String() string { return string(a) }

// lastWords keeps the end of what is written to it.
type lastWords struct {
	mu  sync.Mutex
	buf []byte
}

func (w *lastWords) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buf = append(w.buf, p...)
	if extra := len(w.buf) - mostWords; extra > 0 {
		w.buf = append(w.buf[:0], w.buf[extra:]...)
	}
	return len(p), nil
}

func (w *lastWords) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.TrimSpace(string(w.buf))
}

var _ io.Writer = (*lastWords)(nil)
