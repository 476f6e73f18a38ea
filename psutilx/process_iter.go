package psutilx

import (
	"errors"
	"iter"
	"maps"
	"slices"
)

// ProcessIterOptions change what [Host.ProcessIter] reads.
type ProcessIterOptions struct {
	// Attrs are names for [Process.AsDict], whose result becomes the Info of each
	// process. Nil reads none; an empty list that is not nil reads all.
	Attrs []string

	// ADValue stands in Info for what may not be read.
	ADValue any
}

// ProcessIter goes through the processes of this machine: psutil.process_iter.
// See [Host.ProcessIter].
func ProcessIter(opts *ProcessIterOptions) iter.Seq2[*Process, error] {
	return defaultHost.ProcessIter(opts)
}

// ProcessIter goes through all processes, by number. A process that was met by
// an earlier iteration on this Host is the same *Process, with what it
// remembers; a number that is another process's now gets a new one. Processes
// that end meanwhile are left out. It works on Linux, macOS and Windows.
//
// An error comes last, with a nil Process: attributes that are none, a
// [*ValueError]; a process file system that cannot be read; or what could not be
// read of single processes, which costs none of the others.
func (h *Host) ProcessIter(opts *ProcessIterOptions) iter.Seq2[*Process, error] {
	h = h.real()
	return func(yield func(*Process, error) bool) {
		if opts == nil {
			opts = &ProcessIterOptions{}
		}
		if err := checkAttrs(opts.Attrs); err != nil {
			yield(nil, err)
			return
		}
		now, odd := h.refresh()
		for _, p := range now {
			if opts.Attrs != nil {
				info, err := p.AsDict(&AsDictOptions{opts.Attrs, opts.ADValue})
				if errors.Is(err, ErrNoSuchProcess) {
					continue
				}
				odd = leave(odd, err)
				p.mu.Lock()
				p.info = info
				p.mu.Unlock()
			}
			if !yield(p, nil) {
				return
			}
		}
		if odd != nil {
			yield(nil, odd)
		}
	}
}

// refresh brings the processes that are remembered up to date and returns them by
// number.
func (h *Host) refresh() ([]*Process, error) {
	all, odd := h.relations()
	if all == nil && odd != nil {
		return nil, odd
	}
	h.known.Lock()
	defer h.known.Unlock()
	before := h.known.processes
	h.known.processes = make(map[int]*Process, len(all))
	for _, r := range all {
		p := before[r.pid]
		if p == nil || p.id.start != r.start {
			p = h.newProcess(r.pid, r.start)
		}
		h.known.processes[r.pid] = p
	}
	list := make([]*Process, 0, len(all))
	for _, pid := range slices.Sorted(maps.Keys(h.known.processes)) {
		list = append(list, h.known.processes[pid])
	}
	return list, odd
}

// ProcessIterCacheClear forgets the processes that earlier iterations met:
// psutil.process_iter.cache_clear of psutil 6. See
// [Host.ProcessIterCacheClear].
func ProcessIterCacheClear() { defaultHost.ProcessIterCacheClear() }

// ProcessIterCacheClear forgets the processes that earlier iterations met.
func (h *Host) ProcessIterCacheClear() {
	h = h.real()
	h.known.Lock()
	defer h.known.Unlock()
	h.known.processes = nil
}
