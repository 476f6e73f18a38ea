package main

import (
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/psutilx"
)

func TestMain(m *testing.M) { leak.Main(m) }

// TestPrintsWhatPythonPrints compares the readings of a recorded machine with
// those of psutil, as far as they are of the machine's own files.
func TestPrintsWhatPythonPrints(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("recorded machines are for Linux")
		return
	}
	py := original.Start(t, "psutil")
	const tree = "../../psutilx/testdata/written-4.18-database"
	var out strings.Builder
	if _, err := printAll(&psutilx.Host{Proc: tree}, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	compared := 0
	for i := 0; i+1 < len(lines); i += 2 {
		expression := strings.TrimPrefix(lines[i], ">>> ")
		switch {
		case strings.Contains(expression, "virtual_memory"), strings.Contains(expression, "swap"), strings.Contains(expression, "cpu_times"),
			strings.Contains(expression, "cpu_stats"), strings.Contains(expression, "boot_time"), strings.Contains(expression, "io_counters"):
		default:
			continue // of this machine, which moves, or of files that the recording lacks
		}
		want := py.Value(`lambda root, e: (setattr(psutil, 'PROCFS_PATH', root),
			(lambda v: str(dict(sorted(v.items())) if type(v) is dict else v))(eval(e)), setattr(psutil, 'PROCFS_PATH', '/proc'))[1]`, tree, expression)
		if lines[i+1] != want {
			t.Errorf("%s\n%s\nwant\n%s", expression, lines[i+1], want)
		}
		compared++
	}
	if compared != 10 {
		t.Errorf("%d readings were compared", compared)
	}
}

func TestReadsThisMachine(t *testing.T) {
	var out strings.Builder
	if failed, err := printAll(&psutilx.Host{}, &out); err != nil || failed != strings.Count(out.String(), "\n# ") {
		t.Fatal(failed, err)
	}
	if n := strings.Count(out.String(), ">>> "); n != len(readings) {
		t.Errorf("%d readings:\n%s", n, out.String())
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		out  string
		err  string
	}{
		// A recording that has no list of file systems, and nothing at all.
		{[]string{"-proc", "../../psutilx/testdata/written-4.18-database"}, 1, ">>> psutil.virtual_memory()\nsvmem(total=", " readings failed\n"},
		{[]string{"-proc", "/nope"}, 1, "# open /nope/meminfo: no such file or directory\n", " readings failed\n"},
		{[]string{"x"}, 2, "", "usage"}, {[]string{"-x"}, 2, "", "usage"}, {[]string{"-h"}, 0, "-proc", ""},
	} {
		if runtime.GOOS != "linux" && len(c.args) > 1 {
			continue // -proc is for Linux
		}
		var out, err strings.Builder
		if code := cli.Run("sysinfo", c.args, cli.IO{Out: &out, Err: &err}, run); code != c.code || !strings.Contains(out.String(), c.out) || !strings.Contains(err.String(), c.err) || (code == 0) != (err.Len() == 0) {
			t.Errorf("%q: %d, %q, %q", c.args, code, out.String(), err.String())
		}
	}
}
