package peers

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// A Namespace is a set of Linux namespaces that a test made for itself: a
// network with nothing in it but a loopback, and mounts that nobody else sees.
// It ends with the test.
type Namespace struct{ pid int }

// NewNamespace makes a network and a mount namespace and brings its loopback
// up. It needs root, unshare, nsenter and ip.
func NewNamespace(t testing.TB) *Namespace {
	t.Helper()
	NeedRoot(t)
	for _, program := range []string{"unshare", "nsenter", "ip", "sleep"} {
		Need(t, program)
	}
	// The namespaces live as long as this process does.
	args := append([]string{"unshare", "--net", "--mount", "--propagation", "unchanged"}, inside("", nil)...)
	holder := Start(t, Command{Args: append(args, "sleep", "infinity")})
	n := &Namespace{pid: holder.PID()}
	own, err := os.Readlink("/proc/self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	entered := func() bool {
		theirs, err := os.Readlink("/proc/" + strconv.Itoa(n.pid) + "/ns/net")
		comm, _ := os.ReadFile("/proc/" + strconv.Itoa(n.pid) + "/comm")
		return err == nil && theirs != own && strings.TrimSpace(string(comm)) == "sleep"
	}
	Eventually(t, "the namespace to exist", entered)
	n.Run(t, "ip", "link", "set", "lo", "up")
	return n
}

// Command is the command line that runs argv inside the namespace. It begins in
// the root folder.
func (n *Namespace) Command(argv ...string) []string {
	return append([]string{"nsenter", "--target", strconv.Itoa(n.pid), "--net", "--mount", "--root", "--"}, argv...)
}

// PID is a process inside the namespace, for setns(2) and ip link set netns.
func (n *Namespace) PID() int { return n.pid }

// Run runs a command inside the namespace and returns its output; a failure
// fails the test.
func (n *Namespace) Run(t testing.TB, argv ...string) string {
	t.Helper()
	args := n.Command(argv...)
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(argv, " "), err, out)
	}
	return string(out)
}
