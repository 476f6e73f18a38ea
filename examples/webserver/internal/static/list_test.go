package static

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
)

// Folders come first, however a listing is sorted, and both ways.
func TestListingsAreSorted(t *testing.T) {
	dir := t.TempDir()
	base := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i, f := range []struct {
		name string
		size int
	}{{"c.txt", 5}, {"a.txt", 3000}, {"d.txt", 4}, {"b.txt", 2_500_000}} {
		full := filepath.Join(dir, f.name)
		if err := os.WriteFile(full, make([]byte, f.size), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(full, base, base.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range []string{"z", "y"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		at := base.Add(time.Duration(i-10) * time.Minute)
		if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	conf, err := config.Parse("", []byte("[server]\nroot = "+dir+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := New(conf.Sites[0], conf, func(w http.ResponseWriter, _ *http.Request, code int) { w.WriteHeader(code) })
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	row := regexp.MustCompile(`<a href="\./[^"]*">([^<]*)</a></td><td class="n">([^<]*)</td><td class="n">([^<]*)</td>`)
	for by, want := range map[string]string{
		"name":  "y/ z/ a.txt b.txt c.txt d.txt",
		"-name": "z/ y/ d.txt c.txt b.txt a.txt",
		"":      "y/ z/ a.txt b.txt c.txt d.txt",
		"time":  "z/ y/ c.txt a.txt d.txt b.txt",
		"-time": "y/ z/ b.txt d.txt a.txt c.txt",
		"none":  "y/ z/ a.txt b.txt c.txt d.txt",
		"size":  "d.txt c.txt a.txt b.txt",
		"-size": "b.txt a.txt c.txt d.txt",
	} {
		w := httptest.NewRecorder()
		files.ServeHTTP(w, httptest.NewRequest("GET", "/?sort="+by, nil))
		var got []string
		for _, m := range row.FindAllStringSubmatch(w.Body.String(), -1) {
			if !strings.HasSuffix(by, "size") || !strings.HasSuffix(m[1], "/") { // folders have no size to sort by
				got = append(got, m[1])
			}
			shown, changed := map[string]string{"a.txt": "3.0 kB", "b.txt": "2.5 MB", "c.txt": "5 B", "d.txt": "4 B"}[m[1]], map[string]string{"c.txt": "03:04", "a.txt": "03:05", "z/": "02:54"}[m[1]]
			if m[2] != shown || !strings.HasPrefix(m[3], "2026-01-02 ") || !strings.HasSuffix(m[3], changed) {
				t.Errorf("%s: %q", by, m)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("by %q: %s, want %s", by, s, want)
		}
	}
}

// A sized is a file of which only the size is known.
type sized struct {
	fs.FileInfo
	bytes int64
}

func (s sized) Size() int64 { return s.bytes }

func TestSizesAreShort(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0 B", 1: "1 B", 999: "999 B", 1000: "1.0 kB", 999_900: "999.9 kB", 1_000_000: "1.0 MB", 25_540_000: "25.5 MB", 1_000_000_000: "1.0 GB", 3_200_000_000: "3.2 GB", 1_000_000_000_000: "1.0 TB", 5_000_000_000_000_000: "5000.0 TB",
	} {
		if got := humanSize(sized{bytes: bytes}); got != want {
			t.Errorf("%d bytes: %s, want %s", bytes, got, want)
		}
	}
}
