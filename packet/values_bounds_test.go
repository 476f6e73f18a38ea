package packet_test

import (
	"context"
	"fmt"
	"io"
	"math"
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

// Every kind of number counts as one, unless it is negative, and nothing else does.
func TestNumbersOfAllTypes(t *testing.T) {
	type own uint8
	type signed int8
	for _, v := range []any{7, int8(7), int16(7), int32(7), int64(7), uint(7), uint8(7), uint16(7), uint32(7), uint64(7), own(7), signed(7), packet.TCPFlags(7)} {
		if n, ok := packet.Uint(v); n != 7 || !ok {
			t.Errorf("%T: %d, %v", v, n, ok)
		}
	}
	for _, v := range []any{0, int8(0), int16(0), int32(0), int64(0), signed(0), false} {
		if n, ok := packet.Uint(v); n != 0 || !ok {
			t.Errorf("%T zero: %d, %v", v, n, ok)
		}
	}
	if n, ok := packet.Uint(true); n != 1 || !ok {
		t.Errorf("true: %d, %v", n, ok)
	}
	for _, v := range []any{-1, int8(-1), int16(-1), int32(-1), int64(-1), signed(-1), nil, "7", []byte{7}, 7.0, netip.MustParseAddr("0.0.0.7"), []int{7}} {
		if _, ok := packet.Uint(v); ok {
			t.Errorf("%T %v counts as a number", v, v)
		}
	}
}

// Sets of numbers and addresses have as many items as lie between their ends.
func TestSizesOfSets(t *testing.T) {
	a := netip.MustParseAddr
	for _, c := range []struct {
		set  any
		want int64
	}{
		{packet.Range{First: 3, Last: 3}, 1}, {packet.Range{First: 3, Last: 5}, 3}, {packet.Range{First: 3, Last: 2}, 0},
		{packet.AddrRange{First: a("10.0.0.3"), Last: a("10.0.0.3")}, 1}, {packet.AddrRange{First: a("10.0.0.3"), Last: a("10.0.1.2")}, 256},
		{packet.AddrRange{First: a("10.0.0.3"), Last: a("10.0.0.2")}, 0}, {packet.AddrRange{First: a("10.0.0.3"), Last: a("::1")}, 0}, {packet.AddrRange{}, 0},
		{netip.MustParsePrefix("10.0.0.0/30"), 4}, {netip.MustParsePrefix("10.0.0.1/32"), 1},
		{packet.Values{packet.Range{First: 1, Last: 2}, 9, packet.Range{First: 5, Last: 4}}, 3},
	} {
		if n := packet.Stack(packet.IP{Dst: c.set}).LenBig(); n == nil || n.Int64() != c.want {
			t.Errorf("%v: %v, not %d", c.set, n, c.want)
		}
	}
}

// Formats of sprintf are Python's, up to a width that no line has.
func TestFormatsHaveBounds(t *testing.T) {
	p := packet.Stack(packet.TCP{SPort: 7})
	if s, err := p.Sprintf("%65536s,TCP.sport%"); err != nil || len(s) != 65536 {
		t.Errorf("%d bytes, %v", len(s), err)
	}
	if _, err := p.Sprintf("%65537s,TCP.sport%"); err == nil {
		t.Error("a width of 65,537 is taken")
	}
}

// A number of 64 bits with a sign is whole where an int has 32.
func TestLongSignedNumbers(t *testing.T) {
	type long struct{ A any }
	proto := packet.Define[long](packet.Desc{Name: "Long", Fields: []packet.Field{packet.LongField("a", 0).Signed()}})
	for text, want := range map[string]int64{"\x80\x00\x00\x00\x00\x00\x00\x00": math.MinInt64, "\x7f\xff\xff\xff\xff\xff\xff\xff": math.MaxInt64, "\xff\xff\xff\xff\xff\xff\xff\xfe": -2} {
		h, err := packet.NewLayer(proto, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := packet.NewDissector(h, nil).Dissect([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := p.Layers()[0].Get("a"); fmt.Sprint(v) != fmt.Sprint(want) {
			t.Errorf("%x: %v, not %d", text, v, want)
		}
		if b := must(t, p); string(b) != text {
			t.Errorf("%x comes back as %x", text, b)
		}
	}
}
