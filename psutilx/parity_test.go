//go:build linux

package psutilx

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A reading is one call: of psutil, by an expression, and of this package. Both
// say what they read as text, a line for each device.
type reading struct {
	name   string
	python string
	ours   func(*Host) (string, error)
}

func text[T fmt.Stringer](f func() (T, error)) (string, error) {
	v, err := f()
	if err != nil {
		return "", err
	}
	return v.String(), nil
}

func listText[T fmt.Stringer](list []T, err error) (string, error) {
	lines := []string{}
	for _, v := range list {
		lines = append(lines, v.String())
	}
	return strings.Join(lines, "\n"), err
}

func mapText[T fmt.Stringer](m map[string]T, err error) (string, error) {
	lines := []string{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		lines = append(lines, name+" "+m[name].String())
	}
	return strings.Join(lines, "\n"), err
}

// treeReadings are the readings that depend on a tree alone.
var treeReadings = []reading{
	{"virtual_memory", "psutil.virtual_memory()", func(h *Host) (string, error) {
		m, err := h.VirtualMemory()
		if m.Missing != "" {
			return m.String() + "\nmissing " + m.Missing, err
		}
		return m.String(), err
	}},
	{"swap_memory", "psutil.swap_memory()", func(h *Host) (string, error) {
		s, err := h.SwapMemory()
		if s.Missing != "" {
			return s.String() + "\nmissing " + s.Missing, err
		}
		return s.String(), err
	}},
	{"cpu_times", "psutil.cpu_times()", func(h *Host) (string, error) { return text(h.CPUTimes) }},
	{"cpu_times percpu", "psutil.cpu_times(percpu=True)", func(h *Host) (string, error) { return listText(h.CPUTimesPerCPU()) }},
	{"cpu_stats", "psutil.cpu_stats()", func(h *Host) (string, error) { return text(h.CPUStats) }},
	{"boot_time", "psutil.boot_time()", func(h *Host) (string, error) {
		t, err := h.BootTime()
		return pytext.Float(float64(t.Unix())), err
	}},
	{"disk_io_counters perdisk", "psutil.disk_io_counters(perdisk=True, nowrap=False)", func(h *Host) (string, error) {
		return mapText(h.DiskIOCountersPerDisk(&DiskIOCountersOptions{NoNowrap: true}))
	}},
	{"disk_io_counters", "psutil.disk_io_counters(nowrap=False)", func(h *Host) (string, error) {
		return text(func() (DiskIOCountersStat, error) { return h.DiskIOCounters(&DiskIOCountersOptions{NoNowrap: true}) })
	}},
	{"net_io_counters pernic", "psutil.net_io_counters(pernic=True, nowrap=False)", func(h *Host) (string, error) {
		return mapText(h.NetIOCountersPerNIC(&NetIOCountersOptions{NoNowrap: true}))
	}},
	{"net_io_counters", "psutil.net_io_counters(nowrap=False)", func(h *Host) (string, error) {
		return text(func() (NetIOCountersStat, error) { return h.NetIOCounters(&NetIOCountersOptions{NoNowrap: true}) })
	}},
	{"cpu_count cores", "without_topology()", func(h *Host) (string, error) {
		n, err := (&Host{Proc: h.Proc, Sys: "/nonexistent"}).CPUCount(&CPUCountOptions{Cores: true})
		return strconv.Itoa(n), err
	}},
}

// outcome is what a reading came to: its text, or the kind of its error.
func outcome(s string, err error) string {
	var bad *ParseError
	switch {
	case err == nil:
		return s
	case errors.Is(err, ErrUnavailable):
		return "None"
	case errors.Is(err, ErrNotSupported):
		return "error: not supported"
	case errors.Is(err, fs.ErrNotExist):
		return "error: no such file"
	case errors.As(err, &bad) && errors.Is(err, ErrFormat) && bad.Path != "" && bad.Want != "":
		return "error: format"
	}
	return "error: " + err.Error()
}

const pythonReadings = `
import os, psutil, warnings, unittest.mock

def without_sysconf():
    def absent(name):
        raise ValueError(name)
    with unittest.mock.patch('os.sysconf', absent):
        return psutil.cpu_count()

def without_topology():
    with unittest.mock.patch('glob.glob', lambda pattern: []):
        return psutil.cpu_count(logical=False)

def said(value):
    if isinstance(value, dict):
        return '\n'.join(sorted('%s %s' % item for item in value.items()))
    if isinstance(value, list):
        return '\n'.join(map(str, value))
    return str(value)

def reading(expression):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            text = said(eval(expression))
        except FileNotFoundError:
            return 'error: no such file'
        except NotImplementedError:
            return 'error: not supported'
        except (ValueError, KeyError, IndexError, TypeError, AssertionError, RuntimeError):
            return 'error: format'
    for w in caught:
        fields = str(w.message).split(' memory stats')[0].removesuffix(' swap')
        text += '\nmissing ' + fields.replace("'sin' and 'sout'", 'sin, sout')
    return text

def readings(root, expressions):
    psutil.PROCFS_PATH = root
    return [reading(e) for e in expressions]
`

func startPsutil(t *testing.T) *original.Python {
	t.Helper()
	py := original.Start(t, "psutil")
	py.Define(pythonReadings)
	// What psutil remembers: the columns of the CPU times of the last new path,
	// and counters, which may be those of a tree.
	t.Cleanup(func() {
		py.Define(`psutil.PROCFS_PATH = '/proc'
psutil._pslinux.set_scputimes_ntuple.cache_clear()
psutil.disk_io_counters.cache_clear()
psutil.net_io_counters.cache_clear()`)
	})
	return py
}

// readingsOf are all readings of a machine.
func readingsOf(root string) (calls []original.Call) {
	for _, r := range treeReadings {
		calls = append(calls, original.Call{Func: "reading_of", Args: []any{question{root, wholeMachine, r.python}}})
	}
	return calls
}

func TestRecordedTrees(t *testing.T) {
	e := machineExaminer(t)
	trees := recordedTrees(t)
	trees["this machine, now"] = readTree(t, "/proc")
	trees["less memory than none"] = tree{"meminfo": "MemTotal: 9 kB\nMemFree: 1 kB\nMemAvailable: -5 kB\nBuffers: 0 kB\nCached: 2 kB\nShmem: 0 kB\nActive: 3 kB\nInactive: 4 kB\n",
		"diskstats": ""} // or the disks of this machine would do, which move
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		e.Table(t, readingsOf(e.write(machineOf(trees[name]))))
	}
}

// Logical CPUs are counted where sysconf counts them; psutil does without it as
// a last resort. The two agree wherever only one of the files says anything.
func TestCPUCountWithoutSysfs(t *testing.T) {
	py := startPsutil(t)
	for name, tr := range recordedTrees(t) {
		for _, tr := range []tree{{"cpuinfo": tr["cpuinfo"], "stat": "cpu\n"}, {"cpuinfo": "", "stat": tr["stat"]}} {
			dir := tr.write(t, t.TempDir())
			n, err := (&Host{Proc: dir, Sys: dir}).CPUCount(nil)
			ours := outcome(strconv.Itoa(n), err)
			if theirs := py.Value("readings", dir, []string{"without_sysconf()"}).([]any)[0]; ours != theirs {
				t.Errorf("%s %q: %s, psutil %s", name, tr, ours, theirs)
			}
		}
	}
}

// TestGeneratedTrees changes the recorded trees at random. What differs then has
// to be what the divergences owe.
func TestGeneratedTrees(t *testing.T) {
	e := machineExaminer(t)
	r := original.Rand(t)
	base := recordedTrees(t)
	names := slices.Sorted(maps.Keys(base))
	values, errs := 0, 0
	ours := e.Ours
	e.Ours = func(c original.Call) original.Result {
		said := ours(c)
		if strings.HasPrefix(said.Value.(string), "error") {
			errs++
		} else {
			values++
		}
		return said
	}
	for range original.Rounds(t, 600) {
		tr := base[names[r.IntN(len(names))]]
		if r.IntN(3) > 0 {
			tr = tr.otherNumbers(r)
		}
		for r.IntN(3) > 0 {
			tr = tr.damaged(r)
		}
		e.Generated(t, readingsOf(e.write(machineOf(tr))))
		e.forget()
		if t.Failed() {
			t.Logf("the tree: %q", tr)
			return
		}
	}
	if values == 0 || errs == 0 {
		t.Errorf("the generated trees gave %d values and %d errors", values, errs)
	}
}
