package packet

import (
	"fmt"
	"strings"
)

// Diagram draws the fields of a layer's protocol as RFCs do, 32 bits a line: scapy's
// rfc. A field whose length depends on others is drawn as two bytes, and so is one that
// is there only sometimes.
func Diagram(l Layer) string {
	p, vals, err := described(l)
	if err != nil {
		return ""
	}
	var cells []diagramCell
	at := 0
	h := Header{proto: p, vals: vals}
	for i := range p.fields {
		f := &p.fields[i]
		bits := f.drawn(&h)
		for first := true; bits > 0; first = false {
			n := min(bits, 32-at%32)
			cells = append(cells, diagramCell{name: strings.ToUpper(strings.ReplaceAll(f.name, "_", " ")), bits: n, first: first, last: bits <= n})
			at, bits = at+n, bits-n
		}
	}
	var b strings.Builder
	b.WriteString(" 0                   1                   2                   3\n 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1\n")
	rows := diagramRows(cells)
	var above []diagramCell
	for _, row := range rows {
		b.WriteString(ruler(above, row) + "\n")
		above = row
		for _, c := range row {
			text := ""
			if c.first {
				text = c.name
			}
			b.WriteString("|" + centered(text, 2*c.bits-1))
		}
		b.WriteString("|\n")
	}
	b.WriteString(ruler(above, nil) + "\n")
	fmt.Fprintf(&b, "\n%s", strings.Repeat(" ", max(0, (66-len("Fig. "+p.name))/2))+"Fig. "+p.name)
	return b.String()
}

// A diagramCell is one line's part of a field.
type diagramCell struct {
	name        string
	bits        int
	first, last bool // the field begins, or ends, in it
}

// diagramRows parts cells into lines of 32 bits.
func diagramRows(cells []diagramCell) (rows [][]diagramCell) {
	at := 0
	for _, c := range cells {
		if at%32 == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], c)
		at += c.bits
	}
	return rows
}

// ruler is the line between two rows, with a gap where a field goes on below. The first
// one is of full width.
func ruler(above, below []diagramCell) string {
	var goesOn, cameOn [32]bool
	width, other := 0, 0
	for _, c := range above {
		for range c.bits {
			goesOn[width] = !c.last
			width++
		}
	}
	for _, c := range below {
		for range c.bits {
			cameOn[other] = !c.first
			other++
		}
	}
	if above == nil {
		width = 32
	}
	inside := func(i int) bool { return i >= 0 && i < min(width, other) && goesOn[i] && cameOn[i] }
	var b strings.Builder
	for i := range max(width, other) {
		corner, line := byte('+'), byte('-')
		if inside(i) {
			line = ' '
		}
		if inside(i) && inside(i-1) {
			corner = ' '
		}
		b.WriteByte(corner)
		b.WriteByte(line)
	}
	b.WriteByte('+')
	return b.String()
}

// centered puts a text into the middle of a width, and cuts it to that.
func centered(s string, width int) string {
	if len(s) > width {
		return s[:width]
	}
	left := (width - len(s)) / 2
	if (width-len(s))%2 == 1 && width%2 == 1 {
		left = (width - len(s) + 1) / 2
	}
	return strings.Repeat(" ", left) + s + strings.Repeat(" ", width-len(s)-left)
}

// drawn is the width that a field is drawn with, in bits.
func (f *Field) drawn(h *Header) int {
	switch {
	case f.standIn:
		return 0
	case f.pick != nil:
		return 16
	}
	if f.bits > 0 {
		return f.bits
	}
	switch c := f.coder(h).(type) {
	case macCodec:
		return 48
	case ip4Codec:
		return 32
	case refIDCodec:
		return 32
	case ip6Codec, uuidCodec, uuidFieldCodec:
		return 128
	case autopadCodec:
		return 0
	case chaddrCodec:
		return 8 * c.fixed
	case bytesCodec:
		if c.fixed > 0 {
			return 8 * c.fixed
		}
	}
	return 16
}
