package curlx

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// A tally counts the connections that handles hold open.
type tally struct {
	mu        sync.Mutex
	now, most int
	hosts     map[string]int
	mostHost  int
	opened    int
}

func (y *tally) open(network, address string) (net.Conn, error) {
	c, err := net.Dial(network, address)
	if err != nil {
		return nil, err
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.opened++
	y.now++
	y.hosts[address]++
	y.most, y.mostHost = max(y.most, y.now), max(y.mostHost, y.hosts[address])
	return c, nil
}

func (y *tally) close(c net.Conn) error {
	y.mu.Lock()
	y.now--
	y.hosts[c.RemoteAddr().String()]--
	y.mu.Unlock()
	return c.Close()
}

func (y *tally) watch(t *testing.T, c *Curl) *Curl {
	set(t, c, OPENSOCKETFUNCTION, y.open, CLOSESOCKETFUNCTION, y.close, WRITEFUNCTION, func([]byte) {}, SSL_VERIFYPEER, 0)
	return c
}

// Connections are counted, idle ones too: an idle one is closed for a new one, and
// transfers wait for those that are in use.
func TestMultiCountsItsConnections(t *testing.T) {
	var urls []string
	for range 3 {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
		defer s.Close()
		urls = append(urls, s.URL)
	}
	for name, c := range map[string]struct {
		option         MultiOption
		limit          int
		most, mostHost int // that may be open at once
		kept           int // that are open at the end, -1 for any number
	}{
		"in all": {M_MAX_TOTAL_CONNECTIONS, 2, 2, 2, -1}, "to a host": {M_MAX_HOST_CONNECTIONS, 2, 6, 2, -1}, "idle": {M_MAXCONNECTS, 1, 30, 10, 1},
	} {
		y := &tally{hosts: map[string]int{}}
		m := NewCurlMulti()
		if err := m.Setopt(c.option, c.limit); err != nil {
			t.Fatal(err)
		}
		var handles []*Curl
		for i := range 30 {
			// A login of its own keeps a connection from other users.
			handles = append(handles, y.watch(t, handle(t, URL, urls[i%3], USERPWD, fmt.Sprint("u", i%2, ":p"), HTTPAUTH, HTTPAUTH_NTLM)))
		}
		for range 2 {
			results, err := m.Do(t.Context(), handles...)
			for _, r := range results {
				err = errors.Join(err, r.Err)
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if y.most > c.most || y.mostHost > c.mostHost || c.kept >= 0 && y.now != c.kept {
			t.Errorf("%s: %d at once, %d to a host, %d at the end", name, y.most, y.mostHost, y.now)
		}
		if err := m.Close(); err != nil || y.now != 0 {
			t.Errorf("%s: %d are left open, %v", name, y.now, err)
		}
	}
}

// For one new connection one idle one goes, that which has rested longest: the others
// are used again.
func TestOneIdleConnectionGoesForANewOne(t *testing.T) {
	y := &tally{hosts: map[string]int{}}
	m := NewCurlMulti()
	defer m.Close()
	if err := m.Setopt(M_MAX_TOTAL_CONNECTIONS, 3); err != nil {
		t.Fatal(err)
	}
	var urls []string
	for range 4 {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
		defer s.Close()
		urls = append(urls, s.URL)
	}
	for i, step := range []struct{ server, opened int }{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {1, 4}, {2, 4}, {3, 4}, {0, 5}} {
		results, err := m.Do(t.Context(), y.watch(t, handle(t, URL, urls[step.server])))
		if err == nil {
			err = results[0].Err
		}
		if err != nil || y.opened != step.opened || y.now > 3 {
			t.Errorf("step %d, to server %d: %d opened in all, want %d, %d are open, %v", i, step.server, y.opened, step.opened, y.now, err)
		}
	}
}

// By default a Multi keeps four idle connections for each handle, whatever their
// MAXCONNECTS says.
func TestMultiKeepsIdleConnections(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	defer s.Close()
	y := &tally{hosts: map[string]int{}}
	m := NewCurlMulti()
	defer m.Close()
	var handles []*Curl
	for range 20 {
		handles = append(handles, y.watch(t, handle(t, URL, s.URL, MAXCONNECTS, 1)))
	}
	for range 3 {
		if _, err := m.Do(t.Context(), handles...); err != nil {
			t.Fatal(err)
		}
	}
	if y.opened > 20 || y.now != y.opened {
		t.Errorf("%d connections were made, and %d are open", y.opened, y.now)
	}
}

// Transfers that share an HTTP/2 connection need one place together; a connection
// that cannot be made gives its place up.
func TestPlacesAreSharedAndGivenUp(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	y := &tally{hosts: map[string]int{}}
	m := NewCurlMulti()
	defer m.Close()
	if err := errors.Join(m.Setopt(M_MAX_HOST_CONNECTIONS, 1), m.Setopt(M_MAX_TOTAL_CONNECTIONS, 1)); err != nil {
		t.Fatal(err)
	}
	var handles []*Curl
	for i := range 12 {
		c := y.watch(t, handle(t, URL, s.URL, SSL_VERIFYHOST, 0))
		if i%4 == 3 {
			set(t, c, PIPEWAIT, 1)
		}
		if i%4 == 1 {
			set(t, c, URL, "http://127.0.0.1:1/")
		}
		handles = append(handles, c)
	}
	results, err := m.Do(t.Context(), handles...)
	if err != nil || y.most > 1 {
		t.Errorf("%d at once, %v", y.most, err)
	}
	for i, r := range results {
		if refused := errors.Is(r.Err, E_COULDNT_CONNECT); refused != (i%4 == 1) || r.Err != nil && !refused {
			t.Errorf("%d: %v", i, r.Err)
		}
	}
	// The time that a transfer waits counts.
	silent := faulty(t, hangs)
	one, two := y.watch(t, handle(t, URL, silent, TIMEOUT_MS, 400)), y.watch(t, handle(t, URL, silent, TIMEOUT_MS, 200))
	if results, err = m.Do(t.Context(), one, two); err != nil || !errors.Is(results[0].Err, E_OPERATION_TIMEDOUT) || !errors.Is(results[1].Err, E_OPERATION_TIMEDOUT) {
		t.Errorf("%v, %v", results, err)
	}
}

// settled reports what is wrong with a pool whose transfers are over.
func (p *pool) settled() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, k := range p.hosts {
		n += k
	}
	if p.open != len(p.idle) || n != p.open || len(p.busy) != 0 || len(p.making) != 0 {
		return fmt.Errorf("%d connections are counted, %d of them by host, and %d are there; %d in use, %d being made", p.open, n, len(p.idle), len(p.busy), len(p.making))
	}
	return nil
}

// A callback that panics takes no connection and no place with it, wherever in the
// transfer it is called.
func TestPanicsOfCallbacksGiveUpPlaces(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	defer s.Close()
	h2 := httptest.NewUnstartedServer(s.Config.Handler)
	h2.EnableHTTP2, h2.Config.ErrorLog = true, log.New(io.Discard, "", 0)
	h2.StartTLS()
	defer h2.Close()
	ftp := &ftpd{data: "0123456789"}
	ws := &wsServer{say: []byte(fr(0x81, "hello"))}
	dict := play(t, line{say: "220 hello\r\n"})
	telnet := play(t, line{say: "hello\r\n"})
	urls := map[string]string{"http": s.URL, "h2": h2.URL, "ftp": "ftp://" + ftp.start(t).addr + "/x", "ws": "ws://" + ws.start(t) + "/", "dict": "dict://" + dict.addr + "/d:w", "telnet": "telnet://" + telnet.addr + "/"}
	debug := func(text string) []any {
		return []any{VERBOSE, 1, DEBUGFUNCTION, func(_ InfoType, p []byte) {
			if strings.Contains(string(p), text) {
				panic("a callback's")
			}
		}}
	}
	for name, settings := range map[string][]any{
		"open":     {OPENSOCKETFUNCTION, func(string, string) (net.Conn, error) { panic("a callback's") }},
		"close":    {FORBID_REUSE, 1, CLOSESOCKETFUNCTION, func(c net.Conn) error { c.Close(); panic("a callback's") }},
		"request":  {PREREQFUNCTION, func(string, string, int, int) error { panic("a callback's") }},
		"write":    {WRITEFUNCTION, func([]byte) { panic("a callback's") }},
		"header":   {HEADERFUNCTION, func([]byte) { panic("a callback's") }},
		"progress": {NOPROGRESS, 0, XFERINFOFUNCTION, func(_, _, _, _ int64) error { panic("a callback's") }},
		"trying":   debug("Trying"), "connected": debug("Connected"), "any": debug(""), "the end": debug("onnection #0"), "closing": append(debug("Closing"), FORBID_REUSE, 1),
	} {
		for scheme, u := range urls {
			m := NewCurlMulti()
			if err := m.Setopt(M_MAX_TOTAL_CONNECTIONS, 1); err != nil {
				t.Fatal(err)
			}
			base := []any{URL, u, WRITEDATA, io.Discard, TIMEOUT, 30, PIPEWAIT, 1, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0, READDATA, strings.NewReader("")}
			_, err := m.Do(t.Context(), handle(t, append(base, settings...)...))
			if err := errors.Join(err, m.conns.settled()); err != nil {
				t.Errorf("%s, %s: %v", name, scheme, err)
			}
			good, err := m.Do(t.Context(), handle(t, URL, s.URL, WRITEDATA, io.Discard, PIPEWAIT, 1, TIMEOUT, 30))
			if err := errors.Join(err, good[0].Err, m.Close()); err != nil {
				t.Errorf("%s, %s: afterwards %v", name, scheme, err)
			}
		}
	}
}

// Whatever becomes of transfers, and whenever their context ends, the places that
// they had are free afterwards.
func TestPlacesAreFreeWhenContextsEnd(t *testing.T) {
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			<-r.Context().Done()
			return
		}
		io.WriteString(w, "ok")
	})
	plain, h2 := httptest.NewUnstartedServer(echo), httptest.NewUnstartedServer(echo)
	h2.EnableHTTP2 = true
	// They tell of every handshake that was cut off.
	h2.Config.ErrorLog, plain.Config.ErrorLog = log.New(io.Discard, "", 0), log.New(io.Discard, "", 0)
	plain.Start()
	defer plain.Close()
	h2.StartTLS()
	defer h2.Close()
	broken := faulty(t, func(n int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		if n%2 == 0 {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
		}
	})
	urls := []string{plain.URL, plain.URL + "/slow", h2.URL, h2.URL + "/slow", broken, "http://127.0.0.1:1/", "https" + strings.TrimPrefix(plain.URL, "http")}
	rng := original.Rand(t)
	m := NewCurlMulti()
	defer m.Close()
	for range original.Rounds(t, 40) {
		if err := errors.Join(m.Setopt(M_MAX_TOTAL_CONNECTIONS, rng.IntN(4)), m.Setopt(M_MAX_HOST_CONNECTIONS, rng.IntN(3)), m.Setopt(M_PIPELINING, []int{PIPE_NOTHING, PIPE_MULTIPLEX}[rng.IntN(2)])); err != nil {
			t.Fatal(err)
		}
		var handles []*Curl
		for range 1 + rng.IntN(8) {
			handles = append(handles, handle(t, URL, urls[rng.IntN(len(urls))], WRITEDATA, io.Discard, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0,
				PIPEWAIT, rng.IntN(2), FORBID_REUSE, rng.IntN(2), FRESH_CONNECT, rng.IntN(2), TIMEOUT_MS, []int{0, 5, 50}[rng.IntN(3)]))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rng.IntN(30))*time.Millisecond)
		// How they end depends on the time they have.
		_, _ = m.Do(ctx, handles...)
		cancel()
		if err := m.conns.settled(); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(m.Setopt(M_MAX_TOTAL_CONNECTIONS, 1), m.Setopt(M_MAX_HOST_CONNECTIONS, 1)); err != nil {
		t.Fatal(err)
	}
	for _, u := range []string{plain.URL, h2.URL} {
		results, err := m.Do(t.Context(), handle(t, URL, u, WRITEDATA, io.Discard, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0, TIMEOUT, 30))
		if err != nil || results[0].Err != nil {
			t.Errorf("afterwards: %v, %v", results, err)
		}
	}
}
