package packet_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet"
)

// streamPacket is a segment from a port, over IPv4 or IPv6, at a second of a capture.
func streamPacket(t *testing.T, six bool, port, second int, seq uint32, flags, data string) *packet.Packet {
	t.Helper()
	var below packet.Layer = packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}
	if six {
		below = packet.IPv6{Src: "::1", Dst: "::2"}
	}
	p, err := packet.Stack(below, packet.TCP{SPort: port, DPort: 80, Seq: seq, Flags: flags}, data).Rebuilt()
	if err != nil {
		t.Fatal(err)
	}
	p.Time = time.Unix(int64(second), 0)
	return p
}

// told is what came of segments, one word each.
func told(list []packet.Segment) string {
	out := ""
	for _, s := range list {
		out += fmt.Sprintf("%v", s.Flow)
		if s.Start {
			out += " start"
		}
		if len(s.Data) > 0 {
			out += fmt.Sprintf(" %s", s.Data)
		}
		if s.Lost > 0 {
			out += fmt.Sprintf(" lost %d", s.Lost)
		}
		if s.Conflict {
			out += " conflict"
		}
		if s.End {
			out += " end"
		}
		out += fmt.Sprintf(" @%d\n", s.Time.Unix())
	}
	return out
}

// What comes of a stream, packet by packet, at the limits of what may wait.
func TestBoundsOfStreams(t *testing.T) {
	type step struct {
		p    *packet.Packet
		want string
	}
	const four, six = "10.0.0.1:9 > 10.0.0.2:80", "[::1]:9 > [::2]:80"
	at := func(second int, seq uint32, flags, data string) *packet.Packet {
		return streamPacket(t, false, 9, second, seq, flags, data)
	}
	from := func(port, second int, seq uint32, data string) *packet.Packet {
		return streamPacket(t, false, port, second, seq, "A", data)
	}
	for name, c := range map[string]struct {
		opts  *packet.StreamOptions
		steps []step
		flush string
	}{
		"over IPv6": {nil, []step{
			{streamPacket(t, true, 9, 1, 10, "S", ""), six + " start @1\n"}, {streamPacket(t, true, 9, 2, 11, "A", "ab"), six + " ab @2\n"},
		}, ""},
		"data with SYN": {nil, []step{{at(1, 10, "S", "ab"), four + " start @1\n" + four + " ab @1\n"}, {at(2, 13, "A", "c"), four + " c @2\n"}}, ""},
		"a reset": {nil, []step{
			{at(1, 10, "A", "ab"), four + " ab @1\n"}, {at(2, 15, "A", "f"), ""}, {at(3, 13, "R", ""), four + " f lost 3 @2\n" + four + " end @3\n"},
			{at(4, 90, "A", "new"), four + " new @4\n"},
		}, ""},
		"an end":       {nil, []step{{at(1, 10, "A", "ab"), four + " ab @1\n"}, {at(2, 12, "FA", "c"), four + " c end @2\n"}, {at(3, 50, "A", "x"), four + " x @3\n"}}, ""},
		"an end ahead": {nil, []step{{at(1, 10, "A", "ab"), four + " ab @1\n"}, {at(2, 13, "FA", ""), ""}, {at(3, 12, "A", "c"), four + " c @3\n" + four + " end @2\n"}}, ""},
		"a full buffer": {&packet.StreamOptions{Buffer: 6}, []step{
			{at(1, 10, "A", "a"), four + " a @1\n"}, {at(2, 20, "A", "hello"), ""}, {at(3, 30, "A", "x"), four + " hello lost 9 @2\n"},
		}, four + " x lost 5 @3\n"},
		"an age": {&packet.StreamOptions{Age: 5 * time.Second}, []step{
			{at(1, 10, "A", "a"), four + " a @1\n"}, {at(2, 20, "A", "hello"), ""}, {from(8, 7, 1, "o"), "10.0.0.1:8 > 10.0.0.2:80 o @7\n"}, {at(7, 11, "", ""), ""},
			{at(8, 11, "", ""), four + " hello lost 9 @2\n"},
		}, ""},
		"flows": {&packet.StreamOptions{Flows: 2}, []step{
			{from(1, 3, 10, "a"), "10.0.0.1:1 > 10.0.0.2:80 a @3\n"}, {from(2, 1, 10, "b"), "10.0.0.1:2 > 10.0.0.2:80 b @1\n"}, {from(2, 2, 12, "d"), ""},
			{from(3, 4, 10, "c"), "10.0.0.1:2 > 10.0.0.2:80 d lost 1 @2\n10.0.0.1:3 > 10.0.0.2:80 c @4\n"}, {from(1, 5, 11, "e"), "10.0.0.1:1 > 10.0.0.2:80 e @5\n"},
			{from(1, 6, 20, "p"), ""}, {from(3, 6, 20, "q"), ""},
		}, "10.0.0.1:1 > 10.0.0.2:80 p lost 8 @6\n10.0.0.1:3 > 10.0.0.2:80 q lost 9 @6\n"},
		"one twice": {nil, []step{{at(1, 10, "A", "ab"), four + " ab @1\n"}, {at(2, 20, "A", "xy"), ""}, {at(3, 20, "A", "XY"), ""}, {at(4, 20, "A", "xyz"), ""}}, four + " xyz lost 8 @4\n"},
		"overlaps":  {nil, []step{{at(1, 10, "A", "abcd"), four + " abcd @1\n"}, {at(2, 12, "A", "cdef"), four + " ef @2\n"}, {at(3, 12, "A", "cd"), ""}, {at(4, 14, "A", "eX"), four + " conflict @4\n"}, {at(5, 15, "A", "fg"), four + " g @5\n"}}, ""},
	} {
		s := packet.NewStreams(c.opts)
		for i, x := range c.steps {
			if got := told(s.Add(x.p)); got != x.want {
				t.Errorf("%s, step %d: %q, not %q", name, i, got, x.want)
			}
		}
		if got := told(s.Flush()); got != c.flush {
			t.Errorf("%s, flushed: %q, not %q", name, got, c.flush)
		}
	}
}

// Bytes that come again with other content are seen for the last 4096 that were given out.
func TestConflictsFarBack(t *testing.T) {
	for back, conflict := range map[int]bool{1: true, 4095: true, 4096: true, 4097: false} {
		s := packet.NewStreams(nil)
		for i := range 5 {
			s.Add(streamPacket(t, false, 9, 1, uint32(10+1000*i), "A", string(make([]byte, 1000))))
		}
		_, _, got, _ := joined(s.Add(streamPacket(t, false, 9, 2, uint32(5010-back), "A", "x")))
		if got != conflict {
			t.Errorf("%d bytes back: %v", back, got)
		}
	}
}
