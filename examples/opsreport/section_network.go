package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// network is what the network interfaces carry.
type network struct {
	host    psutilx.Host
	traffic traffic
}

func (*network) Title() string { return "Network" }

func (s *network) Sample(_ context.Context, since time.Duration) error {
	io, err := s.host.NetIOCounters(nil)
	return s.traffic.read(since, io.BytesRecv, io.BytesSent, err)
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
