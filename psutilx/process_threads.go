package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"syscall"
)

// ThreadStat is psutil's pthread: a thread and its CPU time.
type ThreadStat struct {
	ID         int     `json:"id"`
	UserTime   float64 `json:"user_time"`   // seconds
	SystemTime float64 `json:"system_time"` // seconds
}

// String is what Python prints: "pthread(id=..., user_time=..., ...".
func (t ThreadStat) String() string {
	return newTupleText("pthread").int("id", int64(t.ID)).float("user_time", t.UserTime).
		float("system_time", t.SystemTime).String()
}

// Threads are the threads of the process, sorted by their numbers as text:
// Process.threads. A thread that ends meanwhile is left out, and so is one whose
// file makes no sense: the error then names it, beside the others.
func (p *Process) Threads() ([]ThreadStat, error) {
	p = p.real()
	names, err := p.list("task")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	threads := []ThreadStat{}
	vanished := false
	var odd error
	for _, name := range names {
		file := "task/" + name + "/stat"
		data, err := p.host.readFile(p.file(file))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			vanished = true
			continue
		}
		if err != nil {
			return nil, p.failed(err)
		}
		s, bad := parseProcessStat(data, statUser|statSystem)
		if bad != nil {
			odd = leave(odd, p.bad(file, bad))
			continue
		}
		id, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		threads = append(threads, ThreadStat{id, s.utime / clockTicks, s.stime / clockTicks})
	}
	if vanished && !p.listed() {
		return nil, &NoSuchProcessError{PID: p.pid, Name: p.knownName()}
	}
	return threads, odd
}

// CtxSwitchesStat is psutil's pctxsw: how often a process left its CPU.
type CtxSwitchesStat struct {
	Voluntary   uint64 `json:"voluntary"`   // because it waited for something
	Involuntary uint64 `json:"involuntary"` // because its time was over
}

// String is what Python prints: "pctxsw(voluntary=..., involuntary=...)".
func (c CtxSwitchesStat) String() string {
	return newTupleText("pctxsw").uint("voluntary", c.Voluntary).uint("involuntary", c.Involuntary).String()
}

// NumCtxSwitches counts context switches of the main thread:
// Process.num_ctx_switches. A kernel before 2.6.23 does not count them; that is
// [ErrNotSupported].
func (p *Process) NumCtxSwitches() (CtxSwitchesStat, error) {
	p = p.real()
	data, err := p.read("status")
	if err != nil {
		return CtxSwitchesStat{}, err
	}
	c, bad := parseCtxSwitches(data)
	if bad == nil && c == nil {
		return CtxSwitchesStat{}, ErrNotSupported
	}
	if bad != nil {
		return CtxSwitchesStat{}, p.bad("status", bad)
	}
	return *c, nil
}

// parseCtxSwitches reads two lines of /proc/PID/status. The result is nil where
// the kernel has neither.
func parseCtxSwitches(b []byte) (*CtxSwitchesStat, *ParseError) {
	const voluntary, involuntary = "voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"
	v, bad := statusNumber(b, voluntary)
	if bad != nil {
		return nil, bad
	}
	i, bad := statusNumber(b, involuntary)
	switch {
	case bad != nil:
		return nil, bad
	case v == nil && i == nil:
		return nil, nil
	case v == nil:
		return nil, missingLine("a line " + voluntary)
	case i == nil:
		return nil, missingLine("a line " + involuntary)
	}
	return &CtxSwitchesStat{*v, *i}, nil
}

// NumThreads counts the threads of the process: Process.num_threads. It works on
// Linux and Windows.
func (p *Process) NumThreads() (int, error) {
	p = p.real()
	return p.numThreads()
}

// statusNumber is a number in /proc/PID/status, nil where there is no such line.
func statusNumber(b []byte, name string) (*uint64, *ParseError) {
	line, number := statusLine(b, name)
	if number == 0 {
		return nil, nil
	}
	field, _ := cutField(line[len(name):])
	n, ok := parseUint(field)
	if !ok {
		return nil, badLine(number, line, "a number after "+name)
	}
	return &n, nil
}
