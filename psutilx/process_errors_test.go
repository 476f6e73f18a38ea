//go:build linux

package psutilx

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// TestProcessErrors: what makes no sense is told in psutil's words.
func TestProcessErrors(t *testing.T) {
	py := startProcesses(t)
	p, _ := start(t, "sleep", "1000")
	ctx := context.Background()
	for _, c := range []struct {
		python string
		ours   func() error
	}{
		{"psutil.Process(-1)", func() error { _, err := NewProcess(-1); return err }},
		{"psutil.Process(99999999)", func() error { _, err := NewProcess(99999999); return err }},
		{fmt.Sprintf("psutil.Process(%d)", math.MaxInt), func() error { _, err := NewProcess(math.MaxInt); return err }},
		{"psutil.Process(0)", func() error { _, err := NewProcess(0); return err }},
		{"p.cpu_percent(-1)", func() error { _, err := p.CPUPercent(ctx, -time.Second); return err }},
		{"p.wait(-1)", func() error { _, err := p.Wait(ctx, -time.Second); return err }},
		{"p.wait(0.0)", func() error { _, err := p.Wait(ctx, 0); return err }},
		{"p.wait(0.01)", func() error { _, err := p.Wait(ctx, 10*time.Millisecond); return err }},
		{"psutil.wait_procs([], -1)", func() error { _, _, err := WaitProcs(ctx, nil, -time.Second, nil); return err }},
		{"psutil.net_connections('bogus')", func() error { _, err := NetConnections("bogus"); return err }},
		{"p.connections('')", func() error { _, err := p.NetConnections(" "); return err }},
		{"p.as_dict(['foo'])", func() error { _, err := p.AsDict(&AsDictOptions{Attrs: []string{"foo"}}); return err }},
		{"p.memory_percent('x')", func() error { _, err := p.MemoryPercent("x"); return err }},
		{"p.ionice(psutil.IOPRIO_CLASS_IDLE, 1)", func() error { return p.SetIONice(IOPrioClassIdle, 1) }},
		{"p.ionice(psutil.IOPRIO_CLASS_NONE, 1)", func() error { return p.SetIONice(IOPrioClassNone, 1) }},
		{"p.ionice(psutil.IOPRIO_CLASS_BE, 8)", func() error { return p.SetIONice(IOPrioClassBE, 8) }},
		{"p.ionice(psutil.IOPRIO_CLASS_BE, -1)", func() error { return p.SetIONice(IOPrioClassBE, -1) }},
		{"p.cpu_affinity([999])", func() error { return p.SetCPUAffinity([]int{999}) }},
		{"p.cpu_affinity([-1])", func() error { return p.SetCPUAffinity([]int{-1}) }},
		{"p.rlimit(99)", func() error { _, err := p.RLimit(99); return err }},
		{"p.rlimit(7, (10, 5))", func() error { return p.SetRLimit(RLimitNoFile, RLimit{10, 5}) }},
		{"list(psutil.process_iter(['pid', 'bogus']))", func() error {
			for _, err := range ProcessIter(&ProcessIterOptions{Attrs: []string{"pid", "bogus"}}) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
	} {
		_, err := py.Call(`lambda pid, q: eval(q, {'psutil': psutil, 'p': psutil.Process(pid) if 'p.' in q.replace('psutil.', '') else None})`, p.PID(), c.python)
		var theirs *original.Exception
		if !errors.As(err, &theirs) {
			t.Errorf("%s: psutil %v", c.python, err)
			continue
		}
		ours := c.ours()
		if ours == nil {
			t.Errorf("%s: no error, psutil %v", c.python, theirs)
			continue
		}
		words := detail(ours)
		if more := liveMessages[c.python]; more != "" && words == more && strings.HasPrefix(more, strings.TrimSuffix(theirs.Message, ")")) {
			words = theirs.Message
		}
		if words = strings.ReplaceAll(words, "got -1.0", "got -1"); words != strings.ReplaceAll(theirs.Message, "invalid '' kind", "invalid ' ' kind") {
			t.Errorf("%s: %s, psutil %v", c.python, ours, theirs)
		}
		var value *ValueError
		if theirs.Class == "ValueError" != errors.As(ours, &value) || theirs.IsA("Error") != errors.Is(ours, ErrProcess) ||
			theirs.IsA("NoSuchProcess") != errors.Is(ours, ErrNoSuchProcess) || theirs.IsA("TimeoutExpired") != errors.Is(ours, ErrTimeoutExpired) {
			t.Errorf("%s: %#v, psutil %v", c.python, ours, theirs)
		}
	}
}

// liveMessages are what we say, where that is more than psutil does.
var liveMessages = map[string]string{
	"p.rlimit(99)":         "invalid resource specified (99)",
	"p.rlimit(7, (10, 5))": "current limit exceeds maximum limit (got (10, 5))",
}

// TestExceptionsPrintAsPythons compares str() and repr(), and the tree of the
// classes.
func TestExceptionsPrintAsPythons(t *testing.T) {
	py := startProcesses(t)
	for _, c := range []struct {
		python string
		ours   error
	}{
		{"psutil.NoSuchProcess(3)", &NoSuchProcessError{PID: 3}},
		{"psutil.NoSuchProcess(0, 'n')", &NoSuchProcessError{PID: 0, Name: "n"}},
		{"psutil.NoSuchProcess(3, \"it's\", 'msg')", &NoSuchProcessError{PID: 3, Name: "it's", Msg: "msg"}},
		{"psutil.ZombieProcess(3)", &ZombieProcessError{PID: 3}},
		{"psutil.ZombieProcess(3, 'n', 7, 'm')", &ZombieProcessError{PID: 3, Name: "n", PPID: 7, Msg: "m"}},
		{"psutil.AccessDenied(3)", &AccessDeniedError{PID: 3}},
		{"psutil.AccessDenied(3, 'n', 'm')", &AccessDeniedError{PID: 3, Name: "n", Msg: "m"}},
		{"psutil.TimeoutExpired(3.0, 1, 'x')", &TimeoutExpiredError{Timeout: 3 * time.Second, PID: 1, Name: "x"}},
		{"psutil.TimeoutExpired(0.05, 1)", &TimeoutExpiredError{Timeout: 50 * time.Millisecond, PID: 1}},
	} {
		want := py.Value(`lambda s: (lambda e: [str(e), repr(e), [isinstance(e, c) for c in (psutil.Error, psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied, psutil.TimeoutExpired)]])(eval(s))`, c.python).([]any)
		is := []any{}
		for _, class := range []error{ErrProcess, ErrNoSuchProcess, ErrZombieProcess, ErrAccessDenied, ErrTimeoutExpired} {
			is = append(is, errors.Is(c.ours, class))
		}
		got := []any{strings.TrimPrefix(detail(c.ours), "access denied "), fmt.Sprintf("%#v", c.ours), is}
		if !original.Same(got, want) {
			t.Errorf("%s: %v, psutil %v", c.python, got, want)
		}
	}
	if !errors.Is(&AccessDeniedError{}, fs.ErrPermission) {
		t.Error("AccessDeniedError is no fs.ErrPermission")
	}
}

// TestExitStatus: a signal that has a name is told by it.
func TestExitStatus(t *testing.T) {
	py := original.Start(t, "psutil")
	py.Define(`
def told(codes):
    return [repr(psutil._psposix.negsig_to_enum(code) if code < 0 else code) for code in codes]
`)
	var codes []int
	for code := -300; code < 300; code++ {
		codes = append(codes, code)
	}
	for i, want := range py.Value("told", codes).([]any) {
		if got := (exitStatus{code: codes[i], known: true}).String(); got != want {
			t.Errorf("%s, psutil %s", got, want)
		}
	}
}
