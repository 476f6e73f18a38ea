package psutilx

import (
	"errors"
	"io/fs"
	"runtime"
)

// Parent is the parent of the process: Process.parent. The first process of a
// machine has none, nor has one whose parent is in another namespace or whose
// parent's number is that of a younger process: that is [ErrUnavailable], where
// psutil returns None. It works on Linux, macOS and Windows.
func (p *Process) Parent() (*Process, error) {
	p = p.real()
	if err := p.sure(); err != nil {
		return nil, err
	}
	ppid, err := p.PPID()
	if err != nil {
		return nil, err
	}
	if ppid == 0 && (p.pid == 0 || runtime.GOOS == "linux") { // elsewhere 0 is the kernel
		return nil, ErrUnavailable
	}
	parent, err := p.host.NewProcess(ppid)
	if errors.Is(err, ErrNoSuchProcess) || errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnavailable // it has just ended
	}
	if err != nil {
		return nil, err
	}
	if parent.id.start > p.id.start {
		return nil, ErrUnavailable
	}
	return parent, nil
}

// Parents are the parent of the process, its parent, and so on: Process.parents.
// It works on Linux, macOS and Windows.
func (p *Process) Parents() ([]*Process, error) {
	p = p.real()
	parents := []*Process{}
	seen := map[processID]bool{p.id: true}
	for child := p; ; {
		parent, err := child.Parent()
		if errors.Is(err, ErrUnavailable) {
			return parents, nil
		}
		if err != nil {
			return nil, err
		}
		if seen[parent.id] {
			return parents, nil // only a made-up tree has a circle
		}
		seen[parent.id] = true
		parents = append(parents, parent)
		child = parent
	}
}

// ChildrenOptions change what [Process.Children] returns.
type ChildrenOptions struct {
	Recursive bool // children of children too
}

// Children are the children of the process, in the order of /proc:
// Process.children. A process that is older than this one is no child of it,
// only one whose parent had the same number. With Recursive each process comes
// before its own children. Children that end meanwhile are left out. A process
// whose files make no sense is left out too, and named by an error beside the
// others. It works on Linux, macOS and Windows.
func (p *Process) Children(opts *ChildrenOptions) ([]*Process, error) {
	p = p.real()
	if err := p.sure(); err != nil {
		return nil, err
	}
	recursive := opts != nil && opts.Recursive
	all, odd := p.host.parents()
	if all == nil && odd != nil {
		return nil, odd
	}
	byParent := map[int][]relation{}
	for _, r := range all {
		if recursive || r.ppid == p.pid {
			byParent[r.ppid] = append(byParent[r.ppid], r)
		}
	}
	children := []*Process{}
	seen := map[int]bool{}
	for stack := []int{p.pid}; len(stack) > 0; {
		pid := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pid] {
			continue // a number can be reused while they are read
		}
		seen[pid] = true
		for _, r := range byParent[pid] {
			if err := p.host.complete(&r); err != nil {
				if !hasGone(err) {
					odd = leave(odd, err)
				}
				continue
			}
			if r.ppid != pid || r.start < p.id.start {
				continue // the number is another process's now, or the parent's was
			}
			children = append(children, p.host.newProcess(r.pid, r.start))
			if recursive {
				stack = append(stack, r.pid)
			}
		}
	}
	return children, odd
}

// A relation is a process and its parent, and, when it is complete, its start.
type relation struct {
	pid, ppid int
	start     uint64
	complete  bool
}
