package packet_test

import (
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet"
)

// Addresses of neighbours are found by asking, by ARP and by neighbour discovery,
// and where nobody answers the packet still leaves.
func TestNeighbors(t *testing.T) {
	onWire(t, func(t *testing.T) {
		at(t, "ROUTER", "ip", "link", "set", "eth0", "address", "02:00:00:00:00:77")
		for _, dst := range []string{"10.77.1.2", "fd77:1::2"} {
			begin := time.Now()
			mac, err := packet.MACByIP(t.Context(), ip(dst), nil)
			if err != nil || mac.String() != "02:00:00:00:00:77" {
				t.Errorf("%s: %v, %v after %v", dst, mac, err, time.Since(begin))
			}
		}
		if mac, err := packet.MACByIP(t.Context(), ip("10.77.2.2"), nil); err != nil || mac.String() != "02:00:00:00:00:77" {
			t.Errorf("behind the router: %v, %v", mac, err)
		}
		if mac, err := packet.MACByIP(t.Context(), ip("10.77.1.99"), nil); err == nil {
			t.Errorf("nobody has %v", mac)
		}
	})
}
