package in6_test

import (
	"fmt"
	"net/netip"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/in6"
)

func Example() {
	a := netip.MustParseAddr("fe80::211:22ff:fe33:4455")
	mac, ok := in6.MACOf(a)
	fmt.Println(in6.KindOf(a), mac, ok)
	fmt.Println(in6.SolicitedNode(a), in6.MulticastMAC(in6.SolicitedNode(a)))
	fmt.Println(in6.MACToIfaceID(packet.MAC{0, 0x11, 0x22, 0x33, 0x44, 0x55}))
	// Output:
	// unicast+link-local 00:11:22:33:44:55 true
	// ff02::1:ff33:4455 33:33:ff:33:44:55
	// 0211:22ff:fe33:4455
}
