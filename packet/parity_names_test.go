package packet_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// The names of numbers are scapy's, of each field, each with a name, its neighbours,
// and all of one byte.
func TestNamesOfNumbersAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(`
def named(layer, field, numbers):
    p = NAMES[layer]()
    f = p.get_field(field)
    return [f.i2repr(p, n) for n in numbers]
`)
	compared := 0
	for _, p := range packet.Builtin() {
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range packet.Kinds(h) {
			if k.Names.Len() == 0 || !h.Present(i) {
				continue
			}
			limit := uint64(1)<<min(k.Bits, 62) - 1
			numbers := map[uint64]bool{}
			for n := range packet.NamesOf(k.Names) {
				if numbers[n] = true; n < limit {
					numbers[n+1] = true
				}
			}
			for n := range min(limit, 255) + 1 {
				numbers[n] = true
			}
			var asked []any
			var ours []any
			for _, n := range slices.Sorted(maps.Keys(numbers)) {
				if n > limit {
					continue // a table that fields of several widths share
				}
				if err := h.Set(k.Name, n); err != nil {
					t.Fatal(err)
				}
				s, err := h.Text(k.Name)
				if err != nil {
					t.Fatal(err)
				}
				asked, ours = append(asked, n), append(ours, s)
			}
			if err := h.Set(k.Name, nil); err != nil {
				t.Fatal(err)
			}
			theirs, err := py.Call("named", p.Name(), k.Name, asked)
			if err != nil {
				t.Logf("%s.%s: %v", p.Name(), k.Name, err)
				continue
			}
			compared++
			for j, want := range theirs.([]any) {
				if !original.Same(want, ours[j]) {
					t.Errorf("%s.%s: %v: scapy %q, here %q", p.Name(), k.Name, asked[j], want, ours[j])
				}
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d tables", compared)
	}
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
