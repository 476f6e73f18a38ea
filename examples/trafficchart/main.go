// Trafficchart writes a week's traffic of five sites into a workbook: a table
// with averages, and below it a column chart, as the program of the book's third
// chapter does.
//
//	trafficchart [-table] [FILE]
package main

import (
	"errors"
	"fmt"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/xlsx"
)

func main() { cli.Main("trafficchart", run) }

var (
	headers = []any{"业务名称", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "平均流量"}
	sites   = []any{"业务官网", "新闻中心", "购物频道", "体育频道", "亲子频道"}
	traffic = [][]any{
		{150, 152, 158, 149, 155, 145, 148},
		{89, 88, 95, 93, 98, 100, 99},
		{201, 200, 198, 175, 170, 198, 195},
		{75, 77, 78, 78, 74, 70, 79},
		{88, 85, 87, 90, 93, 88, 84},
	}
)

func run(args []string, std cli.IO) error {
	c := cli.New("trafficchart", "Write a week's traffic of five sites into an Excel file, with a chart.")
	c.Example("trafficchart -table report.xlsx")
	table := c.Flags.Bool("table", false, "show the numbers under the chart too")
	file := c.Optional("FILE", "where to write; the default is chart.xlsx")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *file == "" {
		*file = "chart.xlsx"
	}
	wb, err := xlsx.NewWorkbook(*file, nil)
	if err != nil {
		return err
	}
	if err := fill(wb, *table); err != nil {
		return err
	}
	if err := wb.Close(); err != nil {
		return err
	}
	fmt.Fprintln(std.Out, "wrote", *file)
	return nil
}

// fill makes the report.
func fill(wb *xlsx.Workbook, table bool) error {
	ws, err := wb.AddWorksheet("")
	if err != nil {
		return err
	}
	chart, err := wb.AddChart(&xlsx.ChartOptions{Type: "column"})
	if err != nil {
		return err
	}
	cell := wb.AddFormat(&xlsx.FormatOptions{Border: 1})
	title := wb.AddFormat(&xlsx.FormatOptions{Border: 1, BgColor: "#cccccc", Align: "center", Bold: true})
	average := wb.AddFormat(&xlsx.FormatOptions{Border: 1, NumFormat: "0.00"})
	if err := errors.Join(ws.At("A1").WriteRow(headers, title), ws.At("A2").WriteColumn(sites, cell)); err != nil {
		return err
	}
	for i, days := range traffic {
		row := i + 1
		if err := ws.WriteRow(row, 1, days, cell); err != nil {
			return err
		}
		formula := "=AVERAGE(" + xlsx.RangeName(row, 1, row, 7) + ")"
		if err := ws.WriteFormula(row, 8, formula, average, mean(days)); err != nil {
			return err
		}
		err := chart.AddSeries(&xlsx.SeriesOptions{
			Categories: "=" + xlsx.RangeFormula(ws.Name(), 0, 1, 0, 7),
			Values:     "=" + xlsx.RangeFormula(ws.Name(), row, 1, row, 7),
			Line:       &xlsx.Line{Color: "black"},
			Name:       "=" + xlsx.RangeFormula(ws.Name(), row, 0, row, 0),
		})
		if err != nil {
			return err
		}
	}
	if table {
		if err := chart.SetTable(nil); err != nil {
			return err
		}
	}
	return errors.Join(
		chart.SetSize(&xlsx.ChartSizeOptions{Width: 577, Height: 287}),
		chart.SetTitle(&xlsx.ChartTitleOptions{Name: "业务流量周报图表"}),
		chart.SetYAxis(&xlsx.AxisOptions{Name: "Mb/s"}),
		ws.At("A8").InsertChart(chart, nil),
	)
}

// mean is what programs show for an average that compute no formulas.
func mean(days []any) float64 {
	sum := 0
	for _, d := range days {
		sum += d.(int)
	}
	return float64(sum) / float64(len(days))
}
