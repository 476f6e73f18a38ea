//go:build linux

package psutilx

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// asPython is a struct as the named tuple of that name, by its JSON fields.
func asPython(name string, v any) original.Named {
	n := original.Named{Type: name}
	r := reflect.ValueOf(v)
	for i := range r.NumField() {
		tag, _, _ := strings.Cut(r.Type().Field(i).Tag.Get("json"), ",")
		if tag != "-" && tag != "missing" {
			n.Fields = append(n.Fields, original.Pair{Key: tag, Value: original.Plain(r.Field(i).Interface())})
		}
	}
	return n
}

func number(t *testing.T, v any) float64 {
	t.Helper()
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	t.Fatalf("%#v is no number", v)
	return 0
}

// TestThisMachine reads what moves between two readings of psutil: counters lie
// between them, what does not move is the same.
func TestThisMachine(t *testing.T) {
	py := startPsutil(t)
	for _, c := range []struct {
		python, tuple string
		ours          func() (any, error)
		counters      string // fields that only grow
		still         string // fields that do not change
	}{
		{"psutil.virtual_memory", "svmem", func() (any, error) { return VirtualMemory() }, "", "total"},
		{"psutil.swap_memory", "sswap", func() (any, error) { return SwapMemory() }, "sin sout", "total"},
		{"psutil.cpu_times", "scputimes", func() (any, error) { return CPUTimes() }, "user nice system irq softirq steal guest guest_nice", ""},
		{"psutil.cpu_stats", "scpustats", func() (any, error) { return CPUStats() }, "ctx_switches interrupts soft_interrupts syscalls", ""},
		{"lambda: psutil.disk_usage('/')", "sdiskusage", func() (any, error) { return DiskUsage("/") }, "", "total"},
		{"lambda: psutil.disk_usage('/proc')", "sdiskusage", func() (any, error) { return DiskUsage("/proc") }, "", "total used free percent"},
		{"psutil.disk_io_counters", "sdiskio", func() (any, error) { return DiskIOCounters(nil) },
			"read_count write_count read_bytes write_bytes read_time write_time read_merged_count write_merged_count busy_time", ""},
		{"psutil.net_io_counters", "snetio", func() (any, error) { return NetIOCounters(nil) },
			"bytes_sent bytes_recv packets_sent packets_recv errin errout dropin dropout", ""},
	} {
		before, beforeErr := py.Call(c.python)
		value, err := c.ours()
		after, afterErr := py.Call(c.python)
		if beforeErr != nil || err != nil || afterErr != nil {
			t.Errorf("%s: %v, %v, %v", c.python, beforeErr, err, afterErr)
			continue
		}
		if before == nil && after == nil {
			t.Errorf("%s: psutil has None, we have %v", c.python, value)
			continue
		}
		ours, low, high := asPython(c.tuple, value), before.(original.Named), after.(original.Named)
		if ours.Type != low.Type || len(ours.Fields) != len(low.Fields) {
			t.Errorf("%s: %v, psutil %v", c.python, ours, low)
			continue
		}
		for i, f := range ours.Fields {
			name := f.Key.(string)
			if name != low.Fields[i].Key || reflect.TypeOf(f.Value) != reflect.TypeOf(low.Fields[i].Value) {
				t.Errorf("%s: field %v is %T, in psutil %v, a %T", c.python, name, f.Value, low.Fields[i].Key, low.Fields[i].Value)
				continue
			}
			n, from, to := number(t, f.Value), number(t, low.Fields[i].Value), number(t, high.Fields[i].Value)
			if contains(strings.ReplaceAll(c.counters, " ", ", "), name) && !(from <= n && n <= to) {
				t.Errorf("%s: %s went from %v over our %v to %v", c.python, name, from, n, to)
			}
			if contains(strings.ReplaceAll(c.still, " ", ", "), name) && (from != n || n != to) {
				t.Errorf("%s: %s is %v, in psutil %v", c.python, name, n, from)
			}
		}
	}
}

func TestThisMachinesConstants(t *testing.T) {
	py := startPsutil(t)
	boot, err := BootTime()
	if want := py.Value("psutil.boot_time"); err != nil || !original.Same(float64(boot.Unix()), want) {
		t.Errorf("boot time %v (%v), psutil %v", boot, err, want)
	}
	for _, logical := range []bool{true, false} {
		n, err := CPUCount(&CPUCountOptions{Cores: !logical})
		if want := py.Value("psutil.cpu_count", logical); err != nil || !original.Same(n, want) {
			t.Errorf("CPUCount(%v) = %d (%v), psutil %v", logical, n, err, want)
		}
	}
	each, err := CPUTimesPerCPU()
	if want := py.Value("lambda: len(psutil.cpu_times(percpu=True))"); err != nil || !original.Same(len(each), want) {
		t.Errorf("%d CPUs (%v), psutil %v", len(each), err, want)
	}
	disks, err := DiskIOCountersPerDisk(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range py.Value("lambda: list(psutil.disk_io_counters(perdisk=True))").([]any) {
		if _, ok := disks[name.(string)]; !ok {
			t.Errorf("no disk %v", name)
		}
	}
}

// TestLoadAvg: the kernel works it out every five seconds, so that one of the
// readings around ours has to be the same.
func TestLoadAvg(t *testing.T) {
	py := startPsutil(t)
	before := py.Value("lambda: str(psutil.getloadavg())")
	load, err := LoadAvg()
	after := py.Value("lambda: str(psutil.getloadavg())")
	if err != nil || load.String() != before && load.String() != after {
		t.Errorf("%v (%v), psutil %v and %v", load, err, before, after)
	}
	for name, tr := range recordedTrees(t) {
		if tr["loadavg"] == "" {
			continue
		}
		load, err := (&Host{Proc: tr.write(t, t.TempDir())}).LoadAvg()
		want := py.Value("lambda s: str(tuple(float(x) for x in s.split()[:3]))", tr["loadavg"])
		if err != nil || load.String() != want {
			t.Errorf("%s: %v (%v), want %v", name, load, err, want)
		}
	}
}

func TestJSONHasPsutilsNames(t *testing.T) {
	py := startPsutil(t)
	h := &Host{Proc: recordedTrees(t)["written-4.18-database"].write(t, t.TempDir())}
	for call, ours := range map[string]func() (any, error){
		"psutil.virtual_memory()":                    func() (any, error) { return h.VirtualMemory() },
		"psutil.swap_memory()":                       func() (any, error) { return h.SwapMemory() },
		"psutil.cpu_times()":                         func() (any, error) { return h.CPUTimes() },
		"psutil.cpu_stats()":                         func() (any, error) { return h.CPUStats() },
		"psutil.net_io_counters(nowrap=False)":       func() (any, error) { return h.NetIOCounters(nil) },
		"psutil.disk_io_counters(True, False)":       func() (any, error) { return h.DiskIOCountersPerDisk(nil) },
		"psutil.net_io_counters(True, nowrap=False)": func() (any, error) { return h.NetIOCountersPerNIC(nil) },
	} {
		v, err := ours()
		if err != nil {
			t.Errorf("%s: %v", call, err)
			continue
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s: %v", call, err)
			continue
		}
		diff := py.Value(`lambda root, call, text: (
			setattr(psutil, 'PROCFS_PATH', root),
			(lambda want, got: '' if want == got else '%s, want %s' % (got, want))(
				(lambda v: {k: x._asdict() for k, x in v.items()} if isinstance(v, dict) else v._asdict())(eval(call)),
				__import__('json').loads(text)),
		)[1]`, h.Proc, call, string(text))
		if diff != "" {
			t.Errorf("%s: %s", call, diff)
		}
	}
}
