package psutilx

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// A Process is one process of a machine: psutil.Process. It stands for the
// process that had its number when it was made, whatever process may have the
// number later: methods that change or signal a process, and those that follow
// its relations, make sure of it first. Those that only read do not, as in
// psutil; ask [Process.IsRunning] where it matters.
//
// Errors are [*NoSuchProcessError], [*ZombieProcessError], [*AccessDeniedError]
// where psutil raises these. A kernel file that makes no sense is a
// [*ParseError].
//
// A Process may be used by several goroutines. One that is nil or zero is a
// process that does not exist.
type Process struct {
	pid  int
	host *Host
	dir  string // its folder in the process file system
	id   processID
	shot shot

	mu     sync.Mutex // guards what follows
	name   string     // as it was last read
	exe    *string    // never changes once it is known
	info   map[string]any
	gone   bool
	reused bool
	exit   *exitStatus
	cpu    struct {
		taken bool
		at    time.Time
		times float64
	}
}

// A processID tells a process from all others of a machine, at all times. That
// it is counted from the start of the system keeps it the same when the clock is
// set, unlike psutil's.
type processID struct {
	pid   int
	start uint64 // on Linux, ticks since the system started
}

// NewProcess finds the process that has the number pid: psutil.Process(pid). See
// [Host.NewProcess].
func NewProcess(pid int) (*Process, error) { return defaultHost.NewProcess(pid) }

// ThisProcess is the process that the program runs in: psutil.Process(). See
// [Host.NewProcess].
func ThisProcess() (*Process, error) { return defaultHost.NewProcess(os.Getpid()) }

// NewProcess finds the process that has the number pid. Without one the error is a
// [*NoSuchProcessError]; a negative number is a [*ValueError]. On Linux the
// number may also be that of a thread, as in psutil.
//
// A Host with a Proc of its own shows processes whose numbers mean others here.
// They can be read, but not signalled, changed or waited for. It works on Linux,
// macOS and Windows.
func (h *Host) NewProcess(pid int) (*Process, error) {
	h = h.real()
	if pid < 0 {
		return nil, &ValueError{fmt.Sprintf("pid must be a positive integer (got %d)", pid)}
	}
	if err := only("processes", "linux", "darwin", "windows"); err != nil {
		return nil, err
	}
	p := &Process{pid: pid, host: h, dir: processDir(h.proc(), pid)}
	s, err := p.freshStat()
	if err != nil {
		err = p.failed(err)
		var none *NoSuchProcessError
		if errors.As(err, &none) {
			none.Msg = "process PID not found"
		}
		return nil, err
	}
	p.id = processID{pid, s.start}
	return p, nil
}

// newProcess is for a process of which the start has been read.
func (h *Host) newProcess(pid int, start uint64) *Process {
	return &Process{pid: pid, host: h, dir: processDir(h.proc(), pid), id: processID{pid, start}}
}

// real is the Process, or for a nil or a zero one a process that does not exist.
func (p *Process) real() *Process {
	if p == nil || p.host == nil {
		return &Process{pid: -1, host: defaultHost, dir: processDir(defaultHost.proc(), -1), gone: true}
	}
	return p
}

// PID is the number of the process: Process.pid.
func (p *Process) PID() int {
	p = p.real()
	return p.pid
}

// Info is what [Host.ProcessIter] read last when it was asked for attributes, by
// psutil's names: Process.info. It is nil before, and must not be changed.
func (p *Process) Info() map[string]any {
	p = p.real()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.info
}

// Equal reports whether two stand for the same process of the same Host:
// Process.__eq__.
func (p *Process) Equal(q *Process) bool {
	return p != nil && q != nil && p.host == q.host && p.id == q.id
}

// Key identifies the process among all that its machine has had since it was
// started. It is comparable, and so serves as the key of a map: Process.__hash__.
func (p *Process) Key() ProcessKey {
	p = p.real()
	return ProcessKey(p.id)
}

// A ProcessKey identifies a process: two are == for the same process only.
type ProcessKey processID

// IsRunning reports whether the process is still there, and its number not that
// of another process now: Process.is_running. A zombie is still there. It works
// on Linux, macOS and Windows.
func (p *Process) IsRunning() bool {
	p = p.real()
	p.mu.Lock()
	over := p.gone || p.reused
	p.mu.Unlock()
	if over {
		return false
	}
	s, err := p.freshStat()
	var none *NoSuchProcessError
	switch {
	case err == nil:
		if s.start == p.id.start {
			return true
		}
		p.mu.Lock()
		p.reused = true
		p.mu.Unlock()
		return false
	case errors.As(p.failed(err), &none):
		p.setGone()
		return false
	}
	return true // it is there, only out of reach
}

func (p *Process) setGone() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = true
}

// sure returns an error unless the process is still the one it was.
func (p *Process) sure() error {
	if p.IsRunning() {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	e := &NoSuchProcessError{PID: p.pid, Name: p.name}
	if p.reused {
		e.Msg = "process no longer exists and its PID has been reused"
	}
	return e
}

// knownName is the name as it was last read, or empty.
func (p *Process) knownName() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.name
}

// CreateTime is when the process started, in the local time zone:
// Process.create_time. The kernel counts it from its own start in hundredths of
// a second, so that the time moves when the clock is set; what identifies a
// process here does not. It works on Linux, macOS and Windows. The idle process
// of Windows has no such time: that is [ErrUnavailable].
func (p *Process) CreateTime() (time.Time, error) {
	p = p.real()
	seconds, err := p.createSeconds()
	if err != nil {
		return time.Time{}, err
	}
	return time.UnixMilli(int64(seconds*1000 + 0.5)), nil
}

// createSeconds is psutil's figure.
func (p *Process) createSeconds() (float64, error) {
	s, err := p.stat(statStart)
	if err != nil {
		return 0, err
	}
	return p.host.startSeconds(s.start)
}

// String is what Python prints: "psutil.Process(pid=1, name='init',
// status='sleeping', started='05:12:26')".
func (p *Process) String() string {
	p = p.real()
	defer p.Oneshot()()
	t := newTupleText("psutil.Process").int("pid", int64(p.pid))
	name, err := p.Name()
	named := err == nil
	status := ProcessStatus("")
	if named {
		status, err = p.Status()
	} else {
		name = p.knownName()
	}
	switch {
	case errors.Is(err, ErrZombieProcess):
		status = StatusZombie
	case errors.Is(err, ErrNoSuchProcess):
		status = "terminated"
	}
	if named || name != "" {
		t.str("name", name)
	}
	if status != "" {
		t.str("status", string(status))
	}
	p.mu.Lock()
	if p.exit != nil && p.exit.known {
		t.word("exitcode", p.exit.String())
	}
	p.mu.Unlock()
	if started, err := p.host.startSeconds(p.id.start); err == nil {
		t.str("started", clockText(time.Unix(0, int64(started*1e9)), time.Now()))
	}
	return t.String()
}

// clockText is a time of day, with the date unless it was in the last 24 hours.
func clockText(t, now time.Time) string {
	if now.Sub(t) < 24*time.Hour {
		return t.Format(time.TimeOnly)
	}
	return t.Format(time.DateTime)
}
