package rrd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones that a small machine may lack

	"github.com/pyops-go/pyops/internal/peers"
)

// TestGridTimesGoOn: the lines of a time axis follow each other and come to an end,
// where clocks are set back or forward, and where a day is left out.
func TestGridTimesGoOn(t *testing.T) {
	for zone, changes := range map[string][]string{
		"Europe/Berlin":       {"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"},
		"America/New_York":    {"2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"},
		"Australia/Lord_Howe": {"2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"},
		"Pacific/Apia":        {"2011-12-30T10:00:00Z"},
		"Africa/Cairo":        {"2026-04-23T22:00:00Z", "2026-10-29T21:00:00Z"},
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range changes {
			at, err := time.Parse(time.RFC3339, change)
			if err != nil {
				t.Fatal(err)
			}
			for unit := UnitSecond; unit <= UnitYear; unit++ {
				for _, count := range []int{1, 2, 3, 6, 12, 24, 30} {
					s := GridStep{unit, count}
					length := int64(unitSeconds[unit]) * int64(count)
					start, end := at.Unix()-3*length-1, at.Unix()+3*length+1
					all := s.times(start, end, loc)
					for i, x := range all {
						if x < start || x >= end || i > 0 && x <= all[i-1] {
							t.Fatalf("%s, %v from %d to %d: %v", zone, s, start, end, all)
						}
						// A day begins at midnight, or where that is skipped at one.
						if hour := time.Unix(x, 0).In(loc).Hour(); unit >= UnitDay && hour > 1 {
							t.Errorf("%s, %v: a line at %d o'clock", zone, s, hour)
						}
					}
					if len(all) < 4 || len(all) > 12 {
						t.Errorf("%s, %v from %d to %d: %d lines", zone, s, start, end, len(all))
					}
				}
			}
		}
	}
}

// TestParityGridsWhereClocksAreSetBack: rrdtool draws as many lines and letters there as
// in a zone without summer time, and so do we.
func TestParityGridsWhereClocksAreSetBack(t *testing.T) {
	peers.Need(t, "rrdtool")
	picture := filepath.Join(t.TempDir(), "g.svg")
	for _, start := range []int{1792886300, 1792887500, 1792889700, 1792889900, 1774745900} {
		args := []string{
			"--start", strconv.Itoa(start), "--end", strconv.Itoa(start + 200), "--imgformat", "SVG", "--x-grid", "SECOND:10:SECOND:50:SECOND:50:0:%H.%M.%S", "HRULE:1#f00",
		}
		var theirs, ours []int
		for _, zone := range []string{"UTC", "Europe/Berlin"} {
			cmd := exec.Command("rrdtool", append([]string{"graph", picture}, args...)...)
			cmd.Env = append(os.Environ(), "TZ="+zone)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			svg, err := os.ReadFile(picture)
			if err != nil {
				t.Fatal(err)
			}
			theirs = append(theirs, bytes.Count(svg, []byte("<path")))
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			p, err := NewTool(&ToolOptions{Location: loc}).Graph(append([]string{"-"}, args...)...)
			if err != nil {
				t.Fatal(err)
			}
			ours = append(ours, bytes.Count(p.Image, []byte("<path")))
		}
		if theirs[1]-theirs[0] != ours[1]-ours[0] {
			t.Errorf("from %d on rrdtool draws %d pieces in UTC and %d in Berlin, we %d and %d", start, theirs[0], theirs[1], ours[0], ours[1])
		}
	}
}

// TestSecondsAreExact: seconds since 1970 mean that second, also where clocks show it
// twice or skip a day. Librrd goes by a calendar, and puts a start behind its end.
func TestSecondsAreExact(t *testing.T) {
	for zone, changes := range map[string][]int64{
		"Europe/Berlin": {1774746000, 1792890000}, "America/Caracas": {1197183600, 1462086000}, "Europe/Moscow": {1301180400, 1414274400},
		"Pacific/Apia": {1325239200}, "Asia/Pyongyang": {1439564400, 1525446000}, "Australia/Lord_Howe": {1775314800, 1791041400},
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range changes {
			for at := change - 100_000; at < change+100_000; at += 571 {
				text := strconv.FormatInt(at, 10)
				now := time.Unix(at+1, 0).In(loc)
				for _, end := range []string{text, "now-1sec", "start+0"} {
					from, to, err := parseTimes(text, end, now)
					if err != nil || from != at || to != at {
						t.Fatalf("%s: from %s to %s is from %d to %d: %v", zone, text, end, from, to, err)
					}
				}
			}
		}
	}
	peers.Need(t, "rrdtool")
	cmd := exec.Command("rrdtool", "graph", "-", "--start", "1197183478", "--end", "1197185078", "HRULE:1#f00")
	cmd.Env = append(os.Environ(), "TZ=America/Caracas")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), ") should be less than end (") {
		t.Errorf("rrdtool says %v, %.200s: it may have healed", err, out)
	}
}
