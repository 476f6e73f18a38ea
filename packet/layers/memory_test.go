package layers_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers"
)

// Lists of the smallest items that there are take memory in proportion to the bytes.
func TestListsTakeLittleMemory(t *testing.T) {
	for _, c := range []struct {
		name string
		head string
		item string
	}{
		{"TLS_Ext_ALPN", "\x00\x10\xff\xff\xff\xfd", "\x00"}, {"TLS_Ext_ServerName", "\x00\x00\xff\xff\xff\xfd", "\x00\x00\x00"}, {"MKAPDU", "", "\x01\x04\x00\x00"},
		{"TFTP_Options", "", "\x00\x00"}, {"DHCP6OptIA_NA", "\x00\x03\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "\x00\x0e\x00\x00"},
		{"Radius", "\x01\x01\xff\xff0123456789abcdef", "\x01\x02"}, {"DNSRRNSEC", "\x00\x00\x2f\x00\x01\x00\x00\x00\x00\xff\xff\x00", "\xff\xff"},
	} {
		data := append([]byte(c.head), bytes.Repeat([]byte(c.item), 60000/len(c.item))...)
		var d *packet.Dissector
		for _, p := range append(packet.Protos(), layers.All()...) {
			if p.Name() == c.name {
				h, err := packet.NewLayer(p, nil)
				if err != nil {
					t.Fatal(err)
				}
				d = packet.NewDissector(h, &packet.DissectorOptions{Protos: layers.All(), NoCopy: true})
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := d.Dissect(data)
		runtime.ReadMemStats(&after)
		if got := (after.TotalAlloc - before.TotalAlloc) / uint64(len(data)); err != nil || got > 400 {
			t.Errorf("%s: %d bytes of memory for a byte, %v", c.name, got, err)
		}
		if b, err := p.Build(); err != nil || !bytes.Equal(b, data) {
			t.Errorf("%s: built again otherwise, %v", c.name, err)
		}
	}
}
