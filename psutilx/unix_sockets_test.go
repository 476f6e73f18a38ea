//go:build linux

package psutilx

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// named opens a UNIX socket until the end of the test; a name that begins with @
// is an abstract one.
func (z *zoo) named(kind int, name string) int {
	z.t.Helper()
	fd := z.socket(unix.AF_UNIX, kind)
	z.must(unix.Bind(fd, &unix.SockaddrUnix{Name: name}))
	return fd
}

// own keeps the rows of UNIX sockets whose names hold a text, of this process or
// of none, as text.
func own(list []SystemConnectionStat, mark string) []string {
	rows := []string{}
	for _, c := range list {
		if strings.Contains(c.LAddr.Path, mark) {
			rows = append(rows, c.String())
		}
	}
	slices.Sort(rows)
	return rows
}

// TestUnixSocketsOfThisMachine compares those of all kinds as psutil reads them in
// /proc/net/unix with what the kernel says when it is asked.
func TestUnixSocketsOfThisMachine(t *testing.T) {
	py := startProcesses(t)
	z := &zoo{t: t}
	dir := t.TempDir()
	mark := filepath.Base(filepath.Dir(dir))
	at := filepath.Join(dir, "stream")
	listening := z.named(unix.SOCK_STREAM, at)
	z.must(unix.Listen(listening, 8))
	z.must(unix.Connect(z.socket(unix.AF_UNIX, unix.SOCK_STREAM), &unix.SockaddrUnix{Name: at}))
	accepted, _, err := unix.Accept4(listening, unix.SOCK_CLOEXEC)
	z.must(err)
	t.Cleanup(func() { unix.Close(accepted) })
	for range 2 { // they wait to be accepted
		z.must(unix.Connect(z.socket(unix.AF_UNIX, unix.SOCK_STREAM), &unix.SockaddrUnix{Name: at}))
	}
	z.named(unix.SOCK_DGRAM, filepath.Join(dir, "dgram"))
	z.named(unix.SOCK_SEQPACKET, filepath.Join(dir, "seqpacket"))
	twice := z.named(unix.SOCK_DGRAM, "@"+mark+"/abstract")
	again, err := unix.Dup(twice)
	z.must(err)
	t.Cleanup(func() { unix.Close(again) })
	z.named(unix.SOCK_STREAM, "@"+mark+"\x00with\x00NUL\x00")

	want := []string{}
	for _, row := range py.Value(`lambda mark: sorted(str(c) for c in psutil.net_connections('unix') if mark in c.laddr)`, mark).([]any) {
		want = append(want, row.(string))
	}
	if len(want) != 8 {
		t.Fatalf("psutil sees %d sockets of 8: %q", len(want), want)
	}
	list, err := NetConnections("unix")
	z.must(err)
	if got := own(list, mark); !slices.Equal(got, want) {
		t.Errorf("asked for: %s", firstDifference(got, want))
	}
	list, err = (&Host{Proc: "/proc/."}).NetConnections("unix")
	z.must(err)
	if got := own(list, mark); !slices.Equal(got, want) {
		t.Errorf("from the file: %s", firstDifference(got, want))
	}
	me, err := ThisProcess()
	z.must(err)
	mine, err := me.NetConnections("unix")
	z.must(err)
	theirs := py.Value(`lambda pid: sorted(map(str, psutil.Process(pid).connections('unix')))`, me.PID()).([]any)
	if len(mine) != len(theirs) {
		t.Errorf("%d sockets of this process, psutil %d", len(mine), len(theirs))
	}
}

// TestNamesOfSocketsForgeNothing: anybody may bind a name with newlines. psutil
// fails on some of them, for everybody, and believes what others say of sockets.
func TestNamesOfSocketsForgeNothing(t *testing.T) {
	z := &zoo{t: t}
	mark := filepath.Base(filepath.Dir(t.TempDir()))
	victim := z.named(unix.SOCK_STREAM, "@"+mark+".victim")
	var s unix.Stat_t
	z.must(unix.Fstat(victim, &s))
	z.named(unix.SOCK_DGRAM, "@"+mark+".a b c\nd e f")
	forged := "@" + mark + "\n0000: 00000002 00000000 00010000 0001 01 " + strconv.FormatUint(s.Ino, 10) + " /f"
	z.named(unix.SOCK_DGRAM, forged)

	py := startProcesses(t)
	if _, err := py.Call("psutil.net_connections", "unix"); err == nil {
		t.Error("psutil reads names with newlines now")
	}
	asked := newDiag("/proc/self")
	asked.close()
	for _, h := range []*Host{{}, {Proc: "/proc/."}} {
		list, err := h.NetConnections("unix")
		if err != nil {
			t.Fatal(err)
		}
		paths := []string{}
		for _, c := range list {
			if c.FD == victim && c.PID != nil && *c.PID == os.Getpid() {
				paths = append(paths, c.LAddr.Path)
			}
		}
		// The file has two lines for the victim: then it has no name, rather than
		// a stranger's.
		want := []string{"@" + mark + ".victim"}
		if h.Proc != "" {
			want = []string{""}
		}
		if !slices.Equal(paths, want) && (asked.open || h.Proc != "") {
			t.Errorf("%q: the victim's paths are %q, want %q", h.Proc, paths, want)
		}
		if h.Proc == "" && len(own(list, mark)) != 3 {
			t.Errorf("%q", own(list, mark))
		}
		if !slices.ContainsFunc(list, func(c SystemConnectionStat) bool { return c.LAddr.Path == "@"+mark+".a b c\nd e f" }) {
			t.Errorf("%q: the name with a newline is not whole", h.Proc)
		}
	}
}

// TestMalformedSocketOfAnother: a row that makes no sense costs those who own the
// socket, and nobody else.
func TestMalformedSocketOfAnother(t *testing.T) {
	pt := plainProcess()
	odd := strings.Replace(inetLine(1, "0100007F:0017", "00000000:0000", "0A", 6001), "0100007F", "0100007X", 1)
	pt.files["net/tcp"] += odd
	pt.files["8/stat"] = statText(8, "y", "S", 0, 0, 1, 2, 3, 4, 100, 1, 5)
	pt.links["8/fd/4"], pt.links["8/fd/5"] = "socket:[6001]", "socket:[5001]"
	h := &Host{Proc: pt.write(t, t.TempDir())}
	rows, err := h.NetConnections("tcp")
	tells(t, err, "/net/tcp:3")
	if len(rows) != 1 {
		t.Errorf("%v", rows)
	}
	for pid, want := range map[int][]string{7: nil, 8: {"/net/tcp:3"}} {
		p, err := h.NewProcess(pid)
		if err != nil {
			t.Fatal(err)
		}
		list, err := p.NetConnections("tcp")
		tells(t, err, want...)
		if len(list) != 1 {
			t.Errorf("%d: %v", pid, list)
		}
	}
}
