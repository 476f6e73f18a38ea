package curlx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// countingH2 is an HTTP/2 server that counts its connections.
func countingH2(t *testing.T, h http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	var conns atomic.Int32
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.Config.ConnState = func(_ net.Conn, st http.ConnState) {
		if st == http.StateNew {
			conns.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s, &conns
}

// meeting is a handler that answers when as many requests are there at once.
func meeting(n int32) http.HandlerFunc {
	var here atomic.Int32
	all := make(chan struct{})
	return func(w http.ResponseWriter, r *http.Request) {
		if here.Add(1) == n {
			close(all)
		}
		select {
		case <-all:
			b, _ := io.ReadAll(r.Body)
			fmt.Fprintf(w, "%s %s", r.URL.Path, b)
		case <-r.Context().Done():
		}
	}
}

func insecure(t *testing.T, settings ...any) *Curl {
	t.Helper()
	return handle(t, append([]any{SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0, TIMEOUT, 30}, settings...)...)
}

func TestHTTP2TransfersShareAConnection(t *testing.T) {
	const n = 20
	for name, x := range map[string]struct {
		pipewait int
		option   MultiOption
		value    int
		conns    int32
	}{
		"PIPEWAIT":                 {1, M_PIPELINING, PIPE_MULTIPLEX, 1},
		"PIPE_NOTHING":             {1, M_PIPELINING, PIPE_NOTHING, n},
		"M_MAX_CONCURRENT_STREAMS": {1, M_MAX_CONCURRENT_STREAMS, 10, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s, conns := countingH2(t, meeting(n))
			m := NewCurlMulti()
			defer m.Close()
			if err := m.Setopt(x.option, x.value); err != nil {
				t.Fatal(err)
			}
			var handles []*Curl
			outs := make([]bytes.Buffer, n)
			for i := range n {
				handles = append(handles, insecure(t, URL, fmt.Sprint(s.URL, "/", i), WRITEDATA, &outs[i], POSTFIELDS, fmt.Sprint("body ", i), PIPEWAIT, x.pipewait))
			}
			results, err := m.Do(context.Background(), handles...)
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range results {
				if want := fmt.Sprintf("/%d body %d", i, i); r.Err != nil || outs[i].String() != want {
					t.Errorf("got %q, %v, want %q", outs[i].String(), r.Err, want)
				}
			}
			if got := conns.Load(); got != x.conns {
				t.Errorf("%d connections, want %d", got, x.conns)
			}
		})
	}
}

func TestHTTP2ConnectionsThatStandAreJoined(t *testing.T) {
	s, conns := countingH2(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Path) })
	m := NewCurlMulti()
	defer m.Close()
	var handles []*Curl
	for i := range 10 {
		handles = append(handles, insecure(t, URL, fmt.Sprint(s.URL, "/", i), WRITEDATA, io.Discard))
	}
	for round := range 30 {
		// Those that come when the last one goes find its connection too.
		some := handles
		if round%10 == 0 {
			some = handles[:1]
		}
		results, err := m.Do(context.Background(), some...)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			if r.Err != nil {
				t.Error(r.Err)
			}
		}
	}
	if n := conns.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	if n := len(m.conns.busy); n != 0 {
		t.Errorf("%d connections are thought to be in use", n)
	}
}

// Whatever happens to one transfer, those beside it go on.
func TestHTTP2TransfersDoNotHarmTheirNeighbours(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 3<<16)
	held := make(chan struct{})
	s, conns := countingH2(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/never":
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/abort":
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/held":
			io.WriteString(w, big)
		default:
			<-held
			io.Copy(w, r.Body)
		}
	})
	s.Config.ErrorLog = nil
	m := NewCurlMulti()
	defer m.Close()
	if _, err := m.Do(context.Background(), insecure(t, URL, s.URL+"/abort", WRITEDATA, io.Discard)); err != nil {
		t.Fatal(err)
	}
	why := errors.New("the caller's")
	var free sync.Once
	release := func() { free.Do(func() { close(held) }) }
	bad := map[string]*Curl{
		"time":     insecure(t, URL, s.URL+"/never", WRITEDATA, io.Discard, TIMEOUT_MS, 200),
		"reset":    insecure(t, URL, s.URL+"/abort", WRITEDATA, io.Discard),
		"callback": insecure(t, URL, s.URL+"/held", WRITEFUNCTION, func([]byte) (int, error) { return 0, why }),
		"progress": insecure(t, URL, s.URL+"/never", WRITEDATA, io.Discard, NOPROGRESS, 0, XFERINFOFUNCTION, stopsLater(why)),
	}
	paused := insecure(t, URL, s.URL+"/held")
	got := 0
	first := true
	set(t, paused, WRITEFUNCTION, func(p []byte) (int, error) {
		if first {
			first = false
			return WRITEFUNC_PAUSE, nil
		}
		got += len(p)
		return len(p), nil
	})
	// The first makes the connection, which on a slow machine takes longer than the one
	// that is short of time has.
	all := []*Curl{paused}
	names := map[*Curl]string{paused: "paused"}
	for name, c := range bad {
		names[c] = name
		all = append(all, c)
	}
	var outs [4]bytes.Buffer
	for i := range outs {
		c := insecure(t, URL, s.URL+"/echo", UPLOAD, 1, INFILESIZE, len(big), READDATA, strings.NewReader(big), WRITEDATA, &outs[i])
		names[c] = "good"
		all = append(all, c)
	}
	for _, c := range all {
		set(t, c, PIPEWAIT, 1)
		if err := m.AddHandle(c); err != nil {
			t.Fatal(err)
		}
	}
	ends := map[string]error{}
	for left := len(all); left > 0; {
		if _, err := m.Perform(); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Select(time.Second); err != nil {
			t.Fatal(err)
		}
		results, _, err := m.InfoRead(0)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			left--
			if err := ends[names[r.Curl]]; err == nil {
				ends[names[r.Curl]] = r.Err
			}
		}
		if ends["time"] != nil && ends["reset"] != nil && ends["callback"] != nil && ends["progress"] != nil {
			// The bad ones are over: now the good ones go on, and then the paused one.
			release()
			if left == 1 {
				paused.Unpause()
			}
		}
	}
	for name, want := range map[string]error{"time": os.ErrDeadlineExceeded, "reset": E_HTTP2_STREAM, "callback": why, "progress": why} {
		if !errors.Is(ends[name], want) {
			t.Errorf("%s: %v", name, ends[name])
		}
	}
	if ends["good"] != nil || ends["paused"] != nil || got != len(big) {
		t.Errorf("good: %v; paused: %v, %d bytes", ends["good"], ends["paused"], got)
	}
	for i := range outs {
		if outs[i].String() != big {
			t.Errorf("echo %d has %d bytes", i, outs[i].Len())
		}
	}
	if n := conns.Load(); n > 2 {
		t.Errorf("%d connections", n)
	}
}

// A server that does not keep to the window of a transfer that is paused fails that
// transfer, and fills nobody's memory.
func TestHTTP2FloodsPastTheWindow(t *testing.T) {
	var first uint32
	u := serveFrames(t, func(n int, fr *http2.Framer, id uint32, enc func(...string) []byte) {
		okay := http2.HeadersFrameParam{StreamID: id, BlockFragment: enc(":status", "200"), EndHeaders: true}
		if n == 1 {
			first = id
			fr.WriteHeaders(okay)
			return
		}
		for range 3 * h2Window / 16384 {
			if fr.WriteData(first, false, make([]byte, 16384)) != nil {
				return
			}
		}
		fr.WriteHeaders(okay)
		fr.WriteData(id, true, []byte("fine"))
	})
	m := NewCurlMulti()
	defer m.Close()
	settings := []any{URL, u, HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE, PIPEWAIT, 1, TIMEOUT, 30}
	paused, good := handle(t, settings...), handle(t, settings...)
	stand := make(chan struct{})
	var once sync.Once
	set(t, paused, HEADERFUNCTION, func(p []byte) {
		if string(p) == "\r\n" {
			once.Do(func() { close(stand) })
		}
	}, WRITEFUNCTION, func([]byte) (int, error) { return WRITEFUNC_PAUSE, nil })
	var out bytes.Buffer
	set(t, good, WRITEDATA, &out)
	if err := m.AddHandle(paused); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Perform(); err != nil {
		t.Fatal(err)
	}
	<-stand
	if results, err := m.Do(context.Background(), good); err != nil || results[0].Err != nil || out.String() != "fine" {
		t.Errorf("beside it: %q, %v, %v", out.String(), results, err)
	}
	c := m.conns.busy[0]
	c.h2.mu.Lock()
	s := c.h2.streams[first]
	failed, held := s.failed, len(s.data)
	c.h2.mu.Unlock()
	if !errors.Is(failed, E_HTTP2) || held > 2*h2Window {
		t.Errorf("the flooded one: %v, and %d bytes are held", failed, held)
	}
	if err := m.RemoveHandle(paused); err != nil {
		t.Fatal(err)
	}
}

func TestHTTP2ServersThatTakeFewStreams(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }))
	s.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 1}
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	m := NewCurlMulti()
	defer m.Close()
	var handles []*Curl
	for range 12 {
		handles = append(handles, insecure(t, URL, s.URL, WRITEDATA, io.Discard, PIPEWAIT, 1))
	}
	results, err := m.Do(context.Background(), handles...)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			t.Error(r.Err)
		}
	}
}

func TestPipewaitDoesNotHoldUpHTTP1(t *testing.T) {
	s := httptest.NewServer(meeting(5))
	defer s.Close()
	m := NewCurlMulti()
	defer m.Close()
	var handles []*Curl
	for range 5 {
		handles = append(handles, handle(t, URL, s.URL, WRITEDATA, io.Discard, PIPEWAIT, 1, TIMEOUT, 30))
	}
	if _, err := m.Do(context.Background(), handles...); err != nil {
		t.Fatal(err)
	}
	for _, c := range handles {
		if info(t, c, RESPONSE_CODE) != 200 {
			t.Error("a transfer is missing")
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := handle(t, URL, s.URL, PIPEWAIT, 1, WRITEDATA, io.Discard)
	if results, err := m.Do(ctx, c); !errors.Is(err, context.Canceled) || results[0].Err == nil {
		t.Errorf("with an ended context: %v, %v", results, err)
	}
}

func TestHTTP2HeadersAreBounded(t *testing.T) {
	for name, flood := range map[string]func(fr *http2.Framer, id uint32, enc func(...string) []byte) error{
		"interim replies": func(fr *http2.Framer, id uint32, enc func(...string) []byte) error {
			return fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: enc(":status", "103"), EndHeaders: true})
		},
		"empty blocks": func(fr *http2.Framer, id uint32, enc func(...string) []byte) error {
			return fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: enc(":status", "103", "a", "b"), EndHeaders: true})
		},
	} {
		u := serveFrames(t, func(_ int, fr *http2.Framer, id uint32, enc func(...string) []byte) {
			for range 400_000 {
				if flood(fr, id, enc) != nil {
					return
				}
			}
		})
		c := handle(t, URL, u, HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
		if _, err := body(c); !errors.Is(err, E_RECV_ERROR) || !strings.Contains(err.Error(), "Too large response headers") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
