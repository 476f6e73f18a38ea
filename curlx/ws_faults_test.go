package curlx

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// wsFaulty is a server that agrees to a WebSocket and then does what it does.
func wsFaulty(t *testing.T, more string, serve func(c net.Conn, br *bufio.Reader)) (url string) {
	t.Helper()
	return "ws" + strings.TrimPrefix(faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		head, _ := readRequestHead(br)
		m := wsKeyLine.FindSubmatch(head)
		if m == nil {
			return
		}
		io.WriteString(c, strings.TrimSuffix(agree(wsAccept(string(m[1]))), "\r\n")+more+"\r\n")
		serve(c, br)
	}), "http")
}

// forEver says a text until nobody takes it.
func forEver(text string) func(net.Conn, *bufio.Reader) {
	return func(c net.Conn, _ *bufio.Reader) {
		for {
			if _, err := io.WriteString(c, strings.Repeat(text, 100)); err != nil {
				return
			}
		}
	}
}

// A server that sends pings and does not read our pongs holds nobody up for longer
// than there is time; what it makes impossible is sending alone.
func TestWebSocketPongsThatNobodyReads(t *testing.T) {
	u := wsFaulty(t, "", forEver(fr(0x89, strings.Repeat("p", 125))))
	for name, c := range map[string]struct {
		settings []any
		ctx      func() (context.Context, context.CancelFunc)
	}{
		"TIMEOUT": {[]any{TIMEOUT_MS, 100}, func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) }},
		"a deadline": {nil, func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 100*time.Millisecond)
		}},
	} {
		ctx, cancel := c.ctx()
		err := handle(t, append(c.settings, URL, u, WRITEDATA, io.Discard)...).Perform(ctx)
		cancel()
		if !errors.Is(err, E_OPERATION_TIMEDOUT) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := handle(t, URL, u, CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, _, err := c.WSRecv(ctx, make([]byte, 9)); !errors.Is(err, E_OPERATION_TIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) || strings.Count(err.Error(), "deadline") != 1 {
		t.Errorf("WSRecv: %v", err)
	}
}

// A ping that comes while a frame cannot go out waits for its turn, and the end of
// that wait costs nothing that was received.
func TestWebSocketPingsWaitBehindASender(t *testing.T) {
	begun := make(chan struct{})
	u := wsFaulty(t, "", func(c net.Conn, br *bufio.Reader) {
		// The sender is at it when a byte has come, and stays at it.
		br.ReadByte()
		io.WriteString(c, fr(0x89, "ping")+fr(0x81, "text"))
		close(begun)
		<-t.Context().Done()
	})
	c := handle(t, URL, u, CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop, cancel := context.WithCancelCause(t.Context())
	sent := make(chan error)
	go func() {
		_, err := c.WSSend(stop, make([]byte, 64<<20), nil)
		sent <- err
	}()
	<-begun
	ctx, cancelRecv := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancelRecv()
	if _, _, err := c.WSRecv(ctx, make([]byte, 9)); !errors.Is(err, E_OPERATION_TIMEDOUT) {
		t.Errorf("WSRecv beside a sender that hangs: %v", err)
	}
	cause := errors.New("enough")
	cancel(cause)
	if err := <-sent; !errors.Is(err, cause) || !errors.Is(err, E_ABORTED_BY_CALLBACK) {
		t.Errorf("the sender: %v", err)
	}
	p := make([]byte, 9)
	if n, f, err := c.WSRecv(t.Context(), p); err != nil || string(p[:n]) != "text" || f.Flags != WS_TEXT {
		t.Errorf("afterwards: %q, %+v, %v", p[:n], f, err)
	}
	if _, err := c.WSSend(t.Context(), nil, nil); !errors.Is(err, cause) {
		t.Errorf("a frame after half a frame: %v", err)
	}
}

// Close ends what waits for a frame.
func TestWebSocketEndsWithItsHandle(t *testing.T) {
	c := NewCurl()
	set(t, c, URL, wsFaulty(t, "", func(c net.Conn, br *bufio.Reader) { io.Copy(io.Discard, br) }), CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := make(chan error)
	go func() {
		got <- nil
		_, _, err := c.WSRecv(t.Context(), make([]byte, 9))
		got <- err
	}()
	<-got
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; !errors.Is(err, E_RECV_ERROR) && !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("WSRecv of a handle that was closed: %v", err)
	}
}

// Headers that come again and again cost no more than they are long.
func TestWebSocketAnswersOfManyHeaders(t *testing.T) {
	u := wsFaulty(t, strings.Repeat("Connection: a\r\n", 15_000), func(net.Conn, *bufio.Reader) {})
	c := handle(t, URL, u, CONNECT_ONLY, 2)
	if err := c.Perform(t.Context()); err != nil {
		t.Error(err)
	}
	u = wsFaulty(t, "Sec-WebSocket-Accept: "+strings.Repeat("x", 50_000)+"\r\n", func(net.Conn, *bufio.Reader) {})
	if err := handle(t, URL, u, CONNECT_ONLY, 2).Perform(t.Context()); !errors.Is(err, E_FTP_WEIRD_SERVER_REPLY) || len(err.Error()) > 500 {
		t.Errorf("a long proof: %.600v", err)
	}
}

// Frames of all lengths come back from the WebSocket server of golang.org/x/net.
func TestWebSocketAgainstGoServer(t *testing.T) {
	s := httptest.NewServer(websocket.Handler(func(c *websocket.Conn) {
		for {
			var b []byte
			if websocket.Message.Receive(c, &b) != nil || websocket.Message.Send(c, b) != nil {
				return
			}
		}
	}))
	defer s.Close()
	c := handle(t, URL, "ws"+strings.TrimPrefix(s.URL, "http"), CONNECT_ONLY, 2, HTTPHEADER, []string{"Origin: http://localhost/"})
	if err := c.Perform(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 125, 126, 127, 65535, 65536, 200_000} {
		text := bytes.Repeat([]byte(fmt.Sprint(n, " ")), n/len(fmt.Sprint(n, " "))+1)[:n]
		if _, err := c.WSSend(t.Context(), text, nil); err != nil {
			t.Fatal(err)
		}
		var got []byte
		for p := make([]byte, 4096); ; {
			k, f, err := c.WSRecv(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p[:k]...)
			if f.BytesLeft == 0 && f.Flags&WS_CONT == 0 && (k > 0 || n == 0) {
				if len(got) >= n {
					break
				}
			}
		}
		if !bytes.Equal(got, text) {
			t.Errorf("%d bytes came back as %d others", n, len(got))
		}
	}
}
