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
func ProcessIter(opts *ProcessIterOptions) iter.Seq2[*Process, error] {
	return DefaultHost.ProcessIter(opts)
}

// ProcessIter goes through all processes, by number. A process that was met by
// an earlier iteration on this Host is the same *Process, with what it
// remembers; a number that is another process's now gets a new one. Processes
// that end meanwhile are left out. An error ends the iteration: attributes that
// are none, a [*ValueError], or a process file system that cannot be read. It
// works on Linux, macOS and Windows.
func (h *Host) ProcessIter(opts *ProcessIterOptions) iter.Seq2[*Process, error] {
	return func(yield func(*Process, error) bool) {
		if opts == nil {
			opts = &ProcessIterOptions{}
		}
		if err := checkAttrs(opts.Attrs); err != nil {
			yield(nil, err)
			return
		}
		now, err := h.refresh()
		if err != nil {
			yield(nil, err)
			return
		}
		for _, p := range now {
			if opts.Attrs != nil {
				info, err := p.AsDict(opts.Attrs, opts.ADValue)
				if errors.Is(err, ErrNoSuchProcess) {
					continue
				}
				if err != nil {
					yield(nil, err)
					return
				}
				p.mu.Lock()
				p.info = info
				p.mu.Unlock()
			}
			if !yield(p, nil) {
				return
			}
		}
	}
}

// refresh brings the processes that are remembered up to date and returns them by
// number.
func (h *Host) refresh() ([]*Process, error) {
	all, err := h.relations()
	if err != nil {
		return nil, err
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
	return list, nil
}

// ProcessIterCacheClear forgets the processes that earlier iterations met:
// psutil.process_iter.cache_clear of psutil 6.
func ProcessIterCacheClear() { DefaultHost.ProcessIterCacheClear() }

// ProcessIterCacheClear forgets the processes that earlier iterations met.
func (h *Host) ProcessIterCacheClear() {
	h.known.Lock()
	defer h.known.Unlock()
	h.known.processes = nil
}
