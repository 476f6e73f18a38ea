package xlsx

// This file is all that sheets, drawings and the workbook know of charts; the
// charts themselves are in the other chart files.

// A chartPart is what a workbook asks of a [Chart] when it is closed, in this
// order: check, then seriesFormulas and setCachedData, then assemble.
type chartPart interface {
	// check reports what no file can hold, above all a chart without a series
	// ([ErrEmptyChartSeries]).
	check() error

	// seriesFormulas are the ranges, such as Sheet1!$A$1:$A$5, whose values the
	// chart's file repeats: each once, in the order of their first use, those of
	// a combined chart after the chart's own. Ranges whose data the user gave
	// are not among them.
	seriesFormulas() []string

	// setCachedData gives the chart the cells of one of those ranges. It is not
	// called for ranges that cannot be read: of several areas or of two
	// dimensions, of sheets that are not there, or in constant memory. A chart
	// writes no values for those.
	setCachedData(formula string, cells []chartDatum)

	// assemble is the chart's file, with the XML declaration.
	assemble() []byte

	// size are the extent in pixels without and the scale, both as set by
	// SetSize or by default, and the offsets.
	size() chartSize

	// companion is the chart that Combine added, or nil.
	companion() *Chart
}

var _ chartPart = (*Chart)(nil)

// A chartSize is what SetSize set: 480 by 288 pixels, scales of 1 and offsets of
// 0 by default.
type chartSize struct {
	width, height    float64
	xScale, yScale   float64
	xOffset, yOffset float64
}

// A chartDatum is a cell as a chart's cache repeats it: a number, a text, or
// nothing (a blank cell, or none).
type chartDatum struct {
	isNumber bool
	number   float64
	text     string // "" for no value
	blank    bool   // an empty cell that is there, which XlsxWriter takes for a text
}

// A chartPlace is what the workbook knows of a chart and the chart may read: it
// is the first field of Chart.
type chartPlace struct {
	wb       *Workbook // for dates and for warnings
	name     string    // of the object on the sheet, "" for Excel's own
	id       int       // the number of its file from 1, set when the workbook is closed; 0 for charts that are on no sheet
	placed   bool      // it is on a sheet, or combined with one that is
	onSheet  bool      // it is a chartsheet's
	combined bool      // it is another chart's companion, which Combine has to set
	protect  bool      // the chartsheet is protected
}
