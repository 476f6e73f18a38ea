package packet

// Classes of clients, and what vendors and relays add to DHCPv6.

// protoOnly chooses the same layer for all of a list.
func protoOnly(p **Proto) func([]byte) *Proto { return func([]byte) *Proto { return *p } }

// UserClassData is a class that a user gives a client: USER_CLASS_DATA.
type UserClassData struct {
	Len  any // computed
	Data any // bytes
}

var userClassDataProto = define[UserClassData]("USER_CLASS_DATA", "user class data",
	FieldLenField("len", "data", 2), StrLenField("data", []byte{}, func(h *Header) int { return int(h.num(0)) }))

// Describe returns the description and the values.
func (l UserClassData) Describe() (*Proto, []any) { return userClassDataProto, valuesOf(&l) }

// VendorClassData is a class that a vendor gives a client: VENDOR_CLASS_DATA.
type VendorClassData struct {
	Len  any // computed
	Data any // bytes
}

var vendorClassDataProto = define[VendorClassData]("VENDOR_CLASS_DATA", "vendor class data",
	FieldLenField("len", "data", 2), StrLenField("data", []byte{}, func(h *Header) int { return int(h.num(0)) }))

// Describe returns the description and the values.
func (l VendorClassData) Describe() (*Proto, []any) { return vendorClassDataProto, valuesOf(&l) }

// VendorSpecificOption is an option that a vendor has defined: VENDOR_SPECIFIC_OPTION.
type VendorSpecificOption struct {
	OptCode any // unset
	OptLen  any // computed
	OptData any // bytes
}

var vendorSpecificOptionProto = define[VendorSpecificOption]("VENDOR_SPECIFIC_OPTION", "vendor specific option data",
	ShortField("optcode", nil), FieldLenField("optlen", "optdata", 2), StrLenField("optdata", []byte{}, optionLengthOf))

// Describe returns the description and the values.
func (l VendorSpecificOption) Describe() (*Proto, []any) {
	return vendorSpecificOptionProto, valuesOf(&l)
}

// DHCP6OptUserClass is DHCPv6's option User Class.
type DHCP6OptUserClass struct {
	OptCode       any // 15, USER_CLASS
	OptLen        any // computed
	UserClassData any // []Layer of UserClassData
}

var dhcp6OptUserClassProto = define[DHCP6OptUserClass]("DHCP6OptUserClass", "DHCP6 User Class Option",
	ShortEnumField("optcode", 15, dhcp6Options), FieldLenField("optlen", "userclassdata", 2),
	PacketListField("userclassdata", []Layer(nil), protoOnly(&userClassDataProto), optionLengthOf))

// Describe returns the description and the values.
func (l DHCP6OptUserClass) Describe() (*Proto, []any) { return dhcp6OptUserClassProto, valuesOf(&l) }

// DHCP6OptVendorClass is DHCPv6's option Vendor Class.
type DHCP6OptVendorClass struct {
	OptCode       any // 16, VENDOR_CLASS
	OptLen        any // computed
	EnterpriseNum any // unset; IANA's number of the vendor
	VCData        any // []Layer of VendorClassData
}

var dhcp6OptVendorClassProto = define[DHCP6OptVendorClass]("DHCP6OptVendorClass", "DHCP6 Vendor Class Option",
	ShortEnumField("optcode", 16, dhcp6Options), FieldLenField("optlen", "vcdata", 2).Adjust(func(n int) int { return n + 4 }),
	IntEnumField("enterprisenum", nil, enterprises2),
	PacketListField("vcdata", []Layer(nil), protoOnly(&vendorClassDataProto), func(h *Header) int { return int(h.num(1)) - 4 }))

// Describe returns the description and the values.
func (l DHCP6OptVendorClass) Describe() (*Proto, []any) {
	return dhcp6OptVendorClassProto, valuesOf(&l)
}

// DHCP6OptVendorSpecificInfo is DHCPv6's option Vendor-specific Information.
type DHCP6OptVendorSpecificInfo struct {
	OptCode       any // 17, VENDOR_OPTS
	OptLen        any // computed
	EnterpriseNum any // unset; IANA's number of the vendor
	VSO           any // []Layer of VendorSpecificOption
}

var dhcp6OptVendorSpecificInfoProto = define[DHCP6OptVendorSpecificInfo]("DHCP6OptVendorSpecificInfo", "DHCP6 Vendor-specific Information Option",
	ShortEnumField("optcode", 17, dhcp6Options), FieldLenField("optlen", "vso", 2).Adjust(func(n int) int { return n + 4 }),
	IntEnumField("enterprisenum", nil, enterprises2),
	PacketListField("vso", []Layer(nil), protoOnly(&vendorSpecificOptionProto), func(h *Header) int { return int(h.num(1)) - 4 }))

// Describe returns the description and the values.
func (l DHCP6OptVendorSpecificInfo) Describe() (*Proto, []any) {
	return dhcp6OptVendorSpecificInfoProto, valuesOf(&l)
}

// DHCP6OptClientArchType is DHCPv6's option Client System Architecture Type, RFC 5970.
type DHCP6OptClientArchType struct {
	OptCode   any // 61, OPTION_CLIENT_ARCH_TYPE
	OptLen    any // computed
	ArchTypes any // []any of numbers
}

var dhcp6OptClientArchTypeProto = define[DHCP6OptClientArchType]("DHCP6OptClientArchType", "DHCP6 Client System Architecture Type Option",
	ShortEnumField("optcode", 61, dhcp6Options), FieldLenField("optlen", "archtypes", 2),
	FieldListField("archtypes", ShortField("", 0), optionLengthOf))

// Describe returns the description and the values.
func (l DHCP6OptClientArchType) Describe() (*Proto, []any) {
	return dhcp6OptClientArchTypeProto, valuesOf(&l)
}

// DHCP6OptClientNetworkInterID is DHCPv6's option Client Network Interface Identifier,
// RFC 5970.
type DHCP6OptClientNetworkInterID struct {
	OptCode any // 62, OPTION_NII
	OptLen  any // 3
	IIType  any // 0
	IIMajor any // 0
	IIMinor any // 0
}

var dhcp6OptClientNetworkInterIDProto = define[DHCP6OptClientNetworkInterID]("DHCP6OptClientNetworkInterId", "DHCP6 Client Network Interface Identifier Option",
	ShortEnumField("optcode", 62, dhcp6Options), ShortField("optlen", 3), ByteField("iitype", 0), ByteField("iimajor", 0), ByteField("iiminor", 0))

// Describe returns the description and the values.
func (l DHCP6OptClientNetworkInterID) Describe() (*Proto, []any) {
	return dhcp6OptClientNetworkInterIDProto, valuesOf(&l)
}

// DHCP6OptGeoConf is DHCPv6's option Civic Location, RFC 4776.
type DHCP6OptGeoConf struct {
	OptCode     any // 36
	OptLen      any // computed
	What        any // 2, client
	CountryCode any // FR
	CAElts      any // []Layer of DHCP6OptGeoConfElement
}

var dhcp6OptGeoConfProto = define[DHCP6OptGeoConf]("DHCP6OptGeoConf", "DHCP6 Option - Civic Location",
	ShortEnumField("optcode", 36, dhcp6Options), FieldLenField("optlen", "ca_elts", 2).Adjust(func(n int) int { return n + 3 }),
	ByteEnumField("what", 2, NewEnum(map[uint64]string{0: "DHCP server", 1: "closest network element", 2: "client"})),
	StrFixedLenField("country_code", []byte("FR"), 2),
	PacketListField("ca_elts", []Layer(nil), protoOnly(&dhcp6OptGeoConfElementProto), func(h *Header) int { return int(h.num(1)) - 3 }))

// Describe returns the description and the values.
func (l DHCP6OptGeoConf) Describe() (*Proto, []any) { return dhcp6OptGeoConfProto, valuesOf(&l) }

// DHCP6OptGeoConfElement is a part of an address: a street, a town.
type DHCP6OptGeoConfElement struct {
	CAType   any // 0
	CALength any // computed
	CAValue  any // bytes
}

var dhcp6OptGeoConfElementProto = define[DHCP6OptGeoConfElement]("DHCP6OptGeoConfElement", "",
	ByteField("CAtype", 0), FieldLenField("CAlength", "CAvalue", 1), StrLenField("CAvalue", []byte{}, optionLengthOf))

// Describe returns the description and the values.
func (l DHCP6OptGeoConfElement) Describe() (*Proto, []any) {
	return dhcp6OptGeoConfElementProto, valuesOf(&l)
}

// DHCP6OptRelayAgentERO is DHCPv6's option Echo Request, RFC 4994: which options a relay
// wants back.
type DHCP6OptRelayAgentERO struct {
	OptCode any // 43
	OptLen  any // computed
	ReqOpts any // 23 and 24; numbers of options
}

var dhcp6OptRelayAgentEROProto = define[DHCP6OptRelayAgentERO]("DHCP6OptRelayAgentERO", "DHCP6 Option - RelayRequest Option",
	ShortEnumField("optcode", 43, dhcp6Options), FieldLenField("optlen", "reqopts", 2),
	FieldListField("reqopts", ShortEnumField("", 0, dhcp6Options), optionLengthOf).WithDefault([]any{23, 24}))

// Describe returns the description and the values.
func (l DHCP6OptRelayAgentERO) Describe() (*Proto, []any) {
	return dhcp6OptRelayAgentEROProto, valuesOf(&l)
}

// DHCP6OptRelaySuppliedOpt is DHCPv6's option Relay-Supplied Options, RFC 6422.
type DHCP6OptRelaySuppliedOpt struct {
	OptCode       any // 66, OPTION_RELAY_SUPPLIED_OPTIONS
	OptLen        any // computed
	RelaySupplied any // []Layer of options
}

var dhcp6OptRelaySuppliedOptProto = define[DHCP6OptRelaySuppliedOpt]("DHCP6OptRelaySuppliedOpt", "DHCP6 Relay-Supplied Options Option",
	ShortEnumField("optcode", 66, dhcp6Options), FieldLenField("optlen", "relaysupplied", 2),
	PacketListField("relaysupplied", []Layer(nil), dhcp6Option, optionLengthOf))

// Describe returns the description and the values.
func (l DHCP6OptRelaySuppliedOpt) Describe() (*Proto, []any) {
	return dhcp6OptRelaySuppliedOptProto, valuesOf(&l)
}
