package xlsx

import (
	"math"
	"strings"
	"unicode"

	"github.com/pyops-go/pyops/internal/pytext"
)

// AutofitOptions are those of [Worksheet.Autofit].
type AutofitOptions struct {
	// MaxWidth is the most that a column gets, in pixels; 0 is Excel's limit.
	MaxWidth int
	// AsShown measures numbers and dates as their format shows them, and the
	// characters of East Asia by their true width. Otherwise they are measured as
	// XlsxWriter does it: dates as 68 pixels, numbers as their digits.
	AsShown bool
}

// An autofit is a wish that is met when the workbook is closed, in constant
// memory.
type autofit struct{ opts AutofitOptions }

// Autofit makes columns as wide as what has been written to them up to now, by
// the widths that characters have in Calibri 11. A width that was set before, and
// is larger, stays; so does a column that is hidden. In constant memory the
// columns fit all that is written until the workbook is closed.
func (ws *Worksheet) Autofit(opts *AutofitOptions) error {
	if err := ws.enter("Autofit"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	o := AutofitOptions{}
	if opts != nil {
		o = *opts
	}
	if o.MaxWidth < 0 {
		return &Error{Kind: ErrParameter, Op: "Autofit", Where: ws.name, Input: itoa(o.MaxWidth), Reason: "a width is not negative"}
	}
	if ws.stream != nil {
		ws.autofits = append(ws.autofits, autofit{o})
		return nil
	}
	var w widths
	ws.grid.rows(func(row int, cells []cell) {
		for i := range cells {
			c := &cells[i]
			n := 0
			if o.AsShown {
				n = ws.shownWidth(c)
			} else {
				n = ws.cellWidth(c)
			}
			if n > 0 && ws.hasFilterButton(row, int(c.col)) {
				n += filterButton
			}
			w.add(int(c.col), n)
		}
	})
	ws.fit(w, o)
	return nil
}

const (
	filterButton = 16 // pixels of the button in a header
	cellPadding  = 7  // pixels beside the text of a cell
	dateWidth    = 68
	trueWidth    = 31
	falseWidth   = 36
	wideWidth    = 15 // of the square characters of East Asia
)

// widths are the widest contents of columns, in pixels.
type widths struct{ of []int }

func (w *widths) add(col, pixels int) {
	for len(w.of) <= col {
		w.of = append(w.of, 0)
	}
	w.of[col] = max(w.of[col], pixels)
}

// fit sets the columns to widths.
func (ws *Worksheet) fit(w widths, o AutofitOptions) {
	most := ws.wb.metrics.most
	if o.MaxWidth > 0 {
		most = min(most, o.MaxWidth)
	}
	for col, n := range w.of {
		if n == 0 {
			continue
		}
		n = min(n+cellPadding, most)
		c, ok := ws.colInfo[col]
		switch {
		case !ok:
			c = colInfo{width: n, autofit: true}
		case c.hidden || c.width >= n:
			continue
		default:
			c.width, c.autofit = n, true
		}
		ws.colInfo[col] = c
		ws.widthsChanged = true
	}
}

func (ws *Worksheet) hasFilterButton(row, col int) bool {
	in := func(a area) bool { return row == a.firstRow && col >= a.firstCol && col <= a.lastCol }
	if ws.filter.on && in(ws.filter.area) {
		return true
	}
	for _, t := range ws.tables {
		if t.filter != "" && in(t.area) {
			return true
		}
	}
	return false
}

func (ws *Worksheet) cellWidth(c *cell) int {
	switch c.kind {
	case cellString:
		return textWidth(ws.strings.text(uint32(c.value)))
	case cellRich:
		return textWidth(ws.richRaw[uint32(c.value)])
	}
	return ws.valueWidth(c)
}

// valueWidth is how wide a cell is that holds no text of its own.
func (ws *Worksheet) valueWidth(c *cell) int {
	switch c.kind {
	case cellNumber:
		return 7 * len(plainNumber(math.Float64frombits(c.value)))
	case cellDate:
		return dateWidth
	case cellBool:
		if c.value != 0 {
			return trueWidth
		}
		return falseWidth
	case cellFormula:
		f := &ws.formulas[c.value]
		switch f.valueKind {
		case valueNumber:
			if strings.HasPrefix(f.value, "-") || f.value == "0" || f.value == "" {
				return 0
			}
			return 7 * len(f.value)
		case valueBool:
			if f.value == "1" {
				return trueWidth
			}
			return falseWidth
		}
		return PixelWidth(f.value)
	}
	return 0
}

// plainNumber is a number as it is typed.
func plainNumber(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e16 {
		return number(f)
	}
	return pytext.Float(f)
}

// textWidth is the width of the widest line of a text.
func textWidth(s string) int {
	if strings.IndexByte(s, '\n') < 0 {
		return PixelWidth(s)
	}
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n = max(n, PixelWidth(line))
	}
	return n
}

// charWidths are the widths of the printable characters of ASCII in Calibri 11,
// from the blank on.
const charWidths = "\x03\x05\x06\x07\x07\x0b\x0a\x03\x05\x05\x07\x07\x04\x05\x04\x06" +
	"\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x04\x04\x07\x07\x07\x07" +
	"\x0d\x09\x08\x08\x09\x07\x07\x09\x09\x04\x05\x08\x06\x0c\x0a\x0a" +
	"\x08\x0a\x08\x07\x07\x09\x09\x0d\x08\x07\x07\x05\x06\x05\x07\x07" +
	"\x04\x07\x08\x06\x08\x08\x05\x07\x08\x04\x04\x07\x04\x0c\x08\x08" +
	"\x08\x08\x05\x06\x05\x08\x07\x0b\x07\x07\x06\x05\x07\x05\x07"

// PixelWidth is the width of a text in Calibri 11, in pixels. Characters outside
// of ASCII count as 8.
func PixelWidth(s string) int {
	n := 0
	for _, c := range s {
		if i := int(c) - ' '; i >= 0 && i < len(charWidths) {
			n += int(charWidths[i])
		} else {
			n += 8
		}
	}
	return n
}

// CellAutofitWidth is the width in pixels that a column needs for a text: 0 for
// none, otherwise [PixelWidth] and the space beside it.
func CellAutofitWidth(s string) int {
	if s == "" {
		return 0
	}
	return PixelWidth(s) + cellPadding
}

// shownWidth is the width of what a cell shows.
func (ws *Worksheet) shownWidth(c *cell) int {
	wide := func(s string) int {
		n := 0
		for line := range strings.SplitSeq(s, "\n") {
			w := 0
			for _, r := range line {
				if isWide(r) {
					w += wideWidth
				} else {
					w += PixelWidth(string(r))
				}
			}
			n = max(n, w)
		}
		return n
	}
	switch c.kind {
	case cellString:
		return wide(ws.strings.text(uint32(c.value)))
	case cellRich:
		return wide(ws.richRaw[uint32(c.value)])
	case cellNumber, cellDate:
		n := math.Float64frombits(c.value)
		if text, ok := showNumber(n, ws.wb.numFormat(c.format), ws.wb.opts.Date1904); ok {
			return wide(text)
		}
		if c.kind == cellDate {
			return dateWidth
		}
	}
	return ws.cellWidth(c)
}

// isWide reports whether a character of East Asia is a square.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60
}
