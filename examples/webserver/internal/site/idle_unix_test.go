//go:build unix

package site

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// again asks on a connection that is kept, and returns the code of the answer.
func again(t *testing.T, c net.Conn, in *bufio.Reader, path string) int {
	t.Helper()
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path); err != nil {
		t.Fatal(err)
	}
	r, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode
}

// parkedNow are the connections of the first address that wait at no cost.
func (s *served) parkedNow() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, e := range s.ends {
		if e.parks != nil {
			e.parks.mu.Lock()
			n += len(e.parks.all)
			e.parks.mu.Unlock()
		}
	}
	return n
}

// A connection that has fallen silent is parked, comes back when its client speaks,
// whole, and as often as it likes.
func TestSilentConnectionsAreParkedAndComeBack(t *testing.T) {
	t.Parallel()
	s := start(t, tree{"a.txt": "a"}, "")
	c := dial(t, s.addr)
	in := bufio.NewReader(c)
	for round := range 3 {
		for range 3 {
			if code := again(t, c, in, "/a.txt"); code != 200 {
				t.Fatalf("round %d: %d", round, code)
			}
		}
		peers.Eventually(t, "it to be parked", func() bool { return s.parkedNow() == 1 })
		if n := s.open.Load(); n != 1 {
			t.Errorf("%d connections are open", n)
		}
	}
	// Two requests in one go, half a request, and a client that goes.
	fmt.Fprint(c, "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /gone HTTP/1.1\r\nHost: a\r\n\r\nGE")
	for _, want := range []int{200, 404} {
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if r.StatusCode != want {
			t.Errorf("%d, want %d", r.StatusCode, want)
		}
	}
	fmt.Fprint(c, "T /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
	r, err := http.ReadResponse(in, nil)
	if err != nil || r.StatusCode != 200 {
		t.Fatalf("%+v, %v", r, err)
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
	peers.Eventually(t, "it to be parked", func() bool { return s.parkedNow() == 1 })
	c.Close()
	peers.Eventually(t, "it to be gone", func() bool { return s.parkedNow() == 0 && s.open.Load() == 0 })
}

// A parked connection ends with its idle time, and with the server.
func TestParkedConnectionsEnd(t *testing.T) {
	t.Parallel()
	s := start(t, tree{"a.txt": "a"}, "idle_timeout = 0.6\n")
	c := dial(t, s.addr)
	in := bufio.NewReader(c)
	again(t, c, in, "/a.txt")
	if _, err := in.ReadByte(); err != io.EOF {
		t.Errorf("after its idle time: %v", err)
	}
	s = start(t, tree{"a.txt": "a"}, "")
	c = dial(t, s.addr)
	in = bufio.NewReader(c)
	again(t, c, in, "/a.txt")
	peers.Eventually(t, "it to be parked", func() bool { return s.parkedNow() == 1 })
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := in.ReadByte(); err == nil || s.open.Load() != 0 {
		t.Errorf("after the server's end: %v, %d open", err, s.open.Load())
	}
}

// Who opens connections and keeps them silent locks nobody out: the one that was
// idle longest makes room, before it is parked and after.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	t.Parallel()
	s := start(t, tree{"a.txt": "a"}, "max_connections = 3\n")
	for round := range 3 {
		var kept []net.Conn
		for range 3 {
			c := dial(t, s.addr)
			if code := again(t, c, bufio.NewReader(c), "/a.txt"); code != 200 {
				t.Fatal(code)
			}
			kept = append(kept, c)
		}
		if round > 0 {
			peers.Eventually(t, "all to be parked", func() bool { return s.parkedNow() == 3 })
		}
		if r := get(t, s.addr, "/a.txt"); r.code != 200 {
			t.Errorf("round %d: %+v", round, r)
		}
		peers.Eventually(t, "two of three to be left", func() bool { return s.open.Load() == 2 })
		for _, c := range kept {
			c.Close()
		}
		peers.Eventually(t, "all to be gone", func() bool { return s.open.Load() == 0 })
	}
}
