package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// TestReadersSeeCharts opens a chart of each type and subtype, dressed with
// everything that its elements have in common, with openpyxl, which knows what
// may stand in a chart.
func TestReadersSeeCharts(t *testing.T) {
	py := original.Start(t, "openpyxl")
	py.Define(`
import io, warnings, openpyxl
def chart_kinds_in(data):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = openpyxl.load_workbook(io.BytesIO(data))
    found = book.worksheets[0]._charts
    return [[type(c).__name__, len(c.series)] for c in found]
`)
	seen := map[string]string{"area": "AreaChart", "bar": "BarChart", "column": "BarChart", "line": "LineChart", "pie": "PieChart", "doughnut": "DoughnutChart", "radar": "RadarChart",
		"scatter": "ScatterChart", "stock": "StockChart"}
	look := dict{"line": dict{"color": "red", "width": 1.5, "dash_type": "dash"}, "fill": dict{"color": "blue", "transparency": 10}}
	font := dict{"bold": true, "color": "green", "size": 9, "name": "Arial"}
	for _, k := range sortedKeys(chartKinds, strings.Compare) {
		for _, subtype := range append([]string{""}, chartKinds[k].subtypes...) {
			series := dict{"categories": "=Sheet1!$A$2:$A$7", "values": "=Sheet1!$B$2:$B$7", "name": "=Sheet1!$B$1", "points": list{nil, look}, "data_labels": dict{"value": true, "font": font,
				"custom": list{dict{"value": "one", "font": font}, nil, dict{"value": "=Sheet1!$A$2"}, dict{"delete": true}}}}
			calls := list{call("add_series", series), call("add_series", series),
				call("set_title", dict{"name": "Title", "font": font, "overlay": true, "layout": dict{"x": 0.1, "y": 0.1}}),
				call("set_legend", dict{"font": font, "line": look["line"], "delete_series": list{1}, "position": "overlay_top_right"}),
				call("set_chartarea", look), call("set_plotarea", dict{"gradient": dict{"colors": list{"red", "blue"}}, "layout": dict{"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}}),
				call("show_blanks_as", "span"), call("set_style", 37)}
			if !chartKinds[k].round {
				calls = append(calls, call("set_y_axis", dict{"name": "Y", "name_font": font, "num_font": font, "line": look["line"], "minor_gridlines": dict{"visible": true, "line": look["line"]},
					"major_tick_mark": "cross", "crossing": "max", "display_units": "thousands", "major_unit": 5, "min": 1, "max": 100}))
			}
			options := dict{"type": k}
			if subtype != "" {
				options["subtype"] = subtype
			}
			data, err := chartFile(charts(dict{"options": options, "calls": calls}))
			if err != nil {
				t.Fatal(err)
			}
			found, err := py.Call("chart_kinds_in", data)
			if err != nil {
				t.Errorf("%v: openpyxl: %v", options, err)
				continue
			}
			if got, want := fmt.Sprint(found), fmt.Sprintf("[[%s 2]]", seen[k]); got != want {
				t.Errorf("%v: openpyxl sees %s, not %s", options, got, want)
			}
		}
	}
}
