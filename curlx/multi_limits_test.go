package curlx

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
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
