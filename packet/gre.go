package packet

import (
	"encoding/binary"
	"slices"
)

// GRE is Generic Routing Encapsulation, RFC 2784 and 2890.
type GRE struct {
	ChksumPresent     any // 0
	RoutingPresent    any // 0
	KeyPresent        any // 0
	SeqNumPresent     any // 0
	StrictRouteSource any // 0
	RecursionControl  any // 0
	Flags             any // 0
	Version           any // 0
	Proto             any // what lies above sets it
	Chksum            any // computed; with ChksumPresent or RoutingPresent
	Offset            any // 0; with ChksumPresent or RoutingPresent
	Key               any // 0; with KeyPresent
	SequenceNumber    any // 0; with SeqNumPresent
}

// GREPPTP is GRE as PPTP uses it.
type GREPPTP struct {
	ChksumPresent     any // 0
	RoutingPresent    any // 0
	KeyPresent        any // 1
	SeqNumPresent     any // 0
	StrictRouteSource any // 0
	RecursionControl  any // 0
	AckNumPresent     any // 0
	Flags             any // 0
	Version           any // 1
	Proto             any // 0x880b, PPP
	PayloadLen        any // computed
	CallID            any // 0
	SequenceNumber    any // 0; with SeqNumPresent
	AckNumber         any // 0; with AckNumPresent
}

// GRERouting is an entry of GRE's source routes.
type GRERouting struct {
	AddressFamily any // 0
	SREOffset     any // 0
	SRELen        any // computed
	RoutingInfo   any // bytes
}

// bitSet is the condition that one of some fields, by number, is not zero.
func bitSet(fields ...int) func(h *Header) bool {
	return func(h *Header) bool { return slices.ContainsFunc(fields, func(i int) bool { return h.num(i) != 0 }) }
}

var (
	greProto = define[GRE]("GRE", "", BitField("chksum_present", 0, 1), BitField("routing_present", 0, 1), BitField("key_present", 0, 1),
		BitField("seqnum_present", 0, 1), BitField("strict_route_source", 0, 1), BitField("recursion_control", 0, 3), BitField("flags", 0, 5),
		BitField("version", 0, 3), XShortEnumField("proto", 0, etherTypes), XShortField("chksum", nil).If(bitSet(0, 1)),
		XShortField("offset", nil).If(bitSet(0, 1)), XIntField("key", nil).If(bitSet(2)), XIntField("sequence_number", nil).If(bitSet(3)))
	grePPTPProto = define[GREPPTP]("GRE_PPTP", "GRE PPTP", BitField("chksum_present", 0, 1), BitField("routing_present", 0, 1),
		BitField("key_present", 1, 1), BitField("seqnum_present", 0, 1), BitField("strict_route_source", 0, 1),
		BitField("recursion_control", 0, 3),
		BitField("acknum_present", 0, 1), BitField("flags", 0, 4), BitField("version", 1, 3), XShortEnumField("proto", 0x880b, etherTypes),
		ShortField("payload_len", nil), ShortField("call_id", nil), XIntField("sequence_number", nil).If(bitSet(3)),
		XIntField("ack_number", nil).If(bitSet(6)))
	greRoutingProto = define[GRERouting]("GRErouting", "GRE routing information", ShortField("address_family", 0), ByteField("SRE_offset", 0),
		FieldLenField("SRE_len", "routing_info", 1), StrLenField("routing_info", []byte{}, func(h *Header) int { return int(h.num(2)) }))
)

// Describe returns the description and the values.
func (l GRE) Describe() (*Proto, []any) { return greProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l GREPPTP) Describe() (*Proto, []any) { return grePPTPProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l GRERouting) Describe() (*Proto, []any) { return greRoutingProto, valuesOf(&l) }

func init() {
	greProto.pick = func(data []byte) *Proto {
		if len(data) >= 4 && data[1]&7 == 1 && binary.BigEndian.Uint16(data[2:]) == 0x880b {
			return grePPTPProto
		}
		return greProto
	}
	greProto.finish = func(b *builder, i int) error {
		if h := b.p.layers[i]; h.num(0) != 0 && h.value(9) == nil {
			binary.BigEndian.PutUint16(b.header(i)[4:], Checksum(b.buf[b.offs[i]:b.end(i)]))
		}
		return nil
	}
	grePPTPProto.finish = func(b *builder, i int) error {
		if b.p.layers[i].value(10) == nil {
			binary.BigEndian.PutUint16(b.header(i)[4:], uint16(len(b.payload(i))))
		}
		return nil
	}
}
