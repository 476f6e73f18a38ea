package xlsx

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzChartTexts gives a chart foreign text in every place: either it is refused,
// or the file is XML in which the texts stand as they were given.
func FuzzChartTexts(f *testing.F) {
	for _, s := range []string{"Sales", "=Sheet1!$A$1", "Foo! [bar]", "a!B2", "='A&B''s \"x\"'!$A$1", "My data!$A$1", "(Sheet1!$A$1,Sheet1!$A$3)", "=", "==Sheet1!A1", "!A1", "a\x00b", "\xff\xfe", "]]>", "_x0001_", " ", "\r\n", "1e5", "nan", "١!A١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := newTestChart(t, "column")
		addValues(t, c, "=Sheet1!$A$1:$A$2")
		given := []any{s, nil, 1.5}
		err := c.AddSeries(&SeriesOptions{Values: "=Sheet1!$B$1:$B$3", Categories: "=Sheet1!$C$1:$C$3", CategoriesData: given, Name: s, Trendline: &Trendline{Type: "linear", Name: s},
			DataLabels: &DataLabels{Value: true, NumFormat: s, Custom: []*CustomLabel{{Value: s, Font: &Font{Name: s}}}}})
		for _, e := range []error{err, c.SetTitle(&ChartTitleOptions{Name: s}), c.SetXAxis(&AxisOptions{Name: s, NumFormat: s}), c.SetYAxis(&AxisOptions{NameFormula: s})} {
			if e != nil && strings.Contains(e.Error(), "\n") {
				t.Errorf("the error has several lines: %q", e)
			}
		}
		if cellLike.MatchString(s) != looksLikeCell(s) {
			t.Errorf("%q: a cell for one reading, and none for the other", s)
		}
		c.setCachedData(strings.TrimLeft(s, "="), []chartDatum{{text: s}})
		file := c.assemble()
		var space struct {
			Titles []string `xml:"chart>title>tx>rich>p>r>t"`
		}
		if err := xml.Unmarshal(file, &space); err != nil {
			t.Fatalf("%v in %s", err, file)
		}
		if !utf8.Valid(file) {
			t.Errorf("no UTF-8: %q", file)
		}
		if s == "" || cellLike.MatchString(s) {
			if len(space.Titles) != 0 {
				t.Errorf("%q is written as a text", s)
			}
			return
		}
		if len(space.Titles) != 1 || space.Titles[0] != readBack(s) {
			t.Errorf("the title %q is %q", s, space.Titles)
		}
	})
}

// looksLikeCell is cellLike, spelled out: something without an exclamation mark,
// the mark, letters and a digit.
func looksLikeCell(s string) bool {
	before, after, ok := strings.Cut(s, "!")
	if !ok || before == "" {
		return false
	}
	after = strings.TrimPrefix(after, "$")
	letters := strings.TrimLeft(after, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if letters == after {
		return false
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(letters, "$"))
	return unicode.Is(unicode.Nd, r)
}

// readBack is what an XML reader makes of a text that has been written.
func readBack(s string) string {
	var text string
	wrapped := append(appendCellText([]byte("<t>"), s), "</t>"...)
	if err := xml.Unmarshal(wrapped, &text); err != nil {
		return err.Error()
	}
	return text
}
