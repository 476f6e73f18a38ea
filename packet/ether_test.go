package packet_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// An unset destination of Ethernet is shown as it is built: broadcast, or the group of a
// multicast address above.
func TestUnsetDestinationIsShown(t *testing.T) {
	for _, c := range []struct {
		p    *packet.Packet
		want string
	}{
		{packet.Stack(packet.Ether{}), "ff:ff:ff:ff:ff:ff"}, {packet.Stack(packet.Dot3{}, packet.LLC{}), "ff:ff:ff:ff:ff:ff"},
		{packet.Stack(packet.Ether{}, packet.IP{Dst: "10.0.0.1"}), "ff:ff:ff:ff:ff:ff"}, {packet.Stack(packet.Ether{}, packet.IP{Dst: "224.129.2.3"}), "01:00:5e:01:02:03"},
		{packet.Stack(packet.Ether{}, packet.Dot1Q{}, packet.IPv6{Dst: "ff02::1:2"}), "33:33:00:01:00:02"}, {packet.Stack(packet.Ether{}, packet.IPv6{Dst: "2001:db8::1"}), "ff:ff:ff:ff:ff:ff"},
		{packet.Stack(packet.Ether{}, packet.IP{Dst: "224.0.0.0/24"}), "01:00:5e:00:00:00"}, {packet.Stack(packet.Ether{}, packet.IPv6{Dst: packet.Values{"ff02::5", "::1"}}), "33:33:00:00:00:05"},
		{packet.Stack(packet.IP{Dst: "224.0.0.1"}, packet.GRE{}, packet.Ether{}, packet.IP{Dst: "10.0.0.1"}), "ff:ff:ff:ff:ff:ff"}, {packet.Stack(packet.Ether{Dst: "02:00:00:00:00:07"}, packet.IP{Dst: "224.0.0.1"}), "02:00:00:00:00:07"},
	} {
		b := must(t, c.p)
		at := len(b) - len(must(t, c.p.From(frameOf(c.p))))
		if built := (packet.MAC)(b[at : at+6]).String(); built != c.want {
			t.Errorf("%v is built with %s, not %s", c.p, built, c.want)
		}
		text, err := c.p.Text(frameOf(c.p) + ".dst")
		if err != nil || text != c.want {
			t.Errorf("%v: %s, %v, want %s", c.p, text, err, c.want)
		}
		if show := c.p.Show(); !strings.Contains(show, "  dst       = "+c.want+"\n") {
			t.Errorf("want %s\n%s", c.want, show)
		}
		if got, err := c.p.Sprintf("%" + frameOf(c.p) + ".dst%"); err != nil || got != c.want {
			t.Errorf("%v: %s, want %s", c.p, got, c.want)
		}
	}
	for p, want := range map[*packet.Packet]string{
		packet.Stack(packet.Ether{}): "00:00:00:00:00:00 > ff:ff:ff:ff:ff:ff (0x9000)", packet.Stack(packet.Dot3{}): "802.3 00:00:00:00:00:00 > ff:ff:ff:ff:ff:ff",
	} {
		if got := p.Summary(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// frameOf is the name of the packet's layer of Ethernet.
func frameOf(p *packet.Packet) string {
	if p.HasLayer("Dot3") {
		return "Dot3"
	}
	return "Ether"
}
