package cached

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/rrd"
)

// Who waited for an entry that is forgotten meanwhile finds the one after it.
func TestAForgottenEntryTakesNothing(t *testing.T) {
	base := t.TempDir()
	path := filepath.Join(base, "a.rrd")
	if err := rrd.Create(path, "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
		t.Fatal(err)
	}
	s, err := NewServer(&Options{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if path, err = s.resolve("a.rrd"); err != nil {
		t.Fatal(err)
	}
	dead := &entry{path: path, gone: true, types: []rrd.DSType{rrd.DSGauge}}
	s.entries[path] = dead
	done := make(chan answer)
	go func() { done <- s.answer([]string{"UPDATE", "a.rrd", "1000000500:1"}, false) }()
	s.mu.Lock()
	delete(s.entries, path)
	s.mu.Unlock()
	if a := <-done; a.status != 0 {
		t.Errorf("%+v", a)
	}
	if len(dead.readings) != 0 || s.entries[path] == nil || len(s.entries[path].readings) != 1 {
		t.Errorf("forgotten: %q, %v", dead.readings, s.entries[path])
	}
}

// A new file has nothing of what waited for the old one, and one that cannot be
// made leaves what waits.
func TestCreateAndWhatWaits(t *testing.T) {
	s, err := NewServer(&Options{Base: t.TempDir(), Journal: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	say := func(want int, words ...string) {
		t.Helper()
		if a := s.answer(words, false); a.status != want {
			t.Errorf("%q: %+v", words, a)
		}
	}
	say(-1, "CREATE", "a.rrd", "DS:x:FOO", "RRA:LAST:0.5:1:20")
	if len(s.entries) != 0 {
		t.Errorf("entries of no file: %v", s.entries)
	}
	say(0, "CREATE", "a.rrd", "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20")
	say(0, "UPDATE", "a.rrd", "1000000500:1")
	say(-1, "CREATE", "a.rrd", "-O", "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20")
	say(1, "PENDING", "a.rrd")
	say(0, "CREATE", "a.rrd", "-b", "1000000200", "DS:x:GAUGE:600:U:U", "DS:y:GAUGE:600:U:U", "RRA:LAST:0.5:1:20")
	say(0, "PENDING", "a.rrd")
	say(-1, "UPDATE", "a.rrd", "1000000500:1")
	say(0, "UPDATE", "a.rrd", fmt.Sprintf("%d:1:2", 1000000500))
}
