package dnsq

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"
)

// mostUnsigned is how many messages in a row may be without a signature.
const mostUnsigned = 99

// An xfrStream receives the messages of a transfer.
type xfrStream struct {
	opts   *XFROptions
	where  string
	query  *Message
	origin *Name // to make names relative to, or nil
}

// each calls take with one message after another until it says that the transfer
// is complete, or fails. verify checks that a message may be the last one.
func (s *xfrStream) each(ctx context.Context, udp bool, take func(m *Message, verify func() error) (done bool, err error)) error {
	transport := &TransportOptions{Port: s.opts.Port, Source: s.opts.Source, SourcePort: s.opts.SourcePort}
	to, err := transport.address(s.where, 53)
	if err != nil {
		return err
	}
	wire, err := s.query.ToWire(nil)
	if err != nil {
		return err
	}
	conn, err := s.dial(ctx, transport, to, udp)
	if err != nil {
		return timeoutError(ctx, err)
	}
	defer conn.Close()
	defer bound(ctx, conn)()
	if err := s.send(conn, wire, udp); err != nil {
		return timeoutError(ctx, err)
	}
	receive := s.receiver(conn, udp)
	parse := &ParseOptions{RequestMAC: s.query.MAC, XFR: true, OneRRPerRRset: true, Origin: s.origin, multi: true}
	if s.query.Key != nil {
		parse.Keyring = NewKeyring(s.query.Key)
	}
	for unsigned, first := 0, true; ; first = false {
		if first || !udp {
			if err := s.wait(ctx, conn); err != nil {
				return err
			}
		}
		wire, err := receive()
		if err != nil {
			return timeoutError(ctx, err)
		}
		m, err := MessageFromWire(wire, parse)
		if err == nil {
			err = s.answers(m)
		}
		if err != nil && udp {
			continue // it may not be from the server (CVE-2023-29483)
		} else if err != nil {
			return err
		}
		if s.query.Key != nil && !m.HadTSIG && m.Rcode() == RcodeNOERROR {
			// The first message must be signed: nothing before it could tell of it. A
			// refusal changes nothing, and says more than that it is not signed.
			if unsigned++; parse.tsig == nil || unsigned > mostUnsigned {
				return fail(ErrFormError, "missing TSIG")
			}
		} else {
			unsigned = 0
		}
		parse.tsig = m.tsigContext
		done, err := take(m, func() error {
			if unsigned > 0 {
				return fail(ErrFormError, "missing TSIG")
			}
			return nil
		})
		if err != nil || done {
			return err
		}
	}
}

func (s *xfrStream) dial(ctx context.Context, transport *TransportOptions, to netip.AddrPort, udp bool) (net.Conn, error) {
	if !udp {
		return transport.dial(ctx, to)
	}
	// The socket is connected, so that the system drops what comes from elsewhere.
	d := net.Dialer{}
	if s.opts.Source.IsValid() || s.opts.SourcePort != 0 {
		d.LocalAddr = net.UDPAddrFromAddrPort(netip.AddrPortFrom(s.opts.Source, uint16(s.opts.SourcePort)))
	}
	return d.DialContext(ctx, "udp", to.String())
}

func (s *xfrStream) send(conn net.Conn, wire []byte, udp bool) error {
	if udp {
		_, err := conn.Write(wire)
		return err
	}
	return writeStream(conn, wire)
}

// receiver is what reads a message, which is valid until it is called again.
func (s *xfrStream) receiver(conn net.Conn, udp bool) func() ([]byte, error) {
	buf := make([]byte, 65535)
	if udp {
		return func() ([]byte, error) {
			n, err := conn.Read(buf)
			return buf[:n], err
		}
	}
	r := bufio.NewReaderSize(conn, 1<<17)
	return func() ([]byte, error) {
		if _, err := io.ReadFull(r, buf[:2]); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF // the transfer is not complete
			}
			return nil, err
		}
		message := buf[:int(buf[0])<<8|int(buf[1])]
		_, err := io.ReadFull(r, message)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return message, err
	}
}

// wait sets how long the next message may take.
func (s *xfrStream) wait(ctx context.Context, conn net.Conn) error {
	if s.opts.Timeout <= 0 {
		return nil
	}
	until := time.Now().Add(s.opts.Timeout)
	if d, ok := ctx.Deadline(); ok && d.Before(until) {
		until = d
	}
	if err := conn.SetReadDeadline(until); err != nil {
		return err
	}
	// Had the context ended before, the deadline it set would be lost.
	if err := ctx.Err(); err != nil {
		return timeoutError(ctx, err)
	}
	return nil
}

// answers checks that a message belongs to the query.
func (s *xfrStream) answers(m *Message) error {
	if m.Flags&FlagQR == 0 || m.ID != s.query.ID || m.Opcode() != OpcodeQUERY {
		return failOn(ErrBadResponse, "", fmt.Sprintf("id %d, flags %v", m.ID, m.Flags))
	}
	return nil
}
