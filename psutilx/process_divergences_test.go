//go:build linux

package psutilx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

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

// plainWith changes the plain machine.
func plainWith(change func(processTree)) processTree {
	pt := plainProcess()
	change(pt)
	return pt
}

// every is for what changes the answers to all questions.
func every(question) bool { return true }

// eachFile calls a function for each file of processes of a name, and takes what
// it returns for the content. It reports whether one has changed.
func (pt processTree) eachFile(name string, f func(file, text string) string) (changed bool) {
	for file, text := range pt.files {
		if !strings.HasSuffix(file, "/"+name) {
			continue
		}
		if mended := f(file, text); mended != text {
			pt.files[file] = mended
			changed = true
		}
	}
	return changed
}

// What stands in for characters that psutil does not read as they are.
const (
	forSpace   = "\x02"
	forNewline = "\x03"
	forReturn  = "\x04"
)

var standIns = strings.NewReplacer(`\x02`, " ", `\x03`, `\n`, `\x04`, `\r`)

func withoutStandIns(_ question, _ processTree, answer string) string {
	return standIns.Replace(answer)
}

const unixRow = "0000000000000000: 00000002 00000000 00010000 0001 01 5001"

// processMends are the differences from psutil 5.9.4 in what is told of processes.
var processMends = []mend{
	{
		name:    "a stat file that ends early",
		why:     "some emulated kernels stop before the last fields; psutil fails with IndexError, newer releases have 0 there",
		share:   0.01,
		asks:    every,
		tree:    longerStats,
		example: plainWith(func(pt processTree) { pt.files["7/stat"] = strings.Join(strings.Fields(pt.files["7/stat"])[:41], " ") }),
		of:      question{PID: 7, Expression: "p.cpu_times()"},
		theirs:  "cannot: IndexError",
		ours:    "pcputimes(user=0.01, system=0.02, children_user=0.03, children_system=0.04, iowait=0.0)",
	},
	{
		name: "parentheses in the name of a thread",
		why:  "psutil looks for the first closing one, and takes the figures after it",
		asks: asked("p.threads()"),
		tree: plainThreads,
		example: plainWith(func(pt processTree) {
			pt.files["7/task/7/stat"] = statText(7, "a b) (c)", "S", 0, 0, 150, 40, 0, 0, 100, 1, 5)
		}),
		of:     question{PID: 7, Expression: "p.threads()"},
		theirs: "pthread(id=7, user_time=0.03, system_time=1.5)",
		ours:   "pthread(id=7, user_time=1.5, system_time=0.4)",
	},
	{
		name: "names of UNIX sockets",
		why: "psutil takes a name for none unless the line has eight words, and what follows a newline in one for a line of its own, on which it " +
			"fails; anybody can bind such a name",
		share: 0.01,
		asks:  asked("sorted(map(str, p.connections('all')))", "sorted(map(str, psutil.net_connections('all')))"),
		tree:  oneWordNames,
		text:  withoutStandIns,
		example: plainWith(func(pt processTree) {
			pt.files["net/unix"] = unixHead + unixRow + " @a b\nc d e\n"
			pt.files["net/tcp"] = inetHead
		}),
		of:     question{PID: 7, Expression: "sorted(map(str, p.connections('all')))"},
		theirs: "error: format",
		ours:   `pconn(fd=3, family=<AddressFamily.AF_UNIX: 1>, type=<SocketKind.SOCK_STREAM: 1>, laddr='@a b\nc d e', raddr='', status='NONE')`,
	},
	{
		name:  "UNIX sockets that are told of twice",
		why:   "one of two lines that differ is made up, by a name with a newline; psutil believes both",
		asks:  asked("sorted(map(str, p.connections('all')))", "sorted(map(str, psutil.net_connections('all')))"),
		tree:  namesOfOneLine,
		share: 0.01,
		example: plainWith(func(pt processTree) {
			pt.files["net/unix"] = unixHead + unixRow + " /run/a\n" + unixRow + " /run/b\n"
			pt.files["net/tcp"] = inetHead
		}),
		of: question{PID: 7, Expression: "sorted(map(str, p.connections('all')))"},
		theirs: "pconn(fd=3, family=<AddressFamily.AF_UNIX: 1>, type=<SocketKind.SOCK_STREAM: 1>, laddr='/run/a', raddr='', status='NONE')\n" +
			"pconn(fd=3, family=<AddressFamily.AF_UNIX: 1>, type=<SocketKind.SOCK_STREAM: 1>, laddr='/run/b', raddr='', status='NONE')",
		ours: "pconn(fd=3, family=<AddressFamily.AF_UNIX: 1>, type=<SocketKind.SOCK_STREAM: 1>, laddr='', raddr='', status='NONE')",
	},
	{
		name: "TCP states of newer kernels",
		why:  "psutil raises KeyError for a connection in state NEW_SYN_RECV; newer releases do not",
		asks: func(q question) bool { return strings.Contains(q.Expression, "connections(") },
		tree: func(_ question, pt processTree) bool { return pt.replace("net/tcp", " 0C ", " 03 ") },
		example: plainWith(func(pt processTree) {
			pt.files["net/tcp"] = inetHead + inetLine(0, "0100007F:0016", "0200007F:0017", "0C", 5001)
		}),
		of:     question{PID: 7, Expression: "sorted(map(str, p.connections()))"},
		theirs: "error: format",
		ours:   "pconn(fd=3, family=<AddressFamily.AF_INET: 2>, type=<SocketKind.SOCK_STREAM: 1>, laddr=addr(ip='127.0.0.1', port=22), raddr=addr(ip='127.0.0.2', port=23), status='SYN_RECV')",
	},
	{
		name:    "a process without smaps_rollup",
		why:     "psutil asks at its start whether the kernel has such files, and of its own process; here each process is asked, and smaps in its place",
		share:   0.01,
		asks:    asked("p.memory_full_info()", "p.memory_percent('uss')"),
		tree:    func(q question, pt processTree) bool { return pt.has(q, "stat") && !pt.has(q, "smaps_rollup") },
		ask:     "answer_without_rollup",
		example: plainWith(func(pt processTree) { delete(pt.files, "7/smaps_rollup") }),
		of:      question{PID: 7, Expression: "p.memory_full_info()"},
		theirs:  "error: no such file",
		ours:    "pfullmem(rss=12288, vms=16384, shared=8192, text=4096, lib=0, data=4096, dirty=0, uss=1024, pss=1024, swap=3072)",
	},
	{
		name:  "folders without a stat file",
		why:   "that the file of a process goes before its folder is a raw FileNotFoundError in psutil, where processes are listed or a parent is looked for",
		share: 0.01,
		asks:  asked("str([p.pid for p in psutil.process_iter()])", "p.parent()"),
		tree:  withoutFolders,
		text: func(q question, pt processTree, answer string) string {
			left := pt.clone()
			if withoutFolders(q, left); len(left.pids()) == 0 {
				return "[]" // psutil takes it for granted that there is a process
			}
			return answer
		},
		example: plainWith(func(pt processTree) { pt.files["8/status"] = "" }),
		of:      question{PID: wholeMachine, Expression: "str([p.pid for p in psutil.process_iter()])"},
		theirs:  "error: no such file",
		ours:    "[7]",
	},
	{
		name:  "a process to print whose command line is not there",
		why:   "str() raises a raw FileNotFoundError; printing never fails here, and leaves out the name",
		share: 0.01,
		asks:  asked("str(p)"),
		tree: func(q question, pt processTree) bool {
			file := strconv.Itoa(q.PID) + "/cmdline"
			_, there := pt.files[file]
			name := cutBetween(pt.files[strconv.Itoa(q.PID)+"/stat"], "(", ")")
			pt.files[file] = ""
			return !there && len(name) >= kernelName
		},
		text: func(_ question, _ processTree, answer string) string {
			return regexp.MustCompile(` name=.*, status='[^']*',`).ReplaceAllString(answer, "")
		},
		example: plainWith(func(pt processTree) {
			pt.files["7/stat"] = statText(7, "exactly-15-byte", "S", 0, 0, 1, 2, 3, 4, 100, 1, 5)
			delete(pt.files, "7/cmdline")
		}),
		of:     question{PID: 7, Expression: "str(p)"},
		theirs: "error: no such file",
		ours:   "psutil.Process(pid=7, started='1970-01-01 00:00:05')",
	},
	{
		name:  "a figure that a mapping lacks",
		why:   "psutil gives it the one of the mapping before",
		share: 0.01,
		asks:  asked("p.memory_maps("),
		tree:  evenMaps,
		example: plainWith(func(pt processTree) {
			pt.files["7/smaps"] = "1000-2000 r--p 00000000 00:00 0 /x\nSize: 4 kB\nRss: 2 kB\n2000-3000 r--p 00000000 00:00 0 /y\nSize: 4 kB\n"
		}),
		of: question{PID: 7, Expression: "p.memory_maps()"},
		theirs: "pmmap_grouped(path='/x', rss=2048, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)\n" +
			"pmmap_grouped(path='/y', rss=2048, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)",
		ours: "pmmap_grouped(path='/x', rss=2048, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)\n" +
			"pmmap_grouped(path='/y', rss=0, size=4096, pss=0, shared_clean=0, shared_dirty=0, private_clean=0, private_dirty=0, referenced=0, anonymous=0, swap=0)",
	},
	{
		name:  "a count of switches told twice",
		why:   "psutil takes the first two lines of either kind, for the one and the other",
		share: 0.01,
		asks:  asked("p.num_ctx_switches()"),
		tree:  switchesOnce,
		example: plainWith(func(pt processTree) {
			pt.replace("7/status", "\nvol", "\nvoluntary_ctxt_switches:\t3\nvol")
		}),
		of:     question{PID: 7, Expression: "p.num_ctx_switches()"},
		theirs: "pctxsw(voluntary=3, involuntary=3)",
		ours:   "pctxsw(voluntary=3, involuntary=4)",
	},
	{
		name: "line ends in command lines",
		why:  "psutil reads them as text, in which a carriage return and a newline are one newline",
		asks: asked("repr(p.cmdline())"),
		tree: func(_ question, pt processTree) bool {
			return pt.eachFile("cmdline", func(_, text string) string { return strings.ReplaceAll(text, "\r", forReturn) })
		},
		text:    withoutStandIns,
		example: plainWith(func(pt processTree) { pt.files["7/cmdline"] = "a\r\nb\x00c\r\x00" }),
		of:      question{PID: 7, Expression: "repr(p.cmdline())"},
		theirs:  `['a\nb', 'c\n']`,
		ours:    `['a\r\nb', 'c\r']`,
	},
	{
		name: "a file cut short",
		why:  "psutil takes the part of a number that is there",
		asks: asked("p.memory_info()"),
		tree: func(q question, pt processTree) bool {
			return strings.Contains(pt.files[strconv.Itoa(q.PID)+"/statm"], "-")
		},
		text:    refused,
		example: plainWith(func(pt processTree) { pt.files["7/statm"] = "4 3 2 1 0 1 -1" }),
		of:      question{PID: 7, Expression: "p.memory_info()"},
		theirs:  "pmem(rss=12288, vms=16384, shared=8192, text=4096, lib=0, data=4096, dirty=-4096)",
		ours:    "error: format",
	},
}

// has reports whether the process that is asked about has a file.
func (pt processTree) has(q question, name string) bool {
	_, ok := pt.files[strconv.Itoa(q.PID)+"/"+name]
	return ok
}

func (pt processTree) replace(file, before, after string) bool {
	text := strings.ReplaceAll(pt.files[file], before, after)
	changed := text != pt.files[file]
	if changed {
		pt.files[file] = text
	}
	return changed
}

// cutBetween is what stands between the first of one text and the last of another.
func cutBetween(s, before, after string) string {
	i, j := strings.Index(s, before), strings.LastIndex(s, after)
	if i < 0 || j < i {
		return ""
	}
	return s[i+1 : j]
}

// longerStats gives stat files the fields that they end before, but not those that
// every kernel writes.
func longerStats(_ question, pt processTree) bool {
	const fields, needed = 40, 20
	return pt.eachFile("stat", func(file, text string) string {
		at := strings.LastIndex(text, ")")
		n := len(strings.Fields(text[at+1:]))
		if at < 0 || n < needed || n >= fields || strings.Contains(file, "/task/") {
			return text
		}
		return strings.TrimSuffix(text, "\n") + strings.Repeat(" 0", fields-n) + "\n"
	})
}

// plainThreads gives threads a name without parentheses.
func plainThreads(_ question, pt processTree) bool {
	return pt.eachFile("stat", func(file, text string) string {
		name := cutBetween(text, "(", ")")
		if !strings.Contains(file, "/task/") || !strings.ContainsAny(name, "()") {
			return text
		}
		return strings.Replace(text, "("+name+")", "(x)", 1)
	})
}

var unixLine = regexp.MustCompile(`^((?:\S+\s+){4}[0-9]+\s+\S+\s+[0-9]+)(?: (.*))?$`)

// oneWordNames has something stand in for blanks and newlines in the names of
// sockets.
func oneWordNames(_ question, pt processTree) bool {
	head, text, ok := strings.Cut(pt.files["net/unix"], "\n")
	if !ok {
		return false
	}
	var rows []string
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		m := unixLine.FindStringSubmatch(line)
		switch {
		case m != nil && m[2] != "":
			rows = append(rows, m[1]+" "+strings.ReplaceAll(m[2], " ", forSpace))
		case m != nil:
			rows = append(rows, m[1])
		case len(rows) > 0:
			rows[len(rows)-1] += forNewline + strings.ReplaceAll(line, " ", forSpace)
		default:
			rows = append(rows, line)
		}
	}
	mended := head + "\n" + strings.Join(rows, "\n") + "\n"
	changed := mended != pt.files["net/unix"] && text != ""
	if changed {
		pt.files["net/unix"] = mended
	}
	return changed
}

// namesOfOneLine takes the names away from sockets that two lines tell different
// things of.
func namesOfOneLine(_ question, pt processTree) bool {
	lines := strings.SplitAfter(pt.files["net/unix"], "\n")
	said := map[string][]string{}
	inode := func(line string) string {
		if m := unixLine.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			return m[1][strings.LastIndexAny(m[1], " ")+1:]
		}
		return ""
	}
	for _, line := range lines {
		if i := inode(line); i != "" && !slices.Contains(said[i], line) {
			said[i] = append(said[i], line)
		}
	}
	for i, line := range lines {
		if n := inode(line); n != "" && n != "0" && len(said[n]) > 1 {
			lines[i] = unixLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))[1] + "\n"
		}
	}
	text := strings.Join(lines, "")
	changed := text != pt.files["net/unix"]
	if changed {
		pt.files["net/unix"] = text
	}
	return changed
}

// withoutFolders removes the folders of processes that have no stat file: of all,
// or of the parent of the one that is asked about.
func withoutFolders(q question, pt processTree) (removed bool) {
	for _, pid := range pt.pids() {
		dir := strconv.Itoa(pid) + "/"
		if _, ok := pt.files[dir+"stat"]; ok || q.PID != wholeMachine && pid != pt.parent(q.PID) {
			continue
		}
		removed = true
		for file := range pt.files {
			if strings.HasPrefix(file, dir) {
				delete(pt.files, file)
			}
		}
		for link := range pt.links {
			if strings.HasPrefix(link, dir) {
				delete(pt.links, link)
			}
		}
	}
	return removed
}

// parent is that of a process by its stat file, or -1.
func (pt processTree) parent(pid int) int {
	_, after, _ := strings.Cut(pt.files[strconv.Itoa(pid)+"/stat"], ") ")
	if i := strings.LastIndex(after, ") "); i >= 0 {
		after = after[i+2:]
	}
	if f := strings.Fields(after); len(f) > 1 {
		if n, err := strconv.Atoi(f[1]); err == nil {
			return n
		}
	}
	return -1
}

// evenMaps gives every mapping the figures that it lacks, as 0.
func evenMaps(_ question, pt processTree) bool {
	heading := regexp.MustCompile(`(?m)^[0-9a-f]+-[0-9a-f]+ .*\n`)
	return pt.eachFile("smaps", func(_, text string) string {
		at := heading.FindAllStringIndex(text, -1)
		var b strings.Builder
		for i, h := range at {
			end := len(text)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			if i == 0 {
				b.WriteString(text[:h[0]])
			}
			b.WriteString(text[h[0]:end])
			for _, figure := range mapFigures {
				if !strings.Contains(text[h[1]-1:end], "\n"+figure) {
					b.WriteString(figure + " 0 kB\n")
				}
			}
		}
		if len(at) == 0 {
			return text
		}
		return b.String()
	})
}

// switchesOnce keeps the first line of each count.
func switchesOnce(_ question, pt processTree) bool {
	return pt.eachFile("status", func(_, text string) string {
		var b strings.Builder
		seen := map[string]bool{}
		for line := range strings.Lines(text) {
			name, _, _ := strings.Cut(line, ":")
			if strings.HasSuffix(name, "_switches") && seen[name] {
				continue
			}
			seen[name] = true
			b.WriteString(line)
		}
		return b.String()
	})
}

func TestProcessDivergences(t *testing.T) { processExaminer(t).Pins(t) }
