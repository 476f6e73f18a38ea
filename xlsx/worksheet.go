package xlsx

import (
	"cmp"
	"reflect"
	"slices"
)

// A Worksheet is a sheet of cells, made by [Workbook.AddWorksheet]. Rows and
// columns count from 0. [Worksheet.At], [Worksheet.Range] and [Worksheet.Columns]
// take the names that people use, such as A1.
//
// Different worksheets of one workbook may be written by different goroutines at
// the same time, and the file is the same as if they had taken turns. Calls for
// one worksheet are safe too, but what is written twice then stays as it was
// written last.
type Worksheet struct {
	Sheet

	grid     grid
	strings  stringTable
	formulas []formula
	dim      dimension
	stream   *rowStream // in constant memory

	rowInfo  map[int]rowInfo
	colInfo  map[int]colInfo
	comments map[int]map[int]*comment
	richRaw  map[uint32]string // rich text without its formats, by number

	defaultHeight  int // of rows, in pixels
	originalHeight int // what Excel takes where nothing is said
	heightsChanged bool
	widthsChanged  bool
	zeroHeight     bool

	outline       outline
	merged        []area
	taken         areaIndex // merged cells, tables and headers with filters
	links         map[cellAt]*link
	linkCount     int
	filter        autofilter
	validations   []validation
	conditions    []condition
	hasBars2010   bool
	tables        []*table
	sparklines    []sparkline
	ignored       []ignoredError
	hasDynamic    bool
	formatUses    []*Format // that lie over others, in the order of their use
	autofits      []autofit
	commentAuthor string
	commentsShown bool
	buttons       []*button
	images        []*placedImage
	textBoxes     []*textBox
	background    *Image
	cellImages    []*placedImage

	handlers map[reflect.Type]writeHandler
}

// A cellAt is the place of a cell.
type cellAt struct{ row, col int }

// byPlace orders cells by rows, then by columns.
func byPlace(a, b cellAt) int {
	return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
}

// A dimension is the part of a sheet that is used.
type dimension struct {
	area
	rows, cols bool // any row, any column
}

func (d *dimension) addRow(row int) {
	if !d.rows {
		d.firstRow, d.lastRow, d.rows = row, row, true
		return
	}
	d.firstRow, d.lastRow = min(d.firstRow, row), max(d.lastRow, row)
}

func (d *dimension) addCol(col int) {
	if !d.cols {
		d.firstCol, d.lastCol, d.cols = col, col, true
		return
	}
	d.firstCol, d.lastCol = min(d.firstCol, col), max(d.lastCol, col)
}

// String is the range as <dimension> has it.
func (d *dimension) String() string {
	switch {
	case !d.rows && !d.cols:
		return "A1"
	case !d.rows:
		return RangeName(0, d.firstCol, 0, d.lastCol)
	}
	return d.area.String()
}

func newWorksheet(s Sheet) *Worksheet {
	ws := &Worksheet{Sheet: s, defaultHeight: s.wb.defaultRowHeight, originalHeight: s.wb.defaultRowHeight}
	ws.outline = defaultOutline
	ws.rowInfo, ws.colInfo, ws.links = map[int]rowInfo{}, map[int]colInfo{}, map[cellAt]*link{}
	ws.comments, ws.richRaw = map[int]map[int]*comment{}, map[uint32]string{}
	if s.wb.opts.ConstantMemory {
		ws.stream = newRowStream(ws)
	}
	return ws
}

// refuse is an error about a cell.
func (s *Sheet) refuse(op string, row, col int, e Error) error {
	e.Op = op
	e.Where = s.name
	if name := CellName(row, col); name != "" {
		e.Where = QuoteSheetName(s.name) + "!" + name
	} else {
		e.Where = QuoteSheetName(s.name) + "!(" + itoa(row) + ", " + itoa(col) + ")"
	}
	return &e
}

// open reports a workbook that has been closed.
func (s *Sheet) open(op string) error {
	if s.closed {
		return &Error{Kind: ErrClosed, Op: op, Where: s.name}
	}
	return nil
}

func (s *Sheet) within(op string, row, col int) error {
	if s.closed {
		return s.open(op)
	}
	if !inSheet(row, col) {
		return s.refuse(op, row, col, Error{Kind: ErrBounds, Code: -1, Reason: "the last cell is XFD1048576"})
	}
	return nil
}

func (s *Sheet) withinArea(op string, a area) error {
	if err := s.within(op, a.firstRow, a.firstCol); err != nil {
		return err
	}
	return s.within(op, a.lastRow, a.lastCol)
}

// reach is within, for a cell that is about to be written: it counts as used,
// and in constant memory its row must not have been passed.
func (ws *Worksheet) reach(op string, row, col int, f *Format) error {
	if err := ws.within(op, row, col); err != nil {
		return err
	}
	if f != nil {
		if err := ws.wb.checkFormat(f); err != nil {
			return ws.refuse(op, row, col, Error{Kind: ErrParameter, Code: -2, Reason: "the format cannot be used", Err: err})
		}
	}
	if ws.stream != nil && row < ws.stream.row {
		return ws.refuse(op, row, col, Error{Kind: ErrBounds, Code: -1, Reason: "in constant memory rows are written in order, and this one has been passed"})
	}
	ws.dim.addRow(row)
	ws.dim.addCol(col)
	return nil
}

// put stores a cell that reach has let through.
func (ws *Worksheet) put(row, col int, kind cellKind, value uint64, f *Format) {
	c := cell{value: value, format: f.index(), col: uint16(col), kind: kind}
	if ws.stream != nil {
		ws.stream.put(row, c)
		return
	}
	ws.grid.set(row, c)
}

// advance makes a row the current one in constant memory.
func (ws *Worksheet) advance(row int) {
	if ws.stream != nil {
		ws.stream.advance(row)
	}
}

// addText is the number of a text that a cell of the current row refers to.
func (ws *Worksheet) addText(s string, rich bool) uint64 {
	if ws.stream != nil {
		return ws.stream.addText(s, rich)
	}
	return uint64(ws.strings.add(s, rich))
}

func (ws *Worksheet) addFormula(f formula) uint64 {
	ws.formulas = append(ws.formulas, f)
	return uint64(len(ws.formulas) - 1)
}

// Dimension are the first and the last row and column that are used; ok is false
// for a sheet on which nothing is.
func (ws *Worksheet) Dimension() (firstRow, firstCol, lastRow, lastCol int, ok bool) {
	if ws.sheet().lock() != nil {
		return 0, 0, 0, 0, false
	}
	defer ws.mu.Unlock()
	d := ws.dim
	return d.firstRow, d.firstCol, d.lastRow, d.lastCol, d.rows && d.cols
}

// An areaIndex finds what an area overlaps without looking at all areas: they
// are filed by the blocks of rows that they touch.
type areaIndex struct {
	blocks map[int][]takenArea
	tall   []takenArea
}

type takenArea struct {
	area
	what string
}

const areaBlock = 128

func (x *areaIndex) overlapped(a area) (takenArea, bool) {
	hit := func(t takenArea) bool { return t.overlaps(a) }
	if i := slices.IndexFunc(x.tall, hit); i >= 0 {
		return x.tall[i], true
	}
	if (a.lastRow-a.firstRow)/areaBlock > len(x.blocks) {
		for _, ts := range x.blocks {
			if i := slices.IndexFunc(ts, hit); i >= 0 {
				return ts[i], true
			}
		}
		return takenArea{}, false
	}
	for b := a.firstRow / areaBlock; b <= a.lastRow/areaBlock; b++ {
		ts := x.blocks[b]
		if i := slices.IndexFunc(ts, hit); i >= 0 {
			return ts[i], true
		}
	}
	return takenArea{}, false
}

func (x *areaIndex) add(a area, what string) {
	t := takenArea{a, what}
	if (a.lastRow-a.firstRow)/areaBlock > 8 {
		x.tall = append(x.tall, t)
		return
	}
	if x.blocks == nil {
		x.blocks = map[int][]takenArea{}
	}
	for b := a.firstRow / areaBlock; b <= a.lastRow/areaBlock; b++ {
		x.blocks[b] = append(x.blocks[b], t)
	}
}
