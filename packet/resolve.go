package packet

import (
	"context"
	"net"
	"net/netip"
)

// Resolve returns a copy of the packet in which host names in fields of addresses
// have become the first address that the system's resolver knows of the field's
// kind. Python does that whenever a field is looked at; here it is asked for, since
// it waits for the network.
func (p *Packet) Resolve(ctx context.Context) (*Packet, error) {
	if p == nil {
		return nil, p.Err()
	}
	q := p.Copy()
	for _, h := range q.layers {
		for i, v := range h.vals {
			f := &h.proto.fields[i]
			var network string
			switch f.coder(h).(type) {
			case ip4Codec:
				network = "ip4"
			case ip6Codec:
				network = "ip6"
			default:
				continue
			}
			u, err := resolve(ctx, network, v)
			if err != nil {
				return nil, at(err, "resolve", h.proto.name+"."+f.name)
			}
			h.vals[i] = u
		}
	}
	q.link()
	return q, nil
}

// resolve is a value with its names looked up.
func resolve(ctx context.Context, network string, v any) (any, error) {
	switch x := v.(type) {
	case Values:
		list := make(Values, len(x))
		for i, item := range x {
			u, err := resolve(ctx, network, item)
			if err != nil {
				return nil, err
			}
			list[i] = u
		}
		return list, nil
	case string:
		if _, err := netip.ParseAddr(x); err == nil {
			return v, nil
		}
		if _, err := netip.ParsePrefix(x); err == nil {
			return v, nil
		}
		addrs, err := net.DefaultResolver.LookupNetIP(ctx, network, x)
		if err != nil || len(addrs) == 0 {
			return nil, &Error{Kind: ErrNotFound, Input: x, Reason: "the host was not found", Err: err}
		}
		return addrs[0].Unmap(), nil
	}
	return v, nil
}
