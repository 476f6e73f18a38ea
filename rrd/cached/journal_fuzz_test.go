package cached

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/rrd"
)

// FuzzJournal takes up journals that hold anything: the server serves, what it took up
// is of files in its folder and in the order of time, and who takes up the same journal
// again has the same.
func FuzzJournal(f *testing.F) {
	for _, text := range []string{
		"update BASE/a.rrd 1000000500:1 1000000800:2\n", "update BASE/a.rrd 1000000500:1\nwrote BASE/a.rrd\nupdate BASE/a.rrd 1000000800:2\n",
		"update BASE/a.rrd 1000000500:1\nforget BASE/a.rrd\n", "update BASE/a.rrd 1000000500:1\nupdate BASE/a.rrd 10000", "update BASE/../a.rrd 1000000500:1\n",
		"update BASE/b\\ c.rrd 1000000500:\\ 5\n", "update /etc/passwd 1:1\n\n\nfoo\n", "update BASE/a.rrd 1000000800:2 1000000500:1 x 1000001100:3\n",
	} {
		f.Add(text)
	}
	base := f.TempDir()
	for _, name := range []string{"a.rrd", "b c.rrd"} {
		if err := rrd.Create(filepath.Join(base, name), "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		var first map[string][]string
		for range 2 {
			journal := t.TempDir()
			if err := os.WriteFile(filepath.Join(journal, journalPrefix+"1"), []byte(strings.ReplaceAll(text, "BASE", base)), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := NewServer(&Options{Base: base, Journal: journal})
			if err != nil {
				t.Fatal(err)
			}
			taken := map[string][]string{}
			for path, e := range s.entries {
				if in, err := filepath.Rel(s.base, path); err != nil || !filepath.IsLocal(in) {
					t.Errorf("%q: %s is outside", text, path)
				}
				taken[path] = slices.Clone(e.readings)
				last := int64(0)
				for _, r := range e.readings {
					at, err := (&entry{types: e.types, last: last}).check(r)
					if err != nil {
						t.Errorf("%q: %q after %d was taken: %v", text, r, last, err)
					}
					last = at
				}
				if err := s.drop(e, func() error { return nil }); err != nil { // the file stays as it is
					t.Error(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Errorf("%q: %v", text, err)
			}
			if first == nil {
				first = taken
			} else if len(first) != len(taken) {
				t.Errorf("%q: %v and %v", text, first, taken)
			}
			for path, readings := range first {
				if !slices.Equal(readings, taken[path]) {
					t.Errorf("%q: %s has %q and %q", text, path, readings, taken[path])
				}
			}
		}
	})
}
