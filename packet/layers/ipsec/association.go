package ipsec

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/pyops-go/pyops/internal/pyerr"
	"github.com/pyops-go/pyops/packet"
)

// ErrIntegrity says that a packet is not what its sender sealed, or that the key is
// another one: IPSecIntegrityError.
var ErrIntegrity = pyerr.Class("ipsec: integrity check failed", packet.ErrScapy)

// SecurityAssociationOptions are the options of [NewSecurityAssociation]. Zero fields
// are scapy's defaults.
type SecurityAssociationOptions struct {
	// SeqNum is the number of the first packet that is encrypted; zero means 1.
	SeqNum uint32

	// CryptAlgo is how ESP hides data: NULL, AES-CBC, AES-CTR, AES-GCM, AES-CCM,
	// CHACHA20-POLY1305, DES, 3DES, CAST or Blowfish. Empty means NULL, which hides
	// nothing.
	CryptAlgo string

	// CryptKey is the key of CryptAlgo. The algorithms that count have their salt at
	// its end: 4 bytes for AES-CTR, AES-GCM and CHACHA20-POLY1305, 3 for AES-CCM.
	CryptKey []byte

	// CryptICVSize is the length of the tag of AES-GCM (16 or 12 bytes) and AES-CCM
	// (16, 12 or 8); zero means 16.
	CryptICVSize int

	// AuthAlgo is how a packet is sealed: NULL, HMAC-SHA1-96, SHA2-256-128,
	// SHA2-384-192, SHA2-512-256, HMAC-MD5-96 or AES-CMAC-96. Empty means NULL, which
	// seals nothing.
	AuthAlgo string

	// AuthKey is the key of AuthAlgo.
	AuthKey []byte

	// TunnelHeader is an IP or IPv6 header that packets are put behind as a whole. Nil
	// means that packets keep their own.
	TunnelHeader packet.Layer

	// NATTHeader is a UDP header to put in front of ESP, as [packet.UDP]'s ports 4500
	// for NAT traversal (RFC 3948). Nil means none.
	NATTHeader packet.Layer

	// ESNEnabled has sequence numbers of 64 bits, of which only the lower 32 are sent;
	// ESN is the upper half.
	ESNEnabled bool
	ESN        uint32
}

// A SecurityAssociation encrypts and decrypts packets, as the two ends of an IPsec
// connection do: scapy's SecurityAssociation. It keeps no record of numbers that came
// before, so that packets that somebody repeats are decrypted again. Several
// goroutines may use it.
type SecurityAssociation struct {
	ah     bool
	spi    uint32
	secret *secret
	seal   *seal
	tunnel *packet.Packet
	natt   *packet.Packet
	esn    *uint32

	mu  sync.Mutex
	seq uint64
}

// NewSecurityAssociation makes an association of ESP{} or AH{}, whose packets have the
// number spi. Keys and algorithms are checked at once.
func NewSecurityAssociation(proto packet.Layer, spi uint32, opts *SecurityAssociationOptions) (*SecurityAssociation, error) {
	var o SecurityAssociationOptions
	if opts != nil {
		o = *opts
	}
	sa := &SecurityAssociation{spi: spi, seq: 1}
	switch nameOf(proto) {
	case "ESP":
	case "AH":
		sa.ah = true
	default:
		return nil, invalid("proto", nameOf(proto), "ESP or AH was expected")
	}
	if o.SeqNum != 0 {
		sa.seq = uint64(o.SeqNum)
	}
	if o.ESNEnabled {
		sa.esn = &o.ESN
	}
	var err error
	if sa.secret, err = newSecret(o.CryptAlgo, o.CryptKey, o.CryptICVSize); err != nil {
		return nil, err
	}
	if sa.seal, err = newSeal(o.AuthAlgo, o.AuthKey); err != nil {
		return nil, err
	}
	if sa.ah && sa.secret.name != "NULL" {
		return nil, invalid("CryptAlgo", o.CryptAlgo, "AH does not encrypt")
	}
	if o.TunnelHeader != nil {
		if n := nameOf(o.TunnelHeader); n != "IP" && n != "IPv6" {
			return nil, invalid("TunnelHeader", n, "IP or IPv6 was expected")
		}
		sa.tunnel = packet.Stack(o.TunnelHeader).Copy()
	}
	if o.NATTHeader != nil {
		if n := nameOf(o.NATTHeader); n != "UDP" || sa.ah {
			return nil, invalid("NATTHeader", n, "UDP was expected, and ESP")
		}
		sa.natt = packet.Stack(o.NATTHeader).Copy()
	}
	return sa, nil
}

func nameOf(l packet.Layer) string {
	return packet.Stack(l).Last().Name() // also of what is no layer
}

func invalid(path, input, reason string) error {
	return &packet.Error{Kind: packet.ErrValue, Op: "ipsec", Path: path, Input: input, Reason: reason}
}

func malformed(reason string) error {
	return &packet.Error{Kind: packet.ErrMalformed, Op: "ipsec", Reason: reason}
}

func integrity(reason string) error {
	return &packet.Error{Kind: ErrIntegrity, Op: "ipsec", Reason: reason}
}

// SPI is the number of the association's packets.
func (sa *SecurityAssociation) SPI() uint32 {
	if sa == nil {
		return 0
	}
	return sa.spi
}

// SeqNum is the number that the next packet gets.
func (sa *SecurityAssociation) SeqNum() uint32 {
	if sa == nil {
		return 0
	}
	sa.mu.Lock()
	defer sa.mu.Unlock()
	return uint32(sa.seq)
}

// EncryptOptions are the options of [SecurityAssociation.Encrypt].
type EncryptOptions struct {
	// SeqNum is the packet's number instead of the next one, which stays the next.
	SeqNum uint32

	// IV is the initialization vector instead of a random one. One that was used
	// before gives away what is encrypted.
	IV []byte
}

// Encrypt returns an IP or IPv6 packet as the association sends it. It does not
// change p. What cannot be built, or has no such header, is an error.
func (sa *SecurityAssociation) Encrypt(p *packet.Packet, opts *EncryptOptions) (*packet.Packet, error) {
	var o EncryptOptions
	if opts != nil {
		o = *opts
	}
	c, err := sa.carrierOf(p)
	if err != nil {
		return nil, err
	}
	if o.IV != nil && len(o.IV) != sa.secret.iv {
		return nil, invalid("IV", "", fmt.Sprintf("%s needs %d bytes, not %d", sa.secret.name, sa.secret.iv, len(o.IV)))
	}
	proto, inner := c.data[c.next], c.data[c.end:]
	if sa.tunnel != nil {
		if proto, inner = inIP, c.data; c.six {
			proto = inIPv6
		}
		outer, err := sa.tunnel.Build()
		if err != nil {
			return nil, err
		}
		if c, err = carry(outer); err != nil {
			return nil, err
		}
	}
	seq, err := sa.number(o.SeqNum)
	if err != nil {
		return nil, err
	}
	var out []byte
	if sa.ah {
		out, err = sa.authenticate(c, seq, proto, inner)
	} else {
		out, err = sa.encapsulate(c, seq, proto, inner, o.IV)
	}
	if err != nil {
		return nil, err
	}
	return dissect(out)
}

// number takes the next sequence number, or an explicit one.
func (sa *SecurityAssociation) number(explicit uint32) (uint32, error) {
	if explicit != 0 {
		return explicit, nil
	}
	sa.mu.Lock()
	defer sa.mu.Unlock()
	if sa.seq > math.MaxUint32 {
		return 0, invalid("SeqNum", "", "the numbers of the association are used up; make another one, with other keys")
	}
	n := uint32(sa.seq)
	sa.seq++
	return n, nil
}

// carrierOf is a packet's bytes, which begin with IP.
func (sa *SecurityAssociation) carrierOf(p *packet.Packet) (carrier, error) {
	switch {
	case sa == nil || sa.secret == nil:
		return carrier{}, invalid("", "", "NewSecurityAssociation makes an association")
	case p == nil || len(p.Layers()) == 0:
		return carrier{}, malformed("there is no packet")
	}
	if n := p.Layers()[0].Name(); n != "IP" && n != "IPv6" {
		return carrier{}, &packet.Error{Kind: packet.ErrNoLayer, Op: "ipsec", Input: n, Reason: "the packet begins with it, and IP or IPv6 was expected"}
	}
	data, err := p.Build()
	if err != nil {
		return carrier{}, err
	}
	return carry(data)
}

func dissect(data []byte) (*packet.Packet, error) {
	var first packet.Layer = packet.IP{}
	if data[0]>>4 == 6 {
		first = packet.IPv6{}
	}
	// What is wrong inside is for the reader to find: the packet keeps its error.
	p, err := packet.NewDissector(first, &packet.DissectorOptions{Protos: Protos()}).Dissect(data)
	if p != nil {
		return p, nil
	}
	return nil, err
}

// encapsulate puts ESP behind the headers of a carrier: RFC 4303.
func (sa *SecurityAssociation) encapsulate(c carrier, seq uint32, proto byte, inner, iv []byte) ([]byte, error) {
	text := slices.Clone(inner)
	for n := byte(1); (len(text)+2)%sa.secret.align() != 0; n++ {
		text = append(text, n)
	}
	text = append(text, byte(len(text)-len(inner)), proto)
	if iv == nil {
		iv = make([]byte, sa.secret.iv)
		rand.Read(iv)
	}
	esp := sa.numbers(seq)
	esp = append(esp, sa.secret.encrypt(iv, text, sa.bound(seq))...)
	esp = append(esp, sa.seal.value(sa.sealed(esp))...)
	if sa.natt == nil {
		return c.carries(protoESP, esp)
	}
	b, err := sa.natt.Div(esp).Build()
	if err != nil {
		return nil, err
	}
	return c.carries(udp, b)
}

// numbers is what ESP begins with.
func (sa *SecurityAssociation) numbers(seq uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, sa.spi), seq)
}

// bound is what a cipher that authenticates binds to the data.
func (sa *SecurityAssociation) bound(seq uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, sa.spi)
	if sa.esn != nil {
		b = binary.BigEndian.AppendUint32(b, *sa.esn)
	}
	return binary.BigEndian.AppendUint32(b, seq)
}

// sealed is what the check value is of: the bytes, and the upper half of the number,
// which is not sent.
func (sa *SecurityAssociation) sealed(data []byte) []byte {
	if sa.esn == nil || sa.secret.seal != nil {
		return data
	}
	return binary.BigEndian.AppendUint32(slices.Clip(data), *sa.esn)
}

// authenticate puts AH behind the headers of a carrier: RFC 4302.
func (sa *SecurityAssociation) authenticate(c carrier, seq uint32, proto byte, inner []byte) ([]byte, error) {
	size := 12 + sa.seal.icv
	if c.six {
		size = (size + 7) / 8 * 8
	}
	ah := make([]byte, size, size+len(inner))
	ah[0], ah[1] = proto, byte(size/4-2)
	binary.BigEndian.PutUint32(ah[4:], sa.spi)
	binary.BigEndian.PutUint32(ah[8:], seq)
	out, err := c.carries(protoAH, append(ah, inner...))
	if err != nil {
		return nil, err
	}
	c.data = out
	copy(out[c.end+12:], sa.seal.value(sa.sealed(c.settled())))
	return out, nil
}

// DecryptOptions are the options of [SecurityAssociation.Decrypt].
type DecryptOptions struct {
	// NoVerify takes what is inside for what it seems to be, without a look at the
	// check value. Ciphers that authenticate look all the same.
	NoVerify bool
}

// Decrypt returns the packet that was encrypted. One that was changed on its way, or
// was made with other keys, is an error of kind [ErrIntegrity]; one of another
// association, or without ESP or AH, is an error as well. It does not change p.
func (sa *SecurityAssociation) Decrypt(p *packet.Packet, opts *DecryptOptions) (*packet.Packet, error) {
	verify := opts == nil || !opts.NoVerify
	c, err := sa.carrierOf(p)
	if err != nil {
		return nil, err
	}
	var proto byte
	var inner []byte
	if sa.ah {
		proto, inner, err = sa.checked(c, verify)
	} else {
		proto, inner, err = sa.decapsulate(c, verify)
	}
	if err != nil {
		return nil, err
	}
	if sa.tunnel == nil {
		out, err := c.carries(proto, inner)
		if err != nil {
			return nil, err
		}
		return dissect(out)
	}
	if proto != inIP && proto != inIPv6 || len(inner) == 0 {
		return nil, malformed(fmt.Sprintf("protocol %d is in the tunnel, and IP or IPv6 was expected", proto))
	}
	return dissect(inner)
}

// decapsulate takes ESP apart, behind UDP where there is that.
func (sa *SecurityAssociation) decapsulate(c carrier, verify bool) (proto byte, inner []byte, err error) {
	esp := c.data[c.end:]
	switch {
	case c.data[c.next] == udp && sa.natt != nil && len(esp) >= 8:
		esp = esp[8:]
	case c.data[c.next] != protoESP:
		return 0, nil, missing("ESP")
	}
	if len(esp) < 8+sa.seal.icv {
		return 0, nil, malformed("ESP is cut")
	}
	if err := sa.own(esp); err != nil {
		return 0, nil, err
	}
	body, icv := esp[:len(esp)-sa.seal.icv], esp[len(esp)-sa.seal.icv:]
	if verify && !hmac.Equal(sa.seal.value(sa.sealed(body)), icv) {
		return 0, nil, integrity("the check value is not that of the packet")
	}
	text, err := sa.secret.decrypt(body[8:], sa.bound(binary.BigEndian.Uint32(esp[4:])))
	if err != nil {
		return 0, nil, err
	}
	if len(text) < 2 || int(text[len(text)-2])+2 > len(text) {
		return 0, nil, malformed("more padding than data: the key may be another one")
	}
	return text[len(text)-1], text[:len(text)-2-int(text[len(text)-2])], nil
}

// checked takes AH off.
func (sa *SecurityAssociation) checked(c carrier, verify bool) (proto byte, inner []byte, err error) {
	if c.data[c.next] != protoAH {
		return 0, nil, missing("AH")
	}
	ah, size := c.data[c.end:], 0
	if len(ah) >= 12 {
		size = (int(ah[1]) + 2) * 4
	}
	if size < 12+sa.seal.icv || size > len(ah) {
		return 0, nil, malformed("AH is cut, or too short for its check value")
	}
	if err := sa.own(ah[4:]); err != nil {
		return 0, nil, err
	}
	settled := c.settled()
	clear(settled[c.end+12 : c.end+12+sa.seal.icv])
	if verify && !hmac.Equal(sa.seal.value(sa.sealed(settled)), ah[12:12+sa.seal.icv]) {
		return 0, nil, integrity("the check value is not that of the packet")
	}
	return ah[0], ah[size:], nil
}

func missing(name string) error {
	return &packet.Error{Kind: packet.ErrNoLayer, Op: "ipsec", Input: name, Reason: "the packet has no such layer behind its IP headers"}
}

// own reports whether a number is that of the association.
func (sa *SecurityAssociation) own(data []byte) error {
	if n := binary.BigEndian.Uint32(data); n != sa.spi {
		return invalid("SPI", fmt.Sprintf("%#x", n), fmt.Sprintf("the packet is of another association than %#x", sa.spi))
	}
	return nil
}
