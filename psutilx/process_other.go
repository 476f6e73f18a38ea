//go:build !linux

package psutilx

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"syscall"
)

// A record is what the process table of this platform tells of one process:
// processTable reads all, processRecord one, or says ESRCH. What a platform does
// not tell is not read from it: the methods of Process see to that.
type record struct {
	processStat
	pid        int
	uids, gids [3]uint32             // of macOS
	cpu        ProcessCPUTimesStat   // of Windows
	memory     MemoryInfoStat        // of Windows
	io         ProcessIOCountersStat // of Windows
}

func (h *Host) proc() string { return "/proc" }

func (h *Host) sys() string { return "/sys" }

// readFile stands where Linux has the file of a process or of the system.
func (h *Host) readFile(name string) ([]byte, error) { return nil, unsupported(name) }

func readRegular(name string) ([]byte, error) { return os.ReadFile(name) }

func openDir(name string) (*os.File, error) { return os.Open(name) }

func (h *Host) pids() ([]int, error) {
	table, err := processTable()
	if err != nil {
		return nil, err
	}
	pids := make([]int, len(table))
	for i, r := range table {
		pids[i] = r.pid
	}
	slices.Sort(pids)
	return pids, nil
}

func (h *Host) pidExists(pid int) (bool, error) {
	pids, err := h.pids()
	return slices.Contains(pids, pid), err
}

func (h *Host) relations() ([]relation, error) {
	table, err := processTable()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(table, func(a, b record) int { return a.pid - b.pid })
	all := make([]relation, 0, len(table))
	for _, r := range table {
		all = append(all, relation{r.pid, r.ppid, r.start, true})
	}
	return all, nil
}

func (h *Host) parents() ([]relation, error) { return h.relations() }

func (h *Host) complete(*relation) error { return nil }

func hasGone(err error) bool { return errors.Is(err, syscall.ESRCH) }

func (p *Process) stat(statFields) (processStat, error) {
	s, err := p.freshStat()
	return s, p.failed(err)
}

func (p *Process) freshStat() (processStat, error) {
	r, err := processRecord(p.pid)
	return r.processStat, err
}

func (p *Process) listed() bool {
	_, err := p.freshStat()
	return err == nil
}

// record is for the methods that take more of the table than stat does.
func (p *Process) record(what string, platform string) (record, error) {
	if err := only(what, platform); err != nil {
		return record{}, err
	}
	r, err := processRecord(p.pid)
	return r, p.failed(err)
}

func (p *Process) uids() ([3]uint32, error) {
	r, err := p.record("users of a process", "darwin")
	return r.uids, err
}

func (p *Process) gids() ([3]uint32, error) {
	r, err := p.record("groups of a process", "darwin")
	return r.gids, err
}

func (p *Process) numThreads() (int, error) {
	r, err := p.record("number of threads", "windows")
	return r.threads, err
}

func (p *Process) ioCounters() (ProcessIOCountersStat, error) {
	r, err := p.record("I/O counters of a process", "windows")
	return r.io, err
}

func (h *Host) listProcesses([]ProcessInfo) ([]ProcessInfo, error) {
	return nil, unsupported("lists of processes")
}

func (h *Host) connections([]socketTable) ([]SystemConnectionStat, error) {
	return nil, unsupported("connections")
}

func (p *Process) connections([]socketTable) ([]ConnectionStat, error) {
	return nil, unsupported("connections")
}

func netIfAddrs() (map[string][]NICAddrStat, error) {
	return nil, unsupported("addresses of network interfaces")
}

func (h *Host) netIfStats() (map[string]NICStat, error) {
	return nil, unsupported("statistics of network interfaces")
}

func ioNice(int) (IONiceStat, error) { return IONiceStat{}, unsupported("I/O priorities") }

func setIONice(int, IOPriorityClass, int) error { return unsupported("I/O priorities") }

func cpuAffinity(int) ([]int, error) { return nil, unsupported("CPU affinity") }

func setCPUAffinity(int, []int) error { return unsupported("CPU affinity") }

func rLimit(int, RLimitResource) (RLimit, error) { return RLimit{}, unsupported("limits") }

func setRLimit(int, RLimitResource, RLimit) error { return unsupported("limits") }

func nameLimits(string) (name, path *uint64) { return nil, nil }

func rootNumbers() (major, minor int, ok bool) { return 0, 0, false }

func isInvalid(error) bool { return false }

// gone is the error of a number that no process has.
func gone(pid int) error {
	return os.NewSyscallError("process "+strconv.Itoa(pid), syscall.ESRCH)
}

type watch struct{}

func (m *Monitor) open(int) {}

func (m *Monitor) shut() {}

func (m *Monitor) list([]ProcessInfo) ([]ProcessInfo, error) { return nil, unsupported("monitoring") }
