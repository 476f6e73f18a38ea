package curlx

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// writeGrace is how long a write that has begun may take beyond its transfer's time:
// half a frame would end the connection for all who use it.
const writeGrace = time.Second

// write writes for the transfer, unless its time is up.
func (s *h2stream) write(f func() error) error {
	t := s.x.t
	if err := t.expired(); err != nil {
		return err
	}
	if err := s.h.wr.Lock(t.ctx); err != nil {
		return t.interrupted()
	}
	return s.writeLocked(f)
}

// answer writes what the connection needs, whatever the time of the transfer that
// happens to read.
func (s *h2stream) answer(f func() error) error {
	if err := s.h.wr.Lock(context.Background()); err != nil {
		return s.x.t.sendError(err)
	}
	return s.writeLocked(f)
}

// writeLocked writes, and gives the lock back. A write that is cut leaves half a
// frame behind: the connection is of no use then.
func (s *h2stream) writeLocked(f func() error) error {
	h, t := s.h, s.x.t
	defer h.wr.Unlock()
	wire := h.c.wire.Conn
	d := t.limit()
	if soon := time.Now().Add(writeGrace); !d.IsZero() && d.Before(soon) || t.ctx.Err() != nil {
		d = soon
	}
	// A deadline that cannot be set belongs to a connection that is gone: the write
	// will tell.
	_ = wire.SetWriteDeadline(d)
	stop := context.AfterFunc(t.ctx, func() { _ = wire.SetWriteDeadline(time.Now().Add(writeGrace)) })
	err := f()
	stop()
	if err != nil {
		h.fail(err)
		return t.sendError(err)
	}
	return nil
}

// send sends the headers, and the body as far as the reply lets it.
func (s *h2stream) send(head string) error {
	x, t := s.x, s.x.t
	head, inline, _ := strings.Cut(head, "\r\n\r\n")
	s.sending = x.src != nil && !x.withhold && (x.src.size != 0 || x.chunked)
	if err := s.headers(head, !s.sending); err != nil {
		return err
	}
	t.info.upLength = 0
	if x.src != nil && !x.withhold {
		t.info.upLength = x.src.size
		t.meter.upTotal = x.src.size
	}
	if !s.sending {
		x.sendDone = true
		t.clock.posted()
		return nil
	}
	if x.inline {
		s.piece, s.pieceLast = []byte(inline), true
	}
	for s.sending && !s.heads {
		if err := s.pump(); err != nil {
			return err
		}
		if err := s.headersTaken(); err != nil {
			return err
		}
		if !s.sending || s.heads {
			break
		}
		if err := s.wait(func() bool { return s.room() > 0 || len(s.queue) > 0 || s.ended }); err != nil {
			return err
		}
		if s.over() {
			break
		}
	}
	if s.heads && x.reply.code >= 300 {
		s.sending = false
	}
	return nil
}

// over reports whether the server is done with the stream.
func (s *h2stream) over() bool {
	s.h.mu.Lock()
	defer s.h.mu.Unlock()
	return s.ended && len(s.queue) == 0
}

// room is how much may be sent now. The caller holds h.mu.
func (s *h2stream) room() int { return int(min(s.h.sendWin, s.window, int64(s.h.maxFrame))) }

// pump sends body as far as the windows let it.
func (s *h2stream) pump() error {
	h, t := s.h, s.x.t
	for s.sending {
		if s.piece == nil {
			if err := s.nextPiece(); err != nil {
				return err
			}
		}
		h.mu.Lock()
		n := min(s.room(), len(s.piece))
		if n <= 0 && len(s.piece) > 0 || s.ended || s.failed != nil || len(s.queue) > 0 && !s.heads {
			h.mu.Unlock()
			return nil
		}
		h.sendWin -= int64(n)
		s.window -= int64(n)
		h.control = 0
		h.mu.Unlock()
		last := s.pieceLast && n == len(s.piece)
		if err := s.write(func() error { return h.fr.WriteData(s.id, last, s.piece[:n]) }); err != nil {
			return err
		}
		if s.piece = s.piece[n:]; len(s.piece) == 0 {
			s.piece = nil
		}
		if last {
			s.sending, s.x.sendDone = false, true
			t.clock.posted()
		}
		if err := t.sent(n); err != nil {
			return err
		}
	}
	return nil
}

// nextPiece takes body from the source. An empty last piece ends a body whose
// length was not known.
func (s *h2stream) nextPiece() error {
	x := s.x
	if s.buf == nil {
		s.buf = make([]byte, h2MaxFrame)
	}
	n, err := x.src.Read(s.buf)
	if err == io.EOF {
		s.piece, s.pieceLast = s.buf[:0], true
		return nil
	}
	if err != nil {
		return err
	}
	x.t.debug(INFOTYPE_DATA_OUT, s.buf[:n])
	s.piece, s.pieceLast = s.buf[:n], x.src.size >= 0 && x.src.read == x.src.size
	return nil
}

// headers sends the request's headers: those of HTTP/1 in small letters, without
// those that only concern a connection. The stream has its number from then on.
func (s *h2stream) headers(head string, end bool) error {
	h := s.h
	lines := strings.Split(head, "\r\n")
	authority := s.x.t.hostValue()
	for _, l := range lines[1:] {
		if name, v, _ := strings.Cut(l, ":"); strings.EqualFold(name, "Host") {
			authority = strings.TrimSpace(v)
		}
	}
	target := strings.TrimSuffix(strings.TrimPrefix(lines[0], s.x.method+" "), " HTTP/1.1")
	var coding, full error
	err := s.write(func() error {
		h.mu.Lock()
		if h.broken != nil {
			err := h.broken
			h.mu.Unlock()
			return err
		}
		if n := len(h.streams); n > 0 && n >= int(h.most) {
			// It said so after the transfer had got its place. The others keep theirs.
			full = fail(E_HTTP2, "the server takes %d streams at once", h.most).because(errRefused)
			h.mu.Unlock()
			return nil
		}
		s.id, s.window = h.next, h.initial
		h.next += 2
		h.streams[s.id] = s
		h.control = 0
		most := h.maxFrame
		h.mu.Unlock()
		if n := h.table.Swap(0); n > 0 {
			h.enc.SetMaxDynamicTableSizeLimit(n - 1)
		}
		h.block.Reset()
		field := func(name, value string) {
			coding = errors.Join(coding, h.enc.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: name == "authorization" || name == "cookie"}))
		}
		field(":method", s.x.method)
		field(":path", target)
		field(":scheme", s.x.t.url.scheme)
		field(":authority", authority)
		for _, l := range lines[1:] {
			name, v, _ := strings.Cut(l, ":")
			name, v = strings.ToLower(name), strings.TrimSpace(v)
			switch name {
			case "host", "connection", "proxy-connection", "transfer-encoding", "upgrade", "keep-alive", "expect", "http2-settings":
				continue
			case "te":
				if !strings.EqualFold(v, "trailers") {
					continue
				}
			}
			field(name, v)
		}
		if coding != nil {
			return coding
		}
		return s.headerFrames([]byte(h.block.String()), most, end)
	})
	if coding != nil {
		return fail(E_HTTP2, "the headers cannot be coded").because(coding)
	}
	if full != nil {
		s.crowded = true
		return full
	}
	return err
}

func (s *h2stream) headerFrames(block []byte, most int, end bool) error {
	fr := s.h.fr
	part := block[:min(len(block), most)]
	block = block[len(part):]
	err := fr.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: part, EndStream: end, EndHeaders: len(block) == 0})
	for len(block) > 0 && err == nil {
		part = block[:min(len(block), most)]
		block = block[len(part):]
		err = fr.WriteContinuation(s.id, len(block) == 0, part)
	}
	return err
}
