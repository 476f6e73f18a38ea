package rrd

import (
	"time"
)

// An xScale is a grid for the time axis, for graphs of at least so many seconds a
// pixel and so many seconds in all.
type xScale struct {
	perPixel     float64
	least        int64
	minor, major GridStep
	label        GridStep
	labelWidth   int64
	format       string
}

const day = 86400

// xScales are the grids that graphs choose from: the last that fits.
var xScales = []xScale{
	{0, 0, GridStep{UnitSecond, 1}, GridStep{UnitSecond, 5}, GridStep{UnitSecond, 1}, 0, "%H:%M:%S"},
	{0.015, 0, GridStep{UnitSecond, 1}, GridStep{UnitSecond, 5}, GridStep{UnitSecond, 5}, 0, "%H:%M:%S"},
	{0.08, 0, GridStep{UnitSecond, 1}, GridStep{UnitSecond, 5}, GridStep{UnitSecond, 10}, 0, "%H:%M:%S"},
	{0.15, 0, GridStep{UnitSecond, 5}, GridStep{UnitSecond, 15}, GridStep{UnitSecond, 30}, 0, "%H:%M:%S"},
	{0.4, 0, GridStep{UnitSecond, 10}, GridStep{UnitMinute, 1}, GridStep{UnitMinute, 1}, 0, "%H:%M"},
	{0.7, 0, GridStep{UnitSecond, 20}, GridStep{UnitMinute, 1}, GridStep{UnitMinute, 1}, 0, "%H:%M"},
	{1, 0, GridStep{UnitSecond, 30}, GridStep{UnitMinute, 1}, GridStep{UnitMinute, 2}, 0, "%H:%M"},
	{2, 0, GridStep{UnitMinute, 1}, GridStep{UnitMinute, 5}, GridStep{UnitMinute, 5}, 0, "%H:%M"},
	{5, 0, GridStep{UnitMinute, 2}, GridStep{UnitMinute, 10}, GridStep{UnitMinute, 10}, 0, "%H:%M"},
	{10, 0, GridStep{UnitMinute, 5}, GridStep{UnitMinute, 20}, GridStep{UnitMinute, 20}, 0, "%H:%M"},
	{30, 0, GridStep{UnitMinute, 10}, GridStep{UnitMinute, 30}, GridStep{UnitHour, 1}, 0, "%H:%M"},
	{60, 0, GridStep{UnitMinute, 30}, GridStep{UnitHour, 1}, GridStep{UnitHour, 2}, 0, "%H:%M"},
	{60, day, GridStep{UnitMinute, 30}, GridStep{UnitHour, 1}, GridStep{UnitHour, 3}, 0, "%a %H:%M"},
	{140, 0, GridStep{UnitHour, 1}, GridStep{UnitHour, 2}, GridStep{UnitHour, 4}, 0, "%a %H:%M"},
	{180, 0, GridStep{UnitHour, 1}, GridStep{UnitHour, 3}, GridStep{UnitHour, 6}, 0, "%a %H:%M"},
	{300, 0, GridStep{UnitHour, 2}, GridStep{UnitHour, 6}, GridStep{UnitHour, 12}, 0, "%a %H:%M"},
	{600, 0, GridStep{UnitHour, 6}, GridStep{UnitDay, 1}, GridStep{UnitDay, 1}, day, "%a %d %b"},
	{1200, 0, GridStep{UnitHour, 6}, GridStep{UnitDay, 1}, GridStep{UnitDay, 1}, day, "%d %b"},
	{1800, 0, GridStep{UnitHour, 12}, GridStep{UnitDay, 1}, GridStep{UnitDay, 2}, day, "%a %d %b"},
	{2400, 0, GridStep{UnitHour, 12}, GridStep{UnitDay, 1}, GridStep{UnitDay, 2}, day, "%d %b"},
	{3600, 0, GridStep{UnitDay, 1}, GridStep{UnitWeek, 1}, GridStep{UnitWeek, 1}, 7 * day, weekFormat},
	{12000, 0, GridStep{UnitDay, 1}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 1}, 30 * day, "%B %Y"},
	{18000, 0, GridStep{UnitDay, 2}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 1}, 30 * day, "%B %Y"},
	{23000, 0, GridStep{UnitWeek, 1}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 1}, 30 * day, "%b %Y"},
	{32000, 0, GridStep{UnitWeek, 1}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 1}, 30 * day, "%b '%g"},
	{42000, 0, GridStep{UnitWeek, 1}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 2}, 30 * day, "%B %Y"},
	{52000, 0, GridStep{UnitWeek, 1}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 2}, 30 * day, "%b %Y"},
	{78000, 0, GridStep{UnitWeek, 1}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 2}, 30 * day, "%b '%g"},
	{84000, 0, GridStep{UnitWeek, 2}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 3}, 30 * day, "%B %Y"},
	{94000, 0, GridStep{UnitWeek, 2}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 3}, 30 * day, "%b %Y"},
	{120000, 0, GridStep{UnitWeek, 2}, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 3}, 30 * day, "%b '%g"},
	{130000, 0, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 2}, GridStep{UnitMonth, 4}, 0, "%Y-%m-%d"},
	{142000, 0, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 3}, GridStep{UnitMonth, 6}, 0, "%Y-%m-%d"},
	{220000, 0, GridStep{UnitMonth, 1}, GridStep{UnitMonth, 6}, GridStep{UnitMonth, 12}, 0, "%Y-%m-%d"},
	{400000, 0, GridStep{UnitMonth, 2}, GridStep{UnitMonth, 12}, GridStep{UnitMonth, 12}, 365 * day, "%Y"},
	{800000, 0, GridStep{UnitMonth, 4}, GridStep{UnitMonth, 12}, GridStep{UnitMonth, 24}, 365 * day, "%Y"},
	{2000000, 0, GridStep{UnitMonth, 6}, GridStep{UnitMonth, 12}, GridStep{UnitMonth, 24}, 365 * day, "'%g"},
}

// weekFormat is the format of weeks, which has an option of its own.
const weekFormat = "Week %V"

// xScale is the grid of this graph's time axis.
func (g *graph) xScale() xScale {
	if x := g.opts.XGrid; x != nil {
		return xScale{minor: x.Minor, major: x.Major, label: x.Label, labelWidth: int64(x.LabelWidth / time.Second), format: x.Format}
	}
	perPixel := float64(g.end-g.start) / float64(g.xsize)
	best := xScales[0]
	for _, s := range xScales {
		if s.perPixel > perPixel {
			break
		}
		if s.least <= g.end-g.start {
			best = s
		}
	}
	if best.format == weekFormat && g.opts.WeekFormat != "" {
		best.format = g.opts.WeekFormat
	}
	return best
}

// checkXGrid refuses a time axis without end.
func (g *graph) checkXGrid() error {
	x := g.opts.XGrid
	if x == nil {
		return nil
	}
	for _, s := range []GridStep{x.Minor, x.Major, x.Label} {
		if s.Count < 1 || s.Unit > UnitYear {
			return graphError("invalid x-grid format")
		}
		if lines := float64(g.end-g.start) / (float64(s.Count) * unitSeconds[s.Unit]); lines > mostGridLines {
			return graphError("an x-grid of %.0f lines is too fine: at most %d", lines, mostGridLines)
		}
	}
	if x.LabelWidth < 0 {
		return graphError("invalid x-grid format")
	}
	return nil
}

var unitSeconds = [...]float64{1, 60, 3600, day, 7 * day, 28 * day, 365 * day}

// first is the last time of a step that is not after t.
func (s GridStep) first(t int64, loc *time.Location) int64 {
	c := calendarOf(time.Unix(t, 0).In(loc))
	b := s.begin(c)
	first := b.unix(loc)
	if first > t { // clocks show it twice, and t is at the first
		b.dst = c.dst
		first = b.unix(loc)
	}
	return first
}

// times yields the times of a step from the one before start to end.
func (s GridStep) times(start, end int64, loc *time.Location) []int64 {
	var all []int64
	for t := s.first(start, loc); t < end && len(all) <= mostGridLines; {
		if t >= start {
			all = append(all, t)
		}
		next := s.after(t, loc)
		if next <= t {
			next = t + int64(s.Count)*int64(unitSeconds[s.Unit])
		}
		t = next
	}
	return all
}

// begin is the beginning of the step that a time is in. Days, and weeks of which
// Sunday is the first day, are not counted from anywhere.
func (s GridStep) begin(c calendar) calendar {
	n := int64(max(s.Count, 1))
	c.dst = dstUnknown
	switch s.Unit {
	case UnitSecond:
		c.sec -= c.sec % n
		return c
	case UnitMinute:
		c.sec = 0
		c.min -= c.min % n
		return c
	case UnitHour:
		c.sec, c.min = 0, 0
		c.hour -= c.hour % n
		return c
	}
	c.sec, c.min, c.hour = 0, 0, 0
	switch s.Unit {
	case UnitWeek:
		c.day -= int64(time.Date(int(c.year), time.Month(c.month+1), int(c.day), 0, 0, 0, 0, time.UTC).Weekday())
	case UnitMonth:
		c.day = 1
		c.month -= c.month % n
	case UnitYear:
		c.day, c.month = 1, 0
		c.year -= c.year % n
	}
	return c
}

// after is the time one step later. Hours and less are so many seconds; days and
// more are counted on the calendar.
func (s GridStep) after(t int64, loc *time.Location) int64 {
	n := int64(s.Count)
	switch s.Unit {
	case UnitSecond, UnitMinute, UnitHour:
		return t + n*int64(unitSeconds[s.Unit])
	}
	c := calendarOf(time.Unix(t, 0).In(loc))
	c.dst = dstUnknown
	switch s.Unit {
	case UnitDay:
		c.day += n
	case UnitWeek:
		c.day += 7 * n
	case UnitMonth:
		c.month += n
	default:
		c.year += n
	}
	return c.unix(loc)
}

// An xMark is a line of the time axis.
type xMark struct {
	at    int64
	major bool
}

// xMarks are the lines of the time axis: minor ones first.
func (g *graph) xMarks(s xScale) []xMark {
	loc := g.now.Location()
	var marks []xMark
	if !g.opts.NoMinor {
		majors := map[int64]bool{}
		for _, t := range s.major.times(g.start, g.end, loc) {
			majors[t] = true
		}
		for _, t := range s.minor.times(g.start, g.end, loc) {
			if !majors[t] {
				marks = append(marks, xMark{at: t})
			}
		}
	}
	for _, t := range s.major.times(g.start, g.end, loc) {
		marks = append(marks, xMark{at: t, major: true})
	}
	return marks
}

// An xLabel is a text of the time axis.
type xLabel struct {
	at   int64
	text string
}

// xLabels are in the middle of what they stand for: the first is of the step that
// has the middle of one at the start, and the rest are counted from there.
func (g *graph) xLabels(s xScale) []xLabel {
	loc := g.now.Location()
	half := s.labelWidth / 2
	var labels []xLabel
	for _, t := range s.label.times(g.start-half, g.end-half+1, loc) {
		at := t + half
		labels = append(labels, xLabel{at, strftime(s.format, time.Unix(at, 0).In(loc))})
	}
	return labels
}
