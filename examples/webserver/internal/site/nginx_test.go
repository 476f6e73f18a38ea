package site

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// startNginx serves a folder by nginx, and returns its address.
func startNginx(t testing.TB, root string) string {
	t.Helper()
	nginx, port := peers.Need(t, "nginx"), peers.Port(t)
	dir := t.TempDir()
	conf := fmt.Sprintf(`daemon off; worker_processes 1; pid %[1]s/pid; error_log %[1]s/error.log; user root;
events { worker_connections 100; }
http {
  access_log off; types { text/plain txt; text/html html; application/octet-stream bin; } default_type application/octet-stream;
  client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server { listen 127.0.0.1:%[2]d; root %[3]s; autoindex on; location ~ \.txt$ { expires 60s; gzip on; gzip_types text/plain; gzip_vary on; gzip_min_length 1024; } }
}
`, dir, port, root)
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	peers.Start(t, peers.Command{Args: []string{nginx, "-c", file, "-e", "stderr"}, Dir: dir, Ready: func(ctx context.Context) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/", nil)
		if err != nil {
			return err
		}
		got, err := http.DefaultTransport.RoundTrip(r)
		if err == nil {
			got.Body.Close()
			http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		}
		return err
	}})
	return addr
}

// Caching and ranges are nginx's, but where RFC 9110 is against it.
func TestAnswersAreNginxs(t *testing.T) {
	peers.NeedRoot(t) // nginx drops to another user otherwise, who may not read the folder
	files := tree{"a.txt": "hello, world of 33 bytes in all.\n", "big.txt": long, "sub/index.html": "index", "empty.txt": "", "x.bin": "binary"}
	s := start(t, files, "[cache]\n[[max_age]]\n.txt = 60\n[compress]\nencodings = gzip,\n")
	nginx := startNginx(t, s.dir)
	// against is what we owe instead, by request.
	against := map[string]string{
		"GET /a.txt|If-Modified-Since: later":  "304: RFC 9110, 13.1.3",
		"GET /a.txt|Range: bytes=5-2":          "200: RFC 9110, 14.2",
		"GET /big.txt|If-Modified-Since: same": "Vary: RFC 9110, 15.4.5",
		"GET /sub":                             "Location: RFC 9110, 10.2.2, a path of the same host",
		"GET /big.txt|Accept-Encoding: *":      "gzip: RFC 9110, 12.5.3",
		"GET /a.txt|Range: bytes=0-5,3-8":      "200: overlapping parts, RFC 9110, 14.2",
		"POST /a.txt":                          "Allow: RFC 9110, 15.5.6",
	}
	etags := map[string]string{}
	for name, addr := range map[string]string{"ours": s.addr, "nginx": nginx} {
		etags[name] = get(t, addr, "/a.txt").header.Get("Etag")
	}
	for _, request := range []string{
		"GET /a.txt", "HEAD /a.txt", "GET /empty.txt", "GET /x.bin", "GET /sub/", "GET /sub", "GET /gone", "GET /a.txt/", "POST /a.txt",
		"GET /a.txt|If-Modified-Since: same", "GET /a.txt|If-Modified-Since: later", "GET /a.txt|If-Modified-Since: earlier", "GET /a.txt|If-Modified-Since: nonsense",
		"GET /a.txt|If-None-Match: ETAG", `GET /a.txt|If-None-Match: "x", ETAG`, "GET /a.txt|If-None-Match: *", `GET /a.txt|If-None-Match: "x"|If-Modified-Since: same`,
		"GET /a.txt|If-Match: ETAG", `GET /a.txt|If-Match: "x"`, "GET /a.txt|If-Unmodified-Since: earlier", "GET /a.txt|If-Unmodified-Since: same",
		"GET /a.txt|Range: bytes=0-3", "GET /a.txt|Range: bytes=-3", "GET /a.txt|Range: bytes=30-", "GET /a.txt|Range: bytes=0-99", "GET /a.txt|Range: bytes=99-", "GET /a.txt|Range: bytes=-0",
		"GET /a.txt|Range: bytes=5-2", "GET /a.txt|Range: lines=0-1", "GET /a.txt|Range: bytes=0-1,99-", "GET /a.txt|Range: bytes=0-5,3-8", "GET /empty.txt|Range: bytes=0-",
		"GET /a.txt|Range: bytes=0-1|If-Range: ETAG", `GET /a.txt|Range: bytes=0-1|If-Range: "x"`, "GET /a.txt|Range: bytes=0-1|If-Range: same",
		"GET /big.txt|Accept-Encoding: gzip", "GET /big.txt|Accept-Encoding: gzip;q=0", "GET /big.txt|Accept-Encoding: xgzip", "GET /big.txt|Accept-Encoding: *", "GET /big.txt", "GET /big.txt|If-Modified-Since: same",
	} {
		facts := func(name, addr string) string {
			text := strings.NewReplacer("ETAG", etags[name], "same", stamp(old), "later", stamp(old.AddDate(1, 0, 0)), "earlier", stamp(old.AddDate(-1, 0, 0))).Replace(request)
			lines := strings.Split(text, "|")
			r := ask(t, addr, lines[0]+" HTTP/1.1\nHost: a.test\n"+strings.Join(append(lines[1:], "X-End: x"), "\n"))
			f := []string{fmt.Sprint(r.code)}
			if r.code == 416 {
				// nginx lets error pages be kept like the file.
				r.header.Del("Cache-Control")
				r.header.Del("Expires")
			}
			if r.code == 304 || r.code == 412 {
				// With an entity tag, a date adds nothing (RFC 9110, 15.4.5), and
				// of what is refused nginx says neither.
				r.header.Del("Last-Modified")
			}
			if r.code == 412 {
				r.header.Del("Etag")
			}
			if r.code != 200 {
				// On a part, nginx does not say again that there are parts.
				r.header.Del("Accept-Ranges")
			}
			for _, h := range []string{"Last-Modified", "Content-Range", "Cache-Control", "Content-Encoding", "Vary", "Location", "Allow"} {
				f = append(f, h+": "+r.header.Get(h))
			}
			f = append(f, fmt.Sprintf("Etag: %v, Expires: %v, Accept-Ranges: %s", r.header.Get("Etag") != "", r.header.Get("Expires") != "", r.header.Get("Accept-Ranges")))
			if r.code == 200 || r.code == 206 {
				if !strings.HasPrefix(r.header.Get("Content-Type"), "multipart/") && r.header.Get("Content-Encoding") == "" {
					f = append(f, fmt.Sprintf("%q", r.body))
				}
			}
			return strings.Join(f, "\n ")
		}
		ours, theirs := facts("ours", s.addr), facts("nginx", nginx)
		why := against[request]
		switch {
		case why == "" && ours != theirs:
			t.Errorf("%s\n ours:\n %s\n nginx:\n %s", request, ours, theirs)
		case why != "" && ours == theirs:
			t.Errorf("%s: nginx answers the same, which it did not: %s", request, why)
		case why != "" && !strings.Contains(ours, strings.SplitN(why, ":", 2)[0]):
			t.Errorf("%s: %s, owed is %s", request, ours, why)
		}
	}
}
