package xlsx

// A Chartsheet is a sheet that shows one chart, made by [Workbook.AddChartsheet].
type Chartsheet struct {
	Sheet

	chart *Chart
}

// SetChart says which chart the sheet shows. A chart is on one sheet only.
func (cs *Chartsheet) SetChart(c *Chart) error {
	const op = "SetChart"
	if err := cs.enter(op); err != nil {
		return err
	}
	defer cs.mu.Unlock()
	if err := cs.placeChart(op, c); err != nil {
		return err
	}
	c.onSheet = true
	c.protect = cs.protected != nil
	cs.chart = c
	cs.charts = []*placedChart{{chart: c}}
	return nil
}

// ChartsheetProtectOptions say what is protected.
type ChartsheetProtectOptions struct {
	// NoContent lets the chart be changed.
	NoContent bool `key:"!content"`
	// Objects lets shapes on the chart be changed.
	Objects bool `key:"!objects"`
}

// Protect protects the chart and the shapes on it; see [Worksheet.Protect] for
// what that is worth.
func (cs *Chartsheet) Protect(password string, opts *ChartsheetProtectOptions) error {
	if err := cs.enter("Protect"); err != nil {
		return err
	}
	defer cs.mu.Unlock()
	o := ChartsheetProtectOptions{}
	if opts != nil {
		o = *opts
	}
	if password == "" && o.Objects && o.NoContent {
		return nil
	}
	cs.protect(password, &ProtectOptions{NoSheet: true, Content: !o.NoContent, Scenarios: true, Objects: o.Objects})
	if cs.chart != nil {
		cs.chart.chartPlace.protect = true
	}
	return nil
}

// SetZoomToFit lets the chart fill the window.
func (cs *Chartsheet) SetZoomToFit() {
	if cs.enter("SetZoomToFit") != nil {
		return
	}
	defer cs.mu.Unlock()
	cs.view.zoomToFit = true
}

// placeChart claims a chart for a sheet.
func (s *Sheet) placeChart(op string, c *Chart) error {
	if c == nil || c.wb != s.wb {
		return &Error{Kind: ErrParameter, Code: -2, Op: op, Where: s.name, Reason: "charts are made by AddChart of the workbook that shows them"}
	}
	s.wb.mu.Lock()
	defer s.wb.mu.Unlock()
	companion := c.companion()
	if c.placed || c.combined || companion != nil && companion.placed {
		return &Error{Kind: ErrUsed, Code: -2, Op: op, Where: s.name, Reason: "a chart is on one sheet, once"}
	}
	c.placed = true
	if companion != nil {
		companion.placed = true
	}
	return nil
}

// InsertChart puts a chart on the sheet, its upper left corner in a cell. The
// offsets and scales of the chart's SetSize go before those of opts. A chart can
// be inserted once (code -2).
func (ws *Worksheet) InsertChart(row, col int, c *Chart, opts *ObjectOptions) error {
	const op = "InsertChart"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.within(op, row, col); err != nil {
		return err
	}
	o, _, e := objectOptions(opts, 1, false)
	if e != nil {
		return ws.refuse(op, row, col, *e)
	}
	if err := ws.placeChart(op, c); err != nil {
		return err
	}
	size := c.size()
	if size.xScale != 1 {
		o.XScale = size.xScale
	}
	if size.yScale != 1 {
		o.YScale = size.yScale
	}
	if size.xOffset != 0 {
		o.XOffset = size.xOffset
	}
	if size.yOffset != 0 {
		o.YOffset = size.yOffset
	}
	ws.charts = append(ws.charts, &placedChart{chart: c, at: cellAt{row, col}, opts: o})
	return nil
}

func (cs *Chartsheet) assemble(a *assembly, selected bool) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("chartsheet", "xmlns", mainNS, "xmlns:r", relNS)
	if cs.page.fit || cs.tabColor.set {
		w.startTag("sheetPr")
		cs.writeTabColor(w)
		if cs.page.fit {
			w.emptyTag("pageSetUpPr", "fitToPage", "1")
		}
		w.endTag("sheetPr")
	} else {
		w.emptyTag("sheetPr")
	}
	cs.writeViews(w, selected, false)
	cs.writeProtection(w)
	cs.writePage(w)
	a.writeDrawingParts(w)
	w.endTag("chartsheet")
	return w.b
}

func (s *Sheet) writeTabColor(w *xmlWriter) {
	if s.tabColor.set {
		w.emptyTag("tabColor", s.tabColor.attributes()...)
	}
}
