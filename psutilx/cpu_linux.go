package psutilx

import (
	"os"
	"path/filepath"
)

func (h *Host) cpuTimes() (CPUTimesStat, error) {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.stat)
	if err != nil {
		return CPUTimesStat{}, err
	}
	t, bad := parseCPUTimes(data)
	return t, in(h.paths.stat, bad)
}

func (h *Host) appendCPUTimesPerCPU(dst []CPUTimesStat) ([]CPUTimesStat, error) {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.stat)
	if err != nil {
		return nil, err
	}
	var odd error
	dst = appendCPUTimes(dst, data, func(bad *ParseError) { odd = leave(odd, in(h.paths.stat, bad)) })
	return dst, odd
}

func (h *Host) cpuStats() (CPUStat, error) {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.stat)
	if err != nil {
		return CPUStat{}, err
	}
	s, bad := parseCPUStats(data)
	return s, in(h.paths.stat, bad)
}

// logicalCount asks where sysconf(_SC_NPROCESSORS_ONLN) asks, and then where
// psutil asks when that gives nothing.
func (h *Host) logicalCount() (int, error) {
	b := h.buffer()
	defer h.keep(b)
	if data, err := b.read(h.paths.online); err == nil {
		if n, ok := countCPUList(data); ok && n > 0 {
			return n, nil
		}
	}
	if data, err := h.readKept(b, h.paths.stat); err == nil {
		if n := countCPULines(data); n > 0 {
			return n, nil
		}
	}
	data, err := b.read(h.paths.cpuinfo)
	if err != nil {
		return 0, err
	}
	return countProcessors(data), nil
}

// coreCount counts sets of threads that share a core, else adds up what
// /proc/cpuinfo says of each socket.
func (h *Host) coreCount() (int, error) {
	b := h.buffer()
	defer h.keep(b)
	for _, name := range []string{"core_cpus_list", "thread_siblings_list"} {
		n, err := h.countSiblings(name)
		if n > 0 || err != nil {
			return n, err
		}
	}
	data, err := b.read(h.paths.cpuinfo)
	if err != nil {
		return 0, err
	}
	n, bad := countCores(data)
	return n, in(h.paths.cpuinfo, bad)
}

func (h *Host) countSiblings(name string) (int, error) {
	dir := filepath.Join(h.sys(), "devices/system/cpu")
	entries, err := readDir(dir)
	if err != nil {
		return 0, nil // cpuinfo may know
	}
	cores := map[string]bool{}
	for _, e := range entries {
		if cpu := e.Name(); len(cpu) < 4 || cpu[:3] != "cpu" || cpu[3]-'0' > 9 {
			continue
		}
		siblings, err := readRegular(filepath.Join(dir, e.Name(), "topology", name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return 0, err
		}
		cores[string(trimSpace(siblings))] = true
	}
	return len(cores), nil
}
