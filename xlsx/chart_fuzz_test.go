package xlsx

import (
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strconv"
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
		if len(space.Titles) != 1 || unescaped(space.Titles[0]) != string([]rune(s)) {
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

var excelEscape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped reads a text as Excel does.
func unescaped(s string) string {
	return excelEscape.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 32)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}

// chartMethods take dictionaries.
var chartMethods = []string{"add_series", "set_x_axis", "set_y_axis", "set_x2_axis", "set_y2_axis", "set_title", "set_legend", "set_chartarea", "set_plotarea", "set_table", "set_size",
	"set_up_down_bars", "set_drop_lines", "set_high_low_lines"}

// FuzzChartOptions gives charts of all kinds dictionaries of foreign options:
// either they are refused and the chart stays as it was, or its file is XML.
func FuzzChartOptions(f *testing.F) {
	kinds := sortedKeys(chartKinds, strings.Compare)
	for i, s := range []string{
		`{"values": "=Sheet1!$A$1", "name": ["Sheet1", 0, 1], "marker": {"type": "dot", "size": 7}, "points": [null, {"fill": {"color": "red"}}], "gap": 50, "y2_axis": 1}`,
		`{"name": "x", "min": 1, "max": 2.5, "crossing": "max", "major_gridlines": {"visible": 1, "line": {"width": 1.25, "dash_type": "dash"}}, "num_font": {"rotation": 271}}`,
		`{"values": "=Sheet1!$A$1", "trendline": {"type": "polynomial", "order": 3}, "y_error_bars": {"type": "custom", "plus_values": [1, 2], "minus_values": "=Sheet1!$A$1"}}`,
		`{"values": "=Sheet1!$A$1", "categories": "=Sheet1!$B$1", "categories_data": [["a"], ["b"]], "data_labels": {"value": true, "custom": [{"value": "=Sheet1!$C$1"}, null, {"delete": true}]}}`,
		`{"gradient": {"colors": ["red", "blue"], "positions": [0, 100]}, "pattern": {"pattern": "wave", "fg_color": "red"}, "layout": {"x": 0, "y": 0, "width": 1, "height": 1}}`,
		`{"position": "overlay_top_right", "delete_series": [0], "font": {"bold": true, "size": 1e300}}`,
		`{"width": 1e9, "x_scale": -1}`, `{"up": {"fill": {"none": true}}}`, `{"min": "x", "font": []}`, `{"horizontal": null}`,
	} {
		f.Add(uint8(i), uint8(i), s)
	}
	f.Fuzz(func(t *testing.T, kind, method uint8, text string) {
		var options map[string]any
		if json.Unmarshal([]byte(text), &options) != nil {
			return
		}
		c := newTestChart(t, kinds[int(kind)%len(kinds)])
		addValues(t, c, "=Sheet1!$A$1:$A$2")
		before := string(c.assemble())
		err := replayChartCall(c, chartMethods[int(method)%len(chartMethods)], []any{options}, nil)
		after := string(c.assemble())
		if err != nil && after != before {
			t.Errorf("%v, but the chart changed", err)
		}
		if err := xml.Unmarshal([]byte(after), new(struct{})); err != nil {
			t.Errorf("%v in %s", err, after)
		}
	})
}
