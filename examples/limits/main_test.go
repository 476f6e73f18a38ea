//go:build linux

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/psutilx"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestLimits(t *testing.T) {
	// The program waits for a line, so that its limits stand when it looks.
	const look = "read x; nice; ulimit -n; ulimit -v; grep Cpus_allowed_list /proc/self/status"
	var log strings.Builder
	in, feed := pipe(t)
	var out strings.Builder
	done := make(chan int)
	go func() {
		done <- status(t, []string{"-nice", "7", "-ioidle", "-cpus", "0", "-nofile", "64", "-as", "512", "--", "sh", "-c", look}, cli.IO{In: in, Out: &out, Err: writer(func(p []byte) {
			log.Write(p)
			if strings.Contains(log.String(), "now: ") {
				feed.WriteString("go\n")
			}
		})})
	}()
	if code := <-done; code != 0 {
		t.Errorf("code %d", code)
	}
	if got := strings.Join(strings.Fields(out.String()), " "); got != "7 64 524288 Cpus_allowed_list: 0" {
		t.Errorf("%q", got)
	}
	if said := log.String(); !strings.Contains(said, "now:    nice 7, I/O idle, CPUs [0], open files 64, address space 512 MiB") {
		t.Error(said)
	}
}

// status is the exit status of the program.
func status(t *testing.T, args []string, std cli.IO) int {
	return cli.Run("limits", args, std, func(args []string, std cli.IO) error { return run(t.Context(), args, std) })
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		ioPriority(psutilx.IONiceStat{IOClass: psutilx.IOPrioClassBE, Value: 4}): "I/O best-effort 4", ioPriority(psutilx.IONiceStat{IOClass: psutilx.IOPrioClassRT}): "I/O real-time 0",
		ioPriority(psutilx.IONiceStat{}): "I/O by nice", limit(psutilx.RLimit{Soft: 1024, Hard: -1}, 1, ""): "1024 of unlimited", limit(psutilx.RLimit{Soft: -1, Hard: -1}, 1, ""): "unlimited",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEnds(t *testing.T) {
	untouched := filepath.Join(t.TempDir(), "untouched")
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"-nice 1 -- sh -c exit\t3", 3, ""},
		{"-nice 1 -- sh -c kill\t-9\t$$", 137, ""},
		{"-timeout 50ms -- sleep 1000", 124, "timeout after 0.05 seconds"},
		{"-timeout 50ms -- sh -c trap\t:\tTERM;while\t:;do\tsleep\t1;done", 124, "timeout"},
		{"-- no-such-program", 127, "no-such-program"},
		{"-cpus x -- sleep 1000", 1, `-cpus: "x" is not a list of numbers`},
		{"-cpus 9999 -- sleep 1000", 1, "invalid CPU number 9999"},
		{"-nofile 9223372036854775807 -- sleep 1000", 1, "limits: -nofile 9223372036854775807: psutilx: "},
		{"-timeout -1s -- touch " + untouched, 2, "limits: -timeout -1s: expected a time such as 1m, or 0 for ever\nusage"},
		{"-timeout 0 -- sh -c exit\t4", 4, ""},
		{"-x", 2, ""},
		{"", 2, "usage"}, {"-h", 0, ""},
	} {
		args := strings.Fields(strings.ReplaceAll(c.args, "\t", "\x00"))
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "\x00", " ")
		}
		var out, log strings.Builder
		if code := status(t, args, cli.IO{Out: &out, Err: &log}); code != c.code || !strings.Contains(log.String(), c.want) {
			t.Errorf("%s: %d, %s", c.args, code, log.String())
		}
	}
	if _, err := os.Stat(untouched); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the program ran though its arguments were wrong: %v", err)
	}
}
