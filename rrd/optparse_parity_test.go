package rrd

import (
	"strings"
	"testing"
)

// optionNames are the options that the manual pages of rrdtool name, by command: the
// long and, where there is one, the short name; those with = take an argument. Tune,
// which wants its file first, and dump, which tells its usage, have tests of their own.
var optionNames = map[string]string{
	"create":      "start/b= step/s= daemon/d= no-overwrite/O source/r= template/t=",
	"update":      "template/t= skip-past-updates/s daemon/d=",
	"updatev":     "template/t= skip-past-updates/s",
	"fetch":       "resolution/r= start/s= end/e= align-start/a daemon/d=",
	"first":       "rraindex/= daemon/d=",
	"last":        "daemon/d=",
	"lastupdate":  "daemon/d=",
	"info":        "daemon/d= noflush/F",
	"list":        "daemon/d= noflush/F recursive/r",
	"restore":     "range-check/r force-overwrite/f",
	"flushcached": "daemon/d=",
	"graph": "start/s= end/e= step/S= title/t= vertical-label/v= width/w= height/h= only-graph/j full-size-mode/D upper-limit/u= lower-limit/l= rigid/r " +
		"allow-shrink/ alt-autoscale/A alt-autoscale-min/J alt-autoscale-max/M no-gridfit/N x-grid/x= week-fmt/= y-grid/y= left-axis-formatter/= " +
		"left-axis-format/= alt-y-grid/Y logarithmic/o units-exponent/X= units-length/L= units/= right-axis/= right-axis-label/= right-axis-formatter/= " +
		"right-axis-format/= no-legend/g force-rules-legend/F legend-position/= legend-direction/= lazy/z daemon/d= imginfo/f= color/c= grid-dash/= border/= " +
		"dynamic-labels/ zoom/m= font/n= font-render-mode/R= font-smoothing-threshold/B= pango-markup/P graph-render-mode/G= slope-mode/E imgformat/a= " +
		"interlaced/i tabwidth/T= base/b= watermark/W= use-nan-for-all-missing-data/Z disable-rrdtool-tag/ no-minor/I",
	"xport": "start/s= end/e= maxrows/m= step/= json/ enumds/ daemon/d= showtime/t",
}

// wrongCalls are command lines with an option, by its long and its short name, in a
// form that is refused by who knows the option: without its argument, with one too
// many, or followed by a short option that there is not.
func wrongCalls(option string) []string {
	name, takes := strings.CutSuffix(option, "=")
	long, short, _ := strings.Cut(name, "/")
	calls := []string{"--" + long}
	if short != "" {
		calls = append(calls, "-"+short)
	}
	if !takes {
		for i, end := range []string{"=1", "%"}[:len(calls)] {
			calls[i] += end
		}
	}
	return calls
}

// ourRefusal is the error of a command of ours.
func ourRefusal(t *testing.T, command string, args ...string) error {
	t.Helper()
	var err error
	switch command {
	case "create":
		err = utc.Create(args...)
	case "update":
		err = utc.Update(args...)
	case "updatev":
		_, err = utc.UpdateV(args...)
	case "fetch":
		_, err = utc.Fetch(args...)
	case "first":
		_, err = utc.First(args...)
	case "last":
		_, err = utc.Last(args...)
	case "lastupdate":
		_, err = utc.LastUpdate(args...)
	case "info":
		_, err = utc.Info(args...)
	case "list":
		_, err = utc.List(args...)
	case "restore":
		err = utc.Restore(nil, args...)
	case "flushcached":
		err = utc.FlushCached(args...)
	case "graph":
		_, err = utc.Graph(args...)
	case "xport":
		_, err = utc.Xport(args...)
	default:
		t.Fatalf("no command %s", command)
	}
	return err
}

// piped has one rrdtool answer many command lines, all of which it refuses.
const piped = `
def piped(*lines):
    import subprocess
    done = subprocess.run(["rrdtool", "-"], input="".join(line + "\n" for line in lines), capture_output=True, text=True)
    return [line[len("ERROR: "):] for line in done.stdout.split("\n") if line.startswith("ERROR: ")]
`

// Every option has its two names, and takes an argument or none, as in rrdtool.
func TestParityOptionNames(t *testing.T) {
	py := startLibrrd(t)
	py.Define(piped)
	var lines []any
	var ours []string
	for command, options := range optionNames {
		for option := range strings.FieldsSeq(options) {
			for _, arg := range wrongCalls(option) {
				lines = append(lines, command+" "+arg)
				ours = append(ours, message(ourRefusal(t, command, arg)))
			}
		}
	}
	theirs := py.Value("piped", lines...).([]any)
	if len(theirs) != len(lines) {
		t.Fatalf("%d answers to %d lines", len(theirs), len(lines))
	}
	for i, line := range lines {
		if ours[i] != theirs[i] {
			t.Errorf("%q: %q, rrdtool says %q", line, ours[i], theirs[i])
		}
	}
}
