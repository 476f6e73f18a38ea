package rrd

import (
	"bytes"
	"image/color"
	"math"
	"testing"
	"time"
)

// typedGraph draws elements over a day of the tests' file.
func typedGraph(t testing.TB, file string, opts *GraphOptions, elements ...Element) (*Picture, error) {
	t.Helper()
	if opts == nil {
		opts = &GraphOptions{}
	}
	o := *opts
	o.Location = time.UTC
	if o.Start.IsZero() {
		o.Start = time.Unix(1699914000, 0)
	}
	if o.End.IsZero() {
		o.End = time.Unix(graphEnd, 0)
	}
	return Draw(t.Context(), append([]Element{Def{Name: "a", File: file, DS: "in", CF: CFAverage}, VDef{Name: "v", Expression: "a,MAXIMUM"}}, elements...), &o)
}

var red = color.NRGBA{R: 255, A: 255}

// What no element may be says which, and what was expected.
func TestTypedElementsThatAreNone(t *testing.T) {
	_, file := startGraphFile(t)
	for _, c := range []struct {
		element Element
		want    string
	}{
		{Def{Name: "b", File: file, DS: "in", CF: "FOO"}, "bad CF: FOO"},
		{Def{Name: "b", File: file, DS: "in", CF: CFAverage, Reduce: "FOO"}, "bad reduce CF: FOO"},
		{CDef{Name: "c", RPN: "c,1,+"}, "don't understand 'c,1,+'"},
		{VDef{Name: "w", Expression: "a"}, "Comma expected in VDEF definition a"},
		{VDef{Name: "w", Expression: "b,MAXIMUM"}, "Not a valid vname: b in line b,MAXIMUM"},
		{VDef{Name: "w", Expression: "v,MAXIMUM"}, "variable 'v' not DEF nor CDEF in VDEF 'v,MAXIMUM'"},
		{Line{Value: "a", Color: red, Width: -1}, "Bad line width: -1"},
		{Line{Value: "a", Color: red, Width: math.NaN()}, "Bad line width: NaN"},
		{Line{Value: "b", Color: red}, "b is not a vname nor a number"},
		{Line{Value: "", Color: red}, " is not a vname nor a number"},
		{Area{Value: "5x", Color: red}, "5x is not a vname nor a number"},
		{Tick{Value: "b", Color: red}, "b is not a vname nor a number"},
		{HRule{Value: "a", Color: red}, "Using vname a of wrong type in line HRule"},
		{VRule{Value: "a", Color: red}, "Using vname a of wrong type in line VRule"},
		{VRule{Color: red}, " is not a vname nor a number"},
		{XPort{Value: "v"}, "v is no DEF nor CDEF in line 'XPort'"},
		{XPort{Value: "5"}, "5 is no DEF nor CDEF in line 'XPort'"},
		{Shift{Name: "b", By: time.Hour}, "vname b not found"},
		{Shift{Name: "v", By: time.Hour}, "Cannot shift a VDEF: 'v' in line 'Shift'"},
		{Shift{Name: "a", ByVDef: "w"}, "error parsing number w"},
		{Shift{Name: "a", ByVDef: "a"}, "Encountered unknown type variable 'a' in line 'Shift'"},
		{Print{Value: "b", CF: CFMax, Format: "%lf"}, "undefined vname b"},
		{Print{Value: "a", CF: "FOO", Format: "%lf"}, "bad CF for DEF/CDEF: FOO"},
		{GPrint{Value: "a", CF: CFMax, Format: "%lf", As: printAsHowMany}, "PrintAs(4) is no way to print a number"},
	} {
		_, err := typedGraph(t, file, nil, c.element, HRule{Value: "5", Color: red})
		e, ok := err.(*Error)
		if !ok || e.Kind != ErrSyntax || e.Reason != c.want {
			t.Errorf("%+v: %v, want %s", c.element, err, c.want)
		}
	}
}

// What no option may be, in the words that the command has for it.
func TestTypedOptionsThatAreNone(t *testing.T) {
	_, file := startGraphFile(t)
	for _, c := range []struct {
		opts GraphOptions
		want string
	}{
		{GraphOptions{Start: time.Unix(graphEnd, 0), End: time.Unix(graphEnd-1, 0)}, "start (1700000400) should be less than end (1700000399)"},
		{GraphOptions{Start: time.Unix(315360000-1, 0)}, "the first entry to fetch should be after 1980 (315359999)"},
		{GraphOptions{Width: 9}, "width below 10 pixels"},
		{GraphOptions{Height: 9}, "height below 10 pixels"},
		{GraphOptions{Width: -400}, "width below 10 pixels"},
		{GraphOptions{Step: -time.Second}, "a step of -1s is negative: expected 0, which asks for one value a pixel, or more"},
		{GraphOptions{Zoom: -1}, "zoom factor must be > 0"},
		{GraphOptions{Zoom: math.Inf(1)}, "zoom factor must be > 0"},
		{GraphOptions{Base: 10}, "the only sensible value for base apart from 1000 is 1024"},
		{GraphOptions{UnitsLength: -1}, "units length -1: expected 0 to 1000"},
		{GraphOptions{UnitsLength: 1001}, "units length 1001: expected 0 to 1000"},
		{GraphOptions{RightAxis: &RightAxis{Scale: 0, Shift: 1}}, "the second_axis_scale  must not be 0"},
		{GraphOptions{RightAxis: &RightAxis{Scale: 1, Shift: math.Inf(1)}}, "the second_axis_scale  must not be 0"},
		{GraphOptions{YGrid: &YGrid{Step: 0, LabelEvery: 1}}, "grid step must be > 0"},
		{GraphOptions{YGrid: &YGrid{Step: math.Inf(1), LabelEvery: 1}}, "grid step must be > 0"},
		{GraphOptions{YGrid: &YGrid{Step: 1e6, LabelEvery: 0}}, "grid step must be > 0"},
		{GraphOptions{XGrid: &XGrid{Minor: GridStep{UnitHour, 1}, Major: GridStep{UnitHour, 6}, Label: GridStep{UnitHour, 0}}}, "invalid x-grid format"},
		{GraphOptions{XGrid: &XGrid{Minor: GridStep{UnitHour, 1}, Major: GridStep{UnitYear + 1, 6}, Label: GridStep{UnitHour, 1}}}, "invalid x-grid format"},
		{GraphOptions{XGrid: &XGrid{Minor: GridStep{UnitHour, 1}, Major: GridStep{UnitHour, 6}, Label: GridStep{UnitHour, 6}, LabelWidth: -1}}, "invalid x-grid format"},
		{GraphOptions{Colors: map[GraphColor]color.NRGBA{graphColors: red}}, "invalid color name 'GraphColor(10)'"},
		{GraphOptions{Fonts: map[GraphFont]Font{graphFonts: {Size: 5}}}, "invalid fonttag '6'"},
		{GraphOptions{Fonts: map[GraphFont]Font{FontTitle: {Size: 1001}}}, "letters of 1001 points are too large"},
	} {
		_, err := typedGraph(t, file, &c.opts, Line{Value: "a", Color: red})
		if e, ok := err.(*Error); !ok || e.Kind != ErrSyntax || e.Reason != c.want {
			t.Errorf("%+v: %v, want %s", c.opts, err, c.want)
		}
	}
}

// A step below a pixel is raised in pictures alone: text has as many rows as it asks for.
func TestStepsBelowAPixel(t *testing.T) {
	_, file := startGraphFile(t)
	start := time.Unix(graphEnd-5*86400, 0)
	for _, c := range []struct {
		format GraphFormat
		step   time.Duration
		want   time.Duration
		rows   int
	}{
		{FormatCSV, 0, 1200 * time.Second, 360}, // 1080 seconds a pixel are four values
		{FormatCSV, 300 * time.Second, 300 * time.Second, 1440},
		{FormatCSV, time.Second, 300 * time.Second, 1440}, // the file has no finer values
		{FormatJSON, 300 * time.Second, 300 * time.Second, 1440},
	} {
		opts := GraphOptions{Start: start, End: time.Unix(graphEnd, 0), Format: c.format, Step: c.step}
		p, err := Draw(t.Context(), []Element{Def{Name: "a", File: file, DS: "in", CF: CFAverage}, XPort{Value: "a"}}, &opts)
		if err != nil || p.Step != c.want || bytes.Count(p.Image, []byte("e+0")) > c.rows || p.End.Sub(p.Start)/p.Step != time.Duration(c.rows) {
			t.Errorf("%v of %v: step %v, %d rows, %v, want %v and %d rows", c.format, c.step, p.Step, p.End.Sub(p.Start)/max(p.Step, 1), err, c.want, c.rows)
		}
	}
	draw := func(step time.Duration) []byte {
		opts := GraphOptions{Start: start, End: time.Unix(graphEnd, 0), Step: step}
		p, err := Draw(t.Context(), []Element{Def{Name: "a", File: file, DS: "in", CF: CFAverage}, Line{Value: "a", Color: red}}, &opts)
		if err != nil {
			t.Fatal(err)
		}
		return p.Image
	}
	pixel := 5 * 86400 * time.Second / 400
	if !bytes.Equal(draw(300*time.Second), draw(0)) || !bytes.Equal(draw(pixel), draw(0)) {
		t.Error("a step below a pixel, or of one, changes the picture")
	}
	if bytes.Equal(draw(4*time.Hour), draw(0)) {
		t.Error("a step of many pixels changes nothing")
	}
}

// What is left out of an element is what rrdtool takes for it.
func TestTypedDefaults(t *testing.T) {
	_, file := startGraphFile(t)
	at := time.Unix(1699950000, 0)
	fifty := 50.0
	for name, pair := range map[string][2]Element{
		"the width of a line":      {Line{Value: "a", Color: red}, Line{Value: "a", Color: red, Width: 1}},
		"the height of a tick":     {Tick{Value: "a", Color: red}, Tick{Value: "a", Color: red, Fraction: 0.1}},
		"the height of a gradient": {Area{Value: "a", Color: red, To: color.NRGBA{B: 255, A: 255}}, Area{Value: "a", Color: red, To: color.NRGBA{B: 255, A: 255}, GradientHeight: &fifty}},
		"a rule at a time":         {VRule{At: at, Color: red}, VRule{Value: "1699950000", Color: red}},
		"a rule at a value's time": {VRule{Value: "v", At: at, Color: red}, VRule{Value: "v", Color: red}},
	} {
		a, err := typedGraph(t, file, nil, pair[0], Line{Value: "a", Color: red, Width: 2})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b, err := typedGraph(t, file, nil, pair[1], Line{Value: "a", Color: red, Width: 2})
		if err != nil || !bytes.Equal(a.Image, b.Image) {
			t.Errorf("%s: another picture, %v", name, err)
		}
		none, err := typedGraph(t, file, nil, Line{Value: "a", Color: red, Width: 2})
		if err != nil || name != "the width of a line" && bytes.Equal(a.Image, none.Image) {
			t.Errorf("%s: the element is not seen, %v", name, err)
		}
	}
	// A graph of no seconds has one.
	if p, err := typedGraph(t, file, &GraphOptions{Start: time.Unix(graphEnd, 0)}, Line{Value: "a", Color: red}); err != nil || p.End.Sub(p.Start) != time.Second {
		t.Errorf("no seconds: %v", err)
	}
}

// Names of formats and colours are the command's.
func TestNamesOfGraphs(t *testing.T) {
	for f, want := range map[GraphFormat]string{FormatPNG: "PNG", FormatSVG: "SVG", FormatEPS: "EPS", FormatPDF: "PDF", FormatXML: "XML", FormatXMLEnum: "XMLENUM", FormatJSON: "JSON", FormatJSONTime: "JSONTIME", FormatCSV: "CSV", FormatTSV: "TSV", FormatSSV: "SSV", graphFormats: "unknown"} {
		if f.String() != want {
			t.Errorf("format %d is %s, want %s", f, f, want)
		}
	}
	for c, want := range map[GraphColor]string{ColorBack: "BACK", ColorCanvas: "CANVAS", ColorShadeA: "SHADEA", ColorShadeB: "SHADEB", ColorGrid: "GRID", ColorMGrid: "MGRID", ColorFont: "FONT", ColorAxis: "AXIS", ColorArrow: "ARROW", ColorFrame: "FRAME", graphColors: "GraphColor(10)"} {
		if c.String() != want {
			t.Errorf("colour %d is %s, want %s", c, c, want)
		}
	}
}
