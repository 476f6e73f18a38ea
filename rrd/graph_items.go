package rrd

import (
	"fmt"
	"math"
	"reflect"
	"strings"
)

// An item is an element of a graph that has been checked, and what becomes of it.
type item struct {
	kind itemKind
	text string // as errors show it

	name  string  // of a definition
	of    *item   // what it refers to; nil if it has a number
	value float64 // the number, or the value of a VDef
	when  int64   // the time of a VDef; 0 for never

	def    *Def
	rpn    *rpnProgram
	vars   []*item // of rpn
	vdef   vdef
	shift  int64 // seconds, of a Shift without a VDef
	series *series

	color, to  rgba
	gradient   float64
	width      float64
	stack      bool
	skipScale  bool
	fraction   float64
	dashes     []float64
	dashOffset float64
	cf         cfKind
	format     *printFormat
	timeFormat string
	as         PrintAs

	// The legend: its text, what follows it, and where it comes.
	legend string
	end    Ending
	x, y   float64
	shown  bool

	column []float64 // values of the pixels, of curves
	base   []float64 // what a stacked curve stands on
}

// An itemKind is what kind of element an item is.
type itemKind uint8

const (
	itemDef itemKind = iota
	itemCDef
	itemVDef
	itemShift
	itemLine
	itemArea
	itemTick
	itemHRule
	itemVRule
	itemPrint
	itemGPrint
	itemComment
	itemTextAlign
	itemXPort
)

// boxed reports whether the legend shows the colour in a box.
func (k itemKind) boxed() bool {
	return k == itemLine || k == itemArea || k == itemHRule || k == itemVRule || k == itemTick
}

// draws reports whether it puts something on the canvas.
func (k itemKind) draws() bool { return k.boxed() }

// find is the definition of a name.
func (g *graph) find(name string) *item {
	return g.names[name]
}

// define gives an item its name.
func (g *graph) define(i *item) error {
	if before := g.names[i.name]; before != nil {
		return graphError("trying to reuse vname %s", i.name)
	}
	g.names[i.name] = i
	return nil
}

// add checks an element and puts it into the graph. Text is what it was read
// from; empty for one that was not.
func (g *graph) add(e Element, text string) error {
	if e == nil {
		return graphError("expected an Element, such as Line{}, not nil")
	}
	if v := reflect.ValueOf(e); v.Kind() == reflect.Pointer && v.IsNil() {
		return graphError("expected an Element: this %T is nil", e)
	}
	i, err := g.item(e.element(), text)
	if err != nil {
		return err
	}
	g.items = append(g.items, i)
	return nil
}

// longestDash is below what a dash, or what dashes begin after, may have of pixels.
const longestDash = 1e6

// checkDashes refuses what no dash can be.
func (i *item) checkDashes() error {
	for _, d := range i.dashes {
		if !(d >= 0 && d < longestDash) {
			return graphError("a dash of %g pixels: expected 0 or more, and less than %g", d, longestDash)
		}
	}
	if !(math.Abs(i.dashOffset) < longestDash) {
		return graphError("dashes that begin at %g pixels: expected less than %g", i.dashOffset, longestDash)
	}
	return nil
}

// item checks an element.
func (g *graph) item(e Element, text string) (*item, error) {
	if text == "" {
		text = strings.TrimPrefix(fmt.Sprintf("%T", e), "rrd.")
	}
	i := &item{text: text}
	switch e := e.(type) {
	case Def:
		i.kind, i.name, i.def = itemDef, e.Name, &e
		if cfByName(string(e.CF)) == cfNone {
			return nil, graphError("bad CF: %s", e.CF)
		}
		if e.Reduce != "" && cfByName(string(e.Reduce)) == cfNone {
			return nil, graphError("bad reduce CF: %s", e.Reduce)
		}
		return i, g.define(i)
	case CDef:
		return i, g.cdef(i, e)
	case VDef:
		return i, g.vdef(i, e)
	case Shift:
		return i, g.shift(i, e)
	case Line:
		i.kind, i.width, i.color, i.stack, i.skipScale = itemLine, e.Width, shares(e.Color), e.Stack, e.SkipScale
		if i.width == 0 {
			i.width = 1
		}
		i.dashes, i.dashOffset = e.Dashes, e.DashOffset
		i.describe(e.Legend, e.End)
		if !(i.width > 0 && i.width <= widestLine) {
			return nil, graphError("Bad line width: %g", e.Width)
		}
		if err := i.checkDashes(); err != nil {
			return nil, err
		}
		return i, g.refer(i, e.Value)
	case Area:
		i.kind, i.color, i.to, i.stack, i.skipScale = itemArea, shares(e.Color), shares(e.To), e.Stack, e.SkipScale
		i.gradient = 50
		if e.GradientHeight != nil {
			i.gradient = *e.GradientHeight
		}
		i.describe(e.Legend, e.End)
		return i, g.refer(i, e.Value)
	case Tick:
		i.kind, i.color, i.fraction = itemTick, shares(e.Color), e.Fraction
		if i.fraction == 0 {
			i.fraction = 0.1
		}
		i.legend, i.end = e.Legend, e.End
		return i, g.refer(i, e.Value)
	case HRule:
		i.kind, i.color, i.dashes, i.dashOffset = itemHRule, shares(e.Color), e.Dashes, e.DashOffset
		i.describe(e.Legend, e.End)
		if err := i.checkDashes(); err != nil {
			return nil, err
		}
		return i, g.referVDef(i, e.Value)
	case VRule:
		i.kind, i.color, i.dashes, i.dashOffset = itemVRule, shares(e.Color), e.Dashes, e.DashOffset
		i.describe(e.Legend, e.End)
		if err := i.checkDashes(); err != nil {
			return nil, err
		}
		if e.Value == "" && !e.At.IsZero() {
			i.value = float64(e.At.Unix())
			return i, nil
		}
		return i, g.referVDef(i, e.Value)
	case Print:
		i.kind, i.as = itemPrint, e.As
		return i, g.print(i, e)
	case GPrint:
		i.kind, i.as, i.end = itemGPrint, e.As, e.End
		return i, g.print(i, Print{Value: e.Value, CF: e.CF, Format: e.Format, As: e.As})
	case Comment:
		i.kind, i.legend, i.end = itemComment, e.Text, e.End
		return i, nil
	case TextAlign:
		i.kind, i.end = itemTextAlign, e.Align
		return i, nil
	case XPort:
		i.kind, i.legend = itemXPort, e.Legend
		if err := g.refer(i, e.Value); err != nil {
			return nil, err
		}
		if i.of == nil || i.of.kind == itemVDef {
			return nil, graphError("%s is no DEF nor CDEF in line '%s'", e.Value, text)
		}
		return i, nil
	}
	return nil, graphError("%T is no element of a graph", e)
}

// describe sets the legend of a curve or rule; blanks make room for its box.
func (i *item) describe(legend string, end Ending) {
	i.end = end
	if legend != "" || end != EndNone {
		i.legend = "  " + legend
	}
}

// refer sets what an item takes its values from: a name or a number.
func (g *graph) refer(i *item, value string) error {
	if i.of = g.find(value); i.of != nil {
		return nil
	}
	v, n := scanNumber(value)
	if n != len(value) || n == 0 {
		return graphError("%s is not a vname nor a number", value)
	}
	i.value = v
	return nil
}

// referVDef is refer for what needs a single value.
func (g *graph) referVDef(i *item, value string) error {
	if err := g.refer(i, value); err != nil {
		return err
	}
	if i.of != nil && i.of.kind != itemVDef {
		return graphError("Using vname %s of wrong type in line %s", value, i.text)
	}
	return nil
}

func (g *graph) cdef(i *item, e CDef) error {
	i.kind, i.name = itemCDef, e.Name
	if err := g.define(i); err != nil {
		return err
	}
	var err error
	i.rpn, err = compileRPN(e.RPN, func(name string) (int, bool) {
		of := g.find(name)
		if of == nil || of == i {
			return 0, false
		}
		i.vars = append(i.vars, of)
		return len(i.vars) - 1, true
	})
	return err
}

func (g *graph) vdef(i *item, e VDef) error {
	i.kind, i.name = itemVDef, e.Name
	if err := g.define(i); err != nil {
		return err
	}
	name, rest, found := strings.Cut(e.Expression, ",")
	if !found {
		return graphError("Comma expected in VDEF definition %s", e.Expression)
	}
	i.of = g.find(name)
	if i.of == nil {
		return graphError("Not a valid vname: %s in line %s", name, e.Expression)
	}
	if i.of.kind == itemVDef {
		return graphError("variable '%s' not DEF nor CDEF in VDEF '%s'", name, e.Expression)
	}
	var err error
	i.vdef, err = parseVDef(e.Name, rest)
	return err
}

func (g *graph) shift(i *item, e Shift) error {
	i.kind = itemShift
	if i.of = g.find(e.Name); i.of == nil {
		return graphError("vname %s not found", e.Name)
	}
	if i.of.kind == itemVDef {
		return graphError("Cannot shift a VDEF: '%s' in line '%s'", e.Name, i.text)
	}
	i.shift = int64(e.By.Seconds())
	if e.ByVDef == "" {
		return nil
	}
	by := g.find(e.ByVDef)
	if by == nil {
		return graphError("error parsing number %s", e.ByVDef)
	}
	if by.kind != itemVDef {
		return graphError("Encountered unknown type variable '%s' in line '%s'", e.ByVDef, i.text)
	}
	i.vars = []*item{by}
	return nil
}

// print checks what is to be printed.
func (g *graph) print(i *item, e Print) error {
	if i.of = g.find(e.Value); i.of == nil {
		return graphError("undefined vname %s", e.Value)
	}
	i.cf = cfByName(string(e.CF))
	if i.of.kind != itemVDef && i.cf == cfNone {
		return graphError("bad CF for DEF/CDEF: %s", e.CF)
	}
	if e.As >= printAsHowMany {
		return graphError("PrintAs(%d) is no way to print a number", e.As)
	}
	if e.As != AsNumber {
		i.timeFormat = e.Format
		if e.As == AsDuration {
			return checkDuration(e.Format)
		}
		return nil
	}
	var err error
	i.format, err = parsePrintFormat(e.Format)
	return err
}

// number is the value of an item that has a single one.
func (i *item) number() float64 {
	if i.of != nil {
		if i.of.kind == itemVDef {
			return i.of.value
		}
		return math.NaN()
	}
	return i.value
}
