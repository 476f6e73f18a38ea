package ipsec_test

import (
	"bytes"
	"testing"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/ipsec"
)

// FuzzDecrypt takes bytes for a packet of an association: nothing panics, what is not
// sealed is refused, and what is taken is what its sender encrypts again.
func FuzzDecrypt(f *testing.F) {
	key := []byte("0123456789abcdef")
	associations := make([]*ipsec.SecurityAssociation, 4)
	for i, o := range []ipsec.SecurityAssociationOptions{
		{CryptAlgo: "AES-CBC", CryptKey: key}, {CryptAlgo: "AES-CCM", CryptKey: append([]byte("xyz"), key...)}, {AuthAlgo: "AES-CMAC-96", AuthKey: key}, {NATTHeader: packet.UDP{SPort: 4500, DPort: 4500}},
	} {
		var proto packet.Layer = ipsec.ESP{}
		if i == 2 {
			proto = ipsec.AH{}
		}
		sa, err := ipsec.NewSecurityAssociation(proto, 7, &o)
		if err != nil {
			f.Fatal(err)
		}
		associations[i] = sa
		for _, p := range []*packet.Packet{
			packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{}, "data"),
			packet.Stack(packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrHopByHop{Options: []packet.Layer{packet.RouterAlert{}}}, packet.IPv6ExtHdrRouting{Addresses: []any{"::3"}}, packet.UDP{}, "data"),
		} {
			e, err := sa.Encrypt(p, nil)
			if err != nil {
				f.Fatal(err)
			}
			b, err := e.Build()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(i), b)
		}
	}
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		sa := associations[n%4]
		var first packet.Layer = packet.IP{}
		if len(data) > 0 && data[0]>>4 == 6 {
			first = packet.IPv6{}
		}
		p, _ := packet.Dissect(first, data)
		plain, err := sa.Decrypt(p, nil)
		if err != nil {
			return
		}
		again, err := sa.Encrypt(plain, nil)
		if err != nil {
			return // its inside is no packet that can be sent
		}
		back, err := sa.Decrypt(again, nil)
		if err != nil {
			t.Fatalf("%x: what was encrypted is not decrypted: %v", data, err)
		}
		a, err := plain.Build()
		b, err2 := back.Build()
		if err != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("%x: %x came back as %x: %v, %v", data, a, b, err, err2)
		}
	})
}
