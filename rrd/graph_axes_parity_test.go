package rrd

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// randomLogAxis is the command line of a graph whose vertical axis is logarithmic, of
// part of a decade or of many.
func randomLogAxis(c chooser) []string {
	s := &sketch{chooser: c}
	s.add("-", "--imgformat", "SVG", "--start", "1699914000", "--end", "1700000400", "--width", "60", "--height", fmt.Sprint(15+c.IntN(300)),
		"--x-grid", "none", "--disable-rrdtool-tag", "--units-length", "40", "--logarithmic")
	low := (1 + c.Float64()*9) * math.Pow(10, float64(c.IntN(31)-15))
	high := low * math.Pow(10, c.Float64()*c.Float64()*25)
	if c.one(3) {
		low, high = math.Pow(10, math.Round(math.Log10(low))), math.Pow(10, math.Round(math.Log10(high)))*float64(1+c.IntN(9))
	}
	if high <= low {
		high = low * 2
	}
	s.add("--lower-limit", fmt.Sprint(low), "--upper-limit", fmt.Sprint(high))
	s.maybe(2, "--rigid")
	s.maybe(3, "--units=si")
	s.maybe(6, "--font|LEGEND:"+c.of("5 6.5 11 16")+":", "--base|1024", "--alt-y-grid", "--units-exponent|"+c.of("-9 -6 -3 0 3 6 9 12 -18 18"))
	s.maybe(6, "--alt-autoscale", "--alt-autoscale-max", "--alt-autoscale-min")
	s.rightAxis(low)
	s.add(fmt.Sprintf("LINE1:%g#ff0000", low*math.Pow(high/low, 0.37)))
	return s.args
}

// Lines of a logarithmic axis stand where rrdtool's stand, and so do the labels at both
// sides, over parts of a decade and over twenty-five.
func TestParityLogarithmicLines(t *testing.T) {
	py := startGraphsAlone(t)
	py.Value("zone", "UTC")
	reader := newGlyphReader(t, py)
	c := chooser{original.Rand(t)}
	for range original.Rounds(t, 60) {
		sameValueLines(t, py, reader, randomLogAxis(c))
	}
}

// rightAxis adds a right axis of its own scale and shift, and ways to mark it, to a graph
// of values of about a size.
func (s *sketch) rightAxis(size float64) {
	scale := (s.Float64()*4 - 2) * math.Pow(10, float64(s.IntN(13)-6))
	if s.one(2) {
		scale = float64(s.IntN(7) - 3)
	}
	if scale == 0 {
		scale = 1
	}
	shift := 0.0
	if s.one(2) {
		shift = math.Trunc((s.Float64()*20-10)*10) / 10 * size * math.Abs(scale)
	}
	s.add("--right-axis", fmt.Sprintf("%g:%g", scale, shift))
	switch s.IntN(4) {
	case 0:
		s.add("--right-axis-format", s.of("%5.2lf %8.3le %lg %.0lf%% %-6.1lf"))
	case 1:
		const gregorian = 6e16 // seconds; librrd has no years beyond 2147485547
		kinds := "numeric duration"
		if math.Abs(scale)*size*12+math.Abs(shift) < gregorian {
			kinds += " timestamp"
		}
		s.add("--right-axis-formatter", s.of(kinds))
	}
}

// A right axis says what rrdtool's says, whatever the left one is like.
func TestParityRightAxis(t *testing.T) {
	py := startGraphsAlone(t)
	py.Value("zone", "UTC")
	reader := newGlyphReader(t, py)
	c := chooser{original.Rand(t)}
	for range original.Rounds(t, 60) {
		sameValueLines(t, py, reader, randomAxis(c, true))
	}
}

// On a logarithmic axis librrd fills a format of times as if it were one of numbers, with
// what is in its memory.
func TestTimesOnALogarithmicRightAxis(t *testing.T) {
	for kind, want := range map[string]string{"timestamp": "00:00:10 00:01:40 00:16:40", "duration": "0:00:00 0:00:00 0:00:01"} {
		format := map[string]string{"timestamp": "%H:%M:%S", "duration": "%H:%02m:%02s"}[kind]
		lines := ourLines(t, []string{"-", "--logarithmic", "--lower-limit", "10", "--upper-limit", "2000", "--rigid", "--height", "80",
			"--right-axis", "1:0", "--right-axis-formatter", kind, "--right-axis-format", format, "HRULE:100#ff0000"})
		var labels []string
		for _, l := range slices.Backward(lines) {
			if l.right != "" {
				labels = append(labels, l.right)
			}
		}
		if got := strings.Join(labels, " "); got != want {
			t.Errorf("%s: labels %q, want %q", kind, got, want)
		}
	}
}
