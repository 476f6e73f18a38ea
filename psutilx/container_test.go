//go:build linux

package psutilx

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

const machineMeminfo = "MemTotal: 1000000 kB\nMemFree: 100000 kB\nMemAvailable: 500000 kB\nBuffers: 0 kB\nCached: 0 kB\nShmem: 0 kB\nActive: 0 kB\nInactive: 0 kB\n"

// containers are programs in control groups. DIR is where the groups are.
var containers = []struct {
	name                         string
	files                        tree
	total, available, used, free uint64
	cpus                         float64
}{
	{"v2, limits at two levels", tree{
		"proc/self/cgroup":                    "0::/app/worker\n",
		"proc/self/mountinfo":                 "25 1 0:22 / DIR/cg rw shared:1 - cgroup2 cgroup2 rw\n",
		"cg/app/memory.max":                   "1048576\n",
		"cg/app/memory.current":               "800000\n",
		"cg/app/memory.stat":                  "anon 1\nfile 5000\ninactive_file 100000\nactive_file 7\n",
		"cg/app/worker/memory.max":            "2097152\n",
		"cg/app/worker/memory.current":        "300000\n",
		"cg/app/worker/memory.stat":           "inactive_file 0\n",
		"cg/app/cpu.max":                      "150000 100000\n",
		"cg/app/worker/cpu.max":               "max 100000\n",
		"cg/app/cpuset.cpus.effective":        "0-2\n",
		"cg/app/worker/cpuset.cpus.effective": "0-1\n",
	}, 1 << 20, 1<<20 - 700000, 700000, 1<<20 - 800000, 1.5},
	{"v2, two levels that leave as much", tree{ // the program's own group tells the rest
		"proc/self/cgroup":         "0::/app/worker\n",
		"proc/self/mountinfo":      "25 1 0:22 / DIR/cg rw - cgroup2 cgroup2 rw\n",
		"cg/app/memory.max":        "2000000\n",
		"cg/app/memory.current":    "1600000\n",
		"cg/app/memory.stat":       "inactive_file 100000\n",
		"cg/app/worker/memory.max": "1000000\n", "cg/app/worker/memory.current": "700000\n",
		"cg/app/worker/memory.stat": "inactive_file 200000\n",
	}, 1000000, 500000, 500000, 300000, 4},
	{"v2 without limits", tree{
		"proc/self/cgroup":    "0::/\n",
		"proc/self/mountinfo": "25 1 0:22 / DIR/cg rw - cgroup2 cgroup2 rw\n",
		"cg/x":                "",
	}, 1000000 << 10, 500000 << 10, 900000 << 10, 100000 << 10, 4},
	{"v1 of a container whose root is its group", tree{
		"proc/self/cgroup":             "4:memory:/docker/ab\n3:cpu,cpuacct:/docker/ab\n2:cpuset:/docker/ab\n1:name=systemd:/docker/ab\n",
		"proc/self/mountinfo":          "30 1 0:27 /docker/ab DIR/memory rw - cgroup cgroup rw,memory\n31 1 0:28 /docker/ab DIR/cpu rw master:3 - cgroup cgroup rw,cpu,cpuacct\n32 1 0:29 /docker/ab DIR/cpuset rw - cgroup cgroup rw,cpuset\n",
		"memory/memory.limit_in_bytes": "4194304\n",
		"memory/memory.usage_in_bytes": "4000000\n",
		"memory/memory.stat":           "cache 9\ninactive_file 5\ntotal_cache 700\ntotal_inactive_file 1000000\n",
		"cpu/cpu.cfs_quota_us":         "50000\n",
		"cpu/cpu.cfs_period_us":        "100000\n",
		"cpuset/cpuset.effective_cpus": "0,3\n",
		"cpuset/cpuset.cpus":           "0-3\n",
		"memory/docker/ab/memory.x":    "a folder of the same name that is not it\n",
	}, 4 << 20, 4<<20 - 3000000, 3000000, 4<<20 - 4000000, 0.5},
	{"v1 without limits", tree{
		"proc/self/cgroup":             "4:memory:/\n3:cpu:/\n",
		"proc/self/mountinfo":          "30 1 0:27 / DIR/memory rw - cgroup cgroup rw,memory\n31 1 0:28 / DIR/cpu rw - cgroup cgroup rw,cpu\n",
		"memory/memory.limit_in_bytes": "9223372036854771712\n",
		"cpu/cpu.cfs_quota_us":         "-1\n",
		"cpu/cpu.cfs_period_us":        "100000\n",
	}, 1000000 << 10, 500000 << 10, 900000 << 10, 100000 << 10, 4},
	{"hybrid, memory in v1 and processors in v2", tree{
		"proc/self/cgroup":               "4:memory:/g\n0::/h\n",
		"proc/self/mountinfo":            "30 1 0:27 / DIR/memory rw - cgroup cgroup rw,memory\n25 1 0:22 / DIR/cg\\040x rw - cgroup2 cgroup2 rw\n",
		"memory/g/memory.limit_in_bytes": "8192\n",
		"memory/g/memory.usage_in_bytes": "9000\n",
		"memory/g/memory.stat":           "total_inactive_file 0\n",
		"cg x/h/cpu.max":                 "300000 100000\n",
	}, 8192, 0, 9000, 0, 3},
	{"a group that is not to be seen", tree{
		"proc/self/cgroup":    "0::/../../other\n",
		"proc/self/mountinfo": "25 1 0:22 / DIR/cg rw - cgroup2 cgroup2 rw\n",
		"cg/memory.max":       "16384\n",
		"cg/memory.current":   "4096\n",
		"cg/memory.stat":      "",
	}, 16384, 12288, 4096, 12288, 4},
	{"v1 within a pod that is not to be seen", tree{ // a limit that only the statistics tell
		"proc/self/cgroup":             "6:memory:/kubepods/pod1/c1\n",
		"proc/self/mountinfo":          "700 690 0:33 /kubepods/pod1/c1 DIR/memory ro - cgroup cgroup rw,memory\n",
		"memory/memory.limit_in_bytes": "9223372036854771712\n",
		"memory/memory.usage_in_bytes": "300000000\n",
		"memory/memory.stat":           "cache 10\nhierarchical_memory_limit 524288000\ntotal_cache 100000000\ntotal_inactive_file 50000000\n",
	}, 524288000, 274288000, 250000000, 224288000, 4},
	{"more than the machine has", tree{
		"proc/self/cgroup":    "0::/a\n",
		"proc/self/mountinfo": "25 1 0:22 / DIR/cg rw - cgroup2 cgroup2 rw\n",
		"cg/a/memory.max":     "99999999999999\n",
		"cg/a/cpu.max":        "9900000 100000\n",
	}, 1000000 << 10, 500000 << 10, 900000 << 10, 100000 << 10, 4},
}

func TestContainers(t *testing.T) {
	for _, c := range containers {
		dir := t.TempDir()
		files := tree{"proc/meminfo": machineMeminfo, "sys/devices/system/cpu/online": "0-3\n"}
		for name, content := range c.files {
			files[name] = strings.ReplaceAll(content, "DIR", dir)
		}
		files.write(t, dir)
		h := &Host{Proc: dir + "/proc", Sys: dir + "/sys"}
		m, err := h.ContainerVirtualMemory()
		if err != nil || m.Total != c.total || m.Available != c.available || m.Used != c.used || m.Free != c.free ||
			m.Percent != usagePercent(float64(c.total-c.available), float64(c.total)) {
			t.Errorf("%s: %v, %v", c.name, m, err)
		}
		if n, err := h.ContainerCPUCount(); n != c.cpus || err != nil {
			t.Errorf("%s: %v CPUs, %v", c.name, n, err)
		}
	}
}

func TestContainersThatMakeNoSense(t *testing.T) {
	for _, c := range [][2]string{
		{"proc/self/cgroup", "memory\n"}, {"cg/a/memory.max", "much\n"}, {"cg/a/cpu.max", "5\n"}, {"cg/a/cpu.max", "5 x\n"}, {"cg/a/cpu.max", "x 5\n"},
		{"cg/a/cpu.max", "5 0\n"}, {"cg/a/cpu.max", "0 0\n"}, {"cg/a/cpu.max", "\n"},
	} {
		name, content := c[0], c[1]
		dir := t.TempDir()
		tree{
			"proc/meminfo": machineMeminfo, "sys/devices/system/cpu/online": "0-3\n", "proc/self/cgroup": "0::/a\n",
			"proc/self/mountinfo": "25 1 0:22 / " + dir + "/cg rw - cgroup2 cgroup2 rw\n", name: content,
		}.write(t, dir)
		h := &Host{Proc: dir + "/proc", Sys: dir + "/sys"}
		_, err1 := h.ContainerVirtualMemory()
		_, err2 := h.ContainerCPUCount()
		var bad *ParseError
		if err := errors.Join(err1, err2); !errors.As(err, &bad) || !strings.HasSuffix(bad.Path, name) {
			t.Errorf("%s, %q: %v", name, content, err)
		}
	}
}

// TestLimitsThatCannotBeRead: such a file may hold a limit, and is not taken for
// none.
func TestLimitsThatCannotBeRead(t *testing.T) {
	for _, name := range []string{"memory.max", "memory.current", "memory.stat", "cpu.max", "cpuset.cpus.effective"} {
		dir := t.TempDir()
		files := tree{
			"proc/meminfo": machineMeminfo, "sys/devices/system/cpu/online": "0-3\n", "proc/self/cgroup": "0::/a\n",
			"proc/self/mountinfo": "25 1 0:22 / " + dir + "/cg rw - cgroup2 cgroup2 rw\n",
			"cg/a/memory.max":     "8192\n", "cg/a/memory.current": "1\n", "cg/a/memory.stat": "",
		}
		delete(files, "cg/a/"+name)
		files["cg/a/"+name+"/x"] = "" // a folder, which cannot be read even by root
		files.write(t, dir)
		h := &Host{Proc: dir + "/proc", Sys: dir + "/sys"}
		_, err1 := h.ContainerVirtualMemory()
		_, err2 := h.ContainerCPUCount()
		var path *fs.PathError
		if err := errors.Join(err1, err2); !errors.As(err, &path) || !strings.HasSuffix(path.Path, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// playContainer tells how much memory its container has.
func playContainer([]string) error {
	m, err := ContainerVirtualMemory()
	if err != nil {
		return err
	}
	n, err := ContainerCPUCount()
	if err != nil {
		return err
	}
	p, err := ThisProcess()
	if err != nil {
		return err
	}
	groups, err := p.Cgroups()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"total": m.Total, "used": m.Used, "cpus": n, "groups": groups})
}

// TestThisKernelsContainer puts this binary into a group with limits.
func TestThisKernelsContainer(t *testing.T) {
	peers.NeedRoot(t)
	const limit = 512 << 20
	var attach []string
	for _, g := range []struct {
		controller string
		v1, v2     map[string]string
	}{
		{"memory", map[string]string{"memory.limit_in_bytes": strconv.Itoa(limit)}, map[string]string{"memory.max": strconv.Itoa(limit)}},
		{"cpu", map[string]string{"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "50000"}, map[string]string{"cpu.max": "50000 100000"}},
	} {
		levels, err := defaultHost.levels(g.controller)
		if err != nil || len(levels) == 0 {
			peers.Lacking(t, "control groups of "+g.controller)
		}
		files := g.v1
		if levels[0].v2 {
			files = g.v2
		}
		dir := filepath.Join(levels[0].dir, "psutilx-test-"+strconv.Itoa(os.Getpid()))
		if err := os.Mkdir(dir, 0o755); err != nil && !os.IsExist(err) {
			peers.Lacking(t, "control groups that can be made: "+err.Error())
		}
		t.Cleanup(func() {
			peers.Eventually(t, "the group to be empty", func() bool { err := os.Remove(dir); return err == nil || os.IsNotExist(err) })
		})
		for _, name := range []string{"memory.limit_in_bytes", "memory.max", "cpu.cfs_period_us", "cpu.cfs_quota_us", "cpu.max"} {
			if value, ok := files[name]; ok {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(value), 0o644); err != nil {
					peers.Lacking(t, "control groups that can be limited: "+err.Error())
				}
			}
		}
		attach = append(attach, "echo $$ >"+dir+"/cgroup.procs")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := partCommand(t, "/bin/sh", "container", "-ec", strings.Join(attach, "\n")+"\nexec "+self).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var said struct {
		Total, Used uint64
		CPUs        float64
		Groups      []Cgroup
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatal(err)
	}
	if said.Total != limit || said.Used == 0 || said.Used > limit || said.CPUs != 0.5 || len(said.Groups) == 0 {
		t.Errorf("%+v", said)
	}
}

func TestPressure(t *testing.T) {
	dir := tree{
		"pressure/cpu":    "some avg10=1.25 avg60=0.50 avg300=100.00 total=123456\n",
		"pressure/memory": "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.10 avg60=0.00 avg300=0.00 total=7\n",
		"pressure/io":     "some avg10=x avg60=0.00 avg300=0.00 total=0\n",
	}.write(t, t.TempDir())
	h := &Host{Proc: dir}
	s, err := h.Pressure("cpu")
	if err != nil || s.Full != nil || s.Some.Avg10 != 1.25 || s.Some.Avg300 != 100 || s.Some.Total.Microseconds() != 123456 {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = h.Pressure("memory")
	if err != nil || s.Full == nil || s.Full.Avg10 != 0.1 || s.Full.Total.Microseconds() != 7 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err = h.Pressure("io"); !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
	var value *ValueError
	if _, err = h.Pressure("disk"); !errors.As(err, &value) {
		t.Error(err)
	}
	if _, err = (&Host{Proc: t.TempDir()}).Pressure("cpu"); !errors.Is(err, ErrNotSupported) {
		t.Error(err)
	}
	if _, err := Pressure("memory"); err != nil && !errors.Is(err, ErrNotSupported) {
		t.Error(err)
	}
}

// TestBytes2Human compares with the function that 5.9.4 has for itself.
func TestBytes2Human(t *testing.T) {
	py := startPsutil(t)
	r := original.Rand(t)
	numbers := []uint64{0, 1, 1023, 1024, 10000, 100001221, 1<<64 - 1}
	for range original.Rounds(t, 500) {
		numbers = append(numbers, r.Uint64()>>r.IntN(64))
	}
	for _, n := range numbers {
		if want := py.Value("psutil._common.bytes2human", n); Bytes2Human(n) != want {
			t.Errorf("%d: %s, psutil %v", n, Bytes2Human(n), want)
		}
	}
}

// The number of a hierarchy is an int of 32 bits in the kernel.
func TestNumbersOfHierarchies(t *testing.T) {
	var odd []*ParseError
	groups := parseCgroups([]byte("2147483647:cpu:/a\n2147483648:cpu:/b\n-1::/c\n0::/d\n"), func(e *ParseError) { odd = append(odd, e) })
	if len(groups) != 2 || groups[0].Hierarchy != math.MaxInt32 || groups[1].Path != "/d" || len(odd) != 2 || odd[0].Line != 2 || odd[1].Line != 3 {
		t.Errorf("%v, %v", groups, odd)
	}
}
