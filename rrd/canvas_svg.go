package rrd

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// A drawing is a canvas of lines and areas, written as SVG. Letters are outlines,
// so that it looks the same everywhere.
type drawing struct {
	body          bytes.Buffer
	width, height int
	zoom          float64
	defs          int // gradients and clips so far
	clipped       bool
}

func newDrawing(width, height int, zoom float64) *drawing {
	return &drawing{width: width, height: height, zoom: zoom}
}

func (d *drawing) snaps() bool { return false }

// places is a number of a vector format: with as many places as show.
func places(v float64) string {
	s := strconv.FormatFloat(v, 'f', 3, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

func svgColor(c rgba) string {
	return fmt.Sprintf("rgb(%.4g%%,%.4g%%,%.4g%%)", c.r*100, c.g*100, c.b*100)
}

// data writes the path of a shape.
func (d *drawing) data(p path) string {
	var b strings.Builder
	for _, line := range p {
		for i, q := range line.points {
			if i == 0 {
				b.WriteByte('M')
			} else {
				b.WriteByte('L')
			}
			b.WriteString(places(q.x))
			b.WriteByte(' ')
			b.WriteString(places(q.y))
		}
		if line.closed {
			b.WriteByte('Z')
		}
	}
	return b.String()
}

func opacity(name string, c rgba) string {
	if c.a >= 1 {
		return ""
	}
	return fmt.Sprintf(` %s-opacity="%s"`, name, places(c.a))
}

func (d *drawing) fill(p path, c rgba) {
	if c.visible() {
		fmt.Fprintf(&d.body, "<path fill=\"%s\"%s d=\"%s\"/>\n", svgColor(c), opacity("fill", c), d.data(p))
	}
}

func (d *drawing) fillGradient(p path, g gradient) {
	d.defs++
	fmt.Fprintf(&d.body, "<linearGradient id=\"g%d\" gradientUnits=\"userSpaceOnUse\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\">", d.defs,
		places(g.from.x), places(g.from.y), places(g.to.x), places(g.to.y))
	for i, c := range []rgba{g.a, g.b} {
		fmt.Fprintf(&d.body, "<stop offset=\"%d\" stop-color=\"%s\"%s/>", i, svgColor(c), opacity("stop", c))
	}
	fmt.Fprintf(&d.body, "</linearGradient><path fill=\"url(#g%d)\" d=\"%s\"/>\n", d.defs, d.data(p))
}

func (d *drawing) stroke(p path, with pen, c rgba) {
	if !c.visible() || len(p) == 0 {
		return
	}
	style := ""
	if with.round {
		style = ` stroke-linecap="round" stroke-linejoin="round"`
	}
	if with.dashes != nil {
		var list []string
		for _, v := range with.dashes {
			list = append(list, places(v))
		}
		style += fmt.Sprintf(` stroke-dasharray="%s" stroke-dashoffset="%s"`, strings.Join(list, ","), places(with.offset))
	}
	fmt.Fprintf(&d.body, "<path fill=\"none\" stroke=\"%s\"%s stroke-width=\"%s\"%s d=\"%s\"/>\n", svgColor(c), opacity("stroke", c), places(with.width), style, d.data(p))
}

func (d *drawing) write(l label) {
	var all path
	l.outlines(func(shape path) { all = append(all, shape...) })
	if len(all) > 0 {
		d.fill(all, l.color)
	}
}

func (d *drawing) clip(r rect) {
	d.unclip()
	d.defs++
	fmt.Fprintf(&d.body, "<clipPath id=\"g%d\"><path d=\"%s\"/></clipPath><g clip-path=\"url(#g%d)\">\n", d.defs, d.data(r.path()), d.defs)
	d.clipped = true
}

func (d *drawing) unclip() {
	if d.clipped {
		d.body.WriteString("</g>\n")
	}
	d.clipped = false
}

func (d *drawing) finish() ([]byte, error) {
	d.unclip()
	var b bytes.Buffer
	w, h := places(float64(d.width)*d.zoom), places(float64(d.height)*d.zoom)
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%spt\" height=\"%spt\" viewBox=\"0 0 %d %d\" version=\"1.1\">\n",
		w, h, d.width, d.height)
	b.Write(d.body.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}
