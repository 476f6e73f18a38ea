package rrd

import "math"

// A point is a place on the page, in pixels of an unzoomed picture from its
// upper left corner.
type point struct{ x, y float64 }

// A polyline is points joined by straight lines.
type polyline struct {
	points []point
	closed bool
}

// A path is what is filled or stroked at once.
type path []polyline

// rgba is a colour in shares of 1, not multiplied by its alpha.
type rgba struct{ r, g, b, a float64 }

func (c rgba) visible() bool { return c.a > 0 }

// withAlpha is the colour at another opacity.
func (c rgba) withAlpha(a float64) rgba { c.a = a; return c }

// A gradient changes from one colour to another between two points.
type gradient struct {
	from, to point
	a, b     rgba
}

// at is the colour at a place.
func (g gradient) at(p point) rgba {
	d := point{g.to.x - g.from.x, g.to.y - g.from.y}
	t := 0.0
	if length := d.x*d.x + d.y*d.y; length > 0 {
		t = min(max(((p.x-g.from.x)*d.x+(p.y-g.from.y)*d.y)/length, 0), 1)
	}
	mix := func(a, b float64) float64 { return a + (b-a)*t }
	return rgba{mix(g.a.r, g.b.r), mix(g.a.g, g.b.g), mix(g.a.b, g.b.b), mix(g.a.a, g.b.a)}
}

// A pen is how lines are drawn.
type pen struct {
	width  float64
	dashes []float64 // lengths drawn and left out in turn; nil for an unbroken line
	offset float64   // how far into the dashes the line begins
	round  bool      // ends and corners are round; else ends are cut off and corners pointed
	discs  bool      // a round line has a whole disc at each of its points
}

// Where a text stands in relation to its point.
type textAlign uint8

const (
	alignLeft textAlign = iota
	alignCentre
	alignRight
)

type textVAlign uint8

const (
	alignTop textVAlign = iota
	alignMiddle
	alignBottom
)

// A label is a text to be drawn.
type label struct {
	text   string
	at     point
	face   *face
	color  rgba
	h      textAlign
	v      textVAlign
	rotate int // degrees counter-clockwise: 0, 90 or -90
	tab    tabStops
}

// A rect is a part of the page.
type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) path() path {
	return path{{points: []point{{r.x0, r.y0}, {r.x1, r.y0}, {r.x1, r.y1}, {r.x0, r.y1}}, closed: true}}
}

// A canvas is what a graph is drawn on, whatever comes of it in the end. Nothing
// that is drawn can fail; what goes wrong shows when the picture is finished.
type canvas interface {
	fill(p path, c rgba)
	fillGradient(p path, g gradient)
	stroke(p path, with pen, c rgba)
	write(l label)

	// clip keeps what follows within a part of the page, until unclip.
	clip(r rect)
	unclip()

	// snaps reports whether lines look better on whole pixels.
	snaps() bool

	// finish returns the file. The canvas is used up.
	finish() ([]byte, error)
}

// line is a path of a single straight line.
func line(x0, y0, x1, y1 float64) path {
	return path{{points: []point{{x0, y0}, {x1, y1}}}}
}

// alignLine puts a point of a line of the given width where the line covers
// whole pixels.
func alignLine(p point, width float64) point {
	half := width/2 - math.Ceil(width/2)
	return point{math.Floor(p.x-0.5) - half, math.Ceil(p.y+0.5) + half}
}

// alignArea puts a corner of an area on the edge of a pixel.
func alignArea(p point) point { return point{math.Floor(p.x), math.Ceil(p.y)} }
