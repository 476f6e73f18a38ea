package xlsx

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TableOptions are what a table has and looks like.
type TableOptions struct {
	// Name is that of the table for formulas; the default is Table1 and so on.
	Name string
	// Columns describe the columns from the first on.
	Columns []TableColumn
	// Data are written into the rows as [Worksheet.Write] does.
	Data [][]any
	// Style is one of Excel's, such as "Table Style Light 11"; nil is "Table
	// Style Medium 9", and "" is none.
	Style *string

	// NoHeaderRow leaves out the row with the headers, NoAutofilter the buttons of
	// a filter in it, and NoBandedRows the stripes.
	NoHeaderRow  bool `key:"!header_row"`
	NoAutofilter bool `key:"!autofilter"`
	NoBandedRows bool `key:"!banded_rows"`
	// BandedColumns stripes columns, and FirstColumn and LastColumn stress these.
	BandedColumns, FirstColumn, LastColumn bool
	// TotalRow makes the last row one of totals.
	TotalRow bool

	// Title and Description are the alternative text.
	Title, Description string
}

// A TableColumn describes a column of a table.
type TableColumn struct {
	// Header is the text of the header; the default is Column1 and so on.
	Header string
	// HeaderFormat is the format of the header, and Format that of the rest.
	HeaderFormat, Format *Format
	// Formula is that of all cells of the column; it goes before data.
	Formula string
	// TotalString is the text in the row of totals.
	TotalString string
	// TotalFunction is what the row of totals computes: average, count,
	// count_nums, max, min, std_dev, sum, var, or a formula.
	TotalFunction string
	// TotalValue is what programs show that compute nothing.
	TotalValue any
}

// A table is a table as the file has it.
type table struct {
	opts    TableOptions
	area    area
	filter  string
	style   string
	columns []tableColumn
}

type tableColumn struct {
	name          string
	col           int
	totalString   string
	totalFunction string
	totalFormula  string
	formula       string
	format        *Format
}

// AddTable makes a table of a range of cells and writes its headers, data,
// formulas and totals. It is not to be had in constant memory (code -3). What
// Excel does not know is refused with code -2, and a table that overlaps merged
// cells or another table with an error of kind [ErrOverlappingRange]; nothing is
// written then.
func (ws *Worksheet) AddTable(firstRow, firstCol, lastRow, lastCol int, opts *TableOptions) error {
	const op = "AddTable"
	a := newArea(firstRow, firstCol, lastRow, lastCol)
	t := &table{area: a}
	if opts != nil {
		t.opts = *opts
	}
	if err := ws.claimTable(op, t); err != nil {
		return err
	}
	first, last := a.firstRow, a.lastRow
	if !t.opts.NoHeaderRow {
		first++
	}
	if t.opts.TotalRow {
		last--
	}
	err := ws.writeTableFrame(t)
	for i, row := range t.opts.Data {
		if first+i > last {
			break
		}
		for j, value := range row {
			if j >= len(t.columns) {
				break
			}
			if e := ws.Write(first+i, a.firstCol+j, value, t.columns[j].format); e != nil && err == nil {
				err = e
			}
		}
	}
	if err := ws.enter("AddTable"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	for _, c := range t.columns {
		if c.formula == "" {
			continue
		}
		for row := first; row <= last; row++ {
			if e := ws.writeFormula(row, c.col, c.formula, c.format, nil); e != nil && err == nil {
				err = e
			}
		}
	}
	return err
}

// claimTable checks a table and registers it with its sheet.
func (ws *Worksheet) claimTable(op string, t *table) error {
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	a := t.area
	if ws.stream != nil {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrParameter, Code: -3, Reason: "in constant memory there are no tables; WriteRecords writes the same as rows"})
	}
	if err := ws.withinArea(op, a); err != nil {
		return err
	}
	if e := ws.prepareTable(t); e != nil {
		e.Code = -2
		return ws.refuse(op, a.firstRow, a.firstCol, *e)
	}
	formulas := 0
	for _, c := range t.columns {
		if c.formula != "" {
			formulas++
		}
	}
	if filled := int64(formulas) * int64(a.lastRow-a.firstRow+1); filled > mostFilled {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrTooMany, Code: -2, Input: a.String(), Reason: "the formulas of its columns fill more than 16,777,216 cells"})
	}
	if t.filter != "" && ws.filter.on && ws.filter.area.overlaps(a) {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrOverlappingRange, Input: a.String(), Reason: "it overlaps the filter of " + ws.filter.area.String()})
	}
	if err := ws.take(op, a, "table"); err != nil {
		return err
	}
	for _, c := range t.columns {
		if c.format != nil {
			ws.formatUses = append(ws.formatUses, c.format)
		}
	}
	ws.tables = append(ws.tables, t)
	return nil
}

func (ws *Worksheet) prepareTable(t *table) *Error {
	o, a := &t.opts, t.area
	rows := a.lastRow - a.firstRow
	if !o.NoHeaderRow {
		rows--
	}
	if o.TotalRow {
		rows--
	}
	if rows < 0 {
		return wrongOption(a.String(), "a table has at least one row of data")
	}
	if o.Name != "" {
		if e := checkName(o.Name); e != nil {
			return e
		}
	}
	t.style = "TableStyleMedium9"
	if o.Style != nil {
		t.style = strings.ReplaceAll(*o.Style, " ", "")
		if t.style == "None" {
			t.style = ""
		}
	}
	if !o.NoHeaderRow && !o.NoAutofilter {
		last := a.lastRow
		if o.TotalRow {
			last--
		}
		t.filter = RangeName(a.firstRow, a.firstCol, last, a.lastCol)
	}
	seen := map[string]bool{}
	for i := range a.lastCol - a.firstCol + 1 {
		c := tableColumn{name: "Column" + itoa(i+1), col: a.firstCol + i}
		if i < len(o.Columns) {
			if e := ws.prepareColumn(&c, &o.Columns[i]); e != nil {
				return e
			}
		}
		if key := strings.ToLower(c.name); seen[key] {
			return wrongOption(c.name, "two columns have this header")
		} else {
			seen[key] = true
		}
		t.columns = append(t.columns, c)
	}
	return nil
}

// totalFunctions are the functions of totals as the file has them, with the
// number by which SUBTOTAL knows them.
var totalFunctions = map[string]struct {
	name   string
	number int
}{
	"average": {"average", 101}, "count_nums": {"countNums", 102}, "countNums": {"countNums", 102}, "count": {"count", 103}, "max": {"max", 104},
	"min": {"min", 105}, "std_dev": {"stdDev", 107}, "stdDev": {"stdDev", 107}, "sum": {"sum", 109}, "var": {"var", 110},
}

// columnEscapes are those of the names of columns in formulas.
var columnEscapes = strings.NewReplacer("'", "''", "#", "'#", "]", "']", "[", "'[")

func (ws *Worksheet) prepareColumn(c *tableColumn, o *TableColumn) *Error {
	if o.Header != "" {
		if utf8.RuneCountInString(o.Header) > maxHeader {
			return &Error{Kind: ErrTooLong, Input: o.Header, Reason: "a header has at most 255 characters"}
		}
		c.name = o.Header
	}
	for _, f := range []*Format{o.Format, o.HeaderFormat} {
		if err := ws.wb.checkFormat(f); err != nil {
			return &Error{Kind: ErrParameter, Input: c.name, Reason: "the format cannot be used", Err: err}
		}
	}
	c.format = o.Format
	if o.Formula != "" {
		c.formula = ws.prepareFormula(expandThisRow(strings.TrimLeft(o.Formula, "=")), true)
	}
	if _, e := formulaValue(o.TotalValue); e != nil {
		return e
	}
	switch f, ok := totalFunctions[o.TotalFunction]; {
	case ok:
		c.totalFunction = f.name
		c.totalFormula = fmt.Sprintf("SUBTOTAL(%d,[%s])", f.number, columnEscapes.Replace(c.name))
	case o.TotalFunction != "":
		c.totalFunction, c.totalFormula = "custom", ws.prepareFormula(o.TotalFunction, true)
	default:
		c.totalString = o.TotalString
	}
	return nil
}

// expandThisRow writes the @ of newer formulas as the file has it.
func expandThisRow(formula string) string {
	if !strings.Contains(formula, "@") {
		return formula
	}
	var b strings.Builder
	quoted := false
	for _, c := range formula {
		quoted = quoted != (c == '"')
		if c == '@' && !quoted {
			b.WriteString("[#This Row],")
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// writeTableFrame writes headers and totals.
func (ws *Worksheet) writeTableFrame(t *table) (err error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	keep := func(e error) {
		if err == nil {
			err = e
		}
	}
	for i, c := range t.columns {
		var o TableColumn
		if i < len(t.opts.Columns) {
			o = t.opts.Columns[i]
		}
		if t.opts.TotalRow || c.totalFormula != "" || c.totalString != "" {
			switch {
			case c.totalFormula != "":
				keep(ws.writeFormula(t.area.lastRow, c.col, c.totalFormula, c.format, o.TotalValue))
			case c.totalString != "":
				keep(ws.writeString(t.area.lastRow, c.col, c.totalString, c.format))
			}
		}
		if !t.opts.NoHeaderRow {
			keep(ws.writeString(t.area.firstRow, c.col, c.name, o.HeaderFormat))
		}
	}
	return err
}

var (
	likeCell = regexp.MustCompile(`^[a-zA-Z][a-zA-Z]?[a-zA-D]?[0-9]+$`)
	likeRC   = regexp.MustCompile(`^(?:[rcRC]|[rcRC][0-9]+[rcRC][0-9]+)$`)
)

const maxName = 255

// checkName reports a name for a table or a formula that Excel does not take.
func checkName(name string) *Error {
	for i, c := range name {
		word := c == '_' || c == '\\' || unicode.IsLetter(c) || i > 0 && (c == '.' || unicode.IsNumber(c) || unicode.Is(unicode.M, c))
		if !word {
			return wrongOption(name, "a name begins with a letter, _ or \\, and has letters, digits, _, . and \\")
		}
	}
	switch {
	case name == "":
		return wrongOption(name, "a name is not empty")
	case utf8.RuneCountInString(name) > maxName:
		return &Error{Kind: ErrTooLong, Input: name, Reason: "a name has at most 255 characters"}
	case likeCell.MatchString(name), likeRC.MatchString(name):
		return wrongOption(name, "the name looks like a cell")
	}
	return nil
}

// assemble is the file of a table, whose number and name are among those of the
// workbook.
func (t *table) assemble(id int, name string, styles *styleTable) []byte {
	w := &xmlWriter{}
	o := &t.opts
	w.declaration()
	attrs := []string{"xmlns", mainNS, "id", itoa(id), "name", name, "displayName", name, "ref", t.area.String()}
	if o.NoHeaderRow {
		attrs = append(attrs, "headerRowCount", "0")
	}
	if o.TotalRow {
		attrs = append(attrs, "totalsRowCount", "1")
	} else {
		attrs = append(attrs, "totalsRowShown", "0")
	}
	w.startTag("table", attrs...)
	if t.filter != "" {
		w.emptyTag("autoFilter", "ref", t.filter)
	}
	w.startTag("tableColumns", "count", itoa(len(t.columns)))
	for i := range t.columns {
		t.columns[i].write(w, i+1, styles)
	}
	w.endTag("tableColumns")
	attrs = nil
	if t.style != "" {
		attrs = []string{"name", t.style}
	}
	w.emptyTag("tableStyleInfo", append(attrs, "showFirstColumn", flag(o.FirstColumn), "showLastColumn", flag(o.LastColumn),
		"showRowStripes", flag(!o.NoBandedRows), "showColumnStripes", flag(o.BandedColumns))...)
	if o.Title != "" || o.Description != "" {
		attrs = nil
		if o.Title != "" {
			attrs = append(attrs, "altText", o.Title)
		}
		if o.Description != "" {
			attrs = append(attrs, "altTextSummary", o.Description)
		}
		w.startTag("extLst")
		w.startTag("ext", "uri", "{504A1905-F514-4f6f-8877-14C23A59335A}", "xmlns:x14", x14NS)
		w.emptyTag("x14:table", attrs...)
		w.endTag("ext")
		w.endTag("extLst")
	}
	w.endTag("table")
	return w.b
}

func (c *tableColumn) write(w *xmlWriter, id int, styles *styleTable) {
	attrs := []string{"id", itoa(id), "name", c.name}
	switch {
	case c.totalString != "":
		attrs = append(attrs, "totalsRowLabel", c.totalString)
	case c.totalFunction != "":
		attrs = append(attrs, "totalsRowFunction", c.totalFunction)
	}
	if c.format != nil {
		attrs = append(attrs, "dataDxfId", itoa(int(styles.dxf(c.format))))
	}
	custom := c.totalFunction == "custom"
	if c.formula == "" && !custom {
		w.emptyTag("tableColumn", attrs...)
		return
	}
	w.startTag("tableColumn", attrs...)
	if c.formula != "" {
		w.dataElement("calculatedColumnFormula", c.formula)
	}
	if custom {
		w.dataElement("totalsRowFormula", c.totalFormula)
	}
	w.endTag("tableColumn")
}
