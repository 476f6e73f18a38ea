package curlx

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// faulty serves connections by a function, which gets the number of the
// connection.
func faulty(t *testing.T, serve func(n int, c net.Conn, br *bufio.Reader)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var conns atomic.Pointer[[]net.Conn]
	conns.Store(&[]net.Conn{})
	t.Cleanup(func() {
		l.Close()
		for _, c := range *conns.Load() {
			c.Close()
		}
		<-done
	})
	go func() {
		defer close(done)
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			list := append(*conns.Load(), c)
			conns.Store(&list)
			go func() {
				defer c.Close()
				serve(n, c, bufio.NewReader(c))
			}()
		}
	}()
	return "http://" + l.Addr().String() + "/"
}

// hangs takes what comes, and says nothing.
func hangs(_ int, _ net.Conn, br *bufio.Reader) { io.Copy(io.Discard, br) }

// stopsLater is a progress callback that stops a transfer which is under way: the first
// call comes before there is a connection.
func stopsLater(why error) ProgressFunc {
	calls := 0
	return func(int64, int64, int64, int64) error {
		if calls++; calls == 1 {
			return nil
		}
		return why
	}
}

// onlyReader hides what else a reader can do.
type onlyReader struct{ io.Reader }

func TestARequestThatAnOldConnectionLostIsMadeAgainOnce(t *testing.T) {
	drop := func(t *testing.T, times int32) (string, *atomic.Int32) {
		var dropped atomic.Int32
		return faulty(t, func(n int, c net.Conn, br *bufio.Reader) {
			for i := 0; ; i++ {
				head, ok := readRequestHead(br)
				if !ok {
					return
				}
				size := int64(0)
				if m := lengthLine.FindSubmatch(head); m != nil {
					size = int64(atoi(string(m[1])))
				}
				// The body has been sent by then: one that cannot go back is spent.
				b, _ := io.ReadAll(io.LimitReader(br, size))
				if (i > 0 || n > 1) && dropped.Load() < times {
					dropped.Add(1)
					return
				}
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: "+string(rune('0'+len(b)))+"\r\n\r\n"+string(b))
			}
		}), &dropped
	}
	u, _ := drop(t, 1)
	c := handle(t, URL, u)
	for _, fields := range []string{"", "abc"} {
		if fields != "" {
			set(t, c, POSTFIELDS, fields)
		}
		if got, err := body(c); err != nil || got != fields {
			t.Errorf("got %q, %v, want %q", got, err, fields)
		}
	}
	u, _ = drop(t, 5)
	c = handle(t, URL, u)
	body(c)
	if _, err := body(c); !errors.Is(err, E_GOT_NOTHING) {
		t.Errorf("lost twice: %v", err)
	}
	// A body that cannot go back is not sent by halves.
	u, _ = drop(t, 1)
	c = handle(t, URL, u)
	body(c)
	set(t, c, UPLOAD, 1, INFILESIZE, 3, READDATA, onlyReader{strings.NewReader("abc")})
	if _, err := body(c); !errors.Is(err, E_SEND_FAIL_REWIND) {
		t.Errorf("a reader that cannot go back: %v", err)
	}
	u, _ = drop(t, 1)
	c = handle(t, URL, u)
	body(c)
	set(t, c, UPLOAD, 1, INFILESIZE, 3, READDATA, strings.NewReader("abc"))
	if got, err := body(c); err != nil || got != "abc" {
		t.Errorf("a reader that can go back: %q, %v", got, err)
	}
	u = faulty(t, func(int, net.Conn, *bufio.Reader) {})
	if _, err := body(handle(t, URL, u)); !errors.Is(err, E_GOT_NOTHING) && !errors.Is(err, E_RECV_ERROR) {
		t.Errorf("a new connection that is closed: %v", err)
	}
}

func TestAServerThatStallsIsLeftInTime(t *testing.T) {
	for name, say := range map[string]string{
		"says nothing": "", "half a status": "HTTP/1.", "half the headers": "HTTP/1.1 200 OK\r\nA: b\r\n", "half a body": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
		"half a chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", "no trailers' end": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
				readRequestHead(br)
				io.WriteString(c, say)
				io.Copy(io.Discard, br)
			})
			c := handle(t, URL, u, TIMEOUT_MS, 200)
			_, err := body(c)
			if !errors.Is(err, E_OPERATION_TIMEDOUT) || !errors.Is(err, os.ErrDeadlineExceeded) || !strings.Contains(err.Error(), "timed out after") {
				t.Errorf("TIMEOUT_MS: %v", err)
			}
			set(t, c, TIMEOUT_MS, 0)
			ctx, cancel := context.WithCancelCause(context.Background())
			why := errors.New("the caller had enough")
			time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
			if _, err := c.PerformRB(ctx); !errors.Is(err, why) || !errors.Is(err, E_ABORTED_BY_CALLBACK) {
				t.Errorf("cancelled: %v", err)
			}
			set(t, c, NOPROGRESS, 0, XFERINFOFUNCTION, stopsLater(why))
			if _, err := body(c); !errors.Is(err, why) || !errors.Is(err, E_ABORTED_BY_CALLBACK) {
				t.Errorf("stopped by the progress callback: %v", err)
			}
		})
	}
}

func TestTimeoutCoversRedirectsAndLookups(t *testing.T) {
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		for {
			if _, ok := readRequestHead(br); !ok {
				return
			}
			timer := time.NewTimer(100 * time.Millisecond)
			<-timer.C
			io.WriteString(c, "HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")
		}
	})
	c := handle(t, URL, u, FOLLOWLOCATION, 1, TIMEOUT_MS, 350)
	if _, err := body(c); !errors.Is(err, E_OPERATION_TIMEDOUT) {
		t.Errorf("over redirects: %v", err)
	}
	// Each one takes 100 ms at least.
	if n := info(t, c, REDIRECT_COUNT); n > 4 {
		t.Errorf("%d redirects", n)
	}
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	c = handle(t, URL, "http://never.test./", DNS_SERVERS, silent.LocalAddr().String(), TIMEOUT_MS, 150)
	if _, err := body(c); !errors.Is(err, E_OPERATION_TIMEDOUT) {
		t.Errorf("a resolver that hangs: %v", err)
	}
}

func TestUploadsMeetEarlyReplies(t *testing.T) {
	large := strings.Repeat("x", 30<<20)
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		io.CopyN(io.Discard, br, 1000)
		io.WriteString(c, "HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch")
		// The connection stays open, and unread.
		buf := make([]byte, 1)
		for {
			if _, err := c.Read(buf); err != nil {
				return
			}
			timer := time.NewTimer(50 * time.Millisecond)
			<-timer.C
		}
	})
	c := handle(t, URL, u, UPLOAD, 1, INFILESIZE, len(large), READDATA, strings.NewReader(large), HTTPHEADER, []string{"Expect:"})
	if got, err := body(c); err != nil || got != "much" || info(t, c, RESPONSE_CODE) != 413 {
		t.Errorf("413 while 30 MB go up: %q, %v", got, err)
	}
	if len(c.own.idle) != 0 {
		t.Error("the connection is kept, with a request that was not sent wholly")
	}
}

func TestReadersShorterThanTheyWereSaidToBe(t *testing.T) {
	s, err := script([][]byte{[]byte(okay), []byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", UPLOAD, 1, INFILESIZE, 5, READDATA, strings.NewReader("abc"))
	if _, err := body(c); !errors.Is(err, E_READ_ERROR) {
		t.Errorf("3 of 5 bytes: %v", err)
	}
	set(t, c, INFILESIZE, 2, READDATA, strings.NewReader("abc"))
	if got, err := body(c); err != nil || got != "ok" {
		t.Errorf("2 of 3 bytes: %q, %v", got, err)
	}
	why := errors.New("broken")
	set(t, c, READFUNCTION, func([]byte) (int, error) { return 0, why })
	if _, err := body(c); !errors.Is(err, E_READ_ERROR) || !errors.Is(err, why) {
		t.Errorf("a reader that fails: %v", err)
	}
	set(t, c, READFUNCTION, func([]byte) (int, error) { return READFUNC_ABORT, nil })
	if _, err := body(c); !errors.Is(err, E_ABORTED_BY_CALLBACK) {
		t.Errorf("READFUNC_ABORT: %v", err)
	}
	set(t, c, READFUNCTION, func(p []byte) (int, error) { return len(p) + 1, nil })
	if _, err := body(c); !errors.Is(err, E_READ_ERROR) {
		t.Errorf("a reader that lies: %v", err)
	}
}

func TestHeadersThatCouldMeanTwoThings(t *testing.T) {
	for name, x := range map[string]struct {
		line string
		want Code
	}{
		"a NUL": {"A: b\x00c", E_FTP_WEIRD_SERVER_REPLY}, "a NUL in the name": {"A\x00: b", E_FTP_WEIRD_SERVER_REPLY}, "no colon": {"nonsense", E_FTP_WEIRD_SERVER_REPLY},
		"a bare CR": {"A: b\rC: d", E_FTP_WEIRD_SERVER_REPLY}, "a blank before the colon": {"Content-Length : 0", E_FTP_WEIRD_SERVER_REPLY}, "a tab there": {"A\t: b", E_FTP_WEIRD_SERVER_REPLY},
		"no name": {": b", E_FTP_WEIRD_SERVER_REPLY}, "one line of 110 KB": {"A: " + strings.Repeat("b", 110<<10), E_OUT_OF_MEMORY}, "400 KB": {strings.Repeat("A: "+strings.Repeat("b", 997)+"\r\n", 400) + "B: c", E_RECV_ERROR},
		"one line of 90 KB": {"A: " + strings.Repeat("b", 90<<10), 0}, "an empty value": {"A:", 0}, "blanks behind": {"A: b  \t", 0},
	} {
		u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
			readRequestHead(br)
			io.WriteString(c, "HTTP/1.1 200 OK\r\n"+x.line+"\r\nContent-Length: 2\r\n\r\nok")
		})
		got, err := body(handle(t, URL, u))
		if x.want == 0 && (err != nil || got != "ok") || x.want != 0 && !errors.Is(err, x.want) {
			t.Errorf("%s: %q, %v, want %d", name, got, err, int(x.want))
		}
	}
}

func TestInterimRepliesAreBounded(t *testing.T) {
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		for {
			if _, err := io.WriteString(c, "HTTP/1.1 103 Early\r\nLink: </style.css>\r\n\r\n"); err != nil {
				return
			}
		}
	})
	c := handle(t, URL, u)
	if _, err := body(c); !errors.Is(err, E_RECV_ERROR) {
		t.Errorf("endless 103: %v", err)
	}
	if n := info(t, c, HEADER_SIZE); n > maxHeaderBytes {
		t.Errorf("%d bytes of headers", n)
	}
}

func TestBodiesThatNobodyWantsAreNotReadForEver(t *testing.T) {
	chunks := strings.Repeat("5\r\nabcde\r\n", 1000)
	endless := func(c net.Conn) {
		for {
			if _, err := io.WriteString(c, chunks); err != nil {
				return
			}
		}
	}
	u := faulty(t, func(n int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		if n > 1 {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere")
			return
		}
		io.WriteString(c, "HTTP/1.1 302 Found\r\nLocation: /there\r\nTransfer-Encoding: chunked\r\n\r\n")
		endless(c)
	})
	if got, err := body(handle(t, URL, u, FOLLOWLOCATION, 1)); err != nil || got != "there" {
		t.Errorf("after a redirect with an endless body: %q, %v", got, err)
	}
	u = faulty(t, func(n int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		io.WriteString(c, "HTTP/1.1 407 Who\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\nTransfer-Encoding: chunked\r\n\r\n")
		endless(c)
	})
	c := handle(t, URL, "https://example.test/", PROXY, u, PROXYUSERPWD, "a:b", PROXYAUTH, HTTPAUTH_ANY)
	if _, err := body(c); !errors.Is(err, E_COULDNT_CONNECT) {
		t.Errorf("a proxy whose 407 does not end: %v", err)
	}
}

func TestHeadersAreBounded(t *testing.T) {
	for name, flood := range map[string]func(io.Writer) error{
		"a long line": func(w io.Writer) error { _, err := io.WriteString(w, strings.Repeat("x", 4096)); return err },
		"many lines":  func(w io.Writer) error { _, err := io.WriteString(w, strings.Repeat("A: b\r\n", 1000)); return err },
		"folds":       func(w io.Writer) error { _, err := io.WriteString(w, strings.Repeat(" b\r\n", 1000)); return err },
	} {
		u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
			readRequestHead(br)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nA: ")
			for range 10_000 {
				if flood(c) != nil {
					return
				}
			}
		})
		_, err := body(handle(t, URL, u))
		if !errors.Is(err, E_OUT_OF_MEMORY) && !errors.Is(err, E_RECV_ERROR) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
