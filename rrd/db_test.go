package rrd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// randomValue is a reading for a source, exact as a text.
func (c chooser) randomValue(kind string, at int64) Value {
	if c.one(10) {
		return Value{}
	}
	switch kind {
	case "COUNTER":
		return Uint(uint64(at*int64(c.IntN(4)+1)%100000 + int64(c.IntN(1000))))
	case "DERIVE":
		return Int(at%100000 - 50000 + int64(c.IntN(3000)))
	case "ABSOLUTE":
		return Int(int64(c.IntN(10000)))
	}
	return Float(float64(c.IntN(100000)-50000) / 64)
}

// What numbers update and what librrd updates with the same as texts is the same
// file.
func TestTypedUpdatesAreEqualByteForByte(t *testing.T) {
	py := startLibrrd(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	theirs, ours := filepath.Join(dir, "t.rrd"), filepath.Join(dir, "o.rrd")
	for round := range original.Rounds(t, 60) {
		s := r.randomSpec()
		os.Remove(theirs)
		py.Value("create", append([]any{theirs, round}, anys(s.args...)...)...)
		copyFile(t, theirs, ours)
		db, err := Open(ours, &OpenOptions{Write: true})
		if err != nil {
			t.Fatal(err)
		}
		at := int64(rpnStart)
		var calls []original.Call
		for range 60 {
			at += 1 + r.Int64N(3*s.step)
			var values []Value
			text := fmt.Sprint(at)
			for _, kind := range s.sources {
				if kind != "COMPUTE" {
					v := r.randomValue(kind, at)
					values = append(values, v)
					text += ":" + v.String()
				}
			}
			calls = append(calls, original.Call{Func: "update", Args: []any{theirs, text}})
			if err := db.Update(time.Unix(at, 0), values...); err != nil {
				t.Fatalf("%q %s: %v", s.args, text, err)
			}
		}
		for i, result := range py.Batch(calls) {
			if result.Err != nil {
				t.Fatalf("%v: %v", calls[i], result.Err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if !sameFiles(t, theirs, ours) {
			a, _ := os.ReadFile(theirs)
			b, _ := os.ReadFile(ours)
			t.Fatalf("%q: %s", s.args, firstDifference(a, b, len(s.sources)))
		}
	}
}

func newFile(t testing.TB, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(append([]string{path, "-b", fmt.Sprint(rpnStart)}, args...)...); err != nil {
		t.Fatal(err)
	}
	return path
}

func openFor(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(path, &OpenOptions{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestUpdateRefusesBeforeItWrites(t *testing.T) {
	path := newFile(t, "DS:c:COUNTER:600:U:U", "DS:g:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	db := openFor(t, path)
	if err := db.Update(time.Unix(rpnStart+300, 0), Uint(5), Float(1.5)); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	next := time.Unix(rpnStart+600, 0)
	for name, err := range map[string]error{
		"a fraction":    db.Update(next, Float(1.5), Float(1)),
		"below zero":    db.Update(next, Int(-1), Float(1)),
		"too few":       db.Update(next, Uint(1)),
		"too many":      db.Update(next, Uint(1), Float(1), Float(1)),
		"the same time": db.Update(time.Unix(rpnStart+300, 0), Uint(1), Float(1)),
		"the past":      db.Update(time.Unix(5, 0), Uint(1), Float(1)),
		"the far":       db.Update(time.Unix(math.MaxInt64/2, 0), Uint(1), Float(1)),
	} {
		if !errors.Is(err, ErrOperational) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Fatalf("%s: the file has changed", name)
		}
	}
	if err := db.Update(time.Unix(rpnStart+300, 0), Uint(1), Float(1)); !errors.Is(err, ErrPast) {
		t.Errorf("the same time: %v", err)
	}
	err := db.Append([]Reading{{next, []Value{Uint(6), Float(2)}}, {next, []Value{Uint(7), Float(2)}}, {next.Add(time.Hour), []Value{Uint(7), Float(2)}}})
	if !errors.Is(err, ErrPast) {
		t.Errorf("the second of three: %v", err)
	}
	if last, err := db.Last(); err != nil || !last.Equal(next) {
		t.Errorf("last update %v, %v: the first of three is missing", last, err)
	}
}

func TestUpdatesWithinASecond(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	db := openFor(t, path)
	at := time.Unix(rpnStart+1, 0)
	for _, later := range []time.Duration{0, time.Microsecond, time.Second / 2} {
		if err := db.Update(at.Add(later), Float(1)); err != nil {
			t.Errorf("%v later: %v", later, err)
		}
	}
	if err := db.Update(at.Add(time.Second/2), Float(1)); !errors.Is(err, ErrPast) {
		t.Errorf("at the same microsecond: %v", err)
	}
	if last, err := db.Last(); err != nil || !last.Equal(at.Add(time.Second/2)) {
		t.Errorf("%v, %v", last, err)
	}
}

func TestHandlesOfAllStates(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	var none *DB
	if err := none.Update(time.Now()); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("nil: %v", err)
	}
	if _, err := none.Fetch(CFAverage, time.Time{}, time.Time{}, 0); !errors.Is(err, ErrClosed) {
		t.Errorf("nil: %v", err)
	}
	if err := none.Close(); err != nil {
		t.Error(err)
	}
	db, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(time.Now(), Float(1)); !errors.Is(err, ErrReadOnly) {
		t.Errorf("opened for reading: %v", err)
	}
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Error(err)
	}
	if _, err := db.Info(); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

// First is the oldest row of an archive, which only an archive has.
func TestFirstOfAnArchive(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10", "RRA:MAX:0.5:4:5")
	db, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i := range 2 {
		want, err := First(path, "--rraindex", fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := db.First(i); err != nil || !got.Equal(want) {
			t.Errorf("archive %d: %v, %v, want %v", i, got, err, want)
		}
	}
	for _, i := range []int{-1, 2} {
		if got, err := db.First(i); !errors.Is(err, ErrNoRRA) || !got.IsZero() {
			t.Errorf("archive %d: %v, %v", i, got, err)
		}
	}
}

// Locks exclude librrd, handles of this process, and readers.
func TestLocks(t *testing.T) {
	py := startLibrrd(t)
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	db := openFor(t, path)
	if _, err := py.Call("update", path, "1000000500:1"); message(err) != "could not lock RRD" {
		t.Errorf("librrd: %v", err)
	}
	for name, try := range map[string]func() error{
		"update": func() error { return Update(path, "1000000500:1") },
		"open":   func() error { _, err := Open(path, &OpenOptions{Write: true}); return err },
		"read":   func() error { _, err := Open(path, nil); return err },
		"tune":   func() error { return Tune(path, "-h", "a:5") },
	} {
		if err := try(); !errors.Is(err, ErrLocked) || reasonOf(err) != "could not lock RRD" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Update("--locking", "none", path, "1000000500:1"); err != nil {
		t.Error(err)
	}
	db.Close()
	if _, err := py.Call("update", path, "1000000800:1"); err != nil {
		t.Error(err)
	}
}

func TestManyGoroutinesUseOneHandle(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:1000")
	db := openFor(t, path)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 100 {
				err := db.Update(time.Unix(rpnStart+int64(300*(i+1)), 0), Float(float64(worker)))
				if err != nil && !errors.Is(err, ErrPast) {
					t.Error(err)
				}
				if _, err := db.Fetch(CFAverage, time.Unix(rpnStart, 0), time.Unix(rpnStart+3000, 0), 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if last, err := db.Last(); err != nil || last.Unix() != rpnStart+30000 {
		t.Errorf("%v, %v", last, err)
	}
}

func TestRewrite(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:12", "RRA:AVERAGE:0.5:2:12", "RRA:MAX:0.5:3:12")
	db := openFor(t, path)
	for i := range 12 {
		v := Float(float64(i + 1))
		if i == 4 || i == 5 {
			v = Value{} // the outage
		}
		if err := db.Update(time.Unix(rpnStart+int64(300*(i+1)), 0), v); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Rewrite(time.Unix(rpnStart+1500, 0), [][]float64{{50}, {60}}); err != nil {
		t.Fatal(err)
	}
	check := func(cf CF, step int64, want ...float64) {
		t.Helper()
		got, err := db.Fetch(cf, time.Unix(rpnStart, 0), time.Unix(rpnStart+3599, 0), time.Duration(step)*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		var known []float64
		for _, v := range got.Data {
			if v == v {
				known = append(known, v)
			}
		}
		if fmt.Sprint(known[:min(len(want), len(known))]) != fmt.Sprint(want) {
			t.Errorf("%s %d: %v, want %v", cf, step, known, want)
		}
	}
	check(CFAverage, 300, 1, 2, 3, 4, 50, 60, 7, 8, 9, 10, 11, 12)
	check(CFAverage, 600, 1.5, 3.5, 55, 7.5)
	// Rows of three steps end at multiples of 900: steps 1 and 2, 3 to 5, 6 to 8.
	check(CFMax, 900, 2, 50, 60, 11)
	for name, err := range map[string]error{
		"the future":      db.Rewrite(time.Unix(rpnStart+3900, 0), [][]float64{{1}}),
		"reaching beyond": db.Rewrite(time.Unix(rpnStart+3600, 0), [][]float64{{1}, {2}}),
		"between steps":   db.Rewrite(time.Unix(rpnStart+301, 0), [][]float64{{1}}),
		"too wide":        db.Rewrite(time.Unix(rpnStart+300, 0), [][]float64{{1, 2}}),
		"before 1980":     db.Rewrite(time.Unix(300, 0), [][]float64{{1}}),
	} {
		if !errors.Is(err, ErrOperational) {
			t.Errorf("%s: %v", name, err)
		}
	}
	check(CFAverage, 300, 1, 2, 3, 4, 50, 60)
}

// What a file has already changes nothing, whatever archives hold no longer, or not yet.
func TestRewritingWhatIsThere(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:6", "RRA:AVERAGE:0.5:2:4", "RRA:MAX:0.5:5:12", "RRA:LAST:0.5:7:1")
	db := openFor(t, path)
	var rows [][]float64
	for i := range 40 {
		rows = append(rows, []float64{float64(i + 1)})
		if err := db.Update(time.Unix(rpnStart+int64(300*(i+1)), 0), Float(float64(i+1))); err != nil {
			t.Fatal(err)
		}
	}
	file := func() string {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	before := file()
	for first := range rows {
		for end := first + 1; end <= len(rows); end++ {
			if err := db.Rewrite(time.Unix(rpnStart+int64(300*(first+1)), 0), rows[first:end]); err != nil {
				t.Fatalf("rows %d to %d: %v", first, end, err)
			}
			if file() != before {
				t.Fatalf("rows %d to %d changed the file", first, end)
			}
		}
	}
}

func TestPointsAreEachOnce(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "DS:b:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:4", "RRA:AVERAGE:0.5:4:10", "RRA:MAX:0.5:2:20")
	for i := range 24 {
		if err := Update(path, fmt.Sprintf("%d:%d:U", rpnStart+300*(i+1), i+1)); err != nil {
			t.Fatal(err)
		}
	}
	db, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var last int64
	var got []string
	for p, err := range db.Points(CFAverage) {
		if err != nil {
			t.Fatal(err)
		}
		if p.Time.Unix() <= last || p.Values[1] == p.Values[1] || p.CF != CFAverage {
			t.Errorf("%+v after %d", p, last)
		}
		last = p.Time.Unix()
		got = append(got, fmt.Sprint((last-rpnStart)/300, "/", p.Step.Seconds()/300, "=", p.Values[0]))
	}
	// 1000000200 is half a row of four: rows of 1200 s end at readings 2, 6, …; the last
	// four readings are in the fine archive.
	want := "[2/4=1.5 6/4=4.5 10/4=8.5 14/4=12.5 18/4=16.5 21/1=21 22/1=22 23/1=23 24/1=24]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, err := range db.Points("FOO") {
		if err == nil {
			t.Error("FOO is a function")
		}
	}
	for range db.Points(CFAverage) {
		break
	}
}

func writeBytes(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
