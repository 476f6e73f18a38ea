package access

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// A disk takes lines, or is full.
type disk struct {
	mu   sync.Mutex
	full bool
	text strings.Builder
	said []string
}

func (d *disk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.full {
		return 0, errors.New("no space left")
	}
	return d.text.Write(p)
}

func (d *disk) fill(full bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full = full
}

func (d *disk) say(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.said = append(d.said, fmt.Sprintf(format, args...))
}

func (d *disk) holds(text string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Contains(d.text.String(), text)
}

func (d *disk) words() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.said)
}

func request(path string) *http.Request {
	return &http.Request{Method: "GET", RequestURI: path, Proto: "HTTP/1.1", RemoteAddr: "192.0.2.1:1", Header: http.Header{}}
}

// A full disk is told once, costs its lines, and no more than them.
func TestAFullDisk(t *testing.T) {
	d := &disk{}
	l, err := Open("-", false, 0, 1, d, d.say)
	if err != nil {
		t.Fatal(err)
	}
	d.fill(true)
	l.Request(request("/lost"), time.Now(), 200, 1)
	peers.Eventually(t, "it to be told", func() bool { return len(d.words()) == 1 })
	const lines = 10_000
	for range lines {
		l.Request(request("/lost"), time.Now(), 200, 1)
	}
	if n := len(d.words()); n != 1 {
		t.Errorf("it is told %d times", n)
	}
	d.fill(false)
	l.Request(request("/kept"), time.Now(), 200, 1)
	peers.Eventually(t, "lines to be written again", func() bool { return d.holds(`"GET /kept HTTP/1.1"`) && len(d.words()) == 2 })
	// What still waited when there was room again is written.
	const waiting = 2000
	var lost int
	if _, err := fmt.Sscanf(d.words()[1], "access log: is written again, about %d lines are lost", &lost); err != nil || lost <= lines-waiting || lost > lines+1 {
		t.Errorf("%d lines are lost of %d, %v", lost, lines+1, err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestTheLastUserClosesIt(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	l, err := Open(name, true, 0, 1, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	second := l.Share()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	second.Request(request("/a"), time.Unix(0, 0), 304, 0)
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil || !strings.HasPrefix(string(text), "192.0.2.1 - - [") || !strings.HasSuffix(string(text), `] "GET /a HTTP/1.1" 304 - "-" "-"`+"\n") {
		t.Errorf("%q, %v", text, err)
	}
}

func TestALine(t *testing.T) {
	r := request("/a?b")
	r.Header.Set("Referer", "http://x/")
	r.Header.Set("User-Agent", "me")
	at := time.Date(2026, 2, 3, 4, 5, 6, 7, time.FixedZone("", -3600))
	for combined, more := range map[bool]string{false: "", true: ` "http://x/" "me"`} {
		l := &Log{combined: combined}
		if got, want := string(l.append(nil, r, at, 206, 1234567890)), `192.0.2.1 - - [03/Feb/2026:04:05:06 -0100] "GET /a?b HTTP/1.1" 206 1234567890`+more+"\n"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Whatever a client sends, a line is a line and a field a field.
func FuzzLine(f *testing.F) {
	f.Add("GET", "/", "me\x7f ~")
	f.Add("G\"T", "/\n\\", "x\" 200 5 \"\x00\xff\u2028")
	f.Fuzz(func(t *testing.T, method, uri, agent string) {
		l := &Log{combined: true}
		r := request(uri)
		r.Method = method
		r.Header.Set("User-Agent", agent)
		line := string(l.append(nil, r, time.Unix(0, 0), 200, 5))
		quotes := 0
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\\':
				i++
			case c == '"':
				quotes++
			case c == '\n' && i < len(line)-1, c < ' ' && c != '\n', c >= 0x7f:
				t.Fatalf("%q", line)
			}
		}
		if quotes != 6 || !strings.HasSuffix(line, "\"\n") {
			t.Errorf("%q", line)
		}
	})
}
