package fab

import (
	"bytes"
	"io"
	"sync"
)

// A printer writes what commands and fab itself say, so that a prefix stands at the
// beginnings of lines alone, whoever else writes meanwhile.
type printer struct {
	mu       sync.Mutex
	out, err io.Writer
	open     *stream // whose line is not finished
}

func newPrinter(out, err io.Writer) *printer {
	if out == nil {
		out = io.Discard
	}
	if err == nil {
		err = io.Discard
	}
	return &printer{out: out, err: err}
}

// closeLine ends the line of a stream that is not finished. The lock must be held.
func (p *printer) closeLine() {
	if p.open != nil {
		io.WriteString(p.open.w, "\n")
		p.open.atStart = true
		p.open = nil
	}
}

// say prints text of fab's own.
func (p *printer) say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closeLine()
	io.WriteString(p.out, text)
}

// sayErr is say to standard error.
func (p *printer) sayErr(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closeLine()
	io.WriteString(p.err, text)
}

// append prints text that may go on a line of its like.
func (p *printer) append(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	io.WriteString(p.out, text)
}

// A stream is what one command says to one of its outputs.
type stream struct {
	p        *printer
	w        io.Writer
	prefix   []byte
	linewise bool

	atStart bool
	wrote   bool
	cr      bool   // a carriage return that may belong to a line's end
	partial []byte // of a line, where lines are shown whole
	buf     []byte
}

func (p *printer) stream(w io.Writer, prefix string, linewise bool) *stream {
	return &stream{p: p, w: w, prefix: []byte(prefix), linewise: linewise, atStart: true}
}

// mostPartial is how much of a line is kept back at most.
const mostPartial = 1 << 20

func (s *stream) Write(b []byte) (int, error) {
	n := len(b)
	if n == 0 {
		return 0, nil
	}
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	if s.linewise {
		end := bytes.LastIndexByte(b, '\n') + 1
		if end == 0 {
			if s.partial = append(s.partial, b...); len(s.partial) < mostPartial {
				return n, nil
			}
			b, s.partial = s.partial, nil
		} else {
			rest := b[end:]
			if b = b[:end]; len(s.partial) > 0 {
				b = append(s.partial, b...)
			}
			s.partial = append([]byte(nil), rest...)
		}
	}
	s.print(b)
	return n, nil
}

// print writes text with its prefixes. The lock must be held.
func (s *stream) print(b []byte) {
	if s.p.open != s {
		s.p.closeLine()
	}
	s.wrote = true
	out := s.buf[:0]
	if s.cr && b[0] != '\n' {
		out = append(out, '\r')
	}
	s.cr = false
	for len(b) > 0 {
		if s.atStart {
			out = append(out, s.prefix...)
			s.atStart = false
		}
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			if b[len(b)-1] == '\r' {
				s.cr, b = true, b[:len(b)-1]
			}
			out = append(out, b...)
			break
		}
		out = append(out, bytes.TrimSuffix(b[:i], []byte{'\r'})...)
		out = append(out, '\n')
		b, s.atStart = b[i+1:], true
	}
	s.w.Write(out)
	if s.buf = out; cap(s.buf) > mostPartial {
		s.buf = nil
	}
	if s.p.open = s; s.atStart {
		s.p.open = nil
	}
}

// finish ends the output of a command, as Fabric does: with the prefix of a line
// that never comes.
func (s *stream) finish() {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	if len(s.partial) > 0 {
		b := s.partial
		s.partial = nil
		s.print(b)
	}
	if !s.wrote {
		return
	}
	if s.p.open == s {
		s.p.closeLine()
		return
	}
	s.p.closeLine()
	if len(s.prefix) > 0 {
		s.w.Write(append(bytes.Clone(s.prefix), '\n'))
	}
}
