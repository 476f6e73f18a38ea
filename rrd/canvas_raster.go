package rrd

import (
	"math"
	"sync"
)

// A coverage tells how much of each pixel a shape covers. Shapes are added edge
// by edge: each edge leaves, in the cells that it crosses, how the covered area
// changes from one pixel to the next, and the sum along a row is the coverage.
type coverage struct {
	w, h  int
	cells []float32 // h rows of w+1
	hard  bool      // a pixel is covered if its centre is, and else not

	// What has been touched.
	x0, y0, x1, y1 int
}

func newCoverage(w, h int) *coverage {
	c := &coverage{w: w, h: h, cells: make([]float32, (w+1)*h)}
	c.untouched()
	return c
}

// coverages are kept for the next picture: they are wiped after each shape.
var coverages sync.Pool

// borrowCoverage is a coverage that another picture may have had.
func borrowCoverage(w, h int) *coverage {
	c, ok := coverages.Get().(*coverage)
	if !ok || cap(c.cells) < (w+1)*h {
		return newCoverage(w, h)
	}
	c.w, c.h, c.cells, c.hard = w, h, c.cells[:(w+1)*h], false
	c.untouched()
	return c
}

func (c *coverage) untouched() { c.x0, c.y0, c.x1, c.y1 = c.w, c.h, 0, 0 }

// polygon adds a closed shape so many times.
func (c *coverage) polygon(points []point, times float32) {
	if len(points) < 3 {
		return
	}
	for i, p := range points[1:] {
		c.edge(points[i], p, times)
	}
	c.edge(points[len(points)-1], points[0], times)
}

// upright adds a closed shape, or takes it off, whatever its direction.
func (c *coverage) upright(points []point, off bool) {
	area, n := 0.0, len(points)
	for i, p := range points {
		q := points[(i+1)%n]
		area += p.x*q.y - q.x*p.y
	}
	times := float32(1)
	if area < 0 != off {
		times = -1
	}
	c.polygon(points, times)
}

// edge adds one edge. What is left of the picture counts at its left edge; what
// is above, below or right of it does not count.
func (c *coverage) edge(a, b point, sign float32) {
	if a.y == b.y || math.IsNaN(a.x+a.y+b.x+b.y) {
		return
	}
	if a.y > b.y {
		a, b, sign = b, a, -sign
	}
	if b.y <= 0 || a.y >= float64(c.h) {
		return
	}
	slope := (b.x - a.x) / (b.y - a.y)
	if c.hard {
		c.centres(a, b, slope, sign)
		return
	}
	if a.y < 0 {
		a.x -= a.y * slope
		a.y = 0
	}
	if b.y > float64(c.h) {
		b.x -= (b.y - float64(c.h)) * slope
		b.y = float64(c.h)
	}
	right := float64(c.w)
	first, last := int(a.y), int(math.Ceil(b.y))
	c.y0, c.y1 = min(c.y0, first), max(c.y1, last)
	c.x0 = min(c.x0, int(min(max(min(a.x, b.x), 0), right)))
	c.x1 = max(c.x1, int(math.Ceil(min(max(max(a.x, b.x), 0), right))))
	x := a.x
	for y := first; y < last; y++ {
		top, bottom := max(a.y, float64(y)), min(b.y, float64(y+1))
		dy := bottom - top
		next := x + dy*slope
		c.inRow(y, min(max(x, 0), right), min(max(next, 0), right), sign*float32(dy))
		x = next
	}
}

// centres adds an edge, which goes down, to the rows whose centres it crosses. Cairo, too,
// counts in 256ths of a pixel: it looks one above the centre, and takes an edge that hardly
// passes a pixel's centre for one before it.
func (c *coverage) centres(a, b point, slope float64, sign float32) {
	const part, half = 256, 128
	top, bottom := math.Round(a.y*part), math.Round(b.y*part)
	row := func(y float64) int { return int(min(max(math.Ceil((y-half)/part), 0), float64(c.h))) }
	first, last := row(top), row(bottom)
	for y := first; y < last; y++ {
		x := math.Floor(math.Round(a.x*part) + (float64(y)*part+half-1-top)*slope)
		at := int(math.Floor(min(max((x+half-1)/part, 0), float64(c.w))))
		c.cells[y*(c.w+1)+at] += sign
		c.x0, c.x1 = min(c.x0, at), max(c.x1, at)
		c.y0, c.y1 = min(c.y0, y), max(c.y1, y+1)
	}
}

// inRow adds the part of an edge that lies in one row and goes from one place to
// another while its height changes by d.
func (c *coverage) inRow(y int, xa, xb float64, d float32) {
	if xa > xb {
		xa, xb = xb, xa
	}
	row := c.cells[y*(c.w+1) : (y+1)*(c.w+1)]
	left, end := int(xa), int(math.Ceil(xb))
	if end <= left+1 {
		// Within one pixel: what lies right of the middle of the edge is covered.
		inside := d * float32(1-((xa+xb)/2-float64(left)))
		row[left] += inside
		if left < c.w {
			row[left+1] += d - inside
		}
		return
	}
	per := d / float32(xb-xa)
	before, passed := float32(0), float32(0)
	for x := left; x < end; x++ {
		from, to := max(xa, float64(x)), min(xb, float64(x+1))
		part := per * float32(to-from)
		covered := passed + part*float32(float64(x+1)-(from+to)/2)
		row[x] += covered - before
		before, passed = covered, passed+part
	}
	row[end] += d - before
}

// rows calls f with the coverage of each touched row, from x on, and wipes the
// cells.
func (c *coverage) rows(buffer []uint8, f func(y, x int, alpha []uint8)) []uint8 {
	if c.x1 <= c.x0 {
		c.x1 = min(c.x0+1, c.w)
	}
	width := c.x1 - c.x0
	if cap(buffer) < width {
		buffer = make([]uint8, c.w)
	}
	for y := c.y0; y < c.y1; y++ {
		row := c.cells[y*(c.w+1)+c.x0 : y*(c.w+1)+c.x1+1]
		alpha := buffer[:width]
		sum := float32(0)
		for i := range alpha {
			sum += row[i]
			row[i] = 0
			v := sum
			if v < 0 {
				v = -v
			}
			if v > 1 {
				v = 1
			}
			alpha[i] = uint8(min(v*256+0.5, 255))
		}
		row[width] = 0
		f(y, c.x0, alpha)
	}
	c.untouched()
	return buffer
}
