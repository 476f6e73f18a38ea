package packet

// Pad1 is one byte of padding.
type Pad1 struct {
	OType any // 0, Pad1
}

var pad1Proto = define[Pad1]("Pad1", "",
	Field{name: "otype", def: 0, bits: 8, codec: optionTypeCodec{}})

// Describe returns the description and the values.
func (l Pad1) Describe() (*Proto, []any) { return pad1Proto, valuesOf(&l) }

// PadN is so many bytes of padding.
type PadN struct {
	OType   any // 1, PadN
	OptLen  any // computed
	OptData any // bytes
}

var padNProto = define[PadN]("PadN", "",
	Field{name: "otype", def: 1, bits: 8, codec: optionTypeCodec{}}, FieldLenField("optlen", "optdata", 1),
	StrLenField("optdata", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l PadN) Describe() (*Proto, []any) { return padNProto, valuesOf(&l) }

var routerAlertValues = NewEnum(map[uint64]string{0: "Datagram contains a MLD message", 1: "Datagram contains RSVP message",
	2: "Datagram contains an Active Network message", 68: "NSIS NATFW NSLP", 69: "MPLS OAM", 65535: "Reserved"})

// RouterAlert is the option that has routers look at the packet, RFC 2711.
type RouterAlert struct {
	OType  any // 5, Router Alert
	OptLen any // 2
	Value  any
}

var routerAlertProto = define[RouterAlert]("RouterAlert", "Router Alert",
	Field{name: "otype", def: 5, bits: 8, codec: optionTypeCodec{}}, ByteField("optlen", 2), ShortEnumField("value", nil, routerAlertValues))

// Describe returns the description and the values.
func (l RouterAlert) Describe() (*Proto, []any) { return routerAlertProto, valuesOf(&l) }

// Jumbo is the option with the length of a jumbogram, RFC 2675.
type Jumbo struct {
	OType     any // 194, Jumbo Payload
	OptLen    any // 4
	JumboPLen any // computed
}

var jumboProto = define[Jumbo]("Jumbo", "Jumbo Payload",
	Field{name: "otype", def: 194, bits: 8, codec: optionTypeCodec{}}, ByteField("optlen", 4), IntField("jumboplen", nil))

// Describe returns the description and the values.
func (l Jumbo) Describe() (*Proto, []any) { return jumboProto, valuesOf(&l) }

// HAO is the Home Address option of mobile hosts, RFC 6275.
type HAO struct {
	OType  any // 201, Home Address Option
	OptLen any // 16
	HOA    any // ::
}

var haoProto = define[HAO]("HAO", "Home Address Option",
	Field{name: "otype", def: 201, bits: 8, codec: optionTypeCodec{}}, ByteField("optlen", 16), IP6Field("hoa", "::"))

// Describe returns the description and the values.
func (l HAO) Describe() (*Proto, []any) { return haoProto, valuesOf(&l) }

// HBHOptUnknown is any other option.
type HBHOptUnknown struct {
	OType   any // 1, PadN
	OptLen  any // computed
	OptData any // bytes
}

var hbhOptUnknownProto = define[HBHOptUnknown]("HBHOptUnknown", "Scapy6 Unknown Option",
	Field{name: "otype", def: 1, bits: 8, codec: optionTypeCodec{}}, FieldLenField("optlen", "optdata", 1),
	StrLenField("optdata", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l HBHOptUnknown) Describe() (*Proto, []any) { return hbhOptUnknownProto, valuesOf(&l) }

// IPv6ExtHdrHopByHop is the header of options that every hop reads.
type IPv6ExtHdrHopByHop struct {
	NH      any // 59, No Next Header
	Len     any // computed
	Autopad any // 1
	Options any
}

var ipv6HopByHopProto = define[IPv6ExtHdrHopByHop]("IPv6ExtHdrHopByHop", "IPv6 Extension Header - Hop-by-Hop Options Header",
	ByteEnumField("nh", 59, ipv6Headers), FieldLenField("len", "options", 1).Adjust(func(n int) int { return (n+2+7)/8 - 1 }),
	Field{name: "autopad", def: 1, codec: autopadCodec{}}, hbhOptions())

// Describe returns the description and the values.
func (l IPv6ExtHdrHopByHop) Describe() (*Proto, []any) { return ipv6HopByHopProto, valuesOf(&l) }

// IPv6ExtHdrDestOpt is the header of options that the destination reads.
type IPv6ExtHdrDestOpt struct {
	NH      any // 59, No Next Header
	Len     any // computed
	Autopad any // 1
	Options any
}

var ipv6DestOptProto = define[IPv6ExtHdrDestOpt]("IPv6ExtHdrDestOpt", "IPv6 Extension Header - Destination Options Header",
	ByteEnumField("nh", 59, ipv6Headers), FieldLenField("len", "options", 1).Adjust(func(n int) int { return (n+2+7)/8 - 1 }),
	Field{name: "autopad", def: 1, codec: autopadCodec{}}, hbhOptions())

// Describe returns the description and the values.
func (l IPv6ExtHdrDestOpt) Describe() (*Proto, []any) { return ipv6DestOptProto, valuesOf(&l) }

// IPv6ExtHdrFragment is the header of a fragment.
type IPv6ExtHdrFragment struct {
	NH     any // 59, No Next Header
	Res1   any // 0
	Offset any // 0
	Res2   any // 0
	M      any // 0
	ID     any
}

var ipv6FragmentProto = define[IPv6ExtHdrFragment]("IPv6ExtHdrFragment", "IPv6 Extension Header - Fragmentation header",
	ByteEnumField("nh", 59, ipv6Headers), BitField("res1", 0, 8), BitField("offset", 0, 13), BitField("res2", 0, 2), BitField("m", 0, 1),
	IntField("id", nil))

// Describe returns the description and the values.
func (l IPv6ExtHdrFragment) Describe() (*Proto, []any) { return ipv6FragmentProto, valuesOf(&l) }

// IPv6ExtHdrRouting is a routing header.
type IPv6ExtHdrRouting struct {
	NH        any // 59, No Next Header
	Len       any // computed
	Type      any // 0
	SegLeft   any
	Reserved  any // 0
	Addresses any
}

var ipv6RoutingProto = define[IPv6ExtHdrRouting]("IPv6ExtHdrRouting", "IPv6 Option Header Routing",
	ByteEnumField("nh", 59, ipv6Headers), FieldCountField("len", "addresses", 1).Adjust(func(n int) int { return 2 * n }),
	ByteField("type", 0), ByteField("segleft", nil), BitField("reserved", 0, 32),
	FieldListField("addresses", IP6Field("", "::"), func(h *Header) int { return 8 * int(h.num(1)) }))

// Describe returns the description and the values.
func (l IPv6ExtHdrRouting) Describe() (*Proto, []any) { return ipv6RoutingProto, valuesOf(&l) }

// IPv6ExtHdrSegmentRouting is a segment routing header, RFC 8754.
type IPv6ExtHdrSegmentRouting struct {
	NH         any // 59, No Next Header
	Len        any // computed
	Type       any // 4
	SegLeft    any
	LastEntry  any
	Unused1    any // 0
	Protected  any // 0
	Oam        any // 0
	Alert      any // 0
	HMAC       any // 0
	Unused2    any // 0
	Tag        any // 0
	Addresses  any
	TlvObjects any
}

var ipv6SegmentRoutingProto = define[IPv6ExtHdrSegmentRouting]("IPv6ExtHdrSegmentRouting", "IPv6 Option Header Segment Routing",
	ByteEnumField("nh", 59, ipv6Headers), ByteField("len", nil), ByteField("type", 4), ByteField("segleft", nil),
	ByteField("lastentry", nil), BitField("unused1", 0, 1), BitField("protected", 0, 1), BitField("oam", 0, 1), BitField("alert", 0, 1),
	BitField("hmac", 0, 1), BitField("unused2", 0, 3), ShortField("tag", 0),
	FieldListCountField("addresses", IP6Field("", "::"), func(h *Header) int { return int(h.num(4)) + 1 }).WithDefault([]any{"::1"}),
	PacketListField("tlv_objects", []Layer(nil), segmentTLV, func(h *Header) int { return 8*int(h.num(1)) - 16*(int(h.num(4))+1) }))

// Describe returns the description and the values.
func (l IPv6ExtHdrSegmentRouting) Describe() (*Proto, []any) {
	return ipv6SegmentRoutingProto, valuesOf(&l)
}

var segmentTLVTypes = NewEnum(map[uint64]string{0: "Pad1 TLV", 1: "Ingress Node TLV", 2: "Egress Node TLV", 4: "PadN TLV", 5: "HMAC TLV"})

// IPv6ExtHdrSegmentRoutingTLV is the object Generic of a segment routing header.
type IPv6ExtHdrSegmentRoutingTLV struct {
	Type  any
	Len   any // 0
	Value any // bytes
}

var ipv6SegmentTLVProto = define[IPv6ExtHdrSegmentRoutingTLV]("IPv6ExtHdrSegmentRoutingTLV", "IPv6 Option Header Segment Routing - Generic TLV",
	ByteEnumField("type", nil, segmentTLVTypes), ByteField("len", 0),
	StrLenField("value", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l IPv6ExtHdrSegmentRoutingTLV) Describe() (*Proto, []any) {
	return ipv6SegmentTLVProto, valuesOf(&l)
}

// IPv6ExtHdrSegmentRoutingTLVIngressNode is the object Ingress Node of a segment routing header.
type IPv6ExtHdrSegmentRoutingTLVIngressNode struct {
	Type        any // 1, Ingress Node TLV
	Len         any // 18
	Reserved    any // 0
	Flags       any // 0
	IngressNode any // ::1
}

var ipv6SegmentTLVIngressNodeProto = define[IPv6ExtHdrSegmentRoutingTLVIngressNode]("IPv6ExtHdrSegmentRoutingTLVIngressNode",
	"IPv6 Option Header Segment Routing - Ingress Node TLV",
	ByteEnumField("type", 1, segmentTLVTypes), ByteField("len", 18), ByteField("reserved", 0), ByteField("flags", 0),
	IP6Field("ingress_node", "::1"))

// Describe returns the description and the values.
func (l IPv6ExtHdrSegmentRoutingTLVIngressNode) Describe() (*Proto, []any) {
	return ipv6SegmentTLVIngressNodeProto, valuesOf(&l)
}

// IPv6ExtHdrSegmentRoutingTLVEgressNode is the object Egress Node of a segment routing header.
type IPv6ExtHdrSegmentRoutingTLVEgressNode struct {
	Type       any // 2, Egress Node TLV
	Len        any // 18
	Reserved   any // 0
	Flags      any // 0
	EgressNode any // ::1
}

var ipv6SegmentTLVEgressNodeProto = define[IPv6ExtHdrSegmentRoutingTLVEgressNode]("IPv6ExtHdrSegmentRoutingTLVEgressNode",
	"IPv6 Option Header Segment Routing - Egress Node TLV",
	ByteEnumField("type", 2, segmentTLVTypes), ByteField("len", 18), ByteField("reserved", 0), ByteField("flags", 0),
	IP6Field("egress_node", "::1"))

// Describe returns the description and the values.
func (l IPv6ExtHdrSegmentRoutingTLVEgressNode) Describe() (*Proto, []any) {
	return ipv6SegmentTLVEgressNodeProto, valuesOf(&l)
}

// IPv6ExtHdrSegmentRoutingTLVPad1 is the object Pad1 of a segment routing header.
type IPv6ExtHdrSegmentRoutingTLVPad1 struct {
	Type    any // 0, Pad1 TLV
	Len     any // computed
	Padding any // bytes
}

var ipv6SegmentTLVPad1Proto = define[IPv6ExtHdrSegmentRoutingTLVPad1]("IPv6ExtHdrSegmentRoutingTLVPad1",
	"IPv6 Option Header Segment Routing - Pad1 TLV",
	ByteEnumField("type", 0, segmentTLVTypes), FieldLenField("len", "padding", 1),
	StrLenField("padding", "\x00", func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l IPv6ExtHdrSegmentRoutingTLVPad1) Describe() (*Proto, []any) {
	return ipv6SegmentTLVPad1Proto, valuesOf(&l)
}

// IPv6ExtHdrSegmentRoutingTLVPadN is the object PadN of a segment routing header.
type IPv6ExtHdrSegmentRoutingTLVPadN struct {
	Type    any // 4, PadN TLV
	Len     any // computed
	Padding any // bytes
}

var ipv6SegmentTLVPadNProto = define[IPv6ExtHdrSegmentRoutingTLVPadN]("IPv6ExtHdrSegmentRoutingTLVPadN",
	"IPv6 Option Header Segment Routing - PadN TLV",
	ByteEnumField("type", 4, segmentTLVTypes), FieldLenField("len", "padding", 1),
	StrLenField("padding", "\x00", func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l IPv6ExtHdrSegmentRoutingTLVPadN) Describe() (*Proto, []any) {
	return ipv6SegmentTLVPadNProto, valuesOf(&l)
}

// IPv6ExtHdrSegmentRoutingTLVHMAC is the object HMAC of a segment routing header.
type IPv6ExtHdrSegmentRoutingTLVHMAC struct {
	Type      any // 5, HMAC TLV
	Len       any // computed
	D         any // 0
	Reserved  any // 0
	HMACKeyID any // 0
	HMAC      any // bytes
}

var ipv6SegmentTLVHMACProto = define[IPv6ExtHdrSegmentRoutingTLVHMAC]("IPv6ExtHdrSegmentRoutingTLVHMAC",
	"IPv6 Option Header Segment Routing - HMAC TLV",
	ByteEnumField("type", 5, segmentTLVTypes), FieldLenField("len", "hmac", 2).Adjust(func(n int) int { return n + 48 }),
	BitField("D", 0, 1), BitField("reserved", 0, 15), IntField("hmackeyid", 0),
	StrLenField("hmac", []byte{}, func(h *Header) int { return int(h.num(1)) - 48 }))

// Describe returns the description and the values.
func (l IPv6ExtHdrSegmentRoutingTLVHMAC) Describe() (*Proto, []any) {
	return ipv6SegmentTLVHMACProto, valuesOf(&l)
}
