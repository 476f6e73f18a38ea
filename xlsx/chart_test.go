package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// newTestChart is a chart of a workbook of its own.
func newTestChart(t testing.TB, kind string) *Chart {
	t.Helper()
	wb, err := NewWorkbookWriter(io.Discard, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := wb.AddChart(&ChartOptions{Type: kind})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func addValues(t testing.TB, c *Chart, formula string) {
	t.Helper()
	if err := c.AddSeries(&SeriesOptions{Values: formula, Categories: formula}); err != nil {
		t.Fatal(err)
	}
}

// TestChartsThatNobodyMade calls every method on a chart that is nil and on one
// that AddChart did not make.
func TestChartsThatNobodyMade(t *testing.T) {
	real := newTestChart(t, "line")
	for _, c := range []*Chart{nil, {}} {
		for name, err := range map[string]error{
			"AddSeries": c.AddSeries(nil), "SetXAxis": c.SetXAxis(nil), "SetYAxis": c.SetYAxis(nil), "SetX2Axis": c.SetX2Axis(nil), "SetY2Axis": c.SetY2Axis(nil), "SetTitle": c.SetTitle(nil),
			"SetLegend": c.SetLegend(nil), "SetChartArea": c.SetChartArea(nil), "SetPlotArea": c.SetPlotArea(nil), "SetTable": c.SetTable(nil), "SetSize": c.SetSize(nil),
			"SetUpDownBars": c.SetUpDownBars(nil), "SetDropLines": c.SetDropLines(nil), "SetHighLowLines": c.SetHighLowLines(nil), "SetStyle": c.SetStyle(1), "SetRotation": c.SetRotation(1),
			"SetHoleSize": c.SetHoleSize(50), "ShowBlanksAs": c.ShowBlanksAs("gap"), "ShowNAAsEmptyCell": c.ShowNAAsEmptyCell(), "ShowHiddenData": c.ShowHiddenData(),
			"Combine": c.Combine(real), "Combine with": real.Combine(&Chart{}),
		} {
			if !errors.Is(err, ErrParameter) || !strings.Contains(err.Error(), strings.TrimSuffix(name, " with")) {
				t.Errorf("%s of %v: %v", name, c, err)
			}
		}
	}
	for _, c := range []*Chart{nil, {}} {
		if err := newTestSheet(t).InsertChart(0, 0, c, nil); err == nil {
			t.Error("a sheet took a chart that nobody made")
		}
	}
}

func newTestSheet(t testing.TB) *Worksheet {
	t.Helper()
	wb, err := NewWorkbookWriter(io.Discard, nil)
	if err != nil {
		t.Fatal(err)
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

// TestRefusedOptionsChangeNothing calls every method with something wrong, and
// finds the chart as it was.
func TestRefusedOptionsChangeNothing(t *testing.T) {
	c := newTestChart(t, "line")
	addValues(t, c, "=Sheet1!$A$1:$A$5")
	before := string(c.assemble())
	formulas := len(c.seriesFormulas())
	bad := &Line{Color: "nocolor"}
	gap, twice := -1, 2.0
	for i, err := range []error{
		c.AddSeries(&SeriesOptions{Values: "=Sheet1!$B$1", Categories: "=Sheet1!$C$1", CategoriesData: []any{1}, Y2Axis: true, Overlap: 5, Line: bad}),
		c.AddSeries(&SeriesOptions{Values: "=Sheet1!$A$1:$A$5", ValuesData: []any{1, 2}, DataLabels: &DataLabels{Value: true, Custom: []*CustomLabel{{Value: "=Sheet1!$D$1"}, {Font: &Font{Color: "nocolor"}}}}}),
		c.AddSeries(&SeriesOptions{Values: "=Sheet1!$B$1", Gap: &gap}),
		c.SetXAxis(&AxisOptions{DateAxis: true, Name: "=Sheet1!$E$1", NameLine: bad}), c.SetYAxis(&AxisOptions{Reverse: true, Min: "low"}),
		c.SetTitle(&ChartTitleOptions{None: true, Name: "=My data!$A$1"}), c.SetLegend(&LegendOptions{None: true, Line: bad}),
		c.SetChartArea(&ChartAreaOptions{Fill: &Fill{Color: "red"}, Border: bad}), c.SetPlotArea(&ChartAreaOptions{Layout: &Layout{X: &twice}}),
		c.SetTable(&ChartTableOptions{Font: &Font{Size: -1}}), c.SetSize(&ChartSizeOptions{Width: 5, Height: -1}), c.SetStyle(0),
		c.SetUpDownBars(&UpDownBarsOptions{Up: &UpDownBar{Fill: &Fill{Color: "red"}}, Down: &UpDownBar{Line: bad}}),
		c.SetDropLines(&ChartLinesOptions{Line: bad}), c.SetHighLowLines(&ChartLinesOptions{Line: bad}), c.ShowBlanksAs("x"), c.SetRotation(3), c.SetHoleSize(20),
	} {
		if err == nil {
			t.Errorf("call %d was not refused", i)
		}
	}
	if after := string(c.assemble()); after != before {
		t.Errorf("the chart is\n%s\nand was\n%s", after, before)
	}
	if n := len(c.seriesFormulas()); n != formulas {
		t.Errorf("the chart names %d ranges, and %d before", n, formulas)
	}
	if c.size() != defaultChartSize {
		t.Errorf("the size is %v", c.size())
	}
}

// TestOptionsAreTheCallersAgain changes options after the call, and writes the
// chart twice.
func TestOptionsAreTheCallersAgain(t *testing.T) {
	c := newTestChart(t, "scatter")
	width, bold, rotation, smooth, intercept, baseline := 2.0, true, 30.0, true, 1.5, 3
	line, font := &Line{Color: "red", Width: &width}, &Font{Bold: &bold, Rotation: &rotation, Baseline: &baseline}
	gradient := &Gradient{Colors: []Color{"red", "blue"}, Positions: []float64{0, 100}}
	point := &Point{Line: line}
	data, deleted := []any{1, 2}, []int{1}
	numbers := &ErrorValues{Numbers: []float64{1, 2}}
	o := &SeriesOptions{Values: "=Sheet1!$A$1:$A$2", Categories: "=Sheet1!$B$1:$B$2", ValuesData: data, Line: line, Gradient: gradient, Points: []*Point{point}, Smooth: &smooth,
		Marker: &Marker{Type: "dot", Line: line}, Trendline: &Trendline{Type: "linear", Intercept: &intercept, Line: line}, YErrorBars: &ErrorBars{Type: "custom", PlusValues: numbers},
		DataLabels: &DataLabels{Value: true, Font: font, Custom: []*CustomLabel{{Value: "x", Font: font}}}}
	if err := c.AddSeries(o); err != nil {
		t.Fatal(err)
	}
	if err := c.SetLegend(&LegendOptions{Font: font, DeleteSeries: deleted}); err != nil {
		t.Fatal(err)
	}
	before := string(c.assemble())
	width, bold, rotation, smooth, intercept, baseline = 9, false, 60, false, 9, 9
	*line, *font, gradient.Colors[0], gradient.Positions[0], *point, data[0], deleted[0], numbers.Numbers[0] = Line{}, Font{}, "green", 50, Point{}, 9, 9, 9
	*o.DataLabels, *o.Marker, o.Points[0] = DataLabels{}, Marker{}, nil
	if after := string(c.assemble()); after != before {
		t.Errorf("the chart is\n%s\nand was\n%s", after, before)
	}
}

// TestCombinations combines what cannot be, and what was combined.
func TestCombinations(t *testing.T) {
	column := newTestChart(t, "column")
	addValues(t, column, "=Sheet1!$A$1:$A$2")
	of := func(kind string) *Chart {
		c, err := column.wb.AddChart(&ChartOptions{Type: kind})
		if err != nil {
			t.Fatal(err)
		}
		addValues(t, c, "=Sheet1!$B$1:$B$2")
		return c
	}
	line, area, shown := of("line"), of("area"), of("line")
	ws, err := column.wb.AddWorksheet("")
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.InsertChart(0, 0, shown, nil); err != nil {
		t.Fatal(err)
	}
	refused := func(err, kind error, words string) {
		t.Helper()
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), words) {
			t.Errorf("%v, not %v for %q", err, kind, words)
		}
	}
	if err := column.Combine(nil); err != nil || column.companion() != nil {
		t.Error(err)
	}
	refused(column.Combine(column), ErrParameter, "itself")
	refused(column.Combine(newTestChart(t, "line")), ErrParameter, "another workbook")
	refused(column.Combine(shown), ErrUsed, "on a sheet")
	refused(column.Combine(of("pie")), ErrParameter, "pie and doughnut")
	for range 2 { // the second time changes nothing
		if err := column.Combine(line); err != nil {
			t.Fatal(err)
		}
	}
	refused(area.Combine(line), ErrParameter, "combined already")
	refused(area.Combine(column), ErrParameter, "two charts")
	refused(line.Combine(area), ErrParameter, "two charts")
	refused(ws.InsertChart(0, 0, line, nil), ErrUsed, "once")
	if err := column.Combine(area); err != nil { // instead of the line, which is free again
		t.Fatal(err)
	}
	if err := ws.InsertChart(0, 0, line, nil); err != nil {
		t.Error(err)
	}
	if err := ws.InsertChart(9, 0, column, nil); err != nil {
		t.Error(err)
	}
	refused(ws.InsertChart(9, 0, area, nil), ErrUsed, "once")
	if err := column.wb.Close(); err != nil {
		t.Error(err)
	}
}

// TestDatesOnAnAxis writes dates as days, from 1900 and from 1904.
func TestDatesOnAnAxis(t *testing.T) {
	for _, c := range []struct {
		from1904 bool
		want     string
	}{{false, `<c:max val="41279.5"/><c:min val="41276"/>`}, {true, `<c:max val="39817.5"/><c:min val="39814"/>`}} {
		wb, err := NewWorkbookWriter(io.Discard, &WorkbookOptions{Date1904: c.from1904})
		if err != nil {
			t.Fatal(err)
		}
		chart, err := wb.AddChart(&ChartOptions{Type: "line"})
		if err != nil {
			t.Fatal(err)
		}
		addValues(t, chart, "=Sheet1!$A$1:$A$2")
		zone := time.FixedZone("", 3600)
		if err := chart.SetXAxis(&AxisOptions{DateAxis: true, Min: time.Date(2013, 1, 2, 0, 0, 0, 0, zone), Max: time.Date(2013, 1, 5, 12, 0, 0, 0, zone)}); err != nil {
			t.Fatal(err)
		}
		if got := string(chart.assemble()); !strings.Contains(got, c.want) {
			t.Errorf("%s is not in %s", c.want, got)
		}
		if err := chart.SetXAxis(&AxisOptions{Min: time.Time{}}); !errors.Is(err, ErrDate) {
			t.Error(err)
		}
	}
}

// TestOneGround writes one ground of an element, however many are given.
func TestOneGround(t *testing.T) {
	c := newTestChart(t, "column")
	addValues(t, c, "=Sheet1!$A$1:$A$2")
	fill, pattern, gradient := &Fill{Color: "red"}, &Pattern{Pattern: "wave", FgColor: "blue"}, &Gradient{Colors: []Color{"red", "blue"}}
	for _, o := range []struct {
		ChartAreaOptions
		want string
	}{
		{ChartAreaOptions{Fill: fill}, "a:solidFill"},
		{ChartAreaOptions{Fill: fill, Pattern: pattern}, "a:pattFill"},
		{ChartAreaOptions{Fill: fill, Gradient: gradient}, "a:gradFill"},
		{ChartAreaOptions{Fill: fill, Pattern: pattern, Gradient: gradient}, "a:gradFill"},
	} {
		if err := c.SetChartArea(&o.ChartAreaOptions); err != nil {
			t.Fatal(err)
		}
		var space struct {
			Look struct {
				Children []struct{ XMLName xml.Name } `xml:",any"`
			} `xml:"spPr"`
		}
		if err := xml.Unmarshal(c.assemble(), &space); err != nil {
			t.Fatal(err)
		}
		if got := space.Look.Children; len(got) != 1 || "a:"+got[0].XMLName.Local != o.want {
			t.Errorf("%v has %v, not %s", o.ChartAreaOptions, got, o.want)
		}
	}
}

// TestChartsOfAnUnknownSheet closes a workbook whose chart names a sheet that is
// not there: it tells so and is written.
func TestChartsOfAnUnknownSheet(t *testing.T) {
	var out bytes.Buffer
	var warnings []error
	wb, err := NewWorkbookWriter(&out, &WorkbookOptions{OnWarning: func(err error) { warnings = append(warnings, err) }})
	if err != nil {
		t.Fatal(err)
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		t.Fatal(err)
	}
	c, err := wb.AddChart(&ChartOptions{Type: "pie"})
	if err != nil {
		t.Fatal(err)
	}
	addValues(t, c, "=Nowhere!$A$1:$A$2")
	if err := ws.InsertChart(0, 0, c, nil); err != nil {
		t.Fatal(err)
	}
	if err := wb.Close(); err != nil {
		t.Fatal(err)
	}
	if len(warnings) != 1 || !errors.Is(warnings[0], ErrReference) {
		t.Errorf("warnings are %v", warnings)
	}
	parts, err := unzip(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if want := `<c:f>Nowhere!$A$1:$A$2</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="0"/>`; !strings.Contains(parts["xl/charts/chart1.xml"], want) {
		t.Errorf("%s is not in %s", want, parts["xl/charts/chart1.xml"])
	}
}

// TestManyPoints has points of two and of three digits.
func TestManyPoints(t *testing.T) {
	parts := made(t, nil, func(wb *Workbook, ws *Worksheet) {
		for row := range 120 {
			if row != 50 {
				must(t, ws.Write(row, 0, "t"+itoa(row), nil))
				must(t, ws.Write(row, 1, 2*row, nil))
			}
		}
		c, err := wb.AddChart(&ChartOptions{Type: "line"})
		must(t, err)
		must(t, c.AddSeries(&SeriesOptions{Values: "=Sheet1!$B$1:$B$120", Categories: "=Sheet1!$A$1:$A$120"}))
		must(t, ws.InsertChart(0, 5, c, nil))
	})
	type points struct {
		Count struct {
			N int `xml:"val,attr"`
		} `xml:"ptCount"`
		Points []struct {
			At   int    `xml:"idx,attr"`
			Text string `xml:"v"`
		} `xml:"pt"`
	}
	var file struct {
		Texts   points `xml:"chart>plotArea>lineChart>ser>cat>strRef>strCache"`
		Numbers points `xml:"chart>plotArea>lineChart>ser>val>numRef>numCache"`
	}
	must(t, xml.Unmarshal([]byte(parts["xl/charts/chart1.xml"]), &file))
	for _, p := range []points{file.Texts, file.Numbers} {
		if p.Count.N != 120 || len(p.Points) != 119 {
			t.Fatalf("%d of %d points", len(p.Points), p.Count.N)
		}
		for i, point := range p.Points {
			if i >= 50 {
				i++
			}
			if point.At != i || point.Text != itoa(2*i) && point.Text != "t"+itoa(i) {
				t.Errorf("point %d is %+v", i, point)
			}
		}
	}
}

// TestRangesOfSeveralAreas has a series of two areas, which are not read and are no
// reason for a warning: both are there.
func TestRangesOfSeveralAreas(t *testing.T) {
	parts := made(t, &WorkbookOptions{OnWarning: func(err error) { t.Error(err) }}, func(wb *Workbook, ws *Worksheet) {
		must(t, ws.WriteColumn(0, 0, []any{1, 2, 3}, nil))
		c, err := wb.AddChart(&ChartOptions{Type: "line"})
		must(t, err)
		must(t, c.AddSeries(&SeriesOptions{Values: "=(Sheet1!$A$1:$A$1,Sheet1!$A$3:$A$3)"}))
		must(t, ws.InsertChart(0, 5, c, nil))
	})
	has(t, parts["xl/charts/chart1.xml"], "<c:f>(Sheet1!$A$1:$A$1,Sheet1!$A$3:$A$3)</c:f>")
	lacks(t, parts["xl/charts/chart1.xml"], "<c:pt ")
}
