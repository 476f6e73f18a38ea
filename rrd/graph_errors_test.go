package rrd

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// oddElements are elements that are wrong, or nearly; FILE is a file with the
// sources in and out, of which a and b are defined before.
const oddElements = `LINE1
LINE1:
LINE1:zz
LINE1:a#ff000080:x:STACK:extra
LINE1:a#ff0000:x:y:z
LINE1:a#ff0000::STACK:skipscale
LINE1:a:legend=foo:color=ff0000
LINE1:value=a:color=#ff0000
LINE1:a#ff0000:foo:dashes=
LINE1:a#ff0000:foo:dashes
LINE1:a#ff0000:foo:dashes=x
LINE1:a#ff0000:foo:dashes=5,3:dash-offset=2
LINE:a#ff0000:dd
LINEx:a#ff0000
LINE0.3:a#ff0000:q
LINE-1:a#ff0000:q
LINE2.5.3:a#f00
LINE1:5#ff0000:q
LINE1:5.5e3#ff0000:q
LINE1:a,2,*#ff0000:q
LINE1:a #ff0000:x
LINE1::foo
LINE1:a#ff0000:in=out
LINE1:a#ff0000:STACK:foo
LINE1:a#ff0000:stack
LINE1:a#ff0000:legend=x:foo
LINE1:a#ff0000:foo:legend=x
LINE1:vname=a:foo
LINE1:a#ff0000:Legend=x
LINE1:a#ff0000:one\z
LINE1:a#ff0000:\:\\x\=y
line1:a#f00
STACK:a#ff0000:st
STACK
AREA
AREA2:a#f00
AREA:a#ff0000#00ff00:ss:gradheight=20
AREA:a#ff0000:ss:gradheight=x
TICK
TICK:a#ff0000
TICK:a#ff0000:0.5:l:m
TICK:a#ff0000:fraction=0.3:foo
TICK:a:0.3
HRULE
HRULE:5
HRULE:zz#ff0000
HRULE:5#ff0000:x=y
VRULE:zz#ff0000:x
VRULE:1699950000#ff0000:t
VRULE:1699950000#ff0000:t:STACK
VRULE:now#ff0000:t
PRINT
PRINT:a
PRINT:a:AVERAGE
PRINT:a:AVERAGE:%lf
PRINT:a:%lf
PRINT:zz:AVERAGE:%lf
PRINT:a:FOO:%lf
PRINT:a:AVERAGE:%d
PRINT:a:AVERAGE:%lf %lf
PRINT:a:AVERAGE:%lf\n
GPRINT:a:AVERAGE:nothing
GPRINT:a:AVERAGE:%lf:x
GPRINT:vname=a:cf=LAST:format=%lf
COMMENT
COMMENT:
COMMENT:a:b
COMMENT:Wed 13:54
COMMENT:Cur:
COMMENT:Cur\:
COMMENT:legend=foo
COMMENT:a\J
TEXTALIGN
TEXTALIGN:foo
TEXTALIGN:left
TEXTALIGN:left:x
SHIFT:a
SHIFT:zz:100
SHIFT:a:x
SHIFT:a:100
XPORT
XPORT:zz
XPORT:a:foo
XPORT:a:foo:bar
FOO:bar
foo
CDEF
CDEF:c
CDEF:c=a
CDEF:c=
CDEF:c=a,+
CDEF:c=a,FOO
CDEF:c=a,zz,+
CDEF:c=1,2,+
CDEF:c=a,1
CDEF:c=a,2,*:x
CDEF:a=b,2,*
VDEF
VDEF:v
VDEF:v=a
VDEF:v=a,MAXIMUM
VDEF:v=a,FOO
VDEF:v=a,maximum
VDEF:v=a,PERCENT
VDEF:v=a,101,PERCENT
VDEF:v=a,95,MAXIMUM
VDEF:v=a,x,PERCENT
VDEF:v=a,MAXIMUM:x
VDEF:v=zz,MAXIMUM
VDEF:a=a,MAXIMUM
DEF:c=/nonexist:a:AVERAGE
DEF:c=FILE:zz:AVERAGE
DEF:c=FILE:in:FOO
DEF:c=FILE:in
DEF:c=FILE
DEF:c
DEF:c=FILE:in:AVERAGE:step=x
DEF:c=FILE:in:AVERAGE:step=1800:reduce=FOO
DEF:c=FILE:in:AVERAGE:step=600:reduce=MAX:start=1699920000:end=start+1d
DEF:c=FILE:in:AVERAGE:foo=1
DEF:c=FILE:in:AVERAGE:start=zzz
DEF:c=FILE:in:LAST
DEF:vname=c:rrd=FILE:ds=in:cf=AVERAGE
--foo
-Q
-w|x
-w|5
-h|5
-a|GIF
-c|FOO#ffffff
-c|BACK#ff
-c|BACK
-m|0
-m|x
-b|0
-n|FOO:1:
-n|DEFAULT:x
-n|
-y|x
-y|0:1
-x|
-x|NONE
-x|FOO
-x|FOO:1:DAY:7:DAY:1:0:%H
-x|DAY:1:FOO:7:DAY:1:0:%H
-x|DAY:1:DAY:7:FOO:1:0:%H
-x|day:1:DAY:7:DAY:1:0:%H
-x|DAY:1:dAY:7:DAY:1:0:%H
-x|DAY:1:DAY:7:DA1:1:0:%H
-x|:1:DAY:7:DAY:1:0:%H
-x|DAY:x:DAY:7:DAY:1:0:%H
-x|DAY:1x:DAY:7:DAY:1:0:%H
-x|DAY:1:DAY:7:DAY:1:x:%H
-x|DAY: 1:DAY:+7:DAY:1:0:%H
-x|DAY:1:DAY:1:DAY:1:0:
-l|x
-u|12abc
-T|x
-l|-5
-l-5
-t|-foo
--only-graph=1
--grid-dash|x
--right-axis|x
--right-axis|0:1
--units|foo
--legend-position|foo
--legend-direction|foo
-G|foo
-R|foo
--graph-type|foo
-e|1699913000
-s|1000
--right-axis-format|%d
--left-axis-format|%lf %lf
--title
-z
--|COMMENT:x`

// TestParityOddElements compares what is refused, and in what words.
func TestParityOddElements(t *testing.T) {
	py := startGraphsAlone(t)
	file := makeGraphFile(t, py)
	j := graphJudge(py, file)
	var calls []original.Call
	for _, odd := range strings.Split(oddElements, "\n") {
		args := []string{
			"-", "--start", "1699914000", "--end", "1700000400", "DEF:a=" + file + ":in:AVERAGE", "DEF:b=" + file + ":out:AVERAGE",
		}
		words := strings.Split(strings.ReplaceAll(odd, "FILE", file), "|")
		if strings.HasPrefix(odd, "--title") {
			args = append(args, "LINE1:a#ff0000")
			args = append(args, words...)
		} else {
			args = append(append(args, words...), "LINE1:a#ff0000")
		}
		calls = append(calls, graphCall(args))
	}
	j.Table(t, calls)
}

// rareElements are taken, and seldom used.
const rareElements = `-T|20
-Z|DEF:z=/nowhere/z.rrd:in:AVERAGE|LINE1:z#f00:z
DEF:z=FILE:in:AVERAGE:start=1699920000:end=1699930000|AREA:z#f00:z
DEF:z=FILE:in:AVERAGE:start=1699920000|PRINT:z:MIN:%lf
DEF:z=FILE:in:AVERAGE:step=7200:reduce=MAX|LINE1:z#f00|PRINT:z:AVERAGE:%lf
VDEF:v=a,MAXIMUM|CDEF:c=a,v,/|LINE1:c#00f|PRINT:c:MAX:%lf
VDEF:v=a,MAXIMUM|LINE1:v#00f:v
AREA:b#0f0::STACK
AREA:b#0f0:b:STACK|LINE1:a#00f:a:STACK
AREA:a#f00#0f0:x:gradheight=20
AREA:a#f00:x:color2=00ff00
PRINT:a:AVERAGE:%5.2lf%%
PRINT:a:AVERAGE:%%%lf
PRINT:a:MAX:%le %s
GPRINT:a:MAX:%lf%S
CDEF:d=a,0,/|PRINT:d:MAX:%lf%s|PRINT:d:MAX:%lf
CDEF:d=a,UNKN,*|PRINT:d:MAX:%lf%s|PRINT:d:MAX:%lf
CDEF:d=a,POP,INF|VDEF:w=d,MAXIMUM|PRINT:w:%lf%s|LINE1:d#f00
CDEF:d=a,POP,NEGINF|LINE1:d#f00:d
VDEF:w=a,FIRST|PRINT:w:%c:strftime|PRINT:w:%Ey %Od:strftime
TICK:a#f00:0.5:x
VRULE:1699920000#f00:x:dashes
HRULE:5#00f:y:dashes=1,2:dash-offset=3
VDEF:w=a,MAXIMUM|VRULE:w#f00:w|HRULE:w#0f0:w
SHIFT:a:3600
VDEF:w=a,FIRST|SHIFT:a:w`

func TestParityRareElements(t *testing.T) {
	py := startGraphsAlone(t)
	file := makeGraphFile(t, py)
	j := graphJudge(py, file)
	var calls []original.Call
	for _, rare := range strings.Split(rareElements, "\n") {
		args := []string{
			"-", "--start", "1699914000", "--end", "1700000400", "DEF:a=" + file + ":in:AVERAGE", "DEF:b=" + file + ":out:AVERAGE", "LINE1:a#ff0000",
		}
		calls = append(calls, graphCall(append(args, strings.Split(strings.ReplaceAll(rare, "FILE", file), "|")...)))
	}
	j.Table(t, calls)
}

// What librrd never comes to an end of, or draws as if the sign were not there.
func TestGridsOfNoStep(t *testing.T) {
	_, file := startGraphFile(t)
	for _, grid := range []string{
		"DAY:0:DAY:7:DAY:1:0:%H", "DAY:1:DAY:0:DAY:1:0:%H", "DAY:1:DAY:7:DAY:0:0:%H", "DAY:-1:DAY:7:DAY:1:0:%H", "DAY:1:DAY:7:DAY:1:-1:%H",
		"DAY:1:DAY:7:DAY:1:99999999999999:%H", "DAY:1:DAY:7:DAY:1:0", "DAY:99999999999999999999:DAY:7:DAY:1:0:%H",
	} {
		_, err := utc.Graph("-", "--start", "1699914000", "--end", "1700000400", "--x-grid", grid, "DEF:a="+file+":in:AVERAGE", "LINE1:a#f00")
		if e, ok := err.(*Error); !ok || e.Kind != ErrSyntax || e.Reason != "invalid x-grid format" {
			t.Errorf("%s: %v", grid, err)
		}
	}
}

// TestBadColours: rrdtool leaves out an element whose colour it cannot read, and
// all that follow, and says nothing.
func TestBadColours(t *testing.T) {
	_, file := startGraphFile(t)
	for _, colour := range []string{"#f0", "#", "#zz0000", "#gggggg", "#ff00000", "#+f0000", "#ff0000 "} {
		args := []string{"-", "--start", "1699914000", "--end", "1700000400", "DEF:a=" + file + ":in:AVERAGE", "LINE1:a" + colour}
		_, err := utc.Graph(args...)
		if colour == "#" {
			if err != nil {
				t.Errorf("no colour: %v", err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), "LINE1:a"+colour) || !errors.Is(err, ErrSyntax) {
			t.Errorf("%s: %v", colour, err)
		}
	}
}

// TestBounds: what would take for ever or all memory is refused before it begins: no
// memory is taken for the picture.
func TestBounds(t *testing.T) {
	_, file := startGraphFile(t)
	for _, extra := range [][]string{
		{"--y-grid", "1e-9:5"}, {"--width", "10000000"}, {"--height", "10000000"}, {"--zoom", "1e9"}, {"--zoom", "1e300"},
		{"--font", "DEFAULT:1e9"}, {"--x-grid", "SECOND:1:SECOND:1:SECOND:1:0:%H"}, {"--x-grid", "DAY:1:DAY:7:DAY:1:86400"},
		{"--logarithmic", "--lower-limit", "-5", "--rigid"}, {"--units-length", "100000"},
	} {
		args := append([]string{"-", "--start", "1699914000", "--end", "1700000400", "DEF:a=" + file + ":in:AVERAGE", "LINE1:a#f00"}, extra...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := utc.Graph(args...)
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 8<<20 {
			t.Errorf("%q: %d bytes were taken", extra, taken)
		}
		var e *Error
		if p != nil || !errors.As(err, &e) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", extra, err)
		}
	}
}

// TestGraphErrorsAreTheCalls: a graph that cannot be saved is an error of the call
// that draws it.
func TestGraphErrorsAreTheCalls(t *testing.T) {
	_, file := startGraphFile(t)
	_, err := utc.Graph(filepath.Join(t.TempDir(), "none", "x.png"), "--start", "1699914000", "--end", "1700000400", "DEF:a="+file+":in:AVERAGE", "LINE1:a#f00")
	if !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, ErrOperational) {
		t.Errorf("a folder that is missing: %v", err)
	}
}
