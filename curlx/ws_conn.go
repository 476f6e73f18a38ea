package curlx

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A wsConn is a connection on which WebSocket is spoken.
type wsConn struct {
	c      *conn
	raw    bool      // frames are the caller's affair
	quiet  bool      // so are pings
	upload *wsUpload // what is sent while frames are read, nil for nothing

	reading netctx.Mutex
	in      frameHead
	within  bool  // a frame has been begun
	at      int64 // how much of it has been delivered
	message int   // what a message of several frames is, 0 outside of one
	broken  error // why nothing more can be read
	gone    int64 // bytes of heads and of what was not delivered

	sending netctx.Mutex
	left    int64   // bytes of a frame that is sent in pieces
	mask    [4]byte // its mask
	sent    int64   // how much of it is out
	sends   int     // what a message of several frames is that is being sent
	pong    []byte  // to be sent when the frame is out, nil for none
	failed  error   // why nothing more can be sent

	mu   sync.Mutex
	meta *WSFrame // of what a write callback has been given
}

func newWSConn(c *conn, options int) *wsConn {
	return &wsConn{c: c, raw: options&WS_RAW_MODE != 0, quiet: options&WS_NOAUTOPONG != 0}
}

// next gives the next piece of a frame: at most len(p) bytes of it. Without room it
// tells of the frame and leaves its payload where it is. The end of the connection
// between two frames is io.EOF. Once it has failed it fails again.
func (w *wsConn) next(ctx context.Context, p []byte) (int, WSFrame, error) {
	if w.broken != nil {
		return 0, WSFrame{}, w.broken
	}
	if w.raw {
		n, err := w.c.br.Read(p)
		return n, WSFrame{Len: n}, err
	}
	n, f, err := w.piece(ctx, p)
	if err != nil && ctx.Err() == nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		w.broken = err
	}
	return n, f, err
}

func (w *wsConn) piece(ctx context.Context, p []byte) (int, WSFrame, error) {
	for !w.within || w.in.opcode == opPing && !w.quiet {
		step := w.begin
		if w.within {
			step = func() error { return w.answer(ctx) }
		}
		if err := step(); err != nil {
			return 0, WSFrame{}, err
		}
	}
	left := w.in.size - w.at
	n := 0
	if len(p) > 0 && left > 0 {
		var err error
		if n, err = w.c.br.Read(p[:min(int64(len(p)), left)]); err != nil {
			return 0, WSFrame{}, inside(err)
		}
	}
	f := WSFrame{Flags: w.in.flags(w.message), Offset: w.at, BytesLeft: left - int64(n), Len: n}
	w.at += int64(n)
	if f.BytesLeft == 0 {
		w.end()
	}
	return n, f, nil
}

// inside is the error of a connection that ends inside a frame.
func inside(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// begin reads the head of a frame. Nothing is taken before all of it is there, so
// that a wait that was cut short can go on.
func (w *wsConn) begin() error {
	b, err := w.c.br.Peek(2)
	if err == nil {
		b, err = w.c.br.Peek(headSize(b))
	}
	if err != nil {
		if len(b) > 0 {
			err = inside(err)
		}
		return err
	}
	h, err := parseFrameHead(b)
	if err != nil {
		return err
	}
	switch {
	case h.opcode == opContinue && w.message == 0:
		return badFrame("no ongoing fragmented message to continue")
	case (h.opcode == opText || h.opcode == opBinary) && w.message != 0:
		return badFrame("fragmented message interrupted by a new one")
	}
	// What was looked at is there to be passed over.
	n, _ := w.c.br.Discard(len(b))
	w.gone += int64(n)
	w.in, w.within, w.at = h, true, 0
	if !h.control() && h.opcode != opContinue {
		w.message = h.flags(0) &^ WS_CONT
	}
	return nil
}

// end is reached with the last byte of a frame.
func (w *wsConn) end() {
	w.within = false
	if w.in.fin && !w.in.control() {
		w.message = 0
	}
}

// answer reads a ping and sends its pong.
func (w *wsConn) answer(ctx context.Context) error {
	b, err := w.c.br.Peek(int(w.in.size))
	if err != nil {
		return inside(err)
	}
	// Until there is a place to send the ping stays where it is.
	if err := w.sending.Lock(ctx); err != nil {
		return err
	}
	defer w.sending.Unlock()
	payload := append([]byte{}, b...)
	n, _ := w.c.br.Discard(len(b))
	w.gone += int64(n)
	w.end()
	if w.upload.full() {
		return nil // a later ping may be answered
	}
	if w.failed != nil {
		return nil // half a frame is out: nobody would understand the pong
	}
	if w.left > 0 {
		// A frame that is sent in pieces goes first; of several pings the last counts.
		w.pong = payload
		return nil
	}
	return w.write(ctx, frameHead{fin: true, opcode: opPong, size: int64(len(payload))}, payload)
}

// send sends a frame, or a piece of one, by the rules of libcurl's flags.
func (w *wsConn) send(ctx context.Context, p []byte, flags int, whole int64) (int, error) {
	if err := w.sending.Lock(ctx); err != nil {
		return 0, err
	}
	defer w.sending.Unlock()
	if w.failed != nil {
		return 0, w.failed
	}
	if w.upload.full() {
		return 0, fail(E_AGAIN, "[WS] %d bytes wait to be sent already", len(w.upload.queue))
	}
	if w.raw {
		if flags != 0 {
			return 0, fail(E_BAD_FUNCTION_ARGUMENT, "[WS] flags must be zero in raw mode")
		}
		return len(p), w.out(ctx, p)
	}
	if w.left > 0 {
		return w.more(ctx, p)
	}
	h, err := w.headOf(p, flags, whole)
	if err != nil {
		return 0, err
	}
	if err := w.write(ctx, h, p); err != nil {
		return 0, err
	}
	if !h.control() {
		w.sends = 0
		if !h.fin {
			w.sends = flags & (WS_TEXT | WS_BINARY)
			if w.sends == 0 {
				w.sends = WS_CONT
			}
		}
	}
	return len(p), nil
}

// headOf makes the head of a frame of its flags.
func (w *wsConn) headOf(p []byte, flags int, whole int64) (frameHead, error) {
	bad := func(format string, args ...any) (frameHead, error) {
		return frameHead{}, fail(E_BAD_FUNCTION_ARGUMENT, "[WS] "+format, args...)
	}
	h := frameHead{fin: flags&WS_CONT == 0, size: int64(len(p))}
	if flags&WS_OFFSET != 0 {
		h.size = whole
	}
	kind := flags &^ (WS_CONT | WS_OFFSET)
	switch kind {
	case WS_TEXT:
		h.opcode = opText
	case WS_BINARY:
		h.opcode = opBinary
	case WS_CLOSE:
		h.opcode = opClose
	case WS_PING:
		h.opcode = opPing
	case WS_PONG:
		h.opcode = opPong
	case 0:
		if w.sends == 0 || h.fin {
			return bad("no flags given; expected one of WS_TEXT, WS_BINARY, WS_CLOSE, WS_PING, WS_PONG")
		}
	default:
		return bad("the flags %#x are no kind of frame", flags)
	}
	switch {
	case h.control() && !h.fin:
		return bad("a control frame cannot have WS_CONT")
	case h.control() && h.size > maxControl:
		return bad("a control frame of %d bytes; at most %d fit", h.size, maxControl)
	case h.size < int64(len(p)):
		return bad("%d bytes for a frame of %d", len(p), h.size)
	case !h.control() && w.sends != 0:
		h.opcode = opContinue
	}
	return h, nil
}

// write sends the head of a frame and what there is of its payload.
func (w *wsConn) write(ctx context.Context, h frameHead, p []byte) error {
	// It is documented never to fail.
	_, _ = rand.Read(w.mask[:])
	b := appendFrameHead(make([]byte, 0, 14+len(p)), h, w.mask)
	w.sent, w.left = int64(len(p)), h.size-int64(len(p))
	return w.out(ctx, appendMasked(b, p, w.mask, 0))
}

// more sends more of a frame.
func (w *wsConn) more(ctx context.Context, p []byte) (int, error) {
	if int64(len(p)) > w.left {
		return 0, fail(E_BAD_FUNCTION_ARGUMENT, "[WS] %d bytes for a frame of which %d are left", len(p), w.left)
	}
	b := appendMasked(make([]byte, 0, len(p)), p, w.mask, w.sent)
	w.sent += int64(len(p))
	if err := w.out(ctx, b); err != nil {
		return 0, err
	}
	if w.left -= int64(len(p)); w.left == 0 && w.pong != nil {
		payload := w.pong
		w.pong = nil
		return len(p), w.write(ctx, frameHead{fin: true, opcode: opPong, size: int64(len(payload))}, payload)
	}
	return len(p), nil
}

// out writes bytes. After half of them nothing that follows would make sense.
func (w *wsConn) out(ctx context.Context, b []byte) error {
	release := func() {}
	if w.c.wire.t == nil {
		// A transfer's own limits hold while it runs.
		release = netctx.Bind(ctx, half(w.c.wire.Conn.SetWriteDeadline))
	} else if ctx.Err() != nil {
		return interrupted(ctx, context.Canceled)
	}
	var err error
	if w.upload != nil {
		err = w.upload.push(b)
	} else {
		_, err = w.c.Write(b)
	}
	release()
	w.failed = wsError(ctx, E_SEND_ERROR, "Send failure: %s", err)
	return w.failed
}

// half is one direction of a connection that a context can be bound to.
type half func(time.Time) error

// SetDeadline sets the deadline of the direction.
func (h half) SetDeadline(t time.Time) error { return h(t) }

// tell sets what a write callback is told of what it gets.
func (w *wsConn) tell(f *WSFrame) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.meta = f
}

// told is what the write callback that runs now has been given, nil where none
// runs.
func (w *wsConn) told() *WSFrame {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.meta
}
