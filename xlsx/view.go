package xlsx

// A view is how a sheet is shown.
type view struct {
	zoom         int // in percent
	zoomToFit    bool
	page         int // 1 as pages, 2 as page breaks
	rightToLeft  bool
	hideZero     bool
	noGridlines  bool
	noHeadings   bool
	selection    selection
	panes        panes
	topLeft      string
	printedLines bool // the grid is printed
}

// A selection is what is selected, in one of the panes if there are several.
type selection struct{ pane, active, ref string }

// panes split a sheet. Frozen ones are measured in rows and columns, split ones
// in points and characters.
type panes struct {
	on           bool
	row, col     float64
	topRow, left int
	kind         int // 0 frozen, 1 frozen where split, 2 split
}

// PaneOptions are those of [Worksheet.FreezePanes] and [Worksheet.SplitPanes].
type PaneOptions struct {
	// TopRow and LeftCol are the first row and column that are seen in the lower
	// right pane; nil is where it begins.
	TopRow, LeftCol *int
}

// SetSelection selects a range of cells, the first of which is the active one.
func (ws *Worksheet) SetSelection(firstRow, firstCol, lastRow, lastCol int) error {
	if err := ws.enter("SetSelection"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	a := newArea(firstRow, firstCol, lastRow, lastCol)
	if err := ws.withinArea("SetSelection", a); err != nil {
		return err
	}
	if ref := a.String(); ref != "A1" {
		ws.view.selection = selection{active: CellName(firstRow, firstCol), ref: ref}
	}
	return nil
}

// SetTopLeftCell scrolls to a cell.
func (ws *Worksheet) SetTopLeftCell(row, col int) error {
	if err := ws.enter("SetTopLeftCell"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.within("SetTopLeftCell", row, col); err != nil {
		return err
	}
	if row != 0 || col != 0 {
		ws.view.topLeft = CellName(row, col)
	}
	return nil
}

// FreezePanes keeps the rows above and the columns before a cell in sight.
func (ws *Worksheet) FreezePanes(row, col int, opts *PaneOptions) error {
	if err := ws.enter("FreezePanes"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.within("FreezePanes", row, col); err != nil {
		return err
	}
	p := panes{on: row != 0 || col != 0, row: float64(row), col: float64(col), topRow: row, left: col}
	return ws.setPanes("FreezePanes", p, opts)
}

// SplitPanes divides the window at a height in points, as rows are measured, and
// a width in characters, as columns are; 0 does not divide it.
func (ws *Worksheet) SplitPanes(height, width float64, opts *PaneOptions) error {
	if err := ws.enter("SplitPanes"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if !(height >= 0 && width >= 0 && height < 1e6 && width < 1e6) {
		return &Error{Kind: ErrParameter, Code: -1, Op: "SplitPanes", Where: ws.name, Input: number(height) + ", " + number(width), Reason: "a pane is not of negative size"}
	}
	p := panes{on: height != 0 || width != 0, row: height, col: width, topRow: -1, left: -1, kind: 2}
	return ws.setPanes("SplitPanes", p, opts)
}

func (ws *Worksheet) setPanes(op string, p panes, opts *PaneOptions) error {
	if opts != nil {
		if opts.TopRow != nil {
			p.topRow = *opts.TopRow
		}
		if opts.LeftCol != nil {
			p.left = *opts.LeftCol
		}
		if opts.TopRow != nil || opts.LeftCol != nil {
			if err := ws.within(op, max(p.topRow, 0), max(p.left, 0)); err != nil {
				return err
			}
		}
	}
	ws.view.panes = p
	return nil
}

// SetZoom sets the zoom of the sheet in percent, from 10 to 400.
func (s *Sheet) SetZoom(percent int) error {
	if err := s.enter("SetZoom"); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if percent < 10 || percent > 400 {
		return &Error{Kind: ErrParameter, Op: "SetZoom", Where: s.name, Input: itoa(percent), Reason: "a zoom is from 10 to 400"}
	}
	s.view.zoom = percent
	return nil
}

// RightToLeft puts the first column to the right.
func (s *Sheet) RightToLeft() {
	if s.enter("RightToLeft") != nil {
		return
	}
	defer s.mu.Unlock()
	s.view.rightToLeft = true
}

// HideZero shows cells whose value is 0 as blank.
func (ws *Worksheet) HideZero() {
	if ws.enter("HideZero") != nil {
		return
	}
	defer ws.mu.Unlock()
	ws.view.hideZero = true
}

// GridlinesPrinted, GridlinesShown and GridlinesHidden are what
// [Worksheet.HideGridlines] takes.
const (
	GridlinesPrinted = 0 // the grid is shown and printed
	GridlinesShown   = 1 // the grid is shown, and not printed, which is the default
	GridlinesHidden  = 2 // the grid is neither shown nor printed
)

// HideGridlines says whether the lines between the cells are printed and shown.
func (ws *Worksheet) HideGridlines(option int) error {
	if err := ws.enter("HideGridlines"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	switch option {
	case GridlinesPrinted:
		ws.view.printedLines, ws.view.noGridlines, ws.page.optionsChanged = true, false, true
	case GridlinesShown:
		ws.view.printedLines, ws.view.noGridlines = false, false
	case GridlinesHidden:
		ws.view.printedLines, ws.view.noGridlines = false, true
	default:
		return &Error{Kind: ErrParameter, Op: "HideGridlines", Where: ws.name, Input: itoa(option), Reason: "expected 0, 1 or 2"}
	}
	return nil
}

// HideRowColHeaders hides the numbers of the rows and the letters of the columns.
func (ws *Worksheet) HideRowColHeaders() {
	if ws.enter("HideRowColHeaders") != nil {
		return
	}
	defer ws.mu.Unlock()
	ws.view.noHeadings = true
}

// SetPageView shows the sheet as it is printed.
func (s *Sheet) SetPageView() { s.setView(1) }

// SetPagebreakView shows where pages break.
func (s *Sheet) SetPagebreakView() { s.setView(2) }

// SetNormalView shows the sheet as cells, which is the default.
func (s *Sheet) SetNormalView() { s.setView(0) }

func (s *Sheet) setView(n int) {
	if s.enter("setView") != nil {
		return
	}
	defer s.mu.Unlock()
	s.view.page = n
}

func (s *Sheet) writeViews(w *xmlWriter, selected bool, outlineOff bool) {
	v := &s.view
	var attrs []string
	add := func(on bool, name, value string) {
		if on {
			attrs = append(attrs, name, value)
		}
	}
	add(v.noGridlines, "showGridLines", "0")
	add(v.noHeadings, "showRowColHeaders", "0")
	add(v.hideZero, "showZeros", "0")
	add(v.rightToLeft, "rightToLeft", "1")
	add(selected, "tabSelected", "1")
	add(outlineOff, "showOutlineSymbols", "0")
	add(v.page == 1, "view", "pageLayout")
	add(v.page == 2, "view", "pageBreakPreview")
	add(v.topLeft != "", "topLeftCell", v.topLeft)
	if v.zoom != 100 {
		zoom := itoa(v.zoom)
		add(true, "zoomScale", zoom)
		add(v.page == 0 && !s.chart, "zoomScaleNormal", zoom)
		add(v.page == 1, "zoomScalePageLayoutView", zoom)
		add(v.page == 2, "zoomScaleSheetLayoutView", zoom)
	}
	add(true, "workbookViewId", "0")
	add(s.chart && v.zoomToFit, "zoomToFit", "1")
	w.startTag("sheetViews")
	if !v.panes.on && v.selection.ref == "" {
		w.emptyTag("sheetView", attrs...)
	} else {
		w.startTag("sheetView", attrs...)
		selections := []selection{v.selection}
		if v.panes.on {
			selections = v.writePanes(w)
		}
		for _, sel := range selections {
			sel.write(w)
		}
		w.endTag("sheetView")
	}
	w.endTag("sheetViews")
}

func (sel selection) write(w *xmlWriter) {
	var attrs []string
	for _, a := range [][2]string{{"pane", sel.pane}, {"activeCell", sel.active}, {"sqref", sel.ref}} {
		if a[1] != "" {
			attrs = append(attrs, a[0], a[1])
		}
	}
	w.emptyTag("selection", attrs...)
}

// writePanes writes <pane> and returns the selections of the panes.
func (v *view) writePanes(w *xmlWriter) []selection {
	if v.panes.kind == 2 {
		return v.writeSplit(w)
	}
	p := v.panes
	row, col := int(p.row), int(p.col)
	active, selections := paneSelections(row, col, CellName(row, 0), CellName(0, col), v.selection)
	var attrs []string
	if col != 0 {
		attrs = append(attrs, "xSplit", itoa(col))
	}
	if row != 0 {
		attrs = append(attrs, "ySplit", itoa(row))
	}
	state := "frozen"
	if p.kind == 1 {
		state = "frozenSplit"
	}
	w.emptyTag("pane", append(attrs, "topLeftCell", CellName(p.topRow, p.left), "activePane", active, "state", state)...)
	return selections
}

// paneSelections are what is selected in each pane, and which of them is active.
func paneSelections[N int | float64](row, col N, rowCell, colCell string, sel selection) (active string, selections []selection) {
	switch {
	case row != 0 && col != 0:
		active = "bottomRight"
		selections = []selection{{"topRight", colCell, colCell}, {"bottomLeft", rowCell, rowCell}}
	case col != 0:
		active = "topRight"
	default:
		active = "bottomLeft"
	}
	sel.pane = active
	return active, append(selections, sel)
}

func (v *view) writeSplit(w *xmlWriter) []selection {
	p := v.panes
	x, y := p.col, p.row
	if y != 0 {
		y = float64(int(20*y + 300))
	}
	if x != 0 {
		x = splitWidth(x)
	}
	if p.topRow < 0 {
		p.topRow = int(0.5 + (y-300)/20/15)
		if y == 0 {
			p.topRow = 0
		}
	}
	if p.left < 0 {
		p.left = int(0.5 + (x-390)/20/3*4/64)
		if x == 0 {
			p.left = 0
		}
	}
	topLeft := CellName(p.topRow, p.left)
	sel, chosen := v.selection, v.selection.ref != ""
	if !chosen {
		sel = selection{active: topLeft, ref: topLeft}
	}
	active, selections := paneSelections(p.row, p.col, CellName(p.topRow, 0), CellName(0, p.left), sel)
	var attrs []string
	if x != 0 {
		attrs = append(attrs, "xSplit", number(x))
	}
	if y != 0 {
		attrs = append(attrs, "ySplit", number(y))
	}
	attrs = append(attrs, "topLeftCell", topLeft)
	if chosen {
		attrs = append(attrs, "activePane", active)
	}
	w.emptyTag("pane", attrs...)
	return selections
}

// splitWidth turns a width in characters into the twentieths of a point at which
// a window is split.
func splitWidth(chars float64) float64 {
	pixels := int(chars*7+0.5) + 5
	if chars < 1 {
		pixels = int(chars*12 + 0.5)
	}
	return float64(pixels)*3/4*20 + 390
}
