package xlsx

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A page is how a sheet is printed.
type page struct {
	changed        bool // the setup
	optionsChanged bool
	paper          int
	landscape      bool
	hCenter        bool
	vCenter        bool
	headings       bool
	margins        Margins
	headerMargin   float64
	footerMargin   float64
	fit            bool
	fitWidth       int
	fitHeight      int
	across         bool
	start          int
	scale          int
	blackWhite     bool
	rowBreaks      []int
	colBreaks      []int
	repeatRows     string
	repeatCols     string
	area           string
	hDPI, vDPI     int // tests set them, where Excel's files have them

	header, footer headerText
	hfChanged      bool
	noScale        bool
	noAlign        bool
}

// Margins are those of a page, in inches.
type Margins struct {
	Left, Right, Top, Bottom float64
}

// DefaultMargins are those of Excel.
func DefaultMargins() Margins { return Margins{Left: 0.7, Right: 0.7, Top: 0.75, Bottom: 0.75} }

func defaultPage(chart bool) page {
	return page{margins: DefaultMargins(), headerMargin: 0.3, footerMargin: 0.3, scale: 100, landscape: chart}
}

// setup changes how the sheet is printed.
func (s *Sheet) setup(change func(p *page)) {
	if s.enter("setup") != nil {
		return
	}
	defer s.mu.Unlock()
	change(&s.page)
	s.page.changed = true
}

// SetLandscape prints the sheet across the paper.
func (s *Sheet) SetLandscape() { s.setup(func(p *page) { p.landscape = true }) }

// SetPortrait prints the sheet along the paper, the default of worksheets.
func (s *Sheet) SetPortrait() { s.setup(func(p *page) { p.landscape = false }) }

// SetPaper sets the size of the paper as Excel numbers it: 1 letter, 5 legal, 8
// A3, 9 A4, 11 A5; 0 is that of the printer.
func (s *Sheet) SetPaper(size int) {
	if size != 0 {
		s.setup(func(p *page) { p.paper = size })
	}
}

// CenterHorizontally prints the sheet in the middle between left and right.
func (s *Sheet) CenterHorizontally() {
	if s.enter("CenterHorizontally") != nil {
		return
	}
	defer s.mu.Unlock()
	s.page.optionsChanged, s.page.hCenter = true, true
}

// CenterVertically prints the sheet in the middle between top and bottom.
func (s *Sheet) CenterVertically() {
	if s.enter("CenterVertically") != nil {
		return
	}
	defer s.mu.Unlock()
	s.page.optionsChanged, s.page.vCenter = true, true
}

// SetMargins sets the margins of the page; begin with [DefaultMargins] to change
// some of them.
func (s *Sheet) SetMargins(m Margins) error {
	if err := s.enter("SetMargins"); err != nil {
		return err
	}
	defer s.mu.Unlock()
	for _, inches := range []float64{m.Left, m.Right, m.Top, m.Bottom} {
		if !(inches >= 0 && inches < 49) {
			return &Error{Kind: ErrParameter, Op: "SetMargins", Where: s.name, Input: number(inches), Reason: "a margin is from 0 to 49 inches"}
		}
	}
	s.page.margins = m
	return nil
}

// PrintRowColHeaders prints the numbers of the rows and the letters of the
// columns.
func (ws *Worksheet) PrintRowColHeaders() {
	if ws.enter("PrintRowColHeaders") != nil {
		return
	}
	defer ws.mu.Unlock()
	ws.page.headings, ws.page.optionsChanged = true, true
}

// PrintAcross prints pages from left to right before those below.
func (s *Sheet) PrintAcross() { s.setup(func(p *page) { p.across = true }) }

// PrintBlackAndWhite prints without colours.
func (s *Sheet) PrintBlackAndWhite() { s.setup(func(p *page) { p.blackWhite = true }) }

// FitToPages prints the sheet on so many pages in width and height; 0 is as many
// as needed.
func (s *Sheet) FitToPages(width, height int) {
	s.setup(func(p *page) { p.fit, p.fitWidth, p.fitHeight = true, width, height })
}

// SetStartPage sets the number of the first page.
func (s *Sheet) SetStartPage(n int) {
	if s.enter("SetStartPage") != nil {
		return
	}
	defer s.mu.Unlock()
	s.page.start = n
}

// SetPrintScale prints the sheet smaller or larger, from 10 to 400 percent.
func (s *Sheet) SetPrintScale(percent int) error {
	const op = "SetPrintScale"
	if err := s.enter(op); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if percent < 10 || percent > 400 {
		return &Error{Kind: ErrParameter, Op: op, Where: s.name, Input: itoa(percent), Reason: "a scale is from 10 to 400"}
	}
	s.page.fit, s.page.scale, s.page.changed = false, percent, true
	return nil
}

// SetHPagebreaks breaks pages after the numbers of rows, as Excel counts them
// from 1. Excel takes 1,023 of them.
func (ws *Worksheet) SetHPagebreaks(rows []int) error {
	return ws.setBreaks("SetHPagebreaks", func(p *page) *[]int { return &p.rowBreaks }, rows, MaxRows)
}

// SetVPagebreaks breaks pages after the numbers of columns, counted from 1.
// Excel takes 1,023 of them.
func (ws *Worksheet) SetVPagebreaks(cols []int) error {
	return ws.setBreaks("SetVPagebreaks", func(p *page) *[]int { return &p.colBreaks }, cols, MaxColumns)
}

const maxBreaks = 1023

func (ws *Worksheet) setBreaks(op string, to func(*page) *[]int, breaks []int, most int) error {
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	sorted := slices.Clone(breaks)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	for _, b := range sorted {
		if b < 0 || b >= most {
			return &Error{Kind: ErrBounds, Code: -1, Op: op, Where: ws.name, Input: itoa(b), Reason: "there is nothing to break after it"}
		}
	}
	if len(sorted) > 0 && sorted[0] == 0 {
		sorted = sorted[1:]
	}
	if len(sorted) > maxBreaks {
		return &Error{Kind: ErrTooMany, Op: op, Where: ws.name, Input: itoa(len(sorted)), Reason: "a sheet has at most 1,023 breaks"}
	}
	*to(&ws.page) = sorted
	return nil
}

// RepeatRows prints rows at the top of each page.
func (ws *Worksheet) RepeatRows(first, last int) error {
	if err := ws.enter("RepeatRows"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.withinArea("RepeatRows", area{first, 0, last, 0}); err != nil {
		return err
	}
	ws.page.repeatRows = QuoteSheetName(ws.name) + "!$" + itoa(min(first, last)+1) + ":$" + itoa(max(first, last)+1)
	return nil
}

// RepeatColumns prints columns at the left of each page.
func (ws *Worksheet) RepeatColumns(first, last int) error {
	if err := ws.enter("RepeatColumns"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.withinArea("RepeatColumns", area{0, first, 0, last}); err != nil {
		return err
	}
	ws.page.repeatCols = QuoteSheetName(ws.name) + "!$" + ColumnName(min(first, last)) + ":$" + ColumnName(max(first, last))
	return nil
}

// PrintArea prints nothing but a range of cells.
func (ws *Worksheet) PrintArea(firstRow, firstCol, lastRow, lastCol int) error {
	if err := ws.enter("PrintArea"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	a := newArea(firstRow, firstCol, lastRow, lastCol)
	if err := ws.withinArea("PrintArea", a); err != nil {
		return err
	}
	if a == (area{0, 0, MaxRows - 1, MaxColumns - 1}) {
		return ws.refuse("PrintArea", 0, 0, Error{Kind: ErrParameter, Code: -1, Reason: "the whole sheet is printed anyway"})
	}
	ws.page.area = ws.nameArea(a)
	return nil
}

// nameArea is a range as defined names have it: whole rows and columns by their
// names alone.
func (s *Sheet) nameArea(a area) string {
	first, last := "$"+ColumnName(a.firstCol), "$"+ColumnName(a.lastCol)
	whole := true
	switch {
	case a.firstRow == 0 && a.lastRow == MaxRows-1:
	case a.firstCol == 0 && a.lastCol == MaxColumns-1:
		first, last = "$"+itoa(a.firstRow+1), "$"+itoa(a.lastRow+1)
	default:
		first, last, whole = first+"$"+itoa(a.firstRow+1), last+"$"+itoa(a.lastRow+1), false
	}
	if first != last || whole {
		first += ":" + last
	}
	return QuoteSheetName(s.name) + "!" + first
}

// HeaderOptions are those of [Sheet.SetHeader] and [Sheet.SetFooter].
type HeaderOptions struct {
	// Margin is that to the edge of the paper in inches; nil is 0.3.
	Margin *float64
	// ImageLeft, ImageCenter and ImageRight stand where the text has a &G in its
	// left, centre and right part.
	ImageLeft, ImageCenter, ImageRight *Image
	// ScaleWithDoc prints headers and footers smaller with the sheet, which is
	// the default. It is for both of them; nil leaves it as it is.
	ScaleWithDoc *bool
	// AlignWithMargins aligns headers and footers with the margins of the page,
	// which is the default. It is for both of them; nil leaves it as it is.
	AlignWithMargins *bool
}

// A headerText is a header or a footer.
type headerText struct {
	text   string
	images []headerImage
}

type headerImage struct {
	image    *Image
	position string // such as LH: left, in the header
}

const maxHeader = 255

// SetHeader sets what is printed at the top of each page. In it &L, &C and &R
// begin the left, the centre and the right part, and &P is the number of the
// page, &N that of all pages, &D the date, &T the time, &A the name of the sheet,
// &F that of the file, &G an image, and && a &. It has at most 255
// characters.
func (s *Sheet) SetHeader(text string, opts *HeaderOptions) error {
	return s.setHeader("SetHeader", "H", text, opts)
}

// SetFooter sets what is printed at the bottom of each page, as
// [Sheet.SetHeader] does at the top.
func (s *Sheet) SetFooter(text string, opts *HeaderOptions) error {
	return s.setHeader("SetFooter", "F", text, opts)
}

func (s *Sheet) setHeader(op, side, text string, opts *HeaderOptions) error {
	if err := s.enter(op); err != nil {
		return err
	}
	defer s.mu.Unlock()
	o := HeaderOptions{}
	if opts != nil {
		o = *opts
	}
	h := headerText{text: strings.ReplaceAll(text, "&[Picture]", "&G")}
	if n := utf8.RuneCountInString(h.text); n > maxHeader {
		return &Error{Kind: ErrTooLong, Op: op, Where: s.name, Input: text, Reason: "a header has at most 255 characters"}
	}
	for _, i := range []headerImage{{o.ImageLeft, "L" + side}, {o.ImageCenter, "C" + side}, {o.ImageRight, "R" + side}} {
		if i.image != nil {
			if err := i.image.check(); err != nil {
				return err
			}
			h.images = append(h.images, i)
		}
	}
	if n := strings.Count(h.text, "&G"); n != len(h.images) {
		return &Error{Kind: ErrParameter, Op: op, Where: s.name, Input: text, Reason: "it has " + itoa(n) + " places for images, and there are " + itoa(len(h.images))}
	}
	to, margin := &s.page.header, &s.page.headerMargin
	if side == "F" {
		to, margin = &s.page.footer, &s.page.footerMargin
	}
	*margin = 0.3
	if o.Margin != nil {
		*margin = *o.Margin
	}
	if o.ScaleWithDoc != nil {
		s.page.noScale = !*o.ScaleWithDoc
	}
	if o.AlignWithMargins != nil {
		s.page.noAlign = !*o.AlignWithMargins
	}
	*to = h
	s.page.hfChanged = true
	return nil
}

func (s *Sheet) writePrintOptions(w *xmlWriter) {
	p := &s.page
	if !p.optionsChanged {
		return
	}
	var attrs []string
	for _, o := range []struct {
		on   bool
		name string
	}{{p.hCenter, "horizontalCentered"}, {p.vCenter, "verticalCentered"}, {p.headings, "headings"}, {s.view.printedLines, "gridLines"}} {
		if o.on {
			attrs = append(attrs, o.name, "1")
		}
	}
	w.emptyTag("printOptions", attrs...)
}

func (s *Sheet) writePage(w *xmlWriter) {
	s.writePrintOptions(w)
	p := &s.page
	m := p.margins
	w.emptyTag("pageMargins", "left", exactNumber(m.Left), "right", exactNumber(m.Right), "top", exactNumber(m.Top), "bottom", exactNumber(m.Bottom),
		"header", exactNumber(p.headerMargin), "footer", exactNumber(p.footerMargin))
	if p.changed {
		s.writePageSetup(w)
	}
	var attrs []string
	if p.noScale {
		attrs = append(attrs, "scaleWithDoc", "0")
	}
	if p.noAlign {
		attrs = append(attrs, "alignWithMargins", "0")
	}
	switch {
	case p.hfChanged:
		w.startTag("headerFooter", attrs...)
		if p.header.text != "" {
			w.dataElement("oddHeader", p.header.text)
		}
		if p.footer.text != "" {
			w.dataElement("oddFooter", p.footer.text)
		}
		w.endTag("headerFooter")
	case s.wb.opts.Excel2003Style:
		w.emptyTag("headerFooter", attrs...)
	}
}

func (s *Sheet) writePageSetup(w *xmlWriter) {
	p := &s.page
	var attrs []string
	add := func(on bool, name, value string) {
		if on {
			attrs = append(attrs, name, value)
		}
	}
	add(p.paper != 0, "paperSize", itoa(p.paper))
	add(p.scale != 100, "scale", itoa(p.scale))
	add(p.fit && p.fitWidth != 1, "fitToWidth", itoa(p.fitWidth))
	add(p.fit && p.fitHeight != 1, "fitToHeight", itoa(p.fitHeight))
	add(p.across, "pageOrder", "overThenDown")
	add(p.start > 1, "firstPageNumber", itoa(p.start))
	add(!p.landscape, "orientation", "portrait")
	add(p.landscape, "orientation", "landscape")
	add(p.blackWhite, "blackAndWhite", "1")
	add(p.start != 0, "useFirstPageNumber", "1")
	add(s.chart && p.hDPI != 0, "horizontalDpi", itoa(p.hDPI))
	add(p.vDPI != 0, "verticalDpi", itoa(p.vDPI))
	add(!s.chart && p.hDPI != 0, "horizontalDpi", itoa(p.hDPI))
	w.emptyTag("pageSetup", attrs...)
}

func writeBreaks(w *xmlWriter, tag string, breaks []int, most int) {
	if len(breaks) == 0 {
		return
	}
	n := itoa(len(breaks))
	w.startTag(tag, "count", n, "manualBreakCount", n)
	for _, b := range breaks {
		w.emptyTag("brk", "id", itoa(b), "max", itoa(most), "man", "1")
	}
	w.endTag(tag)
}
