package packet_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// Foo is a protocol of a user's own.
type Foo struct{ Kind, Len, Value, Extra any }

var foo = packet.Define[Foo](packet.Desc{
	Name: "Foo",
	Fields: []packet.Field{
		packet.ByteEnumField("kind", 1, packet.NewEnum(map[uint64]string{1: "one", 2: "two"})), packet.FieldLenField("len", "value", 1),
		packet.StrLenField("value", []byte{}, packet.LengthIn("len")),
		packet.ShortField("extra", 0x22ff).If(func(h *packet.Header) bool { k, _ := h.Get("kind"); n, _ := packet.Uint(k); return n == 1 }),
	},
	Over:    []packet.Binding{{Under: packet.UDP{DPort: 7777}}},
	Summary: func(h *packet.Header) string { v, _ := h.Text("value"); return "Foo " + v },
})

func (f Foo) Describe() (*packet.Proto, []any) { return foo, packet.ValuesOf(f) }

func TestCustomLayer(t *testing.T) {
	if err := foo.Err(); err != nil {
		t.Fatal(err)
	}
	if b := must(t, packet.Stack(Foo{Value: "abc"})); string(b) != "\x01\x03abc\x22\xff" {
		t.Errorf("%x", b)
	}
	p := packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{SPort: 5}, Foo{Kind: "two", Value: "xyz"})
	b := must(t, p)
	d := packet.NewDissector(packet.IP{}, &packet.DissectorOptions{Protos: []*packet.Proto{foo}})
	q, err := d.Dissect(b)
	if err != nil {
		t.Fatal(err)
	}
	f := packet.GetLayer[Foo](q)
	if f == nil || f.Kind != 2 || string(f.Value.([]byte)) != "xyz" || f.Extra != nil {
		t.Errorf("%v: %+v", q, f)
	}
	if got := q.Summary(); got != "IP / UDP / Foo 'xyz'" {
		t.Error(got)
	}
	if port, _ := q.Uint("UDP.dport"); port != 7777 {
		t.Errorf("port %d", port)
	}
	if plain, _ := packet.Dissect(packet.IP{}, b); plain.Layer("Foo") != nil || plain.Layer("Raw") == nil {
		t.Errorf("a dissector that was not told knew of it: %v", plain)
	}
}

// A layer without a struct is dissected, changed and built as any other.
func TestFieldsAtRunTime(t *testing.T) {
	p := packet.DefineFields(packet.Desc{Name: "Record", Fields: []packet.Field{packet.IPField("source address", "0.0.0.0"), packet.ShortField("port", 7)}})
	h, err := packet.NewLayer(p, map[string]any{"source address": "10.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	b := must(t, packet.Stack(packet.UDP{DPort: 9}, h))
	if string(b[8:]) != "\x0a\x00\x00\x01\x00\x07" {
		t.Errorf("%x", b)
	}
	q, err := packet.NewDissector(h, nil).Dissect([]byte("\x0a\x00\x00\x02\x01\x00"))
	if err != nil {
		t.Fatal(err)
	}
	if got := q.String(); got != "<Record  source address=10.0.0.2 port=256 |>" {
		t.Error(got)
	}
	if packet.GetLayer[Foo](q) != nil {
		t.Error("a layer without a struct is taken for one")
	}
	for name, d := range map[string]packet.Desc{
		"no name": {}, "a field twice": {Name: "A", Fields: []packet.Field{packet.ByteField("a", 0), packet.ByteField("a", 0)}}, "no field": {Name: "A", Fields: []packet.Field{{}}},
	} {
		if err := packet.DefineFields(d).Err(); !errors.Is(err, packet.ErrDescription) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type wrong struct{ A, B any }

type typed struct{ A int }

func TestFaultyDescriptions(t *testing.T) {
	for name, p := range map[string]*packet.Proto{
		"count": packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.ByteField("a", 0)}}),
		"names": packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.ByteField("a", 0), packet.ByteField("c", 0)}}),
		"typed": packet.Define[typed](packet.Desc{Name: "X", Fields: []packet.Field{packet.ByteField("a", 0)}}),
		"blank": packet.Define[wrong](packet.Desc{Name: "X", Fields: make([]packet.Field, 2)}),
		"width": packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.BitField("a", 0, 129), packet.ByteField("b", 0)}}),
		"of":    packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.FieldLenField("a", "zzz", 1), packet.ByteField("b", 0)}}),
		"under": packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.ByteField("a", 0), packet.ByteField("b", 0)}, Over: []packet.Binding{{}}}),
		"none":  nil,
	} {
		if err := p.Err(); !errors.Is(err, packet.ErrDescription) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := packet.NewLayer(p, nil); err == nil {
			t.Errorf("%s: a layer was made of it", name)
		}
		if _, err := packet.NewDissector(packet.IP{}, &packet.DissectorOptions{Protos: []*packet.Proto{p}}).Dissect(nil); err == nil {
			t.Errorf("%s: a dissector took it", name)
		}
	}
}

// Sized holds the length of what lies on it.
type Sized struct{ Kind, Len, Lenle any }

var sized = packet.Define[Sized](packet.Desc{
	Name: "Sized",
	Fields: []packet.Field{
		packet.ByteField("kind", 7), packet.LenField("len", 2),
		packet.LenField("lenle", 2).LittleEndian().Adjust(func(n int) int { return n + 5 }),
	},
})

func (s Sized) Describe() (*packet.Proto, []any) { return sized, packet.ValuesOf(s) }

// A LenField counts the payload, layers in it included and padding left out, and an
// explicit one wins.
func TestLenField(t *testing.T) {
	for _, c := range []struct {
		p    *packet.Packet
		want string
	}{
		{packet.Stack(Sized{}), "\x07\x00\x00\x05\x00"},
		{packet.Stack(Sized{}, "abc"), "\x07\x00\x03\x08\x00abc"},
		{packet.Stack(Sized{Len: 9}, "abc"), "\x07\x00\x09\x08\x00abc"},
		{packet.Stack(Sized{}, Sized{}, "abc"), "\x07\x00\x08\x0d\x00\x07\x00\x03\x08\x00abc"},
		{packet.Stack(Sized{}, "abc", packet.Padding{Load: "zz"}), "\x07\x00\x03\x08\x00abczz"},
	} {
		if b, err := c.p.Build(); err != nil || string(b) != c.want {
			t.Errorf("%v: %x, %v, want %x", c.p, b, err, c.want)
		}
	}
	if _, err := packet.Stack(Sized{}, make([]byte, 1<<16)).Build(); !errors.Is(err, packet.ErrValue) {
		t.Errorf("more than the field holds: %v", err)
	}
}

// Grouped has bits in groups whose bytes come lowest first, an aligned field, a wide
// one and one that ends before the end.
type Grouped struct{ High, Low, Aligned, Wide, Rest, Tail any }

var grouped = packet.Define[Grouped](packet.Desc{
	Name: "Grouped",
	Fields: []packet.Field{
		packet.BitField("high", 0, 12).Reversed(2), packet.BitField("low", 0, 4), packet.ShortField("aligned", 0).AlignTo(4),
		packet.BitField("wide", 0, 80), packet.StrUntilField("rest", nil, func(*packet.Header) int { return -2 }), packet.ShortField("tail", 0),
	},
})

func (g Grouped) Describe() (*packet.Proto, []any) { return grouped, packet.ValuesOf(g) }

func TestGroupedFields(t *testing.T) {
	wide, _ := new(big.Int).SetString("0102030405060708090a", 16)
	b, err := packet.Stack(Grouped{High: 0x123, Low: 4, Aligned: 0x5678, Wide: wide, Rest: "abc", Tail: 0x7979}).Build()
	const want = "\x34\x12\x00\x00\x56\x78\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0aabcyy"
	if err != nil || string(b) != want {
		t.Fatalf("%x, %v, want %x", b, err, want)
	}
	p, err := packet.Dissect(Grouped{}, b)
	if err != nil {
		t.Fatal(err)
	}
	g := packet.GetLayer[Grouped](p)
	if g.High != 0x123 || g.Low != 4 || g.Aligned != 0x5678 || g.Wide.(*big.Int).Cmp(wide) != 0 || string(g.Rest.([]byte)) != "abc" || g.Tail != 0x7979 {
		t.Error(p)
	}
	g.Tail = 0
	if b, err := p.Build(); err != nil || string(b) != want[:len(want)-2]+"\x00\x00" {
		t.Errorf("%x, %v", b, err)
	}
	for _, bad := range []Grouped{{Wide: -1}, {Wide: new(big.Int).Lsh(wide, 8)}, {Wide: "a"}, {High: 0x1000}} {
		if _, err := packet.Stack(bad).Build(); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// Bare is a protocol without a field.
type Bare struct{}

var bare = packet.Define[Bare](packet.Desc{Name: "Bare"})

func (b Bare) Describe() (*packet.Proto, []any) { return bare, packet.ValuesOf(b) }

// A layer may have no field, and a packet any number of layers.
func TestLayersWithoutFields(t *testing.T) {
	for n := range 12 {
		layers := make([]any, n)
		for i := range layers {
			layers[i] = Bare{}
		}
		p := packet.Stack(append(layers, "load")...)
		if b, err := p.Build(); err != nil || string(b) != "load" || len(p.Layers()) != n+1 || p.Div("s").Err() != nil {
			t.Errorf("%d layers: %q, %v, %v", n, b, err, p)
		}
	}
}

// How a list of layers ends, and what becomes of bytes that none of them takes.
func TestListsOfLayers(t *testing.T) {
	item := packet.DefineFields(packet.Desc{Name: "Item", Fields: []packet.Field{packet.ByteField("a", 0), packet.ByteField("b", 0)}})
	items := func(*packet.Header, []byte) *packet.Proto { return item }
	first := func(h *packet.Header) int { return int(h.Num("n")) }
	for name, c := range map[string]struct {
		options packet.LayersOptions
		bytes   string
		want    string
	}{
		"to the end":        {packet.LayersOptions{Choose: items}, "\x00\x01\x02\x03\x04", "items=[<Item  a=1 b=2 |>, <Item  a=3 b=4 |>]"},
		"of what is unsaid": {packet.LayersOptions{}, "\x00\x01\x02", `items=[<Raw  load='\x01\x02' |>]`},
		"chosen by a field": {packet.LayersOptions{Choose: func(h *packet.Header, _ []byte) *packet.Proto {
			if h.Num("n") == 1 {
				return item
			}
			return nil
		}}, "\x02\x01\x02", `items=[<Raw  load='\x01\x02' |>]`},
		"counted": {packet.LayersOptions{Choose: items, Count: first}, "\x01\x01\x02\x03", "items=[<Item  a=1 b=2 |>] z=3"},
		// Scapy's repr leaves an empty list out.
		"none of them":   {packet.LayersOptions{Choose: items, Count: first}, "\x00\x03", "z=3"},
		"measured":       {packet.LayersOptions{Choose: items, Length: first}, "\x02\x01\x02\x03", "items=[<Item  a=1 b=2 |>] z=3"},
		"too long":       {packet.LayersOptions{Choose: items, Length: first}, "\x09\x01\x02", "items=[<Item  a=1 b=2 |>]"},
		"up to a place":  {packet.LayersOptions{Choose: items, Until: first}, "\x03\x01\x02\x03", "items=[<Item  a=1 b=2 |>] z=3"},
		"of some bytes":  {packet.LayersOptions{Choose: items, Count: func(*packet.Header) int { return 1 }, Extent: func(*packet.Header, []byte) int { return 3 }}, "\x00\x01\x02\x03\x04", `items=[<Raw  load='\x01\x02\x03' |>] z=4`},
		"while they say": {packet.LayersOptions{Choose: items, More: func(last *packet.Header) bool { return last.Num("b") > 0 }}, "\x00\x01\x02\x03\x00\x07", "items=[<Item  a=1 b=2 |>, <Item  a=3 b=0 |>] z=7"},
	} {
		list := packet.DefineFields(packet.Desc{Name: "List", Fields: []packet.Field{packet.ByteField("n", 0), packet.LayersField("items", []packet.Layer{}, c.options), packet.ByteField("z", nil)}})
		h, err := packet.NewLayer(list, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := packet.NewDissector(h, nil).Dissect([]byte(c.bytes))
		_, got, _ := strings.Cut(strings.TrimPrefix(p.String(), "<List  "), " ")
		if got != c.want+" |>" {
			t.Errorf("%s: %s, want %s", name, p, c.want)
		}
	}
}
