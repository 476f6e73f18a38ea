package psutilx

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// NoTimeout waits for as long as it takes, where Python takes None.
const NoTimeout time.Duration = -1

// exitStatus is how a process ended, as far as that can be known.
type exitStatus struct {
	code  int
	known bool
}

// String is Python's repr() of the number.
func (e exitStatus) String() string {
	if name := signalName(-e.code); e.code < 0 && name != "" {
		return "<Negsignal." + name + ": " + strconv.Itoa(e.code) + ">"
	}
	return strconv.Itoa(e.code)
}

func (e exitStatus) pointer() *int {
	if !e.known {
		return nil
	}
	code := e.code
	return &code
}

// Wait waits until the process has ended and returns how: Process.wait. For a
// child of this program that is its exit code, or the number of the signal that
// killed it with a minus sign; for any other process it is nil. Once it has
// ended, Wait returns the same again.
//
// When it has not ended after the timeout the error is a
// [*TimeoutExpiredError]; when the context ends first it is the context's.
// [NoTimeout] waits without end, 0 only looks, and any other negative timeout is
// a [*ValueError].
//
// Wait does not take the status of a child away, as Python's does: whoever
// started it, such as an [os/exec.Cmd], still waits for it in its own way, and
// must, for the zombie to go. [Popen.Wait] does both. It works on Linux; on
// macOS, where the exit code is nil for children too until [Popen.Wait]; and on
// Windows, where every process tells its exit code.
func (p *Process) Wait(ctx context.Context, timeout time.Duration) (*int, error) {
	p = p.real()
	if timeout < 0 && timeout != NoTimeout {
		return nil, &ValueError{"timeout must be a positive integer"}
	}
	p.mu.Lock()
	exit := p.exit
	p.mu.Unlock()
	if exit != nil {
		return exit.pointer(), nil
	}
	if err := p.local(); err != nil {
		return nil, err
	}
	got, err := p.await(ctx, timeout)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.exit, p.gone = &got, true
	return got.pointer(), nil
}

// poll asks again and again, where the kernel does not tell by itself. A zombie
// has ended; how, only its parent may know.
func (p *Process) poll(ctx context.Context, timeout time.Duration) (exitStatus, error) {
	deadline := time.Now().Add(timeout)
	for pause := 100 * time.Microsecond; ; pause = min(2*pause, 40*time.Millisecond) {
		if !p.IsRunning() {
			return exitStatus{}, nil
		}
		s, err := p.freshStat()
		if exit := p.childStatus(); exit.known || err == nil && s.state == "Z" {
			return exit, nil
		}
		if timeout >= 0 && !time.Now().Before(deadline) {
			return exitStatus{}, p.expired(timeout)
		}
		if err := wait(ctx, pause); err != nil {
			return exitStatus{}, err
		}
	}
}

func (p *Process) expired(timeout time.Duration) error {
	return &TimeoutExpiredError{Timeout: timeout, PID: p.pid, Name: p.knownName()}
}

// ReturnCode is what [Process.Wait] or [WaitProcs] found: the attribute
// returncode that psutil.wait_procs sets. It is nil before, and where it cannot
// be known.
func (p *Process) ReturnCode() *int {
	p = p.real()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.exit == nil {
		return nil
	}
	return p.exit.pointer()
}

// WaitProcs waits until several processes have ended, or until the timeout, and
// returns which have and which are still there: psutil.wait_procs. [NoTimeout]
// waits without end, 0 only looks, and any other negative timeout is a
// [*ValueError]. The callback, if not nil, is called with each process as it ends,
// one call at a time. What they ended with is their [Process.ReturnCode].
//
// When the context ends first, both lists stand, and the error is the context's;
// processes that could not be waited for are among those that are still there, and
// the error names them. It works on Linux, macOS and Windows.
func WaitProcs(ctx context.Context, procs []*Process, timeout time.Duration, callback func(*Process)) (gone, alive []*Process, err error) {
	if timeout < 0 && timeout != NoTimeout {
		return nil, nil, &ValueError{"timeout must be a positive integer, got " + pytext.Float(timeout.Seconds())}
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	ended := map[*Process]bool{}
	procs = slices.DeleteFunc(slices.Clone(procs), func(p *Process) bool { return p == nil })
	unique := slices.Clone(procs)
	slices.SortFunc(unique, func(a, b *Process) int { return a.pid - b.pid })
	for _, p := range slices.Compact(unique) {
		all.Go(func() {
			_, waited := p.Wait(ctx, timeout)
			mu.Lock()
			defer mu.Unlock()
			switch waited.(type) {
			case nil:
				ended[p] = true
				gone = append(gone, p)
				if callback != nil {
					callback(p)
				}
			case *TimeoutExpiredError:
			default:
				if ctx.Err() == nil || err == nil {
					err = leave(err, waited)
				}
			}
		})
	}
	all.Wait()
	for _, p := range procs {
		if !ended[p] && !slices.Contains(alive, p) {
			alive = append(alive, p)
		}
	}
	return gone, alive, err
}
