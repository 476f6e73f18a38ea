package xlsx

import "fmt"

// A dataBar is what bars look like.
type dataBar struct {
	since2010                                     bool
	color, border, negative, negativeBorder, axis paint
	min2010, max2010                              conditionValue // as Excel has them since 2010
	guid                                          string         // joins the two forms of a rule
}

func (c *condition) prepareBar() *Error {
	o := &c.opts
	c.noFormat = true
	b := &dataBar{}
	c.bar = b
	var e *Error
	if c.min, e = scaleValue(o.MinType, "min", o.MinValue, "0"); e != nil {
		return e
	}
	if c.max, e = scaleValue(o.MaxType, "max", o.MaxValue, "0"); e != nil {
		return e
	}
	switch o.BarDirection {
	case "", "left", "right", "context":
	default:
		return wrongOption(o.BarDirection, "BarDirection is left or right")
	}
	switch o.BarAxisPosition {
	case "", "middle", "none", "automatic":
	default:
		return wrongOption(o.BarAxisPosition, "BarAxisPosition is middle or none")
	}
	o.MinLength, o.MaxLength = copyOf(o.MinLength), copyOf(o.MaxLength)
	for _, n := range []*int{o.MinLength, o.MaxLength} {
		if n != nil && (*n < 0 || *n > 100) {
			return wrongOption(itoa(*n), "the length of a bar is from 0 to 100 percent")
		}
	}
	color := orColor(o.BarColor, "#638EC6")
	all, e := paints([]Color{color, orColor(o.BarBorderColor, color), orColor(o.BarNegativeColor, "#FF0000"), orColor(o.BarNegativeBorderColor, "#FF0000"), orColor(o.BarAxisColor, "#000000")})
	if e != nil {
		return e
	}
	b.color, b.border, b.negative, b.negativeBorder, b.axis = all[0], all[1], all[2], all[3], all[4]
	b.since2010 = o.DataBar2010 || o.BarSolid || o.BarBorderColor != "" || o.BarNegativeColor != "" || o.BarNegativeColorSame || o.BarNegativeBorderColor != "" ||
		o.BarNegativeBorderColorSame || o.BarNoBorder || o.BarAxisPosition != "" || o.BarAxisColor != "" || o.BarDirection != ""
	if !b.since2010 {
		return nil
	}
	// The newer form leaves out values that mean nothing, and tells a bound that
	// was not given from the smallest or largest value.
	if c.min.kind == "min" && *c.min.value == "0" {
		c.min.value = nil
	}
	if c.max.kind == "max" && *c.max.value == "0" {
		c.max.value = nil
	}
	b.min2010, b.max2010 = c.min, c.max
	if o.MinType == "" {
		b.min2010.kind = "autoMin"
	}
	if o.MaxType == "" {
		b.max2010.kind = "autoMax"
	}
	return nil
}

// writeBar writes bars in the form of Excel 2007, and the number of those of
// 2010 on the sheet.
func (c *condition) writeBar(w *xmlWriter, sheet, n int) {
	o := &c.opts
	var attrs []string
	if o.MinLength != nil {
		attrs = append(attrs, "minLength", itoa(*o.MinLength))
	}
	if o.MaxLength != nil {
		attrs = append(attrs, "maxLength", itoa(*o.MaxLength))
	}
	if o.BarOnly {
		attrs = append(attrs, "showValue", "0")
	}
	w.startTag("dataBar", attrs...)
	c.min.write(w, false)
	c.max.write(w, false)
	w.emptyTag("color", c.bar.color.attributes()...)
	w.endTag("dataBar")
	if !c.bar.since2010 {
		return
	}
	c.bar.guid = fmt.Sprintf("{DA7ABA51-AAAA-BBBB-%04X-%012X}", sheet, n)
	w.startTag("extLst")
	w.startTag("ext", "xmlns:x14", x14NS, "uri", "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}")
	w.dataElement("x14:id", c.bar.guid)
	w.endTag("ext")
	w.endTag("extLst")
}

// writeBars2010 writes the bars of a sheet in the form of Excel 2010.
func writeBars2010(w *xmlWriter, bars []*condition) {
	w.startTag("ext", "xmlns:x14", x14NS, "uri", "{78C0D931-6437-407d-A8EE-F0AAD7539E65}")
	w.startTag("x14:conditionalFormattings")
	for _, c := range bars {
		c.writeBar2010(w)
	}
	w.endTag("x14:conditionalFormattings")
	w.endTag("ext")
}

func (c *condition) writeBar2010(w *xmlWriter) {
	o, b := &c.opts, c.bar
	attrs := []string{"minLength", "0", "maxLength", "100"}
	add := func(on bool, name, value string) {
		if on {
			attrs = append(attrs, name, value)
		}
	}
	add(!o.BarNoBorder, "border", "1")
	add(o.BarSolid, "gradient", "0")
	add(o.BarDirection == "left", "direction", "leftToRight")
	add(o.BarDirection == "right", "direction", "rightToLeft")
	add(o.BarNegativeColorSame, "negativeBarColorSameAsPositive", "1")
	add(!o.BarNoBorder && !o.BarNegativeBorderColorSame, "negativeBarBorderColorSameAsPositive", "0")
	add(o.BarAxisPosition == "middle" || o.BarAxisPosition == "none", "axisPosition", o.BarAxisPosition)
	w.startTag("x14:conditionalFormatting", "xmlns:xm", xmNS)
	w.startTag("x14:cfRule", "type", "dataBar", "id", b.guid)
	w.startTag("x14:dataBar", attrs...)
	b.min2010.write2010(w)
	b.max2010.write2010(w)
	if !o.BarNoBorder {
		w.emptyTag("x14:borderColor", b.border.attributes()...)
	}
	if !o.BarNegativeColorSame {
		w.emptyTag("x14:negativeFillColor", b.negative.attributes()...)
	}
	if !o.BarNoBorder && !o.BarNegativeBorderColorSame {
		w.emptyTag("x14:negativeBorderColor", b.negativeBorder.attributes()...)
	}
	if o.BarAxisPosition != "none" {
		w.emptyTag("x14:axisColor", b.axis.attributes()...)
	}
	w.endTag("x14:dataBar")
	w.endTag("x14:cfRule")
	w.dataElement("xm:sqref", c.ref)
	w.endTag("x14:conditionalFormatting")
}

func (v conditionValue) write2010(w *xmlWriter) {
	switch v.kind {
	case "min", "max", "autoMin", "autoMax":
		w.emptyTag("x14:cfvo", "type", v.kind)
		return
	}
	w.startTag("x14:cfvo", "type", v.kind)
	w.dataElement("xm:f", *v.value)
	w.endTag("x14:cfvo")
}
