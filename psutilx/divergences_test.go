//go:build linux

package psutilx

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const (
	plainStat = "cpu 1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nctxt 1\nintr 2\nsoftirq 3\nbtime 4\n"
	netHead   = "heading\nheading\n"
)

// asked reports which questions a divergence is about.
func asked(expressions ...string) func(question) bool {
	return func(q question) bool {
		for _, e := range expressions {
			if strings.HasPrefix(q.Expression, e) {
				return true
			}
		}
		return false
	}
}

// always is for what only the answer shows.
func always(question, processTree) bool { return true }

// refused is the answer that we owe to what a file may not say.
func refused(question, processTree, string) string { return "error: format" }

// lineOf reports whether a file has a line of a form.
func lineOf(file, form string) func(question, processTree) bool {
	r := regexp.MustCompile("(?m)" + form)
	return func(_ question, pt processTree) bool { return r.MatchString(pt.files[file]) }
}

func machineOf(files tree) processTree { return processTree{files, nil} }

// machineMends are the differences from psutil 5.9.4 in what is told of a machine.
var machineMends = []mend{
	{
		name:    "lines of meminfo that nobody asked for",
		why:     "psutil fails on any line without a number in its second field, such as ShadowCallStack:10373888 kB of Linux 5.8 to 5.10; newer releases read on",
		share:   0.03,
		asks:    asked("psutil.virtual_memory", "psutil.swap_memory"),
		tree:    usualMeminfo,
		text:    brokenMeminfo,
		example: machineOf(tree{"meminfo": "MemTotal: 4 kB\nMemFree: 1 kB\nMemAvailable: 2 kB\nBuffers: 0 kB\nCached: 0 kB\nShmem: 0 kB\nActive: 0 kB\nInactive: 0 kB\nShadowCallStack:10373888 kB\n"}),
		of:      question{Expression: "psutil.virtual_memory()"},
		theirs:  "error: format",
		ours:    "svmem(total=4096, available=2048, percent=50.0, used=3072, free=1024, active=0, inactive=0, buffers=0, cached=0, shared=0, slab=0)",
	},
	{
		name:    "sizes below zero",
		why:     "figures that contradict each other, more free than there is, make psutil count negative bytes; newer releases never do",
		share:   0.08,
		asks:    asked("psutil.virtual_memory", "psutil.swap_memory"),
		tree:    always,
		text:    func(_ question, _ processTree, answer string) string { return clampText(answer) },
		example: machineOf(tree{"meminfo": "MemTotal: 4 kB\nMemFree: 5 kB\nMemAvailable: 6 kB\nBuffers: 0 kB\nCached: 0 kB\nShmem: 0 kB\nActive: 0 kB\nInactive: 0 kB\n"}),
		of:      question{Expression: "psutil.virtual_memory()"},
		theirs:  "svmem(total=4096, available=5120, percent=-25.0, used=-1024, free=5120, active=0, inactive=0, buffers=0, cached=0, shared=0, slab=0)",
		ours:    "svmem(total=4096, available=5120, percent=0.0, used=0, free=5120, active=0, inactive=0, buffers=0, cached=0, shared=0, slab=0)",
	},
	{
		name:  "first line of stat",
		why:   "psutil takes the first line of /proc/stat for that of all CPUs whatever it is called",
		share: 0.05,
		asks:  func(q question) bool { return q.Expression == "psutil.cpu_times()" },
		tree: func(_ question, pt processTree) bool {
			s, ok := pt.files["stat"]
			return ok && !strings.HasPrefix(strings.TrimLeft(s, " "), "cpu")
		},
		text:    refused,
		example: machineOf(tree{"stat": "xyz 100 200 300 400 500 600 700\n"}),
		of:      question{Expression: "psutil.cpu_times()"},
		theirs:  "scputimes(user=1.0, nice=2.0, system=3.0, idle=4.0, iowait=5.0, irq=6.0, softirq=7.0)",
		ours:    "error: format",
	},
	{
		name:    "fields of diskstats that have come since",
		why:     "psutil knows lines of 7, 14, 15, 18 and more fields; lxcfs 5.0.0 writes 17, of which the first 14 are the usual ones",
		share:   0.01,
		asks:    asked("psutil.disk_io_counters"),
		tree:    shorterDiskstats,
		example: machineOf(tree{"diskstats": "8       0 vda 11 0 220 5 46 0 977 34 0 2 39 0 0 0\n"}),
		of:      question{Expression: "psutil.disk_io_counters(perdisk=True, nowrap=False)"},
		theirs:  "error: format",
		ours:    "vda sdiskio(read_count=11, write_count=46, read_bytes=112640, write_bytes=500224, read_time=5, write_time=34, read_merged_count=0, write_merged_count=0, busy_time=2)",
	},
	{
		name:    "numbers as Python writes them",
		why:     "Python's int() and float() read 1_000, and float() 1e3 and nan, none of which a kernel prints",
		asks:    asked("psutil.cpu_times()"),
		tree:    lineOf("stat", `\Acpu.* ([0-9]*_[0-9]*|nan|[0-9]+e[0-9]+)( |$)`),
		text:    refused,
		example: machineOf(tree{"stat": "cpu 1_00 nan 3e2 400 500 600 700\n"}),
		of:      question{Expression: "psutil.cpu_times()"},
		theirs:  "scputimes(user=1.0, nice=nan, system=3.0, idle=4.0, iowait=5.0, irq=6.0, softirq=7.0)",
		ours:    "error: format",
	},
	{
		name:    "counters below zero",
		why:     "what has been counted is never negative",
		asks:    asked("psutil.net_io_counters"),
		tree:    lineOf("net/dev", `:.* ?-[0-9]`),
		text:    refused,
		example: machineOf(tree{"net/dev": netHead + "lo: -1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"}),
		of:      question{Expression: "psutil.net_io_counters(nowrap=False)"},
		theirs:  "snetio(bytes_sent=9, bytes_recv=-1, packets_sent=10, packets_recv=2, errin=3, errout=11, dropin=4, dropout=12)",
		ours:    "error: format",
	},
	{
		name:    "numbers beyond 64 bits",
		why:     "no counter of a kernel is wider",
		asks:    asked("psutil.cpu_stats"),
		tree:    func(_ question, pt processTree) bool { return saturateText(pt.files["stat"]) != pt.files["stat"] },
		text:    refused,
		example: machineOf(tree{"stat": "cpu 1 2 3 4 5 6 7\nctxt 18446744073709551616\nintr 1\nsoftirq 1\n"}),
		of:      question{Expression: "psutil.cpu_stats()"},
		theirs:  "scpustats(ctx_switches=18446744073709551616, interrupts=1, soft_interrupts=1, syscalls=0)",
		ours:    "error: format",
	},
	{
		name:  "sums beyond 64 bits",
		why:   "they stay at the largest number rather than wrap around",
		share: 0.02,
		asks:  asked("psutil.net_io_counters"),
		tree:  always,
		text:  func(_ question, _ processTree, answer string) string { return saturateText(answer) },
		example: machineOf(tree{"net/dev": netHead + "lo: 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n" +
			"e0: 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"}),
		of:     question{Expression: "psutil.net_io_counters(nowrap=False)"},
		theirs: "snetio(bytes_sent=0, bytes_recv=18446744073709551616, packets_sent=0, packets_recv=0, errin=0, errout=0, dropin=0, dropout=0)",
		ours:   "snetio(bytes_sent=0, bytes_recv=18446744073709551615, packets_sent=0, packets_recv=0, errin=0, errout=0, dropin=0, dropout=0)",
	},
}

var (
	negative = regexp.MustCompile(`=-[0-9]+(\.[0-9]+)?`)
	huge     = regexp.MustCompile(`[0-9]{20,}`)
)

// clampText writes 0 for every negative number.
func clampText(s string) string {
	return negative.ReplaceAllStringFunc(s, func(n string) string {
		if strings.Contains(n, ".") {
			return "=0.0"
		}
		return "=0"
	})
}

// saturateText writes the largest number of 64 bits for every larger one.
func saturateText(s string) string {
	return huge.ReplaceAllStringFunc(s, func(n string) string {
		if len(n) > 20 || n > "18446744073709551615" {
			return "18446744073709551615"
		}
		return n
	})
}

// A meminfoLine is a line of meminfo: a name, a colon, and what is after it.
var (
	meminfoLine  = regexp.MustCompile(`^\s*([^:]*?)\s*:\s*(\S*)`)
	meminfoUsual = regexp.MustCompile(`^[^\s:]+: +[0-9]+ kB\n$`)
	wholeNumber  = regexp.MustCompile(`^[+-]?[0-9]+$`)
)

// neededOf are the lines of meminfo that a question needs.
func neededOf(q question) string {
	if strings.HasPrefix(q.Expression, "psutil.swap_memory") {
		return " SwapTotal SwapFree "
	}
	return " MemTotal MemFree MemAvailable Buffers Cached Shmem MemShared Active Inactive Inact_dirty Inact_clean Inact_laundry " +
		"Slab SReclaimable Active(file) Inactive(file) "
}

// usualMeminfo keeps the lines of meminfo that a question needs, in the usual form.
func usualMeminfo(q question, pt processTree) bool {
	text, ok := pt.files["meminfo"]
	if !ok {
		return false
	}
	var kept strings.Builder
	odd := false
	for line := range strings.Lines(text) {
		odd = odd || !meminfoUsual.MatchString(line)
		m := meminfoLine.FindStringSubmatch(line)
		if m != nil && strings.Contains(neededOf(q), " "+m[1]+" ") && wholeNumber.MatchString(m[2]) {
			kept.WriteString(m[1] + ": " + m[2] + " kB\n")
		}
	}
	pt.files["meminfo"] = kept.String()
	return odd
}

// brokenMeminfo is the answer where a line that is needed has no number that fits.
func brokenMeminfo(q question, pt processTree, answer string) string {
	for line := range strings.Lines(pt.files["meminfo"]) {
		m := meminfoLine.FindStringSubmatch(line)
		if m == nil || !strings.Contains(neededOf(q), " "+m[1]+" ") {
			continue
		}
		if n, err := strconv.ParseInt(m[2], 10, 64); err != nil || n > (1<<63-1)/1024 || n < -(1<<63-1)/1024 {
			return "error: format"
		}
	}
	return answer
}

// shorterDiskstats cuts lines to the 14 fields that psutil knows.
func shorterDiskstats(_ question, pt processTree) bool {
	cut := false
	var lines []string
	for line := range strings.Lines(pt.files["diskstats"]) {
		if f := strings.Fields(line); len(f) == 16 || len(f) == 17 {
			cut = true
			line = strings.Join(f[:14], " ") + "\n"
		}
		lines = append(lines, line)
	}
	if cut {
		pt.files["diskstats"] = strings.Join(lines, "")
	}
	return cut
}

// machineExaminer judges readings of whole machines.
func machineExaminer(t *testing.T) *examiner {
	py := startPsutil(t)
	py.Define(`
def reading_of(q):
    psutil.PROCFS_PATH = q.root
    return reading(q.expression)
`)
	hosts := map[string]*Host{}
	return newExaminer(t, py, "reading_of", func(q question) string {
		if hosts[q.Root] == nil {
			hosts[q.Root] = &Host{Proc: q.Root}
		}
		for _, r := range treeReadings {
			if r.python == q.Expression {
				return outcome(r.ours(hosts[q.Root]))
			}
		}
		return "no such reading"
	}, machineMends)
}

func TestDivergences(t *testing.T) { machineExaminer(t).Pins(t) }
