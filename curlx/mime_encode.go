package curlx

import (
	"bufio"
	"encoding/base64"
	"errors"
	"io"
)

// encoders are how a part's content may be encoded. Each gives a reader of the
// encoded content, and its size from the content's, -1 where that says nothing.
var encoders = map[string]struct {
	wrap func(io.Reader) io.Reader
	size func(int64) int64
}{
	"binary":           {func(r io.Reader) io.Reader { return r }, sameSize},
	"8bit":             {func(r io.Reader) io.Reader { return r }, sameSize},
	"7bit":             {func(r io.Reader) io.Reader { return sevenBits{r} }, sameSize},
	"base64":           {newBase64, base64Size},
	"quoted-printable": {newQuotedPrintable, quotedSize},
}

// quotedSize is not known before it was encoded, unless there is nothing.
func quotedSize(n int64) int64 {
	if n == 0 {
		return 0
	}
	return -1
}

func sameSize(n int64) int64 { return n }

// sevenBits refuses what is not ASCII.
type sevenBits struct{ r io.Reader }

var errNotASCII = errors.New("7bit content holds a byte that is not ASCII")

func (s sevenBits) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	for _, c := range p[:n] {
		if c >= 0x80 {
			return 0, errNotASCII
		}
	}
	return n, err
}

const (
	lineBytes = 57 // of content in a line of base64
	lineChars = 76 // in a line of either encoding
)

func base64Size(n int64) int64 {
	if n <= 0 {
		return n
	}
	chars := (n + 2) / 3 * 4
	return chars + (chars-1)/lineChars*2
}

// A lineReader gives an encoding line by line.
type lineReader struct {
	next func() ([]byte, error)
	line []byte
	err  error
}

func (l *lineReader) Read(p []byte) (int, error) {
	for len(l.line) == 0 {
		if l.err != nil {
			return 0, l.err
		}
		l.line, l.err = l.next()
	}
	n := copy(p, l.line)
	l.line = l.line[n:]
	return n, nil
}

func newBase64(r io.Reader) io.Reader {
	raw, out := make([]byte, lineBytes), make([]byte, 0, lineChars+2)
	began := false
	return &lineReader{next: func() ([]byte, error) {
		n, err := io.ReadFull(r, raw)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		out = out[:0]
		if n > 0 {
			if began {
				out = append(out, "\r\n"...)
			}
			began = true
			out = base64.StdEncoding.AppendEncode(out, raw[:n])
		}
		return out, err
	}}
}

// A quoter writes quoted-printable. Lines of content end in CR LF; other line ends
// are bytes like any other.
type quoter struct {
	r      *bufio.Reader
	out    []byte
	column int
}

func newQuotedPrintable(r io.Reader) io.Reader {
	q := &quoter{r: bufio.NewReader(r)}
	return &lineReader{next: q.next}
}

func (q *quoter) next() ([]byte, error) {
	q.out = q.out[:0]
	for len(q.out) < 1024 {
		c, err := q.r.ReadByte()
		if err != nil {
			return q.out, err
		}
		if c == '\r' && q.followed("\n") {
			// What comes of a reader comes again from its buffer.
			_, _ = q.r.Discard(1)
			q.out = append(q.out, "\r\n"...)
			q.column = 0
			continue
		}
		q.put(c)
	}
	return q.out, nil
}

// followed reports whether s comes next.
func (q *quoter) followed(s string) bool {
	b, _ := q.r.Peek(len(s))
	return string(b) == s
}

// atLineEnd reports whether the content's line ends here.
func (q *quoter) atLineEnd() bool {
	b, err := q.r.Peek(2)
	return string(b) == "\r\n" || len(b) == 0 && err != nil
}

func (q *quoter) put(c byte) {
	const digits = "0123456789ABCDEF"
	text := []byte{c}
	switch {
	case c == ' ' || c == '\t':
		if q.atLineEnd() {
			text = []byte{'=', digits[c>>4], digits[c&15]}
		}
	case c < '!' || c > '~' || c == '=':
		text = []byte{'=', digits[c>>4], digits[c&15]}
	}
	// A line holds 76 characters, the last of which is the = of a soft line end
	// unless the line ends there anyway.
	if room := lineChars - q.column; len(text) > room || len(text) == room && !q.atLineEnd() {
		q.out = append(q.out, "=\r\n"...)
		q.column = 0
	}
	q.out = append(q.out, text...)
	q.column += len(text)
}
