package main

import (
	"archive/zip"
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// program is the book's, in Python 3.
const program = `
import io, re, xlsxwriter, zipfile
def report(titles, names, data):
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {'in_memory': True})
    worksheet = workbook.add_worksheet()
    chart = workbook.add_chart({'type': 'column'})
    format = workbook.add_format()
    format.set_border(1)
    format_title = workbook.add_format()
    format_title.set_border(1)
    format_title.set_bg_color('#cccccc')
    format_title.set_align('center')
    format_title.set_bold()
    format_ave = workbook.add_format()
    format_ave.set_border(1)
    format_ave.set_num_format('0.00')
    worksheet.write_row('A1', titles, format_title)
    worksheet.write_column('A2', names, format)
    for i, row in enumerate(data):
        worksheet.write_row(i + 1, 1, row, format)
    for row in range(2, 7):
        cur = str(row)
        worksheet.write_formula('I' + cur, '=AVERAGE(B' + cur + ':H' + cur + ')', format_ave, sum(data[row - 2]) / 7)
        chart.add_series({'categories': '=Sheet1!$B$1:$H$1', 'values': '=Sheet1!$B$' + cur + ':$H$' + cur,
                          'line': {'color': 'black'}, 'name': '=Sheet1!$A$' + cur})
    chart.set_size({'width': 577, 'height': 287})
    chart.set_title({'name': '业务流量周报图表'})
    chart.set_y_axis({'name': 'Mb/s'})
    worksheet.insert_chart('A8', chart)
    workbook.close()
    with zipfile.ZipFile(out) as z:
        return {n: re.sub(r'\d{4}-\d\d-\d\dT[0-9:]*Z', '', z.read(n).decode()) for n in z.namelist()}
`

var created = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:]*Z`)

func TestMakesTheBooksFile(t *testing.T) {
	py := original.Start(t, "xlsxwriter")
	py.Define(program)
	want := py.Value("report", headers, sites, traffic).(original.Dict)
	t.Chdir(t.TempDir()) // where a run without arguments writes
	const path = "chart.xlsx"
	var out, complaint bytes.Buffer
	if code := cli.Run("trafficchart", nil, cli.IO{Out: &out, Err: &complaint}, run); code != 0 {
		t.Fatalf("exit %d: %s", code, &complaint)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != len(want) {
		t.Errorf("%d parts, not %d", len(z.File), len(want))
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := created.ReplaceAllString(string(text), ""); got != want.Get(f.Name) {
			t.Errorf("%s is\n%s, not\n%v", f.Name, got, want.Get(f.Name))
		}
	}
}

func TestUsage(t *testing.T) {
	var out, complaint bytes.Buffer
	if code := cli.Run("trafficchart", []string{"-h"}, cli.IO{Out: &out, Err: &complaint}, run); code != 0 || !strings.Contains(out.String(), "trafficchart -table") {
		t.Errorf("-h: exit %d, %s%s", code, &out, &complaint)
	}
	if code := cli.Run("trafficchart", []string{"a", "b"}, cli.IO{Out: &out, Err: &complaint}, run); code != 2 {
		t.Errorf("two files: exit %d", code)
	}
	if code := cli.Run("trafficchart", []string{"-table", filepath.Join(t.TempDir(), "none", "x.xlsx")}, cli.IO{Out: &out, Err: &complaint}, run); code != 1 {
		t.Errorf("no folder: exit %d", code)
	}
}
