package dnsq

// HHIT is the identity of an aircraft's host. RFC 9886.
type HHIT struct {
	rdclass
	Data []byte
}

func (r *HHIT) fields(c *codec) { c.remainingBase64(&r.Data, 32) }

// BRID is the broadcast identity of an aircraft. RFC 9886.
type BRID struct {
	rdclass
	Data []byte
}

func (r *BRID) fields(c *codec) { c.remainingBase64(&r.Data, 32) }

// A DSYNCScheme says how a DSYNC wants to hear of changes.
type DSYNCScheme uint8

// SchemeNOTIFY is by NOTIFY messages.
const SchemeNOTIFY DSYNCScheme = 1

var schemeNames = map[DSYNCScheme]string{SchemeNOTIFY: "NOTIFY"}

var schemeCodes = byName(schemeNames)

// String is the scheme's name, or its number.
func (s DSYNCScheme) String() string { return codeText(schemeNames, "", s) }

func schemeFromText(text string) (DSYNCScheme, error) {
	return codeFromText("scheme", schemeCodes, "", text, 255, ErrValue)
}

// DSYNC says where the zone above wants to hear that records of a type have
// changed. RFC 9859.
type DSYNC struct {
	rdclass
	RRType RdataType
	Scheme DSYNCScheme
	Port   uint16
	Target Name
}

func (r *DSYNC) fields(c *codec) {
	c.typ(&r.RRType)
	coded(c, &r.Scheme, schemeFromText, DSYNCScheme.String)
	c.u16(&r.Port)
	c.name(&r.Target, plainName)
}

// KEY is an old form of DNSKEY, which signs messages. RFC 2535, RFC 3445.
type KEY struct {
	rdclass
	Flags     KeyFlag
	Protocol  uint8
	Algorithm Algorithm
	Key       []byte
}

func (r *KEY) fields(c *codec) { c.dnskey(&r.Flags, &r.Protocol, &r.Algorithm, &r.Key) }

// SIG is an old form of RRSIG, which signs messages. RFC 2535, RFC 2931.
type SIG struct {
	rdclass
	TypeCovered           RdataType
	Algorithm             Algorithm
	Labels                uint8
	OriginalTTL           uint32
	Expiration, Inception uint32
	KeyTag                uint16
	Signer                Name
	Signature             []byte
}

func (r *SIG) fields(c *codec) { (*RRSIG)(r).fields(c) }
