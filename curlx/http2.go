package curlx

import (
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// HTTP/2 stands on the framer and the header coding of golang.org/x/net. Its
// transport would lose what libcurl's users look at: the order and the letters of
// headers, sizes, and which error ended a stream. The transfers of a CurlMulti may
// share a connection, each with a stream of its own. There is no goroutine that
// reads: one of the transfers that wait does so for all, and hands that on when it
// has what it wants.

// Sizes of HTTP/2.
const (
	h2Window    = 1 << 20  // how much of a body may be under way to us, or wait to be delivered
	h2FirstWin  = 65535    // a window before anybody changes it
	h2MaxFrame  = 16384    // the largest frame that we take
	h2MaxIdle   = 10_000   // control frames without progress, after which a server is up to no good
	h2HeaderMax = 64 << 10 // of the other side's table for header coding
	h2Streams   = 100      // streams on a connection of a server that does not say how many it takes
)

// An h2conn is what HTTP/2 keeps with a connection.
type h2conn struct {
	c  *conn
	fr *http2.Framer // read from by the leader, written to under wr

	wr    netctx.Mutex
	enc   *hpack.Encoder
	block strings.Builder // headers, coded
	next  uint32          // number of the next stream; read and written with mu held too
	table atomic.Uint32   // the size of the server's table for header coding, and 1; 0 if it has not changed

	mu       sync.Mutex // of what follows
	streams  map[uint32]*h2stream
	users    int       // transfers that have the connection, with a stream or about to have one
	leader   *h2stream // who reads, nil for nobody
	sendWin  int64     // how much we may send on the connection
	initial  int64     // a new stream's window
	maxFrame int
	most     uint32 // streams that the server takes at once
	owed     int64  // how much of the connection's window is to be given back
	control  int    // control frames since the last progress
	gone     bool   // no more streams on it
	broken   error  // why nothing works any longer
}

// speaksH2 reports whether both sides agreed on HTTP/2.
func (c *conn) speaksH2() bool { return c.tls != nil && c.tls.NegotiatedProtocol == "h2" }

// alpn are the protocols to offer in TLS.
func (h *httpState) alpn(t *transfer) []string {
	switch get(t.o, HTTP_VERSION) {
	case CURL_HTTP_VERSION_1_0, CURL_HTTP_VERSION_1_1:
		return []string{"http/1.1"}
	}
	if h.only1 || h.server.usesNTLM() || get(t.o, CONNECT_ONLY) != 0 || t.url.isWS() {
		return []string{"http/1.1"}
	}
	return []string{"h2", "http/1.1"}
}

// begin2 begins HTTP/2 on a connection, which leaves the transfer's service: time
// limits are the streams' affair from now on.
func (t *transfer) begin2(c *conn) error {
	h := &h2conn{c: c, next: 1, streams: map[uint32]*h2stream{}, users: 1, sendWin: h2FirstWin, initial: h2FirstWin, maxFrame: h2MaxFrame, most: h2Streams}
	h.fr = http2.NewFramer(c, c.br)
	h.fr.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	h.fr.MaxHeaderListSize = maxHeaderBytes
	h.fr.SetMaxReadFrameSize(h2MaxFrame)
	h.enc = hpack.NewEncoder(&h.block)
	_, err := io.WriteString(c, http2.ClientPreface)
	if err == nil {
		err = h.fr.WriteSettings(http2.Setting{ID: http2.SettingEnablePush, Val: 0},
			http2.Setting{ID: http2.SettingInitialWindowSize, Val: h2Window}, http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: maxHeaderBytes})
	}
	if err == nil {
		err = h.fr.WriteWindowUpdate(0, h2Window-h2FirstWin)
	}
	if err != nil {
		return t.sendError(err)
	}
	if !c.wire.detach() {
		return t.interrupted()
	}
	c.h2 = h
	return nil
}

// join takes a place for one more transfer, where there is one.
func (h *h2conn) join(most int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gone || h.broken != nil || h.users >= min(most, int(h.most)) || h.next > 1<<30 {
		return false
	}
	h.users++
	return true
}

// quit gives a place back. It reports whether nobody else has one, and whether the
// connection is still of use.
func (h *h2conn) quit(good bool) (last, useful bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.users--
	if !good && h.users > 0 {
		// The others go on; nobody new joins them.
		h.gone = true
	}
	return h.users == 0, good && !h.gone && h.broken == nil
}

// errRefused is why a request is made anew.
var errRefused = errors.New("the server did not process the request")

func (t *transfer) performH2(c *conn) error {
	x := &exchange{t: t, c: c}
	err := x.run2()
	h := &t.http
	switch {
	case err == nil:
		return x.refusal
	case x.unseen(err):
		h.tries2++
		h.retried, h.fresh = h.retried || !errors.Is(err, errRefused), true
		if err := h.body.again(); err != nil {
			return err
		}
		t.again = true
		return nil
	}
	return err
}

// unseen reports whether the server did not see a request that failed, so that it is
// made again.
func (x *exchange) unseen(err error) bool {
	t, h := x.t, &x.t.http
	return errors.Is(err, errRefused) && h.tries2 < 5 || t.reused && !x.answered && !h.retried && lost(err) && t.expired() == nil
}

// run2 makes the exchange over HTTP/2 and gives the connection back.
func (x *exchange) run2() (err error) {
	t, h := x.t, x.c.h2
	var s *h2stream
	defer func() {
		if s != nil {
			s.close(err)
		}
		switch {
		case err == nil:
		case x.unseen(err):
			t.textf("HTTP/2 request was not processed, retrying a fresh connect")
		default:
			t.failed(err)
		}
		t.release(x.c, err == nil && x.reusable || s != nil && s.crowded)
	}()
	if err := x.prereq(); err != nil {
		return err
	}
	head, err := x.head()
	if err != nil {
		return err
	}
	t.stamp(stampPretransfer)
	s = &h2stream{h: h, x: x, news: make(chan struct{}, 1), recvWin: h2Window}
	x.stream = s
	if err := s.send(string(head)); err != nil {
		return err
	}
	if err := s.receive(); err != nil {
		return err
	}
	x.reusable = true
	if t.next != nil {
		t.clock.redirected()
	}
	return nil
}

// A stream is one request and its reply. Fields below the line are under h.mu.
type h2stream struct {
	h    *h2conn
	x    *exchange
	id   uint32
	news chan struct{} // something happened that concerns the stream

	heads     bool // the headers of the reply have been taken
	crowded   bool // there was no room for it
	sending   bool // body is left to be sent
	piece     []byte
	pieceLast bool
	buf       []byte

	waiting bool
	turn    int   // counts waits
	window  int64 // how much we may send
	recvWin int64 // how much the server may send
	owed    int64
	data    []byte   // what has come and is not delivered
	queue   []h2head // headers that have come
	bytes   int      // of all headers
	ended   bool     // the server is done
	failed  error    // what ended the stream
}

// An h2head is a block of headers.
type h2head struct {
	status string
	fields []hpack.HeaderField
	ended  bool
}

// close ends a stream; the server is told where it is not done.
func (s *h2stream) close(err error) {
	h := s.h
	h.mu.Lock()
	if s.id == 0 || h.streams[s.id] == nil {
		h.mu.Unlock()
		return
	}
	delete(h.streams, s.id)
	unfinished := s.failed == nil && (!s.ended || !s.x.sendDone)
	ok := h.broken == nil
	h.handOn(s)
	h.mu.Unlock()
	if !unfinished || !ok || !h.wr.TryLock() {
		return
	}
	defer h.wr.Unlock()
	code := http2.ErrCodeCancel
	if err == nil {
		code = http2.ErrCodeNo
	}
	// A connection that cannot take a deadline, or this, shows it to who uses it next.
	_ = h.c.wire.Conn.SetWriteDeadline(time.Now().Add(time.Second))
	if h.fr.WriteRSTStream(s.id, code) != nil {
		h.fail(io.ErrClosedPipe)
	}
}

// fail ends all streams of a connection.
func (h *h2conn) fail(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken == nil {
		h.broken = err
	}
	for _, s := range h.streams {
		if s.failed == nil && !s.ended {
			s.failed = err
		}
		s.tell()
	}
}

// tell wakes a stream's transfer.
func (s *h2stream) tell() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}
