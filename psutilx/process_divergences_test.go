//go:build linux

package psutilx

import (
	"strings"
	"testing"
)

// A processDivergence is a difference from psutil 5.9.4 that is meant, in what is
// told of process 7 of a machine.
type processDivergence struct {
	name string
	why  string

	question     string
	change       func(processTree) // what shows it, of a machine on which both agree
	theirs, ours string

	// covers reports whether it explains a difference on another machine.
	covers func(question string, pt processTree, theirs, ours string) bool
}

// plainProcess is a machine with one process, of number 7, and its thread 8.
func plainProcess() processTree {
	return processTree{tree{
		"stat":           plainStat,
		"meminfo":        "MemTotal: 4 kB\nMemFree: 1 kB\nMemAvailable: 2 kB\n",
		"net/tcp":        inetHead + inetLine(0, "0100007F:0016", "00000000:0000", "0A", 5001),
		"net/tcp6":       inetHead,
		"net/udp":        inetHead,
		"net/udp6":       inetHead,
		"net/unix":       unixHead,
		"7/stat":         statText(7, "x", "S", 0, 0, 1, 2, 3, 4, 100, 1, 5),
		"7/statm":        "4 3 2 1 0 1 0\n",
		"7/status":       statusText("x", 7, 0, [3]int{}, [3]int{}, 2, 3, 4),
		"7/cmdline":      "x\x00",
		"7/environ":      "A=1\x00",
		"7/io":           ioText,
		"7/smaps":        "1000-2000 r--p 00000000 00:00 0 /x\nSize: 4 kB\nRss: 2 kB\nPss: 1 kB\nPrivate_Dirty: 1 kB\nSwap: 3 kB\n",
		"7/smaps_rollup": "1000-2000 ---p 00000000 00:00 0 [rollup]\nRss: 2 kB\nPss: 1 kB\nPrivate_Dirty: 1 kB\nSwap: 3 kB\n",
		"7/task/7/stat":  statText(7, "x", "S", 0, 0, 1, 2, 0, 0, 100, 1, 5),
		"7/fdinfo/3":     "pos:\t0\nflags:\t0100000\n",
	}, map[string]string{"7/fd/3": "socket:[5001]", "7/exe": "/usr/bin/env", "7/cwd": "/"}}
}

var processDivergences = []processDivergence{
	{
		name:     "parentheses in the name of a thread",
		why:      "psutil looks for the first closing one, and takes the figures after it",
		question: "p.threads()",
		change: func(pt processTree) {
			pt.files["7/task/7/stat"] = statText(7, "a b) (c)", "S", 0, 0, 150, 40, 0, 0, 100, 1, 5)
		},
		theirs: "pthread(id=7, user_time=0.03, system_time=1.5)",
		ours:   "pthread(id=7, user_time=1.5, system_time=0.4)",
	},
	{
		name:     "a space in the path of a UNIX socket",
		why:      "psutil takes a path for none unless the line has eight words; newer releases read the rest of the line",
		question: "sorted(map(str, p.connections('all')))",
		change: func(pt processTree) {
			pt.files["net/unix"] = unixHead + "0000000000000000: 00000002 00000000 00010000 0001 01 5001 /run/a b\n"
			pt.files["net/tcp"] = inetHead
		},
		theirs: "pconn(fd=3, family=<AddressFamily.AF_UNIX: 1>, type=<SocketKind.SOCK_STREAM: 1>, laddr='', raddr='', status='NONE')",
		ours:   "pconn(fd=3, family=<AddressFamily.AF_UNIX: 1>, type=<SocketKind.SOCK_STREAM: 1>, laddr='/run/a b', raddr='', status='NONE')",
	},
	{
		name:     "TCP states of newer kernels",
		why:      "psutil raises KeyError for a connection in state NEW_SYN_RECV or BOUND_INACTIVE; newer releases do not",
		question: "sorted(map(str, p.connections()))",
		change: func(pt processTree) {
			pt.files["net/tcp"] = inetHead + inetLine(0, "0100007F:0016", "0200007F:0017", "0C", 5001)
		},
		theirs: "error: format",
		ours:   "pconn(fd=3, family=<AddressFamily.AF_INET: 2>, type=<SocketKind.SOCK_STREAM: 1>, laddr=addr(ip='127.0.0.1', port=22), raddr=addr(ip='127.0.0.2', port=23), status='SYN_RECV')",
	},
	{
		name:     "a process without smaps_rollup",
		why:      "psutil asks at its start whether the kernel has such files, and of its own process; here each process is asked, and smaps in its place",
		question: "p.memory_full_info()",
		change:   func(pt processTree) { delete(pt.files, "7/smaps_rollup") },
		theirs:   "error: no such file",
		ours:     "pfullmem(rss=12288, vms=16384, shared=8192, text=4096, lib=0, data=4096, dirty=0, uss=1024, pss=1024, swap=3072)",
		covers: func(question string, pt processTree, theirs, ours string) bool {
			return (question == "p.memory_full_info()" || question == "p.memory_percent('uss')") && theirs == "error: no such file"
		},
	},
	{
		name:     "a process that ends while all are listed",
		why:      "that its stat file goes before its folder is a raw FileNotFoundError in psutil",
		question: "str([p.pid for p in psutil.process_iter()])",
		change: func(pt processTree) {
			pt.files["8/status"] = ""
		},
		theirs: "error: no such file",
		ours:   "[7]",
		covers: func(question string, pt processTree, theirs, ours string) bool {
			return strings.Contains(question, "process_iter") && theirs == "error: no such file" && pt.lacks("stat")
		},
	},
	{
		name:     "a parent without a stat file",
		why:      "a raw FileNotFoundError in psutil",
		question: "p.parent().pid if p.parent() else None",
		change: func(pt processTree) {
			pt.files["7/stat"] = statText(7, "x", "S", 8, 0, 1, 2, 3, 4, 100, 1, 5)
			pt.files["5/stat"] = statText(5, "x", "S", 0, 0, 1, 2, 3, 4, 100, 1, 5)
			pt.files["8/status"] = ""
		},
		theirs: "error: no such file",
		ours:   "None",
		covers: func(question string, pt processTree, theirs, ours string) bool {
			return strings.Contains(question, "parent()") && theirs == "error: no such file" && pt.lacks("stat")
		},
	},
	{
		name:     "a process to print whose command line is not there",
		why:      "str() raises a raw FileNotFoundError; printing never fails here",
		question: "str(p)",
		change: func(pt processTree) {
			pt.files["7/stat"] = statText(7, "exactly-15-byte", "S", 0, 0, 1, 2, 3, 4, 100, 1, 5)
			delete(pt.files, "7/cmdline")
		},
		theirs: "error: no such file",
		ours:   "psutil.Process(pid=7, started='1970-01-01 00:00:05')",
		covers: func(question string, pt processTree, theirs, ours string) bool {
			return question == "str(p)" && theirs == "error: no such file" && pt.lacks("cmdline")
		},
	},
	{
		name:     "a figure that a mapping lacks",
		why:      "psutil gives it the one of the mapping before",
		question: "p.memory_maps()",
		change: func(pt processTree) {
			pt.files["7/smaps"] = "1000-2000 r--p 00000000 00:00 0 /x\nSize: 4 kB\nRss: 2 kB\n2000-3000 r--p 00000000 00:00 0 /y\nSize: 4 kB\n"
		},
		theirs: "pmmap_grouped(path='/x', rss=2048, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)\n" +
			"pmmap_grouped(path='/y', rss=2048, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)",
		ours: "pmmap_grouped(path='/x', rss=2048, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)\n" +
			"pmmap_grouped(path='/y', rss=0, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)",
		covers: func(question string, pt processTree, theirs, ours string) bool {
			return strings.HasPrefix(question, "p.memory_maps(") && pt.unevenMaps()
		},
	},
	{
		name:     "a count of switches told twice",
		why:      "psutil takes the first two lines of either kind, for the one and the other",
		question: "p.num_ctx_switches()",
		change: func(pt processTree) {
			pt.files["7/status"] = strings.Replace(pt.files["7/status"], "\nvol", "\nvoluntary_ctxt_switches:\t3\nvol", 1)
		},
		theirs: "pctxsw(voluntary=3, involuntary=3)",
		ours:   "pctxsw(voluntary=3, involuntary=4)",
		covers: func(question string, pt processTree, theirs, ours string) bool {
			return question == "p.num_ctx_switches()" && pt.repeatsSwitches()
		},
	},
	{
		name:     "line ends in command lines",
		why:      "psutil reads them as text, in which a carriage return and a newline are one newline",
		question: "repr(p.cmdline())",
		change:   func(pt processTree) { pt.files["7/cmdline"] = "a\r\nb\x00c\r\x00" },
		theirs:   `['a\nb', 'c\n']`,
		ours:     `['a\r\nb', 'c\r']`,
	},
	{
		name:     "a file cut short",
		why:      "psutil takes the part of a number that is there",
		question: "p.memory_info()",
		change:   func(pt processTree) { pt.files["7/statm"] = "4 3 2 1 0 1 -1" },
		theirs:   "pmem(rss=12288, vms=16384, shared=8192, text=4096, lib=0, data=4096, dirty=-4096)",
		ours:     "error: format",
	},
}

// lacks reports whether a process has no file of that name.
func (pt processTree) lacks(name string) bool {
	for _, pid := range pt.pids() {
		if _, ok := pt.files[processDir("", pid)[1:]+"/"+name]; !ok {
			return true
		}
	}
	return false
}

// repeatsSwitches reports whether the status of a process tells twice how often
// it gave its CPU up.
func (pt processTree) repeatsSwitches() bool {
	for name, text := range pt.files {
		if strings.HasSuffix(name, "/status") && strings.Count(text, "\nvoluntary_ctxt_switches:") > 1 {
			return true
		}
	}
	return false
}

// unevenMaps reports whether a mapping of a process lacks figures that others
// have.
func (pt processTree) unevenMaps() bool {
	for name, text := range pt.files {
		if !strings.HasSuffix(name, "/smaps") {
			continue
		}
		for _, figure := range mapFigures {
			if strings.Count(text, "\n"+figure) != strings.Count(text, " r-xp ") {
				return true
			}
		}
	}
	return false
}

// excuseProcess names the divergence that explains a difference.
func excuseProcess(question string, pt processTree, theirs, ours string) string {
	for i := range processDivergences {
		if d := &processDivergences[i]; d.covers != nil && d.covers(question, pt, theirs, ours) {
			return d.name
		}
	}
	return ""
}

// TestProcessDivergences shows each divergence, and fails when one has healed.
func TestProcessDivergences(t *testing.T) {
	py := startProcesses(t)
	ask := func(pt processTree, q string) (ours, theirs string) {
		dir := pt.write(t, t.TempDir())
		a, b := ourProcesses(dir, []int{7}), theirProcesses(py, dir, []int{7})
		for i := range a {
			for j := range a[i] {
				if question(i, j, 1) == q {
					return a[i][j], b[i][j]
				}
			}
		}
		t.Fatalf("no question %s", q)
		return "", ""
	}
	for _, d := range processDivergences {
		pt := plainProcess()
		if ours, theirs := ask(pt, d.question); ours != theirs {
			t.Errorf("%s: on the plain process: %s, psutil %s", d.name, ours, theirs)
		}
		d.change(pt)
		if d.theirs == d.ours || d.why == "" {
			t.Errorf("%s: tells no difference, or not why", d.name)
		}
		if d.covers != nil && !d.covers(d.question, pt, d.theirs, d.ours) {
			t.Errorf("%s: does not cover its own tree", d.name)
		}
		ours, theirs := ask(pt, d.question)
		if theirs != d.theirs {
			t.Errorf("%s: psutil now says\n %s\nnot\n %s", d.name, theirs, d.theirs)
		}
		if ours != d.ours {
			t.Errorf("%s: we say\n %s\nnot\n %s", d.name, ours, d.ours)
		}
	}
}
