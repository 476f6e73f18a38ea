//go:build linux

package psutilx

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// A zoo is sockets in the states that loopback has while no packet is lost.
type zoo struct {
	t     *testing.T
	ports []int
}

func (z *zoo) must(err error) {
	z.t.Helper()
	if err != nil {
		z.t.Fatal(err)
	}
}

// socket opens one until the end of the test.
func (z *zoo) socket(family, kind int) int {
	z.t.Helper()
	fd, err := unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0)
	z.must(err)
	z.t.Cleanup(func() { unix.Close(fd) })
	return fd
}

// bound opens one that has a port, a new one unless it is given.
func (z *zoo) bound(family, kind, port int) (fd, at int) {
	z.t.Helper()
	fd = z.socket(family, kind)
	z.must(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
	z.must(unix.Bind(fd, loopback(family, port)))
	name, err := unix.Getsockname(fd)
	z.must(err)
	switch name := name.(type) {
	case *unix.SockaddrInet4:
		at = name.Port
	case *unix.SockaddrInet6:
		at = name.Port
	}
	z.ports = append(z.ports, at)
	return fd, at
}

func (z *zoo) listener(family, port int) (fd, at int) {
	z.t.Helper()
	fd, at = z.bound(family, unix.SOCK_STREAM, port)
	z.must(unix.Listen(fd, 8))
	return fd, at
}

func loopback(family, port int) unix.Sockaddr {
	if family == unix.AF_INET6 {
		return &unix.SockaddrInet6{Port: port, Addr: [16]byte{15: 1}}
	}
	return &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
}

// connection is the two ends of one.
func (z *zoo) connection(family, listener, port int) (called, caller int) {
	z.t.Helper()
	caller = z.socket(family, unix.SOCK_STREAM)
	z.must(unix.Connect(caller, loopback(family, port)))
	called, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC)
	z.must(err)
	z.t.Cleanup(func() { unix.Close(called) })
	return called, caller
}

func (z *zoo) fill() {
	t := z.t
	t.Helper()
	for _, family := range []int{unix.AF_INET, unix.AF_INET6} {
		l, port := z.listener(family, 0)
		z.listener(family, port) // alike but for its owner's descriptor
		for range 2 {            // each kernel's choice of the two that listen
			caller := z.socket(family, unix.SOCK_STREAM)
			z.must(unix.Connect(caller, loopback(family, port)))
		}
		_ = l
		own, port := z.listener(family, 0)
		z.connection(family, own, port)
		called, caller := z.connection(family, own, port)
		z.must(unix.Shutdown(caller, unix.SHUT_WR)) // FIN_WAIT2 and CLOSE_WAIT
		_ = called
		called, caller = z.connection(family, own, port)
		z.must(unix.Shutdown(caller, unix.SHUT_WR)) // TIME_WAIT, of nobody
		z.must(unix.Shutdown(called, unix.SHUT_WR))

		// One that waits for data before it shakes hands: SYN_RECV.
		slow, port := z.listener(family, 0)
		z.must(unix.SetsockoptInt(slow, unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 100))
		z.must(unix.Connect(z.socket(family, unix.SOCK_STREAM), loopback(family, port)))

		z.bound(family, unix.SOCK_STREAM, 0) // does nothing
		udp, port := z.bound(family, unix.SOCK_DGRAM, 0)
		z.bound(family, unix.SOCK_DGRAM, port)
		z.must(unix.Connect(z.socket(family, unix.SOCK_DGRAM), loopback(family, port)))
		again, err := unix.Dup(udp)
		z.must(err)
		t.Cleanup(func() { unix.Close(again) })
	}
	// A socket of IPv6 that is called by IPv4.
	both := z.socket(unix.AF_INET6, unix.SOCK_STREAM)
	z.must(unix.SetsockoptInt(both, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0))
	z.must(unix.Bind(both, &unix.SockaddrInet6{}))
	z.must(unix.Listen(both, 8))
	name, err := unix.Getsockname(both)
	z.must(err)
	port := name.(*unix.SockaddrInet6).Port
	z.ports = append(z.ports, port)
	z.must(unix.Connect(z.socket(unix.AF_INET, unix.SOCK_STREAM), loopback(unix.AF_INET, port)))
	called, _, err := unix.Accept4(both, unix.SOCK_CLOEXEC)
	z.must(err)
	t.Cleanup(func() { unix.Close(called) })
	// A queue that is full lets a caller wait: SYN_SENT.
	full, port := z.bound(unix.AF_INET, unix.SOCK_STREAM, 0)
	z.must(unix.Listen(full, 0))
	for range 3 {
		fd := z.socket(unix.AF_INET, unix.SOCK_STREAM)
		z.must(unix.SetNonblock(fd, true))
		if err := unix.Connect(fd, loopback(unix.AF_INET, port)); err != nil && err != unix.EINPROGRESS {
			t.Fatal(err)
		}
	}
}

// among keeps the rows of the zoo, as text.
func (z *zoo) among(list []SystemConnectionStat, err error) []string {
	z.t.Helper()
	z.must(err)
	rows := []string{}
	for _, c := range list {
		if slices.Contains(z.ports, int(c.LAddr.Port)) || slices.Contains(z.ports, int(c.RAddr.Port)) {
			rows = append(rows, c.String())
		}
	}
	slices.Sort(rows)
	return rows
}

// TestConnectionsOfThisMachine compares sockets as psutil finds them with those
// that the kernel lists when it is asked, and with those of its files.
func TestConnectionsOfThisMachine(t *testing.T) {
	py := startProcesses(t)
	z := &zoo{t: t}
	z.fill()
	peers.Eventually(t, "the far ends to have confirmed what was sent", func() bool {
		return !strings.Contains(strings.Join(z.among(NetConnections("tcp")), ""), string(ConnFinWait1))
	})
	files := &Host{Proc: "/proc/."} // as good as /proc, and not known to be it
	asked := newDiag("/proc/self")
	defer asked.close()
	if !asked.open {
		t.Log("this kernel lets no one ask for sockets")
	}
	states := map[string]bool{}
	for _, kind := range []string{"inet", "inet4", "inet6", "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6"} {
		want := []string{}
		for _, row := range py.Value(`lambda kind, ports: sorted(str(c) for c in psutil.net_connections(kind) if c.laddr and c.laddr.port in ports or c.raddr and c.raddr.port in ports)`, kind, z.ports).([]any) {
			want = append(want, row.(string))
		}
		if got := z.among(NetConnections(kind)); !slices.Equal(got, want) {
			t.Errorf("%s, asked for: %s", kind, firstDifference(got, want))
		}
		if got := z.among(files.NetConnections(kind)); !slices.Equal(got, want) {
			t.Errorf("%s, from files: %s", kind, firstDifference(got, want))
		}
		if len(want) == 0 {
			t.Errorf("no %s in the zoo", kind)
		}
		list, err := NetConnections(kind)
		z.must(err)
		for _, c := range list {
			if slices.Contains(z.ports, int(c.LAddr.Port)) {
				states[string(c.Status)] = true
			}
		}
	}
	for _, s := range []ConnectionStatus{ConnListen, ConnEstablished, ConnCloseWait, ConnSynRecv, ConnNone} {
		if !states[string(s)] {
			t.Errorf("no %s in the zoo: %v", s, states)
		}
	}
	me, err := ThisProcess()
	z.must(err)
	got, err := sorted(me.NetConnections("inet"))
	z.must(err)
	want := py.Value(`lambda pid: '\n'.join(sorted(map(str, psutil.Process(pid).connections())))`, me.PID())
	if !original.Same(got, want) {
		t.Errorf("ours: %s\npsutil: %s", got, want)
	}
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return got[i] + ", psutil " + want[i]
		}
	}
	if len(got) > len(want) {
		return got[len(want)] + " is more than psutil has"
	}
	return "psutil has more: " + want[len(got)]
}

// TestOtherNamespacesAreNotAsked: the socket that asks is of the namespace of its
// thread.
func TestOtherNamespacesAreNotAsked(t *testing.T) {
	if d := newDiag("/proc/2147483647"); d.open {
		d.close()
		t.Error("no such process, and its namespace is asked")
	}
	peers.NeedRoot(t)
	unshare := peers.Need(t, "unshare")
	other, _ := start(t, unshare, "--net", "sleep", "1000")
	peers.Eventually(t, "the program to be sleep", func() bool { name, _ := other.Name(); return name == "sleep" })
	if d := newDiag(other.dir); d.open {
		d.close()
		t.Error("sockets of another namespace are asked for in this one")
	}
}

// TestKernelThatDoesNotAnswer: sockets are then those of the files, whatever came
// instead of an answer.
func TestKernelThatDoesNotAnswer(t *testing.T) {
	z := &zoo{t: t}
	_, port := z.listener(unix.AF_INET, 0)
	for name, answers := range map[string][][]byte{
		"nothing":              nil,
		"garbage":              {[]byte("garbage")},
		"a refusal":            {diagAnswer(2, 1, make([]byte, 4))},
		"an answer that stops": {diagAnswer(diagByFam, 1, make([]byte, diagBody))},
	} {
		ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		z.must(err)
		for _, a := range answers {
			_, err := unix.Write(ends[1], a)
			z.must(err)
		}
		from := &diag{fd: ends[0], open: true}
		found := 0
		err = defaultHost.eachConnection(from, "/proc", []socketTable{tcp4, udp4}, func(s *socketLine) {
			if int(s.conn.LAddr.Port) == port {
				found++
			}
		}, func(_ uint64, err error) { t.Error(err) })
		if err != nil || found != 1 || from.open {
			t.Errorf("%s: found %d times, %v, still open: %v", name, found, err, from.open)
		}
		from.close()
		z.must(unix.Close(ends[1]))
	}
}
