package packet

// DNSQR is a question of DNS.
type DNSQR struct {
	QName  any // 'www.example.com.'
	QType  any // 1, A
	QClass any // 1, IN
}

var dnsQRProto = define[DNSQR]("DNSQR", "DNS Question Record",
	dnsName("qname", "www.example.com."), ShortEnumField("qtype", 1, dnsQueryTypes), ShortEnumField("qclass", 1, dnsClasses))

// Describe returns the description and the values.
func (l DNSQR) Describe() (*Proto, []any) { return dnsQRProto, valuesOf(&l) }

// DNSRR is a resource record of DNS.
type DNSRR struct {
	RRName any // '.'
	Type   any // 1, A
	RClass any // 1, IN
	TTL    any // 0
	RDLen  any // computed
	RData  any
}

var dnsRRProto = define[DNSRR]("DNSRR", "DNS Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 1, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	FieldLenField("rdlen", "rdata", 2),
	Field{name: "rdata", codec: bytesCodec{length: func(h *Header) int { return int(h.num(4)) }}, pick: rdataCodec})

// Describe returns the description and the values.
func (l DNSRR) Describe() (*Proto, []any) { return dnsRRProto, valuesOf(&l) }

// DNSRRSOA is a resource record of DNS of type SOA.
type DNSRRSOA struct {
	RRName  any // '.'
	Type    any // 6, SOA
	RClass  any // 1, IN
	TTL     any // 0
	RDLen   any // computed
	MName   any // '.'
	RName   any // '.'
	Serial  any // 0
	Refresh any // 0
	Retry   any // 0
	Expire  any // 0
	Minimum any // 0
}

var dnsRRSOAProto = define[DNSRRSOA]("DNSRRSOA", "DNS SOA Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 6, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), dnsName("mname", "."), dnsName("rname", "."), IntField("serial", 0), IntField("refresh", 0),
	IntField("retry", 0), IntField("expire", 0), IntField("minimum", 0))

// Describe returns the description and the values.
func (l DNSRRSOA) Describe() (*Proto, []any) { return dnsRRSOAProto, valuesOf(&l) }

// DNSRRMX is a resource record of DNS of type MX.
type DNSRRMX struct {
	RRName     any // '.'
	Type       any // 6, SOA
	RClass     any // 1, IN
	TTL        any // 0
	RDLen      any // computed
	Preference any // 0
	Exchange   any // '.'
}

var dnsRRMXProto = define[DNSRRMX]("DNSRRMX", "DNS MX Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 6, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), ShortField("preference", 0), dnsName("exchange", "."))

// Describe returns the description and the values.
func (l DNSRRMX) Describe() (*Proto, []any) { return dnsRRMXProto, valuesOf(&l) }

// DNSRRSRV is a resource record of DNS of type SRV.
type DNSRRSRV struct {
	RRName   any // '.'
	Type     any // 33, SRV
	RClass   any // 1, IN
	TTL      any // 0
	RDLen    any // computed
	Priority any // 0
	Weight   any // 0
	Port     any // 0
	Target   any // '.'
}

var dnsRRSRVProto = define[DNSRRSRV]("DNSRRSRV", "DNS SRV Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 33, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), ShortField("priority", 0), ShortField("weight", 0), ShortField("port", 0), dnsName("target", "."))

// Describe returns the description and the values.
func (l DNSRRSRV) Describe() (*Proto, []any) { return dnsRRSRVProto, valuesOf(&l) }

// DNSRROPT is a resource record of DNS of type OPT.
type DNSRROPT struct {
	RRName   any // '.'
	Type     any // 41, OPT
	RClass   any // 4096
	Extrcode any // 0
	Version  any // 0
	Z        any // 32768, D0
	RDLen    any // computed
	RData    any
}

var dnsRROPTProto = define[DNSRROPT]("DNSRROPT", "DNS OPT Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 41, dnsTypes), ShortField("rclass", 4096), ByteField("extrcode", 0),
	ByteField("version", 0), BitEnumField("z", 32768, 16, dnsOptFlags), FieldLenField("rdlen", "rdata", 2),
	PacketListField("rdata", []Layer(nil), ednsOption, func(h *Header) int { return int(h.num(6)) }))

// Describe returns the description and the values.
func (l DNSRROPT) Describe() (*Proto, []any) { return dnsRROPTProto, valuesOf(&l) }

// DNSRRDS is a resource record of DNS of type DS.
type DNSRRDS struct {
	RRName     any // '.'
	Type       any // 43, DS
	RClass     any // 1, IN
	TTL        any // 0
	RDLen      any // computed
	Keytag     any // 0
	Algorithm  any // 5, RSA/SHA-1
	Digesttype any // 5
	Digest     any // bytes
}

var dnsRRDSProto = define[DNSRRDS]("DNSRRDS", "DNS DS Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 43, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), ShortField("keytag", 0), ByteEnumField("algorithm", 5, dnssecAlgorithms),
	ByteEnumField("digesttype", 5, dnssecDigests), StrField("digest", []byte{}))

// Describe returns the description and the values.
func (l DNSRRDS) Describe() (*Proto, []any) { return dnsRRDSProto, valuesOf(&l) }

// DNSRRDLV is a resource record of DNS of type DLV.
type DNSRRDLV struct {
	RRName     any // '.'
	Type       any // 43, DS
	RClass     any // 1, IN
	TTL        any // 0
	RDLen      any // computed
	Keytag     any // 0
	Algorithm  any // 5, RSA/SHA-1
	Digesttype any // 5
	Digest     any // bytes
}

var dnsRRDLVProto = define[DNSRRDLV]("DNSRRDLV", "DNS DLV Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 32769, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), ShortField("keytag", 0), ByteEnumField("algorithm", 5, dnssecAlgorithms),
	ByteEnumField("digesttype", 5, dnssecDigests), StrField("digest", []byte{}))

// Describe returns the description and the values.
func (l DNSRRDLV) Describe() (*Proto, []any) { return dnsRRDLVProto, valuesOf(&l) }

// DNSRRRSIG is a resource record of DNS of type RRSIG.
type DNSRRRSIG struct {
	RRName      any // '.'
	Type        any // 46, RRSIG
	RClass      any // 1, IN
	TTL         any // 0
	RDLen       any // computed
	Typecovered any // 1, A
	Algorithm   any // 5, RSA/SHA-1
	Labels      any // 0
	Originalttl any // 0
	Expiration  any // 0
	Inception   any // 0
	Keytag      any // 0
	Signersname any // '.'
	Signature   any // bytes
}

var dnsRRRSIGProto = define[DNSRRRSIG]("DNSRRRSIG", "DNS RRSIG Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 46, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), ShortEnumField("typecovered", 1, dnsTypes), ByteEnumField("algorithm", 5, dnssecAlgorithms),
	ByteField("labels", 0), IntField("originalttl", 0), utcTime("expiration"), utcTime("inception"), ShortField("keytag", 0),
	dnsName("signersname", "."), StrField("signature", []byte{}))

// Describe returns the description and the values.
func (l DNSRRRSIG) Describe() (*Proto, []any) { return dnsRRRSIGProto, valuesOf(&l) }

// DNSRRNSEC is a resource record of DNS of type NSEC.
type DNSRRNSEC struct {
	RRName      any // '.'
	Type        any // 47, NSEC
	RClass      any // 1, IN
	TTL         any // 0
	RDLen       any // computed
	Nextname    any // '.'
	Typebitmaps any // bytes
}

var dnsRRNSECProto = define[DNSRRNSEC]("DNSRRNSEC", "DNS NSEC Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 47, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), dnsName("nextname", "."), Field{name: "typebitmaps", def: []byte{}, codec: typeBitmapCodec{}})

// Describe returns the description and the values.
func (l DNSRRNSEC) Describe() (*Proto, []any) { return dnsRRNSECProto, valuesOf(&l) }

// DNSRRDNSKEY is a resource record of DNS of type DNSKEY.
type DNSRRDNSKEY struct {
	RRName    any // '.'
	Type      any // 48, DNSKEY
	RClass    any // 1, IN
	TTL       any // 0
	RDLen     any // computed
	Flags     any
	Protocol  any // 3
	Algorithm any // 5, RSA/SHA-1
	Publickey any // bytes
}

var dnsRRDNSKEYProto = define[DNSRRDNSKEY]("DNSRRDNSKEY", "DNS DNSKEY Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 48, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), FlagsField("flags", 256, 16, "S", "?", "?", "?", "?", "?", "?", "?", "Z", "?", "?", "?", "?", "?", "?", "?"),
	ByteField("protocol", 3), ByteEnumField("algorithm", 5, dnssecAlgorithms), StrField("publickey", []byte{}))

// Describe returns the description and the values.
func (l DNSRRDNSKEY) Describe() (*Proto, []any) { return dnsRRDNSKEYProto, valuesOf(&l) }

// DNSRRNSEC3 is a resource record of DNS of type NSEC3.
type DNSRRNSEC3 struct {
	RRName              any // '.'
	Type                any // 50, NSEC3
	RClass              any // 1, IN
	TTL                 any // 0
	RDLen               any // computed
	Hashalg             any // 0
	Flags               any // 0
	Iterations          any // 0
	Saltlength          any // 0
	Salt                any // bytes
	Hashlength          any // 0
	Nexthashedownername any // bytes
	Typebitmaps         any // bytes
}

var dnsRRNSEC3Proto = define[DNSRRNSEC3]("DNSRRNSEC3", "DNS NSEC3 Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 50, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), ByteField("hashalg", 0), BitEnumField("flags", 0, 8, nsec3Flags), ShortField("iterations", 0),
	FieldLenField("saltlength", "salt", 1).WithDefault(0), StrLenField("salt", []byte{}, func(h *Header) int { return int(h.num(8)) }),
	FieldLenField("hashlength", "nexthashedownername", 1).WithDefault(0),
	StrLenField("nexthashedownername", []byte{}, func(h *Header) int { return int(h.num(10)) }),
	Field{name: "typebitmaps", def: []byte{}, codec: typeBitmapCodec{}})

// Describe returns the description and the values.
func (l DNSRRNSEC3) Describe() (*Proto, []any) { return dnsRRNSEC3Proto, valuesOf(&l) }

// DNSRRNSEC3PARAM is a resource record of DNS of type NSEC3PARAM.
type DNSRRNSEC3PARAM struct {
	RRName     any // '.'
	Type       any // 51, NSEC3PARAM
	RClass     any // 1, IN
	TTL        any // 0
	RDLen      any // computed
	Hashalg    any // 0
	Flags      any // 0
	Iterations any // 0
	Saltlength any // 0
	Salt       any // bytes
}

var dnsRRNSEC3PARAMProto = define[DNSRRNSEC3PARAM]("DNSRRNSEC3PARAM", "DNS NSEC3PARAM Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 51, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), ByteField("hashalg", 0), ByteField("flags", 0), ShortField("iterations", 0),
	FieldLenField("saltlength", "salt", 1).WithDefault(0), StrLenField("salt", []byte{}, func(h *Header) int { return int(h.num(8)) }))

// Describe returns the description and the values.
func (l DNSRRNSEC3PARAM) Describe() (*Proto, []any) { return dnsRRNSEC3PARAMProto, valuesOf(&l) }

// DNSRRTSIG is a resource record of DNS of type TSIG.
type DNSRRTSIG struct {
	RRName     any // '.'
	Type       any // 250, TSIG
	RClass     any // 1, IN
	TTL        any // 0
	RDLen      any // computed
	AlgoName   any // 'hmac-sha1.'
	TimeSigned any // 0
	Fudge      any // 0
	MacLen     any // 20
	MacData    any // bytes
	OriginalID any // 0
	Error      any // 0
	OtherLen   any // 0
	OtherData  any // bytes
}

var dnsRRTSIGProto = define[DNSRRTSIG]("DNSRRTSIG", "DNS TSIG Resource Record",
	dnsName("rrname", "."), ShortEnumField("type", 250, dnsTypes), ShortEnumField("rclass", 1, dnsClasses), IntField("ttl", 0),
	ShortField("rdlen", nil), dnsName("algo_name", "hmac-sha1."), Field{name: "time_signed", def: 0, bits: 48, codec: timeSignedCodec{}},
	ShortField("fudge", 0), FieldLenField("mac_len", "mac_data", 2).WithDefault(20),
	StrLenField("mac_data", []byte{}, func(h *Header) int { return int(h.num(8)) }), ShortField("original_id", 0), ShortField("error", 0),
	FieldLenField("other_len", "other_data", 2).WithDefault(0),
	StrLenField("other_data", []byte{}, func(h *Header) int { return int(h.num(12)) }))

// Describe returns the description and the values.
func (l DNSRRTSIG) Describe() (*Proto, []any) { return dnsRRTSIGProto, valuesOf(&l) }

// EDNS0TLV is an option of EDNS0.
type EDNS0TLV struct {
	Optcode any // 0, Reserved
	Optlen  any // computed
	Optdata any // bytes
}

var edns0TLVProto = define[EDNS0TLV]("EDNS0TLV", "DNS EDNS0 TLV",
	ShortEnumField("optcode", 0, ednsOptions), FieldLenField("optlen", "optdata", 2),
	StrLenField("optdata", []byte{}, func(h *Header) int { return int(h.num(1)) }))

// Describe returns the description and the values.
func (l EDNS0TLV) Describe() (*Proto, []any) { return edns0TLVProto, valuesOf(&l) }

// EDNS0ClientSubnet is the client subnet of EDNS0, RFC 7871.
type EDNS0ClientSubnet struct {
	Optcode    any // 8, edns-client-subnet
	Optlen     any // computed
	Family     any // 1
	SourcePLen any // computed
	ScopePLen  any // 0
	Address    any
}

var edns0ClientSubnetProto = define[EDNS0ClientSubnet]("EDNS0ClientSubnet", "DNS EDNS0 Client Subnet",
	ShortEnumField("optcode", 8, ednsOptions), FieldLenField("optlen", "address", 2).Adjust(func(n int) int { return n + 4 }),
	ShortField("family", 1), FieldLenField("source_plen", "address", 1).Adjust(func(n int) int { return 8 * n }),
	ByteField("scope_plen", 0), Field{name: "address", def: "192.168.0.0", codec: subnetCodec{}})

// Describe returns the description and the values.
func (l EDNS0ClientSubnet) Describe() (*Proto, []any) { return edns0ClientSubnetProto, valuesOf(&l) }
