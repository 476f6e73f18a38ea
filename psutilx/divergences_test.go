//go:build linux

package psutilx

import (
	"regexp"
	"strings"
	"testing"
)

// A divergence is a difference from psutil 5.9.4 that is meant.
type divergence struct {
	name string
	why  string

	// reading is the one that shows it, tree what it shows it on.
	reading      string
	tree         tree
	theirs, ours string

	// covers reports whether it explains a difference on another tree.
	covers func(reading string, tr tree, theirs, ours string) bool
}

const (
	plainStat = "cpu 1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nctxt 1\nintr 2\nsoftirq 3\nbtime 4\n"
	netHead   = "heading\nheading\n"
)

var divergences = []divergence{
	{
		name:    "lines of meminfo that nobody asked for",
		why:     "psutil fails on any line without a number in its second field, such as ShadowCallStack:10373888 kB of Linux 5.8 to 5.10; newer releases read on",
		reading: "virtual_memory",
		tree:    tree{"meminfo": "MemTotal: 4 kB\nMemFree: 1 kB\nMemAvailable: 2 kB\nBuffers: 0 kB\nCached: 0 kB\nShmem: 0 kB\nActive: 0 kB\nInactive: 0 kB\nShadowCallStack:10373888 kB\n"},
		theirs:  "error: format",
		ours:    "svmem(total=4096, available=2048, percent=50.0, used=3072, free=1024, active=0, inactive=0, buffers=0, cached=0, shared=0, slab=0)",
		covers: func(reading string, tr tree, theirs, ours string) bool {
			return (reading == "virtual_memory" || reading == "swap_memory") &&
				(theirs == "error: format" && !strings.HasPrefix(ours, "error") || strings.Contains(ours, "missing") || ours == "error: format") &&
				oddMeminfo(tr["meminfo"])
		},
	},
	{
		name:    "sizes below zero",
		why:     "figures that contradict each other, more free than there is, make psutil count negative bytes; newer releases never do",
		reading: "virtual_memory",
		tree:    tree{"meminfo": "MemTotal: 4 kB\nMemFree: 5 kB\nMemAvailable: 6 kB\nBuffers: 0 kB\nCached: 0 kB\nShmem: 0 kB\nActive: 0 kB\nInactive: 0 kB\n"},
		theirs:  "svmem(total=4096, available=5120, percent=-25.0, used=-1024, free=5120, active=0, inactive=0, buffers=0, cached=0, shared=0, slab=0)",
		ours:    "svmem(total=4096, available=5120, percent=0.0, used=0, free=5120, active=0, inactive=0, buffers=0, cached=0, shared=0, slab=0)",
		covers: func(_ string, _ tree, theirs, ours string) bool {
			return clampText(theirs) == ours
		},
	},
	{
		name:    "first line of stat",
		why:     "psutil takes the first line of /proc/stat for that of all CPUs whatever it is called",
		reading: "cpu_times",
		tree:    tree{"stat": "xyz 100 200 300 400 500 600 700\n"},
		theirs:  "scputimes(user=1.0, nice=2.0, system=3.0, idle=4.0, iowait=5.0, irq=6.0, softirq=7.0)",
		ours:    "error: format",
		covers: func(reading string, tr tree, _, ours string) bool {
			return reading == "cpu_times" && ours == "error: format" && !strings.HasPrefix(strings.TrimLeft(tr["stat"], " "), "cpu")
		},
	},
	{
		name:    "numbers as Python writes them",
		why:     "Python's int() and float() read 1_000, and float() 1e3 and nan, none of which a kernel prints",
		reading: "cpu_times",
		tree:    tree{"stat": "cpu 1_00 nan 3e2 400 500 600 700\n"},
		theirs:  "scputimes(user=1.0, nice=nan, system=3.0, idle=4.0, iowait=5.0, irq=6.0, softirq=7.0)",
		ours:    "error: format",
	},
	{
		name:    "counters below zero",
		why:     "what has been counted is never negative",
		reading: "net_io_counters",
		tree:    tree{"net/dev": netHead + "lo: -1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"},
		theirs:  "snetio(bytes_sent=9, bytes_recv=-1, packets_sent=10, packets_recv=2, errin=3, errout=11, dropin=4, dropout=12)",
		ours:    "error: format",
	},
	{
		name:    "numbers beyond 64 bits",
		why:     "no counter of a kernel is wider",
		reading: "cpu_stats",
		tree:    tree{"stat": "cpu 1 2 3 4 5 6 7\nctxt 18446744073709551616\nintr 1\nsoftirq 1\n"},
		theirs:  "scpustats(ctx_switches=18446744073709551616, interrupts=1, soft_interrupts=1, syscalls=0)",
		ours:    "error: format",
	},
	{
		name:    "sums beyond 64 bits",
		why:     "they stay at the largest number rather than wrap around",
		reading: "net_io_counters",
		tree: tree{"net/dev": netHead + "lo: 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n" +
			"e0: 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"},
		theirs: "snetio(bytes_sent=0, bytes_recv=18446744073709551616, packets_sent=0, packets_recv=0, errin=0, errout=0, dropin=0, dropout=0)",
		ours:   "snetio(bytes_sent=0, bytes_recv=18446744073709551615, packets_sent=0, packets_recv=0, errin=0, errout=0, dropin=0, dropout=0)",
		covers: func(reading string, _ tree, theirs, ours string) bool {
			return strings.HasPrefix(reading, "net_io") && saturateText(theirs) == ours
		},
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

// oddMeminfo reports whether a line does not have psutil's form: a name that ends
// in its only colon, and a number.
func oddMeminfo(s string) bool {
	usual := regexp.MustCompile(`^\s*[^\s:]+:\s+[+-]?[0-9]+(\s.*)?$`)
	for line := range strings.Lines(s) {
		if !usual.MatchString(strings.TrimSuffix(line, "\n")) {
			return true
		}
	}
	return false
}

// excuse finds the divergence that explains a difference.
func excuse(reading string, tr tree, theirs, ours string) *divergence {
	for i := range divergences {
		if d := &divergences[i]; d.covers != nil && d.covers(reading, tr, theirs, ours) {
			return d
		}
	}
	return nil
}

// TestDivergences shows each divergence, and fails when one has healed.
func TestDivergences(t *testing.T) {
	py := startPsutil(t)
	for _, d := range divergences {
		if d.theirs == d.ours || d.why == "" {
			t.Errorf("%s: tells no difference, or not why", d.name)
		}
		if d.covers != nil && !d.covers(d.reading, d.tree, d.theirs, d.ours) {
			t.Errorf("%s: does not cover its own tree", d.name)
		}
		dir := d.tree.write(t, t.TempDir())
		for i, theirs := range theirReadings(py, []string{dir})[0] {
			if treeReadings[i].name != d.reading {
				continue
			}
			if theirs != d.theirs {
				t.Errorf("%s: psutil now says\n %s\nnot\n %s", d.name, theirs, d.theirs)
			}
			if ours := ourReadings(dir)[i]; ours != d.ours {
				t.Errorf("%s: we say\n %s\nnot\n %s", d.name, ours, d.ours)
			}
		}
	}
}
