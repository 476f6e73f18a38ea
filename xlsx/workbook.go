package xlsx

import (
	"compress/flate"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"unicode/utf8"
)

// WorkbookOptions are those of [NewWorkbook]. The zero value of each field is the
// default.
type WorkbookOptions struct {
	// ConstantMemory writes each row as soon as a later one is written to, so that
	// memory does not grow with the number of rows but for what compression makes
	// of them. Rows have to be written in order, texts are not shared between
	// cells, and there are no tables.
	ConstantMemory bool
	// Date1904 counts days from 1904 as Excel for old Macs does.
	Date1904 bool `key:"date_1904"`
	// DefaultDateFormat is the number format of times that are written without a
	// format.
	DefaultDateFormat string

	// StringsToNumbers makes [Worksheet.Write] write texts that are numbers as
	// numbers, of which leading zeros are lost.
	StringsToNumbers bool
	// NoStringsToFormulas makes it write texts that begin with = as text.
	NoStringsToFormulas bool `key:"!strings_to_formulas"`
	// NoStringsToURLs makes it write links as text.
	NoStringsToURLs bool `key:"!strings_to_urls"`
	// NanInfToErrors writes numbers that are not finite as errors of Excel.
	NanInfToErrors bool
	// UseFutureFunctions gives the names of functions that came after Excel 2007
	// the prefix that the file needs for them.
	UseFutureFunctions bool
	// MaxURLLength is the most characters of a link before and after its #: 255
	// or more, 2079 by default.
	MaxURLLength int

	// DefaultFormatProperties are those of cells without a format; with another
	// font go DefaultRowHeight and DefaultColumnWidth, in pixels.
	DefaultFormatProperties *FormatOptions
	// DefaultRowHeight is 20 by default.
	DefaultRowHeight int
	// DefaultColumnWidth is 64 by default, and one of 56, 64, 72, 80, 96, 104 and
	// 120.
	DefaultColumnWidth int
	// Excel2003Style is Arial 10 and the margins of Excel 2003.
	Excel2003Style bool
	// Excel2023Theme is the theme that Excel has since 2023, with its font Aptos
	// Narrow 11.
	Excel2023Theme bool `key:"excel_2023_theme"`

	// CompressionLevel is from 1, the fastest, to 9, the smallest; 0 is 5.
	CompressionLevel int
	// OnWarning is told what is odd and does not keep the workbook from being
	// written, such as a chart of a sheet that is not there.
	OnWarning func(error)
	// Progress is called by [Workbook.Close] after each part of the file, with
	// the number of those that are written and of all.
	Progress func(done, all int)
}

// A Workbook is one file of Excel, made by [NewWorkbook] or [NewWorkbookWriter].
// Its methods may be called by several goroutines; see [Worksheet] for what the
// sheets allow.
type Workbook struct {
	opts WorkbookOptions
	path string
	to   io.Writer

	mu          sync.Mutex
	sheets      []*anySheet
	sealed      bool                 // it is being written, or has been
	names       map[string]*anySheet // by their name in small letters
	worksheets  int
	chartsheets int
	formats     []*Format
	formatBase  FormatOptions
	themeFont   string
	dateFormat  *Format
	urlFormat   *Format
	checkbox    *Format
	charts      []*Chart
	active      int
	first       int
	mru         []paint // tests set them, where Excel's files have them

	styleMu    sync.Mutex
	styles     *styleTable
	compressor *compressor

	defaultRowHeight int
	defaultColWidth  int
	metrics          charMetrics

	window     window
	properties Properties
	custom     []customProperty
	defined    []definedName
	calc       calculation
	vba        vbaProject
	readOnly   bool
	theme      theme

	embedMu  sync.Mutex
	embedded embeddedImages

	closeMu sync.Mutex
	parts   []packed // once they have been made
	done    bool
}

// An anySheet is a worksheet or a chartsheet.
type anySheet struct {
	*Sheet
	work  *Worksheet
	chart *Chartsheet
}

// NewWorkbook makes a workbook that [Workbook.Close] writes into a file. The
// file is not touched before that, and stays as it was if anything fails.
func NewWorkbook(path string, opts *WorkbookOptions) (*Workbook, error) {
	if path == "" {
		return nil, &Error{Kind: ErrFileCreate, Op: "NewWorkbook", Reason: "the name of the file is empty"}
	}
	wb, err := newWorkbook("NewWorkbook", opts)
	if err != nil {
		return nil, err
	}
	wb.path = path
	return wb, nil
}

// NewWorkbookWriter makes a workbook that [Workbook.Close] writes to w, from
// beginning to end. It does not close w.
func NewWorkbookWriter(w io.Writer, opts *WorkbookOptions) (*Workbook, error) {
	if w == nil {
		return nil, &Error{Kind: ErrFileCreate, Op: "NewWorkbookWriter", Reason: "there is no writer"}
	}
	wb, err := newWorkbook("NewWorkbookWriter", opts)
	if err != nil {
		return nil, err
	}
	wb.to = w
	return wb, nil
}

const (
	defaultLevel     = 5
	defaultURLLength = 2079
	leastURLLength   = 255
)

func newWorkbook(op string, opts *WorkbookOptions) (*Workbook, error) {
	wb := &Workbook{names: map[string]*anySheet{}, window: defaultWindow, calc: defaultCalculation, theme: theme2007}
	if opts != nil {
		wb.opts = *opts
	}
	o := &wb.opts
	wrong := func(input int, reason string) error {
		return &Error{Kind: ErrParameter, Op: op, Input: itoa(input), Reason: reason}
	}
	if o.MaxURLLength < leastURLLength {
		if o.MaxURLLength < 0 {
			return nil, wrong(o.MaxURLLength, "MaxURLLength is at least 255")
		}
		o.MaxURLLength = defaultURLLength
	}
	if o.CompressionLevel == 0 {
		o.CompressionLevel = defaultLevel
	}
	if o.CompressionLevel < flate.BestSpeed || o.CompressionLevel > flate.BestCompression {
		return nil, wrong(o.CompressionLevel, "CompressionLevel is from 1 to 9")
	}
	wb.compressor = newCompressor(o.CompressionLevel)
	wb.defaultRowHeight, wb.defaultColWidth = 20, 64
	if o.DefaultRowHeight != 0 && !o.Excel2023Theme {
		wb.defaultRowHeight = o.DefaultRowHeight
	}
	if o.DefaultColumnWidth != 0 && !o.Excel2023Theme {
		wb.defaultColWidth = o.DefaultColumnWidth
	}
	if wb.defaultRowHeight < 1 || wb.defaultRowHeight > 546 {
		return nil, wrong(wb.defaultRowHeight, "DefaultRowHeight is from 1 to 546 pixels")
	}
	var ok bool
	if wb.metrics, ok = metricsFor[wb.defaultColWidth]; !ok {
		return nil, wrong(wb.defaultColWidth, "DefaultColumnWidth is 56, 64, 72, 80, 96, 104 or 120 pixels")
	}
	if err := wb.baseFormats(); err != nil {
		return nil, err
	}
	return wb, nil
}

// baseFormats makes the formats that every workbook has: that of cells without
// one, that of links, and that of dates if there is one.
func (wb *Workbook) baseFormats() error {
	o := &wb.opts
	base := FormatOptions{FontName: "Calibri", FontSize: 11}
	switch {
	case o.Excel2023Theme:
		base = FormatOptions{FontName: "Aptos Narrow", FontSize: 11, FontScheme: "minor"}
		wb.theme = theme2023
	case o.Excel2003Style:
		base = FormatOptions{FontName: "Arial", FontSize: 10, FontScheme: "none", Theme: -1}
	case o.DefaultFormatProperties != nil:
		base = *o.DefaultFormatProperties
	}
	first := newFormat(wb, "Calibri")
	first.apply(&base)
	if o.Excel2003Style {
		first.SetFontFamily(0)
	}
	wb.formats = []*Format{first}
	wb.styles = newStyleTable(first)
	wb.formatBase, wb.themeFont = base, base.FontName
	if wb.themeFont == "" {
		wb.themeFont = "Calibri"
	}
	wb.urlFormat = wb.AddFormat(&FormatOptions{Hyperlink: true, FontScheme: "none"})
	if o.DefaultDateFormat != "" {
		wb.dateFormat = wb.AddFormat(&FormatOptions{NumFormat: o.DefaultDateFormat})
	}
	return first.err
}

// AddFormat makes a format for cells of this workbook. What is wrong with the
// properties is told by [Format.Err], and by whatever writes a cell with it.
func (wb *Workbook) AddFormat(opts *FormatOptions) *Format {
	if err := wb.ready("AddFormat"); err != nil {
		return &Format{err: err}
	}
	f := newFormat(wb, wb.themeFont)
	f.apply(&wb.formatBase)
	f.apply(opts)
	wb.mu.Lock()
	defer wb.mu.Unlock()
	f.id = uint32(len(wb.formats))
	wb.formats = append(wb.formats, f)
	return f
}

// formatList are the formats up to now, by their ids.
func (wb *Workbook) formatList() []*Format {
	wb.mu.Lock()
	defer wb.mu.Unlock()
	return wb.formats[:len(wb.formats):len(wb.formats)]
}

// numFormat is the number format of a format by its id.
func (wb *Workbook) numFormat(id uint32) string {
	p := &wb.formatList()[id].p
	if p.numIndexed {
		return builtinFormat(p.numIndex)
	}
	return p.numFormat
}

func (wb *Workbook) checkboxFormat() *Format {
	wb.mu.Lock()
	f := wb.checkbox
	wb.mu.Unlock()
	if f == nil {
		f = wb.AddFormat(&FormatOptions{Checkbox: true})
		wb.mu.Lock()
		defer wb.mu.Unlock()
		if wb.checkbox == nil {
			wb.checkbox = f
		}
	}
	return f
}

// streamXF is the number of a format that a row in constant memory needs at
// once. If several sheets are being written, the numbers must not depend on
// which goroutine comes first: all formats up to now get theirs in the order in
// which they were made.
func (wb *Workbook) streamXF(f *Format) int32 {
	list := wb.formatList()
	wb.mu.Lock()
	several := len(wb.sheets) > 1
	wb.mu.Unlock()
	wb.styleMu.Lock()
	defer wb.styleMu.Unlock()
	if several && len(wb.styles.xfOf) == 0 {
		for _, f := range list[1:] {
			if f != wb.urlFormat && f != wb.dateFormat {
				wb.styles.xf(f)
			}
		}
	}
	return wb.styles.xf(f)
}

// URLFormat is the format that links have by default.
func (wb *Workbook) URLFormat() *Format {
	if wb == nil {
		return nil
	}
	return wb.urlFormat
}

// AddWorksheet adds a sheet of cells. An empty name is Sheet1 and so on. A name
// has at most 31 characters, none of []:*?/\, no quote at its beginning or end,
// and is not that of another sheet, whose case does not count.
func (wb *Workbook) AddWorksheet(name string) (*Worksheet, error) {
	s, err := wb.addSheet("AddWorksheet", name, false)
	if err != nil {
		return nil, err
	}
	return s.work, nil
}

// AddChartsheet adds a sheet that shows one chart. An empty name is Chart1 and
// so on; see [Workbook.AddWorksheet].
func (wb *Workbook) AddChartsheet(name string) (*Chartsheet, error) {
	s, err := wb.addSheet("AddChartsheet", name, true)
	if err != nil {
		return nil, err
	}
	return s.chart, nil
}

// ready reports a workbook that is none.
func (wb *Workbook) ready(op string) error {
	if wb == nil || wb.compressor == nil {
		return &Error{Kind: ErrParameter, Op: op, Reason: "workbooks are made by NewWorkbook and NewWorkbookWriter"}
	}
	return nil
}

// enter begins a method that changes the workbook, and locks it. While it is
// being written, and afterwards, nothing changes it any more.
func (wb *Workbook) enter(op string) error {
	if err := wb.ready(op); err != nil {
		return err
	}
	wb.mu.Lock()
	if wb.sealed {
		wb.mu.Unlock()
		return &Error{Kind: ErrClosed, Op: op}
	}
	return nil
}

func (wb *Workbook) addSheet(op, name string, chart bool) (*anySheet, error) {
	if err := wb.enter(op); err != nil {
		return nil, err
	}
	defer wb.mu.Unlock()
	count, prefix := &wb.worksheets, "Sheet"
	if chart {
		count, prefix = &wb.chartsheets, "Chart"
	}
	*count++
	if name == "" {
		name = prefix + itoa(*count)
	}
	if err := wb.checkSheetName(op, name); err != nil {
		return nil, err
	}
	base := Sheet{wb: wb, mu: new(sync.Mutex), name: name, index: len(wb.sheets), chart: chart, page: defaultPage(chart), view: view{zoom: 100}}
	if wb.opts.Excel2003Style {
		base.page.margins, base.page.headerMargin, base.page.footerMargin, base.page.noAlign = Margins{0.75, 0.75, 1, 1}, 0.5, 0.5, true
	}
	s := &anySheet{}
	if chart {
		s.chart = &Chartsheet{Sheet: base}
		s.Sheet = &s.chart.Sheet
	} else {
		s.work = newWorksheet(base)
		s.Sheet = &s.work.Sheet
		if s.work.stream != nil {
			s.work.stream.ws, s.work.stream.rows.ws = s.work, s.work
		}
		if wb.opts.Excel2003Style {
			s.work.defaultHeight, s.work.originalHeight = 17, 17
		}
	}
	wb.sheets = append(wb.sheets, s)
	wb.names[strings.ToLower(name)] = s
	return s, nil
}

const maxSheetName = 31

func (wb *Workbook) checkSheetName(op, name string) error {
	bad := func(reason string) error {
		return &Error{Kind: ErrInvalidWorksheetName, Op: op, Input: name, Reason: reason}
	}
	switch {
	case !utf8.ValidString(name):
		return bad("it is not UTF-8")
	case utf8.RuneCountInString(name) > maxSheetName:
		return bad("a name has at most 31 characters")
	case strings.ContainsAny(name, `[]:*?/\`):
		return bad(`a name has none of []:*?/\`)
	case strings.ContainsFunc(name, func(c rune) bool { return c < ' ' }):
		return bad("a name has no control characters")
	case strings.HasPrefix(name, "'"), strings.HasSuffix(name, "'"):
		return bad("a name begins and ends with no quote")
	}
	if _, taken := wb.names[strings.ToLower(name)]; taken {
		return &Error{Kind: ErrDuplicateWorksheetName, Op: op, Input: name, Reason: "another sheet has this name, whose case does not count"}
	}
	return nil
}

// Worksheets are the sheets of cells, in their order.
func (wb *Workbook) Worksheets() []*Worksheet {
	if wb == nil {
		return nil
	}
	wb.mu.Lock()
	defer wb.mu.Unlock()
	var all []*Worksheet
	for _, s := range wb.sheets {
		if s.work != nil {
			all = append(all, s.work)
		}
	}
	return all
}

// WorksheetByName is the sheet of cells with a name.
func (wb *Workbook) WorksheetByName(name string) (*Worksheet, bool) {
	if wb == nil {
		return nil, false
	}
	wb.mu.Lock()
	defer wb.mu.Unlock()
	s := wb.names[strings.ToLower(name)]
	if s == nil || s.name != name || s.work == nil {
		return nil, false
	}
	return s.work, true
}

// AddChart makes a chart, which [Worksheet.InsertChart] or [Chartsheet.SetChart]
// shows; one that neither has shown is not written.
func (wb *Workbook) AddChart(opts *ChartOptions) (*Chart, error) {
	if err := wb.ready("AddChart"); err != nil {
		return nil, err
	}
	var o ChartOptions
	if opts != nil {
		o = *opts
	}
	c, err := newChart(chartPlace{wb: wb, name: o.Name}, o)
	if err != nil {
		return nil, err
	}
	if err := wb.enter("AddChart"); err != nil {
		return nil, err
	}
	defer wb.mu.Unlock()
	wb.charts = append(wb.charts, c)
	return c, nil
}

func (wb *Workbook) warn(err error) {
	if wb.opts.OnWarning != nil {
		wb.opts.OnWarning(err)
	}
}

// window is that of Excel, in twentieths of a point.
type window struct {
	width, height, tabRatio int
}

var defaultWindow = window{16095, 9660, 600}

// mostWindow is more pixels than a window has.
const mostWindow = 1 << 20

// SetSize sets the size of Excel's window in pixels; 0 is the default. Not all
// versions of Excel heed it.
func (wb *Workbook) SetSize(width, height int) {
	if wb.enter("SetSize") != nil {
		return
	}
	defer wb.mu.Unlock()
	wb.window.width, wb.window.height = defaultWindow.width, defaultWindow.height
	if width > 0 {
		wb.window.width = min(width, mostWindow) * 1440 / 96
	}
	if height > 0 {
		wb.window.height = min(height, mostWindow) * 1440 / 96
	}
}

// SetTabRatio sets how much of the width the tabs have beside the scroll bar, in
// percent; the default is 60.
func (wb *Workbook) SetTabRatio(percent float64) error {
	if !(percent >= 0 && percent <= 100) {
		return &Error{Kind: ErrParameter, Op: "SetTabRatio", Input: number(percent), Reason: "a ratio is from 0 to 100"}
	}
	if err := wb.enter("SetTabRatio"); err != nil {
		return err
	}
	defer wb.mu.Unlock()
	wb.window.tabRatio = int(percent * 10)
	return nil
}

// calculation is when Excel computes.
type calculation struct {
	mode string
	id   int
}

var defaultCalculation = calculation{"auto", 124519}

// CalcOptions are those of [Workbook.SetCalcMode].
type CalcOptions struct {
	// CalcID is the number of the version of Excel's calculation; 0 is Excel
	// 2007.
	CalcID int
}

// SetCalcMode says when Excel computes formulas: auto (the default), manual, or
// auto_except_tables.
func (wb *Workbook) SetCalcMode(mode string, opts *CalcOptions) error {
	switch mode {
	case "auto", "manual", "auto_except_tables":
	default:
		return &Error{Kind: ErrParameter, Op: "SetCalcMode", Input: mode, Reason: "expected auto, manual or auto_except_tables"}
	}
	if opts != nil && (opts.CalcID < 0 || opts.CalcID > math.MaxInt32) {
		return &Error{Kind: ErrParameter, Op: "SetCalcMode", Input: itoa(opts.CalcID), Reason: "CalcID is a number of 31 bits"}
	}
	if err := wb.enter("SetCalcMode"); err != nil {
		return err
	}
	defer wb.mu.Unlock()
	wb.calc.mode = mode
	if opts != nil && opts.CalcID != 0 {
		wb.calc.id = opts.CalcID
	}
	return nil
}

// ReadOnlyRecommended makes Excel ask whether to open the file for reading only.
func (wb *Workbook) ReadOnlyRecommended() {
	if wb.enter("ReadOnlyRecommended") != nil {
		return
	}
	defer wb.mu.Unlock()
	wb.readOnly = true
}

// String names the workbook's file.
func (wb *Workbook) String() string {
	switch {
	case wb == nil || wb.compressor == nil:
		return "no workbook"
	case wb.path != "":
		return wb.path
	}
	return fmt.Sprintf("%T", wb.to)
}
