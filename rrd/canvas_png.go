package rrd

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"sync"
)

// encodePNG makes a PNG file of pixels that are 0xAARRGGBB, multiplied by their
// alpha. Graphs have few colours: up to 256 of them go into a palette, which is
// smaller and much faster to pack than three bytes a pixel.
func encodePNG(pix []uint32, w, h int) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	opaque := true
	for _, p := range pix {
		if p>>24 != 255 {
			opaque = false
			break
		}
	}
	colors, indices := palette(pix)
	kind := byte(2)
	switch {
	case !opaque:
		kind = 6
	case indices != nil:
		kind = 3
	}
	var head [13]byte
	binary.BigEndian.PutUint32(head[0:], uint32(w))
	binary.BigEndian.PutUint32(head[4:], uint32(h))
	head[8], head[9] = 8, kind
	pngChunk(&out, "IHDR", head[:])
	if kind == 3 {
		table := make([]byte, 0, 3*len(colors))
		for _, c := range colors {
			table = append(table, byte(c>>16), byte(c>>8), byte(c))
		}
		pngChunk(&out, "PLTE", table)
	}
	var raw []byte
	switch kind {
	case 2:
		raw = pngRows(pix, w, h, 3)
	case 6:
		raw = pngRows(pix, w, h, 4)
	default:
		raw = make([]byte, 0, (w+1)*h)
		for y := range h {
			raw = append(raw, 0)
			raw = append(raw, indices[y*w:(y+1)*w]...)
		}
	}
	var packed bytes.Buffer
	z, ok := packers.Get().(*zlib.Writer)
	if !ok {
		var err error
		if z, err = zlib.NewWriterLevel(&packed, pngLevel); err != nil {
			return nil, err
		}
	}
	defer packers.Put(z)
	z.Reset(&packed)
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	pngChunk(&out, "IDAT", packed.Bytes())
	pngChunk(&out, "IEND", nil)
	return out.Bytes(), nil
}

// pngLevel packs a graph nearly as well as the best level in a third of its time.
const pngLevel = 2

// packers are kept for the next picture: each has tables of a megabyte.
var packers sync.Pool

// palette finds the colours of opaque pixels; the indices are nil when there
// are more than 256.
func palette(pix []uint32) (colors []uint32, indices []uint8) {
	indices = make([]uint8, len(pix))
	// The colours that were met last stand in a small table before the map.
	const slots = 1024
	var met [slots]uint32
	var as [slots]uint8
	known := map[uint32]uint8{}
	last, index := uint32(0), uint8(0)
	for i, p := range pix {
		if p != last || i == 0 {
			slot := p * 2654435761 >> 22
			if met[slot] == p && p != 0 {
				last, index = p, as[slot]
				indices[i] = index
				continue
			}
			n, ok := known[p]
			if !ok {
				if len(colors) == 256 {
					return nil, nil
				}
				n = uint8(len(colors))
				known[p] = n
				colors = append(colors, p)
			}
			last, index = p, n
			met[slot], as[slot] = p, n
		}
		indices[i] = index
	}
	return colors, indices
}

// pngRows are the rows of a picture without a palette, each as its difference
// from the one above.
func pngRows(pix []uint32, w, h, channels int) []byte {
	if channels == 3 {
		return opaqueRows(pix, w, h)
	}
	raw := make([]byte, 0, (channels*w+1)*h)
	above, row := make([]byte, channels*w), make([]byte, channels*w)
	for y := range h {
		for x, p := range pix[y*w : (y+1)*w] {
			a, r, g, b := p>>24, p>>16&255, p>>8&255, p&255
			if a != 255 && a != 0 {
				r, g, b = (r*255+a/2)/a, (g*255+a/2)/a, (b*255+a/2)/a
			}
			at := row[x*channels:]
			at[0], at[1], at[2] = byte(r), byte(g), byte(b)
			if channels == 4 {
				at[3] = byte(a)
			}
		}
		raw = append(raw, 2)
		for i, v := range row {
			raw = append(raw, v-above[i])
		}
		above, row = row, above
	}
	return raw
}

// opaqueRows are pngRows where nothing shines through.
func opaqueRows(pix []uint32, w, h int) []byte {
	raw := make([]byte, (3*w+1)*h)
	out := raw
	above := make([]uint32, w)
	for y := range h {
		row := pix[y*w : (y+1)*w]
		out[0] = 2
		out = out[1:]
		for x, p := range row {
			if q := above[x]; p != q {
				at := out[3*x : 3*x+3]
				at[0], at[1], at[2] = byte(p>>16)-byte(q>>16), byte(p>>8)-byte(q>>8), byte(p)-byte(q)
			}
		}
		out = out[3*w:]
		above = row
	}
	return raw
}

func pngChunk(out *bytes.Buffer, name string, data []byte) {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(data)))
	out.Write(n[:])
	begin := out.Len()
	out.WriteString(name)
	out.Write(data)
	binary.BigEndian.PutUint32(n[:], crc32.ChecksumIEEE(out.Bytes()[begin:]))
	out.Write(n[:])
}
