package xlsx

import "fmt"

// replayChartCall carries out a recorded call of a chart's method.
func replayChartCall(c *Chart, method string, args []any, kwargs map[string]any) error {
	return fmt.Errorf("Chart.%s: %w", method, errNoReplay)
}

// replayChartSet sets what XlsxWriter's own tests set on its charts.
func replayChartSet(c *Chart, attribute string, value any) error {
	return fmt.Errorf("Chart.%s: %w", attribute, errNoReplay)
}
