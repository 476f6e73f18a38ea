package xlsx

import (
	"slices"
	"strings"
)

// TextboxOptions are what a text box looks like.
type TextboxOptions struct {
	ObjectOptions

	// Width and Height are in pixels; the default is 192 by 120.
	Width, Height float64
	// Font is that of the text.
	Font *Font
	// Align places the text.
	Align *TextAlign
	// TextRotation turns the text: 90, -90, 270 for stacked letters, 271 for
	// stacked letters of East Asia.
	TextRotation int
	// Fill and Gradient are the ground, white by default.
	Fill     *Fill
	Gradient *Gradient
	// Line is the outline. Border is another name for it.
	Line, Border *Line
	// Textlink is the formula of the cell whose text the box shows.
	Textlink string
}

// A TextAlign places the text of a box.
type TextAlign struct {
	// Vertical is top (the default), middle or bottom.
	Vertical string
	// Horizontal places the text as one block: left, center or right.
	Horizontal string
	// Text places the lines in it: left, center or right.
	Text string
}

type textBox struct {
	at   cellAt
	text string
	opts TextboxOptions
	fill gradientOrFill
	link *link
}

type gradientOrFill struct {
	fill     *Fill
	gradient *Gradient
}

// InsertTextbox puts a box with text on the sheet, its upper left corner in a
// cell.
func (ws *Worksheet) InsertTextbox(row, col int, text string, opts *TextboxOptions) error {
	const op = "InsertTextbox"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.within(op, row, col); err != nil {
		return err
	}
	b := &textBox{at: cellAt{row, col}, text: text}
	if opts != nil {
		b.opts = *opts
	}
	var e *Error
	if b.opts.ObjectOptions, b.link, e = objectOptions(&b.opts.ObjectOptions, 1, false); e != nil {
		return ws.refuse(op, row, col, *e)
	}
	if err := b.check(); err != nil {
		return ws.refuse(op, row, col, Error{Kind: ErrParameter, Code: -2, Reason: "the box cannot be drawn", Err: err})
	}
	ws.textBoxes = append(ws.textBoxes, b)
	return nil
}

func (b *textBox) check() error {
	o := &b.opts
	if o.Line == nil {
		o.Line = o.Border
	}
	o.Textlink = strings.TrimLeft(o.Textlink, "=")
	if err := o.Line.check(); err != nil {
		return err
	}
	if err := o.Fill.check(); err != nil {
		return err
	}
	o.Line, o.Border, o.Fill = copyLine(o.Line), nil, copyOf(o.Fill)
	o.Align = copyOf(o.Align)
	b.fill.fill = o.Fill
	if o.Gradient != nil {
		full, err := o.Gradient.check()
		if err != nil {
			return err
		}
		full.Colors, full.Positions = slices.Clone(full.Colors), slices.Clone(full.Positions)
		b.fill.gradient = &full
	}
	if o.Font != nil {
		plain := *o.Font
		plain.Rotation = nil // boxes have a rotation of their own
		own, err := newChartFont(&plain)
		if err != nil {
			return err
		}
		o.Font = &Font{}
		if own != nil {
			o.Font = &own.Font
		}
	}
	for _, size := range []float64{o.Width, o.Height} {
		if !(size >= 0 && size < mostPixels) {
			return &Error{Kind: ErrParameter, Input: number(size), Reason: "no size of a box"}
		}
	}
	if a := o.Align; a != nil {
		if a.Vertical != "" && verticalAnchors[a.Vertical] == "" {
			return &Error{Kind: ErrParameter, Input: a.Vertical, Reason: "expected top, middle or bottom"}
		}
		for _, s := range []string{a.Horizontal, a.Text} {
			if s != "" && textAligns[s] == "" {
				return &Error{Kind: ErrParameter, Input: s, Reason: "expected left, center or right"}
			}
		}
	}
	return nil
}

// copyOf is a copy of an option, so that the caller's may change.
func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

func copyLine(l *Line) *Line {
	if l = copyOf(l); l != nil {
		l.Width = copyOf(l.Width)
	}
	return l
}

var (
	verticalAnchors = map[string]string{"top": "t", "middle": "ctr", "bottom": "b"}
	textAligns      = map[string]string{"left": "l", "center": "ctr", "right": "r"}
	textRotations   = map[int]string{90: "vert270", -90: "vert", 270: "wordArtVert", 271: "eaVert"}
)

// addTextbox adds a text box.
func (d *drawing) addTextbox(g *geometry, b *textBox) {
	o := &b.opts
	width, height := o.Width, o.Height
	if width == 0 {
		width = 3 * float64(g.ws.wb.defaultColWidth)
	}
	if height == 0 {
		height = 6 * float64(g.ws.defaultHeight)
	}
	width, height = width*o.XScale, height*o.YScale
	d.count++
	s := g.position(b.at, o.XOffset, o.YOffset, width, height, o.ObjectPosition)
	d.anchor(s, o.ObjectPosition, true, func() {
		d.startTag("xdr:sp", "macro", "", "textlink", o.Textlink)
		d.startTag("xdr:nvSpPr")
		d.properties(object{name: "TextBox " + itoa(d.count), description: o.Description, decorative: o.Decorative, link: b.link})
		d.emptyTag("xdr:cNvSpPr", "txBox", "1")
		d.endTag("xdr:nvSpPr")
		d.startTag("xdr:spPr")
		d.transform(s, width, height)
		d.rectangle()
		d.ground(b.fill)
		d.outline(o.Line)
		d.endTag("xdr:spPr")
		d.style()
		d.boxText(b)
		d.endTag("xdr:sp")
	})
}

func (d *drawing) ground(g gradientOrFill) {
	switch {
	case g.gradient != nil:
		writeGradient(&d.xmlWriter, g.gradient)
	case g.fill == nil:
		d.scheme("lt1", "")
	case g.fill.None:
		d.emptyTag("a:noFill")
	case g.fill.Color != "":
		d.solid(g.fill.Color)
	}
}

func (d *drawing) solid(c Color) {
	d.startTag("a:solidFill")
	writeShapeColor(&d.xmlWriter, c)
	d.endTag("a:solidFill")
}

// writeShapeColor writes a colour of a shape, of which the automatic one is
// black.
func writeShapeColor(w *xmlWriter, c Color) {
	if p := c.paint(); p.theme {
		p.writeDrawing(w, 0)
	} else {
		w.emptyTag("a:srgbClr", "val", p.hex())
	}
}

func (d *drawing) scheme(name, shade string) {
	d.startTag("a:solidFill")
	if shade == "" {
		d.emptyTag("a:schemeClr", "val", name)
	} else {
		d.startTag("a:schemeClr", "val", name)
		d.emptyTag("a:shade", "val", shade)
		d.endTag("a:schemeClr")
	}
	d.endTag("a:solidFill")
}

// writeGradient writes a gradient that check has completed.
func writeGradient(w *xmlWriter, g *Gradient) {
	linear := g.Type == "linear"
	if linear {
		w.startTag("a:gradFill")
	} else {
		w.startTag("a:gradFill", "flip", "none", "rotWithShape", "1")
	}
	w.startTag("a:gsLst")
	for i, c := range g.Colors {
		w.startTag("a:gs", "pos", itoa(int(g.Positions[i]*1000)))
		writeShapeColor(w, c)
		w.endTag("a:gs")
	}
	w.endTag("a:gsLst")
	if linear {
		w.emptyTag("a:lin", "ang", itoa(int(g.Angle*60000)), "scaled", "0")
	} else {
		w.startTag("a:path", "path", g.Type)
		if g.Type == "shape" {
			w.emptyTag("a:fillToRect", "l", "50000", "t", "50000", "r", "50000", "b", "50000")
		} else {
			w.emptyTag("a:fillToRect", "l", "100000", "t", "100000")
		}
		w.endTag("a:path")
		if g.Type == "shape" {
			w.emptyTag("a:tileRect")
		} else {
			w.emptyTag("a:tileRect", "r", "-100000", "b", "-100000")
		}
	}
	w.endTag("a:gradFill")
}

// lineWidth is a width in points in Excel's units, to a quarter of a point.
func lineWidth(points float64) string {
	return itoa(int(0.5 + 12700*float64(int((points+0.125)*4))/4))
}

func (d *drawing) outline(l *Line) {
	width := 0.75
	if l != nil && l.Width != nil {
		width = *l.Width
	}
	d.startTag("a:ln", "w", lineWidth(width), "cmpd", "sng")
	switch {
	case l != nil && l.None:
		d.emptyTag("a:noFill")
	case l != nil && l.Color != "":
		d.solid(l.Color)
	default:
		d.scheme("lt1", "50000")
	}
	if l != nil && l.DashType != "" {
		d.emptyTag("a:prstDash", "val", dashTypes[l.DashType])
	}
	d.endTag("a:ln")
}

func (d *drawing) style() {
	d.startTag("xdr:style")
	for _, tag := range []string{"a:lnRef", "a:fillRef", "a:effectRef"} {
		d.startTag(tag, "idx", "0")
		d.emptyTag("a:scrgbClr", "r", "0", "g", "0", "b", "0")
		d.endTag(tag)
	}
	d.startTag("a:fontRef", "idx", "minor")
	d.emptyTag("a:schemeClr", "val", "dk1")
	d.endTag("a:fontRef")
	d.endTag("xdr:style")
}

func (d *drawing) boxText(b *textBox) {
	var body []string
	if v := textRotations[b.opts.TextRotation]; v != "" {
		body = []string{"vert", v}
	}
	body = append(body, "wrap", "square", "rtlCol", "0")
	a := b.opts.Align
	if a == nil {
		body = append(body, "anchor", "t")
	} else {
		anchor := verticalAnchors[a.Vertical]
		if anchor == "" {
			anchor = "t"
		}
		body = append(body, "anchor", anchor)
		switch a.Horizontal {
		case "center":
			body = append(body, "anchorCtr", "1")
		case "":
			body = append(body, "anchorCtr", "0")
		}
	}
	d.startTag("xdr:txBody")
	d.emptyTag("a:bodyPr", body...)
	d.emptyTag("a:lstStyle")
	f := b.opts.Font
	if f == nil {
		f = &Font{}
	}
	if b.opts.Textlink != "" {
		d.startTag("a:p")
		d.startTag("a:fld", "id", "{B8ADDEFE-BF52-4FD4-8C5D-6B85EF6FF707}", "type", "TxLink")
		d.run("a:rPr", f)
		d.dataElement("a:t", b.text)
		d.endTag("a:fld")
		d.run("a:endParaRPr", f)
		d.endTag("a:p")
	} else {
		for line := range strings.SplitSeq(b.text, "\n") {
			d.line(line, f, a)
		}
	}
	d.endTag("xdr:txBody")
}

func (d *drawing) line(text string, f *Font, a *TextAlign) {
	d.startTag("a:p")
	if text == "" {
		d.run("a:endParaRPr", f)
	} else {
		if a != nil && a.Text != "" {
			d.emptyTag("a:pPr", "algn", textAligns[a.Text])
		}
		d.startTag("a:r")
		d.run("a:rPr", f)
		d.dataElement("a:t", text)
		d.endTag("a:r")
	}
	d.endTag("a:p")
}

// run writes the properties of a run of text.
func (d *drawing) run(tag string, f *Font) {
	size, lang := f.Size, f.Lang
	if size == 0 {
		size = 11
	}
	if lang == "" {
		lang = "en-US"
	}
	attrs := []string{"lang", lang, "sz", itoa(int(size * 100))}
	if f.Bold != nil {
		attrs = append(attrs, "b", flag(*f.Bold))
	}
	if f.Italic != nil {
		attrs = append(attrs, "i", flag(*f.Italic))
	}
	if f.Underline {
		attrs = append(attrs, "u", "sng")
	}
	if f.Baseline != nil && *f.Baseline != -1 {
		attrs = append(attrs, "baseline", itoa(*f.Baseline))
	}
	var latin []string
	if f.Name != "" {
		latin = append(latin, "typeface", f.Name)
	}
	if f.PitchFamily != nil {
		latin = append(latin, "pitchFamily", itoa(*f.PitchFamily))
	}
	if f.Charset != nil {
		latin = append(latin, "charset", itoa(*f.Charset))
	}
	if latin == nil && f.Color == "" {
		d.emptyTag(tag, attrs...)
		return
	}
	d.startTag(tag, attrs...)
	if f.Color != "" {
		d.solid(f.Color)
	}
	if latin != nil {
		d.emptyTag("a:latin", latin...)
		d.emptyTag("a:cs", latin...)
	}
	d.endTag(tag)
}
