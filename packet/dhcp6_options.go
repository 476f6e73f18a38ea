package packet

// DHCP6OptUnknown is any other option of DHCPv6.
type DHCP6OptUnknown struct {
	OptCode any // 0
	OptLen  any // computed
	Data    any // bytes
}

var dhcp6OptUnknownProto = define[DHCP6OptUnknown]("DHCP6OptUnknown", "Unknown DHCPv6 Option",
	ShortEnumField("optcode", 0, dhcp6Options), FieldLenField("optlen", "data", 2),
	StrLenField("data", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptUnknown) Describe() (*Proto, []any) { return dhcp6OptUnknownProto, valuesOf(&l) }

// DHCP6OptClientID is DHCPv6's option Client Identifier.
type DHCP6OptClientID struct {
	OptCode any // 1, CLIENTID
	OptLen  any // computed
	DUID    any // bytes
}

var dhcp6OptClientIDProto = define[DHCP6OptClientID]("DHCP6OptClientId", "DHCP6 Client Identifier Option",
	ShortEnumField("optcode", 1, dhcp6Options), FieldLenField("optlen", "duid", 2),
	Field{name: "duid", def: []byte{}, codec: nestedCodec{choose: duidOf, length: 1}})

// Describe returns the description and the values.
func (l DHCP6OptClientID) Describe() (*Proto, []any) { return dhcp6OptClientIDProto, valuesOf(&l) }

// DHCP6OptServerID is DHCPv6's option Server Identifier.
type DHCP6OptServerID struct {
	OptCode any // 2, SERVERID
	OptLen  any // computed
	DUID    any // bytes
}

var dhcp6OptServerIDProto = define[DHCP6OptServerID]("DHCP6OptServerId", "DHCP6 Server Identifier Option",
	ShortEnumField("optcode", 2, dhcp6Options), FieldLenField("optlen", "duid", 2),
	Field{name: "duid", def: []byte{}, codec: nestedCodec{choose: duidOf, length: 1}})

// Describe returns the description and the values.
func (l DHCP6OptServerID) Describe() (*Proto, []any) { return dhcp6OptServerIDProto, valuesOf(&l) }

// DHCP6OptIAAddress is DHCPv6's option IA Address Option (IA_TA or IA_NA suboption).
type DHCP6OptIAAddress struct {
	OptCode    any // 5, IAADDR
	OptLen     any // computed
	Addr       any // ::
	PrefLft    any // 0
	ValidLft   any // 0
	IAAddrOpts any
}

var dhcp6OptIAAddressProto = define[DHCP6OptIAAddress]("DHCP6OptIAAddress", "DHCP6 IA Address Option (IA_TA or IA_NA suboption)",
	ShortEnumField("optcode", 5, dhcp6Options), FieldLenField("optlen", "iaaddropts", 2).Adjust(func(n int) int { return n + 24 }),
	IP6Field("addr", "::"), IntEnumField("preflft", 0, dhcp6Lifetimes), IntEnumField("validlft", 0, dhcp6Lifetimes),
	PacketListField("iaaddropts", []Layer(nil), dhcp6Option, func(h *Header) int { return int(h.num(1)) - 24 }))

// Describe returns the description and the values.
func (l DHCP6OptIAAddress) Describe() (*Proto, []any) { return dhcp6OptIAAddressProto, valuesOf(&l) }

// DHCP6OptIATA is DHCPv6's option Identity Association for Temporary Addresses.
type DHCP6OptIATA struct {
	OptCode  any // 4, IA_TA
	OptLen   any // computed
	IAID     any
	IATAOpts any
}

var dhcp6OptIATAProto = define[DHCP6OptIATA]("DHCP6OptIA_TA", "DHCP6 Identity Association for Temporary Addresses Option",
	ShortEnumField("optcode", 4, dhcp6Options), FieldLenField("optlen", "iataopts", 2).Adjust(func(n int) int { return n + 4 }),
	XIntField("iaid", nil), PacketListField("iataopts", []Layer(nil), dhcp6Option, func(h *Header) int { return int(h.num(1)) - 4 }))

// Describe returns the description and the values.
func (l DHCP6OptIATA) Describe() (*Proto, []any) { return dhcp6OptIATAProto, valuesOf(&l) }

// DHCP6OptIANA is DHCPv6's option Identity Association for Non-temporary Addresses.
type DHCP6OptIANA struct {
	OptCode  any // 3, IA_NA
	OptLen   any // computed
	IAID     any
	T1       any
	T2       any
	IANAOpts any
}

var dhcp6OptIANAProto = define[DHCP6OptIANA]("DHCP6OptIA_NA", "DHCP6 Identity Association for Non-temporary Addresses Option",
	ShortEnumField("optcode", 3, dhcp6Options), FieldLenField("optlen", "ianaopts", 2).Adjust(func(n int) int { return n + 12 }),
	XIntField("iaid", nil), IntField("T1", nil), IntField("T2", nil),
	PacketListField("ianaopts", []Layer(nil), dhcp6Option, func(h *Header) int { return int(h.num(1)) - 12 }))

// Describe returns the description and the values.
func (l DHCP6OptIANA) Describe() (*Proto, []any) { return dhcp6OptIANAProto, valuesOf(&l) }

// DHCP6OptOptReq is DHCPv6's option Option Request.
type DHCP6OptOptReq struct {
	OptCode any // 6, ORO
	OptLen  any // computed
	ReqOpts any
}

var dhcp6OptOptReqProto = define[DHCP6OptOptReq]("DHCP6OptOptReq", "DHCP6 Option Request Option",
	ShortEnumField("optcode", 6, dhcp6Options), FieldLenField("optlen", "reqopts", 2),
	FieldListField("reqopts", ShortEnumField("", 0, dhcp6Options), optionLengthOf).WithDefault([]any{23, 24}))

// Describe returns the description and the values.
func (l DHCP6OptOptReq) Describe() (*Proto, []any) { return dhcp6OptOptReqProto, valuesOf(&l) }

// DHCP6OptPref is DHCPv6's option Preference.
type DHCP6OptPref struct {
	OptCode any // 7, PREFERENCE
	OptLen  any // 1
	PrefVal any // 255
}

var dhcp6OptPrefProto = define[DHCP6OptPref]("DHCP6OptPref", "DHCP6 Preference Option",
	ShortEnumField("optcode", 7, dhcp6Options), ShortField("optlen", 1), ByteField("prefval", 255))

// Describe returns the description and the values.
func (l DHCP6OptPref) Describe() (*Proto, []any) { return dhcp6OptPrefProto, valuesOf(&l) }

// DHCP6OptElapsedTime is DHCPv6's option Elapsed Time.
type DHCP6OptElapsedTime struct {
	OptCode     any // 8, ELAPSED_TIME
	OptLen      any // 2
	ElapsedTime any // 0
}

var dhcp6OptElapsedTimeProto = define[DHCP6OptElapsedTime]("DHCP6OptElapsedTime", "DHCP6 Elapsed Time Option",
	ShortEnumField("optcode", 8, dhcp6Options), ShortField("optlen", 2), Field{name: "elapsedtime", def: 0, bits: 16, codec: elapsedCodec{}})

// Describe returns the description and the values.
func (l DHCP6OptElapsedTime) Describe() (*Proto, []any) {
	return dhcp6OptElapsedTimeProto, valuesOf(&l)
}

// DHCP6OptRelayMsg is DHCPv6's option Relay Message.
type DHCP6OptRelayMsg struct {
	OptCode any // 9, RELAY_MSG
	OptLen  any // computed
	Message any
}

var dhcp6OptRelayMsgProto = define[DHCP6OptRelayMsg]("DHCP6OptRelayMsg", "DHCP6 Relay Message Option",
	ShortEnumField("optcode", 9, dhcp6Options), FieldLenField("optlen", "message", 2),
	Field{name: "message", def: []Layer{DHCP6{}}, codec: nestedCodec{choose: dhcp6Message, length: 1}})

// Describe returns the description and the values.
func (l DHCP6OptRelayMsg) Describe() (*Proto, []any) { return dhcp6OptRelayMsgProto, valuesOf(&l) }

// DHCP6OptAuth is DHCPv6's option Authentication.
type DHCP6OptAuth struct {
	OptCode  any // 11, AUTH
	OptLen   any // computed
	Proto    any // 3, reconfigure key
	Alg      any // 1, HMAC-MD5
	RDM      any // 0, use of a monotonically increasing value
	Replay   any // bytes
	AuthInfo any // bytes
}

var dhcp6OptAuthProto = define[DHCP6OptAuth]("DHCP6OptAuth", "DHCP6 Option - Authentication",
	ShortEnumField("optcode", 11, dhcp6Options), FieldLenField("optlen", "authinfo", 2).Adjust(func(n int) int { return n + 11 }),
	ByteEnumField("proto", 3, dhcp6AuthProtos), ByteEnumField("alg", 1, dhcp6AuthAlgorithms), ByteEnumField("rdm", 0, dhcp6AuthRDMs),
	StrFixedLenField("replay", "\x00\x00\x00\x00\x00\x00\x00\x00", 8),
	StrLenField("authinfo", []byte{}, func(h *Header) int { return int(h.num(1)) - 11 }))

// Describe returns the description and the values.
func (l DHCP6OptAuth) Describe() (*Proto, []any) { return dhcp6OptAuthProto, valuesOf(&l) }

// DHCP6OptServerUnicast is DHCPv6's option Server Unicast.
type DHCP6OptServerUnicast struct {
	OptCode any // 12, UNICAST
	OptLen  any // 16
	SrvAddr any
}

var dhcp6OptServerUnicastProto = define[DHCP6OptServerUnicast]("DHCP6OptServerUnicast", "DHCP6 Server Unicast Option",
	ShortEnumField("optcode", 12, dhcp6Options), ShortField("optlen", 16), IP6Field("srvaddr", nil))

// Describe returns the description and the values.
func (l DHCP6OptServerUnicast) Describe() (*Proto, []any) {
	return dhcp6OptServerUnicastProto, valuesOf(&l)
}

// DHCP6OptStatusCode is DHCPv6's option Status Code.
type DHCP6OptStatusCode struct {
	OptCode    any // 13, STATUS_CODE
	OptLen     any // computed
	StatusCode any
	StatusMsg  any // bytes
}

var dhcp6OptStatusCodeProto = define[DHCP6OptStatusCode]("DHCP6OptStatusCode", "DHCP6 Status Code Option",
	ShortEnumField("optcode", 13, dhcp6Options), FieldLenField("optlen", "statusmsg", 2).Adjust(func(n int) int { return n + 2 }),
	ShortEnumField("statuscode", nil, dhcp6Statuses), StrLenField("statusmsg", []byte{}, func(h *Header) int { return int(h.num(1)) - 2 }))

// Describe returns the description and the values.
func (l DHCP6OptStatusCode) Describe() (*Proto, []any) { return dhcp6OptStatusCodeProto, valuesOf(&l) }

// DHCP6OptRapidCommit is DHCPv6's option Rapid Commit.
type DHCP6OptRapidCommit struct {
	OptCode any // 14, RAPID_COMMIT
	OptLen  any // 0
}

var dhcp6OptRapidCommitProto = define[DHCP6OptRapidCommit]("DHCP6OptRapidCommit", "DHCP6 Rapid Commit Option",
	ShortEnumField("optcode", 14, dhcp6Options), ShortField("optlen", 0))

// Describe returns the description and the values.
func (l DHCP6OptRapidCommit) Describe() (*Proto, []any) {
	return dhcp6OptRapidCommitProto, valuesOf(&l)
}

// DHCP6OptIfaceID is DHCPv6's option Interface-Id.
type DHCP6OptIfaceID struct {
	OptCode any // 18, INTERFACE_ID
	OptLen  any // computed
	IfaceID any // bytes
}

var dhcp6OptIfaceIDProto = define[DHCP6OptIfaceID]("DHCP6OptIfaceId", "DHCP6 Interface-Id Option",
	ShortEnumField("optcode", 18, dhcp6Options), FieldLenField("optlen", "ifaceid", 2),
	StrLenField("ifaceid", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptIfaceID) Describe() (*Proto, []any) { return dhcp6OptIfaceIDProto, valuesOf(&l) }

// DHCP6OptReconfMsg is DHCPv6's option Reconfigure Message.
type DHCP6OptReconfMsg struct {
	OptCode any // 19, RECONF_MSG
	OptLen  any // 1
	MsgType any // 11, Information Request
}

var dhcp6OptReconfMsgProto = define[DHCP6OptReconfMsg]("DHCP6OptReconfMsg", "DHCP6 Reconfigure Message Option",
	ShortEnumField("optcode", 19, dhcp6Options), ShortField("optlen", 1), ByteEnumField("msgtype", 11, dhcp6ReconfTypes))

// Describe returns the description and the values.
func (l DHCP6OptReconfMsg) Describe() (*Proto, []any) { return dhcp6OptReconfMsgProto, valuesOf(&l) }

// DHCP6OptReconfAccept is DHCPv6's option Reconfigure Accept.
type DHCP6OptReconfAccept struct {
	OptCode any // 20, RECONF_ACCEPT
	OptLen  any // 0
}

var dhcp6OptReconfAcceptProto = define[DHCP6OptReconfAccept]("DHCP6OptReconfAccept", "DHCP6 Reconfigure Accept Option",
	ShortEnumField("optcode", 20, dhcp6Options), ShortField("optlen", 0))

// Describe returns the description and the values.
func (l DHCP6OptReconfAccept) Describe() (*Proto, []any) {
	return dhcp6OptReconfAcceptProto, valuesOf(&l)
}

// DHCP6OptSIPDomains is DHCPv6's option SIP Servers Domain Name List.
type DHCP6OptSIPDomains struct {
	OptCode    any // 21, SIP Servers Domain Name List
	OptLen     any // computed
	SIPDomains any
}

var dhcp6OptSIPDomainsProto = define[DHCP6OptSIPDomains]("DHCP6OptSIPDomains", "DHCP6 Option - SIP Servers Domain Name List",
	ShortEnumField("optcode", 21, dhcp6Options), FieldLenField("optlen", "sipdomains", 2),
	Field{name: "sipdomains", def: []any(nil), codec: nameListCodec{length: optionLengthOf}})

// Describe returns the description and the values.
func (l DHCP6OptSIPDomains) Describe() (*Proto, []any) { return dhcp6OptSIPDomainsProto, valuesOf(&l) }

// DHCP6OptSIPServers is DHCPv6's option SIP Servers IPv6 Address List.
type DHCP6OptSIPServers struct {
	OptCode    any // 22, SIP Servers IPv6 Address List
	OptLen     any // computed
	SIPServers any
}

var dhcp6OptSIPServersProto = define[DHCP6OptSIPServers]("DHCP6OptSIPServers", "DHCP6 Option - SIP Servers IPv6 Address List",
	ShortEnumField("optcode", 22, dhcp6Options), FieldLenField("optlen", "sipservers", 2),
	FieldListField("sipservers", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptSIPServers) Describe() (*Proto, []any) { return dhcp6OptSIPServersProto, valuesOf(&l) }

// DHCP6OptDNSServers is DHCPv6's option DNS Recursive Name Server.
type DHCP6OptDNSServers struct {
	OptCode    any // 23, DNS Recursive Name Server Option
	OptLen     any // computed
	DNSServers any
}

var dhcp6OptDNSServersProto = define[DHCP6OptDNSServers]("DHCP6OptDNSServers", "DHCP6 Option - DNS Recursive Name Server",
	ShortEnumField("optcode", 23, dhcp6Options), FieldLenField("optlen", "dnsservers", 2),
	FieldListField("dnsservers", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptDNSServers) Describe() (*Proto, []any) { return dhcp6OptDNSServersProto, valuesOf(&l) }

// DHCP6OptDNSDomains is DHCPv6's option Domain Search List.
type DHCP6OptDNSDomains struct {
	OptCode    any // 24, Domain Search List option
	OptLen     any // computed
	DNSDomains any
}

var dhcp6OptDNSDomainsProto = define[DHCP6OptDNSDomains]("DHCP6OptDNSDomains", "DHCP6 Option - Domain Search List option",
	ShortEnumField("optcode", 24, dhcp6Options), FieldLenField("optlen", "dnsdomains", 2),
	Field{name: "dnsdomains", def: []any(nil), codec: nameListCodec{length: optionLengthOf}})

// Describe returns the description and the values.
func (l DHCP6OptDNSDomains) Describe() (*Proto, []any) { return dhcp6OptDNSDomainsProto, valuesOf(&l) }

// DHCP6OptIAPrefix is DHCPv6's option IA Prefix.
type DHCP6OptIAPrefix struct {
	OptCode    any // 26, OPTION_IAPREFIX
	OptLen     any // computed
	PrefLft    any // 0
	ValidLft   any // 0
	PLen       any // 48
	Prefix     any // 2001:db8::
	IAPrefOpts any
}

var dhcp6OptIAPrefixProto = define[DHCP6OptIAPrefix]("DHCP6OptIAPrefix", "DHCP6 Option - IA Prefix option",
	ShortEnumField("optcode", 26, dhcp6Options), FieldLenField("optlen", "iaprefopts", 2).Adjust(func(n int) int { return n + 25 }),
	IntEnumField("preflft", 0, dhcp6Lifetimes), IntEnumField("validlft", 0, dhcp6Lifetimes), ByteField("plen", 48),
	IP6Field("prefix", "2001:db8::"),
	PacketListField("iaprefopts", []Layer(nil), dhcp6Option, func(h *Header) int { return int(h.num(1)) - 25 }))

// Describe returns the description and the values.
func (l DHCP6OptIAPrefix) Describe() (*Proto, []any) { return dhcp6OptIAPrefixProto, valuesOf(&l) }

// DHCP6OptIAPD is DHCPv6's option Identity Association for Prefix Delegation.
type DHCP6OptIAPD struct {
	OptCode any // 25, OPTION_IA_PD
	OptLen  any // computed
	IAID    any
	T1      any
	T2      any
	IAPDOpt any
}

var dhcp6OptIAPDProto = define[DHCP6OptIAPD]("DHCP6OptIA_PD", "DHCP6 Option - Identity Association for Prefix Delegation",
	ShortEnumField("optcode", 25, dhcp6Options), FieldLenField("optlen", "iapdopt", 2).Adjust(func(n int) int { return n + 12 }),
	XIntField("iaid", nil), IntField("T1", nil), IntField("T2", nil),
	PacketListField("iapdopt", []Layer(nil), dhcp6Option, func(h *Header) int { return int(h.num(1)) - 12 }))

// Describe returns the description and the values.
func (l DHCP6OptIAPD) Describe() (*Proto, []any) { return dhcp6OptIAPDProto, valuesOf(&l) }

// DHCP6OptNISServers is DHCPv6's option NIS Servers.
type DHCP6OptNISServers struct {
	OptCode    any // 27, OPTION_NIS_SERVERS
	OptLen     any // computed
	NISServers any
}

var dhcp6OptNISServersProto = define[DHCP6OptNISServers]("DHCP6OptNISServers", "DHCP6 Option - NIS Servers",
	ShortEnumField("optcode", 27, dhcp6Options), FieldLenField("optlen", "nisservers", 2),
	FieldListField("nisservers", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptNISServers) Describe() (*Proto, []any) { return dhcp6OptNISServersProto, valuesOf(&l) }

// DHCP6OptNISPServers is DHCPv6's option NIS+ Servers.
type DHCP6OptNISPServers struct {
	OptCode     any // 28, OPTION_NISP_SERVERS
	OptLen      any // computed
	NISPServers any
}

var dhcp6OptNISPServersProto = define[DHCP6OptNISPServers]("DHCP6OptNISPServers", "DHCP6 Option - NIS+ Servers",
	ShortEnumField("optcode", 28, dhcp6Options), FieldLenField("optlen", "nispservers", 2),
	FieldListField("nispservers", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptNISPServers) Describe() (*Proto, []any) {
	return dhcp6OptNISPServersProto, valuesOf(&l)
}

// DHCP6OptNISDomain is DHCPv6's option NIS Domain Name.
type DHCP6OptNISDomain struct {
	OptCode   any // 29, OPTION_NIS_DOMAIN_NAME
	OptLen    any // computed
	NISDomain any // '.'
}

var dhcp6OptNISDomainProto = define[DHCP6OptNISDomain]("DHCP6OptNISDomain", "DHCP6 Option - NIS Domain Name",
	ShortEnumField("optcode", 29, dhcp6Options), FieldLenField("optlen", "nisdomain", 2),
	Field{name: "nisdomain", def: ".", codec: optionNameCodec{}})

// Describe returns the description and the values.
func (l DHCP6OptNISDomain) Describe() (*Proto, []any) { return dhcp6OptNISDomainProto, valuesOf(&l) }

// DHCP6OptNISPDomain is DHCPv6's option NIS+ Domain Name.
type DHCP6OptNISPDomain struct {
	OptCode    any // 30, OPTION_NISP_DOMAIN_NAME
	OptLen     any // computed
	NISPDomain any // '.'
}

var dhcp6OptNISPDomainProto = define[DHCP6OptNISPDomain]("DHCP6OptNISPDomain", "DHCP6 Option - NIS+ Domain Name",
	ShortEnumField("optcode", 30, dhcp6Options), FieldLenField("optlen", "nispdomain", 2),
	Field{name: "nispdomain", def: ".", codec: optionNameCodec{}})

// Describe returns the description and the values.
func (l DHCP6OptNISPDomain) Describe() (*Proto, []any) { return dhcp6OptNISPDomainProto, valuesOf(&l) }

// DHCP6OptSNTPServers is DHCPv6's option SNTP Servers.
type DHCP6OptSNTPServers struct {
	OptCode     any // 31, OPTION_SNTP_SERVERS
	OptLen      any // computed
	SNTPServers any
}

var dhcp6OptSNTPServersProto = define[DHCP6OptSNTPServers]("DHCP6OptSNTPServers", "DHCP6 option - SNTP Servers",
	ShortEnumField("optcode", 31, dhcp6Options), FieldLenField("optlen", "sntpservers", 2),
	FieldListField("sntpservers", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptSNTPServers) Describe() (*Proto, []any) {
	return dhcp6OptSNTPServersProto, valuesOf(&l)
}

// DHCP6OptInfoRefreshTime is DHCPv6's option Information Refresh Time.
type DHCP6OptInfoRefreshTime struct {
	OptCode any // 32, OPTION_INFORMATION_REFRESH_TIME
	OptLen  any // 4
	RefTime any // 86400
}

var dhcp6OptInfoRefreshTimeProto = define[DHCP6OptInfoRefreshTime]("DHCP6OptInfoRefreshTime", "DHCP6 Option - Information Refresh Time",
	ShortEnumField("optcode", 32, dhcp6Options), ShortField("optlen", 4), IntField("reftime", 86400))

// Describe returns the description and the values.
func (l DHCP6OptInfoRefreshTime) Describe() (*Proto, []any) {
	return dhcp6OptInfoRefreshTimeProto, valuesOf(&l)
}

// DHCP6OptBCMCSServers is DHCPv6's option BCMCS Addresses List.
type DHCP6OptBCMCSServers struct {
	OptCode      any // 34, OPTION_BCMCS_SERVER_A
	OptLen       any // computed
	BCMCSServers any
}

var dhcp6OptBCMCSServersProto = define[DHCP6OptBCMCSServers]("DHCP6OptBCMCSServers", "DHCP6 Option - BCMCS Addresses List",
	ShortEnumField("optcode", 34, dhcp6Options), FieldLenField("optlen", "bcmcsservers", 2),
	FieldListField("bcmcsservers", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptBCMCSServers) Describe() (*Proto, []any) {
	return dhcp6OptBCMCSServersProto, valuesOf(&l)
}

// DHCP6OptBCMCSDomains is DHCPv6's option BCMCS Domain Name List.
type DHCP6OptBCMCSDomains struct {
	OptCode      any // 33, OPTION_BCMCS_SERVER_D
	OptLen       any // computed
	BCMCSDomains any
}

var dhcp6OptBCMCSDomainsProto = define[DHCP6OptBCMCSDomains]("DHCP6OptBCMCSDomains", "DHCP6 Option - BCMCS Domain Name List",
	ShortEnumField("optcode", 33, dhcp6Options), FieldLenField("optlen", "bcmcsdomains", 2),
	Field{name: "bcmcsdomains", def: []any(nil), codec: nameListCodec{length: optionLengthOf}})

// Describe returns the description and the values.
func (l DHCP6OptBCMCSDomains) Describe() (*Proto, []any) {
	return dhcp6OptBCMCSDomainsProto, valuesOf(&l)
}

// DHCP6OptRemoteID is DHCPv6's option Relay Agent Remote-ID.
type DHCP6OptRemoteID struct {
	OptCode       any // 37, OPTION_REMOTE_ID
	OptLen        any // computed
	EnterpriseNum any
	RemoteID      any // bytes
}

var dhcp6OptRemoteIDProto = define[DHCP6OptRemoteID]("DHCP6OptRemoteID", "DHCP6 Option - Relay Agent Remote-ID",
	ShortEnumField("optcode", 37, dhcp6Options), FieldLenField("optlen", "remoteid", 2).Adjust(func(n int) int { return n + 4 }),
	IntEnumField("enterprisenum", nil, enterprises2), StrLenField("remoteid", []byte{}, func(h *Header) int { return int(h.num(1)) - 4 }))

// Describe returns the description and the values.
func (l DHCP6OptRemoteID) Describe() (*Proto, []any) { return dhcp6OptRemoteIDProto, valuesOf(&l) }

// DHCP6OptSubscriberID is DHCPv6's option Subscriber ID.
type DHCP6OptSubscriberID struct {
	OptCode      any // 38, OPTION_SUBSCRIBER_ID
	OptLen       any // computed
	SubscriberID any // bytes
}

var dhcp6OptSubscriberIDProto = define[DHCP6OptSubscriberID]("DHCP6OptSubscriberID", "DHCP6 Option - Subscriber ID",
	ShortEnumField("optcode", 38, dhcp6Options), FieldLenField("optlen", "subscriberid", 2),
	StrLenField("subscriberid", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptSubscriberID) Describe() (*Proto, []any) {
	return dhcp6OptSubscriberIDProto, valuesOf(&l)
}

// DHCP6OptClientFQDN is DHCPv6's option Client FQDN.
type DHCP6OptClientFQDN struct {
	OptCode any // 39, OPTION_CLIENT_FQDN
	OptLen  any // computed
	Res     any // 0
	Flags   any
	FQDN    any // '.'
}

var dhcp6OptClientFQDNProto = define[DHCP6OptClientFQDN]("DHCP6OptClientFQDN", "DHCP6 Option - Client FQDN",
	ShortEnumField("optcode", 39, dhcp6Options), FieldLenField("optlen", "fqdn", 2).Adjust(func(n int) int { return n + 1 }),
	BitField("res", 0, 5), FlagsField("flags", 0, 3, "S", "O", "N"), Field{name: "fqdn", def: ".", codec: optionNameCodec{}})

// Describe returns the description and the values.
func (l DHCP6OptClientFQDN) Describe() (*Proto, []any) { return dhcp6OptClientFQDNProto, valuesOf(&l) }

// DHCP6OptPanaAuthAgent is DHCPv6's option PANA Authentication Agent.
type DHCP6OptPanaAuthAgent struct {
	OptCode any // 40, OPTION_PANA_AGENT
	OptLen  any // computed
	PAAAddr any
}

var dhcp6OptPanaAuthAgentProto = define[DHCP6OptPanaAuthAgent]("DHCP6OptPanaAuthAgent", "DHCP6 PANA Authentication Agent Option",
	ShortEnumField("optcode", 40, dhcp6Options), FieldLenField("optlen", "paaaddr", 2),
	FieldListField("paaaddr", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptPanaAuthAgent) Describe() (*Proto, []any) {
	return dhcp6OptPanaAuthAgentProto, valuesOf(&l)
}

// DHCP6OptNewPOSIXTimeZone is DHCPv6's option POSIX Timezone.
type DHCP6OptNewPOSIXTimeZone struct {
	OptCode any // 41, OPTION_NEW_POSIX_TIMEZONE
	OptLen  any // computed
	OptData any // bytes
}

var dhcp6OptNewPOSIXTimeZoneProto = define[DHCP6OptNewPOSIXTimeZone]("DHCP6OptNewPOSIXTimeZone", "DHCP6 POSIX Timezone Option",
	ShortEnumField("optcode", 41, dhcp6Options), FieldLenField("optlen", "optdata", 2),
	StrLenField("optdata", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptNewPOSIXTimeZone) Describe() (*Proto, []any) {
	return dhcp6OptNewPOSIXTimeZoneProto, valuesOf(&l)
}

// DHCP6OptNewTZDBTimeZone is DHCPv6's option TZDB Timezone.
type DHCP6OptNewTZDBTimeZone struct {
	OptCode any // 42, OPTION_NEW_TZDB_TIMEZONE
	OptLen  any // computed
	OptData any // bytes
}

var dhcp6OptNewTZDBTimeZoneProto = define[DHCP6OptNewTZDBTimeZone]("DHCP6OptNewTZDBTimeZone", "DHCP6 TZDB Timezone Option",
	ShortEnumField("optcode", 42, dhcp6Options), FieldLenField("optlen", "optdata", 2),
	StrLenField("optdata", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptNewTZDBTimeZone) Describe() (*Proto, []any) {
	return dhcp6OptNewTZDBTimeZoneProto, valuesOf(&l)
}

// DHCP6OptLQClientLink is DHCPv6's option Client Link.
type DHCP6OptLQClientLink struct {
	OptCode     any // 48, OPTION_LQ_CLIENT_LINK
	OptLen      any // computed
	LinkAddress any
}

var dhcp6OptLQClientLinkProto = define[DHCP6OptLQClientLink]("DHCP6OptLQClientLink", "DHCP6 Client Link Option",
	ShortEnumField("optcode", 48, dhcp6Options), FieldLenField("optlen", "linkaddress", 2),
	FieldListField("linkaddress", IP6Field("", "::"), func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptLQClientLink) Describe() (*Proto, []any) {
	return dhcp6OptLQClientLinkProto, valuesOf(&l)
}

// DHCP6OptBootFileURL is DHCPv6's option Boot File URL.
type DHCP6OptBootFileURL struct {
	OptCode any // 59, OPT_BOOTFILE_URL
	OptLen  any // computed
	OptData any // bytes
}

var dhcp6OptBootFileURLProto = define[DHCP6OptBootFileURL]("DHCP6OptBootFileUrl", "DHCP6 Boot File URL Option",
	ShortEnumField("optcode", 59, dhcp6Options), FieldLenField("optlen", "optdata", 2),
	StrLenField("optdata", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptBootFileURL) Describe() (*Proto, []any) {
	return dhcp6OptBootFileURLProto, valuesOf(&l)
}

// DHCP6OptERPDomain is DHCPv6's option ERP Domain Name List.
type DHCP6OptERPDomain struct {
	OptCode   any // 65, OPTION_ERP_LOCAL_DOMAIN_NAME
	OptLen    any // computed
	ERPDomain any
}

var dhcp6OptERPDomainProto = define[DHCP6OptERPDomain]("DHCP6OptERPDomain", "DHCP6 Option - ERP Domain Name List",
	ShortEnumField("optcode", 65, dhcp6Options), FieldLenField("optlen", "erpdomain", 2),
	Field{name: "erpdomain", def: []any(nil), codec: nameListCodec{length: optionLengthOf}})

// Describe returns the description and the values.
func (l DHCP6OptERPDomain) Describe() (*Proto, []any) { return dhcp6OptERPDomainProto, valuesOf(&l) }

// DHCP6OptVSS is DHCPv6's option Virtual Subnet Selection.
type DHCP6OptVSS struct {
	OptCode any // 68, OPTION_VSS
	OptLen  any // computed
	Type    any // 255
	Data    any // bytes
}

var dhcp6OptVSSProto = define[DHCP6OptVSS]("DHCP6OptVSS", "DHCP6 Option - Virtual Subnet Selection",
	ShortEnumField("optcode", 68, dhcp6Options), FieldLenField("optlen", "data", 2).Adjust(func(n int) int { return n + 1 }),
	ByteField("type", 255), StrLenField("data", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptVSS) Describe() (*Proto, []any) { return dhcp6OptVSSProto, valuesOf(&l) }

// DHCP6OptClientLinkLayerAddr is DHCPv6's option Client Link Layer address.
type DHCP6OptClientLinkLayerAddr struct {
	OptCode any // 79, OPTION_CLIENT_LINKLAYER_ADDR
	OptLen  any // computed
	LLType  any // 1
	CLLAddr any // 00:00:00:00:00:00
}

var dhcp6OptClientLinkLayerAddrProto = define[DHCP6OptClientLinkLayerAddr]("DHCP6OptClientLinkLayerAddr",
	"DHCP6 Option - Client Link Layer address",
	ShortEnumField("optcode", 79, dhcp6Options), FieldLenField("optlen", "clladdr", 2).Adjust(func(n int) int { return n + 2 }),
	ShortField("lltype", 1), MACField("clladdr", "00:00:00:00:00:00"))

// Describe returns the description and the values.
func (l DHCP6OptClientLinkLayerAddr) Describe() (*Proto, []any) {
	return dhcp6OptClientLinkLayerAddrProto, valuesOf(&l)
}

// DHCP6OptMudURL is DHCPv6's option MUD URL.
type DHCP6OptMudURL struct {
	OptCode   any // 112, OPTION_MUD_URL
	OptLen    any // computed
	Mudstring any // bytes
}

var dhcp6OptMudURLProto = define[DHCP6OptMudURL]("DHCP6OptMudUrl", "DHCP6 Option - MUD URL",
	ShortEnumField("optcode", 112, dhcp6Options), FieldLenField("optlen", "mudstring", 2),
	StrLenField("mudstring", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l DHCP6OptMudURL) Describe() (*Proto, []any) { return dhcp6OptMudURLProto, valuesOf(&l) }
