package packet_test

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

func segment(t testing.TB, seq uint32, flags, data string) *packet.Packet {
	t.Helper()
	p, err := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.TCP{SPort: 1000, DPort: 2000, Seq: seq, Flags: flags}, data).Rebuilt()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func joined(list []packet.Segment) (data string, lost uint64, conflict, end bool) {
	for _, s := range list {
		data += string(s.Data)
		lost += s.Lost
		conflict = conflict || s.Conflict
		end = end || s.End
	}
	return data, lost, conflict, end
}

func TestStreamOrder(t *testing.T) {
	s := packet.NewStreams(nil)
	var out []packet.Segment
	for _, p := range []*packet.Packet{
		segment(t, 0xfffffff0, "S", ""), segment(t, 0xfffffff6, "PA", "fghij"), segment(t, 0xfffffff1, "PA", "abcde"), segment(t, 0xfffffff1, "PA", "abcde"),
		segment(t, 0xfffffffb, "PA", "klmno"), segment(t, 4, "PA", "tuv"), segment(t, 0, "PA", "pqrst"), segment(t, 7, "FA", ""),
	} {
		out = append(out, s.Add(p)...)
	}
	data, lost, conflict, end := joined(out)
	if data != "abcdefghijklmnopqrstuv" || lost != 0 || conflict || !end {
		t.Errorf("%q lost %d conflict %v end %v: %+v", data, lost, conflict, end, out)
	}
	if !out[0].Start {
		t.Error("no start was reported")
	}
	for _, x := range out {
		if len(x.Data) == 0 && !x.Start && !x.End {
			t.Errorf("an empty segment: %+v", x)
		}
	}
}

func TestStreamGap(t *testing.T) {
	s := packet.NewStreams(&packet.StreamOptions{Buffer: 100})
	out := s.Add(segment(t, 1000, "A", "first"))
	out = append(out, s.Add(segment(t, 1000+50<<20, "A", "far"))...)
	if data, lost, _, _ := joined(out); data != "first" || lost != 0 {
		t.Fatalf("%q %d", data, lost)
	}
	data, lost, _, _ := joined(s.Flush())
	if data != "far" || lost != 50<<20-5 {
		t.Errorf("%q, %d bytes lost", data, lost)
	}
	if again := s.Flush(); again != nil {
		t.Errorf("flushed twice: %+v", again)
	}
}

// A long stream of which one direction was seen, without its beginning and with a hole,
// takes no memory that grows with it, and neither does what lies far ahead.
func TestStreamsStayFlat(t *testing.T) {
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	s := packet.NewStreams(&packet.StreamOptions{Buffer: 1 << 16})
	const size, segments = 1000, 20000
	load := strings.Repeat("x", size)
	before, got, lost := live(), uint64(0), uint64(0)
	add := func(list []packet.Segment) {
		for _, x := range list {
			got += uint64(len(x.Data))
			lost += x.Lost
		}
	}
	for i := range segments {
		if i != 5 {
			add(s.Add(segment(t, uint32(7+i*size), "A", load)))
		}
	}
	if after := live(); after > before+4<<20 {
		t.Errorf("%d bytes are live after %d, they were %d before", after, segments*size, before)
	}
	if want := uint64(segments-1) * size; got != want || lost != size {
		t.Errorf("%d bytes of %d, %d lost", got, want, lost)
	}
	add(s.Add(segment(t, uint32(7+segments*size+50<<20), "A", "far")))
	if after := live(); after > before+4<<20 {
		t.Errorf("%d bytes are live after a byte far ahead, they were %d before", after, before)
	}
	if add(s.Flush()); lost != size+50<<20 {
		t.Errorf("%d bytes lost", lost)
	}
}

func TestStreamAge(t *testing.T) {
	s := packet.NewStreams(&packet.StreamOptions{Age: time.Second})
	start := time.Unix(1000, 0)
	at := func(p *packet.Packet, after time.Duration) *packet.Packet { p.Time = start.Add(after); return p }
	s.Add(at(segment(t, 1, "A", "a"), 0))
	s.Add(at(segment(t, 5, "A", "e"), 0))
	data, lost, _, _ := joined(s.Add(at(segment(t, 6, "A", "f"), 2*time.Second)))
	if data != "ef" || lost != 3 {
		t.Errorf("%q, %d bytes lost", data, lost)
	}
}

func TestStreamConflict(t *testing.T) {
	s := packet.NewStreams(nil)
	out := s.Add(segment(t, 1, "A", "abcdef"))
	out = append(out, s.Add(segment(t, 3, "A", "cXefgh"))...)
	data, _, conflict, _ := joined(out)
	if data != "abcdefgh" || !conflict {
		t.Errorf("%q %v", data, conflict)
	}
}

// TestStreamShuffled sends random text in random pieces, reordered, repeated and
// overlapping, across the end of the sequence numbers.
func TestStreamShuffled(t *testing.T) {
	rng := original.Rand(t)
	for range original.Rounds(t, 200) {
		text := make([]byte, 1+rng.IntN(3000))
		for i := range text {
			text[i] = byte(rng.Uint32())
		}
		base := uint32(rng.Uint32())
		if rng.IntN(2) == 0 {
			base = -uint32(rng.IntN(2000))
		}
		type cut struct{ from, to int }
		var cuts []cut
		for at := 0; at < len(text); {
			to := min(at+1+rng.IntN(400), len(text))
			cuts = append(cuts, cut{max(at-rng.IntN(20), 0), to})
			if rng.IntN(5) == 0 {
				cuts = append(cuts, cut{at, to})
			}
			at = to
		}
		rng.Shuffle(len(cuts), func(i, j int) { cuts[i], cuts[j] = cuts[j], cuts[i] })
		s := packet.NewStreams(nil)
		out := s.Add(segment(t, base-1, "S", ""))
		for _, c := range cuts {
			out = append(out, s.Add(segment(t, base+uint32(c.from), "A", string(text[c.from:c.to])))...)
		}
		data, lost, conflict, _ := joined(out)
		if !bytes.Equal([]byte(data), text) || lost != 0 || conflict {
			t.Fatalf("%d bytes of %d, lost %d, conflict %v", len(data), len(text), lost, conflict)
		}
	}
}
