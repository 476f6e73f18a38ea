package curlx

import (
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// A real telnet server asks for what real ones ask for, and runs a shell.
func TestTelnetd(t *testing.T) {
	program := peers.Need(t, "telnetd")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var server sync.WaitGroup
	defer server.Wait()
	defer l.Close()
	server.Go(func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		f, err := conn.(*net.TCPConn).File()
		conn.Close()
		if err != nil {
			t.Error(err)
			return
		}
		c := exec.Command(program, "-h", "-E", "/bin/sh")
		c.Stdin, c.Stdout, c.Stderr = f, f, f
		c.WaitDelay = time.Second
		err = c.Start()
		f.Close()
		if err != nil {
			t.Error(err)
			return
		}
		// How it ends says nothing: it is left by its client.
		_ = c.Wait()
	})
	pr, pw := io.Pipe()
	defer pw.Close() // what is typed into a session that has ended goes nowhere
	var got strings.Builder
	// What is typed, each when the session has come so far: a server that a shell has left
	// may end without what the shell said last.
	typed := [][2]string{{"# ", "PS1='' ; echo $TERM $((6 * 7))\n"}, {"vt100 42\r\n", "exit\n"}}
	c := handle(t, URL, fmt.Sprintf("telnet://%s/", l.Addr()), TELNETOPTIONS, []string{"TTYPE=vt100"}, READDATA, pr, TIMEOUT, 30)
	set(t, c, WRITEFUNCTION, func(p []byte) {
		got.Write(p)
		if len(typed) > 0 && strings.Contains(strings.ReplaceAll(got.String(), "$ ", "# "), typed[0][0]) {
			line := typed[0][1]
			typed = typed[1:]
			server.Go(func() { io.WriteString(pw, line) })
		}
	})
	if err := c.Perform(t.Context()); err != nil {
		t.Errorf("%q, %v", got.String(), err)
	}
	if !strings.Contains(got.String(), "vt100 42\r\n") || strings.Contains(got.String(), "\xff") {
		t.Errorf("the session is %q", got.String())
	}
}
