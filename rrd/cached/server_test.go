package cached_test

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
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/rrd"
	"github.com/pyops-go/pyops/rrd/cached"
	"github.com/pyops-go/pyops/rrd/internal/rrdserved"
)

// TestMain plays the server in a process of its own, where a test has it killed.
func TestMain(m *testing.M) {
	if base := os.Getenv("CACHED_BASE"); base != "" {
		playServer(base)
		return
	}
	leak.Main(m)
}

func playServer(base string) {
	s, err := cached.NewServer(&cached.Options{Base: base, Journal: os.Getenv("CACHED_JOURNAL")})
	if err == nil {
		var l net.Listener
		if l, err = net.Listen("unix", filepath.Join(base, "s")); err == nil {
			err = s.Serve(context.Background(), l)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

const start = rrdserved.Start

func TestEverySpellingIsOneFile(t *testing.T) {
	base, c := rrdserved.Serve(t)
	if err := os.Symlink("b.rrd", filepath.Join(base, "link.rrd")); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"b.rrd", "./b.rrd", base + "//b.rrd", base + "/b.rrd", "x/../b.rrd", "link.rrd"} {
		if err := c.Update(t.Context(), name, rrdserved.Reading(i+1, i+1)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := c.Pending(t.Context(), "b.rrd"); err != nil || len(got) != 6 {
		t.Errorf("%v, %v", got, err)
	}
	if err := errors.Join(c.Flush(t.Context(), "./b.rrd"), c.Flush(t.Context(), "b.rrd")); err != nil {
		t.Error(err)
	}
	if got := rrdserved.OnDisk(t, base+"/b.rrd"); got != "1 2 3 4 5 6" {
		t.Errorf("on disk: %s", got)
	}
}

func TestABadReadingCostsOnlyItself(t *testing.T) {
	base, c := rrdserved.Serve(t)
	err := c.Update(t.Context(), "a.rrd", rrdserved.Reading(1, 1), rrdserved.Reading(2, "abc"), rrdserved.Reading(3, 3), rrdserved.Reading(4, "1:2"), "foo", rrdserved.Reading(4, 4))
	for _, want := range []string{"cannot convert 'abc'", "expected 1 data source readings (got 2)", "Cannot find timestamp in 'foo'!"} {
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(want)) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
	if err := c.Flush(t.Context(), "a.rrd"); err != nil {
		t.Error(err)
	}
	// The second row is covered by the third reading, which is within the heartbeat.
	if got := rrdserved.OnDisk(t, base+"/a.rrd"); got != "1 3 3 4" {
		t.Errorf("on disk: %s", got)
	}
	if err := c.Update(t.Context(), "a.rrd", rrdserved.Reading(4, 5)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("last update time is %d", start+1200)) {
		t.Errorf("an equal time: %v", err)
	}
	if err := c.Update(t.Context(), "a.rrd", rrdserved.Reading(2, 5)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("using time %d.000000 when last update time is %d", start+600, start+1200)) {
		t.Errorf("an older time: %v", err)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestNothingLeadsOut(t *testing.T) {
	base, c := rrdserved.Serve(t)
	outside := filepath.Join(t.TempDir(), "o.rrd")
	rrdserved.Create(t, outside)
	for link, to := range map[string]string{"out.rrd": outside, "dir": filepath.Dir(outside), "up": ".."} {
		if err := os.Symlink(to, filepath.Join(base, link)); err != nil {
			t.Fatal(err)
		}
	}
	before, _ := os.ReadFile(outside)
	for _, name := range []string{"/etc/passwd", "../" + filepath.Base(outside), "out.rrd", "dir/o.rrd", "up/x.rrd", outside, base + "/../x.rrd"} {
		for _, ask := range [][]string{
			{"UPDATE", name, rrdserved.Reading(1, 1)}, {"FLUSH", name}, {"INFO", name}, {"FETCH", name, "LAST"}, {"LAST", name}, {"FIRST", name, "0"}, {"PENDING", name},
			{"CREATE", name, "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"},
		} {
			if text, _, err := c.Ask(t.Context(), ask...); err == nil {
				t.Errorf("%v: %s", ask, text)
			}
		}
	}
	if after, _ := os.ReadFile(outside); !bytes.Equal(before, after) {
		t.Error("a file outside has changed")
	}
	if names, err := c.List(t.Context(), "/dir", true); err == nil {
		t.Errorf("listed %v", names)
	}
}

// What was acknowledged is there after the process was killed.
func TestTheJournalOutlivesTheProcess(t *testing.T) {
	base, journal := t.TempDir(), t.TempDir()
	rrdserved.Create(t, filepath.Join(base, "a.rrd"))
	run := func() *exec.Cmd {
		t.Helper()
		program := append(strings.Fields(os.Getenv("PYOPS_EMULATOR")), os.Args[0])
		cmd := exec.Command(program[0], program[1:]...)
		cmd.Env = append(os.Environ(), "CACHED_BASE="+base, "CACHED_JOURNAL="+journal)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		peers.Eventually(t, "the server answers", func() bool {
			c, err := net.Dial("unix", filepath.Join(base, "s"))
			if err == nil {
				c.Close()
			}
			return err == nil
		})
		return cmd
	}
	kill := func(cmd *exec.Cmd) {
		t.Helper()
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		os.Remove(filepath.Join(base, "s"))
	}
	for round := range 3 {
		cmd := run()
		c := rrdserved.Dial(t, filepath.Join(base, "s"))
		for i := range 2 {
			if err := c.Update(t.Context(), "a.rrd", rrdserved.Reading(2*round+i+1, 2*round+i+1)); err != nil {
				t.Fatal(err)
			}
		}
		kill(cmd)
		c.Close()
	}
	cmd := run()
	defer kill(cmd)
	c := rrdserved.Dial(t, filepath.Join(base, "s"))
	if err := c.Flush(t.Context(), "a.rrd"); err != nil {
		t.Fatal(err)
	}
	if got := rrdserved.OnDisk(t, filepath.Join(base, "a.rrd")); got != "1 2 3 4 5 6" {
		t.Errorf("on disk: %s", got)
	}
	if got, err := c.Pending(t.Context(), "a.rrd"); err != nil || len(got) != 0 {
		t.Errorf("pending: %v, %v", got, err)
	}
}

// librrd's own client is served as by librrd's daemon.
func TestTheCClient(t *testing.T) {
	peers.Need(t, "rrdtool")
	base, c := rrdserved.Serve(t)
	socket := "unix:" + filepath.Join(base, "s")
	run := func(args ...string) string {
		t.Helper()
		out, err := exec.Command("rrdtool", args...).CombinedOutput()
		if err != nil {
			t.Errorf("%v: %v: %s", args, err, out)
		}
		return string(out)
	}
	a := filepath.Join(base, "a.rrd")
	run("update", "-d", socket, a, rrdserved.Reading(1, 1), rrdserved.Reading(2, 2.5))
	if got := rrdserved.OnDisk(t, a); got != "" {
		t.Errorf("written at once: %s", got)
	}
	if got := run("last", "-d", socket, a); got != fmt.Sprintln(start+600) {
		t.Errorf("last: %s", got)
	}
	want := fmt.Sprintf("                              x\n\n%d: 1.0000000000e+00\n%d: 2.5000000000e+00\n%d: -nan\n", start+300, start+600, start+900)
	if got := run("fetch", "-d", socket, a, "LAST", "-s", fmt.Sprint(start), "-e", fmt.Sprint(start+600)); got != want {
		t.Errorf("fetch: %q", got)
	}
	if got := run("info", "-d", socket, a); !strings.Contains(got, "ds[x].last_ds = \"2.5\"\n") || !strings.Contains(got, "ds[x].min = NaN\n") {
		t.Errorf("info: %s", got)
	}
	run("create", "-d", socket, filepath.Join(base, "sub.rrd"), "-b", fmt.Sprint(start), "-s", "60", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20")
	if got := run("list", "-d", socket, "/"); got != "a.rrd\nb.rrd\nsub.rrd\n" {
		t.Errorf("list: %s", got)
	}
	if got := run("graph", filepath.Join(base, "x.png"), "-d", socket, "-s", fmt.Sprint(start), "-e", fmt.Sprint(start+600), "DEF:a="+a+":x:LAST", "PRINT:a:MAX:%lf"); got != "0x0\n2.500000\n" {
		t.Errorf("graph: %q", got)
	}
	run("flushcached", "-d", socket, a)
	if got := rrdserved.OnDisk(t, a); got != "1 2.5" {
		t.Errorf("on disk: %s", got)
	}
	out, err := exec.Command("rrdtool", "update", "-d", socket, a, rrdserved.Reading(1, 1)).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "illegal attempt to update using time") {
		t.Errorf("an old time: %v: %s", err, out)
	}
	if stats, err := c.Stats(t.Context()); err != nil || stats["UpdatesReceived"] != 2 || stats["DataSetsWritten"] != 2 {
		t.Errorf("%v, %v", stats, err)
	}
}

// A name may have blanks in it: our client and librrd's escape them, and it is one file.
func TestNamesWithBlanks(t *testing.T) {
	peers.Need(t, "rrdtool")
	base, c := rrdserved.Serve(t)
	for _, name := range []string{"a b.rrd", " c.rrd", `d\e.rrd`, `f  g\ .rrd`} {
		path := filepath.Join(base, name)
		rrdserved.Create(t, path)
		if err := c.Update(t.Context(), name, rrdserved.Reading(1, 1)); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if out, err := exec.Command("rrdtool", "update", "-d", "unix:"+filepath.Join(base, "s"), path, rrdserved.Reading(2, 2)).CombinedOutput(); err != nil {
			t.Errorf("%q: rrdtool: %s", name, out)
		}
		if got, err := c.Pending(t.Context(), name); err != nil || len(got) != 2 {
			t.Errorf("%q: %q, %v", name, got, err)
		}
		if err := c.Flush(t.Context(), name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if got := rrdserved.OnDisk(t, path); got != "1 2" {
			t.Errorf("%q: on disk: %s", name, got)
		}
	}
}

// Librrd's client makes a relative name one of its own working directory, which lies
// outside; ours sends what it was given, which is of the base.
func TestRelativeNames(t *testing.T) {
	peers.Need(t, "rrdtool")
	base, c := rrdserved.Serve(t)
	socket := "unix:" + filepath.Join(base, "s")
	t.Chdir(t.TempDir())
	out, err := exec.Command("rrdtool", "update", "-d", socket, "a.rrd", rrdserved.Reading(1, 1)).CombinedOutput()
	if err == nil {
		t.Errorf("rrdtool: %s", out)
	}
	if err := rrd.Update("a.rrd", "-d", socket, rrdserved.Reading(1, 1)); err != nil {
		t.Error(err)
	}
	if got, err := c.Pending(t.Context(), "a.rrd"); err != nil || len(got) != 1 {
		t.Errorf("%q, %v", got, err)
	}
	if at, err := rrd.Last("a.rrd", "-d", socket); err != nil || at.Unix() != start+300 {
		t.Errorf("%v, %v", at, err)
	}
}

func TestProtocol(t *testing.T) {
	base, c := rrdserved.Serve(t)
	conn, err := net.Dial("unix", filepath.Join(base, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, c := range []struct{ send, want string }{
		{"PING\n", "0 PONG\n"},
		{"ping\r\n", "0 PONG\n"},
		{"\n \nPING\n", "0 PONG\n"},
		{"foo\n", "-1 Unknown command: foo\n"},
		{"UPDATE\n", "-1 Usage: UPDATE <filename> <values> [<values> ...]\n"},
		{"UPDATE a.rrd\n", "-1 No values updated.\n"},
		{"UPDATE nope.rrd 1:1\n", "-1 No such file: " + base + "/nope.rrd\n"},
		{"UPDATE a.rrd N:1\n", "-1 Cannot find timestamp in 'N:1'!\n"},
		{"PENDING b.rrd\n", "0 updates pending\n"},
		{"QUEUE\n", "0 in queue.\n"},
		{"FORGET nope.rrd\n", "-1 No such file or directory\n"},
		{"SUSPEND a.rrd\n", "0 " + base + "/a.rrd suspended\n"},
		{"SUSPEND a.rrd\n", "0 " + base + "/a.rrd already suspended\n"},
		{"RESUME a.rrd\n", "0 " + base + "/a.rrd resumed\n"},
		{"RESUME a.rrd\n", "0 " + base + "/a.rrd not suspended\n"},
		{"FLUSHALL\n", "0 Started flush.\n"},
		{"LIST /\n", "2 RRDs\na.rrd\nb.rrd\n"},
		{"LIST x\n", "-1 Usage: LIST [RECURSIVE] /[<path>]\n"},
		{"FETCH a.rrd FOO\n", "-1 rrd_fetch_r failed: unknown consolidation function 'FOO'\n"},
		{"CREATE b.rrd -O DS:x:GAUGE:600:U:U RRA:LAST:0.5:1:2\n", "-1 RRD Error: creating '" + base + "/b.rrd': File exists\n"},
		{"CREATE c.rrd -r a.rrd\n", "-1 can't parse argument '-r'\n"},
		{strings.Repeat("x", 2<<20) + "\nPING\n", "-1 the request is too long\n0 PONG\n"},
		{"BATCH\nUPDATE a.rrd " + rrdserved.Reading(1, 1) + "\nUPDATE a.rrd " + rrdserved.Reading(1, 1) + "\nFOO\nPING\nFLUSH a.rrd\n.\n",
			"0 Go ahead.  End with dot '.' on its own line.\n3 errors\n2 illegal attempt to update using time 1000000500.000000 when last update time is 1000000500.000000 (minimum one second step)\n" +
				"3 Unknown command: FOO\n4 Can't use 'PING' here.\n"},
		{"FETCHBIN a.rrd LAST 1000000200 1000000500\n", "6 Success\nFlushVersion: 1\nStart: 1000000200\nEnd: 1000000800\nStep: 300\nDSCount: 1\nDSName-x: BinaryData 2 8 LITTLE\n" +
			"\x00\x00\x00\x00\x00\x00\xf0?\x00\x00\x00\x00\x00\x00\xf8\xff"},
	} {
		if _, err := io.WriteString(conn, c.send); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(c.want))
		conn.SetReadDeadline(time.Now().Add(time.Minute))
		if n, err := io.ReadFull(conn, got); err != nil || string(got) != c.want {
			t.Fatalf("%.80q: %q, %v, want %q", c.send, got[:n], err, c.want)
		}
	}
	if _, _, err := c.Ask(t.Context(), "FORGET", "a.rrd"); err != nil {
		t.Error(err)
	}
}

func FuzzConversation(f *testing.F) {
	for _, seed := range []string{"UPDATE a.rrd 1000000500:1\nFLUSH a.rrd\n", "BATCH\nFOO\n.\n", "FETCH a.rrd LAST -5 0 x\n", `INFO a\ b.rrd` + "\n", "CREATE x -b 1 -s 0 DS: RRA:\n", "LIST RECURSIVE /..\n"} {
		f.Add(seed)
	}
	base := f.TempDir()
	if err := rrd.Create(filepath.Join(base, "a.rrd"), "-b", fmt.Sprint(start), "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, said string) {
		if strings.Contains(strings.ToUpper(said), "CREATE") && len(said) > 200 {
			return // files may be as large as asked for
		}
		s, err := cached.NewServer(&cached.Options{Base: base})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		ours, theirs := net.Pipe()
		l := &oneConn{conns: make(chan net.Conn, 1), done: make(chan struct{})}
		l.conns <- theirs
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { ended <- s.Serve(ctx, l) }()
		go func() {
			io.WriteString(ours, said+"\n.\nPING\nQUIT\n")
		}()
		answers, err := io.ReadAll(ours)
		if err != nil || !bytes.Contains(answers, []byte("PONG")) && !strings.Contains(strings.ToUpper(said), "QUIT") && !strings.Contains(strings.ToUpper(said), "BATCH") {
			t.Errorf("%q: %q, %v", said, answers, err)
		}
		cancel()
		<-ended
	})
}

// oneConn is a listener that has one client.
type oneConn struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *oneConn) Close() error {
	select {
	case <-l.done:
	default:
		close(l.done)
	}
	return nil
}

func (l *oneConn) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }
