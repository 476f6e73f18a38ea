package dnsq

import "net/netip"

// MD names a host that took mail for its owner; MX has replaced it. RFC 1035.
type MD struct {
	rdclass
	Target Name
}

func (r *MD) fields(c *codec) { c.name(&r.Target, canonicalName) }

// MF names a host that forwarded mail for its owner; MX has replaced it. RFC
// 1035.
type MF struct {
	rdclass
	Target Name
}

func (r *MF) fields(c *codec) { c.name(&r.Target, canonicalName) }

// MB names the host that has its owner's mailbox. RFC 1035.
type MB struct {
	rdclass
	Target Name
}

func (r *MB) fields(c *codec) { c.name(&r.Target, canonicalName) }

// MG names a mailbox that belongs to the mail group of its owner. RFC 1035.
type MG struct {
	rdclass
	Target Name
}

func (r *MG) fields(c *codec) { c.name(&r.Target, canonicalName) }

// MR names the mailbox that its owner was renamed to. RFC 1035.
type MR struct {
	rdclass
	Target Name
}

func (r *MR) fields(c *codec) { c.name(&r.Target, canonicalName) }

// MINFO names the mailboxes of who is in charge of a mailing list and of who gets
// its errors. RFC 1035.
type MINFO struct {
	rdclass
	Rmailbx, Emailbx Name
}

func (r *MINFO) fields(c *codec) {
	c.name(&r.Rmailbx, canonicalName)
	c.name(&r.Emailbx, canonicalName)
}

// NXT is an old form of NSEC: the next name of the zone and those types of its
// owner that are below 128. RFC 2535.
type NXT struct {
	rdclass
	Next   Name
	Bitmap []byte // bit 0x80 of the first byte is type 0
}

// NewNXT makes an NXT of types. An error is an ErrValue: a type is 0 or above
// 127.
func NewNXT(next Name, types ...RdataType) (*NXT, error) {
	r := &NXT{Next: next}
	for _, t := range types {
		if t == 0 || t > 127 {
			return nil, failOn(ErrValue, "an NXT has types from 1 to 127", t.String())
		}
		for len(r.Bitmap) <= int(t/8) {
			r.Bitmap = append(r.Bitmap, 0)
		}
		r.Bitmap[t/8] |= 0x80 >> (t % 8)
	}
	return r, nil
}

// Types are the types of the owner, in order.
func (r *NXT) Types() []RdataType {
	if r == nil {
		return nil
	}
	var types []RdataType
	for i, b := range r.Bitmap {
		for bit := range 8 {
			if b&(0x80>>bit) != 0 {
				types = append(types, RdataType(i*8+bit))
			}
		}
	}
	return types
}

func (r *NXT) fields(c *codec) {
	c.name(&r.Next, canonicalName)
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
		read, err := NewNXT(r.Next, types...)
		if err != nil {
			c.bad(reason(err))
			return
		}
		r.Bitmap = read.Bitmap
	case writeText:
		for _, t := range r.Types() {
			c.text(t.String())
		}
	case readWire:
		r.Bitmap = c.rest()
	case writeWire:
		c.w.buf = append(c.w.buf, r.Bitmap...)
	}
	n := len(r.Bitmap)
	c.check(n <= 16 && (n == 0 || r.Bitmap[0]&0x80 == 0 && r.Bitmap[n-1] != 0), "bad bitmap of types")
}

// A6 is an IPv6 address, of which the first bits are those of another A6. AAAA
// has outlived it. RFC 2874, RFC 6563.
type A6 struct {
	rdclass
	PrefixLen uint8 // bits that are another's, up to 128
	Suffix    netip.Addr
	Prefix    Name // that has the first bits; Empty where PrefixLen is 0
}

func (r *A6) fields(c *codec) {
	c.u8(&r.PrefixLen)
	c.check(r.PrefixLen <= 128, "prefix length is larger than 128")
	if c.err != nil {
		return
	}
	if r.PrefixLen < 128 {
		r.suffix(c)
	}
	if r.PrefixLen > 0 {
		c.name(&r.Prefix, canonicalName)
	}
}

// suffix is the bits that are the record's own, with zeros before them.
func (r *A6) suffix(c *codec) {
	if c.mode == readText || c.mode == writeText {
		c.addr6(&r.Suffix)
	}
	skip := int(r.PrefixLen) / 8
	switch c.mode {
	case readWire:
		part, err := c.r.take(16 - skip)
		c.fail(err)
		if c.err == nil {
			var full [16]byte
			copy(full[skip:], part)
			r.Suffix = netip.AddrFrom16(full)
		}
	case writeWire:
		if !r.Suffix.Is6() || r.Suffix.Zone() != "" {
			c.noAddress(r.Suffix, 16)
		} else {
			full := r.Suffix.As16()
			c.w.buf = append(c.w.buf, full[skip:]...)
		}
	}
	if c.err != nil {
		return
	}
	full := r.Suffix.As16()
	clear(full[:skip])
	full[skip] &= 0xff >> (r.PrefixLen % 8)
	switch own := netip.AddrFrom16(full); c.mode {
	case readText, readWire:
		r.Suffix = own // bits before it are ignored (RFC 2874 section 3.1)
	default:
		c.check(own == r.Suffix, "the suffix has bits of the prefix")
	}
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
