package curlx

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// telnetProtocol is TELNET, RFC 854. What READFUNCTION or READDATA give goes to the
// server, what it says comes out without TELNET's own words, and the transfer lasts
// until the server closes the connection.
type telnetProtocol struct{}

func (telnetProtocol) defaultPort() int { return 23 }

// telnetPoll is how often READFUNCTION is asked for input.
const telnetPoll = 100 * time.Millisecond

func (telnetProtocol) perform(t *transfer) error {
	h := &t.http
	if err := h.findLogin(t); err != nil {
		return err
	}
	n, err := newTelnet(get(t.o, TELNETOPTIONS), h.user.user)
	if err != nil {
		return err
	}
	tg := target{scheme: "telnet", host: t.url.host, zone: t.url.zone, port: t.url.port, fresh: true}
	if p := get(t.o, PORT); p > 0 && t.url == t.origin {
		tg.port = p
	}
	c, err := t.connect(tg)
	if err != nil {
		return err
	}
	t.stamp(stampPretransfer)
	err = t.converse(c, n)
	t.failed(err)
	t.release(c, false)
	return err
}

// A heard is what came from one side.
type heard struct {
	p   []byte
	err error
}

// listen reads until an error, in a goroutine of its own. What it read is taken
// before it reads more.
func listen(ctx context.Context, r io.Reader) <-chan heard {
	said := make(chan heard)
	go func() {
		defer close(said)
		for {
			buf := make([]byte, maxChunk)
			n, err := r.Read(buf)
			select {
			case said <- heard{buf[:max(n, 0)], err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return said
}

// converse carries words both ways.
func (t *transfer) converse(c *conn, n *telnet) error {
	ctx, cancel := context.WithCancel(t.ctx)
	server := listen(ctx, c.br)
	t.upload = t.readerSource(-1)
	var user <-chan heard
	function := get(t.o, READFUNCTION) != nil
	if !function {
		user = listen(ctx, netctx.Reader(ctx, t.upload.r))
	}
	c.wire.watched.Store(true)
	defer func() {
		// The reader of the connection goes away with its next error.
		cancel()
		c.wire.interruptRead()
		for range server {
		}
		c.wire.watched.Store(false)
	}()
	poll := time.NewTicker(telnetPoll)
	defer poll.Stop()
	for {
		select {
		case h := <-server:
			if done, err := t.telnetIn(c, n, h); done || err != nil {
				return err
			}
		case h := <-user:
			if err := t.telnetOut(c, h.p); err != nil {
				return err
			}
			if h.err != nil {
				user = nil
				if !errors.Is(h.err, io.EOF) {
					return fail(E_READ_ERROR, "").because(h.err)
				}
			}
		case <-t.ctx.Done():
			return t.interrupted()
		case <-poll.C:
			if err := t.meter.tick(); err != nil {
				return err
			}
			if function {
				var err error
				if function, err = t.telnetAsk(c); err != nil {
					return err
				}
			}
		}
	}
}

// telnetIn delivers what the server said, and answers its questions.
func (t *transfer) telnetIn(c *conn, n *telnet, h heard) (done bool, err error) {
	if len(h.p) > 0 {
		t.stamp(stampStarttransfer)
		if err := t.arrived(h.p); err != nil {
			return true, err
		}
		if err := t.deliver(n.receive(h.p)); err != nil {
			return true, err
		}
		if len(n.answer) > 0 {
			t.debug(INFOTYPE_HEADER_OUT, n.answer)
			if _, err := c.Write(n.answer); err != nil {
				return true, t.sendError(err)
			}
			n.answer = n.answer[:0]
		}
	}
	if h.err == io.EOF {
		return true, t.bodyEnd()
	}
	if h.err != nil {
		return true, t.recvError(h.err)
	}
	return false, nil
}

// telnetAsk asks READFUNCTION for input, until it says that there is no more.
func (t *transfer) telnetAsk(c *conn) (more bool, err error) {
	buf := make([]byte, maxChunk)
	k, err := t.callRead(t.upload.r, buf)
	switch {
	case k == READFUNC_PAUSE:
		return true, nil
	case k == READFUNC_ABORT:
		return false, fail(E_ABORTED_BY_CALLBACK, "").because(nilIfEOF(err))
	case k < 0 || k > len(buf):
		return false, fail(E_READ_ERROR, "read function returned funny value")
	}
	if werr := t.telnetOut(c, buf[:k]); werr != nil {
		return false, werr
	}
	if err != nil && !errors.Is(err, io.EOF) {
		if gone := t.gone(err); gone != nil {
			return false, gone
		}
		return false, fail(E_READ_ERROR, "").because(err)
	}
	return err == nil, nil
}

// telnetOut sends input, where the byte 255 is doubled.
func (t *transfer) telnetOut(c *conn, p []byte) error {
	if len(p) == 0 {
		return nil
	}
	out := make([]byte, 0, len(p))
	for _, b := range p {
		if b == telnetIAC {
			out = append(out, b)
		}
		out = append(out, b)
	}
	t.debug(INFOTYPE_DATA_OUT, out)
	if _, err := c.Write(out); err != nil {
		return t.sendError(err)
	}
	return t.sent(len(p))
}
