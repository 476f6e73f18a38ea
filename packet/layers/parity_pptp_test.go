package layers_test

import (
	"math/rand/v2"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/eap"
	"github.com/pyops-go/pyops/packet/layers/ppp"
)

// tunnelled is a packet of PPP in PPTP's GRE, of the calls and numbers of a few, so that
// some answer others.
func tunnelled(g *rand.Rand) *packet.Packet {
	ends := [][2]string{{"10.0.0.1", "10.0.0.2"}, {"10.0.0.2", "10.0.0.1"}}[g.IntN(2)]
	gre := packet.GREPPTP{CallID: g.IntN(3)}
	if g.IntN(2) == 0 {
		gre.SeqNumPresent, gre.SequenceNumber = 1, g.Uint32()
	}
	if g.IntN(2) == 0 {
		gre.AckNumPresent, gre.AckNumber = 1, g.Uint32()
	}
	if g.IntN(8) == 0 {
		gre.PayloadLen = g.IntN(50)
	}
	layers := []any{packet.IP{Src: ends[0], Dst: ends[1]}, gre}
	if g.IntN(10) == 0 {
		return packet.Stack(layers...) // an acknowledgement alone
	}
	layers = append(layers, ppp.PPP{})
	switch g.IntN(7) {
	case 0:
		layers = append(layers, packet.IP{Src: "192.0.2.1", Dst: "192.0.2.2"}, packet.UDP{SPort: 7000, DPort: 7001}, packet.Raw{Load: "load"})
	case 1:
		layers = append(layers, packet.IPv6{Src: "2001:db8::1", Dst: "2001:db8::2"}, packet.TCP{SPort: 7000, DPort: 7001})
	case 2:
		layers = append(layers, ppp.PPPLCPEcho{Code: 9 + g.IntN(2), ID: g.IntN(2), MagicNumber: g.Uint32(), Data: "data"})
	case 3:
		layers = append(layers, ppp.PPPLCPConfigure{Code: 1 + g.IntN(3), ID: g.IntN(2), Options: []packet.Layer{ppp.PPPLCPMRUOption{MaxRecvUnit: 1400}}})
	case 4:
		layers = append(layers, eap.EAP{Code: 1 + g.IntN(2), ID: g.IntN(2), Type: 1})
	case 5:
		layers = append(layers, eap.EAPMD5{Code: 1 + g.IntN(2), ID: g.IntN(2), Value: []byte("12345678")})
	default:
		layers = append(layers, ppp.PPPCHAPChallengeResponse{Code: 1 + g.IntN(2), ID: g.IntN(2), Value: []byte("12345678"), OptionalName: "me"})
	}
	return packet.Stack(layers...)
}

// PPP as PPTP carries it, RFC 2637, is built, taken apart, shown and answered as by
// scapy, whatever its own length says.
func TestPPTPIsScapys(t *testing.T) {
	py := startScapy(t)
	py.Define("def build(command):\n    return bytes(eval(command, NAMES))\n" +
		"def pair(a, b):\n    p, q = IP(a), IP(b)\n    return [bool(p.answers(q)), bool(q.answers(p)), p.hashret(), q.hashret()]\n")
	g := original.Rand(t)
	packets, commands := map[string]*packet.Packet{}, []string{}
	for range original.Rounds(t, 120) {
		p := tunnelled(g)
		packets[p.Command()] = p
		commands = append(commands, p.Command())
	}
	j := &original.Judge{Python: py, Ours: func(c original.Call) original.Result {
		switch c.Func {
		case "build":
			return built(packets[c.Args[0].(string)])
		case "pair":
			p, _ := dissector(t, "IP").Dissect(c.Args[0].([]byte))
			q, _ := dissector(t, "IP").Dissect(c.Args[1].([]byte))
			return original.Result{Value: []any{p.Answers(q, nil), q.Answers(p, nil), p.Hashret(nil), q.Hashret(nil)}}
		}
		return ours(t, c)
	}}
	var calls []original.Call
	var before []byte
	answered := 0
	for _, command := range commands {
		data, err := packets[command].Build()
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, original.Call{Func: "build", Args: []any{command}})
		for _, kind := range []string{"repr", "show", "summary", "command", "hashret"} {
			calls = append(calls, original.Call{Func: "form", Args: []any{"IP", data, kind}})
		}
		calls = append(calls, original.Call{Func: "rebuilt", Args: []any{"IP", data, []any{[]any{0, "len"}, []any{0, "chksum"}, []any{1, "payload_len"}}}})
		if before != nil {
			calls = append(calls, original.Call{Func: "pair", Args: []any{before, data}})
		}
		before = data
		keeps(t, command, "IP", data)
	}
	for _, r := range py.Batch(calls) {
		if list, ok := r.Value.([]any); ok && (list[0] == true || list[1] == true) {
			answered++
		}
	}
	if answered == 0 {
		t.Errorf("of %d pairs none are answers", len(commands))
	}
	j.Generated(t, calls)
}
