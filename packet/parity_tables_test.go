package packet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

const tablesSource = `
import contextlib, io, socket
from unittest import mock
import scapy.plist as _plist

def printed(f):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        f()
    return out.getvalue()

def tables(all):
    out = []
    # What is neither a number nor an address is looked up as a host there.
    with mock.patch("socket.gethostbyname", side_effect=socket.gaierror):
        for cells in all:
            l = PacketList([Raw() for _ in cells])
            row = []
            for make in ("make_table", "make_lined_table", "make_tex_table"):
                it = iter(cells)
                row.append(printed(lambda: getattr(l, make)(lambda p: tuple(next(it)))))
            out.append(row)
    return out

def told(frames):
    l = PacketList([Ether(b) for b in frames], "some")
    before, _plist.do_graph = _plist.do_graph, lambda graph, **k: graph
    try:
        dot = l.conversations()
    finally:
        _plist.do_graph = before
    pairs = sorted(set(tuple(x.strip().split('"')[1:4:2]) for x in dot.split("\n") if "->" in x))
    # Here packets are compared only where sending would compare them too.
    before = Ether.answers
    Ether.answers = lambda self, other: before(self, other) if self.hashret() == other.hashret() else 0
    try:
        answered, left = l.sr()
    finally:
        Ether.answers = before
    return {
        "repr": repr(l), "sessions": [[k, [[id(y) for y in l].index(id(x)) for x in v]] for k, v in l.sessions().items()],
        "conversations": [list(x) for x in pairs], "nsummary": printed(l.nsummary), "udp": repr(l[UDP]), "filtered": printed(l.filter(lambda p: len(p) > 60).nsummary),
        "few": printed(lambda: l.summary(lfilter=lambda p: TCP in p)), "slice": printed(l[3:9].nsummary), "replaced": printed(l.replace(IP.src, "10.0.0.9").nsummary),
        "only": printed(l.replace(IP.dst, "10.0.0.1", "10.0.0.8").nsummary), "answered": printed(answered.summary), "left": printed(left.nsummary),
    }
`

// Tables of any cells are sorted, filled and drawn as scapy's.
func TestTablesAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(tablesSource)
	g := newGenerator(t)
	kinds := []func() string{
		func() string { return fmt.Sprint(g.IntN(13)) },
		func() string { return fmt.Sprint(g.IntN(2000) - 1000) },
		func() string {
			return []string{"10.0.0.9", "10.0.0.10", "9.1.1.1", "192.168.0.1", "10.0.1.0"}[g.IntN(5)]
		},
		func() string { return []string{"a", "b", "aa", "äö", "", "Z"}[g.IntN(6)] },
		func() string { return []string{"a", "3", "12", "10.0.0.1"}[g.IntN(4)] },
	}
	var all []any
	var ours [][3]string
	for i := range original.Rounds(t, 200) {
		column, row, cell := kinds[g.IntN(len(kinds))], kinds[g.IntN(len(kinds))], kinds[g.IntN(len(kinds))]
		var theirs []any
		var cells [][3]string
		for range 1 + i%9 {
			c := [3]string{column(), row(), cell()}
			theirs, cells = append(theirs, []any{c[0], c[1], c[2]}), append(cells, c)
		}
		table := packet.NewTable(cells...)
		all, ours = append(all, theirs), append(ours, [3]string{table.String(), table.Lined(), table.TeX()})
	}
	for i, theirs := range py.Value("tables", all).([]any) {
		for k, want := range theirs.([]any) {
			if want != ours[i][k] {
				t.Fatalf("%v:\nscapy\n%v\nhere\n%s", all[i], want, ours[i][k])
			}
		}
	}
}

// HTML has the cells of the table in its order, with what HTML means masked.
func TestTableAsHTML(t *testing.T) {
	table := packet.NewTable([3]string{"10", "b", "x<y"}, [3]string{"9", "a&b", "2"}, [3]string{"10", "a&b", "1"}, [3]string{"10", "b", "z<y"})
	const want = "<table>\n<thead>\n<tr><th></th><th>9</th><th>10</th></tr>\n</thead>\n<tbody>\n" +
		"<tr><th>a&amp;b</th><td>2</td><td>1</td></tr>\n<tr><th>b</th><td>-</td><td>z&lt;y</td></tr>\n</tbody>\n</table>\n"
	if got := table.HTML(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := (*packet.Table)(nil).HTML() + (*packet.Table)(nil).String() + (*packet.Table)(nil).Lined() + (*packet.Table)(nil).TeX(); got != "" {
		t.Errorf("no table is %q", got)
	}
}

// frame is a random Ethernet frame of few hosts, so that some belong together.
func (g generator) frame() []byte {
	mac := func() string { return fmt.Sprintf("02:00:00:00:00:0%d", 1+g.IntN(2)) }
	ip := func() string { return fmt.Sprintf("10.0.0.%d", 1+g.IntN(3)) }
	six := func() string { return fmt.Sprintf("fd00::%d", 1+g.IntN(3)) }
	port := func() int { return []int{80, 1024, 4000}[g.IntN(3)] }
	layers := []any{packet.Ether{Src: mac(), Dst: mac()}}
	switch g.IntN(8) {
	case 0:
		return build(packet.Stack(append(layers, packet.ARP{Op: 1 + g.IntN(2), HWSrc: mac(), PSrc: ip(), HWDst: mac(), PDst: ip()})...))
	case 1:
		layers[0] = packet.Ether{Src: mac(), Dst: mac(), Type: 0x1234}
		return build(packet.Stack(append(layers, "what")...))
	case 2, 3:
		layers = append(layers, packet.IPv6{Src: six(), Dst: six()})
	default:
		layers = append(layers, packet.IP{Src: ip(), Dst: ip()})
	}
	switch g.IntN(5) {
	case 0:
		layers = append(layers, packet.TCP{SPort: port(), DPort: port(), Flags: []string{"S", "SA", "A"}[g.IntN(3)], Ack: 1})
	case 1:
		layers = append(layers, packet.UDP{SPort: port(), DPort: port()}, "data")
	case 2:
		if _, four := layers[1].(packet.IP); four {
			layers = append(layers, packet.ICMP{Type: 8 * g.IntN(2), ID: g.IntN(2)})
		} else {
			layers = append(layers, packet.ICMPv6EchoRequest{ID: g.IntN(2)})
		}
	case 3:
		layers = append(layers, "unknown")
	}
	return build(packet.Stack(layers...))
}

func build(p *packet.Packet) []byte {
	b, err := p.Build()
	if err != nil {
		panic(err)
	}
	return b
}

// Lists of frames are counted, named, paired, filtered and changed as scapy's.
func TestListsOfAnyFramesAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(tablesSource)
	g := newGenerator(t)
	for range original.Rounds(t, 8) {
		var frames []any
		l := packet.PacketList{Name: "some"}
		for range 5 + g.IntN(40) {
			b := g.frame()
			p, err := packet.Dissect(packet.Ether{}, b)
			if err != nil {
				t.Fatal(err)
			}
			frames, l.Packets = append(frames, b), append(l.Packets, p)
		}
		theirs := py.Value("told", frames).(original.Dict)
		sessions := []any{}
		for _, s := range l.Sessions() {
			numbers := []any{}
			for _, p := range s.Packets {
				numbers = append(numbers, slices.Index(l.Packets, p))
			}
			sessions = append(sessions, []any{s.Name, numbers})
		}
		var pairs [][]string
		for line := range strings.Lines(l.Conversations(nil).DOT()) {
			if q := strings.Split(line, `"`); len(q) == 5 && strings.Contains(line, "->") {
				pairs = append(pairs, []string{q[1], q[3]})
			}
		}
		slices.SortFunc(pairs, slices.Compare)
		conversations := []any{}
		for _, p := range pairs {
			conversations = append(conversations, []any{p[0], p[1]})
		}
		answered, left := l.SR(nil)
		replaced, err := l.Replace("IP.src", nil, "10.0.0.9")
		if err != nil {
			t.Fatal(err)
		}
		only, err := l.Replace("IP.dst", "10.0.0.1", "10.0.0.8")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range (original.Dict{
			{Key: "repr", Value: l.String()}, {Key: "sessions", Value: sessions}, {Key: "conversations", Value: conversations}, {Key: "nsummary", Value: l.NSummary(nil)},
			{Key: "udp", Value: l.With("UDP").String()}, {Key: "filtered", Value: l.Filter(func(p *packet.Packet) bool { return len(build(p)) > 60 }).NSummary(nil)},
			{Key: "few", Value: l.Summary(func(p *packet.Packet) bool { return p.HasLayer("TCP") })}, {Key: "slice", Value: l.Slice(3, 9).NSummary(nil)},
			{Key: "replaced", Value: replaced.NSummary(nil)}, {Key: "only", Value: only.NSummary(nil)}, {Key: "answered", Value: answered.Summary()}, {Key: "left", Value: left.NSummary(nil)},
		}) {
			if want := theirs.Get(c.Key); !original.Same(want, c.Value) {
				t.Errorf("%s: scapy\n%v\nhere\n%v", c.Key, want, c.Value)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
}
