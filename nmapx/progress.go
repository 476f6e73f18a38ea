package nmapx

import "strconv"

// A Progress is how far a phase of a scan has come. nmap tells of it while it
// runs, as often as --stats-every says.
type Progress struct {
	Task string // such as "SYN Stealth Scan"

	// Percent is how much of the task is done, from 0 when it begins to 100 when
	// it ends. Each task counts anew.
	Percent float64

	// Remaining is how many seconds nmap expects the task to take yet, and ETC
	// when it will be done, in Unix seconds; both are 0 while it cannot tell.
	Remaining int
	ETC       int64

	// Time is when nmap said so, in Unix seconds.
	Time int64

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
	p.Remaining, _ = strconv.Atoi(d.attr(t, "remaining"))
	p.ETC, _ = strconv.ParseInt(d.attr(t, "etc"), 10, 64)
	p.Time, _ = strconv.ParseInt(d.attr(t, "time"), 10, 64)
	d.progress(p)
}
