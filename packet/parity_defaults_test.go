package packet_test

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// defaultForms are the forms in which each layer is compared with nothing set. Those
// with a 2 are of its bytes taken apart.
var defaultForms = []string{"bytes", "show", "summary", "repr", "command", "show2", "summary2", "repr2", "command2"}

// defaultJudge is scapy, asked for a layer with nothing set.
func defaultJudge(t *testing.T) *original.Judge {
	py := startScapy(t)
	protos := map[string]*packet.Proto{}
	for _, p := range packet.Protos() {
		protos[p.Name()] = p
	}
	return &original.Judge{Python: py, Divergences: defaultDivergences, Ours: func(c original.Call) original.Result {
		h, err := packet.NewLayer(protos[c.Args[0].(string)], nil)
		if err != nil {
			return original.Result{Err: err}
		}
		p := packet.Stack(h)
		kind, again := strings.CutSuffix(c.Args[1].(string), "2")
		if again {
			if p, err = p.Rebuilt(); err != nil {
				return original.Result{Err: err}
			}
		}
		switch kind {
		case "bytes":
			b, err := p.Build()
			return original.Result{Value: b, Err: err}
		case "show":
			return original.Result{Value: p.Show()}
		case "summary":
			return original.Result{Value: p.Summary()}
		case "repr":
			return original.Result{Value: p.String()}
		}
		return original.Result{Value: p.Command()}
	}}
}

// TestParityDefaults has every layer with nothing set in all forms, as scapy has it.
func TestParityDefaults(t *testing.T) {
	var calls []original.Call
	for _, p := range packet.Protos() {
		for _, kind := range defaultForms {
			if !hasTheTime[p.Name()+" "+kind] {
				calls = append(calls, original.Call{Func: "default", Args: []any{p.Name(), kind}})
			}
		}
	}
	if len(calls) < 1800 {
		t.Errorf("only %d forms", len(calls))
	}
	defaultJudge(t).Table(t, calls)
}

// hasTheTime are forms that are others at each call; TestTimeOfBuild looks at these.
var hasTheTime = map[string]bool{"NTPHeader bytes": true, "NTPHeader show2": true, "NTPHeader repr2": true, "NTPHeader command2": true}

func TestDefaultDivergences(t *testing.T) { defaultJudge(t).Pins(t) }

// TestTimeOfBuild has an NTP message say when it was built.
func TestTimeOfBuild(t *testing.T) {
	before := packet.NewNTPTime(time.Now())
	b := must(t, packet.Stack(packet.NTPHeader{}))
	after := packet.NewNTPTime(time.Now())
	for _, at := range []int{24, 40} {
		if n := packet.NTPTime(binary.BigEndian.Uint64(b[at:])); n < before || n > after {
			t.Errorf("byte %d: %v is not between %v and %v", at, n.Time(), before.Time(), after.Time())
		}
	}
	for _, at := range []int{16, 32} {
		if n := binary.BigEndian.Uint64(b[at:]); n != 0 {
			t.Errorf("byte %d: %d, want 0", at, n)
		}
	}
}

// TestFuzzedLayers has every layer fuzzed, rolled from a seed, and built: it builds,
// the seed repeats it, and what was set stays.
func TestFuzzedLayers(t *testing.T) {
	for _, p := range packet.Protos() {
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		fuzzed := packet.Stack(h).Fuzz()
		for seed := range uint64(5) {
			a, err := fuzzed.Roll(rand.New(rand.NewPCG(seed, 1))).Build()
			b, err2 := fuzzed.Roll(rand.New(rand.NewPCG(seed, 1))).Build()
			if p.Name() != "NTPHeader" && p.Name() != "ICMP" && p.Name() != "ICMPerror" && (string(a) != string(b) || (err == nil) != (err2 == nil)) {
				t.Errorf("%s: a seed gave %x and %x", p.Name(), a, b)
			}
			if err != nil {
				t.Errorf("%s: %v", p.Name(), err)
			}
		}
	}
	p := packet.Stack(packet.IP{Dst: "10.0.0.7", TTL: 9}, packet.TCP{DPort: 7001}).Fuzz()
	ports := map[uint64]bool{}
	for range 20 {
		b := must(t, p)
		if b[8] != 9 || string(b[16:20]) != "\x0a\x00\x00\x07" || b[9] != 6 || string(b[22:24]) != "\x1b\x59" || packet.Checksum(b[:20]) != 0 {
			t.Errorf("fuzzing changed what was set, or what is computed: %x", b)
		}
		ports[uint64(b[20])<<8|uint64(b[21])] = true
	}
	if len(ports) < 5 {
		t.Errorf("%d source ports in 20 packets", len(ports))
	}
}

// TestIncrementalValue: each packet of a set may have a number of its own.
func TestIncrementalValue(t *testing.T) {
	set := packet.Stack(packet.IP{Dst: "10.0.0.1"}, packet.TCP{SPort: packet.IncrementalValue(4000, 3), DPort: packet.Span(1, 4)})
	want := 4000
	for p := range set.All() {
		if got := packet.GetLayer[packet.TCP](p).SPort; got != want {
			t.Errorf("port %v, want %d", got, want)
		}
		want += 3
	}
}

func TestVolatiles(t *testing.T) {
	r := original.Rand(t)
	for range 200 {
		for bits, v := range map[int]packet.Volatile{8: packet.RandByte(), 16: packet.RandShort(), 32: packet.RandInt()} {
			if n, ok := packet.Uint(v.Roll(r)); !ok || n>>bits != 0 {
				t.Errorf("%v gave %d", v, n)
			}
		}
		if n, ok := packet.Uint(packet.RandNum(5, 7).Roll(r)); !ok || n < 5 || n > 7 {
			t.Errorf("%d is not from 5 to 7", n)
		}
		if b, ok := packet.RandString(9).Roll(r).([]byte); !ok || len(b) != 9 {
			t.Errorf("%q", b)
		}
	}
}
