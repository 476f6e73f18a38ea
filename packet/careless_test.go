package packet_test

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"net"
	"net/netip"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers"
)

// A strayLayer is a layer of somebody who did not read what Describe promises.
type strayLayer struct {
	proto *packet.Proto
	vals  []any
}

func (s strayLayer) Describe() (*packet.Proto, []any) { return s.proto, s.vals }

// carelessValues are what no field expects, or few do.
func carelessValues() []any {
	ip, _ := packet.IP{}.Describe()
	long := strings.Repeat("a", 70000)
	return []any{
		(*packet.Packet)(nil), &packet.Packet{}, packet.Stack(nil), (*packet.Header)(nil), &packet.Header{}, (*packet.IP)(nil), packet.IP{}, packet.IP{TTL: 300},
		[]packet.Layer{}, []packet.Layer{nil}, []packet.Layer{(*packet.IP)(nil)}, []packet.Layer{&packet.Header{}}, []packet.Layer{(*packet.Header)(nil)},
		strayLayer{}, strayLayer{ip, nil}, strayLayer{ip, make([]any, 99)}, strayLayer{nil, []any{1}}, &strayLayer{proto: &packet.Proto{}}, []packet.Layer{strayLayer{}},
		[]packet.Layer{strayLayer{ip, nil}}, []packet.Layer{strayLayer{&packet.Proto{}, []any{1}}}, packet.Stack(packet.UDP{}, "x"),
		[]packet.Option{{}}, []packet.Option{{Name: "MSS", Value: "x"}}, []packet.Option{{Name: "-1"}, {Name: "99999"}, {Name: "SAck", Value: []any{nil}}}, packet.Option{},
		[]any{}, []any{nil}, []any{[]any{}}, []any{-1}, []any{"x", []byte{}}, []string{""}, []string{long}, []int{-1, math.MaxInt32}, []int64{1 << 40}, []byte(nil), []byte{}, []byte(long), long, "", "\xff", "\x00",
		packet.Values(nil), packet.Values{}, packet.Values{nil}, packet.Values{packet.Values{}}, packet.Values{packet.Values{1, "x"}, packet.Range{First: 5, Last: 1}},
		packet.Range{}, packet.Range{First: 5, Last: 1}, packet.Range{Last: math.MaxUint64}, packet.AddrRange{}, packet.OID(""), packet.OID("1"), packet.OID("1.-2.x"),
		netip.Addr{}, netip.Prefix{}, netip.MustParsePrefix("::/0"), netip.MustParseAddr("fe80::1%eth0"), net.IP{1}, net.IP(nil), net.HardwareAddr{1}, packet.MAC{},
		-1, int64(math.MinInt64), uint64(math.MaxUint64), math.NaN(), math.Inf(-1), 1e300, time.Time{}, time.Unix(1<<50, 0), time.Duration(-1), (*big.Int)(nil), new(big.Int), big.NewInt(-5),
		new(big.Int).Lsh(big.NewInt(1), 5000), true, struct{}{}, map[string]any{}, func() {}, make(chan int), (*int)(nil), [16]byte{}, [2]uint32{}, complex(1, 1), error(nil),
		packet.RandNum(5, 1), packet.RandNum(0, math.MaxUint64), packet.RandChoice(), packet.RandChoice(nil), packet.RandString(-1), packet.RandBin(-1), packet.RandIP(netip.Prefix{}),
		packet.VolatileFunc(nil), packet.RandPool(nil), packet.CorruptedBytes(nil, math.NaN()), packet.RandEnumKeys(), packet.RandFloat(math.NaN(), 0), packet.RandSingNum(5, -5),
		"10.0.0.0/33", "10.0.0.0/0", "::/0", "::/129", "SA", "no-such-name", "1.2.3.4", "01:02:03:04:05:06",
	}
}

// TestCarelessValues gives fields what is not for them, and does with the packet all
// that can be done: nothing panics, and errors are of one line.
func TestCarelessValues(t *testing.T) {
	protos := append(packet.Protos(), layers.All()...)
	values := carelessValues()
	r := original.Rand(t)
	for range original.Rounds(t, 800) {
		proto := protos[r.IntN(len(protos))]
		fields := map[string]any{}
		names := proto.Fields()
		for range 1 + r.IntN(2) {
			if len(names) > 0 {
				fields[names[r.IntN(len(names))]] = values[r.IntN(len(values))]
			}
		}
		tryAll(t, proto, fields)
	}
}

// A volatile value that decides whether other fields are there is one value in all of a
// build, and another in the next.
func TestVolatileConditions(t *testing.T) {
	p := packet.Stack(packet.GRE{ChksumPresent: packet.RandNum(0, 1), SeqNumPresent: packet.RandNum(0, 1)}, "load")
	seen := map[int]bool{}
	for range 200 {
		b := must(t, p)
		q, err := packet.Dissect(packet.GRE{}, b)
		if err != nil {
			t.Fatal(err)
		}
		h := q.Layer("GRE")
		if want := 4 + 4*h.Num("chksum_present") + 4*h.Num("seqnum_present"); len(h.Data()) != want || len(b) != want+4 {
			t.Fatalf("%x: a header of %d bytes, the flags say %d", b, len(h.Data()), want)
		}
		if h.Num("chksum_present") == 1 && packet.Checksum(b) != 0 {
			t.Fatalf("%x: a wrong checksum", b)
		}
		seen[len(b)] = true
	}
	if len(seen) != 3 {
		t.Errorf("%v: not all forms came", seen)
	}
}

// tryAll does with a layer all that can be done.
func tryAll(t *testing.T, proto *packet.Proto, fields map[string]any) {
	t.Helper()
	doing := "NewLayer"
	defer func() {
		if p := recover(); p != nil {
			var given []string
			for name, v := range fields {
				given = append(given, fmt.Sprintf("%s: %T %.80v", name, v, v))
			}
			t.Errorf("%s of %s{%s}: %v\n%s", doing, proto.Name(), strings.Join(given, ", "), p, debug.Stack())
		}
	}()
	h, err := packet.NewLayer(proto, fields)
	if err != nil {
		t.Errorf("%s: %v", proto.Name(), err)
		return
	}
	p := packet.Stack(packet.IP{Dst: "10.0.0.1"}, h, "load")
	line := func(err error) {
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%s of %s: an error of several lines: %q", doing, proto.Name(), err)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, do := range []struct {
		name string
		f    func() error
	}{
		{"Build", func() error { _, err := p.Build(); return err }}, {"Show", func() error { p.Show(); return nil }}, {"Show2", func() error { _, err := p.Show2(); return err }},
		{"Summary", func() error { p.Summary(); return nil }}, {"Command", func() error { p.Command(); return nil }}, {"String", func() error { _ = p.String(); return p.Err() }},
		{"Ls", func() error { packet.Ls(h); return nil }}, {"Len", func() error { p.Len(); p.LenBig(); return nil }},
		{"All", func() error {
			n := 0
			for q := range p.All() {
				_, err := q.Build()
				line(err)
				if n++; n == 3 {
					break
				}
			}
			return nil
		}},
		{"Fuzz", func() error { _, err := p.Fuzz().Build(); return err }}, {"Roll", func() error { _, err := p.Roll(nil).Build(); return err }},
		{"Answers", func() error { p.Answers(p, nil); p.Hashret(nil); return nil }}, {"Copy", func() error { _, err := p.Copy().Build(); return err }},
		{"Rebuilt", func() error { _, err := p.Rebuilt(); return err }}, {"Resolve", func() error { _, err := p.Resolve(ended); return err }},
		{"ToGopacket", func() error { _, err := p.ToGopacket(); return err }}, {"Fragment", func() error { _, err := p.Fragment(8); return err }},
		{"Fragment6", func() error { _, err := p.Fragment6(1280); return err }}, {"Hexdump", func() error { _, err := p.Hexdump(); return err }},
		{"fields", func() error {
			for name := range fields {
				path := proto.Name() + "." + name
				_, err := p.Get(path)
				line(err)
				_, err = p.Uint(path)
				line(err)
				_, err = p.Text(path)
				line(err)
				_, err = p.Sprintf("%" + path + "% %r," + path + "% %04x," + path + "%")
				line(err)
			}
			return nil
		}},
		{"Recompute", func() error { p.Recompute(); _, err := p.Build(); return err }},
	} {
		doing = do.name
		line(do.f())
	}
}
