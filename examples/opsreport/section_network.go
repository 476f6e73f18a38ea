package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// network is what the network interfaces carry.
type network struct {
	host           psutilx.Host
	received, sent rate
}

func (*network) Title() string { return "Network" }

func (s *network) Sample(_ context.Context, since time.Duration) error {
	io, err := s.host.NetIOCounters(nil)
	if errors.Is(err, psutilx.ErrUnavailable) {
		return nil // a machine without interfaces
	}
	if err != nil {
		return err
	}
	s.received.read(since, io.BytesRecv)
	s.sent.read(since, io.BytesSent)
	return nil
}

func (s *network) Content() (content, error) {
	s.received.Name, s.sent.Name = "received", "sent"
	c := content{Charts: []chart{{Title: "Network traffic", Lines: []line{s.received.line, s.sent.line}, Round: roundBytes, Unit: perSecond}}}
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
