package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A section is one part of the report. What it needs it keeps to itself, so
// that a new one is a file of its own and a line in allSections.
type section interface {
	// Title heads the section.
	Title() string

	// Sample is called at each tick of the sampling; since is the time since
	// its beginning.
	Sample(ctx context.Context, since time.Duration) error

	// Content is called once, after the sampling.
	Content() (content, error)
}

func allSections() []section {
	return []section{new(system), new(cpus), new(memory), new(disks), new(network), new(processes)}
}

// content is what a section shows, in this order.
type content struct {
	Figures []figure
	Charts  []chart
	Bars    []barFigure
	Tables  []table
}

// A barFigure is a share in per cent, shown as a bar.
type barFigure struct {
	Name    string
	Percent float64
	Value   string
}

type figure struct{ Name, Value string }

type table struct {
	Head []string
	Rows [][]string
}

// A report is what a run found out.
type report struct {
	Started time.Time
	Samples int           // taken so far
	Length  time.Duration // of the sampling

	sections []section
	failed   map[section]error // first failure of a section
}

// sample samples all sections a number of times, the first time at once. It
// ends early when ctx does.
func (r *report) sample(ctx context.Context, samples int, interval time.Duration, bar progress) {
	defer bar.Close()
	r.failed = map[section]error{}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for ctx.Err() == nil {
		since := time.Since(r.Started)
		for _, s := range r.sections {
			// A section that failed may do better next time; what it then shows
			// is up to its Content.
			if err := s.Sample(ctx, since); err != nil && r.failed[s] == nil {
				r.failed[s] = err
			}
		}
		r.Samples++
		r.Length = since
		bar.Add(1)
		if r.Samples >= samples {
			return
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

//go:embed page.gohtml
var page string

var pageTemplate = template.Must(template.New("page").Parse(page))

type rendered struct {
	Title string
	Error string
	content
}

// write renders the report and puts it in place in one step, so that a reader
// of an older one never sees half of this.
func (r *report) write(path string) error {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	data := struct {
		*report
		Host     string
		Sections []rendered
	}{report: r, Host: host}
	for _, s := range r.sections {
		c, err := s.Content()
		if err == nil {
			err = r.failed[s]
		}
		shown := rendered{Title: s.Title(), content: c}
		if err != nil {
			shown.Error = err.Error()
		}
		data.Sections = append(data.Sections, shown)
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, data); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return atomicfile.WriteFile(path, b.Bytes(), &atomicfile.Options{Mode: 0o644})
}

// bytesText writes a number of bytes for people, in powers of 1024.
func bytesText(n float64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return fmt.Sprintf("%.0f B", n)
	}
	i := -1
	for n >= 1024 && i < len(units)-1 {
		n /= 1024
		i++
	}
	return fmt.Sprintf("%.1f %ciB", n, units[i])
}

func percentText(p float64) string { return fmt.Sprintf("%.1f %%", p) }
