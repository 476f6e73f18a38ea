package xlsx

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// What XlsxWriter does with an option that it cannot use.
const (
	warns  = "warns"  // and leaves the option out
	raises = "raises" // an exception
	writes = "writes" // the option, or leaves it out, and says nothing
)

// TestChartRefusals gives charts what they cannot use. Each is an error that
// names the option, where XlsxWriter warns, raises, or says nothing and writes a
// file that Excel refuses.
func TestChartRefusals(t *testing.T) {
	j := chartJudge(t)
	series := func(key string, value any) dict {
		return oneChart("column", call("add_series", dict{"values": "=Sheet1!$B$2:$B$7", key: value}))
	}
	line := func(method string, argument any) dict { return oneChart("line", call(method, argument)) }
	x := func(key string, value any) dict { return line("set_x_axis", dict{key: value}) }
	many := list{}
	for range 256 {
		many = append(many, call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"}))
	}
	labels := func(key string, value any) dict { return series("data_labels", dict{"value": true, key: value}) }
	colors := func(n int) list {
		c := list{}
		for range n {
			c = append(c, "red")
		}
		return c
	}
	for _, c := range []struct {
		program dict
		theirs  string
		kind    error
		names   string // the option, or the offending text
	}{
		{charts(dict{"options": dict{"type": "bubble"}, "calls": list{}}), raises, ErrParameter, "bubble"},
		{charts(dict{"options": dict{"type": "line", "subtype": "clustered"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})}}), writes, ErrParameter, "clustered"},
		{charts(dict{"options": dict{"type": "pie", "subtype": "exploded"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})}}), writes, ErrParameter, "exploded"},
		{charts(dict{"options": dict{"type": "line"}, "calls": list{}}), raises, ErrEmptyChartSeries, "line"},
		{line("add_series", dict{"name": "no values"}), raises, ErrParameter, "Values"},
		{oneChart("scatter", call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})), raises, ErrParameter, "Categories"},
		{oneChart("column", many...), warns, ErrTooMany, "255"},
		{line("add_series", dict{"values": "=My data!$A$1:$A$5"}), warns, ErrReference, "My data"},
		{line("add_series", dict{"values": "="}), writes, ErrReference, "Values"},
		{line("add_series", dict{"values": list{"Sheet1", 0, 0, 1}}), raises, ErrType, "values"},
		{series("values_data", list{list{1}, 2}), raises, ErrType, "Values"},
		{series("gap", 501), writes, ErrParameter, "501"},
		{series("gap", -1), writes, ErrParameter, "-1"},
		{series("overlap", 101), writes, ErrParameter, "101"},
		{series("no_such_option", 1), writes, ErrUnknownOption, "no_such_option"},
		{series("marker", dict{"type": "heart"}), warns, ErrParameter, "heart"},
		{series("marker", dict{"type": "dot", "size": 73}), writes, ErrParameter, "73"},
		{series("marker", dict{"size": 5}), raises, ErrParameter, "Marker"},
		{series("trendline", dict{"type": "cubic"}), warns, ErrParameter, "cubic"},
		{series("trendline", dict{"type": "polynomial", "order": 7}), writes, ErrParameter, "Order"},
		{series("trendline", dict{"type": "linear", "forward": -1}), writes, ErrParameter, "Forward"},
		{series("trendline", dict{"type": "linear", "intercept": math.Inf(1)}), writes, ErrParameter, "Intercept"},
		{series("y_error_bars", dict{"type": "wild"}), warns, ErrParameter, "wild"},
		{series("y_error_bars", dict{"value": 3}), raises, ErrParameter, "YErrorBars"},
		{series("y_error_bars", dict{"type": "fixed", "direction": "left"}), writes, ErrParameter, "left"},
		{series("y_error_bars", dict{"type": "fixed", "value": math.NaN()}), writes, ErrParameter, "Value"},
		{series("y_error_bars", dict{"type": "custom", "plus_values": "=My data!$A$1"}), writes, ErrReference, "PlusValues"},
		{series("y_error_bars", dict{"type": "custom", "plus_values": list{1, "x"}}), writes, ErrType, "plus_values"},
		{labels("position", "above"), warns, ErrParameter, "above"},
		{labels("separator", "|"), warns, ErrParameter, "|"},
		{labels("custom", list{dict{"position": "above"}}), writes, ErrParameter, "Custom[0]"},
		{labels("custom", list{nil, dict{"fill": dict{"color": "nocolor"}}}), warns, ErrColor, "Custom[1]"},
		{series("line", dict{"dash_type": "wiggly"}), warns, ErrParameter, "wiggly"},
		{series("line", dict{"width": -1}), writes, ErrParameter, "Line"},
		{series("line", dict{"color": "red", "transparency": 101}), writes, ErrParameter, "101"},
		{series("fill", dict{"color": "red", "transparency": -1}), writes, ErrParameter, "Fill"},
		{series("fill", dict{"color": "#GGGGGG"}), warns, ErrColor, "GGGGGG"},
		{series("pattern", dict{"pattern": "stars", "fg_color": "red"}), warns, ErrParameter, "stars"},
		{series("pattern", dict{"fg_color": "red"}), warns, ErrParameter, "Pattern"},
		{series("pattern", dict{"pattern": "wave"}), warns, ErrParameter, "Pattern"},
		{series("gradient", dict{"type": "linear"}), warns, ErrParameter, "Gradient"},
		{series("gradient", dict{"colors": colors(1)}), warns, ErrParameter, "Gradient"},
		{series("gradient", dict{"colors": colors(11)}), warns, ErrParameter, "Gradient"},
		{series("gradient", dict{"colors": colors(5)}), warns, ErrParameter, "Gradient"},
		{series("gradient", dict{"colors": colors(2), "positions": list{1}}), warns, ErrParameter, "Gradient"},
		{series("gradient", dict{"colors": colors(2), "positions": list{0, 101}}), warns, ErrParameter, "101"},
		{series("gradient", dict{"colors": colors(2), "angle": 360}), warns, ErrParameter, "360"},
		{series("gradient", dict{"colors": colors(2), "type": "spiral"}), warns, ErrParameter, "spiral"},
		{series("points", list{nil, dict{"pattern": dict{"pattern": "stars", "fg_color": "red"}}}), warns, ErrParameter, "Points[1]"},
		{x("min", "low"), writes, ErrType, "Min"},
		{x("max", math.NaN()), writes, ErrNumber, "Max"},
		{x("crossing", "middle"), writes, ErrParameter, "middle"},
		{x("min", date(1899, 1, 1, 0, 0, 0)), writes, ErrDate, "Min"},
		{x("log_base", 1), writes, ErrParameter, "LogBase"},
		{x("major_unit", -2), writes, ErrParameter, "MajorUnit"},
		{x("display_units", "dozens"), warns, ErrParameter, "dozens"},
		{x("major_tick_mark", "long"), warns, ErrParameter, "long"},
		{x("minor_tick_mark", "long"), warns, ErrParameter, "long"},
		{x("label_position", "far"), writes, ErrParameter, "far"},
		{x("label_align", "middle"), writes, ErrParameter, "middle"},
		{x("position", "upside"), writes, ErrParameter, "upside"},
		{x("position_axis", "near"), writes, ErrParameter, "near"},
		{x("major_unit_type", "hours"), writes, ErrParameter, "hours"},
		{x("interval_unit", -1), writes, ErrParameter, "IntervalUnit"},
		{x("interval_tick", -1), writes, ErrParameter, "IntervalTick"},
		{x("num_font", dict{"rotation": 91}), writes, ErrParameter, "91"},
		{x("num_font", dict{"size": 410}), writes, ErrParameter, "NumFont"},
		{x("name_font", dict{"color": "nocolor"}), writes, ErrColor, "Name.Font"},
		{x("name_layout", dict{"x": 0.5}), warns, ErrParameter, "Layout"},
		{x("major_gridlines", dict{"visible": true, "line": dict{"dash_type": "wiggly"}}), raises, ErrParameter, "MajorGridlines"},
		{line("set_title", dict{"name": "T", "layout": dict{"x": 0.5, "y": 0.5, "width": 0.5}}), warns, ErrParameter, "Width"},
		{line("set_title", dict{"name": "T", "layout": dict{"x": 0.5, "y": 1.5}}), warns, ErrParameter, "1.5"},
		{line("set_title", dict{"name": "T", "layout": dict{"x": 0.5, "z": 1}}), warns, ErrUnknownOption, "layout.z"},
		{line("set_plotarea", dict{"layout": dict{"x": 0, "y": 0, "width": 0.5}}), warns, ErrParameter, "Height"},
		{line("set_legend", dict{"position": "centre"}), writes, ErrParameter, "centre"},
		{line("set_legend", dict{"delete_series": list{-1}}), writes, ErrParameter, "-1"},
		{line("set_style", 49), writes, ErrParameter, "49"},
		{line("show_blanks_as", "hole"), warns, ErrParameter, "hole"},
		{line("set_size", dict{"width": -5}), writes, ErrParameter, "-5"},
		{oneChart("pie", call("set_rotation", 361)), warns, ErrParameter, "361"},
		{oneChart("doughnut", call("set_hole_size", 9)), warns, ErrParameter, "9"},
		{oneChart("column", call("set_high_low_lines", dict{})), writes, ErrParameter, "column"},
		{charts(
			dict{"options": dict{"type": "scatter"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7", "categories": "=Sheet1!$F$2:$F$7"})}},
			dict{"options": dict{"type": "line"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})}, "combine": true}), warns, ErrParameter, "scatter"},
		{charts(
			dict{"options": dict{"type": "bar"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})}},
			dict{"options": dict{"type": "line"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})}, "combine": true}), warns, ErrParameter, "secondary"},
		{charts(
			dict{"options": dict{"type": "pie"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})}},
			dict{"options": dict{"type": "line"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7"})}, "combine": true}), raises, ErrParameter, "line"},
		{charts(
			dict{"options": dict{"type": "column"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7", "y2_axis": true})}},
			dict{"options": dict{"type": "line"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$7", "y2_axis": true})}, "combine": true}), writes, ErrParameter, "secondary"},
	} {
		r := j.Python.Batch([]original.Call{{Func: "chart_refuses", Args: list{c.program}}})[0]
		answer := original.Plain(r.Value)
		theirs := writes
		if l, ok := answer.([]any); !ok || r.Err != nil {
			t.Fatalf("%v: %v, %v", c.program["charts"], answer, r.Err)
		} else if len(l) > 0 {
			theirs = warns
			if first := fmt.Sprint(l[0]); strings.Contains(strings.SplitN(first, ":", 2)[0], "Error") || strings.HasPrefix(first, "EmptyChartSeries") {
				theirs = raises
			}
		}
		_, err := runCharts(c.program)
		switch {
		case theirs != c.theirs:
			t.Errorf("%v: XlsxWriter %s, not %s: %v", c.program["charts"], theirs, c.theirs, answer)
		case !errors.Is(err, c.kind):
			t.Errorf("%v: %v, not %v", c.program["charts"], err, c.kind)
		case !strings.Contains(err.Error(), c.names) || strings.Contains(err.Error(), "\n"):
			t.Errorf("%q does not name %q in one line", err, c.names)
		}
	}
}
