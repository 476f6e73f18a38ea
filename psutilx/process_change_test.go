//go:build linux

package psutilx

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// TestSetters changes priorities and limits on one side and reads them on the
// other.
func TestSetters(t *testing.T) {
	peers.NeedRoot(t)
	py := startProcesses(t)
	p, _ := start(t, "sleep", "1000")
	both := func(python string, ours func() (string, error)) {
		t.Helper()
		want := py.Value("lambda pid, q: str(eval(q, {'p': psutil.Process(pid), 'psutil': psutil}))", p.PID(), python)
		if got, err := ours(); err != nil || got != want {
			t.Errorf("%s: %s (%v), psutil %v", python, got, err, want)
		}
	}
	look := func() {
		t.Helper()
		both("p.nice()", func() (string, error) { n, err := p.Nice(); return strconv.Itoa(n), err })
		both("p.ionice()", func() (string, error) { return text(p.IONice) })
		both("p.cpu_affinity()", func() (string, error) { c, err := p.CPUAffinity(); return "[" + commas(c) + "]", err })
		for resource := range RLimitRTTime + 1 {
			both(fmt.Sprintf("p.rlimit(%d)", resource), func() (string, error) { l, err := p.RLimit(resource); return l.String(), err })
		}
	}
	look()
	for i, set := range []func() error{
		func() error { return p.SetNice(5) },
		func() error { return p.SetNice(-3) },
		func() error { return p.SetNice(1000) },
		func() error { return p.SetIONice(IOPrioClassBE, 4) },
		func() error { return p.SetIONice(IOPrioClassBE, 0) },
		func() error { return p.SetIONice(IOPrioClassRT, 7) },
		func() error { return p.SetIONice(IOPrioClassIdle, 0) },
		func() error { return p.SetIONice(IOPrioClassNone, 0) },
		func() error { return p.SetCPUAffinity([]int{0}) },
		func() error { return p.SetCPUAffinity([]int{0, 0, 999}) },
		func() error { return p.SetCPUAffinity(nil) },
		func() error { return p.SetRLimit(RLimitNoFile, RLimit{100, 200}) },
		func() error { return p.SetRLimit(RLimitCore, RLimit{0, RLimInfinity}) },
		func() error { return p.SetRLimit(RLimitFSize, RLimit{RLimInfinity, RLimInfinity}) },
	} {
		if err := set(); err != nil {
			t.Errorf("setter %d: %v", i, err)
		}
		look()
	}
	for _, q := range []string{"p.nice(7)", "p.ionice(psutil.IOPRIO_CLASS_BE)", "p.ionice(psutil.IOPRIO_CLASS_RT, 3)", "p.cpu_affinity([1 % psutil.cpu_count()])", "p.cpu_affinity([])", "p.rlimit(psutil.RLIMIT_NOFILE, (20, 30))"} {
		py.Value("lambda pid, q: eval(q, {'p': psutil.Process(pid), 'psutil': psutil})", p.PID(), q)
		look()
	}
	if err := p.SetIONice(9, 0); err == nil || !strings.Contains(err.Error(), "invalid ioclass 9") {
		t.Errorf("ioclass 9: %v", err) // psutil hands it on, and the kernel takes it for 1
	}
	// On another machine's tree, numbers are of other processes.
	dir := plainProcess().write(t, t.TempDir())
	q, err := (&Host{Proc: dir}).NewProcess(7)
	if err != nil {
		t.Fatal(err)
	}
	for i, do := range []error{q.Kill(), q.SetNice(1), q.SetIONice(2, 0), q.SetRLimit(RLimitNoFile, RLimit{1, 1}), q.SetCPUAffinity([]int{0}),
		func() error { _, err := q.Wait(context.Background(), 0); return err }(), func() error { _, err := q.IONice(); return err }()} {
		if !errors.Is(do, ErrNotSupported) {
			t.Errorf("%d: %v", i, do)
		}
	}
}

// TestSignals: each signal arrives, and psutil sees what it did.
func TestSignals(t *testing.T) {
	py := startProcesses(t)
	p, cmd := start(t, "sleep", "1000")
	status := func(want string) {
		t.Helper()
		peers.Eventually(t, "status "+want, func() bool {
			return py.Value("lambda pid: psutil.Process(pid).status()", p.PID()) == want
		})
	}
	status("sleeping")
	if err := p.Suspend(); err != nil {
		t.Error(err)
	}
	status("stopped")
	if err := p.Resume(); err != nil {
		t.Error(err)
	}
	status("sleeping")
	var value *ValueError
	if err := p.SendSignal(syscall.Signal(9999)); !errors.As(err, &value) {
		t.Errorf("signal 9999: %v", err)
	}
	if err := p.SendSignal(0); err != nil {
		t.Error(err)
	}
	if err := p.Terminate(); err != nil {
		t.Error(err)
	}
	code, err := p.Wait(context.Background(), NoTimeout)
	if err != nil || code == nil || *code != -int(syscall.SIGTERM) {
		t.Errorf("%v, %v", code, err)
	}
	if !strings.Contains(p.String(), "exitcode=<Negsignal.SIGTERM: -15>") {
		t.Error(p)
	}
	cmd.Wait()
	err = p.Kill()
	if !errors.Is(err, ErrNoSuchProcess) {
		t.Error(err)
	}
	for _, name := range []string{"suspend", "resume", "terminate", "kill"} {
		_, err := py.Call(`lambda name: (lambda c: (getattr(c, name)(), c.kill(), c.wait()))(psutil.Popen(['sleep', '1000']))`, name)
		if err != nil {
			t.Error(err)
		}
	}
}

// Masks of CPUs are words of the machine, on machines of more CPUs than this one too.
func TestMasksOfCPUs(t *testing.T) {
	for _, cpus := range [][]int{{0}, {strconv.IntSize - 1}, {strconv.IntSize}, {1, 127, 1000}, {0, maxAffinity - 1}} {
		mask := maskOf(cpus)
		for _, cpu := range cpus {
			if mask[cpu/strconv.IntSize]&(1<<(cpu%strconv.IntSize)) == 0 {
				t.Errorf("%d is not in the mask of %d", cpu, cpus)
			}
		}
		if got := cpusOf(mask); !slices.Equal(got, cpus) {
			t.Errorf("%d, of the mask of %d", got, cpus)
		}
	}
	if all := cpusOf(maskOf(nil)); len(all) != maxAffinity || !slices.Equal(cpusOf(maskOf([]int{3, maxAffinity})), []int{3}) {
		t.Errorf("%d CPUs in all", len(all))
	}
}
