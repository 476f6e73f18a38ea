package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"time"
)

// now is the time of the report.
func now() time.Time { return time.Now() }

// chart draws a bar for each value, of 0 to 100, as a PNG.
func chart(values []int) ([]byte, error) {
	const width, gap, height = 40, 20, 100
	img := image.NewRGBA(image.Rect(0, 0, gap+len(values)*(width+gap), height+20))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for i, v := range values {
		fill := color.RGBA{0x4c, 0x8b, 0xd6, 0xff}
		if v > 75 {
			fill = color.RGBA{0xd6, 0x5a, 0x4c, 0xff}
		}
		x := gap + i*(width+gap)
		draw.Draw(img, image.Rect(x, height+10-v, x+width, height+10), image.NewUniform(fill), image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}
