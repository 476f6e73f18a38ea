package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/minion"
	"github.com/pyops-go/pyops/examples/func/internal/modules"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/peers"
)

// Who leaves a job and goes away finds what became of it by the name and the command
// that were printed.
func TestAnAnswerThatNobodyWaitedFor(t *testing.T) {
	c := newCluster(t, "web1")
	released := filepath.Join(t.TempDir(), "released")
	job, hint, status := c.run("web1", "call", "-async", "command", "run", "while [ ! -e "+released+" ]; do sleep 0.02; done; echo late")
	job = strings.TrimSpace(job)
	if status != 0 || job == "" || !strings.Contains(hint, "func jobstatus -dir "+filepath.Join(c.dir, "overlord")+" "+job+" tells what became of it") {
		t.Fatalf("status %d: %q, %q", status, job, hint)
	}
	peers.Eventually(t, "the job to run", func() bool {
		printed, _, status := c.run("jobstatus", job)
		return status == 1 && strings.Contains(printed, "RUNNING")
	})
	if err := os.WriteFile(released, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want := "('web1', [0, 'late\\n', ''])\n"
	if printed, complaint, status := c.run("jobstatus", "-follow", job); status != 0 || printed != want {
		t.Errorf("status %d: %q, %q", status, printed, complaint)
	}
	if printed, _, status := c.run("jobstatus", job); status != 0 || printed != want {
		t.Errorf("asked again, status %d: %q", status, printed)
	}
}

// slow is a module whose method answers once it is released, but on db1 at once.
func slow(released <-chan struct{}) []*modules.Module {
	return []*modules.Module{{Name: "slow", Methods: map[string]modules.Method{"answer": func(ctx context.Context, c *modules.Call) (any, error) {
		if c.Minion == "db1" {
			return "at once", nil
		}
		select {
		case <-released:
			return "late", nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}}}}
}

var asked = regexp.MustCompile(`func jobstatus -dir \S+ (\S+) tells what becomes of it`)

// An answer that comes after the caller gave up is kept under the name of the call,
// and the caller says how to ask for it.
func TestAnAnswerAfterTheTime(t *testing.T) {
	released := make(chan struct{})
	c := newCluster(t)
	for _, id := range []string{"db1", "web1"} {
		c.start(minion.Options{ID: id, Modules: slow(released)})
	}
	c.await("db1", "web1")
	printed, complaint, status := c.run("*", "call", "-timeout", "300ms", "slow", "answer")
	name := asked.FindStringSubmatch(complaint)
	if status != 1 || printed != "('db1', 'at once')\n" || name == nil || !strings.Contains(complaint, "no answer from web1 (last heard ") {
		t.Fatalf("status %d: %q, %q", status, printed, complaint)
	}
	if printed, complaint, status := c.run("jobstatus", name[1]); status != 1 || printed != "('web1', ['WAITING', ''])\n" {
		t.Errorf("status %d: %q, %q", status, printed, complaint)
	}
	close(released)
	for _, args := range [][]string{{"jobstatus", "-follow", name[1]}, {"jobstatus", name[1]}} {
		if printed, complaint, status := c.run(args...); status != 0 || printed != "('web1', 'late')\n" {
			t.Errorf("%q: status %d: %q, %q", args, status, printed, complaint)
		}
	}
	for _, args := range [][]string{{"web1", "call", "-timeout", "0s", "slow", "answer"}, {"web1", "call", "-limit", "-1s", "slow", "answer"}, {"web1", "call", "-async", "-timeout", "1s", "slow", "answer"}} {
		if _, complaint, status := c.run(args...); status != 2 || !strings.Contains(complaint, "expected") {
			t.Errorf("%q: status %d, %s", args, status, complaint)
		}
	}
}

// A method may run for longer than anybody waits, and not for ever.
func TestTheLimitOfAMethod(t *testing.T) {
	c := newCluster(t)
	c.start(minion.Options{ID: "web1", Modules: slow(nil)})
	c.await("web1")
	for _, args := range [][]string{{"web1", "call", "-limit", "100ms", "slow", "answer"}, {"web1", "call", "-async", "-follow", "-limit", "100ms", "slow", "answer"}} {
		printed, complaint, status := c.run(args...)
		if status != 1 || !strings.Contains(printed, "('web1', ['REMOTE_ERROR', 'it took longer than 100ms'])\n") {
			t.Errorf("%q: status %d: %q, %q", args, status, printed, complaint)
		}
	}
}

// Who interrupts a call gets the answers later too; where they cannot be kept, the
// error says so.
func TestACallThatIsInterrupted(t *testing.T) {
	released := make(chan struct{})
	c := newCluster(t)
	c.start(minion.Options{ID: "web1", Modules: slow(released)})
	c.await("web1")
	begun := time.Now()
	gone := errors.New("the user went away")
	ctx, leave := context.WithCancelCause(t.Context())
	time.AfterFunc(50*time.Millisecond, func() { leave(gone) })
	const wait = 500 * time.Millisecond
	err := c.caller.Call(ctx, []string{"web1"}, "slow.answer", nil, overlord.CallOptions{Wait: wait, Timeout: time.Hour}, func(r *wire.Return) { t.Errorf("%+v", r) })
	var missing *overlord.MissingError
	if !errors.As(err, &missing) || !errors.Is(err, gone) || missing.Err != nil || missing.Call == "" || strings.Contains(err.Error(), "\n") {
		t.Fatal(err)
	}
	peers.Eventually(t, "the end of the caller's time", func() bool { return time.Since(begun) > wait+200*time.Millisecond })
	close(released)
	all, err := c.caller.Wait(t.Context(), missing.Call)
	if err != nil || len(all) != 1 || all[0].State != wire.Finished || all[0].Value != "late" {
		t.Errorf("%+v, %v", all, err)
	}

	// The caller's connection ends while it waits.
	block := make(chan struct{})
	defer close(block)
	c.start(minion.Options{ID: "web2", Modules: slow(block)})
	c.await("web2")
	time.AfterFunc(50*time.Millisecond, c.caller.Close)
	err = c.caller.Call(t.Context(), []string{"web2"}, "slow.answer", nil, overlord.CallOptions{Wait: wait, Timeout: time.Hour}, func(r *wire.Return) { t.Errorf("%+v", r) })
	if !errors.As(err, &missing) || !errors.Is(err, nats.ErrConnectionClosed) || !strings.Contains(err.Error(), "no answer from web2 (last heard ") || !strings.Contains(err.Error(), "is not kept") {
		t.Error(err)
	}
}

// An answer that comes soon after the caller was interrupted is yielded, or it is kept:
// it depends on how soon.
func TestAQuickAnswerToACallThatIsInterrupted(t *testing.T) {
	for range 3 {
		begun, released := make(chan struct{}), make(chan struct{})
		c := newCluster(t)
		c.start(minion.Options{ID: "web1", Modules: []*modules.Module{{Name: "slow", Methods: map[string]modules.Method{"answer": func(ctx context.Context, _ *modules.Call) (any, error) {
			close(begun)
			<-released
			return "soon", nil
		}}}}})
		c.await("web1")
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			<-begun
			leave()
			close(released)
		}()
		var yielded []any
		err := c.caller.Call(ctx, []string{"web1"}, "slow.answer", nil, overlord.CallOptions{Wait: 8 * time.Second}, func(r *wire.Return) { yielded = append(yielded, r.Value) })
		var missing *overlord.MissingError
		if errors.As(err, &missing) {
			all, err := c.caller.Wait(t.Context(), missing.Call)
			if err != nil || len(all) != 1 || all[0].Value != "soon" || yielded != nil {
				t.Errorf("yielded %v, kept %+v, %v", yielded, all, err)
			}
		} else if err != nil || len(yielded) != 1 || yielded[0] != "soon" {
			t.Errorf("yielded %v, %v", yielded, err)
		}
	}
}

// A minion whose places are all taken answers those that stood in line when it can,
// whatever its clock says of how late it is; and an answer that never comes is lost
// once its time is over.
func TestAnswersOfThoseThatStoodInLine(t *testing.T) {
	released := make(chan struct{})
	c := newCluster(t)
	c.start(minion.Options{ID: "web1", Modules: slow(released)})
	c.await("web1")
	conn, err := nats.Connect(c.URL, nats.Secure(bus.ClientTLS(c.Authority.Overlord, c.Authority.Pool())))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	job := func(late time.Time) string {
		t.Helper()
		id := wire.NewID()
		meta, err := json.Marshal(overlord.Job{ID: id, Targets: []string{"web1"}, Deadline: time.Now().Add(-time.Hour), Late: late})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Request(wire.Meta+id, meta, time.Minute); err != nil {
			t.Fatal(err)
		}
		return id
	}
	call := func(method string) string {
		t.Helper()
		command := &wire.Command{ID: job(time.Now().Add(time.Hour)), Method: method, Targets: wire.Marks("web1"), Issued: time.Now(), Deadline: time.Now().Add(24 * time.Hour), Timeout: time.Hour, Overlord: "overlord"}
		data, err := wire.Sign(c.Authority.Key, command)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(conn.Publish(wire.AllCall, data), conn.Flush()); err != nil {
			t.Fatal(err)
		}
		return command.ID
	}
	for range 16 {
		call("slow.answer")
	}
	var quick []string
	for range 4 {
		quick = append(quick, call("test.ping"))
	}
	for _, id := range quick {
		if printed, _, status := c.run("jobstatus", id); status != 1 || printed != "('web1', ['WAITING', ''])\n" {
			t.Errorf("status %d: %s", status, printed)
		}
	}
	begun := time.Now()
	peers.Eventually(t, "a wait that is long", func() bool { return time.Since(begun) > 1500*time.Millisecond })
	close(released)
	for _, id := range quick {
		if printed, complaint, status := c.run("jobstatus", "-follow", id); status != 0 || printed != "('web1', 1)\n" {
			t.Errorf("status %d: %q, %q", status, printed, complaint)
		}
	}
	if printed, _, status := c.run("jobstatus", "-follow", job(time.Now().Add(-time.Second))); status != 1 || printed != "('web1', ['LOST_IN_SPACE', 'no answer came within the time that the method had'])\n" {
		t.Errorf("status %d: %s", status, printed)
	}
}

// The overlord prints where jobs are kept, and that they are on the disk before it
// says that it has them; so does a server, and a leaf node says that it keeps none.
func TestTheConfigurationIsPrinted(t *testing.T) {
	dir := t.TempDir()
	master := filepath.Join(dir, "overlord")
	leaves := fmt.Sprintf("127.0.0.1:%d", peers.Port(t))
	pem := identity(t, master)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"overlord", "-dir", master, "-bus", "127.0.0.1:0", "-door", "127.0.0.1:0", "-leaves", leaves}, "streams: " + filepath.Join(master, "jetstream", "jetstream") + ", sync_interval: always\n"},
		{[]string{"server", "-dir", filepath.Join(dir, "leaf"), "-name", "leaf", "-identity", pem, "-bus", "127.0.0.1:0", "-above", leaves}, "streams: kept by the server above\n"},
		{[]string{"server", "-dir", filepath.Join(dir, "one"), "-name", "one", "-identity", pem, "-bus", "127.0.0.1:0", "-cluster", "127.0.0.1:0"}, "streams: " + filepath.Join(dir, "one", "jetstream", "jetstream") + ", sync_interval: always\n"},
	} {
		out := begun(t, c.args...)
		if !strings.Contains(out, c.want) || !strings.Contains(out, "bus: tls://127.0.0.1:") {
			t.Errorf("%q prints %q", c.args[0], out)
		}
	}
}

// begun runs a part of the program until the test ends, and returns the lines that
// it prints first, the bus's and that of the streams.
func begun(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	read, write := io.Pipe()
	var complaint bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		status := cli.Run("func", args, cli.IO{Out: write, Err: &complaint}, func(a []string, std cli.IO) error { return run(ctx, a, std) })
		write.CloseWithError(fmt.Errorf("it ended with status %d", status))
		ended <- status
	}()
	t.Cleanup(func() {
		read.Close()
		stop()
		if status := <-ended; status != 0 {
			t.Errorf("%q: status %d, %s", args, status, complaint.String())
		}
	})
	buf := make([]byte, 4096)
	n, err := read.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

// A job that nobody began before its deadline is lost; its minion, when it comes, does
// not begin it either, says so, and the bus forgets it.
func TestAJobWhoseTimeIsOver(t *testing.T) {
	c := newCluster(t)
	stop := c.start(minion.Options{ID: "web1"})
	c.await("web1")
	stop()
	mark := filepath.Join(c.dir, "mark")
	job, err := c.caller.Submit(t.Context(), []string{"web1"}, "command.run", []string{"touch " + mark}, overlord.CallOptions{Wait: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if printed, complaint, status := c.run("jobstatus", "-follow", job); status != 1 || printed != "('web1', ['LOST_IN_SPACE', 'it was not begun before its deadline'])\n" {
		t.Errorf("status %d: %q, %q", status, printed, complaint)
	}
	c.start(minion.Options{ID: "web1"})
	peers.Eventually(t, "the word of web1", func() bool {
		printed, _, status := c.run("jobstatus", job)
		return status == 1 && strings.HasPrefix(printed, `('web1', ['REMOTE_ERROR', "the command's time was over `) && strings.Contains(printed, "nothing was run")
	})
	conn, err := nats.Connect(c.URL, nats.Secure(bus.ClientTLS(c.Authority.Overlord, c.Authority.Pool())))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := bus.Open(conn)
	if err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "an empty stream of jobs", func() bool {
		stream, err := js.Stream(t.Context(), wire.Jobs)
		return err == nil && stream.CachedInfo().State.Msgs == 0
	})
	if _, err := os.Stat(mark); err == nil {
		t.Error("it ran")
	}
}
