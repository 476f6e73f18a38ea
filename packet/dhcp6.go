package packet

// DHCP6 is a message of DHCPv6 of any type.
type DHCP6 struct {
	MsgType any
	TrID    any // 0
}

var dhcp6Proto = define[DHCP6]("DHCP6", "DHCPv6 Generic Message",
	ByteEnumField("msgtype", nil, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6) Describe() (*Proto, []any) { return dhcp6Proto, valuesOf(&l) }

// DHCP6Solicit is a message that looks for servers.
type DHCP6Solicit struct {
	MsgType any // 1, SOLICIT
	TrID    any // 0
}

var dhcp6SolicitProto = define[DHCP6Solicit]("DHCP6_Solicit", "DHCPv6 Solicit Message",
	ByteEnumField("msgtype", 1, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Solicit) Describe() (*Proto, []any) { return dhcp6SolicitProto, valuesOf(&l) }

// DHCP6Advertise is a server's offer.
type DHCP6Advertise struct {
	MsgType any // 2, ADVERTISE
	TrID    any // 0
}

var dhcp6AdvertiseProto = define[DHCP6Advertise]("DHCP6_Advertise", "DHCPv6 Advertise Message",
	ByteEnumField("msgtype", 2, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Advertise) Describe() (*Proto, []any) { return dhcp6AdvertiseProto, valuesOf(&l) }

// DHCP6Request is a request for what a server offered.
type DHCP6Request struct {
	MsgType any // 3, REQUEST
	TrID    any // 0
}

var dhcp6RequestProto = define[DHCP6Request]("DHCP6_Request", "DHCPv6 Request Message",
	ByteEnumField("msgtype", 3, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Request) Describe() (*Proto, []any) { return dhcp6RequestProto, valuesOf(&l) }

// DHCP6Confirm is a question whether addresses still fit the link.
type DHCP6Confirm struct {
	MsgType any // 4, CONFIRM
	TrID    any // 0
}

var dhcp6ConfirmProto = define[DHCP6Confirm]("DHCP6_Confirm", "DHCPv6 Confirm Message",
	ByteEnumField("msgtype", 4, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Confirm) Describe() (*Proto, []any) { return dhcp6ConfirmProto, valuesOf(&l) }

// DHCP6Renew is a request to its own server for more time.
type DHCP6Renew struct {
	MsgType any // 5, RENEW
	TrID    any // 0
}

var dhcp6RenewProto = define[DHCP6Renew]("DHCP6_Renew", "DHCPv6 Renew Message",
	ByteEnumField("msgtype", 5, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Renew) Describe() (*Proto, []any) { return dhcp6RenewProto, valuesOf(&l) }

// DHCP6Rebind is a request to any server for more time.
type DHCP6Rebind struct {
	MsgType any // 6, REBIND
	TrID    any // 0
}

var dhcp6RebindProto = define[DHCP6Rebind]("DHCP6_Rebind", "DHCPv6 Rebind Message",
	ByteEnumField("msgtype", 6, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Rebind) Describe() (*Proto, []any) { return dhcp6RebindProto, valuesOf(&l) }

// DHCP6Reply is a server's answer.
type DHCP6Reply struct {
	MsgType any // 7, REPLY
	TrID    any // 0
}

var dhcp6ReplyProto = define[DHCP6Reply]("DHCP6_Reply", "DHCPv6 Reply Message",
	ByteEnumField("msgtype", 7, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Reply) Describe() (*Proto, []any) { return dhcp6ReplyProto, valuesOf(&l) }

// DHCP6Release is the return of addresses.
type DHCP6Release struct {
	MsgType any // 8, RELEASE
	TrID    any // 0
}

var dhcp6ReleaseProto = define[DHCP6Release]("DHCP6_Release", "DHCPv6 Release Message",
	ByteEnumField("msgtype", 8, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Release) Describe() (*Proto, []any) { return dhcp6ReleaseProto, valuesOf(&l) }

// DHCP6Decline is the refusal of addresses that are in use.
type DHCP6Decline struct {
	MsgType any // 9, DECLINE
	TrID    any // 0
}

var dhcp6DeclineProto = define[DHCP6Decline]("DHCP6_Decline", "DHCPv6 Decline Message",
	ByteEnumField("msgtype", 9, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Decline) Describe() (*Proto, []any) { return dhcp6DeclineProto, valuesOf(&l) }

// DHCP6Reconf is a server's call to ask anew.
type DHCP6Reconf struct {
	MsgType any // 10, RECONFIGURE
	TrID    any // 0
}

var dhcp6ReconfProto = define[DHCP6Reconf]("DHCP6_Reconf", "DHCPv6 Reconfigure Message",
	ByteEnumField("msgtype", 10, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6Reconf) Describe() (*Proto, []any) { return dhcp6ReconfProto, valuesOf(&l) }

// DHCP6InfoRequest is a request for settings alone.
type DHCP6InfoRequest struct {
	MsgType any // 11, INFORMATION-REQUEST
	TrID    any // 0
}

var dhcp6InfoRequestProto = define[DHCP6InfoRequest]("DHCP6_InfoRequest", "DHCPv6 Information Request Message",
	ByteEnumField("msgtype", 11, dhcp6Types), ThreeBytesField("trid", 0).Hex())

// Describe returns the description and the values.
func (l DHCP6InfoRequest) Describe() (*Proto, []any) { return dhcp6InfoRequestProto, valuesOf(&l) }

// DHCP6RelayForward is a message that a relay passes to a server.
type DHCP6RelayForward struct {
	MsgType  any // 12, RELAY-FORW
	HopCount any // computed
	LinkAddr any // ::
	PeerAddr any // ::
}

var dhcp6RelayForwardProto = define[DHCP6RelayForward]("DHCP6_RelayForward", "DHCPv6 Relay Forward Message (Relay Agent/Server Message)",
	ByteEnumField("msgtype", 12, dhcp6Types), ByteField("hopcount", nil), IP6Field("linkaddr", "::"), IP6Field("peeraddr", "::"))

// Describe returns the description and the values.
func (l DHCP6RelayForward) Describe() (*Proto, []any) { return dhcp6RelayForwardProto, valuesOf(&l) }

// DHCP6RelayReply is a message that a relay passes back.
type DHCP6RelayReply struct {
	MsgType  any // 13, RELAY-REPL
	HopCount any // computed
	LinkAddr any // ::
	PeerAddr any // ::
}

var dhcp6RelayReplyProto = define[DHCP6RelayReply]("DHCP6_RelayReply", "DHCPv6 Relay Reply Message (Relay Agent/Server Message)",
	ByteEnumField("msgtype", 13, dhcp6Types), ByteField("hopcount", nil), IP6Field("linkaddr", "::"), IP6Field("peeraddr", "::"))

// Describe returns the description and the values.
func (l DHCP6RelayReply) Describe() (*Proto, []any) { return dhcp6RelayReplyProto, valuesOf(&l) }

// DUIDLLT is an identifier made of a link-layer address and the time.
type DUIDLLT struct {
	Type    any // 1, Link-layer address plus time
	HWType  any // 1, Ethernet (10Mb)
	TimeVal any // 0
	LLAddr  any // 00:00:00:00:00:00
}

var duidlltProto = define[DUIDLLT]("DUID_LLT", "DUID - Link-layer address plus time",
	ShortEnumField("type", 1, duidTypes), XShortEnumField("hwtype", 1, duidHardware),
	Field{name: "timeval", def: 0, bits: 32, codec: duidTimeCodec{}}, MACField("lladdr", "00:00:00:00:00:00"))

// Describe returns the description and the values.
func (l DUIDLLT) Describe() (*Proto, []any) { return duidlltProto, valuesOf(&l) }

// DUIDEN is an identifier that a vendor gave.
type DUIDEN struct {
	Type          any // 2, Vendor-assigned unique ID based on Enterprise Number
	EnterpriseNum any // 311, Microsoft
	ID            any // bytes
}

var duidenProto = define[DUIDEN]("DUID_EN", "DUID - Assigned by Vendor Based on Enterprise Number",
	ShortEnumField("type", 2, duidTypes), IntEnumField("enterprisenum", 311, enterprises), StrField("id", []byte{}))

// Describe returns the description and the values.
func (l DUIDEN) Describe() (*Proto, []any) { return duidenProto, valuesOf(&l) }

// DUIDLL is an identifier made of a link-layer address.
type DUIDLL struct {
	Type   any // 3, Link-layer Address
	HWType any // 1, Ethernet (10Mb)
	LLAddr any // 00:00:00:00:00:00
}

var duidllProto = define[DUIDLL]("DUID_LL", "DUID - Based on Link-layer Address",
	ShortEnumField("type", 3, duidTypes), XShortEnumField("hwtype", 1, duidHardware), MACField("lladdr", "00:00:00:00:00:00"))

// Describe returns the description and the values.
func (l DUIDLL) Describe() (*Proto, []any) { return duidllProto, valuesOf(&l) }

// DUIDUUID is an identifier that is a UUID.
type DUIDUUID struct {
	Type any // 4, UUID
	UUID any
}

var duiduuidProto = define[DUIDUUID]("DUID_UUID", "DUID - Based on UUID",
	ShortEnumField("type", 4, duidTypes), Field{name: "uuid", codec: uuidCodec{}})

// Describe returns the description and the values.
func (l DUIDUUID) Describe() (*Proto, []any) { return duiduuidProto, valuesOf(&l) }
