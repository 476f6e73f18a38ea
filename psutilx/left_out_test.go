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
	h.perReader = 1
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
	values, err := zone.AsDict(&AsDictOptions{Attrs: []string{"name", "cpu_times", "ppid"}})
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

// TestBatteryWithoutCurrent: a file that is only for the time left costs nothing
// else.
func TestBatteryWithoutCurrent(t *testing.T) {
	full, unplugged := 80.0, false
	battery := func(files tree) *Host {
		sys := tree{}
		for name, content := range files {
			sys["class/power_supply/BAT0/"+name] = content
		}
		return &Host{Sys: sys.write(t, t.TempDir())}
	}
	b, err := battery(tree{"charge_now": "4\n", "charge_full": "5\n", "current_now": "", "status": "Discharging\n"}).SensorsBattery()
	if err != nil || b.Percent != full || b.Left != PowerTimeUnknown || b.PowerPlugged == nil || *b.PowerPlugged != unplugged {
		t.Errorf("%v, %v", b, err)
	}
	// What the percentage is made of may make no sense while the capacity does.
	b, err = battery(tree{"charge_now": "?\n", "charge_full": "5\n", "capacity": "80\n"}).SensorsBattery()
	if err != nil || b.Percent != full || b.PowerPlugged != nil {
		t.Errorf("%v, %v", b, err)
	}
	_, err = battery(tree{"charge_now": "?\n", "charge_full": "5\n", "capacity": "much\n"}).SensorsBattery()
	tells(t, err, "BAT0/charge_now:1", "BAT0/capacity:1")
}

// TestOneDeviceCostsNoOther: a disk, an interface, a fan, a CPU, a mapping or a
// type of file systems of which a line makes no sense is named, and the others are
// there.
func TestOneDeviceCostsNoOther(t *testing.T) {
	const disk = " 1 2 3 4 5 6 7 8 9 10 11\n"
	const nic = ": 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"
	const mapping = "1000-2000 r--p 00000000 00:00 0 "
	tr := fewProcesses()
	tr["stat"] = "cpu 1 2 3 4 5 6 7\ncpu0 1 2 3 4 5 6 7\ncpu1 1 2 x 4 5 6 7\ncpu2 100 2 3 4 5 6 7\n"
	tr["diskstats"] = "8 0 sda" + disk + "8 1 sda1 1\n8 16 sdb" + disk
	tr["net/dev"] = netHead + "lo" + nic + "e0: 1\ne1" + nic
	tr["filesystems"], tr["self/mounts"] = "nodev\n\text4\n", "/dev/vda / ext4 rw 0 0\n"
	tr["cpuinfo"] = "cpu MHz : 1000\ncpu MHz : fast\ncpu MHz : 3000\n"
	tr["31/smaps"] = mapping + "/a\nRss: 4 kB\nodd\nRss: 400 kB\n" + mapping + "/b\nRss: x kB\nSize: 8 kB\n"
	tr["31/cgroup"] = "0::/a\nnonsense\n4:memory:/b\n"
	sys := tree{
		"class/hwmon/hwmon0/name": "chip\n", "class/hwmon/hwmon0/fan1_input": "1000\n", "class/hwmon/hwmon0/fan2_input": "fast\n",
		"class/hwmon/hwmon1/fan1_input": "2000\n", "block/sda/x": "", "block/sdb/x": "",
	}
	h := &Host{Proc: tr.write(t, t.TempDir()), Sys: sys.write(t, t.TempDir())}

	cpus, err := h.CPUTimesPerCPU()
	tells(t, err, "/stat:3")
	if len(cpus) != 3 || cpus[1].User != 0 || cpus[2].User != 1 {
		t.Errorf("%v", cpus)
	}
	disks, err := h.DiskIOCountersPerDisk(nil)
	tells(t, err, "/diskstats:2")
	if len(disks) != 2 || disks["sdb"].ReadCount != 1 {
		t.Errorf("%v", disks)
	}
	sum, err := h.DiskIOCounters(nil)
	tells(t, err, "/diskstats:2")
	if sum.ReadCount != 2 {
		t.Errorf("%v", sum)
	}
	nics, err := h.NetIOCountersPerNIC(nil)
	tells(t, err, "/net/dev:4")
	if len(nics) != 2 || nics["e1"].BytesRecv != 1 {
		t.Errorf("%v", nics)
	}
	if all, err := h.NetIOCounters(nil); all.BytesRecv != 2 || !errors.Is(err, ErrFormat) {
		t.Errorf("%v, %v", all, err)
	}
	parts, err := h.DiskPartitions(nil)
	tells(t, err, "/filesystems:1")
	if len(parts) != 1 || parts[0].Device != "/dev/vda" {
		t.Errorf("%v", parts)
	}
	rates, err := h.CPUFreqPerCPU()
	tells(t, err, "/cpuinfo:2")
	if len(rates) != 3 || rates[0].Current != 1000 || rates[1] != (CPUFreqStat{}) || rates[2].Current != 3000 {
		t.Errorf("%v", rates)
	}
	mean, err := h.CPUFreq()
	tells(t, err, "/cpuinfo:2")
	if mean.Current != 2000 {
		t.Errorf("%v", mean)
	}
	fans, err := h.SensorsFans()
	tells(t, err, "fan2_input:1: \"fast\": want a number of turns a minute", "hwmon1/name")
	if len(fans["chip"]) != 1 || len(fans) != 1 {
		t.Errorf("%v", fans)
	}
	p, err := h.NewProcess(31)
	if err != nil {
		t.Fatal(err)
	}
	maps, err := p.MemoryMaps()
	tells(t, err, "/smaps:3", "/smaps:6")
	if len(maps) != 2 || maps[0].RSS != 4096 || maps[1].Size != 8192 || maps[1].RSS != 0 {
		t.Errorf("%v", maps)
	}
	groups, err := p.Cgroups()
	tells(t, err, "/cgroup:2")
	if len(groups) != 2 || groups[1].Path != "/b" {
		t.Errorf("%v", groups)
	}
}

// TestMemoryAndSwapAskForTheirOwn: a line that only the one needs costs the other
// nothing.
func TestMemoryAndSwapAskForTheirOwn(t *testing.T) {
	h := &Host{Proc: tree{"meminfo": "MemTotal: 4 kB\nMemFree: 1 kB\nSwapTotal: many kB\nSwapFree: 1 kB\n"}.write(t, t.TempDir())}
	if m, err := h.VirtualMemory(); m.Total != 4096 || err != nil {
		t.Errorf("%v, %v", m, err)
	}
	_, err := h.SwapMemory()
	tells(t, err, "/meminfo:3")
	h = &Host{Proc: tree{"meminfo": "MemTotal: many kB\nMemFree: 1 kB\nSwapTotal: 4 kB\nSwapFree: 1 kB\n"}.write(t, t.TempDir())}
	if s, err := h.SwapMemory(); s.Total != 4096 || err != nil {
		t.Errorf("%v, %v", s, err)
	}
}

// TestMountEscapes: the kernel writes # as \043, and may write any byte so; psutil
// knows four of them.
func TestMountEscapes(t *testing.T) {
	for escaped, want := range map[string]string{
		`//nas/share\0431`: "//nas/share#1", `a\040b\011c\012d\134e`: "a b\tc\nd\\e", `\134040`: `\040`, `\\040`: `\040`, `a\04`: `a\04`,
		`\400`: `\400`, `\377`: "\xff", `\08x`: `\08x`, `\`: `\`, `\134`: `\`,
	} {
		if got := unescapeMount(escaped); got != want {
			t.Errorf("%s: %q, want %q", escaped, got, want)
		}
	}
}

// A tree in which processes are one another's parents, as only a forger makes one, has
// an end.
func TestParentsInACircle(t *testing.T) {
	tr := tree{"stat": plainStat}
	for pid, parent := range map[int]int{41: 43, 42: 41, 43: 42} {
		tr[fmt.Sprintf("%d/stat", pid)] = statText(pid, "round", "S", parent, 0, 1, 1, 0, 0, 100, 1, 7)
		tr[fmt.Sprintf("%d/status", pid)] = "Name:\tround\nThreads:\tmany\n"
	}
	h := &Host{Proc: tr.write(t, t.TempDir())}
	p, err := h.NewProcess(41)
	if err != nil {
		t.Fatal(err)
	}
	parents, err := p.Parents()
	if err != nil || len(parents) != 2 || parents[0].PID() != 43 || parents[1].PID() != 42 {
		t.Errorf("%v, %v", parents, err)
	}
	var bad *ParseError
	if n, err := p.NumThreads(); n != 0 || !errors.As(err, &bad) {
		t.Errorf("%d, %v", n, err)
	}
}
