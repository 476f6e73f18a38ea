package xlsx

import (
	"unicode/utf8"
)

// CommentOptions are what a note looks like. The zero value of each field is
// Excel's default.
type CommentOptions struct {
	// Author is shown in the status bar; the default is that of
	// SetCommentsAuthor.
	Author string
	// Visible shows the note even when the mouse is elsewhere; nil is as
	// ShowComments says.
	Visible *bool
	// Width and Height are in pixels, 128 and 74 by default.
	Width, Height float64
	// XScale and YScale stretch the note; 0 is 1.
	XScale, YScale float64
	// Color is that of the ground.
	Color Color
	// FontName, FontSize and FontFamily are those of the text, Tahoma, 8 points
	// and 2 by default.
	FontName   string
	FontSize   float64
	FontFamily int
	// StartCell, or StartRow and StartCol, are where the note stands, XOffset
	// and YOffset its distance from there in pixels. By default it stands beside
	// its cell.
	StartCell          string
	StartRow, StartCol int
	XOffset, YOffset   int
}

// A comment is a note at a cell.
type comment struct {
	at            cellAt
	text          string
	opts          CommentOptions
	start         cellAt
	xOffset       int
	yOffset       int
	width, height int
	color         paint
	span          span // set when the workbook is closed
	visible       bool
	author        string
}

// WriteComment adds a note to a cell, or replaces the one that is there. A text
// of more than 32,767 characters is refused with code -2.
func (ws *Worksheet) WriteComment(row, col int, text string, opts *CommentOptions) error {
	const op = "WriteComment"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.reach(op, row, col, nil); err != nil {
		return err
	}
	if n := utf8.RuneCountInString(text); n > maxText {
		return ws.refuse(op, row, col, Error{Kind: ErrTooLong, Code: -2, Input: text, Reason: "a note has at most 32,767 characters"})
	}
	c := &comment{at: cellAt{row, col}, text: text}
	if opts != nil {
		c.opts = *opts
	}
	if err := c.prepare(); err != nil {
		return ws.refuse(op, row, col, Error{Kind: ErrParameter, Code: -2, Reason: "the note cannot be drawn", Err: err})
	}
	if ws.comments[row] == nil {
		ws.comments[row] = map[int]*comment{}
	}
	ws.comments[row][col] = c
	return nil
}

func (c *comment) prepare() error {
	o := &c.opts
	o.Visible = copyOf(o.Visible)
	c.stand()
	if o.Color == "" {
		o.Color = "#ffffe1"
	}
	var err error
	if c.color, err = o.Color.parse(); err != nil {
		return err
	}
	size := func(given, standard, scale float64) (int, error) {
		if given == 0 {
			given = standard
		}
		if scale != 0 {
			given *= scale
		}
		if !(given > 0 && given < mostPixels) {
			return 0, &Error{Kind: ErrParameter, Input: number(given), Reason: "no size of a note"}
		}
		return int(0.5 + given), nil
	}
	if c.width, err = size(o.Width, 128, o.XScale); err != nil {
		return err
	}
	if c.height, err = size(o.Height, 74, o.YScale); err != nil {
		return err
	}
	if o.FontName == "" {
		o.FontName = "Tahoma"
	}
	if o.FontSize == 0 {
		o.FontSize = 8
	}
	if o.FontFamily == 0 {
		o.FontFamily = 2
	}
	if !(o.FontSize > 0 && o.FontSize <= maxFontSize) {
		return &Error{Kind: ErrParameter, Input: number(o.FontSize), Reason: "a font is up to 409 points large"}
	}
	if o.FontFamily < 0 || o.FontFamily > 14 {
		return &Error{Kind: ErrParameter, Input: itoa(o.FontFamily), Reason: "the families of fonts are from 0 to 14"}
	}
	if o.XOffset != 0 {
		c.xOffset = o.XOffset
	}
	if o.YOffset != 0 {
		c.yOffset = o.YOffset
	}
	if o.StartRow != 0 {
		c.start.row = o.StartRow
	}
	if o.StartCol != 0 {
		c.start.col = o.StartCol
	}
	if o.StartCell != "" {
		if c.start.row, c.start.col, err = ParseCell(o.StartCell); err != nil {
			return err
		}
	}
	if !inSheet(c.start.row, c.start.col) {
		return &Error{Kind: ErrBounds, Code: -1, Input: CellName(c.start.row, c.start.col), Reason: "the last cell is XFD1048576"}
	}
	return nil
}

// stand places the note where Excel does: to the right of its cell and a row
// higher, and inside of the sheet at its edges.
func (c *comment) stand() {
	c.start = cellAt{c.at.row - 1, c.at.col + 1}
	c.xOffset, c.yOffset = 15, 10
	switch c.at.row {
	case 0:
		c.start.row, c.yOffset = 0, 2
	case MaxRows - 3:
		c.start.row, c.yOffset = MaxRows-7, 16
	case MaxRows - 2:
		c.start.row, c.yOffset = MaxRows-6, 16
	case MaxRows - 1:
		c.start.row, c.yOffset = MaxRows-5, 14
	}
	switch c.at.col {
	case MaxColumns - 3:
		c.start.col, c.xOffset = MaxColumns-6, 49
	case MaxColumns - 2:
		c.start.col, c.xOffset = MaxColumns-5, 49
	case MaxColumns - 1:
		c.start.col, c.xOffset = MaxColumns-4, 49
	}
}

// ShowComments shows all notes of the sheet, except those whose options say
// otherwise.
func (ws *Worksheet) ShowComments() {
	if ws.enter("ShowComments") != nil {
		return
	}
	defer ws.mu.Unlock()
	ws.commentsShown = true
}

// SetCommentsAuthor sets the author of the notes that name none.
func (ws *Worksheet) SetCommentsAuthor(author string) {
	if ws.enter("SetCommentsAuthor") != nil {
		return
	}
	defer ws.mu.Unlock()
	ws.commentAuthor = author
}

// sortedComments are the notes of a sheet, placed, in the order of their cells.
func (ws *Worksheet) sortedComments(g *geometry) []*comment {
	var all []*comment
	for _, row := range sortedKeys(ws.comments, compareInts) {
		cols := ws.comments[row]
		for _, col := range sortedKeys(cols, compareInts) {
			c := cols[col]
			c.span = g.position(c.start, float64(c.xOffset), float64(c.yOffset), float64(c.width), float64(c.height), 0)
			c.visible, c.author = ws.commentsShown, ws.commentAuthor
			if c.opts.Visible != nil {
				c.visible = *c.opts.Visible
			}
			if c.opts.Author != "" {
				c.author = c.opts.Author
			}
			all = append(all, c)
		}
	}
	return all
}

// assembleComments is the file of a sheet's notes.
func assembleComments(comments []*comment) []byte {
	w := &xmlWriter{}
	w.declaration()
	w.startTag("comments", "xmlns", mainNS)
	w.startTag("authors")
	authors := map[string]int{}
	for _, c := range comments {
		if _, ok := authors[c.author]; !ok {
			authors[c.author] = len(authors)
			w.dataElement("author", c.author)
		}
	}
	w.endTag("authors")
	w.startTag("commentList")
	for _, c := range comments {
		w.startTag("comment", "ref", CellName(c.at.row, c.at.col), "authorId", itoa(authors[c.author]))
		w.startTag("text")
		w.startTag("r")
		w.startTag("rPr")
		w.emptyTag("sz", "val", number(c.opts.FontSize))
		w.emptyTag("color", "indexed", "81")
		w.emptyTag("rFont", "val", c.opts.FontName)
		w.emptyTag("family", "val", itoa(c.opts.FontFamily))
		w.endTag("rPr")
		writeT(w, c.text)
		w.endTag("r")
		w.endTag("text")
		w.endTag("comment")
	}
	w.endTag("commentList")
	w.endTag("comments")
	return w.b
}
