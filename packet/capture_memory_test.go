package packet_test

import (
	"encoding/binary"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// endless is a capture file of so many packets, each a thousand bytes, that is made as
// it is read.
type endless struct {
	left int
	part []byte
}

func (e *endless) Read(b []byte) (int, error) {
	if len(e.part) == 0 {
		if e.left == 0 {
			return 0, io.EOF
		}
		e.left--
		e.part = make([]byte, 1016)
		binary.LittleEndian.PutUint32(e.part[8:], 1000)
		binary.LittleEndian.PutUint32(e.part[12:], 1000)
		copy(e.part[28:], "\x08\x00\x45")
	}
	n := copy(b, e.part)
	e.part = e.part[n:]
	return n, nil
}

// A capture that is iterated over, or that does not store, takes no memory that grows
// with the packets: what is live at its end is a small part of what went by.
func TestCaptureKeepsNothing(t *testing.T) {
	head := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	head = append(head, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0)
	const packets = 20000
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for _, name := range []string{"iterated", "not stored"} {
		file := &endless{left: packets, part: head}
		before, n := live(), 0
		var at uint64
		if name == "iterated" {
			for _, err := range packet.Capture(t.Context(), &packet.SniffOptions{Offline: file}) {
				if err != nil {
					t.Fatal(err)
				}
				if n++; n == packets {
					at = live()
				}
			}
		} else {
			l, err := packet.Sniff(t.Context(), &packet.SniffOptions{Offline: file, NoStore: true, Prn: func(*packet.Packet) {
				if n++; n == packets {
					at = live()
				}
			}})
			if err != nil || l.Len() != 0 {
				t.Errorf("%v %v", l, err)
			}
		}
		if n != packets || at > before+packets*1000/4 {
			t.Errorf("%s: %d packets, %d bytes live, %d before", name, n, at, before)
		}
	}
}

// A packet that was captured in part is written with the length that it had.
func TestWireLengthIsKept(t *testing.T) {
	whole := must(t, frame("a longer payload than was captured"))
	for _, name := range []string{"x.pcap", "x.pcapng", "x.pcap.gz"} {
		first := filepath.Join(t.TempDir(), name)
		for _, lengths := range [][2]int{{40, len(whole)}, {len(whole), len(whole) - 5}} {
			p, _ := packet.Dissect(packet.Ether{}, whole[:lengths[0]])
			p.WireLen = lengths[1]
			for range 2 {
				if err := packet.WrPcap(first, p, wrOptions(name)); err != nil {
					t.Fatal(err)
				}
				l, err := packet.RdPcap(first, nil)
				if err != nil || l.Len() != 1 {
					t.Fatal(l, err)
				}
				if p = l.Packets[0]; p.WireLen != lengths[1] || len(must(t, p)) != lengths[0] {
					t.Errorf("%s: %d bytes of %d, not %v", name, len(must(t, p)), p.WireLen, lengths)
				}
			}
		}
	}
}

// What the socket counts adds up over the capture, though the kernel begins anew each
// time it is asked.
func TestStatsAddUp(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		s, err := packet.OpenSocket(t.Context(), &packet.SocketOptions{Interface: "right", Filter: "udp port 80"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for n := 1; n <= 3; n++ {
			if _, err := packet.Sendp(t.Context(), frame("x"), &packet.SendOptions{Interface: "left"}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Receive(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if stats, err := s.Stats(); err != nil || stats.Packets != uint64(n) || stats.Drops != 0 {
					t.Errorf("%d packets: %+v %v", n, stats, err)
				}
			}
		}
	})
}

func wrOptions(name string) *packet.WrPcapOptions {
	o := &packet.WrPcapOptions{}
	o.NG, o.Gzip = strings.HasSuffix(name, "ng"), strings.HasSuffix(name, "gz")
	return o
}
