package rrd

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParityList(t *testing.T) {
	py := startLibrrd(t)
	py.Define("import rrdtool")
	dir := t.TempDir()
	for _, name := range []string{"b.rrd", "a.rrd", "sub/z.rrd", "sub/deep/y.rrd", "x.txt", "dir.rrd/w.rrd"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"link.rrd": "a.rrd", "dangling.rrd": "nowhere", "sublink": "sub"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{dir}, {"-r", dir}, {dir + "/"}, {dir + "/sub"}, {dir + "/a.rrd"}, {dir + "/?.rrd"}, {dir + "/*.rrd"}} {
		theirs, err := py.Call("rrdtool.list", anys(args...)...)
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		var want []string
		for _, name := range theirs.([]any) {
			want = append(want, name.(string))
		}
		slices.Sort(want) // librrd has the folder's order
		got, err := List(args...)
		slices.Sort(got)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: %v, %v, librrd has %v", args, got, err, want)
		}
	}
	for _, args := range [][]string{{dir + "/nowhere"}, {dir + "/x.txt"}, {dir + "/sub/.."}, {}, {dir, dir}, {"-n", dir}, {dir + "/nothing*"}} {
		if got, err := List(args...); err == nil {
			t.Errorf("%q: %v", args, got)
		}
	}
	if err := NewTool(&ToolOptions{NoDaemon: true}).FlushCached("x.rrd"); err == nil || !strings.HasPrefix(reasonOf(err), `Daemon address "(null)" unknown.`) {
		t.Errorf("no daemon: %v", err)
	}
}
