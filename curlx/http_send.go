package curlx

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// send sends the head and the body, as far as the reply lets it.
func (x *exchange) send(head []byte) error {
	t := x.t
	if _, err := x.c.Write(head); err != nil {
		return t.sendError(err)
	}
	if x.src == nil || x.withhold || x.inline {
		x.sendDone = true
		if x.src != nil && !x.withhold {
			t.info.upLength, t.meter.upTotal = x.src.size, x.src.size
			if err := t.sent(int(x.src.size)); err != nil {
				return err
			}
		} else {
			t.info.upLength = 0
		}
		t.clock.posted()
		return nil
	}
	t.info.upLength = x.src.size
	t.meter.upTotal = x.src.size
	if x.src.size == 0 && !x.chunked {
		x.sendDone = true
		t.clock.posted()
		return nil
	}
	if err := t.meter.show(); err != nil {
		return err
	}
	if x.expect {
		goOn, err := x.await100()
		if err != nil || !goOn {
			return err
		}
	}
	return x.sendBody()
}

// await100 waits for 100 Continue, or a second. Without either the body is not
// sent: the reply is there.
func (x *exchange) await100() (goOn bool, err error) {
	t := x.t
	limit := time.Duration(get(t.o, EXPECT_100_TIMEOUT_MS)) * time.Millisecond
	t.enter("", limit, func() *Error { return &Error{Code: errStillWaiting} })
	err = func() error {
		defer t.leave()
		return x.waitFirst()
	}()
	var e *Error
	if errors.As(err, &e) && e.Code == errStillWaiting {
		t.textf("Done waiting for 100-continue")
		return true, nil
	}
	if err != nil {
		return false, err
	}
	for {
		if err := x.readHead(); err != nil {
			return false, err
		}
		switch {
		case x.reply.code == 100:
			return true, nil
		case x.reply.code >= 200:
			x.reply.kept = true
			switch {
			case !x.reply.keep:
			case x.reply.code == 417:
				t.textf("Got 417 while waiting for a 100")
				x.spared = true
			case x.reply.code >= 300:
				t.textf("HTTP error before end of send, stop sending")
			}
			return false, nil
		}
	}
}

// errStillWaiting marks the end of the wait for 100 Continue.
const errStillWaiting Code = -100

// A watcher looks for a reply while the body is going out: it waits for its first
// byte in a goroutine, and says when it has come.
type watcher struct {
	came chan struct{}
	err  error // why nothing can come; read after came
}

// watchReply starts a watcher. Until it is done nobody else may read.
func (x *exchange) watchReply() *watcher {
	w := &watcher{came: make(chan struct{})}
	// A deadline that cannot be set belongs to a connection that is gone: the read
	// will tell.
	_ = x.c.wire.until(x.t.limit(), x.c.wire.Conn.SetReadDeadline, &x.c.wire.rd)
	x.c.wire.watched.Store(true)
	go func() {
		_, w.err = x.c.br.Peek(1)
		close(w.came)
	}()
	return w
}

// stop ends a watcher, by closing the connection if need be.
func (w *watcher) stop(c *conn) {
	select {
	case <-w.came:
	default:
		c.wire.interruptRead()
		<-w.came
	}
	c.wire.watched.Store(false)
}

// join waits for the reply's first byte, after the body has gone out.
func (x *exchange) join() error {
	w := x.watch
	for {
		var timer *time.Timer
		var late <-chan time.Time
		if wait, ok := x.t.patience(); ok {
			timer = time.NewTimer(wait)
			late = timer.C
		}
		select {
		case <-w.came:
			if timer != nil {
				timer.Stop()
			}
			x.watch = nil
			x.c.wire.watched.Store(false)
			if w.err == nil {
				return nil
			}
			if w.err == io.EOF {
				return nil // waitFirst meets it again
			}
			return x.t.recvError(w.err)
		case <-late:
			if err := x.t.meter.tick(); err != nil {
				return err
			}
		case <-x.t.ctx.Done():
			return x.t.interrupted()
		}
		if timer != nil {
			timer.Stop()
		}
	}
}

// patience is how long a wait may last before time limits and progress are looked
// after, and whether they are to be.
func (t *transfer) patience() (time.Duration, bool) {
	d := t.limit()
	if t.meter.ticking {
		if d.IsZero() {
			return tick, true
		}
		return min(tick, max(time.Until(d), 0)), true
	}
	if d.IsZero() {
		return 0, false
	}
	return max(time.Until(d), 0), true
}

// sendBody sends the body from its source. A reply that comes meanwhile ends it,
// unless it is good: then the rest goes out while the reply is read.
func (x *exchange) sendBody() error {
	x.watch = x.watchReply()
	// A connection takes a little more than the head without anybody reading it.
	d := &duplex{x: x, next: x.nextPiece(), wrote: make(chan error, 1), small: maxChunk}
	x.duplex, x.c.wire.duplex = d, d
	for {
		if err := d.step(); err != nil {
			return err
		}
		if d.done && !d.busy {
			break
		}
		if d.gone != nil {
			return x.lostSending(d.gone)
		}
		_, came, err := d.wait(nil, x.watch.came)
		if err != nil {
			return err
		}
		if came {
			if stop, err := x.early(); err != nil || stop {
				return err
			}
		}
	}
	d.stop()
	x.duplex = nil
	return x.join()
}

// lostSending looks for a reply that a connection brought before it was cut.
func (x *exchange) lostSending(err error) error {
	if lost(err) {
		timer := time.NewTimer(tick)
		defer timer.Stop()
		select {
		case <-x.watch.came:
			if stop, err := x.early(); err != nil || stop {
				return err
			}
		case <-timer.C:
		}
	}
	return x.t.sendError(err)
}

func (x *exchange) bodyBuffer() []byte {
	return make([]byte, max(min(get(x.t.o, UPLOAD_BUFFERSIZE), 2<<20), 16<<10))
}

// piece takes the next piece of the body, framed as it is sent; the end is io.EOF.
func (x *exchange) piece(buf []byte) ([]byte, error) {
	if x.pieces {
		return nil, io.EOF
	}
	// In chunks, the size stands before the data and a line end behind it.
	room := buf
	if x.chunked {
		room = buf[10 : len(buf)-2]
	}
	n, err := x.src.Read(room)
	if err == io.EOF {
		x.pieces = true
		if x.chunked {
			out, err := x.lastChunk()
			if err == nil {
				x.t.textf("Signaling end of chunked upload via terminating chunk.")
				x.t.debug(INFOTYPE_DATA_OUT, out)
			}
			return out, err
		}
		x.t.textf("We are completely uploaded and fine")
		return nil, io.EOF
	}
	if err != nil {
		return nil, err
	}
	out := room[:n]
	if on(x.t.o, CRLF) {
		out = []byte(strings.ReplaceAll(string(out), "\n", "\r\n"))
	}
	if x.chunked {
		out = chunk(buf, out)
	}
	if x.t.sink.verbose {
		x.t.debug(INFOTYPE_DATA_OUT, out)
	}
	return out, nil
}

// allRead reports whether nothing is left to be taken from the source.
func (x *exchange) allRead() bool {
	return x.pieces || x.src.size >= 0 && x.src.read >= x.src.size
}

// early looks at a reply that came before the body was sent. A good one lets the
// rest go out; after another one nothing more is sent.
func (x *exchange) early() (stop bool, err error) {
	<-x.watch.came
	w := x.watch
	x.watch = nil
	x.c.wire.watched.Store(false)
	if w.err != nil {
		if w.err == io.EOF {
			return false, fail(E_SEND_ERROR, "Send failure: Connection closed by the server").because(io.EOF)
		}
		return false, x.t.recvError(w.err)
	}
	x.answered = true
	x.t.stamp(stampStarttransfer)
	for {
		if err := x.readHead(); err != nil {
			return false, err
		}
		if x.reply.code >= 200 {
			break
		}
		if x.c.br.Buffered() == 0 {
			x.watch = x.watchReply()
			return false, nil
		}
	}
	x.reply.kept = true
	if x.reply.code >= 300 {
		if x.reply.keep {
			x.t.textf("HTTP error before end of send, stop sending")
		}
		x.duplex.gone = errEnough
	}
	return true, nil
}

// chunk puts a chunk's size before data that stands at buf[10:], and a line end
// behind it.
func chunk(buf, data []byte) []byte {
	size := strconv.AppendInt(nil, int64(len(data)), 16)
	if len(data) > 0 && len(buf) > 10 && &data[0] == &buf[10] && 10+len(data)+2 <= len(buf) {
		start := 10 - len(size) - 2
		copy(buf[start:], size)
		copy(buf[start+len(size):], "\r\n")
		copy(buf[10+len(data):], "\r\n")
		return buf[start : 10+len(data)+2]
	}
	out := append(append(size, "\r\n"...), data...)
	return append(out, "\r\n"...)
}

// lastChunk ends a body in chunks, with the trailers of TRAILERFUNCTION.
func (x *exchange) lastChunk() ([]byte, error) {
	b := []byte("0\r\n")
	if f := get(x.t.o, TRAILERFUNCTION); f != nil {
		var lines []string
		if err := x.t.callback(func() (err error) { lines, err = f(); return err }); err != nil {
			return nil, fail(E_ABORTED_BY_CALLBACK, "operation aborted by trailing headers callback").because(err)
		}
		for _, l := range lines {
			if strings.ContainsAny(l, "\r\n\x00") {
				return nil, fail(E_BAD_FUNCTION_ARGUMENT, "a CR, LF or NUL in a line of TRAILERFUNCTION")
			}
			if i := strings.Index(l, ": "); i > 0 {
				b = append(append(b, l...), "\r\n"...)
			}
		}
	}
	return append(b, "\r\n"...), nil
}
