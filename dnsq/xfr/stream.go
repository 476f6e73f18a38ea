package xfr

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/internal/netctx"
)

// mostUnsigned is how many messages in a row may be without a signature.
const mostUnsigned = 99

// An xfrStream receives the messages of a transfer.
type stream struct {
	opts   *Options
	where  string
	query  *dnsq.Message
	origin *dnsq.Name // to make names relative to, or nil
}

// each calls take with one message after another until it says that the transfer
// is complete, or fails. verify checks that a message may be the last one.
func (s *stream) each(ctx context.Context, udp bool, take func(m *dnsq.Message, verify func() error) (done bool, err error)) error {
	to, err := dnsq.ServerAddrPort(s.where, cmp.Or(s.opts.Port, 53))
	if err != nil {
		return err
	}
	wire, err := s.query.ToWire(nil)
	if err != nil {
		return err
	}
	conn, err := s.dial(ctx, to, udp)
	if err != nil {
		return dnsq.TimedOut(ctx, err)
	}
	defer conn.Close()
	bond := netctx.NewBond(ctx, conn.SetDeadline)
	defer bond.Release()
	if err := s.send(conn, wire, udp); err != nil {
		return dnsq.TimedOut(ctx, err)
	}
	receive := s.receiver(conn, udp)
	parse := &dnsq.ParseOptions{RequestMAC: s.query.MAC, XFR: true, OneRRPerRRset: true, Origin: s.origin, Multi: true}
	if s.query.Key != nil {
		parse.Keyring = dnsq.NewKeyring(s.query.Key)
	}
	for unsigned, first := 0, true; ; first = false {
		if first || !udp {
			if err := s.wait(bond); err != nil {
				return dnsq.TimedOut(ctx, err)
			}
		}
		wire, err := receive()
		if err != nil {
			return dnsq.TimedOut(ctx, err)
		}
		m, err := dnsq.MessageFromWire(wire, parse)
		if err == nil {
			err = s.answers(m)
		}
		if err != nil && udp {
			continue // it may not be from the server (CVE-2023-29483)
		} else if err != nil {
			return err
		}
		if s.query.Key != nil && !m.HadTSIG && m.Rcode() == dnsq.RcodeNOERROR {
			// The first message must be signed: nothing before it could tell of it. A
			// refusal changes nothing, and says more than that it is not signed.
			if unsigned++; parse.TSIGContext == nil || unsigned > mostUnsigned {
				return fault.New(dnsq.ErrFormError, "missing TSIG")
			}
		} else {
			unsigned = 0
		}
		parse.TSIGContext = m.TSIGContext
		done, err := take(m, func() error {
			if unsigned > 0 {
				return fault.New(dnsq.ErrFormError, "missing TSIG")
			}
			return nil
		})
		if err != nil || done {
			return err
		}
	}
}

func (s *stream) dial(ctx context.Context, to netip.AddrPort, udp bool) (net.Conn, error) {
	// A socket of UDP is connected too, so that the system drops what comes from
	// elsewhere.
	network, d := "tcp", net.Dialer{}
	local := netip.AddrPortFrom(s.opts.Source, uint16(s.opts.SourcePort))
	switch given := s.opts.Source.IsValid() || s.opts.SourcePort != 0; {
	case udp && given:
		network, d.LocalAddr = "udp", net.UDPAddrFromAddrPort(local)
	case udp:
		network = "udp"
	case given:
		d.LocalAddr = net.TCPAddrFromAddrPort(local)
	}
	return d.DialContext(ctx, network, to.String())
}

func (s *stream) send(conn net.Conn, wire []byte, udp bool) error {
	if !udp {
		wire = append([]byte{byte(len(wire) >> 8), byte(len(wire))}, wire...)
	}
	_, err := conn.Write(wire)
	return err
}

// receiver is what reads a message, which is valid until it is called again.
func (s *stream) receiver(conn net.Conn, udp bool) func() ([]byte, error) {
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
func (s *stream) wait(bond *netctx.Bond) error {
	if s.opts.Timeout <= 0 {
		return nil
	}
	return bond.Until(time.Now().Add(s.opts.Timeout))
}

// answers checks that a message belongs to the query.
func (s *stream) answers(m *dnsq.Message) error {
	if m.Flags&dnsq.FlagQR == 0 || m.ID != s.query.ID || m.Opcode() != dnsq.OpcodeQUERY {
		return fault.On(dnsq.ErrBadResponse, "", fmt.Sprintf("id %d, flags %v", m.ID, m.Flags))
	}
	return nil
}
