package xlsx

import (
	"math"
)

// ColumnOptions are those of [Worksheet.SetColumn].
type ColumnOptions struct {
	// Hidden hides the columns.
	Hidden bool
	// Level is that of the outline, from 0 to 7.
	Level int
	// Collapsed marks the column beside an outline that is closed.
	Collapsed bool
}

// RowOptions are those of [Worksheet.SetRow].
type RowOptions struct {
	// Hidden hides the row.
	Hidden bool
	// Level is that of the outline, from 0 to 7.
	Level int
	// Collapsed marks the row beside an outline that is closed.
	Collapsed bool
}

type colInfo struct {
	width     int // in pixels, -1 for the default
	format    *Format
	hidden    bool
	level     int
	collapsed bool
	autofit   bool
}

type rowInfo struct {
	height    int // in pixels
	format    *Format
	hidden    bool
	level     int
	collapsed bool
}

// maxLevel is the deepest level of an outline.
const maxLevel = 7

// SetColumn sets the width, the format and the options of columns. The width is
// in characters of the default font, at most 255; nil leaves the default.
//
// In constant memory cells that are written already keep their format: a format
// of columns that comes after rows is an error of kind [ErrParameter], and the
// rest is set.
func (ws *Worksheet) SetColumn(first, last int, width *float64, f *Format, opts *ColumnOptions) error {
	if err := ws.usable(); err != nil {
		return err
	}
	pixels := -1
	if width != nil {
		w := *width
		if !(w >= 0 && w <= maxColumnWidth) {
			return &Error{Kind: ErrParameter, Code: -1, Op: "SetColumn", Where: ws.name, Input: number(w), Reason: "a column is from 0 to 255 characters wide"}
		}
		m := ws.wb.metrics
		switch {
		case w == 0:
			pixels = 0
		case w < 1:
			pixels = roundEven(w * float64(m.digit+m.padding))
		default:
			pixels = roundEven(w*float64(m.digit)) + m.padding
		}
	}
	return ws.setColumns("SetColumn", first, last, pixels, f, opts)
}

const maxColumnWidth = 255

// SetColumnPixels is as [Worksheet.SetColumn] with the width in pixels.
func (ws *Worksheet) SetColumnPixels(first, last int, width *int, f *Format, opts *ColumnOptions) error {
	if err := ws.usable(); err != nil {
		return err
	}
	pixels := -1
	if width != nil {
		pixels = *width
		if pixels < 0 || pixels > ws.wb.metrics.most {
			return &Error{Kind: ErrParameter, Code: -1, Op: "SetColumnPixels", Where: ws.name, Input: itoa(pixels), Reason: "a column is from 0 to " + itoa(ws.wb.metrics.most) + " pixels wide"}
		}
	}
	return ws.setColumns("SetColumnPixels", first, last, pixels, f, opts)
}

func (ws *Worksheet) setColumns(op string, first, last, width int, f *Format, opts *ColumnOptions) error {
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	o := ColumnOptions{}
	if opts != nil {
		o = *opts
	}
	first, last = min(first, last), max(first, last)
	if err := ws.withinArea(op, area{0, first, 0, last}); err != nil {
		return err
	}
	if err := ws.wb.checkFormat(f); err != nil {
		return ws.refuse(op, 0, first, Error{Kind: ErrParameter, Code: -2, Reason: "the format cannot be used", Err: err})
	}
	if f != nil || width > 0 && o.Hidden {
		ws.dim.addCol(first)
		ws.dim.addCol(last)
	}
	level := min(max(o.Level, 0), maxLevel)
	ws.outline.colLevel = max(ws.outline.colLevel, level)
	for col := first; col <= last; col++ {
		ws.colInfo[col] = colInfo{width: width, format: f, hidden: o.Hidden, level: level, collapsed: o.Collapsed}
	}
	ws.widthsChanged = true
	if f != nil && ws.stream != nil && ws.stream.began {
		return ws.refuse(op, 0, first, Error{Kind: ErrParameter, Reason: "in constant memory the format does not reach the rows that are written already"})
	}
	return nil
}

// SetRow sets the height, the format and the options of a row. The height is in
// points, at most 409, and is rounded to whole pixels of ¾ point as Excel does
// it; nil leaves the default, and 0 hides the row.
func (ws *Worksheet) SetRow(row int, height *float64, f *Format, opts *RowOptions) error {
	if err := ws.usable(); err != nil {
		return err
	}
	pixels := -1
	if height != nil {
		if !(*height >= 0 && *height <= maxRowHeight) {
			return ws.refuse("SetRow", row, 0, Error{Kind: ErrParameter, Code: -1, Input: number(*height), Reason: "a row is from 0 to 409.5 points high"})
		}
		pixels = roundEven(*height * 4 / 3)
	}
	return ws.setRow("SetRow", row, pixels, f, opts)
}

const maxRowHeight = 409.5

// SetRowPixels is as [Worksheet.SetRow] with the height in pixels.
func (ws *Worksheet) SetRowPixels(row int, height *int, f *Format, opts *RowOptions) error {
	if err := ws.usable(); err != nil {
		return err
	}
	pixels := -1
	if height != nil {
		pixels = *height
		if pixels < 0 || pixels > 546 {
			return ws.refuse("SetRowPixels", row, 0, Error{Kind: ErrParameter, Code: -1, Input: itoa(pixels), Reason: "a row is from 0 to 546 pixels high"})
		}
	}
	return ws.setRow("SetRowPixels", row, pixels, f, opts)
}

func (ws *Worksheet) setRow(op string, row, height int, f *Format, opts *RowOptions) error {
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	o := RowOptions{}
	if opts != nil {
		o = *opts
	}
	col := 0
	if ws.dim.cols {
		col = ws.dim.firstCol
	}
	if err := ws.reach(op, row, col, f); err != nil {
		return err
	}
	if height < 0 {
		height = ws.defaultHeight
	}
	if height == 0 {
		height, o.Hidden = ws.defaultHeight, true
	}
	level := min(max(o.Level, 0), maxLevel)
	ws.outline.rowLevel = max(ws.outline.rowLevel, level)
	ws.rowInfo[row] = rowInfo{height: height, format: f, hidden: o.Hidden, level: level, collapsed: o.Collapsed}
	ws.heightsChanged = true
	return nil
}

// DefaultRowOptions are those of [Worksheet.SetDefaultRow].
type DefaultRowOptions struct {
	// HideUnusedRows hides all rows that nothing is written to.
	HideUnusedRows bool
}

// SetDefaultRow sets the height of rows for which nothing else is set, in
// points; 0 leaves it as it is.
func (ws *Worksheet) SetDefaultRow(height float64, opts *DefaultRowOptions) error {
	if err := ws.enter("SetDefaultRow"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if !(height >= 0 && height <= maxRowHeight) {
		return &Error{Kind: ErrParameter, Code: -1, Op: "SetDefaultRow", Where: ws.name, Input: number(height), Reason: "a row is up to 409.5 points high"}
	}
	pixels := ws.defaultHeight
	if height > 0 {
		pixels = roundEven(height * 4 / 3)
	}
	if pixels != ws.originalHeight {
		ws.heightsChanged = true
		ws.defaultHeight = pixels
	}
	if opts != nil && opts.HideUnusedRows {
		ws.zeroHeight = true
	}
	return nil
}

// roundEven rounds as Python does: halves to the even neighbour.
func roundEven(f float64) int { return int(math.RoundToEven(f)) }

// colWidth is the width of a column in pixels: 0 if it is hidden, unless hidden
// ones count.
func (ws *Worksheet) colWidth(col int, hiddenCount bool) int {
	c, ok := ws.colInfo[col]
	switch {
	case !ok:
		return ws.wb.defaultColWidth
	case c.hidden && !hiddenCount:
		return 0
	case c.width < 0:
		return ws.wb.defaultColWidth
	}
	return c.width
}

// rowHeight is the height of a row in pixels, as colWidth is the width.
func (ws *Worksheet) rowHeight(row int, hiddenCount bool) int {
	r, ok := ws.rowInfo[row]
	switch {
	case !ok:
		return ws.defaultHeight
	case r.hidden && !hiddenCount:
		return 0
	}
	return r.height
}

// A charMetrics is how wide characters are for a default width of columns: the
// digits of the default font, the space beside them, the widest column.
type charMetrics struct{ digit, padding, most int }

// metricsFor are the measures of the fonts that go with widths of columns.
var metricsFor = map[int]charMetrics{
	56: {6, 5, 1533}, 64: {7, 5, 1790}, 72: {8, 5, 2043}, 80: {9, 7, 2300}, 96: {11, 7, 2810}, 104: {12, 7, 3065}, 120: {13, 9, 3323},
}

func (ws *Worksheet) writeCols(w *xmlWriter, styles *styleTable) {
	if len(ws.colInfo) == 0 {
		return
	}
	w.startTag("cols")
	cols := sortedKeys(ws.colInfo, compareInts)
	for i := 0; i < len(cols); {
		first, info := cols[i], ws.colInfo[cols[i]]
		last := first
		for i++; i < len(cols) && cols[i] == last+1 && ws.colInfo[cols[i]] == info; i++ {
			last++
		}
		ws.writeCol(w, styles, first, last, info)
	}
	w.endTag("cols")
}

func (ws *Worksheet) writeCol(w *xmlWriter, styles *styleTable, first, last int, c colInfo) {
	width, custom := c.width, true
	switch {
	case width < 0 && c.hidden:
		width = 0
	case width < 0:
		width, custom = ws.wb.defaultColWidth, false
	case width == ws.wb.defaultColWidth:
		custom = false
	}
	chars := float64(width*256/ws.wb.metrics.digit) / 256
	attrs := []string{"min", itoa(first + 1), "max", itoa(last + 1), "width", number(chars)}
	if c.format != nil {
		if xf := styles.xf(c.format); xf != 0 {
			attrs = append(attrs, "style", itoa(int(xf)))
		}
	}
	if c.hidden {
		attrs = append(attrs, "hidden", "1")
	}
	if c.autofit {
		attrs = append(attrs, "bestFit", "1")
	}
	if custom {
		attrs = append(attrs, "customWidth", "1")
	}
	if c.level > 0 {
		attrs = append(attrs, "outlineLevel", itoa(c.level))
	}
	if c.collapsed {
		attrs = append(attrs, "collapsed", "1")
	}
	w.emptyTag("col", attrs...)
}
