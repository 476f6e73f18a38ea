package rrd

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// Seasons are smoothed once a cycle if all of them are known. So these files get a value
// for each step, through more cycles than the three that are smoothed at their ends, some
// of them in one update that skips rows.
func TestSmoothedSeasonsAreEqualByteForByte(t *testing.T) {
	py := startLibrrdAlone(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	theirs, ours := filepath.Join(dir, "t", "x.rrd"), filepath.Join(dir, "o", "x.rrd")
	for _, path := range []string{theirs, ours} {
		if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for round := range original.Rounds(t, 40) {
		s := spec{step: 10, sources: []string{"GAUGE", "GAUGE"}[:1+r.IntN(2)]}
		s.args = []string{"--start", fmt.Sprint(rpnStart), "--step", "10"}
		for i := range s.sources {
			s.args = append(s.args, fmt.Sprintf("DS:d%d:GAUGE:600:U:U", i))
		}
		period := 3 + r.IntN(20)
		s.args = append(s.args, r.predictRRAsOf(period)...)
		if _, err := py.Call("create", append([]any{theirs, round}, anys(s.args...)...)...); err != nil {
			t.Fatalf("%q: %v", s.args, err)
		}
		copyFile(t, theirs, ours)
		first, err := os.ReadFile(ours)
		if err != nil {
			t.Fatal(err)
		}
		var updates [][]string
		for at := int64(rpnStart); at < rpnStart+10*int64(period)*9; {
			at += 10
			if r.one(25) {
				at += 10 * r.Int64N(int64(period))
			}
			reading := fmt.Sprint(at)
			for range s.sources {
				reading += fmt.Sprintf(":%.2f", 100+30*float64(at/10%int64(period))+r.NormFloat64()*5)
			}
			updates = append(updates, []string{reading})
		}
		var calls []original.Call
		for _, u := range updates {
			calls = append(calls, original.Call{Func: "update", Args: append([]any{theirs}, anys(u...)...)})
		}
		for i, result := range py.Batch(calls) {
			if err := Update(append([]string{ours}, updates[i]...)...); err != nil || result.Err != nil {
				t.Fatalf("%q, %q: %v, librrd says %v", s.args, updates[i], err, result.Err)
			}
		}
		if !sameFiles(t, theirs, ours) {
			whereTheyPart(t, py, s, first, theirs, ours, updates)
		}
	}
}
