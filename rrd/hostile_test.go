package rrd

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }

// everyCommand does all that can be done to a file. The errors do not matter:
// that it comes back does.
func everyCommand(t testing.TB, path string) (errs []error) {
	t.Helper()
	add := func(err error) { errs = append(errs, err) }
	_, err := Info(path)
	add(err)
	_, err = Fetch(path, "AVERAGE", "-s", "1000000000", "-e", "1000003000")
	add(err)
	_, err = First(path)
	add(err)
	_, err = Last(path)
	add(err)
	_, err = LastUpdate(path)
	add(err)
	add(Dump(io.Discard, path))
	add(Tune(path, "-h", "a:5"))
	add(Tune(path, "RRA#0:+1"))
	add(Update(path, "1900000000:1"))
	db, err := Open(path, &OpenOptions{Write: true})
	add(err)
	if err == nil {
		add(db.Update(time.Unix(1900001000, 0), Float(1)))
		for _, err := range db.Points(CFAverage) {
			if err != nil {
				break
			}
		}
		db.Close()
	}
	return errs
}

// everyOtherCommand does what makes or tells something of a file that it only reads,
// in the working directory.
func everyOtherCommand(t testing.TB, path string) (errs []error) {
	t.Helper()
	add := func(err error) { errs = append(errs, err) }
	span := []string{"-s", "1000000000", "-e", "1000003000", "DEF:a=" + path + ":a:AVERAGE"}
	_, err := UpdateV(path, "1900000000:1")
	add(err)
	add(Resize(path, "0", "GROW", "1"))
	_, err = Xport(append(span, "XPORT:a")...)
	add(err)
	_, err = Graph(append([]string{"-"}, append(span, "LINE1:a#f00")...)...)
	add(err)
	_, err = GraphV(append([]string{"made.png"}, append(span, "LINE1:a#f00")...)...)
	add(err)
	add(Create("made.rrd", "-t", path))
	add(Create("made.rrd", "-r", path, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20"))
	return errs
}

func smallFile(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(path, "-b", "1000000200", "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What librrd divides by, or walks into, is an error of every command.
func TestHostileFiles(t *testing.T) {
	good := smallFile(t)
	t.Chdir(t.TempDir())
	o := Layout{}.offsets(3)
	rra := o.statSize + o.dsSize
	live := rra + o.rraSize
	cdp := live + o.liveSize + o.pdpSize
	put := func(at int, v uint64) func([]byte) []byte {
		return func(b []byte) []byte { binary.LittleEndian.PutUint64(b[at:], v); return b }
	}
	for name, spoil := range map[string]func([]byte) []byte{
		"nothing":            func([]byte) []byte { return nil },
		"zeros":              func(b []byte) []byte { clear(b); return b },
		"a cut":              func(b []byte) []byte { return b[:len(b)-8] },
		"a cut header":       func(b []byte) []byte { return b[:live+20] },
		"a cut start":        func(b []byte) []byte { return b[:50] },
		"text":               func([]byte) []byte { return bytes.Repeat([]byte("hello "), 100) },
		"step 0":             put(o.step, 0),
		"step 2^63":          put(o.step, 1<<63),
		"no sources":         put(o.dsCount, 0),
		"2^61 sources":       put(o.dsCount, 1<<61),
		"no archives":        put(o.rraCount, 0),
		"2^62 archives":      put(o.rraCount, 1<<62),
		"no rows":            put(rra+o.rraRows, 0),
		"2^62 rows":          put(rra+o.rraRows, 1<<62),
		"no points a row":    put(rra+o.rraPDPs, 0),
		"2^63 points a row":  put(rra+o.rraPDPs, 1<<63),
		"a row beyond":       put(cdp+o.cdpSize, 99),
		"a row far beyond":   put(cdp+o.cdpSize, 1<<63),
		"a far update":       put(live, 1<<62),
		"a negative update":  put(live, 1<<63),
		"microseconds":       put(live+8, 1e6),
		"version 6":          func(b []byte) []byte { copy(b[4:], "0006"); return b },
		"version x":          func(b []byte) []byte { copy(b[4:], "x"); return b },
		"another float":      put(o.floatCookie, 5),
		"an odd function":    func(b []byte) []byte { b[rra] = 'q'; return b },
		"an odd type":        func(b []byte) []byte { b[o.statSize+nameSize] = 'q'; return b },
		"a prediction alone": func(b []byte) []byte { copy(b[rra:], "HWPREDICT\x00"); return b },
		"a lonely FAILURES":  func(b []byte) []byte { copy(b[rra:], "FAILURES\x00"); return b },
		"an odd expression":  func(b []byte) []byte { copy(b[o.statSize+nameSize:], "COMPUTE\x00"); return b },
	} {
		path := filepath.Join(t.TempDir(), "bad.rrd")
		if err := os.WriteFile(path, spoil(bytes.Clone(good)), 0o644); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		for i, err := range append(everyCommand(t, path), everyOtherCommand(t, path)...) {
			if !errors.Is(err, ErrFormat) {
				t.Errorf("%s: command %d: %v", name, i, err)
			}
		}
		if made, err := os.ReadDir("."); err != nil || len(made) != 0 {
			t.Errorf("%s: %v was made, %v", name, made, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("%s: the file has changed", name)
		}
	}
	if _, err := Info(t.TempDir()); err == nil {
		t.Error("a folder has been read")
	}
}

// A file that another cuts while it is open is an error, not the end of the
// process.
func TestAFileThatIsCutWhileItIsOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(path, "-b", "1000000200", "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:100000"); err != nil {
		t.Fatal(err)
	}
	db := openFor(t, path)
	if err := db.Update(time.Unix(1000000500, 0), Float(1)); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if err := db.Update(time.Unix(1000000800, 0), Float(1)); !errors.Is(err, ErrOperational) {
		t.Errorf("got %v", err)
	}
}
