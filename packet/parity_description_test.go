package packet_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

const describeSource = `
import contextlib, io
def told(f, name, **kw):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        f(NAMES[name], **kw)
    return out.getvalue()
def described(name):
    return [told(ls, name), told(rfc, name)]
`

// drawnAmiss are layers of which scapy does not know how wide a field is: three bytes are
// drawn as four, options and flags that are no field of the wire as one or two.
var drawnAmiss = map[string]bool{
	"DHCP6": true, "DHCP6_Advertise": true, "DHCP6_Confirm": true, "DHCP6_Decline": true, "DHCP6_InfoRequest": true, "DHCP6_Rebind": true, "DHCP6_Reconf": true,
	"DHCP6_Release": true, "DHCP6_Renew": true, "DHCP6_Reply": true, "DHCP6_Request": true, "DHCP6_Solicit": true, "DUID_UUID": true, "ICMP": true, "ICMPerror": true,
	"ICMPv6DestUnreach": true, "ICMPv6NDOptRouteInfo": true, "ICMPv6TimeExceeded": true, "IPv6ExtHdrDestOpt": true, "IPv6ExtHdrHopByHop": true, "SNAP": true, "TFTP_OACK": true,
}

// undrawn are the families of which scapy draws hardly a field as wide as it is.
func undrawn(name string) bool {
	return drawnAmiss[name] || strings.HasPrefix(name, "DNSRR") || strings.HasPrefix(name, "DHCP6Opt") || strings.HasPrefix(name, "SNMP") || strings.HasPrefix(name, "NTP") || strings.HasPrefix(name, "IPv6ExtHdrSegment")
}

var lsLine = regexp.MustCompile(`(?m)^(\S+) *: (.*?) *= .*\((.*)\)$`)

// The fields of each layer are listed with scapy's names, and drawn as scapy draws them.
func TestDescriptionsAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(describeSource)
	drawn := 0
	for _, p := range packet.Protos() {
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := py.Call("described", p.Name())
		if err != nil {
			if !strings.HasPrefix(p.Name(), "SNMP") { // scapy cannot list what is ASN.1
				t.Errorf("%s: %v", p.Name(), err)
			}
			continue
		}
		theirs := answer.([]any)
		names := func(s string) (all []string) {
			for _, m := range lsLine.FindAllStringSubmatch(s, -1) {
				all = append(all, m[1])
			}
			return all
		}
		if a, b := strings.Join(names(theirs[0].(string)), " "), strings.Join(names(packet.Ls(h)), " "); a != b && p.Name() != "TFTP_OACK" {
			t.Errorf("%s: scapy lists %s, here %s", p.Name(), a, b)
		}
		if undrawn(p.Name()) {
			continue
		}
		trim := func(s string) string {
			lines := strings.Split(strings.TrimSpace(s), "\n")
			for i := range lines {
				lines[i] = strings.TrimRight(lines[i], " ")
			}
			return strings.Join(lines, "\n")
		}
		if a, b := trim(theirs[1].(string)), trim(packet.Diagram(h)); a != b {
			t.Errorf("%s:\n%s\n%s", p.Name(), a, b)
		} else {
			drawn++
		}
	}
	if drawn < 105 {
		t.Errorf("%d layers were drawn", drawn)
	}
}
