package xlsx

import (
	"strings"
	"unicode/utf8"
)

// A Run is a piece of text of one format. A Run without a format has that of the
// cell if it is the first, and Excel's default after others.
type Run struct {
	Text   string
	Format *Format
}

// WriteRichString writes a text of several formats; f is that of the cell. It
// takes at least two runs, one of them with a format (code -5), none of them
// empty (code -4), and at most 32,767 characters in all (code -2); otherwise it
// writes nothing.
func (ws *Worksheet) WriteRichString(row, col int, runs []Run, f *Format) error {
	const op = "WriteRichString"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.within(op, row, col); err != nil {
		return err
	}
	fragments, length := 0, 0
	for _, r := range runs {
		fragments++
		if r.Format != nil {
			fragments++
		}
		length += utf8.RuneCountInString(r.Text)
	}
	if fragments <= 2 {
		return ws.refuse(op, row, col, Error{Kind: ErrParameter, Code: -5, Reason: "rich text has at least two runs, one of them with a format"})
	}
	var raw strings.Builder
	w := xmlWriter{}
	for i, r := range runs {
		if r.Text == "" {
			return ws.refuse(op, row, col, Error{Kind: ErrParameter, Code: -4, Reason: "Excel takes no empty text in rich text"})
		}
		if err := ws.wb.checkFormat(r.Format); err != nil {
			return ws.refuse(op, row, col, Error{Kind: ErrParameter, Code: -2, Reason: "the format cannot be used", Err: err})
		}
		raw.WriteString(r.Text)
		w.startTag("r")
		switch {
		case r.Format != nil:
			writeRunFont(&w, &r.Format.p)
		case i > 0:
			writeRunFont(&w, &newFormat(ws.wb, "Calibri").p)
		}
		var attrs []string
		if spaced(r.Text) {
			attrs = []string{"xml:space", "preserve"}
		}
		w.dataElement("t", r.Text, attrs...)
		w.endTag("r")
	}
	if length > maxText {
		return ws.refuse(op, row, col, Error{Kind: ErrTooLong, Code: -2, Input: raw.String(), Reason: "a cell holds at most 32,767 characters"})
	}
	if err := ws.reach(op, row, col, f); err != nil {
		return err
	}
	ws.advance(row)
	n := ws.addText(string(w.b), true)
	if ws.stream == nil {
		ws.richRaw[uint32(n)] = raw.String()
	} else {
		ws.stream.raw[n] = raw.String()
	}
	ws.put(row, col, cellRich, n, f)
	return nil
}

// writeRunFont writes the font of a run.
func writeRunFont(w *xmlWriter, p *formatProps) {
	w.startTag("rPr")
	marks := *p
	marks.condense, marks.extend = false, false
	writeFontMarks(w, &marks)
	w.emptyTag("sz", "val", number(p.fontSize))
	writeFontColor(w, p, true)
	w.emptyTag("rFont", "val", p.fontName)
	w.emptyTag("family", "val", itoa(p.family))
	if p.fontName == "Calibri" && !p.hyperlink {
		w.emptyTag("scheme", "val", p.fontScheme)
	}
	w.endTag("rPr")
}
