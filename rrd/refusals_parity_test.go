package rrd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// updateRefusals are arguments of update, with underscores for blanks. Most are refused.
const updateRefusals = `
-t a:b:a 1000000300:1:2:3
-t a:b:a:b 1000000300:1:2
-t a:b 1000000300:1:2
-t b:a 1000000300:1:2
--template b 1000000300:1
-t zz 1000000300:1
-s 999999999:1:2
-s 999999999:1:2 1000000300:3:4
--skip-past-updates 1000000200:1:2
start+5@1:2
end-5@1:2
start@1:2
noon_yesterday@1:2
12:00_32.01.2001@1:2
12:00_13.32.2001@1:2
12:00_32.0.2001@1:2
12:00_31.13.2001@1:2
12:00_32/01/2001@1:2
12:00_jan_32_2001@1:2
12:00_12.x.2001@1:2
12:00_12.@1:2
12:00_12.01.x@1:2
12:00_12/x/2001@1:2
12:00_12/@1:2
12:00_12/01/@1:2
12:00_12-x@1:2
1000000300x:1:2
1000000300.5x:1:2
1e18:1:2
:1:2
--daemon= 1000000300:1:2
1000000300.25:1:2
`

func TestParityUpdateRefusals(t *testing.T) {
	py := startLibrrd(t)
	dir := t.TempDir()
	first, path := filepath.Join(dir, "first.rrd"), filepath.Join(dir, "x.rrd")
	py.Value("create", first, 1, "-b", "1000000200", "DS:a:GAUGE:600:U:U", "DS:b:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	for line := range strings.Lines(strings.TrimSpace(updateRefusals)) {
		args := []string{path}
		for _, w := range strings.Fields(line) {
			args = append(args, strings.ReplaceAll(w, "_", " "))
		}
		copyFile(t, first, path)
		_, want := py.Call("update", anys(args...)...)
		theirs, _ := os.ReadFile(path)
		copyFile(t, first, path)
		got := Update(args...)
		ours, _ := os.ReadFile(path)
		if message(got) != message(want) {
			t.Errorf("%q: %q, librrd says %q", args[1:], message(got), message(want))
		}
		if !bytes.Equal(oneUnknown(theirs), oneUnknown(ours)) {
			t.Errorf("%q: %s", args[1:], firstDifference(theirs, ours, 2))
		}
	}
}

// graphRefusals are options and elements of a graph, most of which are refused.
const graphRefusals = `
--imginfo %n%n
--imginfo %s%s
--imginfo <IMG_SRC="%s">
--start 10 --end 20
--y-grid 1:0
--y-grid 1:-5
--y-grid 0:1
LINE1:a#ff00ff:x:dashes=x
LINE1:a#ff00ff:x:dashes=1,x
LINE1:a#ff00ff:x:dashes=3:dash-offset=x
SHIFT:a:zz
SHIFT:zz:300
VDEF:v=a,x,PERCENT
VDEF:v=
CDEF:c=a,
PRINT:a:AVERAGE:%5.2lf%%%s
PRINT:a:AVERAGE:100%%
PRINT:a:AVERAGE:%q
`

func TestParityGraphRefusals(t *testing.T) {
	py, file := startGraphFile(t)
	for line := range strings.Lines(strings.TrimSpace(graphRefusals)) {
		args := []string{"-", "--start", "1699914000", "--end", fmt.Sprint(graphEnd), "DEF:a=" + file + ":in:AVERAGE", "LINE2:a#00ff00"}
		for _, w := range strings.Fields(line) {
			args = append(args, strings.ReplaceAll(w, "_", " "))
		}
		list := make([]any, len(args))
		for i, a := range args {
			list[i] = a
		}
		_, want := py.Call("graphv", list...)
		if got := ourGraph(args...); message(got.Err) != message(want) {
			t.Errorf("%s: %q, librrd says %q", strings.TrimSpace(line), message(got.Err), message(want))
		}
	}
}

// The name of the file that resize writes is refused.
func TestParityResizeOfItsOwnFile(t *testing.T) {
	py := startLibrrd(t)
	args := []string{"resize.rrd", "0", "GROW", "1"}
	_, want := py.Call("command", append([]any{"resize"}, anys(args...)...)...)
	if got := Resize(args...); want == nil || message(got) != message(want) {
		t.Errorf("%v, librrd says %v", got, want)
	}
}
