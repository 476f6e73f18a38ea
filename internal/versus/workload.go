package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// A Workload is one thing that users do, done by several contestants.
type Workload struct {
	Package string
	Name    string

	// Setup prepares what is not measured and returns the contestants. It runs
	// once, just before the workload.
	Setup func() (*Contest, error)
}

// A Contest is a workload made ready.
type Contest struct {
	Ours  Contestant
	Peers []Contestant

	// Memory adds a line for each peer with the peak of resident memory that
	// the work needs once, in bytes: for work of more than 10 MB.
	Memory bool

	// Close, if not nil, ends what Setup started.
	Close func()
}

// A Contestant does the work in one of three ways: Run, Python or Cost.
type Contestant struct {
	// Name is the peer's name. Ours needs none.
	Name string

	// Bar is the ratio of this peer's figure to ours that we want to reach. Zero
	// sets none.
	Bar float64

	// Run does the work n times. The harness takes its time.
	Run func(n int)

	// Python is a peer written in Python, which takes its own time.
	Python *Python

	// Cost does the work n times and returns what it cost in all, in whatever
	// unit all contestants of the workload count, such as bytes of memory.
	Cost func(n int) (float64, error)

	// Value does the work once and returns what it produced. A Python peer has
	// it in its source. Without it nothing is compared.
	Value func() any
}

// repeating is a contestant of milliseconds and more, whose value is what its
// work produces.
func repeating(name string, bar float64, work func() any) Contestant {
	return Contestant{
		Name: name, Bar: bar,
		Run: func(n int) {
			for range n {
				kept.value = work()
			}
		},
		Value: work,
	}
}

// Python is the source of a Python peer.
type Python struct {
	// Setup is executed once, and not measured.
	Setup string

	// Statement is the work. It sees the names that Setup bound as the variables
	// of an enclosing function; those that it binds are local.
	Statement string

	// Value is an expression of what Statement produced, evaluated after it.
	Value string
}

// A pythonPeer is a Python peer in a process of its own, so that what other
// workloads keep alive does not burden its collector.
type pythonPeer struct{ process *original.Process }

// startPython starts a peer. An error of class ImportError means that what it
// needs is not installed.
func startPython(p *Python) (*pythonPeer, error) {
	process, err := original.Open(&original.Options{Timeout: longestSample})
	if err != nil {
		return nil, err
	}
	if err := process.Define(p.source()); err != nil {
		return nil, errors.Join(err, process.Close())
	}
	return &pythonPeer{process}, nil
}

// source is the peer as a Python program: two functions over what Setup bound.
func (p *Python) source() string {
	value := p.Value
	if value == "" {
		value = "None"
	}
	return fmt.Sprintf(`
from itertools import repeat as _repeat
from time import perf_counter_ns as _now

def _make():
%s
    def run(_n):
        _start = _now()
        for _ in _repeat(None, _n):
%s
        return _now() - _start

    def value():
%s
        return %s
    return run, value

run, value = _make()
`, indent(p.Setup, 4), indent(p.Statement, 12), indent(p.Statement, 8), value)
}

func (p *pythonPeer) cost(n int) (float64, error) {
	ns, err := p.process.Call("run", n)
	if err != nil {
		return 0, err
	}
	return float64(ns.(int64)), nil
}

func (p *pythonPeer) value() (any, error) { return p.process.Call("value") }

func (p *pythonPeer) pid() int { return p.process.PID() }

func (p *pythonPeer) close() error { return p.process.Close() }

// indent moves source to the right. Empty source becomes pass.
func indent(source string, by int) string {
	source = strings.Trim(source, "\n")
	if strings.TrimSpace(source) == "" {
		source = "pass"
	}
	margin := strings.Repeat(" ", by)
	return margin + strings.ReplaceAll(source, "\n", "\n"+margin)
}
