package packet_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

const captureSource = `
import os, re, tempfile, time
def write_ng(path, commands, times):
    packets = []
    for c, t in zip(commands, times):
        p = make(c)
        p.time = EDecimal(t)
        packets.append(p)
    wrpcapng(path, packets)

def read_ng(path):
    return [[bytes(p), type(p).__name__, format(p.time, '.9f')] for p in rdpcap(path)]

def ip_ng(path):
    wrpcapng(path, [IP(src="10.0.0.1", dst="10.0.0.2") / UDP()])
    return [type(p).__name__ for p in rdpcap(path)]

class Wide(Packet):
    fields_desc = [NBytesField("n", 0, 3)]

def wide(n):
    b = bytes(Wide(n=n))
    return [b, Wide(b).n]

def conversations(path):
    folder = tempfile.mkdtemp()
    prog, target = os.path.join(folder, "prog"), os.path.join(folder, "graph")
    with open(prog, "w") as f:
        f.write("#!/bin/sh\ncat\n")
    os.chmod(prog, 0o755)
    rdpcap(path).conversations(type="svg", prog=prog, target="> " + target)
    end = time.time() + 20
    while time.time() < end:
        text = open(target).read() if os.path.exists(target) else ""
        if text.rstrip().endswith("}"):
            return sorted(list(m) for m in re.findall(r'"(.*?)" -> "(.*?)"', text))
        time.sleep(0.005)
    raise Exception("no graph was drawn")
`

// Files of pcapng are read by the other side, each packet as it was, at its time to
// the microsecond that scapy writes; and the talks in them are drawn between the same
// addresses.
func TestCaptureFilesAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(captureSource)
	packets, times := samples(t, py)
	theirs, ours := filepath.Join(t.TempDir(), "theirs.pcapng"), filepath.Join(t.TempDir(), "ours.pcapng")
	if _, err := py.Call("write_ng", theirs, sampleCommands, times); err != nil {
		t.Fatal(err)
	}
	o := &packet.WrPcapOptions{}
	o.NG = true
	if err := packet.WrPcap(ours, packets, o); err != nil {
		t.Fatal(err)
	}
	l, err := packet.RdPcap(theirs, nil)
	if err != nil || l.Len() != len(packets) {
		t.Fatalf("%d packets, %v", l.Len(), err)
	}
	for i, p := range l.Packets {
		if a, b := must(t, p), must(t, packets[i]); string(a) != string(b) {
			t.Errorf("%d of scapy's: %x, not %x", i, a, b)
		}
		if d := p.Time.Sub(packets[i].Time).Abs(); d > 1000 {
			t.Errorf("%d of scapy's: %v beside its time", i, d)
		}
	}
	for i, row := range py.Value("read_ng", ours).([]any) {
		r := row.([]any)
		if want := []any{must(t, packets[i]), "Ether"}; !original.Same(r[:2], want) {
			t.Errorf("%d of ours: %q, not %q", i, r, want)
		}
		if at := r[2].(string); !strings.HasPrefix(at, times[i][:16]) {
			t.Errorf("%d of ours: %s, not %s", i, at, times[i])
		}
	}
	// Packets of IP get a link type of their own here; scapy reads its own file amiss.
	odd := filepath.Join(t.TempDir(), "odd.pcapng")
	if theirs := py.Value("ip_ng", odd); original.Same(theirs, []any{"IP"}) {
		t.Error("scapy writes the link type of IP by now")
	}
	four := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{})
	if err := packet.WrPcap(odd, four, o); err != nil {
		t.Fatal(err)
	}
	if rows := py.Value("read_ng", odd).([]any); len(rows) != 1 || rows[0].([]any)[1] != "IP" {
		t.Errorf("scapy reads ours as %q", rows)
	}
	edges := []any{}
	for _, m := range regexp.MustCompile(`"([^"]*)" -> "([^"]*)"`).FindAllStringSubmatch(packet.NewPacketList("", packets...).Conversations(nil).DOT(), -1) {
		edges = append(edges, []any{m[1], m[2]})
	}
	slices.SortFunc(edges, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	if want := py.Value("conversations", theirs); !original.Same(want, edges) {
		t.Errorf("conversations: scapy %q\nhere %q", want, edges)
	}
}

// wideLayer has a number of three bytes.
type wideLayer struct{ N any }

var wideProto = packet.Define[wideLayer](packet.Desc{Name: "Wide", Fields: []packet.Field{packet.BitField("n", 0, 24)}})

func (l wideLayer) Describe() (*packet.Proto, []any) { return wideProto, packet.ValuesOf(l) }

// A number of three bytes is read as it was written. scapy's NBytesField turns one of
// the two round.
func TestWideNumbersAreReadAsWritten(t *testing.T) {
	py := startScapy(t)
	py.Define(captureSource)
	for _, n := range []int{0, 1, 0x010203, 0xfffffe} {
		b := must(t, packet.Stack(wideLayer{N: n}))
		p, err := packet.Dissect(wideLayer{}, b)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Uint("n"); err != nil || got != uint64(n) {
			t.Errorf("%#x came back as %#x, %v", n, got, err)
		}
		theirs := py.Value("wide", n).([]any)
		turned := slices.Clone(b)
		slices.Reverse(turned)
		if !original.Same(theirs[0], b) && !original.Same(theirs[0], turned) {
			t.Errorf("%#x: scapy writes %x, here %x", n, theirs[0], b)
		}
		if symmetric := b[0] == b[2]; (fmt.Sprint(theirs[1]) == fmt.Sprint(n)) != symmetric {
			t.Errorf("scapy reads %#x as %v by now", n, theirs[1])
		}
	}
}
