package packet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// A Message goes through pipes: a packet or anything else, on the low line or the
// high one, scapy's two entries of a pipe.
type Message struct {
	Value any
	High  bool
}

// A Pipe is one piece of a pipeline: a source makes messages, a drain makes other
// ones of them, a sink takes them: scapy's Source, Drain and Sink. It belongs to
// one [PipeEngine].
type Pipe struct {
	Name string

	start func(ctx context.Context, emit func(Message)) error // of a source
	push  func(m Message, emit func(Message)) error           // of the others
	end   func() error                                        // once no more come

	low, high []*Pipe // where messages of either line go
	in        chan Message
	feeders   int
}

// NewSource makes a source: make emits messages until it returns, which it does
// once ctx has ended.
func NewSource(name string, make func(ctx context.Context, emit func(Message)) error) *Pipe {
	return &Pipe{Name: name, start: make}
}

// NewDrain makes a drain: push gets each message and emits what it makes of it.
func NewDrain(name string, push func(m Message, emit func(Message)) error) *Pipe {
	return &Pipe{Name: name, push: push}
}

// NewSink makes a sink: push gets each message, and end, if not nil, is called once
// no more come.
func NewSink(name string, push func(m Message) error, end func() error) *Pipe {
	return &Pipe{Name: name, push: func(m Message, _ func(Message)) error { return push(m) }, end: end}
}

// To sends the low line's messages on to another pipe, Python's a > b, and returns
// that.
func (p *Pipe) To(q *Pipe) *Pipe {
	if p == nil || q == nil {
		return q
	}
	p.low = append(p.low, q)
	return q
}

// HighTo sends the high line's messages on to another pipe, Python's a >> b, and
// returns that.
func (p *Pipe) HighTo(q *Pipe) *Pipe {
	if p == nil || q == nil {
		return q
	}
	p.high = append(p.high, q)
	return q
}

// A PipeEngine runs pipes: scapy's PipeEngine.
type PipeEngine struct{ pipes []*Pipe }

// NewPipeEngine makes an engine of pipes and of all that they lead to.
func NewPipeEngine(pipes ...*Pipe) *PipeEngine {
	e := &PipeEngine{}
	for _, p := range pipes {
		e.Add(p)
	}
	return e
}

// Add adds a pipe and all that it leads to.
func (e *PipeEngine) Add(p *Pipe) {
	if e == nil || p == nil {
		return
	}
	for _, q := range e.pipes {
		if p == q {
			return
		}
	}
	e.pipes = append(e.pipes, p)
	for _, q := range p.low {
		e.Add(q)
	}
	for _, q := range p.high {
		e.Add(q)
	}
}

// pipeRoom is how many messages wait before a pipe.
const pipeRoom = 64

// Run runs the pipes until all sources have come to their end and their messages
// have gone through. An error of a pipe, or the end of ctx, ends all of them. An
// engine runs once at a time. Pipes that lead in a circle are an error.
func (e *PipeEngine) Run(ctx context.Context) error {
	if e == nil {
		return nil
	}
	if err := e.check(); err != nil {
		return err
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	for _, p := range e.pipes {
		p.in, p.feeders = nil, 0
		if p.start == nil {
			p.in = make(chan Message, pipeRoom)
		}
	}
	for _, p := range e.pipes {
		for _, q := range append(append([]*Pipe(nil), p.low...), p.high...) {
			q.feeders++
		}
	}
	fed := map[*Pipe]bool{}
	for _, p := range e.pipes {
		fed[p] = p.feeders > 0
	}
	var mu sync.Mutex
	var failed []error
	fail := func(p *Pipe, err error) {
		if err == nil || inner.Err() != nil && errors.Is(err, inner.Err()) {
			return
		}
		mu.Lock()
		failed = append(failed, &Error{Kind: ErrScapy, Op: "pipe", Input: p.Name, Err: err})
		mu.Unlock()
		stop()
	}
	done := func(p *Pipe) {
		mu.Lock()
		defer mu.Unlock()
		for _, q := range append(append([]*Pipe(nil), p.low...), p.high...) {
			if q.feeders--; q.feeders == 0 && q.in != nil {
				close(q.in)
			}
		}
	}
	var all sync.WaitGroup
	for _, p := range e.pipes {
		fed := fed[p]
		emit := func(m Message) {
			to := p.low
			if m.High {
				to = p.high
			}
			for _, q := range to {
				if q.in == nil {
					continue
				}
				select {
				case q.in <- m:
				case <-inner.Done():
				}
			}
		}
		all.Go(func() {
			defer done(p)
			if p.start != nil {
				fail(p, p.start(inner, emit))
				return
			}
			if fed {
				p.run(inner, emit, fail)
			}
			if p.end != nil {
				fail(p, p.end())
			}
		})
	}
	all.Wait()
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (p *Pipe) run(ctx context.Context, emit func(Message), fail func(*Pipe, error)) {
	for {
		select {
		case m, ok := <-p.in:
			if !ok {
				return
			}
			if err := p.push(m, emit); err != nil {
				fail(p, err)
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// check refuses pipes that lead in a circle.
func (e *PipeEngine) check() error {
	const visiting, visited = 1, 2
	state := map[*Pipe]int{}
	var walk func(p *Pipe) error
	walk = func(p *Pipe) error {
		switch state[p] {
		case visiting:
			return &Error{Kind: ErrValue, Op: "pipe", Input: p.Name, Reason: "the pipes lead in a circle"}
		case visited:
			return nil
		}
		state[p] = visiting
		for _, q := range append(append([]*Pipe(nil), p.low...), p.high...) {
			if err := walk(q); err != nil {
				return err
			}
		}
		state[p] = visited
		return nil
	}
	for _, p := range e.pipes {
		if err := walk(p); err != nil {
			return err
		}
	}
	return nil
}

// Graph shows which pipe leads where; the high lines are labelled.
func (e *PipeEngine) Graph() *Graph {
	g := &Graph{Name: "pipe", Ranked: true}
	if e == nil {
		return g
	}
	for i, p := range e.pipes {
		for _, q := range p.low {
			g.Edge(e.label(i), e.label(e.index(q)), "")
		}
		for _, q := range p.high {
			g.Edge(e.label(i), e.label(e.index(q)), "high")
		}
	}
	return g
}

func (e *PipeEngine) index(p *Pipe) int {
	for i, q := range e.pipes {
		if p == q {
			return i
		}
	}
	return -1
}

func (e *PipeEngine) label(i int) string {
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", i, e.pipes[i].Name))
}
