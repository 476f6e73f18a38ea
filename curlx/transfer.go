package curlx

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A transfer is one run of [Curl.Perform], all its redirects included.
type transfer struct {
	c    *Curl
	ctx  context.Context
	o    *options // nothing changes it meanwhile
	info *results

	url    *urlParts // where the request goes now
	origin *urlParts // the first URL: secrets belong to it

	next  *urlParts // set by perform: go there
	again bool      // set by perform: once more
	hops  int       // redirects followed

	deadline time.Time // of the whole transfer, zero for none
	phase    phase

	makes  bool // it has said that it makes a connection which others wait for
	reused bool // the connection of this hop served transfers before
	held   []*conn
	holds  [2]*conn // room for held

	clock
	meter
	sink
	upload *source
	lastCR bool        // text: the last byte was a CR
	opened []io.Closer // what was opened to be sent, and is closed at the end

	http       httpState  // what HTTP keeps between hops
	tunnelAuth *authState // how far a proxy knows us that is asked for a tunnel
}

// A phase is a part of a transfer with a time limit of its own.
type phase struct {
	name     string // "resolving", "connecting", "", …
	began    time.Time
	deadline time.Time
	err      func() *Error // what it fails with, nil for the common words
}

func newTransfer(ctx context.Context, c *Curl) *transfer {
	t := &transfer{c: c, ctx: ctx, o: &c.o, info: &results{}}
	t.info.reset()
	t.info.osErrno = c.info.osErrno
	t.clock.start()
	if d := t.timeout(); d > 0 {
		t.deadline = t.clock.began.Add(d)
	}
	t.meter.init(t)
	t.sink.init(t)
	return t
}

// timeout is the time limit of the whole transfer, zero for none.
func (t *transfer) timeout() time.Duration {
	if isSet(t.o, TIMEOUT_MS) {
		return time.Duration(get(t.o, TIMEOUT_MS)) * time.Millisecond
	}
	return time.Duration(get(t.o, TIMEOUT)) * time.Second
}

// connectTimeout is the time limit of connecting.
func (t *transfer) connectTimeout() time.Duration {
	if ms := get(t.o, CONNECTTIMEOUT_MS); ms > 0 {
		return time.Duration(ms) * time.Millisecond
	}
	if s := get(t.o, CONNECTTIMEOUT); s > 0 {
		return time.Duration(s) * time.Second
	}
	return 300 * time.Second
}

// enter begins a phase with a time limit of its own; zero is none.
func (t *transfer) enter(name string, limit time.Duration, err func() *Error) {
	t.phase = phase{name: name, began: time.Now(), err: err}
	if limit > 0 {
		t.phase.deadline = t.phase.began.Add(limit)
	}
}

// leave ends the phase.
func (t *transfer) leave() { t.phase = phase{} }

// limit is when the present wait must end, zero for never.
func (t *transfer) limit() time.Time {
	d := t.deadline
	if p := t.phase.deadline; !p.IsZero() && (d.IsZero() || p.Before(d)) {
		d = p
	}
	return d
}

// expired is the error of a wait that came to an end, nil while there is time.
func (t *transfer) expired() error {
	if netctx.Ended(t.ctx) {
		return t.interrupted()
	}
	d := t.limit()
	if d.IsZero() || time.Now().Before(d) {
		return nil
	}
	return t.timedOut()
}

// gone is the transfer's own error among those of a caller's reader or writer: it
// had no more time for it.
func (t *transfer) gone(err error) error {
	var e *Error
	if errors.As(err, &e) && t.expired() != nil && (e.Code == E_OPERATION_TIMEDOUT || e.Code == E_ABORTED_BY_CALLBACK) {
		return e
	}
	return nil
}

// interrupted is the error for the transfer's context, which has ended.
func (t *transfer) interrupted() error { return interrupted(t.ctx, context.Canceled) }

// interrupted is the error of a call that ended with err since its context did.
func interrupted(ctx context.Context, err error) error {
	err = netctx.Err(ctx, err)
	if errors.Is(err, context.DeadlineExceeded) {
		return (&Error{Code: E_OPERATION_TIMEDOUT}).because(err)
	}
	return (&Error{Code: E_ABORTED_BY_CALLBACK}).because(err)
}

// timedOut is the error for a time limit that has passed, in libcurl's words.
func (t *transfer) timedOut() error {
	if t.phase.err != nil && !t.phase.deadline.IsZero() && !time.Now().Before(t.phase.deadline) {
		return t.phase.err().because(os.ErrDeadlineExceeded)
	}
	ms := t.clock.elapsed().Milliseconds()
	var e *Error
	switch {
	case t.phase.name == "resolving":
		e = fail(E_OPERATION_TIMEDOUT, "Resolving timed out after %d milliseconds", ms)
	case t.phase.name == "connecting":
		e = fail(E_OPERATION_TIMEDOUT, "Connection timed out after %d milliseconds", ms)
	case t.meter.downTotal >= 0:
		e = fail(E_OPERATION_TIMEDOUT, "Operation timed out after %d milliseconds with %d out of %d bytes received", ms, t.meter.down, t.meter.downTotal)
	default:
		e = fail(E_OPERATION_TIMEDOUT, "Operation timed out after %d milliseconds with %d bytes received", ms, t.meter.down)
	}
	return e.because(os.ErrDeadlineExceeded)
}

// recvError is the error of a failed read.
func (t *transfer) recvError(err error) error {
	return t.ioError(E_RECV_ERROR, "Recv failure: %s", err)
}

// sendError is the error of a failed write.
func (t *transfer) sendError(err error) error {
	return t.ioError(E_SEND_ERROR, "Send failure: %s", err)
}

func (t *transfer) ioError(code Code, format string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if gone := t.expired(); gone != nil {
		return gone
	}
	text := err.Error()
	var no syscall.Errno
	if errors.As(err, &no) {
		t.info.osErrno = int(no)
		text = errnoText(no)
	}
	return fail(code, format, text).because(err)
}

// run goes through all hops.
func (t *transfer) run() (err error) {
	if netctx.Ended(t.ctx) {
		// Nothing goes out: over a kept connection an answer might be there first.
		err = t.interrupted()
	} else {
		err = t.hop()
	}
	for err == nil && (t.next != nil || t.again) {
		if gone := t.expired(); gone != nil {
			err = gone
			break
		}
		if t.next != nil {
			t.url = t.next
		}
		t.textf("Issue another request to this URL: '%s'", t.url.withoutSecrets())
		if t.http.switched != "" {
			t.textf("%s", t.http.switched)
			t.http.switched = ""
		}
		t.next, t.again = nil, false
		err = t.hop()
	}
	t.finish(err)
	return err
}

// hop makes one request.
func (t *transfer) hop() error {
	if t.url == nil {
		if err := t.prepare(); err != nil {
			return err
		}
	}
	t.secure()
	t.info.upLength, t.info.downLength = -1, -1
	if err := t.allowed(); err != nil {
		return err
	}
	t.clock.hop(t.url)
	t.meter.hop()
	err := t.meter.show() // libcurl begins with a word of progress
	if err == nil {
		err = protocolFor(t.url.scheme).perform(t)
	}
	t.clock.hopEnd(t.info.responseCode)
	if !errors.Is(err, E_ABORTED_BY_CALLBACK) {
		if lerr := t.meter.last(); err == nil {
			err = lerr
		}
	}
	return err
}

// finish ends a transfer.
func (t *transfer) finish(err error) {
	t.failed(err)
	for _, c := range t.opened {
		// It was only read.
		_ = c.Close()
	}
	t.clock.finish()
	t.info.take(t)
}
