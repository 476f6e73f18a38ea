package judge

import (
	"fmt"
	"math"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// wellAgain is the part of a limit at which a device that was over it is well again.
const wellAgain = 0.7

// The times over which devices are judged.
const (
	busyOver  = 10 * time.Minute
	queueOver = 30 * time.Minute
	lineOver  = 10 * time.Minute
)

// read adds a figure to those of a host, and what is wrong with it to the findings.
func (j *Judge) read(h *model.Host, name, value, limit string, f model.Finding) {
	h.Readings = append(h.Readings, model.Reading{Name: name, Value: value, Limit: limit, Rank: f.Rank})
	if f.Rank > model.OK {
		f.Host, f.Figure, f.Limit = h.Name, value, limit
		j.find(f)
	}
}

// figure is one with a single limit, in a unit that is written behind it.
func (j *Judge) figure(h *model.Host, id, name string, value float64, unit string, limit float64, f model.Finding) {
	bound := fmt.Sprintf("> %g%s", limit, unit)
	if math.IsNaN(value) {
		h.Readings = append(h.Readings, model.Reading{Name: name, Value: "no data yet", Limit: bound, Rank: model.NoData})
		return
	}
	f.ID, f.Rank = id, j.level(h.Name, id, value, []float64{limit}, []float64{wellAgain * limit})
	j.read(h, name, fmt.Sprintf("%.1f%s", value, unit), bound, f)
}

// devices judges disks and network interfaces over some minutes.
func (j *Judge) devices(h *model.Host) {
	l, now := j.Limits, j.report.Made
	for _, d := range h.Machine.Disks {
		if !d.Whole {
			continue
		}
		busy, queue, err := j.Store.Disk(h.Name, d.Name, now, busyOver, queueOver)
		if err != nil {
			j.notLooked("Disk "+d.Name+" of "+h.Name, err.Error(), "see the folder data of the report")
			continue
		}
		j.figure(h, "disk-busy:"+d.Name, "disk "+d.Name+" busy, 10 min", busy, " %", l.DiskBusyPercent,
			model.Finding{Anchor: "load", Text: fmt.Sprintf("disk %s is busy %.0f %% of the time", d.Name, busy), Next: "see who reads and writes: iotop -o"})
		j.figure(h, "disk-queue:"+d.Name, "requests at disk "+d.Name+", 30 min", queue, "", l.DiskQueue,
			model.Finding{Anchor: "load", Text: fmt.Sprintf("%.0f requests wait for disk %s", queue, d.Name), Next: "see who reads and writes: iotop -o"})
	}
	for _, n := range h.Machine.Interfaces {
		if !n.Wire {
			continue
		}
		in, out, errs, err := j.Store.Wire(h.Name, n.Name, now, lineOver)
		if err != nil {
			j.notLooked("Interface "+n.Name+" of "+h.Name, err.Error(), "see the folder data of the report")
			continue
		}
		if n.Speed > 0 {
			share := 100 * 8 * max(in, out) / (float64(n.Speed) * 1e6)
			j.figure(h, "line:"+n.Name, fmt.Sprintf("%s, of %d Mbit/s, 10 min", n.Name, n.Speed), share, " %", l.LinePercent,
				model.Finding{Anchor: "load", Text: fmt.Sprintf("network %s carries %.0f %% of what it can", n.Name, share), Next: "see who talks: ss -tni, iftop"})
		}
		j.errors(h, n.Name, errs)
	}
}

// errors counts whole ones: a limit of five is reached by the fifth.
func (j *Judge) errors(h *model.Host, name string, errs float64) {
	limit := fmt.Sprintf("≥ %g", j.Limits.NetworkErrors)
	reading := model.Reading{Name: "errors of " + name + ", 10 min", Value: "no data yet", Limit: limit, Rank: model.NoData}
	if math.IsNaN(errs) {
		h.Readings = append(h.Readings, reading)
		return
	}
	errs = math.Round(errs)
	f := model.Finding{ID: "network-errors:" + name, Anchor: "load", Text: fmt.Sprintf("network %s had %s in 10 min", name, model.Plural(int(min(errs, 1e9)), "error")), Next: "look at cable and switch: ip -s link show " + name}
	if errs > 0 && errs >= j.Limits.NetworkErrors {
		f.Rank = model.Warning
	}
	j.read(h, reading.Name, fmt.Sprintf("%.0f", errs), limit, f)
}
