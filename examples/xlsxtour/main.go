// Xlsxtour writes a workbook with one sheet a feature of package xlsx.
//
//	xlsxtour [FILE]
package main

import (
	"fmt"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/xlsx"
)

func main() { cli.Main("xlsxtour", run) }

// A stop is a sheet of the tour.
type stop struct {
	name string
	show func(wb *xlsx.Workbook, ws *xlsx.Worksheet) error
}

// stops are the tour, in its order.
var stops = []stop{
	{"Formats", formats}, {"Numbers", numbers}, {"Rich text", richText}, {"Formulas", formulas}, {"Table", table}, {"Conditions", conditions}, {"Sparklines", sparklines},
	{"Validation", validation}, {"Panes", panes}, {"Image", picture}, {"Notes and boxes", boxes}, {"Groups", groups},
	{"Column", chart("column", "")}, {"Bar", chart("bar", "stacked")}, {"Line", chart("line", "")}, {"Area", chart("area", "stacked")}, {"Pie", chart("pie", "")},
	{"Doughnut", chart("doughnut", "")}, {"Scatter", chart("scatter", "straight_with_markers")}, {"Radar", chart("radar", "filled")}, {"Stock", stock},
}

func run(args []string, std cli.IO) error {
	c := cli.New("xlsxtour", "Write an Excel file that shows a feature on each sheet.")
	c.Example("xlsxtour tour.xlsx")
	file := c.Optional("FILE", "where to write; the default is tour.xlsx")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *file == "" {
		*file = "tour.xlsx"
	}
	wb, err := xlsx.NewWorkbook(*file, nil)
	if err != nil {
		return err
	}
	for _, s := range stops {
		ws, err := wb.AddWorksheet(s.name)
		if err != nil {
			return err
		}
		ws.SetLandscape()
		ws.SetPaper(9)
		ws.FitToPages(1, 1)
		if err := s.show(wb, ws); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if err := wb.Close(); err != nil {
		return err
	}
	fmt.Fprintf(std.Out, "wrote %s: %d sheets\n", *file, len(stops))
	return nil
}
