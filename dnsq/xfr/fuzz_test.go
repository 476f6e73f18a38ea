package xfr_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// Whatever messages come, a zone is as it was until a transfer is complete, and
// then it has an SOA at its origin.
func FuzzInbound(f *testing.F) {
	example := dnsq.MustName("example.")
	for _, c := range xfrCases() {
		var stream []byte
		for _, text := range c.Messages {
			m, err := dnsq.MessageFromText(text, &dnsq.MessageTextOptions{OneRRPerRRset: true})
			if err != nil {
				f.Fatal(err)
			}
			wire, err := m.ToWire(nil)
			if err != nil {
				f.Fatal(err)
			}
			stream = append(append(stream, byte(len(wire)>>8), byte(len(wire))), wire...)
		}
		f.Add(stream, c.Type == dnsq.TypeIXFR, c.UDP)
	}
	f.Fuzz(func(t *testing.T, stream []byte, ixfr, udp bool) {
		z, err := zone.FromText(before, example, nil)
		if err != nil {
			t.Fatal(err)
		}
		old, serial := z.String(), uint32(1)
		opts := &xfr.InboundOptions{Serial: &serial, UDP: udp && ixfr}
		if ixfr {
			opts.Type = dnsq.TypeIXFR
		}
		in, err := xfr.NewInbound(z, opts)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		complete := false
		for len(stream) > 2 {
			n := min(int(stream[0])<<8|int(stream[1]), len(stream)-2)
			m, err := dnsq.MessageFromWire(stream[2:2+n], &dnsq.ParseOptions{XFR: true, OneRRPerRRset: true, Origin: &example})
			stream = stream[2+n:]
			if err != nil {
				break
			}
			done, err := in.ProcessMessage(t.Context(), m)
			if err != nil {
				break
			}
			complete = complete || done
			if !complete && z.String() != old {
				t.Fatalf("the zone changed before its transfer was complete:\n%s", z.String())
			}
		}
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
		if !complete && z.String() != old {
			t.Fatalf("a transfer that failed changed the zone:\n%s", z.String())
		}
		if _, err := z.GetSOA(); err != nil {
			t.Fatal(err)
		}
	})
}
