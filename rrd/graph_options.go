package rrd

import (
	"image/color"
	"time"
)

// GraphOptions tell how a graph looks. The zero value, or nil, is what rrdtool
// does without options. Sizes are in pixels of a picture that is not zoomed.
type GraphOptions struct {
	// Start and End are the time that the graph shows. A zero End is Now; a zero
	// Start is 24 hours before the end.
	Start, End time.Time

	// Now is what a zero End means, and the NOW of expressions; zero means
	// time.Now. Location is the time zone of the time axis; nil means time.Local.
	Now      time.Time
	Location *time.Location

	// Step is the least distance between values; zero means one value a pixel. Pictures
	// show no more values than pixels: there a Step below (End-Start)/Width is raised to
	// that. The text formats have rows of Step, however many. Below zero is an error.
	Step time.Duration

	Format GraphFormat // the kind of file

	// Width and Height are of the field of the curves: 400 and 100 if zero, never
	// below 10. With FullSize they are of the whole picture, and with OnlyGraph
	// there is nothing but the field.
	Width, Height       int
	FullSize, OnlyGraph bool

	Zoom float64 // a factor for all sizes of the picture; zero means 1

	// LowerLimit and UpperLimit are values that the vertical axis shows at least;
	// with Rigid it shows nothing beyond them. AllowShrink lets Rigid limits shrink
	// to the values.
	LowerLimit, UpperLimit *float64
	Rigid, AllowShrink     bool

	// AltAutoscale fits the vertical axis closely to the values, AltAutoscaleMin and
	// AltAutoscaleMax only its lower or upper end.
	AltAutoscale, AltAutoscaleMin, AltAutoscaleMax bool

	NoGridFit   bool // lines are not moved onto whole pixels
	Logarithmic bool // the vertical axis
	SlopeMode   bool // values are joined instead of drawn as steps

	XGrid   *XGrid // the time axis; nil means a grid that fits
	NoXGrid bool   // no time axis
	YGrid   *YGrid // the vertical grid; nil means one that fits
	NoYGrid bool   // no vertical grid
	NoMinor bool   // no minor grid

	AltYGrid      bool   // a vertical grid of powers of ten, whose labels have all their digits
	SIUnits       bool   // a logarithmic axis has 1k instead of 1e+03
	UnitsExponent *int   // values are shown in units of this power of ten: a multiple of 3
	UnitsLength   int    // how many digits the vertical axis has room for; zero means 6
	noUnitsRoom   bool   // for no digits: what a 0 on the command line means
	Base          int    // of prefixes: 1000, or 1024
	WeekFormat    string // the time format of weeks; empty means "Week %V"

	// A format such as "%5.1lf" and a formatter of the numbers on an axis.
	LeftAxisFormat, RightAxisFormat       string
	LeftAxisFormatter, RightAxisFormatter AxisFormatter

	// RightAxis is a second axis at the right; nil means none.
	RightAxis      *RightAxis
	RightAxisLabel string // at the right; empty means none

	// Title stands above the graph, VerticalLabel at its left, Watermark below
	// everything; empty means none.
	Title, VerticalLabel, Watermark string

	NoLegend         bool           // no legend
	ForceRulesLegend bool           // also of rules that are out of sight
	LegendPosition   LegendPosition // below the graph if zero
	BottomUp         bool           // the lines of the legend run upwards
	DynamicLabels    bool           // the boxes in the legend show how the line looks

	Colors map[GraphColor]color.NRGBA // of parts that are to have another than their own
	Fonts  map[GraphFont]Font         // sizes of letters that are to have another than their own

	TabWidth *float64   // distance of tab stops; nil means 40
	Border   *int       // width of the bevelled border; nil means 2
	GridDash [2]float64 // lengths that grid lines are drawn and left out; zero means 1 and 1

	NoTag       bool // no "RRDTOOL / TOBI OETIKER" at the edge
	MonoFonts   bool // letters have hard edges
	LightFonts  bool // letters are fitted to the pixels in their height only, where not MonoFonts
	MonoGraph   bool // curves have hard edges
	PangoMarkup bool // texts are marked up, as in "<b>x</b> &amp; y"; the marks are left out
	UseNaN      bool // unknown values where files are missing, instead of an error
}

// A Font is the size of letters in points; zero leaves it as it is. All letters
// are of DejaVu Sans Mono, whatever the family.
type Font struct {
	Size   float64
	Family string
}

// A GraphFont names a kind of text in a graph.
type GraphFont uint8

// The kinds of text whose sizes may be set.
const (
	FontDefault   GraphFont = iota // all kinds at once
	FontTitle                      // 9 points
	FontAxis                       // 7 points
	FontUnit                       // the labels of the vertical axes, 8 points
	FontLegend                     // 8 points
	FontWatermark                  // 5.5 points
	graphFonts                     // how many there are
)

var graphFontNames = [graphFonts]string{"DEFAULT", "TITLE", "AXIS", "UNIT", "LEGEND", "WATERMARK"}

var defaultFontSizes = [graphFonts]float64{8, 9, 7, 8, 8, 5.5}

// An XGrid is a time axis of one's own.
type XGrid struct {
	Minor, Major, Label GridStep

	// LabelWidth is the time that a label stands in the middle of.
	LabelWidth time.Duration
	Format     string // of labels, for strftime
}

// A GridStep is a distance on the time axis, such as 2 weeks.
type GridStep struct {
	Unit  TimeUnit
	Count int
}

// A TimeUnit is a unit of the time axis.
type TimeUnit uint8

// The units of the time axis.
const (
	UnitSecond TimeUnit = iota
	UnitMinute
	UnitHour
	UnitDay
	UnitWeek
	UnitMonth
	UnitYear
)

// A YGrid is a vertical grid of one's own: a line each Step, and a label at each
// LabelEvery-th line.
type YGrid struct {
	Step       float64
	LabelEvery int
}

// A RightAxis shows for a value v of the left axis v*Scale+Shift.
type RightAxis struct{ Scale, Shift float64 }

// An AxisFormatter is what the numbers on an axis stand for.
type AxisFormatter uint8

// The kinds of number on an axis.
const (
	FormatNumeric   AxisFormatter = iota
	FormatTimestamp               // seconds since 1970
	FormatDuration                // milliseconds
)

// A LegendPosition is where the legend stands.
type LegendPosition uint8

// The places of the legend.
const (
	LegendSouth LegendPosition = iota
	LegendNorth
	LegendWest
	LegendEast
)

// A GraphFormat is a kind of file.
type GraphFormat uint8

// The kinds of file that a graph can become. The formats after PDF hold the
// values of the XPort elements, as Xport does.
const (
	FormatPNG GraphFormat = iota
	FormatSVG
	FormatEPS
	FormatPDF
	FormatXML
	FormatXMLEnum
	FormatJSON
	FormatJSONTime
	FormatCSV
	FormatTSV
	FormatSSV
	graphFormats // how many there are
)

var graphFormatNames = [graphFormats]string{"PNG", "SVG", "EPS", "PDF", "XML", "XMLENUM", "JSON", "JSONTIME", "CSV", "TSV", "SSV"}

// String is the name that rrdtool has for the format, such as "PNG".
func (f GraphFormat) String() string {
	if f < graphFormats {
		return graphFormatNames[f]
	}
	return "unknown"
}
