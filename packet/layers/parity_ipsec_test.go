package layers_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers"
	"github.com/pyops-go/pyops/packet/layers/ipsec"
)

const ipsecSource = `
from scapy.layers.ipsec import *
from scapy.layers.ipsec import IPSecIntegrityError
def association(spec):
    kw = {k: v for k, v in spec.items() if v is not None and k != "proto"}
    for k in ("tunnel_header", "nat_t_header"):
        if k in kw:
            kw[k] = eval(kw[k], NAMES)
    return SecurityAssociation(AH if spec["proto"] == "AH" else ESP, spi=0x1234, **kw)
def encrypted(spec, data, seq, iv):
    cls = IPv6 if data[0] >> 4 == 6 else IP
    return bytes(association(spec).encrypt(cls(data), seq_num=seq, iv=iv))
def decrypted(spec, data, verify):
    cls = IPv6 if data[0] >> 4 == 6 else IP
    return bytes(association(spec).decrypt(cls(data), verify=verify))
def refused(spec):
    return association(spec) and None
`

// associationOf is what association makes in testdata's scapy.
func associationOf(spec original.Dict) (*ipsec.SecurityAssociation, error) {
	o := &ipsec.SecurityAssociationOptions{}
	text := func(key string) string { s, _ := spec.Get(key).(string); return s }
	o.CryptAlgo, o.AuthAlgo = text("crypt_algo"), text("auth_algo")
	o.CryptKey, _ = spec.Get("crypt_key").([]byte)
	o.AuthKey, _ = spec.Get("auth_key").([]byte)
	o.CryptICVSize, _ = spec.Get("crypt_icv_size").(int)
	o.ESNEnabled, _ = spec.Get("esn_en").(bool)
	if n, ok := spec.Get("esn").(int); ok {
		o.ESN = uint32(n)
	}
	switch text("tunnel_header") {
	case "IP(src='9.9.9.9', dst='8.8.8.8', ttl=9)":
		o.TunnelHeader = packet.IP{Src: "9.9.9.9", Dst: "8.8.8.8", TTL: 9}
	case "IPv6(src='::7', dst='::8')":
		o.TunnelHeader = packet.IPv6{Src: "::7", Dst: "::8"}
	case "UDP()":
		o.TunnelHeader = packet.UDP{}
	}
	switch text("nat_t_header") {
	case "UDP(sport=4500, dport=4500)":
		o.NATTHeader = packet.UDP{SPort: 4500, DPort: 4500}
	case "IP()":
		o.NATTHeader = packet.IP{}
	}
	var proto packet.Layer = ipsec.ESP{}
	if text("proto") == "AH" {
		proto = ipsec.AH{}
	}
	return ipsec.NewSecurityAssociation(proto, 0x1234, o)
}

func bytesOf(g *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(g.Uint32())
	}
	return b
}

// ipsecSpec is a random association, and the length of its vector.
func ipsecSpec(g *rand.Rand) (spec original.Dict, iv int) {
	set := func(key string, v any) { spec = append(spec, original.Pair{Key: key, Value: v}) }
	switch g.IntN(6) {
	case 0:
		set("tunnel_header", "IP(src='9.9.9.9', dst='8.8.8.8', ttl=9)")
	case 1:
		set("tunnel_header", "IPv6(src='::7', dst='::8')")
	}
	auth := []struct {
		name string
		key  int
	}{{"NULL", 0}, {"HMAC-SHA1-96", 20}, {"SHA2-256-128", 32}, {"SHA2-384-192", 48}, {"SHA2-512-256", 64}, {"HMAC-MD5-96", 16}, {"AES-CMAC-96", 16}}
	a := auth[g.IntN(len(auth))]
	if g.IntN(3) == 0 {
		if a.name == "NULL" {
			a = auth[1]
		}
		set("proto", "AH")
		set("auth_algo", a.name)
		set("auth_key", bytesOf(g, a.key))
		if g.IntN(4) == 0 {
			set("esn_en", true)
			set("esn", 7)
		}
		return spec, 0
	}
	set("proto", "ESP")
	crypt := []struct {
		name string
		keys []int
		iv   int
		aead bool
	}{
		{"NULL", []int{0}, 0, false}, {"AES-CBC", []int{16, 24, 32}, 16, false}, {"AES-CTR", []int{20, 28, 36}, 8, false}, {"AES-GCM", []int{20, 28, 36}, 8, true},
		{"AES-CCM", []int{19, 27, 35}, 8, true}, {"CHACHA20-POLY1305", []int{36}, 8, true}, {"DES", []int{8}, 8, false}, {"3DES", []int{24}, 8, false},
		{"CAST", []int{16}, 8, false}, {"Blowfish", []int{16, 32, 56}, 8, false},
	}
	c := crypt[g.IntN(len(crypt))]
	set("crypt_algo", c.name)
	set("crypt_key", bytesOf(g, c.keys[g.IntN(len(c.keys))]))
	if c.aead && g.IntN(4) == 0 {
		set("esn_en", true)
		set("esn", 9)
	}
	if !c.aead {
		set("auth_algo", a.name)
		set("auth_key", bytesOf(g, a.key))
	}
	return spec, c.iv
}

// plainPacket is a random packet to send through an association.
func plainPacket(t *testing.T, g *rand.Rand) []byte {
	four := packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2", TOS: g.IntN(256), ID: g.IntN(1 << 16), TTL: 1 + g.IntN(255), Flags: g.IntN(2) * 2}
	six := packet.IPv6{Src: "::1", Dst: "::2", TC: g.IntN(256), FL: g.IntN(1 << 20), HLim: 1 + g.IntN(255)}
	load := bytesOf(g, g.IntN(90))
	var p *packet.Packet
	switch g.IntN(8) {
	case 0:
		four.Options = []packet.Layer{packet.IPOptionRouterAlert{}, packet.IPOptionRR{Routers: []any{"3.3.3.3"}}, packet.IPOptionNOP{}, packet.IPOptionTimestamp{}, packet.IPOptionStreamID{}}
		p = packet.Stack(four, packet.TCP{SPort: 1, DPort: 2}, load)
	case 1:
		four.Options = []packet.Layer{packet.IPOptionSecurity{}, packet.IPOptionTraceroute{ID: 5}, packet.IPOptionEOL{}}
		p = packet.Stack(four, packet.UDP{SPort: 7000, DPort: 7001}, load)
	case 2:
		p = packet.Stack(six, packet.IPv6ExtHdrHopByHop{Options: []packet.Layer{packet.RouterAlert{}, packet.HBHOptUnknown{OType: 0x3e, OptData: "abc"}}}, packet.UDP{SPort: 7000, DPort: 7001}, load)
	case 3:
		p = packet.Stack(six, packet.IPv6ExtHdrDestOpt{}, packet.TCP{SPort: 1, DPort: 2}, load)
	case 4:
		p = packet.Stack(six, packet.IPv6ExtHdrFragment{ID: 5}, packet.UDP{SPort: 7000, DPort: 7001}, load)
	case 5, 6:
		p = packet.Stack(six, packet.ICMPv6EchoRequest{ID: 1, Data: load})
	default:
		p = packet.Stack(four, packet.ICMP{ID: 3}, load)
	}
	b, err := p.Build()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ipsecPacket(data []byte) *packet.Packet {
	name := packet.Layer(packet.IP{})
	if len(data) > 0 && data[0]>>4 == 6 {
		name = packet.IPv6{}
	}
	p, _ := packet.NewDissector(name, &packet.DissectorOptions{Protos: layers.All()}).Dissect(data)
	return p
}

// Packets are encrypted to scapy's bytes by each algorithm, in transport and in
// tunnels, and both decrypt what the other one sent.
func TestIPsecIsScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(ipsecSource)
	g := original.Rand(t)
	for range original.Rounds(t, 120) {
		spec, size := ipsecSpec(g)
		data, iv, seq := plainPacket(t, g), bytesOf(g, size), 1+g.IntN(1<<30)
		theirs, err := py.Call("encrypted", spec, data, seq, iv)
		if err != nil {
			t.Fatalf("%v: %v", spec, err)
		}
		sa, err := associationOf(spec)
		if err != nil {
			t.Fatalf("%v: %v", spec, err)
		}
		p, err := sa.Encrypt(ipsecPacket(data), &ipsec.EncryptOptions{SeqNum: uint32(seq), IV: iv})
		if err != nil {
			t.Fatalf("%v: %v", spec, err)
		}
		ours, err := p.Build()
		if err != nil || !original.Same(theirs, ours) {
			t.Errorf("%v of %x:\nscapy %x\nhere  %x, %v", spec, data, theirs, ours, err)
			continue
		}
		plain, err := sa.Decrypt(ipsecPacket(ours), nil)
		if err != nil {
			t.Errorf("%v of %x: %v", spec, data, err)
			continue
		}
		back, err := plain.Build()
		theirs, their := py.Call("decrypted", spec, ours, true)
		if err != nil || their != nil || !original.Same(theirs, back) {
			t.Errorf("%v of %x:\nscapy %x, %v\nhere  %x, %v", spec, data, theirs, their, back, err)
		}
		if string(back) != string(data) {
			t.Errorf("%v: %x came back as %x", spec, data, back)
		}
		// A changed byte is found wherever something is sealed.
		bad := append([]byte(nil), ours...)
		bad[len(bad)-1] ^= 1
		_, err = sa.Decrypt(ipsecPacket(bad), nil)
		_, their = py.Call("decrypted", spec, bad, true)
		if their != nil && err == nil {
			t.Errorf("%v: scapy refuses with %v what is taken here", spec, their)
		}
		if sealed := spec.Get("auth_algo") != "NULL"; sealed && !errors.Is(err, ipsec.ErrIntegrity) {
			t.Errorf("%v: a changed packet: %v", spec, err)
		}
	}
}

// What scapy refuses is refused, and a key of a wrong length at once.
func TestIPsecRefuses(t *testing.T) {
	py := startScapy(t)
	py.Define(ipsecSource)
	for _, spec := range []original.Dict{
		{{Key: "proto", Value: "ESP"}, {Key: "crypt_algo", Value: "ROT13"}}, {{Key: "proto", Value: "ESP"}, {Key: "auth_algo", Value: "CRC"}},
		{{Key: "proto", Value: "ESP"}, {Key: "tunnel_header", Value: "UDP()"}}, {{Key: "proto", Value: "ESP"}, {Key: "nat_t_header", Value: "IP()"}},
	} {
		_, their := py.Call("refused", spec)
		if _, err := associationOf(spec); their == nil || !errors.Is(err, packet.ErrValue) {
			t.Errorf("%v: scapy %v, here %v", spec, their, err)
		}
	}
	for _, o := range []ipsec.SecurityAssociationOptions{
		{CryptAlgo: "AES-CBC", CryptKey: make([]byte, 15)}, {CryptAlgo: "AES-GCM", CryptKey: make([]byte, 16)}, {AuthAlgo: "AES-CMAC-96", AuthKey: make([]byte, 15)},
		{AuthAlgo: "HMAC-SHA1-96"}, {CryptAlgo: "AES-GCM", CryptKey: make([]byte, 20), CryptICVSize: 8}, {CryptICVSize: 8},
	} {
		if _, err := ipsec.NewSecurityAssociation(ipsec.ESP{}, 1, &o); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if _, err := ipsec.NewSecurityAssociation(ipsec.AH{}, 1, &ipsec.SecurityAssociationOptions{CryptAlgo: "DES", CryptKey: make([]byte, 8)}); !errors.Is(err, packet.ErrValue) {
		t.Errorf("AH that encrypts: %v", err)
	}
	if _, err := ipsec.NewSecurityAssociation(packet.UDP{}, 1, nil); !errors.Is(err, packet.ErrValue) {
		t.Errorf("UDP: %v", err)
	}
	sa, err := ipsec.NewSecurityAssociation(ipsec.ESP{}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*packet.Packet{nil, packet.Stack(packet.UDP{}), packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{})} {
		if _, err := sa.Decrypt(p, nil); !errors.Is(err, packet.ErrScapy) {
			t.Errorf("%v was decrypted: %v", p, err)
		}
	}
	var none *ipsec.SecurityAssociation
	if _, err := none.Encrypt(packet.Stack(packet.IP{}), nil); !errors.Is(err, packet.ErrValue) {
		t.Errorf("%v", err)
	}
	other := packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, ipsec.ESP{SPI: 9, Data: "0123456789"})
	if _, err := sa.Decrypt(other, nil); !errors.Is(err, packet.ErrValue) {
		t.Errorf("another association's: %v", err)
	}
}

// ipsecDivergences are where associations mean to differ from scapy's.
var ipsecDivergences = []original.Divergence{
	{
		Name: "length of NAT traversal", Why: "scapy writes the length of an empty datagram, so that nobody finds ESP in it (RFC 3948, 2.1)",
		Example: natTraversal, Theirs: []byte("\x45\x00\x00\x30\x00\x01\x00\x00\x40\x11\x74\xb7\x01\x01\x01\x01\x02\x02\x02\x02\x11\x94\x11\x94\x00\x08\x00\x00\x00\x00\x12\x34\x00\x00\x00\x05\x1b\x58\x1b\x59\x00\x09\x5f\xb6\x78\x01\x01\x11"),
		Ours: []byte("\x45\x00\x00\x30\x00\x01\x00\x00\x40\x11\x74\xb7\x01\x01\x01\x01\x02\x02\x02\x02\x11\x94\x11\x94\x00\x1c\x00\x00\x00\x00\x12\x34\x00\x00\x00\x05\x1b\x58\x1b\x59\x00\x09\x5f\xb6\x78\x01\x01\x11"),
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			b, ok := theirs.Value.([]byte)
			if !ok || c.Args[0].(original.Dict).Get("nat_t_header") == nil || len(b) < 28 {
				return theirs, false
			}
			b = slices.Clone(b)
			binary.BigEndian.PutUint16(b[24:], uint16(len(b)-20))
			return original.Result{Value: b}, true
		},
	},
	{
		Name: "long numbers of ESP", Why: "scapy leaves the upper half of a sequence number out of the check value (RFC 4303, 2.2.1)",
		Example: longNumber,
		Theirs:  []byte("\x45\x00\x00\x34\x00\x01\x00\x00\x40\x32\x74\x92\x01\x01\x01\x01\x02\x02\x02\x02\x00\x00\x12\x34\x00\x00\x00\x05\x1b\x58\x1b\x59\x00\x09\x5f\xb6\x78\x01\x01\x11\x56\xb6\x94\x27\x85\x7e\x6f\xe2\x79\x37\xde\xc5"),
		Ours:    []byte("\x45\x00\x00\x34\x00\x01\x00\x00\x40\x32\x74\x92\x01\x01\x01\x01\x02\x02\x02\x02\x00\x00\x12\x34\x00\x00\x00\x05\x1b\x58\x1b\x59\x00\x09\x5f\xb6\x78\x01\x01\x11\x5c\x2c\x7b\x60\x14\xe2\x61\x83\x88\xad\xbf\xe1"),
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			spec := c.Args[0].(original.Dict)
			b, ok := theirs.Value.([]byte)
			if !ok || spec.Get("proto") != "ESP" || spec.Get("esn_en") != true || spec.Get("auth_algo") != "HMAC-SHA1-96" {
				return theirs, false
			}
			body := b[20 : len(b)-12]
			h := hmac.New(sha1.New, spec.Get("auth_key").([]byte))
			h.Write(body)
			h.Write([]byte{0, 0, 0, byte(spec.Get("esn").(int))})
			return original.Result{Value: slices.Concat(b[:len(b)-12], h.Sum(nil)[:12])}, true
		},
	},
}

var (
	datagram     = []byte("\x45\x00\x00\x1d\x00\x01\x00\x00\x40\x11\x74\xca\x01\x01\x01\x01\x02\x02\x02\x02\x1b\x58\x1b\x59\x00\x09\x5f\xb6x")
	natTraversal = original.Call{Func: "encrypted", Args: []any{original.Dict{{Key: "proto", Value: "ESP"}, {Key: "nat_t_header", Value: "UDP(sport=4500, dport=4500)"}}, datagram, 5, []byte{}}}
	longNumber   = original.Call{Func: "encrypted", Args: []any{original.Dict{{Key: "proto", Value: "ESP"}, {Key: "esn_en", Value: true}, {Key: "esn", Value: 7},
		{Key: "auth_algo", Value: "HMAC-SHA1-96"}, {Key: "auth_key", Value: []byte("aaaaaaaaaaaaaaaaaaaa")}}, datagram, 5, []byte{}}}
)

func TestIPsecDivergences(t *testing.T) {
	py := startScapy(t)
	py.Define(ipsecSource)
	j := &original.Judge{Python: py, Divergences: ipsecDivergences, Ours: func(c original.Call) original.Result {
		sa, err := associationOf(c.Args[0].(original.Dict))
		if err != nil {
			return original.Result{Err: err}
		}
		p, err := sa.Encrypt(ipsecPacket(c.Args[1].([]byte)), &ipsec.EncryptOptions{SeqNum: uint32(c.Args[2].(int)), IV: c.Args[3].([]byte)})
		if err != nil {
			return original.Result{Err: err}
		}
		b, err := p.Build()
		if err != nil {
			return original.Result{Err: err}
		}
		// Both ends agree.
		plain, err := sa.Decrypt(ipsecPacket(b), nil)
		if err != nil {
			t.Errorf("%v: %v", c, err)
		} else if back, _ := plain.Build(); !bytes.Equal(back, datagram) {
			t.Errorf("%v came back as %x", c, back)
		}
		return original.Result{Value: b}
	}}
	j.Pins(t)
}
