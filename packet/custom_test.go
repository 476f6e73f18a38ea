package packet_test

import (
	"errors"
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

type wrong struct{ A, B any }

type typed struct{ A int }

func TestFaultyDescriptions(t *testing.T) {
	for name, p := range map[string]*packet.Proto{
		"count": packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.ByteField("a", 0)}}),
		"names": packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.ByteField("a", 0), packet.ByteField("c", 0)}}),
		"typed": packet.Define[typed](packet.Desc{Name: "X", Fields: []packet.Field{packet.ByteField("a", 0)}}),
		"blank": packet.Define[wrong](packet.Desc{Name: "X", Fields: make([]packet.Field, 2)}),
		"width": packet.Define[wrong](packet.Desc{Name: "X", Fields: []packet.Field{packet.BitField("a", 0, 65), packet.ByteField("b", 0)}}),
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
