package curlx

import (
	"io"
	"strconv"
)

// receive reads the reply.
func (s *h2stream) receive() error {
	x := s.x
	for !s.heads {
		if err := s.wait(func() bool { return len(s.queue) > 0 }); err != nil {
			return err
		}
		if err := s.headersTaken(); err != nil {
			return err
		}
	}
	if err := x.judge(); err != nil {
		return err
	}
	x.showBlank()
	if err := x.readBody(); err != nil {
		return err
	}
	return s.finish()
}

// headersTaken delivers headers that have come before the body.
func (s *h2stream) headersTaken() error {
	for !s.heads {
		h, ok := s.nextHead()
		if !ok {
			return nil
		}
		if err := s.headersIn(h); err != nil {
			return err
		}
	}
	return nil
}

func (s *h2stream) nextHead() (h h2head, ok bool) {
	s.h.mu.Lock()
	defer s.h.mu.Unlock()
	if len(s.queue) == 0 {
		return h, false
	}
	h = s.queue[0]
	s.queue = s.queue[1:]
	return h, true
}

// headersIn delivers the headers of a reply.
func (s *h2stream) headersIn(head h2head) error {
	x, t := s.x, s.x.t
	x.answered = true
	t.stamp(stampStarttransfer)
	if len(head.status) != 3 || !isDigits(head.status) || head.status[0] == '0' {
		return fail(E_HTTP2, "a reply without a status")
	}
	x.reply = reply{length: -1, minor: 1, version: 3, keep: true, code: atoi(head.status)}
	t.info.responseCode, t.info.httpVersion = x.reply.code, 3
	if err := t.headerLine([]byte("HTTP/2 " + head.status + " \r\n")); err != nil {
		return err
	}
	for _, l := range head.fields {
		if badField(l.Value) {
			return malformed("a CR, LF or NUL in a header")
		}
		switch l.Name {
		case "connection", "transfer-encoding", "keep-alive", "proxy-connection", "upgrade":
			return malformed("a header of HTTP/1 connections: %s", l.Name)
		}
		if err := x.known([]byte(l.Name), []byte(l.Value)); err != nil {
			return err
		}
		if err := t.headerLine([]byte(l.Name + ": " + l.Value + "\r\n")); err != nil {
			return err
		}
	}
	x.blank = "\r\n"
	if err := t.giveHeader([]byte(x.blank)); err != nil {
		return err
	}
	if x.reply.code >= 200 {
		s.heads = true
	} else if head.ended {
		return fail(E_HTTP2, "the stream ended before the reply")
	}
	return nil
}

// trailersIn delivers the header lines after a body, which end the stream.
func (s *h2stream) trailersIn(head h2head) error {
	if !head.ended {
		return fail(E_HTTP2_STREAM, "headers in the middle of a body")
	}
	for _, l := range head.fields {
		if badField(l.Value) {
			return malformed("a CR, LF or NUL in a header")
		}
		if err := s.x.t.headerLine([]byte(l.Name + ": " + l.Value + "\r\n")); err != nil {
			return err
		}
	}
	return nil
}

// next gives body that has come; it is bodyReader's. What is left of the request's
// body goes out meanwhile.
func (s *h2stream) next(b *bodyReader) ([]byte, error) {
	for {
		if err := s.pump(); err != nil {
			return nil, err
		}
		s.h.mu.Lock()
		data, ended, more := s.data, s.ended, len(s.queue) > 0
		err := s.failed
		s.h.mu.Unlock()
		switch {
		case len(data) > 0:
			if b.left >= 0 && int64(len(data)) > b.left {
				return nil, fail(E_HTTP2_STREAM, "more than the %s bytes that Content-Length said", strconv.FormatInt(s.x.reply.length, 10))
			}
			return data, nil
		case more:
			head, _ := s.nextHead()
			if err := s.trailersIn(head); err != nil {
				return nil, err
			}
			continue
		case err != nil:
			return nil, s.readError(err)
		case ended:
			if b.left > 0 {
				return nil, b.short()
			}
			return nil, io.EOF
		}
		err = s.wait(func() bool { return len(s.data) > 0 || len(s.queue) > 0 || s.ended || s.sending && s.room() > 0 })
		if err != nil {
			return nil, err
		}
	}
}

// took gives window back for what was delivered.
func (s *h2stream) took(n int) error {
	s.h.mu.Lock()
	s.data = s.data[n:]
	if len(s.data) == 0 {
		s.data = nil
	}
	s.owed += int64(n)
	owed := s.owed
	if owed < h2Window/2 || s.ended {
		s.h.mu.Unlock()
		return nil
	}
	s.owed = 0
	s.recvWin += owed
	s.h.mu.Unlock()
	return s.write(func() error { return s.h.fr.WriteWindowUpdate(s.id, uint32(owed)) })
}

// finish sends what is left of the request's body when the reply has been read, as
// long as the server wants it.
func (s *h2stream) finish() error {
	for s.sending {
		if err := s.pump(); err != nil {
			return err
		}
		if !s.sending || s.over() {
			return nil
		}
		if err := s.wait(func() bool { return s.room() > 0 || s.ended }); err != nil {
			return err
		}
	}
	return nil
}
