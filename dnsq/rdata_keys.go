package dnsq

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/netip"
)

// CERT is a certificate.
type CERT struct {
	rdclass
	CertificateType CertificateType
	KeyTag          uint16
	Algorithm       Algorithm
	Certificate     []byte
}

// A CertificateType is the kind of a CERT.
type CertificateType uint16

var certificateNames = map[CertificateType]string{
	1: "PKIX", 2: "SPKI", 3: "PGP", 4: "IPKIX", 5: "ISPKI", 6: "IPGP", 7: "ACPKIX", 8: "IACPKIX", 253: "URI", 254: "OID",
}

var certificateCodes = byName(certificateNames)

// String is the kind's name, or its number.
func (t CertificateType) String() string { return codeText(certificateNames, "", t) }

func certificateTypeFromText(text string) (CertificateType, error) {
	return codeFromText("certificate type", certificateCodes, "", text, 65535, ErrValue)
}

func (r *CERT) fields(c *codec) {
	coded(c, &r.CertificateType, certificateTypeFromText, CertificateType.String)
	c.u16(&r.KeyTag)
	c.algorithm(&r.Algorithm, true)
	c.remainingBase64(&r.Certificate, 32)
}

// SSHFP is the fingerprint of a host's key.
type SSHFP struct {
	rdclass
	Algorithm, FPType uint8
	Fingerprint       []byte
}

func (r *SSHFP) fields(c *codec) {
	c.u8(&r.Algorithm)
	c.u8(&r.FPType)
	c.remainingHex(&r.Fingerprint, 128)
}

// TLSA ties a service to its certificate.
type TLSA struct {
	rdclass
	Usage, Selector, Mtype uint8
	Cert                   []byte
}

func (r *TLSA) fields(c *codec) { c.tlsa(&r.Usage, &r.Selector, &r.Mtype, &r.Cert) }

// SMIMEA ties a mailbox to its certificate.
type SMIMEA struct {
	rdclass
	Usage, Selector, Mtype uint8
	Cert                   []byte
}

func (r *SMIMEA) fields(c *codec) { c.tlsa(&r.Usage, &r.Selector, &r.Mtype, &r.Cert) }

func (c *codec) tlsa(usage, selector, mtype *uint8, cert *[]byte) {
	c.u8(usage)
	c.u8(selector)
	c.u8(mtype)
	c.remainingHex(cert, 128)
}

// OPENPGPKEY is a public key of OpenPGP.
type OPENPGPKEY struct {
	rdclass
	Key []byte
}

func (r *OPENPGPKEY) fields(c *codec) { c.remainingBase64(&r.Key, -1) }

// DHCID tells whose client owns a name.
type DHCID struct {
	rdclass
	Data []byte
}

func (r *DHCID) fields(c *codec) { c.remainingBase64(&r.Data, 32) }

// HHIT is the identity of an aircraft's host. RFC 9886.
type HHIT struct {
	rdclass
	Data []byte
}

func (r *HHIT) fields(c *codec) { c.remainingBase64(&r.Data, -1) }

// BRID is the broadcast identity of an aircraft. RFC 9886.
type BRID struct {
	rdclass
	Data []byte
}

func (r *BRID) fields(c *codec) { c.remainingBase64(&r.Data, -1) }

// A Gateway is where an IPSECKEY or AMTRELAY leads: nowhere (type 0), to an IPv4
// or IPv6 address (1, 2), or to a name (3).
type Gateway struct {
	Type    uint8
	Address netip.Addr
	Name    Name
}

// gateway is all of a Gateway but its type.
func (c *codec) gateway(g *Gateway, what string) {
	if c.err != nil {
		return
	}
	switch g.Type {
	case 0:
		switch c.mode {
		case readText:
			s, _ := c.word()
			c.check(s == ".", "invalid "+what+" for type 0")
		case writeText:
			c.text(".")
		}
	case 1:
		c.quotableAddr(&g.Address, 4)
	case 2:
		c.quotableAddr(&g.Address, 16)
	case 3:
		c.name(&g.Name, plainName)
	default:
		c.bad(fmt.Sprintf("invalid %s type: %d", what, g.Type))
	}
}

// IPSECKEY is a key for IPsec with its owner, by a gateway.
type IPSECKEY struct {
	rdclass
	Precedence, Algorithm uint8
	Gateway               Gateway
	Key                   []byte
}

func (r *IPSECKEY) fields(c *codec) {
	c.u8(&r.Precedence)
	c.u8(&r.Gateway.Type)
	c.u8(&r.Algorithm)
	c.gateway(&r.Gateway, "IPSECKEY gateway")
	c.remainingBase64(&r.Key, 32)
}

// AMTRELAY names a relay of multicast.
type AMTRELAY struct {
	rdclass
	Precedence        uint8
	DiscoveryOptional bool
	Relay             Gateway
}

func (r *AMTRELAY) fields(c *codec) {
	c.u8(&r.Precedence)
	discovery := uint8(0)
	if r.DiscoveryOptional {
		discovery = 1
	}
	switch c.mode {
	case readText, writeText:
		c.u8(&discovery)
		c.check(discovery <= 1, "expecting 0 or 1")
		c.u8(&r.Relay.Type)
		c.check(r.Relay.Type <= 0x7f, "expecting an integer <= 127")
	default:
		both := discovery<<7 | r.Relay.Type
		c.u8(&both)
		discovery, r.Relay.Type = both>>7, both&0x7f
	}
	r.DiscoveryOptional = discovery == 1
	c.gateway(&r.Relay, "AMTRELAY relay")
}

// HIP is the identity of a host and its rendezvous servers.
type HIP struct {
	rdclass
	Algorithm uint8
	HIT, Key  []byte
	Servers   []Name
}

func (r *HIP) fields(c *codec) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		c.u8(&r.Algorithm)
		if c.err != nil {
			return
		}
		if hit, ok := c.word(); ok {
			c.decodeHex(&r.HIT, hit)
		}
		c.check(len(r.HIT) <= 255, "HIT too long")
		if c.err != nil {
			return
		}
		if key, ok := c.word(); ok {
			r.Key, c.err = decodeBase64(key)
		}
		if c.err != nil {
			return
		}
		tokens, err := c.t.GetRemaining(0)
		c.fail(err)
		for _, tok := range tokens {
			n, err := c.t.AsName(tok, c.names)
			c.fail(err)
			r.Servers = append(r.Servers, n)
		}
	case writeText:
		c.orGeneric(len(r.HIT) > 0 && len(r.Key) > 0)
		c.check(len(r.HIT) <= 255 && len(r.Key) <= 65535, "HIT or key too long")
		c.u8(&r.Algorithm)
		c.text(hex.EncodeToString(r.HIT))
		c.text(base64.StdEncoding.EncodeToString(r.Key))
		for i := range r.Servers {
			c.name(&r.Servers[i], plainName)
		}
	case readWire:
		var size uint8
		var keySize uint16
		c.u8(&size)
		c.u8(&r.Algorithm)
		c.u16(&keySize)
		c.take(&r.HIT, int(size))
		c.take(&r.Key, int(keySize))
		for c.err == nil && c.r.left() > 0 {
			var n Name
			c.name(&n, plainName)
			r.Servers = append(r.Servers, n)
		}
	case writeWire:
		if c.check(len(r.HIT) <= 255 && len(r.Key) <= 65535, "HIT or key too long"); c.err != nil {
			return
		}
		c.w.u8(uint8(len(r.HIT)))
		c.w.u8(r.Algorithm)
		c.w.u16(uint16(len(r.Key)))
		c.w.buf = append(append(c.w.buf, r.HIT...), r.Key...)
		for i := range r.Servers {
			c.name(&r.Servers[i], plainName)
		}
	}
}

// take reads a number of bytes into a slice of their own.
func (c *codec) take(b *[]byte, n int) {
	if c.err != nil {
		return
	}
	got, err := c.r.take(n)
	c.fail(err)
	*b = append([]byte(nil), got...)
}
