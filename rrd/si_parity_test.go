package rrd

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// printOf asks librrd what a graph prints of values.
const printOf = `
def printed(path, base, values, formats):
    import rrdtool
    args = ["-", "--start", "1000000200", "--end", "1000000500", "--base", str(base), "DEF:x=%s:d0:LAST" % path]
    for i, (v, f) in enumerate(zip(values, formats)):
        args += ["CDEF:c%d=x,POP,%s,1,*" % (i, v), "VDEF:v%d=c%d,MAXIMUM" % (i, i), "PRINT:v%d:%s" % (i, f.replace(":", "\\:"))]
    try:
        return rrdtool.graph(*args)[2]
    except rrdtool.OperationalError as e:
        raise RRDError(str(e))
`

func TestParityPrintFormats(t *testing.T) {
	py := startLibrrd(t)
	py.Define(printOf)
	path := filepath.Join(t.TempDir(), "x.rrd")
	py.Value("series", path, rpnStart, rpnStep, [][]float64{{1, 2, 3}})
	j := &original.Judge{Python: py, Ours: func(c original.Call) original.Result { return printed(t, c) }}
	call := func(base int, values, formats []string) original.Call {
		return original.Call{Func: "printed", Args: []any{path, base, values, formats}}
	}
	formats := strings.Split("%lf|%5.2lf%%|%lf%s%s|%lf%S|%s|%d|%lf %lf|%5lf|%.lf|%-12.1lf,|%+lf|%010.2lf|% lf|%#.0lf|%lE|%LF|%lF|%lG|%f|%%|%%%lf|%lf%|"+
		"%1.2.3lf|abc|%*lf|%'lf|%8.2lf %s%%|%lf%%%s|%s %lf|%-5.2lf%s,|%2.1le%s|%.100lf|%300.2lf|%le|%lg|%#lg|%3.0lf %S", "|")
	values := strings.Fields("0 1 999 1000 1023 1024 999.99 999999 1e6 1e9 1e15 1e18 1e21 1e25 -1500 0.5 0.001 0.0009 1e-6 1e-15 1e-18 1e-19 1e300 UNKN 1048575 0.1 -0.5 123456789")
	for _, f := range formats {
		for _, v := range []string{"1234567.891", "INF", "UNKN", "NEGINF", "0.0001"} {
			j.Table(t, []original.Call{call(1000, []string{v}, []string{f})})
		}
	}
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 300) {
		var vs, fs []string
		for range 1 + r.IntN(4) {
			v := values[r.IntN(len(values))]
			if r.IntN(2) == 0 {
				v = fmt.Sprintf("%.6ge%d", math.Abs(r.NormFloat64()*1000), r.IntN(40)-20)
			}
			vs = append(vs, v)
			fs = append(fs, []string{"%.3lf%s", "%.3lf%S", "%6.2lf %sB", "%le", "%8.4lg %S"}[r.IntN(5)])
		}
		calls = append(calls, call([]int{1000, 1024}[r.IntN(2)], vs, fs))
	}
	j.Generated(t, calls)
}

// printed is the helper of the same name.
func printed(t *testing.T, c original.Call) original.Result {
	shared := &siScale{}
	out := []any{}
	for i, word := range c.Args[2].([]string) {
		m := &rpnMachine{}
		v, known := map[string]float64{"INF": math.Inf(1), "NEGINF": math.Inf(-1), "UNKN": nan}[word]
		if !known {
			n := 0
			if v, n = scanNumber(word); n != len(word) {
				t.Fatalf("%s is no number", word)
			}
		}
		m.stack = append(m.stack, v)
		f, err := parsePrintFormat(c.Args[3].([]string)[i])
		if err != nil {
			return original.Result{Err: &original.Exception{Class: "RRDError", Message: reasonOf(err)}}
		}
		out = append(out, f.format(m.stack[0], float64(c.Args[1].(int)), shared))
	}
	return original.Result{Value: out}
}

// TestParityLogarithm compares the whole parts of logarithms next to the powers of
// ten, by which grids are chosen, with those of the C library.
func TestParityLogarithm(t *testing.T) {
	py := original.Start(t, "math")
	py.Define("from math import log10")
	for e := -20; e <= 22; e++ {
		p := powerOfTen(e)
		for _, v := range []float64{
			p, math.Nextafter(p, 0), math.Nextafter(p, math.Inf(1)), p * (1 - 1e-13), p * (1 + 1e-13), p * (1 - 1e-10), p * (1 + 1e-10), p * 3,
		} {
			theirs := py.Value("log10", v).(float64)
			if ours := log10(v); math.Floor(ours) != math.Floor(theirs) || math.Ceil(ours) != math.Ceil(theirs) {
				t.Errorf("%v: got %v, want %v", v, ours, theirs)
			}
		}
	}
}
