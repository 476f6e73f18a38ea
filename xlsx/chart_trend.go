package xlsx

import "github.com/pyops-go/pyops/internal/pytext"

// A Trendline shows where the values of a series tend.
type Trendline struct {
	// Type is exponential, linear, log, moving_average, polynomial or power.
	Type string
	// Name is that of the line in the legend; the default is Excel's.
	Name string
	// Order is that of a polynomial, from 2 (the default) to 6.
	Order int
	// Period is that of a moving average, 2 by default.
	Period int
	// Forward and Backward are how many periods the line goes on.
	Forward, Backward float64
	// Intercept is where the line meets the y axis.
	Intercept *float64
	// DisplayEquation and DisplayRSquared write those beside the line.
	DisplayEquation, DisplayRSquared bool
	// Label is what the equation looks like.
	Label *TrendlineLabel
	// Line is the line; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

// A TrendlineLabel is what the equation of a trend line looks like.
type TrendlineLabel struct {
	// Font is that of the text.
	Font *Font
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

// trendTypes are the trend lines as files name them.
var trendTypes = map[string]string{"exponential": "exp", "linear": "linear", "log": "log", "moving_average": "movingAvg", "polynomial": "poly", "power": "power"}

type trendline struct {
	Trendline
	kind string
	look
	font      *chartFont
	labelLook look
}

func newTrendline(o *Trendline) (*trendline, error) {
	if o == nil || *o == (Trendline{}) {
		return nil, nil
	}
	t := &trendline{Trendline: *o, kind: trendTypes[o.Type]}
	switch {
	case t.kind == "":
		return nil, badOption(o.Type, "a trend line is exponential, linear, log, moving_average, polynomial or power")
	case o.Order < 0 || o.Order > 6:
		return nil, within("Order", badOption(itoa(o.Order), "the order of a polynomial is from 2 to 6"))
	case o.Period < 0 || o.Period > 255:
		return nil, within("Period", badOption(itoa(o.Period), "a period is from 2 to 255"))
	case !(o.Forward >= 0) || !finite(o.Forward):
		return nil, within("Forward", badOption(pytext.Float(o.Forward), "expected a number of periods"))
	case !(o.Backward >= 0) || !finite(o.Backward):
		return nil, within("Backward", badOption(pytext.Float(o.Backward), "expected a number of periods"))
	case o.Intercept != nil && !finite(*o.Intercept):
		return nil, within("Intercept", badOption(pytext.Float(*o.Intercept), "expected a finite number"))
	}
	if o.Intercept != nil {
		f := *o.Intercept
		t.Intercept = &f
	}
	var err error
	if t.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient); err != nil {
		return nil, err
	}
	if l := o.Label; l != nil {
		if t.font, err = newChartFont(l.Font); err != nil {
			return nil, within("Label.Font", err)
		}
		if t.labelLook, err = newLook(l.Line, l.Border, l.Fill, l.Pattern, l.Gradient); err != nil {
			return nil, within("Label", err)
		}
	}
	return t, nil
}

func (x *chartXML) trendline(t *trendline) {
	if t == nil {
		return
	}
	x.startTag("c:trendline")
	if t.Name != "" {
		x.dataElement("c:name", t.Name)
	}
	x.look(t.look)
	x.val("c:trendlineType", t.kind)
	switch t.kind {
	case "poly":
		x.val("c:order", itoa(max(t.Order, 2)))
	case "movingAvg":
		x.val("c:period", itoa(max(t.Period, 2)))
	}
	if t.Forward != 0 {
		x.val("c:forward", chartNumber(t.Forward))
	}
	if t.Backward != 0 {
		x.val("c:backward", chartNumber(t.Backward))
	}
	if t.Intercept != nil {
		x.val("c:intercept", chartNumber(*t.Intercept))
	}
	if t.DisplayRSquared {
		x.val("c:dispRSqr", "1")
	}
	if t.DisplayEquation {
		x.val("c:dispEq", "1")
		x.startTag("c:trendlineLbl")
		x.emptyTag("c:layout")
		x.emptyTag("c:numFmt", "formatCode", "General", "sourceLinked", "0")
		x.look(t.labelLook)
		if t.font != nil {
			x.textProperties(t.font, false)
		}
		x.endTag("c:trendlineLbl")
	}
	x.endTag("c:trendline")
}

// ErrorBars show what the values of a series may be wrong by.
type ErrorBars struct {
	// Type is fixed, percentage, standard_deviation, standard_error or custom,
	// and has to be given.
	Type string
	// Value is that of the fixed, percentage and standard_deviation types; nil
	// is 1.
	Value *float64
	// Direction is plus, minus or both, which is the default.
	Direction string
	// NoEndCap leaves out the bars at the ends.
	NoEndCap bool `key:"!end_style"`
	// PlusValues and MinusValues are what custom bars show.
	PlusValues, MinusValues *ErrorValues
	// PlusData and MinusData are the values of their ranges.
	PlusData, MinusData []any
	// Line is the line; Border is another name for it.
	Line, Border *Line
}

// ErrorValues are the lengths of custom error bars: a range, or numbers.
type ErrorValues struct {
	// Range is such as =Sheet1!$B$1:$B$5.
	Range string
	// Numbers count if there is no Range.
	Numbers []float64
}

// decodeOption takes a range, or a list of numbers, as XlsxWriter does.
func (v *ErrorValues) decodeOption(from any) bool {
	switch from := from.(type) {
	case string:
		*v = ErrorValues{Range: from}
		return true
	case []any:
		if formula, ok := rangeOfList(from); ok {
			*v = ErrorValues{Range: formula}
			return true
		}
		n := make([]float64, 0, len(from))
		for _, e := range from {
			f, ok := numberOf(e)
			if !ok {
				return false
			}
			n = append(n, f)
		}
		*v = ErrorValues{Numbers: n}
		return true
	}
	return false
}

// errorTypes are the error bars as files name them.
var errorTypes = map[string]string{"fixed": "fixedVal", "percentage": "percentage", "standard_deviation": "stdDev", "standard_error": "stdErr", "custom": "cust"}

type errorBars struct {
	kind, direction string
	value           float64
	noEndCap        bool
	plus, minus     *chartData // without a formula for numbers that are no cells'
	look
}

func newErrorBars(o *ErrorBars) (*errorBars, error) {
	if o == nil {
		return nil, nil
	}
	b := &errorBars{kind: errorTypes[o.Type], direction: o.Direction, value: 1, noEndCap: o.NoEndCap}
	if b.kind == "" {
		return nil, badOption(o.Type, "error bars are fixed, percentage, standard_deviation, standard_error or custom")
	}
	switch o.Direction {
	case "":
		b.direction = "both"
	case "both", "plus", "minus":
	default:
		return nil, within("Direction", badOption(o.Direction, "expected plus, minus or both"))
	}
	if o.Value != nil {
		if !finite(*o.Value) {
			return nil, within("Value", badOption(pytext.Float(*o.Value), "expected a finite number"))
		}
		b.value = *o.Value
	}
	var err error
	if b.plus, err = errorRange(o.PlusValues, o.PlusData); err != nil {
		return nil, within("PlusValues", err)
	}
	if b.minus, err = errorRange(o.MinusValues, o.MinusData); err != nil {
		return nil, within("MinusValues", err)
	}
	b.look, err = newLook(o.Line, o.Border, nil, nil, nil)
	return b, err
}

func errorRange(v *ErrorValues, data []any) (*chartData, error) {
	if v == nil || v.Range == "" && len(v.Numbers) == 0 {
		return nil, nil
	}
	d := &chartData{}
	if v.Range == "" {
		data = nil
		for _, f := range v.Numbers {
			data = append(data, f)
		}
	} else {
		d.formula = trimEquals(v.Range)
		if err := checkReference(d.formula); err != nil {
			return nil, err
		}
	}
	var err error
	d.points, _, err = givenData(data)
	return d, err
}

func (x *chartXML) errorBars(direction string, b *errorBars) {
	if b == nil {
		return
	}
	x.startTag("c:errBars")
	if !x.chart.kind.noErrorDirection {
		x.val("c:errDir", direction)
	}
	x.val("c:errBarType", b.direction)
	x.val("c:errValType", b.kind)
	if b.noEndCap {
		x.val("c:noEndCap", "1")
	}
	switch b.kind {
	case "stdErr":
	case "cust":
		x.errorLengths("c:plus", b.plus)
		x.errorLengths("c:minus", b.minus)
	default:
		x.val("c:val", chartNumber(b.value))
	}
	x.look(b.look)
	x.endTag("c:errBars")
}

func (x *chartXML) errorLengths(tag string, d *chartData) {
	if d == nil {
		return
	}
	x.startTag(tag)
	if d.formula != "" {
		x.numbers(d, true)
	} else {
		x.startTag("c:numLit")
		x.numberPoints(d.points)
		x.endTag("c:numLit")
	}
	x.endTag(tag)
}
