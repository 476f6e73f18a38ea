package dnsq

import (
	"strconv"
	"strings"
	"time"
)

// DS is the digest of a key of the zone below its owner.
type DS struct {
	rdclass
	KeyTag     uint16
	Algorithm  Algorithm
	DigestType DSDigest
	Digest     []byte
}

func (r *DS) fields(c *codec) { c.ds(&r.KeyTag, &r.Algorithm, &r.DigestType, &r.Digest, false) }

// CDS is the DS that a zone would have above it.
type CDS struct {
	rdclass
	KeyTag     uint16
	Algorithm  Algorithm
	DigestType DSDigest
	Digest     []byte
}

func (r *CDS) fields(c *codec) { c.ds(&r.KeyTag, &r.Algorithm, &r.DigestType, &r.Digest, true) }

// DLV is a DS outside the tree.
type DLV struct {
	rdclass
	KeyTag     uint16
	Algorithm  Algorithm
	DigestType DSDigest
	Digest     []byte
}

func (r *DLV) fields(c *codec) { c.ds(&r.KeyTag, &r.Algorithm, &r.DigestType, &r.Digest, false) }

func (c *codec) ds(tag *uint16, a *Algorithm, d *DSDigest, digest *[]byte, delete bool) {
	c.u16(tag)
	c.algorithm(a, false)
	c.u8((*uint8)(d))
	c.remainingHex(digest, 128)
	size, known := map[DSDigest]int{DigestSHA1: 20, DigestSHA256: 32, 3: 32, DigestSHA384: 48}[*d]
	if *d == 0 {
		c.check(delete, "digest type 0 is reserved")
		size, known = 1, true
	}
	c.check(!known || len(*digest) == size, "digest length inconsistent with digest type")
}

// algorithm is a number, for which text may give a name; names are written where
// asked for.
func (c *codec) algorithm(a *Algorithm, named bool) {
	write := Algorithm.String
	if !named {
		write = func(a Algorithm) string { return strconv.Itoa(int(a)) }
	}
	coded(c, a, AlgorithmFromText, write)
}

// DNSKEY is a key of a zone.
type DNSKEY struct {
	rdclass
	Flags     KeyFlag
	Protocol  uint8
	Algorithm Algorithm
	Key       []byte
}

func (r *DNSKEY) fields(c *codec) { c.dnskey(&r.Flags, &r.Protocol, &r.Algorithm, &r.Key) }

// KeyID is the tag by which a DS and an RRSIG name the key.
func (r *DNSKEY) KeyID() uint16 {
	if r == nil {
		return 0
	}
	if r.Algorithm == RSAMD5 { // two bytes near the end of the modulus
		rdata := append([]byte{byte(r.Flags >> 8), byte(r.Flags), r.Protocol, byte(r.Algorithm)}, r.Key...)
		return uint16(rdata[len(rdata)-3])<<8 | uint16(rdata[len(rdata)-2])
	}
	sum := uint32(r.Flags) + uint32(r.Protocol)<<8 + uint32(r.Algorithm)
	for i, b := range r.Key {
		if i%2 == 0 {
			sum += uint32(b) << 8
		} else {
			sum += uint32(b)
		}
	}
	return uint16(sum + sum>>16)
}

// CDNSKEY is the DNSKEY that a zone would have a DS for.
type CDNSKEY struct {
	rdclass
	Flags     KeyFlag
	Protocol  uint8
	Algorithm Algorithm
	Key       []byte
}

func (r *CDNSKEY) fields(c *codec) { c.dnskey(&r.Flags, &r.Protocol, &r.Algorithm, &r.Key) }

func (c *codec) dnskey(flags *KeyFlag, protocol *uint8, a *Algorithm, key *[]byte) {
	c.u16((*uint16)(flags))
	c.u8(protocol)
	c.algorithm(a, false)
	c.remainingBase64(key, 32)
}

// RRSIG is a signature over an RRset. Expiration and inception are seconds since
// 1970, modulo 2^32.
type RRSIG struct {
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

func (r *RRSIG) fields(c *codec) {
	c.typ(&r.TypeCovered)
	c.algorithm(&r.Algorithm, false)
	c.u8(&r.Labels)
	c.ttl(&r.OriginalTTL)
	c.sigTime(&r.Expiration)
	c.sigTime(&r.Inception)
	c.u16(&r.KeyTag)
	c.name(&r.Signer, canonicalName)
	c.remainingBase64(&r.Signature, 32)
}

// typ is a type, by its name in text.
func (c *codec) typ(t *RdataType) { coded(c, t, RdataTypeFromText, RdataType.String) }

const sigTimeLayout = "20060102150405"

func (c *codec) sigTime(v *uint32) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		if s, ok := c.word(); ok {
			*v, c.err = sigTimeFromText(s)
		}
	case writeText:
		c.text(time.Unix(int64(*v), 0).UTC().Format(sigTimeLayout))
	default:
		c.u32(v)
	}
}

func sigTimeFromText(s string) (uint32, error) {
	if len(s) <= 10 && allDigits(s) {
		var n uint64
		for i := range len(s) {
			n = n*10 + uint64(s[i]-'0')
		}
		if n > 1<<32-1 {
			return 0, failOn(ErrBadSigTime, "not a uint32", s)
		}
		return uint32(n), nil
	}
	at, err := time.Parse(sigTimeLayout, s)
	if err != nil || len(s) != 14 {
		return 0, failOn(ErrBadSigTime, "", s)
	}
	n := at.Unix()
	if n < 0 || n > 1<<32-1 {
		return 0, failOn(ErrBadSigTime, "not a uint32", s)
	}
	return uint32(n), nil
}

// NSEC names the next name of the zone and the types of its owner.
type NSEC struct {
	rdclass
	Next  Name
	Types TypeBitmap
}

func (r *NSEC) fields(c *codec) {
	c.name(&r.Next, plainName)
	c.bitmap(&r.Types)
}

// NSEC3 has the next hash of a name in the zone and the types of its owner.
type NSEC3 struct {
	rdclass
	Algorithm  uint8
	Flags      uint8
	Iterations uint16
	Salt, Next []byte
	Types      TypeBitmap
}

func (r *NSEC3) fields(c *codec) {
	c.u8(&r.Algorithm)
	c.u8(&r.Flags)
	c.u16(&r.Iterations)
	c.saltHex(&r.Salt)
	c.hashBase32(&r.Next)
	c.bitmap(&r.Types)
}

// NSEC3PARAM says how the hashes of a zone's NSEC3 are made.
type NSEC3PARAM struct {
	rdclass
	Algorithm  uint8
	Flags      uint8
	Iterations uint16
	Salt       []byte
}

func (r *NSEC3PARAM) fields(c *codec) {
	c.u8(&r.Algorithm)
	c.u8(&r.Flags)
	c.u16(&r.Iterations)
	c.saltHex(&r.Salt)
}

// CSYNC says which types of a zone the zone above should copy.
type CSYNC struct {
	rdclass
	Serial uint32
	Flags  uint16
	Types  TypeBitmap
}

func (r *CSYNC) fields(c *codec) {
	c.u32(&r.Serial)
	c.u16(&r.Flags)
	c.bitmap(&r.Types)
}

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

// ZONEMD is the digest of a zone.
type ZONEMD struct {
	rdclass
	Serial        uint32
	Scheme        uint8
	HashAlgorithm uint8
	Digest        []byte
}

func (r *ZONEMD) fields(c *codec) {
	c.u32(&r.Serial)
	c.u8(&r.Scheme)
	c.u8(&r.HashAlgorithm)
	c.remainingHex(&r.Digest, 128)
	c.check(r.Scheme != 0, "scheme 0 is reserved")
	c.check(r.HashAlgorithm != 0, "hash_algorithm 0 is reserved")
	size := map[uint8]int{1: 48, 2: 64}[r.HashAlgorithm]
	c.check(size == 0 || len(r.Digest) == size, "digest length inconsistent with hash algorithm")
}

// A TypeBitmap is a set of types as NSEC and its kin hold it, in the form that
// it has on the wire.
type TypeBitmap struct{ windows string }

// NewTypeBitmap makes a set of types. Type 0 is an ErrValue.
func NewTypeBitmap(types ...RdataType) (TypeBitmap, error) {
	var blocks [256][]byte
	for _, t := range types {
		if t == 0 {
			return TypeBitmap{}, fail(ErrValue, "a set of types cannot have type 0")
		}
		b := &blocks[t>>8]
		for len(*b) <= int(t&0xff)/8 {
			*b = append(*b, 0)
		}
		(*b)[t&0xff/8] |= 0x80 >> (t % 8)
	}
	var out strings.Builder
	for window, b := range blocks {
		if len(b) > 0 {
			out.WriteByte(byte(window))
			out.WriteByte(byte(len(b)))
			out.Write(b)
		}
	}
	return TypeBitmap{out.String()}, nil
}

// Types are the types of the set, in order.
func (b TypeBitmap) Types() []RdataType {
	var types []RdataType
	for w := b.windows; w != ""; w = w[2+int(w[1]):] {
		for i := range int(w[1]) {
			for bit := range 8 {
				if w[2+i]&(0x80>>bit) != 0 {
					types = append(types, RdataType(int(w[0])<<8|i*8+bit))
				}
			}
		}
	}
	return types
}

// Has reports whether a type is in the set.
func (b TypeBitmap) Has(t RdataType) bool {
	for w := b.windows; w != ""; w = w[2+int(w[1]):] {
		if i := int(t & 0xff / 8); RdataType(w[0]) == t>>8 && i < int(w[1]) {
			return w[2+i]&(0x80>>(t%8)) != 0
		}
	}
	return false
}

// String names the types, parted by spaces.
func (b TypeBitmap) String() string {
	var names []string
	for _, t := range b.Types() {
		names = append(names, t.String())
	}
	return strings.Join(names, " ")
}

func (c *codec) bitmap(b *TypeBitmap) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		types, err := c.remainingTypes()
		if err != nil {
			c.err = err
			return
		}
		*b, c.err = NewTypeBitmap(types...)
	case writeText:
		c.orGeneric(!b.Has(0)) // which is no type
		for _, t := range b.Types() {
			c.text(t.String())
		}
	case readWire:
		rest := c.rest()
		last := -1
		for w := rest; len(w) > 0; w = w[2+int(w[1]):] {
			if len(w) < 2 || w[1] == 0 || w[1] > 32 || int(w[0]) <= last || len(w) < 2+int(w[1]) {
				c.bad("bad bitmap of types")
				return
			}
			last = int(w[0])
		}
		b.windows = string(rest)
	case writeWire:
		c.w.buf = append(c.w.buf, b.windows...)
	}
}

// remainingTypes reads the names of types to the end of the line.
func (c *codec) remainingTypes() ([]RdataType, error) {
	tokens, err := c.t.GetRemaining(0)
	if err != nil {
		return nil, err
	}
	var types []RdataType
	for _, tok := range tokens {
		if tok, err = tok.Unescape(); err != nil {
			return nil, err
		}
		t, err := RdataTypeFromText(tok.Value)
		if err != nil {
			return nil, err
		}
		if t == 0 {
			return nil, fail(ErrSyntax, c.rdtype.String()+" with bit 0")
		}
		types = append(types, t)
	}
	return types, nil
}
