package layers_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers"
)

func TestMain(m *testing.M) { leak.Main(m) }

//go:embed testdata/original.py
var originalSource string

func startScapy(t *testing.T) *original.Python {
	py := original.Start(t, "scapy")
	py.Define(originalSource)
	return py
}

// first is an empty layer of the protocol that an expression of Python begins with.
func first(t *testing.T, expr string) packet.Layer {
	t.Helper()
	name, _, _ := strings.Cut(strings.TrimPrefix(expr, "="), "(")
	for _, l := range []packet.Layer{packet.Ether{}, packet.IP{}, packet.IPv6{}, packet.UDP{}, packet.TCP{}} {
		if p, _ := l.Describe(); p.Name() == name {
			return l
		}
	}
	for _, p := range layers.All() {
		if p.Name() == name {
			h, err := packet.NewLayer(p, nil)
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
	}
	t.Fatalf("%s: no such protocol", name)
	return nil
}

// stacks are packets that scapy is asked to make, with random values.
var stacks = map[string][]string{}

// TestDescriptions compares each protocol as it is when nothing is set.
func TestDescriptions(t *testing.T) {
	py := startScapy(t)
	for _, p := range layers.All() {
		if err := p.Err(); err != nil {
			t.Error(err)
			continue
		}
		theirs, err := py.Call("default", p.Name())
		if err != nil {
			t.Errorf("%s: %v", p.Name(), err)
			continue
		}
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			t.Error(err)
			continue
		}
		pk := packet.Stack(h)
		b, err := pk.Build()
		if err != nil {
			t.Error(err)
			continue
		}
		want := theirs.(original.Dict)
		for k, got := range map[string]any{"bytes": b, "repr": pk.String(), "show": pk.Show(), "command": pk.Command()} {
			if strings.HasPrefix(p.Name(), "RadiusAttr_") && (k == "repr" || k == "command") {
				continue // its type is a field that is set, there, and a default here
			}
			if (strings.HasPrefix(p.Name(), "SCTPChunkParam") || strings.HasPrefix(p.Name(), "ISAKMP_payload_")) && (k == "repr" || k == "command") {
				continue // a list or a layer that is a default is shown as if it were set, there
			}
			if _, known := unlike[p.Name()+"."+k]; !known && !original.Same(want.Get(k), got) {
				t.Errorf("%s: %s\n%s", p.Name(), k, difference(want.Get(k), got))
			}
		}
	}
}

// unlike are the forms of unset layers that differ, with the reason.
var unlike = map[string]string{
	"HSRPmd5.bytes":              "scapy leaves the length of the digest zero, and takes its source from the routing table",
	"VRRPv3.bytes":               "without an IP layer scapy counts an address where there is none",
	"PPP_PAP_Request.bytes":      "scapy raises where there is no name",
	"PPP_ECP_Option_OUI.show":    "scapy knows the names of makers of hardware",
	"SCTPChunkParamRandom.bytes": "random there", "SCTPChunkParamRandom.repr": "random there", "SCTPChunkParamRandom.show": "random there",
	"SCTPChunkParamRandom.command": "random there",
	"NBNSNodeStatusResponse.bytes": "the hardware address is unset until the packet is sent",
	"NBNSNodeStatusResponse.show":  "the hardware address is unset until the packet is sent",
	"NetflowHeaderV9.bytes":        "the time of the build", "NetflowHeaderV9.show": "scapy shows the time at which it is shown",
	"NetflowOptionsFlowsetV9.bytes": "scapy raises where there are no options",
	"_LLMNR.repr":                   "scapy chooses Raw where there are no bytes to choose by", "_LLMNR.show": "as its repr", "_LLMNR.command": "as its repr",
	"HSRPmd5.show": "the source is unset until the packet is sent",
}

func TestParity(t *testing.T) {
	py := startScapy(t)
	rounds := original.Rounds(t, 40)
	for family, exprs := range stacks {
		t.Run(family, func(t *testing.T) {
			failures := 0
			for _, expr := range exprs {
				l := first(t, expr)
				d := packet.NewDissector(l, &packet.DissectorOptions{Protos: layers.All()})
				calls := make([]original.Call, rounds)
				for i := range calls {
					calls[i] = original.Call{Func: "sample", Args: []any{expr, i}}
				}
				for i, r := range py.Batch(calls) {
					if r.Err != nil {
						continue // scapy's fuzz made what scapy cannot build
					}
					failures += compare(t, d, fmt.Sprint(expr, " #", i), r.Value.(original.Dict))
					if failures > 10 {
						t.Fatal("and more")
					}
				}
			}
		})
	}
}

func compare(t *testing.T, d *packet.Dissector, name string, want original.Dict) (failures int) {
	data, _ := want.Get("bytes").([]byte)
	p, err := d.Dissect(data)
	if again, berr := p.Build(); err == nil && (berr != nil || string(again) != string(data)) && p.Err() == nil {
		t.Errorf("%s: %x was built again as %x, %v", name, data, again, berr)
		failures++
	}
	if want.Get("repr") == nil {
		return failures // scapy raises
	}
	ours := map[string]any{"repr": p.String(), "show": p.Show(), "summary": p.Summary(), "command": p.Command(), "hashret": p.Hashret(nil)}
	for _, k := range []string{"repr", "show", "summary", "command", "hashret"} {
		if theirs, _ := want.Get(k).(string); k == "command" && strings.Contains(theirs, "<Flag ") || k == "command" && strings.Contains(name, "HTTP") {
			continue // no expression of Python's
		}
		if !original.Same(want.Get(k), ours[k]) {
			t.Errorf("%s: %x: %s\n%s", name, data, k, difference(want.Get(k), ours[k]))
			return failures + 1
		}
	}
	layersOf := p.Layers()
	for _, x := range want.Get("dels").([]any) {
		at := x.([]any)
		i, _ := packet.Uint(at[0])
		if int(i) >= len(layersOf) {
			t.Errorf("%s: %d layers", name, len(layersOf))
			return failures + 1
		}
		if err := layersOf[i].Del(at[1].(string)); err != nil {
			t.Error(err)
		}
	}
	b, err := p.Build()
	if _, raised := want.Get("rebuilt").(string); raised {
		return failures // scapy cannot build it
	}
	if err != nil || !original.Same(want.Get("rebuilt"), b) {
		t.Errorf("%s: rebuilt: %v\n%s", name, err, difference(want.Get("rebuilt"), b))
		failures++
	}
	return failures
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

// FuzzLayers takes bytes apart as each protocol: nothing panics, and what was taken
// apart builds to what it was.
func FuzzLayers(f *testing.F) {
	all := layers.All()
	for i, p := range all {
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			f.Fatal(err)
		}
		b, err := packet.Stack(h).Build()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), append(b, "\x01\x02\x03\x04\x00\x00"...))
	}
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		proto := all[int(n)%len(all)]
		h, err := packet.NewLayer(proto, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := packet.NewDissector(h, &packet.DissectorOptions{Protos: all}).Dissect(data)
		_, _, _, _ = p.Show(), p.Summary(), p.Command(), p.Hashret(nil)
		p.Answers(p, nil)
		again, err := p.Build()
		if err != nil || string(again) != string(data) {
			t.Errorf("%s of %x: built again as %x, %v", proto.Name(), data, again, err)
		}
		p.Recompute()
		if b, err := p.Build(); err == nil && len(data) > 0 && len(b) == 0 {
			t.Errorf("%s of %x: nothing was built", proto.Name(), data)
		}
	})
}
