package curlx

import (
	"bytes"
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// A server may say that it takes one stream after a second transfer has got its place on
// the connection. No stream goes beyond what it said; the transfer makes its request over
// a connection of its own.
func TestHTTP2LimitsThatComeLate(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var conns sync.WaitGroup
	t.Cleanup(func() { l.Close(); conns.Wait() })
	asked, placed, told := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var replying sync.Mutex // the first connection is answered from others
	reply := func(fr *http2.Framer, id uint32, head []byte) {
		replying.Lock()
		defer replying.Unlock()
		fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: head, EndHeaders: true})
		fr.WriteData(id, true, []byte("fine"))
	}
	var first *http2.Framer // that of the first connection, once asked is closed
	var okay []byte
	serve := func(conn int) func(int, *http2.Framer, uint32, func(...string) []byte) {
		return func(n int, fr *http2.Framer, id uint32, enc func(...string) []byte) {
			switch {
			case conn == 1 && n == 1:
				first, okay = fr, enc(":status", "200")
				close(asked)
				<-placed
				fr.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1})
				fr.WritePing(false, [8]byte{1}) // answered after the settings
				for {
					f, err := fr.ReadFrame()
					if p, ok := f.(*http2.PingFrame); err != nil || ok && p.IsAck() {
						close(told)
						return
					}
				}
			case conn == 1:
				t.Errorf("stream %d goes beyond the limit", id)
				fr.WriteRSTStream(id, http2.ErrCodeProtocol)
				reply(fr, 1, okay)
			default:
				reply(fr, id, enc(":status", "200"))
				reply(first, 1, okay)
			}
		}
	}
	conns.Go(func() {
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns.Go(func() {
				defer c.Close()
				framesConn(c, 0, serve(n))
			})
		}
	})
	m := NewCurlMulti()
	defer m.Close()
	settings := []any{URL, "http://" + l.Addr().String(), HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE, PIPEWAIT, 1}
	one, other := handle(t, settings...), handle(t, settings...)
	var out, more bytes.Buffer
	set(t, one, WRITEDATA, &out)
	var once sync.Once
	set(t, other, WRITEDATA, &more, PREREQFUNCTION, func(string, string, int, int) error {
		once.Do(func() { close(placed) })
		<-told
		return nil
	})
	if err := m.AddHandle(one); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Perform(); err != nil {
		t.Fatal(err)
	}
	<-asked
	results, err := m.Do(context.Background(), other)
	if err != nil || len(results) == 0 {
		t.Fatalf("%v, %v", results, err)
	}
	for _, r := range results {
		if r.Err != nil {
			t.Error(r.Err)
		}
	}
	for running := 1; running > 0; {
		if running, err = m.Perform(); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Select(time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if out.String() != "fine" || more.String() != "fine" {
		t.Errorf("the first has %q, the second %q", out.String(), more.String())
	}
	// Who finds no room leaves the others where they are.
	if n, err := Get(one, NUM_CONNECTS); err != nil || n != 1 {
		t.Errorf("the first made %d connections: %v", n, err)
	}
}
