package xlsx

import (
	"fmt"
)

// replayChartCall carries out a recorded call of a chart's method.
func replayChartCall(c *Chart, method string, args []any, kwargs map[string]any) error {
	arg := func(name string) any {
		if len(args) > 0 {
			return args[0]
		}
		return kwargs[name]
	}
	dict := func() map[string]any {
		m, _ := arg("options").(map[string]any)
		return m
	}
	switch method {
	case "add_series":
		return decodeThen(dict(), &SeriesOptions{}, c.AddSeries)
	case "set_x_axis":
		return decodeThen(dict(), &AxisOptions{}, c.SetXAxis)
	case "set_y_axis":
		return decodeThen(dict(), &AxisOptions{}, c.SetYAxis)
	case "set_x2_axis":
		return decodeThen(dict(), &AxisOptions{}, c.SetX2Axis)
	case "set_y2_axis":
		return decodeThen(dict(), &AxisOptions{}, c.SetY2Axis)
	case "set_title":
		return decodeThen(dict(), &ChartTitleOptions{}, c.SetTitle)
	case "set_legend":
		return decodeThen(dict(), &LegendOptions{}, c.SetLegend)
	case "set_chartarea":
		return decodeThen(dict(), &ChartAreaOptions{}, c.SetChartArea)
	case "set_plotarea":
		return decodeThen(dict(), &ChartAreaOptions{}, c.SetPlotArea)
	case "set_table":
		return decodeThen(dict(), &ChartTableOptions{}, c.SetTable)
	case "set_size":
		return decodeThen(dict(), &ChartSizeOptions{}, c.SetSize)
	case "set_up_down_bars":
		return decodeThen(dict(), &UpDownBarsOptions{}, c.SetUpDownBars)
	case "set_drop_lines":
		return decodeThen(dict(), &ChartLinesOptions{}, c.SetDropLines)
	case "set_high_low_lines":
		return decodeThen(dict(), &ChartLinesOptions{}, c.SetHighLowLines)
	case "set_style":
		return c.SetStyle(arg("style_id").(int))
	case "set_rotation":
		return c.SetRotation(arg("rotation").(int))
	case "set_hole_size":
		return c.SetHoleSize(arg("size").(int))
	case "show_blanks_as":
		return c.ShowBlanksAs(arg("option").(string))
	case "show_hidden_data":
		return c.ShowHiddenData()
	case "show_na_as_empty_cell":
		return c.ShowNAAsEmptyCell()
	case "combine":
		other, _ := arg("chart").(*Chart)
		return c.Combine(other)
	}
	return fmt.Errorf("Chart.%s: %w", method, errNoReplay)
}

func decodeThen[T any](options map[string]any, into *T, set func(*T) error) error {
	if err := Decode(options, into); err != nil {
		return err
	}
	return set(into)
}

// replayChartSet sets what XlsxWriter's own tests set on its charts.
func replayChartSet(c *Chart, attribute string, value any) error {
	switch attribute {
	case "axis_ids", "axis2_ids":
		var ids []string
		for _, v := range value.([]any) {
			ids = append(ids, fmt.Sprint(v))
		}
		if attribute == "axis_ids" {
			c.axisIDs = ids
		} else {
			c.axis2IDs = ids
		}
		return nil
	case "cross_between":
		c.crossBetweenOverride = value.(string)
		return nil
	}
	return fmt.Errorf("Chart.%s: %w", attribute, errNoReplay)
}
