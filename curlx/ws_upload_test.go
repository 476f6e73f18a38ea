package curlx

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/net/websocket"
)

// What READFUNCTION or READDATA give goes out in frames, piece by piece, as libcurl
// says of UPLOAD over a WebSocket from 8.16 on.
func TestWebSocketUploads(t *testing.T) {
	why := errors.New("broken")
	for name, c := range map[string]struct {
		settings []any
		say      string
		heard    []string
		code     Code
	}{
		"a text":                   {[]any{READDATA, strings.NewReader("hello")}, "", []string{"82 hello"}, E_OK},
		"pieces":                   {[]any{READFUNCTION, pieces("a", "", "bc").Read}, "", []string{"82 a", "82 bc"}, E_OK},
		"a reader that waits":      {[]any{READDATA, io.MultiReader(onlyReader{strings.NewReader("a")}, onlyReader{strings.NewReader("bc")})}, "", []string{"82 a", "82 bc"}, E_OK},
		"a part":                   {[]any{READDATA, strings.NewReader("hello"), INFILESIZE, 3}, "", []string{"82 hel"}, E_OK},
		"a part of one that waits": {[]any{READDATA, onlyReader{strings.NewReader("hello")}, INFILESIZE, 3}, "", []string{"82 hel"}, E_OK},
		"nothing":                  {[]any{READDATA, strings.NewReader("")}, fr(0x81, "x"), nil, E_OK},
		"with the end":             {[]any{READDATA, iotest.DataErrReader(onlyReader{strings.NewReader("hello")})}, "", []string{"82 hello"}, E_OK},
		"pings":                    {[]any{READDATA, strings.NewReader("hello")}, fr(0x89, "ping"), []string{"8a ping", "82 hello"}, E_OK},
		"too short":                {[]any{READDATA, strings.NewReader("hello"), INFILESIZE, 9}, "", []string{"82 hello"}, E_READ_ERROR},
		"abort":                    {[]any{READFUNCTION, func([]byte) (int, error) { return READFUNC_ABORT, nil }}, "", nil, E_ABORTED_BY_CALLBACK},
		"a lie":                    {[]any{READFUNCTION, func(p []byte) (int, error) { return len(p) + 1, nil }}, "", nil, E_READ_ERROR},
		"failing":                  {[]any{READFUNCTION, func([]byte) (int, error) { return 0, why }}, "", nil, E_READ_ERROR},
		"failing, one that waits":  {[]any{READDATA, iotest.ErrReader(why)}, "", nil, E_READ_ERROR},
		"never anything":           {[]any{READFUNCTION, func([]byte) (int, error) { return 0, nil }}, "", nil, E_READ_ERROR},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &wsServer{say: []byte(c.say)}
			size := 0
			for _, f := range c.heard {
				s.wants += len(f) - 3 + 6
				if f[1] == '2' {
					size += len(f) - 3
				}
			}
			if c.code != E_OK {
				s.wants = -1 // until the client gives up
			}
			h := handle(t, append([]any{URL, "ws://" + s.start(t) + "/", UPLOAD, 1, WRITEDATA, io.Discard}, c.settings...)...)
			err := h.Perform(t.Context())
			if Code(codeOf(err)) != c.code || strings.HasPrefix(name, "failing") && !errors.Is(err, why) {
				t.Errorf("%v, want %d", err, c.code)
			}
			got := s.frames(t)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.heard))
			if c.code == E_OK && !slices.Equal(got, want) {
				t.Errorf("the server heard %q, want %q", got, want)
			}
			if n := info(t, h, SIZE_UPLOAD_T); c.code == E_OK && n != int64(size) {
				t.Errorf("%d bytes were uploaded, want %d", n, size)
			}
			if c.code == E_OK && !strings.HasPrefix(s.heads[0], "GET / ") || strings.Contains(s.heads[0], "Content-Length") || strings.Contains(s.heads[0], "Expect") {
				t.Errorf("the request is %q", s.heads[0])
			}
		})
	}
}

// pieces is a reader that gives one text a Read.
func pieces(all ...string) io.Reader {
	var rs []io.Reader
	for _, s := range all {
		rs = append(rs, strings.NewReader(s))
	}
	return io.MultiReader(rs...)
}

// More than the pipes hold goes to a server that says it back, which needs both
// directions at once; callbacks and pings have their turn meanwhile.
func TestWebSocketUploadsBesideWhatComes(t *testing.T) {
	s := httptest.NewUnstartedServer(websocket.Handler(func(c *websocket.Conn) {
		for got, acks := 0, 0; got < 8<<20 || acks < 5; {
			var b []byte
			if websocket.Message.Receive(c, &b) != nil || websocket.Message.Send(c, b) != nil {
				return
			}
			if string(b) == "ack" {
				acks++
			} else {
				got += len(b)
			}
		}
	}))
	a := newAuthority(t)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{a.issue(t, 2)}, NextProtos: []string{"http/1.1"}}
	s.StartTLS()
	defer s.Close()
	text := bytes.Repeat([]byte("0123456789abcdef"), 1<<19)
	for name, r := range map[string]io.Reader{"from memory": bytes.NewReader(text), "from one that waits": onlyReader{bytes.NewReader(text)}} {
		var back bytes.Buffer
		sent, acks := 0, 0
		c := handle(t, URL, "wss"+strings.TrimPrefix(s.URL, "https"), HTTPHEADER, []string{"Origin: http://localhost/"}, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0, UPLOAD, 1, READDATA, r, TIMEOUT, 60)
		set(t, c, WRITEFUNCTION, func(p []byte) (int, error) {
			if string(p) == "ack" {
				acks++
				return len(p), nil
			}
			if m := c.WSMeta(); m.BytesLeft == 0 && sent < 5 {
				sent++
				if _, err := c.WSSend(t.Context(), []byte("ack"), nil); err != nil {
					return 0, err
				}
			}
			return back.Write(p)
		})
		if err := c.Perform(t.Context()); err != nil || !bytes.Equal(back.Bytes(), text) || acks != 5 {
			t.Errorf("%s: %v, %d bytes came back, and %d answers", name, err, back.Len(), acks)
		}
	}
}

// A paused upload does not hold up what comes, whose callback lets it go on; nor does
// a reader that waits, until the end of the context.
func TestWebSocketUploadsThatWait(t *testing.T) {
	paused := make(chan struct{}, 1)
	u := wsFaulty(t, "", func(c net.Conn, br *bufio.Reader) {
		<-paused
		io.WriteString(c, fr(0x81, "go on"))
		b := make([]byte, 6+5)
		if _, err := io.ReadFull(br, b); err == nil {
			io.WriteString(c, fr(0x88, ""))
		}
	})
	for _, function := range []bool{true, false} {
		c := handle(t, URL, u, UPLOAD, 1, TIMEOUT, 30)
		r, w := io.Pipe()
		asked := 0
		if function {
			set(t, c, READFUNCTION, func(p []byte) (int, error) {
				if asked++; asked == 1 {
					paused <- struct{}{}
					return READFUNC_PAUSE, nil
				}
				if asked > 2 {
					return 0, io.EOF
				}
				return copy(p, "hello"), nil
			})
		} else {
			paused <- struct{}{}
			set(t, c, READDATA, r)
		}
		var got []string
		set(t, c, WRITEFUNCTION, func(p []byte) (int, error) {
			got = append(got, fmt.Sprint(string(p), " ", c.WSMeta().Flags))
			if len(got) == 1 && function {
				return len(p), c.Unpause()
			} else if len(got) == 1 {
				go w.Write([]byte("hello"))
			}
			return len(p), nil
		})
		if err := c.Perform(t.Context()); err != nil || !slices.Equal(got, []string{"go on 1", " 8"}) {
			t.Errorf("function %v: %q, %v", function, got, err)
		}
		w.Close()
	}
	silent := wsFaulty(t, "", func(_ net.Conn, br *bufio.Reader) { io.Copy(io.Discard, br) })
	r, w := io.Pipe()
	defer w.Close()
	for name, source := range map[string][]any{"a pipe": {READDATA, r}, "a pause": {READFUNCTION, func([]byte) (int, error) { return READFUNC_PAUSE, nil }}} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		if err := handle(t, append(source, URL, silent, UPLOAD, 1)...).Perform(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}
