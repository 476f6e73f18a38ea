package rrd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// tunings are options that are right, and some that both refuse.
const tunings = `-h d0:300|-h zz:5|-h d0|-h d0:x|-i d0:5|-i d0:U|-i d0:x|-i d0:NaN|-a d0:U|-a d0:-5|-a d0:1e3|-d d0:COUNTER|-d d0:FOO|-d d0:DERIVE|-r d0:x|-r zz:y|-r d0:|-p 3|-n 3.5|-p 0|-w 5|-w 29|-f 3|-f 29|-f 0|-x 0.5|-x 2|-y 0.5|-z 0.5|-v 0.25|-s 0.5|-S 0.5|-b d0|-b zz|hello|-z 0.1 -x 0.9|-h d0:77 -i d0:-1 -a d0:9`

func TestParityTune(t *testing.T) {
	py := startLibrrd(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	first, path := filepath.Join(dir, "first.rrd"), filepath.Join(dir, "x.rrd")
	for round := range original.Rounds(t, 4) + 2 {
		var s spec
		if round < 2 {
			s = predictingFile(t, py, first, round == 1)
		} else {
			s = updatedFile(t, py, r, first, round)
		}
		if s.sources[0] == "COMPUTE" {
			continue
		}
		for _, options := range strings.Split(tunings, "|") {
			args := append([]string{path}, strings.Fields(options)...)
			copyFile(t, first, path)
			_, err := py.Call("command", append([]any{"tune"}, anys(args...)...)...)
			theirs, _ := os.ReadFile(path)
			copyFile(t, first, path)
			before, _ := os.ReadFile(path)
			got := Tune(args...)
			ours, _ := os.ReadFile(path)
			if message(got) != message(err) {
				t.Errorf("%s: %v, librrd says %v", options, got, err)
			}
			if got != nil {
				if !bytes.Equal(ours, before) {
					t.Errorf("%s: refused, and yet the file has changed", options)
				}
				continue
			}
			if !bytes.Equal(theirs, ours) {
				t.Errorf("%q %s: %s", s.args, options, firstDifference(theirs, ours, len(s.sources)))
			}
		}
		if t.Failed() {
			return
		}
	}
}

// predictingFile makes a file whose archives predict, so that what tunes these has
// something to tune.
func predictingFile(t *testing.T, py *original.Python, path string, multiply bool) spec {
	t.Helper()
	predict := "RRA:HWPREDICT:100:0.1:0.0035:24"
	if multiply {
		predict = "RRA:MHWPREDICT:100:0.1:0.0035:24"
	}
	os.Remove(path)
	s := spec{sources: []string{"GAUGE"}, args: []string{"-b", fmt.Sprint(rpnStart), "DS:d0:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:100", predict}}
	py.Value("create", append([]any{path, 5}, anys(s.args...)...)...)
	for i := range 80 {
		py.Value("update", path, fmt.Sprintf("%d:%d", rpnStart+300*(i+1), (i%24)*(i%24)))
	}
	return s
}

// What would spoil a file is refused, where librrd takes it.
func TestTuneRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rrd")
	err := Create(path, "-b", "1000000000", "DS:a:GAUGE:600:U:U", "DS:b:GAUGE:600:U:U", "DS:c:COMPUTE:a,b,+", "RRA:AVERAGE:0.5:1:10", "RRA:HWPREDICT:20:0.1:0.1:10")
	if err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	for _, options := range []string{
		"-h a:-5", "-h a:0", "-h a:5m", "-r a:b", "-r a:abcdefghijklmnopqrstuvwxyz", "-r a:bad+name", "-d a:COMPUTE", "-d c:GAUGE", "-p x", "-a a:NaN",
		"DEL:zz", "DEL:a", "DELRRA:9", "DELRRA:x", "DELRRA:2", "RRA#0:=0", "RRA#0:-10", "RRA#9:+1", "RRA#0:5", "RRA#0:x", "--step 7", "-t x", "DS:a:GAUGE:600:U:U",
		"DEL:a DEL:b DEL:c", "DELRRA:0 DELRRA:1 DELRRA:2 DELRRA:3 DELRRA:4 DELRRA:5", "RRA#0:+999999999999999", "-h zz:5 -h a:5",
	} {
		if err := Tune(append([]string{path}, strings.Fields(options)...)...); err == nil {
			t.Errorf("%s was taken", options)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Fatalf("%s changed the file", options)
		}
	}
	if err := Tune(); err == nil {
		t.Error("no file")
	}
}

func TestParityResize(t *testing.T) {
	py := startLibrrd(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	t.Chdir(dir)
	py.Define("import os")
	py.Value("os.chdir", dir)
	defer py.Value("os.chdir", "/")
	path := filepath.Join(dir, "x.rrd")
	for round := range original.Rounds(t, 30) {
		s := updatedFile(t, py, r, path, round)
		if strings.Contains(strings.Join(s.sources, " "), "DCOUNTER") || strings.Contains(strings.Join(s.sources, " "), "DDERIVE") {
			continue // of the fifth version, which librrd's resize does not know
		}
		for _, how := range []string{"0 GROW 3", "0 SHRINK 1", "1 GROW 10", "0 SHRINK 5", "99 GROW 1", "0 GROW 0", "0 FOO 1", "0 SHRINK 1000"} {
			args := append([]string{path}, strings.Fields(how)...)
			os.Remove(resized)
			_, err := py.Call("command", append([]any{"resize"}, anys(args...)...)...)
			theirs, _ := os.ReadFile(resized)
			os.Remove(resized)
			got := Resize(args...)
			ours, _ := os.ReadFile(resized)
			if message(err) != message(got) {
				t.Errorf("%q %s: %v, librrd says %v", s.args, how, got, err)
			}
			if got == nil && !bytes.Equal(theirs, ours) {
				t.Errorf("%q %s: %s", s.args, how, firstDifference(theirs, ours, len(s.sources)))
			}
		}
	}
	os.Remove(resized)
}

// A rewrite keeps what it can: values by value, whatever the layout of the file.
func TestTuneRewrites(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.rrd")
	make := func() {
		t.Helper()
		os.Remove(path)
		args := []string{path, "-b", "1000000200", "DS:a:GAUGE:600:U:U", "DS:b:GAUGE:600:U:U", "DS:c:COMPUTE:b,2,*", "RRA:AVERAGE:0.5:1:12", "RRA:MAX:0.5:2:6"}
		if err := Create(args...); err != nil {
			t.Fatal(err)
		}
		for i := range int64(12) {
			if err := Update(path, fmt.Sprintf("%d:%d:%d", 1000000200+300*(i+1), i+1, 10*(i+1))); err != nil {
				t.Fatal(err)
			}
		}
	}
	rows := func(cf string, step string) (string, []float64) {
		t.Helper()
		got, err := Fetch(path, cf, "-s", "1000000200", "-e", "1000003799", "-r", step)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(got.Names, " "), got.Data
	}
	for _, c := range []struct {
		args, cf, step, names string
		want                  string
	}{
		{"DEL:a", "AVERAGE", "300", "b c", "10 20 20 40 30 60"},
		{"DS:n:GAUGE:600:U:U", "AVERAGE", "300", "a b c n", "1 10 20 NaN 2 20 40 NaN"},
		{"RRA#0:=3", "AVERAGE", "300", "a b c", "NaN NaN NaN NaN NaN NaN"},
		{"RRA#0:+3", "AVERAGE", "300", "a b c", "1 10 20 2 20 40"},
		{"RRA:AVERAGE:0.5:2:6", "AVERAGE", "600", "a b c", "1.5 15 30 3.5 35 70"},
		{"RRA:MIN:0.5:3:6", "MIN", "900", "a b c", "1 10 20 3 30 60"},
		{"--step 60", "AVERAGE", "300", "a b c", "1 10 20 2 20 40"},
		{"DELRRA:0", "MAX", "600", "a b c", "2 20 40 4 40 80"},
	} {
		make()
		if err := Tune(append([]string{path}, strings.Fields(c.args)...)...); err != nil {
			t.Errorf("%s: %v", c.args, err)
			continue
		}
		names, got := rows(c.cf, c.step)
		want := strings.Fields(c.want)
		text := strings.Fields(strings.Trim(fmt.Sprint(got[:min(len(want), len(got))]), "[]"))
		if c.args == "RRA:AVERAGE:0.5:2:6" || c.cf == "MAX" || c.cf == "MIN" {
			// The first row begins before the first reading in some alignments.
			for len(text) > 0 && text[0] == "NaN" && len(got) > len(names) {
				got = got[len(strings.Fields(names)):]
				text = strings.Fields(strings.Trim(fmt.Sprint(got[:min(len(want), len(got))]), "[]"))
			}
		}
		if names != c.names || strings.Join(text, " ") != c.want {
			t.Errorf("%s: %s %v, want %s %s", c.args, names, text, c.names, c.want)
		}
		if err := Update(path, "-t", "b", "1000004100:7"); err != nil {
			t.Errorf("%s: update afterwards: %v", c.args, err)
		}
	}
}
