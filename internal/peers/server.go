package peers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ReadyTimeout bounds the wait for a server's first answer.
const ReadyTimeout = 30 * time.Second

// A Command tells how to run a server in the foreground.
type Command struct {
	// Args is the program and its arguments. The program is found by [Need].
	Args []string

	// Dir is the working directory. Empty means a new temporary folder.
	Dir string

	// Env is added to the test's environment, as "NAME=value".
	Env []string

	// Ready reports whether the server answers: nil means yes. It is asked
	// again until it says so, the server ends, or ReadyTimeout passes. A nil
	// Ready means that the server counts as ready once started.
	Ready func(ctx context.Context) error

	// Logs names files, beside the server's own output, that are printed when
	// the test fails.
	Logs []string

	// Stop is the signal that ends the server in good order. Zero means SIGTERM.
	Stop syscall.Signal

	// Namespace is where the server runs. Nil means the test's own network.
	Namespace *Namespace
}

// A Server is a running peer.
type Server struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{} // closed once the process has been reaped
	err  error         // of the process, valid once done is closed
}

// Start runs a server for the length of the test and returns once it answers.
// At the end of the test the server and everything it started are gone.
func Start(t testing.TB, c Command) *Server {
	t.Helper()
	program := Need(t, c.Args[0])
	argv := append([]string{program}, c.Args[1:]...)
	if c.Dir == "" {
		c.Dir = t.TempDir()
	}
	if c.Namespace != nil {
		argv = c.Namespace.Command(append([]string{"sh", "-c", `cd "$0" && exec "$@"`, c.Dir}, argv...)...)
	}
	s := &Server{cmd: exec.Command(argv[0], argv[1:]...), done: make(chan struct{})}
	s.log = filepath.Join(t.TempDir(), "output")
	out, err := os.Create(s.log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = c.Dir, out, out
	s.cmd.Env = append(os.Environ(), c.Env...)
	s.cmd.SysProcAttr = ownGroup()
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("starting %s: %v", strings.Join(argv, " "), err)
	}
	go func() {
		s.err = s.cmd.Wait()
		close(s.done)
	}()
	t.Cleanup(func() {
		s.stop(c.Stop)
		if t.Failed() {
			for _, name := range append([]string{s.log}, c.Logs...) {
				if text, err := os.ReadFile(name); err == nil && len(text) > 0 {
					t.Logf("%s of %s:\n%s", filepath.Base(name), filepath.Base(program), text)
				}
			}
		}
	})
	if c.Ready != nil {
		if err := s.wait(c.Ready); err != nil {
			t.Fatalf("%s: %v", strings.Join(argv, " "), err)
		}
	}
	return s
}

// PID is the server's process number.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Done is closed once the server has ended.
func (s *Server) Done() <-chan struct{} { return s.done }

// Kill ends the server and everything in its process group at once, for tests
// of a peer that dies.
func (s *Server) Kill() {
	killGroup(s.cmd.Process)
	<-s.done
}

func (s *Server) wait(ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), ReadyTimeout)
	defer cancel()
	pause := time.NewTicker(5 * time.Millisecond)
	defer pause.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("ended before it answered: %w", errors.Join(s.err, err))
		case <-ctx.Done():
			return fmt.Errorf("no answer within %v: %w", ReadyTimeout, err)
		case <-pause.C:
		}
	}
}

func (s *Server) stop(signal syscall.Signal) {
	if signal == 0 {
		signal = syscall.SIGTERM
	}
	s.cmd.Process.Signal(signal)
	select {
	case <-s.done:
	case <-time.After(5 * time.Second):
	}
	killGroup(s.cmd.Process) // what the server itself started
	<-s.done
}

// Accepts is a Ready that is satisfied when something accepts connections at
// the address.
func Accepts(network, address string) func(context.Context) error {
	return func(ctx context.Context) error {
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return err
		}
		return conn.Close()
	}
}

// Port returns a TCP port of 127.0.0.1 that the kernel picked and nobody uses.
// It is for servers that cannot listen on port 0 and tell which they got; pass a
// listener where one is taken.
func Port(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
