package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pyops-go/pyops/xlsx"
)

func ExampleChart_column() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "column"})
	if err != nil {
		log.Fatal(err)
	}
	gap := 80
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$B$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$B$2:$B$7", Gap: &gap}),
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$C$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$C$2:$C$7", Fill: &xlsx.Fill{Color: "#F79646"}}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Traffic of the week"}),
		chart.SetYAxis(&xlsx.AxisOptions{Name: "Gigabytes"}),
		chart.SetLegend(&xlsx.LegendOptions{Position: "bottom"}),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_column", &out, err)
	// Output: barChart of 2 series
}

func ExampleChart_bar() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "bar", Subtype: "percent_stacked"})
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$B$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$B$2:$B$7"}),
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$C$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$C$2:$C$7",
			DataLabels: &xlsx.DataLabels{Value: true, Position: "center", Font: &xlsx.Font{Color: "white"}}}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Part of each direction"}),
		chart.SetYAxis(&xlsx.AxisOptions{Reverse: true}), // of the categories: Monday on top
		chart.SetLegend(&xlsx.LegendOptions{Position: "bottom"}),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_bar", &out, err)
	// Output: barChart of 2 series
}

func ExampleChart_line() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "line"})
	if err != nil {
		log.Fatal(err)
	}
	width := 2.25
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Name: "Inbound", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$B$2:$B$7",
			Line: &xlsx.Line{Color: "navy", Width: &width}, Marker: &xlsx.Marker{Type: "circle", Size: 7, Fill: &xlsx.Fill{Color: "white"}},
			Trendline: &xlsx.Trendline{Type: "linear", Name: "Trend", Line: &xlsx.Line{DashType: "dash", Color: "gray"}}}),
		chart.AddSeries(&xlsx.SeriesOptions{Name: "Outbound", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$C$2:$C$7",
			YErrorBars: &xlsx.ErrorBars{Type: "standard_error"}}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Traffic and its trend"}),
		chart.SetYAxis(&xlsx.AxisOptions{Min: 0, Max: 60, MajorUnit: 20}),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_line", &out, err)
	// Output: lineChart of 2 series
}

func ExampleChart_area() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "area", Subtype: "stacked"})
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$B$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$B$2:$B$7",
			Gradient: &xlsx.Gradient{Colors: []xlsx.Color{"#DDEBCF", "#9CB86E", "#156B13"}}}),
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$C$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$C$2:$C$7",
			Pattern: &xlsx.Pattern{Pattern: "light_upward_diagonal", FgColor: "green"}}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Traffic, both directions"}),
		chart.SetPlotArea(&xlsx.ChartAreaOptions{Fill: &xlsx.Fill{Color: "#F7F7F7"}}),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_area", &out, err)
	// Output: areaChart of 2 series
}

func ExampleChart_pie() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "pie"})
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Categories: "=Sheet1!$A$2:$A$5", Values: "=Sheet1!$B$2:$B$5",
			Points:     []*xlsx.Point{{Fill: &xlsx.Fill{Color: "#5ABA10"}}, {Fill: &xlsx.Fill{Color: "#FE110E"}}, nil, {Fill: &xlsx.Fill{Color: "#CA5C05"}}},
			DataLabels: &xlsx.DataLabels{Percentage: true, Category: true, Position: "outside_end", LeaderLines: true}}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Inbound by day"}),
		chart.SetLegend(&xlsx.LegendOptions{None: true}),
		chart.SetRotation(45),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_pie", &out, err)
	// Output: pieChart of 1 series
}

func ExampleChart_doughnut() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "doughnut"})
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Categories: "=Sheet1!$A$2:$A$5", Values: "=Sheet1!$C$2:$C$5"}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Outbound by day"}),
		chart.SetHoleSize(60),
		chart.SetStyle(10),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_doughnut", &out, err)
	// Output: doughnutChart of 1 series
}

func ExampleChart_scatter() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "scatter", Subtype: "smooth_with_markers"})
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Name: "Hosts", Categories: "=Sheet1!$D$2:$D$7", Values: "=Sheet1!$B$2:$B$7"}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Traffic by number of hosts"}),
		chart.SetXAxis(&xlsx.AxisOptions{Name: "Hosts", MajorGridlines: &xlsx.Gridlines{Visible: true}}),
		chart.SetYAxis(&xlsx.AxisOptions{Name: "Gigabytes", MinorGridlines: &xlsx.Gridlines{Visible: true, Line: &xlsx.Line{Color: "silver", DashType: "dot"}}}),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_scatter", &out, err)
	// Output: scatterChart of 1 series
}

func ExampleChart_radar() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "radar", Subtype: "filled"})
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$B$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$B$2:$B$7", Fill: &xlsx.Fill{Color: "blue", Transparency: 50}}),
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$C$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$C$2:$C$7", Fill: &xlsx.Fill{Color: "orange", Transparency: 50}}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "The week at a glance"}),
		ws.InsertChart(8, 0, chart, nil),
		wb.Close())
	report("chart_radar", &out, err)
	// Output: radarChart of 2 series
}

func ExampleChart_stock() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "stock"})
	if err != nil {
		log.Fatal(err)
	}
	var errs []error
	for row, prices := range [][]any{{41276, 24, 27.2, 23.49, 25.45}, {41277, 25, 25.03, 19.55, 23.05}, {41278, 18, 19.05, 15.12, 17.32}, {41279, 18, 20.34, 17.84, 20.3}, {41280, 18.2, 18.5, 16.34, 17.34}} {
		errs = append(errs, ws.WriteRow(row+8, 0, prices, nil))
	}
	for i, name := range []string{"Open", "High", "Low", "Close"} {
		errs = append(errs, chart.AddSeries(&xlsx.SeriesOptions{Name: name, Categories: xlsx.RangeFormula("Sheet1", 8, 0, 12, 0), Values: xlsx.RangeFormula("Sheet1", 8, i+1, 12, i+1)}))
	}
	err = errors.Join(append(errs,
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "Open, high, low and close"}),
		chart.SetXAxis(&xlsx.AxisOptions{NumFormat: "yyyy-mm-dd"}),
		chart.SetYAxis(&xlsx.AxisOptions{Min: 14, Max: 28}),
		chart.SetUpDownBars(&xlsx.UpDownBarsOptions{Up: &xlsx.UpDownBar{Fill: &xlsx.Fill{Color: "#00B050"}}, Down: &xlsx.UpDownBar{Fill: &xlsx.Fill{Color: "#FF5050"}}}),
		chart.SetLegend(&xlsx.LegendOptions{None: true}),
		ws.InsertChart(14, 0, chart, nil),
		wb.Close())...)
	report("chart_stock", &out, err)
	// Output: stockChart of 4 series
}

func ExampleChart_Combine() {
	var out bytes.Buffer
	wb, ws := figures(&out)
	column, err := wb.AddChart(&xlsx.ChartOptions{Type: "column"})
	if err != nil {
		log.Fatal(err)
	}
	line, err := wb.AddChart(&xlsx.ChartOptions{Type: "line"})
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		column.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$B$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$B$2:$B$7"}),
		line.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$D$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$D$2:$D$7", Y2Axis: true, Marker: &xlsx.Marker{Type: "diamond"}}),
		column.Combine(line),
		column.SetTitle(&xlsx.ChartTitleOptions{Name: "Traffic and hosts"}),
		column.SetYAxis(&xlsx.AxisOptions{Name: "Gigabytes"}),
		line.SetY2Axis(&xlsx.AxisOptions{Name: "Hosts"}),
		ws.InsertChart(8, 0, column, nil),
		wb.Close())
	report("chart_combined", &out, err)
	// Output: barChart and lineChart of 2 series
}

// A chart that fills a sheet of its own.
func ExampleChartsheet() {
	var out bytes.Buffer
	wb, _ := figures(&out)
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "column", Subtype: "stacked"})
	if err != nil {
		log.Fatal(err)
	}
	sheet, err := wb.AddChartsheet("Week")
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$B$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$B$2:$B$7"}),
		chart.AddSeries(&xlsx.SeriesOptions{Name: "=Sheet1!$C$1", Categories: "=Sheet1!$A$2:$A$7", Values: "=Sheet1!$C$2:$C$7"}),
		sheet.SetChart(chart),
		wb.Close())
	report("chartsheet", &out, err)
	// Output: barChart of 2 series
}

// figures is a workbook with the figures that the examples show.
func figures(w io.Writer) (*xlsx.Workbook, *xlsx.Worksheet) {
	wb, err := xlsx.NewWorkbookWriter(w, nil)
	if err != nil {
		log.Fatal(err)
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		log.Fatal(err)
	}
	for i, column := range [][]any{{"Day", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}, {"Inbound", 35, 42, 50, 48, 55, 20}, {"Outbound", 12, 18, 22, 19, 30, 9}, {"Hosts", 110, 135, 160, 150, 180, 70}} {
		if err := ws.WriteColumn(0, i, column, nil); err != nil {
			log.Fatal(err)
		}
	}
	return wb, ws
}

var (
	plotElement = regexp.MustCompile(`<c:(\w+Chart)>`)
	seriesStart = regexp.MustCompile(`<c:ser>`)
)

// report prints what the first chart of a workbook draws. The workbook is kept
// for a picture of it where PYOPS_PICTURES names a folder.
func report(name string, out *bytes.Buffer, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	if folder := os.Getenv("PYOPS_PICTURES"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, name+".xlsx"), out.Bytes(), 0o666); err != nil {
			log.Fatal(err)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		log.Fatal(err)
	}
	f, err := z.Open("xl/charts/chart1.xml")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		log.Fatal(err)
	}
	var plots []string
	for _, m := range plotElement.FindAllStringSubmatch(string(text), -1) {
		plots = append(plots, m[1])
	}
	fmt.Println(strings.Join(plots, " and "), "of", len(seriesStart.FindAllString(string(text), -1)), "series")
}
