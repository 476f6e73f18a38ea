package xlsx

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A vmlFile is a file in Microsoft's older language of drawings, in which Excel
// keeps notes, buttons, and the images of headers.
type vmlFile struct {
	xmlWriter
	shape int // the number of the last shape
	depth int // how far it lies in front of others
}

// newVML begins a file whose shapes have numbers after first; ids are the
// thousands that these belong to.
func newVML(ids string, first int) *vmlFile {
	v := &vmlFile{shape: first}
	v.startTag("xml", "xmlns:v", "urn:schemas-microsoft-com:vml", "xmlns:o", "urn:schemas-microsoft-com:office:office", "xmlns:x", "urn:schemas-microsoft-com:office:excel")
	v.startTag("o:shapelayout", "v:ext", "edit")
	v.emptyTag("o:idmap", "v:ext", "edit", "data", ids)
	v.endTag("o:shapelayout")
	return v
}

func (v *vmlFile) finish() []byte {
	v.endTag("xml")
	return v.b
}

// next is the name of the next shape.
func (v *vmlFile) next() string {
	v.shape++
	v.depth++
	return "_x0000_s" + itoa(v.shape)
}

// points are pixels in points as C's %.15g prints them.
func points(pixels float64) string { return strconv.FormatFloat(pixels*0.75, 'g', 15, 64) + "pt" }

// place is the style that says where a shape lies.
func (v *vmlFile) place(left, top, width, height float64, last string) string {
	return "position:absolute;margin-left:" + points(left) + ";margin-top:" + points(top) + ";width:" + points(width) + ";height:" + points(height) + ";z-index:" + itoa(v.depth) + ";" + last
}

const boxPath = "m,l,21600r21600,l21600,xe"

func (v *vmlFile) addButtons(buttons []*button) {
	if len(buttons) == 0 {
		return
	}
	v.startTag("v:shapetype", "id", "_x0000_t201", "coordsize", "21600,21600", "o:spt", "201", "path", boxPath)
	v.emptyTag("v:stroke", "joinstyle", "miter")
	v.emptyTag("v:path", "shadowok", "f", "o:extrusionok", "f", "strokeok", "f", "fillok", "f", "o:connecttype", "rect")
	v.emptyTag("o:lock", "v:ext", "edit", "shapetype", "t")
	v.endTag("v:shapetype")
	for _, b := range buttons {
		attrs := []string{"id", v.next(), "type", "#_x0000_t201"}
		if b.opts.Description != "" {
			attrs = append(attrs, "alt", b.opts.Description)
		}
		v.startTag("v:shape", append(attrs, "style", v.place(b.span.xAbs, b.span.yAbs, float64(b.width), float64(b.height), "mso-wrap-style:tight"),
			"o:button", "t", "fillcolor", "buttonFace [67]", "strokecolor", "windowText [64]", "o:insetmode", "auto")...)
		v.emptyTag("v:fill", "color2", "buttonFace [67]", "o:detectmouseclick", "t")
		v.emptyTag("o:lock", "v:ext", "edit", "rotation", "t")
		v.startTag("v:textbox", "style", "mso-direction-alt:auto", "o:singleclick", "f")
		v.startTag("div", "style", "text-align:center")
		v.dataElement("font", b.opts.Caption, "face", "Calibri", "size", "220", "color", "#000000")
		v.endTag("div")
		v.endTag("v:textbox")
		v.startTag("x:ClientData", "ObjectType", "Button")
		v.anchor(b.span)
		v.dataElement("x:PrintObject", "False")
		v.dataElement("x:AutoFill", "False")
		v.dataElement("x:FmlaMacro", "[0]!"+b.opts.Macro)
		v.dataElement("x:TextHAlign", "Center")
		v.dataElement("x:TextVAlign", "Center")
		v.endTag("x:ClientData")
		v.endTag("v:shape")
	}
}

func (v *vmlFile) addComments(comments []*comment) {
	if len(comments) == 0 {
		return
	}
	v.startTag("v:shapetype", "id", "_x0000_t202", "coordsize", "21600,21600", "o:spt", "202", "path", boxPath)
	v.emptyTag("v:stroke", "joinstyle", "miter")
	v.emptyTag("v:path", "gradientshapeok", "t", "o:connecttype", "rect")
	v.endTag("v:shapetype")
	for _, c := range comments {
		visibility := "visibility:hidden"
		if c.visible {
			visibility = "visibility:visible"
		}
		ground := "#" + strings.ToLower(c.color.hex())
		if c.color.automatic {
			ground = "#ffffe1"
		}
		id := v.next()
		v.startTag("v:shape", "id", id, "type", "#_x0000_t202", "style", v.place(c.span.xAbs, c.span.yAbs, float64(c.width), float64(c.height), visibility),
			"fillcolor", ground, "o:insetmode", "auto")
		v.emptyTag("v:fill", "color2", "#ffffe1")
		v.emptyTag("v:shadow", "on", "t", "color", "black", "obscured", "t")
		v.emptyTag("v:path", "o:connecttype", "none")
		v.startTag("v:textbox", "style", "mso-direction-alt:auto")
		v.startTag("div", "style", "text-align:left")
		v.endTag("div")
		v.endTag("v:textbox")
		v.startTag("x:ClientData", "ObjectType", "Note")
		v.emptyTag("x:MoveWithCells")
		v.emptyTag("x:SizeWithCells")
		v.anchor(c.span)
		v.dataElement("x:AutoFill", "False")
		v.dataElement("x:Row", itoa(c.at.row))
		v.dataElement("x:Column", itoa(c.at.col))
		if c.visible {
			v.emptyTag("x:Visible")
		}
		v.endTag("x:ClientData")
		v.endTag("v:shape")
	}
}

// anchor writes the corners of a shape: column, offset, row, offset, twice.
func (v *vmlFile) anchor(s span) {
	fields := []string{itoa(s.fromCol), pixelText(s.x1), itoa(s.fromRow), pixelText(s.y1), itoa(s.toCol), pixelText(s.x2), itoa(s.toRow), pixelText(s.y2)}
	v.dataElement("x:Anchor", strings.Join(fields, ", "))
}

func pixelText(f float64) string {
	if f == math.Trunc(f) {
		return itoa(int(f))
	}
	return pytext.Float(f)
}

// addHeaderImages adds the images of headers and footers, each with the relation
// to its file.
func (v *vmlFile) addHeaderImages(images []headerImage, relation func(*Image) string) {
	v.startTag("v:shapetype", "id", "_x0000_t75", "coordsize", "21600,21600", "o:spt", "75", "o:preferrelative", "t", "path", "m@4@5l@4@11@9@11@9@5xe", "filled", "f", "stroked", "f")
	v.emptyTag("v:stroke", "joinstyle", "miter")
	v.startTag("v:formulas")
	for _, f := range []string{
		"if lineDrawn pixelLineWidth 0", "sum @0 1 0", "sum 0 0 @1", "prod @2 1 2", "prod @3 21600 pixelWidth", "prod @3 21600 pixelHeight",
		"sum @0 0 1", "prod @6 1 2", "prod @7 21600 pixelWidth", "sum @8 21600 0", "prod @7 21600 pixelHeight", "sum @10 21600 0",
	} {
		v.emptyTag("v:f", "eqn", f)
	}
	v.endTag("v:formulas")
	v.emptyTag("v:path", "o:extrusionok", "f", "gradientshapeok", "t", "o:connecttype", "rect")
	v.emptyTag("o:lock", "v:ext", "edit", "aspectratio", "t")
	v.endTag("v:shapetype")
	for _, h := range images {
		id := v.next()
		style := "position:absolute;margin-left:0;margin-top:0;width:" + headerSize(h.image.width, h.image.xDPI) + ";height:" + headerSize(h.image.height, h.image.yDPI) + ";z-index:" + itoa(v.depth)
		v.startTag("v:shape", "id", h.position, "o:spid", id, "type", "#_x0000_t75", "style", style)
		title, _, _ := strings.Cut(filepath.Base(h.image.name), ".")
		v.emptyTag("v:imagedata", "o:relid", relation(h.image), "o:title", title)
		v.emptyTag("o:lock", "v:ext", "edit", "rotation", "t")
		v.endTag("v:shape")
	}
}

// headerSize is the size of an image in points, rounded as Excel does it: to
// whole pixels of 96 to the inch.
func headerSize(pixels, dpi float64) string {
	pt := pixels * 72 / dpi
	return points(float64(int(pt*96/72 + 0.25)))
}
