package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/psutilx"
)

type compare func(a, b *psutilx.ProcessInfo) int

// An order is a way to sort.
type order struct {
	key   string // that chooses it
	name  string
	title string // of its column
	less  compare
}

var orders = []order{
	{"c", "cpu", "CPU%", func(a, b *psutilx.ProcessInfo) int { return -cmp.Compare(a.CPUPercent, b.CPUPercent) }},
	{"m", "mem", "RSS", func(a, b *psutilx.ProcessInfo) int { return -cmp.Compare(a.RSS, b.RSS) }},
	{"p", "pid", "PID", func(a, b *psutilx.ProcessInfo) int { return cmp.Compare(a.PID, b.PID) }},
	{"n", "name", "NAME", func(a, b *psutilx.ProcessInfo) int { return strings.Compare(a.Name, b.Name) }},
	{"u", "user", "USER", func(a, b *psutilx.ProcessInfo) int { return strings.Compare(a.Username, b.Username) }},
	{"t", "time", "TIME", func(a, b *psutilx.ProcessInfo) int { return -cmp.Compare(used(a), used(b)) }},
}

// used is the CPU time of a process in seconds.
func used(i *psutilx.ProcessInfo) float64 { return i.CPUTimes.User + i.CPUTimes.System }

func orderNamed(name string) (order, bool) {
	i := slices.IndexFunc(orders, func(o order) bool { return o.name == name })
	if i < 0 {
		return order{}, false
	}
	return orders[i], true
}

// A line is a process in its place on the screen.
type line struct {
	psutilx.ProcessInfo
	branch string // what stands before its name in a tree
}

// arrange sorts processes and leaves those that a text does not match. A tree
// keeps the parents of what matches.
func arrange(rows []psutilx.ProcessInfo, o order, reversed, tree bool, filter string) []line {
	sorted := make([]*psutilx.ProcessInfo, len(rows))
	for i := range rows {
		sorted[i] = &rows[i]
	}
	slices.SortStableFunc(sorted, func(a, b *psutilx.ProcessInfo) int {
		if n := o.less(a, b); n != 0 && reversed {
			return -n
		} else if n != 0 {
			return n
		}
		return a.PID - b.PID
	})
	if tree {
		return forest(sorted, filter)
	}
	var lines []line
	for _, r := range sorted {
		if matches(r, filter) {
			lines = append(lines, line{ProcessInfo: *r})
		}
	}
	return lines
}

// matches reports whether a process has a text in its name, its user or its number.
func matches(r *psutilx.ProcessInfo, filter string) bool {
	filter = strings.ToLower(filter)
	return strings.Contains(strings.ToLower(r.Name), filter) || strings.Contains(strings.ToLower(r.Username), filter) ||
		strings.Contains(strconv.Itoa(r.PID), filter)
}

// forest puts processes below their parents.
func forest(sorted []*psutilx.ProcessInfo, filter string) []line {
	known := map[int]*psutilx.ProcessInfo{}
	for _, r := range sorted {
		known[r.PID] = r
	}
	wanted := map[int]bool{}
	for _, r := range sorted {
		// What matches is wanted, and its parents; a circle of them has an end.
		if matches(r, filter) {
			wanted[r.PID] = true
			for p := known[r.PPID]; p != nil && !wanted[p.PID]; p = known[p.PPID] {
				wanted[p.PID] = true
			}
		}
	}
	children := map[int][]*psutilx.ProcessInfo{}
	var roots []*psutilx.ProcessInfo
	for _, r := range sorted {
		switch {
		case !wanted[r.PID]:
		case known[r.PPID] == nil || r.PPID == r.PID:
			roots = append(roots, r)
		default:
			children[r.PPID] = append(children[r.PPID], r)
		}
	}
	var lines []line
	planted := map[int]bool{}
	var plant func(list []*psutilx.ProcessInfo, before string, top bool)
	plant = func(list []*psutilx.ProcessInfo, before string, top bool) {
		for i, r := range list {
			if planted[r.PID] {
				continue
			}
			planted[r.PID] = true
			fork, below := "├─ ", "│  "
			if i == len(list)-1 {
				fork, below = "└─ ", "   "
			}
			if top {
				fork, below = "", ""
			}
			lines = append(lines, line{*r, before + fork})
			plant(children[r.PID], before+below, false)
		}
	}
	plant(roots, "", true)
	for _, r := range sorted { // parents in a circle, which two readings can make
		if wanted[r.PID] {
			plant([]*psutilx.ProcessInfo{r}, "", true)
		}
	}
	return lines
}
