package packet

// ICMPv6NDRS is the Router Solicitation of Neighbor Discovery.
type ICMPv6NDRS struct {
	Type  any // 133, Router Solicitation
	Code  any // 0
	Cksum any // computed
	Res   any // 0
}

var icmp6NDRSProto = define[ICMPv6NDRS]("ICMPv6ND_RS", "ICMPv6 Neighbor Discovery - Router Solicitation",
	ByteEnumField("type", 133, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), IntField("res", 0))

// Describe returns the description and the values.
func (l ICMPv6NDRS) Describe() (*Proto, []any) { return icmp6NDRSProto, valuesOf(&l) }

var icmp6NDRAPrf = NewEnum(map[uint64]string{0: "Medium (default)", 1: "High", 2: "Reserved", 3: "Low"})

// ICMPv6NDRA is the Router Advertisement of Neighbor Discovery.
type ICMPv6NDRA struct {
	Type           any // 134, Router Advertisement
	Code           any // 0
	Cksum          any // computed
	CHLim          any // 0
	M              any // 0
	O              any // 0
	H              any // 0
	Prf            any // 1, High
	P              any // 0
	Res            any // 0
	RouterLifetime any // 1800
	ReachableTime  any // 0
	RetransTimer   any // 0
}

var icmp6NDRAProto = define[ICMPv6NDRA]("ICMPv6ND_RA", "ICMPv6 Neighbor Discovery - Router Advertisement",
	ByteEnumField("type", 134, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), ByteField("chlim", 0), BitField("M", 0, 1),
	BitField("O", 0, 1), BitField("H", 0, 1), BitEnumField("prf", 1, 2, icmp6NDRAPrf), BitField("P", 0, 1), BitField("res", 0, 2),
	ShortField("routerlifetime", 1800), IntField("reachabletime", 0), IntField("retranstimer", 0))

// Describe returns the description and the values.
func (l ICMPv6NDRA) Describe() (*Proto, []any) { return icmp6NDRAProto, valuesOf(&l) }

// ICMPv6NDNS is the Neighbor Solicitation of Neighbor Discovery.
type ICMPv6NDNS struct {
	Type  any // 135, Neighbor Solicitation
	Code  any // 0
	Cksum any // computed
	Res   any // 0
	Tgt   any // ::
}

var icmp6NDNSProto = define[ICMPv6NDNS]("ICMPv6ND_NS", "ICMPv6 Neighbor Discovery - Neighbor Solicitation",
	ByteEnumField("type", 135, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), IntField("res", 0), IP6Field("tgt", "::"))

// Describe returns the description and the values.
func (l ICMPv6NDNS) Describe() (*Proto, []any) { return icmp6NDNSProto, valuesOf(&l) }

// ICMPv6NDNA is the Neighbor Advertisement of Neighbor Discovery.
type ICMPv6NDNA struct {
	Type  any // 136, Neighbor Advertisement
	Code  any // 0
	Cksum any // computed
	R     any // 1
	S     any // 0
	O     any // 1
	Res   any // 0
	Tgt   any // ::
}

var icmp6NDNAProto = define[ICMPv6NDNA]("ICMPv6ND_NA", "ICMPv6 Neighbor Discovery - Neighbor Advertisement",
	ByteEnumField("type", 136, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), BitField("R", 1, 1), BitField("S", 0, 1),
	BitField("O", 1, 1), BitField("res", 0, 29).Hex(), IP6Field("tgt", "::"))

// Describe returns the description and the values.
func (l ICMPv6NDNA) Describe() (*Proto, []any) { return icmp6NDNAProto, valuesOf(&l) }

// ICMPv6NDRedirect is the Redirect of Neighbor Discovery.
type ICMPv6NDRedirect struct {
	Type  any // 137, Redirect Message
	Code  any // 0
	Cksum any // computed
	Res   any // 0
	Tgt   any // ::
	Dst   any // ::
}

var icmp6NDRedirectProto = define[ICMPv6NDRedirect]("ICMPv6ND_Redirect", "ICMPv6 Neighbor Discovery - Redirect",
	ByteEnumField("type", 137, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XIntField("res", 0), IP6Field("tgt", "::"),
	IP6Field("dst", "::"))

// Describe returns the description and the values.
func (l ICMPv6NDRedirect) Describe() (*Proto, []any) { return icmp6NDRedirectProto, valuesOf(&l) }

// ICMPv6NDINDSol is the Solicitation of Inverse Neighbor Discovery.
type ICMPv6NDINDSol struct {
	Type     any // 141, Inverse Neighbor Discovery Solicitation Message
	Code     any // 0
	Cksum    any // computed
	Reserved any // 0
}

var icmp6NDINDSolProto = define[ICMPv6NDINDSol]("ICMPv6ND_INDSol", "ICMPv6 Inverse Neighbor Discovery Solicitation",
	ByteEnumField("type", 141, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XIntField("reserved", 0))

// Describe returns the description and the values.
func (l ICMPv6NDINDSol) Describe() (*Proto, []any) { return icmp6NDINDSolProto, valuesOf(&l) }

// ICMPv6NDINDAdv is the Advertisement of Inverse Neighbor Discovery.
type ICMPv6NDINDAdv struct {
	Type     any // 142, Inverse Neighbor Discovery Advertisement Message
	Code     any // 0
	Cksum    any // computed
	Reserved any // 0
}

var icmp6NDINDAdvProto = define[ICMPv6NDINDAdv]("ICMPv6ND_INDAdv", "ICMPv6 Inverse Neighbor Discovery Advertisement",
	ByteEnumField("type", 142, icmp6Types), ByteField("code", 0), XShortField("cksum", nil), XIntField("reserved", 0))

// Describe returns the description and the values.
func (l ICMPv6NDINDAdv) Describe() (*Proto, []any) { return icmp6NDINDAdvProto, valuesOf(&l) }

// ICMPv6NDOptSrcLLAddr is the option Source Link-Layer Address of Neighbor Discovery.
type ICMPv6NDOptSrcLLAddr struct {
	Type   any // 1
	Len    any // 1
	LLAddr any // 00:00:00:00:00:00
}

var icmp6NDOptSrcLLAddrProto = define[ICMPv6NDOptSrcLLAddr]("ICMPv6NDOptSrcLLAddr",
	"ICMPv6 Neighbor Discovery Option - Source Link-Layer Address",
	ByteField("type", 1), ByteField("len", 1), MACField("lladdr", "00:00:00:00:00:00"))

// Describe returns the description and the values.
func (l ICMPv6NDOptSrcLLAddr) Describe() (*Proto, []any) {
	return icmp6NDOptSrcLLAddrProto, valuesOf(&l)
}

// ICMPv6NDOptDstLLAddr is the option Destination Link-Layer Address of Neighbor Discovery.
type ICMPv6NDOptDstLLAddr struct {
	Type   any // 2
	Len    any // 1
	LLAddr any // 00:00:00:00:00:00
}

var icmp6NDOptDstLLAddrProto = define[ICMPv6NDOptDstLLAddr]("ICMPv6NDOptDstLLAddr",
	"ICMPv6 Neighbor Discovery Option - Destination Link-Layer Address",
	ByteField("type", 2), ByteField("len", 1), MACField("lladdr", "00:00:00:00:00:00"))

// Describe returns the description and the values.
func (l ICMPv6NDOptDstLLAddr) Describe() (*Proto, []any) {
	return icmp6NDOptDstLLAddrProto, valuesOf(&l)
}

// ICMPv6NDOptPrefixInfo is the option Prefix Information of Neighbor Discovery.
type ICMPv6NDOptPrefixInfo struct {
	Type              any // 3
	Len               any // 4
	PrefixLen         any // 64
	L                 any // 1
	A                 any // 1
	R                 any // 0
	Res1              any // 0
	ValidLifetime     any // 4294967295
	PreferredLifetime any // 4294967295
	Res2              any // 0
	Prefix            any // ::
}

var icmp6NDOptPrefixInfoProto = define[ICMPv6NDOptPrefixInfo]("ICMPv6NDOptPrefixInfo", "ICMPv6 Neighbor Discovery Option - Prefix Information",
	ByteField("type", 3), ByteField("len", 4), ByteField("prefixlen", 64), BitField("L", 1, 1), BitField("A", 1, 1), BitField("R", 0, 1),
	BitField("res1", 0, 5), XIntField("validlifetime", uint32(4294967295)), XIntField("preferredlifetime", uint32(4294967295)),
	XIntField("res2", 0), IP6Field("prefix", "::"))

// Describe returns the description and the values.
func (l ICMPv6NDOptPrefixInfo) Describe() (*Proto, []any) {
	return icmp6NDOptPrefixInfoProto, valuesOf(&l)
}

// ICMPv6NDOptRedirectedHdr is the option Redirected Header of Neighbor Discovery.
type ICMPv6NDOptRedirectedHdr struct {
	Type any // 4
	Len  any // computed
	Res  any // bytes
	Pkt  any // bytes
}

var icmp6NDOptRedirectedHdrProto = define[ICMPv6NDOptRedirectedHdr]("ICMPv6NDOptRedirectedHdr",
	"ICMPv6 Neighbor Discovery Option - Redirected Header",
	ByteField("type", 4), FieldLenField("len", "pkt", 1).Adjust(func(n int) int { return (n + 8) / 8 }),
	StrFixedLenField("res", "\x00\x00\x00\x00\x00\x00", 6), Field{name: "pkt", def: []byte{}, codec: quotedPacketCodec{}})

// Describe returns the description and the values.
func (l ICMPv6NDOptRedirectedHdr) Describe() (*Proto, []any) {
	return icmp6NDOptRedirectedHdrProto, valuesOf(&l)
}

// ICMPv6NDOptMTU is the option MTU of Neighbor Discovery.
type ICMPv6NDOptMTU struct {
	Type any // 5
	Len  any // 1
	Res  any // 0
	MTU  any // 1280
}

var icmp6NDOptMTUProto = define[ICMPv6NDOptMTU]("ICMPv6NDOptMTU", "ICMPv6 Neighbor Discovery Option - MTU",
	ByteField("type", 5), ByteField("len", 1), XShortField("res", 0), IntField("mtu", 1280))

// Describe returns the description and the values.
func (l ICMPv6NDOptMTU) Describe() (*Proto, []any) { return icmp6NDOptMTUProto, valuesOf(&l) }

// ICMPv6NDOptShortcutLimit is the option NBMA Shortcut Limit of Neighbor Discovery.
type ICMPv6NDOptShortcutLimit struct {
	Type        any // 6
	Len         any // 1
	ShortcutLim any // 40
	Res1        any // 0
	Res2        any // 0
}

var icmp6NDOptShortcutLimitProto = define[ICMPv6NDOptShortcutLimit]("ICMPv6NDOptShortcutLimit",
	"ICMPv6 Neighbor Discovery Option - NBMA Shortcut Limit",
	ByteField("type", 6), ByteField("len", 1), ByteField("shortcutlim", 40), ByteField("res1", 0), IntField("res2", 0))

// Describe returns the description and the values.
func (l ICMPv6NDOptShortcutLimit) Describe() (*Proto, []any) {
	return icmp6NDOptShortcutLimitProto, valuesOf(&l)
}

// ICMPv6NDOptAdvInterval is the Interval Advertisement of Neighbor Discovery.
type ICMPv6NDOptAdvInterval struct {
	Type   any // 7
	Len    any // 1
	Res    any // 0
	AdvInt any // 0
}

var icmp6NDOptAdvIntervalProto = define[ICMPv6NDOptAdvInterval]("ICMPv6NDOptAdvInterval", "ICMPv6 Neighbor Discovery - Interval Advertisement",
	ByteField("type", 7), ByteField("len", 1), ShortField("res", 0), IntField("advint", 0))

// Describe returns the description and the values.
func (l ICMPv6NDOptAdvInterval) Describe() (*Proto, []any) {
	return icmp6NDOptAdvIntervalProto, valuesOf(&l)
}

// ICMPv6NDOptHAInfo is the Home Agent Information of Neighbor Discovery.
type ICMPv6NDOptHAInfo struct {
	Type     any // 8
	Len      any // 1
	Res      any // 0
	Pref     any // 0
	Lifetime any // 1
}

var icmp6NDOptHAInfoProto = define[ICMPv6NDOptHAInfo]("ICMPv6NDOptHAInfo", "ICMPv6 Neighbor Discovery - Home Agent Information",
	ByteField("type", 8), ByteField("len", 1), ShortField("res", 0), ShortField("pref", 0), ShortField("lifetime", 1))

// Describe returns the description and the values.
func (l ICMPv6NDOptHAInfo) Describe() (*Proto, []any) { return icmp6NDOptHAInfoProto, valuesOf(&l) }

// ICMPv6NDOptSrcAddrList is the Source Address List of Inverse Neighbor Discovery.
type ICMPv6NDOptSrcAddrList struct {
	Type     any // 9
	Len      any // computed
	Res      any // bytes
	AddrList any
}

var icmp6NDOptSrcAddrListProto = define[ICMPv6NDOptSrcAddrList]("ICMPv6NDOptSrcAddrList",
	"ICMPv6 Inverse Neighbor Discovery Option - Source Address List",
	ByteField("type", 9), FieldCountField("len", "addrlist", 1).Adjust(func(n int) int { return 2*n + 1 }),
	StrFixedLenField("res", "\x00\x00\x00\x00\x00\x00", 6),
	FieldListField("addrlist", IP6Field("", "::"), func(h *Header) int { return 8*int(h.num(1)) - 8 }))

// Describe returns the description and the values.
func (l ICMPv6NDOptSrcAddrList) Describe() (*Proto, []any) {
	return icmp6NDOptSrcAddrListProto, valuesOf(&l)
}

// ICMPv6NDOptTgtAddrList is the Target Address List of Inverse Neighbor Discovery.
type ICMPv6NDOptTgtAddrList struct {
	Type     any // 10
	Len      any // computed
	Res      any // bytes
	AddrList any
}

var icmp6NDOptTgtAddrListProto = define[ICMPv6NDOptTgtAddrList]("ICMPv6NDOptTgtAddrList",
	"ICMPv6 Inverse Neighbor Discovery Option - Target Address List",
	ByteField("type", 10), FieldCountField("len", "addrlist", 1).Adjust(func(n int) int { return 2*n + 1 }),
	StrFixedLenField("res", "\x00\x00\x00\x00\x00\x00", 6),
	FieldListField("addrlist", IP6Field("", "::"), func(h *Header) int { return 8*int(h.num(1)) - 8 }))

// Describe returns the description and the values.
func (l ICMPv6NDOptTgtAddrList) Describe() (*Proto, []any) {
	return icmp6NDOptTgtAddrListProto, valuesOf(&l)
}

var icmp6NDOptIPAddrOptcode = NewEnum(map[uint64]string{1: "Old Care-Of Address", 2: "New Care-Of Address", 3: "NAR's IP address"})

// ICMPv6NDOptIPAddr is the IP Address Option (FH for MIPv6) of Neighbor Discovery.
type ICMPv6NDOptIPAddr struct {
	Type    any // 17
	Len     any // 3
	OptCode any // 1, Old Care-Of Address
	PLen    any // 64
	Res     any // 0
	Addr    any // ::
}

var icmp6NDOptIPAddrProto = define[ICMPv6NDOptIPAddr]("ICMPv6NDOptIPAddr", "ICMPv6 Neighbor Discovery - IP Address Option (FH for MIPv6)",
	ByteField("type", 17), ByteField("len", 3), ByteEnumField("optcode", 1, icmp6NDOptIPAddrOptcode), ByteField("plen", 64),
	IntField("res", 0), IP6Field("addr", "::"))

// Describe returns the description and the values.
func (l ICMPv6NDOptIPAddr) Describe() (*Proto, []any) { return icmp6NDOptIPAddrProto, valuesOf(&l) }

// ICMPv6NDOptNewRtrPrefix is the New Router Prefix Information Option (FH for MIPv6) of Neighbor Discovery.
type ICMPv6NDOptNewRtrPrefix struct {
	Type    any // 18
	Len     any // 3
	OptCode any // 0
	PLen    any // 64
	Res     any // 0
	Prefix  any // ::
}

var icmp6NDOptNewRtrPrefixProto = define[ICMPv6NDOptNewRtrPrefix]("ICMPv6NDOptNewRtrPrefix",
	"ICMPv6 Neighbor Discovery - New Router Prefix Information Option (FH for MIPv6)",
	ByteField("type", 18), ByteField("len", 3), ByteField("optcode", 0), ByteField("plen", 64), IntField("res", 0), IP6Field("prefix", "::"))

// Describe returns the description and the values.
func (l ICMPv6NDOptNewRtrPrefix) Describe() (*Proto, []any) {
	return icmp6NDOptNewRtrPrefixProto, valuesOf(&l)
}

var icmp6NDOptLLAOptcode = NewEnum(map[uint64]string{0: "Wildcard requesting resolution for all nearby AP", 1: "LLA for the new AP",
	2: "LLA of the MN", 3: "LLA of the NAR", 4: "LLA of the src of TrSolPr or PrRtAdv msg",
	5: "AP identified by LLA belongs to current iface of router", 6: "No preifx info available for AP identified by the LLA",
	7: "No fast handovers support for AP identified by the LLA"})

// ICMPv6NDOptLLA is the Link-Layer Address (LLA) Option (FH for MIPv6) of Neighbor Discovery.
type ICMPv6NDOptLLA struct {
	Type    any // 19
	Len     any // 1
	OptCode any // 0, Wildcard requesting resolution for all nearby AP
	LLA     any // 00:00:00:00:00:00
}

var icmp6NDOptLLAProto = define[ICMPv6NDOptLLA]("ICMPv6NDOptLLA", "ICMPv6 Neighbor Discovery - Link-Layer Address (LLA) Option (FH for MIPv6)",
	ByteField("type", 19), ByteField("len", 1), ByteEnumField("optcode", 0, icmp6NDOptLLAOptcode), MACField("lla", "00:00:00:00:00:00"))

// Describe returns the description and the values.
func (l ICMPv6NDOptLLA) Describe() (*Proto, []any) { return icmp6NDOptLLAProto, valuesOf(&l) }

// ICMPv6NDOptMAP is the MAP Option of Neighbor Discovery.
type ICMPv6NDOptMAP struct {
	Type          any // 23
	Len           any // 3
	Dist          any // 1
	Pref          any // 15
	R             any // 1
	Res           any // 0
	ValidLifetime any // 4294967295
	Addr          any // ::
}

var icmp6NDOptMAPProto = define[ICMPv6NDOptMAP]("ICMPv6NDOptMAP", "ICMPv6 Neighbor Discovery - MAP Option",
	ByteField("type", 23), ByteField("len", 3), BitField("dist", 1, 4), BitField("pref", 15, 4), BitField("R", 1, 1), BitField("res", 0, 7),
	IntField("validlifetime", uint32(4294967295)), IP6Field("addr", "::"))

// Describe returns the description and the values.
func (l ICMPv6NDOptMAP) Describe() (*Proto, []any) { return icmp6NDOptMAPProto, valuesOf(&l) }

// ICMPv6NDOptRouteInfo is the option Route Information Option of Neighbor Discovery.
type ICMPv6NDOptRouteInfo struct {
	Type       any // 24
	Len        any // computed
	PLen       any // computed
	Res1       any // 0
	Prf        any // 0, Medium (default)
	Res2       any // 0
	RTLifetime any // 4294967295
	Prefix     any
}

var icmp6NDOptRouteInfoProto = define[ICMPv6NDOptRouteInfo]("ICMPv6NDOptRouteInfo",
	"ICMPv6 Neighbor Discovery Option - Route Information Option",
	ByteField("type", 24), FieldLenField("len", "prefix", 1).Adjust(func(n int) int { return (n + 8) / 8 }), ByteField("plen", nil),
	BitField("res1", 0, 3), BitEnumField("prf", 0, 2, icmp6NDRAPrf), BitField("res2", 0, 3), IntField("rtlifetime", uint32(4294967295)),
	Field{name: "prefix", codec: routePrefixCodec{}})

// Describe returns the description and the values.
func (l ICMPv6NDOptRouteInfo) Describe() (*Proto, []any) {
	return icmp6NDOptRouteInfoProto, valuesOf(&l)
}

// ICMPv6NDOptRDNSS is the option Recursive DNS Server Option of Neighbor Discovery.
type ICMPv6NDOptRDNSS struct {
	Type     any // 25
	Len      any // computed
	Res      any
	Lifetime any // 4294967295
	DNS      any
}

var icmp6NDOptRDNSSProto = define[ICMPv6NDOptRDNSS]("ICMPv6NDOptRDNSS", "ICMPv6 Neighbor Discovery Option - Recursive DNS Server Option",
	ByteField("type", 25), FieldCountField("len", "dns", 1).Adjust(func(n int) int { return 2*n + 1 }), ShortField("res", nil),
	IntField("lifetime", uint32(4294967295)), FieldListField("dns", IP6Field("", "::"), func(h *Header) int { return 8*int(h.num(1)) - 8 }))

// Describe returns the description and the values.
func (l ICMPv6NDOptRDNSS) Describe() (*Proto, []any) { return icmp6NDOptRDNSSProto, valuesOf(&l) }

// ICMPv6NDOptEFA is the option Expanded Flags Option of Neighbor Discovery.
type ICMPv6NDOptEFA struct {
	Type any // 26
	Len  any // 1
	Res  any // 0
}

var icmp6NDOptEFAProto = define[ICMPv6NDOptEFA]("ICMPv6NDOptEFA", "ICMPv6 Neighbor Discovery Option - Expanded Flags Option",
	ByteField("type", 26), ByteField("len", 1), BitField("res", 0, 48))

// Describe returns the description and the values.
func (l ICMPv6NDOptEFA) Describe() (*Proto, []any) { return icmp6NDOptEFAProto, valuesOf(&l) }

// ICMPv6NDOptDNSSL is the option DNS Search List Option of Neighbor Discovery.
type ICMPv6NDOptDNSSL struct {
	Type       any // 31
	Len        any // computed
	Res        any
	Lifetime   any // 4294967295
	SearchList any
}

var icmp6NDOptDNSSLProto = define[ICMPv6NDOptDNSSL]("ICMPv6NDOptDNSSL", "ICMPv6 Neighbor Discovery Option - DNS Search List Option",
	ByteField("type", 31), FieldLenField("len", "searchlist", 1).Adjust(func(n int) int { return (n + 8) / 8 }), ShortField("res", nil),
	IntField("lifetime", uint32(4294967295)),
	Field{name: "searchlist", def: []any(nil), codec: nameListCodec{length: func(h *Header) int { return 8*int(h.num(1)) - 8 }, pad: 8}})

// Describe returns the description and the values.
func (l ICMPv6NDOptDNSSL) Describe() (*Proto, []any) { return icmp6NDOptDNSSLProto, valuesOf(&l) }

// ICMPv6NDOptUnknown is any other option of Neighbor Discovery.
type ICMPv6NDOptUnknown struct {
	Type any
	Len  any // computed
	Data any // bytes
}

var icmp6NDOptUnknownProto = define[ICMPv6NDOptUnknown]("ICMPv6NDOptUnknown", "ICMPv6 Neighbor Discovery Option - Scapy Unimplemented",
	ByteField("type", nil), FieldLenField("len", "data", 1).Adjust(func(n int) int { return n + 2 }),
	StrLenField("data", []byte{}, func(h *Header) int { return int(h.num(1)) - 2 }))

// Describe returns the description and the values.
func (l ICMPv6NDOptUnknown) Describe() (*Proto, []any) { return icmp6NDOptUnknownProto, valuesOf(&l) }
