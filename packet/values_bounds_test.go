package packet_test

import (
	"context"
	"io"
	"net/netip"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// One address of a DHCP option is an address, and several are a list.
func TestAddressesOfOptions(t *testing.T) {
	for data, want := range map[string]any{"\x03\x04\x01\x02\x03\x04": netip.MustParseAddr("1.2.3.4"), "\x03\x08\x01\x02\x03\x04\x05\x06\x07\x08": nil} {
		list, _ := apart("DHCP", []byte(data)).Get("options")
		v := list.([]packet.Option)[0].Value
		if several, ok := v.([]netip.Addr); v != want && (want != nil || !ok || len(several) != 2) {
			t.Errorf("%x: %T %v", data, v, v)
		}
	}
}

// A clock is named by four characters or by an address.
func TestNamesOfClocks(t *testing.T) {
	for _, c := range []struct {
		id   any
		want string
	}{{netip.MustParseAddr("10.1.2.3"), "\x0a\x01\x02\x03"}, {"GPS", "GPS\x00"}, {"PPSX", "PPSX"}} {
		if b := must(t, packet.Stack(packet.NTPHeader{Stratum: 1, RefID: c.id})); string(b[12:16]) != c.want {
			t.Errorf("%v: %x", c.id, b[12:16])
		}
	}
}

// Pipes that the package makes say what they are; and a fragment of IPv6 that lies on
// nothing is told of.
func TestNamesOfSinks(t *testing.T) {
	for want, p := range map[string]*packet.Pipe{"ConsoleSink": packet.ConsoleSink(io.Discard), "InjectSink": packet.InjectSink(context.Background(), nil), "WrpcapSink": packet.WrPcapSink("/nowhere", nil)} {
		if p.Name != want {
			t.Errorf("%s, not %s", p.Name, want)
		}
	}
	_, left, err := packet.Defragment6([]*packet.Packet{packet.Stack(packet.IPv6ExtHdrFragment{NH: 41}, packet.IPv6{Src: "::1", Dst: "::2", NH: 59})})
	if err == nil || err.Error() != "packet: IPv6ExtHdrFragment: there is no IPv6 below it" || len(left) != 1 {
		t.Errorf("%d left, %v", len(left), err)
	}
}
