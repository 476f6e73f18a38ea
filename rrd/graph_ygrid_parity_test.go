package rrd

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// A gridLine is a line of the vertical axis: its height on the page, whether it is a
// major one, and its labels at the left and at the right, without the blanks around.
type gridLine struct {
	y     float64
	major bool
	label string
	right string
}

// A glyphReader reads the texts of rrdtool's SVG pictures, whose letters are outlines.
type glyphReader map[string]rune

var (
	svgGlyph = regexp.MustCompile(`id="(glyph\d+-\d+)">\s*<path [^>]*d="([^"]*)"`)
	svgPart  = regexp.MustCompile(`<use xlink:href="#(glyph\d+-\d+)" x="([-\d.]+)" y="([-\d.]+)"|<path style="fill:none;stroke-width:(0\.[46]);([^"]*)" d="M ([-\d.]+) ([-\d.]+) L ([-\d.]+) ([-\d.]+)`)
)

// newGlyphReader has rrdtool write the letters of labels, at the size of an axis.
func newGlyphReader(t *testing.T, py *original.Python) glyphReader {
	t.Helper()
	const letters = "0123456789.-+eafpnumkMGTPE?:%/xiyzZY"
	svg := string(theirGraph(t, py, "-", "--imgformat", "SVG", "--start", "1699914000", "--end", "1700000400", "--font", "LEGEND:7:",
		"--x-grid", "none", "--y-grid", "none", "--disable-rrdtool-tag", "HRULE:1#ff0000", "COMMENT:"+strings.ReplaceAll(letters, ":", `\:`))["image"].([]byte))
	outlines := map[string]string{}
	for _, m := range svgGlyph.FindAllStringSubmatch(svg, -1) {
		outlines[m[1]] = m[2]
	}
	r := glyphReader{"": ' '}
	written := []rune(letters)
	for _, m := range svgPart.FindAllStringSubmatch(svg, -1) {
		if m[1] != "" && outlines[m[1]] != "" {
			r[outlines[m[1]]], written = written[0], written[1:]
		}
	}
	if len(written) > 0 || len(r) != len(letters)+1 {
		t.Fatalf("the letters from %q on were not found in rrdtool's picture", string(written))
	}
	return r
}

// lines are the lines of the vertical axis in a picture that has no other ones. A label
// belongs to the nearest major one.
func (r glyphReader) lines(t *testing.T, svg string) []gridLine {
	t.Helper()
	outlines := map[string]string{}
	for _, m := range svgGlyph.FindAllStringSubmatch(svg, -1) {
		outlines[m[1]] = m[2]
	}
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	parts := svgPart.FindAllStringSubmatch(svg, -1)
	var lines []gridLine
	middle := 0.0
	for _, m := range parts {
		if m[1] == "" && m[7] == m[9] && strings.Contains(m[5], "dasharray") {
			lines = append(lines, gridLine{y: number(m[7]), major: m[4] == "0.6"})
			middle = (number(m[6]) + number(m[8])) / 2
		}
	}
	slices.SortFunc(lines, compareLines)
	for _, m := range parts {
		if m[1] == "" {
			continue
		}
		letter, known := r[outlines[m[1]]]
		if !known {
			t.Fatalf("a letter that is none of a label: %s", m[0])
		}
		x, y := number(m[2]), number(m[3])
		var of *gridLine
		for i := range lines {
			if l := &lines[i]; l.major && (of == nil || math.Abs(l.y+4-y) < math.Abs(of.y+4-y)) {
				of = l
			}
		}
		switch {
		case of == nil:
			t.Fatalf("a label without a line: %s", m[0])
		case x < middle:
			of.label += string(letter)
		default:
			of.right += string(letter)
		}
	}
	for i, l := range lines {
		lines[i].label, lines[i].right = strings.TrimSpace(l.label), strings.TrimSpace(l.right)
	}
	return lines
}

func compareLines(a, b gridLine) int { return cmp.Compare(a.y, b.y) }

// ourLines are the lines of the vertical axis of our graph of a command line.
func ourLines(t *testing.T, args []string) []gridLine {
	t.Helper()
	c, err := utc.parseGraphCommand(args)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	g, err := newGraph(&c.opts)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	for _, text := range c.elements {
		e, err := g.parseElement(text)
		if err == nil {
			err = g.add(e, text)
		}
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
	}
	if _, err := g.draw(context.Background()); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	var lines []gridLine
	for _, m := range g.yMarks() {
		lines = append(lines, gridLine{y: g.y(m.value), major: m.major, label: strings.TrimSpace(m.label), right: strings.TrimSpace(m.right)})
	}
	slices.SortFunc(lines, compareLines)
	return lines
}

// randomAxis is the command line of a graph of one rule, whose vertical axis is of any
// scale and any of the ways to mark it, alone or with a right one.
func randomAxis(c chooser, withRight bool) []string {
	s := &sketch{chooser: c}
	s.add("-", "--imgformat", "SVG", "--start", "1699914000", "--end", "1700000400", "--width", "60", "--height", fmt.Sprint(15+c.IntN(300)),
		"--x-grid", "none", "--disable-rrdtool-tag", "--units-length", "40")
	scale := math.Pow(10, float64(c.IntN(31)-15))
	number := func() float64 { // of few digits, or of many
		if c.one(3) {
			return (c.Float64()*1.2 - 0.2) * scale
		}
		return float64(c.IntN(240)-40) / 10 * scale
	}
	low, high := number(), number()
	if c.one(8) {
		low, high = -math.Exp2(float64(c.IntN(6))), math.Exp2(float64(c.IntN(6)-2))
	}
	if high < low {
		low, high = high, low
	}
	if c.one(3) {
		low, high = 0, math.Abs(high)
	}
	if low == high {
		high += scale
	}
	s.add("--lower-limit", fmt.Sprint(low), "--upper-limit", fmt.Sprint(high))
	s.maybe(2, "--rigid")
	s.maybe(3, "--units-exponent|"+c.of("-9 -6 -3 0 3 6 9 12 -18 18"))
	s.maybe(6, "--base|1024", "--alt-y-grid")
	s.maybe(8, "--alt-autoscale", "--alt-autoscale-max", "--alt-autoscale-min")
	if withRight {
		s.rightAxis(max(math.Abs(low), math.Abs(high)))
	}
	s.add(fmt.Sprintf("HRULE:%g#ff0000", low+(high-low)/3))
	return s.args
}

// Lines that fall between two pixels go to the one that rrdtool takes.
func TestParityValueLinesOnPixels(t *testing.T) {
	py := startGraphsAlone(t)
	py.Value("zone", "UTC")
	c := chooser{original.Rand(t)}
	for range original.Rounds(t, 10) {
		for _, args := range [][]string{randomAxis(c, false), randomAxis(c, true), randomLogAxis(c)} {
			samePixels(t, py, slices.Delete(args, 1, 3)...)
		}
	}
}

// Lines of the vertical axis stand where rrdtool's stand, and say what they say,
// whatever the scale. Rrdtool's SVG has places to 1/256 of a pixel.
func TestParityValueLines(t *testing.T) {
	py := startGraphsAlone(t)
	py.Value("zone", "UTC")
	reader := newGlyphReader(t, py)
	c := chooser{original.Rand(t)}
	for range original.Rounds(t, 60) {
		sameValueLines(t, py, reader, randomAxis(c, false))
	}
}

// sameValueLines compares the lines of a graph's vertical axis, and their labels.
func sameValueLines(t *testing.T, py *original.Python, reader glyphReader, args []string) {
	t.Helper()
	theirs := reader.lines(t, string(theirGraph(t, py, args...)["image"].([]byte)))
	ours := ourLines(t, args)
	same := slices.EqualFunc(ours, theirs, func(a, b gridLine) bool {
		return a.major == b.major && a.label == b.label && a.right == b.right && math.Abs(a.y-b.y) < 1.0/128
	})
	if !same {
		t.Errorf("%q:\n%v,\nrrdtool's are\n%v", args, ours, theirs)
	}
}
