package packet_test

import (
	"context"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/pyops-go/pyops/packet"
)

// gopacket reads our socket: what was sent comes, and the end of the context is the
// end of the source.
func TestPacketDataSource(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		s, err := packet.OpenSocket(t.Context(), &packet.SocketOptions{Interface: "right", Filter: "udp port 80"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := packet.Sendp(t.Context(), frame("for gopacket"), &packet.SendOptions{Interface: "left", Count: 3}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		source := gopacket.NewPacketSource(s.PacketDataSource(ctx), layers.LayerTypeEthernet)
		n := 0
		for p := range source.Packets() {
			if udp, ok := p.Layer(layers.LayerTypeUDP).(*layers.UDP); !ok || string(udp.Payload) != "for gopacket" || p.Metadata().CaptureLength != len(p.Data()) {
				t.Errorf("%v", p)
			}
			if n++; n == 3 {
				cancel()
			}
		}
		if n != 3 {
			t.Errorf("%d packets", n)
		}
		cancel()
	})
}
