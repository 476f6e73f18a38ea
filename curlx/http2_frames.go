package curlx

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/net/http2"
)

// frame reads one frame and does what it says.
func (s *h2stream) frame() error {
	h, t := s.h, s.x.t
	f, err := h.fr.ReadFrame()
	if err != nil {
		return s.readError(err)
	}
	if h.control++; h.control > h2MaxIdle {
		return fail(E_HTTP2, "more than %d frames that only keep us busy", h2MaxIdle)
	}
	if !s.x.answered && f.Header().StreamID == s.id {
		s.x.answered = true
		t.stamp(stampStarttransfer)
	}
	switch f := f.(type) {
	case *http2.MetaHeadersFrame:
		if f.StreamID != s.id {
			return nil
		}
		h.control = 0
		return s.headersIn(f)
	case *http2.DataFrame:
		return s.dataIn(f)
	case *http2.RSTStreamFrame:
		if f.StreamID == s.id {
			return s.reset(f.ErrCode)
		}
	case *http2.GoAwayFrame:
		h.gone, h.goneAfter = true, f.LastStreamID
		if s.id > f.LastStreamID {
			return fail(E_HTTP2, "the server ended the connection: %s", f.ErrCode).because(errRefused)
		}
	case *http2.PushPromiseFrame:
		return fail(E_HTTP2, "a push that was not allowed")
	default:
		return h.connFrame(t, s, f)
	}
	return nil
}

// connFrame does what frames say that concern the whole connection; s may be nil.
func (h *h2conn) connFrame(t *transfer, s *h2stream, f http2.Frame) error {
	var err error
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if f.IsAck() {
			return nil
		}
		if err := f.ForeachSetting(func(v http2.Setting) error { return h.setting(s, v) }); err != nil {
			return fail(E_HTTP2, "a bad setting: %s", err).because(err)
		}
		err = h.fr.WriteSettingsAck()
	case *http2.PingFrame:
		if !f.IsAck() {
			err = h.fr.WritePing(true, f.Data)
		}
	case *http2.WindowUpdateFrame:
		switch {
		case f.StreamID == 0:
			h.sendWin += int64(f.Increment)
		case s != nil && f.StreamID == s.id:
			s.window += int64(f.Increment)
		}
		if h.sendWin > 1<<31-1 || s != nil && s.window > 1<<31-1 {
			return fail(E_HTTP2, "a window grew too large")
		}
	}
	if err != nil {
		return t.sendError(err)
	}
	return nil
}

func (h *h2conn) setting(s *h2stream, v http2.Setting) error {
	if err := v.Valid(); err != nil {
		return err
	}
	switch v.ID {
	case http2.SettingInitialWindowSize:
		if s != nil {
			s.window += int64(v.Val) - h.initial
		}
		h.initial = int64(v.Val)
	case http2.SettingMaxFrameSize:
		h.maxFrame = int(min(v.Val, 1<<20))
	case http2.SettingHeaderTableSize:
		h.enc.SetMaxDynamicTableSizeLimit(min(v.Val, h2HeaderMax))
	}
	return nil
}

// headersIn takes the headers of a reply, or its trailers.
func (s *h2stream) headersIn(f *http2.MetaHeadersFrame) error {
	x, t := s.x, s.x.t
	if f.Truncated {
		return fail(E_RECV_ERROR, "Too large response headers: > %d", maxHeaderBytes)
	}
	if s.heads {
		s.trailer = true
		s.ended = s.ended || f.StreamEnded()
		for _, l := range f.RegularFields() {
			if err := t.headerLine([]byte(l.Name + ": " + l.Value + "\r\n")); err != nil {
				return err
			}
		}
		return nil
	}
	status := f.PseudoValue("status")
	if len(status) != 3 || !isDigits(status) || status[0] == '0' {
		return fail(E_HTTP2, "a reply without a status")
	}
	x.reply = reply{length: -1, minor: 1, version: 3, keep: true, code: atoi(status)}
	t.info.responseCode, t.info.httpVersion = x.reply.code, 3
	if err := t.headerLine([]byte("HTTP/2 " + status + " \r\n")); err != nil {
		return err
	}
	for _, l := range f.RegularFields() {
		if strings.ContainsAny(l.Value, "\r\n\x00") {
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
	if err := t.headerLine([]byte("\r\n")); err != nil {
		return err
	}
	if x.reply.code >= 200 {
		s.heads = true
		s.ended = f.StreamEnded()
	} else if f.StreamEnded() {
		return fail(E_HTTP2, "the stream ended before the reply")
	}
	return nil
}

// dataIn takes a piece of body. What nobody waits for only uses up the window.
func (s *h2stream) dataIn(f *http2.DataFrame) error {
	n := int64(f.Header().Length)
	if f.StreamID != s.id {
		s.h.owed += n
		return s.giveBack()
	}
	if !s.heads {
		return fail(E_HTTP2_STREAM, "body before headers")
	}
	if n > 0 {
		s.h.control = 0
	}
	// Padding is not delivered, and counts.
	padding := n - int64(len(f.Data()))
	s.owed += padding
	s.h.owed += padding
	s.data = append(s.data, f.Data()...)
	s.ended = f.StreamEnded()
	if int64(len(s.data)) > 2*h2Window {
		return fail(E_HTTP2, "more data than the window allows")
	}
	return nil
}

// reset is the error for a stream that the server ended.
func (s *h2stream) reset(code http2.ErrCode) error {
	s.ended = true
	switch code {
	case http2.ErrCodeRefusedStream:
		return fail(E_HTTP2, "the server refused the stream").because(errRefused)
	case http2.ErrCodeHTTP11Required:
		s.x.t.http.only1 = true
		return fail(E_HTTP2, "the server wants HTTP/1.1").because(errRefused)
	case http2.ErrCodeNo:
		if s.heads {
			// The reply is whole, and the server does not want the rest of the body.
			return nil
		}
	}
	return fail(E_HTTP2_STREAM, "HTTP/2 stream %d was not closed cleanly: %s (err %d)", s.id, code, uint32(code))
}

// readError is the error of a connection that ended or broke the rules.
func (s *h2stream) readError(err error) error {
	var conn http2.ConnectionError
	var stream http2.StreamError
	switch {
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
func (h *h2conn) idleGood(t *transfer) bool {
	for range 100 {
		if h.c.br.Buffered() == 0 && !h.c.fd.readable() {
			return !h.gone
		}
		f, err := h.fr.ReadFrame()
		if err != nil {
			return false
		}
		if _, ok := f.(*http2.GoAwayFrame); ok {
			return false
		}
		if h.connFrame(t, nil, f) != nil {
			return false
		}
	}
	return false
}
