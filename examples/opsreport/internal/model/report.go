// Package model is what a report says: one snapshot, from which the page, the mail
// and the workbook are made, so that their figures are the same.
package model

import (
	"time"
)

// A Report is what one run found out.
type Report struct {
	Made     time.Time
	From, To time.Time // the interval that the graphs show; its location names the zone
	Took     time.Duration
	Sampled  time.Duration
	Samples  int
	Go       string // the version that built the program
	Range    Range  // which of the ranges the graphs show

	Glances   []Glance
	Hosts     []*Host // this machine first
	Services  []Service
	Names     []Name
	Changes   []Change
	Safety    []Safety
	NotLooked []NotLooked
	Limits    []Limit

	// Findings are all that is wrong or worth a note, worst first.
	Findings []Finding
}

// Self is the machine that the report was made on.
func (r *Report) Self() *Host { return r.Hosts[0] }

// Count is how many findings have a rank.
func (r *Report) Count(rank Rank) int {
	n := 0
	for _, f := range r.Findings {
		if f.Rank == rank {
			n++
		}
	}
	return n
}

// Problems are the findings that colour the verdict: all but the notes.
func (r *Report) Problems() []Finding {
	var out []Finding
	for _, f := range r.Findings {
		if f.Rank >= Warning {
			out = append(out, f)
		}
	}
	return out
}

// A Host is a machine of the report.
type Host struct {
	Name    string
	Machine *Machine  // nil: it did not answer
	Err     string    // why it did not
	Since   time.Time // the last time that it was heard of; zero is never

	Series    []Series // over the interval of the report
	Readings  []Reading
	Forecasts map[string]Forecast
	Restarted []time.Time // within the interval
}

// A Series is a line of a graph: a value for each step of an interval, NaN where
// nothing is known.
type Series struct {
	Key    string // user, net_in …
	From   time.Time
	Step   time.Duration
	Values []float64
}

// Rank is how much a finding matters.
type Rank int

// The ranks. A note never colours the verdict.
const (
	OK Rank = iota
	NoData
	Note
	Warning
	Critical
)

// Sign stands beside the word, so that no state is told by its colour alone.
func (r Rank) Sign() string { return []string{"✓", "?", "i", "▲", "●"}[r] }

func (r Rank) String() string { return []string{"ok", "no data", "note", "warning", "critical"}[r] }

// Class is the rank as a name for style sheets.
func (r Rank) Class() string { return []string{"ok", "nodata", "note", "warning", "critical"}[r] }

// A Finding is something that is wrong, or worth a note.
type Finding struct {
	ID     string // the same from run to run, such as disk-space:/var
	Host   string
	Rank   Rank
	Text   string // what is the matter, as a clause: "disk /var is 97.1 % full"
	Since  time.Time
	Figure string // what was measured, "97.1 %"
	Limit  string // what it was compared with, "90 %"
	Next   string // what to do about it
	Anchor string // the section of the page
}

// A Service is an address that was probed.
type Service struct {
	Name, URL string
	Err       string // empty: it answered as expected
	Status    int
	// Times of the answer since the beginning, in the order in which they come.
	DNS, Connect, TLS, FirstByte, Total time.Duration
	P95                                 time.Duration // over the interval; 0 is unknown
	Watched                             time.Duration // how much of the interval there are probes of
	Up                                  float64       // the part of it that the service answered
	CertificateEnds                     time.Time     // zero: no certificate
	Rank                                Rank
}

// Days are those from one time to another, the last begun one not counted.
func Days(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }

// A Name is a question to the DNS and what came.
type Name struct {
	Name, Type string
	Want, Got  []string // Want is empty where any answer will do
	Server     string
	Took       time.Duration
	Err        string
	Rank       Rank
}

// A Change is something that is not as it was at the last run.
type Change struct {
	Kind  string // file, port, mount, interface, restart, clock
	What  string
	Since time.Time // of the last run
	Text  string
	Diff  []DiffLine
}

// A DiffLine is a line of a unified diff; Kind is '+', '-', '@' or ' '.
type DiffLine struct {
	Kind byte
	Text string
}

// A Safety is what a scanner or the system says about danger.
type Safety struct {
	Rank Rank
	What string
	Text string
}

// NotLooked is a part that could not be had, and how to get it.
type NotLooked struct{ Section, Why, How string }

// A Limit is a bound in force.
type Limit struct{ Reading, Warning, Critical, Key string }

// A Reading is a figure that has a limit and no graph.
type Reading struct {
	Name, Value, Limit string
	Rank               Rank
}

// A Range is how far back graphs go.
type Range string

// The ranges.
const (
	Hour  Range = "hour"
	Day   Range = "day"
	Week  Range = "week"
	Month Range = "month"
)

// Ranges are all of them, the shortest first.
func Ranges() []Range { return []Range{Hour, Day, Week, Month} }

// From is where a range begins that ends at a time: days begin a calendar day
// earlier, so that those of 23 and 25 hours are whole.
func (r Range) From(end time.Time) time.Time {
	switch r {
	case Hour:
		return end.Add(-time.Hour)
	case Week:
		return end.AddDate(0, 0, -7)
	case Month:
		return end.AddDate(0, -1, 0)
	}
	return end.AddDate(0, 0, -1)
}

// A Glance is one of the few figures at the top: its value now, its course over
// the interval, and how it was a day and a week ago.
type Glance struct {
	Name, Value         string
	Course              Series
	Yesterday, LastWeek string // the change, or that there is no data of then
	Rank                Rank
}
