package xfr

import (
	"context"
	"iter"
	"net/netip"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// A UDPMode says how an IXFR uses UDP.
type UDPMode int

// UDPNever uses TCP alone; UDPTryFirst goes on over TCP when what there is does
// not fit into UDP; UDPOnly fails with ErrUseTCP then.
const (
	UDPNever UDPMode = iota
	UDPTryFirst
	UDPOnly
)

// Options say how InboundXFR and Messages transfer a zone. Nil means Python's
// defaults.
type Options struct {
	// Query is the query to send. Nil means that of MakeQuery: changes since
	// the serial that the zone has, or all.
	Query *dnsq.Message

	// Key signs the query, unless that has a key. Then every message of the
	// transfer is verified. The first and the last must be signed, and of those
	// between no more than 99 in a row may be unsigned (RFC 8945, 5.3.1); they
	// are verified with the signed one that follows.
	Key *dnsq.TSIGKey

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

// InboundXFR transfers a zone from a server, given by its address, and puts it
// into the zone, which changes when the transfer is complete or not at all.
// Errors: *TransferError, dnsq.ErrTimeout, ErrUseTCP, dnsq.ErrBadResponse and others of the
// kind dnsq.ErrFormError, the errors of signatures, of the network, and of the context.
func InboundXFR(ctx context.Context, where string, manager zone.TransactionManager, opts *Options) error {
	if opts == nil {
		opts = &Options{}
	}
	query := opts.Query
	var serial *uint32
	var err error
	if query == nil {
		current := uint32(0)
		if query, serial, err = MakeQuery(manager, &current, nil); err != nil {
			return err
		}
	} else if serial, err = ExtractSerialFromQuery(query); err != nil {
		return err
	}
	ctx, cancel := opts.lifetime(ctx)
	defer cancel()
	origin, relativize, _ := manager.OriginInformation()
	s := stream{opts: opts, where: where, query: opts.signed(query)}
	if relativize {
		s.origin = &origin
	}
	transfer := func(udp bool) error {
		in, err := NewInbound(manager, &InboundOptions{Type: query.Question[0].Type, Serial: serial, UDP: udp})
		if err != nil {
			return err
		}
		defer in.Close()
		return s.each(ctx, udp, func(m *dnsq.Message, verify func() error) (bool, error) {
			return in.process(ctx, m, verify)
		})
	}
	if query.Question[0].Type == dnsq.TypeIXFR && opts.UDP != UDPNever {
		if err := transfer(true); !refusesUDP(err) || opts.UDP == UDPOnly {
			return err
		}
	}
	return transfer(false)
}

// Messages yields the messages of a transfer of a zone from a server, given by its
// address, as zone.FromXFR takes them: a record an RRset. Names are absolute. The
// query is opts.Query or an AXFR, and UDP is not used. An error ends the sequence;
// they are those of InboundXFR. With a key, what is yielded is known to be genuine
// once the sequence has ended without one.
func Messages(ctx context.Context, where string, zone dnsq.Name, opts *Options) iter.Seq2[*dnsq.Message, error] {
	if opts == nil {
		opts = &Options{}
	}
	return func(yield func(*dnsq.Message, error) bool) {
		query := opts.Query
		if query == nil {
			query = dnsq.MakeQuery(zone, dnsq.TypeAXFR, nil)
		}
		serial, err := ExtractSerialFromQuery(query)
		if err != nil {
			yield(nil, err)
			return
		}
		seq, err := newSequence(zone, query.Question[0].Type, serial, false)
		if err != nil {
			yield(nil, err)
			return
		}
		ctx, cancel := opts.lifetime(ctx)
		defer cancel()
		s := stream{opts: opts, where: where, query: opts.signed(query)}
		stopped := false
		err = s.each(ctx, false, func(m *dnsq.Message, verify func() error) (bool, error) {
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

func (o *Options) lifetime(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.Lifetime > 0 {
		return context.WithTimeout(ctx, o.Lifetime)
	}
	return context.WithCancel(ctx)
}

// signed is a query with the key of the options, if it has none.
func (o *Options) signed(query *dnsq.Message) *dnsq.Message {
	if query.Key != nil || o.Key == nil {
		return query
	}
	q := *query
	q.UseTSIG(o.Key)
	return &q
}
