package rrd

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// spec is what a generated file is made of.
type spec struct {
	step    int64
	sources []string // their types
	args    []string
}

// randomSpec is a file of all kinds of data sources and archives.
func (c chooser) randomSpec() spec {
	s := spec{step: []int64{1, 1, 10, 60, 300, 7}[c.IntN(6)]}
	s.args = []string{"--start", fmt.Sprint(rpnStart - c.Int64N(2)*c.Int64N(400)), "--step", fmt.Sprint(s.step)}
	n := 1 + c.IntN(4)
	for i := range n {
		kind := c.of("GAUGE GAUGE COUNTER DERIVE ABSOLUTE DCOUNTER DDERIVE COMPUTE")
		if i == 0 && kind == "COMPUTE" {
			kind = "GAUGE"
		}
		s.sources = append(s.sources, kind)
		if kind == "COMPUTE" {
			s.args = append(s.args, fmt.Sprintf("DS:d%d:COMPUTE:%s", i, c.compute(i)))
			continue
		}
		s.args = append(s.args, fmt.Sprintf("DS:d%d:%s:%d:%s:%s", i, kind, 1+c.Int64N(4*s.step), c.of("U U U 0 -10 1e-3"), c.of("U U U 100 1e6 1e10")))
	}
	if c.one(3) {
		s.args = append(s.args, c.predictRRAs()...)
	}
	s.args = append(s.args, c.plainRRAs(1+c.IntN(4))...)
	return s
}

// compute is an expression over the sources before the i-th.
func (c chooser) compute(i int) string {
	d := func() string { return fmt.Sprintf("d%d", c.IntN(i)) }
	switch c.IntN(5) {
	case 0:
		return d() + ",2,*"
	case 1:
		return d() + "," + d() + ",+," + d() + ",MAX"
	case 2:
		return d() + ",UN,0," + d() + ",IF"
	case 3:
		return d() + ",10,%," + d() + ",ADDNAN"
	}
	return d() + ",8," + d() + ",2,SORT,POP,-,-300,300,LIMIT"
}

// predictRRAs are archives of the Holt-Winters family, numbered by themselves or
// each on its own.
func (c chooser) predictRRAs() []string { return c.predictRRAsOf(3 + c.IntN(20)) }

// predictRRAsOf are such archives of cycles of so many rows.
func (c chooser) predictRRAsOf(period int) []string {
	cf := c.of("HWPREDICT HWPREDICT MHWPREDICT")
	number := func() string { return c.of("0.1 0.0035 0.5 0.9") }
	if c.one(2) {
		return []string{fmt.Sprintf("RRA:%s:%d:%s:%s:%d", cf, period+1+c.IntN(30), number(), number(), period)}
	}
	smoothing := func() string { return c.of("_ _ :smoothing-window=0.3 :smoothing-window=0 :smoothing-window=0.9") }
	all := []string{
		fmt.Sprintf("RRA:%s:%d:%s:%s:%d:%%HW", cf, period+1+c.IntN(30), number(), number(), period),
		fmt.Sprintf("RRA:SEASONAL:%d:%s:%%S%s", period, number(), smoothing()),
		fmt.Sprintf("RRA:DEVSEASONAL:%d:%s:%%D%s", period, number(), smoothing()),
		fmt.Sprintf("RRA:DEVPREDICT:%d:%%P", 1+c.IntN(30)),
		fmt.Sprintf("RRA:FAILURES:%d:%d:%d:%%P", 1+c.IntN(30), 1+c.IntN(5), 5+c.IntN(10)),
	}
	c.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	place := func(what string) string {
		for i, a := range all {
			if strings.HasPrefix(a, "RRA:"+what) {
				return fmt.Sprint(i + 1)
			}
		}
		return ""
	}
	r := strings.NewReplacer("%HW", place("SEASONAL"), "%S", place(cf), "%D", place(cf), "%P", place("DEVSEASONAL"), "_", "")
	for i := range all {
		all[i] = r.Replace(all[i])
	}
	return all
}

// randomReading is a value for a data source, now and then one that it refuses.
func (c chooser) randomReading(kind string, at int64) string {
	if c.one(12) {
		return c.of("U U U U Ufoo nan -1 1e3 0 0.5")
	}
	if c.one(150) {
		return c.of("x inf -inf 1e400 12abc 1,5 -5 5.0") + strings.Repeat("7", c.IntN(40))
	}
	switch kind {
	case "COUNTER":
		if c.one(8) {
			return c.of("0 4294967295 18446744073709551615 18446744073709551616 12345678901234567890123456789 00017")
		}
		return fmt.Sprint(at*int64(c.IntN(4)+1)%100000 + int64(c.IntN(1000)))
	case "DERIVE":
		return fmt.Sprint(at%100000 - 50000 + int64(c.IntN(3000)))
	case "ABSOLUTE":
		return fmt.Sprint(c.IntN(10000))
	}
	return fmt.Sprintf("%.*f", c.IntN(8), c.NormFloat64()*50)
}

// randomUpdates are the arguments of some calls of update. *at is the time.
func (c chooser) randomUpdates(s spec, at *float64, calls int) [][]string {
	var all [][]string
	for range calls {
		var readings []string
		for range 1 + c.IntN(6) {
			switch c.IntN(20) {
			case 0:
				*at += float64(c.Int64N(40 * s.step))
			case 1:
				*at -= float64(c.Int64N(2 * s.step))
			case 2, 3:
				*at += float64(c.Int64N(4*s.step)) + float64(c.IntN(1000))/1000
			case 4, 5, 6:
				*at += float64(s.step) - float64(int64(*at)%s.step) // on the step
			default:
				*at += 1 + float64(c.Int64N(s.step*2))
			}
			reading := fmt.Sprintf("%.*f", c.IntN(2)*3, *at)
			for _, kind := range s.sources {
				if kind != "COMPUTE" {
					reading += ":" + c.randomReading(kind, int64(*at))
				}
			}
			readings = append(readings, reading)
		}
		if c.one(20) {
			readings = append(readings, c.of("foo 1:2:3:4:5:6:7 5 : 2000000000:1 @1 1000000000@1 2000000000@1"))
		}
		all = append(all, readings)
	}
	return all
}

func anys(texts ...string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// copyFile copies a file.
func copyFile(t testing.TB, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// firstDifference says where two files part.
func firstDifference(a, b []byte, sources int) string {
	r := headerReader{path: "x", size: int64(len(a)), read: func(n int) ([]byte, error) { return a[:min(n, len(a))], nil }}
	h, err := r.decode()
	if err != nil {
		return err.Error()
	}
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			continue
		}
		i &^= 7
		what := fmt.Sprintf("value %d", (i-len(h.raw))/8)
		if i < len(h.raw) {
			o := h.layout.offsets(h.version)
			at := i - h.live
			switch pdps := o.liveSize + sources*o.pdpSize; {
			case at < 0:
				what = "definitions"
			case at < o.liveSize:
				what = "time of the last update"
			case at < pdps:
				what = fmt.Sprintf("primary data point of source %d, offset %d", (at-o.liveSize)/o.pdpSize, (at-o.liveSize)%o.pdpSize)
			case at < pdps+sources*len(h.rra)*o.cdpSize:
				at -= pdps
				cdp := at / o.cdpSize
				what = fmt.Sprintf("archive %d (%v), source %d, slot %d", cdp/sources, h.rra[cdp/sources].cf, cdp%sources, at%o.cdpSize/8)
			default:
				what = fmt.Sprintf("newest row of archive %d", (at-pdps-sources*len(h.rra)*o.cdpSize)/8)
			}
		}
		l := Layout{}
		return fmt.Sprintf("byte %d, %s: %x (%v) and %x (%v)", i, what, a[i:i+8], l.getFloat(a[i:]), b[i:i+8], l.getFloat(b[i:]))
	}
	return fmt.Sprintf("lengths %d and %d", len(a), len(b))
}

// What librrd updates and what we update from the same copy is the same file.
func TestUpdatesAreEqualByteForByte(t *testing.T) {
	py := startLibrrdAlone(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	theirs, ours := filepath.Join(dir, "t", "x.rrd"), filepath.Join(dir, "o", "x.rrd")
	for _, path := range []string{theirs, ours} {
		if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for round := range original.Rounds(t, 150) {
		s := r.randomSpec()
		if _, err := py.Call("create", append([]any{theirs, round}, anys(s.args...)...)...); err != nil {
			t.Fatalf("%q: %v", s.args, err)
		}
		copyFile(t, theirs, ours)
		at := float64(rpnStart)
		updates := r.randomUpdates(s, &at, 30)
		first, err := os.ReadFile(ours)
		if err != nil {
			t.Fatal(err)
		}
		var calls []original.Call
		for _, u := range updates {
			calls = append(calls, original.Call{Func: "update", Args: append([]any{theirs}, anys(u...)...)})
		}
		for i, result := range py.Batch(calls) {
			err := Update(append([]string{ours}, updates[i]...)...)
			got, want := message(err), message(result.Err)
			if strings.ReplaceAll(got, ours, theirs) != want {
				t.Errorf("%q\n%q: %q, librrd says %q", s.args, updates[i], got, want)
			}
		}
		if !sameFiles(t, theirs, ours) {
			whereTheyPart(t, py, s, first, theirs, ours, updates)
		}
	}
}

func sameFiles(t testing.TB, a, b string) bool {
	t.Helper()
	x, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := os.ReadFile(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(oneUnknown(x), oneUnknown(y))
}

// oneUnknown gives unknown values the same bits on machines other than x86, whose
// arithmetic has other ones than librrd's had on this machine.
func oneUnknown(b []byte) []byte {
	if runtime.GOARCH == "amd64" || runtime.GOARCH == "386" {
		return b
	}
	for i := 0; i+8 <= len(b); i += 8 {
		if v := math.Float64frombits(binary.LittleEndian.Uint64(b[i:])); v != v {
			binary.LittleEndian.PutUint64(b[i:], nanBits)
		}
	}
	return b
}

// whereTheyPart finds the update after which two files differ: one reading if it
// does, else a call.
func whereTheyPart(t *testing.T, py *original.Python, s spec, first []byte, theirs, ours string, updates [][]string) {
	var single [][]string
	for _, u := range updates {
		for _, reading := range u {
			single = append(single, []string{reading})
		}
	}
	for _, updates := range [][][]string{single, updates} {
		for _, path := range []string{theirs, ours} {
			if err := os.WriteFile(path, first, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		before, last := "nothing", first
		for _, u := range updates {
			_, want := py.Call("update", append([]any{theirs}, anys(u...)...)...)
			Update(append([]string{ours}, u...)...)
			if !sameFiles(t, theirs, ours) {
				a, _ := os.ReadFile(theirs)
				b, _ := os.ReadFile(ours)
				if keep := os.Getenv("RRD_KEEP"); keep != "" {
					os.WriteFile(keep+"/theirs.rrd", a, 0o644)
					os.WriteFile(keep+"/ours.rrd", b, 0o644)
					os.WriteFile(keep+"/before.rrd", last, 0o644)
				}
				t.Fatalf("rrdtool create x.rrd %q\nafter %v\n%q (%v)\n%s", s.args, before, u, want, firstDifference(a, b, len(s.sources)))
			}
			before = fmt.Sprint(u)
			last, _ = os.ReadFile(theirs)
		}
	}
	t.Fatalf("rrdtool create x.rrd %q\n%q\nthe files differ, but not when it is done again", s.args, updates)
}
