//go:build linux

package main

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
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
		code, err := run(t.Context(), []string{"-nice", "7", "-ioidle", "-cpus", "0", "-nofile", "64", "-as", "512", "--", "sh", "-c", look}, in, &out, writer(func(p []byte) {
			log.Write(p)
			if strings.Contains(log.String(), "now: ") {
				feed.WriteString("go\n")
			}
		}))
		if err != nil {
			t.Error(err)
		}
		done <- code
	}()
	if code := <-done; code != 0 {
		t.Errorf("code %d", code)
	}
	if got := strings.Join(strings.Fields(out.String()), " "); got != "7 64 524288 Cpus_allowed_list: 0" {
		t.Errorf("%q", got)
	}
	if said := log.String(); !strings.Contains(said, "now:    nice 7, pionice(ioclass=<IOPriority.IOPRIO_CLASS_IDLE: 3>, value=0), CPUs [0], open files (64, 64), address space (536870912, 536870912)") {
		t.Error(said)
	}
}

func TestEnds(t *testing.T) {
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
		{"-x", 2, ""},
		{"", 2, ""},
	} {
		args := strings.Fields(strings.ReplaceAll(c.args, "\t", "\x00"))
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "\x00", " ")
		}
		var out, log strings.Builder
		code, err := run(t.Context(), args, nil, &out, &log)
		if code != c.code || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %d, %v", c.args, code, err)
		}
	}
}
