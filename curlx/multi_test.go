package curlx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestMultiMakesManyTransfersAtOnce(t *testing.T) {
	var most, now atomic.Int32
	all := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := now.Add(1); n > most.Load() {
			if most.Store(n); n == 10 {
				close(all)
			}
		}
		defer now.Add(-1)
		select {
		case <-all:
		case <-r.Context().Done():
		}
		fmt.Fprint(w, "hello")
	}))
	defer s.Close()
	m := NewCurlMulti()
	defer m.Close()
	inside := 0 // callbacks never overlap: no lock
	var handles []*Curl
	for range 10 {
		handles = append(handles, handle(t, URL, s.URL, WRITEFUNCTION, func(p []byte) { inside += len(p) }))
	}
	results, err := m.Do(context.Background(), handles...)
	if err != nil || len(results) != 10 || inside != 50 {
		t.Fatalf("%d results, %d bytes, %v", len(results), inside, err)
	}
	for i, r := range results {
		if r.Err != nil || r.Curl != handles[i] {
			t.Errorf("result %d: %v", i, r.Err)
		}
	}
	if most.Load() != 10 {
		t.Errorf("at most %d at once", most.Load())
	}
}

func TestMultiInPythonsWay(t *testing.T) {
	s, err := script([][]byte{[]byte(okay), []byte("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	m := NewCurlMulti()
	defer m.Close()
	if n, err := m.Select(time.Second); n != 0 || err != nil {
		t.Errorf("Select of nothing: %d, %v", n, err)
	}
	u := "http://127.0.0.1:" + s.port() + "/"
	a, b := handle(t, URL, u, FAILONERROR, 1, WRITEFUNCTION, func([]byte) {}), handle(t, URL, u, FAILONERROR, 1, WRITEFUNCTION, func([]byte) {})
	for _, c := range []*Curl{a, b} {
		if err := m.AddHandle(c); err != nil {
			t.Fatal(err)
		}
	}
	var refused *MultiError
	if err := m.AddHandle(a); !errors.As(err, &refused) || !errors.Is(err, E_MULTI_ADDED_ALREADY) {
		t.Errorf("added twice: %v", err)
	}
	other := NewCurlMulti()
	defer other.Close()
	if err := other.AddHandle(a); err == nil {
		t.Error("added to two Multis")
	}
	if err := other.RemoveHandle(a); err == nil {
		t.Error("removed from a Multi that it is not in")
	}
	if err := a.Perform(context.Background()); !errors.Is(err, E_FAILED_INIT) {
		t.Errorf("performed while in a Multi: %v", err)
	}
	var ended []MultiResult
	for len(ended) < 2 {
		if _, err := m.Perform(); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Select(10 * time.Second); err != nil {
			t.Fatal(err)
		}
		some, _, err := m.InfoRead(1)
		if err != nil {
			t.Fatal(err)
		}
		ended = append(ended, some...)
	}
	failed := 0
	for _, r := range ended {
		if r.Err != nil {
			failed++
			if !errors.Is(r.Err, E_HTTP_RETURNED_ERROR) {
				t.Error(r.Err)
			}
		}
	}
	if failed != 1 {
		t.Errorf("%d failed, want 1", failed)
	}
	if err := m.RemoveHandle(a); err != nil || m.Contains(a) || m.Len() != 1 {
		t.Errorf("after removing: %v, %d left", err, m.Len())
	}
}

func TestMultiWithAnEventLoop(t *testing.T) {
	s, err := script([][]byte{[]byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	m := NewCurlMulti()
	defer m.Close()
	sockets := map[int]int{}
	var timers []time.Duration
	if err := errors.Join(m.Setopt(M_SOCKETFUNCTION, func(action, socket int) { sockets[action] = socket }),
		m.Setopt(M_TIMERFUNCTION, func(d time.Duration) { timers = append(timers, d) })); err != nil {
		t.Fatal(err)
	}
	c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", WRITEFUNCTION, func([]byte) {})
	if err := m.AddHandle(c); err != nil {
		t.Fatal(err)
	}
	if len(timers) != 1 || timers[0] != 0 {
		t.Errorf("timers %v, want one of zero", timers)
	}
	running, err := m.SocketAction(SOCKET_TIMEOUT, 0)
	if err != nil || running != 1 {
		t.Fatalf("%d running, %v", running, err)
	}
	// The program's loop: wait until the socket can be read.
	b := make([]byte, 0)
	m.loop.r.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := m.loop.r.Read(b); err != nil {
		t.Fatal(err)
	}
	for running > 0 {
		if _, err := m.Select(10 * time.Second); err != nil {
			t.Fatal(err)
		}
		if running, err = m.SocketAction(sockets[POLL_IN], CSELECT_IN); err != nil {
			t.Fatal(err)
		}
	}
	if r, _, err := m.InfoRead(0); err != nil || len(r) != 1 || r[0].Err != nil {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := m.SocketAction(99999, 0); !errors.Is(err, E_MULTI_BAD_SOCKET) {
		t.Errorf("another socket: %v", err)
	}
}

func TestMultiEndsWithItsContext(t *testing.T) {
	hang := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-hang }))
	defer s.Close()
	defer close(hang)
	m := NewCurlMulti()
	defer m.Close()
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("enough")
	calls := 0
	c := handle(t, URL, s.URL, NOPROGRESS, 0, XFERINFOFUNCTION, func(int64, int64, int64, int64) error {
		if calls++; calls > 1 { // the first call comes before there is a connection
			cancel(why)
		}
		return nil
	})
	results, err := m.Do(ctx, c)
	if !errors.Is(err, why) || len(results) != 1 || results[0].Err == nil {
		t.Errorf("%v, %v", results, err)
	}
	if err := m.AddHandle(c); err != nil {
		t.Errorf("the handle is not free again: %v", err)
	}
}

func TestMultiKeepsTheProgramWhenACallbackPanics(t *testing.T) {
	s, err := script([][]byte{[]byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	m := NewCurlMulti()
	defer m.Close()
	c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", WRITEFUNCTION, func([]byte) { panic("oh") })
	results, err := m.Do(context.Background(), c)
	if err != nil || !errors.Is(results[0].Err, E_ABORTED_BY_CALLBACK) || !strings.Contains(results[0].Err.Error(), "oh") {
		t.Errorf("%v, %v", results, err)
	}
}

// An empty Multi has nothing to wait for: Select returns at once, and Timeout says
// that there is no time to wait for. Do is what waits.
func TestAnEmptyMultiDoesNotWait(t *testing.T) {
	m := NewCurlMulti()
	defer m.Close()
	began := time.Now()
	if n, err := m.Select(time.Hour); n != 0 || err != nil || time.Since(began) > time.Minute {
		t.Errorf("Select gives %d, %v after %v", n, err, time.Since(began))
	}
	if d, err := m.Timeout(); d >= 0 || err != nil {
		t.Errorf("Timeout gives %v, %v", d, err)
	}
	if _, err := m.Select(-time.Second); err == nil {
		t.Error("a negative time is no error")
	}
	if results, err := m.Do(context.Background()); len(results) != 0 || err != nil {
		t.Errorf("Do of nothing: %v, %v", results, err)
	}
	hung := faulty(t, hangs)
	c := handle(t, URL, hung, WRITEFUNCTION, func([]byte) {})
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
	defer cancel()
	if _, err := m.Do(ctx, c); !errors.Is(err, context.DeadlineExceeded) || ctx.Err() == nil {
		t.Errorf("Do of a server that hangs: %v", err)
	}
}

func TestMultiKeepsToItsLimits(t *testing.T) {
	for _, o := range []MultiOption{M_MAX_TOTAL_CONNECTIONS, M_MAX_HOST_CONNECTIONS} {
		var most, now atomic.Int32
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n := now.Add(1)
			defer now.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			fmt.Fprint(w, strings.Repeat("x", 100_000))
		}))
		m := NewCurlMulti()
		if err := m.Setopt(o, 2); err != nil {
			t.Fatal(err)
		}
		var handles []*Curl
		for range 20 {
			handles = append(handles, handle(t, URL, s.URL, WRITEFUNCTION, func([]byte) {}))
		}
		results, err := m.Do(context.Background(), handles...)
		if err != nil || most.Load() > 2 {
			t.Errorf("option %d: %d at once, %v", o, most.Load(), err)
		}
		for _, r := range results {
			if r.Err != nil {
				t.Error(r.Err)
			}
		}
		m.Close()
		s.Close()
	}
	m := NewCurlMulti()
	defer m.Close()
	for _, o := range []MultiOption{M_MAX_PIPELINE_LENGTH, M_CONTENT_LENGTH_PENALTY_SIZE, M_CHUNK_LENGTH_PENALTY_SIZE, M_PIPELINING_SITE_BL, M_PIPELINING_SERVER_BL} {
		if err := m.Setopt(o, 1); err == nil {
			t.Errorf("option %d is taken, and does nothing", o)
		}
	}
	for _, x := range []struct {
		o MultiOption
		v int
	}{{M_PIPELINING, 4}, {M_MAX_CONCURRENT_STREAMS, 0}, {M_MAX_CONCURRENT_STREAMS, -1}} {
		if err := m.Setopt(x.o, x.v); !errors.Is(err, E_MULTI_BAD_FUNCTION_ARGUMENT) {
			t.Errorf("option %d of %d: %v", x.o, x.v, err)
		}
	}
}
