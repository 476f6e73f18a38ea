package curlx

import (
	"errors"
	"io"
	"os"
	"time"
)

// A duplex sends the rest of a body while the reply to it is read: a server that
// answers as it reads, an echo, would else wait for us to read, and we for it. The
// callbacks are all called by the goroutine that reads; another one only hands
// bytes to the network.
type duplex struct {
	x     *exchange
	next  func() (out []byte, size int, err error) // the next piece and how much of it counts, nothing where there is none yet, io.EOF after the last one
	size  int                                      // of the piece under way
	wrote chan error
	busy  bool
	done  bool
	gone  error // why no more is sent; the reply may be whole all the same

	small int // so much is waited for: no goroutine's turn decides what comes first

	pauses bool // it goes on reading while sending pauses

	more  <-chan heard // what a caller's reader gives that may wait, nil for nobody
	fresh *heard       // of it, to be sent
}

// nextPiece is next for the body of a request.
func (x *exchange) nextPiece() func() ([]byte, int, error) {
	buf := x.bodyBuffer()
	return func() ([]byte, int, error) {
		out, err := x.piece(buf)
		return out, len(out), err
	}
}

// errEnough is why nothing more is sent to a server that has refused it.
var errEnough = errors.New("the reply makes the rest needless")

// step begins the next write unless one is under way.
func (d *duplex) step() error {
	if d.busy || d.done || d.gone != nil {
		return nil
	}
	out, size, err := d.next()
	if err == io.EOF {
		d.done, d.x.sendDone = true, true
		d.x.t.clock.posted()
		return nil
	}
	if err != nil || len(out) == 0 {
		return err
	}
	w := d.x.c.wire
	if err := w.until(d.x.t.limit(), w.Conn.SetWriteDeadline, &w.wr); err != nil {
		d.gone = err
		return nil
	}
	d.busy, d.size = true, size
	go func() {
		_, err := d.x.c.Write(out)
		d.wrote <- err
	}()
	if len(out) > d.small {
		d.small = 0
		return nil
	}
	d.small -= len(out)
	hangs := time.NewTimer(shortHang)
	defer hangs.Stop()
	select {
	case err := <-d.wrote:
		if !d.x.allRead() {
			d.wrote <- err
			return nil
		}
		// To the end, before what the server says to it.
		if err := d.written(err); err != nil {
			return err
		}
		return d.step()
	case <-hangs.C:
		d.small = 0
		return nil
	}
}

// shortHang is how long progress and a reply wait for a short write that hangs.
const shortHang = time.Second

// written takes what a write came to.
func (d *duplex) written(err error) error {
	d.busy = false
	if err != nil {
		d.gone = err
		return nil
	}
	return d.x.t.sent(d.size)
}

// read is the wire's Read while there is something to send.
func (d *duplex) read(p []byte) (int, error) {
	w, t := d.x.c.wire, d.x.t
	if err := w.until(t.limit(), w.Conn.SetReadDeadline, &w.rd); err != nil {
		return 0, err
	}
	done := make(chan asideResult, 1)
	go func() {
		n, err := w.Conn.Read(p)
		done <- asideResult{n: n, err: err}
	}()
	for {
		err := d.step()
		if err == nil {
			var got asideResult
			var came bool
			if got, came, err = d.wait(done, nil); came {
				if got.n == 0 && errors.Is(got.err, os.ErrDeadlineExceeded) {
					got.err = w.late(false)
				}
				return got.n, got.err
			}
		}
		if err != nil {
			w.interruptRead()
			<-done
			return 0, err
		}
	}
}

// wait waits until something was read or written, or a reply came.
func (d *duplex) wait(read <-chan asideResult, reply <-chan struct{}) (got asideResult, came bool, err error) {
	t := d.x.t
	var late <-chan time.Time
	if wait, ok := t.patience(); ok {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		late = timer.C
	}
	more := d.more
	if d.fresh != nil || d.busy {
		more = nil
	}
	var unpaused <-chan struct{}
	if d.pauses && t.c.pausing.Load()&PAUSE_SEND != 0 {
		unpaused = t.c.unpaused
	}
	select {
	case h, ok := <-more:
		if !ok {
			h.err = io.EOF
		}
		d.fresh = &h
		return got, false, nil
	case <-unpaused:
		return got, false, nil
	case got = <-read:
		return got, true, nil
	case <-reply:
		return got, true, nil
	case err := <-d.wrote:
		return got, false, d.written(err)
	case <-t.ctx.Done():
		return got, false, t.interrupted()
	case <-late:
		return got, false, t.meter.tick()
	}
}

// finish sends what is left when the reply has been read.
func (d *duplex) finish() error {
	for !d.done && d.gone == nil {
		if err := d.step(); err != nil {
			return err
		}
		if !d.busy {
			continue
		}
		if _, _, err := d.wait(nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// stop leaves the wire as it was. A write that hangs is let go.
func (d *duplex) stop() {
	w := d.x.c.wire
	if d.busy {
		w.interruptRead()
		w.interruptWrite()
		<-d.wrote
		d.busy = false
	}
	w.duplex = nil
}
