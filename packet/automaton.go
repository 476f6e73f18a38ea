package packet

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// An Automaton is a protocol as a machine of states, which packets and times move:
// scapy's Automaton. Its methods of scapy that are marked by decorators are
// functions in the tables of [State].
type Automaton struct {
	States []State

	// Filter is an expression for the packets that the machine sees.
	Filter string

	// Wants looks at each packet before the states do; nil means all: scapy's
	// master_filter.
	Wants func(*Packet) bool

	// Interface is where packets are seen; empty means the default route's.
	Interface string

	// Link says that packets are frames with their link headers. Otherwise they are
	// IP packets, which routes lead.
	Link bool

	// Offline, if not nil, is where packets come from instead of the wire; then
	// nothing is sent, but given to Sent.
	Offline <-chan *Packet

	// Inputs, if not nil, is where the program speaks to the machine: scapy's
	// ioevents. A channel that is closed says nothing more.
	Inputs <-chan any

	// Sent, if not nil, is called with each packet that the machine sends.
	Sent func(*Packet)

	// Trace, if not nil, is told what the machine does, a line each.
	Trace func(line string)
}

// A State is one state of an [Automaton].
type State struct {
	Name string

	// Initial is where the machine begins, one of them; Final is where it ends; an
	// Error state ends it with an error.
	Initial, Final, Error bool

	// Enter is called when the state is entered.
	Enter func(m *Machine) error

	// Conditions are asked in their order once the state is entered.
	Conditions []func(m *Machine) Transition

	// Receives are asked in their order with each packet.
	Receives []func(m *Machine, p *Packet) Transition

	// Inputs are asked in their order with each value of [Automaton]'s Inputs.
	Inputs []func(m *Machine, input any) Transition

	// Timeouts are what happens when nothing else has for so long.
	Timeouts []Timeout
}

// A Timeout moves a machine after a time in a state.
type Timeout struct {
	After time.Duration
	Do    func(m *Machine) Transition
}

// A Transition is where a function of a [State] moves the machine. The zero value
// leaves it where it is.
type Transition struct {
	To  string
	Err error // ends the machine
}

// Go moves the machine to a state.
func Go(state string) Transition { return Transition{To: state} }

// A Machine is an [Automaton] that runs.
type Machine struct {
	// Data is the machine's own: what its functions share.
	Data map[string]any

	// Result is what Run returns.
	Result any

	a   *Automaton
	ctx context.Context
	out *outlet
}

// Context is that of the run.
func (m *Machine) Context() context.Context {
	if m == nil || m.ctx == nil {
		return context.Background()
	}
	return m.ctx
}

// Send sends a packet.
func (m *Machine) Send(p *Packet) error {
	if m == nil || m.a == nil {
		return automatonError("", "the machine does not run", nil)
	}
	m.trace("sent " + p.Summary())
	if m.a.Sent != nil {
		m.a.Sent(p)
	}
	if m.a.Offline != nil {
		return nil
	}
	one, err := m.out.parcel(p, m.a.Link)
	if err != nil {
		return err
	}
	return m.out.send(one, m.a.Link)
}

func (m *Machine) trace(line string) {
	if m.a.Trace != nil {
		m.a.Trace(line)
	}
}

func automatonError(state, reason string, err error) error {
	return &Error{Kind: ErrAutomaton, Op: "automaton", Input: state, Reason: reason, Err: err}
}

// Run runs the automaton to a final state and returns what its functions made the
// result. An error state, a state that is not there, an error of a function, and
// the end of ctx are errors.
func (a *Automaton) Run(ctx context.Context, data map[string]any) (any, error) {
	if a == nil {
		return nil, automatonError("", "there is no automaton", nil)
	}
	states, state := map[string]*State{}, (*State)(nil)
	for i := range a.States {
		s := &a.States[i]
		if _, ok := states[s.Name]; ok {
			return nil, automatonError(s.Name, "two states have this name", nil)
		}
		states[s.Name] = s
		if s.Initial && state == nil {
			state = s
		}
	}
	if state == nil {
		return nil, automatonError("", "no state is the initial one", nil)
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	m := &Machine{Data: data, a: a, ctx: inner, out: &outlet{ctx: inner}}
	if m.Data == nil {
		m.Data = map[string]any{}
	}
	if a.Link {
		m.out.iface = a.Interface
	}
	defer m.out.close()
	packets, ended, err := a.receive(inner)
	if err != nil {
		return nil, err
	}
	defer func() {
		stop()
		<-ended
	}()
	for {
		m.trace("state " + state.Name)
		if state.Enter != nil {
			if err := state.Enter(m); err != nil {
				return m.Result, automatonError(state.Name, "entering the state", err)
			}
		}
		switch {
		case state.Error:
			return m.Result, automatonError(state.Name, "the machine came to an error state", nil)
		case state.Final:
			return m.Result, nil
		}
		to, err := m.wait(ctx, state, packets)
		if err != nil {
			return m.Result, err
		}
		next, ok := states[to]
		if !ok {
			return m.Result, automatonError(to, "no state has this name", nil)
		}
		state = next
	}
}

// wait asks a state's functions until one of them moves the machine.
func (m *Machine) wait(ctx context.Context, s *State, packets <-chan *Packet) (string, error) {
	for _, c := range s.Conditions {
		if t := c(m); t.Err != nil || t.To != "" {
			return t.To, wrapTransition(s, t)
		}
	}
	begin, inputs := time.Now(), m.a.Inputs
	if len(s.Inputs) == 0 {
		inputs = nil // they wait for a state that has an ear
	}
	fired := make([]bool, len(s.Timeouts))
	for {
		var timer <-chan time.Time
		next := -1
		for i, t := range s.Timeouts {
			if !fired[i] && (next < 0 || t.After < s.Timeouts[next].After) {
				next = i
			}
		}
		var alarm *time.Timer
		if next >= 0 {
			alarm = time.NewTimer(time.Until(begin.Add(s.Timeouts[next].After)))
			timer = alarm.C
		}
		var t Transition
		select {
		case <-ctx.Done():
			t.Err = context.Cause(ctx)
		case <-timer:
			m.trace(fmt.Sprintf("timeout of %v", s.Timeouts[next].After))
			fired[next] = true
			t = s.Timeouts[next].Do(m)
		case input, ok := <-inputs:
			if !ok {
				inputs = nil
				break
			}
			for _, f := range s.Inputs {
				if t = f(m, input); t.Err != nil || t.To != "" {
					m.trace(fmt.Sprintf("input %v", input))
					break
				}
			}
		case p, ok := <-packets:
			if !ok {
				t.Err = errors.New("no more packets come")
				if ctx.Err() != nil {
					t.Err = context.Cause(ctx)
				}
				break
			}
			if m.a.Wants != nil && !m.a.Wants(p) {
				break
			}
			for _, r := range s.Receives {
				if t = r(m, p); t.Err != nil || t.To != "" {
					m.trace("received " + p.Summary())
					break
				}
			}
		}
		if alarm != nil {
			alarm.Stop()
		}
		if t.Err != nil || t.To != "" {
			return t.To, wrapTransition(s, t)
		}
	}
}

func wrapTransition(s *State, t Transition) error {
	if t.Err == nil {
		return nil
	}
	return automatonError(s.Name, "the machine was ended", t.Err)
}

// receive begins to see packets; ended is closed once no more come.
func (a *Automaton) receive(ctx context.Context) (packets <-chan *Packet, ended <-chan struct{}, err error) {
	done := make(chan struct{})
	if a.Offline != nil {
		close(done)
		return a.Offline, done, nil
	}
	o := &SniffOptions{Filter: a.Filter}
	if a.Interface != "" {
		o.Interfaces = []string{a.Interface}
	}
	ready, out := make(chan struct{}), make(chan *Packet, 1024)
	o.Started = func() { close(ready) }
	var failed error
	go func() {
		defer close(done)
		defer close(out)
		for p, err := range Capture(ctx, o) {
			if err != nil {
				failed = err
				return
			}
			if p.Outgoing {
				continue
			}
			select {
			case out <- p:
			case <-ctx.Done():
				return
			}
		}
	}()
	select {
	case <-ready:
		return out, done, nil
	case <-done:
		return nil, done, failed
	}
}
