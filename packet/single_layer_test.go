package packet_test

import (
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// A field of layers that is given one counts as a list of one, in all forms.
func TestParitySingleLayers(t *testing.T) {
	py := startScapy(t)
	rr := packet.DNSRR{RRName: "a.b", RData: "1.2.3.4"}
	var packets []*packet.Packet
	for _, d := range []packet.DNS{
		{QD: packet.DNSQR{QName: "example.org"}, RD: 1}, {AN: rr}, {NS: rr, QD: []packet.Layer{}}, {AR: packet.DNSRROPT{}}, {QD: packet.DNSQR{}, AN: []packet.Layer{rr, rr}, QR: 1},
	} {
		packets = append(packets, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{}, d))
	}
	compareForms(t, py, packets)
	// scapy shows a list, whatever it was given.
	compareForms(t, py, []*packet.Packet{packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Options: packet.IPOptionRR{}}, "x")}, "repr", "command")
}
