//go:build linux

package psutilx

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

func TestDiskUsageOfGeneratedFileSystems(t *testing.T) {
	py := startPsutil(t)
	py.Define(`
import types
def usage_of(cases):
    out = []
    for c in cases:
        st = types.SimpleNamespace(f_blocks=c.blocks, f_bfree=c.free, f_bavail=c.available, f_frsize=c.size, f_bsize=1 << 20)
        with unittest.mock.patch('os.statvfs', lambda path: st):
            out.append(str(psutil.disk_usage('/')))
    return out
`)
	r := original.Rand(t)
	type fileSystem struct{ Blocks, Free, Available, Size uint64 }
	cases := []fileSystem{{}, {0, 0, 0, 4096}, {1, 1, 1, 512}, {1 << 44, 1, 0, 1 << 19}, {100, 30, 20, 4096}, {100, 200, 20, 4096}}
	for range original.Rounds(t, 2000) {
		blocks := r.Uint64() >> (20 + r.IntN(44))
		free := r.Uint64N(blocks + 1)
		cases = append(cases, fileSystem{blocks, free, r.Uint64N(free + 1), 512 << r.IntN(8)})
	}
	for i, want := range py.Value("usage_of", cases).([]any) {
		c := cases[i]
		got := diskUsageOf(c.Blocks, c.Free, c.Available, c.Size).String()
		// More free than there is would be less than nothing used: see "sizes
		// below zero".
		if got != want && (c.Free <= c.Blocks || got == clampText(want.(string))) {
			t.Errorf("%v: %s, psutil %s", c, got, want)
		}
	}
}

func TestDiskUsageBeyond64Bits(t *testing.T) {
	const most = 1<<64 - 1
	want := DiskUsageStat{Total: most, Used: most - 4096, Free: most, Percent: 50}
	if got := diskUsageOf(most, 1, most, 4096); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestDiskUsageOfNothing(t *testing.T) {
	py := startPsutil(t)
	missing := filepath.Join(t.TempDir(), "missing")
	_, theirs := py.Call("psutil.disk_usage", missing)
	var e *original.Exception
	if !errors.As(theirs, &e) || !e.IsA("FileNotFoundError") {
		t.Errorf("psutil: %v", theirs)
	}
	_, err := DiskUsage(missing)
	var path *fs.PathError
	if !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &path) || path.Path != missing {
		t.Errorf("%v", err)
	}
	if _, err := DiskUsage("a\x00b"); err == nil {
		t.Error("no error for a path with a NUL byte")
	}
}
