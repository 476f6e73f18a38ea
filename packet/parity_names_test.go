package packet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// namesSource has scapy say how it shows numbers in a field, and what numbers it takes
// the names for. A "?" is a flag without a name.
const namesSource = `
def known(name, field):
    """The numbers of a field that have names."""
    f = NAMES[name]().get_field(field)
    f = getattr(f, "fld", f)
    table = getattr(f, "i2s", None)
    return sorted(table) if isinstance(table, dict) else []

def shown(name, field, numbers):
    p, out = NAMES[name](), []
    for n in numbers:
        setattr(p, field, n)
        text = p.sprintf("%" + name + "." + field + "%")
        try:
            back = "?" in text or int(NAMES[name](**{field: text}).getfieldval(field)) == n
        except Exception:
            back = False
        out += [text, back]
    return out
`

// Numbers have the names that they have in scapy, and names stand for the same numbers:
// of all fields of all layers, each number that has a name on either side, those beside
// them, the first ones and single bits.
func TestParityNames(t *testing.T) {
	py := startScapy(t)
	py.Define(namesSource)
	type asked struct {
		proto *packet.Proto
		field string
	}
	var fields []asked
	var kinds []packet.FieldKind
	var known []original.Call
	for _, p := range packet.Protos() {
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range packet.Kinds(h) {
			if k.Kind == "number" && k.Names.Len() > 0 || k.Kind == "flags" {
				fields, kinds = append(fields, asked{p, k.Name}), append(kinds, k)
				known = append(known, original.Call{Func: "known", Args: []any{p.Name(), k.Name}})
			}
		}
	}
	if len(fields) < 150 {
		t.Errorf("only %d fields have names", len(fields))
	}
	var calls []original.Call
	for i, r := range py.Batch(known) {
		k, numbers := kinds[i], map[int]bool{}
		note := func(n int) {
			if n >= 0 && n < 1<<min(k.Bits, 40) {
				numbers[n] = true
			}
		}
		list, _ := r.Value.([]any)
		for _, n := range list {
			if n, ok := packet.Uint(n); ok {
				note(int(n) - 1)
				note(int(n))
				note(int(n) + 1)
			}
		}
		for n := range 20 {
			note(n)
		}
		note(255)
		for bit := range k.Bits {
			note(1 << bit)
		}
		var sorted []any
		for n := range numbers {
			sorted = append(sorted, n)
		}
		slices.SortFunc(sorted, func(a, b any) int { return a.(int) - b.(int) })
		calls = append(calls, original.Call{Func: "shown", Args: []any{fields[i].proto.Name(), fields[i].field, sorted}})
	}
	j := &original.Judge{Python: py, Ours: func(c original.Call) original.Result {
		var out []any
		name, field := c.Args[0].(string), c.Args[1].(string)
		for _, n := range c.Args[2].([]any) {
			text, back, err := shownAs(protoNamed(name), field, n)
			if err != nil {
				return original.Result{Err: err}
			}
			out = append(out, text, back)
		}
		return original.Result{Value: out}
	}}
	j.Table(t, calls)
}

// shownAs is a field with a number as text, and whether the text stands for the number.
func shownAs(p *packet.Proto, field string, n any) (text string, back bool, err error) {
	h, err := packet.NewLayer(p, map[string]any{field: n})
	if err != nil {
		return "", false, err
	}
	text, err = packet.Stack(h).Sprintf(fmt.Sprintf("%%%s.%s%%", p.Name(), field))
	if err != nil {
		return "", false, err
	}
	q, err := packet.NewLayer(p, map[string]any{field: text})
	if err != nil {
		return text, false, nil
	}
	_, err = packet.Stack(q).Build()
	return text, strings.Contains(text, "?") || err == nil && q.Num(field) == h.Num(field), nil
}

// Where the system has no names of ports, the best known have those that the system
// and scapy give them.
func TestWellKnownPorts(t *testing.T) {
	py := startScapy(t)
	for transport, layer := range map[string]string{"tcp": "TCP", "udp": "UDP"} {
		for n, name := range packet.WellKnown[transport] {
			want := py.Value(fmt.Sprintf("lambda n: %s().get_field('dport').i2repr(None, n)", layer), n)
			if want != name {
				t.Errorf("%s %d: scapy %v, here %s", transport, n, want, name)
			}
		}
	}
}
