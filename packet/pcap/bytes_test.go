package pcap_test

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet/pcap"
)

func le(parts ...any) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		binary.Write(&b, binary.LittleEndian, p)
	}
	return b.Bytes()
}

func one(t *testing.T, file []byte) pcap.Record {
	t.Helper()
	r, err := pcap.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

var section = le(uint32(0x0a0d0d0a), uint32(28), uint32(0x1a2b3c4d), uint16(1), uint16(0), int64(-1), uint32(28))

// block is a pcapng block.
func block(kind uint32, body ...any) []byte {
	b := le(body...)
	return le(kind, uint32(len(b)+12), b, uint32(len(b)+12))
}

// Clocks of any resolution, to the digit; the offset in seconds is added. The
// values follow from the format's draft.
func TestClocks(t *testing.T) {
	for _, c := range []struct {
		resolution []byte
		offset     int64
		units      uint64
		want       time.Time
	}{
		{nil, 0, 1700000000123457, time.Unix(1700000000, 123457000)},
		{[]byte{9}, 0, 1700000000123456789, time.Unix(1700000000, 123456789)},
		{[]byte{0}, 0, 1700000000, time.Unix(1700000000, 0)},
		{[]byte{3}, -100, 1700000000123, time.Unix(1699999900, 123000000)},
		{[]byte{0x80 | 10}, 0, 1700000000<<10 | 512, time.Unix(1700000000, 500000000)},
		{[]byte{0x80 | 32}, 5, 1700000000<<32 | 1<<31, time.Unix(1700000005, 500000000)},
		{[]byte{12}, 1700000000, 123456789012, time.Unix(1700000000, 123456789)},
	} {
		options := []byte{}
		if c.resolution != nil {
			options = append(options, le(uint16(9), uint16(1), c.resolution, []byte{0, 0, 0})...)
		}
		options = append(options, le(uint16(14), uint16(8), c.offset, uint32(0))...)
		file := append(append([]byte{}, section...), block(1, uint16(1), uint16(0), uint32(0), options)...)
		file = append(file, block(6, uint32(0), uint32(c.units>>32), uint32(c.units), uint32(1), uint32(1), []byte{7, 0, 0, 0})...)
		if got := one(t, file); !got.Time.Equal(c.want) || len(got.Data) != 1 {
			t.Errorf("%x %d: %v, not %v", c.resolution, c.offset, got.Time, c.want.UTC())
		}
	}
}

func TestOldForms(t *testing.T) {
	head := func(magic, link uint32) []byte {
		return le(magic, uint16(2), uint16(4), uint64(0), uint32(65535), link)
	}
	fcs := append(head(0xa1b2c3d4, 0x24000001), le(uint32(1), uint32(2), uint32(1), uint32(1), byte(9))...)
	if r := one(t, fcs); r.Link != 1 || r.Data[0] != 9 {
		t.Errorf("a link type with a frame check sequence: %v", r)
	}
	modified := append(head(0xa1b2cd34, 1), le(uint32(1), uint32(2), uint32(1), uint32(1), uint64(0), byte(9))...)
	if r := one(t, modified); r.Data[0] != 9 || r.Time.Nanosecond() != 2000 {
		t.Errorf("the modified form: %v", r)
	}
	simple := append(append([]byte{}, section...), block(1, uint16(101), uint16(0), uint32(3))...)
	simple = append(simple, block(3, uint32(9), []byte{1, 2, 3, 0})...)
	if r := one(t, simple); r.Link != 101 || r.WireLen != 9 || len(r.Data) != 3 {
		t.Errorf("a simple packet: %v", r)
	}
	old := append(append([]byte{}, section...), block(1, uint16(1), uint16(0), uint32(0))...)
	old = append(old, block(2, uint16(0), uint16(0), uint32(0), uint32(5), uint32(2), uint32(2), []byte{1, 2, 0, 0})...)
	if r := one(t, old); r.Time.Nanosecond() != 5000 || len(r.Data) != 2 {
		t.Errorf("an obsolete packet's block: %v", r)
	}
}

// A length of 4 GiB in a few bytes takes no memory.
func TestLengths(t *testing.T) {
	ng := append(append([]byte{}, section...), block(1, uint16(1), uint16(0), uint32(0))...)
	for name, file := range map[string][]byte{
		"classic": append(le(uint32(0xa1b2c3d4), uint16(2), uint16(4), uint64(0), uint32(65535), uint32(1)), le(uint32(1), uint32(2), uint32(0xffffffff), uint32(1), byte(9))...),
		"block":   append(append([]byte{}, ng...), le(uint32(6), uint32(0xfffffffc), uint32(0))...),
		"section": le(uint32(0x0a0d0d0a), uint32(0xfffffffc), uint32(0x1a2b3c4d), uint16(1), uint16(0), int64(-1), uint32(28)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := pcap.NewReader(bytes.NewReader(file))
		if err == nil {
			for range r.All() {
			}
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 2<<20 {
			t.Errorf("%s: %d bytes were taken", name, used)
		}
	}
}

// Whatever the bytes, reading ends; no record has more bytes than the file; and
// what was read is written and read again as it was.
func FuzzReader(f *testing.F) {
	f.Add(append(append(append([]byte{}, section...), block(1, uint16(1), uint16(0), uint32(0), uint16(2), uint16(1), []byte("e\x00\x00\x00"))...), block(6, uint32(0), uint32(0), uint32(5), uint32(2), uint32(2), []byte{1, 2, 0, 0, 1, 0, 1, 0, 'c', 0, 0, 0})...))
	f.Add(append(le(uint32(0xa1b2c3d4), uint16(2), uint16(4), uint64(0), uint32(65535), uint32(1)), le(uint32(1), uint32(2), uint32(1), uint32(1), byte(9))...))
	f.Add(append(le(uint32(0x4d3cb2a1), uint16(2), uint16(4), uint64(0), uint32(65535), uint32(1)), le(uint32(1), uint32(2), uint32(1), uint32(1), byte(9))...))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := pcap.NewReader(bytes.NewReader(file))
		if err != nil {
			return
		}
		var out bytes.Buffer
		o := &pcap.WriterOptions{NG: true, Nano: true}
		w, err := pcap.NewWriter(&out, 1, o)
		if err != nil {
			t.Fatal(err)
		}
		var kept []pcap.Record
		for rec, err := range r.All() {
			if err != nil {
				break
			}
			if len(rec.Data) > len(file) && file[0] != 0x1f {
				t.Fatalf("%d bytes from %d", len(rec.Data), len(file))
			}
			if w.Write(rec) == nil {
				kept = append(kept, rec)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := pcap.NewReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		for i, rec := range kept {
			got, err := again.Next()
			if rec.WireLen == 0 {
				rec.WireLen = len(rec.Data)
			}
			if rec.Link == 0 {
				rec.Link = 1
			}
			if err != nil || !got.Time.Equal(rec.Time) && !rec.Time.IsZero() || !bytes.Equal(got.Data, rec.Data) || got.WireLen != rec.WireLen || got.Link != rec.Link ||
				got.Interface != rec.Interface || got.Comment != rec.Comment || got.Outgoing != rec.Outgoing {
				t.Fatalf("%d: %+v, not %+v: %v", i, got, rec, err)
			}
		}
	})
}

// Readers and writers that are none have an end and no room.
func TestNothing(t *testing.T) {
	if _, err := (&pcap.Reader{}).Next(); err == nil {
		t.Error("a reader of nothing reads")
	}
	var r *pcap.Reader
	if _, err := r.Next(); err == nil || r.Cut() || r.NG() || r.Nano() || r.BigEndian() || r.Link() != 0 || r.SnapLen() != 0 {
		t.Error("no reader reads")
	}
	for range r.All() {
		t.Error("no reader has records")
	}
	var w *pcap.Writer
	for _, w := range []*pcap.Writer{w, {}} {
		if err := w.Write(pcap.Record{}); err == nil {
			t.Error("no writer writes")
		}
		if err := w.Flush(); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}
