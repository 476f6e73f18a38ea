package rrd

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// oddValues are what no option of graph expects, or only some do.
var oddValues = []string{
	"", "x", "-1", "0", "3x", " 20", "+20", "1e1", "20.9", "4294967316", "3000000000", "20:", ":20", "20:20", "1:2:3", "1:2x", "1:2 3", "1: 2", "1 :2", " 1:2", "1:2.9", "1:", "nan", "%s", "%", "#", "a b",
}

// oddColors and oddFonts are for the options that they are named after.
var (
	oddColors = []string{
		"FOO#f", "BACK#", "BACK#f", "BACK#f00", "BACK#f008", "BACK#f0082", "BACK#ff000080x", "BACK#ff0000#", "BACK#ff000 ", "BACK# ff0000", "BACK#gg0000",
		" BACK#f00", "BACK #f00", "back#f00", "FOO#f00", "BACKBACKBACK#f00",
	}
	oddFonts = []string{
		"FOO:x", "FOO:8", "foo:8", "AXIS:", "AXIS:8", "AXIS:8:", "AXIS:8x:y", "AXIS: 8:y:z", "AXIS:0:y", "AXIS:-3", "A1:8", "AXISAXISAXIS:8",
	}
)

// leftOutValues are options whose odd values have tests of their own or end librrd:
// a start and an end are times, a daemon is asked, with tabs of no width, or a
// picture of millions of pixels, librrd aborts the program, and a title takes any text.
const leftOutValues = " start end daemon tabwidth width height zoom upper-limit y-grid title watermark vertical-label right-axis-label "

// TestParityOddValues gives each option of graph values that it may not expect.
func TestParityOddValues(t *testing.T) {
	py := startGraphsAlone(t)
	file := makeGraphFile(t, py)
	j := graphJudge(py, file)
	j.Divergences = append(j.Divergences, original.Divergence{
		Name:    "formatterNamed",
		Why:     "librrd does not say which formatter it does not know",
		Example: oddValue(file, "left-axis-formatter", "x"),
		Theirs:  &original.Exception{Class: "RRDError", Message: "Unknown left axis formatter"},
		Ours:    &original.Exception{Class: "RRDError", Message: "Unknown left axis formatter 'x'"},
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			e, ok := theirs.Err.(*original.Exception)
			if !ok || !strings.HasPrefix(e.Message, "Unknown ") || !strings.HasSuffix(e.Message, " axis formatter") {
				return theirs, false
			}
			return original.Result{Err: &original.Exception{Class: e.Class, Message: e.Message + " '" + c.Args[6].(string) + "'"}}, true
		},
	})
	j.Pins(t)
	var calls []original.Call
	for _, option := range graphSpecs {
		if !option.arg || strings.Contains(leftOutValues, " "+option.long+" ") {
			continue
		}
		odds := oddValues
		switch option.long {
		case "color":
			odds = slices.Concat(odds, oddColors)
		case "font":
			odds = slices.Concat(odds, oddFonts)
		}
		for _, odd := range odds {
			if option.long == "units-length" && (odd == "-1" || odd == "3000000000") {
				continue // TestNegativeUnitsLength
			}
			calls = append(calls, oddValue(file, option.long, odd))
		}
	}
	for _, odd := range []string{
		"1e6:2", "1e6:2x", "1e6:2 3", "1e6: 2", "1e6:+2", "1e6:2.9", "1e6:-2", "1e6:0", "1e6:", "1e6:x", "1e6", " 1e6:2", "1e6 :2", "1e6x:2", ":2", "-1:2", "inf:1", "",
	} {
		calls = append(calls, oddValue(file, "y-grid", odd))
	}
	j.Table(t, calls)
}

func oddValue(file, option, value string) original.Call {
	return graphCall([]string{
		"-", "--start", "1699914000", "--end", "1700000400", "--" + option, value, "DEF:a=" + file + ":in:AVERAGE", "LINE1:a#ff0000",
	})
}

// TestNegativeUnitsLength pins what librrd makes of it: with some digits less than
// none the graph stands outside of its picture.
func TestNegativeUnitsLength(t *testing.T) {
	py, file := startGraphFile(t)
	py.Define(graphDict)
	call := oddValue(file, "units-length", "-3")
	drawn, ok := byKey(py.Value(call.Func, call.Args...))
	if left := fmt.Sprint(drawn["graph_left"]); !ok || left != "18446744073709551613" {
		t.Errorf("librrd has the graph's left at %v: it may have healed", left)
	}
	for _, length := range []string{"-1", "-3x", " -20"} {
		_, err := utc.Graph(stringsOf(oddValue(file, "units-length", length).Args)...)
		if e, ok := err.(*Error); !ok || e.Kind != ErrSyntax || e.Reason != "units length '"+length+"' is negative" {
			t.Errorf("%q: %v", length, err)
		}
	}
}
