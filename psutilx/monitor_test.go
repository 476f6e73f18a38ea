//go:build linux

package psutilx

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"

	"github.com/pyops-go/pyops/internal/pytext"
)

// slowInfo is a row by the methods of a process.
func slowInfo(p *Process) (i ProcessInfo, err error) {
	i.PID = p.PID()
	var m MemoryInfoStat
	var ids UIDsStat
	for _, read := range []func() error{
		func() (err error) { i.PPID, err = p.PPID(); return err },
		func() (err error) { i.Name, err = p.Name(); return err },
		func() (err error) { i.Status, err = p.Status(); return err },
		func() (err error) { ids, err = p.UIDs(); i.UID = ids.Real; return err },
		func() (err error) { i.Username, err = p.Username(); return err },
		func() (err error) { i.CPUTimes, err = p.CPUTimes(); return err },
		func() (err error) { m, err = p.MemoryInfo(); i.RSS, i.VMS = m.RSS, m.VMS; return err },
		func() (err error) { i.Nice, err = p.Nice(); return err },
	} {
		if err := read(); err != nil {
			return i, err
		}
	}
	return i, nil
}

// bare is a row without what its slow twin does not have.
func bare(i ProcessInfo) ProcessInfo {
	i.NumThreads, i.CPUPercent, i.start, i.boot = 0, 0, 0, 0
	return i
}

// TestListsAreAsTheirProcesses compares listings with the methods of each
// process, on machines that are made up.
func TestListsAreAsTheirProcesses(t *testing.T) {
	t.Parallel()
	r := original.Rand(t)
	root, rows := memoryDir(t), 0
	for round := range original.Rounds(t, 60) {
		dir := randomProcesses(r).write(t, filepath.Join(root, strconv.Itoa(round)))
		h := &Host{Proc: dir}
		m, err := NewMonitor(&MonitorOptions{Host: h, MaxFiles: r.IntN(12)})
		if err != nil {
			t.Fatal(err)
		}
		cold, err1 := h.ListProcesses(nil)
		first, err2 := m.Processes(nil)
		again, err3 := m.Processes(nil)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		pids, _ := h.PIDs()
		if len(cold) != len(pids) || len(first) != len(pids) || len(again) != len(pids) {
			t.Errorf("%d, %d and %d rows of %d processes", len(cold), len(first), len(again), len(pids))
		}
		for j, row := range cold {
			p := h.Process(row)
			want, err := slowInfo(p)
			if err != nil {
				t.Fatal(err)
			}
			created, _ := p.CreateTime()
			if bare(row) != want || bare(first[j]) != want || bare(again[j]) != want || !row.CreateTime().Equal(created) || p.PID() != pids[j] {
				t.Errorf("%+v\n%+v\n%+v, want\n%+v", row, first[j], again[j], want)
			}
			rows++
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d rows", rows)
}

// TestListAsPsutil lists what stands still, and has psutil list it.
func TestListAsPsutil(t *testing.T) {
	py := startProcesses(t)
	var asleep []*Process
	for _, argv := range [][]string{{"sleep", "1000"}, {"sleep", "1001"}} {
		p, _ := start(t, argv...)
		peers.Eventually(t, "sleep to sleep", func() bool { name, _ := p.Name(); s, _ := p.Status(); return name == "sleep" && s == StatusSleeping })
		freeze(t, p)
		asleep = append(asleep, p)
	}
	m, err := NewMonitor(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, list := range []func([]ProcessInfo) ([]ProcessInfo, error){ListProcesses, m.Processes, m.Processes} {
		rows, err := list(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range asleep {
			at := slices.IndexFunc(rows, func(i ProcessInfo) bool { return i.PID == p.PID() })
			if at < 0 {
				t.Fatalf("%v is not listed", p)
			}
			i := rows[at]
			got := []any{i.PID, i.PPID, i.Name, string(i.Status), i.Username, i.CPUTimes.String(), i.RSS, i.VMS, i.Nice, i.NumThreads, i.UID, float64(i.CreateTime().UnixMilli()/10) / 100}
			want := py.Value(`lambda pid: next([p.pid, p.info['ppid'], p.info['name'], p.info['status'], p.info['username'], str(p.info['cpu_times']),
				p.info['memory_info'].rss, p.info['memory_info'].vms, p.info['nice'], p.info['num_threads'], p.info['uids'].real, p.info['create_time']]
				for p in psutil.process_iter(['ppid', 'name', 'status', 'username', 'cpu_times', 'memory_info', 'nice', 'num_threads', 'uids', 'create_time']) if p.pid == pid)`, p.PID())
			if !original.Same(got, want) {
				t.Errorf("%v\npsutil %v", got, want)
			}
		}
	}
}

// TestMonitorFollows: processes that come, go, change and are busy.
func TestMonitorFollows(t *testing.T) {
	m, err := NewMonitor(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	find := func(pid int) *ProcessInfo {
		t.Helper()
		rows, err := m.Processes(nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if rows[i].PID == pid {
				return &rows[i]
			}
		}
		return nil
	}
	p, cmd := start(t, "sh", "-c", "while :; do :; done")
	if find(p.PID()) == nil {
		t.Fatal("a new process is not listed")
	}
	peers.Eventually(t, "it to be busy", func() bool { i := find(p.PID()); return i.CPUPercent > 5 && i.CPUPercent < 150 })
	if err := p.SetNice(3); err != nil {
		t.Fatal(err)
	}
	if i := find(p.PID()); i.Nice != 3 {
		t.Errorf("%+v", i)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if i := find(p.PID()); i != nil {
		t.Errorf("%+v has gone", i)
	}
	if _, err := m.VirtualMemory(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := m.Processes(nil); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	if _, err := m.VirtualMemory(); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
}

// TestMonitorReadsAsAHost: what a Monitor keeps open says what is in the files
// now.
func TestMonitorReadsAsAHost(t *testing.T) {
	for name, tr := range recordedTrees(t) {
		dir := tr.write(t, t.TempDir())
		m, err := NewMonitor(&MonitorOptions{Host: &Host{Proc: dir}})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			for _, r := range treeReadings {
				want := outcome(r.ours(&Host{Proc: dir}))
				if got := outcome(r.ours(m.Host)); got != want {
					t.Errorf("%s, %s: %s, want %s", name, r.name, got, want)
				}
			}
		}
		m.Close()
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "meminfo"), "MemTotal: 4 kB\nMemFree: 1 kB\n")
	m, err := NewMonitor(&MonitorOptions{Host: &Host{Proc: dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, kB := range []string{"4", "8"} {
		writeFile(t, filepath.Join(dir, "meminfo"), "MemTotal: "+kB+" kB\nMemFree: 1 kB\n")
		if v, err := m.VirtualMemory(); err != nil || strconv.Itoa(int(v.Total/1024)) != kB {
			t.Errorf("%v, %v", v, err)
		}
	}
}

// TestListingAllocatesLittle: names, and the slice of rows once.
func TestListingAllocatesLittle(t *testing.T) {
	rows, err := ListProcesses(nil)
	if err != nil {
		t.Fatal(err)
	}
	each := testing.AllocsPerRun(5, func() { rows, _ = ListProcesses(rows) }) / float64(len(rows))
	m, err := NewMonitor(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var kept []ProcessInfo
	kept, _ = m.Processes(kept)
	again := testing.AllocsPerRun(5, func() { kept, _ = m.Processes(kept) }) / float64(len(kept))
	if each > 2 || again > 0.5 {
		t.Errorf("%.2f allocations a process, %.2f by a Monitor", each, again)
	}
}

// TestProcessesLeaveNoFileOpen counts descriptors around everything.
func TestProcessesLeaveNoFileOpen(t *testing.T) {
	open := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	pids := []int{os.Getpid(), 1, 2, 99999999}
	dir := randomProcesses(original.Rand(t)).write(t, t.TempDir())
	round := func() {
		ourProcesses("/proc", pids)
		ourProcesses(dir, []int{1})
		if p, err := ThisProcess(); err == nil {
			p.SetNice(0)
			p.SendSignal(0)
			p.Wait(context.Background(), 0)
			p.AsDict(nil)
		}
		ListProcesses(nil)
		Pressure("cpu")
		ContainerVirtualMemory()
		NetIfAddrs()
		NetIfStats()
	}
	round()
	before := open()
	for range 5 {
		round()
	}
	if after := open(); after != before {
		t.Errorf("%d files were open, now %d", before, after)
	}
}

// TestAsDict compares the names, and what stands for what may not be read.
func TestAsDict(t *testing.T) {
	py := startProcesses(t)
	p, _ := start(t, "sleep", "1000")
	ours, err := p.AsDict(nil)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for name := range ours {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := py.Value("lambda pid: sorted(psutil.Process(pid).as_dict())", p.PID()); !original.Same(names, want) {
		t.Errorf("%v, psutil %v", names, want)
	}
	zombie, _ := start(t, "true")
	peers.Eventually(t, "a zombie", func() bool { s, _ := zombie.Status(); return s == StatusZombie })
	some, err := zombie.AsDict(&AsDictOptions{Attrs: []string{"exe", "cwd", "name", "terminal"}, ADValue: "AD"})
	want := py.Value("lambda pid: sorted(map(str, psutil.Process(pid).as_dict(['exe', 'cwd', 'name'], ad_value='AD').items()))", zombie.PID())
	got := []string{}
	for _, name := range []string{"cwd", "exe", "name"} {
		got = append(got, "("+pytext.Repr(name)+", "+pytext.Repr(some[name].(string))+")")
	}
	if err != nil || !original.Same(got, want) {
		t.Errorf("%v (%v), psutil %v", got, err, want)
	}
	if terminal, ok := some["terminal"]; !ok || terminal != nil && !strings.HasPrefix(terminal.(string), "/dev/") {
		t.Errorf("terminal %v", terminal)
	}
	// The same process is the same object in the next iteration.
	h := &Host{}
	one := map[int]*Process{}
	for q, err := range h.ProcessIter(&ProcessIterOptions{Attrs: []string{"name", "page_faults", "memory_info_ex"}}) {
		if err != nil {
			t.Fatal(err)
		}
		if q.Info()["name"] == nil {
			t.Errorf("%v has %v", q, q.Info())
		}
		one[q.PID()] = q
	}
	for q, err := range h.ProcessIter(nil) {
		if err != nil {
			t.Fatal(err)
		}
		if q.PID() == p.PID() && one[q.PID()] != q {
			t.Error("another object for the same process")
		}
	}
	h.ProcessIterCacheClear()
	for q := range h.ProcessIter(nil) {
		if q.PID() == p.PID() && one[q.PID()] == q {
			t.Error("the cache is not clear")
		}
	}
	if exists, err := PIDExists(p.PID()); !exists || err != nil {
		t.Errorf("%v, %v", exists, err)
	}
	threads, err := one[os.Getpid()].Threads()
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range []int{-1, 0, p.PID(), zombie.PID(), 99999999, threads[len(threads)-1].ID} {
		exists, err := PIDExists(pid)
		if want := py.Value("psutil.pid_exists", pid); err != nil || want != exists {
			t.Errorf("%d exists: %v (%v), psutil %v", pid, exists, err, want)
		}
	}
	if percent, err := p.CPUPercent(context.Background(), 0); percent != 0 || err != nil {
		t.Errorf("%v, %v", percent, err)
	}
}
