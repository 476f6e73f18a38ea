package curlx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A RoundTripper makes the requests of an http.Client by this package: with the
// settings of a handle, its proxies, TLS and connections, and with headers in the
// order in which they are given to the wire. It may be used by several goroutines
// at once. [Curl.RoundTripper] makes it.
type RoundTripper struct {
	mu     sync.Mutex
	model  *Curl
	share  *CurlShare
	idle   []*Curl
	closed bool
}

// RoundTripper makes an http.RoundTripper with the settings that the handle has
// now. Redirects and cookies are the http.Client's own affair. It must be closed.
func (c *Curl) RoundTripper() (*RoundTripper, error) {
	d, err := c.Duphandle()
	if err != nil {
		return nil, err
	}
	share := NewCurlShare()
	err = errors.Join(share.Share(LOCK_DATA_CONNECT), share.Share(LOCK_DATA_DNS), share.Share(LOCK_DATA_SSL_SESSION),
		d.Setopt(FOLLOWLOCATION, 0), d.Setopt(HEADER, 0), d.Setopt(FAILONERROR, 0))
	if err != nil {
		return nil, err
	}
	return &RoundTripper{model: d, share: share}, nil
}

// Close ends the connections that are idle. Requests that are going on end by
// themselves.
func (r *RoundTripper) Close() error {
	if r == nil || r.model == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	var errs []error
	for _, c := range append(r.idle, r.model) {
		errs = append(errs, c.Close())
	}
	r.idle = nil
	r.share.conns.close()
	return errors.Join(errs...)
}

// take gives a handle for one request.
func (r *RoundTripper) take() (*Curl, error) {
	if r == nil || r.model == nil {
		return nil, fail(E_BAD_FUNCTION_ARGUMENT, "no handle: Curl.RoundTripper makes a RoundTripper")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, fail(E_BAD_FUNCTION_ARGUMENT, "the RoundTripper is closed")
	}
	if n := len(r.idle); n > 0 {
		c := r.idle[n-1]
		r.idle = r.idle[:n-1]
		return c, nil
	}
	c, err := r.model.Duphandle()
	if err != nil {
		return nil, err
	}
	return c, c.Setopt(SHARE, r.share)
}

func (r *RoundTripper) give(c *Curl) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.idle = append(r.idle, c)
		return
	}
	// Nothing is lost with a handle that has no jar.
	_ = c.Close()
}

// RoundTrip makes one request. It returns when the first byte of the body, or the
// end of a reply without one, is there; the body then comes as it is read, and
// must be closed.
func (r *RoundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	if req == nil || req.URL == nil {
		return nil, fail(E_URL_MALFORMAT, "no request, or one without a URL")
	}
	c, err := r.take()
	if err != nil {
		closeBody(req)
		return nil, err
	}
	ctx, cancel := context.WithCancel(req.Context())
	t := &trip{req: req, ready: make(chan struct{})}
	t.reader, t.writer = io.Pipe()
	if err := t.settings(c, r.model); err != nil {
		cancel()
		closeBody(req)
		r.give(c)
		return nil, err
	}
	// A body that nobody reads holds the transfer up, until its context ends.
	stop := context.AfterFunc(req.Context(), func() { t.writer.CloseWithError(context.Cause(req.Context())) })
	go func() {
		err := c.Perform(ctx)
		stop()
		closeBody(req)
		cancel()
		t.end(err)
		r.give(c)
	}()
	<-t.ready
	if t.err != nil {
		return nil, t.err
	}
	t.response.Body = &tripBody{t.reader, cancel}
	return t.response, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		// The transport owns it, and has read what it wants.
		_ = req.Body.Close()
	}
}

// A trip is one request on its way.
type trip struct {
	req      *http.Request
	reader   *io.PipeReader
	writer   *io.PipeWriter
	ready    chan struct{}
	once     sync.Once
	err      error
	response *http.Response
	lines    []string
}

// settings makes the handle's settings those of the request.
func (t *trip) settings(c, model *Curl) error {
	req := t.req
	var lines []string
	for name, values := range req.Header {
		for _, v := range values {
			if strings.TrimSpace(v) == "" {
				lines = append(lines, name+";")
			} else {
				lines = append(lines, name+": "+v)
			}
		}
	}
	slices.Sort(lines)
	lines = append(slices.Clone(get(&model.o, HTTPHEADER)), lines...)
	if req.Host != "" && req.Host != req.URL.Host {
		lines = append(lines, "Host: "+req.Host)
	}
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	errs := []error{c.Setopt(HTTPGET, 1), c.Unsetopt(CUSTOMREQUEST), c.Unsetopt(READDATA), c.Unsetopt(INFILESIZE)}
	switch {
	case req.Body != nil && req.Body != http.NoBody:
		size := req.ContentLength
		if size == 0 {
			size = -1
		}
		errs = append(errs, c.Setopt(UPLOAD, 1), c.Setopt(READDATA, rewinder(req)), c.Setopt(INFILESIZE, size), c.Setopt(CUSTOMREQUEST, method))
	case method == http.MethodHead:
		errs = append(errs, c.Setopt(NOBODY, 1))
	case method != http.MethodGet:
		errs = append(errs, c.Setopt(CUSTOMREQUEST, method))
		if method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch {
			errs = append(errs, c.Setopt(POSTFIELDS, ""))
			lines = append(lines, "Content-Type:")
		}
	}
	errs = append(errs, c.Setopt(URL, req.URL.String()), c.Setopt(HTTPHEADER, lines), c.Setopt(HEADERFUNCTION, t.header), c.Setopt(WRITEFUNCTION, t.body))
	return errors.Join(errs...)
}

// rewinder is a request's body, which GetBody gives anew.
func rewinder(req *http.Request) io.Reader {
	if req.GetBody == nil {
		return io.NopCloser(req.Body)
	}
	return &bodyAgain{Reader: req.Body, again: req.GetBody}
}

type bodyAgain struct {
	io.Reader
	again func() (io.ReadCloser, error)
}

// Seek goes to the beginning, which is all that is asked of it.
func (b *bodyAgain) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 {
		return 0, errCantSeek
	}
	if whence == io.SeekCurrent {
		return 0, nil
	}
	r, err := b.again()
	if err != nil {
		return 0, err
	}
	b.Reader = r
	return 0, nil
}

func (t *trip) header(p []byte) (int, error) {
	line := strings.TrimRight(string(p), "\r\n")
	if strings.HasPrefix(line, "HTTP/") {
		t.lines = nil
	}
	if line != "" {
		t.lines = append(t.lines, line)
	}
	return len(p), nil
}

func (t *trip) body(p []byte) (int, error) {
	t.answer()
	return t.writer.Write(p)
}

// answer makes the response of the headers, once.
func (t *trip) answer() {
	t.once.Do(func() {
		t.response, t.err = t.parse()
		close(t.ready)
	})
}

// end tells how the transfer ended.
func (t *trip) end(err error) {
	if err != nil {
		t.once.Do(func() {
			t.err = err
			close(t.ready)
		})
	}
	t.answer()
	t.writer.CloseWithError(err)
}

func (t *trip) parse() (*http.Response, error) {
	if len(t.lines) == 0 {
		return nil, fail(E_GOT_NOTHING, "a reply without headers")
	}
	proto, status, _ := strings.Cut(t.lines[0], " ")
	r := &http.Response{Status: strings.TrimSpace(status), Proto: proto, Header: http.Header{}, Request: t.req, ContentLength: -1}
	if proto == "HTTP/2" {
		r.Proto = "HTTP/2.0"
	}
	r.ProtoMajor, r.ProtoMinor, _ = http.ParseHTTPVersion(r.Proto)
	code, _, _ := strings.Cut(r.Status, " ")
	var err error
	if r.StatusCode, err = strconv.Atoi(code); err != nil {
		return nil, fail(E_FTP_WEIRD_SERVER_REPLY, "a reply with the status %q", r.Status)
	}
	for _, l := range t.lines[1:] {
		if name, v, ok := strings.Cut(l, ":"); ok {
			r.Header.Add(textproto.CanonicalMIMEHeaderKey(name), strings.TrimSpace(v))
		}
	}
	if n, err := strconv.ParseInt(r.Header.Get("Content-Length"), 10, 64); err == nil && r.Header.Get("Content-Encoding") == "" {
		r.ContentLength = n
	}
	return r, nil
}

// A tripBody ends its transfer when it is closed.
type tripBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

func (b *tripBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}
