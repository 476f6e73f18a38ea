package rrd

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// trapFile is a file of one source whose first rows are 1, 2 and so on.
func trapFile(t testing.TB, path string, step, rows int) string {
	t.Helper()
	if err := Create(path, "-b", fmt.Sprint(rpnStart), "-s", fmt.Sprint(step), fmt.Sprintf("DS:x:GAUGE:%d:U:U", 2*step), fmt.Sprintf("RRA:AVERAGE:0.5:1:%d", rows)); err != nil {
		t.Fatal(err)
	}
	readings := []string{path}
	for i := 1; i <= rows; i++ {
		readings = append(readings, fmt.Sprintf("%d:%d", rpnStart+step*i, i))
	}
	if err := Update(readings...); err != nil {
		t.Fatal(err)
	}
	return path
}

// A graph that prints one number of a file whose name is hard to write, and texts
// with colons.
func TestNamesAndTextsWithColons(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "d:r")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	path := trapFile(t, filepath.Join(folder, "a b.rrd"), 300, 10)
	span := []string{"-", "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart + 3000)}
	escaped := strings.ReplaceAll(path, ":", `\:`)
	p, err := utc.Graph(append(span, "DEF:a="+escaped+":x:AVERAGE", "PRINT:a:MAX:%lf", `COMMENT:Wed 13\:54`, "LINE1:a#f00")...)
	if err != nil || len(p.Prints) != 1 || p.Prints[0] != "10.000000" || p.Legend[0].Text != "Wed 13:54" {
		t.Errorf("%+v, %v", p, err)
	}
	for element, want := range map[string]string{"DEF:a=" + path + ":x:AVERAGE": "bad CF", "COMMENT:Wed 13:54": "Unused Arguments", "COMMENT:Cur:": "Unused Arguments"} {
		if _, err := utc.Graph(append(span, element, "LINE1:5#f00")...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v does not say %s", element, err, want)
		}
	}
	typed, err := Draw(t.Context(), []Element{
		Def{Name: "a", File: path, DS: "x", CF: CFAverage}, Comment{Text: `Wed 13:54 \o/ 5%`}, GPrint{Value: "a", CF: CFMax, Format: `at 5:00 %.0lf %%`},
	}, &GraphOptions{Start: time.Unix(rpnStart, 0), End: time.Unix(rpnStart+3000, 0), Location: time.UTC})
	if err != nil || typed.Legend[0].Text != `Wed 13:54 \o/ 5%` || typed.Legend[1].Text != "at 5:00 10 %" {
		t.Errorf("typed: %+v, %v", typed, err)
	}
}

// Xport has 400 rows at most where nothing is said, whatever the step; the numbers
// are rrdtool's for the same file.
func TestWhatXportSays(t *testing.T) {
	day := trapFile(t, filepath.Join(t.TempDir(), "day.rrd"), 15, 5760)
	const start = 1000000800
	args := func(more ...string) []string {
		return append([]string{"-s", fmt.Sprint(start), "-e", fmt.Sprint(start + 86400), "--step", "15", "DEF:a=" + day + ":x:AVERAGE", "XPORT:a:a"}, more...)
	}
	for _, c := range []struct {
		more []string
		step time.Duration
		rows int
	}{{nil, 225 * time.Second, 384}, {[]string{"-m", "10000"}, 15 * time.Second, 5760}} {
		x, err := utc.Xport(args(c.more...)...)
		if err != nil || x.Step != c.step || x.Len() != c.rows {
			t.Fatalf("%v: %v, %v, %v", c.more, x.Step, x.Len(), err)
		}
		n := 0
		for at := range x.All() {
			if want := x.Start.Add(time.Duration(n+1) * x.Step); !at.Equal(want) {
				t.Fatalf("row %d is of %v, want %v", n, at, want)
			}
			n++
		}
	}
	// The typed door leaves no row out.
	db, err := Open(day, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if f, err := db.Fetch(CFAverage, time.Unix(rpnStart, 0), time.Unix(rpnStart+86400-1, 0), 15*time.Second); err != nil || f.Step != 15*time.Second || f.Len() != 5760 || f.Row(5759)[0] != 5760 {
		t.Errorf("typed: %v rows, %v", f.Len(), err)
	}
	// Several steps have as many rows as it takes to hold them all, whatever -m says:
	// rrdtool 1.7.2 exports a file of 60 s beside one of 300 s, over ten days, in 3601
	// rows of 240 s, and two of 60 s in 401 of 2160 s.
	minutes := trapFile(t, filepath.Join(t.TempDir(), "60.rrd"), 60, 14400)
	fives := trapFile(t, filepath.Join(t.TempDir(), "300.rrd"), 300, 2880)
	for _, c := range []struct {
		other string
		step  time.Duration
		rows  int
	}{{fives, 240 * time.Second, 3601}, {minutes, 2160 * time.Second, 401}} {
		x, err := utc.Xport("-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart+864000), "-m", "400", "DEF:a="+minutes+":x:AVERAGE", "DEF:b="+c.other+":x:AVERAGE", "XPORT:a", "XPORT:b")
		if err != nil || x.Step != c.step || x.Len() != c.rows {
			t.Errorf("beside %s: %v, %v, %v", filepath.Base(c.other), x.Step, x.Len(), err)
		}
	}
}

// Two values of one name are an error, of whichever kind they are; rrdtool takes a
// second DEF, and uses the first.
func TestTwoValuesOfOneName(t *testing.T) {
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 300, 10)
	def, cdef, vdef := "DEF:a="+path+":x:AVERAGE", "CDEF:a=b,2,*", "VDEF:a=b,MAXIMUM"
	for _, pair := range [][2]string{{def, def}, {def, cdef}, {def, vdef}, {cdef, def}, {cdef, cdef}, {cdef, vdef}, {vdef, def}, {vdef, cdef}, {vdef, vdef}} {
		_, err := utc.Graph("-", "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart+900), "DEF:b="+path+":x:AVERAGE", pair[0], pair[1], "LINE1:b#f00")
		if err == nil || reasonOf(err) != "trying to reuse vname a" || !errors.Is(err, ErrSyntax) {
			t.Errorf("%.4s and %.4s: %v", pair[0], pair[1], err)
		}
	}
	typed := []Element{Def{Name: "a", File: path, DS: "x", CF: CFAverage}, Def{Name: "a", File: path, DS: "x", CF: CFAverage}, Line{Value: "a"}}
	if _, err := Draw(t.Context(), typed, &GraphOptions{Start: time.Unix(rpnStart, 0), End: time.Unix(rpnStart+900, 0)}); err == nil || reasonOf(err) != "trying to reuse vname a" {
		t.Errorf("typed: %v", err)
	}
}

// The text formats are what their names say, whatever the legend.
func TestLegendsInTextFormats(t *testing.T) {
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 300, 10)
	legend := `say "hi" \o/ <é&>, "b"`
	draw := func(format GraphFormat) *Picture {
		t.Helper()
		p, err := Draw(t.Context(), []Element{
			Def{Name: "a", File: path, DS: "x", CF: CFAverage}, CDef{Name: "i", RPN: "a,0,/"}, XPort{Value: "a", Legend: legend}, XPort{Value: "i"},
			Print{Value: "a", CF: CFMax, Format: "%lf"},
		}, &GraphOptions{Start: time.Unix(rpnStart, 0), End: time.Unix(rpnStart+900, 0), Format: format, Location: time.UTC})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var j struct {
		Meta struct{ Legend []string }
		Data [][]*float64
	}
	if err := json.Unmarshal(draw(FormatJSON).Image, &j); err != nil || j.Meta.Legend[0] != legend || len(j.Data) == 0 || j.Data[0][1] != nil {
		t.Errorf("JSON: %+v, %v", j, err)
	}
	image := draw(FormatXML).Image
	var x struct {
		Legend []string `xml:"meta>legend>entry"`
	}
	if !bytes.Contains(image[:80], []byte("UTF-8")) {
		t.Errorf("XML: %.80s", image)
	} else if err := xml.Unmarshal(image, &x); err != nil || x.Legend[0] != legend {
		t.Errorf("XML: %+v, %v", x, err)
	}
	if csv := draw(FormatCSV).Image; !bytes.Contains(csv, []byte(`"say ""hi"" \o/ <é&>, ""b"""`)) {
		t.Errorf("CSV: %.80s", csv)
	}
}

// The image of "-" is the picture and nothing else: a line of its size after it, as
// rrdtool's program writes, would spoil it.
func TestAPictureHasNothingBehindIt(t *testing.T) {
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 300, 10)
	for format, ends := range map[string]string{"PNG": "IEND\xaeB`\x82", "SVG": "</svg>", "PDF": "%%EOF", "EPS": "%%EOF"} {
		p, err := utc.Graph("-", "-a", format, "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart+900), "DEF:a="+path+":x:AVERAGE", "LINE1:a#f00", "PRINT:a:MAX:%lf")
		if err != nil || len(p.Prints) != 1 {
			t.Fatalf("%s: %v", format, err)
		}
		if !strings.HasSuffix(strings.TrimSuffix(string(p.Image), "\n"), ends) {
			t.Errorf("%s ends with %q", format, p.Image[max(0, len(p.Image)-40):])
		}
	}
}

// A percentile of nothing that is known is unknown, and the graph of it is empty.
func TestWhatIsUnknownAsAWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(path, "-b", fmt.Sprint(rpnStart), "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20"); err != nil {
		t.Fatal(err)
	}
	args := []string{"-", "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart + 900), "DEF:a=" + path + ":x:AVERAGE", "LINE1:a#f00"}
	for _, f := range []string{"50,PERCENTNAN", "50,PERCENT", "MAXIMUM", "MINIMUM", "AVERAGE", "STDEV", "TOTAL", "FIRST", "LAST", "LSLSLOPE", "LSLINT", "LSLCORREL"} {
		p, err := utc.Graph(append(args, "VDEF:v=a,"+f, "PRINT:v:%lf", `PRINT:v:%H\:%M:strftime`)...)
		if err != nil || strings.Trim(p.Prints[0], "-") != "nan" || p.Prints[1] != "--:--" || p.ValueMin != 0 || p.ValueMax != 1 {
			t.Errorf("%s: %+v, %v", f, p, err)
		}
	}
}

// One time in the zone of each call, which is never the process's.
func TestZonesAreOfTheCall(t *testing.T) {
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 300, 10)
	for loc, want := range map[*time.Location]string{time.UTC: "02:00", kolkata: "07:30"} {
		p, err := NewTool(&ToolOptions{Location: loc}).Graph("-", "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart+599), "DEF:a="+path+":x:AVERAGE", "VDEF:v=a,LAST", `PRINT:v:%H\:%M:strftime`)
		if err != nil || p.Prints[0] != want {
			t.Errorf("in %v: %q, %v, want %s", loc, p.Prints, err, want)
		}
	}
}

// A counter that starts anew at nothing after one of more than 32 bits.
func TestACounterThatIsReset(t *testing.T) {
	path := newFile(t, "DS:x:COUNTER:600:U:U", "RRA:AVERAGE:0.5:1:20")
	if err := Update(path, fmt.Sprintf("%d:4294967297", rpnStart+300), fmt.Sprintf("%d:0", rpnStart+600)); err != nil {
		t.Fatal(err)
	}
	f, err := Fetch(path, "AVERAGE", "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart+600))
	if want := 1.8446744069e19 / 300; err != nil || math.Abs(f.Data[1]/want-1) > 1e-9 {
		t.Errorf("%v, %v, want %v", f.Data, err, want)
	}
}

// A graph of single seconds, wider than they are many, takes each of them: the
// archive of single seconds, not that of two.
func TestAGraphOfSingleSeconds(t *testing.T) {
	py := startGraphs(t)
	path := filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(path, "-b", fmt.Sprint(rpnStart), "-s", "1", "DS:x:GAUGE:5:U:U", "RRA:AVERAGE:0.5:2:100", "RRA:AVERAGE:0.5:1:100"); err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		if err := Update(path, fmt.Sprintf("%d:%d", rpnStart+i+1, 10*(i%2))); err != nil {
			t.Fatal(err)
		}
	}
	span := []string{"-", "-s", fmt.Sprint(rpnStart + 4), "-e", fmt.Sprint(rpnStart + 44), "DEF:a=" + path + ":x:AVERAGE", "VDEF:m=a,MAXIMUM", "PRINT:m:%.1lf", "VDEF:l=a,MINIMUM", "PRINT:l:%.1lf"}
	for _, c := range []struct {
		option []string
		want   string
	}{
		{nil, "[10.0 0.0]"},
		{[]string{"--width", "20"}, "[5.0 5.0]"}, // two seconds a pixel
		{[]string{"--step", "1"}, "[10.0 0.0]"},
	} {
		p, err := utc.Graph(append(slices.Clone(c.option), span...)...)
		if err != nil || fmt.Sprint(p.Prints) != c.want {
			t.Errorf("%q: %v, %v, want %s", c.option, p.Prints, err, c.want)
		}
		got := theirGraph(t, py, append(slices.Clone(c.option), span...)...)
		if theirs := fmt.Sprintf("[%v %v]", got["print[0]"], got["print[1]"]); theirs != c.want {
			t.Errorf("%q: rrdtool says %s", c.option, theirs)
		}
	}
}
