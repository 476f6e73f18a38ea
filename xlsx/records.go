package xlsx

import (
	"database/sql/driver"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"time"
)

// RecordOptions are those of [WriteRecords].
type RecordOptions struct {
	// Table is the table's; its columns are joined to those of the records by
	// their place. In constant memory there is no table, only rows.
	Table *TableOptions
	// NoTable writes rows without a table.
	NoTable bool
	// HeaderFormat is the format of the headers.
	HeaderFormat *Format
	// TimeFormat is the format of times; the default is the workbook's, or
	// yyyy-mm-dd hh:mm:ss.
	TimeFormat *Format
	// Formulas and URLs write texts that look like formulas or links as such.
	// Otherwise they stay text: records often come from people who are not to be
	// trusted with a formula.
	Formulas, URLs bool
}

// WriteRecords writes records as a table whose upper left cell is (row, col):
// structs, a column for each exported field; maps with strings for keys, a
// column for each key of the first in alphabetical order; or rows, []string or
// []any, of which the first has the headers, as those of encoding/csv. It returns
// how many it has written, without the headers. The tag `xlsx:"Header"` names a
// column, and `xlsx:"-"` leaves a field out; fields of structs inside that have no
// name of their own are columns too.
//
// A field may hold what [Worksheet.Write] takes, but a text is always written as
// text unless the options say otherwise. What is nil, not valid or not set, a zero
// time among it, leaves the cell blank, and a field that Write does not take is an
// error before anything is written. One that only turns out to hold such a value
// stops at that record, and so does a row with more cells than there are headers.
func WriteRecords[T any](ws *Worksheet, row, col int, records iter.Seq[T], opts *RecordOptions) (n int, err error) {
	if err := ws.usable(); err != nil {
		return 0, err
	}
	if records == nil {
		return 0, ws.refuse("WriteRecords", row, col, Error{Kind: ErrType, Input: fmt.Sprintf("%T", records), Reason: "there are no records to iterate over"})
	}
	w := &recordWriter{ws: ws, row: row, col: col}
	if opts != nil {
		w.opts = *opts
	}
	next, stop := iter.Pull(records)
	defer stop()
	first, ok := next()
	if err := w.begin(reflect.TypeFor[T](), reflect.ValueOf(&first).Elem()); err != nil {
		return 0, err
	}
	if w.rows {
		first, ok = next()
	}
	for ; ok; first, ok = next() {
		if err := w.write(reflect.ValueOf(&first).Elem()); err != nil {
			return w.n, err
		}
	}
	return w.n, w.end()
}

// A recordWriter writes records under each other.
type recordWriter struct {
	ws       *Worksheet
	opts     RecordOptions
	row, col int
	n        int
	columns  []recordColumn
	rows     bool           // the records are rows, and the first was the headers
	inside   []reflect.Type // the structs whose fields are being read
	time     *Format
}

type recordColumn struct {
	header string
	index  []int // of a field
	key    reflect.Value
	place  int // in a row
}

func (w *recordWriter) begin(t reflect.Type, first reflect.Value) error {
	wrong := func(t reflect.Type) error {
		return w.ws.refuse("WriteRecords", w.row, w.col, Error{Kind: ErrType, Input: t.String(), Reason: "a record is a struct, a map with strings for keys, or a row of texts or of any values with headers before it"})
	}
	for range maxPointers {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
	}
	switch {
	case t.Kind() == reflect.Struct && t != timeType:
		if err := w.fields(t, nil); err != nil {
			return err
		}
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		m := pointed(first)
		if !m.IsValid() {
			return wrong(t)
		}
		for _, k := range m.MapKeys() {
			w.columns = append(w.columns, recordColumn{header: k.String(), key: k})
		}
		slices.SortFunc(w.columns, func(a, b recordColumn) int { return strings.Compare(a.header, b.header) })
	case t.Kind() == reflect.Slice && (t.Elem().Kind() == reflect.String || t.Elem().Kind() == reflect.Interface):
		w.rows = true
		headers := pointed(first)
		if !headers.IsValid() {
			return wrong(t)
		}
		for i := range headers.Len() {
			plain, e := plainValue(headers.Index(i).Interface())
			text, ok := plain.(string)
			if e != nil || !ok {
				return w.ws.refuse("WriteRecords", w.row, w.col+i, Error{Kind: ErrType, Input: fmt.Sprint(headers.Index(i)), Reason: "the first row has the headers, which are texts"})
			}
			w.columns = append(w.columns, recordColumn{header: text, place: i})
		}
	default:
		return wrong(t)
	}
	if len(w.columns) == 0 {
		return wrong(t)
	}
	w.time = w.opts.TimeFormat
	if w.time == nil && w.ws.wb.dateFormat == nil {
		w.time = w.ws.wb.AddFormat(&FormatOptions{NumFormat: "yyyy-mm-dd hh:mm:ss"})
	}
	for i, c := range w.columns {
		if err := w.ws.WriteString(w.row, w.col+i, c.header, w.opts.HeaderFormat); err != nil {
			return err
		}
	}
	return nil
}

// maxPointers is how many lead to a value: a type may be a pointer to itself.
const maxPointers = 8

// fields are the columns of a struct. One that is embedded in itself, by a
// pointer, would have no end of them.
func (w *recordWriter) fields(t reflect.Type, at []int) error {
	if slices.Contains(w.inside, t) {
		return w.ws.refuse("WriteRecords", w.row, w.col, Error{Kind: ErrType, Input: t.String(), Reason: "the struct is embedded in itself; leave the field out by the tag `xlsx:\"-\"`"})
	}
	w.inside = append(w.inside, t)
	defer func() { w.inside = w.inside[:len(w.inside)-1] }()
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("xlsx")
		if tag == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		index := append(slices.Clone(at), i)
		inner := f.Type
		for range maxPointers {
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
		}
		if f.Anonymous && !tagged && inner.Kind() == reflect.Struct && !writable(inner) {
			if err := w.fields(inner, index); err != nil {
				return err
			}
			continue
		}
		if !f.IsExported() {
			continue
		}
		if !writable(f.Type) {
			return w.ws.refuse("WriteRecords", w.row, w.col, Error{Kind: ErrType, Input: f.Type.String(), Reason: "the field " + f.Name + " is of a type that no cell holds; leave it out by the tag `xlsx:\"-\"`"})
		}
		c := recordColumn{header: f.Name, index: index}
		if tag != "" {
			c.header = tag
		}
		w.columns = append(w.columns, c)
	}
	return nil
}

// writable reports whether Write may take values of a type.
func writable(t reflect.Type) bool {
	valuer := reflect.TypeFor[driver.Valuer]()
	for range maxPointers {
		if t.Implements(valuer) {
			return true
		}
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
	}
	if t.Kind() == reflect.Interface || t.Implements(valuer) {
		return true
	}
	_, e := plainValue(reflect.New(t).Elem().Interface())
	return e == nil
}

// pointed is what a pointer leads to; not valid for nil.
func pointed(v reflect.Value) reflect.Value {
	for range maxPointers {
		if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			v = v.Elem()
		}
	}
	return v
}

func (w *recordWriter) write(record reflect.Value) error {
	w.n++
	row := w.row + w.n
	record = pointed(record)
	if !record.IsValid() {
		return nil
	}
	if w.rows && record.Len() > len(w.columns) {
		w.n--
		return w.ws.refuse("WriteRecords", row, w.col, Error{Kind: ErrParameter, Reason: fmt.Sprintf("a row of %d cells under %d headers", record.Len(), len(w.columns))})
	}
	for i, c := range w.columns {
		var v reflect.Value
		switch {
		case !w.rows && c.index == nil:
			v = record.MapIndex(c.key)
		case !w.rows:
			v = fieldAt(record, c.index)
		case c.place < record.Len():
			v = record.Index(c.place)
		}
		if !v.IsValid() {
			continue
		}
		if err := w.cell(row, w.col+i, v.Interface()); err != nil {
			w.n--
			return err
		}
	}
	return nil
}

// fieldAt is a field of a struct, or not valid if a pointer on the way is nil.
func fieldAt(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v = pointed(v); !v.IsValid() {
			return v
		}
		v = v.Field(i)
	}
	return v
}

func (w *recordWriter) cell(row, col int, value any) error {
	plain, e := plainValue(value)
	if e != nil {
		return w.ws.refuse("WriteRecords", row, col, *e)
	}
	switch v := plain.(type) {
	case string:
		formula := strings.HasPrefix(v, "=") || strings.HasPrefix(v, "{=")
		if v == "" || formula && w.opts.Formulas || !formula && w.opts.URLs {
			return w.ws.Write(row, col, v, nil)
		}
		return w.ws.WriteString(row, col, v, nil)
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return w.ws.WriteDatetime(row, col, v, w.time)
	}
	return w.ws.Write(row, col, plain, nil)
}

// end makes a table of what has been written.
func (w *recordWriter) end() error {
	if w.opts.NoTable || w.ws.stream != nil {
		return nil
	}
	t := TableOptions{}
	if w.opts.Table != nil {
		t = *w.opts.Table
	}
	t.Data, t.NoHeaderRow = nil, false
	columns := slices.Clone(t.Columns)
	for len(columns) < len(w.columns) {
		columns = append(columns, TableColumn{})
	}
	for i, c := range w.columns {
		columns[i].Header, columns[i].HeaderFormat = c.header, w.opts.HeaderFormat
	}
	t.Columns = columns
	last := w.row + max(w.n, 1)
	if t.TotalRow {
		last++
	}
	if err := w.ws.AddTable(w.row, w.col, last, w.col+len(w.columns)-1, &t); err != nil {
		return fmt.Errorf("%d records are written as rows: %w", w.n, err)
	}
	return nil
}
