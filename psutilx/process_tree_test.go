package psutilx

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A processTree stands in for /proc with processes: files, and links.
type processTree struct {
	files tree
	links map[string]string
}

func (pt processTree) write(t testing.TB, dir string) string {
	t.Helper()
	pt.files.write(t, dir)
	for _, name := range slices.Sorted(maps.Keys(pt.links)) {
		target := pt.links[name]
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, file); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (pt processTree) pids() []int {
	seen := map[int]bool{}
	for name := range pt.files {
		first, _, _ := strings.Cut(name, "/")
		if pid, ok := pidOf(first); ok {
			seen[pid] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// statText is a line of /proc/PID/stat with the fields that count.
func statText(pid int, name, state string, ppid, tty int, utime, stime, cutime, cstime, start, cpu, block int) string {
	return fmt.Sprintf("%d (%s) %s %d %d %d %d %d 4194560 5021 612 7 3 %d %d %d %d 20 0 1 0 %d 23285760 950 18446744073709551615 1 1 0 0 0 0 0 4096 81920 0 0 0 17 %d 0 0 %d 0 0 0 0 0 0 0 0 0 0\n",
		pid, name, state, ppid, pid, pid, tty, -1, utime, stime, cutime, cstime, start, cpu, block)
}

func statusText(name string, pid, ppid int, uid, gid [3]int, threads, voluntary, involuntary int) string {
	return fmt.Sprintf("Name:\t%s\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n"+
		"Uid:\t%d\t%d\t%d\t%d\nGid:\t%d\t%d\t%d\t%d\nFDSize:\t64\nGroups:\t \nVmPeak:\t  123 kB\nVmHWM:\t 77 kB\nRssAnon:\t 11 kB\n"+
		"Threads:\t%d\nCpus_allowed_list:\t0-1\nvoluntary_ctxt_switches:\t%d\nnonvoluntary_ctxt_switches:\t%d\n",
		name, pid, pid, ppid, uid[0], uid[1], uid[2], uid[2], gid[0], gid[1], gid[2], gid[2], threads, voluntary, involuntary)
}

// oddNames are what the kernel allows a process to be called.
var oddNames = []string{"init", "a b) (c)", "averyveryveryve", "exactly-15-byte", "", ")", "(", "x\ty", "é", "\xff\xfe", "two\\nlines", "it's", `"`}

// oddCmdlines are what processes write over their command lines.
var oddCmdlines = []string{
	"", "prog\x00-a\x00\x00", "prog --a  b", "a b\x00", "/usr/bin/averyveryverylongname_x\x00-v\x00", "averyveryverylongname_x", "\x00",
	"\x00\x00", "nginx: master process /usr/sbin/nginx\x00\x00\x00\x00", "/bin/sh\x00-c\x00echo 1\x00", "\xff\xfe\x00é\x00", "a\x00b", " ", "a ",
	"exactly-15-bytes-and-more\x00",
}

var oddEnvirons = []string{
	"", "A=1\x00B=x=y\x00NOEQ\x00=bad\x00C=\x00\x00D=4\x00", "A=1", "A=1\x00A=2\x00", "PATH=/bin:/usr/bin\x00HOME=/\xff\x00", "\x00", "=\x00A=1\x00", "A=1\x00B=2",
}

// mapNames are what /proc/PID/smaps says of a mapping after its inode.
var mapNames = []string{"", "  /usr/bin/cat", "    /usr/bin/cat", " ", "  [stack]", " /bin/my prog (deleted)", " /usr/bin/env (deleted)", "  [heap]", " /x\xff", "   [anon:two words]"}

// smapsOf is what the kernel says of some mappings, each with all figures.
func smapsOf(r *rand.Rand) string {
	var b strings.Builder
	for i := range r.IntN(6) {
		fmt.Fprintf(&b, "55d0c0e%02d000-55d0c0e%02d000 r-xp 00000000 fe:00 1234 %s\n", i, i+1, mapNames[r.IntN(len(mapNames))])
		for _, name := range []string{"Size", "KernelPageSize", "Rss", "Pss", "Pss_Dirty", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty",
			"Referenced", "Anonymous", "LazyFree", "Shared_Hugetlb", "Private_Hugetlb", "Swap", "SwapPss", "Locked", "THPeligible"} {
			fmt.Fprintf(&b, "%-20s %8d kB\n", name+":", r.IntN(1<<(1+r.IntN(30))))
		}
		b.WriteString("VmFlags: rd ex mr mw me\n")
	}
	return b.String()
}

const ioText = "rchar: 323934931\nwchar: 323929600\nsyscr: 632687\nsyscw: 632675\nread_bytes: 4096\nwrite_bytes: 323932160\ncancelled_write_bytes: 0\n"

// inetHead and unixHead are the headings of the lists of sockets.
const (
	inetHead = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	unixHead = "Num       RefCount Protocol Flags    Type St Inode Path\n"
)

func inetLine(n int, local, remote, state string, inode int) string {
	return fmt.Sprintf("%4d: %s %s %s 00000000:00000000 00:00000000 00000000     0        0 %d 1 0000000000000000 100 0 0 10 0\n", n, local, remote, state, inode)
}

// randomProcesses makes a machine with a few processes that belong together.
func randomProcesses(r *rand.Rand) processTree {
	pt := processTree{tree{
		"stat":            "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\ncpu1 1 2 3 4 5 6 7 8 9 10\nintr 1\nctxt 2\nbtime 1700000000\nsoftirq 3\n",
		"meminfo":         "MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 500 kB\nBuffers: 1 kB\nCached: 2 kB\nShmem: 1 kB\nActive: 1 kB\nInactive: 1 kB\n",
		"net/tcp":         inetHead + inetLine(0, "0100007F:0016", "00000000:0000", "0A", 5001) + inetLine(1, "0100007F:0016", "0200007F:D431", "01", 5002) + inetLine(2, "0500000A:0050", "0600000A:1F90", "06", 0) + inetLine(3, "0500000A:0050", "0600000A:1F90", "06", 0),
		"net/tcp6":        inetHead + inetLine(0, "0000000000000000FFFF00000100007F:0016", "B80D01200000000067452301EFCDAB89:9E49", "01", 5003) + inetLine(1, "00000000000000000000000001000000:0035", "00000000000000000000000000000000:0000", "0A", 5004) + inetLine(2, "00000000000000000000000004030201:0035", "00000000000000000000000000000000:0000", "0A", 5014),
		"net/udp":         inetHead + inetLine(0, "00000000:0044", "00000000:0000", "07", 5005) + inetLine(1, "00000000:0000", "00000000:0000", "07", 5006),
		"net/udp6":        inetHead + inetLine(0, "00000000000000000000000000000000:0045", "00000000000000000000000000000000:0000", "07", 5007),
		"net/unix":        unixHead + "0000000000000000: 00000002 00000000 00010000 0001 01 5008 /run/a\n0000000000000000: 00000003 00000000 00000000 0002 03 5009\n0000000000000000: 00000003 00000000 00000000 0005 03 5010 @abstract\n0000000000000000: 00000003 00000000 00000000 0001 03 5011\n0000000000000000: 00000003 00000000 00000000 0001 03 5011\n",
		"filesystems":     "nodev\tsysfs\nnodev\tproc\n\text4\n\tvfat\nnodev\tzfs\n",
		"self/mounts":     "/dev/vda / ext4 rw,relatime 0 0\n",
		"not-a-number/xy": "",
	}, map[string]string{}}
	n := 1 + r.IntN(6)
	states := []string{"R", "S", "D", "T", "t", "Z", "X", "x", "K", "W", "I", "P", "Q"}
	for i := range n {
		pid := 1 + i*r.IntN(3)*7 + i
		ppid := 0
		if i > 0 {
			ppid = 1 + r.IntN(pid)
			if r.IntN(8) == 0 {
				ppid = r.IntN(40)
			}
		}
		name := oddNames[r.IntN(len(oddNames))]
		dir := strconv.Itoa(pid) + "/"
		number := func() int { return r.IntN(1 << (1 + r.IntN(30))) }
		start := 100 + i*50
		if r.IntN(5) == 0 {
			start = number()
		}
		pt.files[dir+"stat"] = statText(pid, name, states[r.IntN(len(states))], ppid, []int{0, 1088, 1025}[r.IntN(3)], number(), number(), number(), number(), start, r.IntN(64), number())
		pt.files[dir+"statm"] = fmt.Sprintf("%d %d %d %d %d %d %d\n", number(), number(), number(), number(), 0, number(), r.IntN(3))
		pt.files[dir+"status"] = statusText("x", pid, ppid, [3]int{[]int{0, 1, 2, 54321}[r.IntN(4)], number(), 1}, [3]int{number(), 0, number()}, 1+r.IntN(9), number(), number())
		pt.files[dir+"cmdline"] = oddCmdlines[r.IntN(len(oddCmdlines))]
		pt.files[dir+"environ"] = oddEnvirons[r.IntN(len(oddEnvirons))]
		pt.files[dir+"io"] = ioText
		pt.files[dir+"smaps"] = smapsOf(r)
		pt.files[dir+"smaps_rollup"] = fmt.Sprintf("1000-2000 ---p 00000000 00:00 0    [rollup]\nRss: 1 kB\nPss: %d kB\nPss_Dirty: 1 kB\nPrivate_Clean: %d kB\nPrivate_Dirty: %d kB\nPrivate_Hugetlb: %d kB\nSwap: %d kB\nSwapPss: 1 kB\n", number(), number(), number(), number(), number())
		for _, thread := range []int{pid, pid + 100, 5000 + pid} {
			if thread == pid || r.IntN(2) == 0 {
				pt.files[dir+"task/"+strconv.Itoa(thread)+"/stat"] = statText(thread, "x y", "S", ppid, 0, number(), number(), 0, 0, start, 0, 0)
			}
		}
		pt.links[dir+"fd/255"] = "/dev/tty"
		pt.files[dir+"fdinfo/255"] = "pos:\t0\nflags:\t0100002\n"
		fds := []string{"socket:[5001]", "pipe:[77]", "/dev/null", "anon_inode:[eventpoll]", "socket:[5002]", "/etc/passwd", "/proc/gone", "socket:[5008]",
			"socket:[5008]", "socket:[5003]", "/etc/hostname (deleted)", "socket:[5005]", "socket:[5009]", "socket:[5010]", "/etc", "socket:[5004]"}
		for fd := range r.IntN(10) {
			target := fds[r.IntN(len(fds))]
			pt.links[dir+"fd/"+strconv.Itoa(fd)] = target
			flags := []string{"0100000", "0100001", "0102002", "0100002", "0102001", "0102000", "02000000"}[r.IntN(7)]
			pt.files[dir+"fdinfo/"+strconv.Itoa(fd)] = fmt.Sprintf("pos:\t%d\nflags:\t%s\nmnt_id:\t9\n", number(), flags)
		}
		if r.IntN(4) > 0 {
			pt.links[dir+"exe"] = []string{"/usr/bin/env", "/bin/gone (deleted)", "/bin/sh", "/x\xff"}[r.IntN(4)]
		}
		if r.IntN(4) > 0 {
			pt.links[dir+"cwd"] = []string{"/", "/tmp", "/gone (deleted)"}[r.IntN(3)]
		}
	}
	return pt
}

// damagedProcess breaks one file of a process, or of the lists of sockets, in one
// way that a kernel or a race could show.
func (tr tree) damagedProcess(r *rand.Rand) tree {
	names := slices.Sorted(maps.Keys(tr))
	name := names[r.IntN(len(names))]
	if name == "stat" || name == "meminfo" {
		return tr // the readings of the system have their own test
	}
	c := maps.Clone(tr)
	lines := strings.SplitAfter(tr[name], "\n")
	at := r.IntN(len(lines))
	if strings.HasPrefix(name, "net/") {
		at = min(at+1, len(lines)-1) // no kernel leaves the heading out
	}
	switch r.IntN(4) {
	case 0:
		delete(c, name)
	case 1:
		c[name] = strings.Join(slices.Delete(lines, at, at+1), "")
	case 2: // what processes write themselves can end anywhere
		if strings.HasSuffix(name, "/cmdline") || strings.HasSuffix(name, "/environ") {
			c[name] = tr[name][:r.IntN(len(tr[name])+1)]
		}
	case 3:
		c[name] = strings.Join(slices.Insert(lines, at, lines[at]), "")
	}
	return c
}
