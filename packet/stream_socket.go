package packet

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A StreamSocket sends and receives packets of a protocol over a connection:
// scapy's StreamSocket. A message may come in several pieces, and several may come
// in one.
type StreamSocket struct {
	conn  net.Conn
	first Layer
	size  func(data []byte) int

	mu  netctx.Mutex // held by who receives
	buf []byte
	end error
	out sync.Mutex
}

// mostStream is how much of one message is kept while it is not whole.
const mostStream = 1 << 24

// NewStreamSocket speaks a protocol, such as DNS over TCP, over a connection.
//
// size says how long the message is that data begins with, in bytes, or 0 if that
// cannot be told yet. If it is nil a message is what the layer itself takes of the
// bytes, which is right for protocols that tell their length.
func NewStreamSocket(conn net.Conn, first Layer, size func(data []byte) int) *StreamSocket {
	return &StreamSocket{conn: conn, first: first, size: size}
}

// Send sends a packet, or each of a set.
func (s *StreamSocket) Send(ctx context.Context, p any) error {
	if s == nil || s.conn == nil {
		return ErrSocketClosed
	}
	packets, err := packetsOf("send", p)
	if err != nil {
		return err
	}
	s.out.Lock()
	defer s.out.Unlock()
	bond := netctx.NewBond(ctx, s.conn.SetWriteDeadline)
	defer bond.Release()
	for q := range packets {
		b, err := q.Build()
		if err != nil {
			return err
		}
		if _, err := s.conn.Write(b); err != nil {
			return netctx.Err(ctx, err)
		}
	}
	return nil
}

// Receive waits for the next message. At the end of the stream it is [io.EOF], or
// an error of kind [ErrTooShort] if a message was not whole.
func (s *StreamSocket) Receive(ctx context.Context) (*Packet, error) {
	if s == nil || s.conn == nil {
		return nil, ErrSocketClosed
	}
	if err := s.mu.Lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	bond := netctx.NewBond(ctx, s.conn.SetReadDeadline)
	defer bond.Release()
	piece := make([]byte, 1<<16)
	for {
		if p, n := s.message(); n > 0 {
			s.buf = s.buf[n:]
			p.Time = time.Now()
			return p, nil
		}
		if s.end != nil {
			if errors.Is(s.end, io.EOF) && len(s.buf) > 0 {
				return nil, &Error{Kind: ErrTooShort, Op: "receive", Reason: "the stream ended within a message", Err: io.ErrUnexpectedEOF}
			}
			return nil, s.end
		}
		if len(s.buf) > mostStream {
			return nil, &Error{Kind: ErrMalformed, Op: "receive", Reason: "a message has more than 16 MB"}
		}
		n, err := s.conn.Read(piece)
		s.buf = append(s.buf, piece[:n]...)
		if err != nil {
			if ctx.Err() != nil {
				return nil, netctx.Err(ctx, err)
			}
			s.end = err
		}
	}
}

// message is the message that the buffer begins with, and its length; 0 if it is
// not whole.
func (s *StreamSocket) message() (*Packet, int) {
	if len(s.buf) == 0 {
		return nil, 0
	}
	if s.size != nil {
		n := s.size(s.buf)
		if n <= 0 || n > len(s.buf) {
			return nil, 0
		}
		p, _ := Dissect(s.first, s.buf[:n])
		return p, n
	}
	p, err := Dissect(s.first, s.buf)
	if errors.Is(err, ErrTooShort) || errors.Is(p.Err(), ErrTooShort) {
		if s.end == nil {
			return nil, 0
		}
	}
	n := len(s.buf)
	if pad := GetLayer[Padding](p); pad != nil {
		b, _ := Bytes(pad.Load)
		n -= len(b)
		p, _ = Dissect(s.first, s.buf[:max(n, 0)])
	}
	return p, n
}

// SR1 sends a packet and returns the first message that answers it, or nil if the
// stream ended before.
func (s *StreamSocket) SR1(ctx context.Context, p any, opts *AnswerOptions) (*Packet, error) {
	if s == nil || s.conn == nil {
		return nil, ErrSocketClosed
	}
	packets, err := packetsOf("sr1", p)
	if err != nil {
		return nil, err
	}
	for q := range packets {
		b, err := q.Build()
		if err != nil {
			return nil, err
		}
		sent, err := Dissect(s.first, b)
		if err != nil {
			return nil, err
		}
		if err := s.Send(ctx, q); err != nil {
			return nil, err
		}
		for {
			a, err := s.Receive(ctx)
			if err == io.EOF {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			if a.Answers(sent, opts) {
				return a, nil
			}
		}
	}
	return nil, nil
}

// Close closes the connection.
func (s *StreamSocket) Close() error {
	if s == nil || s.conn == nil {
		return nil
	}
	return s.conn.Close()
}
