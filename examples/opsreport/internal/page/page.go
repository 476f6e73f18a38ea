// Package page writes a report as a page and as a mail.
package page

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

//go:embed page.gohtml
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(functions).Parse(pageText))

var functions = template.FuncMap{
	"spark":   spark,
	"bytes":   func(n uint64) string { return model.Bytes(float64(n)) },
	"percent": model.Percent,
	"span":    model.Span,
	"since":   since,
	"clock":   func(t time.Time) string { return t.Format("2006-01-02 15:04:05 MST") },
	"short":   func(t time.Time) string { return t.Format("2006-01-02 15:04") },
	"day":     func(t time.Time) string { return t.Format("2006-01-02") },
	"join":    strings.Join,
	"plural":  model.Plural,
	"odd":     func(i int) bool { return i%2 == 1 },
	"mul":     func(a, b float64) float64 { return a * b },
	"dict": func(pairs ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i+1 < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	},
	"rank":  func(n int) model.Rank { return model.Rank(n) },
	"deref": func(f *float64) float64 { return *f },
	"ms":    func(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond)) },
}

// since tells how long something has been so, compared with when the report was
// made: what has just been found is new.
func since(made, t time.Time) string {
	if made.Sub(t) < time.Second {
		return "new"
	}
	return "since " + model.Span(made.Sub(t))
}

// Options are those of a page.
type Options struct {
	// Live is a page from a server: it has links to the other ranges and asks for
	// itself again after a while.
	Live bool
}

// mostFindings are shown at once; the others are folded.
const mostFindings = 7

// view is what the template sees.
type view struct {
	*model.Report
	Options
	Charts []chart
	Worst  []model.Finding
	Folded []model.Finding
	Space  []space
}

type space struct {
	model.Filesystem
	Forecast string
	Rank     model.Rank
	order    float64
}

// Write writes the page.
func Write(w io.Writer, r *model.Report, opts *Options) error {
	v := view{Report: r, Charts: charts(r), Worst: r.Findings, Space: spaces(r)}
	if opts != nil {
		v.Options = *opts
	}
	if len(r.Findings) > mostFindings {
		v.Worst, v.Folded = r.Findings[:mostFindings], r.Findings[mostFindings:]
	}
	return pageTemplate.Execute(w, v)
}

// Ranges are the links of a live page.
func (v view) Ranges() []model.Range { return model.Ranges() }

// Zone is the time zone of all times, with its distance from UTC.
func (v view) Zone() string { return v.Made.Format("MST (UTC-07:00)") }

// SortedHosts are the hosts, worst first and the dead on top.
func (v view) SortedHosts() []hostLine {
	var out []hostLine
	for _, h := range v.Hosts {
		l := hostLine{Host: h, Made: v.Made}
		for _, f := range v.Findings {
			if f.Host == h.Name {
				l.Rank = max(l.Rank, f.Rank)
				if f.Rank >= model.Warning {
					l.Problems = append(l.Problems, f.Text)
				}
			}
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b hostLine) int {
		if (a.Machine == nil) != (b.Machine == nil) {
			if a.Machine == nil {
				return -1
			}
			return 1
		}
		return int(b.Rank) - int(a.Rank)
	})
	return out
}

type hostLine struct {
	*model.Host
	Made     time.Time
	Rank     model.Rank
	Problems []string
}

// Fullest is the fullest file system of the host.
func (l hostLine) Fullest() string {
	percent, name := -1.0, ""
	for _, f := range l.Machine.Filesystems {
		if p := f.Percent(); p > percent && !f.Dead {
			percent, name = p, f.Mountpoint
		}
	}
	if percent < 0 {
		return "none"
	}
	return fmt.Sprintf("%s %.0f %%", name, percent)
}

// Memory is how much of the host's memory is not available.
func (l hostLine) Memory() string {
	if l.Machine.MemoryTotal == 0 {
		return "no data"
	}
	return fmt.Sprintf("%.0f %%", 100-100*float64(l.Machine.MemoryAvailable)/float64(l.Machine.MemoryTotal))
}

// charts are the graphs of this machine's load.
func charts(r *model.Report) []chart {
	h := r.Self()
	get := func(key string) model.Series {
		for _, s := range h.Series {
			if s.Key == key {
				return s
			}
		}
		return model.Series{Key: key, From: r.From, Step: time.Second}
	}
	percent := func(v float64) string { return fmt.Sprintf("%.0f %%", v) }
	whole := func(float64) float64 { return 100 }
	cpu := newChart("Processors", r, percent, whole,
		line{"user", get("user")}, line{"system", get("system")}, line{"iowait", get("iowait")}, line{"steal", get("steal")})
	for _, l := range r.Limits {
		if strings.HasPrefix(l.Key, "cpu_percent") {
			fmt.Sscanf(l.Warning, "> %g", &cpu.Limit)
			cpu.LimitName = "limit of a warning"
		}
	}
	total := 0.0
	if h.Machine != nil {
		total = float64(h.Machine.MemoryTotal)
	}
	memory := newChart("Memory", r, model.Bytes, func(v float64) float64 { return max(total, v, 1) },
		line{"in use (not available)", get("mem_used")}, line{"cache", get("mem_cached")}, line{"swap", get("swap_used")})
	load := newChart("Load over a minute", r, func(v float64) string { return fmt.Sprintf("%.2f", v) }, roundUp, line{"load", get("load")})
	return []chart{
		cpu, load, memory,
		newChart("Network", r, model.BytesPerSecond, roundBytes, line{"received", get("net_in")}, line{"sent", get("net_out")}),
		newChart("Disks", r, model.BytesPerSecond, roundBytes, line{"read", get("disk_read")}, line{"written", get("disk_written")}),
	}
}

// spaces are the file systems, those that are full first on top.
func spaces(r *model.Report) []space {
	h := r.Self()
	if h.Machine == nil {
		return nil
	}
	var out []space
	for _, f := range h.Machine.Filesystems {
		s := space{Filesystem: f, order: math.Inf(1), Forecast: "no trend"}
		if f.Dead {
			s.Forecast, s.order = "no data: it does not answer", math.Inf(-1)
		}
		if c, ok := h.Forecasts[f.Mountpoint]; ok {
			switch {
			case c.Trend:
				s.Forecast = fmt.Sprintf("full in %.0f to %.0f days, grows by %s a day", c.Early, c.Late, model.Bytes(c.PerDay))
				s.order = c.Early
			default:
				s.Forecast = c.Why
			}
		}
		for _, finding := range r.Findings {
			if finding.Host == h.Name && strings.HasSuffix(finding.ID, ":"+f.Mountpoint) && finding.Anchor == "space" {
				s.Rank = max(s.Rank, finding.Rank)
			}
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b space) int {
		switch {
		case a.order < b.order:
			return -1
		case a.order > b.order:
			return 1
		}
		return int(math.Copysign(1, b.Percent()-a.Percent()))
	})
	return out
}
