package packet_test

import (
	"math/rand/v2"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// TestParityDefaults builds every layer with nothing set, alone and over IPv6's
// loopback where scapy knows how, and fills every layer at random: all forms are
// scapy's.
func TestParityDefaults(t *testing.T) {
	py := startScapy(t)
	skip := map[string]string{
		"NTPHeader": "it has the time", "SNMPtrapv1": "scapy cannot build it", "Ether": "its source is the interface's", "Dot3": "its source is the interface's",
		"ARP": "its addresses are the interface's", "SNMPvarbind": "it is no packet of its own", "NTPAuthenticator": "its padding has no value in scapy",
		"DNSQR": "names need a message", "TFTP_OACK": "it has no field", "SNAP": "scapy knows vendors by their numbers",
		"DNSRRDLV": "scapy sets its type instead of having it by default", "Dot1AD": "scapy cannot sum it up",
	}
	var packets []*packet.Packet
	for _, p := range packet.Protos() {
		if skip[p.Name()] != "" {
			continue
		}
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, packet.Stack(h))
	}
	if len(packets) < 150 {
		t.Errorf("only %d layers", len(packets))
	}
	compareForms(t, py, packets, "hashret", "again", "repr2", "show2", "summary2", "command2")
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
