package rrd

import "math"

// paint draws the whole picture.
func (g *graph) paint(c canvas) {
	g.canvas = c
	page := rect{0, 0, float64(g.imageW), float64(g.imageH)}
	c.fill(page.path(), g.colors[ColorBack])
	field := rect{float64(g.left), float64(g.top()), float64(g.left + g.xsize), float64(g.bottom)}
	c.fill(field.path(), g.colors[ColorCanvas])
	c.clip(rect{field.x0, field.y0 - 1, field.x1, field.y1 + 1})
	g.paintCurves()
	c.unclip()
	if !g.opts.OnlyGraph {
		g.paintSurroundings()
	}
	g.paintRules()
}

// paintSurroundings draws all but the field of the curves.
func (g *graph) paintSurroundings() {
	c := g.canvas
	border := 2.0
	if b := g.opts.Border; b != nil {
		border = float64(*b)
	}
	w, h := float64(g.imageW), float64(g.imageH)
	if border > 0 {
		// In two strips each, which are much smaller than a frame around the page.
		upper := []point{{0, 0}, {w, 0}, {w - border, border}, {0, border}}
		left := []point{{0, border}, {border, border}, {border, h - border}, {0, h}}
		c.fill(path{{points: upper, closed: true}}, g.colors[ColorShadeA])
		c.fill(path{{points: left, closed: true}}, g.colors[ColorShadeA])
		lower := []point{{w, h}, {0, h}, {border, h - border}, {w, h - border}}
		right := []point{{w, h - border}, {w - border, h - border}, {w - border, border}, {w, 0}}
		c.fill(path{{points: lower, closed: true}}, g.colors[ColorShadeB])
		c.fill(path{{points: right, closed: true}}, g.colors[ColorShadeB])
	}
	if !g.opts.NoXGrid {
		g.paintXGrid()
	}
	if !g.opts.NoYGrid {
		g.paintYGrid()
	}
	g.paintTexts()
	g.paintLegend()
	g.paintAxes()
}

func (g *graph) dashes() []float64 {
	d := g.opts.GridDash
	if d[0] == 0 && d[1] == 0 {
		return []float64{1, 1}
	}
	return d[:]
}

// Widths of grid lines.
const (
	minorWidth = 0.4
	majorWidth = 0.6
	axisWidth  = 0.6
)

// gridLine draws a line of the grid. A broken one begins its dashes at the edge of
// a pixel.
func (g *graph) gridLine(a, b point, major, broken bool) {
	p := pen{width: minorWidth}
	color := g.colors[ColorGrid]
	if major {
		p.width, color = majorWidth, g.colors[ColorMGrid]
	}
	if g.snapped() {
		a, b = alignLine(a, p.width), alignLine(b, p.width)
	}
	if broken {
		p.dashes = g.dashes()
		if g.snapped() && a.y == b.y {
			p.offset = a.x - math.Ceil(a.x)
		} else if g.snapped() {
			p.offset = math.Floor(a.y) - a.y
		}
	}
	g.canvas.stroke(path{{points: []point{a, b}}}, p, color)
}

// snapped reports whether lines are put on whole pixels.
func (g *graph) snapped() bool { return g.canvas.snaps() && !g.opts.NoGridFit }

// straight draws a line that is put on whole pixels.
func (g *graph) straight(x0, y0, x1, y1 float64, p pen, c rgba) {
	a, b := point{x0, y0}, point{x1, y1}
	if g.snapped() {
		a, b = alignLine(a, p.width), alignLine(b, p.width)
	}
	g.canvas.stroke(path{{points: []point{a, b}}}, p, c)
}

func (g *graph) paintXGrid() {
	scale := g.xScale()
	y0, y1 := float64(g.bottom), float64(g.top())
	for _, m := range g.xMarks(scale) {
		x := math.Floor(g.x(m.at))
		below, out := 2.0, 1.0
		if m.major {
			below, out = 3, 2
		}
		g.gridLine(point{x, y1}, point{x, y1 - 2}, m.major, false)
		g.gridLine(point{x, y0}, point{x, y0 + below}, m.major, false)
		g.gridLine(point{x, y0 + 2*out - 1}, point{x, y1 - out}, m.major, true)
	}
	face := g.faces[FontAxis]
	for _, l := range g.xLabels(scale) {
		g.canvas.write(label{
			text: l.text, face: face, color: g.colors[ColorFont],
			at: point{math.Floor(g.x(l.at)), y0 + 3}, h: alignCentre, v: alignTop,
		})
	}
}

func (g *graph) paintYGrid() {
	x0, x1 := float64(g.left), float64(g.left+g.xsize)
	face := g.faces[FontAxis]
	for _, m := range g.yMarks() {
		if !m.major && g.opts.NoMinor {
			continue
		}
		y := g.y(m.value)
		out := 1.0
		if m.major {
			out = 2
		}
		g.gridLine(point{x0 - 2, y}, point{x0, y}, m.major, false)
		g.gridLine(point{x1, y}, point{x1 + 2, y}, m.major, false)
		g.gridLine(point{x0 - out, y}, point{x1 + out, y}, m.major, true)
		if m.label == "" {
			continue
		}
		beside := wholePixel(y) + 1
		g.canvas.write(label{
			text: m.label, face: face, color: g.colors[ColorFont],
			at: point{x0 - face.size, beside}, h: alignRight, v: alignMiddle,
		})
		if m.right != "" {
			g.canvas.write(label{
				text: m.right, face: face, color: g.colors[ColorFont],
				at: point{x1 + face.size, beside}, h: alignLeft, v: alignMiddle,
			})
		}
	}
}

// wholePixel is the pixel that a text goes to. Cairo knows places to 1/256 of a
// pixel, so that a text hardly above the middle of one goes down.
func wholePixel(y float64) float64 {
	return math.Floor(math.Round(y*256)/256 + 0.5)
}

// paintTexts writes titles and labels.
func (g *graph) paintTexts() {
	o := &g.opts
	color := g.colors[ColorFont]
	unit := g.faces[FontUnit]
	middle := float64(g.top() + g.ysize/2)
	if o.VerticalLabel != "" {
		g.canvas.write(label{text: o.VerticalLabel, face: unit, color: color, rotate: 90, at: point{g.leftLabelX + 10, middle}, h: alignCentre, v: alignMiddle})
	}
	if o.RightAxisLabel != "" {
		g.canvas.write(label{text: o.RightAxisLabel, face: unit, color: color, rotate: 90, at: point{g.rightLabelX + 10, middle}, h: alignCentre, v: alignMiddle})
	}
	if o.Title != "" {
		title := g.faces[FontTitle]
		g.canvas.write(label{text: o.Title, face: title, color: color, at: point{float64(g.imageW / 2), title.size * 1.3}, h: alignCentre, v: alignTop})
	}
	small := g.faces[FontWatermark]
	if !o.NoTag {
		g.canvas.write(label{text: "RRDTOOL / TOBI OETIKER", face: small, color: color.withAlpha(0.3), rotate: -90, at: point{g.tagX, 5}, h: alignLeft, v: alignTop})
	}
	if o.Watermark != "" {
		g.canvas.write(label{text: o.Watermark, face: small, color: color.withAlpha(0.3), at: point{float64(g.imageW / 2), float64(g.imageH - 6)}, h: alignCentre, v: alignBottom})
	}
}

// paintAxes draws the two axes and their heads.
func (g *graph) paintAxes() {
	c := g.canvas
	x0, x1 := float64(g.left), float64(g.left+g.xsize)
	y0, y1 := float64(g.bottom), float64(g.top())
	p := pen{width: axisWidth}
	g.straight(x0-4, y0, x1+4, y0, p, g.colors[ColorAxis])
	g.straight(x0, y0+4, x0, y1-4, p, g.colors[ColorAxis])
	arrow := func(points ...point) { c.fill(path{{points: points, closed: true}}, g.colors[ColorArrow]) }
	arrow(point{x1 + 2, y0 - 3}, point{x1 + 2, y0 + 3}, point{x1 + 7, y0})
	arrow(point{x0 - 3, y1 - 2}, point{x0 + 3, y1 - 2}, point{x0, y1 - 7})
	if g.opts.RightAxis != nil {
		g.straight(x1, y0+4, x1, y1-4, p, g.colors[ColorAxis])
		arrow(point{x1 - 2, y1 - 2}, point{x1 + 3, y1 - 2}, point{x1, y1 - 7})
	}
}

// paintLegend writes the legend and its boxes.
func (g *graph) paintLegend() {
	if g.opts.NoLegend {
		return
	}
	face := g.faces[FontLegend]
	for _, i := range g.items {
		if !i.shown || i.legend == "" {
			continue
		}
		g.canvas.write(label{text: i.legend, face: face, color: g.colors[ColorFont], at: point{i.x, i.y}, h: alignLeft, v: alignBottom, tab: g.tabStops()})
		if i.kind.boxed() {
			g.paintBox(i)
		}
	}
}

// paintBox draws the box of an item in its colour.
func (g *graph) paintBox(i *item) {
	size := g.faces[FontLegend].width("o", tabStops{}) * 1.2
	x, y := i.x, i.y-size*0.4
	a, b := point{x, y - size}, point{x + size, y}
	if g.canvas.snaps() {
		a, b = alignLine(a, 1), alignLine(b, 1)
	}
	if g.opts.DynamicLabels {
		middle := point{(a.x + b.x) / 2, (a.y + b.y) / 2}
		switch i.kind {
		case itemLine:
			g.canvas.stroke(line(a.x, b.y, b.x, a.y), pen{width: i.width}, i.color)
			return
		case itemHRule:
			g.canvas.stroke(line(a.x, middle.y, b.x, middle.y), pen{width: 1}, i.color)
			return
		case itemVRule:
			g.canvas.stroke(line(middle.x, a.y, middle.x, b.y), pen{width: 1}, i.color)
			return
		}
	}
	box := rect{a.x, b.y, b.x, a.y}.path()
	frame := pen{width: 1}
	if i.dashes != nil {
		frame.dashes = []float64{3, 3}
	}
	g.canvas.fill(box, g.colors[ColorBack])
	g.canvas.fill(box, i.color)
	g.canvas.stroke(box, frame, g.colors[ColorFrame])
}
