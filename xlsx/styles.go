package xlsx

import "strconv"

// A formatKey is what makes formats the same in the file.
type formatKey struct {
	fontProps
	borderProps
	fillProps
	alignProps
	numFormat                               string
	numIndex                                int
	unlocked, hidden, checkbox, quotePrefix bool
}

func (p *formatProps) key() formatKey {
	a := p.alignProps
	a.justLast = false
	return formatKey{p.fontProps, p.borderProps, p.fillProps, a, p.numFormat, p.numIndex, p.unlocked, p.hidden, p.checkbox, p.quotePrefix}
}

// A styleTable numbers the formats that are used: those of cells as xfs, those
// of conditional formats and tables as dxfs.
type styleTable struct {
	xfs     []formatProps
	dxfs    []formatProps
	xfOf    []int32 // by the id of a format, -1 for none yet
	dxfOf   []int32
	xfKeys  map[formatKey]int32
	dxfKeys map[formatKey]int32
}

func newStyleTable(base *Format) *styleTable {
	return &styleTable{xfs: []formatProps{base.p}, xfKeys: map[formatKey]int32{}, dxfKeys: map[formatKey]int32{}}
}

func place(of []int32, id uint32) []int32 {
	for len(of) <= int(id) {
		of = append(of, -1)
	}
	return of
}

// xf is the number of a cell's format; it gets one at its first use.
func (t *styleTable) xf(f *Format) int32 {
	// Once all formats have numbers this only reads, as several goroutines do.
	if int(f.id) < len(t.xfOf) && t.xfOf[f.id] >= 0 {
		return t.xfOf[f.id]
	}
	t.xfOf = place(t.xfOf, f.id)
	key := f.p.key()
	n, ok := t.xfKeys[key]
	if !ok {
		n = int32(len(t.xfs))
		t.xfKeys[key] = n
		t.xfs = append(t.xfs, f.p)
	}
	t.xfOf[f.id] = n
	return n
}

// dxf is the number of a format that lies over others.
func (t *styleTable) dxf(f *Format) int32 {
	// Once all formats have numbers this only reads, as several goroutines do.
	if int(f.id) < len(t.dxfOf) && t.dxfOf[f.id] >= 0 {
		return t.dxfOf[f.id]
	}
	t.dxfOf = place(t.dxfOf, f.id)
	key := f.p.key()
	n, ok := t.dxfKeys[key]
	if !ok {
		n = int32(len(t.dxfs))
		t.dxfKeys[key] = n
		t.dxfs = append(t.dxfs, f.p)
	}
	t.dxfOf[f.id] = n
	return n
}

// A styleSheet is the file of styles: fonts, fills, borders and number formats
// once each, and the xfs that refer to them.
type styleSheet struct {
	xmlWriter
	table       *styleTable
	hasComments bool
	mru         []paint // the colours used last, newest first

	fonts    []formatProps // the first format with each font
	fontOf   []int         // by xf
	fills    []fillProps
	fillOf   []int
	borders  []borderProps
	borderOf []int
	numCodes []string
	numOf    []int // by xf, then by dxf
	linkFont int   // the font of links, -1 for none
}

func (s *styleSheet) prepare() {
	s.linkFont = -1
	fonts, fills, borders := map[fontProps]int{}, map[fillProps]int{{}: 0, {pattern: 17}: 1}, map[borderProps]int{}
	for _, p := range s.table.xfs {
		n, ok := fonts[p.fontProps]
		if !ok {
			n = len(s.fonts)
			fonts[p.fontProps] = n
			s.fonts = append(s.fonts, p)
			if p.hyperlink && s.linkFont <= 0 {
				s.linkFont = n
			}
		}
		s.fontOf = append(s.fontOf, n)

		b, ok := borders[p.borderProps]
		if !ok {
			b = len(s.borders)
			borders[p.borderProps] = b
			s.borders = append(s.borders, p.borderProps)
		}
		s.borderOf = append(s.borderOf, b)

		fill := p.fillProps.asShown()
		f, ok := fills[fill]
		if !ok {
			f = 2 + len(s.fills)
			fills[fill] = f
			s.fills = append(s.fills, fill)
		}
		s.fillOf = append(s.fillOf, f)
	}
	s.prepareNumbers()
}

// firstNumFormat is the first number that Excel leaves to the formats of users.
const firstNumFormat = 164

func (s *styleSheet) prepareNumbers() {
	seen, dxfOnly := map[string]int{}, 0
	for i := range len(s.table.xfs) + len(s.table.dxfs) {
		var p *formatProps
		isXf := i < len(s.table.xfs)
		if isXf {
			p = &s.table.xfs[i]
		} else {
			p = &s.table.dxfs[i-len(s.table.xfs)]
		}
		n := 0
		switch {
		case p.numIndexed:
			n = max(p.numIndex, 1)
		case p.numFormat == "0":
			n = 1
		case p.numFormat == "General" || p.numFormat == "":
		default:
			var ok bool
			if n, ok = seen[p.numFormat]; !ok {
				n = firstNumFormat + len(s.numCodes) + dxfOnly
				seen[p.numFormat] = n
				if isXf {
					s.numCodes = append(s.numCodes, p.numFormat)
				} else {
					dxfOnly++
				}
			}
		}
		s.numOf = append(s.numOf, n)
	}
}

// asShown puts the colours where Excel looks for them: it takes the ground of a
// solid cell from the colour of the pattern.
func (f fillProps) asShown() fillProps {
	switch {
	case f.pattern == 1 && f.bgColor.set && f.fgColor.set:
		f.bgColor, f.fgColor = f.fgColor, f.bgColor
	case f.bgColor.set && f.fgColor.set:
	case f.pattern <= 1 && f.bgColor.set:
		f.fgColor, f.bgColor, f.pattern = f.bgColor, paint{}, 1
	case f.pattern <= 1 && f.fgColor.set:
		f.pattern = 1
	}
	return f
}

func (s *styleSheet) assemble() []byte {
	s.prepare()
	s.declaration()
	s.startTag("styleSheet", "xmlns", mainNS)
	if len(s.numCodes) > 0 {
		s.startTag("numFmts", "count", itoa(len(s.numCodes)))
		for i, code := range s.numCodes {
			s.numFmt(firstNumFormat+i, code)
		}
		s.endTag("numFmts")
	}
	s.writeFonts()
	s.startTag("fills", "count", itoa(2+len(s.fills)))
	s.patternOnly("none")
	s.patternOnly("gray125")
	for _, f := range s.fills {
		s.fill(f, false)
	}
	s.endTag("fills")
	s.startTag("borders", "count", itoa(len(s.borders)))
	for _, b := range s.borders {
		s.border(b, false)
	}
	s.endTag("borders")
	s.writeXfs()
	s.writeDxfs()
	s.emptyTag("tableStyles", "count", "0", "defaultTableStyle", "TableStyleMedium9", "defaultPivotStyle", "PivotStyleLight16")
	if len(s.mru) > 0 {
		s.startTag("colors")
		s.startTag("mruColors")
		for _, c := range s.mru {
			s.emptyTag("color", c.attributes()...)
		}
		s.endTag("mruColors")
		s.endTag("colors")
	}
	s.endTag("styleSheet")
	return s.b
}

func (s *styleSheet) writeFonts() {
	n := len(s.fonts)
	if s.hasComments {
		n++
	}
	s.startTag("fonts", "count", itoa(n))
	for i := range s.fonts {
		s.startTag("font")
		writeFontLook(&s.xmlWriter, &s.fonts[i], false)
		s.endTag("font")
	}
	if s.hasComments {
		s.startTag("font")
		s.emptyTag("sz", "val", "8")
		s.emptyTag("color", "indexed", "81")
		s.emptyTag("name", "val", "Tahoma")
		s.emptyTag("family", "val", "2")
		s.endTag("font")
	}
	s.endTag("fonts")
}

// writeFontLook writes what stands in a <font>, in one that lies over others
// only what that one may change.
func writeFontLook(w *xmlWriter, p *formatProps, over bool) {
	writeFontMarks(w, p)
	if !over {
		w.emptyTag("sz", "val", number(p.fontSize))
	}
	writeFontColor(w, p, !over)
	if over {
		return
	}
	w.emptyTag("name", "val", p.fontName)
	if p.family != 0 {
		w.emptyTag("family", "val", itoa(p.family))
	}
	if p.charset != 0 {
		w.emptyTag("charset", "val", itoa(p.charset))
	}
	if p.fontScheme == "major" || p.fontScheme == "minor" {
		w.emptyTag("scheme", "val", p.fontScheme)
	}
}

func writeFontMarks(w *xmlWriter, p *formatProps) {
	if p.condense {
		w.emptyTag("condense", "val", "0")
	}
	if p.extend {
		w.emptyTag("extend", "val", "0")
	}
	for _, mark := range []struct {
		on  bool
		tag string
	}{{p.bold, "b"}, {p.italic, "i"}, {p.strikeout, "strike"}, {p.outline, "outline"}, {p.shadow, "shadow"}} {
		if mark.on {
			w.emptyTag(mark.tag)
		}
	}
	switch p.underline {
	case 0:
	case 2:
		w.emptyTag("u", "val", "double")
	case 33:
		w.emptyTag("u", "val", "singleAccounting")
	case 34:
		w.emptyTag("u", "val", "doubleAccounting")
	default:
		w.emptyTag("u")
	}
	switch p.script {
	case 1:
		w.emptyTag("vertAlign", "val", "superscript")
	case 2:
		w.emptyTag("vertAlign", "val", "subscript")
	}
}

func writeFontColor(w *xmlWriter, p *formatProps, orDefault bool) {
	switch {
	case p.theme == -1:
	case p.theme != 0:
		w.emptyTag("color", "theme", itoa(p.theme))
	case p.colorIndexed != 0:
		w.emptyTag("color", "indexed", itoa(p.colorIndexed))
	case p.fontColor.set:
		if !p.fontColor.automatic {
			w.emptyTag("color", p.fontColor.attributes()...)
		}
	case orDefault:
		w.emptyTag("color", "theme", "1")
	}
}

var patternTypes = [...]string{
	"none", "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp", "darkGrid", "darkTrellis",
	"lightHorizontal", "lightVertical", "lightDown", "lightUp", "lightGrid", "lightTrellis", "gray125", "gray0625",
}

func (s *styleSheet) patternOnly(kind string) {
	s.startTag("fill")
	s.emptyTag("patternFill", "patternType", kind)
	s.endTag("fill")
}

func (s *styleSheet) fill(f fillProps, over bool) {
	if !f.fgColor.set && !f.bgColor.set {
		s.patternOnly(patternTypes[f.pattern])
		return
	}
	s.startTag("fill")
	if over && f.pattern <= 1 {
		s.startTag("patternFill")
	} else {
		s.startTag("patternFill", "patternType", patternTypes[f.pattern])
	}
	if f.fgColor.set && !f.fgColor.automatic {
		s.emptyTag("fgColor", f.fgColor.attributes()...)
	}
	switch {
	case f.bgColor.set && !f.bgColor.automatic:
		s.emptyTag("bgColor", f.bgColor.attributes()...)
	case !f.bgColor.set && !over && f.pattern <= 1:
		s.emptyTag("bgColor", "indexed", "64")
	}
	s.endTag("patternFill")
	s.endTag("fill")
}

var borderStyles = [...]string{
	"none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot", "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot",
}

func (s *styleSheet) border(b borderProps, over bool) {
	var attrs []string
	if b.diagType&1 != 0 {
		attrs = append(attrs, "diagonalUp", "1")
	}
	if b.diagType&2 != 0 {
		attrs = append(attrs, "diagonalDown", "1")
	}
	if b.diagType != 0 && b.diagBorder == 0 {
		b.diagBorder = 1
	}
	s.startTag("border", attrs...)
	s.side("left", b.left, b.leftColor)
	s.side("right", b.right, b.rightColor)
	s.side("top", b.top, b.topColor)
	s.side("bottom", b.bottom, b.bottomColor)
	if over {
		s.side("vertical", 0, paint{})
		s.side("horizontal", 0, paint{})
	} else {
		s.side("diagonal", b.diagBorder, b.diagColor)
	}
	s.endTag("border")
}

func (s *styleSheet) side(name string, style int, c paint) {
	if style == 0 {
		s.emptyTag(name)
		return
	}
	s.startTag(name, "style", borderStyles[style])
	if c.set && !c.automatic {
		s.emptyTag("color", c.attributes()...)
	} else {
		s.emptyTag("color", "auto", "1")
	}
	s.endTag(name)
}

func (s *styleSheet) writeXfs() {
	links := s.linkFont >= 0
	n := "1"
	if links {
		n = "2"
	}
	s.startTag("cellStyleXfs", "count", n)
	s.xf(0, xfOfStyle)
	if links {
		s.startTag("xf", "numFmtId", "0", "fontId", itoa(s.linkFont), "fillId", "0", "borderId", "0",
			"applyNumberFormat", "0", "applyFill", "0", "applyBorder", "0", "applyAlignment", "0", "applyProtection", "0")
		s.emptyTag("alignment", "vertical", "top")
		s.emptyTag("protection", "locked", "0")
		s.endTag("xf")
	}
	s.endTag("cellStyleXfs")

	count := len(s.table.xfs)
	if s.table.xfs[count-1].fontOnly {
		count--
	}
	s.startTag("cellXfs", "count", itoa(count))
	for i := range count {
		if i == 0 {
			s.xf(i, xfDefault)
		} else {
			s.xf(i, xfOfUser)
		}
	}
	s.endTag("cellXfs")

	s.startTag("cellStyles", "count", n)
	if links {
		s.emptyTag("cellStyle", "name", "Hyperlink", "xfId", "1", "builtinId", "8")
	}
	s.emptyTag("cellStyle", "name", "Normal", "xfId", "0", "builtinId", "0")
	s.endTag("cellStyles")
}

const (
	xfOfStyle = iota // in the list of named styles
	xfDefault        // of cells that have no format
	xfOfUser
)

func (s *styleSheet) xf(i, kind int) {
	p := &s.table.xfs[i]
	attrs := []string{"numFmtId", itoa(s.numOf[i]), "fontId", itoa(s.fontOf[i]), "fillId", itoa(s.fillOf[i]), "borderId", itoa(s.borderOf[i])}
	if kind != xfOfStyle {
		attrs = append(attrs, "xfId", itoa(p.xfID))
	}
	if p.quotePrefix {
		attrs = append(attrs, "quotePrefix", "1")
	}
	if s.numOf[i] > 0 {
		attrs = append(attrs, "applyNumberFormat", "1")
	}
	if s.fontOf[i] > 0 && !p.hyperlink {
		attrs = append(attrs, "applyFont", "1")
	}
	if s.fillOf[i] > 0 {
		attrs = append(attrs, "applyFill", "1")
	}
	if s.borderOf[i] > 0 {
		attrs = append(attrs, "applyBorder", "1")
	}
	align, aligned := p.alignProps.attributes()
	if (aligned || p.hyperlink) && kind == xfOfUser {
		attrs = append(attrs, "applyAlignment", "1")
	}
	var protection []string
	if p.unlocked {
		protection = append(protection, "locked", "0")
	}
	if p.hidden {
		protection = append(protection, "hidden", "1")
	}
	if protection != nil || p.hyperlink {
		attrs = append(attrs, "applyProtection", "1")
	}
	if p.hyperlink {
		protection = nil
	}
	if align == nil && protection == nil && !p.checkbox {
		s.emptyTag("xf", attrs...)
		return
	}
	s.startTag("xf", attrs...)
	if align != nil {
		s.emptyTag("alignment", align...)
	}
	if protection != nil {
		s.emptyTag("protection", protection...)
	}
	if p.checkbox {
		s.complement("{C7286773-470A-42A8-94C5-96B5CB345126}", "xfpb:xfComplement")
	}
	s.endTag("xf")
}

// complement says that a format is also that of checkboxes.
func (s *styleSheet) complement(uri, tag string) {
	s.startTag("extLst")
	s.startTag("ext", "uri", uri, "xmlns:xfpb", "http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag")
	s.emptyTag(tag, "i", "0")
	s.endTag("ext")
	s.endTag("extLst")
}

var horizontalNames = [...]string{"", "left", "center", "right", "fill", "justify", "centerContinuous", "distributed"}

// attributes are those of <alignment>, and whether there is any alignment:
// alignment at the bottom is one and has no attribute.
func (a alignProps) attributes() (attrs []string, any bool) {
	if a.hAlign == 0 && a.vAlign == 0 && a.indent == 0 && a.rotation == 0 && !a.wrap && !a.shrink && a.readingOrder == 0 {
		return nil, false
	}
	// Excel indents only to the left, to the right, spread, and in cells that
	// are set to the top, the bottom or spread.
	if a.indent != 0 && a.hAlign != 1 && a.hAlign != 3 && a.hAlign != 7 && a.vAlign != 1 && a.vAlign != 3 && a.vAlign != 5 {
		a.hAlign = 1
	}
	if a.wrap || a.hAlign == 4 || a.hAlign == 5 || a.hAlign == 7 {
		a.shrink = false
	}
	if a.hAlign != 7 || a.indent != 0 {
		a.justDistrib = false
	}
	add := func(on bool, name, value string) {
		if on {
			attrs = append(attrs, name, value)
		}
	}
	add(a.hAlign > 0, "horizontal", horizontalNames[a.hAlign])
	add(a.justDistrib, "justifyLastLine", "1")
	add(a.vAlign != 0 && a.vAlign != 3, "vertical", [...]string{"", "top", "center", "", "justify", "distributed"}[a.vAlign])
	add(a.rotation != 0, "textRotation", itoa(a.rotation))
	add(a.indent != 0, "indent", itoa(a.indent))
	add(a.wrap, "wrapText", "1")
	add(a.shrink, "shrinkToFit", "1")
	add(a.readingOrder == 1 || a.readingOrder == 2, "readingOrder", itoa(a.readingOrder))
	return attrs, true
}

func (s *styleSheet) writeDxfs() {
	dxfs := s.table.dxfs
	if len(dxfs) == 0 {
		s.emptyTag("dxfs", "count", "0")
		return
	}
	s.startTag("dxfs", "count", itoa(len(dxfs)))
	for i := range dxfs {
		p := &dxfs[i]
		s.startTag("dxf")
		if p.fontColor.set || p.bold || p.italic || p.underline != 0 || p.strikeout {
			s.startTag("font")
			writeFontLook(&s.xmlWriter, p, true)
			s.endTag("font")
		}
		if n := s.numOf[len(s.table.xfs)+i]; n != 0 {
			code := p.numFormat
			if n < firstNumFormat {
				code = builtinFormat(n)
			}
			s.numFmt(n, code)
		}
		if p.pattern != 0 || p.bgColor.set || p.fgColor.set {
			s.fill(p.fillProps, true)
		}
		if p.borderProps != (borderProps{}) {
			s.border(p.borderProps, true)
		}
		if p.checkbox {
			s.complement("{0417FA29-78FA-4A13-93AC-8FF0FAFDF519}", "xfpb:DXFComplement")
		}
		s.endTag("dxf")
	}
	s.endTag("dxfs")
}

func (s *styleSheet) numFmt(id int, code string) {
	s.emptyTag("numFmt", "numFmtId", strconv.Itoa(id), "formatCode", code)
}

// builtinFormat is one of Excel's own formats by its number.
func builtinFormat(n int) string {
	if code, ok := builtinFormats[n]; ok {
		return code
	}
	return "General"
}

var builtinFormats = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "($#,##0_);($#,##0)", 6: "($#,##0_);[Red]($#,##0)", 7: "($#,##0.00_);($#,##0.00)",
	8: "($#,##0.00_);[Red]($#,##0.00)", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "m/d/yy", 15: "d-mmm-yy", 16: "d-mmm",
	17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "(#,##0_);(#,##0)", 38: "(#,##0_);[Red](#,##0)",
	39: "(#,##0.00_);(#,##0.00)", 40: "(#,##0.00_);[Red](#,##0.00)", 41: `_(* #,##0_);_(* (#,##0);_(* "-"_);_(_)`, 42: `_($* #,##0_);_($* (#,##0);_($* "-"_);_(_)`,
	43: `_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(_)`, 44: `_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(_)`, 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
	48: "##0.0E+0", 49: "@",
}
