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

// formKeys are the names of these forms.
var formKeys = []string{"bytes", "show", "show2", "summary", "summary2", "repr", "repr2", "command", "command2", "again", "hashret"}

// formJudge is scapy, asked for one form of a packet at a time, which is told by its
// command.
func formJudge(py *original.Python, packets []*packet.Packet, divergences []original.Divergence) *original.Judge {
	byCommand := make(map[string]*packet.Packet, len(packets))
	for _, p := range packets {
		byCommand[p.Command()] = p
	}
	var last string
	var all any
	return &original.Judge{Python: py, Divergences: divergences, Ours: func(c original.Call) original.Result {
		if command := c.Args[0].(string); command != last || all == nil {
			last, all = command, forms(byCommand[command])
		}
		if d, ok := all.(original.Dict); ok {
			return original.Result{Value: d.Get(c.Args[1])}
		}
		return original.Result{Err: fmt.Errorf("%v", all)}
	}}
}

// compareForms builds packets in both and compares all their forms.
func compareForms(t *testing.T, py *original.Python, packets []*packet.Packet, divergences ...original.Divergence) {
	t.Helper()
	j := formJudge(py, packets, divergences)
	for some := range slices.Chunk(packets, 20) {
		var calls []original.Call
		for _, p := range some {
			for _, key := range formKeys {
				calls = append(calls, original.Call{Func: "text", Args: []any{p.Command(), key}})
			}
		}
		if j.Generated(t, calls); t.Failed() {
			t.Fatal("and more")
		}
	}
}

// A formExample is a packet that shows a divergence, by one of its forms.
func formExample(p *packet.Packet, key string) original.Call {
	return original.Call{Func: "text", Args: []any{p.Command(), key}}
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
