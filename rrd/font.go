package rrd

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/DejaVuSansMono.ttf
var dejaVuSansMono []byte

// dotsPerInch is what sizes in points are reckoned with.
const dotsPerInch = 100

// A typeface is a font file, at any size.
type typeface struct{ sfnt *sfnt.Font }

// builtin is DejaVu Sans Mono.
var builtin = sync.OnceValues(func() (*typeface, error) {
	f, err := sfnt.Parse(dejaVuSansMono)
	return &typeface{f}, err
})

// A face is the built-in font at one size, on a canvas of one zoom. Letters stand
// on whole pixels of the zoomed picture, and so their widths depend on it. It is
// not safe for concurrent use.
type face struct {
	size, zoom float64
	base       *typeface
	buffer     sfnt.Buffer

	ascent, descent, lineHeight float64 // in unzoomed pixels
	known                       map[rune]glyph
}

// A glyph is a letter of a typeface.
type glyph struct {
	letter  rune
	from    *typeface
	index   sfnt.GlyphIndex
	advance float64 // unzoomed pixels
	missing bool    // a box stands for it
}

// newFace gives the face of a size in points.
func newFace(size, zoom float64) (*face, error) {
	base, err := builtin()
	if err != nil {
		return nil, err
	}
	f := &face{size: size, zoom: zoom, base: base, known: map[rune]glyph{}}
	m, err := base.sfnt.Metrics(&f.buffer, f.ppem(), font.HintingNone)
	if err != nil {
		return nil, err
	}
	f.ascent = math.Ceil(float64(m.Ascent)/64) / zoom
	f.descent = math.Ceil(float64(m.Descent)/64) / zoom
	f.lineHeight = f.ascent + f.descent
	return f, nil
}

// ppem is the size in pixels of the zoomed picture.
func (f *face) ppem() fixed.Int26_6 {
	return fixed.Int26_6(math.Round(f.size * dotsPerInch / 72 * f.zoom * 64))
}

// glyph finds the letter for a character.
func (f *face) glyph(r rune) glyph {
	if g, ok := f.known[r]; ok {
		return g
	}
	g := glyph{letter: r, from: f.base}
	if i, err := f.base.sfnt.GlyphIndex(&f.buffer, r); err == nil && i != 0 {
		g.index = i
	} else if t, i := systemGlyph(r); t != nil {
		g.from, g.index = t, i
	} else {
		g.missing = true
	}
	if a, err := g.from.sfnt.GlyphAdvance(&f.buffer, g.index, f.ppem(), font.HintingNone); err == nil {
		g.advance = math.Round(float64(a)/64) / f.zoom
	}
	switch {
	case g.missing:
		g.advance *= boxCells
	case isMark(r):
		g.advance = 0
	}
	f.known[r] = g
	return g
}

// boxCells is how many letters wide the box for a missing letter is.
const boxCells = 2

// isMark reports whether a character stands on the one before, or shows nothing.
func isMark(r rune) bool {
	return r >= 0x300 && r < 0x370 || r >= 0x200B && r <= 0x200F || r == 0xFEFF || r >= 0xFE00 && r <= 0xFE0F
}

// A placed glyph is a letter and where it begins on its base line, in unzoomed
// pixels from the upper left corner of the text.
type placed struct {
	glyph
	x, y float64
}

// tabStops are at every so many pixels from the beginning of a line, after the
// first few.
type tabStops struct{ every, after float64 }

// set lays out a text of one or more lines.
func (f *face) set(text string, tab tabStops) (glyphs []placed, width, height float64) {
	for i, line := range strings.Split(text, "\n") {
		x := 0.0
		for _, r := range line {
			if r == '\t' {
				if tab.every > 0 {
					x = (math.Floor(max(x, tab.after)/tab.every) + 1) * tab.every
				}
				continue
			}
			g := f.glyph(r)
			if r > ' ' {
				glyphs = append(glyphs, placed{g, x, f.ascent + float64(i)*f.lineHeight})
			}
			x += g.advance
		}
		width = max(width, x)
		height += f.lineHeight
	}
	return glyphs, width, height
}

// width is how much room a text takes.
func (f *face) width(text string, tab tabStops) float64 {
	_, width, _ := f.set(text, tab)
	return width
}

// letter is the outline of a glyph in pixels of the zoomed picture, relative to
// its beginning on the base line.
func (f *face) letter(g glyph) path {
	if g.missing {
		w, h := g.advance*f.zoom, f.ascent*f.zoom*0.8
		frame := rect{1, -h, w - 1, 0}.path()
		inner := frame[0].points
		hole := make([]point, len(inner))
		for i := range inner {
			j := len(inner) - 1 - i
			d := point{1, 1}
			if inner[j].x > w/2 {
				d.x = -1
			}
			if inner[j].y > -h/2 {
				d.y = -1
			}
			hole[i] = point{inner[j].x + d.x, inner[j].y + d.y}
		}
		return append(frame, polyline{points: hole, closed: true})
	}
	segments, err := g.from.sfnt.LoadGlyph(&f.buffer, g.index, f.ppem(), nil)
	if err != nil {
		return nil
	}
	var p path
	var at point
	for _, s := range segments {
		to := func(i int) point { return point{float64(s.Args[i].X) / 64, float64(s.Args[i].Y) / 64} }
		if s.Op == sfnt.SegmentOpMoveTo {
			at = to(0)
			p = append(p, polyline{points: []point{at}, closed: true})
			continue
		}
		if len(p) == 0 {
			continue
		}
		last := &p[len(p)-1]
		switch s.Op {
		case sfnt.SegmentOpLineTo:
			last.points = append(last.points, to(0))
			at = to(0)
		case sfnt.SegmentOpQuadTo:
			last.points = append(last.points, curve(at, to(0), to(0), to(1), true)...)
			at = to(1)
		case sfnt.SegmentOpCubeTo:
			last.points = append(last.points, curve(at, to(0), to(1), to(2), false)...)
			at = to(2)
		}
	}
	return p
}

// curveSteps is into how many straight parts a curve of a letter is cut.
const curveSteps = 5

// curve is points along a curve, without its beginning.
func curve(a, b, c, d point, quadratic bool) []point {
	points := make([]point, 0, curveSteps)
	for i := 1; i <= curveSteps; i++ {
		t := float64(i) / curveSteps
		u := 1 - t
		wa, wb, wc, wd := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		if quadratic {
			wa, wb, wc, wd = u*u, 2*u*t, 0, t*t
		}
		points = append(points, point{wa*a.x + wb*b.x + wc*c.x + wd*d.x, wa*a.y + wb*b.y + wc*c.y + wd*d.y})
	}
	return points
}
