// Package run plays plays on hosts.
package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/inventory"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/remote"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// Exit statuses, which are Ansible's.
const (
	StatusFailed      = 2
	StatusUnreachable = 4
)

// Options say how plays are played.
type Options struct {
	Inventory *inventory.Inventory
	Loader    *play.Loader
	Decrypt   source.Decrypt
	Program   *remote.Program
	Out, Err  io.Writer

	Forks          int // hosts at once; zero means 5
	Check, Diff    bool
	Tags, SkipTags []string
	Limit          []string // hosts; nil is all
	Extra          *value.Dict
	Verbosity      int
	ForceHandlers  bool
	Clean          bool // take the agents away at the end
	StartAt        string

	// How hosts are reached, where no variable says it.
	User, Password, KeyFile, Connection, Transfer string
	Port                                          int // where no variable has one; zero is 22
	KnownHosts                                    []string
	AnyKey                                        bool
	Timeout                                       time.Duration
	Become                                        bool
	BecomeUser, BecomePassword                    string
	BecomeTimeout                                 time.Duration // until the other user is become; zero means a minute

	// Gathering is implicit (""), explicit or smart; smart gathers once a host.
	// Strategy is that of plays which have none; "" is linear.
	Gathering, Strategy string

	// Ask asks who sits at the terminal, hidden without showing the answer; nil is
	// nobody.
	Ask func(question string, hidden bool) (string, error)

	// Secrets are texts that no output may have.
	Secrets func() []string
}

// A Runner plays plays, one after the other; what hosts have said is kept between
// them.
type Runner struct {
	Options
	hosts   map[string]*host
	played  []string // hosts that any play had, for the recap
	printer printer
	conns   map[string]*remote.Connection
	mu      sync.Mutex  // of conns, hosts and the inventory
	loading sync.Mutex  // of the loader, and of what includes bring: handlers, roles of the play
	started bool        // for StartAt: an earlier play had the task
	over    atomic.Bool // the play was ended by meta: end_play

	// Of the play that is being played.
	play     *play.Play
	batch    []*host
	all      []string
	handlers []*play.Task
	groups   *value.Dict
	playVars *value.Dict
	files    map[string]*value.Dict // of group_vars and host_vars
	slots    chan struct{}
	broken   bool
}

// New makes a runner.
func New(o Options) *Runner {
	if o.Forks < 1 {
		o.Forks = 5
	}
	if o.Extra == nil {
		o.Extra = value.NewDict()
	}
	r := &Runner{Options: o, hosts: map[string]*host{}, conns: map[string]*remote.Connection{}, slots: make(chan struct{}, o.Forks), files: map[string]*value.Dict{}}
	r.printer = printer{out: o.Out, err: o.Err, secrets: o.Secrets, verbosity: o.Verbosity}
	r.started = o.StartAt == ""
	return r
}

// Close ends all connections.
func (r *Runner) Close() {
	var wait sync.WaitGroup
	for _, c := range r.conns {
		wait.Go(func() {
			if r.Clean {
				ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
				defer cancel()
				c.Clean(ctx)
			}
			c.Close()
		})
	}
	wait.Wait()
	r.conns = map[string]*remote.Connection{}
}

// Playbook plays all plays, prints the recap, and returns the exit status.
func (r *Runner) Playbook(ctx context.Context, plays []*play.Play) (int, error) {
	var failed error
	for _, p := range plays {
		if err := r.one(ctx, p); err != nil {
			failed = err
			break
		}
		if r.broken {
			break
		}
	}
	r.printer.recap(r)
	if failed != nil {
		return 1, failed
	}
	return r.status(), nil
}

func (r *Runner) status() int {
	status := 0
	for _, h := range r.hosts {
		if h.unreachable.Load() {
			return StatusUnreachable
		}
		if h.failed.Load() {
			status = StatusFailed
		}
	}
	return status
}

// one plays one play.
func (r *Runner) one(ctx context.Context, p *play.Play) error {
	r.play, r.groups, r.handlers = p, nil, p.AllHandlers()
	r.over.Store(false)
	scope := r.globalScope()
	hosts, err := scope.Eval(p.Keys.Value("hosts"))
	if err != nil {
		return err
	}
	pattern := value.Str(hosts)
	if l, ok := hosts.([]any); ok {
		var words []string
		for _, e := range l {
			words = append(words, value.Str(e))
		}
		pattern = strings.Join(words, ",")
	}
	name := pattern
	if n := p.Keys.Value("name"); n != nil {
		if name, err = scope.String(n); err != nil {
			return err
		}
	}
	selected, unmatched, err := r.Inventory.Select(pattern)
	if err != nil {
		return &source.Error{Pos: p.Pos, Reason: err.Error()}
	}
	for _, u := range unmatched {
		r.printer.warn("Could not match supplied host pattern, ignoring: " + u)
	}
	if r.Limit != nil {
		selected = slices.DeleteFunc(selected, func(h string) bool { return !slices.Contains(r.Limit, h) })
	}
	if o, ok := p.Keys.Get("order"); ok {
		switch value.Str(o) {
		case "sorted":
			slices.Sort(selected)
		case "reverse_sorted":
			slices.Sort(selected)
			slices.Reverse(selected)
		case "reverse_inventory":
			slices.Reverse(selected)
		}
	}
	heading := func() {
		r.printer.forget()
		r.printer.banner("PLAY ["+name+"]", r.Check && r.Verbosity > 0)
	}
	var live []*host
	for _, n := range selected {
		h := r.host(n)
		if !slices.Contains(r.played, n) {
			r.played = append(r.played, n)
		}
		h.ended.Store(false)
		if !h.failed.Load() && !h.unreachable.Load() {
			live = append(live, h)
		}
	}
	if len(selected) == 0 {
		heading()
		r.printer.line("skipping: no hosts matched")
		return nil
	}
	asked, err := r.prompts(p)
	if err != nil {
		return err
	}
	if r.playVars, err = r.readPlayVars(p, asked); err != nil {
		return err
	}
	r.all = nil
	for _, h := range live {
		r.all = append(r.all, h.name)
	}
	if len(live) == 0 {
		heading()
		return nil
	}
	batches, err := r.batches(p, live)
	if err != nil {
		return err
	}
	defer func() {
		r.started = r.started || slices.ContainsFunc(live, func(h *host) bool { return h.started })
	}()
	for _, b := range batches {
		heading()
		r.batch = b
		alive := r.sections(ctx, p, b)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if r.over.Load() {
			break
		}
		if len(alive) == 0 && !slices.ContainsFunc(b, func(h *host) bool { return h.ended.Load() }) {
			// A batch that failed as a whole ends the play, and the playbook if it
			// was all hosts.
			r.broken = r.broken || len(batches) > 1 || len(b) == len(live)
			break
		}
		if r.broken {
			break
		}
	}
	return nil
}

// batches cuts hosts as serial says: numbers and percentages, the last for the rest.
func (r *Runner) batches(p *play.Play, hosts []*host) ([][]*host, error) {
	v, err := r.globalScope().Eval(p.Keys.Value("serial"))
	if err != nil {
		return nil, err
	}
	sizes, ok := v.([]any)
	if !ok {
		sizes = []any{v}
	}
	var out [][]*host
	for i := 0; len(hosts) > 0; i++ {
		n, err := share(sizes[min(i, len(sizes)-1)], len(r.all))
		if err != nil {
			return nil, &source.Error{Pos: p.Pos, Reason: "serial: " + err.Error()}
		}
		if n <= 0 {
			n = len(hosts)
		}
		n = min(n, len(hosts))
		out = append(out, hosts[:n:n])
		hosts = hosts[n:]
	}
	return out, nil
}

// share reads 3 or "30%" of a number of hosts; at least one.
func share(v any, of int) (int, error) {
	s := value.Str(v)
	if v == nil || s == "" {
		return 0, nil
	}
	if p, ok := strings.CutSuffix(s, "%"); ok {
		n, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil {
			return 0, fmt.Errorf("%q; expected a number or a percentage", s)
		}
		return max(int(n*float64(of)/100), 1), nil
	}
	n, ok := value.Int(v)
	if !ok {
		return 0, fmt.Errorf("%q; expected a number or a percentage", s)
	}
	return n, nil
}

// sections plays facts, tasks and handlers for one batch, and returns the hosts that
// came through.
func (r *Runner) sections(ctx context.Context, p *play.Play, batch []*host) []*host {
	alive := batch
	strategy := r.Strategy
	if s, ok := p.Keys.Get("strategy"); ok {
		strategy = value.Str(s)
	}
	free := strategy != "" && !strings.HasSuffix(strategy, "linear")
	for _, h := range batch {
		h.notified = map[*play.Task]bool{}
	}
	gather := r.Gathering != "explicit"
	if g, ok := p.Keys.Get("gather_facts"); ok {
		gather, _ = value.Bool(jinjaFinal(g))
	}
	if gather {
		alive = r.gather(ctx, alive, p)
	}
	for _, section := range p.Sections() {
		if free {
			alive = r.each(ctx, alive, section)
		} else {
			alive = r.tasks(ctx, alive, section)
		}
		alive = r.flush(ctx, alive)
		if len(alive) == 0 || ctx.Err() != nil {
			break
		}
	}
	if r.forced() {
		var rest []*host
		for _, h := range batch {
			if h.failed.Load() && !h.unreachable.Load() && len(h.notified) > 0 {
				rest = append(rest, h)
			}
		}
		r.flush(ctx, rest)
	}
	for _, h := range batch {
		for _, t := range r.handlerList() {
			if h.notified[t] {
				h.lost = append(h.lost, value.Str(t.Name()))
			}
		}
	}
	return alive
}

// gather gathers facts; smart hosts that have told theirs are not asked again.
func (r *Runner) gather(ctx context.Context, hosts []*host, p *play.Play) []*host {
	ask := hosts
	if r.Gathering == "smart" && !p.Keys.Has("gather_facts") {
		ask = slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool {
			facts, _, _ := h.snapshot()
			return facts.Has("ansible_facts")
		})
	}
	came := r.tasks(ctx, ask, []*play.Task{gatherTask(p)})
	return slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return slices.Contains(ask, h) && !slices.Contains(came, h) })
}

// forced reports whether handlers run on hosts that have failed.
func (r *Runner) forced() bool {
	v, ok := r.play.Keys.Get("force_handlers")
	b, _ := value.Bool(jinjaFinal(v))
	return r.ForceHandlers || ok && b
}

// each lets every host go through tasks at its own pace: the strategy free.
func (r *Runner) each(ctx context.Context, hosts []*host, tasks []*play.Task) []*host {
	var wait sync.WaitGroup
	for _, h := range hosts {
		wait.Go(func() { r.tasks(ctx, []*host{h}, tasks) })
	}
	wait.Wait()
	return slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return h.failed.Load() || h.unreachable.Load() || h.ended.Load() })
}

// readPlayVars puts together vars, what was asked for, and vars_files of a play.
func (r *Runner) readPlayVars(p *play.Play, asked *value.Dict) (*value.Dict, error) {
	out := value.NewDict()
	if d, ok := p.Keys.Value("vars").(*value.Dict); ok {
		out.Update(d)
	}
	out.Update(asked)
	files, _ := p.Keys.Value("vars_files").([]any)
	for _, f := range files {
		names, ok := f.([]any)
		if !ok {
			names = []any{f}
		}
		var last error
		found := false
		for _, n := range names {
			path, err := r.globalScope().With(out).String(n)
			if err != nil {
				return nil, err
			}
			if !filepath.IsAbs(path) {
				path = filepath.Join(p.Dir, path)
			}
			file, err := source.Read(path, r.Decrypt)
			if errors.Is(err, os.ErrNotExist) {
				last = err
				continue
			}
			if err != nil {
				return nil, err
			}
			d, err := file.Dict(file.Root)
			if err != nil {
				return nil, err
			}
			out.Update(d)
			found = true
			break
		}
		if !found && last != nil {
			return nil, &source.Error{Pos: p.Pos, Reason: "vars_files: " + last.Error(), Err: last}
		}
	}
	return out, nil
}

// tooMany reports whether more hosts of the batch failed than the play allows.
func (r *Runner) tooMany() bool {
	v, ok := r.play.Keys.Get("max_fail_percentage")
	if !ok {
		return false
	}
	x, err := r.globalScope().Eval(v)
	limit, err2 := strconv.ParseFloat(value.Str(x), 64)
	if err != nil || err2 != nil {
		return false
	}
	bad := 0
	for _, h := range r.batch {
		if h.failed.Load() || h.unreachable.Load() {
			bad++
		}
	}
	return float64(bad)/math.Max(float64(len(r.batch)), 1)*100 > limit && bad > 0
}
