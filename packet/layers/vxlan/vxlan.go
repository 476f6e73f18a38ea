package vxlan

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// VXLAN is the header of a tunnel.
	VXLAN struct {
		Flags        any // flags, 8
		Reserved0    any // 0
		NextProtocol any // 0, NotDefined
		Reserved1    any // 0
		Gpflags      any // flags, 0
		Gpid         any // 0
		VNI          any // 0
		Reserved2    any // 0
	}
)

var (
	vxlanNextProtocol = packet.NewEnum(map[uint64]string{
		0: "NotDefined", 1: "IPv4", 2: "IPv6", 3: "Ethernet", 4: "NSH",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	vxlanProto = packet.Define[VXLAN](packet.Desc{
		Family: &family, Name: "VXLAN",
		Fields: []packet.Field{
			packet.FlagsField("flags", 8, 8, "OAM", "R", "NextProtocol", "Instance", "V1", "V2", "R", "G"),
			packet.ShortField("reserved0", 0).If(func(h *packet.Header) bool { return h.Num("flags")&4 != 0 }),
			packet.ByteEnumField("NextProtocol", 0, vxlanNextProtocol).If(func(h *packet.Header) bool { return h.Num("flags")&4 != 0 }),
			packet.ThreeBytesField("reserved1", 0).If(func(h *packet.Header) bool { return h.Num("flags")&0x84 == 0 }),
			packet.FlagsField("gpflags", 0, 8, "R", "R", "R", "A", "R", "R", "D", "R").Words().If(func(h *packet.Header) bool { return h.Num("flags")&128 != 0 }),
			packet.ShortField("gpid", 0).If(func(h *packet.Header) bool { return h.Num("flags")&128 != 0 }),
			packet.BitField("vni", 0, 24).Hex(),
			packet.XByteField("reserved2", 0),
		},
		Next: func(h *packet.Header, _ []byte) *packet.Proto {
			inner := packet.Layer(packet.Ether{})
			if h.Num("flags")&4 != 0 {
				switch h.Num("NextProtocol") {
				case 0, 3:
				case 1:
					inner = packet.IP{}
				case 2:
					inner = packet.IPv6{}
				default:
					return nil
				}
			}
			p, _ := inner.Describe()
			return p
		},
		SummaryIn: func(p *packet.Packet, i int) (string, []packet.Layer) {
			h := p.Layers()[i]
			vni, _ := h.Text("vni")
			if h.Num("flags")&0x80 != 0 {
				gpid, _ := h.Text("gpid")
				vni += " gpid=" + gpid
			}
			return "VXLAN (vni=" + vni + ")", nil
		},
	})
)

// Describe returns the description and the values.
func (l VXLAN) Describe() (*packet.Proto, []any) { return vxlanProto, packet.ValuesOf(l) }

func init() {
	family.Bind(VXLAN{},
		packet.Binding{Under: packet.UDP{DPort: 4789}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 4790}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 6633}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 8472}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 48879}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 4789}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 4790}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 6633}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 8472}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 4789, DPort: 4789}},
	)
}
