package dot11

import "github.com/pyops-go/pyops/packet"

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

// protoOf is looked up when it is needed, since descriptions name each other.
func protoOf(l packet.Layer) *packet.Proto {
	p, _ := l.Describe()
	return p
}

const (
	management = 0
	control    = 1
	data       = 2
	extension  = 3
)

func init() {
	over := func(l packet.Layer, kind, subtype int) {
		family.Bind(l, packet.Binding{Under: Dot11FCS{Type: kind, Subtype: subtype}}, packet.Binding{Under: Dot11{Type: kind, Subtype: subtype}})
	}
	over(Dot11AssoReq{}, management, 0)
	over(Dot11AssoResp{}, management, 1)
	over(Dot11ReassoReq{}, management, 2)
	over(Dot11ReassoResp{}, management, 3)
	over(Dot11ProbeReq{}, management, 4)
	over(Dot11ProbeResp{}, management, 5)
	over(Dot11Beacon{}, management, 8)
	over(Dot11ATIM{}, management, 9)
	over(Dot11Disas{}, management, 10)
	over(Dot11Auth{}, management, 11)
	over(Dot11Deauth{}, management, 12)
	over(Dot11Ack{}, control, 13)
	over(Dot11QoS{}, data, 12)

	var lists []packet.Binding
	for _, l := range []packet.Layer{
		Dot11Beacon{}, Dot11AssoReq{}, Dot11AssoResp{}, Dot11ReassoReq{}, Dot11ReassoResp{}, Dot11ProbeReq{}, Dot11ProbeResp{}, Dot11Auth{},
		Dot11Elt{}, Dot11EltRates{}, Dot11EltDSSSet{}, Dot11EltCountry{}, Dot11EltERP{}, Dot11EltHTCapabilities{}, Dot11EltRSN{},
		Dot11EltVendorSpecific{}, Dot11EltMicrosoftWPA{},
	} {
		lists = append(lists, packet.Binding{Under: l})
	}
	family.Bind(Dot11Elt{}, lists...)
	family.Bind(Dot11{}, packet.Binding{Under: PrismHeader{}})
	family.Bind(Dot11FCS{}, packet.Binding{Under: RadioTap{Present: 1 << 1, Flags: 0x10}, NoDissect: true})
}
