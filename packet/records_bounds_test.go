package packet_test

import (
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// Records of DNS whose data has lengths and windows inside are scapy's at their bounds.
func TestRecordsAtTheirBounds(t *testing.T) {
	py := startScapy(t)
	var packets []*packet.Packet
	add := func(l packet.Layer) { packets = append(packets, packet.Stack(packet.DNS{AN: []packet.Layer{l}})) }
	for _, n := range []int{1, 2, 254, 255} { // an empty text is none to scapy
		add(packet.DNSRR{RRName: "a.", Type: "TXT", RData: []any{make([]byte, n), "x"}})
		add(packet.DNSRR{RRName: "a.", Type: "TXT", RData: []any{make([]byte, n)}})
		add(packet.DNSRR{RRName: "a.", Type: 99, RData: make([]byte, n)})
	}
	for _, kind := range []int{11, 13, 17, 27, 29, 32, 34, 255, 256} {
		for n := range 6 {
			add(packet.DNSRR{RRName: "a.", Type: kind, RData: []byte("01234")[:n]})
		}
	}
	compareForms(t, py, packets)
}

// An address of a client's subnet has the bytes that its prefix reaches into, and without
// a prefix those up to its last one that is not 0; RFC 7871, 6.
func TestClientSubnets(t *testing.T) {
	for _, c := range []struct {
		l    packet.EDNS0ClientSubnet
		want string
	}{
		{packet.EDNS0ClientSubnet{SourcePLen: 0, Address: "255.1.255.1"}, ""}, {packet.EDNS0ClientSubnet{SourcePLen: 1, Address: "255.1.255.1"}, "\xff"},
		{packet.EDNS0ClientSubnet{SourcePLen: 8, Address: "255.1.255.1"}, "\xff"}, {packet.EDNS0ClientSubnet{SourcePLen: 9, Address: "255.1.255.1"}, "\xff\x01"},
		{packet.EDNS0ClientSubnet{SourcePLen: 32, Address: "255.1.0.0"}, "\xff\x01\x00\x00"}, {packet.EDNS0ClientSubnet{SourcePLen: 33, Address: "255.1.0.0"}, "\xff\x01\x00\x00"},
		{packet.EDNS0ClientSubnet{Address: "255.0.1.0"}, "\xff\x00\x01"}, {packet.EDNS0ClientSubnet{Address: "0.0.0.0"}, ""}, {packet.EDNS0ClientSubnet{Address: "0.0.0.1"}, "\x00\x00\x00\x01"},
		{packet.EDNS0ClientSubnet{Family: 2, SourcePLen: 17, Address: "ffff:100::"}, "\xff\xff\x01"}, {packet.EDNS0ClientSubnet{Family: 2, Address: "::1:0"}, string(make([]byte, 13)) + "\x01"},
	} {
		b := must(t, packet.Stack(c.l))
		if got := string(b[8:]); got != c.want || int(b[3]) != 4+len(c.want) {
			t.Errorf("%v: %x, not %x", c.l, b, c.want)
		}
		p := apart("EDNS0ClientSubnet", b)
		if again := must(t, p); string(again) != string(b) {
			t.Errorf("%x was %x", again, b)
		}
	}
	_, err := packet.Stack(packet.EDNS0ClientSubnet{Address: "nosuch"}).Build()
	if err == nil || err.Error() != `packet: build: EDNS0ClientSubnet.address: "nosuch": an IP address was expected` {
		t.Error(err)
	}
}

// The bits of a list of types: the first and the last of a window, windows that are
// empty, and names; RFC 4034, 4.1.2.
func TestBitmapsOfTypes(t *testing.T) {
	for _, c := range []struct {
		types []any
		want  string
	}{
		{[]any{}, ""}, {[]any{0}, "\x00\x01\x80"}, {[]any{7}, "\x00\x01\x01"}, {[]any{8}, "\x00\x02\x00\x80"}, {[]any{"A", "MX"}, "\x00\x02\x40\x01"},
		{[]any{255}, "\x00\x20" + string(make([]byte, 31)) + "\x01"}, {[]any{256}, "\x01\x01\x80"}, {[]any{257, 1}, "\x00\x01\x40\x01\x01\x40"},
		{[]any{65535}, "\xff\x20" + string(make([]byte, 31)) + "\x01"}, {[]any{"A", 1, 2}, "\x00\x01\x60"},
	} {
		b := must(t, packet.Stack(packet.DNSRRNSEC{Typebitmaps: c.types}))
		if got := string(b[12:]); got != c.want {
			t.Errorf("%v: %x, not %x", c.types, got, c.want)
		}
	}
	// Texts beyond 255 bytes are several.
	for n, want := range map[int]string{255: "\xff", 256: "\xff", 510: "\xff", 511: "\xff"} {
		b := must(t, packet.Stack(packet.DNSRR{RRName: ".", Type: "TXT", RData: make([]byte, n)}))[11:]
		parts := 0
		for len(b) > 0 {
			parts++
			b = b[1+int(b[0]):]
		}
		if first := string(must(t, packet.Stack(packet.DNSRR{RRName: ".", Type: "TXT", RData: make([]byte, n)}))[11:12]); first != want || parts != (n+254)/255 {
			t.Errorf("%d bytes: %d texts, the first of %x", n, parts, first)
		}
	}
}

// What follows a header of NTP is a key's number and a digest of 16 bytes, or of 20 where
// there are 24 in all, with what fills up before it; less or more is not read.
func TestWhatFollowsNTP(t *testing.T) {
	g := newGenerator(t)
	head := must(t, packet.Stack(packet.NTPHeader{Ref: 1, Orig: 2, Recv: 3, Sent: 4}))
	for n := range 40 {
		data := g.bytes(n)
		p := apart("NTPHeader", append(head[:48:48], data...))
		a := packet.GetLayer[packet.NTPAuthenticator](p)
		if is := n >= 20 && n <= 36; is != (a != nil) {
			t.Errorf("%d bytes: %v", n, p)
			continue
		}
		if built := must(t, p); string(built[48:]) != string(data) {
			t.Errorf("%d bytes: built as %x", n, built)
		}
		if a == nil {
			continue
		}
		pad := n - 20
		if n == 24 {
			pad = 0
		}
		padding, _ := packet.Bytes(a.Padding)
		digest, _ := packet.Bytes(a.Dgst)
		if string(padding) != string(data[:pad]) || string(digest) != string(data[pad+4:]) {
			t.Errorf("%d bytes: %x are %x and %x", n, data, padding, digest)
		}
	}
}
