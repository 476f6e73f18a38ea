package rrd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

// inFolder is a name in a new folder, which done removes.
func inFolder(name string) (path string, done func()) {
	folder, err := os.MkdirTemp("", "rrd")
	if err != nil {
		panic(err)
	}
	return filepath.Join(folder, name), func() { os.RemoveAll(folder) }
}

// utc prints times the same everywhere.
var utc = rrd.NewTool(&rrd.ToolOptions{Location: time.UTC})

// A reading shows when the step that it lies in has passed, and a row is
// labelled with the end of its interval.
func Example() {
	path, done := inFolder("net.rrd")
	defer done()
	err := rrd.Create(path, "--start", "1000000200", "--step", "300", "DS:in:DERIVE:600:0:U", "RRA:AVERAGE:0.5:1:288")
	if err == nil {
		err = rrd.Update(path, "1000000500:3000", "1000000800:9000", "1000001100:12000")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := rrd.Fetch(path, "AVERAGE", "-s", "1000000200", "-e", "1000001100")
	if err != nil {
		fmt.Println(err)
		return
	}
	for at, row := range got.All() {
		fmt.Println(at.Unix(), row[0])
	}
	// Output:
	// 1000000500 NaN
	// 1000000800 20
	// 1000001100 10
	// 1000001400 NaN
}

// Numbers instead of texts.
func ExampleDB_Update() {
	path, done := inFolder("room.rrd")
	defer done()
	spec := &rrd.Spec{
		Start:    time.Unix(1000000200, 0),
		Step:     5 * time.Minute,
		Sources:  []rrd.Source{{Name: "warmth", Type: rrd.DSGauge, Heartbeat: 10 * time.Minute}},
		Archives: []rrd.Archive{{CF: rrd.CFAverage, Rows: 288}, {CF: rrd.CFMax, Steps: 2, Rows: 144}},
	}
	if err := spec.Create(path); err != nil {
		fmt.Println(err)
		return
	}
	db, err := rrd.Open(path, &rrd.OpenOptions{Write: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	for i, v := range []float64{19.5, 20, 21.25, 20.75} {
		if err := db.Update(time.Unix(1000000500+300*int64(i), 0), rrd.Float(v)); err != nil {
			fmt.Println(err)
		}
	}
	got, err := db.Fetch(rrd.CFMax, time.Unix(1000000200, 0), time.Unix(1000001300, 0), 10*time.Minute)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(got.Step, got.Data)
	fmt.Println(db.Update(time.Unix(1000001400, 0), rrd.Float(1)) != nil)
	// Output:
	// 10m0s [20 21.25]
	// true
}

// What was measured during an outage comes in later.
func ExampleDB_Rewrite() {
	path, done := inFolder("x.rrd")
	defer done()
	if err := rrd.Create(path, "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:12"); err != nil {
		fmt.Println(err)
		return
	}
	if err := rrd.Update(path, "1000000500:1", "1000000800:U", "1000001100:3"); err != nil {
		fmt.Println(err)
		return
	}
	db, err := rrd.Open(path, &rrd.OpenOptions{Write: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	fmt.Println(db.Rewrite(time.Unix(1000000800, 0), [][]float64{{2}}))
	for p, err := range db.Points(rrd.CFAverage) {
		fmt.Println(p.Time.Unix(), p.Values, err)
	}
	// Output:
	// <nil>
	// 1000000500 [1] <nil>
	// 1000000800 [2] <nil>
	// 1000001100 [3] <nil>
}

// A counter that a reboot set back looks like an overflow; a DERIVE with a
// minimum of 0 takes it for unknown.
func ExampleDSType() {
	path, done := inFolder("x.rrd")
	defer done()
	err := rrd.Create(path, "-b", "1000000200", "DS:counter:COUNTER:600:U:U", "DS:derive:DERIVE:600:0:U", "RRA:AVERAGE:0.5:1:12")
	if err == nil {
		err = rrd.Update(path, "1000000500:4294967297:4294967297", "1000000800:0:0", "1000001100:300:300")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := rrd.Fetch(path, "AVERAGE", "-s", "1000000500", "-e", "1000001000")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range got.All() {
		fmt.Printf("%.4g\n", row)
	}
	// Output:
	// [6.149e+16 NaN]
	// [1 1]
}

func ExampleParseTimes() {
	opts := &rrd.TimeOptions{Now: time.Date(2026, 11, 28, 20, 0, 0, 0, time.UTC), Location: time.UTC}
	from, to, err := rrd.ParseTimes("end-1day", "noon yesterday", opts)
	fmt.Println(from, to, err)
	_, _, err = rrd.ParseTimes("yesterday", "now", opts)
	fmt.Println(err)
	// Output:
	// 2026-11-26 12:00:00 +0000 UTC 2026-11-27 12:00:00 +0000 UTC <nil>
	// rrd: start time: unparsable time: yesterday
}

func ExampleInfo() {
	path, done := inFolder("x.rrd")
	defer done()
	if err := rrd.Create(path, "-b", "1000000200", "DS:x:GAUGE:600:0:U", "RRA:AVERAGE:0.5:1:12"); err != nil {
		fmt.Println(err)
		return
	}
	info, err := rrd.Info(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, key := range []string{"rrd_version", "step", "ds[x].type", "ds[x].min", "rra[0].rows"} {
		v, ok := info.Get(key)
		fmt.Println(key, v, ok)
	}
	// Output:
	// rrd_version 0003 true
	// step 300 true
	// ds[x].type GAUGE true
	// ds[x].min 0 true
	// rra[0].rows 12 true
}

func ExampleXport() {
	path, done := inFolder("x.rrd")
	defer done()
	if err := rrd.Create(path, "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:12"); err != nil {
		fmt.Println(err)
		return
	}
	if err := rrd.Update(path, "1000000500:1", "1000000800:2", "1000001100:3"); err != nil {
		fmt.Println(err)
		return
	}
	got, err := rrd.Xport("-s", "1000000200", "-e", "1000001100", "DEF:x="+path+":x:AVERAGE", "CDEF:double=x,2,*", "XPORT:x:one", "XPORT:double:two")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(got.Legends)
	for at, row := range got.All() {
		fmt.Println(at.Unix(), row)
	}
	// Output:
	// [one two]
	// 1000000500 [1 2]
	// 1000000800 [2 4]
	// 1000001100 [3 6]
}

func ExampleTool_LastUpdate() {
	path, done := inFolder("x.rrd")
	defer done()
	if err := rrd.Create(path, "-b", "1000000200", "DS:x:GAUGE:600:U:U", "DS:y:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:12"); err != nil {
		fmt.Println(err)
		return
	}
	if err := utc.Update(path, "2001-09-09@1:2"); err != nil {
		fmt.Println(err == nil)
	}
	if err := utc.Update(path, "01:55 20010909@1.5:U"); err != nil {
		fmt.Println(err)
		return
	}
	last, err := utc.LastUpdate(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, name := range last.Names {
		v, ok := last.Value(i)
		fmt.Println(last.Date.UTC(), name, v, ok)
	}
	// Output:
	// false
	// 2001-09-09 01:55:00 +0000 UTC x 1.5 true
	// 2001-09-09 01:55:00 +0000 UTC y 0 false
}
