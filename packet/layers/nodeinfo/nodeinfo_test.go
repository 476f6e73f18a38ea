package nodeinfo_test

import (
	"bytes"
	"crypto/md5"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/nodeinfo"
)

func TestMain(m *testing.M) { leak.Main(m) }

func build(t *testing.T, l packet.Layer) []byte {
	t.Helper()
	b, err := packet.Stack(l).Build()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The group of "host" by RFC 4620, 5: ff02::2:ff and the first three bytes of the MD5 sum
// of its label, 1838803c….
func TestNIGroupAddr(t *testing.T) {
	for _, name := range []string{"host", "HOST", "Host.example.org", "host."} {
		if a, err := nodeinfo.NIGroupAddr(name); err != nil || a != netip.MustParseAddr("ff02::2:ff18:3880") {
			t.Errorf("%s: %v, %v", name, a, err)
		}
	}
	// Labels are bytes, of which only the letters of ASCII are made small: RFC 4034, 6.2.
	for name, label := range map[string]string{"H\xc9": "h\xc9", "\u00c9A": "\u00c9a", "\u212a": "\u212a"} {
		sum := md5.Sum(append([]byte{byte(len(label))}, label...))
		want := netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 11: 2, 12: 0xff, 13: sum[0], 14: sum[1], 15: sum[2]})
		if a, err := nodeinfo.NIGroupAddr(name); err != nil || a != want {
			t.Errorf("%q: %v, %v, want %v", name, a, err, want)
		}
	}
	for _, name := range []string{"", ".org", strings.Repeat("x", 64)} {
		if a, err := nodeinfo.NIGroupAddr(name); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%q: %v, %v", name, a, err)
		}
	}
}

// scapy's group is that of a draft, with 32 bits of the sum.
func TestNIGroupAddrIsNotScapys(t *testing.T) {
	py := original.Start(t, "scapy")
	py.Define("from scapy.layers.inet6 import computeNIGroupAddr")
	if theirs := py.Value("computeNIGroupAddr", "host"); theirs != "ff02::2:1838:803c" {
		t.Errorf("scapy says %v: it may have healed", theirs)
	}
}

// The forms in which data may be given, and what they are on the wire.
func TestData(t *testing.T) {
	four, six := netip.MustParseAddr("1.2.3.4"), netip.MustParseAddr("::7")
	for _, c := range []struct {
		l    packet.Layer
		code byte
		want string
	}{
		{nodeinfo.ICMPv6NIQueryName{Data: "n.d"}, 1, "\x01n\x01d\x00"}, {nodeinfo.ICMPv6NIQueryName{Data: "n.d."}, 1, "\x01n\x01d\x00"},
		{nodeinfo.ICMPv6NIQueryName{Data: "n"}, 1, "\x01n\x00\x00"}, {nodeinfo.ICMPv6NIQueryName{Data: []byte("n")}, 1, "\x01n\x00\x00"}, {nodeinfo.ICMPv6NIQueryName{}, 1, "\x00\x00\x00"},
		{nodeinfo.ICMPv6NIQueryName{Data: []byte{}}, 1, ""}, {nodeinfo.ICMPv6NIQueryIPv4{Data: four}, 2, "\x01\x02\x03\x04"}, {nodeinfo.ICMPv6NIQueryIPv6{Data: "1.2.3.4", Code: 1}, 1, "\x01\x02\x03\x04"},
		{nodeinfo.ICMPv6NIQueryIPv4{Data: six}, 0, strings.Repeat("\x00", 15) + "\x07"},
		{nodeinfo.ICMPv6NIReplyName{Data: nodeinfo.Names{TTL: 5, Names: []string{"a", "b.c"}}}, 0, "\x00\x00\x00\x05\x01a\x00\x00\x01b\x01c\x00"},
		{nodeinfo.ICMPv6NIReplyName{Data: []string{"a"}}, 0, "\x00\x00\x00\x00\x01a\x00\x00"}, {nodeinfo.ICMPv6NIReplyName{Data: []byte("a")}, 0, "\x00\x00\x00\x00\x01a\x00\x00"},
		{nodeinfo.ICMPv6NIReplyName{Data: "a"}, 0, "\x00\x00\x00\x00\x01a\x00\x00"}, {nodeinfo.ICMPv6NIReplyName{}, 0, ""},
		{nodeinfo.ICMPv6NIReplyIPv4{Data: []nodeinfo.Address{{TTL: 6, Addr: four}}}, 0, "\x00\x00\x00\x06\x01\x02\x03\x04"}, {nodeinfo.ICMPv6NIReplyIPv4{Data: four}, 0, "\x00\x00\x00\x00\x01\x02\x03\x04"},
		{nodeinfo.ICMPv6NIReplyIPv4{Data: []netip.Addr{four}}, 0, "\x00\x00\x00\x00\x01\x02\x03\x04"}, {nodeinfo.ICMPv6NIReplyIPv4{Data: []string{"1.2.3.4"}}, 0, "\x00\x00\x00\x00\x01\x02\x03\x04"},
		{nodeinfo.ICMPv6NIReplyIPv6{Data: nodeinfo.Address{TTL: 1, Addr: six}}, 0, "\x00\x00\x00\x01" + strings.Repeat("\x00", 15) + "\x07"},
		{nodeinfo.ICMPv6NIReplyIPv4{Data: []byte("xy")}, 0, "xy"}, {nodeinfo.ICMPv6NIReplyNOOP{Data: "xy"}, 0, "xy"}, {nodeinfo.ICMPv6NIReplyRefuse{}, 1, ""}, {nodeinfo.ICMPv6NIReplyUnknown{}, 2, ""},
	} {
		if b := build(t, c.l); len(b) < 16 || b[1] != c.code || string(b[16:]) != c.want {
			t.Errorf("%+v: %q, want %d and %q", c.l, b, c.code, c.want)
		}
	}
	for _, l := range []packet.Layer{
		nodeinfo.ICMPv6NIQueryName{Data: 5}, nodeinfo.ICMPv6NIQueryName{Data: "a..b"}, nodeinfo.ICMPv6NIQueryName{Data: strings.Repeat("a", 64)}, nodeinfo.ICMPv6NIReplyName{Data: 5},
		nodeinfo.ICMPv6NIReplyName{Data: []string{"."}}, nodeinfo.ICMPv6NIReplyIPv4{Data: six}, nodeinfo.ICMPv6NIReplyIPv6{Data: "1.2.3.4"}, nodeinfo.ICMPv6NIReplyIPv4{Data: "host"},
		nodeinfo.ICMPv6NIReplyIPv4{Data: []nodeinfo.Address{{}}}, nodeinfo.ICMPv6NIReplyIPv4{Data: nodeinfo.Address{}}, nodeinfo.ICMPv6NIReplyNOOP{Data: 5},
	} {
		if b, err := packet.Stack(l).Build(); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%+v: %x, %v", l, b, err)
		}
	}
}

// A nonce that nobody chose is another each time, and a reply that has it answers the
// query whatever it says.
func TestNonce(t *testing.T) {
	a, b := build(t, nodeinfo.ICMPv6NIQueryName{}), build(t, nodeinfo.ICMPv6NIQueryName{})
	if bytes.Equal(a[8:16], b[8:16]) {
		t.Error("two queries have one nonce")
	}
	d := packet.NewDissector(packet.IPv6{}, &packet.DissectorOptions{Protos: nodeinfo.Protos()})
	dissect := func(l packet.Layer) *packet.Packet {
		t.Helper()
		data, err := packet.Stack(packet.IPv6{Src: "::1", Dst: "::1"}, l).Build()
		if err != nil {
			t.Fatal(err)
		}
		p, err := d.Dissect(data)
		if err != nil || p.Err() != nil {
			t.Fatal(err, p.Err())
		}
		return p
	}
	q := dissect(nodeinfo.ICMPv6NIQueryName{Nonce: "12345678"})
	for _, c := range []struct {
		l    packet.Layer
		want bool
	}{
		{nodeinfo.ICMPv6NIReplyName{Nonce: "12345678"}, true}, {nodeinfo.ICMPv6NIReplyRefuse{Nonce: "12345678"}, true}, {nodeinfo.ICMPv6NIReplyName{Nonce: "1234567"}, false},
		{nodeinfo.ICMPv6NIQueryName{Nonce: "12345678"}, false},
	} {
		if got := dissect(c.l).Answers(q, nil); got != c.want {
			t.Errorf("%+v answers: %v", c.l, got)
		}
	}
}

// What is no such message, or ends early, is bytes that are built again as they came.
func TestOddMessages(t *testing.T) {
	d := packet.NewDissector(packet.IPv6{}, &packet.DissectorOptions{Protos: nodeinfo.Protos()})
	for message, want := range map[string]string{
		"\x8b\x00\x00\x00\x00\x03\x00": "Raw", "\x8b\x00\x00\x00\x00\x09\x00\x0012345678": "Raw", "\x8c\x03\x00\x00\x00\x03\x00\x0012345678": "Raw", "\x96\x00\x00\x00\x00\x03\x00\x0012345678": "Raw",
		"\x8b\x02\x00\x00\x00\x04\x00\x0012345678\x01\x02": "Raw", "\x8b\x01\x00\x00\x00\x02\x00\x0012345678\xc0\x0c": "Raw", "\x8b\x01\x00\x00\x00\x02\x00\x0012345678\x09ab": "ICMPv6NIQueryName",
		"\x8c\x00\x00\x00\x00\x09\x00\x0012345678abc": "ICMPv6NIReplyNOOP", "\x8b\x07\x00\x00\x00\x03\x00\x0012345678ab": "Raw",
	} {
		head, err := packet.Stack(packet.IPv6{Src: "::1", Dst: "::1", NH: 58}, []byte(message)).Build()
		if err != nil {
			t.Fatal(err)
		}
		p, _ := d.Dissect(head)
		if got := p.Last().Name(); got != want {
			t.Errorf("%q: %v", message, p)
		}
		if again, err := p.Build(); err != nil || !bytes.Equal(again, head) {
			t.Errorf("%q was built again as %x, %v", message, again, err)
		}
	}
}

// A name that reads as an address stays a name, whatever else of the query is changed.
func TestNamesLikeAddresses(t *testing.T) {
	d := packet.NewDissector(nodeinfo.ICMPv6NIQueryName{}, nil)
	for _, name := range []string{"\x011\x012\x013\x014\x00", "\x03::1\x00\x00"} {
		p, err := d.Dissect([]byte("\x8b\x01\x00\x00\x00\x02\x00\x0012345678" + name))
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range []string{"code", "nonce"} {
			if err := p.Del(field); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := p.Build(); err != nil || b[1] != 1 || string(b[16:]) != name {
			t.Errorf("%q was built again as %q, %v", name, b, err)
		}
		if c := p.Command(); !strings.Contains(c, "data=b'") {
			t.Errorf("%q: %s", name, c)
		}
	}
}

// A message behind an extension header is found as well.
func TestBehindExtensions(t *testing.T) {
	d := packet.NewDissector(packet.IPv6{}, &packet.DissectorOptions{Protos: nodeinfo.Protos()})
	for _, between := range []packet.Layer{packet.IPv6ExtHdrDestOpt{}, packet.IPv6ExtHdrHopByHop{}, packet.IPv6ExtHdrRouting{}, packet.IPv6ExtHdrFragment{}} {
		b, err := packet.Stack(packet.IPv6{Src: "::1", Dst: "::1"}, between, nodeinfo.ICMPv6NIReplyNOOP{Nonce: "12345678"}).Build()
		if err != nil {
			t.Fatal(err)
		}
		p, err := d.Dissect(b)
		if err != nil || p.Last().Name() != "ICMPv6NIReplyNOOP" || p.Layers()[1].Num("nh") != 58 {
			t.Errorf("%v, %v", p, err)
		}
	}
}
