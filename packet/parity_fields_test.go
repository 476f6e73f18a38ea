package packet_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// fieldsSource makes layers of any fields, and tells all forms of one that is made of
// values, of its bytes, and of other bytes.
const fieldsSource = `
import contextlib, io, re
import scapy.fields as fields

IN = dict(NAMES, **vars(fields))

class Pair(Packet):
    name = "Pair"
    fields_desc = [fields.ByteField("l", 3), fields.ShortField("r", 4)]
    def extract_padding(self, s):
        return b"", s

IN["Pair"] = Pair

def listing(x):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        ls(x)
    # Which kinds a field may be of is not told here.
    return re.sub(r"(MultipleTypeField) \(.*?\)( *)", lambda m: "%-35s" % m[1] + m[2][:1], out.getvalue())

def every(p):
    return [bytes(p), repr(p), p.show(dump=True), p.command(), p.summary()]

def layers(cases):
    out = []
    for desc, values, data in cases:
        cls = type("T", (Packet,), {"name": "T", "fields_desc": [eval(d, IN) for d in desc]})
        if any(d.startswith("PacketL") for d in desc):
            values = {k: [Pair(**x) for x in v] if isinstance(v, list) and v and isinstance(v[0], dict) else v for k, v in values.items()}
        p = cls(**values)
        made = every(p) + [listing(p)]
        out.append([listing(cls), made, every(cls(made[0] + b"rest")), attempt(lambda: every(cls(data)))])
    return out
`

type pair struct{ L, R any }

var pairs = packet.Define[pair](packet.Desc{Name: "Pair", Fields: []packet.Field{packet.ByteField("l", 3), packet.ShortField("r", 4)}})

func (p pair) Describe() (*packet.Proto, []any) { return pairs, packet.ValuesOf(p) }

// A unit is some fields that belong together, in both, with a value for each; nil
// leaves it unset. The names begin with a letter of the unit's own.
type unit struct {
	theirs []string
	ours   []packet.Field
	values []any
}

// unit is one of the kinds of fields, at random.
func (g generator) unit(p string) unit {
	one := func(theirs string, ours packet.Field, v any) unit {
		if g.chance(25) {
			v = nil
		}
		return unit{[]string{theirs}, []packet.Field{ours}, []any{v}}
	}
	names := packet.NewEnum(map[uint64]string{0: "none", 1: "one", 2: "two", 200: "many"})
	const theirNames = `{0: "none", 1: "one", 2: "two", 200: "many"}`
	named := func(bits int) any {
		if g.chance(40) {
			return []any{"none", "one", "two", 0, 1, 2, 3}[g.IntN(7)]
		}
		return g.number(bits)
	}
	signed := func(bits int) any {
		n := g.number(bits - 1)
		return []any{n, -n, -n - 1}[g.IntN(3)]
	}
	simple := []struct {
		class string
		bits  int
		ours  func(string, any) packet.Field
	}{
		{"ByteField", 8, packet.ByteField}, {"XByteField", 8, packet.XByteField}, {"ShortField", 16, packet.ShortField}, {"XShortField", 16, packet.XShortField},
		{"IntField", 32, packet.IntField}, {"XIntField", 32, packet.XIntField}, {"LongField", 64, packet.LongField}, {"XLongField", 64, packet.XLongField},
		{"ThreeBytesField", 24, packet.ThreeBytesField},
		{"LEShortField", 16, func(n string, d any) packet.Field { return packet.ShortField(n, d).LittleEndian() }},
		{"LEIntField", 32, func(n string, d any) packet.Field { return packet.IntField(n, d).LittleEndian() }},
		{"LELongField", 64, func(n string, d any) packet.Field { return packet.LongField(n, d).LittleEndian() }},
		{"LEThreeBytesField", 24, func(n string, d any) packet.Field { return packet.ThreeBytesField(n, d).LittleEndian() }},
		{"XLEShortField", 16, func(n string, d any) packet.Field { return packet.ShortField(n, d).LittleEndian().Hex() }},
		{"XLEIntField", 32, func(n string, d any) packet.Field { return packet.IntField(n, d).LittleEndian().Hex() }},
	}
	switch k := g.IntN(24); k {
	default:
		s := simple[g.IntN(len(simple))]
		def := g.IntN(120)
		return one(fmt.Sprintf("%s(%q, %d)", s.class, p, def), s.ours(p, def), g.number(s.bits))
	case 0:
		s := []struct {
			class string
			bits  int
			f     packet.Field
		}{
			{"SignedByteField", 8, packet.ByteField(p, -3).Signed()}, {"SignedShortField", 16, packet.ShortField(p, -3).Signed()},
			{"SignedIntField", 32, packet.IntField(p, -3).Signed()}, {"SignedLongField", 64, packet.LongField(p, -3).Signed()},
			{"LESignedShortField", 16, packet.ShortField(p, -3).Signed().LittleEndian()}, {"LESignedIntField", 32, packet.IntField(p, -3).Signed().LittleEndian()},
		}[g.IntN(6)]
		return one(fmt.Sprintf("%s(%q, -3)", s.class, p), s.f, signed(s.bits))
	case 1:
		s := []struct {
			class string
			bits  int
			f     packet.Field
		}{
			{"ByteEnumField", 8, packet.ByteEnumField(p, 1, names)}, {"ShortEnumField", 16, packet.ShortEnumField(p, 1, names)}, {"XShortEnumField", 16, packet.XShortEnumField(p, 1, names)},
			{"IntEnumField", 32, packet.IntEnumField(p, 1, names)}, {"XByteEnumField", 8, packet.ByteEnumField(p, 1, names).Hex()}, {"LEShortEnumField", 16, packet.ShortEnumField(p, 1, names).LittleEndian()},
		}[g.IntN(6)]
		return one(fmt.Sprintf("%s(%q, 1, %s)", s.class, p, theirNames), s.f, named(s.bits))
	case 2, 3: // bits that end with a byte
		var u unit
		total := 8 * (1 + g.IntN(4))
		for i, left := 0, total; left > 0; i++ {
			n := min(1+g.IntN(7), left)
			left -= n
			name := fmt.Sprint(p, i)
			var v any
			if g.chance(75) {
				v = g.number(n)
			}
			switch {
			case n > 2 && g.chance(30):
				u.theirs, u.ours = append(u.theirs, fmt.Sprintf("BitEnumField(%q, 1, %d, %s)", name, n, theirNames)), append(u.ours, packet.BitEnumField(name, 1, n, names))
			case g.chance(20):
				u.theirs, u.ours = append(u.theirs, fmt.Sprintf("XBitField(%q, 1, %d)", name, n)), append(u.ours, packet.BitField(name, 1, n).Hex())
			default:
				u.theirs, u.ours = append(u.theirs, fmt.Sprintf("BitField(%q, 0, %d)", name, n)), append(u.ours, packet.BitField(name, 0, n))
			}
			u.values = append(u.values, v)
		}
		return u
	case 4:
		v := any(g.number(8))
		if g.chance(40) {
			v = []any{"A", "CA", "HGFEDCBA", ""}[g.IntN(4)]
		}
		return one(fmt.Sprintf("FlagsField(%q, 1, 8, 'ABCDEFGH')", p), packet.FlagsField(p, 1, 8, "A", "B", "C", "D", "E", "F", "G", "H"), v)
	case 5:
		v := any(g.number(4))
		if g.chance(40) {
			v = []any{"DF", "MF+DF", "evil", ""}[g.IntN(4)]
		}
		return one(fmt.Sprintf("FlagsField(%q, 2, 16, ['MF', 'DF', 'evil', 'x'])", p), packet.FlagsField(p, 2, 16, "MF", "DF", "evil", "x"), v)
	case 6:
		return one(fmt.Sprintf("MACField(%q, '02:00:00:00:00:01')", p), packet.MACField(p, "02:00:00:00:00:01"), packet.MAC(g.bytes(6)).String())
	case 7:
		return one(fmt.Sprintf("IPField(%q, '1.2.3.4')", p), packet.IPField(p, "1.2.3.4"), g.ip4())
	case 8:
		return one(fmt.Sprintf("IP6Field(%q, '::5')", p), packet.IP6Field(p, "::5"), g.ip6())
	case 9:
		return one(fmt.Sprintf("StrFixedLenField(%q, b'ab', 5)", p), packet.StrFixedLenField(p, []byte("ab"), 5), g.text(8))
	case 10:
		return one(fmt.Sprintf("XStrFixedLenField(%q, b'ab', 5)", p), packet.StrFixedLenField(p, []byte("ab"), 5).Hex(), g.bytes(5))
	case 11:
		return one(fmt.Sprintf("StrNullField(%q, b'hi')", p), packet.StrNullField(p, []byte("hi")), g.text(6))
	case 12: // a length, and bytes
		n, v, extra := p+"n", p+"v", g.IntN(3)
		return unit{
			[]string{fmt.Sprintf("FieldLenField(%q, None, length_of=%q, fmt='B', adjust=lambda p, x: x + %d)", n, v, extra), fmt.Sprintf("StrLenField(%q, b'dd', length_from=lambda p: max(p.%s - %d, 0))", v, n, extra)},
			[]packet.Field{packet.FieldLenField(n, v, 1).Adjust(func(x int) int { return x + extra }), packet.StrLenField(v, []byte("dd"), func(h *packet.Header) int { return h.Num(n) - extra })},
			[]any{nil, g.text(9)},
		}
	case 13: // a count, and numbers
		n, v := p+"n", p+"v"
		var list []any
		for range g.IntN(4) {
			list = append(list, g.number(16))
		}
		return unit{
			[]string{fmt.Sprintf("FieldLenField(%q, None, count_of=%q)", n, v), fmt.Sprintf("FieldListField(%q, [], ShortField('', 0), count_from=lambda p: p.%s)", v, n)},
			[]packet.Field{packet.FieldCountField(n, v, 2), packet.FieldListCountField(v, packet.ShortField("", 0), func(h *packet.Header) int { return h.Num(n) })},
			[]any{nil, append([]any{}, list...)},
		}
	case 14: // a length in bytes, and addresses
		n, v := p+"n", p+"v"
		list := []any{}
		for range g.IntN(4) {
			list = append(list, g.ip4())
		}
		return unit{
			[]string{fmt.Sprintf("FieldLenField(%q, None, length_of=%q)", n, v), fmt.Sprintf("FieldListField(%q, [], IPField('', '0.0.0.0'), length_from=lambda p: p.%s)", v, n)},
			[]packet.Field{packet.FieldLenField(n, v, 2), packet.FieldListField(v, packet.IPField("", "0.0.0.0"), func(h *packet.Header) int { return h.Num(n) })},
			[]any{nil, list},
		}
	case 15: // what is there or not
		n, v := p+"n", p+"v"
		return unit{
			[]string{fmt.Sprintf("ByteField(%q, 1)", n), fmt.Sprintf("ConditionalField(ShortField(%q, 9), lambda p: p.%s & 1)", v, n)},
			[]packet.Field{packet.ByteField(n, 1), packet.ShortField(v, 9).If(func(h *packet.Header) bool { return h.Num(n)&1 == 1 })},
			[]any{g.number(8), g.number(16)},
		}
	case 16: // one of two kinds
		n, v := p+"n", p+"v"
		kind := g.IntN(3)
		value := []any{g.number(16), g.ip4(), g.number(16)}[kind]
		return unit{
			[]string{fmt.Sprintf("ByteField(%q, 0)", n), fmt.Sprintf("MultipleTypeField([(IPField(%q, '9.8.7.6'), lambda p: p.%s & 1)], ShortField(%q, 7))", v, n, v)},
			[]packet.Field{packet.ByteField(n, 0), packet.OneOfField(func(h *packet.Header) int { return h.Num(n) & 1 }, packet.ShortField(v, 7), packet.IPField(v, "9.8.7.6"))},
			[]any{kind & 1, []any{value, nil}[g.IntN(2)]},
		}
	case 17: // a number of many bits
		return one(fmt.Sprintf("BitField(%q, 7, 72)", p), packet.BitField(p, 7, 72), g.number(60))
	case 18:
		n, v := p+"n", p+"v"
		return unit{
			[]string{fmt.Sprintf("FieldLenField(%q, None, length_of=%q, fmt='B')", n, v), fmt.Sprintf("PadField(StrLenField(%q, b'', length_from=lambda p: p.%s), 4)", v, n)},
			[]packet.Field{packet.FieldLenField(n, v, 1), packet.StrLenField(v, []byte{}, packet.LengthIn(n)).Pad(4)},
			[]any{nil, g.text(9)},
		}
	case 19: // layers, counted
		n, v := p+"n", p+"v"
		var list []pair
		for range g.IntN(4) {
			list = append(list, pair{g.number(8), g.number(16)})
		}
		return unit{
			[]string{fmt.Sprintf("FieldLenField(%q, None, count_of=%q, fmt='B')", n, v), fmt.Sprintf("PacketListField(%q, [], Pair, count_from=lambda p: p.%s)", v, n)},
			[]packet.Field{packet.FieldCountField(n, v, 1), packet.LayersField(v, []packet.Layer{}, packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return pairs }, Count: packet.LengthIn(n)})},
			[]any{nil, list},
		}
	case 20: // layers, measured
		n, v := p+"n", p+"v"
		var list []pair
		for range g.IntN(4) {
			list = append(list, pair{g.number(8), g.number(16)})
		}
		return unit{
			[]string{fmt.Sprintf("FieldLenField(%q, None, length_of=%q, fmt='B')", n, v), fmt.Sprintf("PacketListField(%q, [], Pair, length_from=lambda p: p.%s)", v, n)},
			[]packet.Field{packet.FieldLenField(n, v, 1), packet.PacketListField(v, []packet.Layer{}, func([]byte) *packet.Proto { return pairs }, packet.LengthIn(n))},
			[]any{nil, list},
		}
	}
}

// text is bytes without a zero, a quarter of them no ASCII.
func (g generator) text(most int) []byte {
	b := g.bytes(g.IntN(most + 1))
	for i := range b {
		if b[i] = b[i]&0x7f | 1; g.chance(8) {
			b[i] |= 0x80
		}
	}
	return b
}

// Layers of any fields are built, read, shown, listed and written as scapy's.
func TestLayersOfAnyFieldsAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(fieldsSource)
	g := newGenerator(t)
	type made struct {
		h    *packet.Header
		data []byte
		desc []string
		set  bool
	}
	n, short := original.Rounds(t, 400), 0
	for first := 0; first < n; first += 200 {
		var cases []any
		var all []made
		for range min(200, n-first) {
			var u unit
			for i := range 1 + g.IntN(4) {
				v := g.unit(string(rune('a' + i)))
				// Beside a field of several kinds scapy does not write lists first.
				if all := strings.Join(append(v.theirs, u.theirs...), " "); strings.Contains(all, "Multiple") && strings.Contains(all, "[],") {
					continue
				}
				u.theirs, u.ours, u.values = append(u.theirs, v.theirs...), append(u.ours, v.ours...), append(u.values, v.values...)
			}
			theirs, ours := map[string]any{}, map[string]any{}
			for i, v := range u.values {
				name := u.ours[i].Name()
				if v == nil {
					continue
				}
				theirs[name], ours[name] = v, v
				if list, ok := v.([]pair); ok {
					maps, layers := []any{}, []packet.Layer{}
					for _, x := range list {
						maps, layers = append(maps, map[string]any{"l": x.L, "r": x.R}), append(layers, x)
					}
					theirs[name], ours[name] = maps, layers
				}
			}
			h, err := packet.NewLayer(packet.DefineFields(packet.Desc{Name: "T", Fields: u.ours}), ours)
			if err != nil {
				t.Fatalf("%q: %v", u.theirs, err)
			}
			data := g.bytes(60)
			cases, all = append(cases, []any{u.theirs, theirs, data}), append(all, made{h, data, u.theirs, len(ours) > 0})
		}
		v, err := py.Call("layers", cases)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range all {
			want := v.([]any)[i].([]any)
			every := func(p *packet.Packet) []any {
				b, err := p.Build()
				if err != nil {
					return []any{err.Error()}
				}
				return []any{b, p.String(), p.Show(), p.Command(), p.Summary()}
			}
			bare, err := packet.NewLayer(m.h.Proto(), nil)
			if err != nil {
				t.Fatal(err)
			}
			p := packet.Stack(m.h)
			b, _ := p.Build()
			d := packet.NewDissector(bare, nil)
			rest, _ := d.Dissect(append(b, "rest"...))
			other, oerr := d.Dissect(m.data)
			for k, ours := range []any{packet.Ls(bare), append(every(p), packet.Ls(m.h)), every(rest), every(other)} {
				if k == 3 && oerr != nil { // what is too short for a field is left whole here, and told
					if raw := build(other); !bytes.Equal(raw, m.data) || !other.HasLayer("Raw") || !errors.Is(oerr, packet.ErrTooShort) {
						t.Errorf("%q: %x became %v, %v", m.desc, m.data, other, oerr)
					}
					short++
					continue
				}
				if made := want[k]; k == 1 && !m.set { // what a layer of which nothing is set has is not listed beside the defaults
					want[k], ours = made.([]any)[:5], ours.([]any)[:5]
				}
				if !original.Same(want[k], ours) {
					t.Errorf("%q: %d: %s", m.desc, k, firstDifference(want[k], ours))
				}
			}
			if t.Failed() {
				t.Fatal("and more")
			}
		}
	}
	if short > n/4 {
		t.Errorf("%d of %d were too short", short, n)
	}
}

// firstDifference is where two lists of texts part.
func firstDifference(theirs, ours any) string {
	a, isList := theirs.([]any)
	b, _ := ours.([]any)
	if !isList || len(a) != len(b) {
		return difference(theirs, ours)
	}
	i := 0
	for i = range a {
		if !original.Same(a[i], b[i]) {
			break
		}
	}
	return fmt.Sprintf("form %d: %s", i, strings.ReplaceAll(difference(a[i], b[i]), `\n`, "\n"))
}
