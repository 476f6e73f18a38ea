package packet_test

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// Packets that nobody here builds are taken apart and shown as in scapy: what errors
// quote, types of records as NSEC has them, the smallest parts of a second.
func TestDissectedAreScapys(t *testing.T) {
	py := startScapy(t)
	ends, back := packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.IP{Src: "10.0.0.2", Dst: "10.0.0.1"}
	ends6, back6 := packet.IPv6{Src: "2001:db8::1", Dst: "2001:db8::2"}, packet.IPv6{Src: "2001:db8::2", Dst: "2001:db8::1"}
	question := packet.DNS{QD: []packet.Layer{packet.DNSQR{QName: "a.b."}}}
	quoted := []any{packet.UDP{SPort: 4000, DPort: 53}, question}
	records := func(list ...packet.Layer) *packet.Packet { return packet.Stack(packet.DNS{QR: 1, AN: list}) }
	lease := packet.Stack(packet.UDP{SPort: 68, DPort: 67}, packet.BOOTP{}, packet.DHCP{Options: []packet.Option{{Name: "message-type", Value: 1}, {Name: "end"}}})
	for _, c := range []struct {
		first packet.Layer
		what  *packet.Packet
	}{
		{packet.IP{}, packet.Stack(back, packet.ICMP{Type: 3, Code: 3}, must(t, packet.Stack(append([]any{ends}, quoted...)...)))},
		{packet.IP{}, packet.Stack(back, packet.ICMP{Type: 11}, must(t, packet.Stack(ends, packet.UDP{SPort: 4000, DPort: 161}, packet.SNMP{})))},
		{packet.IP{}, packet.Stack(back, packet.ICMP{Type: 11}, must(t, packet.Stack(ends, lease)))},
		{packet.IP{}, packet.Stack(back, packet.ICMP{Type: 11}, must(t, packet.Stack(ends, packet.TCP{DPort: 53}, question)))},
		{packet.IP{}, packet.Stack(back, packet.ICMP{Type: 11}, must(t, packet.Stack(ends, packet.UDP{SPort: 4000, DPort: 4001}, "load")))},
		{packet.IPv6{}, packet.Stack(back6, packet.ICMPv6DestUnreach{Code: 4}, must(t, packet.Stack(append([]any{ends6}, quoted...)...)))},
		{packet.IPv6{}, packet.Stack(back6, packet.ICMPv6TimeExceeded{}, must(t, packet.Stack(ends6, packet.UDP{SPort: 546, DPort: 547}, packet.DHCP6Solicit{}, packet.DHCP6OptPref{})))},
		{packet.LLC{}, packet.Stack(packet.LLC{}, packet.SNAP{OUI: 0xfdfeff, Code: 0x1234}, "load")},
		{packet.DNS{}, records(packet.DNSRRNSEC{RRName: "k.", Nextname: "l.", Typebitmaps: []any{1, 2, 15, 300, 65000}})},
		{packet.DNS{}, records(packet.DNSRRNSEC3{RRName: "k.", Salt: "ab", Nexthashedownername: "cd", Typebitmaps: []any{28}})},
		{packet.NTPHeader{}, packet.Stack(packet.NTPHeader{Orig: packet.NTPTime(1), Recv: packet.NTPTime(8), Sent: packet.NTPTime(0xfe), Ref: packet.NTPTime(4295)})},
		{packet.NTPHeader{}, packet.Stack(packet.NTPHeader{Orig: packet.NTPTime(4294), Recv: packet.NTPTime(42949), Sent: packet.NTPTime(1<<32 | 2), Ref: packet.NTPTime(0xffffffff)})},
	} {
		data := must(t, c.what)
		proto, _ := c.first.Describe()
		p, err := packet.Dissect(c.first, data)
		if err != nil || p.Err() != nil {
			t.Fatalf("%x: %v, %v", data, err, p.Err())
		}
		theirs := py.Value("dissected", proto.Name(), data).(original.Dict)
		for kind, ours := range map[string]any{"repr": p.String(), "show": p.Show(), "again": must(t, p)} {
			if !original.Same(theirs.Get(kind), ours) {
				t.Errorf("%s: %x\n%s", kind, data, difference(theirs.Get(kind), ours))
			}
		}
		if r := must(t, p); string(r) != string(data) {
			t.Errorf("%x was built again as %x", data, r)
		}
	}
}

// Bytes of a record that are none of its fields' are told of, and kept; so is what comes
// behind a message over TCP, within its length.
func TestLeftOverInDNS(t *testing.T) {
	message := must(t, packet.Stack(packet.DNS{QR: 1, AN: []packet.Layer{packet.DNSRRNSEC3PARAM{RRName: "k."}}}))
	message[len(message)-6]++ // the length of the record
	p, err := packet.Dissect(packet.DNS{}, append(message, 'x'))
	if err != nil || p.Err() == nil || string(must(t, p)) != string(message)+"x" {
		t.Errorf("%v: %v, %v", p, err, p.Err())
	}
	// A name of no kind, which is read as the root's and would be written so.
	odd := "\x00\x00\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x89\x78\x00\x01\x00\x01"
	for _, behind := range []string{"", "left"} {
		tcp := must(t, packet.Stack(packet.TCP{DPort: 53, Chksum: 1}, string([]byte{0, byte(len(odd) + len(behind))})+odd+behind))
		p, err := packet.Dissect(packet.TCP{}, tcp)
		if err != nil || !p.HasLayer("DNS") || string(must(t, p)) != string(tcp) {
			t.Errorf("%x: %v was built again as %x, %v", tcp, p, must(t, p), err)
		}
	}
}
