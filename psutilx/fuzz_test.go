package psutilx

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// seeds adds one file of every recorded tree.
func seeds(f *testing.F, name string) {
	f.Helper()
	files, err := filepath.Glob("testdata/*/" + name)
	if err != nil || len(files) == 0 {
		f.Fatalf("no %s in testdata (%v)", name, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// checkError: an error is of a line that is there, cut short, or of a missing
// one, and says what was wanted.
func checkError(t *testing.T, b []byte, err *ParseError) {
	t.Helper()
	switch {
	case err.Want == "" || len(err.Input) > maxErrorText:
		t.Errorf("%#v", err)
	case err.Line == 0 && err.Input == "":
	case err.Line < 1 || !bytes.Contains(lines(b)[err.Line-1], []byte(err.Input)):
		t.Errorf("%#v is not in line %d", err, err.Line)
	}
}

func lines(b []byte) [][]byte { return bytes.Split(b, []byte("\n")) }

// spaces are what separates fields, for the slow twins of the parsers.
const spaces = " \t\n\v\f\r"

func slowFields(b []byte) []string {
	return strings.FieldsFunc(string(b), func(r rune) bool { return strings.ContainsRune(spaces, r) })
}

// slowUint is parseUint by the standard library.
func slowUint(s string) (uint64, bool) {
	if n, err := strconv.ParseUint(strings.TrimPrefix(s, "+"), 10, 64); err == nil {
		return n, true
	}
	if negative, err := strconv.ParseInt(s, 10, 64); err == nil && negative == 0 {
		return 0, true
	}
	return 0, false
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"", "0", "-0", "+5", "-5", "007", "18446744073709551615", "18446744073709551616", "9223372036854775807",
		"9223372036854775808", "-9223372036854775807", "--1", "+-1", "-+1", "1_0", "1e3", " 1", "１"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		u, ok := parseUint(b)
		if slow, slowOK := slowUint(string(b)); u != slow && ok || ok != slowOK {
			t.Errorf("parseUint(%q) = %d, %v, want %d, %v", b, u, ok, slow, slowOK)
		}
		n, ok := parseInt(b)
		slow, err := strconv.ParseInt(string(b), 10, 64)
		if slow == math.MinInt64 {
			return // has no positive twin; nothing here is that negative
		}
		if ok != (err == nil) || ok && n != slow {
			t.Errorf("parseInt(%q) = %d, %v, want %d, %v", b, n, ok, slow, err)
		}
	})
}

// FuzzMeminfo: what comes out of it is a possible memory, and lines that nobody
// asked for change nothing.
func FuzzMeminfo(f *testing.F) {
	seeds(f, "meminfo")
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parseMeminfo(b, 0, meminfoFields)
		if err != nil {
			checkError(t, b, err)
			return
		}
		again, err := parseMeminfo(append([]byte("\nSome: thing else\n\xff\nno colon\n"), b...), 0, meminfoFields)
		if err != nil || again != m {
			t.Errorf("other lines change it: %v", err)
		}
		m.value[memAvailable] = estimateAvailable(&m, 4096)
		v, err := virtualMemoryOf(&m)
		if err != nil {
			checkError(t, b, err)
			return
		}
		if !(v.Percent >= 0 && v.Percent <= 100) || v.Available > v.Total && v.Available != v.Free {
			t.Errorf("%+v", v)
		}
		s := swapMemoryOf(m.value[memSwapTotal], m.value[memSwapFree])
		if math.IsNaN(s.Percent) || s.Percent < 0 {
			t.Errorf("%+v", s)
		}
	})
}

// FuzzZoneinfo: the sum is that of a slow twin.
func FuzzZoneinfo(f *testing.F) {
	seeds(f, "zoneinfo")
	f.Fuzz(func(t *testing.T, b []byte) {
		pages, err := parseLowWatermarks(b)
		if err != nil {
			checkError(t, b, err)
			return
		}
		var slow int64
		for _, line := range lines(b) {
			if fields := slowFields(line); len(fields) > 0 && strings.HasPrefix(fields[0], "low") {
				n, err := strconv.ParseInt(fields[1], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				slow += n
			}
		}
		if pages != slow || pages*65536/65536 != pages {
			t.Errorf("%d pages, want %d", pages, slow)
		}
	})
}

// FuzzVmstat: both numbers are in the file, or neither is reported.
func FuzzVmstat(f *testing.F) {
	seeds(f, "vmstat")
	f.Fuzz(func(t *testing.T, b []byte) {
		pages, there, err := parseSwapped(b)
		if err != nil {
			checkError(t, b, err)
		}
		if !there || err != nil {
			if pages != (swapped{}) {
				t.Errorf("%+v of nothing", pages)
			}
			return
		}
		again, there, err := parseSwapped(fmt.Appendf(nil, "pswpout %d\npswpin %d\n", pages.out, pages.in))
		if again != pages || !there || err != nil {
			t.Errorf("%+v, then %+v", pages, again)
		}
	})
}

// FuzzStat: CPU times written in ticks are read as the same times.
func FuzzStat(f *testing.F) {
	seeds(f, "stat")
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := parseCPUStats(b); err != nil {
			checkError(t, b, err)
		}
		if _, err := parseBootTime(b); err != nil {
			checkError(t, b, err)
		}
		countCPULines(b)
		all, err := parseCPUTimes(b)
		if err != nil {
			checkError(t, b, err)
			return
		}
		each := appendCPUTimes(nil, b, func(err *ParseError) { checkError(t, b, err) })
		var text strings.Builder
		for _, c := range append([]CPUTimesStat{all}, each...) {
			text.WriteString("cpu")
			for i, v := range c.values() {
				if v*clockTicks >= 1<<53 {
					return // not every tick is a float
				}
				if i < c.Columns {
					fmt.Fprintf(&text, " %.0f", v*clockTicks)
				}
			}
			text.WriteByte('\n')
		}
		allAgain, err := parseCPUTimes([]byte(text.String()))
		eachAgain := appendCPUTimes(nil, []byte(text.String()), func(err *ParseError) { t.Error(err) })
		if err != nil || allAgain != all || fmt.Sprint(eachAgain) != fmt.Sprint(each) {
			t.Errorf("%v %v, then %v %v (%v)", all, each, allAgain, eachAgain, err)
		}
		if p := cpuPercentBetween(&CPUTimesStat{}, &all); math.IsNaN(p) {
			t.Errorf("%v is %v busy", all, p)
		}
	})
}

// FuzzDiskstats: rows written in the form of 14 fields are read as the same rows.
func FuzzDiskstats(f *testing.F) {
	seeds(f, "diskstats")
	f.Fuzz(func(t *testing.T, b []byte) {
		rows := appendDiskstats(nil, b, func(err *ParseError) { checkError(t, b, err) })
		var text bytes.Buffer
		for _, r := range rows {
			v := r.values
			if v[2]%sectorSize != 0 || v[3]%sectorSize != 0 {
				return // at the largest number
			}
			fmt.Fprintf(&text, "0 0 %s %d %d %d %d %d %d %d %d 0 %d 0\n", r.name, v[0], v[6], v[2]/sectorSize, v[4], v[1], v[7], v[3]/sectorSize, v[5], v[8])
		}
		again := appendDiskstats(nil, text.Bytes(), func(err *ParseError) { t.Error(err) })
		if fmt.Sprint(again) != fmt.Sprint(rows) {
			t.Errorf("%v, then %v", rows, again)
		}
	})
}

// FuzzNetDev: rows that are written are read as the same rows.
func FuzzNetDev(f *testing.F) {
	seeds(f, "net/dev")
	f.Fuzz(func(t *testing.T, b []byte) {
		rows := appendNetDev(nil, b, func(err *ParseError) { checkError(t, b, err) })
		text := []byte("\n\n")
		for _, r := range rows {
			v := r.values
			text = fmt.Appendf(text, "%s : %d %d %d %d 0 0 0 0 %d %d %d %d 0 0 0 0\n", r.name, v[1], v[3], v[4], v[6], v[0], v[2], v[5], v[7])
		}
		again := appendNetDev(nil, text, func(err *ParseError) { t.Error(err) })
		if fmt.Sprint(again) != fmt.Sprint(rows) {
			t.Errorf("%v, then %v", rows, again)
		}
	})
}

// FuzzBlockStat: what is read is what /proc/diskstats would give.
func FuzzBlockStat(f *testing.F) {
	f.Add([]byte("   77691    15198  3933442    71865    10836    33599  3065232     8693        0    25780    82109\n"))
	f.Add([]byte("1 2 3"))
	f.Fuzz(func(t *testing.T, b []byte) {
		values, err := parseBlockStat(b)
		if err != nil {
			if err.Want == "" || len(err.Input) > maxErrorText {
				t.Errorf("%#v", err)
			}
			return
		}
		row, err := parseDiskstats(1, []byte("0 0 x "+strings.Join(slowFields(b)[:10], " ")+" 0"))
		if err != nil || row.values != values {
			t.Errorf("%v, want %v (%v)", values, row.values, err)
		}
	})
}

// FuzzCPUInfo: the counts are bounded by the lines.
func FuzzCPUInfo(f *testing.F) {
	seeds(f, "cpuinfo")
	f.Fuzz(func(t *testing.T, b []byte) {
		if n := countProcessors(b); n < 0 || n > len(lines(b)) {
			t.Errorf("%d processors", n)
		}
		if _, err := countCores(b); err != nil {
			checkError(t, b, err)
		}
	})
}

// FuzzCPUList: the count is that of a slow twin that makes the set.
func FuzzCPUList(f *testing.F) {
	for _, s := range []string{"0", "0-3", "0-3,8", "0,2-3,5\n", "", "3-1", "0-99999999999", ",", "-1", "1-"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n, ok := countCPUList(b)
		if !ok {
			return
		}
		slow := 0
		for item := range strings.SplitSeq(strings.Trim(string(b), spaces), ",") {
			first, last, isRange := strings.Cut(item, "-")
			from, err := strconv.Atoi(strings.TrimPrefix(first, "+"))
			to := from
			var err2 error
			if isRange {
				to, err2 = strconv.Atoi(last)
			}
			if err != nil || err2 != nil {
				t.Fatalf("%q passes for a list", b)
			}
			for range to - from + 1 {
				slow++
			}
		}
		if n != slow {
			t.Errorf("%q has %d CPUs, want %d", b, n, slow)
		}
	})
}

// FuzzLoadAvg: loads are never negative, infinite or no numbers.
func FuzzLoadAvg(f *testing.F) {
	seeds(f, "loadavg")
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := parseLoadAvg(b)
		if err != nil {
			checkError(t, b, err)
			return
		}
		for _, v := range []float64{l.Load1, l.Load5, l.Load15} {
			if !(v >= 0 && v < math.Inf(1)) {
				t.Errorf("%q gives %v", b, l)
			}
		}
	})
}
