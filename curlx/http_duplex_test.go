package curlx

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// A server that answers while it reads fills the pipes of both directions, unless
// both sides read while they write.
func TestEchoOfMoreThanThePipesHold(t *testing.T) {
	// Narrow pipes fill early: those of one direction, and what HTTP/2 lets come.
	const narrow, size = 32 << 10, 4 << 20
	narrowed := func(c net.Conn) {
		tcp := c.(*net.TCPConn)
		if err := errors.Join(tcp.SetReadBuffer(narrow), tcp.SetWriteBuffer(narrow)); err != nil {
			t.Error(err)
		}
	}
	big := strings.Repeat("0123456789abcdef", size/16)
	for name, server := range map[string]func(t *testing.T) (string, []any){
		"HTTP/1 with a length": func(t *testing.T) (string, []any) {
			return faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
				narrowed(c)
				readRequestHead(br)
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", size)
				io.CopyN(c, br, size)
			}), []any{INFILESIZE, size}
		},
		"HTTP/1 in chunks": func(t *testing.T) (string, []any) {
			return faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
				narrowed(c)
				readRequestHead(br)
				io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
				for {
					line, err := br.ReadString('\n')
					if err != nil {
						return
					}
					io.WriteString(c, line)
					n, err := chunkSize([]byte(line))
					if err != nil {
						return
					}
					io.CopyN(c, br, n+2)
					if n == 0 {
						return
					}
				}
			}), []any{INFILESIZE, -1}
		},
		"HTTP/2": func(t *testing.T) (string, []any) {
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }))
			s.EnableHTTP2 = true
			s.Config.ConnState = func(c net.Conn, state http.ConnState) {
				if state == http.StateNew {
					narrowed(c.(*tls.Conn).NetConn())
				}
			}
			s.StartTLS()
			t.Cleanup(s.Close)
			return s.URL, []any{INFILESIZE, size, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0}
		},
	} {
		t.Run(name, func(t *testing.T) {
			u, settings := server(t)
			c := handle(t, append(settings, URL, u, UPLOAD, 1, READDATA, strings.NewReader(big), HTTPHEADER, []string{"Expect:"})...)
			set(t, c, OPENSOCKETFUNCTION, func(network, address string) (net.Conn, error) {
				conn, err := net.Dial(network, address)
				if err == nil {
					narrowed(conn)
				}
				return conn, err
			})
			got, err := body(c)
			if err != nil || got != big {
				t.Errorf("%d bytes came back, %v", len(got), err)
			}
			if n := info(t, c, SIZE_UPLOAD); n < size {
				t.Errorf("SIZE_UPLOAD is %v", n)
			}
		})
	}
}

func TestAnUploadBesideItsReplyKeepsTimeLimits(t *testing.T) {
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")
		<-br2eof(br, 1000)
	})
	for _, stop := range []func(c *Curl) error{
		func(c *Curl) error {
			set(t, c, TIMEOUT_MS, 300)
			_, err := body(c)
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("TIMEOUT_MS: %v", err)
			}
			return err
		},
		func(c *Curl) error {
			ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
			defer cancel()
			_, err := c.PerformRB(ctx)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the context: %v", err)
			}
			return err
		},
	} {
		c := handle(t, URL, u, UPLOAD, 1, INFILESIZE, 64<<20, READDATA, io.LimitReader(endless{}, 64<<20), HTTPHEADER, []string{"Expect:"})
		if err := stop(c); !errors.Is(err, E_OPERATION_TIMEDOUT) {
			t.Errorf("got %v", err)
		}
	}
}

// br2eof reads a little and then only waits for the end.
func br2eof(br *bufio.Reader, n int64) <-chan struct{} {
	done := make(chan struct{})
	io.CopyN(io.Discard, br, n)
	go func() {
		defer close(done)
		for {
			if _, err := br.Peek(br.Buffered() + 1); err != nil {
				if errors.Is(err, bufio.ErrBufferFull) {
					br.Discard(1)
					continue
				}
				return
			}
		}
	}()
	return done
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
