package curlx

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A redirect to another port of the host leads to somebody else: what is secret stays,
// other headers go along.
func TestAnotherPortIsAnotherOrigin(t *testing.T) {
	to, err := script([][]byte{[]byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer to.stop()
	from, err := script([][]byte{[]byte("HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:" + to.port() + "/\r\nContent-Length: 0\r\n\r\n")})
	if err != nil {
		t.Fatal(err)
	}
	defer from.stop()
	c := handle(t, URL, "http://127.0.0.1:"+from.port()+"/", FOLLOWLOCATION, 1, USERPWD, "u:p", COOKIE, "secret=1", HTTPHEADER, []string{"X-Api-Key: key", "Authorization: Bearer secret", "Authorization : secret", "Cookie\t: secret=2"})
	if _, err := body(c); err != nil {
		t.Fatal(err)
	}
	first, second := fmt.Sprint(from.wire), fmt.Sprint(to.wire)
	if !strings.Contains(first, "Bearer secret") || !strings.Contains(first, "secret=1") || !strings.Contains(first, "Authorization : secret") || !strings.Contains(first, `secret=2`) {
		t.Errorf("the first request is %s", first)
	}
	if strings.Contains(second, "secret") || strings.Contains(second, "Authorization") || !strings.Contains(second, "X-Api-Key: key") {
		t.Errorf("the second request is %s", second)
	}
}

// A body is sent again after a 307 only by a reader that can go back, by itself or by
// SEEKFUNCTION.
func TestRedirectedUploadsGoBack(t *testing.T) {
	again := "HTTP/1.1 307 X\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n"
	text := strings.NewReader("abc")
	for name, c := range map[string]struct {
		settings []any
		code     Code
	}{
		"one that cannot":  {[]any{READDATA, onlyReader{strings.NewReader("abc")}}, E_SEND_FAIL_REWIND},
		"an io.Seeker":     {[]any{READDATA, strings.NewReader("abc")}, E_OK},
		"SEEKFUNCTION":     {[]any{READFUNCTION, text.Read, SEEKFUNCTION, func(at int64, whence int) (int, error) { _, err := text.Seek(at, whence); return SEEKFUNC_OK, err }}, E_OK},
		"one that refuses": {[]any{READFUNCTION, strings.NewReader("abc").Read, SEEKFUNCTION, func(int64, int) (int, error) { return SEEKFUNC_CANTSEEK, nil }}, E_SEND_FAIL_REWIND},
	} {
		s, err := script([][]byte{[]byte(again), []byte(okay)})
		if err != nil {
			t.Fatal(err)
		}
		defer s.stop()
		h := handle(t, append([]any{URL, "http://127.0.0.1:" + s.port() + "/", FOLLOWLOCATION, 1, UPLOAD, 1, INFILESIZE, 3}, c.settings...)...)
		if _, err := body(h); Code(codeOf(err)) != c.code {
			t.Errorf("%s: %v, want %d", name, err, c.code)
		} else if c.code != E_OK && h.Errstr() != "necessary data rewind wasn't possible" { // pycurl's words
			t.Errorf("%s: %q", name, h.Errstr())
		}
		s.mu.Lock()
		wire := fmt.Sprint(s.wire)
		s.mu.Unlock()
		if n := strings.Count(wire, "abc"); n != 1+flag(c.code == E_OK) {
			t.Errorf("%s: the body was sent %d times: %s", name, n, wire)
		}
	}
}

// 417 makes the request again without Expect; silence sends the body after a while.
func TestExpectationsThatFail(t *testing.T) {
	var connections atomic.Int32
	u := faulty(t, func(n int, c net.Conn, br *bufio.Reader) {
		connections.Store(int32(n))
		head, ok := readRequestHead(br)
		if ok && expectLine.Match(head) {
			io.WriteString(c, "HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n")
			head, ok = readRequestHead(br)
		}
		if !ok || expectLine.Match(head) {
			return
		}
		b := make([]byte, 2<<20)
		io.ReadFull(br, b)
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n%s", b[:3])
		io.Copy(io.Discard, br)
	})
	large := strings.Repeat("x", 2<<20)
	c := handle(t, URL, u, UPLOAD, 1, INFILESIZE, len(large), READDATA, strings.NewReader(large))
	if got, err := body(c); err != nil || got != "xxx" || connections.Load() != 1 {
		t.Errorf("417: %q, %v, over %d connections", got, err, connections.Load())
	}
	u = faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		b := make([]byte, 3)
		io.ReadFull(br, b)
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n%s", b)
		io.Copy(io.Discard, br)
	})
	c = handle(t, URL, u, POSTFIELDS, "abc", HTTPHEADER, []string{"Expect: 100-continue"}, EXPECT_100_TIMEOUT_MS, 20)
	if got, err := body(c); err != nil || got != "abc" {
		t.Errorf("silence: %q, %v", got, err)
	}
	if info(t, c, STARTTRANSFER_TIME) <= 0 {
		t.Error("a POST has no time of the first byte")
	}
}

// CONNECTTIMEOUT does not hold for the wait for an answer, LOW_SPEED not for a pause.
func TestTimeLimitsThatDoNotApply(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		readRequestHead(br)
		<-release
		io.WriteString(c, okay)
		io.Copy(io.Discard, br)
	})
	c := handle(t, URL, u, CONNECTTIMEOUT_MS, 1000, NOPROGRESS, 0)
	begun := time.Now()
	let := sync.OnceFunc(func() { close(release) })
	set(t, c, XFERINFOFUNCTION, func(_, _, _, _ int64) error {
		// It is called again and again while nothing comes.
		if time.Since(begun) > 1200*time.Millisecond {
			let()
		}
		return nil
	})
	if got, err := body(c); err != nil || got != "ok" {
		t.Errorf("a slow answer: %q, %v", got, err)
	}
	s, err := script([][]byte{[]byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	calls := 0
	var paused time.Time
	c = handle(t, URL, "http://127.0.0.1:"+s.port()+"/", LOW_SPEED_LIMIT, 1000, LOW_SPEED_TIME, 2, NOPROGRESS, 0)
	set(t, c, WRITEFUNCTION, func(p []byte) (int, error) {
		if calls++; calls == 1 {
			paused = time.Now()
			return WRITEFUNC_PAUSE, nil
		}
		return len(p), nil
	}, XFERINFOFUNCTION, func(_, _, _, _ int64) error {
		if calls == 1 && time.Since(paused) > 2500*time.Millisecond {
			return c.Unpause()
		}
		return nil
	})
	if err := c.Perform(t.Context()); err != nil || calls != 2 {
		t.Errorf("a pause: %v, %d calls", err, calls)
	}
}
