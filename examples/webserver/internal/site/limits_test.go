package site

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

func dial(t testing.TB, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(peers.ReadyTimeout))
	return c
}

func TestHostileRequests(t *testing.T) {
	s := start(t, tree{"a.txt": "a", "cgi/x.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\ncat\n"}, "max_header = 1024\nmax_body = 10\n"+cgiIni)
	for name, test := range map[string]struct {
		request string
		code    int
	}{
		"two lengths":             {"POST /cgi/x.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
		"a blank before a colon":  {"GET /a.txt HTTP/1.1\r\nHost : a\r\n\r\n", 400},
		"an unknown transfer":     {"POST /cgi/x.sh HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
		"no host":                 {"GET /a.txt HTTP/1.1\r\n\r\n", 400},
		"two hosts":               {"GET /a.txt HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		"a header without an end": {"GET /a.txt HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 20000) + "\r\n\r\n", 431},
		"a long body":             {"POST /cgi/x.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world", 413},
		"a long body in chunks":   {"POST /cgi/x.sh HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n", 413},
		"a length that is none":   {"POST /cgi/x.sh HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400},
		"no HTTP":                 {"\x16\x03\x01\x00\xa5\x01\r\n\r\n", 400},
	} {
		c := dial(t, s.addr)
		io.WriteString(c, test.request)
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if r.StatusCode != test.code {
			t.Errorf("%s: %d, want %d", name, r.StatusCode, test.code)
		}
		c.Close()
	}
	// Two requests smuggled into one must not be answered as two.
	c := dial(t, s.addr)
	io.WriteString(c, "POST /cgi/x.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
	all, _ := io.ReadAll(c)
	if n := strings.Count(string(all), "HTTP/1.1 "); n != 1 {
		t.Errorf("%d answers: %q", n, all)
	}
}

// Connections that say nothing, or half of it, are ended, and hold nobody up.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	s := start(t, tree{"a.txt": "a", "cgi/x.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\ncat\n", "big": strings.Repeat("x", 32<<20)}, "header_timeout = 0.3\nidle_timeout = 0.3\nstall_timeout = 0.3\n"+cgiIni)
	var slow []net.Conn
	for i := range 10 {
		c := dial(t, s.addr)
		if i%2 == 0 {
			io.WriteString(c, "GET /a.txt HTTP/1.1\r\nHo")
		}
		slow = append(slow, c)
	}
	if r := get(t, s.addr, "/a.txt"); r.code != 200 {
		t.Errorf("beside them: %+v", r)
	}
	for i, c := range slow {
		if _, err := io.ReadAll(c); err != nil {
			t.Errorf("connection %d is not ended: %v", i, err)
		}
	}
	// A body that stops coming, where a program waits for it and where nobody does.
	slow = nil
	for _, request := range []string{"POST /cgi/x.sh", "POST /a.txt", "GET /a.txt", "POST /gone"} {
		c := dial(t, s.addr)
		io.WriteString(c, request+" HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
		slow = append(slow, c)
	}
	for i, c := range slow {
		if _, err := io.ReadAll(c); err != nil {
			t.Errorf("body %d stopped coming, and is waited for: %v", i, err)
		}
	}
	// An answer that nobody takes.
	before := s.requests.Load()
	c := dial(t, s.addr)
	io.WriteString(c, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
	peers.Eventually(t, "the server to let go", func() bool { return s.requests.Load() > before && s.working.Load() == 0 })
	if n, err := io.Copy(io.Discard, c); n >= 32<<20 && err == nil {
		t.Error("all of it came, after nobody took it for so long")
	}
}

func TestKeptConnectionsAndStatus(t *testing.T) {
	s := start(t, tree{"a.txt": "a"}, "")
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for range 5 {
		r, err := client.Get("http://" + s.addr + "/a.txt")
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
	for _, c := range [][2]string{{"/server-status?json", "application/json"}, {"/server-status", "text/html; charset=utf-8"}} {
		path, kind := c[0], c[1]
		r, err := client.Get("http://" + s.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != 200 || path == "/server-status?json" && !strings.Contains(string(text), `"connections":1,"requests_under_way":1,"requests":6`) || r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d %s %v", path, r.StatusCode, text, r.Header)
		}
	}
	if s.open.Load() != 1 {
		t.Errorf("%d connections for one client", s.open.Load())
	}
}

// A page of an error is HTML, and no browser guesses otherwise.
func TestPagesOfErrorsSayWhatTheyAre(t *testing.T) {
	for ini, body := range map[string]string{"[errors]\n404 = /gone.html\n": "<p>gone", "": "<h1>404 Not Found</h1>"} {
		r := get(t, start(t, tree{"gone.html": "<p>gone"}, ini).addr, "/nothing")
		if !strings.Contains(r.body, body) || r.header.Get("Content-Type") != "text/html; charset=utf-8" || r.header.Get("X-Content-Type-Options") != "nosniff" || r.header.Get("Content-Length") != strconv.Itoa(len(r.body)) {
			t.Errorf("%q: %d %v %q", ini, r.code, r.header, r.body)
		}
	}
}

func TestSitesByName(t *testing.T) {
	one, two := tree{"a.txt": "one"}.write(t), tree{"a.txt": "two"}.write(t)
	s := startIn(t, one, fmt.Sprintf("[server]\nlisten = 127.0.0.1:0,\nroot = %s\n[vhost]\n[[Two.test]]\naliases = deux.test,\nroot = %s\n", one, two))
	for host, want := range map[string]string{"two.test": "two", "TWO.test:80": "two", "two.test.": "two", "deux.test": "two", "other": "one", "127.0.0.1": "one"} {
		if r := ask(t, s.addr, "GET /a.txt HTTP/1.1\nHost: "+host); r.body != want {
			t.Errorf("%s: %q, want %q", host, r.body, want)
		}
	}
}

// Compressors take megabytes each, for as long as a client likes: so many at once,
// and who comes then gets the file as it is.
func TestCompressorsAreBounded(t *testing.T) {
	huge := strings.Repeat(long, 8)
	s := start(t, tree{"huge.txt": huge}, "")
	f := s.now.Load().first
	n := 0
	for f.Take() {
		n++
	}
	if n != 32 {
		t.Errorf("%d compress at once, expected 32", n)
	}
	r := get(t, s.addr, "/huge.txt", "Accept-Encoding: gzip")
	if r.code != 200 || r.header.Get("Content-Encoding") != "" || r.body != huge || r.header.Get("Vary") != "Accept-Encoding" || strings.HasPrefix(r.header.Get("Etag"), "W/") {
		t.Errorf("beside %d others: %d %v", n, r.code, r.header)
	}
	f.Give()
	if r := get(t, s.addr, "/huge.txt", "Accept-Encoding: gzip"); r.header.Get("Content-Encoding") != "gzip" {
		t.Errorf("beside %d others: %d %v", n-1, r.code, r.header)
	}
}

func TestTheStatusIsNotForWhomAProxySpeaks(t *testing.T) {
	s := start(t, tree{}, "")
	if r := get(t, s.addr, "/server-status"); r.code != 200 {
		t.Errorf("from here: %d", r.code)
	}
	for _, field := range []string{"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "Via: 1.1 proxy", "X-Real-IP: 192.0.2.1"} {
		if r := get(t, s.addr, "/server-status", field); r.code != 404 {
			t.Errorf("%s: %d", field, r.code)
		}
	}
}
