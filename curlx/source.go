package curlx

import (
	"errors"
	"io"
	"strings"
)

// A source is what a transfer sends: a string, a form, or what a reader gives.
type source struct {
	t      *transfer
	r      io.Reader
	size   int64 // -1 where it is not known
	read   int64 // bytes taken so far
	rewind func() error
	goTo   func(int64) error // goes to a byte from the beginning, nil where that needs no doing
	from   int64             // where it begins
	inline string            // the whole of it, where it is in memory
	isText bool              // inline is all there is
	atEnd  bool
}

// errCantSeek is why a body cannot be sent again.
var errCantSeek = errors.New("the reader cannot go back")

// textSource sends a string.
func (t *transfer) textSource(s string) *source {
	r := strings.NewReader(s)
	return &source{t: t, r: r, size: int64(len(s)), inline: s, isText: true, rewind: func() error {
		r.Reset(s)
		return nil
	}}
}

// readerSource sends what READFUNCTION or READDATA gives.
func (t *transfer) readerSource(size int64) *source {
	s := &source{t: t, size: size}
	seek := get(t.o, SEEKFUNCTION)
	if f := get(t.o, READFUNCTION); f != nil {
		s.r = f
	} else if s.r = get(t.o, READDATA); s.r == nil {
		s.r = stdin()
	}
	seeker, _ := s.r.(io.Seeker)
	var begin int64
	if seeker != nil {
		// A reader need not stand at its beginning.
		if at, err := seeker.Seek(0, io.SeekCurrent); err == nil {
			begin = at
		} else {
			seeker = nil
		}
	}
	s.goTo = func(n int64) error {
		switch {
		case seek != nil:
			var answer int
			err := t.callback(func() (err error) { answer, err = seek(n, io.SeekStart); return err })
			switch {
			case err != nil:
				return fail(E_READ_ERROR, "Could not seek stream").because(err)
			case answer == SEEKFUNC_CANTSEEK:
				return errCantSeek
			case answer != SEEKFUNC_OK:
				return fail(E_READ_ERROR, "Could not seek stream")
			}
			return nil
		case seeker != nil:
			_, err := seeker.Seek(begin+n, io.SeekStart)
			return err
		}
		return errCantSeek
	}
	s.rewind = func() error { return s.goTo(s.from) }
	return s
}

// Read takes from the source. It pauses, and fails when the source is shorter
// than it was said to be.
func (s *source) Read(p []byte) (int, error) {
	if s.size >= 0 {
		if s.read >= s.size {
			return 0, io.EOF
		}
		p = p[:min(int64(len(p)), s.size-s.read)]
	}
	for {
		if s.t.c.pausing.Load()&PAUSE_SEND != 0 {
			if err := s.t.waitUnpaused(PAUSE_SEND); err != nil {
				return 0, err
			}
		}
		n, err := s.t.callRead(s.r, p)
		switch {
		case n == READFUNC_PAUSE:
			s.t.c.pausing.Or(PAUSE_SEND)
			continue
		case n == READFUNC_ABORT:
			return 0, fail(E_ABORTED_BY_CALLBACK, "operation aborted by callback").because(nilIfEOF(err))
		case n < 0 || n > len(p):
			return 0, fail(E_READ_ERROR, "read function returned funny value")
		}
		s.read += int64(n)
		switch {
		case n > 0:
			return n, nil
		case err == io.EOF:
			s.atEnd = true
			if s.size >= 0 {
				return 0, fail(E_READ_ERROR, "client read function EOF fail, only %d/%d of needed bytes read", s.read, s.size).because(io.ErrUnexpectedEOF)
			}
			return 0, io.EOF
		case err != nil:
			var e *Error
			if errors.As(err, &e) {
				return 0, e
			}
			return 0, fail(E_READ_ERROR, "Failed to read what is to be sent").because(err)
		}
		if gone := s.t.expired(); gone != nil {
			return 0, gone
		}
	}
}

func nilIfEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// seek goes to a byte from the beginning, by reading if need be.
func (s *source) seek(n int64) error {
	if s.goTo != nil {
		err := s.goTo(n)
		if err == nil || !errors.Is(err, errCantSeek) {
			return err
		}
	}
	buf := make([]byte, 16<<10)
	for left := n; left > 0; {
		m, err := s.t.callRead(s.r, buf[:min(left, int64(len(buf)))])
		if gone := s.t.gone(err); gone != nil {
			return gone
		}
		if m <= 0 || m > len(buf) {
			return fail(E_READ_ERROR, "Could only read %d bytes from the input", n-left).because(err)
		}
		left -= int64(m)
	}
	return nil
}

// again makes the source give everything once more.
func (s *source) again() error {
	if s == nil || s.read == 0 {
		return nil
	}
	if err := s.rewind(); err != nil {
		return fail(E_SEND_FAIL_REWIND, "necessary data rewind wasn't possible").because(err)
	}
	s.read, s.atEnd = 0, false
	return nil
}

// sent counts what has gone out.
func (t *transfer) sent(n int) error {
	t.meter.up += int64(n)
	if t.meter.ticking {
		if err := t.meter.tick(); err != nil {
			return err
		}
	}
	return t.meter.throttle(t.meter.sendMax, t.meter.up)
}
