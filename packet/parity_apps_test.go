package packet_test

import (
	"bytes"
	"fmt"
	"math/big"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

func (g generator) dhcp() *packet.Packet {
	bootp := g.fill(packet.BOOTP{CHAddr: g.bytes(6)}, map[string]any{"options": nil})
	var list []packet.Option
	for range g.IntN(6) {
		list = append(list, []packet.Option{
			{Name: "message-type", Value: 1 + g.IntN(8)}, {Name: "server_id", Value: g.ip4()}, {Name: "router", Value: []any{g.ip4(), g.ip4()}},
			{Name: "hostname", Value: g.bytes(4)}, {Name: "param_req_list", Value: []any{1, 3, 6}}, {Name: "lease_time", Value: g.number(32)},
			{Name: "interface-mtu", Value: g.number(16)}, {Name: "default_ttl", Value: g.number(8)}, {Name: "client_id", Value: g.bytes(5)},
			{Name: "pad"}, {Name: "223", Value: g.bytes(2)}, {Name: "subnet_mask", Value: "255.255.0.0"},
		}[g.IntN(12)])
	}
	list = append(list, packet.Option{Name: "end"})
	return packet.Stack(packet.IP{Src: g.ip4(), Dst: g.ip4()}, packet.UDP{}, bootp, packet.DHCP{Options: list})
}

func TestParityDHCP(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 100))
	for i := range packets {
		packets[i] = g.dhcp()
	}
	compareForms(t, py, packets)
}

func (g generator) tftp() *packet.Packet {
	layers := []any{packet.IP{Src: g.ip4(), Dst: g.ip4()}, packet.UDP{SPort: 2000, DPort: 69}, packet.TFTP{}}
	options := func() any {
		return packet.TFTPOptions{Options: []packet.Layer{packet.TFTPOption{OName: "blksize", Value: "512"}, packet.TFTPOption{OName: g.word(), Value: g.word()}}}
	}
	switch g.IntN(6) {
	case 0:
		layers = append(layers, packet.TFTPRRQ{Filename: g.word()}, options())
	case 1:
		layers = append(layers, packet.TFTPWRQ{Filename: g.word(), Mode: g.word()})
	case 2:
		layers = append(layers, g.fill(packet.TFTPData{}, nil), packet.Raw{Load: g.bytes(5)})
	case 3:
		layers = append(layers, g.fill(packet.TFTPAck{}, nil))
	case 4:
		layers = append(layers, packet.TFTPError{ErrorCode: g.IntN(8), ErrorMsg: g.word()})
	default:
		layers = append(layers, packet.TFTPOack{}, options())
	}
	return packet.Stack(layers...)
}

func (g generator) word() string {
	return []string{"a", "file.bin", "netascii", "tsize", "naïve"}[g.IntN(5)]
}

func TestParityTFTP(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 60))
	for i := range packets {
		packets[i] = g.tftp()
	}
	compareForms(t, py, packets)
}

func TestParityNTP(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 60))
	for i := range packets {
		ntp := g.fill(packet.NTPHeader{}, map[string]any{
			"mode": g.IntN(6), "ref": g.IntN(1 << 30), "orig": float64(g.IntN(1<<30)) + 0.5, "recv": int64(3900000000), "sent": 3900000001.25,
			"delay": 1.5, "dispersion": 0.25, "ref_id": nil,
		})
		packets[i] = packet.Stack(packet.IP{Src: g.ip4(), Dst: g.ip4()}, packet.UDP{}, ntp)
	}
	compareForms(t, py, packets, ntpDivergences()...)
}

// ntpExample has all fields of which scapy says something else.
var ntpExample = packet.Stack(packet.NTPHeader{Version: 3, Mode: 4, Stratum: 0, Orig: 7.5, Sent: 3900000001.25})

// ntpDivergences are where forms of NTP's messages mean to differ from scapy's.
func ntpDivergences() []original.Divergence {
	return []original.Divergence{
		{
			Name: "summaries of NTP", Why: "scapy looks for the fields of a class that no message has; here are the version and the mode",
			Example: formExample(ntpExample, "summary"), Theirs: "NTP v??, ??", Ours: "NTP v3, server", Share: 0.3,
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				text, ok := theirs.Value.(string)
				if !ok || !strings.Contains(text, "NTP v??, ??") {
					return theirs, false
				}
				number := func(field string, unset int) int {
					if m := regexp.MustCompile(`NTPHeader\(.*\b` + field + `=(\d+)`).FindStringSubmatch(c.Args[0].(string)); m != nil {
						unset, _ = strconv.Atoi(m[1])
					}
					return unset
				}
				mode := []string{"reserved", "symmetric active", "symmetric passive", "client", "server", "broadcast"}[number("mode", 3)]
				return original.Result{Value: strings.ReplaceAll(text, "NTP v??, ??", fmt.Sprintf("NTP v%d, %s", number("version", 4), mode))}, true
			},
		},
		{
			Name: "NTP's times in commands", Why: "a time is a decimal number there, and an integer or a float here",
			Example: formExample(ntpExample, "command"),
			Theirs:  "NTPHeader(version=3, mode=4, stratum=0, orig=Decimal('7.5'), sent=Decimal('3900000001.25'))",
			Ours:    "NTPHeader(version=3, mode=4, stratum=0, orig=7.5, sent=3900000001.25)", Share: 0.3,
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				text, ok := theirs.Value.(string)
				if !ok || !strings.HasPrefix(c.Args[1].(string), "command") || !decimal.MatchString(text) {
					return theirs, false
				}
				return original.Result{Value: decimal.ReplaceAllStringFunc(text, func(s string) string {
					number := decimal.FindStringSubmatch(s)[1]
					if c.Args[1] == "command2" { // what is read is a float, what was given is what it was
						f, _ := strconv.ParseFloat(number, 64)
						return pytext.Float(f)
					}
					return number
				})}, true
			},
		},
	}
}

var decimal = regexp.MustCompile(`Decimal\('([^']*)'\)`)

func TestNTPDivergences(t *testing.T) {
	formJudge(startScapy(t), []*packet.Packet{ntpExample}, ntpDivergences()).Pins(t)
}

// big is a number that an int may not hold. TestIntegersAreShort has those that scapy
// writes too long.
func (g generator) big() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(1), uint(55+g.IntN(30)))
	switch g.IntN(4) {
	case 0:
		n.Sub(n, big.NewInt(1))
	case 1:
		n.Add(n, new(big.Int).SetUint64(g.Uint64()))
	case 2:
		n.Lsh(big.NewInt(-3), uint(64+g.IntN(20)))
		n.Sub(n, new(big.Int).SetUint64(g.Uint64()))
	}
	return n
}

func (g generator) snmp() packet.SNMP {
	oid := func() packet.OID {
		return []packet.OID{"1.3.6.1.2.1.1.1.0", "1.3", "1.3.6.1.4.1.2021.99999.300", "1.3.6.1.6.3"}[g.IntN(4)]
	}
	var list []packet.Layer
	for range g.IntN(4) {
		list = append(list, packet.SNMPVarBind{OID: oid(), Value: []any{
			nil, g.number(31), -g.number(20), packet.Counter32(g.Uint32()), packet.Gauge32(g.Uint32()), packet.TimeTicks(g.Uint32()),
			g.bytes(g.IntN(200)), oid(), netip.MustParseAddr(g.ip4()), g.big(),
		}[g.IntN(10)]})
	}
	var bindings any
	if list != nil {
		bindings = list
	}
	pdu := []packet.Layer{
		packet.SNMPGet{ID: g.number(31), VarBindList: bindings}, packet.SNMPNext{VarBindList: bindings}, packet.SNMPSet{Error: g.IntN(19), VarBindList: bindings},
		packet.SNMPResponse{ID: g.number(16), Error: 2, ErrorIndex: 1, VarBindList: bindings}, packet.SNMPBulk{MaxRepetitions: 10, VarBindList: bindings},
		packet.SNMPTrapV2{VarBindList: bindings}, packet.SNMPInform{VarBindList: bindings}, packet.SNMPTrapV1{TimeStamp: packet.TimeTicks(7), GenericTrap: g.IntN(7), VarBindList: bindings},
	}[g.IntN(8)]
	return packet.SNMP{Version: g.IntN(2), Community: g.bytes(5), PDU: pdu}
}

func TestParitySNMP(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 100))
	for i := range packets {
		packets[i] = packet.Stack(packet.IP{Src: g.ip4(), Dst: g.ip4()}, packet.UDP{}, g.snmp())
	}
	compareForms(t, py, packets)
}

// X.690 8.3.2 wants integers in the least bytes that hold them. Scapy takes one more
// where the first of them is 0x80.
func TestIntegersAreShort(t *testing.T) {
	py := startScapy(t)
	py.Define("from scapy.asn1.ber import BERcodec_INTEGER\ndef integer(n): return BERcodec_INTEGER.enc(int(n))[2:]")
	for _, number := range []int{1, 2, 4, 8, 9, 16} {
		n := new(big.Int).Lsh(big.NewInt(-128), uint(8*(number-1)))
		want := make([]byte, number)
		want[0] = 0x80
		if theirs := py.Value("integer", n.String()).([]byte); !bytes.Equal(theirs, append([]byte{0xff}, want...)) {
			t.Errorf("%d: scapy writes %x, and wrote one byte too many", n, theirs)
		}
		built := must(t, packet.Stack(packet.SNMPVarBind{OID: "1.3", Value: n}))
		if !bytes.HasSuffix(built, append([]byte{2, byte(number)}, want...)) {
			t.Errorf("%d: %x, expected to end in %x", n, built, want)
		}
		read, err := packet.Dissect(packet.SNMPVarBind{}, built)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := read.Layer("SNMPvarbind").Get("value"); err != nil || fmt.Sprint(v) != n.String() {
			t.Errorf("%d: read back as %v", n, v)
		}
	}
}

func (g generator) dhcp6() *packet.Packet {
	messages := []packet.Layer{packet.DHCP6Solicit{}, packet.DHCP6Advertise{}, packet.DHCP6Request{}, packet.DHCP6Reply{}, packet.DHCP6InfoRequest{}, packet.DHCP6Reconf{}, packet.DHCP6Renew{}}
	layers := []any{packet.IPv6{Src: g.ip6(), Dst: g.ip6()}, packet.UDP{}, g.fill(messages[g.IntN(7)], map[string]any{"msgtype": nil})}
	for range g.IntN(5) {
		layers = append(layers, []packet.Layer{
			packet.DHCP6OptClientID{DUID: packet.DUIDLL{LLAddr: packet.MAC(g.bytes(6)).String()}}, packet.DHCP6OptServerID{DUID: packet.DUIDEN{ID: g.bytes(4)}},
			packet.DHCP6OptIANA{IAID: g.number(32), IANAOpts: []packet.Layer{packet.DHCP6OptIAAddress{Addr: g.ip6(), PrefLft: g.number(32)}}},
			packet.DHCP6OptOptReq{}, packet.DHCP6OptPref{PrefVal: g.number(8)}, packet.DHCP6OptElapsedTime{ElapsedTime: g.number(16)},
			packet.DHCP6OptDNSServers{DNSServers: []any{g.ip6()}}, packet.DHCP6OptDNSDomains{DNSDomains: []string{"a.b.", "c."}},
			packet.DHCP6OptStatusCode{StatusCode: g.IntN(6), StatusMsg: g.bytes(3)}, packet.DHCP6OptRapidCommit{}, packet.DHCP6OptIfaceID{IfaceID: g.bytes(2)},
			packet.DHCP6OptIAPD{IAPDOpt: []packet.Layer{packet.DHCP6OptIAPrefix{}}}, packet.DHCP6OptClientFQDN{FQDN: "a.b", Flags: g.IntN(8)}, packet.DHCP6OptNISDomain{NISDomain: "x.y"},
			packet.DHCP6OptUnknown{OptCode: 777, Data: g.bytes(2)}, packet.DHCP6OptRemoteID{RemoteID: g.bytes(3)}, packet.DHCP6OptSNTPServers{SNTPServers: []any{g.ip6()}},
			packet.DHCP6OptInfoRefreshTime{}, packet.DHCP6OptClientID{DUID: packet.DUIDLLT{TimeVal: g.number(28)}}, packet.DHCP6OptVSS{Data: g.bytes(2)},
			packet.DHCP6OptUserClass{UserClassData: []packet.Layer{packet.UserClassData{Data: g.bytes(3)}, packet.UserClassData{Data: g.bytes(g.IntN(5))}}},
			packet.DHCP6OptVendorClass{EnterpriseNum: 9, VCData: []packet.Layer{packet.VendorClassData{Data: g.bytes(g.IntN(9))}}},
			packet.DHCP6OptVendorSpecificInfo{EnterpriseNum: g.number(32), VSO: []packet.Layer{packet.VendorSpecificOption{OptCode: g.number(16), OptData: g.bytes(1 + g.IntN(9))}}},
			packet.DHCP6OptClientArchType{ArchTypes: []any{g.number(16), g.number(16)}}, packet.DHCP6OptClientNetworkInterID{IIType: g.number(8)},
			packet.DHCP6OptRelayAgentERO{ReqOpts: []any{1, g.number(16)}}, packet.DHCP6OptRelaySuppliedOpt{RelaySupplied: []packet.Layer{packet.DHCP6OptPref{PrefVal: g.number(8)}}},
		}[g.IntN(27)])
	}
	return packet.Stack(layers...)
}

func TestParityDHCP6(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 100))
	for i := range packets {
		packets[i] = g.dhcp6()
	}
	compareForms(t, py, packets)
}
