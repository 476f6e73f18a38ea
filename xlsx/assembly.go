package xlsx

// An assembly makes the file of one sheet and what belongs to it.
type assembly struct {
	book      *book
	sheet     *anySheet
	number    int // of the file, among those of its kind
	relations relations

	geometry     *geometry
	drawing      *drawing
	drawingFile  int
	vmlFiles     []vmlPart
	comments     []*comment
	commentsFile int
	headerVML    bool
	bodyVML      bool
	background   string // the relation's target
	tables       []int  // numbers of files
}

// A vmlPart is a file of older drawings that is made with the sheet.
type vmlPart struct {
	file      int
	data      []byte
	relations relations
}

func (a *assembly) relate(kind, target, mode string) string {
	return a.relations.add(kind, target, mode)
}

// writeDrawingParts writes what refers to drawings, older drawings and the
// background.
func (a *assembly) writeDrawingParts(w *xmlWriter) {
	if a.drawing != nil {
		w.emptyTag("drawing", "r:id", a.relate(relDrawing, "../drawings/drawing"+itoa(a.drawingFile)+".xml", ""))
	}
	file := 0
	next := func() string {
		file++
		return a.relate(relVML, "../drawings/vmlDrawing"+itoa(a.vmlFiles[file-1].file)+".vml", "")
	}
	if a.bodyVML {
		w.emptyTag("legacyDrawing", "r:id", next())
	}
	if a.headerVML {
		w.emptyTag("legacyDrawingHF", "r:id", next())
	}
	if a.background != "" {
		w.emptyTag("picture", "r:id", a.relate(relImage, a.background, ""))
	}
}

// assembleHead is the file of a worksheet up to its rows.
func (ws *Worksheet) assembleHead(styles *styleTable, selected bool) []byte {
	w := &xmlWriter{}
	w.declaration()
	root := []string{"xmlns", mainNS, "xmlns:r", relNS}
	if ws.hasBars2010 {
		root = append(root, "xmlns:mc", schemaRoot+"markup-compatibility/2006", "xmlns:x14ac", "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac", "mc:Ignorable", "x14ac")
	}
	w.startTag("worksheet", root...)
	ws.writeSheetPr(w)
	w.emptyTag("dimension", "ref", ws.dim.String())
	ws.writeViews(w, selected, ws.outline.Hidden)
	attrs := []string{"defaultRowHeight", number(0.75 * float64(ws.defaultHeight))}
	if ws.defaultHeight != ws.originalHeight {
		attrs = append(attrs, "customHeight", "1")
	}
	if ws.zeroHeight {
		attrs = append(attrs, "zeroHeight", "1")
	}
	if n := ws.outline.rowLevel; n > 0 {
		attrs = append(attrs, "outlineLevelRow", itoa(n))
	}
	if n := ws.outline.colLevel; n > 0 {
		attrs = append(attrs, "outlineLevelCol", itoa(n))
	}
	if ws.hasBars2010 {
		attrs = append(attrs, "x14ac:dyDescent", "0.25")
	}
	w.emptyTag("sheetFormatPr", attrs...)
	ws.writeCols(w, styles)
	return w.b
}

func (ws *Worksheet) writeSheetPr(w *xmlWriter) {
	o := ws.outline
	filtered := len(ws.filter.columns) > 0
	inside := ws.page.fit || ws.tabColor.set || o.changed
	if !inside && !filtered && ws.vbaName == "" {
		return
	}
	var attrs []string
	if ws.vbaName != "" {
		attrs = append(attrs, "codeName", ws.vbaName)
	}
	if filtered {
		attrs = append(attrs, "filterMode", "1")
	}
	if !inside {
		w.emptyTag("sheetPr", attrs...)
		return
	}
	w.startTag("sheetPr", attrs...)
	ws.writeTabColor(w)
	if o.changed {
		attrs = nil
		for _, a := range []struct {
			on          bool
			name, value string
		}{{o.AutoStyle, "applyStyles", "1"}, {o.SymbolsAbove, "summaryBelow", "0"}, {o.SymbolsLeft, "summaryRight", "0"}, {o.Hidden, "showOutlineSymbols", "0"}} {
			if a.on {
				attrs = append(attrs, a.name, a.value)
			}
		}
		w.emptyTag("outlinePr", attrs...)
	}
	if ws.page.fit {
		w.emptyTag("pageSetUpPr", "fitToPage", "1")
	}
	w.endTag("sheetPr")
}

// assembleTail is the file of a worksheet after its rows.
func (ws *Worksheet) assembleTail(a *assembly, styles *styleTable) []byte {
	w := &xmlWriter{}
	ws.writeProtection(w)
	ws.writeProtectedRanges(w)
	if ws.wb.opts.Excel2003Style {
		w.emptyTag("phoneticPr", "fontId", "0", "type", "noConversion")
	}
	ws.writeFilter(w)
	ws.writeMerged(w)
	bars := ws.writeConditions(w, styles)
	ws.writeValidations(w)
	ws.writeLinks(w, a)
	ws.writePage(w)
	writeBreaks(w, "rowBreaks", ws.page.rowBreaks, MaxColumns-1)
	writeBreaks(w, "colBreaks", ws.page.colBreaks, MaxRows-1)
	ws.writeIgnored(w)
	a.writeDrawingParts(w)
	if len(a.tables) > 0 {
		w.startTag("tableParts", "count", itoa(len(a.tables)))
		for _, file := range a.tables {
			w.emptyTag("tablePart", "r:id", a.relate(relTable, "../tables/table"+itoa(file)+".xml", ""))
		}
		w.endTag("tableParts")
	}
	if len(bars) > 0 || len(ws.sparklines) > 0 {
		w.startTag("extLst")
		if len(bars) > 0 {
			writeBars2010(w, bars)
		}
		if len(ws.sparklines) > 0 {
			ws.writeSparklines(w)
		}
		w.endTag("extLst")
	}
	w.endTag("worksheet")
	if a.commentsFile > 0 {
		a.relate(relComments, "../comments"+itoa(a.commentsFile)+".xml", "")
	}
	return w.b
}

// numberFormats gives the formats of a sheet their numbers, in the order in
// which its file has them.
func (ws *Worksheet) numberFormats(styles *styleTable, list []*Format) {
	for _, col := range sortedKeys(ws.colInfo, compareInts) {
		if f := ws.colInfo[col].format; f != nil {
			styles.xf(f)
		}
	}
	if ws.stream == nil {
		seen := make([]bool, len(list))
		use := func(f *Format) {
			if f != nil && !seen[f.id] {
				seen[f.id] = true
				styles.xf(f)
			}
		}
		rows := sortedKeys(ws.rowInfo, compareInts)
		until := func(row int) {
			for len(rows) > 0 && rows[0] <= row {
				use(ws.rowInfo[rows[0]].format)
				rows = rows[1:]
			}
		}
		ws.grid.rows(func(row int, cells []cell) {
			until(row)
			for i := range cells {
				if id := cells[i].format; id != 0 && !seen[id] {
					use(list[id])
				}
			}
		})
		until(MaxRows)
	}
}
