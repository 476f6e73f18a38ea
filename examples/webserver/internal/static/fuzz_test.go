package static

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// A cleaned path has no part that could lead elsewhere, is cleaned already, and
// lies below a folder exactly when its parts begin with that folder's.
func FuzzClean(f *testing.F) {
	for _, p := range []string{"/", "//cgi/x.sh", "/a/../..//b/.", "/a/b/..", "/\x00", "a", "", "/..", "/.../x", `/a\b`, "/\xff/", "/cgi", "/cgi/", "/cgi/x", "/cgix/y", "/cg", "/cgix"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		name, ok := Clean(p)
		if !ok {
			if strings.HasPrefix(p, "/") && !strings.ContainsRune(p, 0) && runtime.GOOS != "windows" {
				t.Fatalf("%q is refused", p)
			}
			return
		}
		parts := strings.Split(name, "/")
		if parts[0] != "" || slices.Contains(parts[1:len(parts)-1], "") || slices.Contains(parts, ".") || slices.Contains(parts, "..") || strings.HasPrefix(name, "//") {
			t.Fatalf("%q became %q", p, name)
		}
		if again, ok := Clean(name); !ok || again != name {
			t.Fatalf("%q, cleaned twice, is %q", name, again)
		}
		if got, want := Below(name, "/cgi"), len(parts) > 2 && parts[1] == "cgi"; got != want && runtime.GOOS == "linux" {
			t.Fatalf("%q below /cgi: %v", name, got)
		}
	})
}

// Whatever a client says of encodings, it gets none that we do not have, none
// twice, and none that it names with a weight of nothing.
func FuzzAccepted(f *testing.F) {
	for _, h := range []string{"", "gzip, br;q=0.5", "*;q=0", "identity;q=0, *;q=1", "gzip;q=NaN", "zstd;q=1e-400;q=1", ",,;;=", "GZIP;Q=0"} {
		f.Add(h)
	}
	ours := []string{"zstd", "br", "gzip"}
	f.Fuzz(func(t *testing.T, header string) {
		seen := map[string]bool{}
		for _, e := range accepted(header, ours) {
			if seen[e] || e != identity && !slices.Contains(ours, e) {
				t.Fatalf("%q: %s", header, e)
			}
			seen[e] = true
			if e != identity && !strings.Contains(strings.ToLower(header), e) && !strings.Contains(header, "*") {
				t.Fatalf("%q: %s was not asked for", header, e)
			}
		}
	})
}

// A range is answered with the bytes that it names, refused, or passed over for
// all of them: never with others, and never with more than there are.
func FuzzRange(f *testing.F) {
	for _, h := range []string{"bytes=0-3", "bytes=-5", "bytes=30-,0-0", "bytes=5-2", "bytes=-0", "bytes=9223372036854775807-", "bytes=+1-2", "bytes=0-1,0-1", "lines=1-2", "bytes=1-2,,3-4,", "bytes=-99999999999999999999"} {
		f.Add(h, int64(33))
	}
	dir := f.TempDir()
	conf, err := config.Parse("", []byte("[server]\nroot = "+dir+"\n"))
	if err != nil {
		f.Fatal(err)
	}
	files, err := New(conf.Sites[0], conf, func(w http.ResponseWriter, _ *http.Request, code int) { w.WriteHeader(code) })
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { files.Close() })
	text := strings.Repeat("0123456789abcdefghijklmnopqrstuv", 20)
	for size := range int64(100) {
		if err := os.WriteFile(filepath.Join(dir, strconv.FormatInt(size, 10)), []byte(text[:size]), 0o600); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, header string, size int64) {
		size = (size%100 + 100) % 100
		r := httptest.NewRequest("GET", "/"+strconv.FormatInt(size, 10), nil)
		r.Header["Range"] = []string{header}
		w := httptest.NewRecorder()
		files.ServeHTTP(w, r)
		body := w.Body.String()
		switch w.Code {
		case http.StatusOK:
			if body != text[:size] {
				t.Fatalf("%q of %d: %q", header, size, body)
			}
		case http.StatusRequestedRangeNotSatisfiable:
			if w.Header().Get("Content-Range") != "bytes */"+strconv.FormatInt(size, 10) {
				t.Fatalf("%q of %d: %v", header, size, w.Header())
			}
		case http.StatusPartialContent:
			if strings.HasPrefix(w.Header().Get("Content-Type"), "multipart/") {
				if strings.Count(body, "Content-Range: ") > mostRanges {
					t.Fatalf("%q: more parts than may be", header)
				}
				return
			}
			span, _, _ := strings.Cut(strings.TrimPrefix(w.Header().Get("Content-Range"), "bytes "), "/")
			first, last, _ := strings.Cut(span, "-")
			from, err1 := strconv.Atoi(first)
			to, err2 := strconv.Atoi(last)
			if err1 != nil || err2 != nil || from < 0 || to < from || int64(to) >= size || body != text[from:to+1] {
				t.Fatalf("%q of %d: %q as %q", header, size, body, span)
			}
		default:
			t.Fatalf("%q: %d", header, w.Code)
		}
	})
}
