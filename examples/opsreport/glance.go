package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// now is how much of the end of an interval a glance calls the present.
const now = 10 * time.Minute

// glance makes the few figures at the top: each with its course, and compared with
// the same time a day and a week ago.
func (r *runner) glance(report *model.Report) {
	m := report.Self().Machine
	course := func(keys ...string) model.Series {
		var out model.Series
		for _, s := range report.Self().Series {
			for _, key := range keys {
				if s.Key != key {
					continue
				}
				if out.Values == nil {
					out = model.Series{From: s.From, Step: s.Step, Values: make([]float64, len(s.Values))}
				}
				for i, v := range s.Values {
					out.Values[i] += v
				}
			}
		}
		return out
	}
	// A comparison is the difference to the mean of the same minutes of another day.
	compare := func(days int, what string, unit func(float64) string, value float64, keys ...string) string {
		to := report.Made.AddDate(0, 0, -days)
		means, _, err := r.store.Means(r.name, to.Add(-now), to)
		sum := 0.0
		for _, key := range keys {
			sum += means[key]
		}
		if err != nil || means == nil || math.IsNaN(sum) {
			return "no data of " + what
		}
		sign := "+"
		if value < sum {
			sign = "−"
		}
		return fmt.Sprintf("%s%s against %s", sign, unit(math.Abs(value-sum)), what)
	}
	add := func(name string, unit func(float64) string, value float64, ranks []string, keys ...string) {
		g := model.Glance{Name: name, Value: unit(value), Course: course(keys...)}
		g.Yesterday = compare(1, "yesterday", unit, value, keys...)
		g.LastWeek = compare(7, "last week", unit, value, keys...)
		for _, f := range report.Findings {
			for _, id := range ranks {
				if f.Host == r.name && (f.ID == id || strings.HasPrefix(f.ID, id+":")) {
					g.Rank = max(g.Rank, f.Rank)
				}
			}
		}
		report.Glances = append(report.Glances, g)
	}
	recent, known, err := r.store.Means(r.name, report.Made.Add(-now), report.Made)
	if err != nil || known == 0 {
		recent = map[string]float64{"user": m.Recent.CPU, "net_in": m.Recent.NetIn, "net_out": m.Recent.NetOut}
	} else if busy := recent["user"] + recent["system"]; !math.IsNaN(busy) {
		m.Recent.CPU = busy // a figure is the same wherever it stands
	}
	add("CPU", model.Percent, zero(recent["user"]+recent["system"]), []string{"cpu", "load", "iowait", "steal", "disk-busy", "disk-queue"}, "user", "system")
	add("Memory", model.Bytes, float64(m.MemoryTotal-min(m.MemoryAvailable, m.MemoryTotal)), []string{"memory", "swap", "oom"}, "mem_used")
	add("Network", model.BytesPerSecond, zero(recent["net_in"]+recent["net_out"]), []string{"drops", "line", "network-errors"}, "net_in", "net_out")
	report.Glances = append(report.Glances, fullest(report), services(report))
}

func zero(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

// fullest is the file system with the least room.
func fullest(report *model.Report) model.Glance {
	g := model.Glance{Name: "Fullest disk", Value: "no data", Rank: model.NoData}
	most := -1.0
	for _, f := range report.Self().Machine.Filesystems {
		p := f.Percent()
		if f.Dead || p <= most {
			continue
		}
		most = p
		g.Name, g.Value, g.Rank = "Fullest disk: "+f.Mountpoint, model.Percent(p), model.OK
		g.Yesterday = model.Bytes(float64(f.Available)) + " left"
		g.LastWeek = report.Self().Forecasts[f.Mountpoint].Why
		if c := report.Self().Forecasts[f.Mountpoint]; c.Trend {
			g.LastWeek = fmt.Sprintf("full in %.0f to %.0f days", c.Early, c.Late)
		}
		for _, finding := range report.Findings {
			if finding.Anchor == "space" && finding.Host == report.Self().Name {
				g.Rank = max(g.Rank, finding.Rank)
			}
		}
	}
	return g
}

// services are how many of the services and names are as they should be.
func services(report *model.Report) model.Glance {
	all, good := len(report.Services)+len(report.Names), 0
	g := model.Glance{Name: "Services and names"}
	for _, s := range report.Services {
		g.Rank = max(g.Rank, s.Rank)
		if s.Err == "" {
			good++
		}
	}
	for _, n := range report.Names {
		g.Rank = max(g.Rank, n.Rank)
		if n.Rank == model.OK {
			good++
		}
	}
	if all == 0 {
		g.Rank, g.Value = model.NoData, "none watched"
		return g
	}
	g.Value = fmt.Sprintf("%d of %d up", good, all)
	return g
}
