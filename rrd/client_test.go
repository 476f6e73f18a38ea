package rrd_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/rrd"
	"github.com/pyops-go/pyops/rrd/internal/rrdserved"
)

// served is when the files of a daemon begin.
const served = rrdserved.Start

var epoch = time.Unix(served, 0)

// A graph and an export with a daemon hold what waits there, as rrdtool's do.
func TestGraphsAndExportsOfWhatWaits(t *testing.T) {
	base, c := rrdserved.Serve(t)
	a, b, socket := filepath.Join(base, "a.rrd"), filepath.Join(base, "b.rrd"), "unix:"+filepath.Join(base, "s")
	args := func(elements ...string) []string {
		span := []string{"-s", fmt.Sprint(served), "-e", fmt.Sprint(served + 600), "DEF:a=" + a + ":x:LAST", "DEF:b=" + b + ":x:LAST", "DEF:c=" + a + ":x:LAST", "CDEF:d=a,b,+"}
		return append(span, elements...)
	}
	wait := func(n int) {
		t.Helper()
		if err := errors.Join(c.Update(t.Context(), "a.rrd", rrdserved.Reading(n, n)), c.Update(t.Context(), "b.rrd", rrdserved.Reading(n, 10*n))); err != nil {
			t.Fatal(err)
		}
	}
	quiet := rrd.NewTool(&rrd.ToolOptions{NoDaemon: true})
	t.Setenv("RRDCACHED_ADDRESS", socket)

	wait(1)
	p, err := quiet.Graph(append([]string{"-"}, args("PRINT:d:MAX:%.0lf")...)...)
	if err != nil || p.Prints[0] != "-nan" {
		t.Errorf("without a daemon: %v, %v", p, err)
	}
	p, err = quiet.Graph(append([]string{"-", "--daemon", socket}, args("PRINT:d:MAX:%.0lf")...)...)
	if err != nil || p.Prints[0] != "11" {
		t.Errorf("a graph: %v, %v", p, err)
	}
	wait(2)
	if p, err := rrd.Graph(append([]string{"-"}, args("PRINT:d:MAX:%.0lf")...)...); err != nil || p.Prints[0] != "22" {
		t.Errorf("by the environment: %v, %v", p, err)
	}
	wait(3)
	x, err := quiet.Xport(append([]string{"-d", socket, "-s", fmt.Sprint(served), "-e", fmt.Sprint(served + 900)}, args("XPORT:d")[4:]...)...)
	if err != nil || x.Len() < 3 || fmt.Sprint(x.Data[:3]) != "[11 22 33]" {
		t.Errorf("an export: %+v, %v", x, err)
	}

	none := "unix:" + filepath.Join(t.TempDir(), "none", "s")
	_, graphed := rrd.Graph(append([]string{"-", "-d", none}, args("LINE1:a#f00")...)...)
	_, exported := rrd.Xport(append([]string{"-d", none}, args("XPORT:a")...)...)
	for _, err := range []error{graphed, exported} {
		if err == nil || !strings.Contains(err.Error(), "Unable to connect to rrdcached") || !errors.Is(err, os.ErrNotExist) {
			t.Errorf("no daemon: %v", err)
		}
	}
}

func TestClientAgainstLibrrdsDaemon(t *testing.T) {
	peers.Need(t, "rrdcached")
	base := t.TempDir()
	rrdserved.Create(t, filepath.Join(base, "a b.rrd"))
	socket := filepath.Join(base, "s")
	cmd := exec.Command("rrdcached", "-g", "-l", "unix:"+socket, "-b", base, "-B", "-p", filepath.Join(base, "pid"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() }()
	peers.Eventually(t, "rrdcached answers", func() bool {
		c, err := net.Dial("unix", socket)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	c := rrdserved.Dial(t, socket)
	ctx := t.Context()
	if err := c.Update(ctx, "a b.rrd", rrdserved.Reading(1, 1), rrdserved.Reading(2, 2)); err != nil {
		t.Error(err)
	}
	if got, err := c.Pending(ctx, "a b.rrd"); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	f, err := c.Fetch(ctx, "a b.rrd", rrd.CFLast, time.Unix(served, 0), time.Unix(served+600, 0))
	if err != nil || f.Len() != 3 || f.Data[1] != 2 || f.Time(1).Unix() != served+600 {
		t.Errorf("%+v, %v", f, err)
	}
	info, err := c.Info(ctx, "a b.rrd")
	if v, _ := info.Get("ds[x].last_ds"); err != nil || v != "2" {
		t.Errorf("%v, %v", info, err)
	}
	if at, err := c.Last(ctx, "a b.rrd"); err != nil || at.Unix() != served+600 {
		t.Errorf("%v, %v", at, err)
	}
	if at, err := c.First(ctx, "a b.rrd", 0); err != nil || at.Unix() != served+600-19*300 {
		t.Errorf("%v, %v", at, err)
	}
	if err := c.Create(ctx, "c.rrd", "-b", fmt.Sprint(served), "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
		t.Error(err)
	}
	if names, err := c.List(ctx, "/", false); err != nil || !slices.Contains(names, "c.rrd") {
		t.Errorf("%v, %v", names, err)
	}
	failed, err := c.Batch(ctx, [][]string{{"UPDATE", "c.rrd", rrdserved.Reading(1, 1)}, {"UPDATE", "c.rrd", rrdserved.Reading(1, 1)}, {"FOO"}})
	if err != nil || len(failed) != 2 || failed[3] != "Unknown command: FOO" {
		t.Errorf("%v, %v", failed, err)
	}
	if stats, err := c.Stats(ctx); err != nil || stats["UpdatesReceived"] != 3 {
		t.Errorf("%v, %v", stats, err)
	}
	if err := errors.Join(c.Flush(ctx, "c.rrd"), c.FlushAll(ctx), c.Ping(ctx), c.Forget(ctx, "c.rrd")); err != nil {
		t.Error(err)
	}
}

// What is suspended waits in librrd's daemon and in ours, until it is resumed.
func TestSuspendingByTheClient(t *testing.T) {
	peers.Need(t, "rrdcached")
	theirs := t.TempDir()
	for _, name := range []string{"a.rrd", "b.rrd"} {
		rrdserved.Create(t, filepath.Join(theirs, name))
	}
	socket := filepath.Join(theirs, "s")
	peers.Start(t, peers.Command{Args: []string{"rrdcached", "-g", "-l", "unix:" + socket, "-b", theirs, "-B", "-p", filepath.Join(theirs, "pid")}})
	peers.Eventually(t, "rrdcached answers", func() bool {
		c, err := net.Dial("unix", socket)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	ours, c := rrdserved.Serve(t)
	ctx := t.Context()
	for base, c := range map[string]*rrd.Cached{theirs: rrdserved.Dial(t, socket), ours: c} {
		a, b := filepath.Join(base, "a.rrd"), filepath.Join(base, "b.rrd")
		if err := errors.Join(c.Update(ctx, a, rrdserved.Reading(1, 1)), c.Update(ctx, b, rrdserved.Reading(1, 1))); err != nil {
			t.Fatal(err)
		}
		says := func(command, file, want string) {
			t.Helper()
			if text, _, err := c.Ask(ctx, command, file); err != nil || !strings.HasSuffix(text, want) {
				t.Errorf("%s %s: %q, %v, want %s", command, file, text, err, want)
			}
		}
		if err := c.Suspend(ctx, a); err != nil {
			t.Error(err)
		}
		says("SUSPEND", a, "already suspended")
		says("RESUME", b, "not suspended")
		if err := c.Resume(ctx, a); err != nil {
			t.Error(err)
		}
		says("RESUME", a, "not suspended")
		if err := c.Suspend(ctx, ""); err != nil {
			t.Error(err)
		}
		says("SUSPEND", b, "already suspended")
		if err := c.Resume(ctx, ""); err != nil {
			t.Error(err)
		}
		says("RESUME", b, "not suspended")
		if err := c.Suspend(ctx, filepath.Join(base, "none.rrd")); !errors.Is(err, rrd.ErrOperational) {
			t.Errorf("a file that is missing: %v", err)
		}
	}
}

// A Tool's conversations end with its context, and with its cause.
func TestAToolWithAContext(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	because := errors.New("because")
	ctx, cancel := context.WithCancelCause(t.Context())
	tool := rrd.NewTool(nil).WithContext(ctx)
	done := make(chan error, 1)
	go func() { done <- tool.FlushCached("-d", "unix:"+socket, "a.rrd") }()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Read(make([]byte, 1)); err != nil { // it has asked, and is not answered
		t.Fatal(err)
	}
	cancel(because)
	if err := <-done; !errors.Is(err, because) || !errors.Is(err, rrd.ErrOperational) {
		t.Errorf("got %v", err)
	}
	if err := tool.Update("a.rrd", "-d", "unix:"+socket, rrdserved.Reading(1, 1)); !errors.Is(err, because) {
		t.Errorf("afterwards: %v", err)
	}
}

// A daemon that is none, or dies, or says nothing.
func TestClientAgainstFaults(t *testing.T) {
	for name, say := range map[string]string{
		"garbage": "HTTP/1.1 400 Bad Request\r\n", "half an answer": "3 lines follow\none\n", "nothing": "", "a huge number": "99999999999 x\n", "no number": "\n",
	} {
		socket := filepath.Join(t.TempDir(), "s")
		l, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			conn, err := l.Accept()
			if err == nil {
				conn.Read(make([]byte, 100))
				io.WriteString(conn, say)
				conn.Close()
			}
		}()
		c := rrdserved.Dial(t, socket)
		if _, err := c.Pending(t.Context(), "x"); err == nil || !errors.Is(err, rrd.ErrOperational) {
			t.Errorf("%s: %v", name, err)
		}
		if err := c.Ping(t.Context()); err == nil {
			t.Errorf("%s: the broken conversation goes on", name)
		}
		l.Close()
		<-done
	}
	socket := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := rrdserved.Dial(t, socket) // which never answers
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := errors.New("enough")
	cancel(ended)
	if err := c.Ping(ctx); !errors.Is(err, ended) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := rrd.DialCached(t.Context(), "unix:"+filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nobody: %v", err)
	}
}

// A client refuses requests that would change what those after them mean, and
// answers that are of another request.
func TestRequestsThatAreNone(t *testing.T) {
	_, c := rrdserved.Serve(t)
	for _, words := range [][]string{{}, {""}, {"."}, {"BATCH"}, {"quit"}, {"FETCHBIN", "a.rrd", "LAST"}, {"PING\nPING"}, {"UPDATE", "a\x00.rrd"}} {
		if _, _, err := c.Ask(t.Context(), words...); !errors.Is(err, rrd.ErrSyntax) {
			t.Errorf("%q: %v", words, err)
		}
		if _, err := c.Batch(t.Context(), [][]string{{"FLUSHALL"}, words}); !errors.Is(err, rrd.ErrSyntax) {
			t.Errorf("a batch with %q: %v", words, err)
		}
		if err := c.Ping(t.Context()); err != nil {
			t.Fatalf("after %q: %v", words, err)
		}
	}
}

// answering is a client of a daemon that says these lines, whatever it is asked.
func answering(t *testing.T, lines ...string) *rrd.Cached {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		if _, err := conn.Read(make([]byte, 1)); err == nil {
			_, _ = io.WriteString(conn, strings.Join(lines, "\n")+"\n") // the client sees what is missing
			_, _ = io.Copy(io.Discard, conn)
		}
	}()
	c := rrdserved.Dial(t, socket)
	t.Cleanup(func() {
		c.Close()
		l.Close()
		<-done
	})
	return c
}

func TestAnswersThatAreOfSomethingElse(t *testing.T) {
	for name, row := range map[string][]string{
		"rows of another time": {"Start: 1000000200", "End: 1000000500", "Step: 300", "DSCount: 1", "DSName: x", "1000000800: 1"},
		"steps without end":    {"Start: 0", "End: 9223372036854775807", "Step: 9223372036854775807", "DSCount: 1", "DSName: x", "9223372036854775807: 1"},
		"an end before":        {"Start: 1000000500", "End: 1000000200", "Step: 300", "DSCount: 1", "DSName: x", "1000000500: 1"},
		"times before 1970":    {"Start: -300", "End: 0", "Step: 300", "DSCount: 1", "DSName: x", "0: 1"},
	} {
		c := answering(t, append([]string{"7 Success", "FlushVersion: 1"}, row...)...)
		if f, err := c.Fetch(t.Context(), "a.rrd", rrd.CFLast, time.Unix(served, 0), time.Unix(served+300, 0)); err == nil {
			t.Errorf("%s: %+v", name, f)
		}
	}
	c := answering(t, "7 Success", "FlushVersion: 1", "Start: 1000000200", "End: 1000000500", "Step: 300", "DSCount: 1", "DSName: x", "1000000500: 1")
	if f, err := c.Fetch(t.Context(), "a.rrd", rrd.CFLast, time.Unix(served, 0), time.Unix(served+300, 0)); err != nil || f.Len() != 1 || f.Data[0] != 1 {
		t.Errorf("the right answer: %+v, %v", f, err)
	}
	c = answering(t, "0 Go ahead.", "1 errors", "7 Unknown command")
	if failed, err := c.Batch(t.Context(), [][]string{{"FLUSHALL"}}); err == nil {
		t.Errorf("an error of request 7 of 1: %v", failed)
	}
}
