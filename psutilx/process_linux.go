package psutilx

import (
	"errors"
	"io/fs"
	"syscall"
)

// What follows is where Linux keeps what other platforms tell of a process too.

// stat reads /proc/PID/stat, of which some fields are needed.
func (p *Process) stat(need statFields) (processStat, error) {
	data, err := p.read("stat")
	if err != nil {
		return processStat{}, err
	}
	s, bad := parseProcessStat(data, need)
	return s, p.bad("stat", bad)
}

// freshStat reads when the process started, and its state, whatever a Oneshot
// remembers.
func (p *Process) freshStat() (processStat, error) {
	data, err := p.host.readFile(p.file("stat"))
	if err != nil {
		return processStat{}, err
	}
	s, bad := parseProcessStat(data, statStart)
	return s, p.bad("stat", bad)
}

// listed reports whether the folder of the process is there.
func (p *Process) listed() bool { return fileExists(p.dir) }

// startSeconds is when a process started, in seconds since 1970.
func (h *Host) startSeconds(start uint64) (float64, error) {
	boot, err := h.bootTime()
	if err != nil {
		return 0, err
	}
	return float64(start)/clockTicks + float64(boot), nil
}

func (p *Process) cpuTimes() (ProcessCPUTimesStat, error) {
	s, err := p.stat(statTimes)
	if err != nil {
		return ProcessCPUTimesStat{}, err
	}
	return s.cpuTimes(), nil
}

func (p *Process) nice() (int, error) {
	s, err := p.stat(statNice)
	return s.nice, err
}

func (p *Process) memoryInfo() (MemoryInfoStat, error) {
	data, err := p.read("statm")
	if err != nil {
		return MemoryInfoStat{}, err
	}
	m, bad := parseStatm(data)
	return m, p.bad("statm", bad)
}

func (p *Process) ioCounters() (ProcessIOCountersStat, error) {
	data, err := p.read("io")
	if err != nil {
		return ProcessIOCountersStat{}, err
	}
	c, bad := parseProcessIO(data)
	return c, p.bad("io", bad)
}

func (p *Process) numThreads() (int, error) {
	data, err := p.read("status")
	if err != nil {
		return 0, err
	}
	n, bad := statusNumber(data, "Threads:")
	if bad == nil && n == nil {
		bad = missingLine("a line Threads:")
	}
	if bad != nil {
		return 0, p.bad("status", bad)
	}
	return int(*n), nil
}

func (p *Process) uids() ([3]uint32, error) { return p.ids("Uid:") }

func (p *Process) gids() ([3]uint32, error) { return p.ids("Gid:") }

func (p *Process) ids(name string) (ids [3]uint32, err error) {
	data, err := p.read("status")
	if err != nil {
		return ids, err
	}
	ids, bad := parseIDs(data, name)
	return ids, p.bad("status", bad)
}

func (p *Process) username() (string, error) {
	ids, err := p.uids()
	if err != nil {
		return "", err
	}
	return p.host.username(ids[0]), nil
}

func (p *Process) cmdline() ([]string, error) {
	data, err := p.read("cmdline")
	if err != nil {
		return nil, err
	}
	return parseCmdline(string(data)), nil
}

func (p *Process) environ() (map[string]string, error) {
	data, err := p.read("environ")
	if err != nil {
		return nil, err
	}
	return parseEnviron(string(data)), nil
}

func (p *Process) exeFile() (string, error) { return readlink(p.file("exe")) }

func (p *Process) cwd() (string, error) {
	dir, err := readlink(p.file("cwd"))
	if err != nil && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH)) {
		if !p.listed() {
			return "", &NoSuchProcessError{PID: p.pid, Name: p.knownName(), Err: err}
		}
		return "", &ZombieProcessError{PID: p.pid, Name: p.knownName(), Err: err}
	}
	return dir, p.failed(err)
}
