package rrd

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPNGKinds: pictures of few colours, of many, and transparent ones are read
// back pixel by pixel.
func TestPNGKinds(t *testing.T) {
	const w, h = 37, 29
	for name, pixel := range map[string]func(x, y int) uint32{
		"palette":     func(x, y int) uint32 { return 0xFF000000 | uint32(x%5)<<16 | uint32(y%7) },
		"colours":     func(x, y int) uint32 { return 0xFF000000 | uint32(x*7)<<16 | uint32(y*8)<<8 | uint32(x*y%256) },
		"transparent": func(x, y int) uint32 { return uint32(x%2) * 0xFF102030 },
	} {
		var pix []uint32
		for y := range h {
			for x := range w {
				pix = append(pix, pixel(x, y))
			}
		}
		data, err := encodePNG(pix, w, h)
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for y := range h {
			for x := range w {
				r, g, b, a := got.At(x, y).RGBA()
				if p := a>>8<<24 | r>>8<<16 | g>>8<<8 | b>>8; p != pix[y*w+x] {
					t.Fatalf("%s: pixel %d,%d is %08x, want %08x", name, x, y, p, pix[y*w+x])
				}
			}
		}
	}
}

// TestWholePixels: a rectangle between pixels is not filled like one of whole pixels.
func TestWholePixels(t *testing.T) {
	for _, c := range []struct {
		left, top, right, bottom, zoom float64
		want                           bool
	}{{1, 2, 3, 4, 1, true}, {1.5, 2, 3, 4, 1, false}, {1, 2.5, 3, 4, 1, false}, {1, 2, 3.25, 4, 1, false}, {1, 2, 3, 4.5, 1, false}, {1.5, 2, 3, 4, 2, true}, {1, 2, 3, 4, 1.5, false}, {1, 2, 1 << 31, 4, 1, false}, {2, 2, 4, 4, 1.5, true}} {
		q := []point{{c.left, c.top}, {c.right, c.top}, {c.right, c.bottom}, {c.left, c.bottom}}
		if got := wholePixels(q, c.zoom); got != c.want {
			t.Errorf("%v at %g: %v", q, c.zoom, got)
		}
	}
	if wholePixels([]point{{0, 0}, {2, 1}, {2, 2}, {0, 2}}, 1) {
		t.Error("a leaning side")
	}
}

// TestCoverage: the area that shapes cover, summed over the pixels, is their area.
func TestCoverage(t *testing.T) {
	for _, c := range []struct {
		points []point
		area   float64
	}{
		{[]point{{1.25, 1.5}, {9.75, 1.5}, {9.75, 7.25}, {1.25, 7.25}}, 8.5 * 5.75},
		{[]point{{1, 1}, {11, 3}, {4, 9}}, 37},
		{[]point{{-5, 2}, {5, 2}, {5, 4}, {-5, 4}}, 10},
		{[]point{{15, 2}, {25, 2}, {25, 4}, {15, 4}}, 2},
		{circle(point{8, 8}, 3), 14 * 9 * math.Sin(2*math.Pi/28)}, // as many corners as the drawing has
	} {
		cov := newCoverage(16, 16)
		cov.upright(c.points, false)
		sum := 0.0
		cov.rows(nil, func(_, _ int, alpha []uint8) {
			for _, a := range alpha {
				sum += float64(a) / 255
			}
		})
		if math.Abs(sum-c.area) > 0.25 {
			t.Errorf("%v cover %.2f pixels, want %.2f", c.points, sum, c.area)
		}
		for i, v := range cov.cells {
			if v != 0 {
				t.Errorf("%v leave %g in cell %d", c.points, v, i)
				break
			}
		}
	}
}

// TestHardEdgesFromFarAway: a side that begins or ends far outside the picture, as a
// value beyond a rigid axis has it, covers the centres in between all the same.
func TestHardEdgesFromFarAway(t *testing.T) {
	for _, far := range []float64{100, 1e18, 1e30, 1e300} {
		for _, c := range []struct {
			points            []point
			left, right, rows int
		}{
			{[]point{{2, -far}, {5, -far}, {5, far}, {2, far}}, 2, 5, 16},
			{[]point{{2, 4}, {5, 4}, {5, far}, {2, far}}, 2, 5, 12},
			{[]point{{2, -far}, {5, -far}, {5, 4}, {2, 4}}, 2, 5, 4},
			{[]point{{-far, 4}, {far, 4}, {far, 6}, {-far, 6}}, 0, 16, 2},
		} {
			cov := newCoverage(16, 16)
			cov.hard = true
			cov.upright(c.points, false)
			rows := 0
			cov.rows(nil, func(_, x int, alpha []uint8) {
				rows++
				for i, a := range alpha {
					if in := x+i >= c.left && x+i < c.right; in != (a == 255) {
						t.Errorf("%v: column %d has %d", c.points, x+i, a)
					}
				}
			})
			if rows != c.rows {
				t.Errorf("%v: %d rows, want %d", c.points, rows, c.rows)
			}
		}
	}
}

// TestStraightLines: lines along the pixels are the same, whether they are drawn
// dash by dash or from outlines.
func TestStraightLines(t *testing.T) {
	for _, p := range []pen{{width: 1}, {width: 0.4, dashes: []float64{1, 1}, offset: -0.3}, {width: 2.5, dashes: []float64{3, 2, 1}}, {width: 0.6, dashes: []float64{5}, offset: 7}} {
		for _, ends := range [][2]point{{{2.3, 5.3}, {30.7, 5.3}}, {{5.7, 28.2}, {5.7, 1.1}}, {{-4, 9.5}, {90, 9.5}}} {
			fast, slow := newPicture(40, 32, 1), newPicture(40, 32, 1)
			c := rgba{0.2, 0.4, 0.6, 0.75}
			if !fast.straight(ends[0], ends[1], p, c) {
				t.Fatalf("%v is not straight", ends)
			}
			outline(path{{points: ends[:]}}, p, func(piece []point, off bool) { slow.cov.upright(piece, off) })
			slow.lay(premultiplied(c))
			for i := range fast.pix {
				if a, b := int(fast.pix[i]>>24), int(slow.pix[i]>>24); max(a-b, b-a) > 1 {
					t.Errorf("%v %v: pixel %d,%d is %08x, from the outline %08x", p, ends, i%40, i/40, fast.pix[i], slow.pix[i])
					break
				}
			}
		}
	}
}

// TestVectorFormats: an SVG file is XML, the table of a PDF file leads to its
// objects, and an EPS file has its frame.
func TestVectorFormats(t *testing.T) {
	graph := func(format string) []byte {
		p, err := utc.Graph("-", "--start", "1699999300", "--end", "1700000500", "--imgformat", format, "--title", "A <b> & c", "AREA:5#00ff0080#0000ff:in",
			"LINE2:3#ff0000:x:dashes", "HRULE:4#000000:rule")
		if err != nil {
			t.Fatal(err)
		}
		return p.Image
	}
	d := xml.NewDecoder(bytes.NewReader(graph("SVG")))
	paths, dashed, stops := 0, 0, []string(nil)
	lines := regexp.MustCompile(`^(M[-.0-9]+ [-.0-9]+(L[-.0-9]+ [-.0-9]+)*Z?)+$`)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			has := map[string]string{}
			for _, a := range e.Attr {
				has[a.Name.Local] = a.Value
			}
			switch e.Name.Local {
			case "path":
				if paths++; !lines.MatchString(has["d"]) {
					t.Errorf("a path goes %q", has["d"])
				}
				if has["stroke-dasharray"] != "" {
					dashed++
				}
			case "stop":
				stops = append(stops, has["offset"], has["stop-color"], has["stop-opacity"])
			}
		}
	}
	if paths < 50 || dashed == 0 {
		t.Errorf("the SVG file has %d paths, %d of dashes", paths, dashed)
	}
	// rrdtool's goes from below to above, and so has the second colour first.
	if got := strings.Join(stops, " "); got != "0 rgb(0%,100%,0%) 0.502 1 rgb(0%,0%,100%) " {
		t.Errorf("the gradient stops at %q", got)
	}
	pdf := string(graph("PDF"))
	var start int
	if _, err := fmt.Sscanf(pdf[strings.LastIndex(pdf, "startxref"):], "startxref\n%d", &start); err != nil || !strings.HasPrefix(pdf[start:], "xref\n0 5\n") {
		t.Fatalf("PDF: the table is not at %d: %v", start, err)
	}
	for i, line := range strings.Split(pdf[start:], "\n")[3:7] {
		offset, err := strconv.Atoi(strings.Fields(line)[0])
		if err != nil || !strings.HasPrefix(pdf[offset:], fmt.Sprintf("%d 0 obj", i+1)) {
			t.Errorf("PDF: object %d is not at %d", i+1, offset)
		}
	}
	eps := string(graph("EPS"))
	if !strings.HasPrefix(eps, "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 481 168\n") || !strings.HasSuffix(eps, "%%EOF\n") {
		t.Errorf("EPS begins %q", eps[:80])
	}
}

// pageOperators are the operators of PDF and of the same words defined in an EPS
// file, each with how many numbers it takes (PDF 32000-1, annex A).
var pageOperators = map[string]int{
	"m": 2, "l": 2, "h": 0, "f": 0, "S": 0, "q": 0, "Q": 0, "W": 0, "n": 0, "rg": 3, "RG": 3, "w": 1, "J": 1, "j": 1, "d": 1, "cm": 6, "gs": 0,
}

// checkPage reads the operators of a page: each is known and has its numbers,
// colours are shares, and what is kept is taken back.
func checkPage(t *testing.T, name, body string, known map[string]int, states map[string]bool) {
	t.Helper()
	numbers, depth, drawn := []float64{}, 0, 0
	for word := range strings.FieldsSeq(regexp.MustCompile(`\[[^\]]*\]`).ReplaceAllString(body, "")) {
		if v, err := strconv.ParseFloat(word, 64); err == nil {
			numbers = append(numbers, v)
			continue
		}
		if state, is := strings.CutPrefix(word, "/"); is {
			if !states[state] {
				t.Errorf("%s: there is no state %s", name, state)
			}
			continue
		}
		takes, is := known[word]
		if !is || takes != len(numbers) {
			t.Fatalf("%s: %q with %v", name, word, numbers)
		}
		switch word {
		case "rg", "RG":
			if min(numbers[0], numbers[1], numbers[2]) < 0 || max(numbers[0], numbers[1], numbers[2]) > 1 {
				t.Errorf("%s: a colour of %v", name, numbers)
			}
		case "q", "gsave":
			depth++
		case "Q", "grestore":
			depth--
		case "f", "S":
			drawn++
		}
		if depth < 0 {
			t.Fatalf("%s: takes back what was not kept", name)
		}
		numbers = numbers[:0]
	}
	if depth != 0 || drawn < 50 {
		t.Errorf("%s: %d things drawn, %d not taken back", name, drawn, depth)
	}
}

// TestPagesHaveOperatorsOnly: a reader of PDF or PostScript understands all that is
// on the pages.
func TestPagesHaveOperatorsOnly(t *testing.T) {
	graph := func(format string) string {
		p, err := utc.Graph("-", "--start", "1699999300", "--end", "1700000500", "--imgformat", format, "--title", "A", "AREA:5#00ff0080#0000ff:in",
			"LINE2:3#ff000040:x:dashes", "HRULE:4#123456:rule", "TICK:2#00ff00:0.5", "VRULE:1700000000#00f")
		if err != nil {
			t.Fatal(err)
		}
		return string(p.Image)
	}
	pdf := graph("PDF")
	states := map[string]bool{}
	for _, m := range regexp.MustCompile(`/(a\d+) <</ca ([0-9.]+) /CA ([0-9.]+)>>`).FindAllStringSubmatch(pdf, -1) {
		states[m[1]] = m[2] == m[3]
	}
	_, packed, _ := strings.Cut(pdf, "stream\n")
	z, err := zlib.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, "PDF", string(body), pageOperators, states)
	if len(states) < 3 || !states["a1000"] || !states["a251"] || !states["a502"] {
		t.Errorf("the transparencies are %v", states)
	}

	eps := graph("EPS")
	_, eps, _ = strings.Cut(eps, "%%EndComments\n")
	known := map[string]int{"gsave": 0, "grestore": 0, "scale": 2, "showpage": 0}
	defined := regexp.MustCompile(`/(\w+) \{(\w+)\} bind def\s`)
	for _, m := range defined.FindAllStringSubmatch(eps, -1) {
		known[m[1]] = pageOperators[m[1]]
	}
	checkPage(t, "EPS", strings.TrimSuffix(defined.ReplaceAllString(eps, ""), "%%EOF\n"), known, nil)
}

// A line of no width is as wide as LINE1, as in rrdtool.
func TestALineOfNoWidth(t *testing.T) {
	graph := func(line string) string {
		p, err := utc.Graph("-", "--start", "1699999300", "--end", "1700000500", line+":5#ff0000")
		if err != nil {
			t.Fatal(err)
		}
		return string(p.Image)
	}
	if none := graph("LINE"); none != graph("LINE1") || none == graph("LINE2") {
		t.Error("LINE is not LINE1")
	}
}
