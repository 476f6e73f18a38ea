// Package minion is the slave: it gets a certificate, listens to the overlord, and
// does what it is told, once.
package minion

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/folder"
	"github.com/pyops-go/pyops/examples/func/internal/modules"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// Options are those of a minion.
type Options struct {
	ID          string
	Dir         string // for its key, its journal and what its modules keep
	Authority   string // host:port
	Fingerprint string // SHA-256 of the authority's root
	Token       string // has the request signed without a person
	Bus         string // the URL of a server of the bus; empty is the one that the authority names
	ACL         string // a file; without one the overlord may call all
	Modules     []*modules.Module
	AskEvery    time.Duration // how often the authority is asked; zero is 2 s
	AliveEvery  time.Duration // how often it says that it lives; zero is 10 s
	Log         func(format string, args ...any)
}

// atOnce is how many calls run at the same time, and how many jobs.
const atOnce = 16

// A minion at work.
type minion struct {
	Options
	self     *identity
	registry *modules.Registry
	acl      modules.ACL
	journal  *journal
	conn     *nats.Conn
	js       jetstream.JetStream
	instance string
	behind   bool          // the next command stood in line while places were taken
	free     chan struct{} // places for calls
	jobsFree chan struct{} // and for jobs, which may take hours, while calls are answered
	progress time.Duration // how often a job that runs says so
	work     sync.WaitGroup

	audit sync.Mutex           // of the audit log and of what follows
	seen  map[string]time.Time // calls, until nobody would repeat them
	busy  map[string]bool      // jobs that run in this process
}

// Run works until ctx ends.
func Run(ctx context.Context, o Options) error {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	if o.AskEvery == 0 {
		o.AskEvery = 2 * time.Second
	}
	if o.AliveEvery == 0 {
		o.AliveEvery = 10 * time.Second
	}
	if err := checkOptions(&o); err != nil {
		return err
	}
	own, err := folder.Take(ctx, o.Dir)
	if err != nil {
		return err
	}
	defer own.Release()
	m := &minion{Options: o, free: make(chan struct{}, atOnce), jobsFree: make(chan struct{}, atOnce), seen: map[string]time.Time{}, busy: map[string]bool{}, instance: rand.Text(), progress: bus.Progress}
	if o.ACL != "" {
		text, err := os.ReadFile(o.ACL)
		if err != nil {
			return err
		}
		if m.acl, err = modules.ParseACL(string(text)); err != nil {
			return fmt.Errorf("%s: %w", o.ACL, err)
		}
	}
	if m.self, err = enrol(ctx, o); err != nil {
		return err
	}
	if m.journal, err = openJournal(filepath.Join(o.Dir, "journal")); err != nil {
		return err
	}
	defer m.journal.close()
	m.registry = modules.New(append(slices.Clone(o.Modules), m.journal.module())...)
	if o.Bus == "" {
		o.Bus = m.self.bus
	}
	if m.conn, err = bus.Connect(o.Bus, bus.ClientTLS(m.self.certificate, m.self.roots), o.ID, m.instance, o.Log); err != nil {
		return err
	}
	defer m.conn.Close()
	if m.js, err = bus.Open(m.conn); err != nil {
		return err
	}
	defer m.work.Wait()
	sub, err := m.conn.Subscribe(wire.AllCall, func(msg *nats.Msg) { m.call(ctx, msg) })
	if err != nil {
		return err
	}
	// A flood of commands waits here; it is not dropped.
	if err := sub.SetPendingLimits(-1, 64<<20); err != nil {
		return err
	}
	m.work.Go(func() { m.jobs(ctx, m.js) })
	m.live(ctx)
	return nil
}

// live says again and again that the minion lives.
func (m *minion) live(ctx context.Context) {
	beat, err := json.Marshal(wire.Heartbeat{Minion: m.ID, Instance: m.instance})
	if err != nil {
		return
	}
	tick := time.NewTicker(m.AliveEvery)
	defer tick.Stop()
	for {
		m.conn.Publish(wire.Alive+wire.Token(m.ID), beat)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// call takes a command that is answered at once.
func (m *minion) call(ctx context.Context, msg *nats.Msg) {
	c, err := wire.Open(m.self.signer, msg.Data)
	if err != nil {
		m.Log("a command is refused: %v", err)
		return
	}
	if !c.For(m.ID) || c.Async || m.repeated(c) {
		return
	}
	came, waited := time.Now(), m.behind
	m.free <- struct{}{}
	pending, _, _ := msg.Sub.Pending()
	m.behind = pending > 0
	m.work.Go(func() {
		r := m.do(ctx, c)
		<-m.free
		if err := m.conn.Publish(wire.Reply+wire.Token(m.ID)+"."+c.ID, encode(r)); err != nil {
			m.Log("the answer to %s is not sent: %v", c.ID, err)
		}
		if waited || late(c, time.Since(came)) || !m.conn.IsConnected() {
			m.keep(ctx, m.js, r)
		}
	})
}

// late tells whether the caller may have gone before the answer. Clocks differ, and
// commands take time to come.
func late(c *wire.Command, took time.Duration) bool {
	return took >= c.Quick() || time.Until(c.Deadline) <= c.Quick()
}

// keepFor is for how long a minion tries to have a late answer kept.
const keepFor = 10 * time.Minute

// keep puts the answer to a call where the results of jobs are, again and again
// until it is there: only jobs come again by themselves.
func (m *minion) keep(ctx context.Context, js jetstream.JetStream, r *wire.Return) {
	told := context.WithoutCancel(ctx)
	for end := time.Now().Add(keepFor); !m.tell(told, js, r) && time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return
		case <-time.After(m.progress):
		}
	}
}

// repeated remembers a call, and tells whether it came before.
func (m *minion) repeated(c *wire.Command) bool {
	m.audit.Lock()
	defer m.audit.Unlock()
	now := time.Now()
	for id, until := range m.seen {
		if now.After(until) {
			delete(m.seen, id)
		}
	}
	_, again := m.seen[c.ID]
	m.seen[c.ID] = c.Deadline.Add(time.Hour)
	return again
}

// do calls the method, if it may, and tells what came of it.
func (m *minion) do(ctx context.Context, c *wire.Command) *wire.Return {
	r := &wire.Return{Minion: m.ID, Call: c.ID, Started: time.Now(), State: wire.Failed}
	defer func() {
		r.Ended = time.Now()
		m.log(c, r)
	}()
	switch late := time.Since(c.Deadline); {
	case late > 0:
		r.Err = fmt.Sprintf("the command's time was over %s ago by the clock of %s, which says %s; nothing was run", late.Round(time.Second), m.ID, time.Now().UTC().Format(time.RFC3339))
		return r
	case !m.acl.Allows(c.Overlord, c.Method):
		r.Err = fmt.Sprintf("%s may not call %s here", c.Overlord, c.Method)
		return r
	}
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = time.Minute
	}
	limited, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("it took longer than %v", timeout))
	defer cancel()
	value, err := m.method(limited, c)
	if err != nil && ctx.Err() != nil {
		// The minion is being stopped, and stopped the method.
		r.State, r.Err = wire.Lost, "the minion was stopped while it ran: "+err.Error()
		return r
	}
	if err != nil {
		r.Err = err.Error()
		return r
	}
	r.State, r.Value = wire.Finished, value
	return r
}

// method calls the method. One that panics fails; the minion and what else it does
// go on.
func (m *minion) method(ctx context.Context, c *wire.Command) (value any, err error) {
	defer func() {
		if p := recover(); p != nil {
			value, err = nil, fmt.Errorf("%s panicked: %.500s", c.Method, fmt.Sprint(p))
		}
	}()
	return m.registry.Call(ctx, c.Method, &modules.Call{Args: c.Args, Minion: m.ID, Dir: m.Dir})
}

// log writes the audit log: a line a call.
func (m *minion) log(c *wire.Command, r *wire.Return) {
	line, err := json.Marshal(map[string]any{"time": r.Started.UTC().Format(time.RFC3339Nano), "overlord": c.Overlord, "call": c.ID, "method": c.Method, "args": short(c.Args), "state": r.State, "error": r.Err, "ms": r.Ended.Sub(r.Started).Milliseconds()})
	if err != nil {
		return
	}
	m.audit.Lock()
	defer m.audit.Unlock()
	f, err := os.OpenFile(filepath.Join(m.Dir, "audit.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		m.Log("the audit log: %v", err)
		return
	}
	_, err = f.Write(append(line, '\n'))
	if err := errors.Join(err, f.Close()); err != nil {
		m.Log("the audit log: %v", err)
	}
}

// short are arguments as the audit log has them: pieces of files need not be in it.
func short(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if len(a) > 200 {
			a = fmt.Sprintf("%s… %d bytes", strings.ToValidUTF8(a[:200], ""), len(a))
		}
		out[i] = a
	}
	return out
}

// mostReply is how many bytes an answer may have: the bus takes a little more.
const mostReply = 1<<20 - 4096

func encode(r *wire.Return) []byte {
	text, err := json.Marshal(r)
	if err == nil && len(text) <= mostReply {
		return text
	}
	short := *r
	short.Value, short.State, short.Err = nil, wire.Failed, fmt.Sprintf("the answer has %d bytes, more than the bus takes; it ran and came to %s", len(text), r.State)
	if err != nil {
		short.Err = "the answer cannot be written: " + err.Error()
	}
	text, _ = json.Marshal(&short)
	return text
}

// jobs takes the commands that are kept, one after the other as there is room.
func (m *minion) jobs(ctx context.Context, js jetstream.JetStream) {
	for ctx.Err() == nil {
		err := m.take(ctx, js)
		if err != nil && ctx.Err() == nil {
			m.Log("jobs: %v; trying again", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// take takes jobs until something fails.
func (m *minion) take(ctx context.Context, js jetstream.JetStream) error {
	consumer, err := js.Consumer(ctx, wire.Jobs, wire.Token(m.ID))
	if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, nats.ErrNoResponders) || errors.Is(err, context.DeadlineExceeded) {
		return nil // the overlord has not made it yet, or is away
	}
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		wait, cancel := context.WithTimeout(ctx, 30*time.Second)
		batch, err := consumer.Fetch(1, jetstream.FetchContext(wait))
		if err != nil {
			cancel()
			return err
		}
		for msg := range batch.Messages() {
			m.jobsFree <- struct{}{}
			m.work.Go(func() {
				defer func() { <-m.jobsFree }()
				m.job(ctx, js, msg)
			})
		}
		cancel()
		if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
	return nil
}

// errNoJob is a command that a bus put where it does not belong: a call that ran
// already would run again as a job.
var errNoJob = errors.New("the command is no job of this minion")

// job does a job that was not done before. The order is what makes it safe: what is
// about to begin is on the disk before it begins, its result is on the disk before
// it is told, and it is told before the bus forgets the job.
func (m *minion) job(ctx context.Context, js jetstream.JetStream, msg jetstream.Msg) {
	c, err := wire.Open(m.self.signer, msg.Data())
	if err == nil && (!c.For(m.ID) || !c.Async) {
		err = errNoJob
	}
	if err != nil {
		m.Log("a job is refused: %v", err)
		msg.Term()
		return
	}
	if !m.begin(c.ID) {
		msg.InProgress() // it came again while it runs here
		return
	}
	defer m.end(c.ID)
	ended := make(chan struct{})
	var sign sync.WaitGroup
	sign.Go(func() {
		tick := time.NewTicker(m.progress)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				msg.InProgress()
			case <-ended:
				return
			}
		}
	})
	defer func() { close(ended); sign.Wait() }()
	r := m.journal.find(c.ID)
	switch {
	case r != nil && r.State != wire.Running:
		// It ran, and the bus did not hear that we said so.
	case r != nil && !c.Idempotent:
		lost := *r
		lost.State, lost.Ended, lost.Err = wire.Lost, time.Now(), "the minion ended while it ran; nobody knows how far it came"
		if err := m.journal.note(&lost); err != nil {
			m.Log("journal: %v", err)
			return
		}
		r = &lost
	default:
		begun := &wire.Return{Minion: m.ID, Call: c.ID, State: wire.Running, Started: time.Now()}
		if err := m.journal.note(begun); err != nil {
			m.Log("journal: %v; the job is not begun", err)
			return
		}
		m.tell(ctx, js, begun)
		r = m.do(ctx, c)
		if err := m.journal.note(r); err != nil {
			m.Log("journal: %v", err)
			return
		}
	}
	if !m.tell(context.WithoutCancel(ctx), js, r) {
		return // the bus gives it out again, and the journal answers
	}
	if err := msg.DoubleAck(context.WithoutCancel(ctx)); err != nil {
		m.Log("job %s: %v", c.ID, err)
	}
}

// begin marks a job as one that runs here, unless it does already.
func (m *minion) begin(job string) bool {
	m.audit.Lock()
	defer m.audit.Unlock()
	if m.busy[job] {
		return false
	}
	m.busy[job] = true
	return true
}

func (m *minion) end(job string) {
	m.audit.Lock()
	defer m.audit.Unlock()
	delete(m.busy, job)
}

// tell puts a result where it is kept, and reports whether it is there.
func (m *minion) tell(ctx context.Context, js jetstream.JetStream, r *wire.Return) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if _, err := js.Publish(ctx, wire.Result+wire.Token(m.ID)+"."+r.Call, encode(r)); err != nil {
		m.Log("the result of %s is not kept yet: %v", r.Call, err)
		return false
	}
	return true
}
