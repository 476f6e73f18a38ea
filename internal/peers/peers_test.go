package peers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

// The test binary plays the servers that these tests start.
func TestMain(m *testing.M) {
	switch os.Getenv("PEERS_TEST_SERVER") {
	case "echo":
		fmt.Println("listening on", os.Args[1])
		echo(os.Args[1])
	case "dies":
		fmt.Println("cannot start: no such thing")
		os.Exit(3)
	case "":
		leak.Main(m)
	}
}

func echo(address string) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			io.Copy(c, c)
			c.Close()
		}()
	}
}

func command(t *testing.T, kind string) (peers.Command, string) {
	address := "127.0.0.1:" + strconv.Itoa(peers.Port(t))
	return peers.Command{
		Args:  []string{os.Args[0], address},
		Env:   []string{"PEERS_TEST_SERVER=" + kind},
		Ready: peers.Accepts("tcp", address),
	}, address
}

func TestAServerAnswersOnceStarted(t *testing.T) {
	var address string
	var server *peers.Server
	t.Run("while it lives", func(t *testing.T) {
		var c peers.Command
		c, address = command(t, "echo")
		server = peers.Start(t, c)
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, "hello")
		got := make([]byte, 5)
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != "hello" {
			t.Errorf("%q, %v", got, err)
		}
	})
	select {
	case <-server.Done():
	default:
		t.Error("the server outlived its test")
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Error("something still answers")
	}
}

func TestAServerCanBeKilled(t *testing.T) {
	c, address := command(t, "echo")
	s := peers.Start(t, c)
	s.Kill()
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Error("something still answers")
	}
}

// recorder is a test whose end is recorded instead of brought about.
type recorder struct {
	testing.TB
	log     bytes.Buffer
	outcome string
	cleanup []func()
}

type ended struct{}

func (r *recorder) Helper()                   {}
func (r *recorder) Failed() bool              { return r.outcome == "failed" }
func (r *recorder) Cleanup(f func())          { r.cleanup = append(r.cleanup, f) }
func (r *recorder) Logf(f string, a ...any)   { fmt.Fprintf(&r.log, f+"\n", a...) }
func (r *recorder) Fatal(a ...any)            { r.end("failed", fmt.Sprint(a...)) }
func (r *recorder) Fatalf(f string, a ...any) { r.end("failed", fmt.Sprintf(f, a...)) }
func (r *recorder) Skipf(f string, a ...any)  { r.end("skipped", fmt.Sprintf(f, a...)) }

func (r *recorder) end(outcome, why string) {
	r.outcome = outcome
	fmt.Fprintln(&r.log, why)
	panic(ended{})
}

// record runs a test's body to its end, cleanup included.
func record(t *testing.T, body func(testing.TB)) *recorder {
	r := &recorder{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(ended{}) {
				panic(p)
			}
		}()
		body(r)
	}()
	for i := len(r.cleanup) - 1; i >= 0; i-- {
		r.cleanup[i]()
	}
	return r
}

func TestAServerThatDiesShowsItsLog(t *testing.T) {
	c, _ := command(t, "dies")
	extra := filepath.Join(t.TempDir(), "more.log")
	if err := os.WriteFile(extra, []byte("what else was said"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Logs = []string{extra}
	r := record(t, func(tb testing.TB) { peers.Start(tb, c) })
	if r.outcome != "failed" {
		t.Errorf("the test %s", r.outcome)
	}
	for _, want := range []string{"ended before it answered", "exit status 3", "cannot start: no such thing", "what else was said"} {
		if !strings.Contains(r.log.String(), want) {
			t.Errorf("no %q in %s", want, r.log.String())
		}
	}
}

func TestAMissingPeerIsNamed(t *testing.T) {
	for required, outcome := range map[string]string{"": "skipped", "required": "failed"} {
		t.Setenv("PYOPS_PEERS", required)
		r := record(t, func(tb testing.TB) { peers.Need(tb, "no-such-server") })
		if r.outcome != outcome || !strings.Contains(r.log.String(), "no-such-server") {
			t.Errorf("PYOPS_PEERS=%s: %s, %s", required, r.outcome, r.log.String())
		}
	}
}

func TestReadyIsAskedUntilItSaysYes(t *testing.T) {
	c, _ := command(t, "echo")
	asked := 0
	c.Ready = func(context.Context) error {
		if asked++; asked < 3 {
			return errors.New("not yet")
		}
		return nil
	}
	peers.Start(t, c)
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

func TestANamespaceIsANetworkOfItsOwn(t *testing.T) {
	if runtime.GOOS != "linux" {
		peers.Missing(t, "Linux")
	}
	n := peers.NewNamespace(t)
	links := n.Run(t, "ip", "-o", "link")
	if strings.Count(links, "\n") != 1 || !strings.Contains(links, "lo: <LOOPBACK,UP") {
		t.Errorf("links: %s", links)
	}
	n.Run(t, "mount", "-t", "tmpfs", "none", "/mnt")
	if mounts, err := os.ReadFile("/proc/self/mounts"); err != nil || strings.Contains(string(mounts), "none /mnt tmpfs") {
		t.Errorf("a mount inside is seen outside: %v", err)
	}
	// A server inside answers inside, and only there.
	c, address := command(t, "echo")
	host, port, _ := net.SplitHostPort(address)
	c.Namespace = n
	c.Ready = func(ctx context.Context) error {
		argv := n.Command("bash", "-c", "exec 3<>/dev/tcp/"+host+"/"+port)
		return exec.CommandContext(ctx, argv[0], argv[1:]...).Run()
	}
	peers.Need(t, "bash")
	c.Dir = t.TempDir()
	s := peers.Start(t, c)
	want, err := os.Stat(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if wd, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", s.PID())); err != nil || !os.SameFile(wd, want) {
		t.Errorf("the server runs in another folder than %s (%v)", c.Dir, err)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Error("the server answers outside its namespace")
	}
}
