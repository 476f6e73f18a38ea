package curlx

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A Curl is a handle for transfers, as pycurl.Curl: its settings stay from one
// transfer to the next, and so do its connections and cookies. One transfer runs
// at a time; a second one, or a change meanwhile, is an error. [NewCurl] makes it.
type Curl struct {
	mu      sync.Mutex // of the state
	o       options
	state   curlState
	multi   *CurlMulti // which it has been added to
	share   *CurlShare
	own     *pool
	ownJar  *jar
	ownDNS  *dnsCache
	ownTLS  *tlsSessions
	ownHSTS *hstsCache // nil where HSTS is off
	http    httpMemory // what HTTP keeps between transfers
	info    *results
	lastErr string

	pausing   atomic.Int32
	unpaused  chan struct{}
	callbacks *netctx.Mutex // of the Multi: its callbacks never overlap
	group     *multiGroup   // of a Do that makes its transfer; guarded by the Multi
	stop      *multiStop    // ends the transfer that its Multi makes; guarded by the Multi

	hstsFiles               []string // of HSTS, to be read
	engine                  bool     // cookies are on
	cookieFiles, cookieRead []string // to be read, and those that were
	tlsKeys                 [2]tlsMemo
	urlMemo                 urlMemo
	lastType                string                 // the last Content-Type
	user                    *conn                  // of CONNECT_ONLY, for Send and Recv
	ws                      atomic.Pointer[wsConn] // of the transfer that is going on
	doh                     *nameServer
}

type curlState int

const (
	curlUnmade curlState = iota
	curlIdle
	curlRunning
	curlClosed
)

// NewCurl makes a handle with pycurl's settings: the user agent is
// [Version], and nothing else is set.
func NewCurl() *Curl {
	c := &Curl{state: curlIdle, own: &pool{}, ownDNS: &dnsCache{}, ownTLS: newTLSSessions(), unpaused: make(chan struct{}, 1)}
	c.info = &results{}
	c.info.reset()
	c.o.set(int(USERAGENT), Version)
	return c
}

func (c *Curl) running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state == curlRunning
}

// usable is an error unless op may be done now. The caller holds mu.
func (c *Curl) usable(op string) error {
	switch c.state {
	case curlRunning:
		return fail(E_RECURSIVE_API_CALL, "cannot invoke %s() - perform() is currently running", op)
	case curlIdle:
		return nil
	}
	return fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke %s() - no curl handle", op)
}

// begin takes the handle for a transfer.
func (c *Curl) begin(op string, multi *CurlMulti) error {
	if c == nil {
		return fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke %s() - no curl handle", op)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable(op); err != nil {
		return err
	}
	if c.multi != multi {
		return fail(E_FAILED_INIT, "easy handle already used in multi handle")
	}
	c.state = curlRunning
	c.pausing.Store(0)
	select {
	case <-c.unpaused:
	default:
	}
	return nil
}

func (c *Curl) end(t *transfer, err error) {
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.info = t.info
		c.lastErr = ""
		if e, ok := err.(*Error); ok {
			c.lastErr = e.Reason
		}
		c.state = curlIdle
	}()
	t.abandon()
}

// Perform makes the transfer that the settings describe, its redirects included,
// and returns when it is done. An error is an *[Error], with what was delivered
// until then left where it is; a status such as 404 is none unless FAILONERROR is
// on. The end of ctx ends the transfer: the error wraps its cause.
func (c *Curl) Perform(ctx context.Context) error { return c.perform(ctx, "perform", nil) }

func (c *Curl) perform(ctx context.Context, op string, multi *CurlMulti) (err error) {
	if ctx == nil {
		return noContext(op)
	}
	if err := c.begin(op, multi); err != nil {
		return err
	}
	t := newTransfer(ctx, c)
	// A panic of a callback leaves the handle fit for use.
	defer func() { c.end(t, err) }()
	return t.run()
}

func noContext(op string) *Error {
	return fail(E_BAD_FUNCTION_ARGUMENT, "%s: a nil context; expected one, such as context.Background()", op)
}

// PerformRB makes a transfer and returns the body. WRITEDATA and WRITEFUNCTION
// are not used, and are as before afterwards.
func (c *Curl) PerformRB(ctx context.Context) ([]byte, error) {
	if ctx == nil {
		return nil, noContext("perform_rb")
	}
	if err := c.begin("perform_rb", nil); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	t := newTransfer(ctx, c)
	t.sink.write, t.sink.waits, t.sink.toFile = b.Write, false, nil
	var err error
	defer func() { c.end(t, err) }()
	err = t.run()
	return b.Bytes(), err
}

// PerformRS is [Curl.PerformRB] for text. A body that is not UTF-8 is an error
// that [ErrNotText] tells.
func (c *Curl) PerformRS(ctx context.Context) (string, error) {
	b, err := c.PerformRB(ctx)
	if err != nil {
		return string(b), err
	}
	return text(b)
}

// Reset gives all settings back their defaults. Connections, cookies and the
// caches of names and TLS sessions stay.
func (c *Curl) Reset() error {
	if c == nil {
		return fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke reset() - no curl handle")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable("reset"); err != nil {
		return err
	}
	c.o = options{changed: c.o.changed + 1}
	c.o.set(int(USERAGENT), Version)
	c.info = &results{osErrno: c.info.osErrno}
	c.info.reset()
	return nil
}

// Duphandle makes a handle with the same settings, and with connections and
// cookies of its own: those of COOKIEFILE are read again.
func (c *Curl) Duphandle() (*Curl, error) {
	if c == nil {
		return nil, fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke duphandle() - no curl handle")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable("duphandle"); err != nil {
		return nil, err
	}
	d := NewCurl()
	d.o.vals, d.o.req = c.o.vals, c.o.req
	d.info.effectiveURL = get(&c.o, URL)
	if c.engine {
		d.cookiesOn()
		d.cookieFiles = slices.Concat(c.cookieRead, c.cookieFiles)
	}
	if c.ownHSTS != nil {
		d.hstsOn()
		d.hstsFile(get(&c.o, HSTS))
	}
	d.setShare(c.share)
	return d, nil
}

// Close ends the handle and its connections, and writes COOKIEJAR. To close twice
// is no error; to use a closed handle is. A transfer that a Multi makes is ended; one
// of Perform or Do is for its context to end, and closing then an error, as it is to
// callbacks.
func (c *Curl) Close() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if m := c.multi; m != nil {
		c.mu.Unlock()
		m.forget(c)
		c.mu.Lock()
	}
	if c.state == curlRunning {
		return c.usable("close")
	}
	if c.state != curlIdle {
		return nil
	}
	err := errors.Join(c.flushCookies(), c.closeHSTS())
	c.state = curlClosed
	if c.user != nil {
		c.user.close()
		c.user = nil
	}
	c.own.close()
	if c.doh != nil {
		// It has no jar to write.
		_ = c.doh.c.Close()
	}
	c.setShare(nil)
	return err
}

// closeHSTS writes what HSTS learnt. The callback may ask the handle things: it is
// called without its lock, which the caller holds.
func (c *Curl) closeHSTS() error {
	c.state = curlRunning
	c.mu.Unlock()
	defer func() { c.mu.Lock(); c.state = curlIdle }()
	return c.flushHSTS()
}

// Closed reports whether the handle has been closed, or never was made.
func (c *Curl) Closed() bool {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state == curlClosed || c.state == curlUnmade
}

// Errstr is the message of the last transfer's error, "" if there was none.
func (c *Curl) Errstr() string {
	if c == nil {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lastErr
}

// pool is where connections come from: the handle's own, its Multi's, or its
// Share's.
func (c *Curl) pool() *pool {
	if s := c.share; s != nil {
		if p := s.connections(); p != nil {
			return p
		}
	}
	if c.multi != nil {
		return &c.multi.conns
	}
	return c.own
}
