package packet

import (
	"context"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// SendOptions are the options of [Send] and [Sendp]. Zero fields are scapy's
// defaults.
type SendOptions struct {
	// Interface is where packets leave. Empty means where routes lead, which is
	// asked for anew in each call.
	Interface string

	// Routes are routes of one's own, instead of the system's.
	Routes *RouteTable

	// Inter is how long to wait between two packets.
	Inter time.Duration

	// Count is how often all packets are sent. Zero means once.
	Count int

	// Loop sends until ctx ends.
	Loop bool

	// Realtime waits between packets as long as lay between their times.
	Realtime bool

	// Fragment sends IPv4 packets that are too long for the interface in pieces.
	// Otherwise they are an error of kind [ErrTooLong]; scapy cuts them unasked.
	Fragment bool
}

// Send sends IP packets, each by the interface and to the neighbour that the
// routing table has for its destination: scapy's send. p is a *Packet, which may
// be a set, a []*Packet, a [PacketList], an iter.Seq[*Packet], a layer, or bytes.
// It returns how many were sent; what could not be sent ends it.
//
// Packets are sent as they are: a SYN that is answered will be answered by this
// machine's own TCP with a RST, since it knows of no connection, and firewall rules
// do not see it. Use an address that the machine does not own to avoid the first.
func Send(ctx context.Context, p any, opts *SendOptions) (sent int, err error) {
	return send(ctx, "send", p, opts, false)
}

// Sendp sends frames with their link headers: scapy's sendp. Addresses that are
// left open are the interface's own and the next hop's. What it takes and returns
// is as with [Send].
func Sendp(ctx context.Context, p any, opts *SendOptions) (sent int, err error) {
	return send(ctx, "sendp", p, opts, true)
}

func send(ctx context.Context, op string, p any, opts *SendOptions, l2 bool) (sent int, err error) {
	s := NewSender(opts)
	defer s.Close()
	return s.send(ctx, op, p, l2)
}

// A Sender sends as [Send] and [Sendp] do, and keeps its sockets from one call to the
// next, for programs that send many packets one by one: scapy's conf.L3socket() and
// conf.L2socket(). Routes are asked for anew in each call; addresses of neighbours that
// had to be asked for are remembered for a minute. It may be used by several goroutines,
// which then send one after the other. The zero value has no options.
type Sender struct {
	mu     netctx.Mutex
	opts   SendOptions
	out    outlet
	asked  time.Time // when neighbours began to be remembered
	closed bool
}

// NewSender makes a Sender; nil options are the defaults. Its sockets are opened when
// they are needed first. Close it in the end.
func NewSender(opts *SendOptions) *Sender {
	s := &Sender{}
	if opts != nil {
		s.opts = *opts
	}
	return s
}

// Send sends IP packets, see the function [Send].
func (s *Sender) Send(ctx context.Context, p any) (sent int, err error) {
	return s.send(ctx, "send", p, false)
}

// Sendp sends frames with their link headers, see the function [Sendp].
func (s *Sender) Sendp(ctx context.Context, p any) (sent int, err error) {
	return s.send(ctx, "sendp", p, true)
}

// Close closes the sockets; sending is an error of kind [ErrSocketClosed] then. It
// waits for a call that is sending. A second Close does nothing.
func (s *Sender) Close() error {
	if s == nil {
		return nil
	}
	if err := s.mu.Lock(context.Background()); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		s.out.close()
	}
	return nil
}

// neighborAge is how long a neighbour's address is remembered.
const neighborAge = time.Minute

func (s *Sender) send(ctx context.Context, op string, p any, l2 bool) (sent int, err error) {
	if s == nil {
		return 0, ErrSocketClosed
	}
	packets, err := packetsOf(op, p)
	if err != nil {
		return 0, err
	}
	if err := s.mu.Lock(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	if s.closed {
		return 0, ErrSocketClosed
	}
	opts, o := &s.opts, &s.out
	o.ctx, o.iface, o.table, o.fragment = ctx, opts.Interface, opts.Routes, opts.Fragment
	if o.anew(); time.Since(s.asked) > neighborAge {
		o.macs, s.asked = nil, time.Now()
	}
	for round := 0; opts.Loop || round < max(opts.Count, 1); round++ {
		before := sent
		var last time.Time
		for q := range packets {
			wait := opts.Inter
			if opts.Realtime && !q.Time.IsZero() {
				if !last.IsZero() {
					wait += q.Time.Sub(last)
				}
				last = q.Time
			}
			if err := pause(ctx, wait, sent > 0); err != nil {
				return sent, err
			}
			one, err := o.parcel(q, l2)
			if err != nil {
				return sent, err
			}
			if err := o.send(one, l2); err != nil {
				return sent, err
			}
			sent++
		}
		if sent == before {
			break // there is nothing to loop over
		}
	}
	return sent, nil
}

func (o *outlet) parcel(p *Packet, l2 bool) (parcel, error) {
	if l2 {
		return o.layer2(p)
	}
	return o.layer3(p)
}

// pause waits, if there is something to wait for, or until ctx ends.
func pause(ctx context.Context, d time.Duration, wait bool) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if d <= 0 || !wait {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
