package xlsx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An autofilter is the filter of a sheet, whose buttons stand in the first row of
// a range.
type autofilter struct {
	on      bool
	area    area
	columns map[int]filterColumn
}

// A filterColumn is what a column is filtered for: a list of values, or one or
// two conditions.
type filterColumn struct {
	list       []string
	conditions []filterCondition
	and        bool
}

type filterCondition struct {
	operator string // as the file has it, "" for equal
	value    string
}

// Autofilter puts the buttons of a filter into the first row of a range. It must
// not lie over the header of a table. It hides no rows, and neither does a
// condition: see [Worksheet.FilterColumn].
func (ws *Worksheet) Autofilter(firstRow, firstCol, lastRow, lastCol int) error {
	const op = "Autofilter"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	a := newArea(firstRow, firstCol, lastRow, lastCol)
	if err := ws.withinArea(op, a); err != nil {
		return err
	}
	for _, t := range ws.tables {
		if t.area.overlaps(a) {
			return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrOverlappingRange, Input: a.String(), Reason: "it overlaps the table of " + t.area.String()})
		}
	}
	ws.filter = autofilter{on: true, area: a, columns: map[int]filterColumn{}}
	return nil
}

// FilterColumn filters a column for one or two conditions, such as "x > 2000",
// "x > 2000 and x < 5000", "x == East or x == North", "x == Blanks" or "x ==
// b*". The first word of a condition may be any; texts with blanks stand in
// double quotes. It does not hide the rows that do not meet the condition: the
// program has to, by [Worksheet.SetRow].
func (ws *Worksheet) FilterColumn(col int, criteria string) error {
	const op = "FilterColumn"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.filtered(op, col); err != nil {
		return err
	}
	column, e := parseCriteria(criteria)
	if e != nil {
		return ws.refuse(op, ws.filter.area.firstRow, col, *e)
	}
	ws.filter.columns[col] = column
	return nil
}

// FilterColumnList filters a column for values; "Blanks" stands for blank cells.
// It does not hide the other rows: the program has to, by [Worksheet.SetRow].
func (ws *Worksheet) FilterColumnList(col int, values []string) error {
	const op = "FilterColumnList"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.filtered(op, col); err != nil {
		return err
	}
	ws.filter.columns[col] = filterColumn{list: slices.Clone(values)}
	return nil
}

func (ws *Worksheet) filtered(op string, col int) error {
	if !ws.filter.on {
		return &Error{Kind: ErrParameter, Code: -2, Op: op, Where: ws.name, Reason: "there is no filter; call Autofilter first"}
	}
	if a := ws.filter.area; col < a.firstCol || col > a.lastCol {
		return &Error{Kind: ErrBounds, Code: -2, Op: op, Where: ws.name, Input: ColumnName(col), Reason: "the filter has the columns of " + a.String()}
	}
	return nil
}

// criteriaToken is a text in quotes, where two quotes are one, or a word.
var criteriaToken = regexp.MustCompile(`"(?:[^"]|"")*"|\S+`)

func parseCriteria(criteria string) (c filterColumn, e *Error) {
	bad := func(reason string) (filterColumn, *Error) {
		return c, &Error{Kind: ErrParameter, Code: -2, Input: criteria, Reason: reason}
	}
	tokens := criteriaToken.FindAllString(criteria, -1)
	for i, t := range tokens {
		tokens[i] = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(t, `"`), `"`), `""`, `"`)
	}
	if len(tokens) != 3 && len(tokens) != 7 {
		return bad("expected x > 1, or two of such with and or or between them")
	}
	for i := 0; i < len(tokens); i += 4 {
		condition, reason := parseCondition(tokens[i : i+3])
		if reason != "" {
			return bad(reason)
		}
		c.conditions = append(c.conditions, condition)
	}
	plain := func(f filterCondition) bool { return f.operator == "" && !strings.ContainsAny(f.value, "*?") }
	if len(tokens) == 3 {
		if plain(c.conditions[0]) {
			return filterColumn{list: []string{c.conditions[0].value}}, nil
		}
		return c, nil
	}
	switch tokens[3] {
	case "and", "&&":
		c.and = true
	case "or", "||":
		// Excel keeps two values as a list.
		if plain(c.conditions[0]) && plain(c.conditions[1]) {
			return filterColumn{list: []string{c.conditions[0].value, c.conditions[1].value}}, nil
		}
	default:
		return bad(strconv.Quote(tokens[3]) + " joins no conditions; and and or do")
	}
	return c, nil
}

// filterOperators are the operators of conditions as the file has them.
var filterOperators = map[string]string{
	"==": "", "=": "", "=~": "", "eq": "", "!=": "notEqual", "!~": "notEqual", "ne": "notEqual", "<>": "notEqual",
	"<": "lessThan", "<=": "lessThanOrEqual", ">": "greaterThan", ">=": "greaterThanOrEqual",
}

func parseCondition(tokens []string) (c filterCondition, reason string) {
	operator, ok := filterOperators[tokens[1]]
	if !ok {
		return c, strconv.Quote(tokens[1]) + " is no operator"
	}
	c = filterCondition{operator, tokens[2]}
	word := strings.ToLower(c.value)
	blanks, nonBlanks := word == "blanks", word == "nonblanks"
	switch {
	case !blanks && !nonBlanks:
	case operator != "" && operator != "notEqual":
		return c, strconv.Quote(tokens[1]) + " compares with no blanks"
	case blanks == (operator == ""):
		c = filterCondition{"", "blanks"}
	default:
		// Excel asks for cells that differ from a blank.
		c = filterCondition{"notEqual", " "}
	}
	return c, ""
}

func (ws *Worksheet) writeFilter(w *xmlWriter) {
	f := &ws.filter
	if !f.on {
		return
	}
	if len(f.columns) == 0 {
		w.emptyTag("autoFilter", "ref", f.area.String())
		return
	}
	w.startTag("autoFilter", "ref", f.area.String())
	for _, col := range sortedKeys(f.columns, compareInts) {
		w.startTag("filterColumn", "colId", itoa(col-f.area.firstCol))
		f.columns[col].write(w)
		w.endTag("filterColumn")
	}
	w.endTag("autoFilter")
}

func (c filterColumn) write(w *xmlWriter) {
	if c.conditions == nil {
		c.writeList(w)
		return
	}
	if len(c.conditions) == 1 {
		w.startTag("customFilters")
	} else {
		w.startTag("customFilters", "and", flag(c.and))
	}
	for _, f := range c.conditions {
		if f.operator == "" {
			w.emptyTag("customFilter", "val", f.value)
		} else {
			w.emptyTag("customFilter", "operator", f.operator, "val", f.value)
		}
	}
	w.endTag("customFilters")
}

func (c filterColumn) writeList(w *xmlWriter) {
	var attrs, values []string
	for _, v := range c.list {
		if strings.EqualFold(v, "blanks") {
			attrs = []string{"blank", "1"}
		} else {
			values = append(values, v)
		}
	}
	if len(c.list) == 1 && len(values) == 0 {
		w.emptyTag("filters", attrs...)
		return
	}
	slices.Sort(values)
	w.startTag("filters", attrs...)
	for _, v := range values {
		w.emptyTag("filter", "val", v)
	}
	w.endTag("filters")
}
