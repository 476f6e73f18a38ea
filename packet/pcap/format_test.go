package pcap_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pyops-go/pyops/packet/pcap"
)

// bytesOf are the integers of a file in a byte order.
func bytesOf(order binary.ByteOrder, parts ...any) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		binary.Write(&b, order, p)
	}
	return b.Bytes()
}

// What begins a file is, byte by byte, what the drafts of the formats say
// (draft-ietf-opsawg-pcap, section 4; -pcapng, sections 4.1 and 4.2), and a reader tells
// it again.
func TestBeginnings(t *testing.T) {
	for _, big := range []bool{false, true} {
		var order binary.ByteOrder = binary.LittleEndian
		if big {
			order = binary.BigEndian
		}
		for _, nano := range []bool{false, true} {
			for _, snap := range []int{0, 1234} {
				wantSnap := uint32(65535)
				if snap != 0 {
					wantSnap = 1234
				}
				magic, resolution := uint32(0xa1b2c3d4), []byte(nil)
				if nano {
					magic, resolution = 0xa1b23c4d, bytesOf(order, uint16(9), uint16(1), []byte{9, 0, 0, 0}, uint32(0))
				}
				classic := bytesOf(order, magic, uint16(2), uint16(4), int32(0), uint32(0), wantSnap, uint32(147))
				length := uint32(20 + len(resolution))
				ng := append(bytesOf(order, uint32(0x0a0d0d0a), uint32(28), uint32(0x1a2b3c4d), uint16(1), uint16(0), int64(-1), uint32(28)),
					bytesOf(order, uint32(1), length, uint16(147), uint16(0), wantSnap, resolution, length)...)
				for _, c := range []struct {
					ng   bool
					want []byte
				}{{false, classic}, {true, ng}} {
					var b bytes.Buffer
					w, err := pcap.NewWriter(&b, 147, &pcap.WriterOptions{NG: c.ng, Nano: nano, BigEndian: big, SnapLen: snap})
					if err != nil {
						t.Fatal(err)
					}
					if err := errors.Join(w.Write(pcap.Record{Data: []byte("abcde")}), w.Close()); err != nil {
						t.Fatal(err)
					}
					if !bytes.HasPrefix(b.Bytes(), c.want) {
						t.Errorf("ng=%v nano=%v big=%v: %x, not %x", c.ng, nano, big, b.Bytes()[:min(b.Len(), len(c.want))], c.want)
					}
					r, err := pcap.NewReader(&b)
					if err != nil {
						t.Fatal(err)
					}
					n := 0
					for rec, err := range r.All() {
						if n++; err != nil || rec.Cut || string(rec.Data) != "abcde" {
							t.Errorf("%+v: %v", rec, err)
						}
					}
					if n != 1 || r.Cut() || r.NG() != c.ng || r.BigEndian() != big || r.Link() != 147 || r.SnapLen() != int(wantSnap) || !c.ng && r.Nano() != nano {
						t.Errorf("ng=%v nano=%v big=%v: %d records, cut %v, NG %v, nano %v, big %v, link %d, snap %d", c.ng, nano, big,
							n, r.Cut(), r.NG(), r.Nano(), r.BigEndian(), r.Link(), r.SnapLen())
					}
				}
			}
		}
	}
}

// What breaks the rules of pcapng is told in words, with the block that does; what came
// before it is there.
func TestBrokenBlocks(t *testing.T) {
	face := block(1, uint16(1), uint16(0), uint32(0))
	good := block(6, uint32(0), uint32(0), uint32(5), uint32(1), uint32(1), []byte{7, 0, 0, 0})
	short := func(length uint32) []byte { return le(uint32(6), length, make([]byte, 64)) }
	for reason, bad := range map[string][]byte{
		"a block's length is 0: a multiple of four from 12 on was expected":           short(0),
		"a block's length is 8: a multiple of four from 12 on was expected":           short(8),
		"a block's length is 30: a multiple of four from 12 on was expected":          short(30),
		"a block's length is 13: a multiple of four from 12 on was expected":          short(13),
		"a block's length is 12: a multiple of four from 16 on was expected":          le(uint32(0x0a0d0d0a), uint32(12), uint32(0x1a2b3c4d), uint32(12)),
		"a block of 16 bytes says 0 at its end":                                       short(16),
		"a section's block is too short":                                              block(0x0a0d0d0a, uint32(0x1a2b3c4d), uint16(1), uint16(0), uint32(0)),
		"version 2 of pcapng is not known":                                            block(0x0a0d0d0a, uint32(0x1a2b3c4d), uint16(2), uint16(0), int64(-1)),
		"a section's byte order is 01020304: 1a2b3c4d was expected, either way round": block(0x0a0d0d0a, []byte{1, 2, 3, 4}, uint16(1), uint16(0), int64(-1)),
		"an interface's block is too short":                                           block(1, uint32(1)),
		"a packet's block is too short":                                               block(6, uint32(0), uint32(0), uint32(0), uint32(0)),
		"a packet is from interface 1, and 1 are described":                           block(6, uint32(1), uint32(0), uint32(5), uint32(1), uint32(1), uint32(7)),
		"a packet of 5 bytes does not fit into its block":                             block(6, uint32(0), uint32(0), uint32(5), uint32(5), uint32(5), uint32(7)),
		"a simple packet's block is too short, or no interface is described":          block(3),
		"a packet is from interface 65535, and 1 are described":                       block(2, uint16(65535), uint16(0), uint32(0), uint32(5), uint32(1), uint32(1), uint32(7)),
		"a packet of 4294967295 bytes does not fit into its block":                    block(6, uint32(0), uint32(0), uint32(5), uint32(0xffffffff), uint32(5), uint32(7)),
	} {
		before := bytes.Join([][]byte{section, face, good}, nil)
		r, err := pcap.NewReader(bytes.NewReader(append(before, bad...)))
		if err != nil {
			t.Fatal(err)
		}
		if rec, err := r.Next(); err != nil || len(rec.Data) != 1 || rec.Data[0] != 7 {
			t.Fatalf("%s: %+v, %v", reason, rec, err)
		}
		for range 2 { // it fails as it failed
			_, err = r.Next()
			var e *pcap.FormatError
			if !errors.As(err, &e) || !errors.Is(err, pcap.ErrFormat) || e.Reason != reason || e.Offset != int64(len(before)) || r.Cut() {
				t.Errorf("%s: %v", reason, err)
			}
		}
	}
	// A simple packet is of the first interface, of which there is none here.
	r, err := pcap.NewReader(bytes.NewReader(append(bytes.Clone(section), block(3, uint32(1), uint32(7))...)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); !errors.Is(err, pcap.ErrFormat) {
		t.Errorf("a simple packet of no interface: %v", err)
	}
}

// Options of a packet are read as far as they are whole; a new section begins to count
// interfaces anew; blocks of other kinds are passed over.
func TestOptionsAndSections(t *testing.T) {
	face := func(link uint16, name string) []byte {
		return block(1, link, uint16(0), uint32(0), uint16(2), uint16(len(name)), []byte(name), make([]byte, -len(name)&3))
	}
	with := func(options ...any) []byte {
		return block(6, append([]any{uint32(0), uint32(0), uint32(5), uint32(3), uint32(3), []byte("abc\x00")}, options...)...)
	}
	file := bytes.Join([][]byte{
		section, face(1, "one"), block(5, make([]byte, 16)), // statistics
		with(uint16(1), uint16(2), []byte("hi\x00\x00"), uint16(2), uint16(4), uint32(2)),
		with(uint16(2), uint16(4), uint32(0xfffffffd), uint16(0), uint16(0), uint16(1), uint16(4), []byte("gone")),
		with(uint16(2), uint16(3), []byte{1, 0, 0, 0}, uint16(1), uint16(9), []byte("long")),
		with(uint16(2), uint16(4), uint32(3)),
		section, face(101, "two"),
		with(),
	}, nil)
	var want = []pcap.Record{
		{Link: 1, Interface: "one", Comment: "hi", Outgoing: true}, {Link: 1, Interface: "one", Incoming: true}, {Link: 1, Interface: "one"}, {Link: 1, Interface: "one"}, {Link: 101, Interface: "two"},
	}
	r, err := pcap.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		got, err := r.Next()
		if err != nil || string(got.Data) != "abc" || !got.Time.Equal(time.Unix(0, 5000)) || got.Link != w.Link || got.Interface != w.Interface || got.Comment != w.Comment ||
			got.Incoming != w.Incoming || got.Outgoing != w.Outgoing || got.WireLen != 3 {
			t.Errorf("%d: %+v, not %+v: %v", i, got, w, err)
		}
	}
	if _, err := r.Next(); err != io.EOF || r.Cut() || r.Link() != 1 {
		t.Errorf("at the end: %v, cut %v, link %d", err, r.Cut(), r.Link())
	}
}

// A packet's block is, byte by byte, what the draft says (section 4.3): padded to four
// bytes, with an end of its options where there are any.
func TestPacketBlocks(t *testing.T) {
	head := []any{uint32(0), uint32(0), uint32(5), uint32(3), uint32(60), []byte("abc\x00")}
	for name, c := range map[string]struct {
		r    pcap.Record
		want []byte
	}{
		"no options": {pcap.Record{}, block(6, head...)},
		"direction":  {pcap.Record{Outgoing: true}, block(6, append(head, uint16(2), uint16(4), uint32(2), uint32(0))...)},
		"comment":    {pcap.Record{Comment: "hello", Incoming: true}, block(6, append(head, uint16(1), uint16(5), []byte("hello\x00\x00\x00"), uint16(2), uint16(4), uint32(1), uint32(0))...)},
	} {
		var b bytes.Buffer
		w, err := pcap.NewWriter(&b, 1, &pcap.WriterOptions{NG: true})
		if err != nil {
			t.Fatal(err)
		}
		c.r.Time, c.r.Data, c.r.WireLen = time.Unix(0, 5000), []byte("abc"), 60
		if err := errors.Join(w.Write(c.r), w.Close()); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(b.Bytes(), c.want) {
			t.Errorf("%s: %x, not %x", name, b.Bytes(), c.want)
		}
	}
}

// What is wrong with a record's header is told where that begins, behind records that
// were read whole and such as were copied piece by piece.
func TestPlacesOfRecords(t *testing.T) {
	record := func(n int) []byte {
		return append(le(uint32(1), uint32(0), uint32(n), uint32(n)), make([]byte, n)...)
	}
	broken := errors.New("the disk is broken")
	for _, sizes := range [][]int{nil, {5}, {5, 0, 7}, {8191, 8192, 8193}, {100000, 3}} {
		file := le(uint32(0xa1b2c3d4), uint16(2), uint16(4), uint64(0), uint32(65535), uint32(1))
		for _, n := range sizes {
			file = append(file, record(n)...)
		}
		r, err := pcap.NewReader(io.MultiReader(bytes.NewReader(append(file, 1, 2, 3)), iotest.ErrReader(broken)))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range sizes {
			if rec, err := r.Next(); err != nil || len(rec.Data) != n {
				t.Errorf("%v: %d bytes, %v", sizes, len(rec.Data), err)
			}
		}
		var e *pcap.FormatError
		if _, err := r.Next(); !errors.As(err, &e) || !errors.Is(err, broken) || e.Offset != int64(len(file)) {
			t.Errorf("%v: %v, not at %d", sizes, err, len(file))
		}
	}
}
