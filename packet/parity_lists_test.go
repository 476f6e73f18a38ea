package packet_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/bpf"
)

// listHelpers read, write and sort lists of packets with scapy.
const listHelpers = `
import contextlib as _contextlib, io as _io, os as _os

def said(f):
    out = _io.StringIO()
    with _contextlib.redirect_stdout(out):
        f()
    return out.getvalue()

def write_list(path, commands, times, nano, append):
    packets = []
    for c, t in zip(commands, times):
        p = make(c)
        p.time = EDecimal(t)
        packets.append(p)
    wrpcap(path, packets, nano=nano, append=append)
    with open(path, "rb") as f:
        return f.read()

def read_list(path):
    l = rdpcap(path)
    cell = lambda p: (len(p), p.lastlayer().name, p.summary()[:12])
    answered, left = l.sr()
    return {
        "repr": repr(l), "tcp": repr(l[TCP]), "part": repr(l[1:4]), "filter": repr(l.filter(lambda p: IP in p)), "both": repr(l + l[:2]),
        "summary": said(l.summary), "nsummary": said(l.nsummary),
        "sessions": [[k, len(v)] for k, v in l.sessions().items()],
        "table": said(lambda: l.make_table(cell)), "lined": said(lambda: l.make_lined_table(cell)), "tex": said(lambda: l.make_tex_table(cell)),
        "pairs": said(answered.summary), "left": len(left), "replaced": said(l.replace(IP.ttl, 7).summary),
        "times": [str(p.time) for p in l], "bytes": [bytes(p) for p in l],
    }
`

// sampleCommands are packets that lists are made of, as scapy writes them.
var sampleCommands = []string{
	"Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01')/IP(src='10.0.0.1', dst='10.0.0.2')/TCP(sport=1024, dport=80)",
	"Ether(dst='02:00:00:00:00:01', src='02:00:00:00:00:02')/IP(src='10.0.0.2', dst='10.0.0.1')/TCP(sport=80, dport=1024, flags=18, ack=1)",
	"Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01')/IP(src='10.0.0.1', dst='10.0.0.2')/ICMP(id=3, seq=4)/Raw(load=b'ping')",
	"Ether(dst='02:00:00:00:00:01', src='02:00:00:00:00:02')/IP(src='10.0.0.2', dst='10.0.0.1')/ICMP(type=0, id=3, seq=4)/Raw(load=b'ping')",
	"Ether(dst='ff:ff:ff:ff:ff:ff', src='02:00:00:00:00:01')/ARP(hwsrc='02:00:00:00:00:01', psrc='10.0.0.1', pdst='10.0.0.9')",
	"Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01')/IP(src='10.0.0.1', dst='10.0.0.2')/UDP(sport=4000, dport=5000)/Raw(load=b'data')",
	"Ether(dst='02:00:00:00:00:01', src='02:00:00:00:00:02')/IP(src='10.0.0.2', dst='10.0.0.1')/UDP(sport=5000, dport=4000)/Raw(load=b'back')",
	"Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01')/IPv6(src='fd00::1', dst='fd00::2')/TCP(sport=1024, dport=443)",
	"Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01', type=4660)/Raw(load=b'what')",
	"Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01')/IP(src='10.0.0.1', dst='10.0.0.2', proto=99)/Raw(load=b'x')",
}

// samples are the sample packets as ours; times are what each gets.
func samples(t *testing.T, py *original.Python) (packets []*packet.Packet, times []string) {
	t.Helper()
	for i, c := range sampleCommands {
		data := py.Value("lambda c: bytes(make(c))", c).([]byte)
		p, err := packet.Dissect(packet.Ether{}, data)
		if err != nil {
			t.Fatal(err)
		}
		p.Time = time.Unix(1700000000+int64(i), int64(i)*123456789)
		packets = append(packets, p)
		times = append(times, fmt.Sprintf("%d.%09d", p.Time.Unix(), p.Time.Nanosecond()))
	}
	return packets, times
}

// Files that are written are scapy's to the byte, appended to or not.
func TestWrPcapIsScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(listHelpers)
	packets, times := samples(t, py)
	for _, nano := range []bool{false, true} {
		theirs, ours := filepath.Join(t.TempDir(), "theirs"), filepath.Join(t.TempDir(), "ours")
		for _, half := range []int{0, 1} {
			from, to := half*5, half*5+5
			want := py.Value("write_list", theirs, sampleCommands[from:to], times[from:to], nano, half == 1).([]byte)
			o := &packet.WrPcapOptions{}
			o.Nano, o.Append = nano, half == 1
			if err := packet.WrPcap(ours, packets[from:to], o); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(ours)
			if err != nil {
				t.Fatal(err)
			}
			// scapy rounds a time to microseconds, we cut it.
			if !nano {
				got, want = withoutMicroseconds(got), withoutMicroseconds(want)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("nano=%v, half %d:\n%x\n%x", nano, half, got, want)
			}
		}
	}
}

// withoutMicroseconds zeroes the last digit's place where rounding may show.
func withoutMicroseconds(file []byte) []byte {
	file = slices.Clone(file)
	for at := 24; at+16 <= len(file); {
		n := int(file[at+8]) | int(file[at+9])<<8
		copy(file[at+4:at+8], "\x00\x00\x00\x00")
		at += 16 + n
	}
	return file
}

// What a list says of itself is what scapy's says: its counts, summaries,
// conversations, tables, and the answers among its packets.
func TestListsAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(listHelpers)
	packets, _ := samples(t, py)
	file := filepath.Join(t.TempDir(), "x.pcap")
	o := &packet.WrPcapOptions{}
	o.Nano = true
	if err := packet.WrPcap(file, packets, o); err != nil {
		t.Fatal(err)
	}
	theirs := py.Value("read_list", file).(original.Dict)
	l, err := packet.RdPcap(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	cell := func(p *packet.Packet) (x, y, z any) {
		b, _ := p.Build()
		s := p.Summary()
		return len(b), p.Last().Proto().Title(), s[:min(12, len(s))]
	}
	pairs, left := l.SR(nil)
	replaced, err := l.Replace("IP.ttl", nil, 7)
	if err != nil {
		t.Fatal(err)
	}
	var sessions, times, data []any
	for _, s := range l.Sessions() {
		sessions = append(sessions, []any{s.Name, s.Len()})
	}
	for _, p := range l.Packets {
		b, err := p.Build()
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, b)
		times = append(times, fmt.Sprintf("%d.%09d", p.Time.Unix(), p.Time.Nanosecond()))
	}
	table := l.Table(cell)
	ours := original.Dict{
		{Key: "repr", Value: l.String()}, {Key: "tcp", Value: l.With("TCP").String()}, {Key: "part", Value: l.Slice(1, 4).String()},
		{Key: "filter", Value: l.Filter(func(p *packet.Packet) bool { return p.HasLayer("IP") }).String()}, {Key: "both", Value: l.Append(l.Slice(0, 2)).String()},
		{Key: "summary", Value: l.Summary(nil)}, {Key: "nsummary", Value: l.NSummary(nil)}, {Key: "sessions", Value: sessions},
		{Key: "table", Value: table.String()}, {Key: "lined", Value: table.Lined()}, {Key: "tex", Value: table.TeX()},
		{Key: "pairs", Value: pairs.Summary()}, {Key: "left", Value: left.Len()}, {Key: "replaced", Value: replaced.Summary(nil)},
		{Key: "times", Value: times}, {Key: "bytes", Value: data},
	}
	for _, p := range ours {
		if want := theirs.Get(p.Key); !original.Same(p.Value, want) {
			t.Errorf("%s:\n%v\nscapy:\n%v", p.Key, p.Value, want)
		}
	}
	if packets[0].Summary() != l.Packets[0].Summary() {
		t.Error("Replace changed the list that it was called on")
	}
}

// A file has one link type: another one goes into pcapng only, and comes back.
func TestLinkTypes(t *testing.T) {
	frame := packet.Stack(packet.Ether{Src: "02:00:00:00:00:01"}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{})
	four := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{})
	six := packet.Stack(packet.IPv6{Src: "fd00::1", Dst: "fd00::2"}, packet.UDP{})
	file := filepath.Join(t.TempDir(), "x")
	if err := packet.WrPcap(file, []*packet.Packet{frame, four}, nil); err == nil {
		t.Error("an IP packet went into an Ethernet capture")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a refused capture was left behind")
	}
	ng := &packet.WrPcapOptions{}
	ng.NG = true
	if err := packet.WrPcap(file, []*packet.Packet{frame, four, six}, ng); err != nil {
		t.Fatal(err)
	}
	raw := bpf.LinkRaw
	rawFile := filepath.Join(t.TempDir(), "raw")
	if err := packet.WrPcap(rawFile, []*packet.Packet{four, six}, &packet.WrPcapOptions{Link: &raw}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file string
		want []*packet.Packet
	}{{file, []*packet.Packet{frame, four, six}}, {rawFile, []*packet.Packet{four, six}}} {
		l, err := packet.RdPcap(c.file, nil)
		if err != nil || l.Len() != len(c.want) {
			t.Fatalf("%v, %v", l, err)
		}
		for i, p := range l.Packets {
			a, _ := p.Build()
			b, _ := c.want[i].Build()
			if !bytes.Equal(a, b) || !strings.HasPrefix(p.Summary(), c.want[i].Layers()[0].Name()) {
				t.Errorf("%d: %s: %x, not %x", i, p.Summary(), a, b)
			}
		}
	}
	// A filter over packets of several link types is compiled for each.
	l, err := packet.Sniff(t.Context(), &packet.SniffOptions{Offline: file, Filter: "udp port 53"})
	if err != nil || l.Len() != 3 {
		t.Errorf("%v, %v", l, err)
	}
}

func TestPlotsAndGraphs(t *testing.T) {
	a := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{})
	b := packet.Stack(packet.IP{Src: "10.0.0.2", Dst: "10.0.0.1"}, packet.UDP{})
	a.Time, b.Time = time.Unix(1, 0), time.Unix(3, 0)
	l := packet.NewPacketList("<list>", a, b, a)
	dot := l.Conversations(nil).DOT()
	if !strings.Contains(dot, `"10.0.0.1" -> "10.0.0.2"`) || strings.Count(dot, "->") != 2 {
		t.Error(dot)
	}
	for _, plot := range []packet.Plot{
		l.Plot(func(p *packet.Packet) (float64, bool) { return float64(p.Time.Unix()), true }),
		l.DiffPlot(1, func(a, b *packet.Packet) (float64, bool) { return b.Time.Sub(a.Time).Seconds(), true }),
		l.MultiPlot(func(p *packet.Packet) (string, float64, float64, bool) { return p.Summary(), 1, 2, true }),
		l.TimePlot(time.Second),
	} {
		svg := plot.SVG()
		if !strings.Contains(svg, "<polyline") || !strings.Contains(svg, "&lt;list&gt;") || strings.Contains(svg, "NaN") {
			t.Error(svg)
		}
	}
	if n := len(l.TimePlot(time.Second).Series[0].Points); n != 3 {
		t.Errorf("%d intervals of a second from 1 to 3", n)
	}
	if html := l.Table(func(p *packet.Packet) (x, y, z any) { return "<x>", "y", "&" }).HTML(); !strings.Contains(html, "<th>&lt;x&gt;</th>") || !strings.Contains(html, "<td>&amp;</td>") {
		t.Error(html)
	}
	if svg := l.Conversations(nil).SVG(); !strings.Contains(svg, "10.0.0.1") || strings.Contains(svg, "NaN") {
		t.Error(svg)
	}
}
