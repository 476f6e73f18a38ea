package site

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// long is text that is worth compressing.
var long = strings.Repeat("a line of text that is long enough to be worth it\n", 200)

// old is a time of change with a fraction of a second.
var old = time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.UTC)

// A tree is files by name; a name that ends with a slash is a folder, a text that
// begins with "-> " a link, and programs have #! in front.
type tree map[string]string

func (tr tree) write(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range tr {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(full, 0o755)
		case strings.HasPrefix(text, "-> "):
			err = os.Symlink(text[3:], full)
		case strings.HasPrefix(text, "#!"):
			peers.WriteProgram(t, full, text)
		default:
			err = os.WriteFile(full, []byte(text), 0o644)
			if err == nil {
				err = os.Chtimes(full, old, old)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A running server, and what it said.
type served struct {
	*Server
	addr string
	dir  string

	mu   sync.Mutex
	said []string
	log  bytes.Buffer
}

func (s *served) say(format string, args ...any) {
	s.mu.Lock()
	s.said = append(s.said, fmt.Sprintf(format, args...))
	s.mu.Unlock()
}

// words are what the server said of what went wrong.
func (s *served) words() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.said, "\n")
}

func (s *served) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

// start serves a tree by a configuration, whose listen and root are given.
func start(t testing.TB, files tree, ini string) *served {
	t.Helper()
	dir := files.write(t)
	return startIn(t, dir, "[server]\nlisten = 127.0.0.1:0,\nroot = "+dir+"\n"+ini)
}

func startIn(t testing.TB, dir, ini string) *served {
	t.Helper()
	c, err := config.Parse("", []byte(ini))
	if err != nil {
		t.Fatal(err)
	}
	s := &served{dir: dir}
	if s.Server, err = Start(c, s, s.say, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for _, u := range s.Addresses() {
		at, err := url.Parse(u)
		if err != nil {
			t.Fatal(err)
		}
		if s.addr == "" {
			s.addr = at.Host
		}
	}
	return s
}

// A reply as it came over the wire.
type reply struct {
	code   int
	header http.Header
	body   string
}

// ask sends a request word for word, lines parted by "\n", and reads one answer.
func ask(t testing.TB, addr, request string) reply {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(peers.ReadyTimeout))
	if !strings.Contains(request, "\n") {
		request += " HTTP/1.1\nHost: a.test"
	}
	head, body, _ := strings.Cut(request, "\n\n")
	head = strings.ReplaceAll(head, "\n", "\r\n")
	if _, err := io.WriteString(conn, head+"\r\nConnection: close\r\n\r\n"+body); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(request, " ")
	r, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	return reply{r.StatusCode, r.Header, string(text)}
}

// get is ask for a path with header lines.
func get(t testing.TB, addr, path string, header ...string) reply {
	t.Helper()
	return ask(t, addr, strings.Join(append([]string{"GET " + path + " HTTP/1.1", "Host: a.test"}, header...), "\n"))
}
