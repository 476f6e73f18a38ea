package expect

import (
	"errors"
	"io"
	"iter"
	"strconv"
	"time"
)

// delimiter is the pattern at which reading ends.
func (s *Session) delimiter() any {
	if s.Delimiter == nil {
		return EOF
	}
	return s.Delimiter
}

// ReadN returns the next n bytes, or characters where there is an encoding, or
// as many as come before the end; fewer than 0 means all to the end. It is read
// in the original, and like Expect in what it does to Before and its kin, in
// waiting at most Timeout, and in its errors.
func (s *Session) ReadN(n int) (string, error) {
	s = s.orNew()
	if n == 0 {
		return "", nil
	}
	if n < 0 {
		if _, err := s.Expect(s.delimiter()); err != nil {
			return "", err
		}
		return s.Before(), nil
	}
	i, err := s.Expect(&Pattern{count: n, runes: s.Encoding != "", shown: "the next " + strconv.Itoa(n)}, s.delimiter())
	if err != nil {
		return "", err
	}
	if i == 0 {
		return s.After(), nil
	}
	return s.Before(), nil
}

// crlf is what ends a line on a terminal, whatever the program wrote.
const crlf = "\r\n"

// ReadLine returns the next line with the "\r\n" that ends it on a terminal. At
// the end of the output it returns what is left, and then "" and an error of
// kind EOF.
func (s *Session) ReadLine() (string, error) {
	s = s.orNew()
	ending := Exact(s.crlf())
	i, err := s.Expect(ending, s.delimiter())
	switch {
	case err != nil:
		return "", err
	case i == 0:
		return s.Before() + string(ending), nil
	case s.before.size() == 0:
		return "", failed(EOF, "End Of File (EOF).")
	}
	return s.Before(), nil
}

func (s *Session) crlf() string {
	if s.lines != "" {
		return s.lines
	}
	return crlf
}

// ReadLines returns all lines to the end of the output.
func (s *Session) ReadLines() ([]string, error) {
	var lines []string
	for line, err := range s.Lines() {
		if err != nil {
			return lines, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// Lines ranges over the lines to the end of the output: __iter__. An error other
// than the end is the last thing that it gives.
func (s *Session) Lines() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for {
			line, err := s.ReadLine()
			if errors.Is(err, EOF) || err == nil && line == "" {
				return
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// Read takes what has been read already, or else what comes next, into p: it
// makes the session an io.Reader. It waits at most Timeout; at the end its error
// is io.EOF.
func (s *Session) Read(p []byte) (int, error) {
	s = s.orNew()
	if len(p) == 0 {
		return 0, nil
	}
	if s.data.size == 0 {
		piece, err := s.piece(s.ctx, min(len(p), s.maxRead()), s.deadline(0))
		if errors.Is(err, EOF) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		s.data.add(piece)
	}
	front := s.data.cut(min(len(p), len(s.data.parts[0])))
	s.shown = s.data.size
	return copy(p, front.parts[0]), nil
}

// ReadNonblocking returns what has come, at most size bytes of it, waiting at
// most timeout for the first: zero is the session's Timeout, [Poll] does not
// wait. What Expect has read but not taken stays where it is; this reads past
// it. Nothing in time is an error of kind TIMEOUT, the end one of kind EOF.
func (s *Session) ReadNonblocking(size int, timeout time.Duration) (string, error) {
	s = s.orNew()
	text, err := s.piece(s.ctx, max(1, size), s.deadline(timeout))
	return string(text), err
}
