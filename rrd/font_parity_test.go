package rrd

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/graph.py
var graphSource string

// startGraphs is the original with the helpers of testdata/graph.py.
func startGraphs(t testing.TB) *original.Python {
	t.Helper()
	py := startLibrrd(t)
	py.Define(graphSource)
	return py
}

// startGraphsAlone is such an original of the test's own: tests that draw much run beside
// each other, as each waits for its original half of the time.
func startGraphsAlone(t *testing.T) *original.Python {
	t.Helper()
	py := startLibrrdAlone(t)
	py.Define(graphSource)
	return py
}

// theirGraph is what rrd_graph_v says, by its keys.
func theirGraph(t testing.TB, py *original.Python, args ...string) map[string]any {
	t.Helper()
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	got := map[string]any{}
	for _, pair := range py.Value("graphv", list...).([]any) {
		p := pair.([]any)
		got[p[0].(string)] = p[1]
	}
	return got
}

var drawAtlas = flag.Bool("atlas", false, "draw the files of kept letters anew, as rrdtool draws them")

// TestParityLetters holds the kept letters against those of rrdtool; with -atlas
// it writes them.
func TestParityLetters(t *testing.T) {
	py := startGraphsAlone(t)
	for i := range len(atlasSizes) * int(textModes) {
		mode, size := textMode(i/len(atlasSizes)), atlasSizes[i%len(atlasSizes)]
		f, err := newFace(size, 1)
		if err != nil {
			t.Fatal(err)
		}
		width, height := int(f.width("0", tabStops{})), int(f.lineHeight)
		theirs := lettersOf(t, py, mode, size, width, height)
		name := atlasFile(mode, size)
		if *drawAtlas {
			var b bytes.Buffer
			if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, theirs); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		n := 0
		for _, r := range atlasLetters {
			m := kept(mode, size, r)
			if m == nil {
				t.Fatalf("%s: %c is not kept", name, r)
			}
			for i, a := range m.alpha {
				x, y := n%atlasColumns*(width+2)+i%m.w, n/atlasColumns*height+i/m.w
				if want := theirs.GrayAt(x, y).Y; a != want {
					t.Errorf("%s: %c: pixel %d,%d is %d, rrdtool has %d", name, r, i%m.w, i/m.w, a, want)
					break
				}
			}
			n++
		}
	}
}

// lettersOf has rrdtool write all letters, with blanks between, and cuts them out.
func lettersOf(t *testing.T, py *original.Python, mode textMode, size float64, width, height int) *image.Gray {
	t.Helper()
	args := []string{
		"-", "--start", "1000000000", "--end", "1000086400", "--width", "800", "--font", fmt.Sprintf("LEGEND:%g:", size),
		"--font-render-mode", [textModes]string{"normal", "light", "mono"}[mode], "--color", "BACK#ffffff", "--color", "FONT#000000", "LINE1:0",
	}
	letters := []rune(atlasLetters)
	for n := 0; n < len(letters); n += atlasColumns {
		var line strings.Builder
		for _, r := range letters[n:min(n+atlasColumns, len(letters))] {
			line.WriteRune(' ')
			line.WriteRune(r)
		}
		args = append(args, "COMMENT:"+strings.ReplaceAll(line.String(), ":", `\:`)+` \l`, `COMMENT: \l`)
	}
	got := theirGraph(t, py, args...)
	page, err := png.Decode(bytes.NewReader(got["image"].([]byte)))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewGray(image.Rect(0, 0, atlasColumns*(width+2), (len(letters)+atlasColumns-1)/atlasColumns*height))
	for n := range letters {
		var left, top float64
		if _, err := fmt.Sscanf(got[fmt.Sprintf("coords[%d]", n/atlasColumns*2)].(string), "%g,%g", &left, &top); err != nil {
			t.Fatal(err)
		}
		x0 := int(left) + (2*(n%atlasColumns)+1)*width - 1
		for y := range height {
			for x := range width + 2 {
				v := color.GrayModel.Convert(page.At(x0+x, int(top)+y)).(color.Gray).Y
				out.SetGray(n%atlasColumns*(width+2)+x, n/atlasColumns*height+y, color.Gray{Y: 255 - v})
			}
		}
	}
	return out
}
