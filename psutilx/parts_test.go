//go:build linux

package psutilx

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// parts are what this binary does when a test starts it in another place.
var parts = map[string]func(args []string) error{
	"interfaces": playInterfaces,
	"reuse":      playReuse,
	"ask":        playAsk,
	"container":  playContainer,
}

func play(part string, args []string) int {
	f := parts[part]
	if f == nil {
		fmt.Fprintln(os.Stderr, "no such part:", part)
		return 2
	}
	if err := f(args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// playAsk asks everything about processes, as the user that it runs as.
func playAsk(args []string) error {
	var pids []int
	for _, arg := range args {
		pid, err := strconv.Atoi(arg)
		if err != nil {
			return err
		}
		pids = append(pids, pid)
	}
	return json.NewEncoder(os.Stdout).Encode(ourProcesses("/proc", pids))
}

// partCommand is the command that has this binary play a part.
func partCommand(t *testing.T, binary, part string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "PSUTILX_TEST_PART="+part)
	return cmd
}

// asNobody has this binary play a part as a user without rights.
func asNobody(t *testing.T, part string, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	for at := dir; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
		if err := os.Chmod(at, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	binary := filepath.Join(dir, "test")
	copyFile(t, binary, "/proc/self/exe")
	cmd := partCommand(t, binary, part, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return cmd
}

const nobody = 65534

func copyFile(t *testing.T, to, from string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		t.Fatal(err)
	}
}
