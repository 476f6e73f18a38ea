package xlsx

import (
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// newerXlsxWriter reports whether the installed XlsxWriter is newer than the
// 3.0.2 that the other tests stand on.
func newerXlsxWriter(py *original.Python) bool {
	return py.Value("lambda: xlsxwriter.__version__") != "3.0.2"
}

const newerAnswers = "testdata/charts_3.2.9.txt"

// newerCharts use what XlsxWriter 3.0.2 does not have.
var newerCharts = func() []original.Call {
	series := func(more dict) list {
		d := dict{"values": "=Sheet1!$B$2:$B$7"}
		for k, v := range more {
			d[k] = v
		}
		return call("add_series", d)
	}
	red, blue := dict{"color": "#FF0000"}, dict{"color": "#0000FF", "transparency": 25}
	gradient := dict{"colors": list{"red", "#FFFF00"}, "type": "path"}
	trend := func(label dict) list {
		return series(dict{"trendline": dict{"type": "linear", "display_equation": true, "label": label}})
	}
	labels := func(custom ...any) list {
		return series(dict{"data_labels": dict{"value": true, "position": "inside_end", "custom": list(custom)}})
	}
	return []original.Call{
		element("c:ser", oneChart("column", series(dict{"invert_if_negative": true, "invert_if_negative_color": "#00FF00", "fill": red}))),
		element("c:ser", oneChart("bar", series(dict{"invert_if_negative_color": "navy"}))),
		element("c:chart", oneChart("line", call("show_na_as_empty_cell", nil))),
		element("c:title", oneChart("line", call("set_title", dict{"name": "T", "font": dict{"italic": true}, "name_font": dict{"bold": true}}))),
		element("c:title", oneChart("line", call("set_title", dict{"name": "T", "fill": red, "border": blue}))),
		element("c:title", oneChart("line", call("set_title", dict{"name": "=Sheet1!$A$1", "line": blue, "gradient": gradient}))),
		element("c:title", oneChart("line", call("set_title", dict{"line": blue}))),
		element("c:title", oneChart("line", call("set_title", dict{"name": "Text", "name_formula": "=Sheet1!$A$1"}))),
		element("c:catAx", oneChart("line", call("set_x_axis", dict{"name": "X", "name_line": blue, "name_fill": red}))),
		element("c:catAx", oneChart("line", call("set_x_axis", dict{"name": "X", "name_border": red, "name_gradient": gradient}))),
		element("c:catAx", oneChart("line", call("set_x_axis", dict{"name": "=Sheet1!$A$1", "name_pattern": dict{"pattern": "wave", "fg_color": "red"}}))),
		element("c:valAx", oneChart("line", call("set_y_axis", dict{"border": red, "major_gridlines": dict{"visible": true, "border": blue}}))),
		element("c:valAx", oneChart("line", call("set_y_axis", dict{"line": red, "border": blue}))),
		element("c:trendline", oneChart("line", trend(dict{"font": dict{"size": 9, "color": "red"}}))),
		element("c:trendline", oneChart("line", trend(dict{"fill": red, "border": blue, "font": dict{"bold": true}}))),
		element("c:trendline", oneChart("line", trend(dict{"gradient": gradient}))),
		element("c:trendline", oneChart("line", trend(dict{"pattern": dict{"pattern": "weave", "fg_color": "red", "bg_color": "blue"}}))),
		element("c:dLbls", oneChart("column", labels(dict{"value": "A", "position": "center"}, nil, dict{"position": "inside_base"}))),
		element("c:dLbls", oneChart("column", labels(dict{"position": "outside_end", "border": red}, dict{"value": "=Sheet1!$A$2", "position": "outside_end", "font": dict{"bold": true}}))),
		element("c:dLbls", oneChart("column", series(dict{"data_labels": dict{"value": true, "leader_lines": true}}))),
		element("c:dLbls", oneChart("pie", series(dict{"data_labels": dict{"value": true, "leader_lines": true}}))),
		element("c:errBars", oneChart("line", series(dict{"y_error_bars": dict{"type": "fixed", "border": red}}))),
		element("c:dropLines", oneChart("line", call("set_drop_lines", dict{"border": red}))),
		element("c:hiLowLines", oneChart("line", call("set_high_low_lines", dict{"line": red, "border": blue}))),
		element("a:ln", oneChart("line", call("set_chartarea", dict{"border": dict{"width": 0}}))),
		element("c:cat", oneChart("column", series(dict{"categories": "=Sheet1!$H$1:$H$2", "categories_data": list{"1_0", "2"}}))),
		element("c:cat", oneChart("column", series(dict{"categories": "=Sheet1!$D$6:$D$6"}))),
	}
}()

// TestNewerCharts compares with what XlsxWriter 3.2.9 answered, which testdata
// keeps, and with the installed one where that is newer than 3.0.2. With
// PYOPS_UPDATE set that writes down its answers.
func TestNewerCharts(t *testing.T) {
	j := chartJudge(t)
	newer := newerXlsxWriter(j.Python)
	if newer && os.Getenv("PYOPS_UPDATE") != "" {
		var text strings.Builder
		for _, r := range j.Python.Batch(newerCharts) {
			text.WriteString(original.Plain(r.Value).(string) + "\n")
		}
		if err := os.WriteFile(newerAnswers, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(newerAnswers)
	if err != nil {
		t.Fatal(err)
	}
	answers := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(answers) != len(newerCharts) {
		t.Fatalf("%d answers to %d charts", len(answers), len(newerCharts))
	}
	for i, c := range newerCharts {
		if ours := j.Ours(c); !j.Same(original.Result{Value: answers[i]}, ours) {
			t.Errorf("%v: %v", c, ours)
		}
	}
	if newer {
		j.Table(t, newerCharts)
	}
}
