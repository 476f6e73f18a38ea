package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// cpus is how busy the processors are, and with what.
type cpus struct {
	host                 psutilx.Host // with a memory of its own for the times
	sampled              bool
	user, system, iowait line
	perCPU               []line
}

func (*cpus) Title() string { return "CPU" }

func (s *cpus) Sample(ctx context.Context, since time.Duration) error {
	share, err := s.host.CPUTimesPercent(ctx, 0, nil)
	if err != nil {
		return err
	}
	each, err := s.host.CPUPercentPerCPU(ctx, 0)
	if err != nil {
		return err
	}
	if !s.sampled { // the first reading has nothing to compare with
		s.sampled = true
		return nil
	}
	s.user.add(since, share.User+share.Nice)
	s.system.add(since, share.System+share.IRQ+share.SoftIRQ)
	s.iowait.add(since, share.IOWait)
	for i, percent := range each {
		if i == len(s.perCPU) {
			s.perCPU = append(s.perCPU, line{Name: fmt.Sprintf("CPU %d", i)})
		}
		s.perCPU[i].add(since, percent)
	}
	return nil
}

func (s *cpus) Content() (content, error) {
	var c content
	for _, kind := range []struct {
		name    string
		logical bool
	}{{"Logical CPUs", true}, {"Cores", false}} {
		n, err := psutilx.CPUCount(&psutilx.CPUCountOptions{Cores: !kind.logical})
		switch {
		case err == nil:
			c.Figures = append(c.Figures, figure{kind.name, fmt.Sprint(n)})
		case errors.Is(err, psutilx.ErrUnavailable):
			c.Figures = append(c.Figures, figure{kind.name, "not known"})
		}
	}
	if times, err := psutilx.CPUTimes(); err == nil {
		for _, f := range []struct {
			name    string
			seconds float64
		}{{"Time in user", times.User}, {"Time in system", times.System}, {"Time idle", times.Idle}, {"Time in iowait", times.IOWait}} {
			c.Figures = append(c.Figures, figure{f.name, (time.Duration(f.seconds) * time.Second).String()})
		}
	}
	s.user.Name, s.system.Name, s.iowait.Name = "user", "system", "iowait"
	c.Charts = []chart{{Title: "CPU time", Lines: []line{s.user, s.system, s.iowait}, Top: 100, Unit: percentText}}
	switch n := len(s.perCPU); {
	case n > 1 && n <= 4:
		c.Charts = append(c.Charts, chart{Title: "Busy, by CPU", Lines: s.perCPU, Top: 100, Unit: percentText})
	case n > 4: // more lines than that nobody can tell apart
		for _, l := range s.perCPU {
			c.Bars = append(c.Bars, barFigure{l.Name, l.mean(), percentText(l.mean())})
		}
	}
	return c, nil
}
