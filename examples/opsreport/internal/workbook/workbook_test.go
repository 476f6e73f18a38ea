package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// parts are the files of the workbook.
func parts(t *testing.T, r *model.Report) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		f, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		out[z.File[len(out)].Name] = string(text)
	}
	return out
}

// A text from elsewhere that looks like a formula stays a text.
func TestTextsAreNoFormulas(t *testing.T) {
	made := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	evil := `=HYPERLINK("http://evil.example/","x")`
	r := &model.Report{
		Made: made, From: made.Add(-time.Hour), To: made,
		Hosts:    []*model.Host{{Name: evil, Machine: &model.Machine{Name: evil, Time: made, Filesystems: []model.Filesystem{{Mountpoint: evil, Used: 1, Available: 3, Total: 4}, {Mountpoint: evil, Dead: true}}}, Readings: []model.Reading{{Name: evil, Value: evil, Limit: evil}}, Series: []model.Series{{Key: "user", From: made.Add(-time.Hour), Step: time.Minute, Values: make([]float64, 60)}}}, {Name: "dead", Err: evil}},
		Findings: []model.Finding{{Host: evil, Text: evil, Rank: model.Critical, Since: made}},
		Services: []model.Service{{Name: evil, URL: evil, Err: evil}},
		Names:    []model.Name{{Name: evil, Type: "A", Err: evil}},
	}
	sheets, charts := 0, 0
	for name, text := range parts(t, r) {
		switch {
		case strings.HasPrefix(name, "xl/worksheets/sheet"):
			sheets++
			if strings.Contains(text, "<f>") || strings.Contains(text, "<hyperlink") {
				t.Errorf("%s has a formula or a link", name)
			}
		case strings.HasPrefix(name, "xl/charts/"):
			charts++
		}
	}
	if sheets != 7 || charts != 5 {
		t.Errorf("%d sheets and %d charts, want 7 and 5", sheets, charts)
	}
}

// A report of nothing at all is a workbook as well.
// An area would be drawn down to zero where nothing is known.
func TestGapsStayGapsInTheCharts(t *testing.T) {
	made := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	r := &model.Report{Made: made, From: made.Add(-time.Hour), To: made, Hosts: []*model.Host{{Name: "a", Machine: &model.Machine{Name: "a", Time: made},
		Series: []model.Series{{Key: "user", From: made.Add(-3 * time.Minute), Step: time.Minute, Values: []float64{50, math.NaN(), 50}}}}}}
	all := parts(t, r)
	for name, text := range all {
		if strings.HasPrefix(name, "xl/charts/") && strings.Contains(text, "areaChart") {
			t.Errorf("%s is an area", name)
		}
	}
	if !strings.Contains(all["xl/charts/chart1.xml"], `<c:grouping val="stacked"/>`) || !strings.Contains(all["xl/charts/chart1.xml"], `<c:gapWidth val="0"/>`) {
		t.Error(all["xl/charts/chart1.xml"])
	}
	for name, text := range all {
		if strings.HasPrefix(name, "xl/worksheets/") && strings.Contains(text, `<v>50</v>`) && regexp.MustCompile(`<c r="B3"[^>]*><v>`).MatchString(text) {
			t.Errorf("%s has a value for a minute that nobody measured", name)
		}
	}
}

func TestAnEmptyReport(t *testing.T) {
	now := time.Now()
	if got := parts(t, &model.Report{Made: now, From: now, To: now, Hosts: []*model.Host{{Name: "h"}}}); got["xl/workbook.xml"] == "" {
		t.Error("there is no workbook")
	}
}
