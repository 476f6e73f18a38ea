package rrd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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
