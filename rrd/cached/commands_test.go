package cached

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

// newFiles makes a folder of files with a row every five minutes.
func newFiles(t *testing.T, names ...string) (base string) {
	t.Helper()
	base = t.TempDir()
	for _, name := range names {
		if err := rrd.Create(filepath.Join(base, name), "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
			t.Fatal(err)
		}
	}
	return base
}

// newTestServer makes a server that is closed at the end of the test.
func newTestServer(t *testing.T, opts *Options) *Server {
	t.Helper()
	s, err := NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// ask has a server answer a request, and wants an answer that begins in this way.
func ask(t *testing.T, s *Server, want, request string) answer {
	t.Helper()
	a := s.answer(strings.Fields(request), false)
	if got := fmt.Sprintf("%d %s", a.status, a.text); !strings.HasPrefix(got, want) {
		t.Errorf("%s: %s, want %s", request, got, want)
	}
	return a
}

// Commands without the arguments that they need say how they are used, whatever
// letters they are written in.
func TestCommandsWithoutArguments(t *testing.T) {
	s := newTestServer(t, &Options{Base: t.TempDir()})
	usages := map[string]string{}
	for _, line := range s.answer([]string{"HELP"}, false).lines {
		name, _, _ := strings.Cut(line, " ")
		usages[name] = line
	}
	for _, name := range []string{"UPDATE", "FLUSH", "PENDING", "FORGET", "FETCH", "FETCHBIN", "INFO", "FIRST", "LAST", "CREATE", "LIST", "SUSPEND", "RESUME"} {
		if usages[name] == "" {
			t.Errorf("HELP does not tell of %s", name)
		}
		ask(t, s, "-1 Usage: "+usages[name], strings.ToLower(name))
	}
	for _, name := range []string{"FLUSHALL", "QUEUE", "STATS", "PING", "SUSPENDALL", "RESUMEALL"} {
		if usages[name] != name {
			t.Errorf("HELP says %q of %s", usages[name], name)
		}
		if a := ask(t, s, "", name); a.status < 0 {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// Numbers are seconds, whatever date or hour they look like: before 1980 there is
// nothing to fetch.
func TestFetchTakesSeconds(t *testing.T) {
	s := newTestServer(t, &Options{Base: newFiles(t, "a.rrd")})
	for _, at := range []string{"1", "12", "2000", "20010909", "315359999"} {
		ask(t, s, "-1 rrd_fetch_r failed: the first entry to fetch should be after 1980", "FETCH a.rrd LAST "+at+" 1000000800")
	}
	if a := ask(t, s, "8 Success", "FETCH a.rrd LAST 1000000200 1000000799"); !strings.HasPrefix(a.lines[6], "1000000500: ") {
		t.Errorf("%q", a.lines)
	}
}

// Statistics are of what was done.
func TestStatistics(t *testing.T) {
	s := newTestServer(t, &Options{Base: newFiles(t, "a.rrd", "b.rrd"), Journal: t.TempDir()})
	ask(t, s, "0 errors, enqueued 2", "UPDATE a.rrd 1000000500:1 1000000800:2")
	ask(t, s, "0 errors, enqueued 1", "UPDATE b.rrd 1000000500:1")
	ask(t, s, "0 Successfully flushed", "FLUSH a.rrd")
	ask(t, s, "0 Started flush.", "FLUSHALL")
	got := strings.Join(ask(t, s, "9 Statistics follow", "STATS").lines, "\n")
	for _, want := range []string{"UpdatesReceived: 3", "FlushesReceived: 2", "UpdatesWritten: 2", "DataSetsWritten: 3", "TreeNodesNumber: 2"} {
		if !strings.Contains(got+"\n", want+"\n") {
			t.Errorf("%s, want %s", got, want)
		}
	}
	info, err := os.Stat(s.journal.f.Name())
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprint("JournalBytes: ", info.Size(), "\n"); !strings.Contains(got, want) || info.Size() == 0 {
		t.Errorf("%s, want %s", got, want)
	}
}

// A file that is none, or an archive that it does not have, is told in librrd's words.
func TestFilesThatAreNone(t *testing.T) {
	base := newFiles(t, "a.rrd")
	if err := os.WriteFile(filepath.Join(base, "text.rrd"), make([]byte, 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(base, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := newTestServer(t, &Options{Base: base})
	path := s.base + "/text.rrd"
	for _, request := range []string{"UPDATE text.rrd 1000000500:1", "PENDING text.rrd", "INFO text.rrd", "FIRST text.rrd 0", "LAST text.rrd", "FETCH text.rrd LAST", "FLUSH text.rrd", "SUSPEND text.rrd"} {
		ask(t, s, "-1 RRD Error: '"+path+"' is not an RRD file", request)
	}
	ask(t, s, "-1 RRD Error: ", "FIRST a.rrd 5")
	ask(t, s, "-1 List "+s.base+"/none: No such file", "LIST /none")
	ask(t, s, "-1 List "+s.base+"/a.rrd: Not a directory", "LIST /a.rrd")
	ask(t, s, "-1 Usage: LIST", "LIST RECURSIVE folder")
	ask(t, s, "0 RRDs", "LIST RECURSIVE /folder")
	if got := ask(t, s, "2 RRDs", "LIST recursive /").lines; got[0] != "a.rrd" || got[1] != "text.rrd" {
		t.Errorf("LIST: %q", got)
	}
}

// A file that was replaced meanwhile refuses what waits for the old one, and the client
// hears of each reading that is lost.
func TestAFileThatIsAnotherMeanwhile(t *testing.T) {
	base := newFiles(t, "a.rrd")
	s := newTestServer(t, &Options{Base: base})
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000500:1 1000000800:2")
	if err := rrd.Create(filepath.Join(base, "a.rrd"), "-b", "1000000200", "DS:x:GAUGE:600:U:U", "DS:y:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
		t.Fatal(err)
	}
	a := ask(t, s, "-1 ", "FLUSH a.rrd")
	for _, at := range []string{"1000000500", "1000000800"} {
		if want := "expected 2 data source readings (got 1) from " + at; !strings.Contains(a.text, want) {
			t.Errorf("%q does not say %s", a.text, want)
		}
	}
	ask(t, s, "0 updates pending", "PENDING a.rrd")
}

// What is suspended waits; a request for it, and the end of the server, write it.
func TestSuspendedFilesWait(t *testing.T) {
	base := newFiles(t, "a.rrd", "b.rrd")
	s := newTestServer(t, &Options{Base: base})
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000500:1")
	ask(t, s, "0 errors", "UPDATE b.rrd 1000000500:1")
	ask(t, s, "0 ", "SUSPEND a.rrd")
	s.flushOlder(time.Now().Add(-time.Minute))
	ask(t, s, "1 updates pending", "PENDING b.rrd") // it has not waited for a minute
	s.flushOlder(time.Now())
	ask(t, s, "1 updates pending", "PENDING a.rrd")
	ask(t, s, "0 updates pending", "PENDING b.rrd")
	ask(t, s, "0 ", "RESUME a.rrd")
	s.flushOlder(time.Now())
	ask(t, s, "0 updates pending", "PENDING a.rrd")

	ask(t, s, "0 2 rrds suspend", "SUSPENDALL")
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000800:2")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if last, err := rrd.Last(filepath.Join(base, "a.rrd")); err != nil || last.Unix() != 1000000800 {
		t.Errorf("after the end: %v, %v", last, err)
	}
	for path, e := range s.entries {
		if !e.mu.TryLock() {
			t.Errorf("%s stays locked", path)
		}
	}
}

// A server that is not to overwrite files refuses to, a request may ask for it too.
func TestCreateOverAFile(t *testing.T) {
	const file = " -b 1000000200 DS:x:GAUGE:600:U:U RRA:LAST:0.5:1:20"
	base := newFiles(t, "a.rrd")
	s := newTestServer(t, &Options{Base: base})
	ask(t, s, "-1 RRD Error: creating", "CREATE a.rrd -O"+file)
	ask(t, s, "0 RRD created OK", "CREATE a.rrd"+file)
	ask(t, s, "0 RRD created OK", "CREATE b.rrd -O"+file)
	s = newTestServer(t, &Options{Base: base, NoOverwrite: true})
	ask(t, s, "-1 RRD Error: creating", "CREATE a.rrd"+file)
	ask(t, s, "0 RRD created OK", "CREATE c.rrd"+file)
	ask(t, s, "-1 Usage: CREATE", "CREATE d.rrd -b")
	ask(t, s, "-1 'x' is not a number of seconds", "CREATE d.rrd -s x")
	ask(t, s, "-1 '-5' is not a number of seconds", "CREATE d.rrd -s -5")
	ask(t, s, "0 RRD created OK", "CREATE d.rrd -b 315360001 -s 0 DS:x:GAUGE:600:U:U RRA:LAST:0.5:1:20")
	ask(t, s, "-1 RRD Error: the first entry", "CREATE e.rrd -b 315360000 DS:x:GAUGE:600:U:U RRA:LAST:0.5:1:20")
	ask(t, s, "0 315360001", "LAST d.rrd")
}

// A journal whose files are gone in part serves those that are there, and says which
// are not.
func TestAJournalOfFilesThatAreGone(t *testing.T) {
	base, journal := newFiles(t, "a.rrd", "b.rrd"), t.TempDir()
	s := newTestServer(t, &Options{Base: base, Journal: journal})
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000500:1")
	ask(t, s, "0 errors", "UPDATE b.rrd 1000000500:1")
	ask(t, s, "0 errors", "UPDATE b.rrd 1000000800:2")
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000800:2")
	kept := filepath.Join(base, "kept")
	if err := os.Rename(filepath.Join(base, "a.rrd"), kept); err != nil {
		t.Fatal(err)
	}
	// The end cannot write one file: its readings stay in the journal.
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "a.rrd") {
		t.Errorf("closed with %v", err)
	}
	var log bytes.Buffer
	next, err := NewServer(&Options{Base: base, Journal: journal, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if got := log.String(); strings.Count(got, filepath.Join(base, "a.rrd")) < 2 || strings.Contains(got, "b.rrd") {
		t.Errorf("the log says %s", got)
	}
	if len(next.entries) != 1 {
		t.Errorf("entries: %v", next.entries)
	}
	if err := os.Rename(kept, filepath.Join(base, "a.rrd")); err != nil {
		t.Fatal(err)
	}
	ask(t, next, "0 updates pending", "PENDING b.rrd") // as it was written
	if err := next.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(journal); err != nil || len(left) != 0 {
		t.Errorf("left in the journal: %v, %v", left, err)
	}
}
