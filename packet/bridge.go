package packet

import (
	"context"
	"errors"
	"sync"
)

// BridgeOptions are the options of [BridgeAndSniff].
type BridgeOptions struct {
	// From1, From2 look at what comes from each side, and return what goes on to
	// the other: the packet itself, another one, or nil for none. A nil function
	// lets everything pass: scapy's xfrm12 and xfrm21.
	From1, From2 func(*Packet) *Packet

	// Prn is called with each packet, before it goes on.
	Prn func(*Packet)

	// Filter is an expression of pcap-filter(7) for what goes on at all.
	Filter string

	// Count ends the bridge after so many packets; zero is no bound.
	Count int

	// Store keeps the packets and returns them, unlike the default: memory would
	// grow as long as the bridge stands.
	Store bool

	// Started is called once packets go on.
	Started func()
}

// BridgeAndSniff carries frames between two interfaces, as a switch does, and looks
// at them: scapy's bridge_and_sniff. It goes on until ctx ends or Count is reached.
func BridgeAndSniff(ctx context.Context, iface1, iface2 string, opts *BridgeOptions) (PacketList, error) {
	var o BridgeOptions
	if opts != nil {
		o = *opts
	}
	l := PacketList{Name: "Sniffed"}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	var sides [2]*Socket
	for i, name := range []string{iface1, iface2} {
		s, err := OpenSocket(ctx, &SocketOptions{Interface: name, Filter: o.Filter})
		if err != nil {
			if i == 1 {
				sides[0].Close()
			}
			return l, err
		}
		sides[i] = s
	}
	defer sides[0].Close()
	defer sides[1].Close()
	if o.Started != nil {
		o.Started()
	}
	var mu sync.Mutex
	var failed error
	n := 0
	carry := func(from, to *Socket, change func(*Packet) *Packet) {
		defer stop()
		var d dissectors
		for f, err := range from.All(inner) {
			if err != nil {
				if inner.Err() == nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
				}
				return
			}
			if f.Outgoing {
				continue // it came over the bridge
			}
			p := d.dissect(f.Link, f.Data)
			p.Time, p.WireLen, p.Interface = f.Time, f.WireLen, from.Interface().Name
			mu.Lock()
			if o.Prn != nil {
				o.Prn(p)
			}
			if o.Store {
				l.Packets = append(l.Packets, p)
			}
			n++
			last := n == o.Count
			beyond := o.Count > 0 && n > o.Count
			mu.Unlock()
			if beyond {
				return
			}
			data := f.Data
			if change != nil {
				q := change(p)
				if q == nil {
					if last {
						return
					}
					continue
				}
				if q != p {
					var err error
					if data, err = q.Build(); err != nil {
						mu.Lock()
						failed = errors.Join(failed, err)
						mu.Unlock()
						return
					}
				}
			}
			if err := to.Send(data); err != nil && !errors.Is(err, ErrTooLong) {
				mu.Lock()
				failed = errors.Join(failed, err)
				mu.Unlock()
				return
			}
			if last {
				return
			}
		}
	}
	var both sync.WaitGroup
	both.Go(func() { carry(sides[0], sides[1], o.From1) })
	both.Go(func() { carry(sides[1], sides[0], o.From2) })
	both.Wait()
	if ctx.Err() != nil && failed == nil {
		return l, context.Cause(ctx)
	}
	return l, failed
}
