package packet

import (
	"fmt"
	"iter"
)

// packetsOf are the packets that are meant by what a function is given to send: a
// packet, which may be a set, several, or bytes.
func packetsOf(op string, p any) (iter.Seq[*Packet], error) {
	each := func(list []*Packet) (iter.Seq[*Packet], error) {
		for i, q := range list {
			if q == nil {
				return nil, &Error{Kind: ErrValue, Op: op, Input: fmt.Sprint(i), Reason: "a packet of the list is nil"}
			}
			if q.err != nil {
				return nil, q.err
			}
		}
		return func(yield func(*Packet) bool) {
			for _, q := range list {
				for r := range q.All() {
					if !yield(r) {
						return
					}
				}
			}
		}, nil
	}
	switch p := p.(type) {
	case *Packet:
		return each([]*Packet{p})
	case []*Packet:
		return each(p)
	case PacketList:
		return each(p.Packets)
	case Layer:
		return each([]*Packet{Stack(p)})
	case iter.Seq[*Packet]:
		if p != nil {
			return p, nil
		}
	case []byte:
		return each([]*Packet{Stack(p)})
	}
	return nil, &Error{Kind: ErrValue, Op: op, Input: fmt.Sprintf("%T", p), Reason: "a *Packet, a []*Packet, a PacketList, an iter.Seq[*Packet], a layer or bytes were expected"}
}
