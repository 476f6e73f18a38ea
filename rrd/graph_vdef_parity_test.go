package rrd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// vdefFunctions are all functions of VDEF.
const vdefFunctions = "MAXIMUM MINIMUM AVERAGE STDEV TOTAL FIRST LAST LSLSLOPE LSLINT LSLCORREL 0,PERCENT 1,PERCENT 50,PERCENT 95,PERCENT 99.9,PERCENT 100,PERCENT " +
	"0,PERCENTNAN 1,PERCENTNAN 50,PERCENTNAN 95,PERCENTNAN 99.9,PERCENTNAN 100,PERCENTNAN"

// Every function of VDEF gives librrd's value and its time: of values with gaps, of
// equal ones, of one alone, and of some that are infinite.
func TestParityVDEFs(t *testing.T) {
	py, file := startGraphFile(t)
	j := graphJudge(py, file)
	var calls []original.Call
	for name, series := range map[string]string{
		"gaps":            "CDEF:s=a",
		"none":            "CDEF:s=b",
		"equal":           "CDEF:s=a,0,*,5,+",
		"below zero":      "CDEF:s=0,a,-",
		"few values":      "CDEF:s=COUNT,40,GT,b,UNKN,IF",
		"two that differ": "CDEF:s=a,UN,1,2,IF",
		"one alone":       "CDEF:s=COUNT,7,EQ,b,UNKN,IF",
		"one that grows":  "CDEF:s=COUNT,b,POP",
	} {
		args := []string{"-", "--start", "1699914000", "--end", "1700000400", "DEF:a=" + file + ":in:AVERAGE", "DEF:b=" + file + ":out:AVERAGE", series}
		for i, f := range strings.Fields(vdefFunctions) {
			if name == "one alone" && strings.HasPrefix(f, "LSL") {
				continue // a line through one point has any slope
			}
			args = append(args, fmt.Sprintf("VDEF:v%d=s,%s", i, f), fmt.Sprintf("PRINT:v%d:%s %%.9le", i, f), fmt.Sprintf(`PRINT:v%d:%s %%d.%%m. %%H\:%%M\:%%S:strftime`, i, f))
		}
		calls = append(calls, graphCall(append(args, "LINE1:b#f00")))
	}
	infinite := []string{"-", "--start", "1699914000", "--end", "1700000400", "DEF:b=" + file + ":out:AVERAGE",
		"CDEF:s=COUNT,3,EQ,INF,COUNT,9,EQ,NEGINF,b,IF,IF"}
	for i, f := range strings.Fields("MAXIMUM MINIMUM AVERAGE STDEV TOTAL FIRST LAST LSLSLOPE LSLINT LSLCORREL") {
		infinite = append(infinite, fmt.Sprintf("VDEF:v%d=s,%s", i, f), fmt.Sprintf("PRINT:v%d:%s %%.9le", i, f))
	}
	j.Table(t, append(calls, graphCall(append(infinite, "LINE1:b#f00"))))
}
