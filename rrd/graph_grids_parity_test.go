package rrd

import (
	"bytes"
	"fmt"
	"image/png"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// Every grid of the time axis is rrdtool's: the pictures are compared where a grid
// begins to be chosen, and a second before, and of graphs that begin on all days of a
// week. Letters differ by less than a tenth of a shade, a line or a label that is
// out of its place by ten times as much.
func TestParityTimeGrids(t *testing.T) {
	py := startGraphsAlone(t)
	py.Value("zone", "UTC")
	const width, end = 400, 1700000400
	compare := func(start, end int64, more ...string) {
		t.Helper()
		args := []string{"-", "--start", fmt.Sprint(start), "--end", fmt.Sprint(end), "--width", fmt.Sprint(width), "--height", "20", "--y-grid", "none", "--disable-rrdtool-tag", "HRULE:1#ff0000"}
		// Librrd keeps the format of weeks from one graph to the next.
		samePixels(t, py, append(append(args, "--week-fmt", weekFormat), more...)...)
	}
	for _, s := range xScales {
		span := max(int64(s.perPixel*width), s.least, 2)
		compare(end-span, end)
		compare(end-max(span-1, 2), end)
	}
	for _, labels := range []string{"DAY:2:86400:%d", "DAY:3:86400:%d", "WEEK:1:604800:%V", "WEEK:2:604800:%V", "MONTH:1:2592000:%b", "MONTH:2:2592000:%b", "DAY:1:86400:%a", "HOUR:7:0:%H", "DAY:2:0:%d", "WEEK:1:0:%d"} {
		for day := range int64(7) {
			compare(end-2_000_000+day*91_400, end+day*40_000, "--x-grid", "HOUR:12:DAY:2:"+labels)
		}
	}
}

// samePixels draws a graph of few colours here and by rrdtool.
func samePixels(t *testing.T, py *original.Python, args ...string) {
	t.Helper()
	theirs, err := png.Decode(bytes.NewReader(theirGraph(t, py, args...)["image"].([]byte)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := utc.Graph(args...)
	if err != nil {
		t.Errorf("%q: %v", args, err)
		return
	}
	ours, err := png.Decode(bytes.NewReader(p.Image))
	if err != nil {
		t.Fatal(err)
	}
	if theirs.Bounds() != ours.Bounds() {
		t.Errorf("%q: %v, rrdtool's is %v", args, ours.Bounds(), theirs.Bounds())
	} else if d := meanDifference(theirs, ours); d > 0.1 {
		t.Errorf("%q: pixels differ by %.3f on average", args, d)
	}
}

// The grid of values is rrdtool's for ranges of all first digits, graphs of several
// heights, and each way to choose it.
func TestParityValueGrids(t *testing.T) {
	py := startGraphsAlone(t)
	py.Value("zone", "UTC")
	graph := func(height int, low, high float64, more ...string) {
		t.Helper()
		args := []string{"-", "--start", "1699914000", "--end", "1700000400", "--width", "60", "--height", fmt.Sprint(height), "--x-grid", "none", "--disable-rrdtool-tag", "--rigid",
			"--lower-limit", fmt.Sprint(low), "--upper-limit", fmt.Sprint(high), "HRULE:" + fmt.Sprint((low+high)/2) + "#ff0000"}
		samePixels(t, py, append(args, more...)...)
	}
	for i, high := range []float64{1, 1.2, 1.7, 2, 2.5, 3, 4, 5, 6, 7.5, 8, 9.9} {
		graph(100, 0, high)
		graph([]int{12, 25, 40, 60, 150, 300}[i%6], 0, high*1e3)
		graph(80, -high, high*1e6)
		graph(120, high, high*1.01)
		graph(100, 0, high*1e4, "--base", "1024")
		graph(100, 0, high, "--alt-y-grid")
		graph(100, high/10, high*1000, "--logarithmic")
		graph(100, 0, high*1e5, "--units-exponent", fmt.Sprint(3*(i%3)))
		graph(97, 0, high*[]float64{1e-5, 1e-6, 1e-7}[i%3])
		graph(100, 0, high, "--right-axis", "2:1", "--units-length", "4")
	}
}

// Titles and labels stand in the middle of pages of odd sizes, too, where rrdtool has
// them: small pages, so that a text that is a pixel off is seen.
func TestParityTextsInTheMiddle(t *testing.T) {
	py := startGraphs(t)
	py.Value("zone", "UTC")
	for i := range 4 {
		for _, text := range []string{"w", "ww"} {
			samePixels(t, py, "-", "--start", "1699914000", "--end", "1700000400", "--width", fmt.Sprint(30+i), "--height", fmt.Sprint(10+i), "--x-grid", "none", "--y-grid", "none",
				"--disable-rrdtool-tag", "--vertical-label", text, "--title", text, "--watermark", text, "--right-axis-label", text, "LINE1:5#ff0000")
		}
	}
}
