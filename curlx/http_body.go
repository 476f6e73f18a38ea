package curlx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
)

// judge decides, once the headers are there, what becomes of the reply: whether
// it is an error, asks for another request, and whether its body counts.
func (x *exchange) judge() error {
	t, r := x.t, &x.reply
	if r.code == 101 && !t.url.isWS() {
		return fail(E_FTP_WEIRD_SERVER_REPLY, "the server switched protocols unasked")
	}
	t.sink.ignore = false
	t.info.downLength = r.length
	if r.code == 204 || r.code == 304 {
		t.info.downLength = 0
	}
	if r.code == 304 {
		t.info.conditionUnmet = true
	}
	if r.code == 416 && t.http.req == reqGet && get(t.o, RESUME_FROM) != 0 {
		// There is nothing left to get.
		t.sink.ignore = true
		r.ranged = ""
		return nil
	}
	if err := x.authenticate(); err != nil {
		return err
	}
	if t.again {
		t.sink.ignore = true
		return x.rewind()
	}
	if t.url.isWS() {
		return x.upgraded()
	}
	if on(t.o, FAILONERROR) && r.code >= 400 {
		return fail(E_HTTP_RETURNED_ERROR, "The requested URL returned error: %d", r.code)
	}
	if r.code == 417 && x.expect && r.keep && !x.sendDone && !t.http.refused {
		t.http.refused, t.c.http.noExpect = true, true
		x.onceMore()
		t.sink.ignore = true
		return x.rewind()
	}
	if r.hasLoc {
		if err := x.redirect(); err != nil {
			return err
		}
	}
	return nil
}

// rewind makes the body ready to be sent once more.
func (x *exchange) rewind() error {
	if x.src == nil {
		return nil
	}
	if x.chunked && x.http10() {
		return fail(E_UPLOAD_FAILED, "Chunky upload is not supported by HTTP 1.0")
	}
	return x.src.again()
}

// bodyless reports whether a reply has no body whatever its headers say.
func (x *exchange) bodyless() bool {
	return x.t.http.noBody || x.method == "HEAD" || x.reply.code == 204 || x.reply.code == 304 || x.reply.code < 200
}

// readBody reads the body and delivers it.
func (x *exchange) readBody() error {
	t, r := x.t, &x.reply
	if x.bodyless() {
		if x.method != "HEAD" && x.t.http.noBody && r.length != 0 && r.code != 204 && r.code != 304 {
			// What answers another method may have a body, which nobody reads.
			r.keep = false
		}
		return nil
	}
	if t.sink.ignore {
		if r.length < 0 && !r.chunked && x.stream == nil {
			r.keep = false
		}
		if !r.keep {
			return nil
		}
		whole, err := x.skipBody()
		r.keep = r.keep && whole
		return err
	}
	if err := x.admit(); err != nil || r.done {
		return err
	}
	t.meter.downTotal = r.length
	body := x.bodyReader()
	body.raw = r.chunked && !on(t.o, HTTP_TRANSFER_DECODING)
	body.showFirst()
	if r.length < 0 && !r.chunked && x.stream == nil {
		r.keep = false
	}
	var err error
	if codings := x.codings(); len(codings) > 0 {
		err = x.readDecoded(body, codings)
	} else {
		err = x.readPlain(body)
	}
	if err != nil {
		return err
	}
	return t.bodyEnd()
}

// maxSkipped is how much of a body that nobody wants is read to keep its
// connection.
const maxSkipped = 1 << 20

// skipBody reads a body that nobody wants. It leaves one that goes on and on.
func (x *exchange) skipBody() (whole bool, err error) {
	x.t.meter.downTotal = x.reply.length
	body := x.bodyReader()
	body.showFirst()
	toEnd := x.reply.length < 0 && !x.reply.chunked && x.stream == nil
	for n := 0; ; {
		p, err := body.next()
		if err == io.EOF {
			return !toEnd, nil
		}
		if err != nil {
			return false, err
		}
		if err := body.arrived(p); err != nil {
			return false, err
		}
		body.took(len(p))
		if n += len(p); n > maxSkipped {
			return false, nil
		}
	}
}

// codings are those that the body is to be freed from, in the order in which they
// were applied.
func (x *exchange) codings() []string {
	t, r := x.t, &x.reply
	var list []string
	if isSet(t.o, ACCEPT_ENCODING) && on(t.o, HTTP_CONTENT_DECODING) {
		list = append(list, r.coding...)
	}
	if on(t.o, HTTP_TRANSFER_DECODING) {
		list = append(list, r.transfer...)
	}
	return list
}

// admit looks whether the body is the one that was asked for: the rest of a file,
// or one that has changed.
func (x *exchange) admit() error {
	t, r := x.t, &x.reply
	from := get(t.o, RESUME_FROM)
	if from != 0 && t.http.req == reqGet && !t.sink.ignore && !rangeFrom(r.ranged, from) {
		if r.length == from {
			// The whole document is there already.
			t.textf("The entire document is already downloaded")
			r.done, r.keep = true, false
			return nil
		}
		return fail(E_RANGE_ERROR, "HTTP server doesn't seem to support byte ranges. Cannot resume.")
	}
	if c := get(t.o, TIMECONDITION); c != 0 && t.rangeText() == "" && r.isMod && !t.sink.ignore {
		at := int64(get(t.o, TIMEVALUE))
		newer := r.modified.Unix() > at
		if at != 0 && (c == TIMECONDITION_IFUNMODSINCE && newer || c != TIMECONDITION_IFUNMODSINCE && !newer) {
			t.info.responseCode = 304
			t.info.conditionUnmet = true
			if newer {
				t.textf("The requested document is not old enough")
			} else {
				t.textf("The requested document is not new enough")
			}
			t.textf("Simulate an HTTP 304 response")
			r.done, r.keep = true, false
		}
	}
	return nil
}

// rangeFrom reports whether a Content-Range begins at a byte.
func rangeFrom(s string, from int64) bool {
	i := 0
	for i < len(s) && (s[i] < '0' || s[i] > '9') {
		i++
	}
	j := i
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	return j > i && j-i < 19 && int64(atoi64(s[i:j])) == from
}

func atoi64(s string) (n int64) {
	for i := range len(s) {
		n = n*10 + int64(s[i]-'0')
	}
	return n
}

// readPlain delivers a body that needs no decoding, out of the connection's own
// buffer.
func (x *exchange) readPlain(body *bodyReader) error {
	if done, err := x.spliceBody(body); done || err != nil {
		return err
	}
	for {
		p, err := body.next()
		if len(p) > 0 {
			if len(body.give) == 0 { // framing is no body
				if err := body.arrived(p); err != nil {
					return err
				}
			}
			if err := x.t.deliver(p); err != nil {
				return err
			}
			body.took(len(p))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// spliceBody lets the kernel move a long body of known length into a file, where
// nothing looks at it on its way.
func (x *exchange) spliceBody(body *bodyReader) (done bool, err error) {
	t := x.t
	tcp, plain := x.c.wire.Conn.(*net.TCPConn)
	if t.sink.toFile == nil || x.stream != nil || x.duplex != nil || !plain || x.c.Conn != net.Conn(x.c.wire) || body.chunked || body.left < 128<<10 || t.sink.ignore ||
		t.sink.verbose || t.meter.ticking || t.meter.recvMax > 0 || t.c.callbacks != nil || !regular(t.sink.toFile) {
		return false, nil
	}
	for x.c.br.Buffered() > 0 && body.left > 0 {
		p, err := body.next()
		if err != nil {
			return true, err
		}
		if err := t.body(p); err != nil {
			return true, err
		}
		body.took(len(p))
	}
	if err := x.c.wire.until(t.limit(), tcp.SetReadDeadline, &x.c.wire.rd); err != nil {
		return true, t.recvError(err)
	}
	for body.left > 0 {
		n, err := t.sink.toFile.ReadFrom(&io.LimitedReader{R: tcp, N: body.left})
		body.left -= n
		t.meter.down += n
		t.sink.received += n
		switch {
		case err == nil && body.left > 0:
			return true, body.short()
		case err == nil:
			return true, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return true, t.recvError(err)
		case fromNetwork(err):
			return true, t.recvError(err)
		default:
			return true, fail(E_WRITE_ERROR, "Failure writing output to destination").because(err)
		}
	}
	return true, nil
}

// fromNetwork reports whether an error of a copy is the connection's, not the
// file's.
func fromNetwork(err error) bool {
	var op *net.OpError
	var path *os.PathError
	return errors.As(err, &op) || lost(err) && !errors.As(err, &path)
}

func regular(f *os.File) bool {
	i, err := f.Stat()
	return err == nil && i.Mode().IsRegular()
}

// readDecoded delivers a body that has to be decoded.
func (x *exchange) readDecoded(body *bodyReader, codings []string) error {
	r, end, err := decoder(body, codings)
	if err != nil {
		// What has come counts, where it is not a chunk: libcurl counts these when they
		// are written. The error is the decoder's.
		if p, perr := body.next(); perr == nil && !body.chunked {
			_ = body.arrived(p)
		}
		return err
	}
	defer end()
	buf := make([]byte, maxChunk)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if s := &x.t.sink; s.maxSize > 0 && s.received+int64(n) > s.maxSize {
				return tooLarge()
			}
			if err := x.t.deliver(buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return decodeError(err)
		}
	}
	_, err = io.Copy(io.Discard, body)
	return err
}

// A bodyReader takes the body off the connection, freed from its framing.
type bodyReader struct {
	x       *exchange
	left    int64 // of the length, or of the present chunk; -1 until the end
	chunked bool
	begun   bool // a chunk has been begun
	raw     bool // chunks are delivered as they are
	ended   bool
	awaited bool   // the first of it has been waited for
	give    []byte // framing that is delivered too
	shown   int    // of what is buffered, this much has been shown to who debugs
	seen    bool   // something has been shown
	came    int64  // data of chunks that counts when the reading has been gone through
}

func (x *exchange) bodyReader() *bodyReader {
	return &bodyReader{x: x, left: x.reply.length, chunked: x.reply.chunked}
}

// next gives what is there, valid until took, which must follow.
func (b *bodyReader) next() ([]byte, error) {
	br := b.x.c.br
	if s := b.x.stream; s != nil {
		return s.next(b)
	}
	if len(b.give) > 0 {
		return b.give, nil
	}
	if b.chunked {
		if b.ended {
			return nil, b.count(io.EOF)
		}
		for !b.begun || b.left == 0 {
			if err := b.nextChunk(); err != nil {
				return nil, err
			}
			if len(b.give) > 0 {
				return b.give, nil
			}
			if b.ended {
				return nil, b.count(io.EOF)
			}
		}
	}
	if b.left == 0 {
		return nil, io.EOF
	}
	if br.Buffered() == 0 {
		if err := b.count(nil); err != nil {
			return nil, err
		}
		if !b.awaited {
			// A server that sends its headers by themselves sends the body at once.
			b.awaited = true
			b.x.await()
		}
		if _, err := br.Peek(1); err != nil {
			return nil, b.end(err)
		}
	}
	b.show()
	n := br.Buffered()
	if b.left >= 0 {
		n = int(min(int64(n), b.left))
	}
	p, _ := br.Peek(n)
	return p, nil
}

// took tells how much of next's bytes are done with.
func (b *bodyReader) took(n int) {
	if s := b.x.stream; s != nil {
		if b.left > 0 {
			b.left -= int64(n)
		}
		// A connection that fails here fails the next read too.
		_ = s.took(n)
		return
	}
	if len(b.give) > 0 {
		b.give = b.give[n:]
		return
	}
	// They were peeked, so they are there.
	_, _ = b.x.c.br.Discard(n)
	b.shown = max(b.shown-n, 0)
	if b.left > 0 {
		b.left -= int64(n)
	}
}

// Read is next and took for decoders; it counts what came over the wire.
func (b *bodyReader) Read(p []byte) (int, error) {
	have, err := b.next()
	if err != nil {
		return 0, err
	}
	n := copy(p, have)
	if err := b.arrived(p[:n]); err != nil {
		return n, err
	}
	b.took(n)
	return n, nil
}

// end is the error of a body whose connection ended or failed.
func (b *bodyReader) end(err error) error {
	if err != io.EOF {
		return b.x.t.recvError(err)
	}
	switch {
	case b.chunked:
		return fail(E_PARTIAL_FILE, "transfer closed with outstanding read data remaining").because(io.ErrUnexpectedEOF)
	case b.left < 0:
		return io.EOF
	}
	return b.short()
}

func (b *bodyReader) short() error {
	return fail(E_PARTIAL_FILE, "transfer closed with %d bytes remaining to read", b.left).because(io.ErrUnexpectedEOF)
}

// nextChunk reads up to the data of a chunk; after the last one it reads the
// trailers.
func (b *bodyReader) nextChunk() error {
	if b.begun {
		line, err := b.line()
		if err != nil {
			return err
		}
		if len(bytes.TrimRight(line, "\r\n")) != 0 {
			return badChunk("Malformed encoding found")
		}
		b.keepRaw(line)
	}
	line, err := b.line()
	if err != nil {
		return err
	}
	b.keepRaw(line)
	if b.left, err = chunkSize(line); err != nil {
		return err
	}
	b.begun = true
	if b.left == 0 {
		return b.trailers()
	}
	return nil
}

func (b *bodyReader) keepRaw(line []byte) {
	if b.raw {
		b.give = append(b.give, line...)
	}
}

func badChunk(words string) error {
	return fail(E_RECV_ERROR, "%s in chunked-encoding", words)
}

// line reads one line of the framing.
func (b *bodyReader) line() ([]byte, error) {
	br := b.x.c.br
	if have, _ := br.Peek(br.Buffered()); bytes.IndexByte(have, '\n') < 0 { // the rest of it is to be waited for
		if err := b.count(nil); err != nil {
			return nil, err
		}
	}
	if b.x.t.sink.verbose {
		b.showLine()
	}
	line, err := br.ReadSlice('\n')
	b.shown = max(b.shown-len(line), 0)
	switch {
	case err == bufio.ErrBufferFull:
		return nil, badChunk("Malformed encoding found")
	case err == io.EOF:
		return nil, b.end(err)
	case err != nil:
		return nil, b.x.t.recvError(err)
	}
	return line, nil
}

// chunkSize reads the hexadecimal size that a chunk begins with, and passes over
// its extensions.
func chunkSize(line []byte) (int64, error) {
	var n int64
	i, large := 0, false
	for ; i < len(line); i++ {
		c := line[i]
		var d byte
		switch {
		case '0' <= c && c <= '9':
			d = c - '0'
		case 'a' <= c && c <= 'f':
			d = c - 'a' + 10
		case 'A' <= c && c <= 'F':
			d = c - 'A' + 10
		default:
			d = 255
		}
		if d == 255 {
			break
		}
		if i >= 16 {
			return 0, badChunk("Too long hexadecimal number")
		}
		large = large || n > (1<<63-1)>>4
		n = n<<4 | int64(d)
	}
	rest := bytes.TrimRight(line[i:], "\r\n")
	ok := len(rest) == 0 || rest[0] == ';' || len(bytes.TrimLeft(rest, " \t")) == 0 || (rest[0] == ' ' || rest[0] == '\t') && bytes.TrimLeft(rest, " \t")[0] == ';'
	if i == 0 || !ok || large {
		return 0, badChunk("Illegal or missing hexadecimal sequence")
	}
	if bytes.IndexByte(rest, '\r') >= 0 || bytes.IndexByte(rest, 0) >= 0 {
		return 0, badChunk("Malformed encoding found")
	}
	return n, nil
}

// blankLine looks at what begins as the line that ends the trailers: a CR that no LF
// follows is an error before more has come.
func (b *bodyReader) blankLine() error {
	br := b.x.c.br
	if p, _ := br.Peek(min(br.Buffered(), 2)); len(p) == 2 && p[0] == '\r' && p[1] != '\n' {
		return badChunk("Malformed encoding found")
	}
	return nil
}

// trailers reads and delivers the header lines after the last chunk.
func (b *bodyReader) trailers() error {
	total := 0
	for {
		if err := b.blankLine(); err != nil {
			return err
		}
		line, err := b.line()
		if err != nil {
			return err
		}
		b.keepRaw(line)
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if len(line) == 0 {
			b.ended = true
			if n := b.x.c.br.Buffered(); n > 0 {
				b.x.t.textf("Leftovers after chunking: %d bytes", n)
			}
			return nil
		}
		if total += len(line); total > maxHeaderBytes {
			return fail(E_RECV_ERROR, "Too large response headers: %d > %d", total, maxHeaderBytes)
		}
		line, _, cr := bytes.Cut(line, []byte("\r"))
		if b.raw && !cr {
			continue
		}
		goesOn := line[0] == ' ' || line[0] == '\t'
		if bytes.IndexByte(line, 0) >= 0 {
			return malformed("Nul byte in header")
		}
		if bytes.IndexByte(line, ':') < 0 && !goesOn {
			return fail(E_BAD_FUNCTION_ARGUMENT, "Failed reading the chunked-encoded stream")
		}
		if err := b.x.t.giveHeader(append(bytes.Clone(line), "\r\n"...)); err != nil {
			return err
		}
		b.x.t.info.headerSize -= int64(len(line)) + 2 // trailers do not count
		if cr {
			return badChunk("Malformed encoding found")
		}
	}
}
