package curlx

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// stuck is a reader and a writer that waits until the test ends.
type stuck struct{ free chan struct{} }

func (s stuck) Read([]byte) (int, error)  { <-s.free; return 0, io.EOF }
func (s stuck) Write([]byte) (int, error) { <-s.free; return 0, io.ErrClosedPipe }

func TestReadersAndWritersThatWaitAreLeftInTime(t *testing.T) {
	s := stuck{make(chan struct{})}
	t.Cleanup(func() { close(s.free) })
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		io.Copy(io.Discard, br)
	})
	silent := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) { io.Copy(io.Discard, br) })
	for name, settings := range map[string][]any{
		"READDATA":       {UPLOAD, 1, INFILESIZE, 5, READDATA, s, URL, silent, HTTPHEADER, []string{"Expect:"}},
		"READDATA, POST": {POST, 1, READDATA, s, URL, silent, HTTPHEADER, []string{"Expect:"}},
		"MIMEPOST":       {MIMEPOST, NewCurlMime(), URL, silent},
		"WRITEDATA":      {WRITEDATA, s, URL, u},
		"WRITEHEADER":    {WRITEHEADER, s, WRITEDATA, io.Discard, URL, u},
	} {
		t.Run(name, func(t *testing.T) {
			c := handle(t, append([]any{TIMEOUT_MS, 100, WRITEDATA, io.Discard}, settings...)...)
			again := func() {
				if name != "MIMEPOST" {
					return
				}
				// What was begun to be read cannot be sent again.
				m := NewCurlMime()
				if err := m.AddReader("a", s, 5, nil); err != nil {
					t.Fatal(err)
				}
				set(t, c, MIMEPOST, m)
			}
			again()
			if err := c.Perform(context.Background()); !errors.Is(err, E_OPERATION_TIMEDOUT) || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("TIMEOUT_MS: %v", err)
			}
			again()
			set(t, c, TIMEOUT_MS, 0)
			why := errors.New("enough")
			ctx, cancel := context.WithCancelCause(context.Background())
			time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
			if err := c.Perform(ctx); !errors.Is(err, why) {
				t.Errorf("the context: %v", err)
			}
			again()
			set(t, c, NOPROGRESS, 0, XFERINFOFUNCTION, stopsLater(why))
			if err := c.Perform(context.Background()); !errors.Is(err, why) || !errors.Is(err, E_ABORTED_BY_CALLBACK) {
				t.Errorf("the progress callback: %v", err)
			}
		})
	}
}

// panicky panics when it is written to.
type panicky struct{}

func (panicky) Write([]byte) (int, error) { panic("the caller's own") }

func TestAPanicOfAWriterReachesTheCaller(t *testing.T) {
	s, err := script([][]byte{[]byte(okay), []byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", WRITEDATA, panicky{}, TIMEOUT, 20)
	func() {
		defer func() {
			if p := recover(); p != "the caller's own" {
				t.Errorf("recovered %v", p)
			}
		}()
		err := c.Perform(context.Background())
		t.Errorf("no panic, and %v", err)
	}()
	if got, err := body(c); err != nil || got != "ok" {
		t.Errorf("afterwards: %q, %v", got, err)
	}
}

func TestAResponseThatNobodyReadsEndsWithItsRequest(t *testing.T) {
	ended := make(chan struct{})
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		defer close(ended)
		readRequestHead(br)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
		for {
			if _, err := io.WriteString(c, strings.Repeat("x", 1<<16)); err != nil {
				return
			}
		}
	})
	rt, err := handle(t).RoundTripper()
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", u, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-ended
	if _, err := io.Copy(io.Discard, r.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("reading goes on to %v", err)
	}
	for _, bad := range []*http.Request{nil, {}} {
		if _, err := rt.RoundTrip(bad); !errors.Is(err, E_URL_MALFORMAT) {
			t.Errorf("a request without a URL: %v", err)
		}
	}
}
