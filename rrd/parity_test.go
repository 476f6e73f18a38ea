package rrd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// listed is an InfoList as the helper "info" returns it.
func listed(l InfoList, err error) original.Result {
	out := []any{}
	for key, v := range l.All() {
		if n, ok := v.(uint64); ok {
			v = int64(n)
		}
		out = append(out, []any{key, v})
	}
	return resultOf(out, err)
}

// dumped is a dump as text.
func dumped(tool *Tool, args ...string) original.Result {
	var b bytes.Buffer
	err := tool.Dump(&b, args...)
	return resultOf(b.String(), err)
}

// updatedFile makes a random file, updates it with librrd, and returns what it is
// made of.
func updatedFile(t testing.TB, py *original.Python, r chooser, path string, seed int) spec {
	t.Helper()
	os.Remove(path)
	s := r.randomSpec()
	py.Value("create", append([]any{path, seed}, anys(s.args...)...)...)
	at := float64(rpnStart)
	for _, u := range r.randomUpdates(s, &at, 1+r.IntN(40)) {
		py.Call("update", append([]any{path}, anys(u...)...)...)
	}
	return s
}

func TestParityOfWhatIsTold(t *testing.T) {
	py := startLibrrdAlone(t)
	py.Value("zone", "Europe/Zurich")
	defer py.Value("zone", "UTC")
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	tool := NewTool(&ToolOptions{Location: zurich})
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	for round := range original.Rounds(t, 60) {
		path := filepath.Join(dir, "x.rrd")
		updatedFile(t, py, r, path, round)
		check := func(what string, ours, theirs original.Result) {
			t.Helper()
			if !original.SameResult(ours, theirs) {
				a, b := fmt.Sprint(ours), fmt.Sprint(theirs)
				i := 0
				for i < min(len(a), len(b)) && a[i] == b[i] {
					i++
				}
				t.Errorf("round %d, %s:\n%.200s\nlibrrd:\n%.200s", round, what, a[max(i-60, 0):], b[max(i-60, 0):])
			}
		}
		ask := func(f string, args ...any) original.Result {
			v, err := py.Call(f, args...)
			return original.Result{Value: v, Err: err}
		}
		check("info", listed(Info(path)), ask("info", "info", path))
		for _, h := range []string{"dtd", "xsd", "none"} {
			check("dump "+h, dumped(tool, "-h", h, path), ask("dump", path, "-h", h))
		}
		readings, err := LastUpdate(path)
		check("lastupdate", resultOf([]any{readings.Date.Unix(), readings.Names, readings.Texts}, err), ask("lastupdate", path))
		last, err := Last(path)
		check("last", resultOf(last.Unix(), err), ask("command", "last", path))
		for i := range 3 {
			first, err := First(path, "--rraindex", fmt.Sprint(i))
			theirs := ask("command", "first", path, "--rraindex", fmt.Sprint(i))
			if err != nil {
				if theirs.Err == nil {
					t.Errorf("first %d: %v, librrd has %v", i, err, theirs)
				}
				continue
			}
			check("first", resultOf(first.Unix(), nil), theirs)
		}
	}
}
