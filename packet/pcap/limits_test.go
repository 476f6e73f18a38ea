package pcap_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

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
