package rrd

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// What the typed door has beside the commands says what they say.
func TestWhatAnOpenFileTells(t *testing.T) {
	path := newFile(t, "DS:x:GAUGE:600:U:U", "DS:y:COUNTER:600:U:U", "RRA:AVERAGE:0.5:1:10")
	if err := Update(path, fmt.Sprintf("%d:1.50:U", rpnStart+300), fmt.Sprintf("%d.25:U:00017", rpnStart+600)); err != nil {
		t.Fatal(err)
	}
	want, err := LastUpdate(path)
	if err != nil || fmt.Sprint(want.Texts) != "[U 00017]" {
		t.Fatalf("%+v, %v", want, err)
	}
	db, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if db.Path() != path {
		t.Errorf("the path is %s", db.Path())
	}
	if got, err := db.LastReadings(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := db.LastReadings(); got != nil || !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %+v, %v", got, err)
	}
}

// A Spec takes over the values of other files as the option -r does.
func TestASpecTakesValuesOver(t *testing.T) {
	folder := t.TempDir()
	a, b := trapFile(t, filepath.Join(folder, "a.rrd"), 300, 20), trapFile(t, filepath.Join(folder, "b.rrd"), 600, 20)
	byText, byType := filepath.Join(folder, "t.rrd"), filepath.Join(folder, "s.rrd")
	if err := Create(byText, "-s", "300", "-b", fmt.Sprint(rpnStart+6000), "-r", a, "-r", b, "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:60", "RRA:AVERAGE:0.5:2:60"); err != nil {
		t.Fatal(err)
	}
	spec := &Spec{
		Start: time.Unix(rpnStart+6000, 0), Step: 5 * time.Minute, Prefill: []string{a, b},
		Sources:  []Source{{Name: "x", Type: DSGauge, Heartbeat: 10 * time.Minute}},
		Archives: []Archive{{CF: CFAverage, XFF: 0.5, Rows: 60}, {CF: CFAverage, XFF: 0.5, Steps: 2, Rows: 60}},
	}
	if err := spec.Create(byType); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"300", "600"} {
		options := []string{"AVERAGE", "-s", fmt.Sprint(rpnStart - 3000), "-e", fmt.Sprint(rpnStart + 6000), "-r", step}
		want, err := Fetch(append([]string{byText}, options...)...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Fetch(append([]string{byType}, options...)...)
		if err != nil || fmt.Sprint(got.Data) != fmt.Sprint(want.Data) || fmt.Sprint(got.Data) == fmt.Sprint(make([]float64, len(got.Data))) {
			t.Errorf("step %s: %v, %v, want %v", step, got, err, want)
		}
	}
	spec.Prefill = []string{filepath.Join(folder, "none.rrd")}
	if err := spec.Create(filepath.Join(folder, "n.rrd")); !errors.Is(err, ErrOperational) {
		t.Errorf("no file: %v", err)
	}
}

func TestPicturesAreWritten(t *testing.T) {
	p, err := utc.Graph("-", "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart+900), "HRULE:5#f00")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if n, err := p.WriteTo(&b); err != nil || n != int64(len(p.Image)) || n == 0 || !bytes.Equal(b.Bytes(), p.Image) {
		t.Errorf("%d bytes of %d, %v", n, len(p.Image), err)
	}
	failed := errors.New("no room")
	if n, err := p.WriteTo(writerFunc(func([]byte) (int, error) { return 3, failed })); n != 3 || !errors.Is(err, failed) {
		t.Errorf("a writer that fails: %d, %v", n, err)
	}
}

// Dashes by type are those of the command; what no dash can be is refused.
func TestTypedDashes(t *testing.T) {
	_, file := startGraphFile(t)
	for text, e := range map[string]Element{
		"LINE2:a#ff0000::dashes=5,3:dash-offset=2": Line{Value: "a", Color: red, Width: 2, Dashes: []float64{5, 3}, DashOffset: 2},
		"HRULE:3e6#ff0000::dashes=5":               HRule{Value: "3e6", Color: red, Dashes: []float64{5}},
		"VRULE:1699950000#ff0000::dashes=1,2,3":    VRule{Value: "1699950000", Color: red, Dashes: []float64{1, 2, 3}},
	} {
		want, err := utc.Graph("-", "--start", "1699914000", "--end", fmt.Sprint(graphEnd), "DEF:a="+file+":in:AVERAGE", "VDEF:v=a,MAXIMUM", text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := typedGraph(t, file, nil, e)
		if err != nil || !bytes.Equal(got.Image, want.Image) {
			t.Errorf("%s: another picture, %v", text, err)
		}
	}
	for _, c := range []struct {
		dashes []float64
		offset float64
	}{{[]float64{-1}, 0}, {[]float64{5, -3}, 0}, {[]float64{math.NaN()}, 0}, {[]float64{5, math.Inf(1)}, 0}, {[]float64{1e6}, 0}, {[]float64{5}, math.NaN()}, {[]float64{5}, math.Inf(-1)}, {nil, 1e6}} {
		for _, e := range []Element{
			Line{Value: "a", Color: red, Dashes: c.dashes, DashOffset: c.offset}, HRule{Value: "5", Color: red, Dashes: c.dashes, DashOffset: c.offset},
			VRule{Value: "1699950000", Color: red, Dashes: c.dashes, DashOffset: c.offset},
		} {
			if p, err := typedGraph(t, file, nil, e); p != nil || !errors.Is(err, ErrSyntax) || !strings.Contains(err.Error(), "dash") {
				t.Errorf("%+v: %v", e, err)
			}
		}
	}
}

// Lines of more dashes than could be seen, or counted, come to an end, along the pixels
// and across them, in every format: they are drawn whole.
func TestDashesWithoutNumber(t *testing.T) {
	_, file := startGraphFile(t)
	graph := func(dashes string) *Picture {
		t.Helper()
		p, err := utc.Graph("-", "--start", "1699914000", "--end", fmt.Sprint(graphEnd), "DEF:a="+file+":in:AVERAGE", "LINE1:a#00ff00:"+dashes, "HRULE:3e6#ff0000:"+dashes, "VRULE:1699950000#0000ff:"+dashes)
		if err != nil {
			t.Fatalf("%s: %v", dashes, err)
		}
		return p
	}
	whole := graph("").Image
	for _, dashes := range []string{":dashes=0", ":dashes=0,0", ":dashes=1e-300", ":dashes=1e-9,1e-9", ":dashes=1e-5:dash-offset=999999"} {
		if p := graph(dashes); !bytes.Equal(p.Image, whole) {
			t.Errorf("%s: not a whole line", dashes)
		}
	}
	if p := graph(":dashes=3"); bytes.Equal(p.Image, whole) {
		t.Error("dashes are not seen")
	}
	for _, format := range []string{"SVG", "PDF", "EPS"} {
		if _, err := utc.Graph("-", "--imgformat", format, "--start", "1699914000", "--end", fmt.Sprint(graphEnd), "HRULE:3e6#ff0000::dashes=1e-300", "LINE1:5#f00::dashes=1e-9"); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
	h, _ := servedFolder(t, nil)
	if w := ask(h, "GET", servedSpan+element("HRULE:5#ff0000::dashes=1e-300")+"&"+element("VRULE:1700000000#ff0000::dashes=1e-9")); w.Code != 200 {
		t.Errorf("over HTTP: %d %s", w.Code, w.Body)
	}
}
