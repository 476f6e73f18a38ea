package rrd

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math"
	"strings"
)

// A page is a canvas of lines and areas that becomes a PDF or an EPS file: both
// have the same operators under other names. EPS knows no transparency: colours
// are mixed with the page's own there.
type page struct {
	body          bytes.Buffer
	width, height int
	zoom          float64
	eps           bool
	back          rgba
	clipped       bool
	alphas        map[int]bool // of a PDF, in thousandths
}

// newPage is a page whose background is of a colour.
func newPage(width, height int, zoom float64, eps bool, back rgba) *page {
	return &page{width: width, height: height, zoom: zoom, eps: eps, back: back, alphas: map[int]bool{}}
}

func (p *page) snaps() bool { return false }

// draws writes the points of a shape, from below as both formats count.
func (p *page) draws(shape path) {
	for _, line := range shape {
		for i, q := range line.points {
			op := "l"
			if i == 0 {
				op = "m"
			}
			fmt.Fprintf(&p.body, "%s %s %s\n", places(q.x), places(float64(p.height)-q.y), op)
		}
		if line.closed {
			p.body.WriteString("h\n")
		}
	}
}

// ink sets the colour of what follows.
func (p *page) ink(c rgba, op string) {
	if p.eps {
		mix := func(v, back float64) float64 { return back + (v-back)*c.a }
		fmt.Fprintf(&p.body, "%s %s %s rg\n", places(mix(c.r, p.back.r)), places(mix(c.g, p.back.g)), places(mix(c.b, p.back.b)))
		return
	}
	alpha := int(math.Round(min(max(c.a, 0), 1) * 1000))
	p.alphas[alpha] = true
	fmt.Fprintf(&p.body, "/a%d gs %s %s %s %s\n", alpha, places(c.r), places(c.g), places(c.b), op)
}

func (p *page) fill(shape path, c rgba) {
	if !c.visible() || len(shape) == 0 {
		return
	}
	p.ink(c, "rg")
	p.draws(shape)
	p.body.WriteString("f\n")
}

// gradientBands is how many bands stand for a gradient.
const gradientBands = 16

// fillGradient draws a gradient as bands of one colour, within the shape.
func (p *page) fillGradient(shape path, g gradient) {
	p.body.WriteString("q\n")
	p.draws(shape)
	p.body.WriteString("W n\n")
	y0, y1 := math.Inf(1), math.Inf(-1)
	x0, x1 := y0, y1
	for _, line := range shape {
		for _, q := range line.points {
			x0, y0, x1, y1 = min(x0, q.x), min(y0, q.y), max(x1, q.x), max(y1, q.y)
		}
	}
	for i := range gradientBands {
		a := y0 + (y1-y0)*float64(i)/gradientBands
		b := y0 + (y1-y0)*float64(i+1)/gradientBands
		p.fill(rect{x0, a, x1, b}.path(), g.at(point{(x0 + x1) / 2, (a + b) / 2}))
	}
	p.body.WriteString("Q\n")
}

func (p *page) stroke(shape path, with pen, c rgba) {
	if !c.visible() || len(shape) == 0 {
		return
	}
	p.ink(c, "RG")
	round := 0
	if with.round {
		round = 1
	}
	var dashes []string
	for _, v := range with.dashes {
		dashes = append(dashes, places(v))
	}
	fmt.Fprintf(&p.body, "%s w %d J %d j [%s] %s d\n", places(with.width), round, round, strings.Join(dashes, " "), places(math.Abs(with.offset)))
	p.draws(shape)
	p.body.WriteString("S\n")
}

func (p *page) write(l label) {
	var all path
	l.outlines(func(shape path) { all = append(all, shape...) })
	p.fill(all, l.color)
}

func (p *page) clip(r rect) {
	p.unclip()
	p.body.WriteString("q\n")
	p.draws(r.path())
	p.body.WriteString("W n\n")
	p.clipped = true
}

func (p *page) unclip() {
	if p.clipped {
		p.body.WriteString("Q\n")
	}
	p.clipped = false
}

func (p *page) finish() ([]byte, error) {
	p.unclip()
	if p.eps {
		return p.postScript(), nil
	}
	return p.pdf()
}

// postScript puts the operators under PDF's names before the page.
func (p *page) postScript() []byte {
	var b bytes.Buffer
	w, h := float64(p.width)*p.zoom, float64(p.height)*p.zoom
	fmt.Fprintf(&b, "%%!PS-Adobe-3.0 EPSF-3.0\n%%%%BoundingBox: 0 0 %d %d\n%%%%EndComments\n", int(math.Ceil(w)), int(math.Ceil(h)))
	b.WriteString("/m {moveto} bind def /l {lineto} bind def /h {closepath} bind def /f {fill} bind def /S {stroke} bind def\n")
	b.WriteString("/q {gsave} bind def /Q {grestore} bind def /W {clip} bind def /n {newpath} bind def /rg {setrgbcolor} bind def\n")
	b.WriteString("/w {setlinewidth} bind def /J {setlinecap} bind def /j {setlinejoin} bind def /d {setdash} bind def\n")
	fmt.Fprintf(&b, "gsave %s %s scale\n", places(p.zoom), places(p.zoom))
	b.Write(p.body.Bytes())
	b.WriteString("grestore\nshowpage\n%%EOF\n")
	return b.Bytes()
}

// pdf is a file of one page.
func (p *page) pdf() ([]byte, error) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := fmt.Fprintf(z, "%s 0 0 %s 0 0 cm\n", places(p.zoom), places(p.zoom)); err != nil {
		return nil, err
	}
	if _, err := z.Write(p.body.Bytes()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	var states strings.Builder
	for alpha := range 1001 {
		if p.alphas[alpha] {
			a := places(float64(alpha) / 1000)
			fmt.Fprintf(&states, "/a%d <</ca %s /CA %s>> ", alpha, a, a)
		}
	}
	var b bytes.Buffer
	var offsets []int
	object := func(text string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), text)
	}
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	object("<</Type /Catalog /Pages 2 0 R>>")
	object("<</Type /Pages /Kids [3 0 R] /Count 1>>")
	object(fmt.Sprintf("<</Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents 4 0 R /Resources <</ExtGState <<%s>>>>>>",
		places(float64(p.width)*p.zoom), places(float64(p.height)*p.zoom), states.String()))
	object(fmt.Sprintf("<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream", packed.Len(), packed.String()))
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes(), nil
}
