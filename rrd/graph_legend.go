package rrd

import (
	"math"
	"strings"
)

// legendBorder is how far the legend is from the edges of the page; texts in it
// are as far apart.
func (g *graph) legendBorder() float64 { return 2 * g.faces[FontLegend].size }

// inLegend reports whether an item has a place in the legend. Rules beyond the
// limits that were asked for, or out of the time shown, have none.
func (g *graph) inLegend(i *item) bool {
	switch i.kind {
	case itemHRule:
		v, o := i.number(), &g.opts
		below := o.LowerLimit != nil && v < *o.LowerLimit
		above := o.UpperLimit != nil && v > *o.UpperLimit
		return o.ForceRulesLegend || !below && !above
	case itemVRule:
		t := i.ruleTime()
		return g.opts.ForceRulesLegend || t >= g.start && t <= g.end
	case itemLine, itemArea, itemTick, itemGPrint, itemComment, itemXPort:
		return true
	}
	return false
}

// A legendLine is items that stand beside each other.
type legendLine struct {
	items  []*item
	gaps   []float64 // after each item
	widths []float64
	align  Ending
	last   Ending // what ends it
}

// width is that of the line, as librrd reckons it: each item but the first has
// its own gap before it, although it is the item before that may be glued.
func (l *legendLine) width() float64 {
	sum := 0.0
	for n, w := range l.widths {
		sum += w
		if n > 0 {
			sum += l.gaps[n]
		}
	}
	return sum
}

// placeLegend breaks the legend into lines no wider than most, and puts every item
// in its place, relative to the legend's corner.
func (g *graph) placeLegend(most float64) (width, height int, err error) {
	lines := g.legendLines(most)
	size, border := g.faces[FontLegend].size, g.legendBorder()
	widest := 0.0
	for _, l := range lines {
		widest = max(widest, l.width())
	}
	if math.IsInf(most, 1) {
		most = widest
	}
	y := 0
	for _, l := range lines {
		x, glue := border, 0.0
		switch room := most - l.width(); {
		case l.align == EndRight:
			x += room
		case l.align == EndCenter:
			x += room / 2
		case l.align == EndJustified && len(l.items) > 1:
			glue = room / float64(len(l.items)-1)
		}
		for n, i := range l.items {
			i.x, i.y = x, float64(y)
			i.shown = true
			x += l.widths[n] + l.gaps[n] + glue
		}
		// A line with nothing in it takes room only where it is not set left.
		if len(l.items) > 0 || l.last == EndRight || l.last == EndCenter || l.last == EndHalf {
			y = int(float64(y) + size*1.8)
		}
		switch l.last {
		case EndHalf:
			y = int(float64(y) - size)
		case EndUp:
			y = int(float64(y) - size*1.8)
		}
	}
	var placed []*item
	for _, l := range lines {
		placed = append(placed, l.items...)
	}
	if g.opts.BottomUp && len(placed) > 0 {
		// The first takes the place of the last, and so on; lines with nothing in them
		// before and behind them stay where they are.
		ends := placed[0].y + placed[len(placed)-1].y
		for _, i := range placed {
			i.y = ends - i.y
		}
	}
	for _, i := range placed {
		i.y += border
	}
	return int(widest + 2*border), int(float64(y) + border*0.6), nil
}

// legendLines breaks the legend into lines.
func (g *graph) legendLines(most float64) []*legendLine {
	var lines []*legendLine
	line := &legendLine{}
	align := EndJustified
	finish := func(how, last Ending) {
		line.align, line.last = how, last
		lines = append(lines, line)
		line = &legendLine{}
	}
	face, border, tab := g.plain[FontLegend], g.legendBorder(), g.tabStops()
	for _, i := range g.items {
		if i.kind == itemTextAlign {
			align = i.end
			continue
		}
		i.shown = false
		if !g.inLegend(i) {
			continue
		}
		end := i.end
		if end == EndGlued {
			i.legend = strings.TrimRight(i.legend, " ")
		}
		if text := i.legend; text != "" {
			width := face.width(text, tab)
			gap := border
			if end == EndGlued {
				gap = 0
			}
			line.items = append(line.items, i)
			line.widths = append(line.widths, width)
			line.gaps = append(line.gaps, gap)
			if n := len(line.items); line.width() > most && openEnded(end) {
				if n > 1 {
					// On the next line an item is no longer glued.
					next := &legendLine{items: line.items[n-1:], widths: line.widths[n-1:], gaps: []float64{border}}
					line.items, line.widths, line.gaps = line.items[:n-1:n-1], line.widths[:n-1:n-1], line.gaps[:n-1:n-1]
					finish(align, EndNone)
					line = next
				}
				if line.width() > most {
					finish(align, EndNone)
				}
			}
		}
		switch {
		case openEnded(end):
		case end == EndHalf || end == EndUp:
			finish(EndLeft, end)
		default:
			finish(end, end)
		}
	}
	if len(line.items) > 0 {
		finish(align, EndNone)
	}
	return lines
}

// ruleTime is the time of a VRule.
func (i *item) ruleTime() int64 {
	if i.of != nil {
		return i.of.when
	}
	return int64(i.value)
}

// openEnded reports whether a text may be broken off from the line it stands in.
func openEnded(e Ending) bool { return e == EndNone || e == EndGlued || e == endNothing }
