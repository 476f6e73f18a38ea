package rrd_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/rrd"
)

// atWords are what at-style times are made of, and what breaks them.
var atWords = strings.Split("now n start s end e + - + - + - : 1 2 5 6 7 12 13 00 05 23 24 31 38 59 60 61 99 138 2003 2025 "+
	"am pm midnight noon teatime yesterday today tomorrow monday sun Sat jan February mar dec "+
	"s sec min m m hour h d day days w week mon month y year foo x", " ")

// randomTime is a time that is rarely quite wrong.
func randomTime(r *rand.Rand) string {
	pick := func(words string) string { l := strings.Split(words, "|"); return l[r.IntN(len(l))] }
	var b strings.Builder
	switch r.IntN(10) {
	case 0, 1:
		b.WriteString(pick("||20251001 |1000000000 |1761438600 |now|12:00 "))
		for range 1 + r.IntN(4) {
			b.WriteString(atWords[r.IntN(len(atWords))])
			b.WriteString(pick(" | |_|,"))
		}
		return b.String()
	case 2:
		b.WriteString(pick("now|n|end|start|e|s|1761438600|"))
	default:
		b.WriteString(pick("12:00|3|0:30|23:59|7am|11:15 pm|noon|midnight|teatime|9|1:10|3:30|03:00||"))
		b.WriteString(pick(" | |_"))
		b.WriteString(pick("today|yesterday|tomorrow|monday|sun|fri|01.02.2003|26.10.2025|30.03.2025|29/02/2024|10/26/2025|3/30/25|20251026|jan 5 2020|Oct 26 2025|march 30 2025|1.2|3/4||"))
		b.WriteString(pick(" | 12:00| 5pm||||"))
	}
	for range r.IntN(3) {
		b.WriteString(pick("+|-|-|- | "))
		b.WriteString(pick("1|2|5|6|12|36"))
		b.WriteString(pick("|s|min|m|h|d|day|w|mon|months|y|year|x"))
	}
	return b.String()
}

// randomTimes are a start and an end, of which one at most is wrong.
func randomTimes(r *rand.Rand) []any {
	sane := []string{"now", "now-1d", "1000000000", "20251026", "noon yesterday"}
	if r.IntN(2) == 0 {
		return []any{randomTime(r), append(sane, "start+1d", "s+1h")[r.IntN(len(sane)+2)]}
	}
	return []any{append(sane, "end-1d", "e-1mon")[r.IntN(len(sane)+2)], randomTime(r)}
}

// atZones have summer time in each hemisphere, odd offsets, or none.
var atZones = []string{"UTC", "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"}

// timesJudge compares pairs of times at one moment in one zone.
func timesJudge(py *original.Python, now time.Time) *original.Judge {
	return &original.Judge{
		Python: py,
		Ours: func(c original.Call) original.Result {
			from, to, err := rrd.ParseTimes(c.Args[0].(string), c.Args[1].(string), &rrd.TimeOptions{Now: now, Location: now.Location()})
			if err != nil {
				return original.Result{Err: exception(err)}
			}
			return original.Result{Value: []any{from.Unix(), to.Unix()}}
		},
		Divergences: timeDivergences(py, now),
		Same: func(owed, ours original.Result) bool {
			if e, ok := owed.Err.(*original.Exception); ok && e.Message == anyWords {
				return ours.Err != nil
			}
			return original.SameResult(owed, ours)
		},
	}
}

func TestParityTimes(t *testing.T) {
	t.Parallel()
	py := startLibrrdWithClock(t)
	r := original.Rand(t)
	timesJudge(py, theClock.UTC()).Pins(t)
	for _, zone := range atZones {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		py.Value("zone", zone)
		for _, when := range []int64{1795896000, 1751364000 + 86400*r.Int64N(100) + r.Int64N(3600), 1764583200 + 86400*r.Int64N(100) + r.Int64N(3600)} {
			py.Value("clock", when)
			var calls []original.Call
			for range original.Rounds(t, 3000) / len(atZones) / 3 {
				calls = append(calls, original.Call{Func: "times", Args: randomTimes(r)})
			}
			timesJudge(py, time.Unix(when, 0).In(loc)).Generated(t, calls)
		}
	}
}

// Each unit of an offset has the names that it has there, and no other ones.
func TestParityUnitsOfTimes(t *testing.T) {
	py := startLibrrdWithClock(t)
	var calls []original.Call
	for _, unit := range strings.Fields("s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w wk wks week weeks mo mon mons month months y yr yrs year years decade") {
		for _, count := range []string{"-1", "-3", "-7"} {
			calls = append(calls, original.Call{Func: "times", Args: []any{"now" + count + unit, "now"}})
		}
	}
	timesJudge(py, theClock.UTC()).Generated(t, calls)
}

// NOW in an expression is the Tool's clock, as librrd's is the machine's.
func TestParityNow(t *testing.T) {
	py := startLibrrdWithClock(t)
	path := filepath.Join(t.TempDir(), "x.rrd")
	py.Value("series", path, 1000000200, 300, [][]float64{{1, 2, 3}})
	theirs := py.Value("cdef", path, 1000000200, 1000000800, 300, 1, "NOW,d0,POP", "c0,TIME,-,d0,+").([]any)
	tool := rrd.NewTool(&rrd.ToolOptions{Location: time.UTC, Now: func() time.Time { return theClock }})
	ours, err := tool.Xport("--start", "1000000200", "--end", "1000000800", "--step", "300", "DEF:d0="+path+":d0:LAST", "CDEF:c0=NOW,d0,POP", "CDEF:c1=c0,TIME,-,d0,+", "XPORT:c1")
	if err != nil || len(theirs) != ours.Len() {
		t.Fatalf("%v, %v, librrd has %v", ours, err, theirs)
	}
	for i, v := range theirs {
		want := float64(theClock.Unix()-1000000200-300*int64(i+1)) + float64(i+1)
		if v != want || ours.Row(i)[0] != want {
			t.Errorf("row %d: %v, librrd has %v, want %v", i, ours.Row(i)[0], v, want)
		}
	}
}

func TestTimesAreOfTheRightKind(t *testing.T) {
	for _, bad := range []string{"", "foo", "12:61", "end", "99999999999999999999", "now-999999999999999y", "1.2.1960"} {
		_, err := rrd.ParseTime(bad, nil)
		var e *rrd.Error
		if !errors.As(err, &e) || !errors.Is(err, rrd.ErrSyntax) || !errors.Is(err, rrd.ErrOperational) {
			t.Errorf("%q: %#v", bad, err)
		}
	}
	if _, err := rrd.ParseTime("end-1d", nil); !errors.Is(err, rrd.ErrSyntax) {
		t.Errorf("a relative time alone: %v", err)
	}
}

// In the hour that autumn repeats, librrd may have now an hour late; which of
// the two a clock's time means depends on what it read before.
func TestNowInTheRepeatedHour(t *testing.T) {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	first, second := time.Unix(1761438600, 0), time.Unix(1761442200, 0)
	for _, c := range []struct {
		text      string
		now, want time.Time
	}{
		{"now", first, first}, {"now", second, second}, {"now-1h", second, first}, {"1761438600", second, first},
		{"02:30", first, second}, {"2:30 26.10.2025", first, second}, {"02:30 30.03.2025", first, time.Unix(1743298200, 0)},
	} {
		if got, err := rrd.ParseTime(c.text, &rrd.TimeOptions{Now: c.now, Location: zurich}); err != nil || !got.Equal(c.want) {
			t.Errorf("%s at %v: %v, %v, want %v", c.text, c.now.Unix(), got.Unix(), err, c.want.Unix())
		}
	}
}
