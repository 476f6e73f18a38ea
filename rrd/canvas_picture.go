package rrd

import "math"

// A picture is a canvas of pixels.
type picture struct {
	w, h int
	pix  []uint32 // 0xAARRGGBB, multiplied by alpha
	zoom float64
	cov  *coverage
	row  []uint8
	hard bool // shapes have hard edges
	text textMode

	// Nothing is drawn outside, in pixels.
	clipX0, clipY0, clipX1, clipY1 int
}

// A textMode is how the edges of letters look.
type textMode uint8

const (
	textNormal textMode = iota
	textLight
	textMono
	textModes // how many there are
)

func newPicture(width, height int, zoom float64) *picture {
	w, h := int(float64(width)*zoom), int(float64(height)*zoom)
	p := &picture{w: w, h: h, pix: make([]uint32, w*h), zoom: zoom, cov: borrowCoverage(w, h)}
	p.unclip()
	return p
}

func (p *picture) unclip() { p.clipX0, p.clipY0, p.clipX1, p.clipY1 = 0, 0, p.w, p.h }

func (p *picture) clip(r rect) {
	within := func(v float64, most int) int { return int(min(max(math.Round(v*p.zoom), 0), float64(most))) }
	p.clipX0, p.clipX1 = within(r.x0, p.w), within(r.x1, p.w)
	p.clipY0, p.clipY1 = within(r.y0, p.h), within(r.y1, p.h)
}

func (p *picture) snaps() bool { return true }

func (p *picture) finish() ([]byte, error) {
	coverages.Put(p.cov)
	p.cov = nil
	return encodePNG(p.pix, p.w, p.h)
}

// premultiplied is a colour as pixels hold it.
func premultiplied(c rgba) uint32 {
	eight := func(v float64) uint32 { return uint32(min(max(v, 0)*256, 255)) }
	return eight(c.a)<<24 | eight(c.r*c.a)<<16 | eight(c.g*c.a)<<8 | eight(c.b*c.a)
}

// times multiplies the four parts of a pixel by a share of 255.
func times(c, by uint32) uint32 {
	even := (c&0xFF00FF)*by + 0x800080
	even = (even + (even >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF
	odd := (c>>8&0xFF00FF)*by + 0x800080
	odd = (odd + (odd >> 8 & 0xFF00FF)) & 0xFF00FF00
	return even | odd
}

// blend lays a colour over pixels of a row, as far as each is covered.
func (p *picture) blend(y, x int, alpha []uint8, c uint32) {
	if y < p.clipY0 || y >= p.clipY1 {
		return
	}
	from, to := max(p.clipX0-x, 0), min(p.clipX1-x, len(alpha))
	if from >= to {
		return
	}
	row := p.pix[y*p.w+x+from : y*p.w+x+to]
	solid := c>>24 == 255
	for i, a := range alpha[from:to] {
		switch {
		case a == 0:
		case a == 255 && solid:
			row[i] = c
		default:
			s := c
			if a != 255 {
				s = times(c, uint32(a))
			}
			row[i] = s + times(row[i], 255-s>>24)
		}
	}
}

func (p *picture) scaled(points []point) []point {
	if p.zoom == 1 {
		return points
	}
	out := make([]point, len(points))
	for i, q := range points {
		out[i] = point{q.x * p.zoom, q.y * p.zoom}
	}
	return out
}

func (p *picture) fill(shape path, c rgba) {
	if !c.visible() || p.plain(shape, c) {
		return
	}
	for _, line := range shape {
		p.cov.polygon(p.scaled(line.points), 1)
	}
	p.lay(premultiplied(c))
}

// plain fills rectangles of whole pixels, such as the page or the columns of an
// area, without asking how far pixels are covered. It reports whether the shape
// consists of such, in one opaque colour.
func (p *picture) plain(shape path, c rgba) bool {
	if c.a < 1 {
		return false
	}
	for _, line := range shape {
		if !wholePixels(line.points, p.zoom) {
			return false
		}
	}
	color := premultiplied(c)
	for _, line := range shape {
		a, b := line.points[0], line.points[2]
		left, right := max(int(min(a.x, b.x)*p.zoom), p.clipX0), min(int(max(a.x, b.x)*p.zoom), p.clipX1)
		top, bottom := max(int(min(a.y, b.y)*p.zoom), p.clipY0), min(int(max(a.y, b.y)*p.zoom), p.clipY1)
		for y := top; y < bottom && left < right; y++ {
			row := p.pix[y*p.w+left : y*p.w+right]
			for i := range row {
				row[i] = color
			}
		}
	}
	return true
}

// wholePixels reports whether a shape is a rectangle on the edges of pixels.
func wholePixels(q []point, zoom float64) bool {
	if len(q) != 4 || q[0].y != q[1].y || q[1].x != q[2].x || q[2].y != q[3].y || q[3].x != q[0].x {
		return false
	}
	for _, v := range [...]float64{q[0].x * zoom, q[0].y * zoom, q[2].x * zoom, q[2].y * zoom} {
		if v != math.Floor(v) || math.Abs(v) > 1<<30 {
			return false
		}
	}
	return true
}

// lay draws what was added to the coverage.
func (p *picture) lay(c uint32) {
	p.row = p.cov.rows(p.row, func(y, x int, alpha []uint8) { p.blend(y, x, alpha, c) })
}

func (p *picture) fillGradient(shape path, g gradient) {
	for _, line := range shape {
		p.cov.polygon(p.scaled(line.points), 1)
	}
	p.row = p.cov.rows(p.row, func(y, x int, alpha []uint8) {
		for i := range alpha {
			at := point{(float64(x+i) + 0.5) / p.zoom, (float64(y) + 0.5) / p.zoom}
			p.blend(y, x+i, alpha[i:i+1], premultiplied(g.at(at)))
		}
	})
}

func (p *picture) stroke(shape path, with pen, c rgba) {
	if !c.visible() {
		return
	}
	if len(shape) == 1 && len(shape[0].points) == 2 && !with.round && !p.hard && p.straight(shape[0].points[0], shape[0].points[1], with, c) {
		return
	}
	with.discs = p.hard
	outline(shape, with, func(piece []point, off bool) {
		if !off || !p.hard { // what pieces share is covered, however often
			p.cov.upright(p.scaled(piece), off)
		}
	})
	p.lay(premultiplied(c))
}

// straight draws a line along the pixels, as grids consist of: dash by dash,
// without outlines. It reports whether the line is such a one.
func (p *picture) straight(a, b point, with pen, c rgba) bool {
	half := with.width / 2 * p.zoom
	across, from, to := a.y*p.zoom, a.x*p.zoom, b.x*p.zoom
	upright := a.x == b.x
	most := p.w
	if upright {
		across, from, to = a.x*p.zoom, a.y*p.zoom, b.y*p.zoom
		most = p.h
	} else if a.y != b.y {
		return false
	}
	if !finite(from+to+across) || from == to {
		return false
	}
	along := make([]float32, most+1)
	sign := 1.0
	if to < from {
		sign = -1
	}
	length := math.Abs(to-from) / p.zoom
	d := newDasher(with.dashes, with.offset, length)
	for at := 0.0; at < length; {
		step, on := d.next(length - at)
		if on {
			x0, x1 := from+sign*at*p.zoom, from+sign*(at+step)*p.zoom
			cover(along, min(x0, x1), max(x0, x1))
		}
		at += step
	}
	first, last := max(int(math.Floor(across-half)), 0), int(math.Ceil(across+half))
	if upright {
		last = min(last, p.w)
	} else {
		last = min(last, p.h)
	}
	color := premultiplied(c)
	for n := first; n < last; n++ {
		share := float32(min(across+half, float64(n+1)) - max(across-half, float64(n)))
		p.row = p.row[:0]
		for _, v := range along[:most] {
			p.row = append(p.row, p.alpha(v*share))
		}
		if !upright {
			p.blend(n, 0, p.row, color)
			continue
		}
		for y := range p.row {
			if p.row[y] != 0 {
				p.blend(y, n, p.row[y:y+1], color)
			}
		}
	}
	return true
}

// alpha is a coverage in shares of 255.
func (p *picture) alpha(v float32) uint8 {
	return uint8(min(v*256+0.5, 255))
}

// cover adds what an interval covers of each pixel.
func cover(pixels []float32, from, to float64) {
	from, to = max(from, 0), min(to, float64(len(pixels)-1))
	for x := int(from); float64(x) < to; x++ {
		pixels[x] += float32(min(to, float64(x+1)) - max(from, float64(x)))
	}
}
