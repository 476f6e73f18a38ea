package curlx

import (
	"context"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/netctx"
)

// WebSocket: URLs of ws and wss. With CONNECT_ONLY set to 2 Perform returns when the
// server has agreed, and WSSend and WSRecv exchange frames. Otherwise Perform
// delivers the payload of each frame to WRITEFUNCTION, which may ask WSMeta and call
// WSSend, until the server ends the connection. With UPLOAD it sends meanwhile what
// READFUNCTION or READDATA give, each piece as a frame of WS_BINARY.

// WSSendOptions are what WSSend can be told.
type WSSendOptions struct {
	// Flags is what the frame is: WS_TEXT, WS_BINARY, WS_CLOSE, WS_PING or WS_PONG,
	// with WS_CONT if more frames of the message follow, with WS_OFFSET if more of
	// the frame does. 0 is WS_BINARY; in raw mode it must be 0.
	Flags int
	// FragSize is with WS_OFFSET the size of the whole frame, given with its first
	// piece.
	FragSize int64
}

// WSSend sends a frame, masked as RFC 6455 wants it, and returns how many bytes of p
// were taken: all, or none with an error. It waits until the connection takes them or
// ctx ends; then nothing more can be sent. It may be called while another goroutine
// is in WSRecv. During Perform it is for the WRITEFUNCTION alone; beside an UPLOAD it
// does not wait, but fails with E_AGAIN while much waits to be sent.
func (c *Curl) WSSend(ctx context.Context, p []byte, opts *WSSendOptions) (int, error) {
	w, _, err := c.wsOf(ctx, "ws_send", true)
	if err != nil {
		return 0, err
	}
	var o WSSendOptions
	if opts != nil {
		o = *opts
	}
	if o.Flags == 0 && !w.raw {
		o.Flags = WS_BINARY
	}
	n, err := w.send(ctx, p, o.Flags, o.FragSize)
	return n, wsError(ctx, E_SEND_ERROR, "Send failure: %s", err)
}

// wsError is the error of a call that failed: of its context, as a transfer's is, or
// of the connection.
func wsError(ctx context.Context, code Code, format string, err error) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case ctx.Err() != nil:
		return interrupted(ctx, err)
	}
	return fail(code, format, err).because(err)
}

// WSClose sends a close frame. A code of 0 is none; otherwise it must be one that
// RFC 6455 lets a client send, 1000 to 1003, 1007 to 1014 or 3000 to 4999. The
// reason is text of at most 123 bytes. The connection stays until the server or
// Close ends it.
func (c *Curl) WSClose(ctx context.Context, code int, reason string) (int, error) {
	bad := func(format string, args ...any) (int, error) {
		return 0, fail(E_BAD_FUNCTION_ARGUMENT, "ws_close: "+format, args...)
	}
	var p []byte
	switch {
	case code == 0 && reason != "":
		return bad("a reason without a code")
	case code == 0:
	case code >= 1000 && code <= 1003, code >= 1007 && code <= 1014, code >= 3000 && code <= 4999:
		p = append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
	default:
		return bad("the code %d must not be sent; expected 1000 to 1003, 1007 to 1014 or 3000 to 4999", code)
	}
	switch {
	case len(p) > maxControl:
		return bad("a reason of %d bytes; at most %d fit", len(reason), maxControl-2)
	case !utf8.ValidString(reason):
		return bad("the reason %q is no UTF-8", reason)
	}
	return c.WSSend(ctx, p, &WSSendOptions{Flags: WS_CLOSE})
}

// WSRecv receives a piece of a frame into p, and tells of it: BytesLeft is how much
// of the frame is still to come, WS_CONT among the Flags that more frames of the
// message are. Without room in p it tells of the next frame, and takes it only if it
// is empty. Pings are answered, and not delivered, unless WS_OPTIONS says otherwise.
// It waits for a frame until ctx ends; then the next call goes on where it was. The
// end of the connection is E_GOT_NOTHING, which wraps io.EOF between two frames and
// io.ErrUnexpectedEOF inside one. In raw mode it reads what comes.
func (c *Curl) WSRecv(ctx context.Context, p []byte) (int, *WSFrame, error) {
	w, k, err := c.wsOf(ctx, "ws_recv", false)
	if err != nil {
		return 0, nil, err
	}
	if err := w.reading.Lock(ctx); err != nil {
		return 0, nil, interrupted(ctx, err)
	}
	defer w.reading.Unlock()
	release := netctx.Bind(ctx, half(k.wire.Conn.SetReadDeadline))
	n, f, err := w.next(ctx, p)
	release()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return 0, nil, fail(E_GOT_NOTHING, "[WS] the connection is closed").because(err)
	case err != nil:
		return 0, nil, wsError(ctx, E_RECV_ERROR, "Recv failure: %s", err)
	}
	return n, &f, nil
}

// WSMeta tells of the piece of a frame that WRITEFUNCTION has just been given. It is
// for that function alone: at other times, and in raw mode, it is nil.
func (c *Curl) WSMeta() *WSFrame {
	if c == nil {
		return nil
	}
	if w := c.ws.Load(); w != nil {
		if f := w.told(); f != nil && !w.raw {
			copied := *f
			return &copied
		}
	}
	return nil
}

// wsOf gives the connection for a call: that of CONNECT_ONLY, or for a sender that of
// the transfer whose callback it is.
func (c *Curl) wsOf(ctx context.Context, op string, sender bool) (*wsConn, *conn, error) {
	if ctx == nil {
		return nil, nil, noContext(op)
	}
	if c != nil && sender && c.running() {
		if w := c.ws.Load(); w != nil && w.told() != nil {
			return w, w.c, nil
		}
	}
	k, err := c.userConn(op)
	if err != nil {
		return nil, nil, err
	}
	w, ok := k.state.(*wsConn)
	if !ok {
		return nil, nil, fail(E_BAD_FUNCTION_ARGUMENT, "%s: the connection is none of a WebSocket", op)
	}
	return w, k, nil
}

// isWS reports whether a URL is one of a WebSocket.
func (u *urlParts) isWS() bool { return u.scheme == "ws" || u.scheme == "wss" }

// overTLS reports whether a URL's requests go over TLS.
func (u *urlParts) overTLS() bool { return u.scheme == "https" || u.scheme == "wss" }

// wsGUID is what RFC 6455 has a server add to a key.
const wsGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// wsAccept is the answer to a key.
func wsAccept(key string) string {
	sum := sha1.Sum([]byte(key + wsGUID))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// upgradeHeaders are the headers that ask for a WebSocket, but for Connection.
func (x *exchange) upgradeHeaders(b []byte, custom headerList) []byte {
	if !x.t.url.isWS() {
		return b
	}
	var raw [16]byte
	// It is documented never to fail.
	_, _ = rand.Read(raw[:])
	x.wsKey = base64.StdEncoding.EncodeToString(raw[:])
	if l, ok := custom.find("Sec-WebSocket-Key"); ok {
		x.wsKey = l.value
	}
	for _, h := range [][2]string{{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", x.wsKey}} {
		if !custom.has(h[0]) {
			b = append(b, h[0]+": "+h[1]+"\r\n"...)
		}
	}
	if l, ok := custom.find("Sec-WebSocket-Protocol"); ok {
		x.wsProtocols = l.value
	}
	return b
}

// upgradeConnection is the Connection header that goes with them, the last one.
func (x *exchange) upgradeConnection(b []byte, custom headerList) []byte {
	if !x.t.url.isWS() {
		return b
	}
	l, _ := custom.find("Connection")
	if l.value != "" {
		l.value += ", "
	}
	return append(b, "Connection: "+l.value+"Upgrade\r\n"...)
}

// upgraded judges an answer to a request for a WebSocket: the server must prove that
// it knows what it agrees to, and not add to it.
func (x *exchange) upgraded() error {
	r := &x.reply
	if r.code != 101 {
		return fail(E_HTTP_RETURNED_ERROR, "Refused WebSocket upgrade: %d", r.code)
	}
	joined := func(values []string) string { return strings.Join(values, ", ") }
	switch u := r.upgrade; {
	case !hasToken(joined(u.upgrade), "websocket"), !hasToken(joined(u.connection), "upgrade"):
		return malformed("the server switched to another protocol than WebSocket")
	case joined(u.accept) != wsAccept(x.wsKey):
		return malformed("Sec-WebSocket-Accept is %.99q, expected %q", joined(u.accept), wsAccept(x.wsKey))
	case joined(u.extensions) != "":
		return malformed("the server uses extensions of WebSocket that nobody asked for")
	case joined(u.protocol) != "" && !hasToken(x.wsProtocols, strings.ToLower(joined(u.protocol))):
		return malformed("the server chose the subprotocol %.99q, which nobody asked for", joined(u.protocol))
	}
	return nil
}

// An upgradeReply is what the headers of a 101 say, each as often as it came.
type upgradeReply struct{ upgrade, connection, accept, protocol, extensions []string }

// known keeps a header of a 101.
func (u *upgradeReply) known(name, value string) {
	place := map[string]*[]string{"upgrade": &u.upgrade, "connection": &u.connection, "sec-websocket-accept": &u.accept,
		"sec-websocket-protocol": &u.protocol, "sec-websocket-extensions": &u.extensions}[strings.ToLower(name)]
	if place != nil {
		*place = append(*place, value)
	}
}

// talk is what follows an upgrade: the caller's own exchange of frames, or one by
// callbacks.
func (x *exchange) talk() error {
	if get(x.t.o, CONNECT_ONLY) == 0 {
		return x.readFrames()
	}
	x.kept = true
	x.c.state = newWSConn(x.c, get(x.t.o, WS_OPTIONS))
	return x.t.c.keepForUser(x.t, x.c)
}

// readFrames delivers what comes over a WebSocket until its end.
func (x *exchange) readFrames() error {
	t := x.t
	w := newWSConn(x.c, get(t.o, WS_OPTIONS))
	t.c.ws.Store(w)
	defer t.c.ws.Store(nil)
	if t.upload != nil {
		defer x.sendFrames(w)()
	}
	buf := make([]byte, t.sink.chunk)
	for {
		n, f, err := w.next(t.ctx, buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return x.frameError(err)
		}
		if err := t.arrived(buf[:n]); err != nil {
			return err
		}
		t.meter.down += w.gone
		w.gone = 0
		w.tell(&f)
		if n == 0 {
			err = t.sink.put(t.sink.write, nil, t.sink.waits, "Failure writing output to destination")
		} else {
			err = t.deliver(buf[:n])
		}
		w.tell(nil)
		if err != nil {
			return err
		}
		if err := t.expired(); err != nil {
			return err
		}
	}
}

func (x *exchange) frameError(err error) error {
	var e *Error
	if errors.Is(err, io.ErrUnexpectedEOF) && !errors.As(err, &e) {
		return fail(E_RECV_ERROR, "[WS] the connection ended inside a frame").because(err)
	}
	return x.t.recvError(err)
}
