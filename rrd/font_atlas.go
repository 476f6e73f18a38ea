package rrd

import (
	"bytes"
	"embed"
	"fmt"
	"image"
	"image/png"
	"sync"
)

// Letters of the sizes that graphs have by default are not drawn from their
// outlines: they are kept as rrdtool's libraries draw them, fitted to the pixels
// (fonts/letters-*.png). So a small text is as crisp as there.
//
//go:embed fonts/letters-*.png
var atlasFiles embed.FS

// atlasLetters are the letters that are kept, in the order of the files.
const atlasLetters = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~" +
	"¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ" +
	"ΑΒΓΔΕΖΗΘΛΞΠΣΦΨΩαβγδεζηθλμνξπρστφχψω–—‘’“”„•…€→←↑↓≤≥≠≈∞√∑"

// atlasColumns is how many letters stand beside each other in a file.
const atlasColumns = 32

// atlasSizes are the sizes that are kept, in points.
var atlasSizes = [...]float64{5.5, 7, 8, 9}

// An atlas is the letters of one size.
type atlas struct {
	ascent int
	masks  map[rune]*letterMask
}

var atlases = sync.OnceValue(func() map[float64]*atlas {
	all := map[float64]*atlas{}
	for _, size := range atlasSizes {
		if a := readAtlas(size); a != nil {
			all[size] = a
		}
	}
	return all
})

// readAtlas reads the letters of one size. A letter has a pixel more at each side
// than its width, for what reaches out.
func readAtlas(size float64) *atlas {
	data, err := atlasFiles.ReadFile(fmt.Sprintf("fonts/letters-%g.png", size))
	if err != nil {
		return nil
	}
	decoded, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	gray, ok := decoded.(*image.Gray)
	if !ok {
		return nil
	}
	f, err := newFace(size, 1)
	if err != nil {
		return nil
	}
	width, height := int(f.width("0", tabStops{}))+2, int(f.lineHeight)
	a := &atlas{ascent: int(f.ascent), masks: map[rune]*letterMask{}}
	n := 0
	for _, r := range atlasLetters {
		x, y := n%atlasColumns*width, n/atlasColumns*height
		m := &letterMask{x: -1, y: -a.ascent, w: width}
		for row := range height {
			at := gray.PixOffset(x, y+row)
			if at+width > len(gray.Pix) {
				return nil
			}
			m.alpha = append(m.alpha, gray.Pix[at:at+width]...)
		}
		a.masks[r] = m
		n++
	}
	return a
}

// kept is the letter as the atlas of a size has it, or nil.
func kept(size float64, r rune) *letterMask {
	if a := atlases()[size]; a != nil {
		return a.masks[r]
	}
	return nil
}
