//go:build linux

package psutilx

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestProcessPercent feeds psutil clocks and CPU times, and compares what it
// makes of them.
func TestProcessPercent(t *testing.T) {
	py := startProcesses(t)
	py.Define(`
def percent_of(cases):
    p, out = psutil.Process(), []
    T = psutil._psplatform.pcputimes
    for c in cases:
        times = iter([T(0, 0, 0, 0, 0), T(c.used, 0, 0, 0, 0)])
        clock = iter([0.0, c.elapsed])
        with unittest.mock.patch('psutil._psplatform.Process.cpu_times', lambda self: next(times)), \
                unittest.mock.patch('psutil._timer', lambda: next(clock)), unittest.mock.patch('psutil.cpu_count', lambda: c.cpus):
            p._last_sys_cpu_times = p._last_proc_cpu_times = None
            out.append([p.cpu_percent(), p.cpu_percent()])
    return out
`)
	r := original.Rand(t)
	type fed struct {
		Used, Elapsed float64
		CPUs          int `py:"cpus"`
	}
	cases := []fed{{0, 0, 1}, {1, 0, 2}, {0, 1, 2}, {0.25, 1, 2}, {3, 1, 4}, {0.05, 100, 1}, {0.15, 100, 1}}
	for range original.Rounds(t, 2000) {
		cases = append(cases, fed{float64(r.IntN(10000)) / 100, r.Float64() * float64(r.IntN(1000)), 1 + r.IntN(256)})
	}
	for i, want := range py.Value("percent_of", cases).([]any) {
		c := cases[i]
		if got := []any{0.0, processPercent(c.Used, c.Elapsed, c.CPUs)}; !original.Same(got, want) {
			t.Errorf("%+v: %v, psutil %v", c, got, want)
		}
	}
}

// TestBusyProcess: one that does nothing else keeps a CPU busy, as far as it gets
// one.
func TestBusyProcess(t *testing.T) {
	p, _ := start(t, "sh", "-c", "while :; do :; done")
	peers.Eventually(t, "it to be busy", func() bool {
		percent, err := p.CPUPercent(context.Background(), 100*time.Millisecond)
		return err == nil && percent > 5 && percent < 150
	})
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.CPUPercent(cancelled, time.Hour); err != context.Canceled {
		t.Error(err)
	}
}

// TestPercentWithoutCPUs: a machine that does not tell how many CPUs it has is
// taken to have one, as psutil takes it.
func TestPercentWithoutCPUs(t *testing.T) {
	dir := t.TempDir()
	h := &Host{Proc: fewProcesses().with("stat", "btime 1700000000\n").write(t, dir), Sys: t.TempDir()}
	if n, err := h.CPUCount(nil); err == nil {
		t.Fatalf("%d CPUs", n)
	}
	p, err := h.NewProcess(31)
	if err != nil {
		t.Fatal(err)
	}
	if percent, err := p.CPUPercent(context.Background(), 0); percent != 0 || err != nil {
		t.Errorf("at first %v, %v", percent, err)
	}
	later := strings.Replace(fewProcesses()["31/stat"], " 10 5 ", " 99999999 5 ", 1)
	fewProcesses().with("stat", "btime 1700000000\n").with("31/stat", later).write(t, dir)
	if percent, err := p.CPUPercent(context.Background(), 0); percent <= 0 || err != nil {
		t.Errorf("then %v, %v", percent, err)
	}
}
