package xlsx

import "time"

// A Cell is a cell by its name; see [Worksheet.At].
type Cell struct {
	ws       *Worksheet
	row, col int
	err      error
}

// At is the cell of a name such as B2. Its methods are those of the worksheet
// that take a row and a column; a name that is none is the error of each of them.
func (ws *Worksheet) At(name string) Cell {
	row, col, err := ParseCell(name)
	return Cell{ws, row, col, err}
}

// RowCol are the row and the column of the cell, from 0.
func (at Cell) RowCol() (row, col int, err error) { return at.row, at.col, at.err }

// do calls a method of the worksheet, unless the cell has no name that means
// something.
func (at Cell) do(method func() error) error {
	if at.err != nil {
		return at.err
	}
	return method()
}

// Write is [Worksheet.Write].
func (at Cell) Write(value any, f *Format) error {
	return at.do(func() error { return at.ws.Write(at.row, at.col, value, f) })
}

// WriteString is [Worksheet.WriteString].
func (at Cell) WriteString(s string, f *Format) error {
	return at.do(func() error { return at.ws.WriteString(at.row, at.col, s, f) })
}

// WriteNumber is [Worksheet.WriteNumber].
func (at Cell) WriteNumber(n float64, f *Format) error {
	return at.do(func() error { return at.ws.WriteNumber(at.row, at.col, n, f) })
}

// WriteBlank is [Worksheet.WriteBlank].
func (at Cell) WriteBlank(f *Format) error {
	return at.do(func() error { return at.ws.WriteBlank(at.row, at.col, f) })
}

// WriteBoolean is [Worksheet.WriteBoolean].
func (at Cell) WriteBoolean(b bool, f *Format) error {
	return at.do(func() error { return at.ws.WriteBoolean(at.row, at.col, b, f) })
}

// WriteDatetime is [Worksheet.WriteDatetime].
func (at Cell) WriteDatetime(t time.Time, f *Format) error {
	return at.do(func() error { return at.ws.WriteDatetime(at.row, at.col, t, f) })
}

// WriteDuration is [Worksheet.WriteDuration].
func (at Cell) WriteDuration(d time.Duration, f *Format) error {
	return at.do(func() error { return at.ws.WriteDuration(at.row, at.col, d, f) })
}

// WriteFormula is [Worksheet.WriteFormula].
func (at Cell) WriteFormula(text string, f *Format, value any) error {
	return at.do(func() error { return at.ws.WriteFormula(at.row, at.col, text, f, value) })
}

// WriteURL is [Worksheet.WriteURL].
func (at Cell) WriteURL(url string, f *Format, opts *URLOptions) error {
	return at.do(func() error { return at.ws.WriteURL(at.row, at.col, url, f, opts) })
}

// WriteRichString is [Worksheet.WriteRichString].
func (at Cell) WriteRichString(runs []Run, f *Format) error {
	return at.do(func() error { return at.ws.WriteRichString(at.row, at.col, runs, f) })
}

// WriteRow is [Worksheet.WriteRow].
func (at Cell) WriteRow(values []any, f *Format) error {
	return at.do(func() error { return at.ws.WriteRow(at.row, at.col, values, f) })
}

// WriteColumn is [Worksheet.WriteColumn].
func (at Cell) WriteColumn(values []any, f *Format) error {
	return at.do(func() error { return at.ws.WriteColumn(at.row, at.col, values, f) })
}

// WriteComment is [Worksheet.WriteComment].
func (at Cell) WriteComment(text string, opts *CommentOptions) error {
	return at.do(func() error { return at.ws.WriteComment(at.row, at.col, text, opts) })
}

// InsertImage is [Worksheet.InsertImage].
func (at Cell) InsertImage(image *Image, opts *ObjectOptions) error {
	return at.do(func() error { return at.ws.InsertImage(at.row, at.col, image, opts) })
}

// EmbedImage is [Worksheet.EmbedImage].
func (at Cell) EmbedImage(image *Image, opts *EmbedOptions) error {
	return at.do(func() error { return at.ws.EmbedImage(at.row, at.col, image, opts) })
}

// InsertTextbox is [Worksheet.InsertTextbox].
func (at Cell) InsertTextbox(text string, opts *TextboxOptions) error {
	return at.do(func() error { return at.ws.InsertTextbox(at.row, at.col, text, opts) })
}

// InsertChart is [Worksheet.InsertChart].
func (at Cell) InsertChart(c *Chart, opts *ObjectOptions) error {
	return at.do(func() error { return at.ws.InsertChart(at.row, at.col, c, opts) })
}

// InsertButton is [Worksheet.InsertButton].
func (at Cell) InsertButton(opts *ButtonOptions) error {
	return at.do(func() error { return at.ws.InsertButton(at.row, at.col, opts) })
}

// InsertCheckbox is [Worksheet.InsertCheckbox].
func (at Cell) InsertCheckbox(checked bool, f *Format) error {
	return at.do(func() error { return at.ws.InsertCheckbox(at.row, at.col, checked, f) })
}

// AddSparkline is [Worksheet.AddSparkline].
func (at Cell) AddSparkline(opts *SparklineOptions) error {
	return at.do(func() error { return at.ws.AddSparkline(at.row, at.col, opts) })
}

// FreezePanes is [Worksheet.FreezePanes].
func (at Cell) FreezePanes(opts *PaneOptions) error {
	return at.do(func() error { return at.ws.FreezePanes(at.row, at.col, opts) })
}

// SetTopLeftCell is [Worksheet.SetTopLeftCell].
func (at Cell) SetTopLeftCell() error {
	return at.do(func() error { return at.ws.SetTopLeftCell(at.row, at.col) })
}
