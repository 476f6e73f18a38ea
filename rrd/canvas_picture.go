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
	textMono
)

func newPicture(width, height int, zoom float64) *picture {
	w, h := int(float64(width)*zoom), int(float64(height)*zoom)
	p := &picture{w: w, h: h, pix: make([]uint32, w*h), zoom: zoom, cov: newCoverage(w, h)}
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

func (p *picture) finish() ([]byte, error) { return encodePNG(p.pix, p.w, p.h) }

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
	if !c.visible() {
		return
	}
	for _, line := range shape {
		p.cov.polygon(p.scaled(line.points), 1)
	}
	p.lay(premultiplied(c))
}

// lay draws what was added to the coverage.
func (p *picture) lay(c uint32) {
	p.row = p.cov.rows(p.hard, p.row, func(y, x int, alpha []uint8) { p.blend(y, x, alpha, c) })
}

func (p *picture) fillGradient(shape path, g gradient) {
	for _, line := range shape {
		p.cov.polygon(p.scaled(line.points), 1)
	}
	p.row = p.cov.rows(p.hard, p.row, func(y, x int, alpha []uint8) {
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
	outline(shape, with, func(piece []point, off bool) { p.cov.upright(p.scaled(piece), off) })
	p.lay(premultiplied(c))
}
