package layers_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/netflow"
)

const netflowSource = `
from scapy.layers.netflow import *

def records(messages):
    """The records that scapy reads out of messages of one exporter: of each message its flowsets of data, then padding."""
    out = []
    for q in netflowv9_defragment([IP(m) for m in messages], verb=0):
        sets, pads = [], []
        while q:
            if isinstance(q, NetflowDataflowsetV9):
                sets.append([q.templateID, [[repr(r), r.command(), r.show(dump=True)] for r in q.records]])
            elif isinstance(q, Padding):
                pads.append(q.load)
            q = q.payload
        out.append([sets, sorted(pads)])
    return out

def session(messages):
    """The same of scapy's session, a message at a time."""
    l = sniff(offline=[IP(m) for m in messages], session=NetflowSession, store=True)
    return [repr(r) for q in l if NetflowDataflowsetV9 in q for r in q[NetflowDataflowsetV9].records]
`

// ourRecords does what records does.
func ourRecords(t *testing.T, messages []any) any {
	t.Helper()
	d := packet.NewDissector(packet.IP{}, &packet.DissectorOptions{Protos: netflow.Protos()})
	var list []*packet.Packet
	for _, m := range messages {
		p, err := d.Dissect(m.([]byte))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	list, _ = netflow.NetflowV9Defragment(list) // what it has no template for stays bytes
	out := []any{}
	for i, q := range list {
		if b, err := q.Build(); err != nil || string(b) != string(messages[i].([]byte)) {
			t.Errorf("%x was built again as %x, %v", messages[i], b, err)
		}
		sets, pads := []any{}, []any{}
		for _, h := range q.Layers() {
			if h.Name() != "NetflowDataflowsetV9" {
				continue
			}
			records := []any{}
			v, err := h.Get("records")
			if err != nil {
				t.Fatal(err)
			}
			layers, _ := v.([]packet.Layer)
			for _, l := range layers {
				switch x := l.(type) {
				case packet.Padding:
					pads = append(pads, x.Load)
				default:
					r := packet.Stack(l)
					records = append(records, []any{r.String(), r.Command(), r.Show()})
				}
			}
			sets = append(sets, []any{h.Num("templateID"), records})
		}
		slices.SortFunc(pads, func(a, b any) int { return strings.Compare(string(a.([]byte)), string(b.([]byte))) })
		out = append(out, []any{sets, pads})
	}
	return out
}

// sizes are how long the values of fields are, that scapy does not read as bytes.
var sizes = map[int][]int{
	4: {1}, 5: {1}, 6: {1}, 7: {2}, 8: {4}, 9: {1}, 11: {2}, 12: {4}, 13: {1}, 15: {4}, 16: {4}, 17: {4}, 18: {4}, 21: {4}, 22: {4}, 27: {16}, 28: {16}, 29: {1}, 30: {1},
	31: {3}, 32: {2}, 33: {1}, 34: {4}, 35: {1}, 36: {2}, 37: {2}, 38: {1}, 39: {1}, 46: {1}, 47: {4}, 48: {1}, 49: {1}, 50: {4}, 55: {1}, 56: {6}, 57: {6}, 58: {2}, 59: {2},
	60: {1}, 61: {1}, 62: {16}, 63: {16}, 130: {4}, 131: {16}, 150: {4, 8}, 151: {4, 8}, 152: {4, 8}, 153: {4, 8}, 154: {4, 8}, 155: {4, 8}, 156: {4, 8}, 157: {4, 8},
	158: {4, 8}, 159: {4, 8}, 160: {4, 8}, 161: {4, 8}, 162: {4, 8}, 211: {4}, 212: {16}, 225: {4}, 226: {4}, 268: {4, 8}, 269: {4, 8}, 270: {4, 8}, 271: {4, 8}, 272: {4, 8}, 273: {4, 8},
	279: {4, 8}, 281: {16}, 282: {16}, 322: {4, 8}, 323: {4, 8}, 324: {4, 8}, 325: {4, 8}, 365: {6}, 366: {4}, 367: {6}, 403: {4}, 404: {16}, 414: {6}, 415: {6}, 432: {4},
	24632: {4}, 24633: {4},
}

// The fields whose meaning scapy mistakes, and those whose names are none of Python's, are
// not made: TestRecords of the folder netflow has them. So is the time of IPFIX in micro-
// and nanoseconds, which scapy reads as version 9 has it.
var (
	mistaken = []int{52, 53, 54, 258, 260, 261, 264, 265, 313, 314, 380, 381, 382, 383, 416, 419}
	ofNTP    = []int{154, 155, 156, 157, 268, 270, 271, 273, 324, 325}
)

// A flowMaker makes messages of one exporter.
type flowMaker struct {
	*rand.Rand
	ipfix bool
	known map[uint16][]int // templates by number, and how long their fields are
}

func (g *flowMaker) template() []byte {
	id := uint16(256 + g.IntN(4))
	numbers := map[int]bool{}
	var fields []byte
	var lengths []int
	for range 1 + g.IntN(12) {
		number := 1 + g.IntN(481)
		if g.IntN(3) > 0 {
			number = pickKey(g.Rand, sizes)
		}
		if numbers[number] || slices.Contains(mistaken, number) || g.ipfix && slices.Contains(ofNTP, number) || !named(number) {
			continue
		}
		numbers[number] = true
		n := 1 + g.IntN(12)
		if s := sizes[number]; s != nil {
			n = s[g.IntN(len(s))]
		}
		fields = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(fields, uint16(number)), uint16(n))
		lengths = append(lengths, n)
	}
	if len(fields) == 0 {
		fields, lengths = []byte{0, 1, 0, 4}, []int{4}
	}
	g.known[id] = lengths
	return append(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, id), uint16(len(fields)/4)), fields...)
}

// named tells whether scapy knows the number: of unknown ones one name serves all, which
// a layer has once.
func named(n int) bool {
	return !(n >= 65 && n <= 69 || n == 87 || n == 97 || n == 100 || n >= 102 && n <= 127)
}

func pickKey(g *rand.Rand, m map[int][]int) int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys[g.IntN(len(keys))]
}

func flowset(id uint16, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, id), uint16(4+len(body))), body...)
}

func (g *flowMaker) message(t *testing.T) []byte {
	t.Helper()
	var sets [][]byte
	for n := 1 + g.IntN(3); len(sets) < n; {
		if len(g.known) == 0 || len(sets) == 0 && g.IntN(4) == 0 {
			id := uint16(0)
			if g.ipfix {
				id = 2
			}
			body := g.template()
			for g.IntN(3) == 0 {
				body = append(body, g.template()...)
			}
			sets = append(sets, flowset(id, body))
			continue
		}
		id := uint16(256 + g.IntN(4))
		var body []byte
		for range 1 + g.IntN(3) { // scapy reads nothing behind a flowset of no records
			for _, n := range g.known[id] {
				value := make([]byte, n)
				for i := range value {
					value[i] = byte(g.Uint32())
				}
				if n == 8 {
					value[0], value[1] = 0, 0 // a time that Python has a date for
				}
				body = append(body, value...)
			}
		}
		if len(body) == 0 {
			// No template says what it is. scapy leaves what is behind it as well.
			body, n = []byte{1, 2, 3, 4}, len(sets)+1
		}
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		sets = append(sets, flowset(id, body))
	}
	payload := []byte{0, 9, 0, byte(len(sets)), 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0}
	flows := slices.Concat(sets...)
	if g.ipfix {
		payload = binary.BigEndian.AppendUint16([]byte{0, 10}, uint16(16+len(flows)))
		payload = append(payload, make([]byte, 12)...)
	}
	b, err := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 2055, DPort: 2055}, append(payload, flows...)).Build()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Records by templates are read as scapy reads them.
func TestNetflowRecordsAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(netflowSource)
	g := original.Rand(t)
	j := &original.Judge{Python: py, Ours: func(c original.Call) original.Result {
		return original.Result{Value: ourRecords(t, c.Args[0].([]any))}
	}}
	var calls []original.Call
	for range original.Rounds(t, 60) {
		maker := &flowMaker{Rand: g, ipfix: g.IntN(2) == 0, known: map[uint16][]int{}}
		var messages []any
		for range 1 + g.IntN(6) {
			messages = append(messages, maker.message(t))
		}
		calls = append(calls, original.Call{Func: "records", Args: []any{messages}})
	}
	j.Generated(t, calls)
	if t.Failed() {
		return
	}
	// And by its session.
	maker := &flowMaker{Rand: g, known: map[uint16][]int{}}
	var messages []any
	for range 20 {
		messages = append(messages, maker.message(t))
	}
	theirs, err := py.Call("session", messages)
	if err != nil {
		t.Fatal(err)
	}
	d := packet.NewDissector(packet.IP{}, &packet.DissectorOptions{Protos: netflow.Protos()})
	s := netflow.NewNetflowSession(nil)
	ours := []any{}
	for _, m := range messages {
		p, err := d.Dissect(m.([]byte))
		if err != nil {
			t.Fatal(err)
		}
		q, _ := s.Process(p)
		if h := q.Layer("NetflowDataflowsetV9"); h != nil {
			v, _ := h.Get("records")
			list, _ := v.([]packet.Layer)
			for _, l := range list {
				if _, padding := l.(packet.Padding); !padding {
					ours = append(ours, fmt.Sprint(packet.Stack(l)))
				}
			}
		}
	}
	if !original.Same(theirs, ours) {
		t.Errorf("a session: scapy %v\nhere %v", theirs, ours)
	}
}
