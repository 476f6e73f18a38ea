package site

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

const cgiIni = "[cgi]\npath = /cgi\nextensions = .sh,\ntimeout = 20\n"

func TestPrograms(t *testing.T) {
	s := start(t, tree{
		"a.txt":            "a file",
		"cgi/hello.sh":     "#!/bin/sh\necho Content-Type: text/plain\necho\necho hello\n",
		"cgi/status.sh":    "#!/bin/sh\nprintf 'Status: 201 Made\\r\\nContent-Type: text/plain\\r\\nX-A: 1\\r\\nX-A: 2\\r\\n\\r\\nmade'\n",
		"cgi/away.sh":      "#!/bin/sh\necho Location: https://example.org/x\necho\n",
		"cgi/local.sh":     "#!/bin/sh\necho Location: /a.txt\necho\n",
		"cgi/loop.sh":      "#!/bin/sh\necho Location: /cgi/loop.sh\necho\n",
		"cgi/body.sh":      "#!/bin/sh\necho Content-Type: text/plain\necho\necho \"$REQUEST_METHOD $CONTENT_LENGTH $CONTENT_TYPE\"\ncat\n",
		"cgi/bare.sh":      "#!/bin/sh\necho no header here\n",
		"cgi/dies.sh":      "#!/bin/sh\necho it hurts >&2\nexit 3\n",
		"cgi/empty.sh":     "#!/bin/sh\n",
		"cgi/odd.sh":       "#!/bin/sh\necho Status: many\necho\n",
		"cgi/sub/deep.sh":  "#!/bin/sh\necho Content-Type: text/plain\necho\necho \"$SCRIPT_NAME|$PATH_INFO|$PATH_TRANSLATED|$QUERY_STRING\"\n",
		"cgi/plain.txt":    "source",
		"cgi/forgotten.sh": "echo never\n",
		"cgi/out.sh":       "-> /bin/true",
	}, cgiIni)
	for _, test := range []struct {
		request string
		code    int
		body    string
	}{
		{"GET /cgi/hello.sh", 200, "hello\n"},
		{"HEAD /cgi/hello.sh", 200, ""},
		{"GET /cgi/status.sh", 201, "made"},
		{"GET /cgi/away.sh", 302, ""},
		{"GET /cgi/local.sh", 200, "a file"},
		{"GET /cgi/loop.sh", 500, ""},
		{"POST /cgi/body.sh HTTP/1.1\nHost: a\nContent-Type: x/y\nContent-Length: 5\n\nhello", 200, "POST 5 x/y\nhello"},
		{"POST /cgi/body.sh HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", 200, "POST 6 \nhello!"},
		{"GET /cgi/sub/deep.sh/extra/p?q=1", 200, "/cgi/sub/deep.sh|/extra/p|" + s.dir + "/extra/p|q=1\n"},
		{"GET /cgi/bare.sh", 500, ""},
		{"GET /cgi/dies.sh", 500, ""},
		{"GET /cgi/empty.sh", 500, ""},
		{"GET /cgi/odd.sh", 500, ""},
		{"GET /cgi/gone.sh", 404, ""},
		{"GET /cgi/plain.txt", 404, ""},
		{"GET /cgi/forgotten.sh", 500, ""},
		{"GET /cgi/out.sh", 404, ""},
		{"GET /cgi/../a.txt/../cgi/hello.sh", 200, "hello\n"},
	} {
		r := ask(t, s.addr, test.request)
		if r.code != test.code || test.body != "" && r.body != test.body || r.code >= 400 && strings.Contains(r.body, "never") {
			t.Errorf("%.40s: %d %q, want %d %q", test.request, r.code, r.body, test.code, test.body)
		}
	}
	if got := get(t, s.addr, "/cgi/status.sh").header.Values("X-A"); len(got) != 2 {
		t.Errorf("a field that stands twice: %q", got)
	}
	for _, want := range []string{`dies.sh: "it hurts"`, "bare.sh: its answer has no header", "forgotten.sh: is not executable", "loop.sh: redirects", `odd.sh: its status is "many"`} {
		if !strings.Contains(s.words(), want) {
			t.Errorf("not in the log: %s\n%s", want, s.words())
		}
	}
}

// A program may begin its answer before it reads the body, all of which it still gets,
// and may leave it unread, which is then not taken for the next request.
func TestProgramsThatAnswerBeforeTheyRead(t *testing.T) {
	s := start(t, tree{
		"cgi/late.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\necho begun $CONTENT_LENGTH\nwhile [ ! -e go ]; do sleep 0.01; done\nrm go\ncat\n",
		"cgi/deaf.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\necho deaf\n",
	}, cgiIni)
	c := dial(t, s.addr) // it is kept
	in := bufio.NewReader(c)
	for _, size := range []int{1, 10, mostSmall - 1, mostSmall, 200_000, 600_000} {
		body := strings.Repeat("x", size-1) + "\n"
		fmt.Fprintf(c, "POST /cgi/late.sh HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", size, body)
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		begun := make([]byte, len(fmt.Sprintf("begun %d\n", size)))
		if _, err := io.ReadFull(r.Body, begun); err != nil || string(begun) != fmt.Sprintf("begun %d\n", size) {
			t.Fatalf("%d bytes: %q, %v", size, begun, err)
		}
		if err := os.WriteFile(filepath.Join(s.dir, "cgi", "go"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || string(rest) != body {
			t.Errorf("%d bytes of %d, %v", len(rest), size, err)
		}
		fmt.Fprintf(c, "POST /cgi/deaf.sh HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", size, body)
		if r, err = http.ReadResponse(in, nil); err != nil {
			t.Fatalf("%d bytes that are not read: %v", size, err)
		}
		text, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || string(text) != "deaf\n" {
			t.Errorf("%d bytes that are not read: %q, %v", size, text, err)
		}
	}
}

// mostSmall is from where on bodies are kept in files.
const mostSmall = 64 << 10

// However its path is written, a program is run or not there; its source is nobody's
// business.
func TestTheSourceOfProgramsIsNotServed(t *testing.T) {
	s := start(t, tree{"cgi/x.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\necho ran\n# the source\n", "cgi/x.sh.gz": "the source, packed", "sub/a": "a"}, cgiIni)
	for path, want := range map[string]string{
		"/cgi/x.sh": "ran\n", "//cgi/x.sh": "ran\n", "/cgi//x.sh": "ran\n", "/./cgi/x.sh": "ran\n", "/sub/../cgi/x.sh": "ran\n", "/%2e/cgi/./x.sh": "ran\n",
		"/cgi%2fx.sh": "ran\n", "/%63gi/x.sh": "ran\n", "/sub/..%2fcgi/x.sh": "ran\n", "/..//cgi/x.sh": "ran\n", "/cgi/x.sh/": "ran\n", "/cgi/sub/../x.sh": "ran\n",
		"//cgi/": "", "/cgi/": "", "/cgi/.": "", "/cgi/x.sh/..": "", "/cgi/x.sh.gz": "", "/cgi\\x.sh": "", "/cgi/x.sh%00": "",
	} {
		r := get(t, s.addr, path, "Accept-Encoding: gzip")
		if want != "" && (r.code != 200 || r.body != want) || want == "" && r.code < 400 || strings.Contains(r.body, "source") || strings.Contains(r.body, "x.sh") {
			t.Errorf("%s: %d %q, want %q", path, r.code, r.body, want)
		}
	}
}

func TestTheEnvironmentOfPrograms(t *testing.T) {
	t.Setenv("A_SECRET", "hunter2")
	t.Setenv("WANTED", "yes")
	s := start(t, tree{"cgi/env.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\nenv\n"}, cgiIni+"environment = PATH, WANTED\n")
	if r := get(t, s.addr, "//cgi/./env.sh"); !strings.Contains(r.body, "REQUEST_URI=//cgi/./env.sh\n") || !strings.Contains(r.body, "SCRIPT_NAME=/cgi/env.sh\n") {
		t.Errorf("the request as it came: %s", r.body)
	}
	body := get(t, s.addr, "/cgi/env.sh/p?x=%20", "X-A: 1", "X_A: 3", "Proxy: http://evil", "Authorization: Basic eHg6eXk=", "Cookie: a=b").body
	_, port, _ := net.SplitHostPort(s.addr)
	for _, want := range []string{
		"GATEWAY_INTERFACE=CGI/1.1\n", "SERVER_PROTOCOL=HTTP/1.1\n", "REQUEST_METHOD=GET\n", "SCRIPT_NAME=/cgi/env.sh\n", "PATH_INFO=/p\n", "QUERY_STRING=x=%20\n",
		"REMOTE_ADDR=127.0.0.1\n", "SERVER_NAME=a.test\n", "SERVER_PORT=" + port + "\n", "HTTP_HOST=a.test\n", "HTTP_X_A=1\n", "HTTP_COOKIE=a=b\n", "WANTED=yes\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in\n%s", want, body)
		}
	}
	for _, not := range []string{"hunter2", "HTTP_PROXY", "AUTHORIZATION", "HTTP_X_A=3", "eHg6eXk", "REMOTE_USER"} {
		if strings.Contains(body, not) {
			t.Errorf("%s is there", not)
		}
	}
}

// A child that keeps the output open does not hold the request, and does not
// outlive it.
func TestAProgramsChildren(t *testing.T) {
	t.Parallel()
	s := start(t, tree{"cgi/fork.sh": "#!/bin/sh\nsleep 1000 &\necho Content-Type: text/plain\necho\necho $!\n"}, cgiIni)
	r := get(t, s.addr, "/cgi/fork.sh")
	pid, err := strconv.Atoi(strings.TrimSpace(r.body))
	if err != nil {
		t.Fatalf("%+v", r)
	}
	peers.Eventually(t, "the child to be gone", func() bool { return gone(pid) })
}

// gone reports whether a process is no more, or waits to be buried.
func gone(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(text), ") Z ")
}

func TestAProgramsTime(t *testing.T) {
	t.Parallel()
	s := start(t, tree{
		"cgi/mute.sh": "#!/bin/sh\nsleep 1000\n",
		"cgi/half.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\necho begun\nsleep 1000\n",
	}, strings.Replace(cgiIni, "timeout = 20", "timeout = 0.3", 1))
	if r := get(t, s.addr, "/cgi/mute.sh"); r.code != 504 || !strings.Contains(s.words(), "mute.sh: has not answered within 300ms") {
		t.Errorf("%+v\n%s", r, s.words())
	}
	// What broke off must not look whole.
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(peers.ReadyTimeout))
	fmt.Fprintf(conn, "GET /cgi/half.sh HTTP/1.1\r\nHost: a\r\n\r\n")
	text, _ := io.ReadAll(conn)
	if !strings.Contains(string(text), "begun") || strings.HasSuffix(string(text), "0\r\n\r\n") {
		t.Errorf("it ends as if it were whole: %q", text)
	}
}

// Who sends the body of unknown length by the byte has the program's time for all
// of it, and then lets others in.
func TestABodyByTheByteHoldsNoProgram(t *testing.T) {
	t.Parallel()
	s := start(t, tree{"cgi/body.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\ncat\n"}, "stall_timeout = 20\n"+strings.Replace(cgiIni, "timeout = 20", "timeout = 0.5\nmax_processes = 1", 1))
	c := dial(t, s.addr)
	fmt.Fprintf(c, "POST /cgi/body.sh HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
	over := make(chan struct{})
	t.Cleanup(func() { c.Close(); <-over })
	go func() {
		defer close(over)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			if _, err := fmt.Fprintf(c, "1\r\nx\r\n"); err != nil {
				return
			}
		}
	}()
	answer := make([]byte, 12)
	if _, err := io.ReadFull(c, answer); err != nil || string(answer) != "HTTP/1.1 408" {
		t.Errorf("%q, %v", answer, err)
	}
	peers.Eventually(t, "room for another", func() bool { return get(t, s.addr, "/cgi/body.sh").code == 200 })
}

func TestSoManyProgramsAtOnce(t *testing.T) {
	dir := tree{"cgi/wait.sh": "#!/bin/sh\ntouch begun\nwhile [ ! -e go ]; do sleep 0.01; done\necho Content-Type: text/plain\necho\n"}.write(t)
	s := startIn(t, dir, "[server]\nlisten = 127.0.0.1:0,\nroot = "+dir+"\n"+cgiIni+"max_processes = 1\n")
	first := make(chan reply)
	go func() { first <- get(t, s.addr, "/cgi/wait.sh") }()
	peers.Eventually(t, "the first to run", func() bool { _, err := os.Stat(filepath.Join(dir, "cgi", "begun")); return err == nil })
	if r := get(t, s.addr, "/cgi/wait.sh"); r.code != 503 || r.header.Get("Retry-After") == "" {
		t.Errorf("%+v", r)
	}
	if err := os.WriteFile(filepath.Join(dir, "cgi", "go"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if r := <-first; r.code != 200 {
		t.Errorf("the first: %+v", r)
	}
}
