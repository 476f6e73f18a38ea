package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/mem"
	gonet "github.com/shirou/gopsutil/v3/net"
	"github.com/shirou/gopsutil/v3/process"

	"github.com/pyops-go/pyops/psutilx"
)

// A machine with little on it tells nothing: there are as many processes as this
// when processes are read.
const flockSize = 500

var psutilxWorkloads = []Workload{
	{"psutilx", "list processes", listProcesses(false)},
	{"psutilx", "list processes, Monitor", listProcesses(true)},
	{"psutilx", "process_iter", iterate600},
	{"psutilx", "children", children(false)},
	{"psutilx", "children recursive", children(true)},
	{"psutilx", "virtual_memory", virtualMemory(false)},
	{"psutilx", "virtual_memory, Monitor", virtualMemory(true)},
	{"psutilx", "cpu_times percpu", cpuTimes(false)},
	{"psutilx", "cpu_times percpu, Monitor", cpuTimes(true)},
	{"psutilx", "disk_io_counters perdisk", diskIO(false)},
	{"psutilx", "disk_io_counters perdisk, Monitor", diskIO(true)},
	{"psutilx", "net_connections, few", netConnections(10)},
	{"psutilx", "net_connections, 5000", netConnections(5000)},
}

// A flock is many processes that sleep.
type flock []*exec.Cmd

func startFlock(n int, argv ...string) (f flock, err error) {
	for range n {
		cmd := exec.Command(argv[0], argv[1:]...)
		if err := cmd.Start(); err != nil {
			f.end()
			return nil, err
		}
		f = append(f, cmd)
	}
	return f, nil
}

func (f flock) end() {
	for _, cmd := range f {
		cmd.Process.Kill()
	}
	for _, cmd := range f {
		cmd.Wait()
	}
}

// have reports whether a number is one of the flock's.
func (f flock) have() map[int]bool {
	pids := map[int]bool{}
	for _, cmd := range f {
		pids[cmd.Process.Pid] = true
	}
	return pids
}

func times(n int, f func() error) {
	for range n {
		if err := f(); err != nil {
			panic(err) // a bench that measured failures would look very fast
		}
	}
}

// listProcesses reads name, CPU times, memory and user of all processes.
func listProcesses(kept bool) func() (*Contest, error) {
	return func() (*Contest, error) {
		sleepers, err := startFlock(flockSize, "sleep", "infinity")
		if err != nil {
			return nil, err
		}
		list, end := psutilx.ListProcesses, func() error { return nil }
		bar, goBar := 6.0, 6.0
		if kept {
			m, err := psutilx.NewMonitor(nil)
			if err != nil {
				sleepers.end()
				return nil, err
			}
			list, end, bar = m.Processes, m.Close, 15
		}
		var rows []psutilx.ProcessInfo
		ours := func() (err error) { rows, err = list(rows); return err }
		var theirs []goRow
		gopsutil := func() error {
			all, err := process.Processes()
			if err != nil {
				return err
			}
			theirs = theirs[:0]
			for _, p := range all {
				name, err1 := p.Name()
				cpu, err2 := p.Times()
				mem, err3 := p.MemoryInfo()
				user, err4 := p.Username()
				if errors.Join(err1, err2, err3, err4) != nil {
					continue
				}
				theirs = append(theirs, goRow{int(p.Pid), name, user, cpu.User + cpu.System, mem.RSS})
			}
			return nil
		}
		// What can be compared is what stands still: the sleepers.
		asleep := sleepers.have()
		text := func(each func(func(int, string, string, float64))) string {
			var lines []string
			each(func(pid int, name, user string, cpu float64) {
				if asleep[pid] {
					lines = append(lines, fmt.Sprintf("%d %s %s %.2f", pid, name, user, cpu))
				}
			})
			slices.Sort(lines)
			return strings.Join(lines, "\n")
		}
		rowsOf := func(rows []goRow) any {
			return text(func(f func(int, string, string, float64)) {
				for _, r := range rows {
					f(r.pid, r.name, r.user, r.cpu)
				}
			})
		}
		pids := []string{}
		for pid := range asleep {
			pids = append(pids, strconv.Itoa(pid))
		}
		return &Contest{
			Ours: Contestant{
				Run: func(n int) { times(n, ours) },
				Value: func() any {
					times(1, ours)
					return text(func(f func(int, string, string, float64)) {
						for _, r := range rows {
							f(r.PID, r.Name, r.Username, r.CPUTimes.User+r.CPUTimes.System)
						}
					})
				},
			},
			Peers: []Contestant{{
				Name: "psutil", Bar: bar,
				Python: &Python{
					Setup: "import psutil\nwanted = {" + strings.Join(pids, ",") + "}",
					Statement: "got = [(p.pid, p.info['name'], p.info['cpu_times'], p.info['memory_info'].rss, p.info['username'])\n" +
						"       for p in psutil.process_iter(['name', 'cpu_times', 'memory_info', 'username'])]",
					Value: `'\n'.join(sorted('%d %s %s %.2f' % (pid, name, user, cpu.user + cpu.system) for pid, name, cpu, rss, user in got if pid in wanted))`,
				},
			}, {
				Name: "gopsutil", Bar: goBar,
				Run:   func(n int) { times(n, gopsutil) },
				Value: func() any { times(1, gopsutil); return rowsOf(theirs) },
			}, listByGopsutil4(goBar, rowsOf)},
			Close: func() { end(); sleepers.end() },
		}, nil
	}
}

// iterate600 goes through all processes that an earlier turn has met.
func iterate600() (*Contest, error) {
	sleepers, err := startFlock(flockSize, "sleep", "infinity")
	if err != nil {
		return nil, err
	}
	asleep := sleepers.have()
	count := func() (n int) {
		for p, err := range psutilx.ProcessIter(nil) {
			if err != nil {
				panic(err)
			}
			if asleep[p.PID()] {
				n++
			}
		}
		return n
	}
	pids := []string{}
	for pid := range asleep {
		pids = append(pids, strconv.Itoa(pid))
	}
	return &Contest{
		Ours: Contestant{
			Run:   func(n int) { times(n, func() error { count(); return nil }) },
			Value: func() any { return count() },
		},
		Peers: []Contestant{{
			Name: "psutil",
			Python: &Python{
				Setup:     "import psutil\nwanted = {" + strings.Join(pids, ",") + "}",
				Statement: "got = 0\nfor p in psutil.process_iter():\n    got += p.pid in wanted",
				Value:     "got",
			},
		}},
		Close: sleepers.end,
	}, nil
}

// children looks for the three children of one of many processes.
func children(recursive bool) func() (*Contest, error) {
	return func() (*Contest, error) {
		sleepers, err := startFlock(flockSize, "sleep", "infinity")
		if err != nil {
			return nil, err
		}
		parent := exec.Command("sh", "-c", "sleep infinity & sleep infinity & sleep infinity & echo; wait")
		out, err := parent.StdoutPipe()
		if err == nil {
			err = parent.Start()
		}
		if err == nil {
			_, err = io.ReadFull(out, make([]byte, 1))
		}
		if err != nil {
			sleepers.end()
			return nil, err
		}
		p, err := psutilx.NewProcess(parent.Process.Pid)
		if err != nil {
			return nil, err
		}
		opts := &psutilx.ChildrenOptions{Recursive: recursive}
		var found []*psutilx.Process
		ours := func() (err error) { found, err = p.Children(opts); return err }
		peer := &process.Process{Pid: int32(parent.Process.Pid)}
		var theirs []*process.Process
		contest := &Contest{
			Ours: Contestant{
				Run: func(n int) { times(n, ours) },
				Value: func() any {
					times(1, ours)
					pids := []int{}
					for _, p := range found {
						pids = append(pids, p.PID())
					}
					return pids
				},
			},
			Peers: []Contestant{{
				Name: "psutil", Bar: 2.3,
				Python: &Python{
					Setup:     fmt.Sprintf("import psutil\nparent = psutil.Process(%d)\nrecursive = %s", p.PID(), map[bool]string{true: "True", false: "False"}[recursive]),
					Statement: "got = parent.children(recursive=recursive)",
					Value:     "[p.pid for p in got]",
				},
			}},
			Close: func() {
				if all, err := p.Children(nil); err == nil {
					for _, c := range all {
						c.Kill()
					}
				}
				parent.Wait()
				sleepers.end()
			},
		}
		if !recursive { // it has only this
			run := func() (err error) { theirs, err = peer.Children(); return err }
			contest.Peers = append(contest.Peers, Contestant{
				Name: "gopsutil", Bar: 10,
				Run: func(n int) { times(n, run) },
				Value: func() any {
					times(1, run)
					pids := []int{}
					for _, p := range theirs {
						pids = append(pids, int(p.Pid))
					}
					return pids
				},
			}, childrenByGopsutil4(10, p.PID()))
		}
		return contest, nil
	}
}

// host is what reads the system: as it is used once, or by a Monitor.
func host(kept bool) (*psutilx.Host, func(), error) {
	if !kept {
		return &psutilx.Host{}, nil, nil
	}
	m, err := psutilx.NewMonitor(nil)
	if err != nil {
		return nil, nil, err
	}
	return m.Host, func() { m.Close() }, nil
}

func virtualMemory(kept bool) func() (*Contest, error) {
	return func() (*Contest, error) {
		h, end, err := host(kept)
		if err != nil {
			return nil, err
		}
		var m psutilx.VirtualMemoryStat
		ours := func() (err error) { m, err = h.VirtualMemory(); return err }
		var theirs *mem.VirtualMemoryStat
		run := func() (err error) { theirs, err = mem.VirtualMemory(); return err }
		return &Contest{
			Ours: Contestant{Run: func(n int) { times(n, ours) }, Value: func() any { times(1, ours); return m.Total }},
			Peers: []Contestant{
				{Name: "psutil", Bar: 3, Python: &Python{Setup: "import psutil", Statement: "got = psutil.virtual_memory()", Value: "got.total"}},
				{Name: "gopsutil", Bar: 4, Run: func(n int) { times(n, run) }, Value: func() any { times(1, run); return theirs.Total }},
				memoryByGopsutil4(4),
			},
			Close: end,
		}, nil
	}
}

func cpuTimes(kept bool) func() (*Contest, error) {
	return func() (*Contest, error) {
		h, end, err := host(kept)
		if err != nil {
			return nil, err
		}
		var cpus []psutilx.CPUTimesStat
		ours := func() (err error) { cpus, err = h.AppendCPUTimesPerCPU(cpus[:0]); return err }
		return &Contest{
			Ours: Contestant{Run: func(n int) { times(n, ours) }, Value: func() any { times(1, ours); return len(cpus) }},
			Peers: []Contestant{
				{Name: "psutil", Bar: 2, Python: &Python{Setup: "import psutil", Statement: "got = psutil.cpu_times(percpu=True)", Value: "len(got)"}},
				cpuTimesByGopsutil4(2),
			},
			Close: end,
		}, nil
	}
}

func diskIO(kept bool) func() (*Contest, error) {
	return func() (*Contest, error) {
		h, end, err := host(kept)
		if err != nil {
			return nil, err
		}
		opts := &psutilx.DiskIOCountersOptions{Reuse: map[string]psutilx.DiskIOCountersStat{}}
		var disks map[string]psutilx.DiskIOCountersStat
		ours := func() (err error) { disks, err = h.DiskIOCountersPerDisk(opts); return err }
		return &Contest{
			Ours: Contestant{Run: func(n int) { times(n, ours) }, Value: func() any {
				times(1, ours)
				return busyDisks(disks, func(d psutilx.DiskIOCountersStat) bool { return d.ReadCount+d.WriteCount > 0 })
			}},
			Peers: []Contestant{
				{Name: "psutil", Bar: 5, Python: &Python{
					Setup: "import psutil", Statement: "got = psutil.disk_io_counters(perdisk=True)",
					Value: "sorted(name for name, d in got.items() if d.read_count or d.write_count)",
				}},
				diskIOByGopsutil4(5),
			},
			Close: end,
		}, nil
	}
}

// busyDisks names the disks that did something: gopsutil leaves out the others.
func busyDisks[D any](disks map[string]D, busy func(D) bool) any {
	names := []any{}
	for _, name := range slices.Sorted(maps.Keys(disks)) {
		if busy(disks[name]) {
			names = append(names, name)
		}
	}
	return names
}

// netConnections lists sockets, of which this program has some.
func netConnections(sockets int) func() (*Contest, error) {
	return func() (*Contest, error) {
		sleepers, err := startFlock(flockSize, "sleep", "infinity")
		if err != nil {
			return nil, err
		}
		var open []io.Closer
		end := func() {
			for _, c := range open {
				c.Close()
			}
			sleepers.end()
		}
		for range sockets {
			c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			if err != nil {
				end()
				return nil, err
			}
			open = append(open, c)
		}
		me := os.Getpid()
		var list []psutilx.SystemConnectionStat
		ours := func() (err error) { list, err = psutilx.NetConnections("inet"); return err }
		var theirs []gonet.ConnectionStat
		run := func() (err error) { theirs, err = gonet.ConnectionsWithoutUids("inet"); return err }
		bar := 2.3
		if sockets > 1000 {
			bar = 2.5
		}
		return &Contest{
			Ours: Contestant{
				Run: func(n int) { times(n, ours) },
				Value: func() any {
					times(1, ours)
					n := 0
					for _, c := range list {
						if c.PID != nil && *c.PID == me && c.LAddr.Port != 0 {
							n++
						}
					}
					return n
				},
			},
			Peers: []Contestant{{
				Name: "psutil", Bar: bar,
				Python: &Python{Setup: "import psutil", Statement: "got = psutil.net_connections('inet')", Value: fmt.Sprintf("sum(c.pid == %d and c.laddr != () for c in got)", me)},
			}, {
				Name: "gopsutil",
				Run:  func(n int) { times(n, run) },
				Value: func() any {
					times(1, run)
					n := 0
					for _, c := range theirs {
						if int(c.Pid) == me && c.Laddr.Port != 0 {
							n++
						}
					}
					return n
				},
			}, connectionsByGopsutil4(me)},
			Close: end,
		}, nil
	}
}
