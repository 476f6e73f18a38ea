package xlsx

import (
	"math"
	"strconv"
	"strings"
)

// A rowWriter writes the rows of a sheet into a part.
type rowWriter struct {
	ws      *Worksheet
	part    *part
	xf      func(*Format) int32
	numbers []uint32 // of the sheet's texts among those of the workbook; nil if they are the same
	cols    []uint32 // the formats of columns by their ids, 0 for none
	formats []*Format
	xfCache []int32 // by the id of a format
}

func newRowWriter(ws *Worksheet, p *part, xf func(*Format) int32) *rowWriter {
	return &rowWriter{ws: ws, part: p, xf: xf}
}

// xfOf is the number of a format by its id.
func (r *rowWriter) xfOf(id uint32) int32 {
	r.xfCache = place(r.xfCache, id)
	if n := r.xfCache[id]; n >= 0 {
		return n
	}
	if int(id) >= len(r.formats) {
		r.formats = r.ws.wb.formatList()
	}
	n := r.xf(r.formats[id])
	r.xfCache[id] = n
	return n
}

// columns notes the formats of columns, which cells without one have.
func (r *rowWriter) columns() {
	r.cols = r.cols[:0]
	for col, info := range r.ws.colInfo {
		if info.format != nil {
			for len(r.cols) <= col {
				r.cols = append(r.cols, 0)
			}
			r.cols[col] = info.format.id
		}
	}
}

// A cellRange is the columns from the first to the last cell that a row has.
type cellRange struct{ first, last int }

// row writes a row; spans is "" where it is not known.
func (r *rowWriter) row(row int, cells []cell, spans string, texts rowTexts) {
	b := r.part.buf
	digits := strconv.AppendInt(nil, int64(row)+1, 10)
	b = append(b, `<row r="`...)
	b = append(b, digits...)
	b = append(b, '"')
	if spans != "" {
		b = append(b, ` spans="`...)
		b = append(b, spans...)
		b = append(b, '"')
	}
	info, has := r.ws.rowInfo[row]
	rowXF := int32(-1)
	if has && info.format != nil {
		rowXF = r.xfOf(info.format.id)
	}
	b = r.rowAttributes(b, info, has, rowXF)
	if len(cells) == 0 {
		r.part.buf = append(b, '/', '>')
		return
	}
	b = append(b, '>')
	for i := range cells {
		b = r.cell(b, &cells[i], digits, rowXF, texts)
	}
	r.part.buf = append(b, "</row>"...)
	if r.part.full() {
		r.part.flush()
	}
}

func (r *rowWriter) rowAttributes(b []byte, info rowInfo, has bool, rowXF int32) []byte {
	ws := r.ws
	attribute := func(name, value string) {
		b = append(b, ' ')
		b = append(b, name...)
		b = append(b, '=', '"')
		b = append(b, value...)
		b = append(b, '"')
	}
	if rowXF > 0 {
		attribute("s", itoa(int(rowXF)))
	}
	if rowXF >= 0 {
		attribute("customFormat", "1")
	}
	height := ws.defaultHeight
	if has {
		height = info.height
	}
	custom := height != ws.originalHeight || height != ws.defaultHeight
	if custom {
		attribute("ht", number(0.75*float64(height)))
	}
	if info.hidden {
		attribute("hidden", "1")
	}
	if custom {
		attribute("customHeight", "1")
	}
	if info.level > 0 {
		attribute("outlineLevel", itoa(info.level))
	}
	if info.collapsed {
		attribute("collapsed", "1")
	}
	if ws.hasBars2010 {
		attribute("x14ac:dyDescent", "0.25")
	}
	return b
}

// rowTexts are the texts and formulas that the cells of a row in constant memory
// refer to; nil texts are those of the whole sheet.
type rowTexts struct {
	inline   []inlineText
	formulas []formula
}

type inlineText struct {
	text string
	rich bool
}

func (r *rowWriter) cell(b []byte, c *cell, row []byte, rowXF int32, texts rowTexts) []byte {
	b = append(b, `<c r="`...)
	b = appendColumn(b, int(c.col))
	b = append(b, row...)
	b = append(b, '"')
	xf := rowXF
	switch {
	case c.format != 0:
		xf = r.xfOf(c.format)
	case xf < 0 && int(c.col) < len(r.cols) && r.cols[c.col] != 0:
		xf = r.xfOf(r.cols[c.col])
	}
	if xf >= 0 {
		b = append(b, ` s="`...)
		b = strconv.AppendInt(b, int64(xf), 10)
		b = append(b, '"')
	}
	switch c.kind {
	case cellNumber, cellDate:
		b = append(b, "><v>"...)
		b = appendNumber(b, math.Float64frombits(c.value))
	case cellString, cellRich:
		if texts.inline != nil {
			return appendInline(b, texts.inline[c.value])
		}
		n := uint32(c.value)
		if r.numbers != nil {
			n = r.numbers[n]
		}
		b = append(b, ` t="s"><v>`...)
		b = strconv.AppendUint(b, uint64(n), 10)
	case cellBool:
		b = append(b, ` t="b"><v>`...)
		b = append(b, '0'+byte(c.value))
	case cellBlank:
		return append(b, '/', '>')
	case cellFormula:
		return appendFormula(b, &texts.formulas[c.value])
	case cellImage:
		b = append(b, ` t="e" vm="`...)
		b = strconv.AppendUint(b, r.ws.imageNumber(c.value), 10)
		b = append(b, `"><v>#VALUE!`...)
	}
	return append(b, "</v></c>"...)
}

func appendInline(b []byte, t inlineText) []byte {
	b = append(b, ` t="inlineStr"><is>`...)
	if t.rich {
		b = append(b, t.text...)
	} else {
		w := xmlWriter{b}
		writeT(&w, t.text)
		b = w.b
	}
	return append(b, "</is></c>"...)
}

func appendFormula(b []byte, f *formula) []byte {
	if f.array == dynamicArray {
		b = append(b, ` cm="1"`...)
	}
	switch f.valueKind {
	case valueBool:
		b = append(b, ` t="b"`...)
	case valueError:
		b = append(b, ` t="e"`...)
	case valueText:
		b = append(b, ` t="str"`...)
	}
	if f.array == noArray {
		b = append(b, "><f>"...)
	} else {
		b = append(b, `><f t="array" ref="`...)
		b = append(b, f.ref...)
		b = append(b, `">`...)
	}
	b = appendText(b, f.text)
	b = append(b, "</f><v>"...)
	b = appendText(b, f.value)
	return append(b, "</v></c>"...)
}

// writeRows writes all rows of a sheet that holds its cells.
func (r *rowWriter) writeRows() {
	ws := r.ws
	r.columns()
	extra := map[int]bool{}
	for row := range ws.rowInfo {
		extra[row] = true
	}
	for row := range ws.comments {
		extra[row] = true
	}
	more := sortedKeys(extra, compareInts)
	spans := newSpans(ws)
	texts := rowTexts{formulas: ws.formulas}
	empty := func(until int) {
		for len(more) > 0 && more[0] < until {
			r.row(more[0], nil, spans.of(more[0]), texts)
			more = more[1:]
		}
	}
	ws.grid.rows(func(row int, cells []cell) {
		empty(row)
		if len(more) > 0 && more[0] == row {
			more = more[1:]
		}
		r.row(row, cells, spans.of(row), texts)
	})
	empty(MaxRows)
}

// spans are the columns that sixteen rows together use.
type spans struct {
	blocks []cellRange // from 1; 0 for none
	text   string      // of the block that was asked for last
	block  int
}

const spanRows = 16

func newSpans(ws *Worksheet) *spans {
	s := &spans{block: -1}
	ws.grid.rows(func(row int, cells []cell) {
		s.add(row, int(cells[0].col), int(cells[len(cells)-1].col))
	})
	for row, cols := range ws.comments {
		for col := range cols {
			s.add(row, col, col)
		}
	}
	return s
}

func (s *spans) add(row, first, last int) {
	n := row / spanRows
	for len(s.blocks) <= n {
		s.blocks = append(s.blocks, cellRange{})
	}
	b := &s.blocks[n]
	if b.first == 0 || first+1 < b.first {
		b.first = first + 1
	}
	b.last = max(b.last, last+1)
}

func (s *spans) of(row int) string {
	n := row / spanRows
	if n == s.block {
		return s.text
	}
	s.block, s.text = n, ""
	if n < len(s.blocks) && s.blocks[n].first > 0 {
		s.text = itoa(s.blocks[n].first) + ":" + itoa(s.blocks[n].last)
	}
	return s.text
}

// chartData are the cells of a range as the cache of a chart has them.
func (ws *Worksheet) chartData(a area) []chartDatum {
	var data []chartDatum
	for row := a.firstRow; row <= a.lastRow; row++ {
		cells := ws.grid.row(row)
		if len(cells) == 0 {
			data = append(data, chartDatum{})
			continue
		}
		for col := a.firstCol; col <= a.lastCol; col++ {
			data = append(data, ws.chartDatum(row, col))
		}
	}
	return data
}

func (ws *Worksheet) chartDatum(row, col int) chartDatum {
	c, ok := ws.grid.cell(row, col)
	if !ok {
		return chartDatum{}
	}
	switch c.kind {
	case cellNumber, cellDate:
		n := math.Float64frombits(c.value)
		return chartDatum{isNumber: true, number: n, text: strings.ToLower(number(n))}
	case cellString:
		return chartDatum{text: ws.strings.text(uint32(c.value))}
	case cellRich:
		return chartDatum{text: ws.richRaw[uint32(c.value)]}
	case cellBool:
		return chartDatum{isNumber: true, number: float64(c.value), text: itoa(int(c.value))}
	case cellFormula:
		f := &ws.formulas[c.value]
		n, err := strconv.ParseFloat(f.value, 64)
		if (f.valueKind == valueNumber || f.valueKind == valueBool) && err == nil {
			return chartDatum{isNumber: true, number: n, text: f.value}
		}
		return chartDatum{text: f.value, blank: f.value == ""}
	case cellBlank:
		return chartDatum{blank: true}
	}
	return chartDatum{}
}
