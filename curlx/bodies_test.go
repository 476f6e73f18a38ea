package curlx

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/pyops-go/pyops/internal/original"
)

// A request's body goes out whole after a redirect that came while it was going out,
// and after a connection that was lost, whatever other transfers do meanwhile: nobody
// gets its buffer before it is done with.
func TestBodiesAreWholeAfterRedirectsAndLostConnections(t *testing.T) {
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		for n := 0; ; n++ {
			head, ok := readRequestHead(br)
			if !ok {
				return
			}
			switch {
			case bytes.HasPrefix(head, []byte("GET ")):
				io.WriteString(c, okay)
				continue
			case n == 1:
				return // after the GET: the connection is lost, and the request made again
			case bytes.HasPrefix(head, []byte("POST /first")):
				io.WriteString(c, "HTTP/1.1 307 X\r\nLocation: /second\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
				io.Copy(io.Discard, br)
				return
			}
			b, err := io.ReadAll(io.LimitReader(br, int64(atoi(string(lengthLine.FindSubmatch(head)[1])))))
			if err != nil {
				return
			}
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n%x", sha256.Sum256(b))
		}
	})
	m := NewCurlMulti()
	defer m.Close()
	var handles []*Curl
	var out [12]bytes.Buffer
	var sums [12]string
	for i := range out {
		text := strings.Repeat(fmt.Sprintf("<%d>", i), 100_000)
		sums[i] = fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
		c := handle(t, URL, u, TIMEOUT, 30, HTTPHEADER, []string{"Expect:"})
		if i%2 == 0 {
			if _, err := body(c); err != nil {
				t.Fatal(err)
			}
		}
		set(t, c, URL, u+"first", FOLLOWLOCATION, 1, WRITEDATA, &out[i])
		if i%3 == 0 {
			set(t, c, UPLOAD, 1, CUSTOMREQUEST, "POST", READDATA, strings.NewReader(text), INFILESIZE, len(text))
		} else {
			set(t, c, POSTFIELDS, text)
		}
		handles = append(handles, c)
	}
	results, err := m.Do(t.Context(), handles...)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil || out[i].String() != sums[i] {
			t.Errorf("body %d: %v, of sum %s, want %s", i, r.Err, out[i].String(), sums[i])
		}
	}
}

// MAXFILESIZE holds while the transfer runs, however the body is framed, and for what
// it becomes when it is decoded: these bodies never end.
func TestMaxfilesizeEndsBodiesWithoutEnd(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	for range 20 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ head, piece string }{
		"in chunks":               {"Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"},
		"until the end":           {"", "hello"},
		"of gzip":                 {"Content-Encoding: gzip\r\n", bomb.String()},
		"of gzip, in chunks":      {"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n", bomb.Len(), bomb.String())},
		"of a length that is odd": {"Content-Encoding: gzip\r\nContent-Length: 9223372036854775807\r\n", bomb.String()},
	} {
		t.Run(name, func(t *testing.T) {
			served := make(chan struct{})
			u := faulty(t, func(_ int, conn net.Conn, br *bufio.Reader) {
				defer close(served)
				readRequestHead(br)
				io.WriteString(conn, "HTTP/1.1 200 OK\r\n"+c.head+"\r\n")
				for {
					if _, err := io.WriteString(conn, c.piece); err != nil {
						return
					}
				}
			})
			h := handle(t, URL, u, MAXFILESIZE, 10, ACCEPT_ENCODING, "gzip")
			if c.piece == "hello" || strings.HasPrefix(c.piece, "5") {
				set(t, h, ACCEPT_ENCODING, nil)
			}
			got, err := body(h)
			if !errors.Is(err, E_FILESIZE_EXCEEDED) || len(got) > 10 {
				t.Errorf("%d bytes, %v", len(got), err)
			}
			<-served // which is the end of the connection
			if n, _ := Get(h, SIZE_DOWNLOAD_T); strings.Contains(c.head, "gzip") && n > 1<<20 {
				t.Errorf("%d bytes were read for 10", n)
			}
		})
	}
}

// No time is negative, none is longer than the transfer, whatever becomes of it; and
// none is taken from the wall clock, which may be set back meanwhile.
func TestTimesOfAllKindsOfTransfers(t *testing.T) {
	answering := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		for {
			head, ok := readRequestHead(br)
			if !ok {
				return
			}
			if m := lengthLine.FindSubmatch(head); m != nil {
				io.CopyN(io.Discard, br, int64(atoi(string(m[1]))))
			}
			if bytes.Contains(head, []byte("/away")) {
				io.WriteString(c, "HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")
				continue
			}
			io.WriteString(c, okay)
		}
	})
	silent := faulty(t, hangs)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	c := handle(t)
	for name, x := range map[string]struct {
		ctx      context.Context
		settings []any
		answered bool
	}{
		"a GET":              {t.Context(), []any{URL, answering}, true},
		"a POST":             {t.Context(), []any{URL, answering, POSTFIELDS, "a=1"}, true},
		"a redirect":         {t.Context(), []any{URL, answering + "away", FOLLOWLOCATION, 1}, true},
		"nobody there":       {t.Context(), []any{URL, "http://127.0.0.1:1/"}, false},
		"no such host":       {t.Context(), []any{URL, "http://nosuch.invalid/", RESOLVE, []string{"-nosuch.invalid:80"}, DNS_SERVERS, "127.0.0.1:1"}, false},
		"no URL":             {t.Context(), []any{URL, "http://[bad/"}, false},
		"a time limit":       {t.Context(), []any{URL, silent, TIMEOUT_MS, 20}, false},
		"an ended context":   {ended, []any{URL, answering}, false},
		"no file":            {t.Context(), []any{URL, "file:///nonexistent"}, false},
		"a reader that ends": {t.Context(), []any{URL, answering, UPLOAD, 1, INFILESIZE, 5, READDATA, strings.NewReader("abc")}, false},
	} {
		for round := range 2 {
			if err := c.Reset(); err != nil {
				t.Fatal(err)
			}
			set(t, c, append([]any{WRITEDATA, io.Discard}, x.settings...)...)
			err := c.Perform(x.ctx)
			if (err == nil) != x.answered {
				t.Errorf("%s: %v", name, err)
			}
			total := info(t, c, TOTAL_TIME)
			if total < 0 || total > 60 {
				t.Errorf("%s: TOTAL_TIME is %v", name, total)
			}
			for _, i := range []Info[float64]{NAMELOOKUP_TIME, CONNECT_TIME, APPCONNECT_TIME, PRETRANSFER_TIME, STARTTRANSFER_TIME, REDIRECT_TIME} {
				if at := info(t, c, i); at < 0 || at > total {
					t.Errorf("%s, round %d: %v is %v of %v", name, round, i, at, total)
				}
			}
			if x.answered && (info(t, c, STARTTRANSFER_TIME) <= 0 || info(t, c, PRETRANSFER_TIME) <= 0) {
				t.Errorf("%s, round %d: no time of the first byte", name, round)
			}
		}
	}
	// time.Time of the monotonic clock says so in its text.
	if began := newTransfer(t.Context(), c).clock.began.String(); !strings.Contains(began, " m=") {
		t.Errorf("a transfer begins at %s, of the wall clock", began)
	}
}

// With a context that has ended nothing is asked, over a kept connection either.
func TestAnEndedContextAsksNothing(t *testing.T) {
	var asked atomic.Int32
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		for {
			if _, ok := readRequestHead(br); !ok {
				return
			}
			asked.Add(1)
			io.WriteString(c, okay)
		}
	})
	c := handle(t, URL, u, WRITEDATA, io.Discard)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		_, err := c.PerformRB(ended)
		if !errors.Is(err, context.Canceled) || !errors.Is(c.Perform(ended), E_ABORTED_BY_CALLBACK) {
			t.Fatal(err)
		}
	}
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

// What was sent before is passed over by reading where nobody can seek, however little a
// reading brings.
func TestResumedUploadsPassOverSlowReaders(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	body := func(request string) string {
		_, b, _ := strings.Cut(request, "\r\n\r\n")
		return b
	}
	for n := 1; n <= 4; n++ {
		call := wireCall(transfers(round("URL", here, "UPLOAD", 1, "READDATA", "hello", "INFILESIZE", 5, "RESUME_FROM", n, "HTTPHEADER", []any{"Expect:"})), okay)
		theirs := py.Value("run", call.Args...).([]any)
		wire := strings.NewReplacer(`\r`, "\r", `\n`, "\n", "'", "").Replace(theirs[len(theirs)-1].(string))
		r := record(t)
		c := handle(t, URL, r.url, UPLOAD, 1, READFUNCTION, iotest.OneByteReader(strings.NewReader("hello")).Read, INFILESIZE, 5, RESUME_FROM, n, WRITEFUNCTION, func([]byte) {})
		if err := c.Perform(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := body(r.last(t)); got != body(wire) || got == "" {
			t.Errorf("from %d on: sent %q, pycurl sends %q", n, got, body(wire))
		}
	}
}
