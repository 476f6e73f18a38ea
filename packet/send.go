package packet

import (
	"context"
	"time"
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
	if opts == nil {
		opts = &SendOptions{}
	}
	packets, err := packetsOf(op, p)
	if err != nil {
		return 0, err
	}
	o := &outlet{ctx: ctx, iface: opts.Interface, table: opts.Routes, fragment: opts.Fragment}
	defer o.close()
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
