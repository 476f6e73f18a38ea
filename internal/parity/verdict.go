package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/ledger"
)

// A verdict is what the run says of one package.
type verdict struct {
	details  []string // a line for each module and each exclusion
	failures []string
	line     string // the summary
}

// judge holds what was measured against the ledger.
func judge(pkg string, l *ledger.Ledger, modules []measured) verdict {
	var v verdict
	left := v.leaveOut(l, modules)
	statements, executed := 0, 0
	for _, m := range modules {
		if m.File == "" {
			v.details = append(v.details, fmt.Sprintf("%s: %s has no Python source to measure", pkg, m.Name))
			continue
		}
		n := len(m.Statements) - len(left[m.Name])
		statements += n
		executed += len(m.Executed)
		v.details = append(v.details, fmt.Sprintf("%s: %s: %d of %d statements driven, %d left out", pkg, m.Name, len(m.Executed), n, len(left[m.Name])))
	}
	for _, u := range l.Undriven {
		v.details = append(v.details, fmt.Sprintf("%s: left out: %s:%s: %s", pkg, u.Module, u.Where, u.Why))
	}
	v.entered(l, modules)

	mapped, same := 0, 0
	for _, r := range l.Rows {
		if r.Status != ledger.Absent {
			mapped++
		}
		if r.Status == ledger.Same {
			same++
		}
	}
	driven := "-"
	if statements > 0 {
		tenths := 1000 * executed / statements // cut, not rounded: 100.0 means all
		driven = fmt.Sprintf("%d.%d", tenths/10, tenths%10)
	}
	v.line = fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%s", pkg, l.Original, len(l.Rows), mapped, same, driven)
	return v
}

func (v *verdict) fail(l *ledger.Ledger, line int, format string, args ...any) {
	v.failures = append(v.failures, (&ledger.Error{File: l.Path, Line: line, Text: fmt.Sprintf(format, args...)}).Error())
}

// entered finds the rows that claim a differential test while no call ever
// entered their Python function. A name that is defined more than once, for
// several platforms or as a property's getter and setter, is entered by any.
func (v *verdict) entered(l *ledger.Ledger, modules []measured) {
	rows := l.Names()
	never := map[*ledger.Row]string{}
	done := map[*ledger.Row]bool{}
	for _, m := range modules {
		for _, f := range m.Functions {
			r := rows[m.Name+"."+f.Name]
			if r == nil || r.Status != ledger.Same && r.Status != ledger.Fixed {
				continue
			}
			if f.Entered {
				done[r] = true
			} else if never[r] == "" {
				never[r] = fmt.Sprintf("%s:%d", m.File, f.First)
			}
		}
	}
	for i := range l.Rows {
		r := &l.Rows[i]
		if place := never[r]; place != "" && !done[r] {
			v.fail(l, r.Line, "%s is marked %s, but no test entered it (%s)", r.Python, r.Status, place)
		}
	}
}

// leaveOut finds the statements of each module that the ledger excludes: those
// that did not run of the pieces that it lists. A piece that did run must be
// listed no longer.
func (v *verdict) leaveOut(l *ledger.Ledger, modules []measured) map[string]map[int]bool {
	left := map[string]map[int]bool{}
	for _, u := range l.Undriven {
		var m *measured
		for i := range modules {
			if modules[i].Name == u.Module && modules[i].File != "" {
				m = &modules[i]
			}
		}
		if m == nil {
			v.fail(l, u.Line, "undriven: %s is not a measured module", u.Module)
			continue
		}
		pieces, named := pieces(m, u.Where)
		if pieces == nil {
			v.fail(l, u.Line, "undriven: %s has no function or class %s", u.Module, u.Where)
			continue
		}
		ran := map[int]bool{}
		for _, line := range m.Executed {
			ran[line] = true
		}
		if left[m.Name] == nil {
			left[m.Name] = map[int]bool{}
		}
		idle := 0
		for _, p := range pieces {
			if named && p.Entered {
				v.fail(l, u.Line, "undriven: %s.%s was entered: remove the line, or name the lines that were not", u.Module, p.Name)
				continue
			}
			for _, line := range m.Statements {
				if p.Start <= line && line <= p.End && !ran[line] {
					left[m.Name][line] = true
					idle++
				}
			}
		}
		if idle == 0 {
			v.fail(l, u.Line, "undriven: every statement of %s:%s ran: remove the line", u.Module, u.Where)
		}
	}
	return left
}

// pieces are the parts of a module that WHERE means: lines, or the functions of
// that name or of the class of that name.
func pieces(m *measured, where string) (found []function, named bool) {
	first, last, ranged := strings.Cut(where, "-")
	if !ranged {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err == nil && err2 == nil {
		return []function{{Name: where, Start: from, End: to}}, false
	}
	for _, f := range m.Functions {
		if f.Name == where || strings.HasPrefix(f.Name, where+".") {
			found = append(found, f)
		}
	}
	return found, true
}
