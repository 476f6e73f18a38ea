package cached

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// journalFiles are the journals of a folder, and all that is in them.
func journalFiles(t *testing.T, folder string) (names []string, text string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, journalPrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range found {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		names, text = append(names, filepath.Base(name)), text+string(data)
	}
	return names, text
}

// A new journal holds what waits and nothing else; the old ones go.
func TestJournalsRotate(t *testing.T) {
	base, journal := newFiles(t, "a.rrd", "b.rrd"), t.TempDir()
	s := newTestServer(t, &Options{Base: base, Journal: journal})
	rotate := func() ([]string, string) {
		t.Helper()
		if err := s.rotate(); err != nil {
			t.Fatal(err)
		}
		return journalFiles(t, journal)
	}
	first, text := journalFiles(t, journal)
	if len(first) != 1 || text != "" {
		t.Fatalf("at first: %q, %q", first, text)
	}
	if names, _ := rotate(); !slices.Equal(names, first) {
		t.Errorf("an empty journal goes: %q, before %q", names, first)
	}
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000500:1 1000000800:2")
	ask(t, s, "0 errors", "UPDATE b.rrd 1000000500:1")
	ask(t, s, "0 Successfully", "FLUSH b.rrd")

	// While a request is at work nothing is lost by waiting for the next time.
	e := s.entries[filepath.Join(s.base, "a.rrd")]
	e.mu.Lock()
	if names, _ := rotate(); !slices.Equal(names, first) {
		t.Errorf("amid a request: %q, before %q", names, first)
	}
	e.mu.Unlock()
	for path, e := range s.entries {
		if !e.mu.TryLock() {
			t.Fatalf("%s stays locked", path)
		}
		e.mu.Unlock()
	}

	second, text := rotate()
	want := "update " + e.path + " 1000000500:1 1000000800:2\n"
	if len(second) != 1 || second[0] == first[0] || text != want || s.journal.size != int64(len(want)) {
		t.Errorf("%q, before %q: %q of %d bytes", second, first, text, s.journal.size)
	}
	// It goes on, and a process that ends here loses nothing.
	ask(t, s, "0 errors", "UPDATE a.rrd 1000001100:3")
	after := t.TempDir()
	if err := os.CopyFS(after, os.DirFS(journal)); err != nil {
		t.Fatal(err)
	}
	next := newTestServer(t, &Options{Base: base, Journal: after})
	if got := ask(t, next, "3 updates pending", "PENDING a.rrd").lines; !slices.Equal(got, []string{"1000000500:1", "1000000800:2", "1000001100:3"}) {
		t.Errorf("taken up: %q", got)
	}
	if len(next.journal.old) != 1 || next.journal.size != 0 {
		t.Errorf("the journal of the next process is %+v", next.journal)
	}
	// What it found goes with the first rotation, though nothing was added.
	if err := next.rotate(); err != nil {
		t.Fatal(err)
	}
	if names, text := journalFiles(t, after); len(names) != 1 || strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, " 1000001100:3\n") {
		t.Errorf("after it: %q, %q", names, text)
	}

	ask(t, s, "0 Successfully", "FLUSH a.rrd")
	if names, text := rotate(); len(names) != 1 || text != "" {
		t.Errorf("when nothing waits: %q, %q", names, text)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.rotate(); err != nil {
		t.Errorf("after the end: %v", err)
	}
	if names, _ := journalFiles(t, journal); len(names) != 0 {
		t.Errorf("after the end: %q", names)
	}
	if err := (&Server{}).rotate(); err != nil {
		t.Errorf("without a journal: %v", err)
	}
}

// A reading that the journal has no room for is not taken, and what was written of it is
// cut off: what comes after is taken up.
func TestAJournalOnAFullDisk(t *testing.T) {
	peers.Need(t, "mount")
	folder := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder).CombinedOutput(); err != nil {
		peers.Missing(t, "the right to mount: "+strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	base := newFiles(t, "a.rrd")
	s := newTestServer(t, &Options{Base: base, Journal: folder})
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000500:1")
	before := s.journal.size
	long := "UPDATE a.rrd"
	for i := range 400 {
		long += fmt.Sprintf(" %d:2", 1000000510+i)
	}
	if a := s.answer(strings.Fields(long), false); a.status >= 0 && !strings.Contains(strings.Join(a.lines, " "), "no space left on device") || a.status == 0 {
		t.Errorf("more than there is room for: %+v", a)
	}
	ask(t, s, "1 updates pending", "PENDING a.rrd")
	if _, text := journalFiles(t, folder); int64(len(text)) != before || strings.Contains(text, ":2") {
		t.Errorf("the journal has %d bytes, not %d: %.200q", len(text), before, text)
	}
	ask(t, s, "0 errors", "UPDATE a.rrd 1000000505:3") // its time has not become that of the long one
	after := t.TempDir()
	if err := os.CopyFS(after, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	next := newTestServer(t, &Options{Base: base, Journal: after})
	if got := ask(t, next, "2 updates pending", "PENDING a.rrd").lines; !slices.Equal(got, []string{"1000000500:1", "1000000505:3"}) {
		t.Errorf("taken up: %q", got)
	}
}

// Names with blanks and backslashes are in the journal what they are.
func TestOddNamesInTheJournal(t *testing.T) {
	names := []string{"a b.rrd", ` c\d.rrd`, "e\\ f\t.rrd", "1:2.rrd"}
	base, journal, after := newFiles(t, names...), t.TempDir(), t.TempDir()
	s := newTestServer(t, &Options{Base: base, Journal: journal})
	for i, name := range names {
		if a := s.answer([]string{"UPDATE", name, fmt.Sprintf("1000000500:%d", i)}, false); a.status != 0 {
			t.Errorf("%q: %+v", name, a)
		}
	}
	if a := s.answer([]string{"FLUSH", names[3]}, false); a.status != 0 {
		t.Errorf("%+v", a)
	}
	if err := os.CopyFS(after, os.DirFS(journal)); err != nil {
		t.Fatal(err)
	}
	next := newTestServer(t, &Options{Base: base, Journal: after})
	for i, name := range names {
		want := []string{fmt.Sprintf("1000000500:%d", i)}
		if i == 3 {
			want = nil // as it was written
		}
		if got := next.answer([]string{"PENDING", name}, false).lines; !slices.Equal(got, want) {
			t.Errorf("%q: %q are taken up, not %q", name, got, want)
		}
	}
}

// A folder is what it is called, whatever that means in a pattern.
func TestJournalsInOddFolders(t *testing.T) {
	base := newFiles(t, "a.rrd")
	for _, name := range []string{"a*b", "a?b", "[ab]", `a\b`, "a b"} {
		journal := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(journal, 0o700); err != nil {
			t.Fatal(err)
		}
		line := "update " + escape(filepath.Join(base, "a.rrd")) + " 1000000500:1\n"
		// The end of a line that was cut off was never acknowledged, and is no reading.
		if err := os.WriteFile(filepath.Join(journal, journalPrefix+"1"), []byte("odd\n\n"+line+line[:len(line)-1]+"0"), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := NewServer(&Options{Base: base, Journal: journal})
		if err != nil {
			t.Fatal(err)
		}
		ask(t, s, "1 updates pending", "PENDING a.rrd")
		ask(t, s, "0 Gone!", "FORGET a.rrd")
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
