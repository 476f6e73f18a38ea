package rrd

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// rpnEdges are numbers at which functions of one number or two change.
const (
	rpnEdges = "0 1 -1 0.5 -0.5 0.9999999 -1.5 2.5 -2.5 3.1415926535 100 -1e-300 1e-5 1e300 709 709.44 709.7 -745.2 710 1e15 INF NEGINF UNKN"
	rpnPairs = "0 1 -1 0.5 -2.5 1e300 INF NEGINF UNKN"
)

// Functions of numbers are librrd's at the edges too. What the mathematical library
// computes may differ in the last bits, of which there are two libraries.
func TestParityFunctionsOfRPN(t *testing.T) {
	py := startLibrrd(t)
	columns := [][]float64{{1, 2}, {3, 4}, {5, 6}}
	path := filepath.Join(t.TempDir(), "x.rrd")
	py.Value("series", path, rpnStart, rpnStep, columns)
	j := &original.Judge{
		Python: py,
		Ours: func(c original.Call) original.Result {
			return rpnResult(columns, c.Args[5].(string), int64(c.Args[2].(int)), time.UTC)
		},
		Same: func(owed, ours original.Result) bool {
			return original.SameResult(owed, ours) || nearly(owed.Value, ours.Value)
		},
	}
	var calls []original.Call
	add := func(expression string) {
		calls = append(calls, rpnCall(path, rpnStart+rpnStep, expression+",d0,POP"))
	}
	for x := range strings.FieldsSeq(rpnEdges) {
		for f := range strings.FieldsSeq("SIN COS LOG EXP ATAN SQRT FLOOR CEIL ABS UN ISINF RAD2DEG DEG2RAD") {
			add(x + "," + f)
		}
	}
	for x := range strings.FieldsSeq(rpnPairs) {
		for y := range strings.FieldsSeq(rpnPairs) {
			for f := range strings.FieldsSeq("ATAN2 POW % LT LE GT GE EQ NE MIN MAX MINNAN MAXNAN ADDNAN") {
				add(x + "," + y + "," + f)
			}
		}
		for _, low := range []string{"-1", "0", "UNKN", "INF", "NEGINF"} {
			add(x + "," + low + ",100,LIMIT")
			add(x + ",-100," + low + ",LIMIT")
			add(low + "," + x + ",7,IF")
		}
	}
	j.Table(t, calls)
}

// nearly tells whether lists of one number are the same to fourteen digits.
func nearly(a, b any) bool {
	x, ok := a.([]any)
	y, also := b.([]any)
	if !ok || !also || len(x) != 1 || len(y) != 1 {
		return false
	}
	p, ok := x[0].(float64)
	q, also := y[0].(float64)
	return ok && also && math.Abs(p-q) <= 1e-14*math.Abs(p)
}

// Rounding is of newer versions of rrdtool; halves go away from zero, as C's round.
func TestRoundingGoesAwayFromZero(t *testing.T) {
	for x, want := range map[string]float64{"0.5": 1, "-0.5": -1, "1.5": 2, "2.5": 3, "-2.5": -3, "0.49999": 0, "-1.4": -1, "1e15": 1e15} {
		got := rpnResult([][]float64{{1}, {1}, {1}}, x+",ROUND,d0,POP", rpnStart+rpnStep, time.UTC)
		if fmt.Sprint(got.Value) != fmt.Sprint([]any{want}) {
			t.Errorf("%s is %v, want %v", x, got, want)
		}
	}
}
