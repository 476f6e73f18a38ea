package rrd

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// graphRules are graphs that each turn on one rule, an element or option between
// two blanks. FILE is the file of the tests.
var graphRules = map[string]string{
	// What a curve is shifted by is cut down to whole steps, towards nothing.
	"shift by a step and a half":  "--rigid DEF:f=FILE:in:AVERAGE:start=1699500000:end=1699900000 SHIFT:f:450 LINE1:f#f00",
	"shift back by less":          "--rigid DEF:f=FILE:in:AVERAGE:start=1699500000:end=1699900000 SHIFT:f:-299 LINE1:f#f00",
	"shift back by more":          "--rigid DEF:f=FILE:in:AVERAGE:start=1699500000:end=1699900000 SHIFT:f:-901 LINE1:f#f00",
	"shift by a value":            "--rigid DEF:f=FILE:in:AVERAGE:start=1699500000:end=1699900000 DEF:b=FILE:out:AVERAGE CDEF:k=b,0,*,599.9,+ VDEF:v=k,MAXIMUM SHIFT:f:v LINE1:f#f00",
	"no logarithm of a limit":     "--logarithmic LINE1:3#f00 LINE1:50#f00",
	"a limit within":              "--logarithmic --lower-limit 5 --upper-limit 40 LINE1:3#f00 LINE1:50#f00",
	"a limit beyond":              "--logarithmic --lower-limit 5 --upper-limit 60 LINE1:7#f00 LINE1:50#f00",
	"a limit at the value":        "--logarithmic --lower-limit 5 --upper-limit 50 LINE1:5#f00 LINE1:50#f00",
	"rigid and logarithmic":       "--logarithmic --rigid --lower-limit 5 --upper-limit 40 LINE1:3#f00 LINE1:50#f00",
	"rigid from the value on":     "--logarithmic --rigid --upper-limit 40 LINE1:3#f00 LINE1:50#f00",
	"below all values":            "--logarithmic --rigid --lower-limit 60 LINE1:7#f00",
	"a range of nothing":          "--logarithmic --rigid --lower-limit 7 --upper-limit 7 LINE1:7#f00",
	"shrinking within":            "--logarithmic --rigid --allow-shrink --lower-limit 10 --upper-limit 50 LINE1:7#f00 LINE1:50#f00",
	"shrinking beyond":            "--logarithmic --rigid --allow-shrink --lower-limit 3 --upper-limit 90 LINE1:7#f00 LINE1:50#f00",
	"shrinking past the values":   "--logarithmic --rigid --allow-shrink --lower-limit 60 --upper-limit 60 LINE1:7#f00 LINE1:50#f00",
	"an end below the beginning":  "--rigid --upper-limit -5 LINE1:0#f00",
	"the same of positive values": "--rigid --allow-shrink --alt-autoscale --upper-limit -5 LINE1:7#f00 LINE1:9#f00",
	"a beginning above the end":   "--rigid --lower-limit 10 LINE1:9#f00",
	"ends hardly apart":           "--rigid LINE1:1#f00 LINE1:1.0000005#f00",
	"ends just apart":             "--rigid LINE1:1#f00 LINE1:1.0000006#f00",
	"negative ends hardly apart":  "--rigid LINE1:-1000000#f00 LINE1:-1000000.1#f00",
	"ends about nothing":          "--rigid LINE1:-1e-45#f00 LINE1:3e-45#f00",
	"ends beyond 32 bits":         "--rigid LINE1:1e39#f00 LINE1:1e40#f00",
	"a step of its own in wider":  "--rigid --step 5000 DEF:e=FILE:in:MAX:step=1800:reduce=MIN LINE1:e#f00",
	"a limit of no logarithm":     "--logarithmic --rigid --allow-shrink --lower-limit -100 LINE1:5#f00",
	"an end at nothing":           "--rigid --lower-limit 0 --upper-limit 0 LINE1:3#f00",

	// Least squares count rows from 0.
	"where the line begins":     "DEF:a=FILE:in:AVERAGE VDEF:v=a,LSLINT PRINT:v:%.9le LINE1:a#f00",
	"its slope and correlation": "DEF:a=FILE:in:AVERAGE VDEF:v=a,LSLSLOPE VDEF:c=a,LSLCORREL PRINT:v:%.9le PRINT:c:%.9le LINE1:a#f00",
	"a sum over time":           "DEF:a=FILE:in:AVERAGE VDEF:v=a,TOTAL PRINT:v:%.9le LINE1:v#f00",

	// A tick of nothing has nothing stand on it.
	"on a tick":         "--rigid DEF:a=FILE:in:AVERAGE DEF:b=FILE:out:AVERAGE LINE1:a#f00 TICK:a#0f0:0.1 AREA:b#00f::STACK",
	"on ticks of ticks": "--rigid DEF:a=FILE:in:AVERAGE DEF:b=FILE:out:AVERAGE TICK:b#0f0:0.1 TICK:a#0f0:0.1 AREA:b#00f::STACK LINE1:a#f00::STACK",

	// From below, the first text of the legend is where the last is from above.
	"an empty line first":     `--legend-direction bottomup HRULE:5#f00 COMMENT:\c COMMENT:a\l COMMENT:b\l`,
	"an empty line between":   `--legend-direction bottomup HRULE:5#f00 COMMENT:a\l COMMENT:\c COMMENT:b\l`,
	"an empty line last":      `--legend-direction bottomup HRULE:5#f00 COMMENT:a\l COMMENT:b\l COMMENT:\r`,
	"half a line":             `--legend-direction bottomup HRULE:5#f00 COMMENT:\s COMMENT:a\s COMMENT:b\l COMMENT:\s COMMENT:c`,
	"a line up":               `--legend-direction bottomup HRULE:5#f00 COMMENT:a\l COMMENT:b\u COMMENT:c\l`,
	"up with nothing above":   `--legend-direction bottomup HRULE:5#f00 COMMENT:\u COMMENT:a\l COMMENT:b\l`,
	"up twice":                `HRULE:5#f00 COMMENT:\u COMMENT:\u COMMENT:a\l`,
	"glued and justified":     `HRULE:5#f00 COMMENT:a\g COMMENT:b\g COMMENT:c\j COMMENT:d COMMENT:e\g COMMENT:f\j`,
	"glued to nothing":        `HRULE:5#f00 COMMENT:\g COMMENT:a\g COMMENT:\j COMMENT:b`,
	"nothing but empty lines": `HRULE:5#f00 COMMENT:\r COMMENT:\c COMMENT:\s`,
	"steps wider than a DEF's": "--start 1699000000 --step 3600 DEF:a=FILE:in:AVERAGE:step=600 DEF:b=FILE:in:MAX:step=7200:reduce=LAST " +
		"CDEF:c=a,b,MAX VDEF:v=c,TOTAL PRINT:v:%.9le PRINT:a:LAST:%.9le LINE1:c#f00",
}

// TestParityGraphRules compares what graphs say that turn on one rule each.
func TestParityGraphRules(t *testing.T) {
	py := startGraphsAlone(t)
	file := makeGraphFile(t, py)
	j := graphJudge(py, file)
	var calls []original.Call
	for _, rule := range graphRules {
		args := append([]string{"-", "--start", "1699691886", "--end", "1699870858"}, strings.Fields(strings.ReplaceAll(rule, "FILE", file))...)
		calls = append(calls, graphCall(args))
	}
	j.Table(t, calls)
}

// Graphs that librrd refuses, never comes to an end of, or draws of nonsense.
func TestGraphsThatLibrrdCannotDraw(t *testing.T) {
	_, file := startGraphFile(t)
	draw := func(args ...string) (*Picture, error) {
		return utc.Graph(append([]string{"-", "--end", "1699870858", "DEF:a=" + file + ":in:AVERAGE", "LINE1:a#f00"}, args...)...)
	}
	// "SANITY CHECK: 18446744073709551604 rows cannot be reduced by 12": the graph is
	// shorter than its step.
	p, err := draw("--start", "1699870638", "--step", "3600", "PRINT:a:MAX:%lf")
	if err != nil || len(p.Image) == 0 || p.ValueMax <= p.ValueMin {
		t.Errorf("a step longer than the graph: %+v, %v", p, err)
	}
	for _, limit := range []string{"0", "-3"} {
		_, err := draw("--start", "1699691886", "--logarithmic", "--rigid", "--upper-limit", limit)
		if e, ok := err.(*Error); !ok || e.Kind != ErrSyntax || e.Reason != "for a logarithmic yaxis you must specify limits > 0, not an upper-limit of "+limit {
			t.Errorf("a logarithm of %s: %v", limit, err)
		}
	}
}
