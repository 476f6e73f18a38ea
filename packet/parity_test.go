package packet_test

import (
	_ "embed"
	"fmt"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

//go:embed testdata/original.py
var originalSource string

func startScapy(t *testing.T) *original.Python {
	py := original.Start(t, "scapy")
	py.Define(originalSource)
	return py
}

// forms are all forms of a packet, as testdata/original.py gives scapy's.
func forms(p *packet.Packet) any {
	built, err := p.Build()
	if err != nil {
		return err.Error()
	}
	q, err := p.Rebuilt()
	if err != nil {
		return err.Error()
	}
	again, err := q.Build()
	if err != nil {
		return err.Error()
	}
	return original.Dict{
		{Key: "bytes", Value: built}, {Key: "show", Value: p.Show()}, {Key: "show2", Value: q.Show()}, {Key: "summary", Value: p.Summary()},
		{Key: "summary2", Value: q.Summary()}, {Key: "repr", Value: p.String()}, {Key: "repr2", Value: q.String()},
		{Key: "command", Value: p.Command()}, {Key: "command2", Value: q.Command()}, {Key: "again", Value: again},
		{Key: "hashret", Value: q.Hashret(nil)},
	}
}

// compareForms builds packets in both and compares all their forms but those named.
func compareForms(t *testing.T, py *original.Python, packets []*packet.Packet, without ...string) {
	t.Helper()
	calls := make([]original.Call, len(packets))
	for i, p := range packets {
		calls[i] = original.Call{Func: "texts", Args: []any{p.Command()}}
	}
	failures := 0
	for i, r := range py.Batch(calls) {
		if r.Err != nil {
			t.Errorf("%s: scapy: %v", packets[i].Command(), r.Err)
			failures++
			continue
		}
		ours, ok := forms(packets[i]).(original.Dict)
		if !ok {
			t.Errorf("%s: %v", packets[i].Command(), forms(packets[i]))
			failures++
			continue
		}
		for _, pair := range r.Value.(original.Dict) {
			if slices.Contains(without, pair.Key.(string)) {
				continue
			}
			if mine := ours.Get(pair.Key); !original.Same(pair.Value, mine) {
				t.Errorf("%s: %v\n%s", packets[i].Command(), pair.Key, difference(pair.Value, mine))
				failures++
			}
		}
		if failures > 12 {
			t.Fatal("and more")
		}
	}
}

func TestParityStacks(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 300))
	for i := range packets {
		packets[i] = g.stack()
	}
	compareForms(t, py, packets)
}

// difference shows where two texts part.
func difference(scapy, here any) string {
	a, b := fmt.Sprintf("%q", scapy), fmt.Sprintf("%q", here)
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	from := max(n-60, 0)
	return "scapy …" + a[from:min(n+160, len(a))] + "\nhere  …" + b[from:min(n+160, len(b))]
}
