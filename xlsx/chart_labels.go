package xlsx

import "slices"

// DataLabels write the values of a series into the chart.
type DataLabels struct {
	// Value, Category and SeriesName are what is written, Percentage the part
	// of a pie.
	Value, Category, SeriesName, Percentage bool
	// LegendKey adds the key of the legend.
	LegendKey bool
	// LeaderLines leads from labels that stand apart to their points.
	LeaderLines bool
	// Position is center, right, left, above (or top), below (or bottom) in
	// line, scatter and stock charts; center, inside_base, inside_end or
	// outside_end in bar and column charts; center, inside_end, outside_end or
	// best_fit in pie and doughnut charts; center in area and radar charts.
	Position string
	// Separator stands between the parts of a label: a comma (the default),
	// semicolon, point, blank or newline.
	Separator string
	// NumFormat is the format of numbers.
	NumFormat string
	// Font is that of the text.
	Font *Font
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
	// Custom are labels that differ, in the order of the points; nil leaves one
	// as it is.
	Custom []*CustomLabel
}

// A CustomLabel is the label of one point.
type CustomLabel struct {
	// Value is the text, or the cell that holds it: =Sheet1!$C$2.
	Value string
	// Formula is the cell that holds the text, and Data its value, which the
	// workbook finds by itself if the cell is one of its own.
	Formula string
	Data    []any
	// Delete leaves out the label.
	Delete bool
	// Position is as that of DataLabels.
	Position string
	// Font is that of the text.
	Font *Font
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

type dataLabels struct {
	DataLabels
	position string // "" is the default
	font     *chartFont
	look
	custom []*customLabel
}

type customLabel struct {
	text     string
	data     *chartData
	delete   bool
	position string
	font     *chartFont
	look
}

// labelSeparators are what files hold for the separators.
var labelSeparators = map[string]string{",": ", ", ";": "; ", ".": ". ", "\n": "\n", " ": " "}

func (c *Chart) newDataLabels(o *DataLabels, stage *dataStage) (*dataLabels, error) {
	if o == nil {
		return nil, nil
	}
	l := &dataLabels{DataLabels: *o}
	var err error
	if l.position, err = c.labelPosition(o.Position); err != nil {
		return nil, err
	}
	if o.Separator != "" {
		if l.Separator = labelSeparators[o.Separator]; l.Separator == "" {
			return nil, within("Separator", badOption(o.Separator, "expected a comma, semicolon, point, blank or newline"))
		}
	}
	if l.font, err = newChartFont(o.Font); err != nil {
		return nil, within("Font", err)
	}
	if l.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient); err != nil {
		return nil, err
	}
	for i, custom := range o.Custom {
		own, err := c.newCustomLabel(custom, stage)
		if err != nil {
			return nil, within("Custom["+itoa(i)+"]", err)
		}
		l.custom = append(l.custom, own)
	}
	if l.empty() {
		return nil, nil
	}
	return l, nil
}

// empty reports whether there is nothing to write; an element of that kind makes
// Excel refuse the file.
func (l *dataLabels) empty() bool {
	return !(l.Value || l.Category || l.SeriesName || l.Percentage || l.LegendKey || l.LeaderLines) && l.position == "" && l.Separator == "" && l.NumFormat == "" &&
		l.font == nil && !l.formatted() && !slices.ContainsFunc(l.custom, func(c *customLabel) bool { return c != nil })
}

// labelPosition is a position as files name it, "" for the default.
func (c *Chart) labelPosition(position string) (string, error) {
	if position == "" || position == c.kind.labelDefault {
		return "", nil
	}
	p, ok := c.kind.labelPositions[position]
	if !ok {
		return "", within("Position", badOption(position, "no position of a label in a "+c.kind.name+" chart"))
	}
	return p, nil
}

func (c *Chart) newCustomLabel(o *CustomLabel, stage *dataStage) (*customLabel, error) {
	if o == nil {
		return nil, nil
	}
	l := &customLabel{text: o.Value, delete: o.Delete}
	formula := o.Formula
	if cellLike.MatchString(o.Value) {
		formula, l.text = o.Value, ""
	}
	var err error
	if l.data, err = stage.reference(formula, o.Data); err != nil {
		return nil, within("Formula", err)
	}
	if l.position, err = c.labelPosition(o.Position); err != nil {
		return nil, err
	}
	if l.font, err = newChartFont(o.Font); err != nil {
		return nil, within("Font", err)
	}
	l.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient)
	return l, err
}

func (x *chartXML) dataLabels(l *dataLabels) {
	if l == nil {
		return
	}
	x.startTag("c:dLbls")
	for i, custom := range l.custom {
		if custom != nil {
			x.customLabel(i, l, custom)
		}
	}
	if l.NumFormat != "" {
		x.emptyTag("c:numFmt", "formatCode", l.NumFormat, "sourceLinked", "0")
	}
	x.look(l.look)
	if l.font != nil {
		x.textProperties(l.font, false)
	}
	if l.position != "" {
		x.val("c:dLblPos", l.position)
	}
	if l.LegendKey {
		x.val("c:showLegendKey", "1")
	}
	x.labelParts(l)
	if l.Percentage {
		x.val("c:showPercent", "1")
	}
	if l.Separator != "" {
		x.dataElement("c:separator", l.Separator)
	}
	if l.LeaderLines {
		x.leaderLines()
	}
	x.endTag("c:dLbls")
}

// labelParts writes what a custom label has in common with the others.
func (x *chartXML) labelParts(l *dataLabels) {
	if l.Value {
		x.val("c:showVal", "1")
	}
	if l.Category {
		x.val("c:showCatName", "1")
	}
	if l.SeriesName {
		x.val("c:showSerName", "1")
	}
}

func (x *chartXML) customLabel(index int, all *dataLabels, l *customLabel) {
	x.startTag("c:dLbl")
	x.val("c:idx", itoa(index))
	switch {
	case l.delete:
		x.val("c:delete", "1")
	case l.data != nil || l.text != "" || l.position != "":
		x.emptyTag("c:layout")
		switch {
		case l.data != nil:
			x.startTag("c:tx")
			x.texts(l.data)
			x.endTag("c:tx")
			x.labelLook(l)
		case l.text != "":
			x.rich(l.text, l.font, false, !l.formatted())
			x.look(l.look)
		default:
			x.labelLook(l)
		}
		if l.position != "" {
			x.val("c:dLblPos", l.position)
		} else if all.position != "" {
			x.val("c:dLblPos", all.position)
		}
		x.labelParts(all)
	default:
		x.labelLook(l)
	}
	x.endTag("c:dLbl")
}

func (x *chartXML) labelLook(l *customLabel) {
	switch {
	case l.formatted():
		x.look(l.look)
	case l.font != nil:
		x.emptyTag("c:spPr")
	default:
		return
	}
	x.textProperties(l.font, false)
}

// leaderLines are part of pie charts, and an extension of the others.
func (x *chartXML) leaderLines() {
	if x.chart.kind.round {
		x.val("c:showLeaderLines", "1")
		return
	}
	x.startTag("c:extLst")
	x.startTag("c:ext", "uri", "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}", "xmlns:c15", "http://schemas.microsoft.com/office/drawing/2012/chart")
	x.val("c15:showLeaderLines", "1")
	x.endTag("c:ext")
	x.endTag("c:extLst")
}
