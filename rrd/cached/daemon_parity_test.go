package cached_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/rrd/cached"
	"github.com/pyops-go/pyops/rrd/internal/rrdserved"
)

// A talk is a conversation with a daemon over a folder of its own.
type talk struct {
	base string
	conn net.Conn
	r    *bufio.Reader
}

// dialTalk waits until a daemon answers at a socket in its folder.
func dialTalk(t *testing.T, base string) *talk {
	t.Helper()
	c := &talk{base: base}
	peers.Eventually(t, "the daemon answers", func() bool {
		var err error
		c.conn, err = net.Dial("unix", filepath.Join(base, "s"))
		return err == nil
	})
	t.Cleanup(func() { c.conn.Close() })
	c.r = bufio.NewReader(c.conn)
	return c
}

// say sends a line and reads the answer to it, in which the folder is BASE.
func (c *talk) say(t *testing.T, line string) string {
	t.Helper()
	c.conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(c.conn, line+"\n"); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	first, err := c.r.ReadString('\n')
	if err != nil {
		t.Fatalf("%s: %q, %v", line, first, err)
	}
	answer := first
	number, _, _ := strings.Cut(first, " ")
	n, _ := strconv.Atoi(number)
	for range n {
		more, err := c.r.ReadString('\n')
		if err != nil {
			t.Fatalf("%s: %q, %v", line, answer, err)
		}
		answer += more
	}
	return strings.ReplaceAll(answer, c.base, "BASE")
}

// startRRDCached runs rrdtool's daemon over a folder.
func startRRDCached(t *testing.T, base string) *talk {
	t.Helper()
	peers.Start(t, peers.Command{Args: []string{"rrdcached", "-g", "-l", "unix:" + filepath.Join(base, "s"), "-b", base, "-B", "-p", filepath.Join(base, "pid")}})
	return dialTalk(t, base)
}

// serveTalk runs our server over a folder.
func serveTalk(t *testing.T, opts *cached.Options) *talk {
	t.Helper()
	base := opts.Base
	s, err := cached.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(base, "s"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- s.Serve(t.Context(), l) }()
	t.Cleanup(func() {
		<-done
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return dialTalk(t, base)
}

// Commands are answered in rrdtool's words. Of a file that is not there, and of a
// few other things that are refused, ours are one sentence for all commands.
func TestParityDaemon(t *testing.T) {
	bases := [2]string{t.TempDir(), t.TempDir()}
	for _, base := range bases {
		for _, name := range []string{"a.rrd", "b.rrd", "c.rrd"} {
			rrdserved.Create(t, filepath.Join(base, name))
		}
	}
	theirs, ours := startRRDCached(t, bases[0]), serveTalk(t, &cached.Options{Base: bases[1]})
	both := func(line string) (a, b string) {
		return theirs.say(t, strings.ReplaceAll(line, "BASE", theirs.base)), ours.say(t, strings.ReplaceAll(line, "BASE", ours.base))
	}
	at := func(n int) string { return fmt.Sprint(rrdserved.Start + 300*n) }
	for _, line := range []string{
		"PING", "ping", "NOPE", "NOPE x y",
		"UPDATE", "FLUSH", "PENDING", "FORGET", "FETCH", "FETCH BASE/a.rrd", "FETCHBIN", "INFO", "FIRST", "FIRST BASE/a.rrd", "LAST", "CREATE",
		"LAST BASE/a.rrd", "FIRST BASE/a.rrd 0", "FIRST BASE/a.rrd 9", "FORGET BASE/none.rrd",
		"UPDATE BASE/a.rrd", "UPDATE BASE/a.rrd " + at(1) + ":1", "LAST BASE/a.rrd", "PENDING BASE/a.rrd",
		"UPDATE BASE/a.rrd " + at(2) + ":2 " + at(3) + ":3", "UPDATE BASE/a.rrd " + at(3) + ":3", "LAST BASE/a.rrd", "PENDING BASE/a.rrd",
		"SUSPEND BASE/a.rrd", "SUSPEND BASE/a.rrd", "RESUME BASE/a.rrd", "RESUME BASE/a.rrd",
		"FLUSH BASE/a.rrd", "PENDING BASE/a.rrd", "FIRST BASE/a.rrd 0", "LAST BASE/a.rrd",
		"FETCH BASE/a.rrd LAST " + at(0) + " " + at(4), "FETCH BASE/a.rrd LAST " + at(0) + " " + at(4) + " x", "FETCH BASE/a.rrd LAST " + at(0) + " " + at(3),
		"FETCH BASE/a.rrd LAST -1 0", "FETCH BASE/a.rrd AVERAGE " + at(0) + " " + at(4), "FETCH BASE/a.rrd FOO",
		"UPDATE BASE/b.rrd " + at(1) + ":1", "FORGET BASE/b.rrd", "FORGET BASE/b.rrd",
		"UPDATE BASE/b.rrd " + at(1) + ":1", "UPDATE BASE/c.rrd " + at(1) + ":1", "SUSPENDALL", "SUSPENDALL", "RESUME BASE/b.rrd", "SUSPENDALL", "RESUMEALL", "RESUMEALL",
		"FLUSHALL", "LIST", "LIST x",
		"CREATE BASE/n.rrd -b " + at(0) + " -s 60 DS:x:GAUGE:600:U:U RRA:LAST:0.5:1:20", "LAST BASE/n.rrd", "FIRST BASE/n.rrd 0",
		"CREATE BASE/n.rrd -O -b " + at(0) + " DS:x:GAUGE:600:U:U RRA:LAST:0.5:1:20", "CREATE BASE/m.rrd DS:x:FOO:600:U:U RRA:LAST:0.5:1:20",
	} {
		a, b := both(line)
		if a != b { // a step of the file may have begun between them
			a, b = both(line)
		}
		if a != b {
			t.Errorf("%s:\n%s, rrdtool's says\n%s", line, b, a)
		}
	}
	for _, line := range []string{
		"LAST BASE/none.rrd", "FIRST BASE/none.rrd 0", "INFO BASE/none.rrd", "FLUSH BASE/none.rrd", "FETCH BASE/none.rrd LAST", "LIST /none",
		"FETCH BASE/a.rrd LAST " + at(0) + " " + at(4) + " y", "CREATE BASE/m.rrd -b 12 DS:x:GAUGE:600:U:U RRA:LAST:0.5:1:20",
	} {
		if a, b := both(line); !strings.HasPrefix(a, "-1 ") || !strings.HasPrefix(b, "-1 ") {
			t.Errorf("%s:\n%s, rrdtool's says\n%s", line, b, a)
		}
	}
	// Where rrdtool's says more it says ours before that.
	a, b := both("HELP")
	for _, command := range []string{"BATCH", "QUIT"} {
		if !strings.Contains(a, command) || !strings.Contains(b, command) {
			t.Errorf("HELP:\n%s, rrdtool's says\n%s", b, a)
		}
	}
	for _, usage := range strings.Split(strings.TrimSpace(b), "\n")[1:] {
		command, _, _ := strings.Cut(usage, " ")
		a, b := both("HELP " + strings.ToLower(command))
		if command == "BATCH" || command == "QUIT" {
			continue
		}
		_, a, _ = strings.Cut(a, " ")
		_, b, _ = strings.Cut(b, " ")
		if !strings.HasPrefix(a, b) || !strings.Contains(b, usage) {
			t.Errorf("HELP %s:\n%s, rrdtool's says\n%s", command, b, a)
		}
	}
}
