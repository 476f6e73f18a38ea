package psutilx

import (
	"io/fs"
	"sync"
)

// MonitorOptions tell how a [Monitor] works.
type MonitorOptions struct {
	// Host is the machine to watch; its Proc, Sys and Utmp are taken over. Nil is
	// this machine.
	Host *Host

	// MaxFiles is how many descriptors it keeps open at most, three a process.
	// What is beyond is opened and closed in each reading. Zero means half of
	// what the program may open.
	MaxFiles int
}

// A Monitor reads a machine again and again. It is a [Host] with a memory of its
// own, which keeps the kernel's files open between readings, so that a reading
// costs a fraction; [Monitor.Processes] lists processes with how busy they were
// since the last time. A kept descriptor cannot mistake one process for another.
//
// Close gives the descriptors back. A Monitor may be used by several goroutines.
type Monitor struct {
	*Host

	mu    sync.Mutex
	watch watch
}

// NewMonitor starts to watch a machine.
func NewMonitor(opts *MonitorOptions) (*Monitor, error) {
	if err := only("monitoring", "linux"); err != nil {
		return nil, err
	}
	if opts == nil {
		opts = &MonitorOptions{}
	}
	m := &Monitor{Host: &Host{}}
	if opts.Host != nil {
		m.Proc, m.Sys, m.Utmp = opts.Host.Proc, opts.Host.Sys, opts.Host.Utmp
	}
	m.open(opts.MaxFiles)
	return m, nil
}

// Processes lists all processes, by number, with how busy each was since the last
// call. The slice is overwritten and returned; nil makes a new one. A name that
// the kernel cut off is completed once and taken for the same as long as the
// kernel's part of it is. What makes no sense costs no other process, as with
// [Host.ListProcesses].
func (m *Monitor) Processes(reuse []ProcessInfo) ([]ProcessInfo, error) {
	if m == nil || m.Host == nil {
		return nil, &fs.PathError{Op: "read", Path: "monitor", Err: fs.ErrClosed}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.list(reuse[:0])
}

// Close closes all descriptors. Readings after it fail with [io/fs.ErrClosed].
func (m *Monitor) Close() error {
	if m == nil || m.Host == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.shut()
	return nil
}
