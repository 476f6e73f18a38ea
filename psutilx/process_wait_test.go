//go:build linux

package psutilx

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// TestWait: how processes end, as psutil says it of children of its own.
func TestWait(t *testing.T) {
	py := startProcesses(t)
	ctx := context.Background()
	for _, way := range []string{"with descriptors", "without", "without a look at children"} {
		h := &Host{}
		if way != "with descriptors" {
			h.openPidfd = func(int) (int, error) { return -1, syscall.ENOSYS }
		}
		if way == "without a look at children" { // as on macOS
			h.lookAtChild = func(int) exitStatus { return exitStatus{} }
		}
		for _, script := range []string{"exit 0", "exit 7", "exit 255", "kill -TERM $$", "kill -KILL $$", "kill -40 $$"} {
			want := py.Value(`lambda s: (lambda p: [int(p.wait()), int(p.wait(1)), p.is_running(), 'exitcode=' in str(p)])(psutil.Popen(['sh', '-c', s]))`, script)
			p, err := h.newPopen(exec.Command("sh", "-c", script))
			if err != nil {
				t.Fatal(err)
			}
			first, err1 := p.Wait(ctx, NoTimeout)
			again, err2 := p.Wait(ctx, time.Second)
			if err := errors.Join(err1, err2); err != nil || first == nil || again == nil {
				t.Errorf("%s, %s: %v, %v, %v", way, script, first, again, err)
				continue
			}
			got := []any{*first, *again, p.IsRunning(), strings.Contains(p.String(), "exitcode=")}
			if !original.Same(got, want) {
				t.Errorf("%s, %s: %v, psutil %v", way, script, got, want)
			}
			if code := p.ReturnCode(); code == nil || *code != *first {
				t.Errorf("%s: code %v", script, code)
			}
			if _, err := p.Status(); !errors.Is(err, ErrNoSuchProcess) {
				t.Errorf("%s: %v", script, err)
			}
		}
		// Somebody else's child tells nothing when it ends.
		pid := py.Value("lambda: globals().update(child=psutil.Popen(['sleep', '1000'])) or child.pid").(int64)
		other, err := h.NewProcess(int(pid))
		if err != nil {
			t.Fatal(err)
		}
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := other.Wait(cancelled, NoTimeout); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", way, err)
		}
		later, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		if _, err := other.Wait(later, NoTimeout); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", way, err)
		}
		cancel()
		if _, err := other.Wait(ctx, 10*time.Millisecond); !errors.Is(err, ErrTimeoutExpired) {
			t.Errorf("%s: %v", way, err)
		}
		if err := other.Kill(); err != nil {
			t.Error(err)
		}
		if code, err := other.Wait(ctx, 10*time.Second); code != nil || err != nil {
			t.Errorf("%s: %v, %v", way, code, err)
		}
		py.Value("lambda: int(child.wait())")
	}
	// An exec.Cmd still gets the status that Wait looked at.
	cmd := exec.Command("sh", "-c", "exit 3")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p, err := NewProcess(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	code, err := p.Wait(ctx, NoTimeout)
	if err != nil || code == nil || *code != 3 {
		t.Errorf("%v, %v", code, err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Error(err)
	}
}

func TestWaitProcs(t *testing.T) {
	py := startProcesses(t)
	want := py.Value(`lambda: (lambda ps, seen: (lambda r: [sorted(ps.index(p) for p in r[0]), [ps.index(p) for p in r[1]], sorted(int(p.returncode) for p in r[0]), len(seen), [p.kill() or p.wait() and 0 for p in r[1]]])(psutil.wait_procs(ps, 0.3, seen.append)))(
		[psutil.Popen(['sh', '-c', 'exit 4']), psutil.Popen(['sleep', '1000']), psutil.Popen(['true'])], [])`)
	var procs []*Process
	for _, script := range []string{"exit 4", "exec sleep 1000", "exit 0"} {
		p, _ := start(t, "sh", "-c", script)
		procs = append(procs, p)
	}
	var seen []*Process
	gone, alive, err := WaitProcs(context.Background(), append(procs, procs[0]), 300*time.Millisecond, func(p *Process) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	index := func(list []*Process) []int {
		out := []int{}
		for _, p := range list {
			out = append(out, slices.Index(procs, p))
		}
		slices.Sort(out)
		return out
	}
	codes := []int{}
	for _, p := range gone {
		codes = append(codes, *p.ReturnCode())
	}
	slices.Sort(codes)
	if got := []any{index(gone), index(alive), codes, len(seen), []int{0}}; !original.Same(got, want) {
		t.Errorf("%v, psutil %v", got, want)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	gone, alive, err = WaitProcs(cancelled, procs, NoTimeout, nil)
	if len(gone) != 2 || len(alive) != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v, %v", gone, alive, err)
	}
}

// A program that was left behind holds the pipe that the output is copied from:
// neither the context nor the timeout waits for it.
func TestPopenWaitWhosePipeStaysOpen(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var out strings.Builder
	cmd := exec.Command("sh", "-c", "cat <&3 & exit 3")
	cmd.Stdout, cmd.ExtraFiles = &out, []*os.File{r}
	p, err := NewPopen(cmd)
	r.Close()
	if err != nil {
		t.Fatal(err)
	}
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	if _, err := p.Process.Wait(ctx, NoTimeout); err != nil {
		t.Fatal(err)
	}
	go cancel(why)
	if _, err := p.Wait(ctx, NoTimeout); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	var late *TimeoutExpiredError
	if _, err := p.Wait(t.Context(), 0); !errors.As(err, &late) {
		t.Errorf("got %v", err)
	}
	io.WriteString(w, "at last")
	w.Close()
	if code, err := p.Wait(t.Context(), NoTimeout); err != nil || code == nil || *code != 3 || out.String() != "at last" {
		t.Errorf("%v, %v, %q", code, err, out.String())
	}
}
