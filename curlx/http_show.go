package curlx

import (
	"bytes"
)

// What libcurl shows to DEBUGFUNCTION of a body over HTTP/1 is what its readings
// brought, with the framing of chunks. Over HTTP/2 it is the body.

// arrived counts body as it comes over the wire. That of chunks counts when all that a
// reading brought has been gone through, as libcurl counts it: what a bad chunk ends
// does not.
func (b *bodyReader) arrived(p []byte) error {
	switch {
	case b.x.stream != nil:
		return b.x.t.arrived(p)
	case b.chunked:
		b.came += int64(len(p))
		return nil
	}
	return b.x.t.counted(int64(len(p)))
}

// count counts what chunks have brought, and gives err where there is no other error.
func (b *bodyReader) count(err error) error {
	n := b.came
	if b.came = 0; n == 0 {
		return err
	}
	if cerr := b.x.t.counted(n); cerr != nil {
		return cerr
	}
	return err
}

// showFirst shows what came together with the headers, even what is too much.
func (b *bodyReader) showFirst() {
	t := b.x.t
	if !t.sink.verbose || b.x.stream != nil {
		return
	}
	n := b.x.c.br.Buffered()
	b.showTo(n)
	if !b.chunked && b.left >= 0 && int64(n) > b.left {
		t.textf("Excess found in a read: excess = %d, size = %d, maxdownload = %d, bytecount = 0", int64(n)-b.left, b.left, b.left)
	}
}

// show shows what has come since, as far as it belongs to the body.
func (b *bodyReader) show() {
	if !b.x.t.sink.verbose {
		return
	}
	n := b.x.c.br.Buffered()
	if !b.chunked && b.left >= 0 {
		n = int(min(int64(n), b.left))
	}
	b.showTo(n)
}

// showTo shows the first n bytes of the buffer, but for those that have been shown.
func (b *bodyReader) showTo(n int) {
	t := b.x.t
	if n <= b.shown {
		return
	}
	if !b.seen && t.sink.ignore {
		t.textf("Ignoring the response-body")
	}
	b.seen = true
	p, _ := b.x.c.br.Peek(n)
	for p = p[b.shown:]; len(p) > 0; {
		piece := p[:min(len(p), t.sink.chunk)]
		t.debug(INFOTYPE_DATA_IN, piece)
		p = p[len(piece):]
	}
	b.shown = n
}

// showLine shows what comes until a line is whole. What ends the connection is met
// by who reads the line.
func (b *bodyReader) showLine() {
	br := b.x.c.br
	for {
		n := br.Buffered()
		b.showTo(n)
		if p, _ := br.Peek(n); bytes.IndexByte(p, '\n') >= 0 {
			return
		}
		if _, err := br.Peek(n + 1); err != nil {
			return
		}
	}
}
