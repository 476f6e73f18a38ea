package packet_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"github.com/pyops-go/pyops/packet"
)

// A generator makes packets at random.
type generator struct {
	*rand.Rand
	explicit bool // set computed fields as well, to anything
}

func (g generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g generator) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(g.Uint32())
	}
	return b
}

func (g generator) ip4() string {
	return []string{"10.0.0.1", "192.168.7.9", "224.0.0.251", "255.255.255.255", "1.2.3.4", fmt.Sprint(netip.AddrFrom4([4]byte(g.bytes(4))))}[g.IntN(6)]
}

func (g generator) ip6() string {
	if g.chance(30) {
		return []string{"::1", "2001:db8::5", "ff02::1", "fe80::1", "::1.2.3.4", "::ffff:1.2.3.4"}[g.IntN(6)]
	}
	return netip.AddrFrom16([16]byte(g.bytes(16))).String()
}

func (g generator) number(bits int) int64 {
	limit := uint64(1)<<bits - 1
	if bits >= 63 {
		limit = 1<<62 - 1
	}
	switch g.IntN(5) {
	case 0:
		return 0
	case 1:
		return int64(limit)
	case 2:
		return int64(min(uint64(g.IntN(16)), limit))
	}
	return int64(g.Uint64() & limit)
}

// fill sets some fields of a layer.
func (g generator) fill(l packet.Layer, always map[string]any) *packet.Header {
	proto, _ := l.Describe()
	h, err := packet.NewLayer(proto, nil)
	if err != nil {
		panic(err)
	}
	_, vals := l.Describe()
	for i, k := range packet.Kinds(l) {
		v := vals[i]
		w, fixed := always[k.Name]
		if fixed {
			v = w
		}
		if v == nil && !fixed && k.Name != "unused" && h.Present(i) && g.chance(35) && (!k.Computed || g.explicit) {
			v = g.value(k)
		}
		if err := h.Set(k.Name, v); err != nil {
			panic(err)
		}
	}
	return h
}

func (g generator) value(k packet.FieldKind) any {
	switch k.Kind {
	case "number":
		if k.Names.Len() > 0 && k.Bits < 16 && g.chance(60) {
			for range 20 {
				if n := g.IntN(1 << k.Bits); n < 1<<k.Bits {
					if _, ok := k.Names.Name(uint64(n)); ok {
						return n
					}
				}
			}
		}
		return g.number(k.Bits)
	case "flags":
		return g.number(k.Bits)
	case "mac":
		return packet.MAC(g.bytes(6)).String()
	case "ip4":
		return g.ip4()
	case "ip6":
		return g.ip6()
	case "bytes":
		if k.Fixed > 0 {
			return g.bytes(k.Fixed)
		}
		return g.bytes(g.IntN(20))
	}
	return nil
}

func (g generator) tcpOptions() any {
	var list []packet.Option
	for range g.IntN(5) {
		list = append(list, []packet.Option{
			{Name: "MSS", Value: g.number(16)}, {Name: "NOP"}, {Name: "WScale", Value: g.number(8)}, {Name: "SAckOK", Value: []byte{}},
			{Name: "Timestamp", Value: [2]uint32{g.Uint32(), g.Uint32()}}, {Name: "SAck", Value: []uint32{g.Uint32(), g.Uint32()}},
			{Name: "UTO", Value: g.number(16)}, {Name: "TFO", Value: [2]uint32{g.Uint32(), 7}}, {Name: "AltChkSumOpt", Value: g.bytes(2)},
		}[g.IntN(9)])
	}
	if list == nil {
		return nil
	}
	return list
}

func (g generator) ipOptions() any {
	var list []packet.Layer
	if g.chance(20) {
		list = append(list, packet.IPOptionLSRR{Routers: []any{g.ip4(), g.ip4()}})
	}
	for range g.IntN(3) {
		list = append(list, []packet.Layer{
			packet.IPOptionRR{Routers: []any{g.ip4()}}, packet.IPOptionNOP{}, packet.IPOptionNOP{}, packet.IPOptionRouterAlert{}, packet.IPOptionMTUProbe{MTU: g.number(16)},
			packet.IPOptionTimestamp{Flg: g.IntN(4)}, packet.IPOptionStreamID{},
			packet.IPOptionSDBM{Addresses: []any{g.ip4()}}, packet.IPOptionTraceroute{ID: g.number(16)}, packet.IPOption{Option: 22, Value: g.bytes(2)},
		}[g.IntN(10)])
	}
	if list == nil {
		return nil
	}
	if g.chance(20) {
		list = append(list, packet.IPOptionEOL{})
	}
	return list
}

// stack is a random packet, and the name of the protocol it begins with.
func (g generator) stack() *packet.Packet {
	var layers []any
	if g.chance(50) {
		layers = append(layers, g.fill(packet.Ether{}, map[string]any{"src": packet.MAC(g.bytes(6)).String(), "dst": packet.MAC(g.bytes(6)).String(), "type": nil}))
		for g.chance(25) {
			layers = append(layers, g.fill(packet.Dot1Q{}, nil))
		}
		if g.chance(10) {
			return packet.Stack(append(layers, g.fill(packet.ARP{}, map[string]any{"hwtype": 1, "ptype": 0x800, "hwsrc": "02:00:00:00:00:01", "psrc": g.ip4()}))...)
		}
	}
	return packet.Stack(append(layers, g.network(3)...)...)
}

func (g generator) network(depth int) []any {
	ip := g.fill(packet.IP{}, map[string]any{"src": g.ip4(), "dst": g.ip4(), "version": 4, "proto": nil, "frag": 0, "options": g.ipOptions()})
	layers := []any{ip}
	switch n := g.IntN(10); {
	case n < 4:
		return g.payload(append(layers, g.fill(packet.TCP{SPort: 1024 + g.IntN(9), DPort: 7000 + g.IntN(100)}, map[string]any{"options": g.tcpOptions()})))
	case n < 6:
		return g.payload(append(layers, g.fill(packet.UDP{SPort: 1024 + g.IntN(9), DPort: 7000 + g.IntN(100)}, nil)))
	case n < 8:
		kind := []int{0, 3, 4, 5, 8, 11, 12, 17, 18, 30, 40, 37, 38}[g.IntN(13)]
		icmp := g.fill(packet.ICMP{Type: kind}, nil)
		switch kind {
		case 3, 4, 5, 11, 12:
			if g.chance(70) {
				quoted := []any{icmp, g.fill(packet.IPerror{}, map[string]any{"src": g.ip4(), "dst": g.ip4(), "version": 4, "proto": nil, "frag": 0, "options": nil})}
				switch g.IntN(3) {
				case 0:
					quoted = append(quoted, g.fill(packet.TCPerror{}, map[string]any{"sport": 1024, "dport": 1025}))
				case 1:
					quoted = append(quoted, g.fill(packet.UDPerror{}, map[string]any{"sport": 1024, "dport": 1025}))
				}
				return append(layers, quoted...)
			}
			return append(layers, icmp)
		}
		return g.payload(append(layers, icmp))
	case n < 9 && depth > 0:
		gre := g.fill(packet.GRE{}, map[string]any{"proto": nil, "routing_present": 0, "version": 0})
		return append(append(layers, gre), g.network(depth-1)...)
	case depth > 0:
		return append(layers, g.network(depth-1)...)
	}
	return layers
}

func (g generator) payload(layers []any) []any {
	if g.chance(60) {
		layers = append(layers, packet.Raw{Load: g.bytes(1 + g.IntN(40))})
		if g.chance(10) {
			layers = append(layers, packet.Padding{Load: g.bytes(1 + g.IntN(6))})
		}
	}
	return layers
}
