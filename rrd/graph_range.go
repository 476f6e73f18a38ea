package rrd

import (
	"math"
	"slices"
)

// sensible are the ends that a range likes to have, in units of a power of the
// base.
var sensible = []float64{
	1000, 900, 800, 750, 700, 600, 500, 400, 300, 250, 200, 125, 100, 90, 80, 75, 70, 60, 50, 40, 30, 25, 20, 10,
	9, 8, 7, 6, 5, 4, 3.5, 3, 2.5, 2, 1.8, 1.5, 1.2, 1, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1,
}

// curves computes the values of the curves, pixel by pixel, and the range that
// they span.
func (g *graph) curves() {
	low, high := math.NaN(), math.NaN()
	width := g.xsize
	perPixel := float64(g.end-g.start) / float64(width)
	stacked := make([]float64, width)
	first := true
	for _, i := range g.items {
		if i.kind != itemLine && i.kind != itemArea && i.kind != itemTick {
			continue
		}
		i.column, i.base = make([]float64, width), nil
		stack := i.stack && !first
		if stack {
			i.base = slices.Clone(stacked)
		}
		for x := range width {
			v := i.at(float64(g.start) + perPixel*float64(x))
			switch {
			case stack && v == v:
				stacked[x] += v
			case !stack && v == v:
				stacked[x] = v
			case !stack:
				stacked[x] = 0
			}
			if v == v {
				v = stacked[x]
			}
			i.column[x] = v
			if i.kind == itemTick || v != v || math.IsInf(v, 0) || i.skipScale || g.opts.Logarithmic && v <= 0 {
				continue
			}
			if !(low <= v) {
				low = v
			}
			if !(high >= v) {
				high = v
			}
		}
		first = false
	}
	g.limit(low, high)
}

// at is the value of a curve at a time.
func (i *item) at(t float64) float64 {
	switch {
	case i.of == nil:
		return i.value
	case i.of.kind == itemVDef:
		return i.of.value
	}
	s := i.of.series
	if s == nil || t < float64(s.start) {
		return nan
	}
	n := int(math.Floor((t - float64(s.start)) / float64(s.step)))
	if n < 0 || n >= len(s.data) {
		return nan
	}
	return s.data[n]
}

// limit makes the range of the vertical axis of that of the curves and the
// limits that were asked for.
func (g *graph) limit(low, high float64) {
	o := &g.opts
	if o.Logarithmic && !(low > 0) {
		low, high = 5.1e-9, 5.1
	}
	if low != low {
		low, high = 0, 1
	}
	// Whether a limit counts that is within the values, or beyond them.
	counts := func(limit *float64, within, beyond bool) bool {
		switch {
		case *limit != *limit:
			return false
		case !o.Rigid:
			return beyond
		case o.AllowShrink:
			return within
		}
		return true
	}
	lowGiven, highGiven := false, false
	if l := o.LowerLimit; l != nil {
		if lowGiven = counts(l, *l >= low, *l <= low); lowGiven {
			low = *l
		}
	}
	if u := o.UpperLimit; u != nil {
		if highGiven = counts(u, *u <= high, *u >= high); highGiven {
			high = *u
		}
	}
	// What is given is not moved away from the values.
	if o.Logarithmic && !lowGiven {
		low /= 2
	}
	if o.Logarithmic && !highGiven {
		high *= 2
	}
	if low > high {
		if low > 0 {
			low = 0.99 * high
		} else {
			low = 1.01 * high
		}
	}
	if hardlyApart(low, high) {
		switch {
		case hardlyApart(high, 0):
			high = 1
		case high > 0:
			high *= 1.01
		default:
			high *= 0.99
		}
	}
	g.low, g.high = low, high
}

// hardlyApart reports whether numbers are the same but for four of the steps in
// which a number of 32 bits goes on. Steps are counted in 32 bits, as librrd does:
// of -2 and 2, or -4 and 1, there are so many that it takes them for none, and the
// axis ends a little higher.
func hardlyApart(a, b float64) bool {
	place := func(v float64) int32 {
		bits := math.Float32bits(float32(v))
		if n := bits &^ (1 << 31); n != bits {
			return -int32(n)
		}
		return int32(bits)
	}
	distance := place(a) - place(b)
	return -4 <= distance && distance <= 4 || distance == math.MinInt32
}

// rigid reports whether the range is left as it is.
func (g *graph) rigid() bool { return g.opts.Rigid && !g.opts.AllowShrink }

// unit finds the power of the base in which the vertical axis is labelled.
func (g *graph) unit() {
	base := float64(g.opts.Base)
	greatest := max(math.Abs(g.low), math.Abs(g.high))
	digits := math.Floor(math.Log(greatest) / math.Log(base))
	if greatest == 0 || math.IsInf(digits, 0) || digits != digits {
		digits = 0
	}
	g.magfact = power(base, digits)
	shown := digits
	if e := g.opts.UnitsExponent; e != nil {
		shown = math.Floor(float64(*e) / 3)
	}
	g.viewFactor = float64(float32(g.magfact / power(base, shown)))
	g.symbol = "?"
	if i := int(shown) + siNone; i >= 0 && i < len(siSymbols) {
		g.symbol = siSymbols[i : i+1]
	}
}

// expand moves the ends of the range to where they look better.
func (g *graph) expand() {
	o := &g.opts
	delta := g.high - g.low
	switch {
	case g.rigid() || o.Logarithmic:
	case o.YGrid != nil:
		step := o.YGrid.Step * float64(o.YGrid.LabelEvery)
		g.low = step * math.Floor(g.low/step)
		g.high = step * math.Ceil(g.high/step)
	case o.AltAutoscale:
		greatest := max(math.Abs(g.low), math.Abs(g.high))
		least := 2 * power(10, math.Floor(log10(greatest/g.magfact))-2)
		margin := delta * 0.1
		if delta < least {
			margin = (least - delta) * 0.55
		}
		g.low -= margin
		g.high += margin
	case o.AltAutoscaleMin:
		g.low -= delta * 0.1
	case o.AltAutoscaleMax:
		g.high += delta * 0.1
	default:
		low, high := g.low/g.magfact, g.high/g.magfact
		if v, ok := sensibleEnd(low, false); ok {
			g.low = v * g.magfact
		}
		if v, ok := sensibleEnd(high, true); ok {
			g.high = v * g.magfact
		}
	}
}

// sensibleEnd is the end that a value goes to: up or down.
func sensibleEnd(v float64, up bool) (end float64, ok bool) {
	for i := 1; i < len(sensible); i++ {
		more, less := sensible[i-1], sensible[i]
		if more >= v && v >= less {
			end, ok = less, true
			if up {
				end = more
			}
		}
		if -more <= v && v <= -less {
			end, ok = -more, true
			if up {
				end = -less
			}
		}
	}
	return end, ok
}

// y is the height of a value on the page.
func (g *graph) y(v float64) float64 {
	height := float64(g.ysize)
	switch {
	case math.IsInf(v, 1):
	case math.IsInf(v, -1):
		height = 0
	case g.opts.Logarithmic:
		if v < g.low {
			return float64(g.bottom)
		}
		height = float64(height / (log10(g.high) - log10(g.low)) * (log10(v) - log10(g.low)))
	default:
		// In this order a line between two pixels falls on the one that librrd takes.
		height = float64(height / (g.high - g.low) * (v - g.low))
	}
	return float64(g.bottom) - height
}

// x is the place of a time on the page.
func (g *graph) x(t int64) float64 {
	return float64(g.left) + float64(t-g.start)*float64(g.xsize)/float64(g.end-g.start)
}
