package xlsx

import "cmp"

// writeConditions writes the rules of a sheet, those of a range together, and
// returns the bars that have a second form.
func (ws *Worksheet) writeConditions(w *xmlWriter, styles *styleTable) (bars []*condition) {
	byRange := map[string][]*condition{}
	for i := range ws.conditions {
		c := &ws.conditions[i]
		byRange[c.ref] = append(byRange[c.ref], c)
	}
	for _, ref := range sortedKeys(byRange, cmp.Compare[string]) {
		w.startTag("conditionalFormatting", "sqref", ref)
		for _, c := range byRange[ref] {
			c.write(w, styles, ws.index+1, len(bars)+1)
			if c.bar != nil && c.bar.since2010 {
				bars = append(bars, c)
			}
		}
		w.endTag("conditionalFormatting")
	}
	return bars
}

func (c *condition) write(w *xmlWriter, styles *styleTable, sheet, bar int) {
	attrs := []string{"type", c.kind}
	if c.opts.Format != nil && !c.noFormat {
		attrs = append(attrs, "dxfId", itoa(int(styles.dxf(c.opts.Format))))
	}
	attrs = append(attrs, "priority", itoa(c.priority))
	if c.opts.StopIfTrue {
		attrs = append(attrs, "stopIfTrue", "1")
	}
	switch c.kind {
	case "cellIs":
		attrs = append(attrs, "operator", c.criteria)
	case "aboveAverage":
		attrs = append(attrs, c.average()...)
	case "top10":
		if c.opts.Criteria == "%" {
			attrs = append(attrs, "percent", "1")
		}
		if c.bottom {
			attrs = append(attrs, "bottom", "1")
		}
		attrs = append(attrs, "rank", c.rank)
	case "containsText", "notContainsText", "beginsWith", "endsWith":
		attrs = append(attrs, "operator", c.criteria, "text", c.text)
	case "timePeriod":
		attrs = append(attrs, "timePeriod", c.criteria)
	}
	switch c.kind {
	case "aboveAverage", "top10", "duplicateValues", "uniqueValues":
		w.emptyTag("cfRule", attrs...)
		return
	}
	w.startTag("cfRule", attrs...)
	for _, f := range c.formulas {
		w.dataElement("formula", f)
	}
	switch c.kind {
	case "colorScale":
		c.writeScale(w)
	case "dataBar":
		c.writeBar(w, sheet, bar)
	case "iconSet":
		c.writeIcons(w)
	}
	w.endTag("cfRule")
}

func (c *condition) average() (attrs []string) {
	m := averageCriteria.FindStringSubmatch(c.opts.Criteria)
	if m[2] == "below" || m[4] == "below" {
		attrs = append(attrs, "aboveAverage", "0")
	}
	if m[1] != "" {
		attrs = append(attrs, "equalAverage", "1")
	}
	if m[3] != "" {
		attrs = append(attrs, "stdDev", m[3])
	}
	return attrs
}

func (c *condition) writeScale(w *xmlWriter) {
	w.startTag("colorScale")
	c.min.write(w, false)
	if c.mid != nil {
		c.mid.write(w, false)
	}
	c.max.write(w, false)
	for _, p := range c.colors {
		w.emptyTag("color", p.attributes()...)
	}
	w.endTag("colorScale")
}

func (c *condition) writeIcons(w *xmlWriter) {
	var attrs []string
	if c.iconSet != "3TrafficLights" {
		attrs = append(attrs, "iconSet", c.iconSet)
	}
	if c.opts.IconsOnly {
		attrs = append(attrs, "showValue", "0")
	}
	if c.opts.ReverseIcons {
		attrs = append(attrs, "reverse", "1")
	}
	w.startTag("iconSet", attrs...)
	for i := len(c.icons) - 1; i >= 0; i-- {
		c.icons[i].write(w, c.icons[i].above)
	}
	w.endTag("iconSet")
}

func (v conditionValue) write(w *xmlWriter, above bool) {
	attrs := []string{"type", v.kind}
	if v.value != nil {
		attrs = append(attrs, "val", *v.value)
	}
	if above {
		attrs = append(attrs, "gte", "0")
	}
	w.emptyTag("cfvo", attrs...)
}
