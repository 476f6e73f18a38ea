package main

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// network is what the network interfaces carry, without those that lead back to
// the machine itself.
type network struct {
	host     psutilx.Host
	traffic  traffic
	loopback map[string]bool
}

func (*network) Title() string { return "Network" }

func (s *network) Sample(_ context.Context, since time.Duration) error {
	each, err := s.host.NetIOCountersPerNIC(nil)
	var in, out uint64
	for name, n := range each {
		if !s.isLoopback(name) {
			in, out = in+n.BytesRecv, out+n.BytesSent
		}
	}
	return s.traffic.read(since, in, out, err)
}

// isLoopback reports whether what an interface carries never leaves the machine.
func (s *network) isLoopback(name string) bool {
	if s.loopback == nil {
		s.loopback = map[string]bool{"lo": true}
		nics, _ := net.Interfaces()
		for _, n := range nics {
			s.loopback[n.Name] = n.Flags&net.FlagLoopback != 0
		}
	}
	return s.loopback[name]
}

func (s *network) Content() (content, error) {
	c := content{Charts: []chart{s.traffic.chart("Network traffic", "received", "sent")}}
	each, err := s.host.NetIOCountersPerNIC(nil)
	if err != nil {
		return c, err
	}
	t := table{Head: []string{"Interface", "Received", "Sent", "Packets in", "Packets out", "Errors", "Drops"}}
	for _, name := range slices.Sorted(maps.Keys(each)) {
		n := each[name]
		t.Rows = append(t.Rows, []string{name, bytesText(float64(n.BytesRecv)), bytesText(float64(n.BytesSent)), fmt.Sprint(n.PacketsRecv), fmt.Sprint(n.PacketsSent), fmt.Sprint(n.ErrIn + n.ErrOut), fmt.Sprint(n.DropIn + n.DropOut)})
	}
	if len(t.Rows) > 0 {
		c.Tables = []table{t}
	}
	return c, nil
}
