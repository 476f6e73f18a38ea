//go:build unix

package cgi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// A stage is a program with what it makes the server do and say.
type stage struct {
	Program
	mu     sync.Mutex
	said   []string
	failed []int
}

func newStage(t *testing.T, script string) *stage {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.sh")
	peers.WriteProgram(t, file, "#!/bin/sh\n"+script)
	s := &stage{Program: Program{File: file, Root: dir, Script: "/a.sh", Timeout: peers.ReadyTimeout}}
	s.Log = func(format string, args ...any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.said = append(s.said, fmt.Sprintf(format, args...))
	}
	s.Fail = func(w http.ResponseWriter, _ *http.Request, code int) {
		s.failed = append(s.failed, code)
		w.WriteHeader(code)
	}
	return s
}

func (s *stage) words() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.said, "\n")
}

func (s *stage) run(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Serve(w, r)
	return w
}

// What a program says of the connection is not its business; all else is passed on.
func TestFieldsOfTheConnectionAreNotPassedOn(t *testing.T) {
	s := newStage(t, `printf '%s\r\n' 'Status: 203 Odd' 'Content-Type: x/y' 'X-B: 1' 'X-B: 2' 'Connection: close' 'Keep-Alive: 5' 'Transfer-Encoding: identity' 'Upgrade: x' '' body`)
	w := s.run(request("GET", "/a.sh", nil))
	if w.Code != 203 || w.Body.String() != "body\r\n" {
		t.Errorf("%d %q\n%s", w.Code, w.Body, s.words())
	}
	want := http.Header{"Content-Type": {"x/y"}, "X-B": {"1", "2"}}
	for name := range w.Header() {
		if !slices.Equal(w.Header()[name], want[name]) {
			t.Errorf("%s: %q, want %q", name, w.Header()[name], want[name])
		}
	}
	if len(w.Header()) != len(want) {
		t.Errorf("%v, want %v", w.Header(), want)
	}
}

// A program leads five times to other paths of the site, as a plain GET, and no more.
func TestLocalRedirectsEnd(t *testing.T) {
	s := newStage(t, "echo Location: /next?a=b\necho\n")
	runs := 0
	s.Local = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		runs++
		if r.Method != "GET" || r.RequestURI != "/next?a=b" || r.URL.RawQuery != "a=b" || r.ContentLength != 0 {
			t.Errorf("%s %s, %d bytes", r.Method, r.RequestURI, r.ContentLength)
		}
		s.Serve(w, r)
	})
	r := request("POST", "/a.sh", nil)
	if w := s.run(r); w.Code != 500 || runs != 5 || !slices.Equal(s.failed, []int{500}) {
		t.Errorf("%d after %d, %v", w.Code, runs, s.failed)
	}
	if !strings.Contains(s.words(), `redirects to "/next?a=b", which leads nowhere`) {
		t.Error(s.words())
	}
}

// A status is one that ends a request; all else is the program's fault.
func TestTheStatusOfAProgram(t *testing.T) {
	for answer, want := range map[string]int{
		"Status: 200": 200, "Status: 599 Odd": 599, "Status: 404 Not Here": 404, "Status: 204": 204,
		"Status: 199": 500, "Status: 600": 500, "Status: ": 500, "Status: 2x0": 500, "X: y": 500,
		"Content-Type: x/y": 200, "Location: //example.org/": 302, "Location: https://example.org/": 302, "Location: x": 302,
		"Status: 301\nLocation: /away": 301,
	} {
		s := newStage(t, "cat <<'E'\n"+answer+"\n\nE\n")
		if w := s.run(request("GET", "/a.sh", nil)); w.Code != want || (want == 500) != (len(s.failed) == 1) {
			t.Errorf("%q: %d, want %d; %s", answer, w.Code, want, s.words())
		}
	}
}

// A body of unknown length that does not come whole runs nothing, and it is told why
// where the client cannot know.
func TestABodyThatBreaksOff(t *testing.T) {
	for _, test := range []struct {
		err  error
		code int
		said string
	}{
		{&http.MaxBytesError{Limit: 5}, 413, ""},
		{os.ErrDeadlineExceeded, 408, ""},
		{io.ErrUnexpectedEOF, 400, "a.sh: the request's body: unexpected EOF"},
	} {
		s := newStage(t, "echo Content-Type: x/y\necho\n")
		r := request("POST", "/a.sh", nil)
		r.ContentLength, r.Body = -1, io.NopCloser(io.MultiReader(strings.NewReader("half"), iotest.ErrReader(test.err)))
		w := s.run(r)
		if w.Code != test.code || !slices.Equal(s.failed, []int{test.code}) || !strings.HasSuffix(s.words(), test.said) || (s.words() == "") != (test.said == "") {
			t.Errorf("%v: %d %v, said %q", test.err, w.Code, s.failed, s.words())
		}
		if closes := w.Header().Get("Connection") == "close"; closes != (test.code == 408) {
			t.Errorf("%v: the connection ends: %v", test.err, closes)
		}
	}
}

// A header that never ends is not read for ever.
func TestAHeaderIsBounded(t *testing.T) {
	s := newStage(t, "echo Content-Type: x/y\nwhile :; do echo X-A: 0123456789012345678901234567890123456789; done\n")
	begun := time.Now()
	if w := s.run(request("GET", "/a.sh", nil)); w.Code != 500 || !strings.Contains(s.words(), "its answer has no header") {
		t.Errorf("%d after %v: %s", w.Code, time.Since(begun), s.words())
	}
	long := strings.Repeat("x", mostHeader/2)
	s = newStage(t, "echo Content-Type: x/y\necho X-A: "+long+"\necho\nprintf %0200000d 0\n")
	if w := s.run(request("GET", "/a.sh", nil)); w.Code != 200 || w.Body.Len() != 200_000 || w.Header().Get("X-A") != long {
		t.Errorf("%d with %d bytes: %s", w.Code, w.Body.Len(), s.words())
	}
}

// What does not go out is told, if the client is still there to miss it.
func TestAnAnswerThatBreaksOff(t *testing.T) {
	for gone, said := range map[bool]string{false: "a.sh: its answer broke off: no room", true: ""} {
		s := newStage(t, "echo Content-Type: x/y\necho\necho text\n")
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		w := &full{ResponseRecorder: httptest.NewRecorder()}
		if gone {
			w.before = leave
		}
		s.Serve(w, request("GET", "/a.sh", nil).WithContext(ctx))
		if w.Code != 200 || !strings.HasSuffix(s.words(), said) || (s.words() == "") != (said == "") {
			t.Errorf("gone %t: %d, said %q", gone, w.Code, s.words())
		}
	}
}

// A full writer takes nothing.
type full struct {
	*httptest.ResponseRecorder
	before func()
}

func (f *full) Write([]byte) (int, error) {
	if f.before != nil {
		f.before()
	}
	return 0, errors.New("no room")
}

// Bodies come whole, short ones and those that are kept in a file meanwhile, of known
// length and of unknown; no file is left.
func TestBodiesComeWhole(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, size := range []int{0, 1, mostInMemory - 1, mostInMemory, mostInMemory + 1, 3 * mostInMemory} {
		for _, known := range []bool{true, false} {
			s := newStage(t, "echo Content-Type: x/y\necho\nls \"$TMPDIR\" | wc -l\necho $CONTENT_LENGTH\ncat\n")
			s.Environment = []string{"TMPDIR", "PATH"}
			body := strings.Repeat("0123456789", size/10+1)[:size]
			r := request("POST", "/a.sh", nil)
			r.ContentLength, r.Body = -1, io.NopCloser(strings.NewReader(body))
			if known {
				r.ContentLength = int64(size)
			}
			if w := s.run(r); w.Code != 200 || w.Body.String() != fmt.Sprintf("0\n%d\n%s", size, body) {
				t.Errorf("%d bytes, known %t: %d, %d bytes; %s", size, known, w.Code, w.Body.Len(), s.words())
			}
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}
