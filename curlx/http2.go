package curlx

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// HTTP/2 stands on the framer and the header coding of golang.org/x/net. Its
// transport would lose what libcurl's users look at: the order and the letters of
// headers, sizes, and which error ended a stream. A connection serves one request
// at a time, on the goroutine of its transfer.

// Sizes of HTTP/2.
const (
	h2Window    = 1 << 20  // how much of a body may be under way to us
	h2FirstWin  = 65535    // a window before anybody changes it
	h2MaxIdle   = 10_000   // control frames without progress, after which a server is up to no good
	h2HeaderMax = 64 << 10 // of the other side's table for header coding
)

// An h2conn is what HTTP/2 keeps with a connection.
type h2conn struct {
	c         *conn
	fr        *http2.Framer
	enc       *hpack.Encoder
	block     strings.Builder // headers, coded
	nextID    uint32
	sendWin   int64 // how much we may send on the connection
	initial   int64 // a new stream's window
	maxFrame  int
	owed      int64 // how much of the connection's window is to be given back
	goneAfter uint32
	gone      bool // the server takes no more streams
	control   int  // control frames since the last progress
}

// speaksH2 reports whether both sides agreed on HTTP/2.
func (c *conn) speaksH2() bool { return c.tls != nil && c.tls.NegotiatedProtocol == "h2" }

// alpn are the protocols to offer in TLS.
func (h *httpState) alpn(t *transfer) []string {
	switch get(t.o, HTTP_VERSION) {
	case CURL_HTTP_VERSION_1_0, CURL_HTTP_VERSION_1_1:
		return []string{"http/1.1"}
	}
	if h.only1 {
		return []string{"http/1.1"}
	}
	return []string{"h2", "http/1.1"}
}

// begin2 begins HTTP/2 on a connection.
func (t *transfer) begin2(c *conn) (*h2conn, error) {
	h := &h2conn{c: c, nextID: 1, sendWin: h2FirstWin, initial: h2FirstWin, maxFrame: 16384}
	h.fr = http2.NewFramer(c, c.br)
	h.fr.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	h.fr.MaxHeaderListSize = maxHeaderBytes
	h.fr.SetMaxReadFrameSize(16384)
	h.enc = hpack.NewEncoder(&h.block)
	if _, err := io.WriteString(c, http2.ClientPreface); err != nil {
		return nil, t.sendError(err)
	}
	err := h.fr.WriteSettings(http2.Setting{ID: http2.SettingEnablePush, Val: 0},
		http2.Setting{ID: http2.SettingInitialWindowSize, Val: h2Window}, http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: maxHeaderBytes})
	if err == nil {
		err = h.fr.WriteWindowUpdate(0, h2Window-h2FirstWin)
	}
	if err != nil {
		return nil, t.sendError(err)
	}
	c.h2 = h
	return h, nil
}

// An h2stream is one request and its reply.
type h2stream struct {
	h       *h2conn
	x       *exchange
	id      uint32
	window  int64 // how much we may send
	owed    int64
	data    []byte // what has come and is not delivered
	heads   bool   // the headers of the reply are there
	ended   bool   // the server is done
	trailer bool
}

// errRefused is why a request is made anew.
var errRefused = errors.New("the server did not process the request")

func (t *transfer) performH2(c *conn) error {
	x := &exchange{t: t, c: c}
	err := x.run2()
	h := &t.http
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errRefused) && h.tries2 < 5, c.used > 0 && !x.answered && !h.retried && lost(err) && t.expired() == nil:
		t.textf("HTTP/2 request was not processed, retrying a fresh connect")
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

// run2 makes the exchange over HTTP/2 and gives the connection back.
func (x *exchange) run2() (err error) {
	t := x.t
	var s *h2stream
	defer func() {
		good := err == nil && x.reusable
		if h := x.c.h2; h == nil || h.gone {
			good = false
		}
		t.release(x.c, good)
	}()
	if err := x.prereq(); err != nil {
		return err
	}
	h := x.c.h2
	if h == nil {
		if h, err = t.begin2(x.c); err != nil {
			return err
		}
	}
	head, err := x.head()
	if err != nil {
		return err
	}
	t.stamp(stampPretransfer)
	s = &h2stream{h: h, x: x, id: h.nextID, window: h.initial}
	h.nextID += 2
	h.control = 0
	if err := s.send(string(head)); err != nil {
		return err
	}
	if err := s.receive(); err != nil {
		return err
	}
	return s.leave()
}

// leave ends a stream whose reply has been read, early if it was not sent wholly.
func (s *h2stream) leave() error {
	x := s.x
	x.reusable = true
	if !s.ended || !x.sendDone {
		if err := s.h.fr.WriteRSTStream(s.id, http2.ErrCodeNo); err != nil {
			x.reusable = false
		}
	}
	if x.t.next != nil {
		x.t.clock.redirected()
	}
	return nil
}

// send sends the headers and the body.
func (s *h2stream) send(head string) error {
	x, t := s.x, s.x.t
	head, inline, _ := strings.Cut(head, "\r\n\r\n")
	hasBody := x.src != nil && !x.withhold && (x.src.size != 0 || x.chunked)
	if err := s.headers(head, !hasBody); err != nil {
		return err
	}
	t.info.upLength = 0
	if x.src != nil && !x.withhold {
		t.info.upLength = x.src.size
		t.meter.upTotal = x.src.size
	}
	if !hasBody {
		x.sendDone = true
		t.clock.posted()
		return nil
	}
	if x.inline {
		if err := s.dataOut([]byte(inline), true); err != nil {
			return err
		}
		return t.sent(len(inline))
	}
	buf := make([]byte, s.h.maxFrame)
	for !s.ended && !(s.heads && x.reply.code >= 300) {
		n, err := x.src.Read(buf)
		if err == io.EOF {
			return s.dataOut(nil, true)
		}
		if err != nil {
			return err
		}
		t.debug(INFOTYPE_DATA_OUT, buf[:n])
		last := x.src.size >= 0 && x.src.read == x.src.size
		if err := s.dataOut(buf[:n], last); err != nil {
			return err
		}
		if err := t.sent(n); err != nil {
			return err
		}
		if last {
			return nil
		}
	}
	return nil
}

// headers sends the request's headers: those of HTTP/1 in small letters, without
// those that only concern a connection.
func (s *h2stream) headers(head string, end bool) error {
	h := s.h
	h.block.Reset()
	lines := strings.Split(head, "\r\n")
	field := func(name, value string) error {
		return h.enc.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: name == "authorization" || name == "cookie"})
	}
	authority := s.x.t.hostValue()
	for _, l := range lines[1:] {
		if name, v, _ := strings.Cut(l, ":"); strings.EqualFold(name, "Host") {
			authority = strings.TrimSpace(v)
		}
	}
	target := strings.TrimSuffix(strings.TrimPrefix(lines[0], s.x.method+" "), " HTTP/1.1")
	err := errors.Join(field(":method", s.x.method), field(":path", target), field(":scheme", s.x.t.url.scheme), field(":authority", authority))
	for _, l := range lines[1:] {
		name, v, _ := strings.Cut(l, ":")
		name, v = strings.ToLower(name), strings.TrimSpace(v)
		switch name {
		case "host", "connection", "proxy-connection", "transfer-encoding", "upgrade", "keep-alive", "expect", "http2-settings":
			continue
		case "te":
			if !strings.EqualFold(v, "trailers") {
				continue
			}
		}
		err = errors.Join(err, field(name, v))
	}
	if err != nil {
		return fail(E_HTTP2, "the headers cannot be coded").because(err)
	}
	block := []byte(h.block.String())
	for first := true; first || len(block) > 0; first = false {
		n := min(len(block), h.maxFrame)
		part := block[:n]
		block = block[n:]
		if first {
			err = h.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: part, EndStream: end, EndHeaders: len(block) == 0})
		} else {
			err = h.fr.WriteContinuation(s.id, len(block) == 0, part)
		}
		if err != nil {
			return s.x.t.sendError(err)
		}
	}
	return nil
}

// dataOut sends body, as far as the windows let it; what comes meanwhile is taken.
func (s *h2stream) dataOut(p []byte, end bool) error {
	h := s.h
	for {
		for h.c.br.Buffered() > 0 || h.c.fd.readable() {
			if err := s.frame(); err != nil {
				return err
			}
		}
		if s.ended || s.heads && s.x.reply.code >= 300 {
			return nil
		}
		room := min(h.sendWin, s.window, int64(h.maxFrame))
		if room <= 0 && len(p) > 0 {
			if err := s.frame(); err != nil {
				return err
			}
			continue
		}
		n := int(min(int64(len(p)), room))
		if len(p) == 0 {
			n = 0
		}
		last := end && n == len(p)
		if err := h.fr.WriteData(s.id, last, p[:n]); err != nil {
			return s.x.t.sendError(err)
		}
		h.sendWin -= int64(n)
		s.window -= int64(n)
		h.control = 0
		if p = p[n:]; len(p) == 0 {
			if last {
				s.x.sendDone = true
				s.x.t.clock.posted()
			}
			return nil
		}
	}
}

// receive reads the reply.
func (s *h2stream) receive() error {
	x := s.x
	for !s.heads {
		if err := s.frame(); err != nil {
			return err
		}
	}
	if err := x.judge(); err != nil {
		return err
	}
	x.stream = s
	if err := x.readBody(); err != nil {
		return err
	}
	return nil
}

// next gives body that has come; it is bodyReader's.
func (s *h2stream) next(b *bodyReader) ([]byte, error) {
	for len(s.data) == 0 {
		if s.ended {
			if b.left > 0 {
				return nil, b.short()
			}
			return nil, io.EOF
		}
		if err := s.frame(); err != nil {
			return nil, err
		}
	}
	if b.left >= 0 && int64(len(s.data)) > b.left {
		return nil, fail(E_HTTP2_STREAM, "more than the %s bytes that Content-Length said", strconv.FormatInt(s.x.reply.length, 10))
	}
	return s.data, nil
}

// took gives window back for what was delivered.
func (s *h2stream) took(n int) error {
	s.data = s.data[n:]
	s.owed += int64(n)
	s.h.owed += int64(n)
	return s.giveBack()
}

func (s *h2stream) giveBack() error {
	if s.h.owed >= h2Window/2 {
		if err := s.h.fr.WriteWindowUpdate(0, uint32(s.h.owed)); err != nil {
			return s.x.t.sendError(err)
		}
		s.h.owed = 0
	}
	if s.owed >= h2Window/2 && !s.ended {
		if err := s.h.fr.WriteWindowUpdate(s.id, uint32(s.owed)); err != nil {
			return s.x.t.sendError(err)
		}
		s.owed = 0
	}
	return nil
}
