package rrd

import (
	"math"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// rpnDivergences are where librrd's RPN answers wrongly. Where it crashes, only
// we can be asked: see TestRPNThatEndsLibrrd.
func rpnDivergences(path string) []original.Divergence {
	pin := func(name, why, expression string, theirs, ours float64) original.Divergence {
		example := rpnCall(path, rpnStart+rpnStep, expression+",d2,POP")
		return original.Divergence{
			Name: name, Why: why, Example: example, Theirs: []any{theirs}, Ours: []any{ours},
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				return original.Result{Value: []any{ours}}, c.Args[5] == example.Args[5]
			},
		}
	}
	return []original.Divergence{
		pin("ROLL", "librrd reads above the stack; its manual has a,b,c,d,3,1,ROLL => a,d,b,c", "10,20,30,40,3,1,ROLL,100,*,+,100,*,+,100,*,+", 3014010, 30204010),
		pin("order of infinities", "librrd has every number above +Inf, and -Inf where it stands", "5,INF,2,SORT,POP", math.Inf(1), 5),
		pin("PERCENT below the first", "librrd reads below the values, whatever is there", "7,8,9,1,3,PERCENT,7,EQ", 0, 1),
	}
}

// What ends the process of librrd or has it read what is not there.
func TestRPNThatEndsLibrrd(t *testing.T) {
	columns := [][]float64{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	for expression, want := range map[string]string{
		"d0,d1,-1,SORT":           "RPN stack underflow",
		"d0,-1,COPY":              "RPN stack underflow",
		"d0,UNKN,REV":             "RPN stack underflow",
		"d0,d1,-1,AVG":            "RPN stack underflow",
		"d0,-1,INDEX":             "RPN stack underflow",
		"d0,d0,TREND":             "",
		"d0,INF,TREND":            "",
		"d0,UNKN,TREND":           "",
		"600,1,d0,900,PREDICT":    "malformed predict arguments",
		"900,PREDICT":             "malformed predict arguments",
		"UNKN,1,300,d0,PREDICT":   "negative shift step not allowed: NaN",
		"PREV(d0":                 "garbage in RPN: 'PREV(d0'",
		"d0,1e9,COPY":             "RPN stack underflow",
		"d0,d1,0,1,ROLL,+":        "",
		"d0,d1,1,1,ROLL,+":        "",
		"d0,2,1,5,ROLL":           "RPN final stack size != 1",
		"d0,1,UNKN,ROLL":          "RPN stack underflow",
		"1,2,PERCENT,d0":          "RPN stack underflow",
		"d0,UNKN,1,PERCENT":       "percentile argument must be between 0 and 100",
		"600,1e12,300,d0,PREDICT": "RPN stack underflow",
	} {
		p, err := compileRPN(expression, func(name string) (int, bool) { return 0, name == "d0" || name == "d1" })
		if err == nil {
			_, err = computeSeries(p, rpnSeries(columns), 0, time.UTC, nil)
		}
		if (err == nil) != (want == "") || err != nil && reasonOf(err) != want {
			t.Errorf("%s: %v, want %q", expression, err, want)
		}
	}
	var growing string
	for range 40 {
		growing += "d0,"
	}
	for n := 40; n < 1<<20; n *= 2 {
		growing += "DEPTH,COPY,"
	}
	p, err := compileRPN(growing, func(string) (int, bool) { return 0, true })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := computeSeries(p, rpnSeries(columns), 0, time.UTC, nil); err == nil || err.Error() != errOverflow.Error() {
		t.Errorf("a stack without bounds: %v", err)
	}
}
