package rrd

import (
	"image/color"
	"math"
	"strings"
	"time"
)

// parseElement reads an element as rrdtool has it, such as
// "LINE2:in#00cc00:Inbound:dashes". What stands before it decides what a name is,
// and what STACK continues.
func (g *graph) parseElement(text string) (Element, error) {
	e := cutElement(text)
	var parsed Element
	var err error
	switch e.command {
	case "PRINT", "GPRINT":
		parsed, err = g.parsePrint(e)
	case "STACK":
		parsed, err = g.parseStack(e)
	default:
		parsed, err = e.parse()
	}
	if err != nil {
		return nil, err
	}
	return parsed, e.leftover()
}

// parseStack reads a curve of the kind of the one before.
func (g *graph) parseStack(e *elementText) (Element, error) {
	a, err := e.area()
	if err != nil {
		return nil, err
	}
	for i := len(g.items) - 1; i >= 0; i-- {
		switch g.items[i].kind {
		case itemArea:
			a.Stack = true
			return a, nil
		case itemLine:
			return Line{Value: a.Value, Width: g.items[i].width, Color: a.Color, Legend: a.Legend, SkipScale: a.SkipScale, Stack: true, End: a.End}, nil
		}
	}
	return nil, graphError("No previous LINE or AREA found for %s", e.whole)
}

// parsePrint reads PRINT and GPRINT, whose values have a consolidation function
// unless they are those of a VDEF.
func (g *graph) parsePrint(e *elementText) (Element, error) {
	p := Print{}
	for as, word := range map[PrintAs]string{AsTimeOf: "strftime", AsTimestamp: "valstrftime", AsDuration: "valstrfduration"} {
		if e.flag(word) {
			p.As = as
		}
	}
	var ok bool
	if p.Value, ok = e.take("vname"); !ok {
		return nil, graphError("No positional VNAME")
	}
	of := g.find(p.Value)
	if of == nil {
		return nil, graphError("undefined vname %s", p.Value)
	}
	if of.kind != itemVDef {
		cf, ok := e.take("cf")
		if !ok {
			return nil, graphError("No positional CDEF")
		}
		if cfByName(cf) == cfNone {
			return nil, graphError("bad CF for DEF/CDEF: %s", cf)
		}
		p.CF = CF(cf)
	}
	if p.Format, ok = e.take("format"); !ok {
		return nil, graphError("No positional CF/FORMAT")
	}
	if e.command == "PRINT" {
		return p, nil
	}
	format, end, err := cutEnding(p.Format)
	return GPrint{Value: p.Value, CF: p.CF, Format: format, As: p.As, End: end}, err
}

func (e *elementText) parse() (Element, error) {
	switch e.command {
	case "DEF":
		return e.def()
	case "CDEF", "VDEF":
		return e.computed()
	case "SHIFT":
		return e.shift()
	case "AREA":
		return e.area()
	case "TICK":
		return e.tick()
	case "HRULE", "VRULE":
		return e.rule()
	case "COMMENT":
		text, ok := e.take("legend")
		if !ok {
			return nil, graphError("No positional CF/FORMAT")
		}
		legend, end, err := cutEnding(text)
		return Comment{legend, end}, err
	case "TEXTALIGN":
		return e.align()
	case "XPORT":
		value, ok := e.take("vname")
		if !ok {
			return nil, graphError("No positional VNAME")
		}
		legend, _ := e.take("legend")
		return XPort{value, legend}, nil
	}
	if width, ok := strings.CutPrefix(e.command, "LINE"); ok {
		return e.line(width)
	}
	return nil, graphError("'%s' is not a valid function name in %s", e.command, e.whole)
}

// definition takes the words "name=value" that definitions begin with.
func (e *elementText) definition(missing string) (name, value string, err error) {
	if name, ok := e.named("vname"); ok {
		value, ok := e.take("rpn", "rrd")
		if !ok {
			return "", "", graphError("No argument for definition of %s in %s", missing, e.whole)
		}
		return name, value, nil
	}
	for i := range e.words {
		w := &e.words[i]
		key, value, has := cutAt(w.text, '=')
		if w.used || has && elementKeys[key] {
			continue
		}
		w.used = true
		if !has {
			return "", w.text, nil
		}
		return key, value, nil
	}
	return "", "", graphError("No argument for definition of %s in %s", missing, e.whole)
}

func (e *elementText) def() (Element, error) {
	d := Def{at: &defTimes{}}
	var err error
	if d.Name, d.File, err = e.definition("vdef/rrd"); err != nil {
		return nil, err
	}
	var ok bool
	if d.DS, ok = e.take("ds", "dsname"); !ok {
		return nil, graphError("No argument for definition of DS in %s", e.whole)
	}
	cf, ok := e.take("cf")
	if !ok {
		return nil, graphError("No argument for definition of CF in %s", e.whole)
	}
	d.CF = CF(cf)
	if cfByName(cf) == cfNone {
		return nil, graphError("bad CF: %s", cf)
	}
	if step, ok := e.named("step"); ok {
		n, digits := scanNumber(step)
		if digits != len(step) || digits == 0 || n < 0 || n > maxSeconds {
			return nil, graphError("Bad step value: %s", step)
		}
		d.Step = time.Duration(n) * time.Second
	}
	if reduce, ok := e.named("reduce"); ok {
		if cfByName(reduce) == cfNone {
			return nil, graphError("bad reduce CF: %s", reduce)
		}
		d.Reduce = CF(reduce)
	}
	d.at.start, _ = e.named("start")
	d.at.end, _ = e.named("end")
	if address, ok := e.named("daemon"); ok && address != "" {
		return nil, graphError("daemon=%s: a graph reads its files by itself", address)
	}
	return d, nil
}

// maxSeconds is the longest time that a time.Duration holds.
const maxSeconds = (1<<63 - 1) / 1_000_000_000

func (e *elementText) computed() (Element, error) {
	name, value, err := e.definition("vdef/rrd")
	if err != nil {
		return nil, err
	}
	if e.command == "CDEF" {
		return CDef{name, value}, nil
	}
	return VDef{name, value}, nil
}

func (e *elementText) shift() (Element, error) {
	name, ok := e.take("vname")
	if !ok {
		return nil, graphError("No argument for definition of vdef/rrd in %s", e.whole)
	}
	by, ok := e.take("offset")
	if !ok {
		return nil, graphError("No shift given")
	}
	if seconds, n := scanNumber(by); n == len(by) && n > 0 {
		if !(seconds > -maxSeconds && seconds < maxSeconds) {
			return nil, graphError("shift of %s seconds is out of range", by)
		}
		return Shift{Name: name, By: time.Duration(seconds) * time.Second}, nil
	}
	return Shift{Name: name, ByVDef: by}, nil
}

// valueAndColor takes "value#color#color2", of which the colours may stand apart.
func (e *elementText) valueAndColor() (value string, colors [2]color.NRGBA, err error) {
	value, ok := e.take("vname")
	if !ok {
		return "", colors, graphError("No positional VNAME")
	}
	value = strings.TrimPrefix(value, "value=")
	value, first, _ := cutAt(value, '#')
	first, second, _ := cutAt(first, '#')
	if c, ok := e.named("color"); ok {
		first = c
	}
	if c, ok := e.named("color2"); ok {
		second = c
	}
	for i, digits := range []string{first, second} {
		if digits == "" {
			continue
		}
		if colors[i], ok = parseColor(digits); !ok {
			return "", colors, graphError("invalid color '%s' in %s: the color format is #RGB, #RGBA, #RRGGBB or #RRGGBBAA", digits, e.whole)
		}
	}
	return value, colors, nil
}

// text takes the legend of an element and what ends it.
func (e *elementText) text() (string, Ending, error) {
	text, _ := e.take("legend")
	legend, end, err := cutEnding(text)
	if err != nil && e.command != "TICK" {
		// Librrd has made room for the box before.
		_, _, err = cutEnding("  " + text)
	}
	return legend, end, err
}

// dashes takes the pattern of a broken line.
func (e *elementText) dashes() (dashes []float64, offset float64, err error) {
	if list, ok := e.named("dashes"); ok {
		for _, word := range strings.Split(list, ",") {
			v, n := scanNumber(word)
			if n != len(word) || n == 0 || !(v >= 0 && v < longestDash) {
				return nil, 0, graphError("Could not parse number: %s", word)
			}
			dashes = append(dashes, v)
		}
	} else if e.flag("dashes") {
		dashes = []float64{5}
	}
	if word, ok := e.named("dash-offset"); ok {
		v, n := scanNumber(word)
		if n != len(word) || n == 0 || !(math.Abs(v) < longestDash) {
			return nil, 0, graphError("Could not parse dash-offset: %s", word)
		}
		offset = v
	}
	return dashes, offset, nil
}

// widestLine bounds the width of a line.
const widestLine = 10000

func (e *elementText) line(width string) (Element, error) {
	l := Line{Width: 1}
	if width != "" {
		v, n := scanNumber(width)
		if n != len(width) || n == 0 || !(v >= 0) {
			return nil, graphError("Bad line width: %s", width)
		}
		l.Width = min(v, widestLine)
	}
	var colors [2]color.NRGBA
	var err error
	if l.Value, colors, err = e.valueAndColor(); err != nil {
		return nil, err
	}
	l.Color = colors[0]
	l.Stack, l.SkipScale = e.flag("STACK"), e.flag("skipscale")
	if l.Dashes, l.DashOffset, err = e.dashes(); err != nil {
		return nil, err
	}
	l.Legend, l.End, err = e.text()
	return l, err
}

func (e *elementText) area() (a Area, err error) {
	var colors [2]color.NRGBA
	if a.Value, colors, err = e.valueAndColor(); err != nil {
		return a, err
	}
	a.Color, a.To = colors[0], colors[1]
	a.Stack, a.SkipScale = e.flag("STACK"), e.flag("skipscale")
	if word, ok := e.named("gradheight"); ok {
		v, n := scanNumber(word)
		if n != len(word) || n == 0 {
			return a, graphError("Bad gradheight: %s", word)
		}
		a.GradientHeight = &v
	}
	a.Legend, a.End, err = e.text()
	return a, err
}

func (e *elementText) tick() (Element, error) {
	var t Tick
	var colors [2]color.NRGBA
	var err error
	if t.Value, colors, err = e.valueAndColor(); err != nil {
		return nil, err
	}
	t.Color = colors[0]
	word, ok := e.take("fraction")
	if !ok {
		return nil, graphError("No positional FRACTION")
	}
	v, n := scanNumber(word)
	if n != len(word) || n == 0 {
		return nil, graphError("error parsing number %s", word)
	}
	t.Fraction = v
	t.Legend, t.End, err = e.text()
	return t, err
}

func (e *elementText) rule() (Element, error) {
	value, colors, err := e.valueAndColor()
	if err != nil {
		return nil, err
	}
	dashes, offset, err := e.dashes()
	if err != nil {
		return nil, err
	}
	legend, end, err := e.text()
	if e.command == "HRULE" {
		return HRule{value, colors[0], legend, dashes, offset, end}, err
	}
	return VRule{Value: value, Color: colors[0], Legend: legend, Dashes: dashes, DashOffset: offset, End: end}, err
}

// cutEnding takes the control code off the end of a text.
func cutEnding(text string) (string, Ending, error) {
	text = strings.ReplaceAll(text, `\t`, "\t")
	n := len(text)
	if n < 2 || text[n-2] != '\\' {
		return text, EndNone, nil
	}
	switch code := text[n-1]; code {
	case 'l', 'r', 'c', 'j', 'g', 's', 'u':
		return text[:n-2], Ending(code), nil
	case 'n':
		return text[:n-2], EndLeft, nil
	case '.':
		return text[:n-2], endNothing, nil
	}
	return "", EndNone, graphError("Unknown control code at the end of '%s'", text)
}

func (e *elementText) align() (Element, error) {
	word, ok := e.take("align")
	if !ok {
		return nil, graphError("No alignment given")
	}
	align, ok := map[string]Ending{"left": EndLeft, "right": EndRight, "justified": EndJustified, "center": EndCenter}[word]
	if !ok {
		return nil, graphError("Unknown alignment type '%s'", word)
	}
	return TextAlign{align}, nil
}
