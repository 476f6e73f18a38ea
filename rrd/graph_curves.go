package rrd

import "math"

// paintCurves draws lines, areas and ticks in their order.
func (g *graph) paintCurves() {
	zero := 0.0
	if g.low > 0 {
		zero = g.low
	}
	if g.high < 0 {
		zero = g.high
	}
	for _, i := range g.items {
		switch i.kind {
		case itemTick:
			g.paintTicks(i)
		case itemLine:
			g.paintLine(i)
		case itemArea:
			g.paintArea(i, zero)
		}
	}
}

// paintTicks draws a tick at every pixel whose value is neither 0 nor unknown.
func (g *graph) paintTicks(i *item) {
	if !i.color.visible() {
		return
	}
	from, to := float64(g.bottom)+1, float64(g.bottom)-i.fraction*float64(g.ysize)
	if i.fraction < 0 {
		from, to = float64(g.top())-1, float64(g.top())-i.fraction*float64(g.ysize)
	}
	for x, v := range i.column {
		if v == v && v != 0 {
			at := float64(g.left + x)
			g.straight(at, from, at, to, pen{width: 1}, i.color)
		}
	}
}

// paintLine draws a line through the values of the pixels.
func (g *graph) paintLine(i *item) {
	if !i.color.visible() {
		return
	}
	p := pen{width: i.width, dashes: i.dashes, offset: i.dashOffset, round: true}
	align := func(q point) point {
		if g.snapped() {
			return alignLine(q, i.width)
		}
		return q
	}
	var lines path
	var points []point
	for x := 1; x < len(i.column); x++ {
		v := i.column[x]
		if v != v {
			if len(points) > 0 {
				lines = append(lines, polyline{points: points})
				points = nil
			}
			continue
		}
		if g.opts.SlopeMode && i.column[x-1] != i.column[x-1] && len(points) == 0 {
			points = append(points, align(point{float64(g.left + x), g.y(v)}))
			continue
		}
		y := g.y(v)
		if len(points) == 0 {
			if g.opts.SlopeMode {
				points = append(points, align(point{float64(g.left + x - 1), g.y(i.column[x-1])}))
			} else {
				points = append(points, align(point{float64(g.left + x - 1), y}))
			}
		} else if last := i.column[x-1]; !g.opts.SlopeMode && last != v {
			points = append(points, align(point{float64(g.left + x - 1), y}))
		}
		points = append(points, align(point{float64(g.left + x), y}))
	}
	if len(points) > 0 {
		lines = append(lines, polyline{points: points})
	}
	g.canvas.stroke(lines, p, i.color)
}

// overlap is how far areas reach into each other, in pixels.
const overlap = 0.2

// paintArea fills what is between the values and the axis, or the values of the
// curve below.
func (g *graph) paintArea(i *item, zero float64) {
	if !i.color.visible() && !i.to.visible() {
		return
	}
	align := func(q point) point {
		if g.snapped() {
			return alignArea(q)
		}
		return q
	}
	// edges are both ends of the area at one of its columns, a little apart so that
	// areas on top of each other leave no gap.
	edges := func(x, column int) (end, base point) {
		y, b := g.y(i.column[column]), g.y(zero)
		if i.base != nil && i.base[column] == i.base[column] && i.base[column] != 0 {
			b = g.y(i.base[column])
		}
		apart := overlap
		if y > b {
			apart = -overlap
		}
		at := float64(g.left + x)
		return align(point{at, y - apart}), align(point{at, b + apart})
	}
	put := func(upper, lower *[]point, x, column int) {
		end, base := edges(x, column)
		*upper = append(*upper, end)
		*lower = append(*lower, base)
	}
	shaded := i.to.visible()
	if g.snapped() && !g.opts.SlopeMode && !shaded {
		g.paintColumns(i, edges)
		return
	}
	upper, lower := make([]point, 0, 2*len(i.column)), make([]point, 0, 2*len(i.column))
	begun := 0
	flush := func() {
		if len(upper) > 0 {
			shape := make([]point, 0, len(upper)+len(lower))
			shape = append(shape, upper...)
			for n := len(lower) - 1; n >= 0; n-- {
				shape = append(shape, lower[n])
			}
			if area := (path{{points: shape, closed: true}}); shaded {
				g.canvas.fillGradient(area, g.shade(i, begun, upper, lower))
			} else {
				g.canvas.fill(area, i.color)
			}
		}
		upper, lower = upper[:0], lower[:0]
	}
	for x := 1; x < len(i.column); x++ {
		v := i.column[x]
		if v != v || g.opts.SlopeMode && i.column[x-1] != i.column[x-1] {
			flush()
			continue
		}
		// A shaded area is drawn in pieces of one height, each with its own colours.
		if shaded && len(upper) > 0 && (g.opts.SlopeMode || v != i.column[x-1]) {
			flush()
		}
		if len(upper) == 0 {
			begun = x
		}
		if g.opts.SlopeMode {
			if len(upper) == 0 {
				put(&upper, &lower, x-1, x-1)
			}
		} else {
			put(&upper, &lower, x-1, x)
		}
		put(&upper, &lower, x, x)
	}
	flush()
}

// paintColumns draws an area as a rectangle for each stretch of columns of the
// same height.
func (g *graph) paintColumns(i *item, edges func(x, column int) (end, base point)) {
	shape := make(path, 0, 64)
	var corners [2]point
	for x := 1; x < len(i.column); x++ {
		if v := i.column[x]; v != v {
			continue
		}
		end, base := edges(x, x)
		if n := len(shape); n > 0 && corners[1].x == end.x-1 && corners[0].y == end.y && corners[1].y == base.y {
			q := shape[n-1].points
			q[1].x, q[2].x = end.x, end.x
		} else {
			shape = append(shape, rect{end.x - 1, end.y, end.x, base.y}.path()[0])
		}
		corners = [2]point{end, base}
	}
	g.canvas.fill(shape, i.color)
}

// shade is how the colour of a piece of an area changes.
func (g *graph) shade(i *item, column int, upper, lower []point) gradient {
	top := point{upper[0].x, g.y(i.column[column])}
	base := lower[0].y - overlap
	end := point{upper[len(upper)-1].x, base}
	switch h := i.gradient; {
	case h > 0:
		end.y = top.y + h
	case h < 0:
		top.y = base + h
	}
	return gradient{from: top, to: end, a: i.color, b: i.to}
}

// paintRules draws horizontal and vertical rules, over everything.
func (g *graph) paintRules() {
	for _, i := range g.items {
		var a, b point
		switch i.kind {
		case itemHRule:
			v := i.number()
			if !(v >= g.low && v <= g.high) {
				continue
			}
			y := g.y(v)
			a, b = point{float64(g.left), y}, point{float64(g.left + g.xsize), y}
		case itemVRule:
			t := i.ruleTime()
			if t < g.start || t > g.end {
				continue
			}
			x := math.Floor(g.x(t))
			a, b = point{x, float64(g.top())}, point{x, float64(g.bottom)}
		default:
			continue
		}
		g.straight(a.x, a.y, b.x, b.y, pen{width: 1, dashes: i.dashes, offset: i.dashOffset}, i.color)
	}
}
