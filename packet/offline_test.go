package packet_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// All that Offline takes is sniffed alike.
func TestOfflineKinds(t *testing.T) {
	packets := []*packet.Packet{frame("one"), frame("two")}
	path := filepath.Join(t.TempDir(), "x.pcap")
	if err := packet.WrPcap(path, packets, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		offline any
		want    string
	}{
		{path, "one two"}, {[]string{path, path}, "one two one two"}, {io.Reader(bytes.NewReader(captureOf(t, 2))), "x x"}, {packets[0], "one"}, {packets, "one two"},
		{packet.NewPacketList("", packets...), "one two"},
	} {
		l, err := packet.Sniff(t.Context(), &packet.SniffOptions{Offline: c.offline, Filter: "udp port 80"})
		var loads []string
		for _, p := range l.Packets {
			b, _ := packet.Bytes(packet.GetLayer[packet.Raw](p).Load)
			loads = append(loads, string(b))
		}
		if got := strings.Join(loads, " "); err != nil || got != c.want {
			t.Errorf("%T: %q, not %q: %v", c.offline, got, c.want, err)
		}
	}
}

// Captures of every number that a system has for IP without a link header are IP, and
// the upper half of a link type, which tells of a frame check sequence, is none of it.
func TestLinkNumbers(t *testing.T) {
	four := must(t, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 1, DPort: 2}))
	six := must(t, packet.Stack(packet.IPv6{Src: "fd00::1", Dst: "fd00::2"}, packet.UDP{SPort: 1, DPort: 2}))
	ether := must(t, frame("x"))
	for _, c := range []struct {
		link  uint32
		data  []byte
		first string
	}{
		{12, four, "IP"}, {14, four, "IP"}, {101, four, "IP"}, {228, four, "IP"}, {12, six, "IPv6"}, {14, six, "IPv6"}, {101, six, "IPv6"}, {229, six, "IPv6"},
		{1, ether, "Ether"}, {0x24000001, ether, "Ether"}, {0x24000000 | 101, four, "IP"},
	} {
		file := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
		file = append(file, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0)
		for _, n := range []int{int(c.link), 1, 2, len(c.data), len(c.data)} {
			file = binary.LittleEndian.AppendUint32(file, uint32(n))
		}
		l, err := packet.Sniff(t.Context(), &packet.SniffOptions{Offline: io.Reader(bytes.NewReader(append(file, c.data...)))})
		if err != nil || l.Len() != 1 || l.Packets[0].Layers()[0].Name() != c.first || l.Packets[0].Layer("UDP") == nil {
			t.Errorf("link type %#x: %v, %v", c.link, l.Summary(nil), err)
		}
	}
}
