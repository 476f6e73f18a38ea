package judge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// changed compares a host with how it was at the last run, and remembers how it is.
func (j *Judge) changed(h *model.Host) {
	m, was := h.Machine, j.State.host(h.Name)
	since := was.Seen
	first := since.IsZero()
	var mounts, interfaces []string
	for _, f := range m.Filesystems {
		mounts = append(mounts, f.Mountpoint)
	}
	for _, n := range m.Interfaces {
		interfaces = append(interfaces, n.Name)
	}
	if !first {
		// The time of the start is counted back from now, and moves a little.
		if !m.Boot.IsZero() && m.Boot.Sub(was.Boot) > 10*time.Second {
			was.Restarts = append(was.Restarts, m.Boot)
			j.note(h, "restart", "", since, "was restarted at "+m.Boot.In(j.report.Made.Location()).Format("2006-01-02 15:04"))
			j.find(model.Finding{ID: "restart", Host: h.Name, Rank: model.Note, Anchor: "changes", Text: "was restarted", Figure: m.Boot.In(j.report.Made.Location()).Format("2006-01-02 15:04"), Limit: "none", Next: "make sure that it was meant"})
		}
		if m.Time.Before(since) {
			j.note(h, "clock", "", since, fmt.Sprintf("was set back by %s", model.Span(since.Sub(m.Time))))
		}
		j.compare(h, "mount", since, was.Mounts, mounts)
		j.compare(h, "interface", since, was.Interfaces, interfaces)
		j.compare(h, "listens on", since, was.Listening, m.Listening)
	}
	was.Restarts = slices.DeleteFunc(was.Restarts, func(t time.Time) bool { return t.Before(j.report.Made.AddDate(0, -2, 0)) })
	for _, t := range was.Restarts {
		if t.After(j.report.From) {
			h.Restarted = append(h.Restarted, t)
		}
	}
	was.Seen, was.Mounts, was.Interfaces, was.Listening = m.Time, mounts, interfaces, m.Listening
	if was.Boot.IsZero() || m.Boot.Sub(was.Boot).Abs() > 10*time.Second {
		was.Boot = m.Boot
	}
}

func (j *Judge) note(h *model.Host, kind, what string, since time.Time, text string) {
	j.report.Changes = append(j.report.Changes, model.Change{Kind: kind, What: strings.TrimSpace(h.Name + " " + what), Since: since, Text: text})
}

// compare notes what is new and what is gone of a list.
func (j *Judge) compare(h *model.Host, kind string, since time.Time, before, after []string) {
	for _, name := range after {
		if !slices.Contains(before, name) {
			j.note(h, kind, name, since, "is new")
		}
	}
	for _, name := range before {
		if !slices.Contains(after, name) {
			j.note(h, kind, name, since, "is gone")
		}
	}
}

// ComparePorts notes which open ports are new and which are gone since the last run that
// looked.
func (s *State) ComparePorts(r *model.Report, open []string) {
	if s.Ports != nil {
		for _, p := range open {
			if !slices.Contains(s.Ports, p) {
				r.Changes = append(r.Changes, model.Change{Kind: "port", What: p, Since: s.Run, Text: "is open and was not"})
			}
		}
		for _, p := range s.Ports {
			if !slices.Contains(open, p) {
				r.Changes = append(r.Changes, model.Change{Kind: "port", What: p, Since: s.Run, Text: "was open and is not"})
			}
		}
	}
	s.Ports = open
	if s.Ports == nil {
		s.Ports = []string{}
	}
}
