package xlsx

import "fmt"

// A chartXML writes the part of a file that is one chart's. A chart that is
// combined with another has its own, and shares the writer and the numbers of
// the series.
type chartXML struct {
	*xmlWriter
	chart *Chart
	id    int  // of the chart in the numbers of the axes
	index *int // of the next series

	x, y, x2, y2      *chartAxis
	ids, ids2         []string
	numericCategories bool
}

// val writes an element whose only attribute is val.
func (x *chartXML) val(tag, value string) {
	b := append(x.b, '<')
	b = append(b, tag...)
	b = append(b, ` val="`...)
	b = appendAttribute(b, value)
	x.b = append(b, `"/>`...)
}

func newChartXML(w *xmlWriter, c *Chart, id int, index *int) *chartXML {
	x := &chartXML{xmlWriter: w, chart: c, id: id, index: index, x: c.axes[xAxis], y: c.axes[yAxis], x2: c.axes[x2Axis], y2: c.axes[y2Axis], ids: c.axisIDs, ids2: c.axis2IDs}
	if c.kind.swapped {
		x.x, x.y = x.y, x.x
		if x.y2.position == "r" {
			y2 := *x.y2
			y2.position = "t"
			x.y2 = &y2
		}
	}
	return x
}

// Combine draws another chart into the same plot, as a line over columns. Its
// series use the same axes, or the secondary ones if they say so. The other chart
// is not shown by itself then. A scatter chart cannot be the first of the two, a
// bar chart only if the other uses secondary axes, and pie and doughnut charts
// combine with each other only. Nil does nothing.
func (c *Chart) Combine(other *Chart) error {
	const op = "Combine"
	if err := c.ready(op); err != nil {
		return err
	}
	if other == nil {
		return nil
	}
	if err := other.ready(op); err != nil {
		return err
	}
	reason := ""
	switch {
	case other == c:
		reason = "a chart is not combined with itself"
	case other.wb != c.wb:
		reason = "the other chart is another workbook's"
	case other.other != nil || c.combined:
		reason = "a combination has two charts"
	case other.combined && c.other != other:
		reason = "the other chart is combined already"
	case other.placed && !other.combined:
		return &Error{Kind: ErrUsed, Op: op, Input: other.kind.name, Reason: "the other chart is on a sheet"}
	case c.kind.scatter:
		reason = "a scatter chart is not the first of a combination"
	case c.kind.round != other.kind.round:
		reason = "pie and doughnut charts combine with each other only"
	case c.kind.swapped && len(other.series) > 0 && !other.secondary:
		reason = "what is combined with a bar chart uses secondary axes"
	}
	if reason != "" {
		return c.refuse(op, badOption(other.kind.name, reason))
	}
	if c.other != nil && c.other != other {
		c.other.combined, c.other.placed = false, false
	}
	c.other, other.combined, other.placed = other, true, c.placed
	return nil
}

func (c *Chart) companion() *Chart { return c.other }

func (c *Chart) size() chartSize {
	if c.kind == nil {
		return defaultChartSize
	}
	return c.extent
}

func (c *Chart) check() error {
	if err := c.ready("Close"); err != nil {
		return err
	}
	if len(c.series) == 0 {
		return &Error{Kind: ErrEmptyChartSeries, Op: "Close", Input: c.kind.name, Reason: "a chart needs a series, see AddSeries"}
	}
	if c.other == nil {
		return nil
	}
	if c.kind.swapped && !c.other.secondary {
		return c.refuse("Close", badOption(c.other.kind.name, "what is combined with a bar chart uses secondary axes"))
	}
	if c.usesSecondary() && c.other.usesSecondary() {
		return c.refuse("Close", badOption(c.other.kind.name, "only one of two combined charts uses the secondary axes"))
	}
	return nil
}

// usesSecondary reports whether a series is drawn on the secondary axes.
func (c *Chart) usesSecondary() bool {
	for _, s := range c.series {
		if s.y2 {
			return true
		}
	}
	return false
}

func (c *Chart) assemble() []byte {
	w := &xmlWriter{b: make([]byte, 0, 8<<10)}
	index := 0
	x := newChartXML(w, c, c.id, &index)
	w.declaration()
	x.startTag("c:chartSpace", "xmlns:c", "http://schemas.openxmlformats.org/drawingml/2006/chart", "xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main",
		"xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
	x.val("c:lang", "en-US")
	if c.style != 2 {
		x.val("c:style", itoa(c.style))
	}
	if c.protect {
		x.emptyTag("c:protection")
	}
	x.startTag("c:chart")
	if c.noTitle {
		x.val("c:autoTitleDeleted", "1")
	} else {
		x.titleElement(&c.title, false)
	}
	x.plotArea()
	x.legend(&c.legend)
	if !c.hidden {
		x.val("c:plotVisOnly", "1")
	}
	if c.blanks != "" && c.blanks != "gap" {
		x.val("c:dispBlanksAs", c.blanks)
	}
	if c.naAsEmpty {
		x.startTag("c:extLst")
		x.startTag("c:ext", "uri", "{56B9EC1D-385E-4148-901F-78D8002777C0}", "xmlns:c16r3", "http://schemas.microsoft.com/office/drawing/2017/03/chart")
		x.startTag("c16r3:dataDisplayOptions16")
		x.val("c16r3:dispNaAsBlank", "1")
		x.endTag("c16r3:dataDisplayOptions16")
		x.endTag("c:ext")
		x.endTag("c:extLst")
	}
	x.endTag("c:chart")
	x.look(c.chartArea.look)
	if !c.onSheet {
		x.startTag("c:printSettings")
		x.emptyTag("c:headerFooter")
		x.emptyTag("c:pageMargins", "b", "0.75", "l", "0.7", "r", "0.7", "t", "0.75", "header", "0.3", "footer", "0.3")
		x.emptyTag("c:pageSetup")
		x.endTag("c:printSettings")
	}
	x.endTag("c:chartSpace")
	return w.b
}

// plotArea writes the plots, then the axes, then the table of values.
func (x *chartXML) plotArea() {
	c := x.chart
	x.startTag("c:plotArea")
	x.layout(c.plotArea.place, "inner")
	x.plots()
	var second *chartXML
	if c.other != nil {
		id := x.id
		if c.other.secondary {
			id += 1000
		}
		second = newChartXML(x.xmlWriter, c.other, id, x.index)
		second.plots()
	}
	switch {
	case c.kind.round:
	case c.kind.scatter:
		x.scatterAxes(x.x, x.y, x.ids)
		x.scatterAxes(x.x2, x.y2, x.ids2)
	default:
		x.axes(second)
	}
	if !c.kind.round && !c.kind.scatter {
		x.table(c.table)
	}
	x.look(c.plotArea.look)
	x.endTag("c:plotArea")
}

// axes writes the primary axes, then the secondary ones, which are the other
// chart's if that uses them.
func (x *chartXML) axes(second *chartXML) {
	if len(x.ids) > 0 {
		x.categoryAxis(x.x, x.y, x.ids)
		x.valueAxis(x.y, x.x, x.ids[1], x.ids[0], x.chart.kind.valPosition, x.chart.kind.valTurned)
	}
	pair := x
	if second != nil && second.chart.secondary {
		pair = second
	}
	if len(pair.ids2) > 0 {
		k := pair.chart.kind
		pair.valueAxis(pair.y2, pair.x2, pair.ids2[1], pair.ids2[0], k.valPosition, k.valTurned)
		x.categoryAxis(pair.x2, pair.y2, pair.ids2)
	}
}

func (x *chartXML) scatterAxes(horizontal, vertical *chartAxis, ids []string) {
	if len(ids) == 0 {
		return
	}
	x.valueAxis(horizontal, vertical, ids[0], ids[1], "b", false)
	x.valueAxis(vertical, horizontal, ids[1], ids[0], "l", true)
}

// plots writes the series of the primary and those of the secondary axes.
func (x *chartXML) plots() {
	if x.chart.kind.round {
		x.pie()
		return
	}
	x.plot(false)
	x.plot(true)
}

func (x *chartXML) plot(secondary bool) {
	c, k := x.chart, x.chart.kind
	var series []*chartSeries
	for _, s := range c.series {
		if s.y2 == secondary {
			series = append(series, s)
		}
	}
	if len(series) == 0 {
		return
	}
	x.startTag(k.element)
	switch {
	case k.swapped:
		x.val("c:barDir", "bar")
	case k.bars:
		x.val("c:barDir", "col")
	case k.scatter:
		style := "lineMarker"
		if c.subtype == "smooth" || c.subtype == "smooth_with_markers" {
			style = "smoothMarker"
		}
		x.val("c:scatterStyle", style)
	case k.name == "radar" && c.subtype == "filled":
		x.val("c:radarStyle", "filled")
	case k.name == "radar":
		x.val("c:radarStyle", "marker")
	}
	if k.grouped {
		x.val("c:grouping", groupings[c.subtype])
	}
	for _, s := range series {
		x.seriesElement(s)
	}
	if k.bars {
		x.gapAndOverlap(secondary)
	}
	x.lines("c:dropLines", c.dropLines)
	switch {
	case k.name == "stock" && !secondary && c.highLow == nil:
		x.emptyTag("c:hiLowLines")
	case k.name != "stock" || !secondary:
		x.lines("c:hiLowLines", c.highLow)
	}
	x.upDownBars(c.upDown)
	if k.name == "line" {
		x.val("c:marker", "1")
	}
	x.axisNumbers(secondary)
	x.endTag(k.element)
}

func (x *chartXML) gapAndOverlap(secondary bool) {
	c := x.chart
	group := 0
	if secondary {
		group = 1
	}
	if gap := c.gaps[group]; gap != nil {
		x.val("c:gapWidth", itoa(*gap))
	}
	overlap := c.overlaps[group]
	if overlap == 0 && !secondary && c.subtype != "clustered" {
		overlap = 100
	}
	if overlap != 0 {
		x.val("c:overlap", itoa(overlap))
	}
}

// axisNumbers gives a plot's axes numbers, which no other chart of the workbook
// has.
func (x *chartXML) axisNumbers(secondary bool) {
	to := &x.ids
	if secondary {
		to = &x.ids2
	}
	if len(*to) == 0 {
		first := 1 + len(x.ids) + len(x.ids2)
		*to = []string{fmt.Sprintf("%04d%04d", 5000+x.id, first), fmt.Sprintf("%04d%04d", 5000+x.id, first+1)}
	}
	x.val("c:axId", (*to)[0])
	x.val("c:axId", (*to)[1])
}

func (x *chartXML) pie() {
	c := x.chart
	x.startTag(c.kind.element)
	x.val("c:varyColors", "1")
	for _, s := range c.series {
		x.seriesElement(s)
	}
	x.val("c:firstSliceAng", itoa(c.rotation))
	if c.kind.name == "doughnut" {
		x.val("c:holeSize", itoa(c.hole))
	}
	x.endTag(c.kind.element)
}
