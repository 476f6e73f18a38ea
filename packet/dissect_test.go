package packet_test

import (
	"errors"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// A layer by itself is the first of the packet that the same bytes make, and builds to
// its own bytes; what is no layer is Raw.
func TestDissectLayer(t *testing.T) {
	whole := must(t, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.TCP{DPort: 443}, "load"))
	for _, opts := range []*packet.DissectorOptions{nil, {NoCopy: true}} {
		d := packet.NewDissector(packet.IP{}, opts)
		data := append([]byte(nil), whole...)
		h, err := d.DissectLayer(data)
		if err != nil || h.Name() != "IP" || h.Err() != nil || string(h.Data()) != string(whole[:20]) || h.Num("proto") != 6 {
			t.Fatalf("%v, %v", h, err)
		}
		p, _ := d.Dissect(whole)
		if got, want := packet.Stack(h).String(), packet.Stack(p.Layers()[0]).String(); got != want {
			t.Errorf("%s, not %s", got, want)
		}
		data[8] = 99 // the TTL
		if same := h.Data()[8] == 99; same != (opts != nil) {
			t.Errorf("the bytes are the caller's: %v", same)
		}
	}
	h, err := packet.NewDissector(packet.IP{}, nil).DissectLayer(whole[:7])
	if !errors.Is(err, packet.ErrTooShort) || h.Name() != "Raw" || !errors.Is(h.Err(), packet.ErrTooShort) || string(must(t, packet.Stack(h))) != string(whole[:7]) {
		t.Errorf("cut: %v, %v", h.Name(), err)
	}
	if h, err := new(packet.Dissector).DissectLayer(whole); err == nil || h == nil {
		t.Errorf("no dissector: %v, %v", h, err)
	}
}
