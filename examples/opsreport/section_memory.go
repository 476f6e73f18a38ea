package main

import (
	"context"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// memory is main memory and swap space.
type memory struct{ used, cached, swap line }

func (*memory) Title() string { return "Memory" }

func (s *memory) Sample(_ context.Context, since time.Duration) error {
	mem, err := psutilx.VirtualMemory()
	if err != nil {
		return err
	}
	s.used.add(since, float64(mem.Used))
	s.cached.add(since, float64(mem.Cached+mem.Buffers))
	swap, err := psutilx.SwapMemory()
	if err != nil {
		return err
	}
	s.swap.add(since, float64(swap.Used))
	return nil
}

func (s *memory) Content() (content, error) {
	mem, err := psutilx.VirtualMemory()
	if err != nil {
		return content{}, err
	}
	size := func(name string, n uint64) figure { return figure{name, bytesText(float64(n))} }
	c := content{Figures: []figure{
		size("Total", mem.Total), size("Available", mem.Available), {"Not available", percentText(mem.Percent)},
		size("Used", mem.Used), size("Free", mem.Free), size("Cached", mem.Cached), size("Buffers", mem.Buffers),
		size("Active", mem.Active), size("Inactive", mem.Inactive),
	}}
	s.used.Name, s.cached.Name, s.swap.Name = "used", "cache and buffers", "swap"
	lines := []line{s.used, s.cached}
	if swap, err := psutilx.SwapMemory(); err == nil {
		if swap.Total == 0 {
			c.Figures = append(c.Figures, figure{"Swap", "none"})
		} else {
			c.Figures = append(c.Figures, size("Swap used", swap.Used), size("Swap total", swap.Total))
			lines = append(lines, s.swap)
		}
	}
	c.Charts = []chart{{Title: "Memory", Lines: lines, Top: float64(mem.Total), Unit: bytesText}}
	return c, nil
}
