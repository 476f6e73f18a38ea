package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// system is the machine as a whole: how long it has been up and its load.
type system struct{ load line }

func (*system) Title() string { return "System" }

func (s *system) Sample(_ context.Context, since time.Duration) error {
	load, err := psutilx.LoadAvg()
	if err != nil {
		return err
	}
	s.load.add(since, load.Load1)
	return nil
}

func (s *system) Content() (content, error) {
	c := content{Figures: []figure{{"Platform", runtime.GOOS + "/" + runtime.GOARCH}}}
	if boot, err := psutilx.BootTime(); err == nil {
		c.Figures = append(c.Figures,
			figure{"Up since", boot.Local().Format("2006-01-02 15:04")},
			figure{"Uptime", time.Since(boot).Round(time.Second).String()})
	}
	if load, err := psutilx.LoadAvg(); err == nil {
		c.Figures = append(c.Figures, figure{"Load over 1, 5, 15 min", fmt.Sprintf("%.2f  %.2f  %.2f", load.Load1, load.Load5, load.Load15)})
	}
	s.load.Name = "1 min"
	c.Charts = []chart{{Title: "Load", Lines: []line{s.load}, Unit: func(v float64) string { return fmt.Sprintf("%.2f", v) }}}
	return c, nil
}
