package rrd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// A file that is filled from others is librrd's, byte for byte: its rows, what it is in the
// middle of, and what later updates make of that.
func TestPrefilledFilesAreEqualByteForByte(t *testing.T) {
	py := startLibrrdAlone(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	theirs, ours := filepath.Join(dir, "t.rrd"), filepath.Join(dir, "o.rrd")
	taken := 0
	for round := range original.Rounds(t, 100) {
		var sources []string
		var s spec
		for i := range 1 + r.IntN(3) {
			path := filepath.Join(dir, fmt.Sprintf("s%d.rrd", i))
			s = r.prefillSource(t, path)
			sources = append(sources, path)
		}
		args := r.prefillTarget(&s, sources)
		_, want := py.Call("create", append([]any{theirs, round}, anys(args...)...)...)
		if want != nil {
			if got := Create(append([]string{ours}, args...)...); message(got) != message(want) {
				t.Errorf("%q: %v, librrd says %v", args, got, want)
			}
			continue
		}
		taken++
		first, err := os.ReadFile(theirs)
		if err != nil {
			t.Fatal(err)
		}
		h := headerOf(t, first)
		// Made under the same name, of which the place where seasons are smoothed is made.
		if err := createLike(h, append([]string{theirs}, args...)...); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		copyFile(t, theirs, ours)
		if err := os.WriteFile(theirs, first, 0o644); err != nil {
			t.Fatal(err)
		}
		if !sameFiles(t, theirs, ours) {
			mine, _ := os.ReadFile(ours)
			t.Fatalf("%q: %s", args, firstDifference(first, mine, len(h.ds)))
		}
		at := float64(h.lastUp)
		updates := r.randomUpdates(s, &at, 10)
		var calls []original.Call
		for _, u := range updates {
			calls = append(calls, original.Call{Func: "update", Args: append([]any{theirs}, anys(u...)...)})
		}
		for i, result := range py.Batch(calls) {
			if err := Update(append([]string{ours}, updates[i]...)...); strings.ReplaceAll(message(err), ours, theirs) != message(result.Err) {
				t.Errorf("%q: %v, librrd says %v", updates[i], err, result.Err)
			}
		}
		if !sameFiles(t, theirs, ours) {
			whereTheyPart(t, py, s, first, theirs, ours, updates)
		}
	}
	if taken == 0 {
		t.Error("librrd made none of the files")
	}
}

// prefillSource makes a file that another can be filled from.
func (c chooser) prefillSource(t *testing.T, path string) spec {
	t.Helper()
	s := spec{step: []int64{10, 10, 20, 30, 60}[c.IntN(5)]}
	start := rpnStart + 10*c.Int64N(30)
	args := []string{path, "--start", fmt.Sprint(start), "--step", fmt.Sprint(s.step)}
	first := c.IntN(3)
	for i := range 1 + c.IntN(3) {
		kind := c.of("GAUGE GAUGE ABSOLUTE DERIVE COUNTER COMPUTE")
		if i == 0 && kind == "COMPUTE" {
			kind = "GAUGE"
		}
		s.sources = append(s.sources, kind)
		name := "abc"[(first+i)%3]
		if kind == "COMPUTE" {
			args = append(args, fmt.Sprintf("DS:%c:COMPUTE:%c,2,*", name, "abc"[first]))
			continue
		}
		args = append(args, fmt.Sprintf("DS:%c:%s:%d:U:U", name, kind, 4*s.step))
	}
	args = append(args, c.plainRRAs(1+c.IntN(4))...)
	if c.one(6) {
		args = append(args, fmt.Sprintf("RRA:HWPREDICT:%d:0.1:0.0035:7", 8+c.IntN(20)))
	}
	if err := Create(args...); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	at := float64(start)
	for range 1 + c.IntN(60) {
		at += 1 + float64(c.Int64N(2*s.step)) + float64(c.IntN(2)*c.IntN(1000))/1000
		if c.one(15) {
			at += float64(6 * s.step)
		}
		reading := fmt.Sprintf("%.3f", at)
		for _, kind := range s.sources {
			if kind != "COMPUTE" {
				reading += ":" + c.randomReading(kind, int64(at))
			}
		}
		// Some readings are refused, and the file is then the same as before.
		_ = Update(path, reading)
	}
	return s
}

// prefillTarget are the arguments of create for a file that is filled from others. *s is
// what the last of them is like, which may be the template, and then what the file is like.
func (c chooser) prefillTarget(s *spec, from []string) []string {
	var args []string
	for _, path := range from {
		args = append(args, c.of("--source -r"), path)
	}
	if c.one(3) {
		args = append(args, "--start", fmt.Sprint(rpnStart+c.Int64N(2500)))
	}
	if c.one(8) {
		s.args = append(append(args, "--template", from[len(from)-1]), c.plainRRAs(c.IntN(3))...)
		return s.args
	}
	*s = spec{step: []int64{10, 20, 30, 40, 60}[c.IntN(5)]}
	args = append(args, "--step", fmt.Sprint(s.step))
	for i := range 1 + c.IntN(4) {
		mapped := ""
		if c.one(3) {
			mapped = "=" + c.of("a b c d") + strings.Trim(c.of("_ [1] [2] [3]"), "_")
		}
		kind := c.of("GAUGE GAUGE ABSOLUTE DERIVE COUNTER COMPUTE")
		if i == 0 && kind == "COMPUTE" {
			kind = "GAUGE"
		}
		s.sources = append(s.sources, kind)
		if kind == "COMPUTE" {
			args = append(args, fmt.Sprintf("DS:%c:COMPUTE:a,3,*", "abcd"[i]))
			continue
		}
		args = append(args, fmt.Sprintf("DS:%c%s:%s:%d:U:U", "abcd"[i], mapped, kind, 4*s.step))
	}
	if c.one(4) {
		args = append(args, c.predictRRAsOf(3+c.IntN(10))...)
	}
	s.args = append(args, c.plainRRAs(1+c.IntN(4))...)
	return s.args
}
