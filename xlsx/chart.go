package xlsx

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// ChartOptions choose a chart.
type ChartOptions struct {
	// Type is area, bar, column, doughnut, line, pie, radar, scatter or stock.
	Type string
	// Subtype is a variant of the type: stacked or percent_stacked for area,
	// bar, column and line; with_markers or filled for radar;
	// straight_with_markers, straight, smooth_with_markers or smooth for scatter.
	Subtype string
	// Name is that of the chart as an object, Chart 1 and so on by default.
	Name string
}

// A Chart is made by [Workbook.AddChart] and shown by [Worksheet.InsertChart] or
// [Chartsheet.SetChart]. Everything about it is set before the workbook is
// closed; a method that returns an error has changed nothing. Each Set method
// replaces what an earlier call of it has set, and nil stands for the defaults.
//
// Several goroutines must not change the same chart at once.
type Chart struct {
	chartPlace

	kind    *chartKind
	subtype string
	style   int

	series    []*chartSeries
	secondary bool // a series has a secondary axis
	gaps      [2]*int
	overlaps  [2]int

	data      map[string]*chartData
	dataOrder []*chartData

	defaults [4]axisDefaults
	axes     [4]*chartAxis
	date     bool // the categories are dates

	title                chartTitle
	noTitle              bool
	legend               chartLegend
	chartArea, plotArea  chartArea
	table                *chartTable
	upDown               *upDownBars
	dropLines, highLow   *chartLines
	blanks               string
	naAsEmpty, hidden    bool
	extent               chartSize
	rotation, hole       int
	other                *Chart
	axisIDs, axis2IDs    []string // set only by tests that repeat files made by Excel
	crossBetweenOverride string
}

// newChart is a chart of a type, or an error of [ErrParameter] that says which
// types there are.
func newChart(place chartPlace, opts ChartOptions) (*Chart, error) {
	kind, ok := chartKinds[opts.Type]
	if !ok {
		return nil, &Error{Kind: ErrParameter, Op: "AddChart", Input: opts.Type, Reason: "a chart is of type area, bar, column, doughnut, line, pie, radar, scatter or stock"}
	}
	subtype := opts.Subtype
	if subtype == "" {
		subtype = kind.subtype
	} else if !kind.allows(subtype) {
		reason := "a chart of type " + opts.Type + " has no subtypes"
		if len(kind.subtypes) > 0 {
			reason = "a chart of type " + opts.Type + " is " + strings.Join(kind.subtypes, ", ")
		}
		return nil, &Error{Kind: ErrParameter, Op: "AddChart", Input: subtype, Reason: reason}
	}
	c := &Chart{chartPlace: place, kind: kind, subtype: subtype, style: 2, date: kind.dates, hole: 50, extent: defaultChartSize,
		data: map[string]*chartData{}, defaults: kind.axisDefaults(subtype)}
	c.legend = chartLegend{position: "r"}
	for i := range c.axes {
		c.axes[i] = c.defaultAxis(axisIndex(i))
	}
	if kind.tickCross {
		c.axes[yAxis].majorTick = "cross"
	}
	return c, nil
}

// SetStyle chooses one of Excel's 48 styles of charts, by its number in the
// gallery, row by row from 1. The default is 2.
func (c *Chart) SetStyle(id int) error {
	if err := c.ready("SetStyle"); err != nil {
		return err
	}
	if id < 1 || id > 48 {
		return c.refuse("SetStyle", badOption(itoa(id), "the styles are numbered from 1 to 48"))
	}
	c.style = id
	return nil
}

// ShowBlanksAs says how cells without a value appear: as a gap (the default),
// as zero, or as a span that is bridged by a line.
func (c *Chart) ShowBlanksAs(how string) error {
	if err := c.ready("ShowBlanksAs"); err != nil {
		return err
	}
	switch how {
	case "":
	case "gap", "zero", "span":
		c.blanks = how
	default:
		return c.refuse("ShowBlanksAs", badOption(how, "expected gap, zero or span"))
	}
	return nil
}

// ShowNAAsEmptyCell shows cells that hold #N/A as empty ones.
func (c *Chart) ShowNAAsEmptyCell() error {
	if err := c.ready("ShowNAAsEmptyCell"); err != nil {
		return err
	}
	c.naAsEmpty = true
	return nil
}

// ShowHiddenData shows what is in hidden rows and columns, too.
func (c *Chart) ShowHiddenData() error {
	if err := c.ready("ShowHiddenData"); err != nil {
		return err
	}
	c.hidden = true
	return nil
}

// ChartSizeOptions are the size of a chart and its place in the cell.
type ChartSizeOptions struct {
	// Width and Height are in pixels. 0 leaves them as they are, 480 by 288 at
	// first.
	Width, Height float64
	// XScale and YScale stretch the chart; 0 is 1.
	XScale, YScale float64
	// XOffset and YOffset are those from the upper left corner of the cell, in
	// pixels.
	XOffset, YOffset float64
}

var defaultChartSize = chartSize{width: 480, height: 288, xScale: 1, yScale: 1}

// SetSize sets the size of the chart.
func (c *Chart) SetSize(opts *ChartSizeOptions) error {
	if err := c.ready("SetSize"); err != nil {
		return err
	}
	var o ChartSizeOptions
	if opts != nil {
		o = *opts
	}
	for _, n := range []float64{o.Width, o.Height, o.XScale, o.YScale, o.XOffset, o.YOffset} {
		if !(n >= 0 && n < mostChartPixels) {
			return c.refuse("SetSize", badOption(number(n), "sizes, scales and offsets are from 0 to "+itoa(mostChartPixels)))
		}
	}
	size := chartSize{width: o.Width, height: o.Height, xScale: o.XScale, yScale: o.YScale, xOffset: o.XOffset, yOffset: o.YOffset}
	for _, d := range []struct {
		n    *float64
		want float64
	}{{&size.width, c.extent.width}, {&size.height, c.extent.height}, {&size.xScale, 1}, {&size.yScale, 1}} {
		if *d.n == 0 {
			*d.n = d.want
		}
	}
	c.extent = size
	return nil
}

// mostChartPixels is more than a worksheet has in either direction in Excel.
const mostChartPixels = 50_000_000

// SetRotation turns a pie or doughnut chart: the angle at which its first slice
// begins, from 0 (the top, which is the default) to 360 degrees.
func (c *Chart) SetRotation(degrees int) error {
	if err := c.ready("SetRotation"); err != nil {
		return err
	}
	if !c.kind.round {
		return c.refuse("SetRotation", badOption(c.kind.name, "only pie and doughnut charts turn"))
	}
	if degrees < 0 || degrees > 360 {
		return c.refuse("SetRotation", badOption(itoa(degrees), "the rotation is from 0 to 360 degrees"))
	}
	c.rotation = degrees
	return nil
}

// SetHoleSize sets the width of a doughnut's hole, from 10 to 90 percent of the
// chart's. The default is 50.
func (c *Chart) SetHoleSize(percent int) error {
	if err := c.ready("SetHoleSize"); err != nil {
		return err
	}
	if c.kind.name != "doughnut" {
		return c.refuse("SetHoleSize", badOption(c.kind.name, "only doughnut charts have a hole"))
	}
	if percent < 10 || percent > 90 {
		return c.refuse("SetHoleSize", badOption(itoa(percent), "the hole is from 10 to 90 percent"))
	}
	c.hole = percent
	return nil
}

// ready is an error for charts that no workbook has made.
func (c *Chart) ready(op string) error {
	if c == nil || c.kind == nil {
		return &Error{Kind: ErrParameter, Op: op, Reason: "the chart was not made by AddChart"}
	}
	return nil
}

// refuse names the method in an error that an option gave.
func (c *Chart) refuse(op string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Op == "" {
		full := *e
		full.Op = op
		return &full
	}
	return err
}

// within says in which option an error lies, such as DataLabels.Font.
func within(option string, err error) error {
	var e *Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	full := *e
	if full.Where == "" {
		full.Where = option
	} else {
		full.Where = option + "." + full.Where
	}
	return &full
}

func badOption(input, reason string) error {
	return &Error{Kind: ErrParameter, Input: input, Reason: reason}
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// chartNumber is a number as charts have it: the shortest digits that mean it,
// and no point after whole ones.
func chartNumber(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return pytext.Float(f)
}

// quantity is the text of a number, and of a date where dates are allowed; ""
// stands for nil.
func (c *Chart) quantity(v any, what string) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case time.Time:
		f, err := serial(v, c.date1904())
		if err != nil {
			return "", within(what, err)
		}
		return chartNumber(f), nil
	}
	f, ok := numberOf(v)
	if !ok {
		return "", within(what, &Error{Kind: ErrType, Input: typeName(v), Reason: "expected a number or a time.Time"})
	}
	if !finite(f) {
		return "", within(what, &Error{Kind: ErrNumber, Input: pytext.Float(f), Reason: "expected a finite number"})
	}
	return chartNumber(f), nil
}

func (c *Chart) date1904() bool { return c.wb != nil && c.wb.opts.Date1904 }
