package mailx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"sync"
)

// mostText is how long a line of a message may be, without its end: RFC 5321,
// 4.5.3.1.6.
const mostText = 998

// bodyWriter writes a message as DATA wants it: CRLF at the end of each line
// whatever stood there, so that no lone CR or LF reaches the wire, and a second dot
// before a first one. It refuses lines that are too long.
type bodyWriter struct {
	w       *bufio.Writer
	dots    bool // for DATA; BDAT needs none
	column  int  // bytes of the line so far
	line    int  // which line, from 1
	pending bool // a CR has been read, and what follows not yet
	sent    int64
	eight   bool // bytes above 127 may be sent
}

func newBodyWriter(w io.Writer, dots, eight bool) *bodyWriter {
	buf := bodyBuffers.Get().(*bufio.Writer)
	buf.Reset(w)
	return &bodyWriter{w: buf, dots: dots, line: 1, eight: eight}
}

// bodyBuffers are kept for the next message.
var bodyBuffers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 64<<10) }}

// release gives the buffer back. What is still in it is lost.
func (b *bodyWriter) release() {
	b.w.Reset(nil)
	bodyBuffers.Put(b.w)
}

func (b *bodyWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if b.pending {
			b.pending = false
			b.endLine()
			if p[0] == '\n' {
				p = p[1:]
				continue
			}
		}
		end := bytes.IndexAny(p, "\r\n")
		text := p
		if end >= 0 {
			text = p[:end]
		}
		if err := b.text(text); err != nil {
			return 0, err
		}
		if end < 0 {
			break
		}
		if p[end] == '\n' {
			b.endLine()
		} else {
			b.pending = true
		}
		p = p[end+1:]
	}
	b.sent += int64(n)
	return n, nil
}

// text writes a part of a line.
func (b *bodyWriter) text(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if b.column == 0 && b.dots && p[0] == '.' {
		b.w.WriteByte('.')
	}
	if b.column += len(p); b.column > mostText {
		return &SMTPError{Kind: ErrMessage, Op: "data", Reason: fmt.Sprintf("line %d is longer than the %d bytes that SMTP carries", b.line, mostText)}
	}
	if !b.eight {
		for _, c := range p {
			if c >= 0x80 {
				return &SMTPError{Kind: ErrNotSupported, Op: "data", Reason: fmt.Sprintf("line %d holds bytes above 127, and the server has no 8BITMIME", b.line)}
			}
		}
	}
	_, err := b.w.Write(p)
	return err
}

func (b *bodyWriter) endLine() {
	b.w.WriteString("\r\n")
	b.column = 0
	b.line++
}

// close ends the last line, and sends what is left with the end after it.
func (b *bodyWriter) close(end string) error {
	// smtplib ends an empty message, too.
	if b.pending || b.column > 0 || b.line == 1 {
		b.pending = false
		b.endLine()
	}
	b.w.WriteString(end)
	return b.w.Flush()
}

// eightBit reports whether a message holds bytes above 127.
func eightBit(p []byte) bool {
	for _, c := range p {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

// wireSize is how long a message is once its lines end with CRLF, as RFC 1870
// counts.
func wireSize(p []byte) int {
	n := len(p)
	for i, c := range p {
		switch {
		case c == '\n' && (i == 0 || p[i-1] != '\r'), c == '\r' && (i+1 == len(p) || p[i+1] != '\n'):
			n++
		}
	}
	return n
}
