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
