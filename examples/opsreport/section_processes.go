package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// processes are the ones that need most of the machine, over the time of the
// sampling.
type processes struct {
	monitor *psutilx.Monitor
	err     error // why there is no monitor, or what could not be read of some
}

func (*processes) Title() string { return "Processes" }

// Sample starts to watch with the first sample; how busy each was only the end
// tells.
func (s *processes) Sample(context.Context, time.Duration) error {
	if s.monitor != nil || s.err != nil {
		return s.err
	}
	if s.monitor, s.err = psutilx.NewMonitor(nil); s.err == nil {
		_, s.err = s.monitor.Processes(nil)
	}
	return s.err
}

func (s *processes) Content() (content, error) {
	if s.monitor == nil {
		return content{}, s.err
	}
	defer s.monitor.Close()
	rows, err := s.monitor.Processes(nil)
	byStatus := map[psutilx.ProcessStatus]int{}
	for i := range rows {
		byStatus[rows[i].Status]++
	}
	c := content{Figures: []figure{
		{"All", fmt.Sprint(len(rows))}, {"Running", fmt.Sprint(byStatus[psutilx.StatusRunning])},
		{"Waiting for disks", fmt.Sprint(byStatus[psutilx.StatusDiskSleep])}, {"Zombies", fmt.Sprint(byStatus[psutilx.StatusZombie])},
	}}
	for _, by := range []struct {
		title string
		less  func(a, b psutilx.ProcessInfo) int
	}{
		{"Busiest", func(a, b psutilx.ProcessInfo) int { return cmp.Compare(b.CPUPercent, a.CPUPercent) }},
		{"Largest", func(a, b psutilx.ProcessInfo) int { return cmp.Compare(b.RSS, a.RSS) }},
	} {
		const most = 8
		slices.SortStableFunc(rows, by.less)
		t := table{Head: []string{by.title, "PID", "User", "CPU", "Memory", "CPU time"}}
		for _, r := range rows[:min(most, len(rows))] {
			t.Rows = append(t.Rows, []string{
				strings.ToValidUTF8(r.Name, "?"), fmt.Sprint(r.PID), r.Username, percentText(r.CPUPercent), bytesText(float64(r.RSS)),
				time.Duration((r.CPUTimes.User + r.CPUTimes.System) * float64(time.Second)).Round(10 * time.Millisecond).String(),
			})
		}
		c.Tables = append(c.Tables, t)
	}
	return c, err
}
