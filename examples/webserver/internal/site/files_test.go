package site

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/pyops-go/pyops/examples/webserver/internal/certificate"
	"github.com/pyops-go/pyops/internal/peers"
)

func stamp(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

func TestValidators(t *testing.T) {
	s := start(t, tree{"a.txt": "hello\n", "big.txt": long}, "[cache]\n[[max_age]]\n.txt = 60\n")
	first := get(t, s.addr, "/a.txt")
	etag := first.header.Get("Etag")
	if first.code != 200 || etag == "" || first.header.Get("Last-Modified") != stamp(old) || first.header.Get("Cache-Control") != "max-age=60" || first.header.Get("Expires") == "" ||
		first.header.Get("Accept-Ranges") != "bytes" || first.header.Get("X-Content-Type-Options") != "nosniff" || first.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Fatalf("%+v", first)
	}
	packed := get(t, s.addr, "/big.txt", "Accept-Encoding: gzip").header.Get("Etag")
	if !strings.HasPrefix(packed, "W/") {
		t.Errorf("made on the fly, the tag is %q", packed)
	}
	for _, test := range []struct {
		path   string
		header []string
		code   int
	}{
		{"/a.txt", []string{"If-Modified-Since: " + stamp(old)}, 304},
		{"/a.txt", []string{"If-Modified-Since: " + stamp(old.Add(time.Hour))}, 304},
		{"/a.txt", []string{"If-Modified-Since: " + stamp(old.Add(-time.Hour))}, 200},
		{"/a.txt", []string{"If-Modified-Since: yesterday"}, 200},
		{"/a.txt", []string{"If-None-Match: " + etag}, 304},
		{"/a.txt", []string{"If-None-Match: W/" + etag}, 304},
		{"/a.txt", []string{`If-None-Match: "x", ` + etag}, 304},
		{"/a.txt", []string{"If-None-Match: *"}, 304},
		{"/a.txt", []string{`If-None-Match: "x"`, "If-Modified-Since: " + stamp(old)}, 200},
		{"/a.txt", []string{`If-Match: "x"`}, 412},
		{"/a.txt", []string{"If-Match: " + etag}, 200},
		{"/a.txt", []string{"If-Unmodified-Since: " + stamp(old.Add(-time.Hour))}, 412},
		// What the other preconditions say comes before a range that is not there.
		{"/a.txt", []string{"Range: bytes=5-"}, 206},
		{"/a.txt", []string{"Range: bytes=6-"}, 416}, // it has six
		{"/a.txt", []string{"Range: bytes=999-"}, 416},
		{"/a.txt", []string{"Range: bytes=0-1,999-"}, 206},
		{"/a.txt", []string{"Range: bytes=0-1,2-3"}, 206},
		{"/a.txt", []string{"Range: bytes=0-2,2-3"}, 200}, // they share a byte
		{"/a.txt", []string{"Range: bytes=2-3,0-2"}, 200},
		{"/a.txt", []string{"Range: bytes=999-", "If-Unmodified-Since: " + stamp(old.Add(-time.Hour))}, 412},
		{"/a.txt", []string{"Range: bytes=999-", `If-Match: "x"`}, 412},
		{"/a.txt", []string{"Range: bytes=999-", "If-None-Match: " + etag}, 304},
		{"/a.txt", []string{"Range: bytes=999-", "If-Modified-Since: " + stamp(old)}, 304},
		{"/a.txt", []string{"Range: bytes=999-", `If-Range: "x"`}, 200},
		{"/a.txt", []string{"Range: bytes=999-", "If-Range: " + etag}, 416},
		{"/a.txt", []string{"Range: bytes=999-", "If-Range: " + stamp(old)}, 416},
		{"/a.txt", []string{"Range: bytes=999-", "If-Range: " + stamp(old.Add(time.Hour))}, 200},
		{"/big.txt", []string{"Accept-Encoding: gzip", "If-None-Match: " + packed}, 304},
		{"/big.txt", []string{"Accept-Encoding: gzip", `If-None-Match: "y", ` + packed}, 304},
		{"/big.txt", []string{"Accept-Encoding: gzip", "If-Match: " + packed}, 412},
		{"/big.txt", []string{"Accept-Encoding: gzip", "If-Range: " + packed, "Range: bytes=0-3"}, 200},
	} {
		r := get(t, s.addr, test.path, test.header...)
		if r.code != test.code {
			t.Errorf("%s %v: %d, want %d", test.path, test.header, r.code, test.code)
		}
		if r.code == 416 && (r.header.Get("Content-Range") != "bytes */6" || r.header.Get("Cache-Control") != "" || !strings.Contains(r.body, "<h1>416 ")) {
			t.Errorf("%v: a 416 of %v: %s", test.header, r.header, r.body)
		}
		if r.code == 304 {
			if r.body != "" || r.header.Get("Etag") == "" || r.header.Get("Cache-Control") != "max-age=60" || r.header.Get("Expires") == "" {
				t.Errorf("%v: a 304 of %v", test.header, r.header)
			}
			if test.path == "/big.txt" && r.header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%v: a 304 without Vary", test.header)
			}
		}
	}
}

// What is written twice within a second must not pass for unchanged.
func TestAFileWrittenTwiceWithinASecond(t *testing.T) {
	t.Parallel()
	s := start(t, tree{"a.txt": "one\n"}, "")
	path := filepath.Join(s.dir, "a.txt")
	first := get(t, s.addr, "/a.txt")
	if err := os.WriteFile(path, []byte("two\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, old.Add(1), old.Add(1)); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the other contents", func() bool { return get(t, s.addr, "/a.txt").body == "two\n" })
	if r := get(t, s.addr, "/a.txt", "If-None-Match: "+first.header.Get("Etag")); r.code != 200 {
		t.Errorf("the old tag: %d", r.code)
	}
	// Just written, it has no date that could mislead.
	second := get(t, s.addr, "/a.txt").header.Get("Etag")
	future := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, future, future); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the new time", func() bool { return get(t, s.addr, "/a.txt").header.Get("Etag") != second })
	if r := get(t, s.addr, "/a.txt"); r.header.Get("Last-Modified") != "" {
		t.Errorf("just written, it says %s", r.header.Get("Last-Modified"))
	}
}

func TestRanges(t *testing.T) {
	const text = "0123456789abcdefghijklmnopqrstuvw" // 33 bytes
	s := start(t, tree{"a.bin": text, "empty.bin": ""}, "")
	many := "bytes=" + strings.Repeat("0-1,", 200) + "0-1"
	for _, test := range []struct {
		path, rng string
		code      int
		body      string
		content   string
	}{
		{"/a.bin", "bytes=0-3", 206, "0123", "bytes 0-3/33"},
		{"/a.bin", "bytes=30-", 206, "uvw", "bytes 30-32/33"},
		{"/a.bin", "bytes=-2", 206, "vw", "bytes 31-32/33"},
		{"/a.bin", "bytes=-99", 206, text, "bytes 0-32/33"},
		{"/a.bin", "bytes=30-99", 206, "uvw", "bytes 30-32/33"},
		{"/a.bin", "bytes=-0", 416, "", "bytes */33"},
		{"/a.bin", "bytes=9999-", 416, "", "bytes */33"},
		{"/a.bin", "bytes=5-2", 200, text, ""},
		{"/a.bin", "lines=0-1", 200, text, ""},
		{"/a.bin", "bytes=x-y", 200, text, ""},
		{"/a.bin", "bytes=+1-2", 200, text, ""},
		{"/a.bin", "bytes=\u00a00-", 200, text, ""},
		{"/a.bin", "bytes=", 200, text, ""},
		{"/a.bin", many, 200, text, ""},
		{"/a.bin", "bytes=0-5,3-8", 200, text, ""},
		{"/a.bin", "bytes=0-1,99-", 206, "01", "bytes 0-1/33"},
		{"/a.bin", "bytes=0-1,-0", 206, "01", "bytes 0-1/33"}, // the last none of its bytes are no part
		{"/a.bin", "bytes=-2,99-", 206, "vw", "bytes 31-32/33"},
		{"/a.bin", "bytes=30-,99-", 206, "uvw", "bytes 30-32/33"},
		{"/a.bin", "bytes=-0,99-", 416, "", "bytes */33"},
		{"/empty.bin", "bytes=0-", 200, "", ""},
	} {
		r := get(t, s.addr, test.path, "Range: "+test.rng)
		if r.code != test.code || r.code != 416 && r.body != test.body || r.header.Get("Content-Range") != test.content {
			t.Errorf("%.30s: %d %q %q, want %d %q %q", test.rng, r.code, r.body, r.header.Get("Content-Range"), test.code, test.body, test.content)
		}
	}
	r := get(t, s.addr, "/a.bin", "Range: bytes=0-1,4-5")
	if r.code != 206 || !strings.HasPrefix(r.header.Get("Content-Type"), "multipart/byteranges") || !strings.Contains(r.body, "Content-Range: bytes 4-5/33\r\n") || !strings.Contains(r.body, "\r\n\r\n45\r\n") {
		t.Errorf("two parts: %+v", r)
	}
	etag := get(t, s.addr, "/a.bin").header.Get("Etag")
	for value, code := range map[string]int{etag: 206, `"x"`: 200, stamp(old): 206, stamp(old.Add(time.Hour)): 200} {
		if r := get(t, s.addr, "/a.bin", "Range: bytes=0-1", "If-Range: "+value); r.code != code {
			t.Errorf("If-Range %s: %d, want %d", value, r.code, code)
		}
	}
}

func unpack(t *testing.T, r reply) string {
	t.Helper()
	var in io.Reader = strings.NewReader(r.body)
	var err error
	switch e := r.header.Get("Content-Encoding"); e {
	case "":
	case "gzip":
		in, err = gzip.NewReader(in)
	case "br":
		in = brotli.NewReader(in)
	case "zstd":
		var d *zstd.Decoder
		if d, err = zstd.NewReader(in); err == nil {
			defer d.Close()
			in = d
		}
	default:
		t.Fatalf("encoding %q", e)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat(long, 8) // more than is kept in memory
	s := start(t, tree{"a.txt": long, "huge.txt": huge, "small.txt": "x", "a.bin": long}, "")
	for _, test := range []struct{ accept, want string }{
		{"gzip", "gzip"}, {"br", "br"}, {"zstd", "zstd"}, {"gzip, br", "br"}, {"gzip, br, zstd", "zstd"},
		{"gzip;q=1, br;q=0.5", "gzip"}, {"gzip;q=0", ""}, {"*", "zstd"}, {"*;q=0", ""}, {"*, zstd;q=0", "br"},
		{"xgzip", ""}, {"", ""}, {"identity", ""}, {"identity;q=0", ""}, {"gzip;q=0.1, identity", ""}, {"gzip;q=x", ""}, {"GZIP", "gzip"}, {"x-gzip", "gzip"},
		{"gzip;q=2", ""}, {"deflate, gzip;q=0.3", "gzip"},
	} {
		for path, text := range map[string]string{"/a.txt": long, "/huge.txt": huge} {
			r := get(t, s.addr, path, "Accept-Encoding: "+test.accept)
			if got := r.header.Get("Content-Encoding"); r.code != 200 || got != test.want || unpack(t, r) != text || r.header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s with %q: %d %q, want %q; %v", path, test.accept, r.code, got, test.want, r.header)
			} else if got != "" && (r.header.Get("Accept-Ranges") != "" || !strings.HasPrefix(r.header.Get("Etag"), "W/")) {
				t.Errorf("%s with %q: %v", path, test.accept, r.header)
			}
		}
	}
	for _, path := range []string{"/small.txt", "/a.bin"} {
		if r := get(t, s.addr, path, "Accept-Encoding: gzip"); r.header.Get("Content-Encoding") != "" || r.header.Get("Vary") != "" {
			t.Errorf("%s: %v", path, r.header)
		}
	}
	// A range is of the file, never of what is compressed.
	if r := get(t, s.addr, "/a.txt", "Accept-Encoding: gzip", "Range: bytes=0-3"); r.code != 200 || unpack(t, r) != long {
		t.Errorf("a range of what is compressed: %d %v", r.code, r.header)
	}
	if r := get(t, s.addr, "/a.txt", "Range: bytes=0-3"); r.code != 206 || r.body != long[:4] || r.header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("a range: %+v", r)
	}
	for _, path := range []string{"/a.txt", "/huge.txt"} {
		head, full := ask(t, s.addr, "HEAD "+path+" HTTP/1.1\nHost: a\nAccept-Encoding: gzip"), get(t, s.addr, path, "Accept-Encoding: gzip")
		for _, name := range []string{"Etag", "Content-Encoding", "Vary", "Last-Modified", "Content-Type"} {
			if head.header.Get(name) != full.header.Get(name) || head.body != "" {
				t.Errorf("%s: HEAD has %s %q, GET %q", path, name, head.header.Get(name), full.header.Get(name))
			}
		}
	}
}

func TestSidecars(t *testing.T) {
	s := start(t, tree{"a.txt": long, "a.txt.gz": "packed by hand", "late.txt": "x", "late.txt.gz": "older", "b.bin": "bin", "b.bin.br": "bin by hand", "only.txt.gz": "z", "c.bin": "c", "c.bin.gz": strings.Repeat("z", 100_000)}, "")
	future := time.Now()
	if err := os.Chtimes(filepath.Join(s.dir, "late.txt"), future, future); err != nil {
		t.Fatal(err)
	}
	r := get(t, s.addr, "/a.txt", "Accept-Encoding: gzip")
	if r.body != "packed by hand" || r.header.Get("Content-Encoding") != "gzip" || strings.HasPrefix(r.header.Get("Etag"), "W/") || r.header.Get("Content-Length") != strconv.Itoa(len("packed by hand")) ||
		!strings.HasPrefix(r.header.Get("Content-Type"), "text/plain") || r.header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("%+v", r)
	}
	if p := get(t, s.addr, "/a.txt"); p.body != long || p.header.Get("Etag") == r.header.Get("Etag") || p.header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("plain: %v", p.header)
	}
	if r := get(t, s.addr, "/late.txt", "Accept-Encoding: gzip"); r.body != "x" {
		t.Errorf("older than its file, it is sent: %q", r.body)
	}
	if r := get(t, s.addr, "/b.bin", "Accept-Encoding: br"); r.body != "bin by hand" || r.header.Get("Vary") == "" {
		t.Errorf("%+v", r)
	}
	for _, method := range []string{"GET", "HEAD"} { // net/http counts short answers itself
		if r := ask(t, s.addr, method+" /c.bin HTTP/1.1\nHost: a\nAccept-Encoding: gzip"); r.header.Get("Content-Length") != "100000" || r.header.Get("Transfer-Encoding") != "" || method == "GET" && len(r.body) != 100_000 {
			t.Errorf("%s: %d bytes, %v", method, len(r.body), r.header)
		}
	}
	if r := get(t, s.addr, "/only.txt", "Accept-Encoding: gzip"); r.code != 404 {
		t.Errorf("without its file: %d", r.code)
	}
}

func TestPaths(t *testing.T) {
	s := start(t, tree{
		"a.txt": "a", "sub/index.html": "index", "sub/b.txt": "b", "bare/x y#?%20.txt": "odd", "bare/<img src=x>.txt": "img", ".git/config": "secret", ".env": "secret",
		".well-known/x": "public", "out": "-> /etc/passwd", "in": "-> a.txt", "broken": "-> nowhere", "up": "-> ..", "bytes\xff.txt": "raw",
	}, "")
	makePipe(t, filepath.Join(s.dir, "pipe"))
	for _, test := range []struct {
		request  string
		code     int
		location string
		body     string
	}{
		{"GET /a.txt", 200, "", "a"},
		{"GET /sub", 301, "/sub/", ""},
		{"GET /sub?q=1&r=%2f", 301, "/sub/?q=1&r=%2f", ""},
		{"GET /sub/", 200, "", "index"},
		{"GET /sub/index.html", 200, "", "index"},
		{"GET /a.txt/", 404, "", ""},
		{"GET /gone", 404, "", ""},
		{"GET /.git/config", 404, "", ""},
		{"GET /.env", 404, "", ""},
		{"GET /%2eenv", 404, "", ""},
		{"GET /.well-known/x", 200, "", "public"},
		{"GET /out", 404, "", ""},
		{"GET /in", 200, "", "a"},
		{"GET /broken", 404, "", ""},
		{"GET /up/", 404, "", ""},
		{"GET /pipe", 404, "", ""},
		{"GET /../../etc/passwd", 404, "", ""},
		{"GET /%2e%2e/%2e%2e/etc/passwd", 404, "", ""},
		{"GET /..%2f..%2fetc%2fpasswd", 404, "", ""},
		{"GET /sub/..%2fa.txt", 200, "", "a"},
		{"GET /..%5c..%5cetc/passwd", 404, "", ""},
		{"GET /a.txt%00.html", 400, "", ""},
		{"GET //evil.com/..%2f..%2fsub", 301, "/sub/", ""},
		{`GET /\evil.com/%2e%2e%2fsub`, 301, "/sub/", ""},
		{"GET /.", 200, "", ""},
		{"GET /sub/..", 200, "", ""},
		{"GET /%2e%2e", 200, "", ""},
		{"GET /sub/.", 200, "", "index"},
		{"GET //sub", 301, "/sub/", ""},
		{"GET /a.txt/.", 404, "", ""},
		{"GET /sub/b.txt/..", 200, "", "index"},
		{"GET /bare/x%20y%23%3F%2520.txt", 200, "", "odd"},
		{"GET /bytes%ff.txt", 200, "", "raw"},
		{"POST /a.txt", 405, "", ""},
		{"PUT /a.txt", 405, "", ""},
		{"FOO /a.txt", 405, "", ""},
		{"TRACE /a.txt", 405, "", ""},
	} {
		r := ask(t, s.addr, test.request)
		if r.code != test.code || r.header.Get("Location") != test.location || test.body != "" && r.body != test.body {
			t.Errorf("%s: %d %q %q, want %d %q %q", test.request, r.code, r.header.Get("Location"), r.body, test.code, test.location, test.body)
		}
		if r.code == 405 && r.header.Get("Allow") == "" {
			t.Errorf("%s: 405 without Allow", test.request)
		}
		if strings.Contains(r.body, "secret") || strings.Contains(r.body, "root:") {
			t.Errorf("%s: gave away %q", test.request, r.body)
		}
	}
}

func TestListings(t *testing.T) {
	s := start(t, tree{"d/b.txt": "b", "d/a & <b>.txt": "aaa", "d/.hidden": "x", "d/sub/": "", "d/broken": "-> nowhere", "d/out": "-> /etc/passwd", "d/in": "-> b.txt", "d/100%.txt": "x"}, "")
	r := get(t, s.addr, "/d/")
	for _, want := range []string{`<a href="./b.txt">b.txt</a>`, `<a href="./a%20&amp;%20%3Cb%3E.txt">a &amp; &lt;b&gt;.txt</a>`, `<a href="./sub/">sub/</a>`, `<a href="./in">in</a>`, `<a href="./100%25.txt">100%.txt</a>`, `<a href="../">`} {
		if !strings.Contains(r.body, want) {
			t.Errorf("not listed: %s in\n%s", want, r.body)
		}
	}
	for _, not := range []string{"hidden", "broken", ">out<", "<b>"} {
		if strings.Contains(r.body, not) {
			t.Errorf("listed: %s", not)
		}
	}
	bySize := get(t, s.addr, "/d/?sort=-size").body
	if a, b := strings.Index(bySize, "a &amp;"), strings.Index(bySize, ">b.txt"); a < 0 || b < 0 || a > b {
		t.Errorf("by size, the longest is not first: %d, %d", a, b)
	}
	closed := start(t, tree{"d/b.txt": "b"}, "listing = no\n")
	if r := get(t, closed.addr, "/d/"); r.code != 403 || strings.Contains(r.body, "b.txt") {
		t.Errorf("%+v", r)
	}
}

// What the server itself needs is nobody's business, by whatever name it is asked
// for: the configuration, the keys of all sites, the access log and what became of
// it.
func TestItsOwnFilesAreNotServed(t *testing.T) {
	dir := tree{"a.txt": "a", "web.ini": "own", "alias.txt": "-> web.ini", "sub/access.log": "own", "sub/access.log.1": "own", "sub/access.log-2026.gz": "own", "access.log": "no log"}.write(t)
	if err := os.Link(filepath.Join(dir, "web.ini"), filepath.Join(dir, "hard.txt")); err != nil {
		t.Fatal(err)
	}
	pair, err := certificate.Development(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	// The key is another site's, and lies in the folder of the first.
	s := startIn(t, dir, fmt.Sprintf("[server]\nlisten = 127.0.0.1:0,\nroot = %s\n[log]\naccess = %s\n[vhost]\n[[b.test]]\nroot = %s\ncertificate = %s\nkey = %s\n",
		dir, filepath.Join(dir, "sub", "access.log"), t.TempDir(), pair.Certificate, pair.Key))
	c := *s.now.Load().conf
	c.File = filepath.Join(dir, "web.ini")
	if err := s.Reload(&c); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/web.ini", "/alias.txt", "/hard.txt", "/development.key", "/development.crt", "/sub/access.log", "/sub/access.log.1", "/sub/access.log-2026.gz", "/sub/../web.ini", "//web.ini"} {
		if r := get(t, s.addr, path); r.code != 404 {
			t.Errorf("%s: %d %q", path, r.code, r.body)
		}
	}
	listed := get(t, s.addr, "/").body + get(t, s.addr, "/sub/").body
	for _, not := range []string{"web.ini", "alias.txt", "hard.txt", "development", "./access.log.1", "access.log-2026"} {
		if strings.Contains(listed, not) {
			t.Errorf("listed: %s", not)
		}
	}
	if !strings.Contains(listed, "a.txt") || get(t, s.addr, "/access.log").body != "no log" {
		t.Error("what only bears the name of the log is not served")
	}
}

func TestCachingHeadersAreNotOnFailures(t *testing.T) {
	s := start(t, tree{"a.txt": "a", "d/index.html": "x", "404.html": "<p>lost</p>"}, "[cache]\ndefault = 3600\n[errors]\n404 = /404.html\n")
	for path, kept := range map[string]bool{"/a.txt": true, "/gone": false, "/d": false} {
		r := get(t, s.addr, path)
		if (r.header.Get("Cache-Control") != "") != kept || (r.header.Get("Expires") != "") != kept {
			t.Errorf("%s: %d %v", path, r.code, r.header)
		}
	}
	if r := get(t, s.addr, "/gone"); r.code != 404 || r.body != "<p>lost</p>" {
		t.Errorf("%+v", r)
	}
	for _, request := range []string{"GET /a.txt HTTP/1.1\nHost: a\nRange: bytes=0-0", "HEAD /a.txt HTTP/1.1\nHost: a"} {
		if r := ask(t, s.addr, request); r.header.Get("Cache-Control") != "max-age=3600" {
			t.Errorf("%s: %v", request, r.header)
		}
	}
}
