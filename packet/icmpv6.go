package packet

var icmp6DestUnreachCode = NewEnum(map[uint64]string{0: "No route to destination",
	1: "Communication with destination administratively prohibited", 2: "Beyond scope of source address", 3: "Address unreachable",
	4: "Port unreachable"})

// ICMPv6DestUnreach is ICMPv6's Destination Unreachable.
type ICMPv6DestUnreach struct {
	Type   any // 1, Destination unreachable
	Code   any // 0, No route to destination
	Cksum  any // computed
	Length any // 0
	Unused any // 0
}

var icmp6DestUnreachProto = define[ICMPv6DestUnreach]("ICMPv6DestUnreach", "ICMPv6 Destination Unreachable",
	ByteEnumField("type", 1, icmp6Types), ByteEnumField("code", 0, icmp6DestUnreachCode), XShortField("cksum", nil), ByteField("length", 0),
	ThreeBytesField("unused", 0).Hex())

// Describe returns the description and the values.
func (l ICMPv6DestUnreach) Describe() (*Proto, []any) { return icmp6DestUnreachProto, valuesOf(&l) }

// ICMPv6PacketTooBig is ICMPv6's Packet Too Big.
type ICMPv6PacketTooBig struct {
	Type  any // 2, Packet too big
	Code  any // 0
	Cksum any // computed
	MTU   any // 1280
}

var icmp6PacketTooBigProto = define[ICMPv6PacketTooBig]("ICMPv6PacketTooBig", "ICMPv6 Packet Too Big",
	ByteEnumField("type", 2, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), IntField("mtu", 1280))

// Describe returns the description and the values.
func (l ICMPv6PacketTooBig) Describe() (*Proto, []any) { return icmp6PacketTooBigProto, valuesOf(&l) }

var icmp6TimeExceededCode = NewEnum(map[uint64]string{0: "hop limit exceeded in transit", 1: "fragment reassembly time exceeded"})

// ICMPv6TimeExceeded is ICMPv6's Time Exceeded.
type ICMPv6TimeExceeded struct {
	Type   any // 3, Time exceeded
	Code   any // 0, hop limit exceeded in transit
	Cksum  any // computed
	Length any // 0
	Unused any // 0
}

var icmp6TimeExceededProto = define[ICMPv6TimeExceeded]("ICMPv6TimeExceeded", "ICMPv6 Time Exceeded",
	ByteEnumField("type", 3, icmp6Types), ByteEnumField("code", 0, icmp6TimeExceededCode), XShortField("cksum", nil),
	ByteField("length", 0), ThreeBytesField("unused", 0).Hex())

// Describe returns the description and the values.
func (l ICMPv6TimeExceeded) Describe() (*Proto, []any) { return icmp6TimeExceededProto, valuesOf(&l) }

var icmp6ParamProblemCode = NewEnum(map[uint64]string{0: "erroneous header field encountered",
	1: "unrecognized Next Header type encountered", 2: "unrecognized IPv6 option encountered",
	3: "first fragment has incomplete header chain"})

// ICMPv6ParamProblem is ICMPv6's Parameter Problem.
type ICMPv6ParamProblem struct {
	Type  any // 4, Parameter problem
	Code  any // 0, erroneous header field encountered
	Cksum any // computed
	Ptr   any // 6
}

var icmp6ParamProblemProto = define[ICMPv6ParamProblem]("ICMPv6ParamProblem", "ICMPv6 Parameter Problem",
	ByteEnumField("type", 4, icmp6Types), ByteEnumField("code", 0, icmp6ParamProblemCode), XShortField("cksum", nil), IntField("ptr", 6))

// Describe returns the description and the values.
func (l ICMPv6ParamProblem) Describe() (*Proto, []any) { return icmp6ParamProblemProto, valuesOf(&l) }

// ICMPv6EchoRequest is ICMPv6's Echo Request.
type ICMPv6EchoRequest struct {
	Type  any // 128, Echo Request
	Code  any // 0
	Cksum any // computed
	ID    any // 0
	Seq   any // 0
	Data  any // bytes
}

var icmp6EchoRequestProto = define[ICMPv6EchoRequest]("ICMPv6EchoRequest", "ICMPv6 Echo Request",
	ByteEnumField("type", 128, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XShortField("id", 0), XShortField("seq", 0),
	StrField("data", []byte{}))

// Describe returns the description and the values.
func (l ICMPv6EchoRequest) Describe() (*Proto, []any) { return icmp6EchoRequestProto, valuesOf(&l) }

// ICMPv6EchoReply is ICMPv6's Echo Reply.
type ICMPv6EchoReply struct {
	Type  any // 129, Echo Reply
	Code  any // 0
	Cksum any // computed
	ID    any // 0
	Seq   any // 0
	Data  any // bytes
}

var icmp6EchoReplyProto = define[ICMPv6EchoReply]("ICMPv6EchoReply", "ICMPv6 Echo Reply",
	ByteEnumField("type", 129, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XShortField("id", 0), XShortField("seq", 0),
	StrField("data", []byte{}))

// Describe returns the description and the values.
func (l ICMPv6EchoReply) Describe() (*Proto, []any) { return icmp6EchoReplyProto, valuesOf(&l) }

// ICMPv6Unknown is an ICMPv6 message of any other type.
type ICMPv6Unknown struct {
	Type    any // 1, Destination unreachable
	Code    any // 0
	Cksum   any // computed
	MsgBody any // bytes
}

var icmp6UnknownProto = define[ICMPv6Unknown]("ICMPv6Unknown", "Scapy6 ICMPv6 fallback class",
	ByteEnumField("type", 1, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), StrField("msgbody", []byte{}))

// Describe returns the description and the values.
func (l ICMPv6Unknown) Describe() (*Proto, []any) { return icmp6UnknownProto, valuesOf(&l) }

// ICMPv6MLQuery is the Multicast Listener Query of MLD.
type ICMPv6MLQuery struct {
	Type     any // 130, MLD Query
	Code     any // 0
	Cksum    any // computed
	MRD      any // 10000
	Reserved any // 0
	MLAddr   any // ::
}

var icmp6MLQueryProto = define[ICMPv6MLQuery]("ICMPv6MLQuery", "MLD - Multicast Listener Query",
	ByteEnumField("type", 130, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), ShortField("mrd", 10000),
	ShortField("reserved", 0), IP6Field("mladdr", "::"))

// Describe returns the description and the values.
func (l ICMPv6MLQuery) Describe() (*Proto, []any) { return icmp6MLQueryProto, valuesOf(&l) }

// ICMPv6MLReport is the Multicast Listener Report of MLD.
type ICMPv6MLReport struct {
	Type     any // 131, MLD Report
	Code     any // 0
	Cksum    any // computed
	MRD      any // 0
	Reserved any // 0
	MLAddr   any // ::
}

var icmp6MLReportProto = define[ICMPv6MLReport]("ICMPv6MLReport", "MLD - Multicast Listener Report",
	ByteEnumField("type", 131, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), ShortField("mrd", 0),
	ShortField("reserved", 0), IP6Field("mladdr", "::"))

// Describe returns the description and the values.
func (l ICMPv6MLReport) Describe() (*Proto, []any) { return icmp6MLReportProto, valuesOf(&l) }

// ICMPv6MLDone is the Multicast Listener Done of MLD.
type ICMPv6MLDone struct {
	Type     any // 132, MLD Done
	Code     any // 0
	Cksum    any // computed
	MRD      any // 0
	Reserved any // 0
	MLAddr   any // ::
}

var icmp6MLDoneProto = define[ICMPv6MLDone]("ICMPv6MLDone", "MLD - Multicast Listener Done",
	ByteEnumField("type", 132, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), ShortField("mrd", 0),
	ShortField("reserved", 0), IP6Field("mladdr", "::"))

// Describe returns the description and the values.
func (l ICMPv6MLDone) Describe() (*Proto, []any) { return icmp6MLDoneProto, valuesOf(&l) }

// ICMPv6MLQuery2 is the Multicast Listener Query of MLDv2.
type ICMPv6MLQuery2 struct {
	Type          any // 130, MLD Query
	Code          any // 0
	Cksum         any // computed
	MRD           any // 10000
	Reserved      any // 0
	MLAddr        any // ::
	Resv          any // 0
	S             any // 0
	QRV           any // 0
	QQIC          any // 0
	SourcesNumber any // computed
	Sources       any
}

var icmp6MLQuery2Proto = define[ICMPv6MLQuery2]("ICMPv6MLQuery2", "MLDv2 - Multicast Listener Query",
	ByteEnumField("type", 130, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), ShortField("mrd", 10000),
	ShortField("reserved", 0), IP6Field("mladdr", "::"), BitField("Resv", 0, 4), BitField("S", 0, 1), BitField("QRV", 0, 3),
	ByteField("QQIC", 0), ShortField("sources_number", nil),
	FieldListCountField("sources", IP6Field("", "::"), func(h *Header) int { return int(h.num(10)) }))

// Describe returns the description and the values.
func (l ICMPv6MLQuery2) Describe() (*Proto, []any) { return icmp6MLQuery2Proto, valuesOf(&l) }

// ICMPv6MLReport2 is the Multicast Listener Report of MLDv2.
type ICMPv6MLReport2 struct {
	Type          any // 143, MLD Report Version 2
	Res           any // 0
	Cksum         any // computed
	Reserved      any // 0
	RecordsNumber any // computed
	Records       any
}

var icmp6MLReport2Proto = define[ICMPv6MLReport2]("ICMPv6MLReport2", "MLDv2 - Multicast Listener Report",
	ByteEnumField("type", 143, icmp6Types), ByteField("res", 0), XShortField("cksum", nil), ShortField("reserved", 0),
	ShortField("records_number", nil),
	Field{name: "records", def: []Layer(nil), codec: listCodec{
		choose: func([]byte) *Proto { return icmp6MLDMultAddrRecProto }, count: func(h *Header) int { return int(h.num(4)) },
	}})

// Describe returns the description and the values.
func (l ICMPv6MLReport2) Describe() (*Proto, []any) { return icmp6MLReport2Proto, valuesOf(&l) }

// ICMPv6MLDMultAddrRec is ICMPv6's MLDv2 - Multicast Address Record.
type ICMPv6MLDMultAddrRec struct {
	RType         any // 4
	AuxDataLen    any // computed
	SourcesNumber any // computed
	Dst           any // ::
	Sources       any
	AuxData       any // bytes
}

var icmp6MLDMultAddrRecProto = define[ICMPv6MLDMultAddrRec]("ICMPv6MLDMultAddrRec", "ICMPv6 MLDv2 - Multicast Address Record",
	ByteField("rtype", 4), FieldLenField("auxdata_len", "auxdata", 1),
	FieldLenField("sources_number", "sources", 2).Adjust(func(n int) int { return n / 16 }), IP6Field("dst", "::"),
	FieldListField("sources", IP6Field("", "::"), func(h *Header) int { return 16 * int(h.num(2)) }),
	StrLenField("auxdata", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l ICMPv6MLDMultAddrRec) Describe() (*Proto, []any) {
	return icmp6MLDMultAddrRecProto, valuesOf(&l)
}

// ICMPv6MRDAdvertisement is ICMPv6's Multicast Router Discovery Advertisement.
type ICMPv6MRDAdvertisement struct {
	Type       any // 151, Multicast Router Advertisement
	AdvInter   any // 20
	Cksum      any // computed
	QueryInt   any // 0
	Robustness any // 0
}

var icmp6MRDAdvertisementProto = define[ICMPv6MRDAdvertisement]("ICMPv6MRD_Advertisement", "ICMPv6 Multicast Router Discovery Advertisement",
	ByteEnumField("type", 151, icmp6Types), ByteField("advinter", 20), XShortField("cksum", nil), ShortField("queryint", 0),
	ShortField("robustness", 0))

// Describe returns the description and the values.
func (l ICMPv6MRDAdvertisement) Describe() (*Proto, []any) {
	return icmp6MRDAdvertisementProto, valuesOf(&l)
}

// ICMPv6MRDSolicitation is ICMPv6's Multicast Router Discovery Solicitation.
type ICMPv6MRDSolicitation struct {
	Type  any // 152, Multicast Router Solicitation
	Res   any // 0
	Cksum any // computed
}

var icmp6MRDSolicitationProto = define[ICMPv6MRDSolicitation]("ICMPv6MRD_Solicitation", "ICMPv6 Multicast Router Discovery Solicitation",
	ByteEnumField("type", 152, icmp6Types), ByteField("res", 0), XShortField("cksum", nil))

// Describe returns the description and the values.
func (l ICMPv6MRDSolicitation) Describe() (*Proto, []any) {
	return icmp6MRDSolicitationProto, valuesOf(&l)
}

// ICMPv6MRDTermination is ICMPv6's Multicast Router Discovery Termination.
type ICMPv6MRDTermination struct {
	Type  any // 153, Multicast Router Termination
	Res   any // 0
	Cksum any // computed
}

var icmp6MRDTerminationProto = define[ICMPv6MRDTermination]("ICMPv6MRD_Termination", "ICMPv6 Multicast Router Discovery Termination",
	ByteEnumField("type", 153, icmp6Types), ByteField("res", 0), XShortField("cksum", nil))

// Describe returns the description and the values.
func (l ICMPv6MRDTermination) Describe() (*Proto, []any) {
	return icmp6MRDTerminationProto, valuesOf(&l)
}

var icmp6HAADRequestR = NewEnum(map[uint64]string{1: "MR"})

// ICMPv6HAADRequest is ICMPv6's Home Agent Address Discovery Request.
type ICMPv6HAADRequest struct {
	Type  any // 144, Home Agent Address Discovery Request Message
	Code  any // 0
	Cksum any // computed
	ID    any
	R     any // 1, MR
	Res   any // 0
}

var icmp6HAADRequestProto = define[ICMPv6HAADRequest]("ICMPv6HAADRequest", "ICMPv6 Home Agent Address Discovery Request",
	ByteEnumField("type", 144, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XShortField("id", nil),
	BitEnumField("R", 1, 1, icmp6HAADRequestR), BitField("res", 0, 15).Hex())

// Describe returns the description and the values.
func (l ICMPv6HAADRequest) Describe() (*Proto, []any) { return icmp6HAADRequestProto, valuesOf(&l) }

// ICMPv6HAADReply is ICMPv6's Home Agent Address Discovery Reply.
type ICMPv6HAADReply struct {
	Type      any // 145, Home Agent Address Discovery Reply Message
	Code      any // 0
	Cksum     any // computed
	ID        any
	R         any // 1, MR
	Res       any // 0
	Addresses any
}

var icmp6HAADReplyProto = define[ICMPv6HAADReply]("ICMPv6HAADReply", "ICMPv6 Home Agent Address Discovery Reply",
	ByteEnumField("type", 145, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XShortField("id", nil),
	BitEnumField("R", 1, 1, icmp6HAADRequestR), BitField("res", 0, 15).Hex(), FieldListField("addresses", IP6Field("", "::"), nil))

// Describe returns the description and the values.
func (l ICMPv6HAADReply) Describe() (*Proto, []any) { return icmp6HAADReplyProto, valuesOf(&l) }

// ICMPv6MPSol is ICMPv6's Mobile Prefix Solicitation.
type ICMPv6MPSol struct {
	Type  any // 146, Mobile Prefix Solicitation
	Code  any // 0
	Cksum any // computed
	ID    any
	Res   any // 0
}

var icmp6MPSolProto = define[ICMPv6MPSol]("ICMPv6MPSol", "ICMPv6 Mobile Prefix Solicitation",
	ByteEnumField("type", 146, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XShortField("id", nil), XShortField("res", 0))

// Describe returns the description and the values.
func (l ICMPv6MPSol) Describe() (*Proto, []any) { return icmp6MPSolProto, valuesOf(&l) }

var icmp6MPAdvFlags = NewEnum(map[uint64]string{1: "O", 2: "M"})

// ICMPv6MPAdv is ICMPv6's Mobile Prefix Advertisement.
type ICMPv6MPAdv struct {
	Type  any // 147, Mobile Prefix Advertisement
	Code  any // 0
	Cksum any // computed
	ID    any
	Flags any // 2, M
	Res   any // 0
}

var icmp6MPAdvProto = define[ICMPv6MPAdv]("ICMPv6MPAdv", "ICMPv6 Mobile Prefix Advertisement",
	ByteEnumField("type", 147, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XShortField("id", nil),
	BitEnumField("flags", 2, 2, icmp6MPAdvFlags), BitField("res", 0, 14).Hex())

// Describe returns the description and the values.
func (l ICMPv6MPAdv) Describe() (*Proto, []any) { return icmp6MPAdvProto, valuesOf(&l) }

var icmp6RPLCode = NewEnum(map[uint64]string{0: "DIS", 1: "DIO", 2: "DAO", 3: "DAO-ACK", 7: "DCO", 8: "DCO-ACK"})

// ICMPv6RPL is a message of the routing protocol RPL, RFC 6550.
type ICMPv6RPL struct {
	Type  any // 155, RPL Control Message
	Code  any // 0, DIS
	Cksum any // computed
}

var icmp6RPLProto = define[ICMPv6RPL]("ICMPv6RPL", "RPL",
	ByteEnumField("type", 155, icmp6Types), ByteEnumField("code", 0, icmp6RPLCode), XShortField("cksum", nil))

// Describe returns the description and the values.
func (l ICMPv6RPL) Describe() (*Proto, []any) { return icmp6RPLProto, valuesOf(&l) }
