package layers_test

import (
	"bytes"
	"testing"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/vxlan"
)

// TestPaddingTwice: a padded frame in a tunnel, in a frame that is padded itself, counts
// for the lengths as it lies: what is inside belongs to the tunnel, what is outside to
// none.
func TestPaddingTwice(t *testing.T) {
	build := func(layers ...any) []byte {
		t.Helper()
		b, err := packet.Stack(layers...).Build()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	inner := append(build(packet.Ether{Src: "02:00:00:00:00:01", Dst: "02:00:00:00:00:02"}, packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{SPort: 5, DPort: 6}, "ab"), make([]byte, 16)...)
	outer := append(build(packet.Ether{Src: "02:00:00:00:00:03", Dst: "02:00:00:00:00:04"}, packet.IP{Src: "3.3.3.3", Dst: "4.4.4.4"}, packet.UDP{SPort: 9}, vxlan.VXLAN{VNI: 7}, inner), 1, 2, 3)
	p, err := packet.NewDissector(packet.Ether{}, &packet.DissectorOptions{Protos: vxlan.Protos()}).Dissect(outer)
	if err != nil || p.Err() != nil {
		t.Fatal(err, p.Err())
	}
	if p.LayerN("UDP", 2) == nil || p.LayerN("Padding", 2) == nil {
		t.Fatal(p)
	}
	p.Recompute()
	again, err := p.Build()
	if err != nil || !bytes.Equal(again, outer) {
		t.Errorf("%x became\n%x: %v", outer, again, err)
	}
	// UDP inside: 2 bytes and its header; IP outside: all of the tunnel, not the last three bytes.
	const innerUDP = 14 + 20 + 8 + 8 + 14 + 20
	if again[innerUDP+5] != 10 || int(again[16])<<8|int(again[17]) != len(outer)-14-3 {
		t.Errorf("UDP %d, IP %d of %d bytes", again[innerUDP+5], int(again[16])<<8|int(again[17]), len(outer))
	}
}
