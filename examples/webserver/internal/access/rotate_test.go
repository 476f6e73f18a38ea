package access

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// texts are the log and its older files, the newest first.
func texts(t *testing.T, name string) (out []string) {
	t.Helper()
	for i := 0; ; i++ {
		file := name
		if i > 0 {
			file = fmt.Sprintf("%s.%d", name, i)
		}
		text, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
}

// Lines of the same length: a file takes as many as fit, and the next is begun
// before one that does not. So many older ones are kept, in their order.
func TestFilesGetNumbers(t *testing.T) {
	line := func(i int) string { return fmt.Sprintf(`"GET /%02d HTTP/1.1" 200 5`, i) }
	probe := string((&Log{}).append(nil, request("/00"), time.Unix(0, 0), 200, 5))
	for _, room := range []int64{0, 1, int64(len(probe)) - 1} { // beyond two whole lines
		name := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(name, []byte(probe), 0o600); err != nil { // of an earlier run
			t.Fatal(err)
		}
		l, err := Open(name, false, 2*int64(len(probe))+room, 3, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i <= 12; i++ {
			l.Request(request(fmt.Sprintf("/%02d", i)), time.Unix(0, 0), 200, 5)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		got := texts(t, name)
		// 00 01, 02 03, 04 05, 06 07, 08 09, 10 11, 12
		want := [][]int{{12}, {10, 11}, {8, 9}, {6, 7}}
		if len(got) != len(want) {
			t.Fatalf("room for %d: %d files, want %d: %q", room, len(got), len(want), got)
		}
		for i, text := range got {
			lines := slices.Collect(strings.Lines(text))
			if len(lines) != len(want[i]) {
				t.Fatalf("room for %d: file %d holds %q", room, i, text)
			}
			for k, n := range want[i] {
				if !strings.HasSuffix(lines[k], line(n)+"\n") {
					t.Errorf("room for %d: file %d has %q where %q belongs", room, i, lines[k], line(n))
				}
			}
		}
	}
}

// Zero is never; and a line that is longer than a whole file stands alone in one,
// and leaves none empty.
func TestSizesWithoutAMeaning(t *testing.T) {
	for rotate, files := range map[int64]int{0: 1, 1: 3} {
		name := filepath.Join(t.TempDir(), "log")
		l, err := Open(name, true, rotate, 9, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			l.Request(request("/a"), time.Unix(0, 0), 200, 5)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		got := texts(t, name)
		if len(got) != files || strings.Count(strings.Join(got, ""), "\n") != 3 || slices.Contains(got, "") {
			t.Errorf("after %d bytes: %q", rotate, got)
		}
	}
}

// A file that somebody renamed is written to until the log is told, and then a new
// one is; the program's own output is not opened anew.
func TestAFileThatWasRenamed(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	l, err := Open(name, false, 0, 1, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Request(request("/before"), time.Unix(0, 0), 200, 5)
	if err := os.Rename(name, name+".1"); err != nil {
		l.Close()
		return // Windows renames no open file
	}
	l.Request(request("/between"), time.Unix(0, 0), 200, 5)
	if err := l.Reopen(); err != nil {
		t.Fatal(err)
	}
	l.Request(request("/after"), time.Unix(0, 0), 200, 5)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got := texts(t, name)
	if len(got) != 2 || !strings.Contains(got[0], "/after") || strings.Count(got[0], "\n") != 1 || !strings.Contains(got[1], "/before") || !strings.Contains(got[1], "/between") {
		t.Errorf("%q", got)
	}
	var none strings.Builder
	standard, err := Open("-", false, 0, 1, &none, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := standard.Reopen(); err != nil {
		t.Error(err)
	}
	if err := standard.Close(); err != nil {
		t.Error(err)
	}
}
