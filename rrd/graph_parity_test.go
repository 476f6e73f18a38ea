package rrd

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// graphStart and graphEnd are what the file of the tests holds values of.
const (
	graphStart = 1698278400
	graphEnd   = 1700000400
)

// graphFile has rrdtool make a file of two sources, of which one has gaps.
const graphFile = `
def graphfile(path):
    import rrdtool, math, random
    r = random.Random(7)
    start, end = 1698278400, 1700000400
    rrdtool.create(path, "--start", str(start), "--step", "300", "DS:in:GAUGE:600:U:U", "DS:out:GAUGE:600:U:U",
                   "RRA:AVERAGE:0.5:1:2016", "RRA:AVERAGE:0.5:12:1000", "RRA:MAX:0.5:12:1000", "RRA:MIN:0.5:288:400")
    args = []
    for t in range(start + 300, end + 1, 300):
        x = 5e6 * (1.2 + math.sin(t / 86400 * 2 * math.pi)) + r.random() * 1e6
        y = 2e3 * (0.2 + math.cos(t / 43200 * 2 * math.pi)) + r.random() * 5e2
        args.append("%d:%s:%s" % (t, "U" if 3000 < t % 86400 < 6000 else repr(x), repr(y)))
    rrdtool.update(path, *args)
`

// startGraphFile is the original and a file for graphs.
func startGraphFile(t testing.TB) (py *original.Python, file string) {
	t.Helper()
	py = startGraphs(t)
	return py, makeGraphFile(t, py)
}

// makeGraphFile lets an original make the file of graphs.
func makeGraphFile(t testing.TB, py *original.Python) (file string) {
	t.Helper()
	py.Define(graphFile)
	py.Value("zone", "UTC")
	file = filepath.Join(t.TempDir(), "net.rrd")
	py.Value("graphfile", file)
	return file
}

// utc is a Tool in the zone of the tests.
var utc = NewTool(&ToolOptions{Location: time.UTC})

// ourGraph is what our graph tells, but the image.
func ourGraph(args ...string) original.Result {
	list, err := utc.GraphV(args...)
	if err != nil {
		return resultOf(nil, err)
	}
	got := map[string]any{}
	for key, value := range list.All() {
		if key != "image" {
			got[key] = value
		}
	}
	return original.Result{Value: got}
}

// graphDict is librrd's answer as a dictionary without the image.
const graphDict = `
def graphdict(*args):
    return {k: v for k, v in graphv(*args) if k != "image"}
`

// A sketch is the arguments of a graph in the making.
type sketch struct {
	chooser
	args []string
}

func (s *sketch) add(args ...string) { s.args = append(s.args, args...) }

// maybe adds options of a list, one in so many times each.
func (s *sketch) maybe(n int, options ...string) {
	for _, o := range options {
		if s.one(n) {
			s.add(strings.Split(o, "|")...)
		}
	}
}

// randomGraph is the command line of a graph that librrd draws.
func randomGraph(c chooser, file string) []string {
	s := &sketch{chooser: c}
	end := graphEnd - c.Int64N(5*86400)
	span := int64(math.Exp(c.Float64()*13) * 30)
	s.add("-", "--start", fmt.Sprint(end-span), "--end", fmt.Sprint(end))
	s.maybe(3, "--width|"+fmt.Sprint(50+c.IntN(800)), "--height|"+fmt.Sprint(20+c.IntN(300)))
	s.maybe(6, "--title|A title", "--vertical-label|bits per second", "--watermark|drawn by a test", "--right-axis|"+c.of("1:0 0.5:100 -2:3 1e-6:0"),
		"--right-axis-label|right", "--disable-rrdtool-tag", "--alt-autoscale", "--alt-autoscale-max", "--alt-autoscale-min",
		"--lower-limit|"+c.of("0 -100 1e6 5 1e7"), "--upper-limit|"+c.of("0 -5 1e6 2e7 5.5e6"), "--rigid", "--slope-mode",
		"--font|"+c.of("DEFAULT:7: DEFAULT:10: LEGEND:10: LEGEND:7.5: AXIS:9: TITLE:14: UNIT:11: WATERMARK:8: LEGEND:6:"),
		"--legend-position|"+c.of("north south east west"), "--legend-direction|"+c.of("topdown bottomup"), "--tabwidth|"+c.of("20 33 100"), "--alt-y-grid")
	s.maybe(12, "--no-legend", "--only-graph", "--full-size-mode", "--zoom|"+c.of("2 1.5 0.7 1.37"), "--title|two\nlines", "--x-grid|none", "--y-grid|none",
		"--units-length|"+c.of("3 9"), "--units-exponent|"+c.of("3 6 0"), "--base|1024", "--logarithmic", "--force-rules-legend", "--imginfo|<%s %lu %lu>",
		"--step|"+c.of("600 7 3600 5000"), "--allow-shrink", "--no-minor", "--imgformat|"+c.of("SVG PDF EPS"))
	if slices.Contains(s.args, "--logarithmic") {
		if i := slices.Index(s.args, "--upper-limit"); i >= 0 && strings.ContainsAny(s.args[i+1][:1], "0-") {
			s.args[i+1] = "3e6" // of a logarithm of nothing or less librrd never comes to an end
		}
	}
	s.add("DEF:a="+file+":in:AVERAGE", "DEF:b="+file+":out:"+c.of("AVERAGE MAX MIN LAST"))
	if c.one(12) {
		s.add("--y-grid", c.of("1e6:2 5e6:1 2e6:5"), "CDEF:c=a,b,"+c.of("+ - MAX"))
	} else if c.one(8) {
		s.add("CDEF:c=a,b,+", "VDEF:w=a,TOTAL", "LINE1:w#00ff00") // a million times the grid above
	} else {
		s.add("CDEF:c=a,b," + c.of("+ - * MAX"))
	}
	if i := slices.Index(s.args, "--step"); i >= 0 && span < 20000 && len(s.args[i+1]) > 3 {
		s.args[i+1] = "600" // librrd finds less than no rows otherwise
	}
	s.add("CDEF:d=a,1000,/,"+c.of("FLOOR SQRT DUP,-"), "VDEF:v=a,"+c.of("MAXIMUM AVERAGE LAST 95,PERCENT FIRST STDEV MINIMUM LSLSLOPE LSLINT LSLCORREL"))
	// Librrd reads beyond the values of what it shifts: this has some to spare.
	s.maybe(8, fmt.Sprintf("DEF:f=%s:in:AVERAGE:start=%d:end=%d|SHIFT:f:%s|LINE1:f#654321:f", file, end-span-86400, end+86400, c.of("3600 -900 75600 450 -450 7 3599 -3601")))
	if span > 20000 {
		s.maybe(8, "DEF:e="+file+":in:MAX:step="+c.of("3600 1800 600 7200 5000")+":reduce="+c.of("MAX MIN AVERAGE LAST")+"|LINE1:e#123456:e")
	}
	drawn := false
	for range 1 + c.IntN(7) {
		name := c.of("a b c d")
		legend := c.legend()
		switch c.IntN(12) {
		case 0, 1, 2:
			s.add("LINE" + c.of("1 2 0.5 3") + ":" + name + "#ff0000:" + legend)
			drawn = true
		case 3, 4:
			s.add("AREA:" + name + "#00ff00:" + legend)
			drawn = true
		case 5:
			if drawn {
				s.add(c.of("LINE1 AREA") + ":" + name + "#0000ff80:" + legend + ":STACK")
			}
		case 6:
			s.add("GPRINT:" + name + ":" + c.of("AVERAGE MIN MAX LAST") + ":" + c.of("%6.2lf%s %5.1lf%S %lf %8.3le %.0lf%%") + c.ending())
		case 7:
			s.add("PRINT:"+name+":"+c.of("AVERAGE MIN MAX LAST")+":%10.4lf %s", "PRINT:v:%.3le", "PRINT:v:%d.%m. %H\\:%M:strftime")
		case 8:
			s.add("COMMENT:" + legend)
		case 9:
			s.add("HRULE:" + c.of("5e6 100 1e9 v") + "#00ffff:" + legend)
		case 10:
			s.add("VRULE:" + fmt.Sprint(end-c.Int64N(span+100)) + "#ff00ff:" + legend)
		case 11:
			s.add(c.of("TEXTALIGN:left TEXTALIGN:right TEXTALIGN:center TEXTALIGN:justified"), "TICK:"+name+"#00000040:"+c.of("0.1 -0.2 1")+":"+legend)
		}
	}
	s.add("LINE1:" + c.of("a b c d v 5") + "#000000" + c.of(" :x :last\\l"))
	s.args[len(s.args)-1] = strings.TrimSpace(s.args[len(s.args)-1])
	return s.args
}

// legend is a text for the legend.
func (c chooser) legend() string {
	words := []string{"in", "out", "traffic", "a longer text", "x\\:y", "é µ", "tab\\tbed", "100%", "", " ", "very very very very long legend text"}
	return words[c.IntN(len(words))] + c.ending()
}

// ending is a control code, mostly none.
func (c chooser) ending() string {
	if !c.one(3) {
		return ""
	}
	return c.of(`\l \l \n \r \c \j \g \s \u \.`)
}

// sameGraph compares what two graphs say, key by key. Ranges are sums and products
// that both compute in their own order, and so they may differ beyond the ten
// digits that librrd prints.
func sameGraph(owed, ours original.Result) bool {
	a, isGraph := byKey(owed.Value)
	b, ourGraph := byKey(ours.Value)
	if !isGraph || !ourGraph {
		return original.SameResult(owed, ours)
	}
	if len(a) != len(b) {
		return false
	}
	for key, x := range a {
		y, ok := b[key]
		if low, isFloat := x.(float64); isFloat && ok {
			x = fmt.Sprintf("%.9e", low)
			if high, isFloat := y.(float64); isFloat {
				y = fmt.Sprintf("%.9e", high)
			}
		}
		if !ok || fmt.Sprint(x) != fmt.Sprint(y) {
			return false
		}
	}
	return true
}

// byKey is a dictionary as a map.
func byKey(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case original.Dict:
		m := map[string]any{}
		for _, p := range v {
			m[p.Key.(string)] = p.Value
		}
		return m, true
	}
	return nil, false
}

func graphJudge(py *original.Python, file string) *original.Judge {
	py.Define(graphDict)
	return &original.Judge{Python: py, Same: sameGraph, Divergences: graphDivergences(file), Ours: func(c original.Call) original.Result {
		return ourGraph(stringsOf(c.Args)...)
	}}
}

func graphCall(args []string) original.Call {
	c := original.Call{Func: "graphdict"}
	for _, a := range args {
		c.Args = append(c.Args, a)
	}
	return c
}

func stringsOf(args []any) []string {
	var list []string
	for _, a := range args {
		list = append(list, a.(string))
	}
	return list
}

// TestParityGraphs compares sizes, places, ranges and texts of generated graphs.
func TestParityGraphs(t *testing.T) {
	py := startGraphsAlone(t)
	file := makeGraphFile(t, py)
	j := graphJudge(py, file)
	c := chooser{original.Rand(t)}
	var calls []original.Call
	for range original.Rounds(t, 60) {
		calls = append(calls, graphCall(randomGraph(c, file)))
	}
	j.Pins(t)
	for part := range slices.Chunk(calls, 200) {
		j.Generated(t, part)
	}
}

// TestParityGraphKeys compares the order in which graphv tells.
func TestParityGraphKeys(t *testing.T) {
	py, file := startGraphFile(t)
	for _, format := range []string{"PNG", "CSV"} {
		args := []string{
			"-", "--start", "1699914000", "--end", "1700000400", "--imginfo", "%s %lu %lu", "--imgformat", format, "DEF:a=" + file + ":in:AVERAGE",
			"LINE1:a#f00:x", "PRINT:a:MAX:%lf", "GPRINT:a:MAX:%lf", "XPORT:a:y",
		}
		list := make([]any, len(args))
		for i, a := range args {
			list[i] = a
		}
		var theirs, ours []string
		for _, pair := range py.Value("graphv", list...).([]any) {
			theirs = append(theirs, pair.([]any)[0].(string))
		}
		got, err := utc.GraphV(args...)
		if err != nil {
			t.Fatal(err)
		}
		for key := range got.All() {
			ours = append(ours, key)
		}
		if !slices.Equal(theirs, ours) {
			t.Errorf("%s: keys %q, rrdtool has %q", format, ours, theirs)
		}
	}
}
