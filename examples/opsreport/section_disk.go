package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// disks is what the disks carry and how full the root file system is.
type disks struct {
	host    psutilx.Host
	traffic traffic
}

func (*disks) Title() string { return "Disks" }

func (s *disks) Sample(_ context.Context, since time.Duration) error {
	io, err := s.host.DiskIOCounters(nil)
	return s.traffic.read(since, io.ReadBytes, io.WriteBytes, err)
}

func (s *disks) Content() (content, error) {
	usage, err := psutilx.DiskUsage("/")
	if err != nil {
		return content{}, err
	}
	c := content{Figures: []figure{
		{"Size of /", bytesText(float64(usage.Total))}, {"Used", bytesText(float64(usage.Used))},
		{"Free", bytesText(float64(usage.Free))}, {"Full", percentText(usage.Percent)},
	}}
	c.Charts = []chart{s.traffic.chart("Disk traffic", "read", "written")}
	each, err := s.host.DiskIOCountersPerDisk(nil)
	if err != nil {
		return c, err
	}
	t := table{Head: []string{"Disk", "Reads", "Writes", "Read", "Written", "Busy"}}
	for _, name := range slices.Sorted(maps.Keys(each)) {
		d := each[name]
		if d.ReadCount+d.WriteCount == 0 {
			continue
		}
		t.Rows = append(t.Rows, []string{name, fmt.Sprint(d.ReadCount), fmt.Sprint(d.WriteCount), bytesText(float64(d.ReadBytes)), bytesText(float64(d.WriteBytes)), (time.Duration(d.BusyTime) * time.Millisecond).String()})
	}
	if len(t.Rows) > 0 {
		c.Tables = []table{t}
	}
	return c, nil
}
