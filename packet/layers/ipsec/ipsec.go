package ipsec

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// AH is the header of what is authenticated.
	AH struct {
		Nh         any // unset
		Payloadlen any // computed
		Reserved   any // unset
		SPI        any // 1
		Seq        any // 0
		Icv        any // unset
		Padding    any // unset
	}

	// ESP is the header of what is encrypted.
	ESP struct {
		SPI  any // 1
		Seq  any // 0
		Data any // unset
	}
)

var (
	ahNh = packet.NewEnum(map[uint64]string{
		0: "hopopt", 1: "icmp", 2: "igmp", 3: "ggp", 4: "ipencap", 5: "st", 6: "tcp", 8: "egp", 9: "igp", 12: "pup", 17: "udp", 20: "hmp",
		22: "xns_idp", 27: "rdp", 29: "iso_tp4", 33: "dccp", 36: "xtp", 37: "ddp", 38: "idpr_cmtp", 41: "ipv6", 43: "ipv6_route",
		44: "ipv6_frag", 45: "idrp", 46: "rsvp", 47: "gre", 50: "esp", 51: "ah", 57: "skip", 58: "ipv6_icmp", 59: "ipv6_nonxt",
		60: "ipv6_opts", 73: "rspf", 81: "vmtp", 88: "eigrp", 89: "ospf", 93: "ax_25", 94: "ipip", 97: "etherip", 98: "encap", 103: "pim",
		108: "ipcomp", 112: "vrrp", 115: "l2tp", 124: "isis", 132: "sctp", 133: "fc", 135: "mobility_header", 136: "udplite",
		137: "mpls_in_ip", 138: "manet", 139: "hip", 140: "shim6", 141: "wesp", 142: "rohc", 143: "ethernet", 262: "mptcp",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	ahProto = packet.Define[AH](packet.Desc{
		Family: &family, Name: "AH",
		Fields: []packet.Field{
			packet.ByteEnumField("nh", nil, ahNh),
			packet.ByteField("payloadlen", nil),
			packet.ShortField("reserved", nil),
			packet.XIntField("spi", 1),
			packet.IntField("seq", 0),
			packet.StrLenField("icv", nil, icvLength).Hex(),
			packet.StrLenField("padding", nil, paddingLength).Hex(),
		},
		Next: func(h *packet.Header, _ []byte) *packet.Proto {
			switch h.Num("nh") {
			case 0:
				p, _ := packet.IP{}.Describe()
				return p
			case 41:
				p, _ := packet.IPv6{}.Describe()
				return p
			}
			return nil
		},
	})

	espProto = packet.Define[ESP](packet.Desc{
		Family: &family, Name: "ESP",
		Fields: []packet.Field{
			packet.XIntField("spi", 1),
			packet.IntField("seq", 0),
			packet.StrField("data", nil).Hex(),
		},
	})
)

// Describe returns the description and the values.
func (l AH) Describe() (*packet.Proto, []any) { return ahProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ESP) Describe() (*packet.Proto, []any) { return espProto, packet.ValuesOf(l) }

func init() {
	family.Bind(AH{},
		packet.Binding{Under: packet.IP{Proto: 51}},
		packet.Binding{Under: packet.IPv6{NH: 51}},
	)
	family.Bind(ESP{},
		packet.Binding{Under: packet.IP{Proto: 50}},
		packet.Binding{Under: packet.UDP{DPort: 4500}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 4500}},
		packet.Binding{Under: packet.IPv6{NH: 50}},
	)
}

// length is how many bytes the header says that it has after its fixed part.
func length(h *packet.Header) int { return (h.Num("payloadlen")+2)*4 - 12 }

func icvLength(h *packet.Header) int { return length(h) }

func paddingLength(*packet.Header) int { return 0 }
