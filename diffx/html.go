package diffx

import (
	"html"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
)

// HTMLDiffOptions are the arguments of Python's HTMLDiff. Nil and the zero value
// are Python's defaults.
type HTMLDiffOptions struct {
	// TabSize is how many columns apart tab stops are. Nil is 8; 0 and less
	// takes tabs away.
	TabSize *int

	// WrapColumn is the column at which lines are broken. Zero, as Python's None,
	// breaks none; less is an error of what is made.
	WrapColumn int

	// LineJunk and CharJunk are those of [NDiff], and have its defaults.
	LineJunk func(line string) bool
	CharJunk func(ch rune) bool

	// NoAutoJunk and Windowed are those of [DifferOptions].
	NoAutoJunk, Windowed bool

	// FirstPrefix is the number in the anchors of the first table that this
	// HTMLDiff makes, the next has one more. Nil is Python's way: one count for
	// all tables of the program, so that any of them may stand on one page.
	FirstPrefix *int

	// Styles are the rules of the page's stylesheet. Empty means Python's;
	// [AdaptiveStyles] are others.
	Styles string
}

// MakeOptions are the keyword arguments of Python's make_file and make_table. Nil
// and the zero value are Python's defaults.
type MakeOptions struct {
	// FromDesc and ToDesc stand above the columns. They are text.
	FromDesc, ToDesc string

	// RawDesc takes the descriptions for HTML, as Python always does: there, a
	// file's name may bring any markup along.
	RawDesc bool

	// Context leaves out lines that are far from any change.
	Context bool

	// NumLines is how many lines stand around changes with Context, and how far
	// before a change its link leads without. Nil is 5; less than 0 is an error.
	NumLines *int

	// Charset is the character set that the page names; empty is utf-8. What it
	// lacks is written as &#N;. The UTF sets, ASCII and Latin-1 are known, for
	// others give Encodes. The text stays UTF-8: to encode it is the caller's
	// part, as it is in Python. MakeTable ignores it.
	Charset string

	// Encodes tells whether Charset has a character.
	Encodes func(ch rune) bool
}

// HTMLDiff makes tables that show two lists of lines side by side, with the
// changes within lines in colour. It is Python's class of that name. Text may
// hold the control character U+0001 no more than Python's: it ends a colour. It
// may be used concurrently.
type HTMLDiff struct {
	tabSize, wrapColumn int
	differ              *Differ
	tables              *atomic.Int64 // the next prefix
	styles              string
}

// allTables counts the tables of the program.
var allTables atomic.Int64

// NewHTMLDiff makes an HTMLDiff.
func NewHTMLDiff(opts *HTMLDiffOptions) *HTMLDiff {
	var o HTMLDiffOptions
	if opts != nil {
		o = *opts
	}
	h := &HTMLDiff{
		tabSize: 8, wrapColumn: o.WrapColumn, tables: &allTables, styles: o.Styles,
		differ: ndiffer(&DifferOptions{LineJunk: o.LineJunk, CharJunk: o.CharJunk, NoAutoJunk: o.NoAutoJunk, Windowed: o.Windowed}),
	}
	if o.TabSize != nil {
		h.tabSize = *o.TabSize
	}
	if o.FirstPrefix != nil {
		h.tables = new(atomic.Int64)
		h.tables.Store(int64(*o.FirstPrefix))
	}
	if h.styles == "" {
		h.styles = pythonStyles
	}
	return h
}

// MakeFile returns a page with a table and a legend. A Charset that is not known
// is an error of kind [ErrLookup], a negative number one of kind [ErrValue].
func (h *HTMLDiff) MakeFile(from, to []string, opts *MakeOptions) (string, error) {
	var o MakeOptions
	if opts != nil {
		o = *opts
	}
	if o.Charset == "" {
		o.Charset = "utf-8"
	}
	has := o.Encodes
	if has == nil {
		var err error
		if has, err = encodes(o.Charset); err != nil {
			return "", err
		}
	}
	var page strings.Builder
	h = h.ready()
	t, err := h.table(from, to, &o)
	if err != nil {
		return "", err
	}
	page.Grow(t.size() + len(pageStart) + len(pageStyles) + len(h.styles) + len(pageBody) + len(pageLegend))
	page.WriteString(pageStart + html.EscapeString(o.Charset) + pageStyles)
	page.WriteString(h.styles)
	page.WriteString(pageBody)
	t.write(&page, &o)
	page.WriteString(pageLegend)
	return encodable(page.String(), has), nil
}

// MakeTable returns a table alone, for a page that has the rules of
// [HTMLDiff.MakeFile]'s stylesheet. The error, of kind [ErrValue], is of a negative
// number among the options.
func (h *HTMLDiff) MakeTable(from, to []string, opts *MakeOptions) (string, error) {
	var o MakeOptions
	if opts != nil {
		o = *opts
	}
	var page strings.Builder
	t, err := h.ready().table(from, to, &o)
	if err != nil {
		return "", err
	}
	page.Grow(t.size())
	t.write(&page, &o)
	return page.String(), nil
}

// Encode writes what [HTMLDiff.MakeFile] returns.
func (h *HTMLDiff) Encode(w io.Writer, from, to []string, opts *MakeOptions) error {
	if w == nil {
		return isNil("writer")
	}
	page, err := h.MakeFile(from, to, opts)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, page)
	return err
}

// ready is an HTMLDiff that can be asked, also where there is none, or a zero one.
func (h *HTMLDiff) ready() *HTMLDiff {
	if h == nil || h.differ == nil {
		return NewHTMLDiff(nil)
	}
	return h
}

// table makes the table's rows and links, and the options what they come to.
func (h *HTMLDiff) table(from, to []string, o *MakeOptions) (*table, error) {
	if !o.RawDesc {
		o.FromDesc, o.ToDesc = escapeDesc(o.FromDesc), escapeDesc(o.ToDesc)
	}
	around, err := count("NumLines", o.NumLines, 5)
	if err != nil {
		return nil, err
	}
	if _, err := count("WrapColumn", &h.wrapColumn, 0); err != nil {
		return nil, err
	}
	t := &table{rows: h.rows(from, to, o.Context, around), prefix: strconv.FormatInt(h.tables.Add(1)-1, 10)}
	t.link(around)
	return t, nil
}

// escapeDesc takes a description for text, in which there are no marks either.
func escapeDesc(text string) string {
	unmarked := strings.NewReplacer(string(markStart), "\uFFFD", string(markStop), "\uFFFD")
	return html.EscapeString(unmarked.Replace(text))
}

// rows are those of the table.
func (h *HTMLDiff) rows(from, to []string, context bool, n int) []row {
	events := make([]event, 0, max(len(from), len(to))+16)
	h.differ.compare(h.expand(from), h.expand(to), func(e event) bool {
		events = append(events, e)
		return true
	})
	rows := sideBySide(events)
	if context {
		rows = around(rows, n)
	}
	if h.wrapColumn > 0 {
		rows = wrapRows(rows, h.wrapColumn)
	}
	return rows
}

func (h *HTMLDiff) expand(lines []string) []string {
	list := make([]string, len(lines))
	for i, line := range lines {
		list[i] = expandTabs(line, h.tabSize)
	}
	return list
}
