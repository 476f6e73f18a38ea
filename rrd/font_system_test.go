package rrd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// letterOf draws one letter by itself, and tells how wide it is.
func letterOf(t *testing.T, text string) (pix string, width float64) {
	t.Helper()
	f, err := newFace(8, 1)
	if err != nil {
		t.Fatal(err)
	}
	p := newPicture(60, 20, 1)
	p.write(label{text: text, face: f, color: rgba{0, 0, 0, 1}, at: point{10, 2}})
	return fmt.Sprint(p.pix), f.width(text, tabStops{})
}

// missingLetter is one that no font has.
const missingLetter = "\U0010fffd"

// What no font has is a box: the graph is drawn, and the text has a width.
func TestALetterThatNoFontHas(t *testing.T) {
	box, w := letterOf(t, missingLetter)
	drawn := 0
	for v := range strings.FieldsSeq(strings.Trim(box, "[]")) {
		if v != "0" {
			drawn++
		}
	}
	if drawn < 10 || w < 5 {
		t.Errorf("%d pixels, %g wide", drawn, w)
	}
}

// needCJK passes over systems without a font for Chinese and Japanese.
func needCJK(t *testing.T) {
	t.Helper()
	if typeface, i := systemGlyph('日'); typeface == nil || i == 0 {
		peers.Missing(t, "a font with Chinese letters, as that of Debian's fonts-droid-fallback")
	}
}

// Letters that the built-in font does not have come from a font of the system, in
// pictures and in outlines.
func TestLegendsInChineseAndJapanese(t *testing.T) {
	needCJK(t)
	box, _ := letterOf(t, missingLetter)
	seen := map[string]string{box: "a box"}
	for _, letter := range []string{"日", "本", "流", "量", "の", "网"} {
		pix, w := letterOf(t, letter)
		if other := seen[pix]; other != "" {
			t.Errorf("%s is drawn as %s", letter, other)
		}
		seen[pix] = letter
		if w < 10 || w > 14 {
			t.Errorf("%s is %g wide, and a letter of 8 points is 11 or so", letter, w)
		}
	}
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 300, 10)
	graph := func(format, legend string) *Picture {
		t.Helper()
		p, err := utc.Graph("-", "-a", format, "-s", "1000000200", "-e", "1000003200", "DEF:a="+path+":x:AVERAGE", "LINE1:a#f00:"+legend)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, format := range []string{"PNG", "SVG", "PDF", "EPS"} {
		one, two := graph(format, "日本語"), graph(format, "日本人")
		if bytes.Equal(one.Image, two.Image) {
			t.Errorf("%s: 語 and 人 are drawn alike", format)
		}
		if one.Legend[0].Text != "  日本語" {
			t.Errorf("%s: the legend is %q", format, one.Legend[0].Text)
		}
	}
}

// Such a picture is as large as rrdtool's, which finds the same font where there is
// one alone.
func TestParityLegendsInChinese(t *testing.T) {
	needCJK(t)
	py, file := startGraphFile(t)
	args := []string{"-", "-s", "1699914000", "-e", "1700000400", "-t", "网络流量", "-v", "毎秒", "DEF:a=" + file + ":in:AVERAGE", "LINE1:a#f00:日本語の流量", "COMMENT:中文"}
	theirs := theirGraph(t, py, args...)
	got, err := utc.GraphV(args...)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"image_width", "image_height", "graph_left", "graph_top", "legend[0]", "legend[1]"} {
		ours, _ := got.Get(key)
		if n, is := ours.(uint64); is {
			ours = int64(n)
		}
		if ours != theirs[key] {
			t.Errorf("%s: %v (%T), rrdtool has %v (%T)", key, ours, ours, theirs[key], theirs[key])
		}
	}
}

// A file of the system that is no font, or too large a one, has no letters.
func TestFilesThatAreNoFonts(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"empty.ttf": "", "text.ttf": strings.Repeat("no font ", 100), "cut.ttc": "ttcf\x00\x01\x00\x00\x00\x00\x00\x02"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if f := readTypeface(path); f != nil {
			t.Errorf("%s is a font", name)
		}
	}
	large := filepath.Join(folder, "large.ttf")
	if err := os.WriteFile(large, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, largestFont+1); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{large, folder, filepath.Join(folder, "none.ttf")} {
		if f := readTypeface(path); f != nil {
			t.Errorf("%s is a font", path)
		}
	}
}
