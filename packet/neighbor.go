package packet

import (
	"context"
	"net/netip"
)

// MACByIPOptions are the options of [MACByIP].
type MACByIPOptions struct {
	// Interface is where to ask; empty means where the route leads.
	Interface string
}

// MACByIP finds the Ethernet address that takes packets to a destination: that of
// the neighbour itself, or of the gateway. The kernel is asked first, and then the
// network, by ARP or neighbour discovery: scapy's getmacbyip and getmacbyip6.
// Nobody answering within a second is an error of kind [ErrNotFound].
func MACByIP(ctx context.Context, dst netip.Addr, opts *MACByIPOptions) (MAC, error) {
	o := &outlet{ctx: ctx}
	if opts != nil {
		o.iface = opts.Interface
	}
	defer o.close()
	dst = dst.Unmap()
	if dst.IsMulticast() {
		return multicastMAC(dst), nil
	}
	r, err := o.route(dst)
	if err != nil {
		return MAC{}, err
	}
	i, err := o.interfaceNamed(r.Interface)
	if err != nil {
		return MAC{}, err
	}
	if mac, ok := o.resolve(i, dst); ok {
		return mac, nil
	}
	if ctx.Err() != nil {
		return MAC{}, context.Cause(ctx)
	}
	return MAC{}, &Error{Kind: ErrNotFound, Op: "neighbour", Input: r.NextHop(dst).String(), Reason: "nobody on " + i.Name + " says that it has the address"}
}
