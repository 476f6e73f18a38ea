package model

import (
	"fmt"
	"strings"
)

// Verdict is the report in a line: the subject of the mail and the first line of
// the page. "[2 problems] web1: disk /var is 97 % full, certificate …"
func (r *Report) Verdict() string {
	problems := r.Problems()
	if len(problems) == 0 {
		answered := 0
		for _, h := range r.Hosts {
			if h.Machine != nil {
				answered++
			}
		}
		if len(r.Hosts) == 1 {
			return fmt.Sprintf("[ok] %s: nothing is wrong with what was watched", r.Self().Name)
		}
		return fmt.Sprintf("[ok] %d of %s", answered, Plural(len(r.Hosts), "host"))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[%s] ", Plural(len(problems), "problem"))
	const most = 2 // more nobody reads in a list of mails
	host := ""
	for i, f := range problems[:min(most, len(problems))] {
		if i > 0 {
			b.WriteString(", ")
		}
		if f.Host != host {
			b.WriteString(Short(f.Host, 60) + ": ")
			host = f.Host
		}
		b.WriteString(Short(f.Text, 100))
	}
	if more := len(problems) - most; more > 0 {
		fmt.Fprintf(&b, ", and %d more", more)
	}
	return Clean(b.String())
}

// Rank is that of the worst finding that colours the verdict.
func (r *Report) Rank() Rank {
	worst := OK
	for _, f := range r.Problems() {
		worst = max(worst, f.Rank)
	}
	return worst
}
