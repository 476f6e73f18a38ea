package packet_test

import (
	"errors"
	"math/big"
	"net/netip"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// What a field cannot hold is refused, and the error says where, what was given and
// what was expected. What is just possible is beside it.
func TestRefusedValues(t *testing.T) {
	ip, ip6 := packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.IPv6{Src: "::1", Dst: "::2"}
	tcp := func(o ...packet.Option) *packet.Packet { return packet.Stack(packet.TCP{Options: o}) }
	dhcp := func(name string, v any) *packet.Packet {
		return packet.Stack(packet.DHCP{Options: []packet.Option{{Name: name, Value: v}}})
	}
	bind := func(v any) *packet.Packet { return packet.Stack(packet.SNMPVarBind{Value: v}) }
	oid := func(s string) *packet.Packet { return packet.Stack(packet.SNMPVarBind{OID: s}) }
	for _, c := range []struct {
		p    *packet.Packet
		want string // empty: it is built
	}{
		{tcp(packet.Option{Name: "MSS", Value: 65535}), ""},
		{tcp(packet.Option{Name: "MSS", Value: 65536}), `TCP.options: MSS: "65536": a smaller number was expected`},
		{tcp(packet.Option{Name: "WScale", Value: 256}), `TCP.options: WScale: "256": a smaller number was expected`},
		{tcp(packet.Option{Name: "SAck", Value: []int{1, -1}}), `TCP.options: SAck: "[1 -1]": numbers that are not negative were expected`},
		{tcp(packet.Option{Name: "SAck", Value: []int{0, 0}}), ""},
		{tcp(packet.Option{Name: "SAck", Value: 1.5}), `TCP.options: SAck: "1.5": a number, numbers or bytes were expected`},
		{tcp(packet.Option{Name: "Timestamp", Value: 7}), `TCP.options: Timestamp: "7": another count of numbers was expected`},
		{tcp(packet.Option{Name: "NOP"}, packet.Option{Name: "99", Value: 7}), `TCP.options: 99: "7": another count of numbers was expected`},
		{tcp(packet.Option{Name: "MSS"}), `TCP.options: MSS: "None": a value was expected`},
		{tcp(packet.Option{Name: "nosuch"}), `TCP.options: "nosuch": the name of an option, or its number, was expected`},
		{tcp(packet.Option{Name: "256"}), `TCP.options: "256": the name of an option, or its number, was expected`},
		{tcp(packet.Option{Name: "255"}), ""},
		{tcp(packet.Option{Name: "99", Value: make([]byte, 254)}), `TCP.options: "99": an option of 255 bytes at most was expected`},
		{packet.Stack(packet.TCP{Options: 7}), `TCP.options: "7": a []Option was expected`},
		{packet.Stack(packet.TCP{Options: make([]byte, 40)}), ""},
		{packet.Stack(packet.TCP{Options: make([]byte, 41)}), "TCP.options: options of 40 bytes at most were expected"},
		{packet.Stack(packet.TCP{DataOfs: 15, Options: make([]byte, 41)}), ""},
		{packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Options: 7}), `IP.options: "7": a []Layer was expected`},
		{packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Options: []packet.Layer{packet.IPOption{Option: 30, Value: make([]byte, 39)}}}), "IP.options: options of 40 bytes at most were expected"},
		{packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Options: []packet.Layer{packet.IPOption{Option: 30, Value: make([]byte, 38)}}}), ""},
		{packet.Stack(ip, make([]byte, 65515)), ""},
		{packet.Stack(ip, make([]byte, 65516)), "IP.len: the packet is longer than 65535 bytes"},
		{packet.Stack(packet.UDP{}, make([]byte, 65527)), ""},
		{packet.Stack(packet.UDP{}, make([]byte, 65528)), "UDP.len: the datagram is longer than 65535 bytes"},
		{packet.Stack(ip6, make([]byte, 65535)), ""},
		{packet.Stack(ip6, make([]byte, 65536)), "IPv6.plen: the payload is longer than 65535 bytes, and there is no Jumbo option"},
		{packet.Stack(ip6, packet.UDP{}, make([]byte, 65528)), "UDP.len: the datagram is longer than 65535 bytes"},

		{dhcp("nosuch", nil), `DHCP.options: "nosuch": the name of a DHCP option, or its number, was expected`},
		{dhcp("256", nil), `DHCP.options: "256": the name of a DHCP option, or its number, was expected`},
		{dhcp("message-type", "discover"), ""},
		{dhcp("message-type", "nosuch"), `DHCP.options: message-type: "nosuch": the name of a DHCP message was expected`},
		{dhcp("router", "nosuch"), `DHCP.options: router: "nosuch": an IPv4 address was expected`},
		{dhcp("router", 1.5), `DHCP.options: router: "1.5": an IPv4 address was expected`},
		{dhcp("router", []any{"::1"}), `DHCP.options: router: "::1": an IPv4 address was expected`},
		{dhcp("router", []any{"::ffff:1.2.3.4"}), ""},
		{dhcp("lease_time", uint64(1<<32)), `DHCP.options: lease_time: "4294967296": a number of 4 bytes was expected`},
		{dhcp("lease_time", uint64(1<<32-1)), ""},
		{dhcp("interface-mtu", 65536), `DHCP.options: interface-mtu: "65536": a number of 2 bytes was expected`},
		{dhcp("default_ttl", 256), `DHCP.options: default_ttl: "256": a number of 1 bytes was expected`},
		{dhcp("param_req_list", []any{1, 256}), `DHCP.options: param_req_list: "256": a number of 1 bytes was expected`},
		{dhcp("classless_static_routes", "10.0.0.0/8:1.2.3.4"), ""},
		{dhcp("classless_static_routes", []any{"10.0.0.0/33:1.2.3.4"}), `DHCP.options: classless_static_routes: "10.0.0.0/33:1.2.3.4": a route such as 10.0.0.0/8:192.0.2.1 was expected`},
		{dhcp("classless_static_routes", "10.0.0.0/8"), `DHCP.options: classless_static_routes: "10.0.0.0/8": a route such as 10.0.0.0/8:192.0.2.1 was expected`},
		{dhcp("classless_static_routes", "::/8:1.2.3.4"), `DHCP.options: classless_static_routes: "::/8:1.2.3.4": a route such as 10.0.0.0/8:192.0.2.1 was expected`},
		{dhcp("classless_static_routes", "10.0.0.0/8:::1"), `DHCP.options: classless_static_routes: "10.0.0.0/8:::1": a route such as 10.0.0.0/8:192.0.2.1 was expected`},
		{dhcp("classless_static_routes", 7), `DHCP.options: classless_static_routes: "7": a route such as 10.0.0.0/8:192.0.2.1 was expected`},
		{dhcp("hostname", make([]byte, 255)), ""},
		{dhcp("hostname", make([]byte, 256)), "DHCP.options: hostname: an option of 255 bytes at most was expected"},
		{dhcp("254", make([]byte, 256)), "DHCP.options: 254: an option of 255 bytes at most was expected"},
		{packet.Stack(packet.DHCP{Options: 7}), `DHCP.options: "7": a []Option was expected`},
		{packet.Stack(packet.DHCP{Options: "\x35\x01\x01\xff"}), ""},

		{bind(netip.MustParseAddr("::1")), `SNMPvarbind.value: "::1": an IPv4 address was expected`},
		{bind((*big.Int)(nil)), `SNMPvarbind.value: "nil": a value of SNMP was expected`},
		{bind(1.5), `SNMPvarbind.value: "1.5": a value of SNMP was expected`},
		{oid("1"), `SNMPvarbind.oid: "1": an object identifier such as 1.3.6.1 was expected`},
		{oid("3.1"), `SNMPvarbind.oid: "3.1": an object identifier such as 1.3.6.1 was expected`},
		{oid("1.40"), `SNMPvarbind.oid: "1.40": an object identifier such as 1.3.6.1 was expected`},
		{oid("0.40.1"), `SNMPvarbind.oid: "0.40.1": an object identifier such as 1.3.6.1 was expected`},
		{oid("1.3.x"), `SNMPvarbind.oid: "1.3.x": an object identifier such as 1.3.6.1 was expected`},
		{oid("1.39"), ""}, {oid("2.40"), ""}, {oid("2.999.9223372036854775807"), ""}, {oid("2.9223372036854775727"), ""},
		{oid("2.999.9223372036854775808"), `SNMPvarbind.oid: "2.999.9223372036854775808": an object identifier such as 1.3.6.1 was expected`},
		{oid("2.9223372036854775728"), `SNMPvarbind.oid: "2.9223372036854775728": an object identifier such as 1.3.6.1 was expected`},

		{packet.Stack(packet.DNSQR{QName: 7}), `DNSQR.qname: "7": a domain name was expected`},
		{packet.Stack(packet.DNSRR{Type: "TXT", RData: []any{"a", 1.5}}), `DNSRR.rdata: "1.5": text was expected`},
		{packet.Stack(packet.DNSRR{Type: "TXT", RData: 1.5}), `DNSRR.rdata: "1.5": texts were expected`},
		{packet.Stack(packet.DNSRRNSEC{Typebitmaps: 1.5}), `DNSRRNSEC.typebitmaps: "1.5": numbers of record types were expected`},
		{packet.Stack(packet.DNSRRNSEC{Typebitmaps: []any{"A", "nosuch"}}), `DNSRRNSEC.typebitmaps: "nosuch": the number or name of a record type was expected`},
		{packet.Stack(packet.DNSRRNSEC{Typebitmaps: []any{65536}}), `DNSRRNSEC.typebitmaps: "65536": the number or name of a record type was expected`},
		{packet.Stack(packet.DNSRRNSEC{Typebitmaps: []any{"A", 65535}}), ""},
		{packet.Stack(packet.DUIDUUID{UUID: "nosuch"}), `DUID_UUID.uuid: "nosuch": a UUID was expected`},
		{packet.Stack(packet.DUIDUUID{UUID: "00112233-4455-6677-8899-aabbccddeeff"}), ""},
		{packet.Stack(packet.DHCP6OptRelayMsg{Message: 7}), `DHCP6OptRelayMsg.message: "7": a packet, a layer or bytes were expected`},
		{packet.Stack(packet.IPv6ExtHdrHopByHop{Options: 7}), `IPv6ExtHdrHopByHop.options: "7": a []Layer was expected`},
		{packet.Stack(packet.ICMPv6NDOptRedirectedHdr{Pkt: 7}), `ICMPv6NDOptRedirectedHdr.pkt: "7": a packet or bytes were expected`},
		{packet.Stack(packet.ICMPv6NDOptRedirectedHdr{Pkt: packet.Stack(ip6)}), ""},
		{packet.Stack(packet.ICMPv6NDOptRedirectedHdr{Pkt: "bytes"}), ""},
		{packet.Stack(packet.ICMPv6NDOptDNSSL{SearchList: 7}), `ICMPv6NDOptDNSSL.searchlist: "7": domain names were expected`},
		{packet.Stack(packet.ICMPv6NDOptDNSSL{SearchList: []any{"a.", 7}}), `ICMPv6NDOptDNSSL.searchlist: "7": a domain name was expected`},
		{packet.Stack(packet.NTPHeader{Ref: "nosuch"}), `NTPHeader.ref: "nosuch": a time, or seconds since 1900, were expected`},
		{packet.Stack(packet.STP{Age: 256}), `STP.age: "256": seconds below 256 were expected`},
		{packet.Stack(packet.STP{Age: 255}), ""},
	} {
		_, err := c.p.Build()
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", clipped(c.p), err)
		case c.want != "" && (err == nil || err.Error() != "packet: build: "+c.want || !errors.Is(err, packet.ErrValue)):
			t.Errorf("%s:\n%v, expected\npacket: build: %s", clipped(c.p), err, c.want)
		}
	}
}

func clipped(p *packet.Packet) string { return p.Command()[:min(len(p.Command()), 99)] }

// Bytes that contradict each other, and bytes that end early, are told of, and a layer
// of just enough is read.
func TestRefusedBytes(t *testing.T) {
	const dns = "\x00\x07\x81\x80"
	for _, c := range []struct{ layer, data, want string }{
		{"IP", "\x45\x00\x00", "IP.len: 4 bytes are needed, there are 3"},
		{"IP", "\x44" + strings.Repeat("\x00", 19), "IP.ihl: the header's length is below 20 bytes"},
		{"IP", "\x46\x00\x00\x18" + strings.Repeat("\x00", 16), "IP.options: 24 bytes are needed, there are 20"},
		{"IP", "\x46\x00\x00\x18" + strings.Repeat("\x00", 16) + "\x44\x01\x00\x00", "IP.options: an option's length is below two, or beyond the header"},
		{"IP", "\x46\x00\x00\x18" + strings.Repeat("\x00", 16) + "\x44\x05\x00\x00", "IP.options: an option's length is below two, or beyond the header"},
		{"IP", "\x46\x00\x00\x18" + strings.Repeat("\x00", 16) + "\x1e\x04\x00\x00", ""},
		{"IP", "\x46\x00\x00\x18" + strings.Repeat("\x00", 16) + "\x1e\x02\x01\x01", ""},
		{"IP", "\x45\x00\x00\x13" + strings.Repeat("\x00", 16), "IP.len: the packet's length is below that of its header"},
		{"IP", "\x45\x00\x00\x14" + strings.Repeat("\x00", 16), ""},
		{"TCP", strings.Repeat("\x00", 12) + "\x40" + strings.Repeat("\x00", 7), "TCP.dataofs: the header's length is below 20 bytes"},
		{"TCP", strings.Repeat("\x00", 12) + "\x60" + strings.Repeat("\x00", 7), "TCP.options: 24 bytes are needed, there are 20"},
		{"TCP", strings.Repeat("\x00", 12) + "\x60" + strings.Repeat("\x00", 7) + "\x02\x01\x00\x00", "TCP.options: an option's length is below two, or beyond the header"},
		{"TCP", strings.Repeat("\x00", 12) + "\x60" + strings.Repeat("\x00", 7) + "\x02\x05\x00\x00", "TCP.options: an option's length is below two, or beyond the header"},
		{"TCP", strings.Repeat("\x00", 12) + "\x60" + strings.Repeat("\x00", 7) + "\x02\x04\x00\x00", ""},
		{"TCP", strings.Repeat("\x00", 12) + "\x60" + strings.Repeat("\x00", 7) + "\x04\x02\x01\x01", ""},
		{"UDP", "\x00\x01\x00\x02\x00\x07\x00\x00", "UDP.len: the datagram's length is below that of its header"},
		{"UDP", "\x00\x01\x00\x02\x00\x08\x00\x00", ""},

		{"SNMPvarbind", "\x30", "SNMPvarbind: BER: 2 bytes are needed, there are 1"},
		{"SNMPvarbind", "\x30\x05\x06\x01\x2b\x05\x00", ""},
		{"SNMPvarbind", "\x30\x06\x06\x01\x2b\x05\x00", "SNMPvarbind: BER: 6 bytes are needed, there are 5"},
		{"SNMPvarbind", "\x30\x80\x06\x01\x2b\x05\x00", "SNMPvarbind: BER: the length is of an impossible form"},
		{"SNMPvarbind", "\x30\x85\x00\x00\x00\x00\x05\x06\x01\x2b\x05\x00", "SNMPvarbind: BER: the length is of an impossible form"},
		{"SNMPvarbind", "\x30\x84\x00\x00\x00\x05\x06\x01\x2b\x05\x00", ""},
		{"SNMPvarbind", "\x30\x81", "SNMPvarbind: BER: the length is of an impossible form"},
		{"SNMPvarbind", "\x30\x81\x00", "SNMPvarbind.oid: BER: 2 bytes are needed, there are 0"},
		{"SNMPvarbind", "\x31\x05\x06\x01\x2b\x05\x00", "SNMPvarbind: it is no SEQUENCE"},
		{"SNMPvarbind", "\x30\x05\x02\x01\x2b\x05\x00", "SNMPvarbind.oid: its tag is 0x2, not 0x6"},
		{"SNMPvarbind", "\x30\x05\x06\x01\x2b\x02\x00", "SNMPvarbind.value: INTEGER: it has no bytes"},
		{"SNMPvarbind", "\x30\x06\x06\x01\x2b\x02\x01\x00", ""},
		{"SNMPvarbind", "\x30\x08\x06\x01\x2b\x40\x03\x01\x02\x03", "SNMPvarbind.value: IpAddress: it does not have four bytes"},
		{"SNMPvarbind", "\x30\x0a\x06\x01\x2b\x40\x05\x01\x02\x03\x04\x05", "SNMPvarbind.value: IpAddress: it does not have four bytes"},
		{"SNMPvarbind", "\x30\x09\x06\x01\x2b\x40\x04\x01\x02\x03\x04", ""},
		{"SNMPvarbind", "\x30\x0f\x06\x01\x2b\x46\x0a\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09", "SNMPvarbind.value: Counter: it has more than nine bytes"},
		{"SNMPvarbind", "\x30\x0e\x06\x01\x2b\x46\x09\x00\x01\x02\x03\x04\x05\x06\x07\x08", ""},
		{"SNMPvarbind", "\x30\x06\x06\x02\x2b\x81\x05\x00", "SNMPvarbind.oid: OBJECT IDENTIFIER: it ends inside a number"},
		{"SNMPvarbind", "\x30\x0d\x06\x09\x2b\xff\xff\xff\xff\xff\xff\xff\x7f\x05\x00", ""},
		{"SNMPvarbind", "\x30\x0e\x06\x0a\x2b\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x05\x00", ""},
		{"SNMPvarbind", "\x30\x0f\x06\x0b\x2b\x81\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x05\x00", "SNMPvarbind.oid: OBJECT IDENTIFIER: a part of more than 63 bits"},
		{"SNMPvarbind", "\x30\x0f\x06\x0b\x2b\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00\x05\x00", "SNMPvarbind.oid: OBJECT IDENTIFIER: a part of more than 63 bits"},
		{"SNMPget", "\xa1\x00", "SNMPget: it has the tag of another message"},
		{"SNMPget", "\xa0", "SNMPget: BER: 2 bytes are needed, there are 1"},
		{"SNMPget", "\xa0\x0b\x02\x01\x07\x02\x01\x00\x02\x01\x00\x31\x00", "SNMPget.varbindlist: it is no SEQUENCE"},
		{"SNMPget", "\xa0\x0b\x02\x01\x07\x02\x01\x00\x02\x01\x00\x30\x00", ""},
		{"SNMP", "\x30\x0b\x02\x01\x01\x04\x06public", "SNMP.PDU: 2 bytes are needed, there are 0"},
		{"SNMP", "\x30\x0d\x02\x01\x01\x04\x06public\xa9\x00", "SNMP.PDU: its tag is of no message of SNMP"},

		{"DNS", dns + "\x00\x01\x00\x00\x00\x00\x00\x00", "DNS.qdcount: 1 records are announced, there are 0"},
		{"DNS", dns + "\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00", "DNS: DNSQR: 4 bytes are needed, there are 3"},
		{"DNS", dns + "\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01", ""},
		{"DNS", dns + "\x00\x02\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01", "DNS.qdcount: 2 records are announced, there are 1"},
		{"DNS", dns + "\x00\x00\x00\x01\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01\x00\x00\x00\x05\x00", "DNS: DNSRR: 10 bytes are needed, there are 9"},
		{"DNS", dns + "\x00\x00\x00\x01\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01\x00\x00\x00\x05\x00\x00", ""},
		{"DNS", dns + "\x00\x00\x00\x00\x00\x03\x00\x00", "DNS.nscount: 3 records are announced, there are 0"},
		{"DNS", dns + "\x00\x00\x00\x00\x00\x00\x00\x04", "DNS.arcount: 4 records are announced, there are 0"},
	} {
		p := apart(c.layer, []byte(c.data))
		got := ""
		if err := p.Err(); err != nil {
			got = strings.TrimPrefix(strings.TrimPrefix(err.Error(), "packet: "), "dissect: ")
			if !errors.Is(err, packet.ErrMalformed) || errors.Is(err, packet.ErrTooShort) != strings.Contains(got, "are needed") {
				t.Errorf("%s %q: the class of %v", c.layer, c.data, err)
			}
		}
		if got != c.want {
			t.Errorf("%s %q:\n%s, expected\n%s", c.layer, c.data, got, c.want)
		}
	}
}
