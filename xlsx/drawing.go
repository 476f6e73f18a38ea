package xlsx

// A drawing is the file of what lies over the cells of a sheet: images, charts
// and text boxes.
type drawing struct {
	xmlWriter
	count     int
	relations relations
	byTarget  map[string]string // relations that may serve several objects
}

func newDrawing() *drawing {
	d := &drawing{byTarget: map[string]string{}}
	d.declaration()
	d.startTag("xdr:wsDr", "xmlns:xdr", sheetDrawingNS, "xmlns:a", drawingNS)
	return d
}

func (d *drawing) finish() []byte {
	d.endTag("xdr:wsDr")
	return d.b
}

// share is the relation to a target that other objects may have as well.
func (d *drawing) share(key, kind, target, mode string) string {
	id, ok := d.byTarget[key]
	if !ok {
		id = d.relations.add(kind, target, mode)
		d.byTarget[key] = id
	}
	return id
}

// An object is what all things of a drawing have.
type object struct {
	name        string
	description string
	decorative  bool
	link        *link
}

// anchor writes where an object lies, and inside of it the object.
func (d *drawing) anchor(s span, position int, editAs bool, inside func()) {
	var attrs []string
	if editAs && position == 2 {
		attrs = []string{"editAs", "oneCell"}
	}
	if editAs && position == 3 {
		attrs = []string{"editAs", "absolute"}
	}
	d.startTag("xdr:twoCellAnchor", attrs...)
	d.corner("xdr:from", s.fromCol, s.fromRow, s.x1, s.y1)
	d.corner("xdr:to", s.toCol, s.toRow, s.x2, s.y2)
	inside()
	d.emptyTag("xdr:clientData")
	d.endTag("xdr:twoCellAnchor")
}

func (d *drawing) corner(tag string, col, row int, x, y float64) {
	d.startTag(tag)
	d.dataElement("xdr:col", itoa(col))
	d.dataElement("xdr:colOff", emu(x))
	d.dataElement("xdr:row", itoa(row))
	d.dataElement("xdr:rowOff", emu(y))
	d.endTag(tag)
}

// properties writes <xdr:cNvPr>: number, name, description and link.
func (d *drawing) properties(o object) {
	attrs := []string{"id", itoa(d.count + 1), "name", o.name}
	if o.description != "" && !o.decorative {
		attrs = append(attrs, "descr", o.description)
	}
	if o.link == nil && !o.decorative {
		d.emptyTag("xdr:cNvPr", attrs...)
		return
	}
	d.startTag("xdr:cNvPr", attrs...)
	if l := o.link; l != nil {
		click := []string{"xmlns:r", relNS, "r:id", d.share("link "+l.target, relHyperlink, l.relation, l.mode())}
		if l.tip != "" {
			click = append(click, "tooltip", l.tip)
		}
		d.emptyTag("a:hlinkClick", click...)
	}
	if o.decorative {
		d.startTag("a:extLst")
		d.startTag("a:ext", "uri", "{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}")
		d.emptyTag("a16:creationId", "xmlns:a16", "http://schemas.microsoft.com/office/drawing/2014/main", "id", "{00000000-0008-0000-0000-000002000000}")
		d.endTag("a:ext")
		d.startTag("a:ext", "uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
		d.emptyTag("adec:decorative", "xmlns:adec", "http://schemas.microsoft.com/office/drawing/2017/decorative", "val", "1")
		d.endTag("a:ext")
		d.endTag("a:extLst")
	}
	d.endTag("xdr:cNvPr")
}

// addImage adds an image whose file has a number among those of the workbook.
func (d *drawing) addImage(g *geometry, p *placedImage, file int) {
	i := p.image
	width := i.width * p.opts.XScale * (defaultDPI / i.xDPI)
	height := i.height * p.opts.YScale * (defaultDPI / i.yDPI)
	d.count++
	o := object{name: "Picture " + itoa(d.count), description: i.name, decorative: p.opts.Decorative, link: p.link}
	if p.opts.Description != "" || p.opts.NoDescription {
		o.description = p.opts.Description
	}
	s := g.position(p.at, p.opts.XOffset, p.opts.YOffset, width, height, p.opts.ObjectPosition)
	d.anchor(s, p.opts.ObjectPosition, true, func() {
		d.startTag("xdr:pic")
		d.startTag("xdr:nvPicPr")
		d.properties(o)
		d.startTag("xdr:cNvPicPr")
		d.emptyTag("a:picLocks", "noChangeAspect", "1")
		d.endTag("xdr:cNvPicPr")
		d.endTag("xdr:nvPicPr")
		d.startTag("xdr:blipFill")
		d.emptyTag("a:blip", "xmlns:r", relNS, "r:embed", d.share("image "+string(i.digest[:]), relImage, imageTarget(file, i), ""))
		d.startTag("a:stretch")
		d.emptyTag("a:fillRect")
		d.endTag("a:stretch")
		d.endTag("xdr:blipFill")
		d.startTag("xdr:spPr")
		d.transform(s, width, height)
		d.rectangle()
		d.endTag("xdr:spPr")
		d.endTag("xdr:pic")
	})
}

func imageTarget(file int, i *Image) string { return "../media/image" + itoa(file) + "." + i.kind }

func (d *drawing) transform(s span, width, height float64) {
	d.startTag("a:xfrm")
	d.emptyTag("a:off", "x", emu(s.xAbs), "y", emu(s.yAbs))
	d.emptyTag("a:ext", "cx", emu(width), "cy", emu(height))
	d.endTag("a:xfrm")
}

func (d *drawing) rectangle() {
	d.startTag("a:prstGeom", "prst", "rect")
	d.emptyTag("a:avLst")
	d.endTag("a:prstGeom")
}

// A placedChart is a chart at a cell.
type placedChart struct {
	chart *Chart
	at    cellAt
	opts  ObjectOptions
}

// addChart adds a chart whose number is set.
func (d *drawing) addChart(g *geometry, p *placedChart) {
	size := p.chart.size()
	width := float64(int(0.5 + size.width*p.opts.XScale))
	height := float64(int(0.5 + size.height*p.opts.YScale))
	d.count++
	id := d.relations.add(relChart, "../charts/chart"+itoa(p.chart.id)+".xml", "")
	s := g.position(p.at, p.opts.XOffset, p.opts.YOffset, width, height, p.opts.ObjectPosition)
	d.anchor(s, p.opts.ObjectPosition, true, func() {
		d.frame(object{name: p.chart.chartPlace.name, description: p.opts.Description, decorative: p.opts.Decorative}, id, false)
	})
}

// addWholeChart adds the chart of a chartsheet.
func (d *drawing) addWholeChart(c *Chart, landscape bool) {
	d.count++
	id := d.relations.add(relChart, "../charts/chart"+itoa(c.id)+".xml", "")
	d.startTag("xdr:absoluteAnchor")
	if landscape {
		d.emptyTag("xdr:pos", "x", "0", "y", "0")
		d.emptyTag("xdr:ext", "cx", "9308969", "cy", "6078325")
	} else {
		d.emptyTag("xdr:pos", "x", "0", "y", "-47625")
		d.emptyTag("xdr:ext", "cx", "6162675", "cy", "6124575")
	}
	d.frame(object{}, id, true)
	d.emptyTag("xdr:clientData")
	d.endTag("xdr:absoluteAnchor")
}

// frame writes the frame that shows a chart.
func (d *drawing) frame(o object, id string, locked bool) {
	if o.name == "" {
		o.name = "Chart " + itoa(d.count)
	}
	d.startTag("xdr:graphicFrame", "macro", "")
	d.startTag("xdr:nvGraphicFramePr")
	d.properties(o)
	if locked {
		d.startTag("xdr:cNvGraphicFramePr")
		d.emptyTag("a:graphicFrameLocks", "noGrp", "1")
		d.endTag("xdr:cNvGraphicFramePr")
	} else {
		d.emptyTag("xdr:cNvGraphicFramePr")
	}
	d.endTag("xdr:nvGraphicFramePr")
	d.startTag("xdr:xfrm")
	d.emptyTag("a:off", "x", "0", "y", "0")
	d.emptyTag("a:ext", "cx", "0", "cy", "0")
	d.endTag("xdr:xfrm")
	d.startTag("a:graphic")
	d.startTag("a:graphicData", "uri", chartNS)
	d.emptyTag("c:chart", "xmlns:c", chartNS, "xmlns:r", relNS, "r:id", id)
	d.endTag("a:graphicData")
	d.endTag("a:graphic")
	d.endTag("xdr:graphicFrame")
}
