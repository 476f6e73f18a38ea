package rrd

import (
	"math"
	"strings"
)

// apart is how far apart the parts of a page stand, in pixels.
const apart = 15

// layout says where everything is on the page.
func (g *graph) layout() error {
	o := &g.opts
	if o.OnlyGraph {
		g.imageW, g.imageH = g.xsize, g.ysize
		g.left, g.bottom = 0, g.ysize
		return nil
	}
	size := func(f GraphFont) float64 { return g.faces[f].size }
	leftLabel, rightLabel, tag := 0, apart, apart
	if o.VerticalLabel != "" {
		leftLabel = int(size(FontUnit) * 2)
	}
	if o.RightAxisLabel != "" {
		rightLabel = int(size(FontUnit) * 2)
	}
	if o.NoTag {
		tag = 0
	}
	xAxis := 0
	if !o.NoXGrid {
		xAxis = int(size(FontAxis) * 2.5)
	}
	yAxis := apart
	if !o.NoYGrid || g.roomGiven {
		yAxis += int(g.plain[FontAxis].width("0", tabStops{}) * float64(o.UnitsLength))
	}
	rightAxis := 0
	if o.RightAxis != nil {
		rightAxis = yAxis
	}
	title := apart
	if o.Title != "" {
		title = int(size(FontTitle) * float64(strings.Count(o.Title, "\n")+2) * 1.6)
	}
	watermark := 0
	if o.Watermark != "" {
		watermark = int(size(FontWatermark) * 2)
	}
	position := o.LegendPosition
	if o.NoLegend {
		position = LegendSouth
	}
	atSide := position == LegendWest || position == LegendEast

	besides := leftLabel + yAxis + rightAxis + rightLabel + tag
	if o.FullSize {
		g.imageW, g.imageH = o.Width, o.Height
	} else {
		g.imageW = besides + g.xsize
	}
	legendHeight := 7
	if o.FullSize {
		legendHeight = 8
	}
	if !o.NoLegend {
		var err error
		if atSide {
			g.legendW, _, err = g.placeLegend(math.Inf(1))
			besides += g.legendW
			if !o.FullSize {
				g.imageW += g.legendW
			}
			legendHeight = 0
		} else {
			_, legendHeight, err = g.placeLegend(float64(g.imageW) - 2*g.legendBorder())
		}
		if err != nil {
			return err
		}
	}
	if o.FullSize {
		g.xsize = max(o.Width-besides, 1)
		g.ysize = max(o.Height-title-xAxis-legendHeight-watermark, 1)
	} else {
		g.imageH = title + g.ysize + xAxis + legendHeight + watermark
	}
	most := mostPixels
	if g.mostPixels > 0 {
		most = min(most, g.mostPixels)
	}
	if float64(g.imageW)*o.Zoom*float64(g.imageH)*o.Zoom > float64(most) {
		return graphError("a picture of %d x %d pixels, %g times enlarged, is too large: at most %d pixels", g.imageW, g.imageH, o.Zoom, most)
	}

	g.left = leftLabel + yAxis
	top := title
	g.tagX = float64(g.imageW - 4)
	shift := 0
	switch position {
	case LegendWest:
		shift = g.legendW
		g.legendX, g.legendY = 0, float64(title)
	case LegendEast:
		g.legendY = float64(title)
	case LegendNorth:
		top += legendHeight
		g.legendY = float64(title)
	}
	if o.LegendPosition == LegendEast {
		shift += tag
		g.tagX = apart
	}
	g.left += shift
	g.leftLabelX = float64(shift)
	g.bottom = top + g.ysize
	if position == LegendSouth {
		g.legendY = float64(g.bottom + xAxis)
	}
	g.rightLabelX = float64(g.left + g.xsize + rightAxis)
	if position == LegendEast {
		g.legendX = g.rightLabelX + float64(rightLabel)
	}
	for _, i := range g.items {
		i.x += g.legendX
		i.y += g.legendY
	}
	return nil
}

// top is the upper edge of the field of the curves.
func (g *graph) top() int { return g.bottom - g.ysize }
