package judge

import (
	"fmt"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// kernel judges what the kernel counts for the whole machine.
func (j *Judge) kernel(h *model.Host) {
	j.clock(h)
	for _, a := range h.Machine.Arrays {
		j.array(h, a)
	}
	use := func(id, name string, u *model.Use, limit []float64, text, next string) {
		if u == nil {
			return
		}
		rank := j.level(h.Name, id, u.Percent(), limit, nil)
		bound := limit[0]
		if rank == model.Critical {
			bound = limit[1]
		}
		j.read(h, name, fmt.Sprintf("%d of %d, %s", u.Used, u.Most, model.Percent(u.Percent())), fmt.Sprintf("> %g %%", bound),
			model.Finding{ID: id, Rank: rank, Anchor: "load", Text: fmt.Sprintf(text, u.Percent()), Next: next})
	}
	use("open-files", "open files of the system", h.Machine.OpenFiles, j.Limits.OpenFiles, "%.0f %% of the files that may be open are", "see who has them: lsof | awk '{print $1}' | sort | uniq -c | sort -n")
	use("conntrack", "connections that the firewall remembers", h.Machine.Conntrack, []float64{j.Limits.Conntrack}, "the firewall's table of connections is %.0f %% full", "raise net.netfilter.nf_conntrack_max, or see who opens so many: conntrack -L")
}

// clock judges whether a machine's clock is right. One that has just started has
// not had the time to ask others. Where nothing ever kept it right that is worth a
// note, not an alarm on each report: many virtual machines take it from their host.
func (j *Judge) clock(h *model.Host) {
	c := h.Machine.Clock
	if c == nil {
		return
	}
	was := j.State.host(h.Name)
	f := model.Finding{ID: "clock", Anchor: "changes", Next: "see what keeps it right: timedatectl timesync-status, chronyc tracking"}
	limit := fmt.Sprintf("%g ms", j.Limits.ClockMS)
	value := model.Span(c.Off) + " off"
	up := h.Machine.Time.Sub(h.Machine.Boot)
	switch {
	case float64(c.Off) > j.Limits.ClockMS*float64(time.Millisecond):
		f.Rank, f.Text = model.Warning, "the clock is off by "+model.Span(c.Off)
	case !c.Synchronised:
		value, limit = "nothing keeps it right", fmt.Sprintf("after %g min", j.Limits.ClockMinutes)
		if h.Machine.Boot.IsZero() || up.Minutes() > j.Limits.ClockMinutes {
			f.Rank, f.Text = model.Note, "nothing keeps the clock right"
			if was.ClockKept {
				f.Rank, f.Text = model.Warning, "the clock is no longer kept right"
			}
		}
	}
	was.ClockKept = was.ClockKept || c.Synchronised
	j.read(h, "clock", value, limit, f)
}

func (j *Judge) array(h *model.Host, a model.Array) {
	f := model.Finding{ID: "raid:" + a.Name, Anchor: "space", Next: "see which disk: mdadm --detail /dev/" + a.Name}
	value := fmt.Sprintf("%d of %d disks", a.Have, a.Want)
	if a.Want == 0 {
		value = a.Level
	}
	switch {
	case a.HoldsOthers:
		value = "holds other arrays"
	case !a.Active:
		value = "stopped"
		f.Rank, f.Text = model.Critical, "RAID "+a.Name+" is stopped"
	case a.Have < a.Want:
		f.Rank, f.Text = model.Critical, fmt.Sprintf("RAID %s is degraded: %d of %d disks", a.Name, a.Have, a.Want)
	case len(a.Failed) > 0:
		f.Rank, f.Text = model.Warning, "RAID "+a.Name+" has a disk out: "+strings.Join(a.Failed, ", ")
	}
	if len(a.Failed) > 0 {
		value += ", out: " + strings.Join(a.Failed, ", ")
	}
	if a.Repair != "" {
		value += ", " + a.Repair
	}
	j.read(h, "RAID "+strings.TrimSpace(a.Name+" "+a.Level), value, "any disk out", f)
}
