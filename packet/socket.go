package packet

import (
	"context"
	"fmt"
	"time"

	"github.com/pyops-go/pyops/packet/bpf"
)

// SocketOptions are the options of [OpenSocket]. Zero fields are the defaults.
type SocketOptions struct {
	// Interface is where packets are sent and received. Empty means all
	// interfaces for receiving; then nothing can be sent.
	Interface string

	// Filter is an expression of pcap-filter(7), as tcpdump takes it; see package
	// bpf. It is in force before the first packet is seen.
	Filter string

	// NoPromisc leaves out what is not for this machine: scapy's promisc=False.
	NoPromisc bool

	// ReceiveBuffer is how many bytes the kernel keeps for a reader that is not
	// there yet. Zero means 64 MB, of which only what is used takes memory.
	ReceiveBuffer int

	// NoReceive opens the socket for sending alone.
	NoReceive bool
}

// A Frame is what a [Socket] receives: bytes as they were on the wire.
type Frame struct {
	Time     time.Time
	Data     []byte       // VLAN tags that the kernel took away are back in it
	WireLen  int          // length on the wire, in bytes
	Link     bpf.LinkType // how the bytes begin
	Index    int          // of the interface
	Outgoing bool         // this machine sent it
}

// SocketStats count over the life of a [Socket].
type SocketStats struct {
	Packets uint64 // that passed the filter
	Drops   uint64 // that the kernel had no room for
}

// defaultReceiveBuffer holds a burst of some hundred thousand small packets.
const defaultReceiveBuffer = 64 << 20

// compile makes a filter for packets of an interface.
func compileFilter(ctx context.Context, expr string, link bpf.LinkType) (*bpf.Program, error) {
	if expr == "" {
		return nil, nil
	}
	return bpf.Compile(ctx, expr, &bpf.Options{Link: &link, Live: true})
}

// linkProtos are the protocols of other folders that link types' packets begin with,
// for those who know them.
var linkProtos = map[bpf.LinkType]string{bpf.LinkPPP: "PPP", 105: "Dot11", 119: "PrismHeader", 127: "RadioTap"}

// firstLayer is the layer that a link type's packets begin with.
func firstLayer(link bpf.LinkType, data []byte) Layer {
	switch link {
	case bpf.LinkEthernet:
		return Ether{}
	case bpf.LinkRaw, 12, 14:
		if len(data) > 0 && data[0]>>4 == 6 {
			return IPv6{}
		}
		return IP{}
	case bpf.LinkIPv4:
		return IP{}
	case bpf.LinkIPv6:
		return IPv6{}
	case bpf.LinkSLL:
		return CookedLinux{}
	case bpf.LinkSLL2:
		return CookedLinuxV2{}
	case bpf.LinkNull, bpf.LinkLoop:
		return Loopback{}
	}
	return Raw{}
}

func downError(iface string, err error) error {
	return &Error{Kind: ErrInterfaceDown, Op: "receive", Input: iface, Reason: "the interface went down or away", Err: err}
}

func tooLongError(iface string, mtu, n int, err error) error {
	return &Error{Kind: ErrTooLong, Op: "send", Input: iface, Reason: fmt.Sprintf("a packet of %d bytes; the interface sends %d at most (set Fragment to have it sent in pieces)", n, mtu), Err: err}
}
