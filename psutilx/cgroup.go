package psutilx

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	pathpkg "path"
	"slices"
	"strings"
)

// A Cgroup is a control group that a process is in.
type Cgroup struct {
	Hierarchy   int      `json:"hierarchy"`   // 0 for cgroup v2
	Controllers []string `json:"controllers"` // what it controls, as "memory"; empty for cgroup v2
	Path        string   `json:"path"`        // from the root of the hierarchy, as far as the process can see it
}

// Cgroups are the control groups that the process is in, one a hierarchy. psutil
// has no such thing. A line of the kernel's that makes no sense is named by an
// error beside the other groups.
func (p *Process) Cgroups() ([]Cgroup, error) {
	p = p.real()
	data, err := p.read("cgroup")
	if err != nil {
		return nil, err
	}
	var odd error
	groups := parseCgroups(data, func(bad *ParseError) { odd = leave(odd, p.bad("cgroup", bad)) })
	return groups, odd
}

// parseCgroups reads lines such as "4:memory,hugetlb:/docker/0a1b" and "0::/".
// Those that make no sense are handed to bad.
func parseCgroups(b []byte, bad func(*ParseError)) []Cgroup {
	groups := []Cgroup{}
	const want = "a number, controllers and a path, parted by colons"
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		fields := bytes.SplitN(line, []byte(":"), 3)
		id, ok := parseUint(fields[0])
		if len(fields) < 3 || !ok || id > math.MaxInt32 {
			bad(badLine(number, line, want))
			continue
		}
		g := Cgroup{Hierarchy: int(id), Controllers: []string{}, Path: string(fields[2])}
		if len(fields[1]) > 0 {
			g.Controllers = strings.Split(string(fields[1]), ",")
		}
		groups = append(groups, g)
	}
	return groups
}

// A cgroupMount is where a hierarchy, or the part of it below root, is mounted.
type cgroupMount struct {
	v2          bool
	root, point string
	controllers []string
}

// parseCgroupMounts finds the hierarchies in /proc/PID/mountinfo, whose lines are
// "id parent device root point options, more options - type source options".
func parseCgroupMounts(b []byte) []cgroupMount {
	var mounts []cgroupMount
	for line := range strings.Lines(string(b)) {
		before, after, ok := strings.Cut(line, " - ")
		mount, fs := strings.Fields(before), strings.Fields(after)
		if !ok || len(mount) < 6 || len(fs) < 3 || fs[0] != "cgroup" && fs[0] != "cgroup2" {
			continue
		}
		mounts = append(mounts, cgroupMount{
			v2: fs[0] == "cgroup2", root: unescapeMount(mount[3]), point: unescapeMount(mount[4]),
			controllers: strings.Split(fs[2], ","),
		})
	}
	return mounts
}

// folder is where a group is mounted. A group outside of what is mounted is that
// of another container: then what is mounted is the nearest there is.
func (m *cgroupMount) folder(group string) string {
	switch below, inside := strings.CutPrefix(group, strings.TrimSuffix(m.root, "/")+"/"); {
	case group == m.root || !inside || strings.HasPrefix(group, "/.."):
		return m.point
	default:
		return pathpkg.Join(m.point, below)
	}
}

// A level is a group, or one that it is part of.
type level struct {
	dir string
	v2  bool
}

// levels are the group of a controller that the program is in, and those around
// it, from the inside out. There are none where the controller is not mounted.
func (h *Host) levels(controller string) ([]level, error) {
	const cgroup, mountinfo = "/self/cgroup", "/self/mountinfo"
	data, err := h.readFile(h.proc() + cgroup)
	if err != nil {
		return nil, err
	}
	var odd error
	groups := parseCgroups(data, func(bad *ParseError) {
		bad.Path = h.proc() + cgroup
		odd = leave(odd, bad)
	})
	if odd != nil {
		return nil, odd // that may be the group with the limit
	}
	if data, err = h.readFile(h.proc() + mountinfo); err != nil {
		return nil, err
	}
	mounts := parseCgroupMounts(data)
	for _, v2 := range []bool{false, true} { // a hybrid has some in v1
		for _, g := range groups {
			if v2 != (g.Hierarchy == 0) || !v2 && !slices.Contains(g.Controllers, controller) {
				continue
			}
			for _, m := range mounts {
				if m.v2 != v2 || !v2 && !slices.Contains(m.controllers, controller) {
					continue
				}
				return levelsOf(m.folder(g.Path), m.point, v2), nil
			}
		}
	}
	return nil, nil
}

func levelsOf(dir, top string, v2 bool) []level {
	var list []level
	for ; len(dir) >= len(top); dir = pathpkg.Dir(dir) {
		list = append(list, level{dir, v2})
		if dir == top || dir == "/" {
			break
		}
	}
	return list
}

// read reads a file of a group. It is not there, data is nil, in the root group,
// and where the controller is not on. One that is there and cannot be read may
// hold a limit.
func (l *level) read(h *Host, name string) (data []byte, err error) {
	data, err = h.readFile(l.dir + "/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// number reads a file of a group, by its name in v1 or in v2. It is not ok where
// there is none, and where it says max.
func (l *level) number(h *Host, v1, v2 string) (n int64, ok bool, err error) {
	name := v1
	if l.v2 {
		name = v2
	}
	data, err := l.read(h, name)
	if data == nil {
		return 0, false, err
	}
	text, _ := cutField(data)
	if string(text) == "max" {
		return 0, false, nil
	}
	n, ok = parseInt(text)
	if !ok {
		bad := badLine(1, text, "a number or max")
		bad.Path = l.dir + "/" + name
		return 0, false, bad
	}
	return n, true, nil
}

// noMemoryLimit is what v1 writes for none: the largest number of whole pages.
const noMemoryLimit = math.MaxInt64 &^ 0xffff

// ContainerVirtualMemory reads how much memory the container has that the
// program runs in. See [Host.ContainerVirtualMemory].
func ContainerVirtualMemory() (VirtualMemoryStat, error) {
	return defaultHost.ContainerVirtualMemory()
}

// ContainerVirtualMemory reads how memory is used within the limits of the
// control group that the program is in, and of those around it, of cgroup v1, v2
// or both: what [Host.VirtualMemory] would say if the container were a machine.
// psutil has no such thing, and says what the machine has.
//
// Total is the lowest limit, also of groups that the program cannot see, as far as
// cgroup v1 tells of them. Used is what the group has less the file pages that it
// could give up at once, and Available what it could still get, which is never
// more than the machine could give. Without a limit it is the machine's figures. A
// limit that is there and cannot be read is an error.
func (h *Host) ContainerVirtualMemory() (VirtualMemoryStat, error) {
	h = h.real()
	all, err := h.VirtualMemory()
	if err != nil {
		return all, err
	}
	if err := only("control groups", "linux"); err != nil {
		return all, err
	}
	levels, err := h.levels("memory")
	if err != nil {
		return VirtualMemoryStat{}, err
	}
	total := all.Total
	var at *VirtualMemoryStat
	for _, l := range levels {
		limit, ok, err := l.memoryLimit(h)
		if err != nil {
			return VirtualMemoryStat{}, err
		}
		if !ok || limit < 0 || limit >= noMemoryLimit || uint64(limit) >= all.Total {
			continue
		}
		m, err := l.memory(h, uint64(limit))
		if err != nil {
			return VirtualMemoryStat{}, err
		}
		total = min(total, m.Total)
		if at == nil || m.Available < at.Available {
			at = &m
		}
	}
	if at == nil {
		return all, nil
	}
	at.Total = total
	at.Available = min(at.Available, all.Available, total)
	at.Percent = usagePercent(float64(total-at.Available), float64(total))
	return *at, nil
}

// memoryLimit is the limit of a group. That of a group around it which is not
// mounted, as of a pod or a slice around a container, v1 tells in the group's
// statistics.
func (l *level) memoryLimit(h *Host) (limit int64, ok bool, err error) {
	limit, ok, err = l.number(h, "memory.limit_in_bytes", "memory.max")
	if err != nil || l.v2 {
		return limit, ok, err
	}
	data, err := l.read(h, "memory.stat")
	if err != nil {
		return 0, false, err
	}
	around, there := statistics(data)["hierarchical_memory_limit"]
	switch {
	case !there || around > math.MaxInt64:
		return limit, ok, nil
	case !ok:
		return int64(around), true, nil
	}
	return min(limit, int64(around)), true, nil
}

// memory is how the memory of one group is used.
func (l *level) memory(h *Host, limit uint64) (VirtualMemoryStat, error) {
	usage, _, err := l.number(h, "memory.usage_in_bytes", "memory.current")
	if err != nil {
		return VirtualMemoryStat{}, err
	}
	data, err := h.readFile(l.dir + "/memory.stat")
	if err != nil {
		return VirtualMemoryStat{}, err
	}
	prefix, cached, slab := "total_", "total_cache", ""
	if l.v2 {
		prefix, cached, slab = "", "file", "slab"
	}
	value := statistics(data)
	less := func(a, b uint64) uint64 { return a - min(a, b) }
	m := VirtualMemoryStat{
		Total: limit, Used: less(size(usage), value[prefix+"inactive_file"]), Free: less(limit, size(usage)),
		Active: value[prefix+"active_anon"] + value[prefix+"active_file"], Inactive: value[prefix+"inactive_anon"] + value[prefix+"inactive_file"],
		Cached: value[cached], Shared: value[prefix+"shmem"], Slab: value[slab], Missing: "buffers",
	}
	if !l.v2 {
		m.Missing = "buffers, slab"
	}
	m.Available = less(limit, m.Used)
	return m, nil
}

// statistics reads lines such as "inactive_file 4096". Others mean nothing here.
func statistics(b []byte) map[string]uint64 {
	value := map[string]uint64{}
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		name, rest := cutField(line)
		field, _ := cutField(rest)
		if n, ok := parseUint(field); ok {
			value[string(name)] = n
		}
	}
	return value
}

// ContainerCPUCount is how many CPUs the container may use that the program
// runs in. See [Host.ContainerCPUCount].
func ContainerCPUCount() (float64, error) { return defaultHost.ContainerCPUCount() }

// ContainerCPUCount is how many CPUs the program may use at a time: those that it
// is bound to, and of their time what the control group that it is in, and those
// around it, may have, of cgroup v1, v2 or both. It can be a fraction, such as
// 0.5, and is never more than [Host.CPUCount]. psutil has no such thing, and says
// what the machine has. A limit that is there and cannot be read is an error.
func (h *Host) ContainerCPUCount() (float64, error) {
	h = h.real()
	n, err := h.CPUCount(nil)
	if err != nil {
		return 0, err
	}
	if err := only("control groups", "linux"); err != nil {
		return 0, err
	}
	count := float64(n)
	if h.proc() == "/proc" {
		cpus, err := cpuAffinity(0)
		if err != nil {
			return 0, err
		}
		count = min(count, float64(len(cpus)))
	}
	levels, err := h.levels("cpu")
	if err != nil {
		return 0, err
	}
	for _, l := range levels {
		share, ok, err := l.cpuShare(h)
		if err != nil {
			return 0, err
		}
		if ok {
			count = min(count, share)
		}
	}
	if levels, err = h.levels("cpuset"); err != nil {
		return 0, err
	}
	for _, l := range levels {
		name := "cpuset.effective_cpus"
		if l.v2 {
			name = "cpuset.cpus.effective"
		}
		data, err := l.read(h, name)
		if err != nil {
			return 0, err
		}
		list := trimSpace(data)
		if len(list) == 0 {
			continue // the controller is not on
		}
		cpus, ok := countCPUList(list)
		if !ok {
			bad := badLine(1, list, "numbers of CPUs and ranges of them")
			bad.Path = l.dir + "/" + name
			return 0, bad
		}
		count = min(count, float64(cpus))
	}
	return count, nil
}

// cpuShare is how much of the time of CPUs a group may have, if that is limited.
func (l *level) cpuShare(h *Host) (share float64, limited bool, err error) {
	if !l.v2 {
		quota, ok, err := l.number(h, "cpu.cfs_quota_us", "")
		if err != nil || !ok || quota <= 0 {
			return 0, false, err
		}
		period, ok, err := l.number(h, "cpu.cfs_period_us", "")
		if err != nil || !ok || period <= 0 {
			return 0, false, err
		}
		return float64(quota) / float64(period), true, nil
	}
	data, err := l.read(h, "cpu.max")
	if data == nil {
		return 0, false, err
	}
	first, rest := cutField(data)
	if string(first) == "max" {
		return 0, false, nil
	}
	second, _ := cutField(rest)
	quota, ok1 := parseUint(first)
	period, ok2 := parseUint(second)
	if !ok1 || !ok2 || period == 0 {
		bad := badLine(1, trimSpace(data), "max or a number, and a number")
		bad.Path = l.dir + "/cpu.max"
		return 0, false, bad
	}
	return float64(quota) / float64(period), true, nil
}
