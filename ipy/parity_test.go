package ipy_test

import (
	_ "embed"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/ipy"
)

func TestMain(m *testing.M) { leak.Main(m) }

//go:embed testdata/original.py
var originalSource string

func startIPy(t *testing.T) *original.Python {
	py := original.Start(t, "IPy")
	py.Define(originalSource)
	return py
}

// outcome is what an input came to, in the terms of testdata/original.py.
func outcome(value any, err error) any {
	var e *ipy.Error
	if errors.As(err, &e) {
		class := map[error]string{ipy.ErrValue: "ValueError", ipy.ErrType: "TypeError", ipy.ErrIndex: "IndexError", ipy.ErrKey: "KeyError"}[e.Kind]
		return original.Dict{{Key: "error", Value: class}, {Key: "text", Value: e.Reason}}
	}
	if err != nil {
		return err
	}
	return value
}

func raised(r original.Result) any {
	var e *original.Exception
	if errors.As(r.Err, &e) {
		return original.Dict{{Key: "error", Value: e.Class}, {Key: "text", Value: e.Message}}
	}
	return r.Value
}

// readings are the tricky texts: IPy's shorthands, Python's lenient integers,
// and every kind of fault.
var readings = strings.Split(`127.1|127|255|256|1|300|0|10/8|10.1/16|1/8|300/32|4294967295|4294967296|0x8080808|0xffffffffff|0X10|0x|0x_1|0x1_|0x1 |0x:1|0x1.2|0x1::|+0x1
10800000000000000008080020000000|1080000000000000000800200C417A|10800000000000000008200C417A1234|11111111111111111111111111111111|gggggggggggggggggggggggggggggggg|1111111111111111111111111111111
192.168.1.0-192.168.1.255|192.168.0.0-192.168.191.255|192.168.1.1-192.168.1.2|0.0.0.0-255.255.255.255|192.168.1.1-192.168.1.1|::1-::2|1.2.3.4-::1|1.2.3.4-1.2.3.0|1-2-3|a/24/2|1-|-1|-|1-2|1-1|0-255|1.2.3.0 - 1.2.3.255|0x01020300-0x010203ff|1.2.3.4-0xffffffff|1/2-3|10.0.0.0-10.0.0.255/24|::1-1.2.3.4
192.168.1.0/255.255.0.255|192.168.1.0/0.0.0.255|0.255.0.0/0.255.0.0|10.0.0.1/8|192.168.1.0/33|192.168.1.0/-1|1.2.3.4/a|1.2.3.4/|/24|::/255.0.0.0|2001:db8::/ffff:ffff::|0.0.0.0/0.0.0.0|1.0.0.0/255|1.0.0.0/255.|1.0.0.0/.|1.2.3.0/::1.2|1.2.3.4/1.2|0/0|1.2.3.4/0|::/129|::/0|1.2.3.4/128|1.2.3.4/32|::1/128|0.0.0.0/255.0.0.0.0
 192.168.1.0|1.2.3.4 |192.168.1.+1|1_0.0.0.1|192.168.01.010|1.2.3.4/ 32|10.0.0.0/08|10.0.0.0/+8|١.2.3.4|1.2.3.0/٢٤|1.2.3.４|①.1.1.1|::1_1|::+1|::0x1|::0x|:: 1|::1__0|::_10|1__0|4_294_967_295|1.2.3.4 |1.😀.3
1..2|1.2.3.-1|0x7f.1|abc||..|.|1..|1.2.3.4.5|1.2.3.300|1.2'.3|1."2'.3|1.\.3|1.2.3.4%eth0|1e3|0b1
1:2:3:4:5:6:7::|1:2:3:4:5:6:7:8::|1::2::3|:::|12345::|g::|fe80::1%eth0|::1.2|::1.2.3.4|::1.2.3.4.5|::1.300|::256.|::1.|1.2.3.4:1|:1|:|1:|::|1:::2|::ffff1|::00001|1:2|1:2:3:4:5:6:7:8:9|1:2:3:4:5:6:7|1::2:3:4:5:6:7:8|::2:3:4:5:6:7:8|::1:2:3:4:5:6:7:8|1::2:|::ffff:1.2.3.4::|1:2:3:4:5:6:7:1.2.3.4|1:2:3:4:5:6:1.2.3.4|::ffff:1.2.3.4/128|::ffff:1.2.3.4/96|::ffff:0:0/96|ffff:1.2.3.4::|1.2.3.4::|1:0:2:3:4:5:6:7|1:0:0:2:0:0:3:4|2001:db8::/32`, "|")

func TestParityReading(t *testing.T) {
	texts := readings[:0:0]
	for _, r := range readings {
		texts = append(texts, strings.Split(r, "\n")...)
	}
	texts = append(texts, "1.2.3.4\n", "\t1.2.3.4\r\v\f", "1.2.3.4\x1f", "1.\x7f.3", "1.\u2003.3", "1.\u200b.3", "1.2.3.4\u2003", strings.Repeat("9", 39), "340282366920938463463374607431768211456", "680564733841876926926749214863536422911", strings.Repeat("9", 40), strings.Repeat("9", 5000), "0x"+strings.Repeat("f", 33))
	judge(t).Table(t, callsOf(texts))
}

func TestParityReadingGenerated(t *testing.T) {
	rng := original.Rand(t)
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	octet := func() string {
		return pick("0", "1", "10", "127", "192", "255", "256", "300", "01", " 1", "+1", "1_0", "", "a", "٣", "-1", "99999999999")
	}
	group := func() string {
		return pick("0", "1", "ffff", "db8", "2001", "FFFF", "12345", "", "g", "0x1", "1_1", "00001", "+1", " 1", "fe80")
	}
	addr := func() string {
		switch rng.IntN(8) {
		case 0, 1, 2:
			parts := make([]string, 1+rng.IntN(5))
			for i := range parts {
				parts[i] = octet()
			}
			return strings.Join(parts, ".")
		case 3, 4:
			parts := make([]string, 1+rng.IntN(9))
			for i := range parts {
				parts[i] = group()
			}
			return strings.Join(parts, pick(":", ":", ":", "::"))
		case 5:
			return pick("::", "::ffff:", "1::", "", "1:2:3:4:5:6:") + pick("1.2.3.4", "1.2", "0.0.0.1", "256.1", "::", "1")
		case 6:
			var b [16]byte
			n := 1 + rng.IntN(16)
			for i := range n {
				b[i] = byte(rng.Uint32())
			}
			v := new(big.Int).SetBytes(b[:n])
			return pick("0x"+v.Text(16), v.String(), v.Text(16))
		}
		return randomIP(rng).StrCompressed(want(ipy.NoPrefix))
	}
	texts := make([]string, original.Rounds(t, 6000))
	for i := range texts {
		texts[i] = addr()
		switch rng.IntN(6) {
		case 0:
			texts[i] += "/" + pick("0", "8", "16", "24", "31", "32", "33", "64", "128", "129", "", "a", " 8", "255.255.0.0", "0.0.255.0", "255.0.255.0", "255", "٨", "1_6")
		case 1:
			texts[i] += "-" + addr()
		case 2:
			texts[i] = randomNet(rng).StrNormal(want([]ipy.Want{ipy.PrefixBits, ipy.PrefixNetmask, ipy.PrefixLast}[rng.IntN(3)]))
		case 3:
			runes := []rune(texts[i])
			if len(runes) > 0 {
				runes[rng.IntN(len(runes))] = rune("0123456789abcdefx.:/- _+g"[rng.IntN(25)])
			}
			texts[i] = string(runes)
		}
		// Of a prefix length in the millions IPy makes a number of as many bits,
		// which takes all memory and time; TestHostileTextIsCheap is about those.
		if addr, bits, _ := strings.Cut(texts[i], "/"); len(bits) > 6 && !strings.ContainsAny(bits, ".:-") {
			texts[i] = addr
		}
	}
	judge(t).Generated(t, callsOf(texts))
}

// A reading is a text read in one of the ways that the constructor offers.
type reading struct {
	Text    string
	Version int
	MakeNet bool
}

func (r reading) ours() any {
	ip, err := ipy.NewIP(r.Text, &ipy.IPOptions{Version: r.Version, MakeNet: r.MakeNet})
	return outcome([]any{ip.String(), ip.Version(), ip.PrefixLen(), ip.IntBig()}, err)
}

func callsOf(texts []string) (calls []original.Call) {
	for _, s := range texts {
		for _, r := range []reading{{Text: s}, {Text: s, Version: 4}, {Text: s, Version: 6}, {Text: s, MakeNet: true}} {
			calls = append(calls, original.Call{Func: "reading", Args: []any{r}})
		}
	}
	return calls
}

func TestParityUnknownVersion(t *testing.T) {
	py := startIPy(t)
	for _, s := range []string{"1.2.3.4", "::1", "10.0.0.0/8", "300"} {
		v, perr := py.Call("read", s, 5)
		_, err := ipy.NewIP(s, &ipy.IPOptions{Version: 5})
		if got, want := outcome(nil, err), raised(original.Result{Value: v, Err: perr}); !original.Same(got, want) {
			t.Errorf("%q, version 5: got %v, want %v", s, got, want)
		}
	}
}

func TestParityNumbers(t *testing.T) {
	py := startIPy(t)
	limit := new(big.Int).Lsh(big.NewInt(1), 128)
	for _, n := range []any{0, 1, 255, 256, uint32(0xffffffff), int64(1 << 32), uint64(1<<64 - 1), new(big.Int).Sub(limit, big.NewInt(1)), limit, int8(5), int16(5), int32(5), uint(5), uint8(5), uint16(5)} {
		for _, version := range []int{0, 4, 6, 5} {
			v, perr := py.Call("read", n, version)
			ip, err := ipy.NewIP(n, &ipy.IPOptions{Version: version})
			got, want := outcome([]any{ip.String(), ip.Version(), ip.PrefixLen(), ip.IntBig()}, err), raised(original.Result{Value: v, Err: perr})
			if !original.Same(got, want) {
				t.Errorf("%v, version %d: got %v, want %v", n, version, got, want)
			}
		}
	}
}

func TestParityParseAddressAndIntToIP(t *testing.T) {
	py := startIPy(t)
	for _, s := range []string{"1.2.3.4", "127", "300", "0x1", "0x1ffffffff", "::1", "", "x", strings.Repeat("1", 32)} {
		for _, version := range []int{0, 4, 6} {
			v, perr := py.Call("IPy.parseAddress", s, version)
			ip, err := ipy.ParseAddress(s, version)
			if got, want := outcome(original.Tuple{ip.IntBig(), ip.Version()}, err), raised(original.Result{Value: v, Err: perr}); !original.Same(got, want) {
				t.Errorf("parseAddress(%q, %d): got %v, want %v", s, version, got, want)
			}
		}
	}
	for _, n := range []*big.Int{big.NewInt(0), big.NewInt(5), big.NewInt(1<<32 - 1), big.NewInt(1 << 32), new(big.Int).Lsh(big.NewInt(1), 127), new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(-1)} {
		for _, version := range []int{4, 6, 5, 0} {
			v, perr := py.Call("IPy.intToIp", n, version)
			s, err := ipy.IntToIPBig(n, version)
			if got, want := outcome(s, err), raised(original.Result{Value: v, Err: perr}); !original.Same(got, want) {
				t.Errorf("intToIp(%v, %d): got %v, want %v", n, version, got, want)
			}
		}
	}
	if got := py.Value("lambda: [IPy.MAX_IPV4_ADDRESS, IPy.MAX_IPV6_ADDRESS, IPy.IPV6_TEST_MAP, IPy.IPV6_MAP_MASK]"); !original.Same(got, []any{ipy.MaxIPv4().IntBig(), ipy.MaxIPv6().IntBig(), ipy.IPv6TestMap().IntBig(), ipy.IPv6MapMask().IntBig()}) {
		t.Errorf("constants: %v", got)
	}
}

// wants are what IPy's wantprefixlen may be, and what it is here. IPy takes any
// other number for 1.
var wants = []struct {
	theirs any
	ours   ipy.Want
}{{nil, ipy.PrefixDefault}, {0, ipy.NoPrefix}, {1, ipy.PrefixBits}, {2, ipy.PrefixNetmask}, {3, ipy.PrefixLast}, {4, 77}, {-1, -1}}

func TestParityForms(t *testing.T) {
	py := startIPy(t)
	rng := original.Rand(t)
	var theirs []any
	for _, w := range wants {
		theirs = append(theirs, w.theirs)
	}
	nets := append(corners(), randomNets(rng, original.Rounds(t, 400))...)
	for _, n := range nets {
		// The attribute counts where the call says nothing.
		for _, single := range []bool{false, true} {
			attribute := wants[rng.IntN(len(wants))]
			options := func(w ipy.Want) *ipy.FormatOptions {
				if w == ipy.PrefixDefault {
					w = attribute.ours
				}
				return &ipy.FormatOptions{WantPrefixLen: w, PrefixForSingleIP: single}
			}
			var got []string
			for _, f := range []func(ipy.IP, *ipy.FormatOptions) string{ipy.IP.StrNormal, ipy.IP.StrCompressed, ipy.IP.StrFullsize, ipy.IP.StrHex, ipy.IP.StrBin, ipy.IP.StrDec} {
				for _, w := range wants {
					got = append(got, f(n, options(w.ours)))
				}
			}
			got = append(got, n.StrCompressed(options(ipy.PrefixDefault)))
			if want := py.Value("forms", n.StrFullsize(nil), theirs, attribute.theirs, single); !original.Same(got, want) {
				t.Fatalf("%v with the attribute %v, %v\n got %q\nwant %q", n, attribute.theirs, single, got, want)
			}
		}
		if n.StrHex(nil) != n.StrHex(&ipy.FormatOptions{}) || n.String() != n.StrCompressed(nil) {
			t.Errorf("%v: nil options are not the zero ones", n)
		}
	}
}

// The facts of a network are asked for by its text.
type network struct {
	Text string

	net ipy.IP
}

func (n network) ours() any { return factsOf(n.net) }

func factCalls(nets []ipy.IP) []original.Call {
	calls := make([]original.Call, len(nets))
	for i, n := range nets {
		calls[i] = original.Call{Func: "facts", Args: []any{network{n.StrFullsize(nil), n}}}
	}
	return calls
}

func TestParityFacts(t *testing.T) {
	j := judge(t)
	j.Table(t, factCalls(corners()))
	j.Generated(t, factCalls(randomNets(original.Rand(t), original.Rounds(t, 2500))))
}

func factsOf(n ipy.IP) original.Dict {
	mapped, err := n.V46Map()
	mac, ok := n.GetMAC()
	var macOrNone any
	if ok {
		macOrNone = mac
	}
	return original.Dict{
		{Key: "int", Value: n.IntBig()}, {Key: "version", Value: n.Version()}, {Key: "prefixlen", Value: n.PrefixLen()}, {Key: "len", Value: n.LenBig()}, {Key: "repr", Value: "IP('" + n.String() + "')"},
		{Key: "net", Value: n.Net().String()}, {Key: "netmask", Value: n.Netmask().StrFullsize(nil)}, {Key: "strNetmask", Value: n.StrNetmask()}, {Key: "iptype", Value: n.IPType()},
		{Key: "broadcast", Value: []any{n.Broadcast().String(), n.Broadcast().Version()}}, {Key: "bool", Value: n.IsValid()},
		{Key: "get_mac", Value: macOrNone}, {Key: "v46map", Value: outcome(mapped.String(), err)},
		{Key: "reverseName", Value: n.ReverseName()}, {Key: "reverseNames", Value: n.ReverseNames()},
	}
}

func TestParityReverseNamesOfAddresses(t *testing.T) {
	py := startIPy(t)
	for _, n := range randomNets(original.Rand(t), 300) {
		want := py.Value("reverse_pointer", n.Net().StrFullsize(nil))
		if v4, err := n.Net().V46Map(); err == nil && n.Version() == 6 {
			want = py.Value("reverse_pointer", v4.StrFullsize(nil))
		}
		if got := n.Net().ReverseName(); got != want {
			t.Errorf("%v: got %s, want %s", n.Net(), got, want)
		}
		if got := n.Net().ReverseNames(); len(got) != 1 || got[0] != want {
			t.Errorf("%v: got %v, want %s", n.Net(), got, want)
		}
	}
}

func TestParityIPint(t *testing.T) {
	py := startIPy(t)
	for _, n := range append(corners(), randomNets(original.Rand(t), 200)...) {
		first, err := n.At(0)
		if err != nil {
			t.Fatal(err)
		}
		got := []any{n.IntBig(), n.Net().IntBig(), n.Netmask().IntBig(), n.Broadcast().IntBig(), n.String(), "IPint('" + n.String() + "')", first.IntBig(), n.LenBig(), n.StrNormal(nil), n.IPType()}
		if want := py.Value("point", n.StrFullsize(nil)); !original.Same(got, want) {
			t.Errorf("%v: got %v, want %v", n, got, want)
		}
	}
}

// A twosome is two networks, by their texts.
type twosome struct {
	A, B string

	a, b ipy.IP
}

func (p twosome) ours() any {
	a, b := p.a, p.b
	sum, err := a.Add(b)
	var rest any
	if a.Version() == b.Version() {
		rest = texts(a.Sub(b))
	}
	return original.Dict{
		{Key: "contains", Value: a.Contains(b)}, {Key: "overlaps", Value: a.Overlaps(b)}, {Key: "add", Value: outcome(sum.String(), err)}, {Key: "sub", Value: rest},
		{Key: "cmp", Value: a.Compare(b)}, {Key: "eq", Value: a == b}, {Key: "ne", Value: a != b}, {Key: "lt", Value: a.Less(b)}, {Key: "le", Value: a.Compare(b) <= 0}, {Key: "hash", Value: true},
	}
}

func pairCall(a, b ipy.IP) original.Call {
	return original.Call{Func: "pair", Args: []any{twosome{a.StrFullsize(nil), b.StrFullsize(nil), a, b}}}
}

func TestParityPairs(t *testing.T) {
	rng := original.Rand(t)
	var table, generated []original.Call
	for i, a := range corners() {
		table = append(table, pairCall(a, corners()[(i+1)%len(corners())]))
	}
	for range original.Rounds(t, 3000) {
		a := randomNet(rng)
		generated = append(generated, pairCall(a, relative(rng, a)))
	}
	j := judge(t)
	j.Table(t, table)
	j.Generated(t, generated)
}

func texts(s *ipy.IPSet) []string {
	out := []string{}
	for p := range s.All() {
		out = append(out, p.String())
	}
	return out
}

func TestParityContainsText(t *testing.T) {
	py := startIPy(t)
	for _, c := range [][2]string{{"10.0.0.0/8", "10.1.2.3"}, {"10.0.0.0/8", "11.0.0.0"}, {"10.0.0.0/8", "10.0.0.0/9"}, {"10.0.0.0/9", "10.0.0.0/8"}, {"2001:db8::/32", "2001:db8::1"}, {"10.0.0.0/8", "10"}, {"10.0.0.0/8", "bad"}} {
		v, perr := py.Call("lambda a, b: b in IPy.IP(a)", c[0], c[1])
		in, err := ipy.MustParse(c[0]).ContainsText(c[1])
		if got, want := outcome(in, err), raised(original.Result{Value: v, Err: perr}); !original.Same(got, want) {
			t.Errorf("%q in %s: got %v, want %v", c[1], c[0], got, want)
		}
	}
}

func TestParitySequence(t *testing.T) {
	py := startIPy(t)
	rng := original.Rand(t)
	for range original.Rounds(t, 150) {
		n := randomNet(rng)
		for n.LenBig().BitLen() > 8 {
			n, _ = n.At(rng.IntN(200))
			n, _ = n.Supernet(n.PrefixLen() - rng.IntN(7))
		}
		if got, want := collect(n), py.Value("addresses", n.StrFullsize(nil)); !original.Same(got, want) {
			t.Fatalf("addresses of %v: got %v, want %v", n, got, want)
		}
		indices := []any{0, 1, -1, 63, 64, -64, -65, rng.IntN(300) - 150}
		slices := []any{}
		var got []any
		for _, i := range indices {
			ip, err := n.At(i.(int))
			o := outcome(ip.String(), err)
			if d, ok := o.(original.Dict); ok {
				d[1].Value = "" // IPy raises IndexError without a text
			}
			got = append(got, o)
		}
		bound := func(most int) *int {
			if rng.IntN(4) == 0 {
				return nil
			}
			i := rng.IntN(2*most+1) - most
			return &i
		}
		for range 12 {
			o := &ipy.SliceOptions{Start: bound(100), Stop: bound(100), Step: bound(3)}
			slices = append(slices, []any{o.Start, o.Stop, o.Step})
			seq, err := n.Slice(o)
			texts := []string{}
			if err == nil {
				for ip := range seq {
					texts = append(texts, ip.String())
				}
			}
			got = append(got, outcome(texts, err))
		}
		if want := py.Value("items", n.StrFullsize(nil), indices, slices); !original.Same(got, want) {
			t.Fatalf("items of %v at %v and %v:\n got %v\nwant %v", n, indices, slices, got, want)
		}
	}
}

func collect(n ipy.IP) []string {
	var out []string
	for ip := range n.All() {
		out = append(out, ip.String())
	}
	return out
}

func TestParityMakeNet(t *testing.T) {
	py := startIPy(t)
	for _, addr := range []string{"10.1.2.3", "2001:db8::1", "10.0.0.0/8"} {
		for _, mask := range []string{"8", "24", "32", "0", "255.0.0.0", "255.255.255.255", "255.0.255.0", "/8", "a", "", " 8 "} {
			v, perr := py.Call("lambda a, m: str(IPy.IP(a).make_net(m))", addr, mask)
			ip, err := ipy.MustParse(addr).MakeNet(mask)
			if got, want := outcome(ip.String(), err), raised(original.Result{Value: v, Err: perr}); !original.Same(got, want) {
				t.Errorf("%s.make_net(%q): got %v, want %v", addr, mask, got, want)
			}
		}
	}
}

func TestParityTypeTables(t *testing.T) {
	py := startIPy(t)
	for name, ranges := range map[string][]ipy.Range{"IPv4ranges": ipy.IPv4Ranges(), "IPv6ranges": ipy.IPv6Ranges()} {
		table := py.Value("lambda n: getattr(IPy, n)", name).(original.Dict)
		if len(table) != len(ranges) {
			t.Errorf("%s has %d rows, want %d", name, len(ranges), len(table))
		}
		for _, r := range ranges {
			if want := table.Get(r.Prefix.StrBin(nil)[:r.Prefix.PrefixLen()]); r.Type != want {
				t.Errorf("%s: %v is %q, want %v", name, r.Prefix, r.Type, want)
			}
		}
	}
}

func TestParityWrongTypes(t *testing.T) {
	py := startIPy(t)
	for _, v := range []any{1.5, nil, []byte("1.2.3.4"), []any{}} {
		_, perr := py.Call("IPy.IP", v)
		_, err := ipy.NewIP(v, nil)
		var theirs *original.Exception
		if !errors.As(perr, &theirs) || !theirs.IsA("TypeError") || !errors.Is(err, ipy.ErrType) {
			t.Errorf("%T: got %v, want %v", v, err, perr)
		}
	}
	// What Go's types rule out, IPy refuses or calls unequal at run time.
	for expr, class := range map[string]string{
		"IPy.IP('10.0.0.0/8') < 5": "TypeError", "IPy.IPint('10.0.0.0/8')['a']": "TypeError", "IPy.IPSet(5)": "TypeError",
		"IPy.IPSet(['10.0.0.0/8'])": "ValueError", "IPy.IPSet().add(5)": "ValueError", "IPy.IPSet().add(['x'])": "ValueError", "IPy.IPSet().discard(['x'])": "ValueError",
	} {
		_, err := py.Call("lambda: " + expr)
		var theirs *original.Exception
		if !errors.As(err, &theirs) || !theirs.IsA(class) {
			t.Errorf("%s: got %v, want %s", expr, err, class)
		}
	}
	if got := py.Value("lambda: IPy.IP('10.0.0.0/8') == 5"); got != false {
		t.Errorf("a number equals a network: %v", got)
	}
}

func TestParityIPintSlices(t *testing.T) {
	py := startIPy(t)
	net := ipy.MustParse("10.0.0.0/29")
	seq, err := net.Slice(&ipy.SliceOptions{Start: new(1), Stop: new(-1), Step: new(2)})
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	for ip := range seq {
		got = append(got, ip.IntBig())
	}
	if want := py.Value("lambda s: IPy.IPint(s)[1:-1:2]", net.String()); !original.Same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// IPy's inner functions state the rules one by one, so each is held against
// what shows the same rule here.
func TestParityInnerFunctions(t *testing.T) {
	py := startIPy(t)
	rng := original.Rand(t)
	for range 500 {
		ip := randomNet(rng).Net()
		bits := rng.IntN(140) - 5
		want := py.Value("IPy._checkPrefix", ip.IntBig(), bits, ip.Version())
		net, err := ip.Supernet(bits)
		var got any // None where there is no such prefix length
		if err == nil {
			got = 0
			if net.Net() == ip {
				got = 1
			}
		}
		if !original.Same(got, want) {
			t.Errorf("%v/%d is a network: got %v, want %v", ip, bits, got, want)
		}
		if err == nil {
			if want := py.Value("IPy._prefixlenToNetmask", bits, ip.Version()); !original.Same(net.Netmask().IntBig(), want) {
				t.Errorf("mask of %v: got %v, want %v", net, net.Netmask(), want)
			}
		}
		want = py.Value("lambda s: (lambda m: m and str(m))(IPy.IP(s)._getIPv4Map())", ip.StrFullsize(nil))
		got = nil
		if v4, err := ip.V46Map(); err == nil && ip.Version() == 6 {
			got = v4.String()
		}
		if !original.Same(got, want) {
			t.Errorf("IPv4 of %v: got %v, want %v", ip, got, want)
		}
	}
	for _, expr := range []string{"IPy._prefixlenToNetmask(-1, 4)", "IPy._intToBin(-1)", "IPy._count0Bits(-1)"} {
		_, err := py.Call("lambda: " + expr)
		var e *original.Exception
		if !errors.As(err, &e) || e.Class != "ValueError" {
			t.Errorf("%s: got %v", expr, err)
		}
	}
	if _, err := ipy.FromIntBig(big.NewInt(-1), 4); !errors.Is(err, ipy.ErrValue) {
		t.Errorf("-1: %v", err)
	}
}
