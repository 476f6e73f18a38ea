package rrd

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// FuzzFile gives every command bytes that may be a file: they come back, and what
// can be read can be dumped and restored to the same.
func FuzzFile(f *testing.F) {
	for _, layout := range machines {
		f.Add(laidOut(f, layout))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "x.rrd")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		var dump bytes.Buffer
		if err := Dump(&dump, path); err == nil {
			again := filepath.Join(t.TempDir(), "y.rrd")
			if err := RestoreXML(bytes.NewReader(dump.Bytes()), again, nil); err == nil {
				var second bytes.Buffer
				err := Dump(&second, again)
				// Librrd's reader does not come back to numbers below the normal ones.
				if tiny := bytes.Contains(dump.Bytes(), []byte("e-308")); err != nil || !tiny && second.String() != dump.String() {
					t.Errorf("the dump of what was restored differs (%v)", err)
				}
			}
		}
		everyCommand(t, path)
	})
}

// FuzzRestore gives restore bytes that may be a dump: with an error there is no
// file, and without one it can be read.
func FuzzRestore(f *testing.F) {
	for _, layout := range machines {
		path := filepath.Join(f.TempDir(), "x.rrd")
		if err := os.WriteFile(path, laidOut(f, layout), 0o644); err != nil {
			f.Fatal(err)
		}
		var dump bytes.Buffer
		if err := Dump(&dump, path); err != nil {
			f.Fatal(err)
		}
		f.Add(dump.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "x.rrd")
		err := RestoreXML(bytes.NewReader(b), path, nil)
		if err != nil {
			if _, err := os.Lstat(path); err == nil {
				t.Error("refused, and yet there is a file")
			}
			return
		}
		if err := Dump(io.Discard, path); err != nil {
			t.Error(err)
		}
		everyCommand(t, path)
	})
}

// FuzzTime reads at-style times: a time that is read is the same when it is
// given as its seconds, if it has that many.
func FuzzTime(f *testing.F) {
	for _, s := range []string{"now-1d", "noon yesterday", "12:00 24.12.2025", "20251224", "end-5m", "-1y6m", "jan 5 2020 3pm"} {
		f.Add(s)
	}
	now := time.Unix(1795896000, 0).UTC()
	f.Fuzz(func(t *testing.T, s string) {
		at, err := ParseTime(s, &TimeOptions{Now: now, Location: time.UTC})
		if err != nil || at.Unix() <= smallestEpoch {
			return
		}
		again, err := ParseTime(time.Unix(at.Unix(), 0).UTC().Format("15:04 01/02/2006"), &TimeOptions{Now: now, Location: time.UTC})
		if at.Year() > 1970 && at.Year() < 10000 && (err != nil || again.Unix() != at.Unix()-at.Unix()%60) {
			t.Errorf("%q is %v, which is %v (%v)", s, at, again, err)
		}
	})
}

// FuzzRPN compiles and evaluates expressions: an error, or as many values as
// rows.
func FuzzRPN(f *testing.F) {
	for _, s := range []string{"d0,2,*", "d0,900,TREND", "600,-2,900,d0,PREDICT", "d0,d1,2,SORT,+", "1,2,3,3,1,ROLL,+,+,d0,+", "d0,DEPTH,COPY"} {
		f.Add(s)
	}
	columns := [][]float64{{1, nan, 3, 4}, {4, 5, 6, 7}, {7, 8, 9, 10}}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := compileRPN(s, func(name string) (int, bool) { return int(name[len(name)-1]) % 3, name != "x" })
		if err != nil {
			return
		}
		got, err := computeSeries(p, rpnSeries(columns), 0, time.UTC, nil)
		if err == nil && int64(len(got.data)) != (got.end-got.start)/got.step {
			t.Errorf("%q: %d values", s, len(got.data))
		}
	})
}
