package dnsq

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"net"
	"net/netip"
	"time"
)

// A UDPMode says how an IXFR uses UDP.
type UDPMode int

// Never uses TCP alone; UDPTryFirst goes on over TCP when what there is does not
// fit into UDP; UDPOnly fails with ErrUseTCP then.
const (
	UDPNever UDPMode = iota
	UDPTryFirst
	UDPOnly
)

// XFROptions say how InboundXFR and XFR transfer a zone. Nil means Python's
// defaults.
type XFROptions struct {
	// Query is the query to send. Nil means that of MakeXFRQuery: changes since
	// the serial that the zone has, or all.
	Query *Message

	// Key signs the query, unless that has a key. Then every message of the
	// transfer is verified. The first and the last must be signed, and of those
	// between no more than 99 in a row may be unsigned (RFC 8945, 5.3.1); they
	// are verified with the signed one that follows.
	Key *TSIGKey

	// Timeout is the longest wait for a message, Lifetime that for the whole
	// transfer, beside the context. Zero sets none.
	Timeout, Lifetime time.Duration

	// Port is the server's port; zero means 53. Source and SourcePort are the
	// local address and port; zero leaves them to the system.
	Port       int
	Source     netip.Addr
	SourcePort int

	// UDP says how an IXFR uses UDP.
	UDP UDPMode
}

// mostUnsigned is how many messages in a row may be without a signature.
const mostUnsigned = 99

// InboundXFR transfers a zone from a server, given by its address, and puts it
// into the zone, which changes when the transfer is complete or not at all.
// Errors: *TransferError, ErrTimeout, ErrUseTCP, ErrBadResponse and others of the
// kind ErrFormError, the errors of signatures, of the network, and of the context.
func InboundXFR(ctx context.Context, where string, manager TransactionManager, opts *XFROptions) error {
	if opts == nil {
		opts = &XFROptions{}
	}
	query := opts.Query
	var serial *uint32
	var err error
	if query == nil {
		current := uint32(0)
		if query, serial, err = MakeXFRQuery(manager, &current, nil); err != nil {
			return err
		}
	} else if serial, err = ExtractSerialFromQuery(query); err != nil {
		return err
	}
	ctx, cancel := opts.lifetime(ctx)
	defer cancel()
	origin, relativize, _ := manager.OriginInformation()
	s := xfrStream{opts: opts, where: where, query: opts.signed(query)}
	if relativize {
		s.origin = &origin
	}
	transfer := func(udp bool) error {
		in, err := NewInbound(manager, &InboundOptions{Type: query.Question[0].Type, Serial: serial, UDP: udp})
		if err != nil {
			return err
		}
		defer in.Close()
		return s.each(ctx, udp, func(m *Message, verify func() error) (bool, error) {
			return in.process(ctx, m, verify)
		})
	}
	if query.Question[0].Type == TypeIXFR && opts.UDP != UDPNever {
		if err := transfer(true); !refusesUDP(err) || opts.UDP == UDPOnly {
			return err
		}
	}
	return transfer(false)
}

// XFR yields the messages of a transfer of a zone from a server, given by its
// address, as [ZoneFromXFR] takes them: a record an RRset. Names are absolute. The
// query is opts.Query or an AXFR, and UDP is not used. An error ends the sequence;
// they are those of InboundXFR.
func XFR(ctx context.Context, where string, zone Name, opts *XFROptions) iter.Seq2[*Message, error] {
	if opts == nil {
		opts = &XFROptions{}
	}
	return func(yield func(*Message, error) bool) {
		query := opts.Query
		if query == nil {
			query = MakeQuery(zone, TypeAXFR, nil)
		}
		serial, err := ExtractSerialFromQuery(query)
		if err != nil {
			yield(nil, err)
			return
		}
		seq, err := newXFRSequence(zone, query.Question[0].Type, serial, false)
		if err != nil {
			yield(nil, err)
			return
		}
		ctx, cancel := opts.lifetime(ctx)
		defer cancel()
		s := xfrStream{opts: opts, where: where, query: opts.signed(query)}
		stopped := false
		err = s.each(ctx, false, func(m *Message, verify func() error) (bool, error) {
			records, err := seq.begin(m)
			if err != nil {
				return false, err
			}
			for _, r := range records {
				if _, err := seq.next(r); err != nil {
					return false, err
				}
			}
			if seq.done {
				if err := verify(); err != nil {
					return false, err
				}
			}
			stopped = !yield(m, nil)
			return seq.done || stopped, nil
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

func (o *XFROptions) lifetime(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.Lifetime > 0 {
		return context.WithTimeout(ctx, o.Lifetime)
	}
	return context.WithCancel(ctx)
}

// signed is a query with the key of the options, if it has none.
func (o *XFROptions) signed(query *Message) *Message {
	if query.Key != nil || o.Key == nil {
		return query
	}
	q := *query
	q.UseTSIG(o.Key)
	return &q
}

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
		if s.query.Key != nil && !m.HadTSIG {
			// The first message must be signed: nothing before it could tell of it.
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

// ZoneFromXFR builds a zone of the messages of a whole transfer, as XFR yields
// them. Its options are those of zone files: class and relativity are what counts.
// An error of the sequence is returned, and ErrValue when it is empty; without
// NoCheckOrigin also ErrNoSOA and ErrNoNS.
func ZoneFromXFR(messages iter.Seq2[*Message, error], opts *ZoneFileOptions) (*Zone, error) {
	opts = opts.orDefaults()
	var z *Zone
	for m, err := range messages {
		if err != nil {
			return nil, err
		}
		if z == nil {
			if len(m.Answer) == 0 {
				return nil, fail(ErrFormError, "No answer or RRset not for zone origin")
			}
			first := m.Answer[0]
			if z, err = NewZone(first.Name, &ZoneOptions{Class: first.Class, KeepAbsolute: opts.KeepAbsolute}); err != nil {
				return nil, err
			}
		}
		for _, r := range m.Answer {
			if err := z.takeTransferred(r); err != nil {
				return nil, err
			}
		}
	}
	if z == nil {
		return nil, fail(ErrValue, "empty transfer")
	}
	if !opts.NoCheckOrigin {
		if err := z.CheckOrigin(); err != nil {
			return nil, err
		}
	}
	return z, nil
}

func (z *Zone) takeTransferred(r *RRset) error {
	n, err := z.CreateNode(r.Name)
	if err != nil {
		return err
	}
	for _, rd := range r.Items {
		if !z.keepAbsolute {
			rd = relativized(rd, z.origin)
		}
		s := n.CreateRdataset(r.Class, r.Type, r.Covers)
		if err := s.AddTTL(rd, r.TTL); err != nil {
			return err
		}
	}
	return nil
}

// relativized is rdata with its names relative to an origin.
func relativized(rd Rdata, origin Name) Rdata {
	w, err := rdataWire(rd, nil)
	if err != nil {
		return rd
	}
	r := wireReader{msg: w, end: len(w), relativeTo: &origin}
	out, err := r.rdata(rd.RdClass(), rd.RdType())
	if err != nil {
		return rd
	}
	return out
}
