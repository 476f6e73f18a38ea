package xlsx

import (
	"bytes"
	_ "embed"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/charts.py
var chartsPython string

// chartJudge compares chart programs with XlsxWriter.
func chartJudge(t testing.TB) *original.Judge {
	py := original.Start(t, "xlsxwriter")
	py.Define(chartsPython)
	return &original.Judge{Python: py, Ours: ourCharts, Divergences: chartDivergences, Same: sameCharts(t)}
}

type dict = map[string]any
type list = []any

// chartCells are the cells that the charts of the tests show.
var chartCells = list{
	list{"Month", "Sales", "Cost", "", nil, 40000},
	list{"Jan", 10, 2.5, "12", 1, 40001},
	list{"Feb", 40, -3.25, "x", 2, 40002},
	list{"März", 50, 1e-7, "", 3, 40003},
	list{"<A&p\">", 20, 1e17, "4", 4, 40004},
	list{"May", 10, 0.1, " 5", nil, 40005},
	list{"June", 50, 123456.789, "six", 6, 40006},
}

// charts is a program that makes a chart of each spec, combined where it says
// so.
func charts(specs ...any) dict { return dict{"cells": chartCells, "charts": list(specs)} }

// oneChart is a chart of a type, with a series of its own unless the calls add
// one.
func oneChart(kind string, calls ...any) dict {
	spec := dict{"options": dict{"type": kind}, "calls": list(calls)}
	for _, c := range calls {
		if c.(list)[0] == "add_series" {
			return charts(spec)
		}
	}
	series := call("add_series", dict{"categories": "=Sheet1!$A$2:$A$7", "values": "=Sheet1!$B$2:$B$7"})
	spec["calls"] = append(list{series}, calls...)
	return charts(spec)
}

func call(method string, argument any) list { return list{method, argument} }

func partsOf(program dict) original.Call {
	return original.Call{Func: "chart_parts", Args: list{program}}
}

// element asks for the first element of a name in the first chart.
func element(name string, program dict) original.Call {
	return original.Call{Func: "chart_element", Args: list{program, name}}
}

// ourCharts carries a program out through this package.
func ourCharts(c original.Call) original.Result {
	parts, err := runCharts(c.Args[0].(dict))
	if err != nil {
		return original.Result{Err: &original.Exception{Class: "Error", Message: err.Error()}}
	}
	if c.Func == "chart_element" {
		name := regexp.QuoteMeta(c.Args[1].(string))
		found := regexp.MustCompile("(?s)<" + name + "(?: [^>]*)?(?:/>|>.*?</" + name + ">)").FindString(parts["xl/charts/chart1.xml"])
		if found == "" {
			return original.Result{}
		}
		return original.Result{Value: found}
	}
	var text strings.Builder
	for _, name := range sortedKeys(parts, strings.Compare) {
		if strings.HasPrefix(name, "xl/charts/") || strings.HasPrefix(name, "xl/drawings/") {
			text.WriteString(name + "\n" + parts[name] + "\n")
		}
	}
	return original.Result{Value: text.String()}
}

func runCharts(program dict) (map[string]string, error) {
	data, err := chartFile(program)
	if err != nil {
		return nil, err
	}
	return unzip(data)
}

// chartFile is the workbook that a program makes.
func chartFile(program dict) ([]byte, error) {
	program = goDates(program).(dict)
	var out bytes.Buffer
	on, _ := program["date_1904"].(bool)
	wb, err := NewWorkbookWriter(&out, &WorkbookOptions{Date1904: on})
	if err != nil {
		return nil, err
	}
	storeOnly(wb)
	name, _ := program["sheet"].(string)
	ws, err := wb.AddWorksheet(name)
	if err != nil {
		return nil, err
	}
	for r, row := range program["cells"].(list) {
		for c, v := range row.(list) {
			switch v := v.(type) {
			case nil:
			case string:
				if v == "" {
					err = ws.WriteBlank(r, c, wb.AddFormat(nil))
				} else {
					err = ws.WriteString(r, c, v, nil)
				}
			case int:
				err = ws.WriteNumber(r, c, float64(v), nil)
			case float64:
				err = ws.WriteNumber(r, c, v, nil)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	var first *Chart
	for _, spec := range program["charts"].(list) {
		chart, err := runChart(wb, spec.(dict))
		if err != nil {
			return nil, err
		}
		if combine, _ := spec.(dict)["combine"].(bool); combine && first != nil {
			if err := first.Combine(chart); err != nil {
				return nil, err
			}
			continue
		}
		first = chart
		if on, _ := program["chartsheet"].(bool); on {
			cs, err := wb.AddChartsheet("")
			if err != nil {
				return nil, err
			}
			if err := cs.SetChart(chart); err != nil {
				return nil, err
			}
			continue
		}
		var at ObjectOptions
		if given, ok := program["insert"].(dict); ok {
			if err := Decode(given, &at); err != nil {
				return nil, err
			}
		}
		if err := ws.InsertChart(8, 4, chart, &at); err != nil {
			return nil, err
		}
	}
	if err := wb.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func runChart(wb *Workbook, spec dict) (*Chart, error) {
	var opts ChartOptions
	if err := Decode(spec["options"].(dict), &opts); err != nil {
		return nil, err
	}
	chart, err := wb.AddChart(&opts)
	if err != nil {
		return nil, err
	}
	for _, c := range spec["calls"].(list) {
		var args list
		if a := c.(list)[1]; a != nil {
			args = list{a}
		}
		if err := replayChartCall(chart, c.(list)[0].(string), args, nil); err != nil {
			return nil, err
		}
	}
	return chart, nil
}

// goDates turns the dates of a program into Go's.
func goDates(v any) any {
	switch v := v.(type) {
	case dict:
		if d, ok := v["$date"].(list); ok {
			var n [6]int
			for i, part := range d {
				n[i] = part.(int)
			}
			return time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC)
		}
		out := dict{}
		for k, e := range v {
			out[k] = goDates(e)
		}
		return out
	case list:
		out := make(list, len(v))
		for i, e := range v {
			out[i] = goDates(e)
		}
		return out
	}
	return v
}

func date(ymd ...any) dict { return dict{"$date": list(ymd)} }

// sameCharts compares results, and shows where two texts begin to differ.
func sameCharts(t testing.TB) func(owed, ours original.Result) bool {
	return func(owed, ours original.Result) bool {
		if original.SameResult(owed, ours) {
			return true
		}
		if owed.Err != nil || ours.Err != nil {
			t.Logf("owed %v, ours %v", owed.Err, ours.Err)
			return false
		}
		a, _ := original.Plain(owed.Value).(string)
		b, _ := original.Plain(ours.Value).(string)
		x, y := strings.SplitAfter(a, ">"), strings.SplitAfter(b, ">")
		i := 0
		for i < min(len(x), len(y)) && x[i] == y[i] {
			i++
		}
		t.Logf("element %d:\n owed %.500s\n ours %.500s", i, strings.Join(x[max(0, i-2):min(i+5, len(x))], ""), strings.Join(y[max(0, i-2):min(i+5, len(y))], ""))
		return false
	}
}
