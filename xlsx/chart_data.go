package xlsx

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A chartData is a range of cells that a chart names, with the values that the
// chart's file repeats for readers that do not look them up.
type chartData struct {
	formula string
	given   bool // the user gave the values
	points  []chartDatum
	levels  [][]chartDatum // of categories of several levels; points is empty then
}

// cellLike begins as the name of a cell with its sheet does.
var cellLike = regexp.MustCompile(`^=?[^!]+!\$?[A-Z]+\$?\p{Nd}`)

// A dataStage collects the ranges that the options of one call name, so that a
// call that fails leaves no trace.
type dataStage struct {
	chart  *Chart
	ranges []stagedRange
}

type stagedRange struct {
	data   *chartData
	values chartData // what the user gave
}

// reference is the data of a range, the same for the same range; nil for an
// empty formula.
func (s *dataStage) reference(formula string, data []any) (*chartData, error) {
	if formula == "" {
		return nil, nil
	}
	r := stagedRange{values: chartData{formula: strings.TrimLeft(formula, "="), given: data != nil}}
	if err := checkReference(r.values.formula); err != nil {
		return nil, err
	}
	var err error
	if r.values.points, r.values.levels, err = givenData(data); err != nil {
		return nil, err
	}
	r.data = s.chart.data[r.values.formula]
	for _, earlier := range s.ranges {
		if earlier.values.formula == r.values.formula {
			r.data = earlier.data
		}
	}
	if r.data == nil {
		r.data = &chartData{formula: r.values.formula}
	}
	s.ranges = append(s.ranges, r)
	return r.data, nil
}

// commit makes the ranges the chart's. What the user gave first stands.
func (s *dataStage) commit() {
	for _, r := range s.ranges {
		if s.chart.data[r.data.formula] == nil {
			s.chart.data[r.data.formula] = r.data
			s.chart.dataOrder = append(s.chart.dataOrder, r.data)
		}
		if r.values.given && !r.data.given {
			*r.data = r.values
		}
	}
}

// checkReference finds the mistake that makes Excel refuse the whole file: the
// name of a sheet with a blank and without quotes.
func checkReference(formula string) error {
	if formula == "" {
		return &Error{Kind: ErrReference, Input: "=", Reason: "expected a range, such as =Sheet1!$A$1:$A$5"}
	}
	sheet, _, found := strings.Cut(formula, "!")
	if found && sheet[:min(1, len(sheet))] != "(" && strings.Contains(sheet, " ") && !strings.Contains(formula, "'") {
		return &Error{Kind: ErrReference, Input: formula, Reason: "a sheet's name with a blank stands in single quotes: 'My data'!$A$1"}
	}
	return nil
}

// named moves a name that is a cell from text to the data that it returns. A
// formula serves if the text is none.
func (s *dataStage) named(text *string, formula string, data []any) (*chartData, error) {
	if cellLike.MatchString(*text) {
		formula, *text = *text, ""
	}
	d, err := s.reference(formula, data)
	return d, within("Name", err)
}

func isList(v any) bool {
	_, ok := v.([]any)
	return ok
}

// givenData reads the values that a user gives for a range: numbers, texts,
// booleans, nil, or a list of lists for categories of several levels.
func givenData(data []any) (points []chartDatum, levels [][]chartDatum, err error) {
	for i, v := range data {
		if list, ok := v.([]any); ok && len(points) == 0 {
			if slices.ContainsFunc(list, isList) {
				return nil, nil, &Error{Kind: ErrType, Input: itoa(i), Reason: "the levels of data are lists of values"}
			}
			level, _, err := givenData(list)
			if err != nil {
				return nil, nil, err
			}
			levels = append(levels, level)
			continue
		}
		if levels != nil {
			return nil, nil, &Error{Kind: ErrType, Input: itoa(i), Reason: "levels and values stand in one list"}
		}
		p, err := givenDatum(v)
		if err != nil {
			return nil, nil, err
		}
		points = append(points, p)
	}
	return points, levels, nil
}

func givenDatum(v any) (chartDatum, error) {
	switch v := v.(type) {
	case nil:
		return chartDatum{}, nil
	case string:
		return chartDatum{text: v, blank: v == ""}, nil
	case bool:
		return chartDatum{isNumber: true, text: flag(v)}, nil
	}
	f, ok := numberOf(v)
	if !ok {
		return chartDatum{}, &Error{Kind: ErrType, Input: typeName(v), Reason: "data are numbers, texts, booleans and nil"}
	}
	if !finite(f) {
		return chartDatum{}, &Error{Kind: ErrNumber, Input: pytext.Float(f), Reason: "data are finite"}
	}
	return chartDatum{isNumber: true, number: f, text: chartNumber(f)}, nil
}

// numberOf is the number that a value of a numeric type is.
func numberOf(v any) (float64, bool) {
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return 0, false
	case r.CanInt():
		return float64(r.Int()), true
	case r.CanUint():
		return float64(r.Uint()), true
	case r.CanFloat():
		return r.Float(), true
	}
	return 0, false
}

func typeName(v any) string { return fmt.Sprintf("%T", v) }

// absent reports whether there is no cell.
func (d chartDatum) absent() bool { return !d.isNumber && !d.blank && d.text == "" }

// numeric reports whether a cell is a number, or a text that reads as one.
func (d chartDatum) numeric() bool {
	if d.isNumber {
		return true
	}
	text := strings.Trim(d.text, " ")
	if text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return false
	}
	f, err := strconv.ParseFloat(text, 64)
	return err == nil && !math.IsInf(f, 0)
}

// A dataType says how the values of a range are written.
type dataType int

const (
	noData dataType = iota
	numberData
	textData
	levelData
)

func (d *chartData) dataType() dataType {
	switch {
	case d.levels != nil:
		return levelData
	case len(d.points) == 0:
		return noData
	}
	for _, p := range d.points {
		if !p.absent() && (!p.numeric() || strings.Contains(p.text, " ")) {
			return textData
		}
	}
	return numberData
}

func (c *Chart) seriesFormulas() []string {
	if c.kind == nil {
		return nil
	}
	var formulas []string
	for _, d := range c.dataOrder {
		if !d.given {
			formulas = append(formulas, d.formula)
		}
	}
	if c.other != nil {
		for _, formula := range c.other.seriesFormulas() {
			if d := c.data[formula]; d == nil || d.given {
				formulas = append(formulas, formula)
			}
		}
	}
	return formulas
}

func (c *Chart) setCachedData(formula string, cells []chartDatum) {
	if d := c.data[formula]; d != nil && !d.given {
		d.points = cells
	}
	if c.other != nil {
		c.other.setCachedData(formula, cells)
	}
}

// numbers writes <c:numRef>: the range and, where cached, its values.
func (x *chartXML) numbers(d *chartData, cached bool) {
	x.startTag("c:numRef")
	x.dataElement("c:f", d.formula)
	if cached {
		x.startTag("c:numCache")
		x.numberPoints(d.points)
		x.endTag("c:numCache")
	}
	x.endTag("c:numRef")
}

func (x *chartXML) numberPoints(points []chartDatum) {
	x.dataElement("c:formatCode", "General")
	x.val("c:ptCount", itoa(len(points)))
	for i, p := range points {
		switch {
		case p.absent():
		case p.numeric():
			x.point(i, p.text)
		default:
			x.point(i, "0")
		}
	}
}

// texts writes <c:strRef>.
func (x *chartXML) texts(d *chartData) {
	x.startTag("c:strRef")
	x.dataElement("c:f", d.formula)
	x.startTag("c:strCache")
	x.textPoints(d.points)
	x.endTag("c:strCache")
	x.endTag("c:strRef")
}

func (x *chartXML) textPoints(points []chartDatum) {
	x.val("c:ptCount", itoa(len(points)))
	for i, p := range points {
		if !p.absent() {
			x.point(i, p.text)
		}
	}
}

// point writes one value. Most of a chart's file is these.
func (x *chartXML) point(index int, value string) {
	b := append(x.b, `<c:pt idx="`...)
	b = strconv.AppendInt(b, int64(index), 10)
	b = append(b, `"><c:v>`...)
	b = appendCellText(b, value)
	x.b = append(b, `</c:v></c:pt>`...)
}

// levels writes categories of several levels, the innermost first.
func (x *chartXML) levels(d *chartData) {
	x.startTag("c:multiLvlStrRef")
	x.dataElement("c:f", d.formula)
	x.startTag("c:multiLvlStrCache")
	x.val("c:ptCount", itoa(len(d.levels[len(d.levels)-1])))
	for i := len(d.levels) - 1; i >= 0; i-- {
		x.startTag("c:lvl")
		for j, p := range d.levels[i] {
			if !p.absent() {
				x.point(j, p.text)
			}
		}
		x.endTag("c:lvl")
	}
	x.endTag("c:multiLvlStrCache")
	x.endTag("c:multiLvlStrRef")
}

// rangeOfList is the range that XlsxWriter takes as a list: a sheet's name, then
// row and column of one cell or of two.
func rangeOfList(list []any) (string, bool) {
	if len(list) != 3 && len(list) != 5 {
		return "", false
	}
	sheet, ok := list[0].(string)
	if !ok {
		return "", false
	}
	var n [4]int
	for i, v := range list[1:] {
		f, ok := numberOf(v)
		if !ok || f != math.Trunc(f) || f < 0 || f > MaxRows {
			return "", false
		}
		n[i] = int(f)
	}
	if len(list) == 3 {
		n[2], n[3] = n[0], n[1]
	}
	if !inSheet(n[0], n[1]) || !inSheet(n[2], n[3]) {
		return "", false
	}
	return RangeFormula(sheet, n[0], n[1], n[2], n[3]), true
}

func trimEquals(formula string) string { return strings.TrimLeft(formula, "=") }
