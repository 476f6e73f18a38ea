package rrd

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
)

// A graph is one drawing in the making.
type graph struct {
	opts    GraphOptions
	now     time.Time // in the graph's zone
	locking Locking

	// Where a definition's file is found, and how much of it may be read; nil and
	// zero for any.
	open                func(name string) (*file, error)
	mostRows, mostRange int64
	mostLooks           int64 // of expressions, at values
	mostPixels          int
	meter               *rpnMeter

	start, end, step int64
	items            []*item
	names            map[string]*item
	shared           siScale // of %S

	colors [graphColors]rgba
	faces  [graphFonts]*face // as drawn
	plain  [graphFonts]*face // as they would be without zoom: places are reckoned with these

	// The vertical axis.
	low, high           float64
	magfact, viewFactor float64
	symbol              string
	grid                yGrid
	roomGiven           bool // for labels, whether there are any or not

	// Where things are on the page.
	xsize, ysize   int
	imageW, imageH int
	left, bottom   int // of the field of the curves
	legendX        float64
	legendY        float64
	legendW        int
	tagX           float64
	leftLabelX     float64
	rightLabelX    float64

	canvas canvas
}

// Limits of what one picture may be made of.
const (
	mostPixels    = 64 << 20 // where a graph has no bound of its own
	mostGridLines = 20_000
	widestPage    = 1 << 20
)

// newGraph checks the options of a graph.
func newGraph(opts *GraphOptions) (*graph, error) {
	g := &graph{names: map[string]*item{}}
	if opts != nil {
		g.opts = *opts
	}
	o := &g.opts
	g.now = (&TimeOptions{Now: o.Now, Location: o.Location}).now()
	end := o.End
	if end.IsZero() {
		end = g.now
	}
	start := o.Start
	if start.IsZero() {
		start = end.Add(-24 * time.Hour)
	}
	g.start, g.end = start.Unix(), end.Unix()
	if g.start >= g.end {
		if g.start > g.end {
			return nil, graphError("start (%d) should be less than end (%d)", g.start, g.end)
		}
		g.end = g.start + 1
	}
	if g.start < earliest {
		return nil, graphError("the first entry to fetch should be after 1980 (%d)", g.start)
	}
	if err := g.checkSizes(); err != nil {
		return nil, err
	}
	if o.Base == 0 {
		o.Base = 1000
	}
	if o.Base != 1000 && o.Base != 1024 {
		return nil, graphError("the only sensible value for base apart from 1000 is 1024")
	}
	g.roomGiven = o.UnitsLength > 0 || o.noUnitsRoom
	if o.UnitsLength == 0 && !o.noUnitsRoom {
		o.UnitsLength = 6
	}
	if o.UnitsLength < 0 || o.UnitsLength > 1000 {
		return nil, graphError("units length %d: expected 0 to 1000", o.UnitsLength)
	}
	if r := o.RightAxis; r != nil && (r.Scale == 0 || !finite(r.Scale) || !finite(r.Shift)) {
		return nil, graphError("the second_axis_scale  must not be 0")
	}
	if y := o.YGrid; y != nil && (!(y.Step > 0) || math.IsInf(y.Step, 0) || y.LabelEvery < 1) {
		return nil, graphError("grid step must be > 0")
	}
	if err := g.checkXGrid(); err != nil {
		return nil, err
	}
	if err := checkAxisFormat(o.LeftAxisFormat, o.LeftAxisFormatter); err != nil {
		return nil, err
	}
	if err := checkAxisFormat(o.RightAxisFormat, o.RightAxisFormatter); err != nil {
		return nil, err
	}
	if err := g.dress(); err != nil {
		return nil, err
	}
	if o.Step < 0 {
		return nil, graphError("a step of %v is negative: expected 0, which asks for one value a pixel, or more", o.Step)
	}
	g.step = max(int64(float64(g.end-g.start)/float64(o.Width)), int64(o.Step/time.Second))
	return g, nil
}

func (g *graph) checkSizes() error {
	o := &g.opts
	if o.Width == 0 {
		o.Width = 400
	}
	if o.Height == 0 {
		o.Height = 100
	}
	if o.Zoom == 0 {
		o.Zoom = 1
	}
	switch {
	case o.Width < 10:
		return graphError("width below 10 pixels")
	case o.Height < 10:
		return graphError("height below 10 pixels")
	case !(o.Zoom > 0) || math.IsInf(o.Zoom, 0):
		return graphError("zoom factor must be > 0")
	case o.Width > widestPage || o.Height > widestPage || float64(o.Width)*o.Zoom*float64(o.Height)*o.Zoom > mostPixels:
		return graphError("a picture of %d x %d pixels, %g times enlarged, is too large: at most %d pixels", o.Width, o.Height, o.Zoom, mostPixels)
	}
	return nil
}

// dress sets colours and letters.
func (g *graph) dress() error {
	g.colors = defaultColors
	for part, c := range g.opts.Colors {
		if part >= graphColors {
			return graphError("invalid color name '%v'", part)
		}
		g.colors[part] = shares(c)
	}
	sizes := defaultFontSizes
	if f := g.opts.Fonts[FontDefault]; f.Size > 0 {
		for i := range sizes {
			sizes[i] = f.Size
		}
	}
	for part, f := range g.opts.Fonts {
		if part >= graphFonts {
			return graphError("invalid fonttag '%d'", part)
		}
		if f.Size > 0 {
			sizes[part] = f.Size
		}
	}
	for i, size := range sizes {
		if size > 1000 || size*g.opts.Zoom > 2000 {
			return graphError("letters of %g points are too large", size)
		}
		f, err := newFace(size, g.opts.Zoom)
		if err != nil {
			return fmt.Errorf("rrd: built-in font: %w", err)
		}
		g.faces[i], g.plain[i] = f, f
		if g.opts.Zoom != 1 {
			if g.plain[i], err = newFace(size, 1); err != nil {
				return fmt.Errorf("rrd: built-in font: %w", err)
			}
		}
	}
	return nil
}

// prepare does all that comes before drawing.
func (g *graph) prepare(ctx context.Context) error {
	g.xsize, g.ysize = g.opts.Width, g.opts.Height
	if err := g.load(ctx); err != nil {
		return err
	}
	for _, i := range g.items {
		if i.kind == itemGPrint || i.kind == itemPrint {
			i.legend = g.printed(i)
		}
		if g.opts.PangoMarkup && i.kind != itemPrint {
			i.legend = withoutMarkup(i.legend)
		}
	}
	if o := &g.opts; o.PangoMarkup {
		for _, text := range []*string{&o.Title, &o.VerticalLabel, &o.RightAxisLabel, &o.Watermark} {
			*text = withoutMarkup(*text)
		}
	}
	return nil
}

var markup = regexp.MustCompile(`</?[a-z]+(\s[^<>]*)?/?>`)

// withoutMarkup is the text of one that is marked up.
func withoutMarkup(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&apos;", "'", "&amp;", "&").Replace(markup.ReplaceAllString(s, ""))
}

// tabStops are those of the legend: librrd counts them from the edge of the page,
// unless there are no labels at the vertical axis.
func (g *graph) tabStops() tabStops {
	width, border := 40.0, g.legendBorder()
	if w := g.opts.TabWidth; w != nil {
		width = *w
	}
	if g.opts.NoYGrid && !g.roomGiven {
		return tabStops{width, border}
	}
	return tabStops{width + border, 0}
}
