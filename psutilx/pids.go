package psutilx

import (
	"strconv"
)

// PIDs are the numbers of all processes of this machine: psutil.pids. See
// [Host.PIDs].
func PIDs() ([]int, error) { return defaultHost.PIDs() }

// PIDs are the numbers of all processes, sorted. On Linux they are those that
// /proc shows, which can be set to hide the processes of others. It works on
// Linux, macOS and Windows.
func (h *Host) PIDs() ([]int, error) {
	h = h.real()
	return h.pids()
}

// PIDExists reports whether a process of this machine has the number pid:
// psutil.pid_exists. See [Host.PIDExists].
func PIDExists(pid int) (bool, error) { return defaultHost.PIDExists(pid) }

// PIDExists reports whether a process has the number pid. A number below 1 is
// nobody's, and the number of a thread is not that of a process, unless the thread
// is its first. The process need not be the one that had the number before:
// [Process.IsRunning] tells that. It works on Linux, macOS and Windows.
func (h *Host) PIDExists(pid int) (bool, error) {
	h = h.real()
	if pid < 0 {
		return false, nil
	}
	return h.pidExists(pid)
}

// listPIDs reads the numbers from a process file system, in its order.
func listPIDs(proc string) ([]int, error) {
	dir, err := openDir(proc)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	pids := make([]int, 0, len(names))
	for _, name := range names {
		if pid, ok := pidOf(name); ok {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// pidOf is the number that a name consists of.
func pidOf(name string) (int, bool) {
	if name == "" || name[0] < '0' || name[0] > '9' {
		return 0, false
	}
	pid, err := strconv.Atoi(name)
	return pid, err == nil
}
