package curlx

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http2"
)

// wait waits until something holds, which it asks under h.mu, or the stream has
// failed. Whoever waits reads for all, unless another one does.
func (s *h2stream) wait(ready func() bool) error {
	h := s.h
	h.mu.Lock()
	defer h.mu.Unlock()
	defer func() {
		s.waiting = false
		h.handOn(s)
	}()
	for {
		if ready() {
			return nil
		}
		if s.failed != nil {
			return s.readError(s.failed)
		}
		if h.leader == nil {
			h.leader = s
		}
		leads := h.leader == s
		s.waiting = !leads
		s.turn++
		turn := s.turn
		h.mu.Unlock()
		var err error
		if leads {
			err = s.lead(turn)
		} else {
			err = s.follow()
		}
		h.mu.Lock()
		if err != nil {
			return err
		}
	}
}

// handOn ends a stream's lead; one of those that wait takes it. The caller holds mu.
func (h *h2conn) handOn(s *h2stream) {
	if h.leader == s {
		h.leader = nil
	}
	if h.leader != nil {
		return
	}
	for _, o := range h.streams {
		if o != s && o.waiting {
			o.tell()
			return
		}
	}
}

// follow waits for news while another stream reads.
func (s *h2stream) follow() error {
	t := s.x.t
	var late <-chan time.Time
	if wait, ok := t.patience(); ok {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-s.news:
		return nil
	case <-t.ctx.Done():
		return t.interrupted()
	case <-late:
		return t.meter.tick()
	}
}

// lead reads one frame and does what it says, for whichever stream. Its error is
// that of this transfer's time; those of the connection go to all streams.
func (s *h2stream) lead(turn int) error {
	h, t := s.h, s.x.t
	if !h.frameThere() {
		stop := context.AfterFunc(t.ctx, func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			if h.leader == s && s.turn == turn {
				_ = h.c.wire.Conn.SetReadDeadline(time.Unix(1, 0))
			}
		})
		defer stop()
		// A frame is looked at until it is whole: who runs out of time in the middle of
		// one leaves it to the next.
		for !h.frameThere() {
			if err := t.expired(); err != nil {
				return err
			}
			d := t.limit()
			if next := time.Now().Add(tick); t.meter.ticking && (d.IsZero() || next.Before(d)) {
				d = next
			}
			h.mu.Lock()
			if t.ctx.Err() == nil {
				// A connection that cannot take a deadline is gone: the read will tell.
				_ = h.c.wire.Conn.SetReadDeadline(d)
			}
			h.mu.Unlock()
			_, err := h.c.br.Peek(h.c.br.Buffered() + 1)
			switch {
			case errors.Is(err, os.ErrDeadlineExceeded):
				if err := t.meter.tick(); err != nil {
					return err
				}
			case err != nil:
				h.fail(err)
				return nil
			}
		}
	}
	f, err := h.fr.ReadFrame()
	if err != nil {
		return s.frameError(err)
	}
	answer, err := h.take(f)
	if err != nil {
		h.fail(err)
		return nil
	}
	if answer != nil {
		return s.answer(answer)
	}
	return nil
}

// frameThere reports whether a whole frame has come, or one that is refused.
// Headers may go on in frames that have not.
func (h *h2conn) frameThere() bool {
	br := h.c.br
	if br.Buffered() < 9 {
		return false
	}
	head, err := br.Peek(9)
	if err != nil {
		return false
	}
	n := int(head[0])<<16 | int(head[1])<<8 | int(head[2])
	return n > h2MaxFrame || br.Buffered() >= 9+n
}

// frameError tells a frame that cannot be read to those whom it concerns.
func (s *h2stream) frameError(err error) error {
	var stream http2.StreamError
	if !errors.As(err, &stream) {
		s.h.fail(err)
		return nil
	}
	s.h.mu.Lock()
	defer s.h.mu.Unlock()
	if o := s.h.streams[stream.StreamID]; o != nil {
		o.failed = err
		o.tell()
	}
	return nil
}

// take does what a frame says. It may have to be answered.
func (h *h2conn) take(f http2.Frame) (answer func() error, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.control++; h.control > h2MaxIdle {
		return nil, fail(E_HTTP2, "more than %d frames that only keep us busy", h2MaxIdle)
	}
	s := h.streams[f.Header().StreamID]
	if s != nil {
		defer s.tell()
	}
	switch f := f.(type) {
	case *http2.MetaHeadersFrame:
		if s != nil {
			h.control = 0
			s.takeHeaders(f)
		}
	case *http2.DataFrame:
		return h.takeData(s, f), nil
	case *http2.RSTStreamFrame:
		if s != nil && !s.ended {
			s.failed = s.resetError(f.ErrCode)
			s.ended = true
		}
	case *http2.GoAwayFrame:
		h.gone = true
		for id, o := range h.streams {
			if id > f.LastStreamID && o.failed == nil {
				o.failed = fail(E_HTTP2, "the server ended the connection: %s", f.ErrCode).because(errRefused)
				o.tell()
			}
		}
	case *http2.PushPromiseFrame:
		return nil, fail(E_HTTP2, "a push that was not allowed")
	case *http2.SettingsFrame:
		if f.IsAck() {
			return nil, nil
		}
		if err := f.ForeachSetting(h.setting); err != nil {
			return nil, fail(E_HTTP2, "a bad setting: %s", err).because(err)
		}
		return h.fr.WriteSettingsAck, nil
	case *http2.PingFrame:
		if data := f.Data; !f.IsAck() {
			return func() error { return h.fr.WritePing(true, data) }, nil
		}
	case *http2.WindowUpdateFrame:
		return nil, h.widen(s, f)
	}
	return nil, nil
}

// widen gives more room to send.
func (h *h2conn) widen(s *h2stream, f *http2.WindowUpdateFrame) error {
	if f.StreamID == 0 {
		h.sendWin += int64(f.Increment)
		for _, o := range h.streams {
			o.tell()
		}
	} else if s != nil {
		s.window += int64(f.Increment)
	}
	if h.sendWin > 1<<31-1 || s != nil && s.window > 1<<31-1 {
		return fail(E_HTTP2, "a window grew too large")
	}
	return nil
}

func (h *h2conn) setting(v http2.Setting) error {
	if err := v.Valid(); err != nil {
		return err
	}
	switch v.ID {
	case http2.SettingInitialWindowSize:
		for _, s := range h.streams {
			s.window += int64(v.Val) - h.initial
			s.tell()
		}
		h.initial = int64(v.Val)
	case http2.SettingMaxFrameSize:
		h.maxFrame = int(min(v.Val, 1<<20))
	case http2.SettingMaxConcurrentStreams:
		h.most = v.Val
	case http2.SettingHeaderTableSize:
		// It is the writer's affair.
		h.table.Store(min(v.Val, h2HeaderMax) + 1)
	}
	return nil
}

// takeHeaders keeps headers for their transfer.
func (s *h2stream) takeHeaders(f *http2.MetaHeadersFrame) {
	for _, l := range f.Fields {
		s.bytes += len(l.Name) + len(l.Value) + 4
	}
	if f.Truncated || s.bytes > maxHeaderBytes {
		s.failed = fail(E_RECV_ERROR, "Too large response headers: more than %d", maxHeaderBytes)
		return
	}
	s.bytes += 16 // an endless number of blocks with nothing in them is large too
	s.queue = append(s.queue, h2head{f.PseudoValue("status"), slices.Clone(f.RegularFields()), f.StreamEnded()})
	s.ended = s.ended || f.StreamEnded()
}

// takeData keeps a piece of body for its transfer. What nobody waits for any longer
// only uses up the connection's window.
func (h *h2conn) takeData(s *h2stream, f *http2.DataFrame) (answer func() error) {
	n := int64(f.Header().Length)
	// Each stream has a limit of its own, so that the connection's window need not
	// wait for slow readers, which would hold the others up.
	h.owed += n
	if s != nil {
		if n > 0 {
			h.control = 0
		}
		s.recvWin -= n
		// Padding is not delivered, and counts.
		s.owed += n - int64(len(f.Data()))
		if s.recvWin < 0 && s.failed == nil {
			s.failed = fail(E_HTTP2, "more data than the window allows")
		}
		if s.failed == nil {
			s.data = append(s.data, f.Data()...)
		}
		s.ended = s.ended || f.StreamEnded()
	}
	if h.owed < h2Window/2 {
		return nil
	}
	owed := uint32(h.owed)
	h.owed = 0
	return func() error { return h.fr.WriteWindowUpdate(0, owed) }
}

// resetError is the error for a stream that the server ended, nil where the reply
// is whole and the server only does not want the rest of the body.
func (s *h2stream) resetError(code http2.ErrCode) error {
	switch code {
	case http2.ErrCodeRefusedStream:
		return fail(E_HTTP2, "the server refused the stream").because(errRefused)
	case http2.ErrCodeHTTP11Required:
		return fail(E_HTTP2, "the server wants HTTP/1.1").because(errOnly1)
	case http2.ErrCodeNo:
		if len(s.queue) > 0 || s.bytes > 0 {
			return nil
		}
	}
	return fail(E_HTTP2_STREAM, "HTTP/2 stream %d was not closed cleanly: %s (err %d)", s.id, code, uint32(code))
}

// errOnly1 is errRefused of a server that wants HTTP/1.1.
var errOnly1 = refusal{}

type refusal struct{}

func (refusal) Error() string        { return errRefused.Error() }
func (refusal) Is(target error) bool { return target == errRefused }

// readError is the error of a stream that failed, or of its connection.
func (s *h2stream) readError(err error) error {
	var own *Error
	var conn http2.ConnectionError
	var stream http2.StreamError
	switch {
	case errors.As(err, &own):
		if errors.Is(err, errOnly1) {
			s.x.t.http.only1 = true
		}
		return own
	case errors.As(err, &conn), errors.Is(err, http2.ErrFrameTooLarge):
		return fail(E_HTTP2, "Error in the HTTP2 framing layer: %s", err).because(err)
	case errors.As(err, &stream):
		return fail(E_HTTP2_STREAM, "HTTP/2 stream %d: %s", s.id, err).because(err)
	case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
		if !s.x.answered {
			return fail(E_GOT_NOTHING, "Empty reply from server").because(err)
		}
		return fail(E_RECV_ERROR, "the connection ended inside a reply").because(io.ErrUnexpectedEOF)
	}
	return s.x.t.recvError(err)
}

// idleGood takes what came while a connection was idle, and reports whether it is
// still good.
func (h *h2conn) idleGood() bool {
	for range 100 {
		if h.c.br.Buffered() == 0 && !h.c.fd.readable() {
			h.mu.Lock()
			defer h.mu.Unlock()
			return !h.gone && h.broken == nil
		}
		f, err := h.fr.ReadFrame()
		if err != nil {
			return false
		}
		answer, err := h.take(f)
		if err != nil || answer != nil && answer() != nil {
			return false
		}
	}
	return false
}

// badField reports whether a header's value would break out of its line.
func badField(v string) bool { return strings.ContainsAny(v, "\r\n\x00") }
