package pcap_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pyops-go/pyops/packet/pcap"
)

// What begins like gzip and is none, what is empty, and what cannot be read are told
// apart.
func TestFirstBytes(t *testing.T) {
	for _, c := range []struct {
		bytes, words string
		kind         error
	}{
		{"", "no bytes", pcap.ErrEmpty}, {"\x1f\x8b\x00", "gzip", pcap.ErrFormat}, {"\x1f\x00\x00\x00", "", pcap.ErrFormat}, {"\x00\x8b\x00\x00", "", pcap.ErrFormat}, {"abc", "3 bytes", pcap.ErrFormat},
	} {
		_, err := pcap.NewReader(strings.NewReader(c.bytes))
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "gzip") != (c.words == "gzip") || errors.Is(err, io.EOF) != (c.words == "gzip" && errors.Is(err, io.EOF)) {
			t.Errorf("%q: %v", c.bytes, err)
		}
		if c.kind == pcap.ErrEmpty && (errors.Is(err, io.EOF) || err.Error() != "pcap: byte 0: there are no bytes") {
			t.Error(err)
		}
	}
	broken := errors.New("the disk is gone")
	if _, err := pcap.NewReader(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
}

// Link types have two bytes, all of which count.
func TestHighestLink(t *testing.T) {
	for _, ng := range []bool{false, true} {
		o := &pcap.WriterOptions{NG: ng}
		if _, err := pcap.NewWriter(io.Discard, 65536, o); !errors.Is(err, pcap.ErrRecord) || !strings.Contains(err.Error(), "65536") {
			t.Error(err)
		}
		var file bytes.Buffer
		w, err := pcap.NewWriter(&file, 65535, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(pcap.Record{Data: []byte("x")}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		// A record without a time has that of 1970.
		if r := one(t, file.Bytes()); r.Link != 65535 || r.Time.UnixNano() != 0 {
			t.Errorf("%+v", r)
		}
	}
}

// What cannot be read is told, wherever it begins: it is never taken for the end of the
// file, nor for a file that was cut.
func TestBrokenReader(t *testing.T) {
	broken := errors.New("the disk is broken")
	path := filepath.Join(t.TempDir(), "x.pcap")
	for name, o := range forms() {
		if o.BigEndian {
			continue
		}
		write(t, path, 1, o, records()[:2])
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for n := range len(whole) + 1 {
			r, err := pcap.NewReader(io.MultiReader(bytes.NewReader(whole[:n]), iotest.ErrReader(broken)))
			if err == nil {
				for _, err = range r.All() {
				}
				if err == nil {
					_, err = r.Next()
				}
			}
			if !errors.Is(err, broken) && (!o.Gzip || n < len(whole)) || r != nil && r.Cut() {
				t.Fatalf("%s, %d of %d bytes: %v, cut: %v", name, n, len(whole), err, r != nil && r.Cut())
			}
		}
	}
	old := append(le(uint32(0xa1b2cd34), uint16(2), uint16(4), uint64(0), uint32(65535), uint32(1)), le(uint32(1), uint32(2), uint32(1), uint32(1), uint32(0), uint32(0), byte(9))...)
	for n := range old {
		r, err := pcap.NewReader(io.MultiReader(bytes.NewReader(old[:n]), iotest.ErrReader(broken)))
		if err == nil {
			_, err = r.Next()
		}
		if !errors.Is(err, broken) {
			t.Errorf("modified, %d bytes: %v", n, err)
		}
	}
}

// A record without a time is written as the beginning of 1970, to the nanosecond.
func TestNoTime(t *testing.T) {
	for _, ng := range []bool{false, true} {
		var b bytes.Buffer
		w, err := pcap.NewWriter(&b, 1, &pcap.WriterOptions{NG: ng, Nano: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Write(pcap.Record{Data: []byte{1}}), w.Close()); err != nil {
			t.Fatal(err)
		}
		r, err := pcap.NewReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Next(); err != nil || !got.Time.Equal(time.Unix(0, 0)) {
			t.Errorf("ng=%v: %v: %v", ng, got.Time, err)
		}
	}
}

// A file of a link type that no file can have is refused before one that is there is
// touched.
func TestBadLinkKeepsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.pcap")
	write(t, path, 1, pcap.FileOptions{}, records()[:1])
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pcap.Create(path, 1<<16, nil); !errors.Is(err, pcap.ErrRecord) || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("%d bytes of %d are left: %v", len(after), len(before), err)
	}
}
