package rrd

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// A yGrid is the lines of the vertical axis: one a step, a label at every so
// manieth.
type yGrid struct {
	step   float64
	every  int
	format string // of labels; empty for the usual ones
}

// yChoice is a step and how many steps there may be between labels.
type yChoice struct {
	step  float64
	every [4]int
}

// yChoices are the grids that graphs choose from, in units of the axis.
var yChoices = []yChoice{
	{0.1, [4]int{1, 2, 5, 10}}, {0.2, [4]int{1, 5, 10, 20}}, {0.5, [4]int{1, 2, 4, 10}},
	{1, [4]int{1, 2, 5, 10}}, {2, [4]int{1, 5, 10, 20}}, {5, [4]int{1, 2, 4, 10}},
	{10, [4]int{1, 2, 5, 10}}, {20, [4]int{1, 5, 10, 20}}, {50, [4]int{1, 2, 4, 10}},
	{100, [4]int{1, 2, 5, 10}}, {200, [4]int{1, 5, 10, 20}}, {500, [4]int{1, 2, 4, 10}},
}

// minorApart is the least distance of grid lines in pixels.
const minorApart = 5

// chooseYGrid finds the grid of the vertical axis.
func (g *graph) chooseYGrid() error {
	span := g.high - g.low
	if y := g.opts.YGrid; y != nil {
		g.grid = yGrid{step: y.Step, every: y.LabelEvery}
	} else if g.opts.AltYGrid {
		g.grid = g.altYGrid(span)
	} else {
		g.grid = g.usualYGrid(span)
	}
	if lines := math.Abs(span) / g.grid.step; !(lines < mostGridLines) {
		return graphError("a y-grid of %.0f lines is too fine: at most %d", lines, mostGridLines)
	}
	return nil
}

func (g *graph) usualYGrid(span float64) yGrid {
	scaled := span / g.magfact
	least := 1.8 * g.faces[FontAxis].size
	for _, c := range yChoices {
		pixels := math.Trunc(float64(g.ysize) / (scaled / c.step)) // whole ones, as librrd counts
		if pixels < minorApart {
			continue
		}
		for _, every := range c.every {
			if pixels*float64(every) >= least {
				return yGrid{step: c.step * g.magfact, every: every}
			}
		}
		return yGrid{step: c.step * g.magfact, every: c.every[3]}
	}
	last := yChoices[len(yChoices)-1]
	return yGrid{step: last.step * g.magfact, every: last.every[3]}
}

// altYGrid is a grid whose steps are powers of ten, with as many digits as tell
// its labels apart.
func (g *graph) altYGrid(span float64) yGrid {
	unit := g.magfact / g.viewFactor
	step := power(10, math.Floor(log10(span*g.viewFactor/g.magfact))) / g.viewFactor * g.magfact
	if step == 0 || !finite(step) {
		step = 0.1
	}
	if span/step < 5 && step >= 30 {
		step /= 10
	}
	if span/step > 15 {
		step *= 10
	}
	every := 5
	switch lines := span / step; {
	case lines <= 5:
		step /= 5
	case lines > 8 || step < 30:
		every = 2
	default:
		every = 1
	}
	places := max(0, -int(math.Floor(log10(step*float64(every)/unit))))
	digits := max(1, int(math.Ceil(log10(max(math.Abs(g.high), math.Abs(g.low))/unit))))
	if places > 0 {
		digits++
	}
	return yGrid{step: step, every: every, format: fmt.Sprintf("%%%d.%df", digits+places, places)}
}

// yLabel is the text at line i of the grid.
func (g *graph) yLabel(i int, format string) string {
	v := g.grid.step * float64(i)
	if f := g.opts.LeftAxisFormatter; f != FormatNumeric {
		return axisValue(v, f, g.opts.LeftAxisFormat)
	}
	scaled := g.grid.step / g.magfact * g.viewFactor * float64(i)
	if f := g.opts.LeftAxisFormat; f != "" {
		return formatAxis(f, scaled)
	}
	symbol := g.symbol
	if i == 0 {
		symbol = " "
	}
	text := fmt.Sprintf(format, scaled)
	if g.symbol != " " {
		text += " " + symbol
	}
	return text
}

// rightLabel is the text of a value of the left axis on the right one. All have the
// prefix of the one in the middle of the lines.
func (g *graph) rightLabel(v, middle float64, format string) string {
	r := g.opts.RightAxis
	v = float64(v*r.Scale) + r.Shift
	if f := g.opts.RightAxisFormatter; f != FormatNumeric {
		return axisValue(v, f, g.opts.RightAxisFormat)
	}
	if f := g.opts.RightAxisFormat; f != "" {
		return formatAxis(f, v)
	}
	s := scaleOf(float64(middle*r.Scale)+r.Shift, float64(g.opts.Base))
	text := fmt.Sprintf(format, v/s.factor)
	if s.symbol != " " {
		text += " " + s.symbol
	}
	return text
}

// axisSyntax is what the format of an axis looks like.
const axisSyntax = `^(?:[^%]+|%%)*%[-+ 0#]?[0-9]*(?:[.][0-9]+)?l[eEfFgG](?:[^%]+|%%)*$`

var axisRule = regexp.MustCompile(axisSyntax)

// checkAxisFormat refuses a format that is not of one number. Times have formats
// of their own.
func checkAxisFormat(format string, f AxisFormatter) error {
	switch f {
	case FormatTimestamp:
		return nil
	case FormatDuration:
		return checkDuration(format)
	}
	if format == "" || axisRule.MatchString(format) {
		return nil
	}
	return graphError("invalid format string '%s' (should match '%s')", format, axisSyntax)
}

func formatAxis(format string, v float64) string {
	f, err := parsePrintFormat(format)
	if err != nil {
		return format
	}
	return f.format(v, 1000, nil)
}

// axisValue is a number on an axis that stands for a time or a duration.
func axisValue(v float64, f AxisFormatter, format string) string {
	if f == FormatDuration {
		if format == "" {
			format = "%H:%02m:%02s"
		}
		return durationText(v, format)
	}
	if math.Abs(v) >= longestTime { // with places, other than in a text of the legend
		return formatC("%lf", v)
	}
	return timestampText(v, strings.TrimSpace(format))
}

// logRows are the divisions of a decade that a logarithmic axis chooses from.
var logRows = [][]float64{{1}, {1, 5}, {1, 2, 5, 7}, {1, 2, 4, 6, 8}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}

// mostDecades is more than there are between numbers.
const mostDecades = 1024

// A yMark is a line of the grid and its label, if it has one.
type yMark struct {
	value float64
	major bool
	label string
	right string // the label of the right axis
}

// yMarks are the lines of the vertical axis.
func (g *graph) yMarks() []yMark {
	if g.opts.Logarithmic {
		return g.logMarks()
	}
	first := int(g.low/g.grid.step - 1)
	last := int(g.high/g.grid.step + 1)
	format, rightFormat := "%4.0f", "%5.0f"
	if g.grid.step*float64(last)/g.magfact*g.viewFactor < 10 {
		format, rightFormat = "%4.1f", "%5.1f"
	}
	format = cmp.Or(g.grid.format, format)
	var marks []yMark
	labels := 0
	for i := first; i <= last; i++ {
		v := g.grid.step * float64(i)
		y := math.Floor(g.y(v) + 0.5)
		if y < float64(g.top()) || y > float64(g.bottom) {
			continue
		}
		// An axis has two labels, if need be at its last line.
		isLast := g.y(g.grid.step*float64(i+1)) < float64(g.top())
		m := yMark{value: v, major: i%g.grid.every == 0 || isLast && labels == 1}
		if m.major {
			labels++
			m.label = g.yLabel(i, format)
			if g.opts.RightAxis != nil {
				m.right = g.rightLabel(v, g.grid.step*float64(first+last)/2, rightFormat)
			}
		}
		marks = append(marks, m)
	}
	return marks
}

// logMarks are the lines of a logarithmic axis: each decade divided, or several
// decades together.
func (g *graph) logMarks() []yMark {
	if !finite(g.low) || !finite(g.high) {
		return nil // librrd goes on counting for ever
	}
	decade := float64(g.ysize) / (log10(g.high) - log10(g.low))
	size := g.faces[FontLegend].size // whatever the size of the labels
	every, row := 1, logRows[0]      // decades a line, where they are not divided
	for decade*float64(every) < size && every < mostDecades {
		every++
	}
	divided := decade >= 3*size
	for _, r := range logRows[1:] {
		if decade*(1-log10(r[len(r)-1])) >= 2*size {
			row = r
		}
	}
	// Librrd counts whole decades from here, and where it begins above 1, twice as far.
	origin := 2 * max(0, int(math.Ceil(log10(g.low))))

	var marks []yMark
	mark := func(n float64, e int, major bool) {
		v := n * power(10, float64(e))
		if v < g.low || math.Floor(g.y(v)+0.5) <= float64(g.top()) {
			return
		}
		m := yMark{value: v, major: major}
		if major {
			m.label = g.logLabel(n, e)
			if g.opts.RightAxis != nil {
				m.right = g.rightLogLabel(v)
			}
		}
		marks = append(marks, m)
	}
	for e := int(math.Floor(log10(g.low))); float64(e) <= log10(g.high); e++ {
		if divided {
			for n := 1.0; n < 10; n++ {
				mark(n, e, slices.Contains(row, n))
			}
		} else if (e-origin)%every == 0 {
			mark(1, e, (e-origin)%(3*every) == 0)
		}
	}
	return marks
}

// logLabel is the text at n times ten to the power of e. It is of thousands, whatever
// the base of the graph, and knows more prefixes than other labels.
func (g *graph) logLabel(n float64, e int) string {
	if !g.opts.SIUnits {
		return fmt.Sprintf("%3.0e", n*power(10, float64(e)))
	}
	const prefixes = "yz" + siSymbols + "ZY"
	thousands := int(math.Floor(float64(e) / 3))
	symbol := "?"
	if i := thousands + siNone + 2; i >= 0 && i < len(prefixes) {
		symbol = prefixes[i : i+1]
	}
	return fmt.Sprintf("%3.0f %s", n*power(10, float64(e-3*thousands)), symbol)
}

// rightLogLabel is the text of a value of the left axis on the right one. Of the
// formatters, librrd has none here.
func (g *graph) rightLogLabel(v float64) string {
	o := &g.opts
	v = float64(v*o.RightAxis.Scale) + o.RightAxis.Shift
	switch {
	case o.RightAxisFormat != "" && o.RightAxisFormatter != FormatNumeric:
		return axisValue(v, o.RightAxisFormatter, o.RightAxisFormat)
	case o.RightAxisFormat != "":
		return formatAxis(o.RightAxisFormat, v)
	case o.SIUnits:
		s := scaleOf(v, float64(o.Base))
		return fmt.Sprintf("%4.0f %s", v/s.factor, s.symbol)
	}
	return fmt.Sprintf("%3.0e", v)
}
