package packet_test

import (
	"fmt"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// boundAt is a protocol of one byte that lies over UDP at a port.
func boundAt(name string, over ...packet.Layer) *packet.Proto {
	var bindings []packet.Binding
	for _, u := range over {
		bindings = append(bindings, packet.Binding{Under: u})
	}
	type one struct{ A any }
	return packet.Define[one](packet.Desc{Name: name, Fields: []packet.Field{packet.ByteField("a", 0)}, Over: bindings})
}

// Of several protocols that are bound to what a layer has, the one that was bound first
// lies above it, also where numbers share their last byte; one dissector's bindings are
// not another's.
func TestFirstBindingWins(t *testing.T) {
	protos := []*packet.Proto{
		boundAt("First", packet.UDP{DPort: 7777}), boundAt("Second", packet.UDP{SPort: 7777}, packet.UDP{DPort: 7777 + 256}), boundAt("Third", packet.UDP{DPort: 7777}),
		boundAt("Fourth", packet.UDP{DPort: 7777 + 512}, packet.UDP{DPort: 9, SPort: 8}), boundAt("Fifth", packet.UDP{SPort: 8}), boundAt("Sixth", packet.UDP{DPort: 53}),
	}
	of := func(n ...int) *packet.Dissector {
		o := &packet.DissectorOptions{}
		for _, i := range n {
			o.Protos = append(o.Protos, protos[i])
		}
		return packet.NewDissector(packet.IP{}, o)
	}
	all, back, none := of(0, 1, 2, 3, 4, 5), of(5, 4, 3, 2, 1, 0), of()
	for _, c := range []struct {
		sport, dport    int
		all, back, none string
	}{
		{5, 7777, "First", "Third", "Raw"}, {7777, 7777, "First", "Third", "Raw"}, {7777, 5, "Second", "Second", "Raw"}, {7777, 7777 + 512, "Second", "Fourth", "Raw"},
		{5, 7777 + 256, "Second", "Second", "Raw"}, {5, 7777 + 512, "Fourth", "Fourth", "Raw"}, {5, 7777 + 768, "Raw", "Raw", "Raw"}, {8, 9, "Fourth", "Fifth", "Raw"},
		{8, 10, "Fifth", "Fifth", "Raw"}, {5, 7777 & 255, "Raw", "Raw", "Raw"}, {5, 53, "DNS", "DNS", "DNS"}, {8, 53, "DNS", "DNS", "DNS"},
	} {
		data := must(t, packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{SPort: c.sport, DPort: c.dport}, "\x01"))
		if c.none == "DNS" {
			data = must(t, packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{SPort: c.sport, DPort: c.dport}, packet.DNS{}))
		}
		var got []string
		for _, d := range []*packet.Dissector{all, back, none} {
			p, err := d.Dissect(data)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p.Layers()[2].Name())
		}
		if want := []string{c.all, c.back, c.none}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d to %d: %v, not %v", c.sport, c.dport, got, want)
		}
	}
}
