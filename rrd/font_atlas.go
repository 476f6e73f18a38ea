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
// (fonts/letters-*.png), in each of the ways to draw them. So a small text is as crisp
// as there.
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

// atlases are the letters of the sizes that are kept, each way to draw them read when
// it is first asked for.
var atlases = [textModes]func() map[float64]*atlas{
	textNormal: sync.OnceValue(func() map[float64]*atlas { return readAtlases(textNormal) }),
	textLight:  sync.OnceValue(func() map[float64]*atlas { return readAtlases(textLight) }),
	textMono:   sync.OnceValue(func() map[float64]*atlas { return readAtlases(textMono) }),
}

func readAtlases(mode textMode) map[float64]*atlas {
	all := map[float64]*atlas{}
	for _, size := range atlasSizes {
		if a := readAtlas(mode, size); a != nil {
			all[size] = a
		}
	}
	return all
}

// atlasFile is the name of the file of letters of one size.
func atlasFile(mode textMode, size float64) string {
	return fmt.Sprintf("fonts/letters-%s%g.png", [textModes]string{textLight: "light-", textMono: "mono-"}[mode], size)
}

// readAtlas reads the letters of one size. A letter has a pixel more at each side
// than its width, for what reaches out.
func readAtlas(mode textMode, size float64) *atlas {
	data, err := atlasFiles.ReadFile(atlasFile(mode, size))
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
func kept(mode textMode, size float64, r rune) *letterMask {
	if a := atlases[mode]()[size]; a != nil {
		return a.masks[r]
	}
	return nil
}
