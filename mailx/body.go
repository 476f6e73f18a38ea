package mailx

import (
	"bufio"
	"bytes"
	"encoding/binary"
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
		end := lineEnd(p)
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
		return longLine(b.line)
	}
	if !b.eight && !asciiBytes(p) {
		return eightBitLine(b.line)
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

func longLine(n int) error {
	return &SMTPError{Kind: ErrMessage, Op: "data", Reason: fmt.Sprintf("line %d is longer than the %d bytes that SMTP carries", n, mostText)}
}

func eightBitLine(n int) error {
	return &SMTPError{Kind: ErrNotSupported, Op: "data", Reason: fmt.Sprintf("line %d holds bytes above 127, and the server has no 8BITMIME", n)}
}

// lineEnd is where the first CR or LF stands, -1 for nowhere. It looks at a piece at
// a time, for a text may have but one of the two.
func lineEnd(p []byte) int {
	const window = 512
	for from := 0; from < len(p); from += window {
		piece := p[from:min(from+window, len(p))]
		n := bytes.IndexByte(piece, '\n')
		if n >= 0 {
			piece = piece[:n]
		}
		if cr := bytes.IndexByte(piece, '\r'); cr >= 0 {
			n = cr
		}
		if n >= 0 {
			return from + n
		}
	}
	return -1
}

// asciiBytes reports whether there is no byte above 127.
func asciiBytes(p []byte) bool {
	for len(p) >= 8 {
		if binary.LittleEndian.Uint64(p)&0x8080808080808080 != 0 {
			return false
		}
		p = p[8:]
	}
	for _, c := range p {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// A shape is what is known of a message before it goes.
type shape struct {
	size  int64 // once its lines end with CRLF, as RFC 1870 counts
	eight int   // the first line with bytes above 127, 0 for none
	long  int   // the first line that is too long, 0 for none
}

func shapeOf(p []byte) shape {
	s := shape{}
	for line := 1; len(p) > 0; line++ {
		end := lineEnd(p)
		text := p
		if end >= 0 {
			text = p[:end]
		}
		if len(text) > mostText && s.long == 0 {
			s.long = line
		}
		if s.eight == 0 && !asciiBytes(text) {
			s.eight = line
		}
		s.size += int64(len(text))
		if end < 0 {
			break
		}
		s.size += int64(len("\r\n"))
		if p[end] == '\r' && end+1 < len(p) && p[end+1] == '\n' {
			end++
		}
		p = p[end+1:]
	}
	return s
}

// check refuses what SMTP does not carry.
func (s *shape) check(eightBitMIME bool) error {
	switch {
	case s.long > 0:
		return longLine(s.long)
	case s.eight > 0 && !eightBitMIME:
		return eightBitLine(s.eight)
	}
	return nil
}
