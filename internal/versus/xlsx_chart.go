package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/xlsx"
)

var xlsxChartWorkloads = []Workload{
	{"xlsx", "dashboard of 100 charts", dashboard},
}

// dashboardKinds are the charts of the dashboard, in turn.
var dashboardKinds = []string{"column", "line", "pie", "bar", "area"}

// writeDashboard writes a sheet of figures and a hundred charts of them, each
// with two series, a title, axes and labels.
func writeDashboard(w io.Writer) error {
	wb, err := xlsx.NewWorkbookWriter(w, nil)
	if err != nil {
		return err
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		return err
	}
	for row := range 50 {
		for col := range 20 {
			if err := ws.WriteNumber(row, col, float64(row*col), nil); err != nil {
				return err
			}
		}
	}
	for i := range 100 {
		chart, err := wb.AddChart(&xlsx.ChartOptions{Type: dashboardKinds[i%len(dashboardKinds)]})
		if err != nil {
			return err
		}
		for s := range 2 {
			col := (i + s) % 20
			err := chart.AddSeries(&xlsx.SeriesOptions{
				Name: fmt.Sprintf("Series %d", s), Categories: xlsx.RangeFormula("Sheet1", 0, 0, 49, 0), Values: xlsx.RangeFormula("Sheet1", 0, col, 49, col),
				Fill: &xlsx.Fill{Color: "#4F81BD"}, DataLabels: &xlsx.DataLabels{Value: true},
			})
			if err != nil {
				return err
			}
		}
		if err := chart.SetTitle(&xlsx.ChartTitleOptions{Name: fmt.Sprintf("Chart %d", i)}); err != nil {
			return err
		}
		bold := true
		if err := chart.SetXAxis(&xlsx.AxisOptions{Name: "x", NumFont: &xlsx.Font{Bold: &bold}}); err != nil {
			return err
		}
		if err := chart.SetYAxis(&xlsx.AxisOptions{Name: "y", MajorGridlines: &xlsx.Gridlines{Visible: true}}); err != nil {
			return err
		}
		if err := ws.InsertChart(i/4*15, i%4*8, chart, nil); err != nil {
			return err
		}
	}
	return wb.Close()
}

// dashboardPython is the same for XlsxWriter, in memory as well.
const dashboardPython = `
out = io.BytesIO()
wb = xlsxwriter.Workbook(out, {'in_memory': True})
ws = wb.add_worksheet()
for row in range(50):
    for col in range(20):
        ws.write_number(row, col, row * col)
for i in range(100):
    chart = wb.add_chart({'type': kinds[i % len(kinds)]})
    for s in range(2):
        col = (i + s) % 20
        chart.add_series({'name': 'Series %d' % s, 'categories': ['Sheet1', 0, 0, 49, 0], 'values': ['Sheet1', 0, col, 49, col],
                          'fill': {'color': '#4F81BD'}, 'data_labels': {'value': True}})
    chart.set_title({'name': 'Chart %d' % i})
    chart.set_x_axis({'name': 'x', 'num_font': {'bold': True}})
    chart.set_y_axis({'name': 'y', 'major_gridlines': {'visible': True}})
    ws.insert_chart(i // 4 * 15, i % 4 * 8, chart)
wb.close()
`

func dashboard() (*Contest, error) {
	if err := writeDashboard(io.Discard); err != nil {
		return nil, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.value = writeDashboard(io.Discard)
				}
			},
			Value: func() any { return chartDigest(writeDashboard) },
		},
		Peers: []Contestant{{
			Name: "XlsxWriter", Bar: 10,
			Python: &Python{
				Setup: fmt.Sprintf(`
import hashlib, io, zipfile
import xlsxwriter
kinds = %s
def digest(data):
    z = zipfile.ZipFile(io.BytesIO(data))
    h = hashlib.sha256()
    for n in sorted(z.namelist()):
        if n.startswith(('xl/charts/', 'xl/drawings/')):
            h.update(n.encode() + z.read(n))
    return h.hexdigest()`, `["`+strings.Join(dashboardKinds, `", "`)+`"]`),
				Statement: dashboardPython,
				Value:     "digest(out.getvalue())",
			},
		}},
	}, nil
}

// chartDigest tells the charts and drawings of a workbook from others.
func chartDigest(write func(io.Writer) error) string {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return err.Error()
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		return err.Error()
	}
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/charts/") && !strings.HasPrefix(f.Name, "xl/drawings/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err.Error()
		}
		io.WriteString(h, f.Name)
		_, err = io.Copy(h, r)
		r.Close()
		if err != nil {
			return err.Error()
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
