package rrd

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A Picture is a drawn graph, and what rrdtool's graphv tells about it.
type Picture struct {
	// Image is the file, of the format that was asked for. It is empty where there
	// was nothing to draw but Prints.
	Image []byte

	// ImageWidth and ImageHeight are the size of the picture in pixels before it is
	// zoomed; Left, Top, Width and Height are the field of the curves in it.
	ImageWidth, ImageHeight  int
	Left, Top, Width, Height int

	// Start and End are the time that it shows; Step is the distance of rows of
	// the text formats.
	Start, End time.Time
	Step       time.Duration

	ValueMin, ValueMax float64      // the range of the vertical axis
	Prints             []string     // the texts of the Print elements, in order
	Legend             []PlacedText // the texts of the legend, in order; nil without one
	ImageInfo          string       // what --imginfo asked for
}

// A PlacedText is a text of the legend, and its corners in the picture.
type PlacedText struct {
	Text           string  // as it is drawn, the blanks before it too
	X0, Y0, X1, Y1 float64 // in pixels of a picture that is not zoomed
}

// WriteTo writes the image.
func (p *Picture) WriteTo(w io.Writer) (int64, error) {
	if p == nil {
		return 0, nil
	}
	n, err := w.Write(p.Image)
	return int64(n), err
}

// WriteFile writes the image into a file, all or nothing.
func (p *Picture) WriteFile(path string) error {
	if p == nil {
		return nil
	}
	if err := atomicfile.WriteFile(path, p.Image, nil); err != nil {
		return &Error{Kind: ErrOperational, Path: path, Reason: fmt.Sprintf("Could not save %s to '%s': %v", "image", path, err), Err: err}
	}
	return nil
}

// Draw draws a graph of elements: what rrdtool graph does, without command lines
// and without a file. Options may be nil. The end of ctx ends it between two files.
//
// The error is an [*Error] that names the element or the option: of kind ErrSyntax
// for what cannot be read, ErrUnknownDS for a data source that the file does not
// have, or what [Open] says of the file.
func Draw(ctx context.Context, elements []Element, opts *GraphOptions) (*Picture, error) {
	g, err := newGraph(opts)
	if err != nil {
		return nil, err
	}
	if s := g.opts.Step; s > 0 && g.opts.Format >= FormatXML {
		g.step = max(int64(s/time.Second), 1) // rrdtool's limit is of pictures
	}
	for _, e := range elements {
		if err := g.add(e, ""); err != nil {
			return nil, err
		}
	}
	return g.draw(ctx)
}

// draw makes the picture of a graph whose elements are complete.
func (g *graph) draw(ctx context.Context) (*Picture, error) {
	drawn, printed := 0, 0
	for _, i := range g.items {
		switch {
		case i.kind.draws(), i.kind == itemGPrint, i.kind == itemXPort && g.opts.Format >= FormatXML:
			drawn++
		case i.kind == itemPrint:
			printed++
		}
	}
	if drawn == 0 && printed == 0 {
		return nil, graphError("a graph without curves, rules, GPRINT and PRINT shows nothing")
	}
	if err := g.prepare(ctx); err != nil {
		return nil, err
	}
	p := &Picture{Start: time.Unix(g.start, 0).In(g.now.Location()), End: time.Unix(g.end, 0).In(g.now.Location())}
	for _, i := range g.items {
		if i.kind == itemPrint {
			p.Prints = append(p.Prints, i.legend)
		}
	}
	if drawn == 0 {
		return p, nil
	}
	if g.opts.Format >= FormatXML {
		return p, g.export(p)
	}
	g.curves()
	if err := g.layout(); err != nil {
		return nil, err
	}
	if g.opts.FullSize && !g.opts.OnlyGraph {
		g.curves()
	}
	g.unit()
	g.expand()
	if u := g.opts.UpperLimit; g.opts.Logarithmic && g.opts.Rigid && u != nil && *u <= 0 {
		return nil, graphError("for a logarithmic yaxis you must specify limits > 0, not an upper-limit of %g", *u)
	}
	if l := g.opts.LowerLimit; g.opts.Logarithmic && (l != nil && *l <= 0 || !(g.low > 0 && g.high > g.low)) {
		return nil, graphError("for a logarithmic yaxis you must specify a lower-limit > 0")
	}
	if !g.opts.Logarithmic {
		if err := g.chooseYGrid(); err != nil {
			return nil, err
		}
	}
	g.describe(p)
	if err := cancelled(ctx); err != nil {
		return nil, err
	}
	c := g.newCanvas()
	g.paint(c)
	var err error
	p.Image, err = c.finish()
	return p, err
}

// newCanvas is what the graph's format is drawn on.
func (g *graph) newCanvas() canvas {
	switch f := g.opts.Format; f {
	case FormatSVG:
		return newDrawing(g.imageW, g.imageH, g.opts.Zoom)
	case FormatPDF, FormatEPS:
		return newPage(g.imageW, g.imageH, g.opts.Zoom, f == FormatEPS, g.colors[ColorBack])
	}
	p := newPicture(g.imageW, g.imageH, g.opts.Zoom)
	p.hard, p.cov.hard = g.opts.MonoGraph, g.opts.MonoGraph
	switch {
	case g.opts.MonoFonts:
		p.text = textMono
	case g.opts.LightFonts:
		p.text = textLight
	}
	return p
}

// describe tells where things are in the picture.
func (g *graph) describe(p *Picture) {
	p.ImageWidth, p.ImageHeight = g.imageW, g.imageH
	p.Left, p.Top, p.Width, p.Height = g.left, g.top(), g.xsize, g.ysize
	p.ValueMin, p.ValueMax = g.low, g.high
	if g.opts.OnlyGraph || g.opts.NoLegend {
		return
	}
	face, tab := g.faces[FontLegend], g.tabStops()
	for _, i := range g.items {
		if !i.shown || i.legend == "" {
			continue
		}
		w := face.width(i.legend, tab)
		if g.opts.Zoom != 1 {
			w = math.Ceil(w - 1e-6)
		}
		_, _, h := g.plain[FontLegend].set(i.legend, tab)
		p.Legend = append(p.Legend, PlacedText{Text: i.legend, X0: i.x, Y0: i.y - h, X1: i.x + w, Y1: i.y})
	}
}

// imageInfo fills a format with the name of the file and the size of the picture.
func (p *Picture) imageInfo(format, file string, zoom float64) string {
	if file == "-" {
		file = "memory"
	}
	values := []string{file, fmt.Sprint(int(float64(p.ImageWidth) * zoom)), fmt.Sprint(int(float64(p.ImageHeight) * zoom))}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		switch {
		case format[i] == '%':
			b.WriteByte('%')
		case format[i] == 's' || strings.HasPrefix(format[i:], "lu") || format[i] == 'd' || strings.HasPrefix(format[i:], "ld"):
			if format[i] == 'l' {
				i++
			}
			if len(values) > 0 {
				b.WriteString(values[0])
				values = values[1:]
			}
		default:
			b.WriteByte('%')
			b.WriteByte(format[i])
		}
	}
	return b.String()
}
