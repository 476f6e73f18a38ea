package nmapx

import (
	"strconv"
	"time"
)

// A Progress is how far a phase of a scan has come. nmap tells of it while it
// runs, as often as --stats-every says.
type Progress struct {
	Task string // such as "SYN Stealth Scan"

	// Percent is how much of the task is done, from 0 when it begins to 100 when
	// it ends. Each task counts anew.
	Percent float64

	// Remaining is how long nmap expects the task to take yet, and ETC when it will
	// be done; both are zero while it cannot tell.
	Remaining time.Duration
	ETC       time.Time

	// Time is when nmap said so.
	Time time.Time

	// ExtraInfo is what came of a task that ended, such as "3 total hosts".
	ExtraInfo string
}

func (d *decoder) announce(t *token) {
	if d.progress == nil {
		return
	}
	p := Progress{Task: d.attr(t, "task"), ExtraInfo: d.attr(t, "extrainfo")}
	switch string(t.name) {
	case "taskend":
		p.Percent = 100
	case "taskprogress":
		p.Percent, _ = strconv.ParseFloat(d.attr(t, "percent"), 64)
	}
	p.Remaining = d.duration(t, "remaining", time.Second)
	p.ETC, p.Time = d.time(t, "etc"), d.time(t, "time")
	d.progress(p)
}
