package rrd

import (
	"math"
	"sync"
)

// A letterMask is a drawn letter: how far each pixel is covered.
type letterMask struct {
	x, y  int // of its corner, from its beginning on the base line
	w     int
	alpha []uint8
}

type letterKey struct {
	from  *typeface
	index uint16
	size  int32
	wide  float64 // of a box
	hard  bool
}

// letters are those that were drawn lately, by any graph: their number is
// bounded, and they never change.
var letters struct {
	sync.RWMutex
	drawn map[letterKey]*letterMask
}

const mostLetters = 4096

// mask draws a letter, or finds it drawn.
func (f *face) mask(g glyph, mode textMode) *letterMask {
	if m := kept(mode, f.size*f.zoom, g.letter); m != nil {
		return m
	}
	hard := mode == textMono
	key := letterKey{from: g.from, index: uint16(g.index), size: int32(f.ppem()), hard: hard}
	if g.missing {
		key.wide = g.advance
	}
	letters.RLock()
	m := letters.drawn[key]
	letters.RUnlock()
	if m != nil {
		return m
	}
	m = drawLetter(f.letter(g), hard)
	letters.Lock()
	if len(letters.drawn) >= mostLetters || letters.drawn == nil {
		letters.drawn = map[letterKey]*letterMask{}
	}
	letters.drawn[key] = m
	letters.Unlock()
	return m
}

func drawLetter(shape path, hard bool) *letterMask {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, line := range shape {
		for _, p := range line.points {
			x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
		}
	}
	if !(x0 < x1) {
		return &letterMask{}
	}
	m := &letterMask{x: int(math.Floor(x0)), y: int(math.Floor(y0))}
	m.w = int(math.Ceil(x1)) - m.x
	h := int(math.Ceil(y1)) - m.y
	m.alpha = make([]uint8, m.w*h)
	c := newCoverage(m.w, h)
	c.hard = hard
	for _, line := range shape {
		moved := make([]point, len(line.points))
		for i, p := range line.points {
			moved[i] = point{p.x - float64(m.x), p.y - float64(m.y)}
		}
		c.polygon(moved, 1)
	}
	c.rows(nil, func(y, x int, alpha []uint8) { copy(m.alpha[y*m.w+x:], alpha) })
	return m
}

// corner is where the upper left corner of a label's text comes, before it is
// turned about the label's point.
func (l *label) corner(width, height float64) point {
	var p point
	switch l.h {
	case alignCentre:
		p.x = -width / 2
	case alignRight:
		p.x = -width
	}
	switch l.v {
	case alignMiddle:
		p.y = -height / 2
	case alignBottom:
		p.y = -height
	}
	return p
}

// turn gives a place relative to the label's point on the page.
func (l *label) turn(p point) point {
	switch l.rotate {
	case 90:
		p = point{p.y, -p.x}
	case -90:
		p = point{-p.y, p.x}
	}
	return point{l.at.x + p.x, l.at.y + p.y}
}

// outlines is the shape of a label in unzoomed pixels, letter by letter.
func (l *label) outlines(yield func(path)) {
	glyphs, w, h := l.face.set(l.text, l.tab)
	corner := l.corner(w, h)
	for _, g := range glyphs {
		shape := l.face.letter(g.glyph)
		for _, line := range shape {
			for i, p := range line.points {
				line.points[i] = l.turn(point{corner.x + g.x + p.x/l.face.zoom, corner.y + g.y + p.y/l.face.zoom})
			}
		}
		yield(shape)
	}
}

// turned is a mask turned by a quarter about its beginning.
func (m *letterMask) turned(degrees int) *letterMask {
	if degrees == 0 || m.w == 0 {
		return m
	}
	h := len(m.alpha) / m.w
	t := &letterMask{w: h, alpha: make([]uint8, len(m.alpha))}
	for y := range h {
		for x := range m.w {
			a := m.alpha[y*m.w+x]
			if degrees == 90 {
				t.alpha[(m.w-1-x)*h+y] = a
			} else {
				t.alpha[x*h+h-1-y] = a
			}
		}
	}
	if degrees == 90 {
		t.x, t.y = m.y, -(m.x + m.w)
	} else {
		t.x, t.y = -(m.y + h), m.x
	}
	return t
}

// write draws a label, its letters on whole pixels.
func (p *picture) write(l label) {
	glyphs, w, h := l.face.set(l.text, l.tab)
	corner := l.corner(w, h)
	color := premultiplied(l.color)
	for _, g := range glyphs {
		m := l.face.mask(g.glyph, p.text).turned(l.rotate)
		at := l.turn(point{corner.x + g.x, corner.y + g.y})
		x := int(math.Floor(at.x*p.zoom+0.5)) + m.x
		y := int(math.Ceil(at.y*p.zoom-0.5)) + m.y
		for i := 0; i < len(m.alpha); i += m.w {
			if y >= 0 && y < p.h {
				p.blend(y, x, m.alpha[i:i+m.w], color)
			}
			y++
		}
	}
}
