package xlsx

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// WriteFormula writes a formula, with or without its =. Excel computes it when
// the file is opened; value is what other programs show until then: nil for 0, a
// number, a boolean, or a text, which may be one of Excel's errors such as
// "#N/A".
//
// A formula that calls one of Excel's functions for dynamic arrays, such as
// UNIQUE or FILTER, is written as one, and {=…} as an array formula. Names of
// newer functions get the prefix that the file needs for them if the workbook's
// option UseFutureFunctions says so.
func (ws *Worksheet) WriteFormula(row, col int, text string, f *Format, value any) error {
	if err := ws.enter("WriteFormula"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeFormula(row, col, text, f, value)
}

func (ws *Worksheet) writeFormula(row, col int, text string, f *Format, value any) error {
	if err := ws.within("WriteFormula", row, col); err != nil {
		return err
	}
	if text == "" {
		return ws.refuse("WriteFormula", row, col, Error{Kind: ErrParameter, Code: -1, Reason: "a formula is not empty"})
	}
	at := area{row, col, row, col}
	if isDynamic(text) {
		return ws.writeArray("WriteFormula", at, text, f, value, dynamicArray)
	}
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") {
		return ws.writeArray("WriteFormula", at, text, f, value, staticArray)
	}
	cached, err := formulaValue(value)
	if err != nil {
		return ws.refuse("WriteFormula", row, col, *err)
	}
	if err := ws.reach("WriteFormula", row, col, f); err != nil {
		return err
	}
	ws.advance(row)
	cached.text = ws.prepareFormula(text, false)
	ws.put(row, col, cellFormula, ws.addFormula(cached), f)
	return nil
}

// WriteArrayFormula writes a formula whose results fill a range of cells. The
// value is that of the first; the others show 0 until Excel has computed them,
// unless their values are written into them afterwards, by [Worksheet.WriteNumber].
// In constant memory only the first cell is written.
func (ws *Worksheet) WriteArrayFormula(firstRow, firstCol, lastRow, lastCol int, text string, f *Format, value any) error {
	kind := staticArray
	if isDynamic(text) {
		kind = dynamicArray
	}
	if err := ws.enter("WriteArrayFormula"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeArray("WriteArrayFormula", newArea(firstRow, firstCol, lastRow, lastCol), text, f, value, kind)
}

// WriteDynamicArrayFormula writes a formula whose results spill over as many
// cells as there are, which Excel 365 and 2021 can do. The range is the one that
// they are expected to fill, or the first cell.
func (ws *Worksheet) WriteDynamicArrayFormula(firstRow, firstCol, lastRow, lastCol int, text string, f *Format, value any) error {
	if err := ws.enter("WriteDynamicArrayFormula"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeArray("WriteDynamicArrayFormula", newArea(firstRow, firstCol, lastRow, lastCol), text, f, value, dynamicArray)
}

func (ws *Worksheet) writeArray(op string, a area, text string, f *Format, value any, kind arrayKind) error {
	if err := ws.withinArea(op, a); err != nil {
		return err
	}
	if ws.stream == nil && a.cells() > mostFilled {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrTooMany, Code: -1, Input: a.String(), Reason: "the formula fills each of its cells, of which there may be 16,777,216"})
	}
	if strings.Trim(text, "{=}") == "" {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrParameter, Code: -1, Input: text, Reason: "a formula is not empty"})
	}
	cached, e := formulaValue(value)
	if e != nil {
		return ws.refuse(op, a.firstRow, a.firstCol, *e)
	}
	if err := ws.reach(op, a.firstRow, a.firstCol, f); err != nil {
		return err
	}
	ws.dim.addRow(a.lastRow)
	ws.dim.addCol(a.lastCol)
	cached.text, cached.ref, cached.array = ws.prepareFormula(text, false), a.String(), kind
	ws.advance(a.firstRow)
	ws.put(a.firstRow, a.firstCol, cellFormula, ws.addFormula(cached), f)
	ws.hasDynamic = ws.hasDynamic || kind == dynamicArray
	if ws.stream != nil {
		return nil
	}
	for row := a.firstRow; row <= a.lastRow; row++ {
		for col := a.firstCol; col <= a.lastCol; col++ {
			if row != a.firstRow || col != a.firstCol {
				if err := ws.writeNumber(row, col, 0, f); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// formulaValue is a formula with the value that is shown until it is computed.
func formulaValue(value any) (f formula, e *Error) {
	v := reflect.ValueOf(value)
	switch {
	case value == nil:
		f.value = "0"
	case v.Kind() == reflect.Bool:
		f.value, f.valueKind = flag(v.Bool()), valueBool
	case v.Kind() == reflect.String:
		f.value, f.valueKind = v.String(), valueText
		if f.value == "" {
			f.valueKind = valueNumber
		} else if excelErrors[f.value] {
			f.valueKind = valueError
		}
	case v.CanInt() || v.CanUint():
		f.value = wholeText(v)
	case v.CanFloat():
		n := v.Float()
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return f, &Error{Kind: ErrNumber, Input: fmt.Sprint(n), Reason: "the value of a formula is finite"}
		}
		f.value = pytext.Float(n)
	default:
		return f, &Error{Kind: ErrType, Input: fmt.Sprintf("%T", value), Reason: "the value of a formula is a number, a text or a boolean"}
	}
	return f, nil
}

// wholeText is a whole number in digits, also if its type has a name and prints
// as something else, as a time.Month does.
func wholeText(v reflect.Value) string {
	if v.CanUint() {
		return strconv.FormatUint(v.Uint(), 10)
	}
	return strconv.FormatInt(v.Int(), 10)
}

var excelErrors = map[string]bool{
	"#DIV/0!": true, "#N/A": true, "#NAME?": true, "#NULL!": true, "#NUM!": true, "#REF!": true, "#VALUE!": true,
}

// prepareFormula takes away what a formula in a file has not, and gives newer
// functions their prefix.
func (ws *Worksheet) prepareFormula(text string, future bool) string {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "{"), "=")
	text = strings.TrimSuffix(text, "}")
	return prefixFunctions(text, future || ws.wb.opts.UseFutureFunctions)
}

func prefixFunctions(text string, future bool) string {
	if strings.Contains(text, "_xlfn.") || strings.IndexByte(text, '(') < 0 {
		return text
	}
	var b strings.Builder
	done := 0
	calledFunctions(text, func(at, end int) bool {
		name := text[at:end]
		prefix, ok := dynamicFunctions[name]
		if !ok && future && futureFunctions[name] {
			prefix, ok = "_xlfn.", true
		}
		if ok {
			b.WriteString(text[done:at])
			b.WriteString(prefix)
			done = at
		}
		return true
	})
	if done == 0 && b.Len() == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// isDynamic reports whether a formula calls a function for dynamic arrays.
func isDynamic(text string) (dynamic bool) {
	if strings.IndexByte(text, '(') < 0 {
		return false
	}
	calledFunctions(text, func(at, end int) bool {
		name := text[at:end]
		name = strings.TrimPrefix(strings.TrimPrefix(name, "_xlfn."), "_xlws.")
		_, dynamic = dynamicFunctions[name]
		return !dynamic
	})
	return dynamic
}

// calledFunctions finds the names before opening brackets, outside of texts and
// of the quoted names of sheets.
func calledFunctions(text string, each func(at, end int) bool) {
	at := -1
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '"' || c == '\'':
			n := strings.IndexByte(text[i+1:], c)
			if n < 0 {
				return
			}
			i += n + 1
			at = -1
		case isLetter(c) || c >= '0' && c <= '9' || c == '_' || c == '.' || c >= 0x80:
			if at < 0 {
				at = i
			}
		default:
			if c == '(' && at >= 0 && !each(at, i) {
				return
			}
			at = -1
		}
	}
}

// dynamicFunctions are those whose results are arrays, with their prefix in
// files.
var dynamicFunctions = func() map[string]string {
	m := map[string]string{"FILTER": "_xlfn._xlws.", "SORT": "_xlfn._xlws."}
	for _, name := range strings.Fields(`ANCHORARRAY BYCOL BYROW CHOOSECOLS CHOOSEROWS DROP EXPAND HSTACK LAMBDA MAKEARRAY MAP RANDARRAY REDUCE SCAN SEQUENCE
		SINGLE SORTBY SWITCH TAKE TEXTSPLIT TOCOL TOROW UNIQUE VSTACK WRAPCOLS WRAPROWS XLOOKUP`) {
		m[name] = "_xlfn."
	}
	return m
}()

// futureFunctions are those that came after Excel 2007, which files name with a
// prefix.
var futureFunctions = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(`ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV BITAND BITLSHIFT
		BITOR BITRSHIFT BITXOR CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST COMBINA CONCAT CONFIDENCE.NORM
		CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH DAYS DECIMAL ERF.PRECISE ERFC.PRECISE EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT F.TEST
		FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA
		GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED
		ISOWEEKNUM LET LOGNORM.DIST LOGNORM.INV MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE
		PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI POISSON.DIST QUARTILE.EXC QUARTILE.INC QUERYSTRING RANK.AVG
		RANK.EQ RRI SEC SECH SHEET SHEETS SKEW.P STDEV.P STDEV.S T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TEXTAFTER TEXTBEFORE TEXTJOIN UNICHAR
		UNICODE VALUETOTEXT VAR.P VAR.S WEBSERVICE WEIBULL.DIST XMATCH XOR Z.TEST`) {
		m[name] = true
	}
	return m
}()
