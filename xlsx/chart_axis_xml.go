package xlsx

// axisRole is what an axis is in a pair: that of the categories, dates or x
// values, or that of the values.
type axisRole struct {
	element  string
	own      *chartAxis
	other    *chartAxis
	ids      [2]string // own and the other's
	position string    // unless the axis has one
	upright  bool      // the title
	scaled   bool      // it has a minimum, a maximum and a base
}

// categoryAxis writes the axis of the categories of a pair.
func (x *chartXML) categoryAxis(own, values *chartAxis, ids []string) {
	if len(ids) == 0 {
		return
	}
	k := x.chart.kind
	r := axisRole{element: "c:catAx", own: own, other: values, ids: [2]string{ids[0], ids[1]}, position: k.catPosition, upright: k.catTurned}
	if x.chart.date {
		r.element, r.upright, r.scaled = "c:dateAx", false, true
	}
	x.axisHead(r)
	if x.chart.date || x.numericCategories || own.format != own.defaults.format {
		x.axisFormat(own)
	}
	x.axisMarks(own)
	x.val("c:crossAx", r.ids[1])
	if k.alwaysCrosses || own.visible {
		x.crosses(values)
	}
	if x.chart.date || !own.text {
		x.val("c:auto", "1")
	}
	if !x.chart.date {
		x.val("c:lblAlgn", own.align)
	}
	x.val("c:lblOffset", "100")
	if own.labelEvery > 0 {
		x.val("c:tickLblSkip", itoa(own.labelEvery))
	}
	if own.markEvery > 0 {
		x.val("c:tickMarkSkip", itoa(own.markEvery))
	}
	if x.chart.date {
		if own.major != "" {
			x.val("c:majorUnit", own.major)
			x.val("c:majorTimeUnit", own.majorType)
		}
		if own.minor != "" {
			x.val("c:minorUnit", own.minor)
			x.val("c:minorTimeUnit", own.minorType)
		}
	}
	x.endTag(r.element)
}

// valueAxis writes an axis of values; in a scatter chart both are. The first of
// the ids is the axis's own.
func (x *chartXML) valueAxis(own, other *chartAxis, id, otherID, position string, upright bool) {
	x.axisHead(axisRole{element: "c:valAx", own: own, other: other, ids: [2]string{id, otherID}, position: position, upright: upright, scaled: true})
	x.axisFormat(own)
	x.axisMarks(own)
	x.val("c:crossAx", otherID)
	x.crosses(other)
	between := other.between
	if between == "" {
		between = x.chart.kind.crossBetween
		if x.chart.crossBetweenOverride != "" {
			between = x.chart.crossBetweenOverride
		}
	}
	x.val("c:crossBetween", between)
	if own.major != "" {
		x.val("c:majorUnit", own.major)
	}
	if own.minor != "" {
		x.val("c:minorUnit", own.minor)
	}
	if own.units != "" {
		x.startTag("c:dispUnits")
		x.val("c:builtInUnit", own.units)
		if own.unitsLabel {
			x.startTag("c:dispUnitsLbl")
			x.emptyTag("c:layout")
			x.endTag("c:dispUnitsLbl")
		}
		x.endTag("c:dispUnits")
	}
	x.endTag("c:valAx")
}

// axisHead writes what all axes begin with.
func (x *chartXML) axisHead(r axisRole) {
	a := r.own
	x.startTag(r.element)
	x.val("c:axId", r.ids[0])
	x.startTag("c:scaling")
	if r.scaled && a.logBase != "" {
		x.val("c:logBase", a.logBase)
	}
	if a.reverse {
		x.val("c:orientation", "maxMin")
	} else {
		x.val("c:orientation", "minMax")
	}
	if r.scaled && a.max != "" {
		x.val("c:max", a.max)
	}
	if r.scaled && a.min != "" {
		x.val("c:min", a.min)
	}
	x.endTag("c:scaling")
	if !a.visible {
		x.val("c:delete", "1")
	}
	position := a.position
	if position == "" {
		position = r.position
	}
	if r.other.reverse {
		switch position {
		case "l":
			position = "r"
		case "b":
			position = "t"
		}
	}
	x.val("c:axPos", position)
	x.gridlines("c:majorGridlines", a.majorGrid)
	x.gridlines("c:minorGridlines", a.minorGrid)
	x.titleElement(&a.title, r.upright)
}

func (x *chartXML) gridlines(tag string, l *look) {
	switch {
	case l == nil:
	case l.line == nil:
		x.emptyTag(tag)
	default:
		x.startTag(tag)
		x.look(*l)
		x.endTag(tag)
	}
}

func (x *chartXML) axisFormat(a *chartAxis) {
	linked := a.linked || a.format == a.defaults.format
	x.emptyTag("c:numFmt", "formatCode", a.format, "sourceLinked", flag(linked))
}

// axisMarks writes the marks, the labels' place, the look and the font.
func (x *chartXML) axisMarks(a *chartAxis) {
	if a.majorTick != "" {
		x.val("c:majorTickMark", a.majorTick)
	}
	if a.minorTick != "" {
		x.val("c:minorTickMark", a.minorTick)
	}
	x.val("c:tickLblPos", a.labels)
	x.look(a.look)
	if a.font != nil {
		x.textProperties(a.font, false)
	}
}

// crosses writes where the other axis says that this one crosses it.
func (x *chartXML) crosses(other *chartAxis) {
	switch other.crossing {
	case "":
		x.val("c:crosses", "autoZero")
	case "max", "min":
		x.val("c:crosses", other.crossing)
	default:
		x.val("c:crossesAt", other.crossing)
	}
}
