package packet_test

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// A wire is three hosts, each in a network namespace of its own: this test's host,
// a router, and a server behind it.
//
//	here 10.77.1.1 --- 10.77.1.2 router 10.77.2.1 --- 10.77.2.2 server
//
// and likewise fd77:1::1 to fd77:2::2. A second interface "other" leads to
// 10.77.3.2 on the router, beside the default route.
type wire struct{ router, server *peers.Namespace }

const insideVariable = "PYOPS_PACKET_INSIDE"

// onWire runs a test on the first host: the test's binary runs itself again there.
func onWire(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	if os.Getenv(insideVariable) == t.Name() {
		body(t)
		return
	}
	t.Parallel() // each wire is one of its own, and most wait
	here, w := newWire(t)
	args := here.Command(os.Args[0], "-test.run", "^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$", "-test.v", "-test.timeout", "2m")
	c := exec.Command(args[0], args[1:]...)
	c.Env = append(os.Environ(), insideVariable+"="+t.Name(),
		fmt.Sprintf("PYOPS_PACKET_ROUTER=%d", w.router.PID()), fmt.Sprintf("PYOPS_PACKET_SERVER=%d", w.server.PID()))
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("on the wire: %v\n%s", err, out)
	}
	if !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("the test did not run on the wire:\n%s", out)
	}
	if testing.Verbose() {
		t.Logf("%s", out)
	}
}

func newWire(t *testing.T) (here *peers.Namespace, w wire) {
	t.Helper()
	here, w.router, w.server = peers.NewNamespace(t), peers.NewNamespace(t), peers.NewNamespace(t)
	// Addresses of links that are being checked for a second send nothing until then.
	for _, n := range []*peers.Namespace{here, w.router, w.server} {
		n.Run(t, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")
	}
	configure(t, here, fmt.Sprintf(`
link add eth0 type veth peer name eth0 netns %d
link add other type veth peer name other netns %[1]d
addr add 10.77.1.1/24 dev eth0
addr add fd77:1::1/64 dev eth0 nodad
addr add 10.77.3.1/24 dev other
link set eth0 up
link set other up`, w.router.PID()))
	w.router.Run(t, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")
	configure(t, w.router, fmt.Sprintf(`
link add eth1 type veth peer name eth0 netns %d
addr add 10.77.1.2/24 dev eth0
addr add fd77:1::2/64 dev eth0 nodad
addr add 10.77.3.2/24 dev other
addr add 10.77.2.1/24 dev eth1
addr add fd77:2::1/64 dev eth1 nodad
link set eth0 up
link set other up
link set eth1 up`, w.server.PID()))
	w.server.Run(t, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")
	configure(t, w.server, `
addr add 10.77.2.2/24 dev eth0
addr add fd77:2::2/64 dev eth0 nodad
link set eth0 up
route add default via 10.77.2.1
route add default via fd77:2::1`)
	configure(t, here, `
route add default via 10.77.1.2
route add default via fd77:1::2`)
	// A link-local address that is still being checked sends nothing.
	peers.Eventually(t, "the links to be up", func() bool {
		return !strings.Contains(here.Run(t, "ip", "-6", "addr")+w.router.Run(t, "ip", "-6", "addr")+w.server.Run(t, "ip", "-6", "addr"), "tentative")
	})
	return here, w
}

// configure gives ip its orders in a namespace, a line each.
func configure(t *testing.T, n *peers.Namespace, lines string) {
	t.Helper()
	args := n.Command("ip", "-batch", "-")
	c := exec.Command(args[0], args[1:]...)
	c.Stdin = strings.NewReader(lines)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("ip: %v\n%s", err, out)
	}
}

// at runs a command on another host of the wire, from within it.
func at(t *testing.T, host string, argv ...string) string {
	t.Helper()
	args := append([]string{"--target", os.Getenv("PYOPS_PACKET_" + host), "--net", "--mount", "--root", "--"}, argv...)
	out, err := exec.Command("nsenter", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(argv, " "), err, out)
	}
	return string(out)
}

func ip(s string) netip.Addr { return netip.MustParseAddr(s) }

// startAt starts a program on another host of the wire and waits for its first
// line. What it returns ends it.
func startAt(t *testing.T, host string, argv ...string) (stop func()) {
	t.Helper()
	args := append([]string{"--target", os.Getenv("PYOPS_PACKET_" + host), "--net", "--"}, argv...)
	c := exec.Command("nsenter", args...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 100)); err != nil {
		t.Errorf("%s: %v", strings.Join(argv, " "), err)
	}
	return func() {
		c.Process.Kill()
		c.Wait()
	}
}
