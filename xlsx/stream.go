package xlsx

// A rowStream writes the rows of a sheet in constant memory: only the current
// row is kept as cells, those before it are text in a part that is compressed as
// it grows.
type rowStream struct {
	ws     *Worksheet
	rows   *rowWriter
	row    int // the current one
	began  bool
	cells  []cell
	texts  []inlineText
	raw    map[uint64]string // rich text of the row without its formats
	widths widths
}

func newRowStream(ws *Worksheet) *rowStream {
	s := &rowStream{ws: ws, raw: map[uint64]string{}, texts: []inlineText{}}
	s.rows = newRowWriter(ws, &part{c: ws.wb.compressor}, ws.wb.streamXF)
	return s
}

// advance ends the current row if a later one is to be written.
func (s *rowStream) advance(row int) {
	if row <= s.row {
		return
	}
	s.flush()
	s.row = row
}

func (s *rowStream) put(row int, c cell) { s.cells = setCell(s.cells, c) }

func (s *rowStream) addText(t string, rich bool) uint64 {
	s.texts = append(s.texts, inlineText{t, rich})
	return uint64(len(s.texts) - 1)
}

// flush writes the current row, with what was set for it and for the columns up
// to now.
func (s *rowStream) flush() {
	ws := s.ws
	_, has := ws.rowInfo[s.row]
	if _, noted := ws.comments[s.row]; len(s.cells) == 0 && !has && !noted {
		return
	}
	s.began = true
	s.rows.columns()
	texts := rowTexts{inline: s.texts, formulas: ws.formulas}
	for i := range s.cells {
		n := s.cellWidth(&s.cells[i])
		if ws.filter.on && n > 0 && ws.hasFilterButton(s.row, int(s.cells[i].col)) {
			n += filterButton
		}
		s.widths.add(int(s.cells[i].col), n)
	}
	s.rows.row(s.row, s.cells, "", texts)
	s.cells, s.texts, ws.formulas = s.cells[:0], s.texts[:0], ws.formulas[:0]
	if len(s.raw) > 0 {
		clear(s.raw)
	}
}

// cellWidth is how wide a cell of the current row is.
func (s *rowStream) cellWidth(c *cell) int {
	switch c.kind {
	case cellString:
		return textWidth(s.texts[c.value].text)
	case cellRich:
		return textWidth(s.raw[c.value])
	}
	return s.ws.valueWidth(c)
}
