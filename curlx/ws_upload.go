package curlx

import (
	"context"
	"io"

	"github.com/pyops-go/pyops/internal/netctx"
)

// wsQueue is how many bytes that callbacks and pongs send may wait for their turn.
const wsQueue = 1 << 20

// A wsUpload sends what a transfer uploads in frames, while it reads those of the
// server. What callbacks and pongs have to send takes its turn between them: were it
// sent at once, it might wait for a server that waits for us to read.
type wsUpload struct {
	x     *exchange
	w     *wsConn
	d     *duplex
	queue []byte
	buf   []byte // nil where the reader may wait
	read  int64
	ended bool
}

// sendFrames sends what is to be uploaded from now on. end ends what a reader still has
// to say.
func (x *exchange) sendFrames(w *wsConn) (end func()) {
	t := x.t
	u := &wsUpload{x: x, w: w, d: &duplex{x: x, wrote: make(chan error, 1)}}
	u.d.next, u.d.pauses = u.next, true
	ctx, cancel := context.WithCancel(t.ctx)
	if get(t.o, READFUNCTION) != nil || prompt(t.upload.r) {
		u.buf = x.bodyBuffer()
	} else {
		u.d.more = listen(ctx, netctx.Reader(ctx, t.upload.r))
	}
	w.upload, x.duplex, x.c.wire.duplex = u, u.d, u.d
	return func() {
		cancel()
		if u.d.busy {
			// The server may have ended the connection before we heard that this is out.
			x.c.wire.interruptWrite()
			if u.d.busy = false; <-u.d.wrote == nil {
				t.meter.up += int64(u.d.size)
			}
		}
	}
}

// next gives what is to be sent next, nothing where there is nothing yet. There is no
// end of it: callbacks and pongs may have something after the upload.
func (u *wsUpload) next() (out []byte, size int, err error) {
	if out = u.queue; len(out) > 0 {
		u.queue = nil
		return out, 0, nil
	}
	if u.ended || u.x.t.c.pausing.Load()&PAUSE_SEND != 0 || u.w.left > 0 || u.w.sends != 0 {
		return nil, 0, nil // paused, or amid a message of a callback's
	}
	p, err := u.piece()
	if err == io.EOF {
		u.ended, u.x.sendDone = true, true
		u.x.t.clock.posted()
		return nil, 0, nil
	}
	if err != nil || len(p) == 0 {
		return nil, 0, err
	}
	u.read += int64(len(p))
	if u.x.t.sink.verbose {
		u.x.t.debug(INFOTYPE_DATA_OUT, p)
	}
	if u.w.raw {
		return append([]byte{}, p...), len(p), nil
	}
	return maskedFrame(frameHead{fin: true, opcode: opBinary, size: int64(len(p))}, p), len(p), nil
}

// piece takes what the reader has.
func (u *wsUpload) piece() ([]byte, error) {
	t := u.x.t
	room := int64(maxChunk)
	if t.upload.size >= 0 {
		if room = t.upload.size - u.read; room == 0 {
			return nil, io.EOF
		}
	}
	if u.buf == nil {
		h := u.d.fresh
		switch {
		case h == nil:
			return nil, nil
		case len(h.p) > 0:
			p := h.p[:min(int64(len(h.p)), room)]
			// What came with the data is met when that is out.
			if u.d.fresh, h.p = nil, nil; h.err != nil {
				u.d.fresh = h
			}
			return p, nil
		}
		return nil, u.failed(h.err)
	}
	p := u.buf
	if t.upload.size >= 0 {
		p = p[:min(int64(len(p)), room)]
	}
	for range 100 {
		n, err := t.callRead(t.upload.r, p)
		switch {
		case n == READFUNC_PAUSE:
			t.c.pausing.Or(PAUSE_SEND)
			return nil, nil
		case n == READFUNC_ABORT:
			return nil, fail(E_ABORTED_BY_CALLBACK, "operation aborted by callback").because(nilIfEOF(err))
		case n < 0 || n > len(p):
			return nil, fail(E_READ_ERROR, "read function returned funny value")
		case n > 0:
			return p[:n], nil
		case err != nil:
			return nil, u.failed(err)
		}
	}
	return nil, u.failed(io.ErrNoProgress)
}

// failed is the error of a reader, io.EOF where it may end.
func (u *wsUpload) failed(err error) error {
	t := u.x.t
	if err == io.EOF && t.upload.size < 0 {
		return io.EOF
	}
	if err == io.EOF {
		return fail(E_READ_ERROR, "client read function EOF fail, only %d/%d of needed bytes read", u.read, t.upload.size).because(io.ErrUnexpectedEOF)
	}
	if gone := t.gone(err); gone != nil {
		return gone
	}
	return fail(E_READ_ERROR, "Failed to read what is to be sent").because(err)
}

// push has bytes wait for their turn.
func (u *wsUpload) push(b []byte) error {
	if u.d.gone != nil {
		return u.d.gone
	}
	u.queue = append(u.queue, b...)
	return nil
}

// full reports whether so much waits that nothing more is taken.
func (u *wsUpload) full() bool { return u != nil && len(u.queue) > wsQueue }
