package packet_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// ip6stack is a random packet of IPv6.
func (g generator) ip6stack() *packet.Packet {
	ip := g.fill(packet.IPv6{}, map[string]any{"src": g.ip6(), "dst": g.ip6(), "version": 6, "nh": nil, "plen": nil})
	layers := []any{ip}
	hop := func() any {
		var list []packet.Layer
		for range g.IntN(3) {
			list = append(list, []packet.Layer{
				packet.RouterAlert{Value: g.IntN(4)}, packet.HAO{HOA: g.ip6()}, packet.PadN{OptData: g.bytes(3)}, packet.Pad1{},
				packet.HBHOptUnknown{OType: 30, OptData: g.bytes(2)},
			}[g.IntN(5)])
		}
		if list == nil {
			return nil
		}
		return list
	}
	if g.chance(15) {
		layers = append(layers, packet.IPv6ExtHdrHopByHop{Options: hop()})
	}
	if g.chance(10) {
		// Of a Home Address among other options scapy takes no notice, see
		// TestHomeAddress.
		var only any
		if g.chance(50) {
			only = []packet.Layer{packet.HAO{HOA: g.ip6()}}
		}
		layers = append(layers, packet.IPv6ExtHdrDestOpt{Options: only})
	}
	if g.chance(10) {
		layers = append(layers, packet.IPv6ExtHdrRouting{Addresses: []any{g.ip6()}})
	} else if g.chance(10) {
		layers = append(layers, packet.IPv6ExtHdrSegmentRouting{Addresses: []any{g.ip6(), g.ip6()}})
	}
	if g.chance(10) {
		layers = append(layers, g.fill(packet.IPv6ExtHdrFragment{}, map[string]any{"nh": nil, "offset": 0}))
	}
	none := map[string]any{"type": nil}
	quoted := func() []any {
		inner := []any{g.fill(packet.IPerror6{}, map[string]any{"src": g.ip6(), "dst": g.ip6(), "version": 6, "nh": nil, "plen": nil})}
		if g.chance(50) {
			return append(inner, g.fill(packet.UDPerror{SPort: 1024, DPort: 1025}, nil))
		}
		return append(inner, g.fill(packet.TCPerror{SPort: 1024, DPort: 1025}, nil))
	}
	switch g.IntN(12) {
	case 0, 1:
		return packet.Stack(g.payload(append(layers, g.fill(packet.TCP{SPort: 1024, DPort: 7000}, map[string]any{"options": g.tcpOptions()})))...)
	case 2:
		return packet.Stack(g.payload(append(layers, g.fill(packet.UDP{SPort: 1024, DPort: 7000}, nil)))...)
	case 3:
		return packet.Stack(append(layers, g.fill(packet.ICMPv6EchoRequest{}, none))...)
	case 4:
		return packet.Stack(append(layers, g.fill(packet.ICMPv6EchoReply{}, none))...)
	case 5:
		e := []packet.Layer{packet.ICMPv6DestUnreach{}, packet.ICMPv6PacketTooBig{}, packet.ICMPv6TimeExceeded{}, packet.ICMPv6ParamProblem{}}[g.IntN(4)]
		return packet.Stack(append(append(layers, g.fill(e, none)), quoted()...)...)
	case 6:
		m := []packet.Layer{packet.ICMPv6MLQuery{}, packet.ICMPv6MLReport{}, packet.ICMPv6MLDone{}, packet.ICMPv6MRDSolicitation{}, packet.ICMPv6HAADRequest{}, packet.ICMPv6MPSol{}}[g.IntN(6)]
		return packet.Stack(append(layers, g.fill(m, none))...)
	case 7:
		return packet.Stack(append(layers, packet.ICMPv6MLReport2{Records: []packet.Layer{packet.ICMPv6MLDMultAddrRec{
			RType: g.number(8), Dst: g.ip6(), Sources: []any{g.ip6()}, AuxData: g.bytes(4),
		}}})...)
	case 8:
		return packet.Stack(append(layers, packet.ICMPv6MLQuery2{MLAddr: g.ip6(), Sources: []any{g.ip6(), g.ip6()}})...)
	default:
		m := []packet.Layer{packet.ICMPv6NDRS{}, packet.ICMPv6NDRA{}, packet.ICMPv6NDNS{}, packet.ICMPv6NDNA{}, packet.ICMPv6NDRedirect{}}[g.IntN(5)]
		layers = append(layers, g.fill(m, none))
		for range g.IntN(4) {
			o := []packet.Layer{
				packet.ICMPv6NDOptSrcLLAddr{}, packet.ICMPv6NDOptDstLLAddr{}, packet.ICMPv6NDOptPrefixInfo{}, packet.ICMPv6NDOptMTU{},
				packet.ICMPv6NDOptRDNSS{DNS: []any{g.ip6()}}, packet.ICMPv6NDOptDNSSL{SearchList: []string{"a.b.", "c.d."}},
				packet.ICMPv6NDOptRouteInfo{Prefix: g.ip6(), PLen: 64}, packet.ICMPv6NDOptAdvInterval{}, packet.ICMPv6NDOptHAInfo{},
				packet.ICMPv6NDOptShortcutLimit{}, packet.ICMPv6NDOptSrcAddrList{AddrList: []any{g.ip6()}}, packet.ICMPv6NDOptMAP{},
				packet.ICMPv6NDOptEFA{}, packet.ICMPv6NDOptIPAddr{},
			}[g.IntN(14)]
			layers = append(layers, g.fill(o, map[string]any{"type": nil, "len": nil}))
		}
		return packet.Stack(layers...)
	}
}

func TestParityIPv6(t *testing.T) {
	py := startScapy(t)
	py.Define(bareSource)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 300))
	for i := range packets {
		packets[i] = g.ip6stack()
	}
	compareForms(t, py, packets, hashDivergence(py))
}

// bareSource asks scapy for the hash of a packet between the same ends without its
// extension headers.
const bareSource = `
def bare_hashret(command):
    p = make(command)
    q = IPv6(bytes(p))
    src, dst, x, bare = q.src, q.dst, q.payload, True
    while isinstance(x, (IPv6ExtHdrHopByHop, IPv6ExtHdrDestOpt, IPv6ExtHdrRouting, IPv6ExtHdrSegmentRouting, IPv6ExtHdrFragment)):
        if isinstance(x, IPv6ExtHdrDestOpt):
            for o in x.options:
                if isinstance(o, HAO):
                    src = o.hoa
                    break
        if isinstance(x, IPv6ExtHdrRouting) and x.segleft:
            dst = x.addresses[-1]
        if isinstance(x, IPv6ExtHdrSegmentRouting) and x.segleft:
            dst = x.addresses[0]
        nh, x, bare = x.nh, x.payload, False
    if bare:
        return q.hashret()
    return (IPv6(src=src, dst=dst, nh=nh) / x).hashret()
`

// hashExample is between ::9 and ::8, which its extension headers say.
var hashExample = packet.Stack(packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrDestOpt{Options: []packet.Layer{packet.HAO{HOA: "::9"}}},
	packet.IPv6ExtHdrRouting{Addresses: []any{"::8"}}, packet.UDP{SPort: 7, DPort: 9})

// hashDivergence owes the hash of the packet without extension headers.
func hashDivergence(py *original.Python) original.Divergence {
	zeros := strings.Repeat("\x00", 15)
	return original.Divergence{
		Name: "hashes behind extension headers", Why: "scapy's hash of a packet depends on its extension headers, which its answer does not have",
		Example: formExample(hashExample, "hashret"), Theirs: []byte(zeros + "\x0b\x2b"), Ours: []byte(zeros + "\x01\x11"), Share: 0.06,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if c.Args[1] != "hashret" {
				return theirs, false
			}
			return original.Result{Value: py.Value("bare_hashret", c.Args[0])}, true
		},
	}
}

func TestHashDivergence(t *testing.T) {
	py := startScapy(t)
	py.Define(bareSource)
	formJudge(py, []*packet.Packet{hashExample}, []original.Divergence{hashDivergence(py)}).Pins(t)
}
