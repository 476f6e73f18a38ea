package minion

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/pyops-go/pyops/examples/func/internal/modules"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// A delivery is a job as the bus gives it out, which counts what it is told.
type delivery struct {
	jetstream.Msg
	data          []byte
	alive         chan struct{} // a sign that the job goes on
	acked, termed atomic.Int32
	before        func() // the acknowledgement
}

func (d *delivery) Data() []byte { return d.data }

func (d *delivery) InProgress() error {
	select {
	case d.alive <- struct{}{}:
	default:
	}
	return nil
}

func (d *delivery) DoubleAck(context.Context) error {
	if d.before != nil {
		d.before()
	}
	d.acked.Add(1)
	return nil
}

func (d *delivery) Term() error { d.termed.Add(1); return nil }

// results are what a minion told the bus.
type results struct {
	jetstream.JetStream
	mu   sync.Mutex
	told []wire.Return
	fail bool
}

func (r *results) Publish(_ context.Context, _ string, data []byte, _ ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail {
		return nil, context.DeadlineExceeded
	}
	var ret wire.Return
	if err := json.Unmarshal(data, &ret); err != nil {
		return nil, err
	}
	r.told = append(r.told, ret)
	return new(jetstream.PubAck), nil
}

func (r *results) states() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, t := range r.told {
		out = append(out, t.State)
	}
	return out
}

// worker is a minion with one module of its own, and what seals its commands.
func worker(t *testing.T, run func(ctx context.Context) (any, error)) (*minion, func(id string, idempotent bool) *delivery) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	m := &minion{Options: Options{ID: "web1", Dir: dir, Log: t.Logf}, self: &identity{signer: public}, seen: map[string]time.Time{}, busy: map[string]bool{}, progress: time.Millisecond}
	if m.journal, err = openJournal(filepath.Join(dir, "journal")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.journal.close() })
	m.registry = modules.New(&modules.Module{Name: "own", Methods: map[string]modules.Method{"run": func(ctx context.Context, _ *modules.Call) (any, error) { return run(ctx) }}})
	return m, func(id string, idempotent bool) *delivery {
		data, err := wire.Sign(key, &wire.Command{ID: id, Method: "own.run", Targets: wire.Marks("web1"), Issued: time.Now(), Deadline: time.Now().Add(time.Hour), Timeout: time.Hour, Async: true, Idempotent: idempotent, Overlord: "overlord"})
		if err != nil {
			t.Fatal(err)
		}
		return &delivery{data: data, alive: make(chan struct{})}
	}
}

// As long as a job runs the bus hears of it, so that it does not give it out again.
func TestALongJobSaysThatItGoesOn(t *testing.T) {
	release := make(chan struct{})
	m, deliver := worker(t, func(ctx context.Context) (any, error) {
		select {
		case <-release:
			return 1, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	d, told := deliver("long", false), new(results)
	ended := make(chan struct{})
	go func() { defer close(ended); m.job(t.Context(), told, d) }()
	for range 3 {
		<-d.alive
	}
	if d.acked.Load() != 0 {
		t.Error("the job is acknowledged while it runs")
	}
	close(release)
	<-ended
	if s := told.states(); !slices.Equal(s, []string{wire.Running, wire.Finished}) || d.acked.Load() != 1 {
		t.Errorf("told %v, acknowledged %d times", s, d.acked.Load())
	}
}

// The bus gives a job out again while it runs: its second delivery says that it goes
// on, and runs nothing.
func TestAJobThatComesAgainWhileItRuns(t *testing.T) {
	var runs atomic.Int32
	release, begun := make(chan struct{}), make(chan struct{}, 8)
	m, deliver := worker(t, func(context.Context) (any, error) {
		runs.Add(1)
		begun <- struct{}{}
		<-release
		return 1, nil
	})
	first, again, told := deliver("same", false), deliver("same", true), new(results)
	again.alive = make(chan struct{}, 1)
	ended := make(chan struct{})
	go func() { defer close(ended); m.job(t.Context(), told, first) }()
	<-begun
	m.job(t.Context(), told, again)
	if len(again.alive) != 1 || again.acked.Load() != 0 || again.termed.Load() != 0 {
		t.Errorf("the second delivery: %d signs, acknowledged %d times, ended %d times", len(again.alive), again.acked.Load(), again.termed.Load())
	}
	close(release)
	<-ended
	if runs.Load() != 1 || first.acked.Load() != 1 {
		t.Errorf("it ran %d times and was acknowledged %d times", runs.Load(), first.acked.Load())
	}
}

// The bus forgets the names of messages after a while, and lets the same job in once
// more: the journal answers, and nothing runs, idempotent or not.
func TestAJobThatComesAgainLater(t *testing.T) {
	var runs atomic.Int32
	m, deliver := worker(t, func(context.Context) (any, error) { return runs.Add(1), nil })
	for _, idempotent := range []bool{false, true} {
		runs.Store(0)
		id := map[bool]string{false: "once", true: "idempotent"}[idempotent]
		told := new(results)
		for range 3 {
			d := deliver(id, idempotent)
			m.job(t.Context(), told, d)
			if d.acked.Load() != 1 {
				t.Errorf("%s is acknowledged %d times", id, d.acked.Load())
			}
		}
		if s := told.states(); runs.Load() != 1 || !slices.Equal(s, []string{wire.Running, wire.Finished, wire.Finished, wire.Finished}) {
			t.Errorf("%s ran %d times, told %v", id, runs.Load(), s)
		}
	}
}

// A job that was running when the minion ended is lost, and runs again only where
// it may; one whose result could not be told is not acknowledged.
func TestJobsOfAMinionThatEnded(t *testing.T) {
	var runs atomic.Int32
	m, deliver := worker(t, func(context.Context) (any, error) { return runs.Add(1), nil })
	for id, want := range map[string][]string{"no": {wire.Lost}, "yes": {wire.Running, wire.Finished}} {
		runs.Store(0)
		if err := m.journal.note(&wire.Return{Minion: "web1", Call: id, State: wire.Running, Started: time.Now()}); err != nil {
			t.Fatal(err)
		}
		d, told := deliver(id, id == "yes"), new(results)
		m.job(t.Context(), told, d)
		if s := told.states(); !slices.Equal(s, want) || int(runs.Load()) != len(want)-1 || d.acked.Load() != 1 {
			t.Errorf("idempotent %s: told %v, want %v; it ran %d times and was acknowledged %d times", id, s, want, runs.Load(), d.acked.Load())
		}
	}
	d, silent := deliver("untold", false), &results{fail: true}
	runs.Store(0)
	m.job(t.Context(), silent, d)
	if d.acked.Load() != 0 || runs.Load() != 1 || m.journal.find("untold").State != wire.Finished {
		t.Errorf("a result that is not told: acknowledged %d times, ran %d times, %+v", d.acked.Load(), runs.Load(), m.journal.find("untold"))
	}
	told := new(results)
	again := deliver("untold", false)
	again.before = func() {
		if s := told.states(); !slices.Equal(s, []string{wire.Finished}) {
			t.Errorf("acknowledged when %v was told", s)
		}
	}
	m.job(t.Context(), told, again)
	if again.acked.Load() != 1 || runs.Load() != 1 {
		t.Errorf("acknowledged %d times, ran %d times", again.acked.Load(), runs.Load())
	}
}

// What is no job of this minion is taken from the bus and not run.
func TestWhatIsNoJob(t *testing.T) {
	m, deliver := worker(t, func(context.Context) (any, error) { t.Error("it ran"); return nil, nil })
	m.ID = "db1"
	d := deliver("x", true)
	m.job(t.Context(), new(results), d)
	forged := &delivery{data: []byte(`{"Payload":"e30=","Signature":"AA=="}`)}
	m.job(t.Context(), new(results), forged)
	for _, d := range []*delivery{d, forged} {
		if d.termed.Load() != 1 || d.acked.Load() != 0 {
			t.Errorf("ended %d times, acknowledged %d times", d.termed.Load(), d.acked.Load())
		}
	}
}

// The answer to a call is kept once its caller may have gone, and not before: what is
// kept costs the bus a write.
func TestWhenAnAnswerIsLate(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		ago, wait, took time.Duration
		want            bool
	}{
		{0, time.Hour, 0, false},
		{0, time.Hour, 900 * time.Millisecond, false},
		{0, time.Hour, time.Second, true},
		{0, 4 * time.Second, 400 * time.Millisecond, false},
		{0, 4 * time.Second, 500 * time.Millisecond, true},
		{10 * time.Second, 10 * time.Second, 0, true},
		{58 * time.Second, time.Minute, 0, false},
		{59*time.Second + time.Millisecond, time.Minute, 0, true},
		{time.Hour, time.Minute, 0, true},
		{-time.Hour, time.Minute, 0, false}, // a clock that is behind
	} {
		issued := now.Add(-c.ago)
		command := &wire.Command{Issued: issued, Deadline: issued.Add(c.wait)}
		if got := late(command, c.took); got != c.want {
			t.Errorf("issued %v ago, waited for %v, took %v: %v", c.ago, c.wait, c.took, got)
		}
	}
}

// flaky is a bus that takes nothing at first.
type flaky struct {
	results
	failures int
	gone     func() // after the failures
}

func (f *flaky) Publish(ctx context.Context, subject string, data []byte, o ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	if f.failures--; f.failures >= 0 {
		if f.failures == 0 && f.gone != nil {
			f.gone()
		}
		return nil, context.DeadlineExceeded
	}
	return f.results.Publish(ctx, subject, data, o...)
}

// A late answer is offered until the bus has it, or the minion ends.
func TestALateAnswerIsOfferedAgain(t *testing.T) {
	m, _ := worker(t, nil)
	bus := &flaky{failures: 3}
	m.keep(t.Context(), bus, &wire.Return{Minion: "web1", Call: "x", State: wire.Finished})
	if len(bus.told) != 1 || bus.told[0].Call != "x" || bus.failures != -1 {
		t.Errorf("kept %+v, %d failures to come", bus.told, bus.failures)
	}
	ctx, cancel := context.WithCancel(t.Context())
	m.progress = time.Hour
	bus = &flaky{failures: 1, gone: cancel}
	m.keep(ctx, bus, &wire.Return{Minion: "web1", Call: "x", State: wire.Finished})
	if len(bus.told) != 0 {
		t.Errorf("kept %+v", bus.told)
	}
}

// A method that the minion's end stopped is lost: nobody knows how far it came.
func TestAMethodThatTheEndStops(t *testing.T) {
	m, deliver := worker(t, func(ctx context.Context) (any, error) { <-ctx.Done(); return nil, context.Cause(ctx) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d, told := deliver("stopped", false), new(results)
	m.job(ctx, told, d)
	if s := told.states(); !slices.Equal(s, []string{wire.Lost}) && !slices.Equal(s, []string{wire.Running, wire.Lost}) {
		t.Errorf("told %v", s)
	}
	if r := m.journal.find("stopped"); r.State != wire.Lost || r.Err != "the minion was stopped while it ran: context canceled" {
		t.Errorf("%+v", r)
	}
}
