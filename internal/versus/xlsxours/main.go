// Xlsxours writes what the bench of xlsx asks for: cells or charts, how many, and
// where.
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/pyops-go/pyops/xlsx"
)

func main() {
	n, err := 0, errors.New("usage: xlsxours constant|normal|charts N FILE")
	if len(os.Args) == 4 {
		if n, err = strconv.Atoi(os.Args[2]); err == nil {
			err = writeOurs(os.Args[1], n, os.Args[3])
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const benchColumns = 50

func benchText(row, col int) string {
	return "Row: " + strconv.Itoa(row) + " Col: " + strconv.Itoa(col)
}

func writeOurs(kind string, n int, path string) error {
	wb, err := xlsx.NewWorkbook(path, &xlsx.WorkbookOptions{ConstantMemory: kind == "constant"})
	if err != nil {
		return err
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		return err
	}
	if kind == "charts" {
		err = ourCharts(wb, ws, n)
	} else {
		err = ourCells(ws, n)
	}
	return errors.Join(err, wb.Close())
}

func ourCells(ws *xlsx.Worksheet, rows int) error {
	for row := range rows {
		for col := 0; col < benchColumns; col += 2 {
			if err := ws.WriteString(row, col, benchText(row, col), nil); err != nil {
				return err
			}
			if err := ws.WriteNumber(row, col+1, float64(row+col), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func ourCharts(wb *xlsx.Workbook, ws *xlsx.Worksheet, n int) error {
	for row := range 10 {
		if err := ws.WriteRow(row, 0, []any{row, row * 2, row * 3}, nil); err != nil {
			return err
		}
	}
	for i := range n {
		c, err := wb.AddChart(&xlsx.ChartOptions{Type: "column"})
		if err != nil {
			return err
		}
		for col := range 3 {
			if err := c.AddSeries(&xlsx.SeriesOptions{Values: "=" + xlsx.RangeFormula(ws.Name(), 0, col, 9, col)}); err != nil {
				return err
			}
		}
		if err := errors.Join(c.SetTitle(&xlsx.ChartTitleOptions{Name: "Chart " + strconv.Itoa(i)}), ws.InsertChart(15*i, 4, c, nil)); err != nil {
			return err
		}
	}
	return nil
}
