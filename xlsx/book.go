package xlsx

import (
	"crypto/sha256"
	"slices"
	"strings"
)

// A book is a workbook on its way into a file: it numbers what sheets share, and
// assembles the parts.
type book struct {
	wb      *Workbook
	sheets  []*assembly
	styles  *styleTable
	strings *stringTable
	numbers map[*Worksheet][]uint32 // of a sheet's texts

	media      []*Image // after those in cells
	extensions []string
	charts     []*Chart
	drawings   int
	tableNames map[*table]tableID
	tables     int
	comments   int
	vmlFiles   int
	names      []definedName
	dynamic    bool
	active     int
}

type tableID struct {
	id   int
	name string
}

// newBook numbers everything. Nothing of the workbook changes but the numbers of
// its charts, so that it may be done again.
func newBook(wb *Workbook) (*book, error) {
	b := &book{wb: wb, numbers: map[*Worksheet][]uint32{}, tableNames: map[*table]tableID{}, active: wb.active}
	n := [2]int{}
	for _, s := range wb.sheets {
		kind := 0
		if s.chart != nil {
			kind = 1
		}
		n[kind]++
		b.sheets = append(b.sheets, &assembly{book: b, sheet: s, number: n[kind]})
	}
	b.checkActive()
	if err := b.numberTables(); err != nil {
		return nil, err
	}
	b.numberVML()
	b.names = wb.allNames()
	b.numberDrawings()
	if err := b.prepareCharts(); err != nil {
		return nil, err
	}
	b.numberTexts()
	b.numberFormats()
	for _, a := range b.sheets {
		b.dynamic = b.dynamic || a.sheet.work != nil && a.sheet.work.hasDynamic
	}
	return b, nil
}

// checkActive warns of an active sheet that is hidden: it has to be seen.
func (b *book) checkActive() {
	if s := b.wb.sheets[b.active]; s.hidden != shown {
		b.wb.warn(&Error{Kind: ErrParameter, Op: "Close", Where: s.name, Reason: "the active sheet cannot be hidden and is shown; activate another"})
	}
}

// state is how a sheet is in the file: seen and selected, or hidden.
func (b *book) state(s *anySheet) (v visibility, selected bool) {
	if s.index == b.active {
		return shown, true
	}
	return s.hidden, s.selected
}

func (b *book) numberTexts() {
	for _, a := range b.sheets {
		ws := a.sheet.work
		if ws == nil || len(ws.strings.refs) == 0 {
			continue
		}
		if b.strings == nil {
			// The first sheet's numbers are those of the workbook. Its table
			// itself must not grow by those of others.
			b.strings = &ws.strings
			continue
		}
		if len(b.numbers) == 0 {
			b.strings = b.strings.clone()
		}
		b.numbers[ws] = b.strings.merge(&ws.strings)
	}
}

func (b *book) numberFormats() {
	wb := b.wb
	list := wb.formatList()
	wb.styleMu.Lock()
	defer wb.styleMu.Unlock()
	b.styles = wb.styles
	for _, a := range b.sheets {
		ws := a.sheet.work
		if ws == nil {
			continue
		}
		ws.numberFormats(b.styles, list)
		for _, f := range ws.formatUses {
			b.styles.dxf(f)
		}
	}
}

func (b *book) numberTables() error {
	seen := map[string]bool{}
	for _, a := range b.sheets {
		ws := a.sheet.work
		if ws == nil {
			continue
		}
		for _, t := range ws.tables {
			b.tables++
			name := t.opts.Name
			if name == "" {
				name = "Table" + itoa(b.tables)
			}
			key := strings.ToLower(name)
			if seen[key] {
				return &Error{Kind: ErrDuplicateTableName, Op: "Close", Where: ws.name, Input: name, Reason: "another table has this name, whose case does not count"}
			}
			seen[key] = true
			b.tableNames[t] = tableID{b.tables, name}
			a.tables = append(a.tables, b.tables)
			if err := ws.checkHeaders(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkHeaders compares the headers of a table with the cells that show them: a
// file in which they differ is one that Excel repairs.
func (ws *Worksheet) checkHeaders(t *table) error {
	if t.opts.NoHeaderRow {
		return nil
	}
	for i := range t.columns {
		c := &t.columns[i]
		at, _ := ws.grid.cell(t.area.firstRow, c.col)
		text := ""
		switch at.kind {
		case cellString:
			text = ws.strings.text(uint32(at.value))
		case cellRich:
			text = ws.richRaw[uint32(at.value)]
		}
		if text == c.name {
			continue
		}
		taken := slices.ContainsFunc(t.columns, func(o tableColumn) bool { return strings.EqualFold(o.name, text) && o.name != c.name })
		if text == "" || taken || c.totalFunction != "" {
			return ws.refuse("Close", t.area.firstRow, c.col, Error{Kind: ErrParameter, Input: text, Reason: "the header of the table has been overwritten; its column is " + quoteShort(c.name)})
		}
		c.name = text
	}
	return nil
}

// numberDrawings numbers the images and charts in the order in which the file
// has them.
func (b *book) numberDrawings() {
	for _, i := range b.wb.embedded.list {
		b.extension(i.image)
	}
	inCells := len(b.wb.embedded.list)
	known := func() func(*Image) int {
		ids := map[[sha256.Size]byte]int{}
		return func(i *Image) int {
			b.extension(i)
			id, ok := ids[i.digest]
			if !ok {
				b.media = append(b.media, i)
				id = inCells + len(b.media)
				ids[i.digest] = id
			}
			return id
		}
	}
	background, image, header := known(), known(), known()
	for _, a := range b.sheets {
		s, ws := a.sheet, a.sheet.work
		if ws != nil {
			if ws.background != nil {
				a.background = imageTarget(background(ws.background), ws.background)
			}
			a.geometry = newGeometry(ws)
			if len(ws.images)+len(ws.charts)+len(ws.textBoxes) > 0 {
				a.drawing = newDrawing()
			}
			for _, p := range ws.images {
				a.drawing.addImage(a.geometry, p, image(p.image))
			}
		}
		for _, p := range s.charts {
			b.charts = append(b.charts, p.chart)
			p.chart.id = len(b.charts)
			if ws != nil {
				a.drawing.addChart(a.geometry, p)
			} else {
				a.drawing = newDrawing()
				a.drawing.addWholeChart(p.chart, s.page.landscape)
			}
		}
		if ws != nil {
			for _, t := range ws.textBoxes {
				a.drawing.addTextbox(a.geometry, t)
			}
		}
		if a.drawing != nil {
			b.drawings++
			a.drawingFile = b.drawings
		}
		b.assembleVML(a, header)
	}
}

func (b *book) extension(i *Image) {
	if !slices.Contains(b.extensions, i.kind) {
		b.extensions = append(b.extensions, i.kind)
	}
}

// numberVML numbers the files of notes, buttons and images of headers.
func (b *book) numberVML() {
	for _, a := range b.sheets {
		s, ws := a.sheet, a.sheet.work
		if ws != nil && len(ws.comments) > 0 {
			b.comments++
			a.commentsFile = b.comments
		}
		a.bodyVML = ws != nil && (len(ws.comments) > 0 || len(ws.buttons) > 0)
		a.headerVML = len(s.page.header.images)+len(s.page.footer.images) > 0
		for _, on := range []bool{a.bodyVML, a.headerVML} {
			if on {
				b.vmlFiles++
				a.vmlFiles = append(a.vmlFiles, vmlPart{file: b.vmlFiles})
			}
		}
	}
}

// vmlIDs counts the thousands of numbers that shapes of older drawings have.
type vmlIDs struct{ data, shape, header int }

const vmlThousand = 1024

// assembleVML makes a sheet's files of older drawings.
func (b *book) assembleVML(a *assembly, header func(*Image) int) {
	ids := b.vmlIDs(a)
	file := 0
	if a.bodyVML {
		ws := a.sheet.work
		a.comments = ws.sortedComments(a.geometry)
		for _, button := range ws.buttons {
			button.span = a.geometry.position(button.at, button.opts.XOffset, button.opts.YOffset, float64(button.width), float64(button.height), 0)
		}
		list := itoa(ids.data)
		for i := range len(a.comments) / vmlThousand {
			list += "," + itoa(ids.data+i+1)
		}
		v := newVML(list, ids.shape)
		v.addButtons(ws.buttons)
		v.addComments(a.comments)
		a.vmlFiles[0].data = v.finish()
		file = 1
	}
	if a.headerVML {
		p := &a.vmlFiles[file]
		v := newVML(itoa(ids.header), ids.header*vmlThousand)
		rels := map[[sha256.Size]byte]string{}
		v.addHeaderImages(slices.Concat(a.sheet.page.header.images, a.sheet.page.footer.images), func(i *Image) string {
			number := header(i)
			if rels[i.digest] == "" {
				rels[i.digest] = p.relations.add(relImage, imageTarget(number, i), "")
			}
			return rels[i.digest]
		})
		p.data = v.finish()
	}
}

// vmlIDs are the first numbers that a sheet may use.
func (b *book) vmlIDs(of *assembly) vmlIDs {
	ids := vmlIDs{data: 1, shape: vmlThousand}
	for _, a := range b.sheets {
		if a.headerVML {
			ids.header++
		}
		if a == of {
			return ids
		}
		if a.bodyVML {
			count := 0
			for _, cols := range a.sheet.work.comments {
				count += len(cols)
			}
			thousands := (vmlThousand + count) / vmlThousand
			ids.data += thousands
			ids.shape += vmlThousand * thousands
		}
	}
	return ids
}

// prepareCharts checks the charts and gives them the cells that they repeat.
func (b *book) prepareCharts() error {
	seen := map[string][]chartDatum{}
	warned := map[string]bool{}
	for _, c := range b.charts {
		if err := c.check(); err != nil {
			return err
		}
		for _, formula := range c.seriesFormulas() {
			data, ok := seen[formula]
			if !ok {
				if data, ok = b.rangeData(formula, warned); !ok {
					continue
				}
				seen[formula] = data
			}
			c.setCachedData(formula, data)
		}
	}
	return nil
}

// rangeData are the cells of a range; ok is false where it cannot be read.
func (b *book) rangeData(formula string, warned map[string]bool) (data []chartDatum, ok bool) {
	sheet, cells, ok := cutSheet(strings.TrimPrefix(formula, "="))
	if !ok || strings.HasPrefix(sheet, "(") {
		return nil, false
	}
	name := unquoteSheetName(sheet)
	s := b.wb.names[strings.ToLower(name)]
	if s == nil || s.work == nil {
		if !warned[name] {
			warned[name] = true
			b.wb.warn(&Error{Kind: ErrReference, Op: "Close", Input: formula, Reason: "a chart refers to a sheet that is not there"})
		}
		return nil, false
	}
	firstRow, firstCol, lastRow, lastCol, err := ParseRange(cells)
	if err != nil || firstRow != lastRow && firstCol != lastCol || s.work.stream != nil {
		return nil, false
	}
	return s.work.chartData(newArea(firstRow, firstCol, lastRow, lastCol)), true
}

// sortedSheets are the assemblies of one kind.
func (b *book) worksheets() []*assembly {
	return slices.DeleteFunc(slices.Clone(b.sheets), func(a *assembly) bool { return a.sheet.work == nil })
}

func (b *book) chartsheets() []*assembly {
	return slices.DeleteFunc(slices.Clone(b.sheets), func(a *assembly) bool { return a.sheet.chart == nil })
}

// clone copies a table so that the copy may grow.
func (t *stringTable) clone() *stringTable {
	c := *t
	c.slots, c.hashes, c.refs, c.chunks = slices.Clone(t.slots), slices.Clone(t.hashes), slices.Clone(t.refs), slices.Clone(t.chunks)
	// The last piece has room that belongs to the original.
	if n := len(c.chunks); n > 0 {
		c.chunks = append(c.chunks, new(strings.Builder))
	}
	return &c
}

// assembleWorkbook is the file of the workbook itself.
func (b *book) assembleWorkbook() []byte {
	wb, w := b.wb, &xmlWriter{}
	w.declaration()
	w.startTag("workbook", "xmlns", mainNS, "xmlns:r", relNS)
	attrs := []string{"appName", "xl", "lastEdited", "4", "lowestEdited", "4", "rupBuild", "4505"}
	if wb.vba.project != nil {
		attrs = append(attrs, "codeName", "{37E998C4-C9E5-D4B9-71C8-EB1FF731991C}")
	}
	w.emptyTag("fileVersion", attrs...)
	if wb.readOnly {
		w.emptyTag("fileSharing", "readOnlyRecommended", "1")
	}
	attrs = nil
	if wb.vba.name != "" {
		attrs = append(attrs, "codeName", wb.vba.name)
	}
	if wb.opts.Date1904 {
		attrs = append(attrs, "date1904", "1")
	}
	if wb.theme.version != "" {
		attrs = append(attrs, "defaultThemeVersion", wb.theme.version)
	}
	w.emptyTag("workbookPr", attrs...)
	b.writeView(w)
	w.startTag("sheets")
	for i, s := range wb.sheets {
		attrs = []string{"name", s.name, "sheetId", itoa(i + 1)}
		switch v, _ := b.state(s); v {
		case hidden:
			attrs = append(attrs, "state", "hidden")
		case veryHidden:
			attrs = append(attrs, "state", "veryHidden")
		}
		w.emptyTag("sheet", append(attrs, "r:id", "rId"+itoa(i+1))...)
	}
	w.endTag("sheets")
	b.writeNames(w)
	attrs = []string{"calcId", itoa(wb.calc.id)}
	switch wb.calc.mode {
	case "manual":
		attrs = append(attrs, "calcMode", "manual", "calcOnSave", "0")
	case "auto_except_tables":
		attrs = append(attrs, "calcMode", "autoNoTable")
	}
	if wb.calc.mode != "manual" {
		attrs = append(attrs, "fullCalcOnLoad", "1")
	}
	w.emptyTag("calcPr", attrs...)
	w.endTag("workbook")
	return w.b
}

func (b *book) writeView(w *xmlWriter) {
	win := b.wb.window
	attrs := []string{"xWindow", "240", "yWindow", "15", "windowWidth", itoa(win.width), "windowHeight", itoa(win.height)}
	if win.tabRatio != defaultWindow.tabRatio {
		attrs = append(attrs, "tabRatio", itoa(win.tabRatio))
	}
	if b.wb.first > 0 {
		attrs = append(attrs, "firstSheet", itoa(b.wb.first+1))
	}
	if b.active > 0 {
		attrs = append(attrs, "activeTab", itoa(b.active))
	}
	w.startTag("bookViews")
	w.emptyTag("workbookView", attrs...)
	w.endTag("bookViews")
}

func (b *book) writeNames(w *xmlWriter) {
	if len(b.names) == 0 {
		return
	}
	w.startTag("definedNames")
	for _, d := range b.names {
		attrs := []string{"name", d.name}
		if d.sheet >= 0 {
			attrs = append(attrs, "localSheetId", itoa(d.sheet))
		}
		if d.hidden {
			attrs = append(attrs, "hidden", "1")
		}
		w.dataElement("definedName", d.formula, attrs...)
	}
	w.endTag("definedNames")
}
