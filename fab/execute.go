package fab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"
)

// ExecuteOptions are those of [Context.Execute].
type ExecuteOptions struct {
	// Args are the arguments, in their order, and Kwargs by name: values of the
	// parameters' types, or texts that are converted.
	Args   []any
	Kwargs map[string]any

	// Hosts and Roles are where it runs, before those of the task and of env;
	// ExcludeHosts are left out besides env's.
	Hosts, Roles, ExcludeHosts []string
}

// A HostResult is what a task came to on one host.
type HostResult struct {
	Host     string        `json:"host"` // "" where a task ran without a host
	Value    any           `json:"value,omitempty"`
	Err      error         `json:"-"`
	Skipped  bool          `json:"skipped,omitempty"` // it could not be reached, or its turn never came
	Tries    int           `json:"tries,omitempty"`
	Duration time.Duration `json:"-"`
}

// An Execution is what a task came to on its hosts, in their order.
type Execution struct {
	Task  string
	Hosts []HostResult
}

// Values are what the task returned, by host; "<local-only>" where it had none.
func (x *Execution) Values() map[string]any {
	values := map[string]any{}
	if x == nil {
		return values
	}
	for _, h := range x.Hosts {
		name := or(h.Host, "<local-only>")
		if h.Err != nil {
			values[name] = h.Err
		} else if !h.Skipped {
			values[name] = h.Value
		}
	}
	return values
}

// Failed are the hosts on which it failed.
func (x *Execution) Failed() []string {
	var names []string
	if x != nil {
		for _, h := range x.Hosts {
			if h.Err != nil {
				names = append(names, h.Host)
			}
		}
	}
	return names
}

type onceResult struct {
	value any
	err   error
}

// Execute runs a task on its hosts: a [Task], the name of one that the session
// knows, or a function as of Task.Func. Without hosts it runs here, once.
//
// One host after the other, the first failure is the error, and the rest does not
// run. In parallel all of them run, and the error is of kind [ErrHosts]. What came of
// each host is returned in either case.
func (c *Context) Execute(task any, opts *ExecuteOptions) (*Execution, error) {
	if err := c.ready("execute"); err != nil {
		return &Execution{}, err
	}
	t, err := c.session.find(task)
	if err != nil {
		return &Execution{}, err
	}
	var o ExecuteOptions
	if opts != nil {
		o = *opts
	}
	return c.execute(t, &o)
}

func (s *session) find(task any) (*Task, error) {
	switch t := task.(type) {
	case *Task:
		if t != nil {
			return t, nil
		}
	case Task:
		return &t, nil
	case string:
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, known := range s.tasks {
			for _, n := range known.names() {
				if n == t {
					return known, nil
				}
			}
		}
		return nil, &Error{
			Kind: ErrNoTask, Op: "execute", Input: t, Reason: "the session knows no task of that name",
			message: fmt.Sprintf("'%s' is not callable or a valid task name", t),
		}
	default:
		if v := reflect.ValueOf(task); v.Kind() == reflect.Func && !v.IsNil() {
			return &Task{Name: "func", Func: task}, nil
		}
	}
	return nil, bad("execute", fmt.Sprintf("%T", task), "expected a Task, the name of one, or a function")
}

func (c *Context) execute(t *Task, o *ExecuteOptions) (*Execution, error) {
	x := &Execution{Task: t.Name}
	values, err := t.bind(o.Args, o.Kwargs)
	if err != nil {
		return x, err
	}
	hosts, roles, chosen, err := c.hostsFor(t, o)
	if err != nil {
		return x, err
	}
	if chosen && len(hosts) == 0 {
		c.Warn(fmt.Sprintf("every host of task '%s' is excluded: it does not run", t.Name))
		return x, nil
	}
	// Tasks see the changes of those before them, all but which host it was.
	e := c.Env
	e.Command, e.AllHosts, e.EffectiveRoles = t.Name, hosts, roles
	began := time.Now()
	if len(hosts) == 0 {
		x.Hosts = []HostResult{c.once(t, values, "")}
		err = x.Hosts[0].Err
	} else if c.parallel(t) && len(hosts) > 1 || c.parallel(t) && t.Parallel {
		err = c.inParallel(t, values, hosts, x)
	} else {
		err = c.inTurn(t, values, hosts, x)
	}
	c.session.mu.Lock()
	c.session.report.add(x, time.Since(began))
	c.session.mu.Unlock()
	return x, err
}

func (c *Context) parallel(t *Task) bool {
	return (c.Env.Parallel || t.Parallel) && !t.Serial && !t.RunsOnce && !c.group
}

// child is the context of a task on a host.
func (c *Context) child(t *Task, host string) *Context {
	d := c.derive()
	if host != "" {
		d.Env.setHost(host)
	}
	if t.Settings != nil {
		d = d.Settings(t.Settings)
	}
	return d
}

// keep takes over what a task has changed in its env, all but the host and what its
// own settings were.
func (c *Context) keep(t *Task, d *Context) {
	if t.Settings != nil {
		return
	}
	e := d.Env.Clone()
	e.HostString, e.Host = c.Env.HostString, c.Env.Host
	if d.Env.HostString != "" {
		p := c.Env.Normalize(d.Env.HostString)
		if e.User == p.User {
			e.User = c.Env.User
		}
		if e.Port == p.Port {
			e.Port = c.Env.Port
		}
	}
	e.ofHost, e.forAll = c.Env.ofHost, c.Env.forAll
	*c.Env = *e
}

// once runs a task on one host, or without one, with its retries.
func (c *Context) once(t *Task, values []reflect.Value, host string) (r HostResult) {
	r.Host = host
	began := time.Now()
	defer func() { r.Duration = time.Since(began) }()
	if t.RunsOnce {
		s := c.session
		s.mu.Lock()
		known := s.once[t.Name]
		s.mu.Unlock()
		if known != nil {
			r.Value, r.Err = known.value, known.err
			return r
		}
		defer func() {
			s.mu.Lock()
			s.once[t.Name] = &onceResult{r.Value, r.Err}
			s.mu.Unlock()
		}()
	}
	for {
		r.Tries++
		d := c.child(t, host)
		r.Value, r.Err = t.invoke(d, values)
		if !c.group {
			c.keep(t, d)
		}
		if r.Err == nil || r.Tries > c.Env.Retries || c.Err() != nil || errors.Is(r.Err, ErrPrompt) || errors.Is(r.Err, ErrInvalid) {
			break
		}
		c.Warn(fmt.Sprintf("task '%s' failed on %s, and is tried again (%d of %d):\n%s", t.Name, or(host, "this machine"), r.Tries, c.Env.Retries, Indent(detail(r.Err), nil)))
		if !pause(c, c.Env.RetryWait) {
			break
		}
	}
	if r.Err != nil && c.Env.SkipBadHosts && host != "" && errors.Is(r.Err, ErrNetwork) && c.Err() == nil {
		c.Warn(detail(r.Err))
		r.Err, r.Skipped = nil, true
	}
	return r
}

// pause waits, and reports whether the context still stands.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// announce says that a task begins on a host.
func (c *Context) announce(t *Task, host string) {
	c.session.mu.Lock()
	done := t.RunsOnce && c.session.once[t.Name] != nil
	c.session.mu.Unlock()
	if !done {
		c.status(Running, fmt.Sprintf("[%s] Executing task '%s'", host, t.Name))
	}
}

// inTurn runs a task on one host after the other.
func (c *Context) inTurn(t *Task, values []reflect.Value, hosts []string, x *Execution) error {
	failures := 0
	var first error
	for i, h := range hosts {
		if c.Err() != nil {
			for _, h := range hosts[i:] {
				x.Hosts = append(x.Hosts, HostResult{Host: h, Skipped: true})
			}
			return ended(c, "execute", h, c.Err())
		}
		if first != nil && failures >= max(c.Env.MaxFailures, 1) {
			x.Hosts = append(x.Hosts, HostResult{Host: h, Skipped: true})
			continue
		}
		c.announce(t, h)
		r := c.once(t, values, h)
		x.Hosts = append(x.Hosts, r)
		if r.Err != nil {
			if failures++; first == nil {
				first = r.Err
			} else {
				c.Warn(detail(r.Err))
			}
		}
	}
	return first
}

// inParallel runs a task on its hosts at once.
func (c *Context) inParallel(t *Task, values []reflect.Value, hosts []string, x *Execution) error {
	pool := c.Env.PoolSize
	if t.PoolSize > 0 {
		pool = t.PoolSize
	}
	batch := c.Env.BatchSize
	if batch <= 0 || batch > len(hosts) {
		batch = len(hosts)
	}
	if pool <= 0 || pool > batch {
		pool = batch
	}
	x.Hosts = make([]HostResult, len(hosts))
	var mu sync.Mutex
	failures := 0
	enough := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return c.Env.MaxFailures > 0 && failures >= c.Env.MaxFailures
	}
	for start := 0; start < len(hosts); start += batch {
		var running sync.WaitGroup
		slots := make(chan struct{}, pool)
		for i := start; i < min(start+batch, len(hosts)); i++ {
			h := hosts[i]
			taken := false
			select {
			case slots <- struct{}{}:
				taken = true
			case <-c.Done():
			}
			if !taken || c.Err() != nil || enough() {
				if taken {
					<-slots
				}
				x.Hosts[i] = HostResult{Host: h, Skipped: true}
				continue
			}
			c.announce(t, h)
			running.Go(func() {
				defer func() { <-slots }()
				r := c.ofMany(t, values, h)
				mu.Lock()
				defer mu.Unlock()
				x.Hosts[i] = r
				if r.Err != nil {
					failures++
				}
			})
		}
		running.Wait()
	}
	if c.Err() != nil {
		return ended(c, "execute", "", c.Err())
	}
	failed := x.Failed()
	if len(failed) == 0 {
		return nil
	}
	e := &Error{Kind: ErrHosts, Op: "task " + t.Name, Reason: fmt.Sprintf("failed on %d of %d hosts: %s", len(failed), len(hosts), listed(failed))}
	e.message = fmt.Sprintf("One or more hosts failed while executing task '%s'", t.Name)
	var causes []error
	for _, h := range x.Hosts {
		if h.Err != nil {
			causes = append(causes, h.Err)
		}
	}
	e.Err = errors.Join(causes...)
	e.because(headline(causes[0]))
	return e
}

// headline is the first line of what is printed of an error.
func headline(err error) string {
	text, _, _ := bytes.Cut([]byte(detail(err)), []byte("\n"))
	return string(text)
}

// listed names some of many.
func listed(names []string) string {
	const most = 5
	text := ""
	for i, n := range names {
		if i == most {
			return text + fmt.Sprintf(" and %d more", len(names)-most)
		}
		if i > 0 {
			text += ", "
		}
		text += n
	}
	return text
}

// ofMany runs a task on one host while others run too.
func (c *Context) ofMany(t *Task, values []reflect.Value, host string) HostResult {
	d := c.derive()
	d.group = true
	var out, errs *bytes.Buffer
	if c.Env.KeepByHost {
		out, errs = &bytes.Buffer{}, &bytes.Buffer{}
		d.print = newPrinter(out, errs)
	}
	r := d.once(t, values, host)
	if out != nil {
		c.print.mu.Lock()
		c.print.closeLine()
		c.print.out.Write(out.Bytes())
		c.print.err.Write(errs.Bytes())
		c.print.mu.Unlock()
	}
	if r.Err != nil && c.Err() == nil {
		c.print.sayErr(fmt.Sprintf("!!! Parallel execution exception under host '%s':\n%s\n", host, Indent(headline(r.Err), nil)))
	}
	return r
}
