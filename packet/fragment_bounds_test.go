package packet_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet"
)

// cutAs is what packets are cut into: offset, flag and length of each, or an error.
func cutAs(layer, offset, more string, list []*packet.Packet, err error) string {
	if err != nil {
		return err.Error()
	}
	out := ""
	for _, p := range list {
		h := p.Layer(layer)
		if h == nil {
			out += "whole "
			continue
		}
		b, _ := p.Build()
		out += fmt.Sprintf("%d+%v:%d ", h.Num(offset), h.Num(more)&1, len(b))
	}
	return out
}

// Where packets are cut, at the limits of what fits, and what cannot be cut.
func TestWherePacketsAreCut(t *testing.T) {
	ip := packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", ID: 7}
	load := func(n int) *packet.Packet { return packet.Stack(ip, make([]byte, n)) }
	for _, c := range []struct {
		p    *packet.Packet
		size int
		want string
	}{
		{load(1480), 0, "0+0:1500 "}, {load(1481), 0, "0+1:1500 185+0:21 "}, {load(8), 8, "0+0:28 "}, {load(9), 8, "0+1:28 1+0:21 "}, {load(15), 15, "0+0:35 "},
		{load(16), 15, "0+1:28 1+0:28 "}, {load(23), 15, "0+1:28 1+0:35 "}, {load(24), 15, "0+1:28 1+1:28 2+0:28 "}, {load(17), 16, "0+1:36 2+0:21 "}, {load(9), 65535, "0+0:29 "},
		{load(9), 7, `packet: fragment: "7": a size from 8 to 65535 was expected`}, {load(9), 65536, `packet: fragment: "65536": a size from 8 to 65535 was expected`},
		{nil, 8, `packet: fragment: "IP": the packet has no such layer`}, {packet.Stack(packet.UDP{}), 8, `packet: fragment: "IP": the packet has no such layer`},
		{packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Frag: 3, Flags: "MF"}, make([]byte, 24)), 8, "3+1:28 4+1:28 5+1:28 "},
		{packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", TTL: 300}, make([]byte, 24)), 8, `packet: build: IP.ttl: "300": a number of 8 bits, up to 255, was expected`},
	} {
		list, err := c.p.Fragment(c.size)
		got := cutAs("IP", "frag", "flags", list, err)
		if got != c.want {
			t.Errorf("%d: %s, not %s", c.size, got, c.want)
		}
	}
	six := func(n int, above ...any) *packet.Packet {
		return packet.Stack(append(append([]any{packet.IPv6{Src: "::1", Dst: "::2"}}, above...), make([]byte, n))...)
	}
	header := packet.IPv6ExtHdrFragment{NH: 59, ID: 5}
	for _, c := range []struct {
		p    *packet.Packet
		size int
		want string
	}{
		{six(1240), 0, "whole "}, {six(1241), 0, "0+1:1280 154+0:57 "}, {six(100), 140, "whole "}, {six(100), 139, "0+1:136 11+0:60 "}, {six(16), 55, `packet: fragment: "55": the headers of a fragment alone are 48 bytes`},
		{six(17), 56, "0+1:56 1+1:56 2+0:49 "}, {six(16), 48, `packet: fragment: "48": the headers of a fragment alone are 48 bytes`}, {six(16, header), 60, "0+1:56 1+0:56 "},
		{six(16, packet.IPv6ExtHdrFragment{NH: 59, Offset: 4, M: 1}), 60, "4+1:56 5+1:56 "},
		{six(17, packet.IPv6ExtHdrFragment{NH: 59, Offset: 4, M: 1}), 60, "packet: IPv6ExtHdrFragment: a fragment that is not the last one, and no multiple of eight bytes"},
		{six(16, packet.IPv6ExtHdrFragment{NH: 59, Offset: 0x1ffe}), 60, "8190+1:56 8191+0:56 "},
		{six(16, packet.IPv6ExtHdrFragment{NH: 59, Offset: 0x1fff}), 60, "packet: fragment: the packet is longer than offsets of fragments reach"},
		{nil, 0, `packet: fragment: "IPv6": the packet has no such layer`}, {load(9), 0, `packet: fragment: "IPv6": the packet has no such layer`},
	} {
		list, err := c.p.Fragment6(c.size)
		if got := cutAs("IPv6ExtHdrFragment", "offset", "m", list, err); got != c.want {
			t.Errorf("%d: %s, not %s", c.size, got, c.want)
		}
	}
}

// What pieces come to: which packets there are, which pieces are left, and why.
func TestWhatPiecesComeTo(t *testing.T) {
	cut := func(id int) []*packet.Packet {
		p := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", ID: id}, "0123456789abcdefghijABCDEFGHIJ")
		p.Time = time.Unix(int64(id), 0)
		parts, err := p.Fragment(8)
		if err != nil || len(parts) != 4 {
			t.Fatal(parts, err)
		}
		return parts
	}
	cut6 := func(id int) []*packet.Packet {
		p := packet.Stack(packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrFragment{NH: 59, ID: id}, "0123456789abcdefghijABCDEFGHIJ")
		p.Time = time.Unix(int64(id), 0)
		parts, err := p.Fragment6(56)
		if err != nil || len(parts) != 4 {
			t.Fatal(parts, err)
		}
		return parts
	}
	piece := func(offset, more int, data string) *packet.Packet {
		return packet.Stack(packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrFragment{NH: 59, ID: 9, Offset: offset, M: more}, data)
	}
	plain := packet.Stack(packet.UDP{}, "plain")
	a, b, x, y := cut(1), cut(2), cut6(1), cut6(2)
	const why, why6 = `packet: defragment: IP: "10.0.0.1 > 10.0.0.2 id 1": fragments are missing`, `packet: defragment: IPv6: "::1 > ::2 id 1": fragments are missing`
	for name, c := range map[string]struct {
		six   bool
		in    []*packet.Packet
		whole string // the loads with their times
		left  int
		err   string
	}{
		"none":               {false, nil, "", 0, ""},
		"two in turn":        {false, []*packet.Packet{a[0], b[3], a[1], plain, b[2], b[1], a[3], a[2], b[0]}, "plain@- 0123456789abcdefghijABCDEFGHIJ@1 0123456789abcdefghijABCDEFGHIJ@2 ", 0, ""},
		"the first missing":  {false, []*packet.Packet{a[1], a[2], a[3], b[0], b[1], b[2], b[3]}, "0123456789abcdefghijABCDEFGHIJ@2 ", 3, why},
		"the second missing": {false, []*packet.Packet{a[0], a[2], a[3]}, "", 3, why},
		"the last missing":   {false, []*packet.Packet{a[0], a[1], a[2]}, "", 3, why},
		"one alone":          {false, []*packet.Packet{a[3]}, "", 1, why},
		"6: none":            {true, nil, "", 0, ""},
		"6: two in turn":     {true, []*packet.Packet{x[0], y[3], x[1], plain, y[2], y[1], x[3], x[2], x[2], y[0]}, "plain@- 0123456789abcdefghijABCDEFGHIJ@1 0123456789abcdefghijABCDEFGHIJ@2 ", 0, ""},
		"6: first missing":   {true, []*packet.Packet{x[1], x[2], x[3], y[0], y[1], y[2], y[3]}, "0123456789abcdefghijABCDEFGHIJ@2 ", 3, why6},
		"6: second missing":  {true, []*packet.Packet{x[0], x[2], x[3]}, "", 3, why6},
		"6: last missing":    {true, []*packet.Packet{x[0], x[1], x[2]}, "", 3, why6},
		"6: overlap":         {true, []*packet.Packet{piece(0, 1, "aaaaaaaabbbbbbbb"), piece(1, 0, "bbbbbbbbccc")}, "", 2, `packet: defragment: IPv6: "::1 > ::2 id 9": fragments overlap`},
		"6: two ends":        {true, []*packet.Packet{piece(0, 1, "aaaaaaaa"), piece(1, 0, "bbbbbbbb"), piece(2, 0, "c")}, "", 3, `packet: defragment: IPv6: "::1 > ::2 id 9": fragments are missing`},
		"6: only one":        {true, []*packet.Packet{piece(0, 0, "aaa")}, "aaa@- ", 0, ""},
	} {
		do := packet.Defragment
		if c.six {
			do = packet.Defragment6
		}
		whole, left, err := do(c.in)
		got := ""
		for _, p := range whole {
			load, _ := packet.Bytes(packet.GetLayer[packet.Raw](p).Load)
			at := "-"
			if !p.Time.IsZero() {
				at = fmt.Sprint(p.Time.Unix())
			}
			got += fmt.Sprintf("%s@%s ", load, at)
		}
		text := ""
		if err != nil {
			text = err.Error()
		}
		if got != c.whole || len(left) != c.left || text != c.err {
			t.Errorf("%s: %q, %d left, %s; expected %q, %d left, %s", name, got, len(left), text, c.whole, c.left, c.err)
		}
	}
}
