package modules

import (
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// said is what a program of the system prints.
func said(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(args[0], args[1:]...).Output()
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// field is the number behind a word at the beginning of a line of a file.
func field(t *testing.T, file, word string) uint64 {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == word {
			n, err := strconv.ParseUint(f[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("%s has no %s", file, word)
	return 0
}

// What a machine is made of is what its kernel and the system's programs say.
func TestHardwareIsTheMachines(t *testing.T) {
	got, err := call(t, t.Context(), t.TempDir(), "hardware.info")
	if err != nil {
		t.Fatal(err)
	}
	cpus, err := strconv.Atoi(said(t, "getconf", "_NPROCESSORS_ONLN"))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"os": runtime.GOOS, "arch": runtime.GOARCH, "hostname": said(t, "uname", "-n"), "kernel": said(t, "uname", "-r"), "cpus": cpus,
		"memory": field(t, "/proc/meminfo", "MemTotal:") << 10, "swap": field(t, "/proc/meminfo", "SwapTotal:") << 10,
		"boot": said(t, "date", "-u", "-d", fmt.Sprintf("@%d", field(t, "/proc/stat", "btime")), "+%Y-%m-%dT%H:%M:%SZ"),
	} {
		if is := got.(map[string]any)[key]; is != want {
			t.Errorf("%s is %v, want %v", key, is, want)
		}
	}
	if len(got.(map[string]any)) != 8 {
		t.Errorf("%v: expected eight things", got)
	}
	memory, err := call(t, t.Context(), "", "process.mem")
	if m, ok := memory.(map[string]uint64); err != nil || !ok || m["total"] != field(t, "/proc/meminfo", "MemTotal:")<<10 || m["available"] == 0 || m["used"] == 0 || m["free"] == 0 || m["used"] > m["total"] || m["available"] > m["total"] {
		t.Errorf("%v, %v", memory, err)
	}
	peers.Eventually(t, "the load to be the kernel's", func() bool {
		text, err := os.ReadFile("/proc/loadavg")
		load, failed := call(t, t.Context(), "", "process.loadavg")
		var want [3]float64
		n, _ := fmt.Sscan(string(text), &want[0], &want[1], &want[2])
		return err == nil && failed == nil && n == 3 && slices.EqualFunc(load.([]float64), want[:], func(a, b float64) bool { return math.Abs(a-b) < 0.011 })
	})
}

// Accounts and mounts are those that the system's programs list.
func TestListsAreTheSystems(t *testing.T) {
	for method, database := range map[string]string{"users.list": "passwd", "users.groups": "group"} {
		want := []any{}
		for line := range strings.Lines(said(t, "cat", "/etc/"+database)) {
			f := strings.Split(line, ":")
			want = append(want, []string{f[0], f[2]})
		}
		if got, err := call(t, t.Context(), "", method); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, %v, want %v", method, got, err, want)
		}
	}
	got, err := call(t, t.Context(), "", "mount.list")
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"device": "proc", "dir": "/proc", "type": "proc", "options": said(t, "findmnt", "-n", "-f", "-o", "OPTIONS", "/proc")}; !slices.ContainsFunc(got.([]any), func(v any) bool { return fmt.Sprint(v) == fmt.Sprint(want) }) {
		t.Errorf("%v is not in %v", want, got)
	}
	for pattern, want := range map[string]string{"base-files": "base-files " + said(t, "dpkg-query", "-W", "-f", "${Version} ${Architecture}", "base-files") + "\n", "no-such-package*": ""} {
		got, err := call(t, t.Context(), "", "packages.inventory", pattern)
		if out, ok := got.([]any); err != nil || !ok || out[1] != want {
			t.Errorf("%s: %q, %v, want %q", pattern, got, err, want)
		}
	}
}

// A process is listed with its number, user, state, size and name, and is ended by its
// number; the minion and the first of all processes are not.
func TestProcesses(t *testing.T) {
	cmd := exec.Command("sleep", "1000")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	defer func() {
		if !ended {
			cmd.Process.Kill()
			cmd.Wait()
		}
	}()
	pid := cmd.Process.Pid
	peers.Eventually(t, "the process in the list", func() bool {
		got, err := call(t, t.Context(), "", "process.info")
		return err == nil && slices.ContainsFunc(got.([]any), func(v any) bool {
			p := v.([]any)
			return p[0] == pid && p[1] == said(t, "id", "-un") && p[4] == "sleep" && p[2] != "" && p[3] != uint64(0)
		})
	})
	for _, bad := range []string{"0", "1", "-5", "x", "", fmt.Sprint(os.Getpid())} {
		if _, err := call(t, t.Context(), "", "process.kill", bad); err == nil || err.Error() != fmt.Sprintf("%q: expected the number of a process from 2 on, not the minion's", bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if got, err := call(t, t.Context(), "", "process.kill", fmt.Sprint(pid)); err != nil || got != 0 {
		t.Fatal(got, err)
	}
	err := cmd.Wait()
	ended = true
	if err == nil || err.Error() != "signal: terminated" {
		t.Errorf("it ended with %v", err)
	}
	if _, err := call(t, t.Context(), "", "process.kill", fmt.Sprint(pid)); err == nil || !strings.Contains(err.Error(), fmt.Sprint(pid)) {
		t.Errorf("a process that is gone: %v", err)
	}
}

func TestNetwork(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if got, err := call(t, t.Context(), "", "networktest.isportopen", "127.0.0.1", port); err != nil || fmt.Sprint(got) != "[0 open]" {
		t.Errorf("an open port: %v, %v", got, err)
	}
	l.Close()
	if got, err := call(t, t.Context(), "", "networktest.isportopen", "127.0.0.1", port); err != nil || !strings.HasPrefix(fmt.Sprint(got), "[1 ") || !strings.Contains(fmt.Sprint(got), "connection refused") {
		t.Errorf("a closed port: %v, %v", got, err)
	}
	if got, err := call(t, t.Context(), "", "networktest.dnslookup", "localhost"); err != nil || !slices.Contains(got.([]string), "127.0.0.1") {
		t.Errorf("localhost: %v, %v", got, err)
	}
}

// The kernel's settings are sysctl's.
func TestSettingsOfTheKernel(t *testing.T) {
	for _, name := range []string{"kernel.ostype", "kernel.hostname", "net.ipv4.ip_forward", "vm.swappiness"} {
		if got, err := call(t, t.Context(), "", "sysctl.get", name); err != nil || got != said(t, "cat", "/proc/sys/"+strings.ReplaceAll(name, ".", "/")) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := call(t, t.Context(), "", "sysctl.get", "no.such.setting"); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Error(err)
	}
}
