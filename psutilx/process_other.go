//go:build !linux

package psutilx

import (
	"context"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/shirou/gopsutil/v3/process"
)

// Of processes, gopsutil has the numbers right, and little else: the rest is not
// supported here.

func supported(what string) error { return unsupported(what) }

func (h *Host) proc() string { return "/proc" }

func (h *Host) sys() string { return "/sys" }

func (h *Host) readFile(name string) ([]byte, error) { return os.ReadFile(name) }

func (h *Host) pids() ([]int, error) {
	const what = "processes"
	if err := only(what, "darwin", "windows"); err != nil {
		return nil, err
	}
	all, err := process.Pids()
	if err != nil {
		return nil, failed(what, err)
	}
	pids := make([]int, len(all))
	for i, pid := range all {
		pids[i] = int(pid)
	}
	slices.Sort(pids)
	return pids, nil
}

func (h *Host) pidExists(pid int) (bool, error) {
	pids, err := h.pids()
	return slices.Contains(pids, pid), err
}

func (h *Host) relations(func(int) bool) ([]relation, error) { return nil, unsupported("processes") }

func (h *Host) childrenOf(int) ([]relation, error) { return nil, unsupported("processes") }

func (h *Host) listProcesses([]ProcessInfo) ([]ProcessInfo, error) {
	return nil, unsupported("processes")
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

const (
	sigStop syscall.Signal = 19
	sigCont syscall.Signal = 18
)

func (p *Process) signal(syscall.Signal) error { return unsupported("signals") }

func (p *Process) change(func() error) error { return unsupported("priorities and limits") }

func (p *Process) await(context.Context, time.Duration) (exitStatus, error) {
	return exitStatus{}, unsupported("processes")
}

func signalName(int) string { return "" }

func isInvalid(error) bool { return false }

func setNice(int, int) error { return unsupported("priorities") }

func ioNice(int) (IONiceStat, error) { return IONiceStat{}, unsupported("I/O priorities") }

func setIONice(int, IOPriorityClass, int) error { return unsupported("I/O priorities") }

func cpuAffinity(int) ([]int, error) { return nil, unsupported("CPU affinity") }

func setCPUAffinity(int, []int) error { return unsupported("CPU affinity") }

func rLimit(int, RLimitResource) (RLimit, error) { return RLimit{}, unsupported("limits") }

func setRLimit(int, RLimitResource, RLimit) error { return unsupported("limits") }

func mayExecute(string) bool { return false }

func deviceID(string) (uint64, bool) { return 0, false }

func nameLimits(string) (name, path int64) { return -1, -1 }

func rootNumbers() (major, minor int, ok bool) { return 0, 0, false }

type watch struct{}

func (m *Monitor) open(int) {}

func (m *Monitor) shut() {}

func (m *Monitor) list([]ProcessInfo) ([]ProcessInfo, error) { return nil, unsupported("monitoring") }
