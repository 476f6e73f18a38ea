package peers

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Required reports whether a missing peer fails a test (PYOPS_PEERS=required)
// rather than skips it.
func Required() bool { return os.Getenv("PYOPS_PEERS") == "required" }

// Missing ends a test that cannot run because something is not there: skipped
// with its name, or failed where peers are required.
func Missing(t testing.TB, what string) {
	t.Helper()
	if Required() {
		t.Fatalf("missing: %s (PYOPS_PEERS=required)", what)
	}
	t.Skipf("missing: %s", what)
}

// Lacking skips a test for want of what this system cannot be given by a package,
// such as a file system that its kernel or its container does not show.
func Lacking(t testing.TB, what string) {
	t.Helper()
	t.Skipf("lacking: %s", what)
}

// Need finds a program, by path or by name, and returns its path. Servers often
// live where an ordinary user's PATH does not look, so the sbin folders are
// searched too.
func Need(t testing.TB, program string) string {
	t.Helper()
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	if !strings.Contains(program, "/") {
		for _, dir := range []string{"/usr/local/sbin/", "/usr/sbin/", "/sbin/"} {
			if path, err := exec.LookPath(dir + program); err == nil {
				return path
			}
		}
	}
	Missing(t, program)
	return ""
}

// NeedRoot ends a test that needs root's rights and does not have them.
func NeedRoot(t testing.TB) {
	t.Helper()
	if os.Geteuid() != 0 {
		Missing(t, "root's rights")
	}
}
