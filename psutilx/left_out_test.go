//go:build linux

package psutilx

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// fewProcesses is a machine of four processes: two sound ones, one of a kernel
// that ends stat files early, and one that counts beyond 63 bits.
func fewProcesses() tree {
	const statm = "4 3 2 1 0 1 0\n"
	tr := tree{
		"stat":    plainStat,
		"meminfo": "MemTotal: 4 kB\nMemFree: 1 kB\nMemAvailable: 2 kB\n",
		"31/stat": statText(31, "full", "S", 1, 0, 10, 5, 0, 0, 100, 1, 7),
		"32/stat": "32 (zone) S 31 32 32 0 -1 0 0 0 0 0 7 8 0 0 20 0 1 0 200 4096000 300 1 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0\n",
		"33/stat": strings.Replace(statText(33, "long", "S", 31, 0, 77, 5, 0, 0, 300, 1, 7), " 77 ", " 9223372036854775808 ", 1),
		"34/stat": statText(34, "last", "S", 31, 0, 1, 1, 0, 0, 400, 1, 7),
	}
	for _, pid := range []string{"31", "32", "33", "34"} {
		tr[pid+"/statm"], tr[pid+"/cmdline"] = statm, ""
		tr[pid+"/status"] = statusText("x", 31, 1, [3]int{}, [3]int{}, 1, 1, 1)
	}
	return tr
}

// TestEmulatedKernels: what ends a stat file before the late fields has 0 there,
// as psutil 6.1 reads it, and no CPU to tell of. A count beyond 63 bits is one.
func TestEmulatedKernels(t *testing.T) {
	h := &Host{Proc: fewProcesses().write(t, t.TempDir())}
	zone, err := h.NewProcess(32)
	if err != nil {
		t.Fatal(err)
	}
	times, err := zone.CPUTimes()
	if err != nil || times != (ProcessCPUTimesStat{User: 0.07, System: 0.08}) {
		t.Errorf("%v, %v", times, err)
	}
	if cpu, err := zone.CPUNum(); cpu != 0 || err != nil {
		t.Errorf("CPU %d, %v", cpu, err)
	}
	shorter := &Host{Proc: tree{"stat": plainStat, "5/stat": "5 (x) S 1 5 5 0 -1 0 0 0 0 0 7 8 0 0 20 0 1 0 200 4096000"}.write(t, t.TempDir())}
	x, err := shorter.NewProcess(5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.CPUNum(); !errors.Is(err, ErrUnavailable) {
		t.Errorf("the CPU of a process that does not tell: %v", err)
	}
	long, err := h.NewProcess(33)
	if err != nil {
		t.Fatal(err)
	}
	if times, err := long.CPUTimes(); err != nil || times.User != 92233720368547758.08 {
		t.Errorf("%v, %v", times, err)
	}
	rows, err := h.ListProcesses(nil)
	if err != nil || len(rows) != 4 || rows[1].Name != "zone" || rows[1].CPUTimes != times {
		t.Errorf("%v, %v", rows, err)
	}
	if got := iterated(t, h, nil); !slices.Equal(got, []int{31, 32, 33, 34}) {
		t.Errorf("%v", got)
	}
}

// iterated is the processes of an iteration, whose error is the one wanted.
func iterated(t *testing.T, h *Host, opts *ProcessIterOptions, want ...string) []int {
	t.Helper()
	pids := []int{}
	var last error
	for p, err := range h.ProcessIter(opts) {
		if last != nil {
			t.Error("the iteration goes on after its error")
		}
		if last = err; err == nil {
			pids = append(pids, p.PID())
		}
	}
	tells(t, last, want...)
	return pids
}

// tells checks that an error names just these pieces, in one line.
func tells(t *testing.T, err error, want ...string) {
	t.Helper()
	if (err == nil) != (len(want) == 0) {
		t.Errorf("error %v, want %q", err, want)
		return
	}
	for _, piece := range want {
		if !strings.Contains(err.Error(), piece) || strings.Contains(err.Error(), "\n") || !errors.Is(err, ErrFormat) {
			t.Errorf("%v: want %q", err, piece)
		}
	}
}

// TestOneProcessCostsNoOther: what makes no sense in the files of one process is
// named, and costs those who asked for it, no others.
func TestOneProcessCostsNoOther(t *testing.T) {
	const noTicks = "ticks in user mode in place 14 of"
	tr := fewProcesses()
	tr["32/stat"] = strings.Replace(tr["32/stat"], " 7 8 ", " x 8 ", 1)                 // a field that not all need
	tr["33/stat"] = "33 (long) S 31 33\n"                                               // ends before its start
	tr["34/statm"] = "4 3\n"                                                            // another file
	tr["35/stat"], tr["35/statm"] = "no process at all", tr["31/statm"]                 // nothing
	tr["31/task/31/stat"], tr["31/task/36/stat"] = tr["31/stat"], "36 (thread) S 1 2 x" // threads
	h := &Host{Proc: tr.write(t, t.TempDir())}
	bad := []string{"/33/stat:1", "/35/stat:1"}

	rows, err := h.ListProcesses(nil)
	tells(t, err, append(bad, "/32/stat:1", "/34/statm:1")...)
	if len(rows) != 3 || rows[1].PID != 32 || rows[1].CPUTimes.User != 0 || rows[1].CPUTimes.System != 0.08 || rows[2].RSS != 0 || rows[2].Name != "last" {
		t.Errorf("%v", rows)
	}
	monitor, err := NewMonitor(&MonitorOptions{Host: h})
	if err != nil {
		t.Fatal(err)
	}
	defer monitor.Close()
	for range 2 { // with files that are opened, and with files that are kept
		again, err := monitor.Processes(nil)
		tells(t, err, append(bad, "/32/stat:1")...)
		if fmt.Sprint(again) != fmt.Sprint(rows) {
			t.Errorf("the monitor lists %v, not %v", again, rows)
		}
	}
	if got := iterated(t, h, nil, bad...); !slices.Equal(got, []int{31, 32, 34}) {
		t.Errorf("%v", got)
	}
	attrs := &ProcessIterOptions{Attrs: []string{"name", "cpu_times", "memory_info"}}
	if got := iterated(t, h, attrs, append(bad, "/32/stat:1", noTicks)...); !slices.Equal(got, []int{31, 32, 34}) {
		t.Errorf("%v", got)
	}
	zone, err := h.NewProcess(32)
	if err != nil {
		t.Fatal(err)
	}
	if name, err := zone.Name(); name != "zone" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
	if _, err := zone.CPUTimes(); err == nil {
		t.Error("ticks that are none pass")
	} else {
		tells(t, err, noTicks)
	}
	values, err := zone.AsDict([]string{"name", "cpu_times", "ppid"}, nil)
	tells(t, err, "/32/stat:1")
	if len(values) != 2 || values["name"] != "zone" || values["ppid"] != 31 {
		t.Errorf("%v", values)
	}
	first, err := h.NewProcess(31)
	if err != nil {
		t.Fatal(err)
	}
	children, err := first.Children(nil)
	tells(t, err, bad...)
	if len(children) != 2 || children[0].PID()+children[1].PID() != 32+34 {
		t.Errorf("%v", children)
	}
	threads, err := first.Threads()
	tells(t, err, "/task/36/stat:1")
	if len(threads) != 1 || threads[0].ID != 31 {
		t.Errorf("%v", threads)
	}
	if _, err := h.NewProcess(33); err == nil {
		t.Error("a process without a start is one")
	}
}

// TestListWithoutBootTime: only the times of creation need the start of the system.
func TestListWithoutBootTime(t *testing.T) {
	h := &Host{Proc: fewProcesses().with("stat", "cpu 1 2 3 4 5 6 7\n").write(t, t.TempDir())}
	rows, err := h.ListProcesses(nil)
	tells(t, err, "missing a line btime")
	if len(rows) != 4 || !rows[0].CreateTime().IsZero() {
		t.Errorf("%v", rows)
	}
}
