package packet_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
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
	packets = append(packets, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Options: packet.IPOptionRR{}}, "x"))
	compareForms(t, py, packets, singleOption)
}

// singleOption is where one option that was given as it is means to differ from scapy.
var singleOption = original.Divergence{
	Name: "a single option", Why: "scapy shows a list of options, whatever it was given; here a single one is shown as it was given",
	Example: formExample(optionExample, "command"), Theirs: "IP(options=[IPOption_RR()])", Ours: "IP(options=IPOption_RR())", Share: 0.05,
	Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
		text, ok := theirs.Value.(string)
		if !ok || c.Args[1] != "repr" && c.Args[1] != "command" {
			return theirs, false
		}
		return original.Result{Value: strings.NewReplacer("[IPOption_RR()]", "IPOption_RR()", "[<IPOption_RR  |>]", "<IPOption_RR  |>").Replace(text)}, true
	},
}

var optionExample = packet.Stack(packet.IP{Options: packet.IPOptionRR{}})

func TestSingleOption(t *testing.T) {
	formJudge(startScapy(t), []*packet.Packet{optionExample}, []original.Divergence{singleOption}).Pins(t)
}
