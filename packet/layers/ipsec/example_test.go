package ipsec_test

import (
	"fmt"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/ipsec"
)

func ExampleSecurityAssociation() {
	// Both ends have the keys; the salt of AES-GCM is the key's last four bytes.
	key := []byte("sixteen byte keysalt")
	sa, err := ipsec.NewSecurityAssociation(ipsec.ESP{}, 0x222, &ipsec.SecurityAssociationOptions{
		CryptAlgo: "AES-GCM", CryptKey: key, TunnelHeader: packet.IP{Src: "192.0.2.1", Dst: "192.0.2.2"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 40000, DPort: 40001}, "hello")
	sent, err := sa.Encrypt(p, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sent.Summary())
	plain, err := sa.Decrypt(sent, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(plain.Summary())
	// Output:
	// 192.0.2.1 > 192.0.2.2 esp / ESP
	// IP / UDP 10.0.0.1:40000 > 10.0.0.2:40001 / Raw
}
