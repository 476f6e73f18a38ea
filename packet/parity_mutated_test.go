package packet_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// mutatedSource has scapy say which forms of a packet it has: of some bytes it raises.
const mutatedSource = `
def mutated(name, data):
    try:
        q = NAMES[name](data)
        return [repr(q), q.show(dump=True), q.summary(), q.command(), q.hashret()]
    except Exception:
        return None

def records(data):
    return len(ICMPv6MLReport2(data).records)
`

// mutatedLayers are those of which scapy reads what is written in odd bytes as well, so
// that all forms have to be the same. Of others it looks beyond the layer's own length
// or at the machine; TestParity of the packages with more layers has those it knows.
var mutatedLayers = strings.Fields(`
	ARP Dot1Q Dot3 LLC STP CookedLinux Ether Raw Padding TCP UDP BOOTP ICMP
	ICMPv6DestUnreach ICMPv6EchoRequest ICMPv6EchoReply ICMPv6HAADReply ICMPv6HAADRequest ICMPv6MLDMultAddrRec ICMPv6MLDone ICMPv6MLQuery
	ICMPv6MLReport ICMPv6MLReport2 ICMPv6MPSol ICMPv6MRD_Advertisement ICMPv6MRD_Solicitation ICMPv6MRD_Termination ICMPv6ND_NA
	ICMPv6ND_NS ICMPv6ND_RS ICMPv6ND_RA ICMPv6ND_Redirect ICMPv6NDOptMTU ICMPv6NDOptRedirectedHdr ICMPv6NDOptHAInfo ICMPv6NDOptIPAddr
	Pad1 PadN RouterAlert Jumbo HAO HBHOptUnknown
	IPv6ExtHdrSegmentRoutingTLV IPv6ExtHdrSegmentRoutingTLVHMAC IPv6ExtHdrSegmentRoutingTLVIngressNode
	IPv6ExtHdrSegmentRoutingTLVEgressNode IPv6ExtHdrSegmentRoutingTLVPad1 IPv6ExtHdrSegmentRoutingTLVPadN
	DHCP6OptClientId DHCP6OptServerId DHCP6OptPref DHCP6OptElapsedTime DHCP6OptUnknown
	USER_CLASS_DATA VENDOR_CLASS_DATA VENDOR_SPECIFIC_OPTION EDNS0TLV DNSRRNSEC DNSRRNSEC3 DNSRRNSEC3PARAM DNSRRDS
	SNMP SNMPget SNMPnext SNMPset SNMPresponse SNMPtrapv1 SNMPtrapv2 SNMPinform SNMPbulk TFTP TFTP_RRQ TFTP_ACK TFTP_DATA TFTP_ERROR TFTP_Option
`)

// misread is of a form that scapy is no judge of: it tells a time by the day, takes the
// bytes of a header shorter than 20 for options, and a message of DNS that is cut off for
// none.
var misread = regexp.MustCompile(`(?m)ts_ori|^ *ihl +=+ [0-4]$|###\[ DNS \]###`)

// mutatedJudge is scapy, asked for all forms of bytes at once.
func mutatedJudge(py *original.Python) *original.Judge {
	return &original.Judge{Python: py, Divergences: mutatedDivergences, Ours: func(c original.Call) original.Result {
		if c.Func == "records" {
			list, err := apart("ICMPv6MLReport2", c.Args[0].([]byte)).Get("records")
			return original.Result{Value: len(list.([]packet.Layer)), Err: err}
		}
		p := apart(c.Args[0].(string), c.Args[1].([]byte))
		return original.Result{Value: []any{p.String(), p.Show(), p.Summary(), p.Command(), p.Hashret(nil)}}
	}}
}

func apart(name string, data []byte) *packet.Packet {
	proto, err := packet.Find(name)
	if err != nil {
		panic(err)
	}
	h, err := packet.NewLayer(proto, nil)
	if err != nil {
		panic(err)
	}
	p, _ := packet.Dissect(h, data)
	return p
}

// unknownInIA is an association of which the first option is none that scapy knows.
var unknownInIA = original.Call{Func: "mutated", Args: []any{"DHCP6OptIA_NA",
	[]byte("\x00\x03\x00\x18\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x4d\x00\x03abc\x00\x07\x00\x01\xff")}}

// twoRecords is a report of two groups.
var twoRecords = original.Call{Func: "records", Args: []any{
	[]byte("\x8f\x00\x00\x00\x00\x00\x00\x02\x04\x00\x00\x00aaaaaaaaaaaaaaaa\x03\x00\x00\x00bbbbbbbbbbbbbbbb"),
}}

// mutatedDivergences are where odd bytes mean something else to scapy.
var mutatedDivergences = []original.Divergence{
	{
		Name: "options in options", Why: "an option that scapy does not know hides those behind it, inside of an association; RFC 8415, 21.1, has all of one form",
		Example: unknownInIA,
		Theirs: []any{
			`<DHCP6OptIA_NA  optcode=IA_NA optlen=24 iaid=0x7 T1=0 T2=0 ianaopts=[<Raw  load='\x00M\x00\x03abc\x00\x07\x00\x01\\xff' |>] |>`,
			"###[ DHCP6 Identity Association for Non-temporary Addresses Option ]### \n  optcode   = IA_NA\n  optlen    = 24\n  iaid      = 0x7\n" +
				"  T1        = 0\n  T2        = 0\n  \\ianaopts  \\\n   |###[ Raw ]### \n   |  load      = '\\x00M\\x00\\x03abc\\x00\\x07\\x00\\x01\\\\xff'\n",
			"DHCP6OptIA_NA", `DHCP6OptIA_NA(ianaopts=[Raw(load=b'\x00M\x00\x03abc\x00\x07\x00\x01\xff')], optcode=3, optlen=24, iaid=7, T1=0, T2=0)`, []byte{},
		},
		Ours: optionsInIA,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: optionsInIA}, fmt.Sprint(c.Args) == fmt.Sprint(unknownInIA.Args)
		},
	},
	{
		Name: "records of MLDv2", Why: "the second record of a report is the payload of the first there; RFC 3810, 5.2, has a list of them",
		Example: twoRecords, Theirs: 1, Ours: 2,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if c.Func != "records" {
				return theirs, false
			}
			return original.Result{Value: int(c.Args[0].([]byte)[7])}, true // the number that the report tells
		},
	},
}

var optionsInIA = []any{
	"<DHCP6OptIA_NA  optcode=IA_NA optlen=24 iaid=0x7 T1=0 T2=0 ianaopts=[<DHCP6OptUnknown  optcode=77 optlen=3 data='abc' |>, <DHCP6OptPref  optcode=PREFERENCE optlen=1 prefval=255 |>] |>",
	"###[ DHCP6 Identity Association for Non-temporary Addresses Option ]### \n  optcode   = IA_NA\n  optlen    = 24\n  iaid      = 0x7\n" +
		"  T1        = 0\n  T2        = 0\n  \\ianaopts  \\\n   |###[ Unknown DHCPv6 Option ]### \n   |  optcode   = 77\n   |  optlen    = 3\n   |  data      = 'abc'\n" +
		"   |###[ DHCP6 Preference Option ]### \n   |  optcode   = PREFERENCE\n   |  optlen    = 1\n   |  prefval   = 255\n",
	"DHCP6OptIA_NA", "DHCP6OptIA_NA(ianaopts=[DHCP6OptUnknown(optcode=77, optlen=3, data=b'abc'),DHCP6OptPref(optcode=7, optlen=1, prefval=255)], optcode=3, optlen=24, iaid=7, T1=0, T2=0)",
	[]byte{},
}

func TestMutatedDivergences(t *testing.T) {
	py := startScapy(t)
	py.Define(mutatedSource)
	mutatedJudge(py).Pins(t)
}

// What is shorter than it can be, or ends a list, is what it is to scapy.
func TestEndsOfLayersAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(mutatedSource)
	var calls []original.Call
	for _, c := range [][2]string{
		{"Ether", "abcdefabcdef\x08\x00E"}, {"Ether", "abcdefabcdef\x08\x00E\x00"}, {"Ether", "abcdefabcdef\x08\x00E\x00\x00\x18"}, {"Ether", "abcdefabcdef\x86\xdd`"},
		{"Ether", "abcdefabcdef\x86\xdd`\x00"}, {"Ether", "abcdefabcdef\x86\xdd`\x00\x00\x00"}, {"Ether", "abcdefabcdef\x08\x00E\x00\x00\x18\x00\x01\x00\x00\x40\x11\x00\x00\x01\x02\x03\x04"},
		{"DHCP6OptIAAddress", "\x00\x05\x00\x18aaaaaaaaaaaaaaaabbbbccccbehind"}, {"DHCP6OptIAPrefix", "\x00\x1a\x00\x19bbbbcccc\x40aaaaaaaaaaaaaaaabehind"},
		{"DHCP6OptDNSDomains", "\x00\x18\x00\x00\x00\x07\x00\x01\xff"}, {"ICMPv6NDOptDNSSL", "\x1f\x01\x00\x00\x00\x00\x00\x05\x05\x01\x00\x00\x00\x00\x05\xdc"},
		{"ICMPv6ND_RS", "\x85\x00\x00\x00\x00\x00\x00\x00\x12"}, {"ICMPv6ND_RS", "\x85\x00\x00\x00\x00\x00\x00\x00\x12\x01"},
		{"ICMPerror", "\x04\x00\x00\x00\x00\x00\x00\x00E\x00\x00\x1c\x00\x01\x00\x00\x40\x11\x00\x00\x01\x01\x01\x01\x02\x02\x02\x02\x00\x35\x00\x35\x00\x08\xf9\x6e"},
		// A later fragment looks like a datagram, and is none.
		{"IPv6ExtHdrFragment", "\x11\x00\x00\x08\x00\x00\x00\x07\x1b\x58\x1b\x59\x00\x0c\x00\x00load"},
		{"IPv6ExtHdrFragment", "\x11\x00\x00\x01\x00\x00\x00\x07\x1b\x58\x1b\x59\x00\x0c\x00\x00load"},
		{"DNSRRNSEC", "\x00\x00\x2f\x00\x01\x00\x00\x00\x00\x00\x04\x00\x00\x05\x40"}, {"DNSRRNSEC", "\x00\x00\x2f\x00\x01\x00\x00\x00\x00\x00\x05\x00\x00\x02\x40\x00"},
		{"DNSRRNSEC", "\x00\x00\x2f\x00\x01\x00\x00\x00\x00\x00\x07\x00\x01\x01\x40\x00\x01\x40"}, {"DNSRRNSEC", "\x00\x00\x2f\x00\x01\x00\x00\x00\x00\x00\x03\x00\x00\x00"},
		{"DNSRRNSEC", "\x00\x00\x2f\x00\x01\x00\x00\x00\x00\x00\x05\x00\x00\x01\x40\x01"}, {"DNSRRNSEC", "\x00\x00\x2f\x00\x01\x00\x00\x00\x00\x00\x04\x00\x00\x01\x00"},
		{"ARP", "\x00\x01\x12\x34\x06\x02\x00\x01abcdef\x00\x00ghijkl\x01\x00"}, {"ARP", "\x00\x07\x08\x00\x01\x04\x00\x02a\x01\x02\x03\x04b\x05\x06\x07\x08"},
		{"ARP", "\x00\x01\x86\xdd\x06\x10\x00\x02abcdefaaaaaaaaaaaaaaaaghijkl"}, {"ARP", "\x00\x01\x08\x00\x00\x00\x00\x01"}, {"ARP", "\x00\x01\x08\x00\x06\x05\x00\x01abcdef12345ghijkl1234\x00pad"},
	} {
		calls = append(calls, original.Call{Func: "mutated", Args: []any{c[0], []byte(c[1])}})
	}
	mutatedJudge(py).Table(t, calls)
}

// Layers in odd bytes are what they are to scapy: values are changed, bytes follow that
// are none of the layer's, and bytes are missing.
func TestMutatedLayersAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(mutatedSource)
	g := newGenerator(t)
	j := mutatedJudge(py)
	rounds := original.Rounds(t, 12)
	for _, name := range mutatedLayers {
		proto, err := packet.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		h, err := packet.NewLayer(proto, nil)
		if err != nil {
			t.Fatal(err)
		}
		var calls []original.Call
		for range rounds {
			data := bytes.Clone(must(t, packet.Stack(g.fill(h, nil))))
			data = append(data, g.bytes(g.IntN(40))...)
			for range g.IntN(4) {
				if len(data) > 0 {
					data[g.IntN(len(data))] = []byte{0, 1, 2, 3, 4, 8, 0xff, 0x80, byte(g.Uint32())}[g.IntN(9)]
				}
			}
			calls = append(calls, original.Call{Func: "mutated", Args: []any{name, data}})
		}
		var kept []original.Call
		for i, r := range py.Batch(calls) {
			if forms, ok := r.Value.([]any); ok && !misread.MatchString(forms[1].(string)) {
				kept = append(kept, calls[i])
			}
		}
		if len(kept) < len(calls)/12 {
			t.Errorf("%s: of %d only %d can be read", name, len(calls), len(kept))
		}
		if j.Generated(t, kept); t.Failed() {
			t.Fatal("and more of ", name, fmt.Sprintf(" (%d)", len(kept)))
		}
	}
}
