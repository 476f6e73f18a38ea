package xlsx

import "slices"

// SeriesOptions are a series of values and how a chart shows it.
type SeriesOptions struct {
	// Values is the range of the values, such as =Sheet1!$B$1:$B$5 (see
	// [RangeFormula]), and has to be given.
	Values string
	// Categories is the range of the categories, which count from 1 by default.
	// A scatter chart needs it: it has its x values there.
	Categories string
	// Name is that of the series in the legend, or the cell that holds it.
	Name string
	// NameFormula is the cell that holds the name, if Name does not say it.
	NameFormula string
	// ValuesData, CategoriesData and NameData are the values of those ranges,
	// for ranges that the workbook cannot read by itself, such as those of
	// another file. Categories of several levels are a list of lists.
	ValuesData, CategoriesData, NameData []any

	// Line is the line, or the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
	// InvertIfNegative inverts the ground of values below 0, to
	// InvertIfNegativeColor if there is one.
	InvertIfNegative      bool
	InvertIfNegativeColor Color

	// Marker marks the points of line, scatter and radar charts.
	Marker *Marker
	// Smooth bends the line of line and scatter charts; nil is what the
	// subtype says.
	Smooth *bool
	// Trendline shows where the values tend.
	Trendline *Trendline
	// XErrorBars and YErrorBars show what the values may be wrong by. Only
	// scatter and bar charts have them for x.
	XErrorBars, YErrorBars *ErrorBars
	// DataLabels write the values into the chart.
	DataLabels *DataLabels
	// Points are the looks of single points, in their order; nil leaves one as
	// it is.
	Points []*Point

	// X2Axis and Y2Axis draw the series on the secondary axes.
	X2Axis, Y2Axis bool
	// Gap is the space between the bars of bar and column charts, from 0 to 500
	// percent of their width; the default is Excel's 150. It counts for all
	// series of the axis.
	Gap *int
	// Overlap is that of the bars, from -100 to 100 percent; 0 is the default:
	// none, but 100 if they are stacked. It counts for all series of the axis.
	Overlap int
}

// A Marker marks a point.
type Marker struct {
	// Type is automatic, none, square, diamond, triangle, x, star, dot,
	// short_dash, dash, long_dash, circle, plus or picture.
	Type string
	// Size is from 2 to 72 points; 0 is the default.
	Size int
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

// A Point is the look of one point of a series, such as a slice of a pie.
type Point struct {
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

// A chartSeries is a checked series.
type chartSeries struct {
	values, categories *chartData
	name               string
	nameData           *chartData
	look
	marker     *chartMarker
	smooth     *bool
	trendline  *trendline
	xErr, yErr *errorBars
	labels     *dataLabels
	points     []*look
	invert     bool
	inverted   Color
	y2         bool
}

type chartMarker struct {
	symbol string
	size   int
	look
}

// maxSeries is the number of series that a chart of Excel holds.
const maxSeries = 255

// markerSymbols are the markers as files name them.
var markerSymbols = map[string]string{"automatic": "automatic", "none": "none", "square": "square", "diamond": "diamond", "triangle": "triangle", "x": "x", "star": "star",
	"dot": "dot", "short_dash": "dot", "dash": "dash", "long_dash": "dash", "circle": "circle", "plus": "plus", "picture": "picture"}

// AddSeries adds a series of values to the chart, which holds up to 255 of them.
func (c *Chart) AddSeries(opts *SeriesOptions) error {
	const op = "AddSeries"
	if err := c.ready(op); err != nil {
		return err
	}
	var o SeriesOptions
	if opts != nil {
		o = *opts
	}
	switch {
	case o.Values == "":
		return c.refuse(op, within("Values", badOption("", "a series needs a range of values, such as =Sheet1!$B$1:$B$5")))
	case c.kind.needsCategories && o.Categories == "":
		return c.refuse(op, within("Categories", badOption("", "a series of a "+c.kind.name+" chart needs a range of categories")))
	case len(c.series) == maxSeries:
		return c.refuse(op, &Error{Kind: ErrTooMany, Reason: "a chart holds up to 255 series"})
	case o.Gap != nil && (*o.Gap < 0 || *o.Gap > 500):
		return c.refuse(op, within("Gap", badOption(itoa(*o.Gap), "a gap is from 0 to 500 percent")))
	case o.Overlap < -100 || o.Overlap > 100:
		return c.refuse(op, within("Overlap", badOption(itoa(o.Overlap), "an overlap is from -100 to 100 percent")))
	}
	stage := dataStage{chart: c}
	s, err := c.newSeries(&o, &stage)
	if err != nil {
		return c.refuse(op, err)
	}
	stage.commit()
	c.series = append(c.series, s)
	c.secondary = c.secondary || o.X2Axis || o.Y2Axis
	group := 0
	if o.Y2Axis {
		group = 1
	}
	if o.Gap != nil {
		gap := *o.Gap
		c.gaps[group] = &gap
	}
	if o.Overlap != 0 {
		c.overlaps[group] = o.Overlap
	}
	return nil
}

func (c *Chart) newSeries(o *SeriesOptions, stage *dataStage) (*chartSeries, error) {
	s := &chartSeries{name: o.Name, invert: o.InvertIfNegative, inverted: o.InvertIfNegativeColor, y2: o.Y2Axis}
	var err error
	if s.categories, err = stage.reference(o.Categories, o.CategoriesData); err != nil {
		return nil, within("Categories", err)
	}
	if s.values, err = stage.reference(o.Values, o.ValuesData); err != nil {
		return nil, within("Values", err)
	}
	if s.nameData, err = stage.named(&s.name, o.NameFormula, o.NameData); err != nil {
		return nil, err
	}
	if s.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient); err != nil {
		return nil, err
	}
	if err := s.inverted.check(); err != nil {
		return nil, within("InvertIfNegativeColor", err)
	}
	if s.marker, err = newMarker(o.Marker); err != nil {
		return nil, within("Marker", err)
	}
	if s.trendline, err = newTrendline(o.Trendline); err != nil {
		return nil, within("Trendline", err)
	}
	if s.xErr, err = newErrorBars(o.XErrorBars); err != nil {
		return nil, within("XErrorBars", err)
	}
	if s.yErr, err = newErrorBars(o.YErrorBars); err != nil {
		return nil, within("YErrorBars", err)
	}
	if s.labels, err = c.newDataLabels(o.DataLabels, stage); err != nil {
		return nil, within("DataLabels", err)
	}
	if o.Smooth != nil {
		smooth := *o.Smooth
		s.smooth = &smooth
	}
	for i, p := range o.Points {
		if p == nil {
			s.points = append(s.points, nil)
			continue
		}
		l, err := newLook(p.Line, p.Border, p.Fill, p.Pattern, p.Gradient)
		if err != nil {
			return nil, within("Points["+itoa(i)+"]", err)
		}
		s.points = append(s.points, &l)
	}
	s.points = slices.Clip(s.points)
	return s, nil
}

func newMarker(m *Marker) (*chartMarker, error) {
	if m == nil || *m == (Marker{}) {
		return nil, nil
	}
	symbol, ok := markerSymbols[m.Type]
	if !ok {
		return nil, badOption(m.Type, "no type of markers, such as automatic, none, circle or square")
	}
	if m.Size != 0 && (m.Size < 2 || m.Size > 72) {
		return nil, badOption(itoa(m.Size), "the size of a marker is from 2 to 72 points")
	}
	l, err := newLook(m.Line, m.Border, m.Fill, m.Pattern, m.Gradient)
	return &chartMarker{symbol: symbol, size: m.Size, look: l}, err
}

// seriesElement writes <c:ser>.
func (x *chartXML) seriesElement(s *chartSeries) {
	k := x.chart.kind
	x.startTag("c:ser")
	x.val("c:idx", itoa(*x.index))
	x.val("c:order", itoa(*x.index))
	*x.index++
	switch {
	case s.nameData != nil:
		x.startTag("c:tx")
		x.texts(s.nameData)
		x.endTag("c:tx")
	case s.name != "":
		x.startTag("c:tx")
		x.dataElement("c:v", s.name)
		x.endTag("c:tx")
	}
	x.look(x.seriesLook(s))
	x.marker(x.seriesMarker(s))
	if s.invert && !k.scatter {
		x.val("c:invertIfNegative", "1")
	}
	for i, p := range s.points {
		if p != nil {
			x.pointElement(i, p)
		}
	}
	x.dataLabels(s.labels)
	x.trendline(s.trendline)
	x.errorBars("x", s.xErr)
	x.errorBars("y", s.yErr)
	x.ranges(s)
	if smooth := s.smooth; k.smooth && (smooth != nil && *smooth || smooth == nil && (x.chart.subtype == "smooth" || x.chart.subtype == "smooth_with_markers")) {
		x.val("c:smooth", "1")
	}
	if s.inverted != "" && !k.scatter {
		x.invertedColor(s.inverted)
	}
	x.endTag("c:ser")
}

// seriesLook is the look of a series, of which scatter and stock charts draw no
// lines unless they are told to.
func (x *chartXML) seriesLook(s *chartSeries) look {
	l := s.look
	unlined := x.chart.kind.scatter && x.chart.subtype == "marker_only" || x.chart.kind.name == "stock" && x.stockRole(s) != 3
	if l.line == nil && unlined {
		width := 2.25
		l.line = &Line{None: true, Width: &width}
	}
	return l
}

// stockRole is the place of a series among the four of a day: open, high, low
// (or high, low, close) and volume.
func (x *chartXML) stockRole(s *chartSeries) int { return slices.Index(x.chart.series, s) % 4 }

func (x *chartXML) seriesMarker(s *chartSeries) *chartMarker {
	c := x.chart
	switch {
	case s.marker != nil:
		return s.marker
	case c.kind.name == "stock" && x.stockRole(s) == 2:
		return &chartMarker{symbol: "dot", size: 3}
	case c.kind.name == "stock" && x.stockRole(s) != 3, !c.kind.hasMarkers(c.subtype):
		return &chartMarker{symbol: "none"}
	}
	return nil
}

func (x *chartXML) marker(m *chartMarker) {
	if m == nil || m.symbol == "automatic" {
		return
	}
	x.startTag("c:marker")
	x.val("c:symbol", m.symbol)
	if m.size > 0 {
		x.val("c:size", itoa(m.size))
	}
	x.look(m.look)
	x.endTag("c:marker")
}

func (x *chartXML) pointElement(index int, l *look) {
	x.startTag("c:dPt")
	x.val("c:idx", itoa(index))
	if x.chart.kind.markerInPoint {
		x.startTag("c:marker")
		x.look(*l)
		x.endTag("c:marker")
	} else {
		x.look(*l)
	}
	x.endTag("c:dPt")
}

// ranges writes the categories and the values.
func (x *chartXML) ranges(s *chartSeries) {
	categories, values := "c:cat", "c:val"
	if x.chart.kind.scatter {
		categories, values = "c:xVal", "c:yVal"
	}
	if d := s.categories; d != nil {
		x.startTag(categories)
		t := d.dataType()
		switch {
		case t == textData:
			x.texts(d)
		case t == levelData && !x.chart.kind.scatter:
			x.levels(d)
		default:
			x.numbers(d, t == numberData)
		}
		x.endTag(categories)
		if !x.chart.kind.scatter {
			x.numericCategories = t == numberData || t == noData
		}
	}
	x.startTag(values)
	x.numbers(s.values, true)
	x.endTag(values)
}

func (x *chartXML) invertedColor(c Color) {
	const ns = "http://schemas.microsoft.com/office/drawing/2007/8/2/chart"
	x.startTag("c:extLst")
	x.startTag("c:ext", "uri", "{6F2FDCE9-48DA-4B69-8628-5D25D57E5C99}", "xmlns:c14", ns)
	x.startTag("c14:invertSolidFillFmt")
	x.startTag("c14:spPr", "xmlns:c14", ns)
	x.solid(c, 0)
	x.endTag("c14:spPr")
	x.endTag("c14:invertSolidFillFmt")
	x.endTag("c:ext")
	x.endTag("c:extLst")
}
