package xlsx

// mostFilled is how many cells one call fills: sixteen whole columns.
const mostFilled = 16 * MaxRows

// MergeRange merges cells into one and writes a value into it as
// [Worksheet.Write] does. A single cell cannot be merged (code -1), and merged
// cells, tables and each other must not overlap: that is an error of kind
// [ErrOverlappingRange], and nothing is written.
func (ws *Worksheet) MergeRange(firstRow, firstCol, lastRow, lastCol int, value any, f *Format) error {
	const op = "MergeRange"
	a := newArea(firstRow, firstCol, lastRow, lastCol)
	if err := ws.merge(op, a, f); err != nil {
		return err
	}
	err := ws.Write(a.firstRow, a.firstCol, value, f)
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if f == nil {
		return err
	}
	for row := a.firstRow; row <= a.lastRow; row++ {
		for col := a.firstCol; col <= a.lastCol; col++ {
			if row == a.firstRow && col == a.firstCol {
				continue
			}
			if e := ws.writeBlank(row, col, f); e != nil && err == nil {
				err = e
			}
		}
	}
	return err
}

func (ws *Worksheet) merge(op string, a area, f *Format) error {
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if a.single() {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrParameter, Code: -1, Reason: "a single cell cannot be merged"})
	}
	if err := ws.withinArea(op, a); err != nil {
		return err
	}
	if err := ws.wb.checkFormat(f); err != nil {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrParameter, Code: -2, Reason: "the format cannot be used", Err: err})
	}
	if f != nil && a.cells() > mostFilled {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrTooMany, Code: -1, Input: a.String(), Reason: "a format is written into each merged cell, of which there may be 16,777,216"})
	}
	if err := ws.take(op, a, "merged cells"); err != nil {
		return err
	}
	ws.dim.addRow(a.firstRow)
	ws.dim.addRow(a.lastRow)
	ws.dim.addCol(a.firstCol)
	ws.dim.addCol(a.lastCol)
	ws.merged = append(ws.merged, a)
	return nil
}

// take claims an area for one thing, and reports another that has it.
func (ws *Worksheet) take(op string, a area, what string) error {
	if t, ok := ws.taken.overlapped(a); ok {
		return ws.refuse(op, a.firstRow, a.firstCol, Error{Kind: ErrOverlappingRange, Input: a.String(), Reason: "it overlaps the " + t.what + " of " + t.area.String()})
	}
	ws.taken.add(a, what)
	return nil
}

func (ws *Worksheet) writeMerged(w *xmlWriter) {
	if len(ws.merged) == 0 {
		return
	}
	w.startTag("mergeCells", "count", itoa(len(ws.merged)))
	for _, a := range ws.merged {
		w.emptyTag("mergeCell", "ref", a.String())
	}
	w.endTag("mergeCells")
}
