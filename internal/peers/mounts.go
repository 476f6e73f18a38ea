package peers

import (
	"fmt"
	"testing"
)

// private makes the mounts that a process sees its own. The root folder of a
// chroot is no mount, so there the mounts below it are taken one by one.
const private = `
mount --make-rprivate / 2>/dev/null ||
	while read -r _ _ _ _ point _; do mount --make-private "$point"; done </proc/self/mountinfo
`

// PrivateMounts is the beginning of a command line: what follows it runs in a
// mount namespace of its own, after shell commands have mounted there what they
// like. The commands see args as $1, $2 and so on. It needs root and unshare.
func PrivateMounts(t testing.TB, commands string, args ...string) []string {
	t.Helper()
	NeedRoot(t)
	return append([]string{Need(t, "unshare"), "--mount", "--propagation", "unchanged"}, inside(commands, args)...)
}

// inside runs shell commands among private mounts and then what follows.
func inside(commands string, args []string) []string {
	shell := fmt.Sprintf("%s\n%s\nshift %d\nexec \"$@\"", private, commands, len(args))
	return append([]string{"sh", "-e", "-c", shell, "sh"}, args...)
}
