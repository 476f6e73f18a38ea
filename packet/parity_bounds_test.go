package packet_test

import (
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// Values of SNMP at the places where one byte more is needed, on the wire or in what is
// shown, are scapy's. TestIntegersAreShort has the integers that scapy writes too long.
func TestBoundsOfSNMPAreScapys(t *testing.T) {
	py := startScapy(t)
	var values []any
	for bits := range 140 {
		n := new(big.Int).Lsh(big.NewInt(1), uint(bits))
		for _, by := range []int64{-1, 0, 1} {
			m := new(big.Int).Add(n, big.NewInt(by))
			values = append(values, m)
			if bits%8 != 7 || by > 0 || bits == 7 && by < 0 {
				values = append(values, new(big.Int).Neg(m))
			}
			if m.IsInt64() {
				values = append(values, m.Int64())
			}
			if m.IsUint64() && m.Uint64() < 1<<32 {
				k := uint32(m.Uint64())
				values = append(values, packet.Counter32(k), packet.Gauge32(k), packet.TimeTicks(k))
			}
		}
	}
	for digits := 17; digits < 25; digits++ {
		n, _ := new(big.Int).SetString("123456789012345678901234567890"[:digits], 10)
		values = append(values, n, new(big.Int).Neg(n))
	}
	for _, n := range []int{0, 1, 126, 127, 128, 129, 254, 255, 256, 257, 65535, 65536} {
		values = append(values, []byte(strings.Repeat("a", n)))
	}
	for _, s := range []packet.OID{
		"0.0", "0.39", "1.0", "1.39", "2.0", "2.39", "1.3.127", "1.3.128", "1.3.16383", "1.3.16384", "1.3.0.1", "1.3.4294967295", "1.3.9223372036854775807",
	} {
		values = append(values, s)
	}
	for _, s := range []string{"0.0.0.0", "255.255.255.255", "10.0.0.1"} {
		values = append(values, netip.MustParseAddr(s))
	}
	var packets []*packet.Packet
	for some := range slices.Chunk(values, 10) {
		var list []packet.Layer
		for _, v := range some {
			list = append(list, packet.SNMPVarBind{OID: packet.OID("1.3.6"), Value: v})
		}
		packets = append(packets, packet.Stack(packet.SNMP{PDU: packet.SNMPResponse{VarBindList: list}}))
	}
	compareForms(t, py, packets)
}

// The second part of an identifier under 2 is any number, X.690 8.19.4; scapy reads
// those above 39 as parts of a 3. Lengths of four bytes are more than it is asked for.
func TestIdentifiersUnderTwo(t *testing.T) {
	for id, want := range map[packet.OID]string{"2.39": "\x06\x01\x77", "2.40": "\x06\x01\x78", "2.47": "\x06\x01\x7f", "2.48": "\x06\x02\x81\x00", "2.999.3": "\x06\x03\x88\x37\x03", "1.39": "\x06\x01\x4f"} {
		b := must(t, packet.Stack(packet.SNMPVarBind{OID: id}))
		if got := string(b[2 : len(b)-2]); got != want {
			t.Errorf("%s: %x, not %x", id, got, want)
		}
		if v, err := apart("SNMPvarbind", b).Get("oid"); v != id || err != nil {
			t.Errorf("%s: read back as %v, %v", id, v, err)
		}
	}
	for n, want := range map[int]string{1<<24 - 1: "\x04\x83\xff\xff\xff", 1 << 24: "\x04\x84\x01\x00\x00\x00"} {
		b := must(t, packet.Stack(packet.SNMPVarBind{Value: make([]byte, n)}))
		if got := string(b[9 : 9+len(want)]); got != want {
			t.Errorf("%d: %x, not %x", n, got, want)
		}
		if v, err := apart("SNMPvarbind", b).Get("value"); err != nil || len(v.([]byte)) != n {
			t.Errorf("%d: %v", n, err)
		}
	}
}

// All options of DHCP, with values of all lengths, are what scapy reads in them.
func TestOptionsOfDHCPAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(mutatedSource)
	var calls []original.Call
	for code := range 256 {
		for _, n := range []int{1, 2, 3, 4, 5, 8, 9, 12, 15} {
			if code == 121 && n >= 12 {
				continue // scapy never comes to the end of such routes
			}
			data := append([]byte{byte(code), byte(n)}, "\x01\x02\x03\x04\x05a\x00\xff\xc0 'z\x7f\x80\x0a\x09"[:n]...)
			calls = append(calls, original.Call{Func: "mutated", Args: []any{"DHCP", append(data, 255)}})
		}
	}
	for _, routes := range []string{
		"\x00\x0a\x00\x00\x01", "\x01\x80\x0a\x00\x00\x01", "\x08\x0a\x01\x02\x03\x04", "\x09\x0a\x80\x01\x02\x03\x04", "\x20\x01\x02\x03\x04\x0a\x00\x00\x01",
		"\x10\xc0\xa8\x0a\x00\x00\x01\x00\x01\x02\x03\x04", "\x18\x0a\x01\x02\x01\x02\x03", "\x00\x01\x02\x03\x04\x08",
	} {
		calls = append(calls, original.Call{Func: "mutated", Args: []any{"DHCP", fmt.Appendf(nil, "\x79%c%s\xff", len(routes), routes)}})
	}
	for kind := range 20 {
		calls = append(calls, original.Call{Func: "mutated", Args: []any{"DHCP", []byte{53, 1, byte(kind), 255}}})
	}
	mutatedJudge(py).Table(t, calls)
	var packets []*packet.Packet
	for _, v := range []any{
		[]string{"10.0.0.0/8:1.2.3.4"}, []string{"10.0.0.0/8:1.2.3.4", "0.0.0.0/0:1.1.1.1"}, []string{"10.1.2.3/9:1.2.3.4"}, []string{"10.1.2.3/32:1.2.3.4"}, []string{"128.0.0.0/1:1.2.3.4"},
	} {
		packets = append(packets, packet.Stack(packet.DHCP{Options: []packet.Option{{Name: "classless_static_routes", Value: v}, {Name: "end"}}}))
	}
	compareForms(t, py, packets)
}

// The codes of ICMP are named by its type, and which fields there are is told by it.
func TestTypesOfICMPAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(mutatedSource)
	var calls []original.Call
	for kind := range 50 {
		for code := range 20 {
			for _, layer := range []string{"ICMP", "ICMPerror"}[:1+min(1, max(0, 3-code))] {
				calls = append(calls, original.Call{Func: "mutated", Args: []any{layer, []byte(fmt.Sprintf("%c%c\x12\x34\x00\x01\x00\x02\x00\x00\x00\x03\x05\x26\x5b\xff\x00\x36\xee\x80more", kind, code))}})
			}
		}
	}
	mutatedJudge(py).Table(t, calls)
}
