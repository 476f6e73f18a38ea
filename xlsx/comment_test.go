package xlsx

import (
	"strings"
	"testing"
)

// TestGroundsOfNotes gives notes colours of each kind; the automatic one is that of
// notes.
func TestGroundsOfNotes(t *testing.T) {
	for color, want := range map[Color]string{"": "#ffffe1", ColorAutomatic: "#ffffe1", "red": "red", "#AABBCC": "#aabbcc"} {
		parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
			must(t, ws.WriteComment(3, 3, "note", &CommentOptions{Color: color}))
		})
		if want == "red" {
			want = "#ff0000"
		}
		has(t, parts["xl/drawings/vmlDrawing1.vml"], `fillcolor="`+want+`"`)
	}
}

// TestAuthorsOfNotes numbers authors once each, and lets a note say otherwise than
// its sheet.
func TestAuthorsOfNotes(t *testing.T) {
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
		ws.SetCommentsAuthor("Ann")
		ws.ShowComments()
		must(t, ws.WriteComment(0, 0, "a", nil))
		must(t, ws.WriteComment(1, 0, "b", &CommentOptions{Author: "Bob", Visible: new(false)}))
		must(t, ws.WriteComment(2, 0, "c", nil))
	})
	c := parts["xl/comments1.xml"]
	has(t, c, "<authors><author>Ann</author><author>Bob</author></authors>")
	has(t, c, `<comment ref="A1" authorId="0">`)
	has(t, c, `<comment ref="A2" authorId="1">`)
	has(t, c, `<comment ref="A3" authorId="0">`)
	vml := parts["xl/drawings/vmlDrawing1.vml"]
	if n := strings.Count(vml, "<x:Visible/>"); n != 2 {
		t.Errorf("%d notes are seen", n)
	}
}

// TestNotesAreSizedAtTheEnd sets and hides rows and columns before a note and after
// it: its box is the same.
func TestNotesAreSizedAtTheEnd(t *testing.T) {
	note := func(ws *Worksheet) { must(t, ws.WriteComment(4, 2, "note", nil)) }
	sizes := func(ws *Worksheet) {
		must(t, ws.SetRow(5, new(90.0), nil, nil))
		must(t, ws.SetRow(6, nil, nil, &RowOptions{Hidden: true}))
		must(t, ws.SetColumn(3, 3, new(2.0), nil, nil))
		must(t, ws.SetColumn(4, 4, nil, nil, &ColumnOptions{Hidden: true}))
	}
	box := func(steps ...func(ws *Worksheet)) string {
		return made(t, nil, func(_ *Workbook, ws *Worksheet) {
			for _, step := range steps {
				step(ws)
			}
		})["xl/drawings/vmlDrawing1.vml"]
	}
	before, after, plain := box(sizes, note), box(note, sizes), box(note)
	if before != after || after == plain {
		t.Errorf("after the sizes:\n%s\nbefore them:\n%s\nwithout:\n%s", before, after, plain)
	}
}
