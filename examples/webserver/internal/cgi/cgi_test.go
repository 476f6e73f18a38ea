package cgi

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func request(method, uri string, header http.Header) *http.Request {
	r := httptest.NewRequest(method, "http://www.example.org"+uri, nil)
	r.RequestURI, r.RemoteAddr, r.Host = uri, "192.0.2.7:4711", "www.example.org"
	if header != nil {
		r.Header = header
	}
	return r
}

// values are the variables by their names, each of which stands once.
func values(t *testing.T, env []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, e := range env {
		name, value, ok := strings.Cut(e, "=")
		if _, twice := out[name]; twice || !ok {
			t.Errorf("%q", e)
		}
		out[name] = value
	}
	return out
}

// The environment is the one of RFC 3875, 4.1: these variables and no others.
func TestTheEnvironmentIsThatOfTheRFC(t *testing.T) {
	p := &Program{File: "/srv/www/cgi/a.sh", Root: "/srv/www", Script: "/cgi/a.sh", PathInfo: "/x y"}
	r := request("GET", "/cgi/a.sh/x%20y?q=1", http.Header{"X-A": {"1", "2"}, "Cookie": {"a=1", "b=2"}, "Content-Type": {"x/y"}, "X_b": {"3"}, "Proxy": {"evil"}, "Authorization": {"secret"}, "Proxy-Authorization": {"secret"}, "Connection": {"close"}, "Content-Length": {"5"}})
	got := values(t, p.environ(r, 0))
	want := map[string]string{
		"GATEWAY_INTERFACE": "CGI/1.1", "SERVER_SOFTWARE": Software, "SERVER_NAME": "www.example.org", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
		"REQUEST_METHOD": "GET", "REQUEST_URI": "/cgi/a.sh/x%20y?q=1", "SCRIPT_NAME": "/cgi/a.sh", "SCRIPT_FILENAME": "/srv/www/cgi/a.sh", "QUERY_STRING": "q=1",
		"REMOTE_ADDR": "192.0.2.7", "REMOTE_HOST": "192.0.2.7", "REMOTE_PORT": "4711", "DOCUMENT_ROOT": "/srv/www", "PATH_INFO": "/x y", "PATH_TRANSLATED": filepath.FromSlash("/srv/www/x y"),
		"CONTENT_TYPE": "x/y", "HTTP_HOST": "www.example.org", "HTTP_X_A": "1, 2", "HTTP_COOKIE": "a=1; b=2",
	}
	for name, value := range want {
		if v, ok := got[name]; !ok || v != value {
			t.Errorf("%s=%q, want %q", name, v, value)
		}
	}
	for name, value := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s=%q is not of the RFC", name, value)
		}
	}
}

func TestAVariableIsThereWhenItMeansSomething(t *testing.T) {
	p := &Program{Root: "/srv", Script: "/a.sh"}
	length := func(method string, n int64) string {
		v, ok := values(t, p.environ(request(method, "/a.sh", nil), n))["CONTENT_LENGTH"]
		if !ok {
			return "none"
		}
		return v
	}
	for _, test := range []struct {
		method string
		n      int64
		want   string
	}{{"GET", 0, "none"}, {"GET", 1, "1"}, {"POST", 0, "0"}, {"PUT", 0, "0"}, {"POST", 12, "12"}, {"DELETE", 0, "none"}} {
		if got := length(test.method, test.n); got != test.want {
			t.Errorf("%s of %d bytes: %s, want %s", test.method, test.n, got, test.want)
		}
	}
	plain := values(t, p.environ(request("GET", "/a.sh", nil), 0))
	for _, name := range []string{"PATH_INFO", "PATH_TRANSLATED", "HTTPS", "CONTENT_TYPE"} {
		if v, ok := plain[name]; ok {
			t.Errorf("%s=%q", name, v)
		}
	}
	for _, test := range []struct {
		host     string
		secure   bool
		local    net.Addr
		remote   string
		name     string
		port     string
		remoteIs string
	}{
		{"a.test", true, nil, "192.0.2.7:1", "a.test", "443", "192.0.2.7"},
		{"a.test:8443", true, nil, "[2001:db8::1]:1", "a.test", "8443", "2001:db8::1"},
		{"[::1]", false, &net.TCPAddr{Port: 8080}, "@", "::1", "8080", "@"},
		{"[::1]:81", false, &net.TCPAddr{Port: 8080}, "192.0.2.7:1", "::1", "81", "192.0.2.7"},
	} {
		r := request("GET", "/a.sh", nil)
		r.Host, r.RemoteAddr = test.host, test.remote
		if test.secure {
			r.TLS = &tls.ConnectionState{}
		}
		if test.local != nil {
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, test.local))
		}
		got := values(t, p.environ(r, 0))
		if got["SERVER_NAME"] != test.name || got["SERVER_PORT"] != test.port || got["REMOTE_ADDR"] != test.remoteIs || (got["HTTPS"] == "on") != test.secure {
			t.Errorf("%+v: %q", test, got)
		}
	}
}

// A program gets those of the server's own variables that are named, if there are
// any, and nothing that holds a NUL, which would end a variable early.
func TestNamedVariablesArePassedOn(t *testing.T) {
	t.Setenv("PYOPS_WANTED", "yes")
	t.Setenv("PYOPS_EMPTY", "")
	t.Setenv("PYOPS_SECRET", "no")
	p := &Program{Environment: []string{"PYOPS_WANTED", "PYOPS_EMPTY", "PYOPS_MISSING"}}
	got := values(t, p.environ(request("GET", "/", http.Header{"X-Nul": {"a\x00PYOPS_SECRET=b"}}), 0))
	if got["PYOPS_WANTED"] != "yes" {
		t.Errorf("%q", got)
	}
	for name, want := range map[string]bool{"PYOPS_EMPTY": true, "PYOPS_MISSING": false, "PYOPS_SECRET": false, "HTTP_X_NUL": false} {
		if _, ok := got[name]; ok != want {
			t.Errorf("%s is there: %v", name, ok)
		}
	}
}

// A request for a proxy names the host in its URI; programs want the path.
func TestTheRequestURIIsAPath(t *testing.T) {
	r := request("GET", "/a%20b?c", nil)
	if got := requestURI(r); got != "/a%20b?c" {
		t.Error(got)
	}
	r.RequestURI = "http://www.example.org/a%20b?c"
	if got := requestURI(r); got != "/a%20b?c" {
		t.Error(got)
	}
}

func TestAPathIsSplitAtItsProgram(t *testing.T) {
	files := fstest.MapFS{"cgi/a.sh": {}, "cgi/sub/b.sh": {}, "cgi/pipe": {Mode: fs.ModeNamedPipe}}
	stat := func(name string) (os.FileInfo, error) { return files.Stat(strings.TrimPrefix(name, "/")) }
	for path, want := range map[string]string{
		"/cgi/a.sh": "/cgi/a.sh|", "/cgi/a.sh/": "/cgi/a.sh|/", "/cgi/a.sh/b/c": "/cgi/a.sh|/b/c", "/cgi/sub/b.sh": "/cgi/sub/b.sh|", "/cgi/sub/b.sh/x": "/cgi/sub/b.sh|/x",
		"/cgi": "none", "/cgi/": "none", "/cgi/sub": "none", "/cgi/sub/": "none", "/cgi/none": "none", "/cgi/pipe": "none", "/cgi/pipe/x": "none", "/cg": "none",
	} {
		script, info, err := Split(stat, "/cgi", path)
		got := script + "|" + info
		if err != nil {
			got = "none"
			if !errors.Is(err, fs.ErrNotExist) || script+info != "" {
				t.Errorf("%s: %q, %v", path, script+info, err)
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// What a program complains of is logged by line, and no line of it grows for ever.
func TestComplaintsAreLoggedByLine(t *testing.T) {
	var said []string
	e := &errorLog{p: &Program{File: "a.sh", Log: func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }}}
	long := strings.Repeat("x", mostErrors)
	for _, part := range []string{"one\ntw", "o\n\nthr", "ee", "\n", long[:mostErrors-1], "x", "rest\n"} {
		if n, err := e.Write([]byte(part)); n != len(part) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	want := []string{`a.sh: "one"`, `a.sh: "two"`, `a.sh: ""`, `a.sh: "three"`, `a.sh: "` + long + `"`, `a.sh: "rest"`}
	if !slices.Equal(said, want) {
		t.Errorf("%.60q, want %.60q", said, want)
	}
}

// However a path is written, what is split off is a part of it.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"/cgi/a.sh/x", "/cgi//a.sh", "/cgi/sub/../a.sh", "/cgi", "//", "/cgi/a.sh\x00"} {
		f.Add(s)
	}
	files := fstest.MapFS{"cgi/a.sh": {}, "cgi/sub/b.sh": {}}
	f.Fuzz(func(t *testing.T, path string) {
		if path != "/cgi" && !strings.HasPrefix(path, "/cgi/") {
			return // only those below the folder are split
		}
		script, info, err := Split(func(name string) (os.FileInfo, error) { return files.Stat(strings.TrimPrefix(name, "/")) }, "/cgi", path)
		if err != nil {
			if script+info != "" {
				t.Fatalf("%q: %q, %v", path, script+info, err)
			}
			return
		}
		if script+info != path || script != "/cgi/a.sh" && script != "/cgi/sub/b.sh" || info != "" && info[0] != '/' {
			t.Fatalf("%q: %q and %q", path, script, info)
		}
	})
}
