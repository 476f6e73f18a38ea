package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzImage reads headers of images: what is taken has a size that a sheet can
// show, and can be drawn.
func FuzzImage(f *testing.F) {
	for _, path := range pictures(f) {
		data, err := os.ReadFile(path)
		must(f, err)
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		i, err := NewImageReader("x", bytes.NewReader(data))
		if err != nil {
			if i != nil || !errors.Is(err, ErrXlsxFile) {
				t.Fatalf("%v with %v", i, err)
			}
			return
		}
		if !(i.Width() > 0 && i.Width() <= mostPixels && i.Height() > 0 && i.Height() <= mostPixels && i.XDPI() > 0 && i.YDPI() > 0) {
			t.Fatalf("%v by %v pixels at %v and %v DPI", i.Width(), i.Height(), i.XDPI(), i.YDPI())
		}
		_, ws := blankSheet(t, nil)
		must(t, ws.InsertImage(3, 3, i, nil))
		d := newDrawing()
		d.addImage(newGeometry(ws), ws.images[0], 1)
		wellFormed(t, string(d.finish()))
	})
}

// wellFormed fails the test unless a part is XML.
func wellFormed(t testing.TB, part string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(part))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, part)
		}
	}
}

// FuzzCellName reads names of cells: one that is taken comes back from its row
// and column.
func FuzzCellName(f *testing.F) {
	for _, s := range []string{"A1", "$XFD$1048576", "a1", "XFE1", "A0", "A01", "1A", "", "$$A1", "A1:B2", "AAAA1", "A99999999", "é1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		row, col, rowAbs, colAbs, err := ParseCellAbs(name)
		if err != nil {
			if row != 0 || col != 0 || Code(err) != -1 {
				t.Fatalf("%q: %d, %d with %v", name, row, col, err)
			}
		} else if back := CellNameAbs(row, col, rowAbs, colAbs); !strings.EqualFold(back, name) || !inSheet(row, col) {
			t.Fatalf("%q came back as %q", name, back)
		}
		if r1, c1, r2, c2, err := ParseRange(name); err == nil && (!inSheet(r1, c1) || !inSheet(r2, c2)) {
			t.Fatalf("%q is outside of the sheet", name)
		}
		if first, last, err := ParseColumns(name); err == nil && (!inSheet(0, first) || !inSheet(0, last)) {
			t.Fatalf("%q is outside of the sheet", name)
		}
		if quoted := QuoteSheetName(name); !strings.HasPrefix(name, "'") && unquoteSheetName(quoted) != name && quoted != name {
			t.Fatalf("%q is quoted as %q", name, quoted)
		}
	})
}

// FuzzText writes texts everywhere: the parts are XML, and the text of a cell is
// the text that was written.
func FuzzText(f *testing.F) {
	for _, s := range []string{"plain", "a&b<c>\"d'", "\x00\x01\x1f", "_x0041_", "_x005F_x0041__x0041_", " \t\n", "\xff\xfe", "\ufffe\uffff", "=A1&\"x\"", "{=1}", "http://x/?a=\"b\"#c d", "<r>x</r>", "\r\n", "internal:'a'!b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.RuneCountInString(s) > 200 {
			return
		}
		parts := made(t, nil, func(wb *Workbook, ws *Worksheet) {
			bold := wb.AddFormat(&FormatOptions{Bold: true, NumFormat: s, FontName: s})
			must(t, ws.WriteString(0, 0, s, nil))
			ws.Write(1, 0, s, bold)
			ws.WriteFormula(2, 0, "="+s, bold, s)
			ws.WriteRichString(3, 0, []Run{{Text: "a"}, {Text: s, Format: bold}}, nil)
			ws.WriteURL(4, 0, "http://"+s, nil, &URLOptions{String: s, Tip: s})
			ws.WriteComment(5, 0, s, &CommentOptions{Author: s})
			ws.InsertTextbox(6, 0, s, &TextboxOptions{ObjectOptions: ObjectOptions{Description: s}})
			ws.InsertButton(7, 0, &ButtonOptions{Caption: s, Macro: s, Description: s})
			ws.SetHeader(s, nil)
			ws.ConditionalFormat(0, 0, 0, 0, &ConditionalOptions{Type: "text", Criteria: "containing", Value: s})
			ws.DataValidation(0, 0, 0, 0, &ValidationOptions{Validate: "list", Source: []string{s}, InputMessage: s})
			ws.AddTable(20, 0, 22, 0, &TableOptions{Name: s, Description: s, Columns: []TableColumn{{Header: s, TotalFunction: s}}})
			wb.AddWorksheet(s)
			wb.DefineName(s, s)
			wb.SetProperties(&Properties{Title: s, Author: s, Created: time.Unix(0, 0)})
			wb.SetCustomProperty(s, s, nil)
			ws.Autofit(&AutofitOptions{AsShown: true})
		})
		for _, part := range parts {
			wellFormed(t, part)
		}
		if s == "" {
			return
		}
		var sst struct {
			Si []struct {
				T string `xml:"t"`
			} `xml:"si"`
		}
		must(t, xml.Unmarshal([]byte(parts[sstPart]), &sst))
		if got, want := unescapeControls(sst.Si[0].T), strings.ToValidUTF8(s, "\uFFFD"); len(sst.Si) == 0 || got != want && strings.ReplaceAll(got, "\uFFFD", "") != strings.ReplaceAll(want, "\uFFFD", "") {
			t.Fatalf("%q reads as %q", want, got)
		}
	})
}

var readsEscaped = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// unescapeControls reads a text as Excel does.
func unescapeControls(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '_' && readsEscaped.MatchString(s[i:]) {
			n := 0
			for _, c := range strings.ToUpper(s[i+2 : i+6]) {
				n = n*16 + strings.IndexRune(hexDigits, c)
			}
			b.WriteRune(rune(n))
			i += 7
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// FuzzCriteria reads the conditions of filters, and FuzzShown number formats.
func FuzzCriteria(f *testing.F) {
	for _, s := range []string{"x > 1", "x == a or x == \"b c\"", "x != Blanks", "x", "", "a b c d e f g", "x == \"\"\"\" and x < 5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, e := parseCriteria(s)
		if e != nil {
			if e.Code != -2 || strings.ContainsRune(e.Error(), '\n') {
				t.Fatalf("%q: %v", s, e)
			}
			return
		}
		w := &xmlWriter{}
		c.write(w)
		wellFormed(t, string(w.b))
	})
}

func FuzzShown(f *testing.F) {
	for _, s := range []string{"0.00", "#,##0.0;[Red]-0", "yyyy-mm-dd hh:mm:ss", `"x"0\y_(*-`, "[h]:mm", "[$€-407] 0", "0%", "General", "@", "mm:ss.0", "0,,"} {
		f.Add(s, 1234.5)
	}
	f.Fuzz(func(t *testing.T, format string, n float64) {
		if text, ok := showNumber(n, format, false); ok && len(text) > 2000+40*len(format) {
			t.Fatalf("%q shows %v with %d bytes", format, n, len(text))
		}
	})
}
