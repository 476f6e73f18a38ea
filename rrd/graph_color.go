package rrd

import (
	"image/color"
	"strconv"
	"strings"
)

// A GraphColor names a part of a graph that has a colour of its own.
type GraphColor uint8

// The parts of a graph whose colours may be set.
const (
	ColorBack   GraphColor = iota // the page
	ColorCanvas                   // the field of the curves
	ColorShadeA                   // the left and upper border
	ColorShadeB                   // the right and lower border
	ColorGrid                     // the minor grid
	ColorMGrid                    // the major grid
	ColorFont                     // texts
	ColorArrow                    // the heads of the axes
	ColorAxis                     // the axes
	ColorFrame                    // the frames of the boxes in the legend
	graphColors                   // how many there are
)

var graphColorNames = [graphColors]string{"BACK", "CANVAS", "SHADEA", "SHADEB", "GRID", "MGRID", "FONT", "ARROW", "AXIS", "FRAME"}

// String is the name that rrdtool has for the part, such as "BACK".
func (c GraphColor) String() string {
	if c < graphColors {
		return graphColorNames[c]
	}
	return "GraphColor(" + strconv.Itoa(int(c)) + ")"
}

// defaultColors are the colours of a graph that sets none.
var defaultColors = [graphColors]rgba{
	ColorBack:   {0.95, 0.95, 0.95, 1},
	ColorCanvas: {1, 1, 1, 1},
	ColorShadeA: {0.81, 0.81, 0.81, 1},
	ColorShadeB: {0.62, 0.62, 0.62, 1},
	ColorGrid:   {0.56, 0.56, 0.56, 0.75},
	ColorMGrid:  {0.87, 0.31, 0.31, 0.60},
	ColorFont:   {0, 0, 0, 1},
	ColorArrow:  {0.50, 0.12, 0.12, 1},
	ColorAxis:   {0.12, 0.12, 0.12, 1},
	ColorFrame:  {0, 0, 0, 1},
}

// shares is a colour as the canvas wants it.
func shares(c color.NRGBA) rgba {
	return rgba{float64(c.R) / 255, float64(c.G) / 255, float64(c.B) / 255, float64(c.A) / 255}
}

// parseColor reads RGB, RGBA, RRGGBB or RRGGBBAA in hexadecimal digits.
func parseColor(digits string) (color.NRGBA, bool) {
	digits = strings.TrimPrefix(digits, "#")
	if len(digits) == 3 || len(digits) == 4 {
		var long []byte
		for i := range len(digits) {
			long = append(long, digits[i], digits[i])
		}
		digits = string(long)
	}
	if len(digits) == 6 {
		digits += "ff"
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if len(digits) != 8 || err != nil || digits[0] == '+' {
		return color.NRGBA{}, false
	}
	return color.NRGBA{uint8(v >> 24), uint8(v >> 16), uint8(v >> 8), uint8(v)}, true
}

// RGB is an opaque colour, its parts from 0 to 255.
func RGB(r, g, b uint8) color.NRGBA { return color.NRGBA{r, g, b, 255} }
