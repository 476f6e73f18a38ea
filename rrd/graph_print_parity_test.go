package rrd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// printedValues are numbers as durations of milliseconds and times of seconds.
const printedValues = "0 1 -1 999 1000 59999 60000 3599999 3600000 86399999 86400000 604799999 604800000 123456789.5 -123456789.25 0.5 -0.5 1e12 1700000000 9007199254740993 1e16 4e16 1e19 -1e15 -1e30"

// randomDuration is a duration format, with a width and places here and there.
func randomDuration(c chooser) string {
	var b strings.Builder
	for range 1 + c.IntN(4) {
		b.WriteString(c.of("| a - _"))
		b.WriteByte('%')
		if c.one(8) {
			b.WriteByte('%')
			continue
		}
		if c.one(3) {
			fmt.Fprintf(&b, "%s%d", strings.Trim(c.of("_ 0"), "_"), 1+c.IntN(9))
		}
		if c.one(4) {
			fmt.Fprintf(&b, ".%d", c.IntN(4))
		}
		b.WriteByte("WdDhHmMsSf"[c.IntN(10)])
	}
	return b.String()
}

// What PRINT and GPRINT make of a value as a duration or a time is what rrdtool
// makes of it.
func TestParityDurationsAndTimes(t *testing.T) {
	py, file := startGraphFile(t)
	c := chooser{original.Rand(t)}
	values := strings.Fields(printedValues)
	for range original.Rounds(t, 20) {
		args := []string{"-", "--start", "1699691886", "--end", "1699870858", "DEF:a=" + file + ":in:AVERAGE"}
		var asked []string
		for i := range 20 {
			v := c.of(printedValues)
			if c.one(2) {
				v = fmt.Sprint(c.Int64N(2e12)-1e12, ".", c.IntN(1000))
				v = strings.ReplaceAll(v, " ", "")
			}
			format, as := randomDuration(c), "valstrfduration"
			if c.one(4) {
				format, as = c.of(`%Y-%m-%d %H\:%M\:%S|%a %j`), "valstrftime"
				v = values[c.IntN(len(values))]
			}
			args = append(args, fmt.Sprintf("CDEF:c%d=a,0,*,0,UN,0,*,+,%s,+", i, v), fmt.Sprintf("VDEF:v%d=c%d,LAST", i, i), fmt.Sprintf("PRINT:v%d:%s:%s", i, format, as))
			asked = append(asked, v+" as "+format)
		}
		theirs := theirGraph(t, py, args...)
		p, err := utc.Graph(args...)
		if err != nil {
			t.Fatalf("%v: %q", err, args)
		}
		for i, what := range asked {
			if want := theirs[fmt.Sprintf("print[%d]", i)]; p.Prints[i] != want {
				t.Errorf("%s: %q, rrdtool prints %q", what, p.Prints[i], want)
			}
		}
	}
}

// Formats that mean nothing are refused with rrdtool's words, and those that look
// so are taken.
func TestParityFormatsOfDurations(t *testing.T) {
	py, file := startGraphFile(t)
	j := graphJudge(py, file)
	var calls []original.Call
	add := func(format, as string) {
		calls = append(calls, graphCall([]string{
			"-", "--start", "1699691886", "--end", "1699870858", "DEF:a=" + file + ":in:AVERAGE", "VDEF:v=a,LAST", "PRINT:v:" + format + ":" + as, "LINE1:a#f00",
		}))
	}
	for _, format := range []string{"%", "%%", "%Z", "%5", "%5.", "%.", "%.H", "%.5%", "%0H", "%00H", "%-5H", "%+H", "%#H", "% H", "%lf", "%H%", "x", "", "%5%", "%.3%", "%H %s", "%1.2.3H", "%ds", "%%%H"} {
		add(format, "valstrfduration")
	}
	for _, format := range []string{"%Z", "%z", "%H", "", "x", "%c", "%s", "%%"} {
		add(format, "valstrftime")
		add(format, "strftime")
	}
	j.Table(t, calls)
}
