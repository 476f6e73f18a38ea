package xlsx

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// SparklineOptions are a small chart in a cell.
type SparklineOptions struct {
	// Location are the cells of a group, such as "A1", if there are several with
	// one look; the default is the cell of the call.
	Location []string
	// Range are the ranges with the data, such as "Sheet1!A1:E1", one for each
	// cell. Without a sheet they are on this one.
	Range []string
	// Type is line (the default), column or win_loss.
	Type string

	// HighPoint, LowPoint, NegativePoints, FirstPoint, LastPoint and Markers mark
	// points.
	HighPoint, LowPoint, NegativePoints, FirstPoint, LastPoint, Markers bool
	// Style is one of Excel's, from 1 to 36.
	Style int
	// SeriesColor and the others are the colours of the line and of what is
	// marked; the defaults are those of the style.
	SeriesColor, NegativeColor, MarkersColor, FirstColor, LastColor, HighColor, LowColor Color

	// Max and Min are the bounds of the vertical axis: a number, or "group" for
	// those of all in the group.
	Max, Min any
	// Axis shows the horizontal axis.
	Axis bool
	// Reverse draws from right to left.
	Reverse bool
	// EmptyCells is gaps (the default), zero or connect.
	EmptyCells string
	// ShowHidden shows data in hidden rows and columns.
	ShowHidden bool
	// DateAxis is a range with dates, by which the points are spaced.
	DateAxis string
	// Weight is the width of the line in points.
	Weight float64
}

type sparkline struct {
	opts      SparklineOptions
	locations []string
	ranges    []string
	dateAxis  string
	min, max  string // attributes
	colors    sparklineColors
}

// sparklineColors are the colours of a style, in the order in which the file has
// them but for the axis.
type sparklineColors struct {
	series, negative, markers, first, last, high, low paint
}

// AddSparkline adds a small chart to a cell, or a group of them to several. What
// Excel does not know is refused with code -2.
func (ws *Worksheet) AddSparkline(row, col int, opts *SparklineOptions) error {
	const op = "AddSparkline"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.within(op, row, col); err != nil {
		return err
	}
	s := sparkline{}
	if opts != nil {
		s.opts = *opts
	}
	if e := s.prepare(ws.name, CellName(row, col)); e != nil {
		e.Code = -2
		return ws.refuse(op, row, col, *e)
	}
	ws.sparklines = append(ws.sparklines, s)
	return nil
}

func (s *sparkline) prepare(sheet, cell string) *Error {
	o := &s.opts
	switch o.Type {
	case "", "line", "column", "win_loss":
	default:
		return wrongOption(o.Type, "Type is line, column or win_loss")
	}
	switch o.EmptyCells {
	case "", "gaps", "zero", "connect":
	default:
		return wrongOption(o.EmptyCells, "EmptyCells is gaps, zero or connect")
	}
	if len(o.Range) == 0 {
		return wrongOption("", "Range has to be given")
	}
	locations := o.Location
	if len(locations) == 0 {
		locations = []string{cell}
	}
	if len(locations) != len(o.Range) {
		return wrongOption(fmt.Sprintf("%d, %d", len(locations), len(o.Range)), "there are as many ranges as locations")
	}
	qualify := func(r string) string {
		if strings.Contains(r, "!") {
			return r
		}
		return QuoteSheetName(sheet) + "!" + r
	}
	for i, l := range locations {
		l = strings.ReplaceAll(l, "$", "")
		if _, _, err := ParseCell(l); err != nil {
			return err.(*Error)
		}
		s.locations = append(s.locations, l)
		r := strings.TrimLeft(strings.ReplaceAll(o.Range[i], "$", ""), "=")
		if r == "" {
			return wrongOption("", "a range is empty")
		}
		s.ranges = append(s.ranges, qualify(r))
	}
	if o.DateAxis != "" {
		s.dateAxis = qualify(strings.TrimLeft(o.DateAxis, "="))
	}
	if o.Style < 0 || o.Style >= len(sparklineStyles) {
		return wrongOption(itoa(o.Style), "Style is from 1 to 36")
	}
	if !(o.Weight >= 0 && o.Weight <= 1584) {
		return wrongOption(number(o.Weight), "Weight is from 0 to 1584 points")
	}
	var e *Error
	if s.min, e = axisBound(o.Min); e != nil {
		return e
	}
	if s.max, e = axisBound(o.Max); e != nil {
		return e
	}
	return s.paint()
}

// axisBound is the bound of an axis as the file has it, "" for none.
func axisBound(value any) (string, *Error) {
	v := reflect.ValueOf(value)
	switch {
	case value == nil:
		return "", nil
	case value == "group":
		return "group", nil
	case v.CanInt() || v.CanUint():
		return wholeText(v), nil
	case v.CanFloat() && v.Float()-v.Float() == 0:
		return pytext.Float(v.Float()), nil
	}
	return "", &Error{Kind: ErrType, Input: shortValue(value), Reason: "a bound is a number, or group"}
}

func (s *sparkline) paint() *Error {
	o := &s.opts
	all, e := paints(strings2Colors(sparklineStyles[o.Style]))
	if e != nil {
		return e
	}
	s.colors = sparklineColors{all[0], all[1], all[2], all[3], all[4], all[5], all[6]}
	for _, c := range []struct {
		to   *paint
		from Color
	}{
		{&s.colors.series, o.SeriesColor}, {&s.colors.negative, o.NegativeColor}, {&s.colors.markers, o.MarkersColor}, {&s.colors.first, o.FirstColor},
		{&s.colors.last, o.LastColor}, {&s.colors.high, o.HighColor}, {&s.colors.low, o.LowColor},
	} {
		if c.from == "" {
			continue
		}
		p, err := c.from.parse()
		if err != nil {
			return err.(*Error)
		}
		*c.to = p
	}
	return nil
}

func strings2Colors(list string) (colors []Color) {
	for _, f := range strings.Fields(list) {
		if f[0] == '#' {
			colors = append(colors, Color(f))
		} else {
			colors = append(colors, ThemeColor(int(f[0]-'0'), int(f[2]-'0')))
		}
	}
	return colors
}

// sparklineStyles are the colours of Excel's styles: series, negative points,
// markers, first, last, high and low points. Column and row of the theme's
// palette, or a colour.
var sparklineStyles = [...]string{
	"4.5 5.0 4.5 4.3 4.3 4.0 4.0", "4.5 5.0 4.5 4.3 4.3 4.0 4.0", "5.5 6.0 5.5 5.3 5.3 5.0 5.0", "6.5 7.0 6.5 6.3 6.3 6.0 6.0", "7.5 8.0 7.5 7.3 7.3 7.0 7.0",
	"8.5 9.0 8.5 8.3 8.3 8.0 8.0", "9.5 4.0 9.5 9.3 9.3 9.0 9.0", "4.4 5.0 5.4 5.4 5.4 5.4 5.4", "5.4 6.0 6.4 6.4 6.4 6.4 6.4", "6.4 7.0 7.4 7.4 7.4 7.4 7.4",
	"7.4 8.0 8.4 8.4 8.4 8.4 8.4", "8.4 9.0 9.4 9.4 9.4 9.4 9.4", "9.4 4.0 4.4 4.4 4.4 4.4 4.4", "4.0 5.0 4.4 4.4 4.4 4.4 4.4", "5.0 6.0 5.4 5.4 5.4 5.4 5.4",
	"6.0 7.0 6.4 6.4 6.4 6.4 6.4", "7.0 8.0 7.4 7.4 7.4 7.4 7.4", "8.0 9.0 8.4 8.4 8.4 8.4 8.4", "9.0 4.0 9.4 9.4 9.4 9.4 9.4", "4.3 0.5 4.1 4.4 4.4 4.5 4.5",
	"5.3 0.5 5.1 5.4 5.4 5.5 5.5", "6.3 0.5 6.1 6.4 6.4 6.5 6.5", "7.3 0.5 7.1 7.4 7.4 7.5 7.5", "8.3 0.5 8.1 8.4 8.4 8.5 8.5", "9.3 0.5 9.1 9.4 9.4 9.5 9.5",
	"1.1 1.3 1.3 1.3 1.3 1.3 1.3", "1.2 0.3 0.3 0.3 0.3 0.3 0.3",
	"#323232 #D00000 #D00000 #D00000 #D00000 #D00000 #D00000", "#000000 #0070C0 #0070C0 #0070C0 #0070C0 #0070C0 #0070C0",
	"#376092 #D00000 #D00000 #D00000 #D00000 #D00000 #D00000", "#0070C0 #000000 #000000 #000000 #000000 #000000 #000000",
	"#5F5F5F #FFB620 #D70077 #5687C2 #359CEB #56BE79 #FF5055", "#5687C2 #FFB620 #D70077 #777777 #359CEB #56BE79 #FF5055",
	"#C6EFCE #FFC7CE #8CADD6 #FFDC47 #FFEB9C #60D276 #FF5367", "#00B050 #FF0000 #0070C0 #FFC000 #FFC000 #00B050 #FF0000",
	"3.0 9.0 8.0 4.0 5.0 6.0 7.0", "1.0 9.0 8.0 4.0 5.0 6.0 7.0",
}

func (ws *Worksheet) writeSparklines(w *xmlWriter) {
	w.startTag("ext", "xmlns:x14", x14NS, "uri", "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}")
	w.startTag("x14:sparklineGroups", "xmlns:xm", xmNS)
	for _, s := range slices.Backward(ws.sparklines) {
		s.write(w)
	}
	w.endTag("x14:sparklineGroups")
	w.endTag("ext")
}

func (s *sparkline) write(w *xmlWriter) {
	w.startTag("x14:sparklineGroup", s.attributes()...)
	c := &s.colors
	axis, _ := Color("#000000").parse()
	for _, t := range []struct {
		tag string
		p   paint
	}{
		{"x14:colorSeries", c.series}, {"x14:colorNegative", c.negative}, {"x14:colorAxis", axis}, {"x14:colorMarkers", c.markers},
		{"x14:colorFirst", c.first}, {"x14:colorLast", c.last}, {"x14:colorHigh", c.high}, {"x14:colorLow", c.low},
	} {
		w.emptyTag(t.tag, t.p.attributes()...)
	}
	if s.dateAxis != "" {
		w.dataElement("xm:f", s.dateAxis)
	}
	w.startTag("x14:sparklines")
	for i, location := range s.locations {
		w.startTag("x14:sparkline")
		w.dataElement("xm:f", s.ranges[i])
		w.dataElement("xm:sqref", location)
		w.endTag("x14:sparkline")
	}
	w.endTag("x14:sparklines")
	w.endTag("x14:sparklineGroup")
}

func (s *sparkline) attributes() (attrs []string) {
	o := &s.opts
	add := func(on bool, name, value string) {
		if on {
			attrs = append(attrs, name, value)
		}
	}
	axisType := func(bound string) string {
		if bound == "group" {
			return "group"
		}
		return "custom"
	}
	add(s.max != "" && s.max != "group", "manualMax", s.max)
	add(s.min != "" && s.min != "group", "manualMin", s.min)
	add(o.Type == "column", "type", "column")
	add(o.Type == "win_loss", "type", "stacked")
	add(o.Weight != 0, "lineWeight", number(o.Weight))
	add(s.dateAxis != "", "dateAxis", "1")
	// Zero is what the file means where it says nothing.
	add(o.EmptyCells == "connect", "displayEmptyCellsAs", "span")
	add(o.EmptyCells == "" || o.EmptyCells == "gaps", "displayEmptyCellsAs", "gap")
	add(o.Markers, "markers", "1")
	add(o.HighPoint, "high", "1")
	add(o.LowPoint, "low", "1")
	add(o.FirstPoint, "first", "1")
	add(o.LastPoint, "last", "1")
	add(o.NegativePoints, "negative", "1")
	add(o.Axis, "displayXAxis", "1")
	add(o.ShowHidden, "displayHidden", "1")
	add(s.min != "", "minAxisType", axisType(s.min))
	add(s.max != "", "maxAxisType", axisType(s.max))
	add(o.Reverse, "rightToLeft", "1")
	return attrs
}
