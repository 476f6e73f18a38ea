package xlsx

// A Range is a range of cells by its name; see [Worksheet.Range].
type Range struct {
	ws   *Worksheet
	area [4]int
	err  error
}

// Range is the range of a name such as A1:B5. Its methods are those of the
// worksheet that take the rows and columns of two corners; a name that is none is
// the error of each of them.
func (ws *Worksheet) Range(name string) Range {
	r := Range{ws: ws}
	r.area[0], r.area[1], r.area[2], r.area[3], r.err = ParseRange(name)
	return r
}

func (r Range) do(method func(a [4]int) error) error {
	if r.err != nil {
		return r.err
	}
	return method(r.area)
}

// Merge is [Worksheet.MergeRange].
func (r Range) Merge(value any, f *Format) error {
	return r.do(func(a [4]int) error { return r.ws.MergeRange(a[0], a[1], a[2], a[3], value, f) })
}

// WriteArrayFormula is [Worksheet.WriteArrayFormula].
func (r Range) WriteArrayFormula(text string, f *Format, value any) error {
	return r.do(func(a [4]int) error { return r.ws.WriteArrayFormula(a[0], a[1], a[2], a[3], text, f, value) })
}

// WriteDynamicArrayFormula is [Worksheet.WriteDynamicArrayFormula].
func (r Range) WriteDynamicArrayFormula(text string, f *Format, value any) error {
	return r.do(func(a [4]int) error { return r.ws.WriteDynamicArrayFormula(a[0], a[1], a[2], a[3], text, f, value) })
}

// Autofilter is [Worksheet.Autofilter].
func (r Range) Autofilter() error {
	return r.do(func(a [4]int) error { return r.ws.Autofilter(a[0], a[1], a[2], a[3]) })
}

// DataValidation is [Worksheet.DataValidation].
func (r Range) DataValidation(opts *ValidationOptions) error {
	return r.do(func(a [4]int) error { return r.ws.DataValidation(a[0], a[1], a[2], a[3], opts) })
}

// ConditionalFormat is [Worksheet.ConditionalFormat].
func (r Range) ConditionalFormat(opts *ConditionalOptions) error {
	return r.do(func(a [4]int) error { return r.ws.ConditionalFormat(a[0], a[1], a[2], a[3], opts) })
}

// AddTable is [Worksheet.AddTable].
func (r Range) AddTable(opts *TableOptions) error {
	return r.do(func(a [4]int) error { return r.ws.AddTable(a[0], a[1], a[2], a[3], opts) })
}

// SetSelection is [Worksheet.SetSelection].
func (r Range) SetSelection() error {
	return r.do(func(a [4]int) error { return r.ws.SetSelection(a[0], a[1], a[2], a[3]) })
}

// PrintArea is [Worksheet.PrintArea].
func (r Range) PrintArea() error {
	return r.do(func(a [4]int) error { return r.ws.PrintArea(a[0], a[1], a[2], a[3]) })
}

// Columns are columns by their name; see [Worksheet.Columns].
type Columns struct {
	ws          *Worksheet
	first, last int
	err         error
}

// Columns are the columns of a name such as B:D, or B.
func (ws *Worksheet) Columns(name string) Columns {
	c := Columns{ws: ws}
	c.first, c.last, c.err = ParseColumns(name)
	return c
}

// Set is [Worksheet.SetColumn].
func (c Columns) Set(width *float64, f *Format, opts *ColumnOptions) error {
	if c.err != nil {
		return c.err
	}
	return c.ws.SetColumn(c.first, c.last, width, f, opts)
}

// SetPixels is [Worksheet.SetColumnPixels].
func (c Columns) SetPixels(width *int, f *Format, opts *ColumnOptions) error {
	if c.err != nil {
		return c.err
	}
	return c.ws.SetColumnPixels(c.first, c.last, width, f, opts)
}

// Repeat is [Worksheet.RepeatColumns].
func (c Columns) Repeat() error {
	if c.err != nil {
		return c.err
	}
	return c.ws.RepeatColumns(c.first, c.last)
}
