package rrd

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

const xportOf = `
def xport(*args):
    import rrdtool
    try:
        got = rrdtool.xport(*args)
    except rrdtool.OperationalError as e:
        raise RRDError(str(e))
    m = got["meta"]
    return [m["start"], m["end"], m["step"], m["legend"], [v for row in got["data"] for v in row]]
`

func TestParityXport(t *testing.T) {
	py := startLibrrd(t)
	py.Define(xportOf)
	r := chooser{original.Rand(t)}
	path := filepath.Join(t.TempDir(), "x.rrd")
	py.Value("create", path, 1, "--start", fmt.Sprint(rpnStart), "--step", "300", "DS:a:GAUGE:600:U:U", "DS:b:GAUGE:600:U:U",
		"RRA:AVERAGE:0.5:1:500", "RRA:AVERAGE:0.5:4:500", "RRA:MAX:0.5:12:500", "RRA:LAST:0.5:1:500")
	var updates []any
	for i := range 500 {
		updates = append(updates, fmt.Sprintf("%d:%d:%d", rpnStart+300*(i+1), r.IntN(1000), i))
	}
	py.Value("update", append([]any{path}, updates...)...)
	j := &original.Judge{Python: py, Divergences: []original.Divergence{{
		Name: "fewer rows than one step", Why: "librrd says -12 rows cannot be reduced; they are unknown",
		Example: original.Call{Func: "xport", Args: []any{"-s", "1000009359", "-e", "1000011231", "--step", "300", "DEF:x=" + path + ":a:LAST:step=3600",
			"DEF:y=" + path + ":a:MAX", "CDEF:c=x,y,+", "XPORT:c"}},
		Theirs: &original.Exception{Class: "RRDError", Message: "SANITY CHECK: 18446744073709551604 rows cannot be reduced by 12 \n"},
		Ours:   []any{int64(1000009200), int64(1000011300), int64(300), []any{""}, []any{nil, nil, nil, nil, nil, nil, nil}},
		Share:  0.05,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if !strings.HasPrefix(message(theirs.Err), "SANITY CHECK") {
				return theirs, false
			}
			if c.Args[1] == "1000009359" && len(c.Args) == 10 {
				return original.Result{Value: []any{int64(1000009200), int64(1000011300), int64(300), []any{""}, []any{nil, nil, nil, nil, nil, nil, nil}}}, true
			}
			return original.Result{Value: "rows"}, true
		},
	}}, Same: func(owed, ours original.Result) bool {
		return original.SameResult(owed, ours) || owed.Value == "rows" && ours.Err == nil
	}, Ours: func(c original.Call) original.Result {
		var args []string
		for _, a := range c.Args {
			args = append(args, a.(string))
		}
		x, err := Xport(args...)
		if err != nil {
			return resultOf(nil, err)
		}
		values := []any{}
		for _, v := range x.Data {
			if v == v {
				values = append(values, v)
			} else {
				values = append(values, nil)
			}
		}
		legends := []any{}
		for _, l := range x.Legends {
			legends = append(legends, l)
		}
		return resultOf([]any{x.Start.Unix(), x.End.Unix(), int64(x.Step.Seconds()), legends, values}, nil)
	}}
	def := func(name string) string {
		return fmt.Sprintf("DEF:%s=%s:%s:%s%s", name, path, r.of("a b"), r.of("AVERAGE AVERAGE MAX LAST"), strings.Trim(r.of("_ _ _ :step=1200 :step=3600"), "_"))
	}
	var calls []original.Call
	for range original.Rounds(t, 200) {
		from := rpnStart + r.Int64N(40000)
		args := []any{"-s", fmt.Sprint(from), "-e", fmt.Sprint(from + 300 + r.Int64N(60000))}
		if r.one(2) {
			args = append(args, "--step", r.of("300 600 60 1000"))
		}
		if r.one(3) {
			args = append(args, "-m", r.of("10 40 100 1000"))
		}
		args = append(args, def("x"), def("y"))
		args = append(args, "CDEF:c="+r.of("x,y,+ x,2,* x,PREV,ADDNAN y,x,MAX"))
		args = append(args, "XPORT:x:"+r.of("one two"), "XPORT:c")
		if r.one(2) {
			args = append(args, "XPORT:y:why")
		}
		calls = append(calls, original.Call{Func: "xport", Args: args})
	}
	// A definition may have a start alone, or an end. Librrd shows what lies in memory
	// beside what they leave out; ours is unknown there.
	var own []original.Call
	for _, span := range []string{":start=1000001000", ":end=1000012000", ":start=1000001000:end=1000012000", ":start=end-9000:end=1000012000"} {
		own = append(own, original.Call{Func: "xport", Args: []any{"-s", "1000003000", "-e", "1000009000", "DEF:x=" + path + ":a:AVERAGE" + span, "DEF:y=" + path + ":b:LAST", "XPORT:x", "XPORT:y:why"}})
	}
	j.Table(t, own)
	for span, known := range map[string]int{":start=end-3000": 11, ":end=start+3000": 11, ":start=1000001000:end=start+600": 0} {
		x, err := Xport("-s", "1000003000", "-e", "1000009000", "DEF:x="+path+":a:AVERAGE"+span, "DEF:y="+path+":b:LAST", "XPORT:x", "XPORT:y:why")
		n := 0
		if err == nil {
			for i := 0; i < len(x.Data); i += 2 {
				if x.Data[i] == x.Data[i] {
					n++
				}
			}
		}
		if err != nil || n != known {
			t.Errorf("%s: %d known values, want %d, %v", span, n, known, err)
		}
	}
	j.Pins(t)
	j.Generated(t, calls)
}
