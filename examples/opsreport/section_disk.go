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

// disks is what the disks carry and how full the file systems are.
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
	c := content{Charts: []chart{s.traffic.chart("Disk traffic", "read", "written")}}
	full, err := fileSystems()
	each, err2 := s.host.DiskIOCountersPerDisk(nil)
	t := table{Head: []string{"Disk", "Reads", "Writes", "Read", "Written", "Busy"}}
	for _, name := range slices.Sorted(maps.Keys(each)) {
		d := each[name]
		if d.ReadCount+d.WriteCount == 0 {
			continue
		}
		t.Rows = append(t.Rows, []string{name, fmt.Sprint(d.ReadCount), fmt.Sprint(d.WriteCount), bytesText(float64(d.ReadBytes)), bytesText(float64(d.WriteBytes)), (time.Duration(d.BusyTime) * time.Millisecond).String()})
	}
	for _, t := range []table{full, t} {
		if len(t.Rows) > 0 {
			c.Tables = append(c.Tables, t)
		}
	}
	return c, errors.Join(err, err2)
}

// fileSystems are those on devices, each once, and the one of the root folder in
// any case.
func fileSystems() (table, error) {
	t := table{Head: []string{"File system", "On", "Type", "Size", "Used", "Free", "Full"}}
	parts, failed := psutilx.DiskPartitions(nil)
	if !slices.ContainsFunc(parts, func(p psutilx.PartitionStat) bool { return p.Mountpoint == "/" }) {
		parts = append([]psutilx.PartitionStat{{Mountpoint: "/"}}, parts...)
	}
	if errors.Is(failed, psutilx.ErrNotSupported) {
		failed = nil
	}
	seen := map[string]bool{}
	for _, p := range parts {
		if p.Device != "" && seen[p.Device] {
			continue // mounted twice
		}
		seen[p.Device] = true
		u, err := psutilx.DiskUsage(p.Mountpoint)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		t.Rows = append(t.Rows, []string{p.Mountpoint, p.Device, p.FSType, bytesText(float64(u.Total)), bytesText(float64(u.Used)), bytesText(float64(u.Free)), percentText(u.Percent)})
	}
	return t, failed
}
