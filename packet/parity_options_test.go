package packet_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// Options of DHCPv6 and of neighbour discovery, of all lengths and alone in their bytes,
// are read as scapy reads them, where it reads them.
func TestOptionsOfAllLengthsAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(mutatedSource)
	g := newGenerator(t)
	var calls []original.Call
	for _, p := range packet.Protos() {
		name := p.Name()
		if !strings.HasPrefix(name, "DHCP6Opt") && !strings.HasPrefix(name, "ICMPv6NDOpt") {
			continue
		}
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(name, "Domain") || strings.Contains(name, "GeoConf") || name == "ICMPv6NDOptDNSSL" || name == "DHCP6OptRelaySuppliedOpt" || name == "ICMPv6NDOptUnknown" || name == "DHCP6OptRelayMsg" {
			continue
		}
		head := must(t, packet.Stack(h))[:2]
		for n := range 41 {
			if least, ok := leastBytes[name]; strings.HasPrefix(name, "ICMPv6") && n%8 != 6 || ok && n != least || ended[name] && n%2 != 0 || name == "DHCP6OptAuth" && n < 11 {
				continue
			}
			data := g.bytes(n)
			if strings.HasPrefix(name, "DHCP6") {
				data = append(binary.BigEndian.AppendUint16(bytes.Clone(head), uint16(n)), data...)
			} else {
				data = append([]byte{head[0], byte(n+9) / 8}, data...)
			}
			calls = append(calls, original.Call{Func: "mutated", Args: []any{name, data}})
		}
	}
	if len(calls) < 700 {
		t.Errorf("only %d options", len(calls))
	}
	var kept []original.Call
	for i, r := range py.Batch(calls) {
		if r.Value != nil {
			kept = append(kept, calls[i])
		}
	}
	if len(kept) < 500 {
		t.Errorf("scapy reads only %d options", len(kept))
	}
	mutatedJudge(py).Table(t, kept)
}

// leastBytes are of options with others inside, which bytes at random would be.
var leastBytes = map[string]int{"DHCP6OptIA_NA": 12, "DHCP6OptIA_TA": 4, "DHCP6OptIA_PD": 12, "DHCP6OptIAAddress": 24, "DHCP6OptIAPrefix": 25}

// ended are lists of numbers, of which scapy forgets half a one.
var ended = map[string]bool{"DHCP6OptOptReq": true, "DHCP6OptRelayAgentERO": true}
