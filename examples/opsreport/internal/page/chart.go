package page

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// A chart is lines over the interval of a report, drawn as SVG by the page's
// template in the units of its viewBox.
type chart struct {
	Title     string
	Lines     []line
	Limit     float64 // a dashed line across; 0 is none
	LimitName string
	top       float64 // the value at the upper edge
	from, to  time.Time
	unit      func(float64) string
}

// A line is a named series.
type line struct {
	Name   string
	Series model.Series
}

// The drawing area within the viewBox of 720 by 200, which leaves room for the
// labels of the axes.
const (
	left, right = 74.0, 708.0
	top, bottom = 24.0, 176.0
)

func newChart(title string, r *model.Report, unit func(float64) string, round func(float64) float64, lines ...line) chart {
	c := chart{Title: title, Lines: lines, unit: unit, from: r.From, to: r.To}
	high := 0.0
	for _, l := range lines {
		for _, v := range l.Series.Values {
			if !math.IsNaN(v) {
				high = max(high, v)
			}
		}
	}
	c.top = round(high)
	return c
}

// roundUp is the next of 1, 2, 4, 5 or 10 times a power of ten.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 4, 5} {
		if v <= m*power {
			return m * power
		}
	}
	return 10 * power
}

// roundBytes is roundUp in the powers of 1024 that are written, and at least
// 1 KiB, so that the grid lines of an idle disk differ.
func roundBytes(v float64) float64 {
	unit := 1024.0
	for v >= 1024*unit {
		unit *= 1024
	}
	return max(roundUp(v/unit), 1) * unit
}

// Empty reports whether nothing is known.
func (c chart) Empty() bool {
	for _, l := range c.Lines {
		for _, v := range l.Series.Values {
			if !math.IsNaN(v) {
				return false
			}
		}
	}
	return true
}

// A mark is a label at a place on an axis.
type mark struct {
	At   float64
	Text string
}

func (c chart) y(v float64) float64 { return bottom - min(max(v/c.top, 0), 1)*(bottom-top) }

func (c chart) x(t time.Time) float64 {
	return left + min(max(t.Sub(c.from).Seconds()/c.to.Sub(c.from).Seconds(), 0), 1)*(right-left)
}

// LimitAt is the height of the limit line; below 0 it is out of sight.
func (c chart) LimitAt() float64 {
	if c.Limit <= 0 || c.Limit > c.top {
		return -1
	}
	return c.y(c.Limit)
}

// YMarks are the horizontal grid lines.
func (c chart) YMarks() []mark {
	var marks []mark
	for i := range 5 {
		v := float64(i) / 4 * c.top
		marks = append(marks, mark{c.y(v), c.unit(v)})
	}
	return marks
}

// XMarks are times along the axis, at round ones of the report's zone.
func (c chart) XMarks() []mark {
	length := c.to.Sub(c.from)
	step, format := time.Second, "15:04:05"
	for _, s := range []struct {
		step   time.Duration
		format string
	}{{time.Second, "15:04:05"}, {5 * time.Second, "15:04:05"}, {15 * time.Second, "15:04:05"}, {time.Minute, "15:04"}, {5 * time.Minute, "15:04"}, {15 * time.Minute, "15:04"}, {time.Hour, "15:04"}, {4 * time.Hour, "15:04"}, {24 * time.Hour, "Jan 2"}, {7 * 24 * time.Hour, "Jan 2"}} {
		step, format = s.step, s.format
		if length/step <= 7 {
			break
		}
	}
	var marks []mark
	for t := firstRound(c.from, step); !t.After(c.to); t = next(t, step) {
		marks = append(marks, mark{c.x(t), t.Format(format)})
	}
	return marks
}

// firstRound is the first time from one on that is round in its zone.
func firstRound(t time.Time, step time.Duration) time.Time {
	y, m, d := t.Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	if step >= 24*time.Hour {
		return day.AddDate(0, 0, 1)
	}
	for r := day; ; r = r.Add(step) {
		if !r.Before(t) {
			return r
		}
		if gap := t.Sub(r); gap > step {
			r = r.Add(gap / step * step).Add(-step)
		}
	}
}

// next is a step later: a day is a date, so that one of 23 hours shifts nothing.
func next(t time.Time, step time.Duration) time.Time {
	if step >= 24*time.Hour {
		return t.AddDate(0, 0, int(step/(24*time.Hour)))
	}
	return t.Add(step)
}

// Paths are the lines as values of the SVG attribute d. What is unknown is a gap,
// and a value between two gaps a dot.
func (c chart) Paths() []template.HTMLAttr {
	paths := make([]template.HTMLAttr, len(c.Lines))
	for i, l := range c.Lines {
		paths[i] = template.HTMLAttr(`d="` + path(l.Series, c.x, c.y) + `"`)
	}
	return paths
}

func path(s model.Series, x func(time.Time) float64, y func(float64) float64) string {
	var d strings.Builder
	values := s.Values
	known := func(i int) bool { return i >= 0 && i < len(values) && !math.IsNaN(values[i]) }
	for i, v := range values {
		if !known(i) {
			continue
		}
		// A row stands for the time up to its label.
		at := s.From.Add(time.Duration(i+1)*s.Step - s.Step/2)
		command := 'L'
		if !known(i - 1) {
			command = 'M'
		}
		fmt.Fprintf(&d, "%c%.1f %.1f", command, x(at), y(v))
		if command == 'M' && !known(i+1) {
			d.WriteString("h.1")
		}
	}
	return d.String()
}

// Legend is each line's name with its mean and its peak.
func (c chart) Legend() []entry {
	var out []entry
	for _, l := range c.Lines {
		n, sum, peak := 0, 0.0, 0.0
		when := time.Time{}
		for i, v := range l.Series.Values {
			if !math.IsNaN(v) {
				n, sum = n+1, sum+v
				if v >= peak {
					peak, when = v, l.Series.From.Add(time.Duration(i+1)*l.Series.Step)
				}
			}
		}
		if n == 0 {
			out = append(out, entry{l.Name, "no data"})
			continue
		}
		format := "15:04"
		if c.to.Sub(c.from) > 48*time.Hour {
			format = "Jan 2 15:04"
		}
		out = append(out, entry{l.Name, fmt.Sprintf("mean %s, peak %s at %s", c.unit(sum/float64(n)), c.unit(peak), when.In(c.from.Location()).Format(format))})
	}
	return out
}

type entry struct{ Name, Text string }

// Spark is a glance's course as a small line: the attribute d in a viewBox of 100
// by 24.
func spark(g model.Glance) template.HTMLAttr {
	s := g.Course
	high := 0.0
	for _, v := range s.Values {
		if !math.IsNaN(v) {
			high = max(high, v)
		}
	}
	if high == 0 {
		high = 1
	}
	length := max(time.Duration(len(s.Values))*s.Step, 1)
	x := func(t time.Time) float64 { return 1 + 98*t.Sub(s.From).Seconds()/length.Seconds() }
	y := func(v float64) float64 { return 22 - 20*v/high }
	return template.HTMLAttr(`d="` + path(s, x, y) + `"`)
}
