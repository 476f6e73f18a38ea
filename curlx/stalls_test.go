package curlx

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// TIMEOUT and the context hold for what comes before the request too: what a proxy is
// asked, and TLS with it and with the server.
func TestStallsBeforeTheRequestAreLeftInTime(t *testing.T) {
	silent := strings.TrimSuffix(strings.TrimPrefix(faulty(t, hangs), "http://"), "/")
	halfTunnel := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		io.WriteString(c, "HTTP/1.1 200 Fine\r\nA:")
		io.Copy(io.Discard, br)
	})
	opened := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		io.WriteString(c, "HTTP/1.1 200 Fine\r\n\r\n")
		io.Copy(io.Discard, br)
	})
	halfSOCKS := strings.TrimSuffix(strings.TrimPrefix(faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		br.Discard(3)
		io.WriteString(c, "\x05\x00\x05")
		io.Copy(io.Discard, br)
	}), "http://"), "/")
	for name, settings := range map[string][]any{
		"TLS":                         {URL, "https://" + silent + "/"},
		"a proxy by GET":              {URL, "http://ex.test/", PROXY, "http://" + silent},
		"CONNECT":                     {URL, "https://ex.test/", PROXY, "http://" + silent},
		"half an answer to CONNECT":   {URL, "https://ex.test/", PROXY, halfTunnel},
		"TLS in a tunnel":             {URL, "https://ex.test/", PROXY, opened},
		"a request in a tunnel":       {URL, "http://ex.test/", PROXY, opened, HTTPPROXYTUNNEL, 1},
		"TLS with a proxy":            {URL, "http://ex.test/", PROXY, "https://" + silent},
		"SOCKS4":                      {URL, "http://127.0.0.1/", PROXY, "socks4://" + silent},
		"SOCKS5":                      {URL, "http://ex.test/", PROXY, "socks5h://" + silent},
		"half an answer by SOCKS5":    {URL, "http://ex.test/", PROXY, "socks5h://" + halfSOCKS},
		"a greeting of FTP":           {URL, "ftp://" + silent + "/x"},
		"TLS of FTPS":                 {URL, "ftps://" + silent + "/x"},
		"DICT":                        {URL, "dict://" + silent + "/d:x"},
		"GOPHER":                      {URL, "gopher://" + silent + "/1x"},
		"HTTP/2, of which it is sure": {URL, "http://" + silent + "/", HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := handle(t, append([]any{NOPROXY, "", WRITEDATA, io.Discard, TIMEOUT_MS, 100}, settings...)...)
			if err := c.Perform(t.Context()); !errors.Is(err, E_OPERATION_TIMEDOUT) || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("TIMEOUT_MS: %v", err)
			}
			set(t, c, TIMEOUT_MS, 0)
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			why := errors.New("enough")
			stop := time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
			defer stop.Stop()
			if err := c.Perform(ctx); !errors.Is(err, why) || !errors.Is(err, E_ABORTED_BY_CALLBACK) {
				t.Errorf("cancelled: %v", err)
			}
		})
	}
}

// A connection that is reset is an error wherever that happens, with what came until
// then delivered.
func TestResetsEverywhere(t *testing.T) {
	for name, x := range map[string]struct {
		say, body string
	}{
		"before an answer": {"", ""}, "in the status": {"HTTP/1.", ""}, "in the headers": {"HTTP/1.1 200 OK\r\nA: b\r\n", ""},
		"before the body": {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", ""}, "in the body": {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "abc"},
		"in a body until the end": {"HTTP/1.1 200 OK\r\n\r\nabc", "abc"}, "in a chunk": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", "abc"},
		"in a chunk's size": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1", "abc"}, "in the trailers": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA:", "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			came := make(chan struct{})
			u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
				readRequestHead(br)
				io.WriteString(c, x.say)
				if x.say != "" {
					<-came
				}
				c.(*net.TCPConn).SetLinger(0)
			})
			// What was said is taken before the reset comes, which would throw it away.
			var got strings.Builder
			c := handle(t, URL, u, TIMEOUT, 20, WRITEFUNCTION, func(p []byte) { got.Write(p) })
			set(t, c, OPENSOCKETFUNCTION, func(network, address string) (net.Conn, error) {
				conn, err := net.Dial(network, address)
				return &countedConn{Conn: conn, left: len(x.say), came: came}, err
			})
			if err := c.Perform(t.Context()); !errors.Is(err, E_RECV_ERROR) || got.String() != x.body {
				t.Errorf("%q, %v", got.String(), err)
			}
		})
	}
}

// A countedConn says when so many bytes have been read.
type countedConn struct {
	net.Conn
	left int
	came chan struct{}
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.left > 0 {
		if c.left -= n; c.left <= 0 {
			close(c.came)
		}
	}
	return n, err
}

// Where a server says nothing to Expect, a body waits for a second.
func TestExpectWaitsForASecond(t *testing.T) {
	t.Parallel()
	came := make(chan time.Time, 1)
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		if _, err := br.Peek(1); err == nil {
			came <- time.Now()
		}
		br.Discard(3)
		io.WriteString(c, okay)
		io.Copy(io.Discard, br)
	})
	c := handle(t, URL, u, POSTFIELDS, "abc", HTTPHEADER, []string{"Expect: 100-continue"}, TIMEOUT, 20)
	began := time.Now() // before the head goes out
	if got, err := body(c); err != nil || got != "ok" {
		t.Fatalf("%q, %v", got, err)
	}
	if d := (<-came).Sub(began); d < time.Second {
		t.Errorf("the body came after %v", d)
	}
}
