package curlx

import (
	"errors"
	"io"
	"syscall"
)

// httpProtocol is http and https.
type httpProtocol struct {
	port int
	tls  bool
	ws   bool // only asks for a WebSocket
}

func (p httpProtocol) defaultPort() int { return p.port }

// priorH2 keeps connections on which HTTP/2 is spoken unasked from the others.
const priorH2 = "h2"

// reqKind is which request is made.
type reqKind int

const (
	reqGet reqKind = iota
	reqHead
	reqPost
	reqForm
	reqPut
)

// httpState is what HTTP keeps from one request of a transfer to the next.
type httpState struct {
	begun    bool
	req      reqKind
	noBody   bool
	referer  string
	server   authState // at the server
	proxy    authState // at a proxy that gets requests
	user     login     // for t.url
	refused  bool      // 417 was answered
	retried  bool      // a request that an old connection lost is made again
	fresh    bool      // no old connection for the next request
	only1    bool      // the server wants HTTP/1.1
	seen10   bool      // a server answered in HTTP/1.0
	tries2   int       // HTTP/2 requests that the server did not process
	body     *source
	resumed  bool   // what RESUME_FROM passes over is behind us
	whole    int64  // bytes of the body with what RESUME_FROM passes over, -1 where nobody knows
	bodyType string // the form's Content-Type
	switched string // words for a method that a redirect has changed
}

// login is a user's name and password.
type login struct {
	user, password string
	given          bool
}

// httpMemory is what HTTP keeps from one transfer to the next.
type httpMemory struct {
	server, proxy digestState
	head          []byte // a buffer for requests
	noExpect      bool   // 417 was answered once: nobody is asked for 100 Continue any more
}

// begin prepares the first request.
func (h *httpState) begin(t *transfer) error {
	if h.begun {
		return nil
	}
	h.begun = true
	h.req, h.noBody = t.o.req, on(t.o, NOBODY)
	h.referer = get(t.o, REFERER)
	if t.url.isWS() {
		h.req, h.noBody = reqGet, false
		if on(t.o, UPLOAD) {
			// It goes out in frames when the server has agreed.
			t.upload = t.readerSource(get(t.o, INFILESIZE))
		}
	}
	h.server.want, h.proxy.want = authMask(get(t.o, HTTPAUTH)), authMask(get(t.o, PROXYAUTH))
	return h.prepareBody(t)
}

// prepareBody finds what is to be sent.
func (h *httpState) prepareBody(t *transfer) error {
	switch h.req {
	case reqPost:
		size := get(t.o, POSTFIELDSIZE)
		if isSet(t.o, POSTFIELDS) {
			s := get(t.o, POSTFIELDS)
			if size >= 0 {
				if size > int64(len(s)) {
					return fail(E_BAD_FUNCTION_ARGUMENT, "POSTFIELDSIZE is %d, and POSTFIELDS has %d bytes", size, len(s))
				}
				s = s[:size]
			}
			h.body = t.textSource(s)
		} else {
			h.body = t.readerSource(size)
		}
	case reqForm:
		s, contentType, err := t.formSource()
		if err != nil {
			return err
		}
		if s == nil {
			s = t.textSource("")
		}
		h.body, h.bodyType = s, contentType
	case reqPut:
		h.body = t.readerSource(get(t.o, INFILESIZE))
	}
	return nil
}

// resume passes over what an earlier transfer has sent, once there is a connection.
func (h *httpState) resume(t *transfer) error {
	if h.resumed || h.req != reqPost && h.req != reqPut {
		return nil
	}
	h.resumed, h.whole = true, h.body.size
	from := get(t.o, RESUME_FROM)
	if from <= 0 {
		return nil
	}
	if h.body.isText {
		if from > h.whole {
			return fail(E_READ_ERROR, "Could only read %d bytes from the input", h.whole)
		}
		h.body = t.textSource(h.body.inline[from:])
	} else if err := h.body.seek(from); err != nil {
		return err
	}
	if h.whole > 0 {
		if from >= h.whole {
			return fail(E_PARTIAL_FILE, "File already completely uploaded")
		}
		h.body.size = h.whole - from
	}
	if !h.body.isText {
		h.body.from = from
	}
	return nil
}

func (p httpProtocol) perform(t *transfer) error {
	h := &t.http
	if err := h.begin(t); err != nil {
		return err
	}
	if err := h.findLogin(t); err != nil {
		return err
	}
	tg := target{scheme: t.url.scheme, host: t.url.host, zone: t.url.zone, port: t.url.port, tls: p.tls, whole: !p.tls && !p.ws, fresh: h.fresh}
	if n := get(t.o, PORT); n > 0 && t.url == t.origin {
		tg.port = n
	}
	if p.tls {
		tg.alpn = h.alpn(t)
	}
	prior := get(t.o, HTTP_VERSION) == CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE && !p.tls && !p.ws && !h.only1 && get(t.o, CONNECT_ONLY) == 0
	if prior {
		tg.login = priorH2
	}
	if h.server.usesNTLM() {
		tg.login = "ntlm " + h.user.user + "\x00" + h.user.password
	}
	h.fresh = false
	c, err := t.connect(tg)
	if err != nil {
		return err
	}
	if only := get(t.o, CONNECT_ONLY); only != 0 && !(p.ws && only == 2) {
		return t.c.keepForUser(t, c)
	}
	if err := h.resume(t); err != nil {
		t.failed(err)
		t.release(c, false)
		return err
	}
	if c.h2 != nil {
		return t.performH2(c)
	}
	x := &exchange{t: t, c: c}
	err = x.run()
	if err == nil {
		return x.refusal
	}
	if x.outlived(err) {
		h.retried, h.fresh = true, true
		if err := h.body.again(); err != nil {
			return err
		}
		t.again = true
		return nil
	}
	return err
}

// outlived reports whether a request was lost with an old connection, which the
// server had given up before it saw the request.
func (x *exchange) outlived(err error) bool {
	return x.c.used > 0 && !x.answered && !x.t.http.retried && lost(err) && x.t.expired() == nil
}

// lost reports whether an error is that of a connection that is gone.
func lost(err error) bool {
	var e *Error
	if errors.As(err, &e) && e.Code != E_GOT_NOTHING && e.Code != E_RECV_ERROR && e.Code != E_SEND_ERROR {
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNABORTED)
}

// An exchange is one request and its reply over HTTP/1.
type exchange struct {
	t *transfer
	c *conn

	method   string
	src      *source // what is sent, nil for nothing
	chunked  bool    // it is sent in chunks
	inline   bool    // it went out with the head
	expect   bool    // 100 Continue is asked for
	withhold bool    // no body in this round: it only asks for authentication
	spared   bool    // the reply came before the body, and nobody waits for it
	sendDone bool    // everything has been sent
	watch    *watcher
	duplex   *duplex // sends the rest of the body while the reply is read
	pieces   bool    // all pieces of the body have been taken

	wsKey       string // that a WebSocket was asked for with
	wsProtocols string // the subprotocols that were offered
	kept        bool   // the connection is the caller's now

	stream   *h2stream // of HTTP/2
	answered bool      // a byte of a reply has come
	reply    reply
	heads    int // bytes of the headers of all replies, interim ones too
	reusable bool
	refusal  error    // what the transfer fails with when the reply has been read
	lines    [][]byte // of a folded header, as they came; only for who debugs
	blank    string   // the line that ended the headers, until it is shown
}

// run makes the exchange and gives the connection back.
func (x *exchange) run() (err error) {
	t := x.t
	defer func() {
		if w := x.watch; w != nil {
			w.stop(x.c)
		}
		if d := x.duplex; d != nil {
			d.stop()
		}
		switch {
		case err == nil:
		case x.outlived(err):
			t.textf("Connection died, retrying a fresh connect (retry count: 1)")
		default:
			t.failed(err)
		}
		if !x.kept {
			t.release(x.c, err == nil && x.reusable)
		}
	}()
	if err := x.prereq(); err != nil {
		return err
	}
	head, err := x.head()
	if err != nil {
		return err
	}
	t.stamp(stampPretransfer)
	if err := x.send(head); err != nil {
		return err
	}
	return x.receive()
}

// prereq asks PREREQFUNCTION.
func (x *exchange) prereq() error {
	f := get(x.t.o, PREREQFUNCTION)
	if f == nil {
		return nil
	}
	i := x.t.info
	if err := x.t.callback(func() error { return f(i.primaryIP, i.localIP, i.primaryPort, i.localPort) }); err != nil {
		return fail(E_ABORTED_BY_CALLBACK, "operation aborted by pre-request callback").because(err)
	}
	return nil
}

// receive reads the reply: its headers, and the body.
func (x *exchange) receive() error {
	t := x.t
	for {
		if err := x.readHead(); err != nil {
			return err
		}
		if x.reply.code >= 200 || x.reply.code == 101 {
			break
		}
	}
	if err := x.judge(); err != nil {
		return err
	}
	x.showBlank()
	if t.url.isWS() && x.reply.code == 101 {
		return x.talk()
	}
	err := x.readBody()
	if err == nil && x.duplex != nil {
		err = x.duplex.finish()
	}
	if err != nil {
		return err
	}
	x.reusable = x.reply.keep && (x.sendDone || x.spared)
	if t.next != nil {
		t.clock.redirected()
	}
	return nil
}

// await waits a moment for what the server sends next.
func (x *exchange) await() {
	if x.t.c.callbacks == nil && x.c.br.Buffered() == 0 {
		x.c.fd.await()
	}
}

// waitFirst waits for the first byte of a reply.
func (x *exchange) waitFirst() error {
	x.await()
	if _, err := x.c.br.Peek(1); err != nil {
		if err == io.EOF {
			return fail(E_GOT_NOTHING, "Empty reply from server").because(io.EOF)
		}
		return x.t.recvError(err)
	}
	x.answered = true
	x.t.stamp(stampStarttransfer)
	return nil
}
