package layers_test

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

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
	name, _, _ := strings.Cut(expr, "(")
	for _, l := range []packet.Layer{packet.Ether{}, packet.IP{}, packet.IPv6{}, packet.UDP{}, packet.TCP{}, packet.NTPHeader{}, packet.NTPAuthenticator{}} {
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

// judge is scapy, asked for one form of a packet at a time.
func judge(t *testing.T, py *original.Python) *original.Judge {
	return &original.Judge{Python: py, Divergences: owedByScapy(t, py, divergences), Ours: func(c original.Call) original.Result { return ours(t, c) }}
}

// ours does what the functions of testdata/original.py do.
func ours(t *testing.T, c original.Call) original.Result {
	name := c.Args[0].(string)
	var p *packet.Packet
	switch c.Func {
	case "default":
		p = packet.Stack(first(t, name))
	default:
		p, _ = dissector(t, name).Dissect(c.Args[1].([]byte))
	}
	if c.Func == "rebuilt" {
		for _, x := range c.Args[2].([]any) {
			at := x.([]any)
			i, _ := packet.Uint(at[0])
			if int(i) >= len(p.Layers()) {
				return original.Result{Value: fmt.Sprintf("there are %d layers", len(p.Layers()))}
			}
			if err := p.Layers()[i].Del(at[1].(string)); err != nil {
				return original.Result{Value: err.Error()}
			}
		}
		return built(p)
	}
	switch c.Args[len(c.Args)-1] {
	case "bytes", "length", "head", "random":
		r := built(p)
		b, ok := r.Value.([]byte)
		if !ok || c.Func != "default" {
			return r
		}
		b = still(t, name, b)
		switch c.Args[1] {
		case "length":
			return original.Result{Value: len(b)}
		case "head":
			return original.Result{Value: b[:2]}
		case "random":
			return original.Result{Value: "zeros"} // as still saw to
		}
		return original.Result{Value: b}
	case "repr":
		return original.Result{Value: p.String()}
	case "show":
		return original.Result{Value: p.Show()}
	case "summary":
		return original.Result{Value: p.Summary()}
	case "command":
		return original.Result{Value: p.Command()}
	case "refid", "dispersion":
		text, err := p.Layers()[0].Text(c.Args[len(c.Args)-1].(string))
		return original.Result{Value: text, Err: err}
	case "nss":
		i := strings.Index(p.Show(), "mcs_nss")
		text, _, _ := strings.Cut(p.Show()[max(i, 0):], "\n")
		return original.Result{Value: text}
	case "spacing":
		v, err := p.Get("Min_MPDCU_Start_Spacing")
		return original.Result{Value: fmt.Sprint(v), Err: err}
	}
	return original.Result{Value: p.Hashret(nil)}
}

// dissectors are those made so far: to bind all protocols takes longer than to take a
// packet apart.
var dissectors = map[string]*packet.Dissector{}

// dissector knows all protocols and begins with one.
func dissector(t *testing.T, name string) *packet.Dissector {
	d := dissectors[name]
	if d == nil {
		d = packet.NewDissector(first(t, name), &packet.DissectorOptions{Protos: layers.All()})
		dissectors[name] = d
	}
	return d
}

func built(p *packet.Packet) original.Result {
	b, err := p.Build()
	if err != nil {
		return original.Result{Value: err.Error()}
	}
	return original.Result{Value: b}
}

// TestDescriptions compares each protocol as it is when nothing is set.
func TestDescriptions(t *testing.T) {
	j := judge(t, startScapy(t))
	var calls []original.Call
	for _, p := range layers.All() {
		if err := p.Err(); err != nil {
			t.Error(err)
			continue
		}
		for _, kind := range []string{"bytes", "repr", "show", "command"} {
			calls = append(calls, original.Call{Func: "default", Args: []any{p.Name(), kind}})
		}
	}
	j.Table(t, calls)
}

// TestUnset holds what layers are that would ask the machine.
func TestUnset(t *testing.T) {
	b, err := packet.Stack(first(t, "HSRPmd5")).Build()
	if want := "\x04\x1c" + strings.Repeat("\x00", 28); err != nil || string(b) != want {
		t.Errorf("HSRPmd5: %x, %v, want %x", b, err, want)
	}
	b, err = packet.Stack(first(t, "NBNSNodeStatusResponse")).Build()
	if err != nil || len(b) < 52 || string(b[len(b)-52:]) != strings.Repeat("\x00", 52) {
		t.Errorf("NBNSNodeStatusResponse: %x, %v", b, err)
	}
	before := time.Now().Unix()
	b, err = packet.Stack(first(t, "NetflowHeaderV9")).Build()
	if err != nil || len(b) != 18 {
		t.Fatalf("%x, %v", b, err)
	}
	if at := int64(binary.BigEndian.Uint32(b[6:])); at < before || at > time.Now().Unix() {
		t.Errorf("the time is %d, at %d", at, before)
	}
}

func TestDivergences(t *testing.T) { judge(t, startScapy(t)).Pins(t) }

func TestParity(t *testing.T) {
	py := startScapy(t)
	rounds := original.Rounds(t, 24)
	for family, exprs := range stacks {
		t.Run(family, func(t *testing.T) {
			j := judge(t, py)
			for _, expr := range exprs {
				rounds := rounds
				if strings.HasPrefix(expr, "=") {
					rounds = max(rounds/4, 6) // only faults are random
				}
				calls := make([]original.Call, rounds)
				for i := range calls {
					calls[i] = original.Call{Func: "sample", Args: []any{expr, i}}
				}
				var forms []original.Call
				for i, r := range py.Batch(calls) {
					if r.Err != nil {
						continue // scapy's fuzz made what scapy cannot build
					}
					sample := r.Value.(original.Dict)
					name, data := sample.Get("name"), sample.Get("bytes").([]byte)
					keeps(t, fmt.Sprint(expr, " #", i), name.(string), data)
					for _, kind := range sample.Get("forms").([]any) {
						forms = append(forms, original.Call{Func: "form", Args: []any{name, data, kind}})
					}
					if dels := sample.Get("dels"); dels != nil {
						forms = append(forms, original.Call{Func: "rebuilt", Args: []any{name, data, dels}})
					}
				}
				if j.Generated(t, forms); t.Failed() {
					t.Fatalf("and more of %s", expr)
				}
			}
		})
	}
}

// keeps checks that bytes are built again as they came.
func keeps(t *testing.T, title, name string, data []byte) {
	t.Helper()
	p, err := dissector(t, name).Dissect(data)
	if again, berr := p.Build(); err == nil && (berr != nil || string(again) != string(data)) {
		t.Errorf("%s: %x was built again as %x, %v", title, data, again, berr)
	}
}

// FuzzLayers takes bytes apart as each protocol: nothing panics, and what was taken
// apart builds to what it was.
func FuzzLayers(f *testing.F) {
	all := layers.All()
	var dissectorsOf []*packet.Dissector
	for i, p := range all {
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			f.Fatal(err)
		}
		dissectorsOf = append(dissectorsOf, packet.NewDissector(h, &packet.DissectorOptions{Protos: all}))
		b, err := packet.Stack(h).Build()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), append(b, "\x01\x02\x03\x04\x00\x00"...))
	}
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		proto := all[int(n)%len(all)]
		p, _ := dissectorsOf[int(n)%len(all)].Dissect(data)
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
