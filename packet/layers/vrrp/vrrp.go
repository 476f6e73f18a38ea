package vrrp

import (
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
)

type (
	// VRRP is an advertisement of version 2.
	VRRP struct {
		Version  any // 2
		Type     any // 1
		Vrid     any // 1
		Priority any // 100
		Ipcount  any // computed
		Authtype any // 0
		Adv      any // 1
		Chksum   any // unset
		Addrlist any // a list
		Auth1    any // 0
		Auth2    any // 0
	}

	// VRRPv3 is an advertisement of version 3, over IPv4 or IPv6.
	VRRPv3 struct {
		Version  any // 3
		Type     any // 1
		Vrid     any // 1
		Priority any // 100
		Ipcount  any // computed
		Res      any // 0
		Adv      any // 100
		Chksum   any // unset
		Addrlist any // unset
	}
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	vrrpProto = packet.Define[VRRP](packet.Desc{
		Family: &family, Name: "VRRP",
		Fields: []packet.Field{
			packet.BitField("version", 2, 4),
			packet.BitField("type", 1, 4),
			packet.ByteField("vrid", 1),
			packet.ByteField("priority", 100),
			packet.FieldCountField("ipcount", "addrlist", 1),
			packet.ByteField("authtype", 0),
			packet.ByteField("adv", 1),
			packet.XShortField("chksum", nil),
			packet.FieldListCountField("addrlist", packet.IPField("", "0.0.0.0"), packet.LengthIn("ipcount")),
			packet.IntField("auth1", 0),
			packet.IntField("auth2", 0),
		},
		Pick: pick, Finish: checksum,
	})

	vrrpv3Proto = packet.Define[VRRPv3](packet.Desc{
		Family: &family, Name: "VRRPv3",
		Fields: []packet.Field{
			packet.BitField("version", 3, 4),
			packet.BitField("type", 1, 4),
			packet.ByteField("vrid", 1),
			packet.ByteField("priority", 100),
			packet.FieldCountField("ipcount", "addrlist", 1),
			packet.BitField("res", 0, 4),
			packet.BitField("adv", 100, 12),
			packet.XShortField("chksum", nil),
			packet.OneOfField(kind,
				packet.FieldListCountField("addrlist", packet.IPField("", "0.0.0.0"), packet.LengthIn("ipcount")),
				packet.FieldListCountField("addrlist", packet.IP6Field("", "::").Pad(16), packet.LengthIn("ipcount")),
				packet.StrField("addrlist", []byte{})),
		},
		Pick: pick, PseudoSum: &packet.PseudoSum{Field: "chksum", Offset: 6, Proto: 112},
	})
)

// Describe returns the description and the values.
func (l VRRP) Describe() (*packet.Proto, []any) { return vrrpProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l VRRPv3) Describe() (*packet.Proto, []any) { return vrrpv3Proto, packet.ValuesOf(l) }

func init() {
	family.Bind(VRRP{},
		packet.Binding{Under: packet.IP{Proto: 112}},
	)
	family.Bind(VRRPv3{},
		packet.Binding{Under: packet.IP{Proto: 112}},
		packet.Binding{Under: packet.IPv6{NH: 112}},
	)
}

// v2 and v3 are the two versions, set once both are described.
var v2, v3 *packet.Proto

func init() { v2, v3 = vrrpProto, vrrpv3Proto }

// pick tells the versions apart by the first four bits.
func pick(data []byte) *packet.Proto {
	if len(data) == 0 {
		return nil
	}
	if data[0]>>4 == 3 {
		return v3
	}
	return v2
}

// kind is which of the kinds of addresses a message of version 3 has: it does not
// say so itself.
func kind(h *packet.Header) int {
	switch h.Under().Name() {
	case "IP":
		return 0
	case "IPv6":
		return 1
	}
	return 2
}

// checksum fills in that of version 2, which covers the message alone.
func checksum(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("chksum"); v == nil && len(header) >= 8 {
		binary.BigEndian.PutUint16(header[6:], packet.Checksum(header))
	}
	return header, payload, nil
}
