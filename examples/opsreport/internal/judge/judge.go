// Package judge tells what is wrong with what was read: it compares it with limits
// and with the last run.
package judge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/history"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

// A Judge judges one report.
type Judge struct {
	Limits settings.Limits
	Store  *history.Store
	State  *State

	report *model.Report
	next   map[string]Known
}

// Judge fills in what is wrong with a report and what has changed, and brings the
// state up to date. What of the history cannot be read is in the report's list of
// what was not looked at.
func (j *Judge) Judge(r *model.Report) {
	j.report, j.next = r, map[string]Known{}
	for _, h := range r.Hosts {
		if h.Machine == nil {
			j.silent(h)
			continue
		}
		j.space(h)
		j.load(h)
		j.memory(h)
		j.network(h)
		j.devices(h)
		j.kernel(h)
		j.system(h)
		j.changed(h)
	}
	j.services()
	j.names()
	j.safety()
	slices.SortStableFunc(r.Findings, func(a, b model.Finding) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.ID, b.ID))
	})
	r.Limits = limits(j.Limits)
	j.State.Findings, j.State.Run = j.next, r.Made
}

// find reports a finding, which has been one since it was first.
func (j *Judge) find(f model.Finding) {
	key := f.Host + " " + f.ID
	f.Since = j.report.Made
	if known, ok := j.State.Findings[key]; ok {
		f.Since = known.Since
	}
	j.next[key] = Known{f.Since, f.Rank}
	j.report.Findings = append(j.report.Findings, f)
}

// level is the rank of a value that is worse the higher it is. One that was over a
// limit is well again only below the limit's other value, so that it does not come
// and go.
func (j *Judge) level(host, id string, value float64, limit, back []float64) model.Rank {
	was := j.State.Findings[host+" "+id].Rank
	for i, rank := range []model.Rank{model.Critical, model.Warning} {
		k := 1 - i
		if k >= len(limit) {
			continue
		}
		bound := limit[k]
		if was >= rank && k < len(back) {
			bound = back[k]
		}
		if value > bound {
			return rank
		}
	}
	return model.OK
}

func (j *Judge) notLooked(section, why, how string) {
	j.report.NotLooked = append(j.report.NotLooked, model.NotLooked{Section: section, Why: why, How: how})
}

func (j *Judge) silent(h *model.Host) {
	h.Since = j.State.host(h.Name).Seen
	text := "does not answer"
	if !h.Since.IsZero() {
		text += ", no data since " + h.Since.In(j.report.Made.Location()).Format("2006-01-02 15:04")
	}
	j.find(model.Finding{ID: "host", Host: h.Name, Rank: model.Critical, Text: text, Figure: h.Err, Limit: "an answer", Next: "see whether it runs and can be reached by SSH", Anchor: "hosts"})
}

func (j *Judge) space(h *model.Host) {
	l := j.Limits
	for _, f := range h.Machine.Filesystems {
		if f.Dead {
			j.find(model.Finding{
				ID: "mount:" + f.Mountpoint, Host: h.Name, Rank: model.Critical, Anchor: "space", Text: "mount " + f.Mountpoint + " does not answer",
				Figure: f.Type + " of " + f.Device, Limit: "an answer within 2 s", Next: "see whether its server runs; what touches it hangs until then",
			})
			continue
		}
		id := "disk-space:" + f.Mountpoint
		percent := f.Percent()
		rank := j.level(h.Name, id, percent, l.DiskPercent, l.DiskBack)
		if rank == model.Critical && float64(f.Available) >= l.DiskCriticalGB*1e9 {
			rank = model.Warning
		}
		if rank > model.OK {
			j.find(model.Finding{
				ID: id, Host: h.Name, Rank: rank, Anchor: "space",
				Text:   fmt.Sprintf("disk %s is %.0f %% full", f.Mountpoint, math.Floor(percent)),
				Figure: fmt.Sprintf("%s, %s left", model.Percent(percent), model.Bytes(float64(f.Available))), Limit: fmt.Sprintf("%g %%", l.DiskPercent[rank-model.Warning]),
				Next: "find what grew: du -x --max-depth=2 " + f.Mountpoint + " | sort -n | tail",
			})
		}
		if inodes := f.InodesPercent; inodes != nil {
			if rank := j.level(h.Name, "inodes:"+f.Mountpoint, *inodes, l.DiskPercent, l.DiskBack); rank > model.OK {
				j.find(model.Finding{
					ID: "inodes:" + f.Mountpoint, Host: h.Name, Rank: rank, Anchor: "space",
					Text: fmt.Sprintf("%.0f %% of the inodes of %s are taken", *inodes, f.Mountpoint), Figure: model.Percent(*inodes), Limit: fmt.Sprintf("%g %%", l.DiskPercent[rank-model.Warning]),
					Next: "find folders of many small files: du -x --inodes " + f.Mountpoint + " | sort -n | tail",
				})
			}
		}
		forecast, err := j.Store.Forecast(h.Name, f.Mountpoint, j.report.Made)
		if err != nil {
			j.notLooked("Forecast of "+f.Mountpoint, err.Error(), "see the folder data of the report")
			continue
		}
		if h.Forecasts == nil {
			h.Forecasts = map[string]model.Forecast{}
		}
		h.Forecasts[f.Mountpoint] = forecast
		if !forecast.Trend || forecast.Early > l.DiskFullDays[0] {
			continue
		}
		rank = model.Warning
		if forecast.Early <= l.DiskFullDays[1] && percent > 60 {
			rank = model.Critical
		}
		j.find(model.Finding{
			ID: "disk-full:" + f.Mountpoint, Host: h.Name, Rank: rank, Anchor: "space",
			Text:   fmt.Sprintf("disk %s is full in %s", f.Mountpoint, daysRange(forecast.Early, forecast.Late)),
			Figure: "grows by " + model.Bytes(forecast.PerDay) + " a day", Limit: fmt.Sprintf("%g days", l.DiskFullDays[0]),
			Next: "find what grew, or make room",
		})
	}
}

// daysRange writes a range of days; far ends are not worth a number.
func daysRange(early, late float64) string {
	a, b := int(math.Max(0, math.Round(early))), int(math.Round(late))
	switch {
	case b > 99:
		return fmt.Sprintf("%s or more", model.Plural(a, "day"))
	case a == b:
		return model.Plural(a, "day")
	}
	return fmt.Sprintf("%d to %d days", a, b)
}

// windowKnown is which part of a window must be known before a mean over it says
// anything.
const windowKnown = 0.6

func (j *Judge) load(h *model.Host) {
	l := j.Limits
	mean := func(window time.Duration) map[string]float64 {
		m, known, err := j.Store.Means(h.Name, j.report.Made.Add(-window), j.report.Made)
		if err != nil {
			j.notLooked("Load of "+h.Name, err.Error(), "see the folder data of the report")
		}
		if known < windowKnown {
			return nil
		}
		return m
	}
	busiest := func() string {
		var names []string
		for _, p := range h.Machine.Busiest[:min(3, len(h.Machine.Busiest))] {
			names = append(names, fmt.Sprintf("%s %.0f %%", p.Name, p.CPU))
		}
		return "busiest now: " + strings.Join(names, ", ")
	}
	if m := mean(10 * time.Minute); m != nil {
		cpu := m["user"] + m["system"]
		if rank := j.level(h.Name, "cpu", cpu, l.CPUPercent, l.CPUBack); rank > model.OK {
			j.find(model.Finding{ID: "cpu", Host: h.Name, Rank: rank, Anchor: "load", Text: fmt.Sprintf("processors are %.0f %% busy", cpu), Figure: model.Percent(cpu) + " over 10 min", Limit: fmt.Sprintf("%g %%", l.CPUPercent[rank-model.Warning]), Next: busiest()})
		}
		if rank := j.level(h.Name, "iowait", m["iowait"], []float64{l.IOWaitPercent}, []float64{l.IOWaitPercent / 2}); rank > model.OK {
			j.find(model.Finding{ID: "iowait", Host: h.Name, Rank: rank, Anchor: "load", Text: fmt.Sprintf("processors wait for disks %.0f %% of the time", m["iowait"]), Figure: model.Percent(m["iowait"]) + " over 10 min", Limit: fmt.Sprintf("%g %%", l.IOWaitPercent), Next: "see which disk is busy: iostat -x 5"})
		}
	}
	if m := mean(20 * time.Minute); m != nil {
		if rank := j.level(h.Name, "steal", m["steal"], []float64{l.StealPercent}, []float64{l.StealPercent / 2}); rank > model.OK {
			j.find(model.Finding{ID: "steal", Host: h.Name, Rank: rank, Anchor: "load", Text: fmt.Sprintf("other machines take %.0f %% of the processors", m["steal"]), Figure: model.Percent(m["steal"]) + " over 20 min", Limit: fmt.Sprintf("%g %%", l.StealPercent), Next: "ask whoever runs the machine below this one"})
		}
	}
	// The load over 15 minutes is a mean of its own.
	perCPU := h.Machine.Load15 / math.Max(h.Machine.CPUs, 1)
	if rank := j.level(h.Name, "load", perCPU, []float64{l.LoadPerCPU}, []float64{l.LoadPerCPU * 0.875}); rank > model.OK {
		j.find(model.Finding{ID: "load", Host: h.Name, Rank: rank, Anchor: "load", Text: fmt.Sprintf("load is %.1f on %.4g CPUs", h.Machine.Load15, h.Machine.CPUs), Figure: fmt.Sprintf("%.1f a CPU over 15 min", perCPU), Limit: fmt.Sprintf("%g a CPU", l.LoadPerCPU), Next: busiest()})
	}
}

func (j *Judge) memory(h *model.Host) {
	l, m := j.Limits, h.Machine
	largest := func() string {
		var names []string
		for _, p := range m.Largest[:min(3, len(m.Largest))] {
			names = append(names, p.Name+" "+model.Bytes(float64(p.RSS)))
		}
		return "largest: " + strings.Join(names, ", ")
	}
	if m.MemoryTotal > 0 {
		available := 100 * float64(m.MemoryAvailable) / float64(m.MemoryTotal)
		used := []float64{100 - l.MemoryAvailable[0], 100 - l.MemoryAvailable[1]}
		if rank := j.level(h.Name, "memory", 100-available, used, []float64{used[0] - 5, used[1] - 2}); rank > model.OK {
			j.find(model.Finding{ID: "memory", Host: h.Name, Rank: rank, Anchor: "load", Text: fmt.Sprintf("only %.0f %% of memory is available", available), Figure: model.Bytes(float64(m.MemoryAvailable)) + " of " + model.Bytes(float64(m.MemoryTotal)), Limit: fmt.Sprintf("%g %%", l.MemoryAvailable[rank-model.Warning]), Next: largest()})
		}
	}
	if m.SwapTotal > 0 {
		swap := 100 * float64(m.SwapUsed) / float64(m.SwapTotal)
		if rank := j.level(h.Name, "swap", swap, l.SwapPercent, nil); rank > model.OK {
			j.find(model.Finding{ID: "swap", Host: h.Name, Rank: rank, Anchor: "load", Text: fmt.Sprintf("swap is %.0f %% full", swap), Figure: model.Bytes(float64(m.SwapUsed)) + " of " + model.Bytes(float64(m.SwapTotal)), Limit: fmt.Sprintf("%g %%", l.SwapPercent[rank-model.Warning]), Next: largest()})
		}
	}
	was := j.State.host(h.Name)
	if m.OOMKills != nil && was.OOMKills != nil && was.Boot.Equal(m.Boot) && *m.OOMKills > *was.OOMKills {
		n := *m.OOMKills - *was.OOMKills
		j.find(model.Finding{ID: "oom", Host: h.Name, Rank: model.Warning, Anchor: "load", Text: fmt.Sprintf("the kernel killed %s for want of memory since the last run", model.Plural(int(n), "time")), Figure: fmt.Sprint(n), Limit: "none", Next: "see which: journalctl -k | grep -i 'out of memory'"})
	}
	was.OOMKills = m.OOMKills
}

// Fewer packets than that say nothing about a share.
const leastPackets = 10_000

func (j *Judge) network(h *model.Host) {
	var packets, dropped uint64
	for _, n := range h.Machine.Interfaces {
		if !n.Loopback {
			packets, dropped = packets+n.Packets, dropped+n.Dropped
		}
	}
	was := j.State.host(h.Name)
	if was.Boot.Equal(h.Machine.Boot) && packets >= was.Packets+leastPackets && dropped >= was.Dropped {
		share := 100 * float64(dropped-was.Dropped) / float64(packets-was.Packets)
		if share >= j.Limits.DropsPercent {
			j.find(model.Finding{ID: "drops", Host: h.Name, Rank: model.Warning, Anchor: "load", Text: fmt.Sprintf("%.1f %% of packets were dropped since the last run", share), Figure: fmt.Sprintf("%d of %d", dropped-was.Dropped, packets-was.Packets), Limit: fmt.Sprintf("%g %%", j.Limits.DropsPercent), Next: "see which interface: ip -s link"})
		}
	}
	was.Packets, was.Dropped = packets, dropped
}

func (j *Judge) system(h *model.Host) {
	m := h.Machine
	for _, unit := range m.FailedUnits {
		j.find(model.Finding{ID: "unit:" + unit, Host: h.Name, Rank: model.Warning, Anchor: "safety", Text: "unit " + unit + " failed", Figure: "failed", Limit: "none", Next: "systemctl status " + unit})
	}
	if m.RebootNeeded != "" {
		j.find(model.Finding{ID: "reboot", Host: h.Name, Rank: model.Note, Anchor: "safety", Text: "a restart is due", Figure: m.RebootNeeded, Limit: "none", Next: "restart it when that is convenient"})
	}
	for _, what := range m.Unread {
		j.notLooked(h.Name, what, "run as a user who may read it")
	}
}

func (j *Judge) services() {
	for i := range j.report.Services {
		s := &j.report.Services[i]
		host, id := j.report.Self().Name, "service:"+s.Name
		switch {
		case s.Err != "":
			s.Rank = model.Critical
			j.find(model.Finding{ID: id, Host: host, Rank: s.Rank, Anchor: "services", Text: s.Name + " does not answer as it should", Figure: s.Err, Limit: "an answer as report.ini says", Next: "try it: curl -v " + s.URL})
		case s.Watched > 0:
			failed := 100 * (1 - s.Up)
			if s.Rank = j.level(host, id, failed, j.Limits.ServiceFailed, nil); s.Rank > model.OK {
				j.find(model.Finding{ID: id, Host: host, Rank: s.Rank, Anchor: "services", Text: fmt.Sprintf("%s failed %.0f %% of the time", s.Name, failed), Figure: model.Percent(s.Up*100) + " up of " + model.Span(s.Watched), Limit: fmt.Sprintf("%g %% failed", j.Limits.ServiceFailed[0]), Next: "see its log for that time"})
			}
		}
		if s.CertificateEnds.IsZero() {
			continue
		}
		days := model.Days(j.report.Made, s.CertificateEnds)
		for k, rank := range []model.Rank{model.Critical, model.Warning} {
			if limit := j.Limits.CertificateDays[1-k]; float64(days) < limit {
				text := fmt.Sprintf("certificate of %s ends in %s", s.Name, model.Plural(days, "day"))
				if s.CertificateEnds.Before(j.report.Made) {
					text = "certificate of " + s.Name + " has ended"
				}
				j.find(model.Finding{ID: "certificate:" + s.Name, Host: host, Rank: rank, Anchor: "services", Text: text, Figure: s.CertificateEnds.Format("2006-01-02"), Limit: fmt.Sprintf("%g days", limit), Next: "renew it"})
				s.Rank = max(s.Rank, rank)
				break
			}
		}
	}
}

func (j *Judge) names() {
	for _, n := range j.report.Names {
		if n.Rank > model.OK {
			text := "name " + n.Name + " is not as expected"
			if len(n.Got) == 0 {
				text = "name " + n.Name + " cannot be resolved"
			}
			j.find(model.Finding{ID: "name:" + n.Name + " " + n.Type, Host: j.report.Self().Name, Rank: n.Rank, Anchor: "services", Text: text, Figure: strings.TrimSpace(strings.Join(n.Got, ", ") + " " + n.Err), Limit: strings.Join(n.Want, ", "), Next: "ask it: dig " + n.Name + " " + n.Type})
		}
	}
}

func (j *Judge) safety() {
	for _, s := range j.report.Safety {
		if s.Rank == model.OK {
			continue
		}
		f := model.Finding{ID: "virus:" + s.What, Host: j.report.Self().Name, Rank: s.Rank, Anchor: "safety", Text: "virus in " + s.What, Figure: s.Text, Limit: "none", Next: "take the file away, and see where it came from"}
		if s.Rank == model.NoData {
			f.Rank, f.Text, f.Next = model.Warning, s.What+" could not be scanned", "see why clamd cannot read it"
		}
		j.find(f)
	}
}
