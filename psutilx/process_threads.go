package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"syscall"
)

// Threads are the threads of the process, sorted by their numbers as text:
// Process.threads. A thread that ends meanwhile is left out, and so is one whose
// file makes no sense: the error then names it, beside the others.
func (p *Process) Threads() ([]ThreadStat, error) {
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
