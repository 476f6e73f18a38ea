package rrd

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"testing"
)

// Each part of a colour is drawn as it is asked for, and a translucent one covers the
// page by its share.
func TestColoursAreDrawnAsAsked(t *testing.T) {
	t.Parallel()
	for v := range 256 {
		for _, asked := range []color.NRGBA{{uint8(v), 0, 255, 255}, {0, 255, uint8(v), 255}, {255, uint8(v), 0, 255}, {0, 0, 0, uint8(v)}} {
			text := fmt.Sprintf("CANVAS#%02x%02x%02x%02x", asked.R, asked.G, asked.B, asked.A)
			p, err := utc.Graph("-", "--only-graph", "-w", "10", "-h", "10", "-x", "none", "-y", "none", "-c", "BACK#ffffff", "-c", "GRID#00000000", "-c", "MGRID#00000000", "-c", text, "HRULE:5#00000000")
			if err != nil {
				t.Fatal(err)
			}
			drawn, err := png.Decode(bytes.NewReader(p.Image))
			if err != nil {
				t.Fatal(err)
			}
			want := asked
			if asked.A < 255 {
				white := 255 - asked.A
				want = color.NRGBA{white, white, white, 255}
			}
			if got := color.NRGBAModel.Convert(drawn.At(5, 5)); got != want {
				t.Fatalf("%s is drawn as %v, want %v", text, got, want)
			}
		}
	}
}
