package curlx

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/multi.py
var multiSource string

// A multiCall is a call to a Multi or a handle, by their numbers.
type multiCall struct {
	what  string
	multi int
	curl  int
	n     int
	calls []multiCall // made by the WRITEFUNCTION that comes next
}

func (c multiCall) python() []any {
	var n any = c.n
	if c.calls != nil {
		n = pythonCalls(c.calls)
	}
	return []any{c.what, c.multi, c.curl, n}
}

func pythonCalls(calls []multiCall) []any {
	all := []any{}
	for _, c := range calls {
		all = append(all, c.python())
	}
	return all
}

// A multiStage has what calls are made of.
type multiStage struct {
	t       *testing.T
	multis  []*CurlMulti
	handles []*Curl
	inside  []multiCall
	told    []string
}

func newMultiStage(t *testing.T, urls []string, multis int) *multiStage {
	s := &multiStage{t: t}
	for range multis {
		s.multis = append(s.multis, NewCurlMulti())
	}
	for _, u := range urls {
		c := NewCurl()
		if err := errors.Join(c.Setopt(URL, u), Set(c, WRITEFUNCTION, func(p []byte) (int, error) {
			calls := s.inside
			s.inside = nil
			for _, c := range calls {
				s.told = append(s.told, s.call(c))
			}
			return len(p), nil
		})); err != nil {
			t.Fatal(err)
		}
		s.handles = append(s.handles, c)
	}
	return s
}

func (s *multiStage) close() {
	for _, c := range s.handles {
		if err := c.Close(); err != nil {
			s.t.Error(err)
		}
	}
	for _, m := range s.multis {
		if err := m.Close(); err != nil {
			s.t.Error(err)
		}
	}
}

// said is what a call came to, in pycurl's words.
func saidOf(v any, err error) string {
	var refused *MultiError
	var failed *Error
	switch {
	case errors.As(err, &refused):
		return refused.Reason
	case errors.As(err, &failed) && (failed.Code == E_RECURSIVE_API_CALL || strings.HasSuffix(failed.Reason, "no curl handle")):
		return failed.Reason // pycurl's own, which have no number
	case errors.As(err, &failed):
		return fmt.Sprint(int(failed.Code), " ", failed.Reason)
	case err != nil:
		return err.Error()
	case v == nil:
		return ""
	case v == true, v == false:
		return strings.ToUpper(fmt.Sprint(v)[:1]) + fmt.Sprint(v)[1:]
	}
	return fmt.Sprint(v)
}

func (s *multiStage) run(m *CurlMulti) error {
	for {
		running, err := m.Perform()
		if err != nil || running == 0 {
			return err
		}
		if _, err := m.Select(time.Minute); err != nil {
			return err
		}
	}
}

func (s *multiStage) info(m *CurlMulti, most int) (any, error) {
	results, left, err := m.InfoRead(most)
	if err != nil {
		return nil, err
	}
	ended := []string{}
	for _, r := range results {
		code, text := 0, ""
		if e, ok := errors.AsType[*Error](r.Err); ok {
			code, text = int(e.Code), e.Reason
		}
		ended = append(ended, fmt.Sprintf("%d %d %s", slices.Index(s.handles, r.Curl), code, text))
	}
	slices.Sort(ended)
	return fmt.Sprintf("%d left: %s", left, pythonList(ended)), nil
}

// pythonList is str() of texts, which hold no backslash and not both kinds of quotes.
func pythonList(texts []string) string {
	var b []string
	for _, s := range texts {
		quote := "'"
		if strings.Contains(s, "'") {
			quote = `"`
		}
		b = append(b, quote+s+quote)
	}
	return "[" + strings.Join(b, ", ") + "]"
}

func (s *multiStage) call(c multiCall) string {
	m, h := s.multis[c.multi], s.handles[c.curl]
	var v any
	var err error
	switch c.what {
	case "inside":
		s.inside, s.told = c.calls, nil
		return saidOf(nil, s.run(m)) + " " + pythonList(s.told)
	case "add":
		err = m.AddHandle(h)
	case "remove":
		err = m.RemoveHandle(h)
	case "run":
		err = s.run(m)
	case "info":
		v, err = s.info(m, c.n)
	case "end":
		err = m.Close()
	case "timeout":
		var d time.Duration
		d, err = m.Timeout()
		v = d >= 0
	case "select":
		_, err = m.Select(0)
	case "maxconnects":
		err = m.Setopt(M_MAXCONNECTS, c.n)
	case "perform":
		err = h.Perform(s.t.Context())
	case "close":
		err = h.Close()
	case "set":
		err = h.Setopt(USERAGENT, "x")
	case "pause":
		err = h.Pause(c.n)
	case "reset":
		err = h.Reset()
	case "code":
		v, err = h.Getinfo(RESPONSE_CODE)
	case "words":
		v = h.Errstr()
	default:
		s.t.Fatal(c.what)
	}
	return saidOf(v, err)
}

// compareMulti makes calls here and there.
func compareMulti(t *testing.T, py *original.Python, urls []string, multis int, calls []multiCall) {
	t.Helper()
	theirs := py.Value("multi", urls, multis, pythonCalls(calls)).([]any)
	s := newMultiStage(t, urls, multis)
	defer s.close()
	for i, c := range calls {
		got, want := maskTime.ReplaceAllString(s.call(c), "N ms"), maskTime.ReplaceAllString(theirs[i].(string), "N ms")
		if got != want {
			t.Errorf("%v: %q, want %q", calls[:i+1], got, want)
			return
		}
	}
}

func multiURLs(t *testing.T) []string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	t.Cleanup(s.Close)
	return []string{s.URL, s.URL, "http://127.0.0.1:1/", "foo://x/", ""}
}

// What a Multi says to calls, whatever came before them. How many messages are left is
// asked for without a limit: with one the original loses a message.
func TestParityMultiStates(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(multiSource)
	urls := multiURLs(t)
	random := original.Rand(t)
	for range original.Rounds(t, 150) {
		var calls []multiCall
		closed := map[int]bool{}
		for range 2 + random.IntN(14) {
			c := multiCall{multi: random.IntN(2), curl: random.IntN(len(urls)), n: random.IntN(3)}
			c.what = []string{"add", "add", "add", "add", "remove", "remove", "run", "run", "info", "info", "end", "timeout", "select", "maxconnects", "perform", "close", "set", "pause", "reset", "code", "words"}[random.IntN(21)]
			switch {
			case c.what == "info":
				c.n = 0
			case c.what == "end":
				// A handle stays with a Multi that has been closed, in the original.
				for h := range urls {
					calls = append(calls, multiCall{what: "remove", multi: c.multi, curl: h})
				}
			case c.what == "close":
				closed[c.curl] = true
			case c.what == "words" && closed[c.curl]:
				continue // Errstr has no error
			}
			calls = append(calls, c)
		}
		compareMulti(t, py, urls, 2, calls)
	}
}

// Callbacks cannot end the transfers of their Multi, nor change them.
func TestParityMultiInCallbacks(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(multiSource)
	urls := multiURLs(t)
	for _, inside := range [][]multiCall{
		{{what: "remove", curl: 0}, {what: "remove", curl: 0}}, {{what: "remove", multi: 1, curl: 0}}, {{what: "end"}}, {{what: "close", curl: 0}},
		{{what: "perform", curl: 0}, {what: "set", curl: 0}, {what: "add", multi: 1, curl: 0}}, {{what: "end", multi: 1}, {what: "add", multi: 1, curl: 1}},
		{{what: "perform", curl: 2}, {what: "pause", curl: 2}, {what: "remove", multi: 1, curl: 1}, {what: "close", curl: 1}},
	} {
		compareMulti(t, py, urls, 2, []multiCall{
			{what: "add"}, {what: "inside", calls: inside}, {what: "info"}, {what: "remove"}, {what: "perform"}, {what: "add"}, {what: "run"}, {what: "info"},
		})
	}
}

// The original gives its Multi's handles to no other Multi once it has been closed, and
// loses a message at each info_read with a limit. Here neither is so.
func TestMultiMendsTheOriginal(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(multiSource)
	urls := multiURLs(t)
	for name, c := range map[string]struct {
		calls        []multiCall
		theirs, ours string // of the last call
	}{
		"closed": {[]multiCall{{what: "add"}, {what: "end"}, {what: "add", multi: 1}}, "cannot add/remove handle - curl object already on another multi-stack", ""},
		"limited": {[]multiCall{{what: "add"}, {what: "run"}, {what: "add", curl: 1}, {what: "run"}, {what: "add", curl: 3}, {what: "run"}, {what: "info", n: 1}, {what: "info", n: 1}},
			`0 left: ["3 1 Protocol \"foo\" not supported or disabled in libcurl"]`, `1 left: ["1 0 "]`},
	} {
		s := newMultiStage(t, urls, 2)
		defer s.close()
		theirs := py.Value("multi", urls, 2, pythonCalls(c.calls)).([]any)
		if got := theirs[len(theirs)-1]; strings.ReplaceAll(got.(string), "'", `"`) != strings.ReplaceAll(c.theirs, `\"`, `"`) {
			t.Errorf("%s: the original says %q, want %q", name, got, c.theirs)
		}
		var ours string
		for _, call := range c.calls {
			ours = s.call(call)
		}
		if ours = strings.ReplaceAll(ours, "'", `"`); ours != c.ours {
			t.Errorf("%s: %q, want %q", name, ours, c.ours)
		}
	}
}

// Whatever callback it is, and whatever it asks for: the Multi goes on.
func TestMultiBearsWhatCallbacksAskFor(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	defer s.Close()
	gone := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-gone:
		case <-r.Context().Done():
		}
	}))
	defer slow.Close()
	defer close(gone)
	type stage struct {
		m              *CurlMulti
		self, other, c *Curl
	}
	refused := map[string]func(s stage) error{
		"removing itself": func(s stage) error { return s.m.RemoveHandle(s.self) },
		"the end":         func(s stage) error { return s.m.Close() },
		"Do":              func(s stage) error { _, err := s.m.Do(t.Context(), s.c); return err },
	}
	callbacks := map[string]func(f func()) []any{
		"write":  func(f func()) []any { return []any{WRITEFUNCTION, func([]byte) { f() }} },
		"to":     func(f func()) []any { return []any{WRITEDATA, writerFunc(f)} },
		"header": func(f func()) []any { return []any{HEADERFUNCTION, func([]byte) { f() }} },
		"progress": func(f func()) []any {
			return []any{NOPROGRESS, 0, XFERINFOFUNCTION, func(_, _, _, _ int64) error { f(); return nil }}
		},
		"debug": func(f func()) []any { return []any{VERBOSE, 1, DEBUGFUNCTION, func(InfoType, []byte) { f() }} },
		"open": func(f func()) []any {
			return []any{OPENSOCKETFUNCTION, func(n, a string) (net.Conn, error) { f(); return net.Dial(n, a) }}
		},
		"close": func(f func()) []any {
			return []any{FORBID_REUSE, 1, CLOSESOCKETFUNCTION, func(c net.Conn) error { f(); return c.Close() }}
		},
		"request": func(f func()) []any {
			return []any{PREREQFUNCTION, func(string, string, int, int) error { f(); return nil }}
		},
	}
	for name, settings := range callbacks {
		for what, ask := range refused {
			g := stage{m: NewCurlMulti(), other: handle(t, URL, slow.URL), c: handle(t, URL, s.URL)}
			var once sync.Once
			var err error
			g.self = handle(t, append([]any{URL, s.URL, WRITEDATA, io.Discard}, settings(func() { once.Do(func() { err = ask(g) }) })...)...)
			if err := errors.Join(g.m.AddHandle(g.other), g.m.AddHandle(g.self)); err != nil {
				t.Fatal(err)
			}
			for {
				if _, err := g.m.Perform(); err != nil {
					t.Fatal(err)
				}
				if n, err := g.m.Select(time.Minute); err != nil || n > 0 {
					break
				}
			}
			if !errors.Is(err, E_MULTI_RECURSIVE_API_CALL) {
				t.Errorf("%s asks for %s: %v", name, what, err)
			}
			// Afterwards, and from elsewhere, it may be asked for.
			if err := errors.Join(g.m.RemoveHandle(g.self), g.m.RemoveHandle(g.other), g.m.Close()); err != nil {
				t.Errorf("%s asks for %s, afterwards: %v", name, what, err)
			}
		}
	}
}

// A writerFunc is a writer that may wait, and so is called on a goroutine of its own.
type writerFunc func()

func (f writerFunc) Write(p []byte) (int, error) { f(); return len(p), nil }

// The program's loop may ask the Multi whatever it likes when it is told something.
func TestMultiTellsWithoutItsLock(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	defer s.Close()
	m := NewCurlMulti()
	var timers []time.Duration
	var actions []int
	var refused []error
	ended := make(chan struct{})
	ask := func() {
		_, err := m.Timeout()
		_, _, ierr := m.InfoRead(0)
		_, serr := m.SocketAction(SOCKET_TIMEOUT, 0)
		if err := errors.Join(err, ierr, serr); err != nil && !m.Closed() {
			t.Error(err)
		}
		if !m.Closed() {
			refused = append(refused, m.Close())
		}
	}
	if err := errors.Join(m.Setopt(M_SOCKETFUNCTION, func(action, socket int) { actions = append(actions, action); ask() }),
		m.Setopt(M_TIMERFUNCTION, func(d time.Duration) {
			timers = append(timers, d)
			ask()
			if d < 0 {
				close(ended)
			}
		}), m.AddHandle(handle(t, URL, s.URL, WRITEDATA, io.Discard))); err != nil {
		t.Fatal(err)
	}
	<-ended
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(actions, []int{POLL_IN, POLL_REMOVE}) || !slices.Equal(timers, []time.Duration{0, -1}) {
		t.Errorf("told of sockets %v, of times %v", actions, timers)
	}
	for _, err := range refused {
		if !errors.Is(err, E_MULTI_RECURSIVE_API_CALL) {
			t.Errorf("Close in a callback: %v", err)
		}
	}
	// Two that ask at once, of no news: nobody waits.
	m = NewCurlMulti()
	socket := -1
	if err := m.Setopt(M_SOCKETFUNCTION, func(action, s int) {
		if action == POLL_IN {
			socket = s
		}
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if n, err := m.SocketAction(socket, CSELECT_IN); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// A transfer that a Multi makes ends with its handle, as in the original, and with a
// handle that Do has not started.
func TestClosingAHandleEndsItsTransfer(t *testing.T) {
	hung := faulty(t, hangs)
	m := NewCurlMulti()
	defer m.Close()
	c := handle(t, URL, hung, WRITEDATA, io.Discard)
	if err := m.AddHandle(c); err != nil {
		t.Fatal(err)
	}
	if n, err := m.Perform(); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if err := c.Close(); err != nil || !c.Closed() || m.Len() != 0 {
		t.Errorf("%v, %d handles", err, m.Len())
	}
	if n, err := m.Perform(); n != 0 || err != nil {
		t.Errorf("%d are going on, %v", n, err)
	}
	if err := m.setGroupAside(t, handle(t, URL, hung)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("of Do: %v", err)
	}
	// Both locks are taken in one order: two goroutines may do both at once.
	for range 300 {
		c := NewCurl()
		if err := m.AddHandle(c); err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		both.Go(func() { c.Close() })
		both.Go(func() { m.RemoveHandle(c) })
		both.Wait()
	}
}

// setGroupAside closes a handle that Do has added and not started.
func (m *CurlMulti) setGroupAside(t *testing.T, c *Curl) error {
	g := &multiGroup{ctx: t.Context(), place: map[*Curl]int{}, results: make([]MultiResult, 1), left: 1, done: make(chan struct{})}
	if err := errors.Join(m.addTo(g, c, 0), c.Close()); err != nil {
		return err
	}
	<-g.done
	return g.results[0].Err
}

// A writer that waits for ever holds up its own transfer alone, and a transfer that
// waits for its turn has its time limit.
func TestMultiTurnsEnd(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	defer s.Close()
	w := stuck{make(chan struct{})}
	defer close(w.free)
	m := NewCurlMulti()
	defer m.Close()
	first, second := handle(t, URL, s.URL, WRITEDATA, w, TIMEOUT_MS, 300), handle(t, URL, s.URL, WRITEFUNCTION, func([]byte) {}, TIMEOUT, 60)
	results, err := m.Do(t.Context(), first, second)
	if err != nil || !errors.Is(results[0].Err, E_OPERATION_TIMEDOUT) || results[1].Err != nil {
		t.Errorf("%v, %v", results, err)
	}
	free := make(chan struct{})
	first = handle(t, URL, s.URL, WRITEFUNCTION, func([]byte) { <-free })
	second = handle(t, URL, s.URL, TIMEOUT_MS, 300, CLOSESOCKETFUNCTION, func(c net.Conn) error { return c.Close() }, NOPROGRESS, 0, XFERINFOFUNCTION, func(_, _, _, _ int64) error { return nil })
	if err := m.AddHandle(first); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Perform(); err != nil {
		t.Fatal(err)
	}
	for m.callback.TryLock() {
		m.callback.Unlock()
	}
	results, err = m.Do(t.Context(), second)
	if err != nil || !errors.Is(results[0].Err, E_OPERATION_TIMEDOUT) {
		t.Errorf("%v, %v", results, err)
	}
	close(free)
}

// Callbacks do not overlap, that which closes connections included.
func TestMultiClosesConnectionsInTurn(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	defer s.Close()
	m := NewCurlMulti()
	defer m.Close()
	var inside, overlaps atomic.Int32
	busy := func() {
		if inside.Add(1) > 1 {
			overlaps.Add(1)
		}
		runtime.Gosched()
		inside.Add(-1)
	}
	var handles []*Curl
	for range 40 {
		handles = append(handles, handle(t, URL, s.URL, FORBID_REUSE, 1, WRITEFUNCTION, func([]byte) { busy() }, CLOSESOCKETFUNCTION, func(c net.Conn) error { busy(); return c.Close() }))
	}
	for range 10 {
		if _, err := m.Do(t.Context(), handles...); err != nil {
			t.Fatal(err)
		}
	}
	if overlaps.Load() > 0 {
		t.Errorf("%d callbacks were called during others", overlaps.Load())
	}
}
