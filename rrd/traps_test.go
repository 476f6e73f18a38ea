package rrd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What people report as faults of rrdtool and is how it works: the values are
// those of rrdtool 1.7.2 (see the links in the issues that they are from), in
// files with a step of 300 s and a heartbeat of 600 s unless said.
var surprises = []struct {
	name    string
	create  string // step, start, and the data source after DS:x:
	updates string
	from    int64
	want    string // the rows from there on
}{
	{"one update into a new file shows nothing", "300 1000000200 GAUGE:600:U:U", "+200:1", 0, "NaN"},
	{"a row appears when a later update passes its end", "300 1000000200 GAUGE:600:U:U", "+200:1 +400:2", 0, "1.33333333333 NaN"},
	{"an update at the end of a row", "300 1000000200 GAUGE:600:U:U", "+300:1", 0, "1 NaN"},
	{"the first value of a counter is unknown", "300 1000000200 COUNTER:600:U:U", "+300:1 +600:301", 0, "NaN 1 NaN"},
	{"readings off the steps are weighted by time", "600 1093110000 GAUGE:1200:U:U", "+600:10 +750:20 +1200:30", 0, "10 27.5 NaN"},
	{"readings rarer than the heartbeat", "1 1000000200 GAUGE:2:U:U", "+1:1 +4:1 +7:1 +10:1", 0, "1 NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN"},
	{"30 unknown seconds of 60", "60 1000000200 GAUGE:120:U:U", "+30:U +60:5 +120:5", 0, "5 5 NaN"},
	{"31 unknown seconds of 60", "60 1000000200 GAUGE:120:U:U", "+31:U +60:5 +120:5", 0, "NaN 5 NaN"},
	{"half an unknown second counts as none", "1 1000000200 GAUGE:60:U:U", "+0.5:20 +1.5:20 +2.5:U +3.5:20 +4:20", 0, "20 20 10 20 NaN"},
	{"a reset DERIVE with a minimum is unknown", "300 1000000200 DERIVE:600:0:U", "+300:4294967297 +600:0 +900:300", 0, "NaN NaN 1 NaN"},
	{"a COUNTER within its maximum", "300 1000000200 COUNTER:600:U:1000000", "+300:5000 +600:U +900:7 +1200:607", 0, "NaN NaN NaN 2 NaN"},
	{"limits are kept, beyond them is unknown", "300 1000000200 GAUGE:600:0:100", "+300:101 +600:100 +900:-0.001 +1200:0", 0, "NaN 100 NaN 0 NaN"},
	{"a counter that ran over", "300 1000000200 COUNTER:600:U:U", "+300:4294967290 +600:10", 0, "NaN 0.05 NaN"},
	{"a counter of 31 digits", "300 1000000200 COUNTER:600:U:U", "+300:1234567890123456789012345678901 +600:1234567890123456789012345678902", 0, "NaN NaN NaN"},
	{"nothing is a whole number", "300 1000000200 COUNTER:600:U:U", "+300:5 +600: +900:7", 0, "NaN NaN NaN NaN"},
}

func TestValuesThatSurprise(t *testing.T) {
	for _, c := range surprises {
		words := strings.Fields(c.create)
		path := filepath.Join(t.TempDir(), "x.rrd")
		if err := Create(path, "-s", words[0], "-b", words[1], "DS:x:"+words[2], "RRA:AVERAGE:0.5:1:20"); err != nil {
			t.Fatal(err)
		}
		var start int64
		fmt.Sscan(words[1], &start)
		last := 0.0
		for _, u := range strings.Fields(c.updates) {
			after, value, _ := strings.Cut(u[1:], ":")
			var seconds float64
			fmt.Sscan(after, &seconds)
			last = seconds
			if err := Update(path, fmt.Sprintf("%.1f:%s", float64(start)+seconds, value)); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		got, err := Fetch(path, "AVERAGE", "-s", fmt.Sprint(start), "-e", fmt.Sprint(start+int64(last)))
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for _, v := range got.Data {
			text = append(text, fmt.Sprintf("%.12g", v))
		}
		if s := strings.Join(text, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
		if got.Start.Unix() != start || got.Time(0) != got.Start.Add(got.Step) {
			t.Errorf("%s: the first row of %v is at %v", c.name, got.Start, got.Time(0))
		}
	}
}

// The surprises are those of rrdtool: it says the same of the same updates.
func TestParityValuesThatSurprise(t *testing.T) {
	py := startLibrrd(t)
	for i, c := range surprises {
		words := strings.Fields(c.create)
		path := filepath.Join(t.TempDir(), "x.rrd")
		py.Value("create", path, i, "-s", words[0], "-b", words[1], "DS:x:"+words[2], "RRA:AVERAGE:0.5:1:20")
		var start int64
		fmt.Sscan(words[1], &start)
		var seconds float64
		for _, u := range strings.Fields(c.updates) {
			after, value, _ := strings.Cut(u[1:], ":")
			fmt.Sscan(after, &seconds)
			py.Value("update", path, fmt.Sprintf("%.1f:%s", float64(start)+seconds, value))
		}
		rows := py.Value("fetch", path, "AVERAGE", "-s", fmt.Sprint(start), "-e", fmt.Sprint(start+int64(seconds))).([]any)
		var text []string
		for _, v := range rows[4].([]any) {
			text = append(text, fmt.Sprintf("%.12g", v))
		}
		if s := strings.Join(text, " "); s != c.want {
			t.Errorf("%s: rrdtool has %s, not %s", c.name, s, c.want)
		}
	}
}

// Texts that no counter has.
func TestCountersTakeWholeNumbersOnly(t *testing.T) {
	path := newFile(t, "DS:x:COUNTER:600:U:U", "RRA:AVERAGE:0.5:1:20")
	for _, text := range []string{"1e5", "+5", " 5", "5.0", "-5", "0x10", "5 "} {
		err := Update(path, fmt.Sprintf("%d:%s", rpnStart+300, text))
		if want := path + ": not a simple unsigned integer: '" + text + "'"; err == nil || reasonOf(err) != want || !errors.Is(err, ErrSyntax) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestStartsThatSurprise(t *testing.T) {
	now := time.Date(2026, 11, 28, 20, 0, 0, 0, time.UTC)
	tool := NewTool(&ToolOptions{Location: time.UTC, Now: func() time.Time { return now }})
	for start, want := range map[string]time.Time{
		"0": now.Truncate(24 * time.Hour), "12": now.Truncate(24 * time.Hour).Add(12 * time.Hour), "20010909": time.Date(2001, 9, 9, 0, 0, 0, 0, time.UTC),
	} {
		path := filepath.Join(t.TempDir(), "x.rrd")
		if err := tool.Create(path, "-b", start, "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20"); err != nil {
			t.Fatal(err)
		}
		if last, err := tool.Last(path); err != nil || !last.Equal(want) {
			t.Errorf("-b %s: %v, %v, want %v", start, last, err, want)
		}
	}
	if err := tool.Create("x", "-b", "2000", "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20"); err == nil || reasonOf(err) != "start time: did you really mean month 2000?" {
		t.Errorf("-b 2000: %v", err)
	}
}

// A day before a time is 24 hours where the time is the other's, and as long as
// the day is where it is its own.
func TestDaysOfSummerTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opts := &TimeOptions{Now: time.Unix(1795896000, 0), Location: berlin}
	for _, c := range []struct {
		start, end string
		want       int64 // of the start
	}{
		{"end-1day", "12:00 25.10.2026", 1792839600},
		{"12:00 25.10.2026-1day", "now", 1792836000},
		{"end-1day", "12:00 29.03.2026", 1774692000},
		{"12:00 29.03.2026-1day", "now", 1774695600},
		{"31.03.2026-1month", "now", 1772492400}, // 31 February is 3 March
	} {
		from, _, err := ParseTimes(c.start, c.end, opts)
		if err != nil || from.Unix() != c.want {
			t.Errorf("%s before %s: %d, %v, want %d", c.start, c.end, from.Unix(), err, c.want)
		}
	}
	for _, c := range []struct {
		start, end string
		want       int64 // of the end
	}{
		{"12:00 24.10.2026", "start+1day", 1792922400},
		{"12:00 24.10.2026", "12:00 24.10.2026+1day", 1792926000},
		{"12:00 28.03.2026", "start+1day", 1774782000},
		{"12:00 28.03.2026", "12:00 28.03.2026+1day", 1774778400},
	} {
		_, to, err := ParseTimes(c.start, c.end, opts)
		if err != nil || to.Unix() != c.want {
			t.Errorf("%s after %s: %d, %v, want %d", c.end, c.start, to.Unix(), err, c.want)
		}
	}
	if at, err := ParseTime("epoch+1000000000", opts); err != nil || at.Unix() != 1000000000 {
		t.Errorf("since the epoch: %v, %v", at, err)
	}
}

func TestLimitsOfTune(t *testing.T) {
	path := newFile(t, "DS:x:GAUGE:600:0:5", "RRA:AVERAGE:0.5:1:20")
	if err := Tune(path, "-a", "x:U"); err != nil {
		t.Fatal(err)
	}
	info, err := Info(path)
	if v, _ := info.Get("ds[x].max"); err != nil || v.(float64) == v.(float64) {
		t.Errorf("the limit is %v, %v", v, err)
	}
}

func TestMoreRowsThanThereIsRoomFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rrd")
	err := Create(path, "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:4611686018427387904")
	if err == nil || reasonOf(err) != "cannot allocate memory" {
		t.Errorf("got %v", err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("there is a file")
	}
}

// Files that are none, by what librrd says of them.
func TestFilesThatAreNone(t *testing.T) {
	good := smallFile(t)
	for want, b := range map[string][]byte{
		"'%s' is not an RRD file":                         make([]byte, 1000),
		"'%s' is too small (should be 744 bytes)":         good[:len(good)-8],
		"mmaping file '%s': Invalid argument":             {},
		"reached EOF while loading header rrd->stat_head": []byte("RRD\x000003"),
	} {
		path := filepath.Join(t.TempDir(), "x.rrd")
		writeBytes(t, path, b)
		if strings.Contains(want, "%s") {
			want = fmt.Sprintf(want, path)
		}
		_, err := Open(path, nil)
		if err == nil || reasonOf(err) != want || !errors.Is(err, ErrFormat) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Numbers are as in C, whatever the country.
func TestNumbersOfNoCountry(t *testing.T) {
	path := newFile(t, "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20")
	if err := Update(path, fmt.Sprintf("%d:1,5", rpnStart+300)); err == nil || !strings.Contains(err.Error(), "cannot convert ',5'") {
		t.Errorf("1,5: %v", err)
	}
	for xff, good := range map[string]bool{"0,5": false, "1": false, "": false, "nan": false, ".5": true, "5e-1": true} {
		err := Create(filepath.Join(t.TempDir(), "x.rrd"), "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:"+xff+":1:20")
		if (err == nil) != good {
			t.Errorf("an xff of %q: %v", xff, err)
		}
	}
}

// What tune would spoil a file with.
func TestTuneSpoilsNothing(t *testing.T) {
	path := newFile(t, "DS:x:GAUGE:600:0:5", "DS:y:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"-r", "x:y"}, {"-r", "x:bad name!"}, {"-r", "x:abcdefghijklmnopqrstuvwxyz"}, {"-r", "x:"}, {"-h", "x:-5"}, {"-a", "x:NaN"}, {"-i", "x:NaN"}, {"-h", "zz:5"},
	} {
		if err := Tune(append([]string{path}, args...)...); err == nil {
			t.Errorf("%q is taken", args)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Fatalf("%q changed the file", args)
		}
	}
}
