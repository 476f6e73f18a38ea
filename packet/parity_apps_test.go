package packet_test

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

func (g generator) dhcp() *packet.Packet {
	bootp := g.fill(packet.BOOTP{CHAddr: g.bytes(6)}, map[string]any{"options": nil})
	var list []packet.Option
	for range g.IntN(6) {
		list = append(list, []packet.Option{
			{Name: "message-type", Value: 1 + g.IntN(8)}, {Name: "server_id", Value: g.ip4()}, {Name: "router", Value: []any{g.ip4(), g.ip4()}},
			{Name: "hostname", Value: g.bytes(4)}, {Name: "param_req_list", Value: []any{1, 3, 6}}, {Name: "lease_time", Value: g.number(32)},
			{Name: "interface-mtu", Value: g.number(16)}, {Name: "default_ttl", Value: g.number(8)}, {Name: "client_id", Value: g.bytes(5)},
			{Name: "pad"}, {Name: "223", Value: g.bytes(2)}, {Name: "subnet_mask", Value: "255.255.0.0"},
		}[g.IntN(12)])
	}
	list = append(list, packet.Option{Name: "end"})
	return packet.Stack(packet.IP{Src: g.ip4(), Dst: g.ip4()}, packet.UDP{}, bootp, packet.DHCP{Options: list})
}

func TestParityDHCP(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 100))
	for i := range packets {
		packets[i] = g.dhcp()
	}
	compareForms(t, py, packets)
}
