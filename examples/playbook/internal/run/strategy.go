package run

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// gatherTask is the task that gathers facts before all others.
func gatherTask(p *play.Play) *play.Task {
	args := value.NewDict()
	for _, k := range []string{"gather_subset", "fact_path"} {
		if v, ok := p.Keys.Get(k); ok {
			args.Set(k, v)
		}
	}
	return &play.Task{Pos: p.Pos, Play: p, Module: module.Lookup("setup"), Args: args, Dir: p.Dir,
		Keys: value.NewDict("name", "Gathering Facts", "_action", "gather_facts", "tags", []any{"always"})}
}

// tasks plays a list of tasks, each on all hosts before the next, and returns the
// hosts that came through. Hosts that fail in a block go on with its rescue.
func (r *Runner) tasks(ctx context.Context, hosts []*host, list []*play.Task) []*host {
	for _, t := range list {
		hosts = slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return h.ended.Load() || h.unreachable.Load() })
		if len(hosts) == 0 || ctx.Err() != nil || r.stopped() {
			return nil
		}
		if t.IsBlock {
			hosts = r.block(ctx, hosts, t)
			continue
		}
		if !r.wanted(t) {
			continue
		}
		if !r.started && !hosts[0].started {
			if n := value.Str(t.Name()); n != r.StartAt {
				continue
			}
			for _, h := range hosts {
				h.started = true
			}
		}
		hosts = r.onAll(ctx, hosts, t)
	}
	return hosts
}

// handlerList are the handlers that are known by now: roles that are included bring
// theirs while other hosts play.
func (r *Runner) handlerList() []*play.Task {
	r.loading.Lock()
	defer r.loading.Unlock()
	return slices.Clone(r.handlers)
}

// forAll are the modules that run once for all hosts, whatever run_once says.
var forAll = map[string]bool{"add_host": true, "pause": true}

func (r *Runner) stopped() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.broken
}

// block plays a block, its rescue on the hosts that failed, and its always on all.
func (r *Runner) block(ctx context.Context, hosts []*host, t *play.Task) []*host {
	came := r.tasks(ctx, hosts, t.Block)
	var lost []*host
	for _, h := range hosts {
		if !slices.Contains(came, h) && h.failed.Load() && !h.unreachable.Load() && !h.ended.Load() {
			lost = append(lost, h)
		}
	}
	if len(t.Rescue) > 0 && len(lost) > 0 && !r.stopped() {
		for _, h := range lost {
			h.failed.Store(false)
		}
		came = append(came, r.tasks(ctx, lost, t.Rescue)...)
	}
	if len(t.Always) > 0 {
		var able []*host
		state := map[*host]bool{}
		for _, h := range hosts {
			if !h.unreachable.Load() && !h.ended.Load() {
				able = append(able, h)
				state[h] = h.failed.Load()
				h.failed.Store(false)
			}
		}
		after := r.tasks(ctx, able, t.Always)
		for h, failed := range state {
			if failed {
				h.failed.Store(true)
			}
		}
		came = slices.DeleteFunc(came, func(h *host) bool { return !slices.Contains(after, h) })
	}
	// The order stays that of the play.
	return slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return !slices.Contains(came, h) })
}

// wanted reports whether --tags and --skip-tags choose a task.
func (r *Runner) wanted(t *play.Task) bool {
	tags := t.Tags()
	has := func(list []string, tag string) bool { return slices.Contains(list, tag) }
	chosen := len(r.Tags) == 0 || has(r.Tags, "all") && !has(tags, "never")
	if len(r.Tags) == 0 {
		chosen = !has(tags, "never")
	}
	for _, x := range tags {
		if has(r.Tags, x) {
			chosen = true
		}
	}
	if has(tags, "always") {
		chosen = true
	}
	if has(r.Tags, "tagged") && len(tags) > 0 || has(r.Tags, "untagged") && len(tags) == 0 {
		chosen = true
	}
	for _, x := range tags {
		if has(r.SkipTags, x) {
			return false
		}
	}
	if has(r.SkipTags, "tagged") && len(tags) > 0 || has(r.SkipTags, "untagged") && len(tags) == 0 || has(r.SkipTags, "all") && !has(tags, "always") {
		return false
	}
	return chosen
}

// rescued reports whether a failure of a task leads into a rescue.
func rescued(t *play.Task) bool {
	for child, p := t, t.Parent; p != nil; child, p = p, p.Parent {
		inBlock := slices.Contains(p.Block, child) || !p.IsBlock
		if p.IsBlock && inBlock && len(p.Rescue) > 0 {
			return true
		}
	}
	return false
}

// onAll runs one task on all hosts, some at a time, and returns those that came
// through.
func (r *Runner) onAll(ctx context.Context, hosts []*host, t *play.Task) []*host {
	name := r.title(hosts[0], t)
	if t.Module.Name == "meta" {
		return r.meta(ctx, hosts, t, name)
	}
	kind := "TASK"
	if slices.Contains(r.handlerList(), t) {
		kind = "RUNNING HANDLER"
	}
	r.printer.task(t, kind, name)
	once := r.keyBool(hosts[0], t, "run_once") || forAll[t.Module.Name]
	running := hosts
	if once {
		running = hosts[:1]
	}
	results := make([]*value.Dict, len(running))
	slots := r.slots
	if v, ok := t.Get("throttle"); ok {
		if n, ok := value.Int(jinja.Final(v)); ok && n > 0 && n < cap(slots) {
			slots = make(chan struct{}, n)
		}
	}
	var wait sync.WaitGroup
	for i, h := range running {
		wait.Go(func() {
			select {
			case slots <- struct{}{}:
				defer func() { <-slots }()
			case <-ctx.Done():
				results[i] = value.NewDict("failed", true, "msg", "interrupted")
				h.failed.Store(true)
				return
			}
			results[i] = r.onHost(ctx, h, t, name)
		})
	}
	wait.Wait()
	if once && len(hosts) > 1 {
		for _, h := range hosts[1:] {
			if name := value.Str(t.Keys.Value("register")); t.Keys.Has("register") {
				h.put(&h.registered, value.NewDict(name, results[0]))
			}
			if f, ok := results[0].Value("ansible_facts").(*value.Dict); ok {
				h.put(&h.registered, f)
			}
			if running[0].failed.Load() {
				h.failed.Store(true)
			}
		}
	}
	alive := slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return h.failed.Load() || h.unreachable.Load() || h.ended.Load() })
	if len(alive) < len(hosts) && !rescued(t) {
		// A host that cannot be reached counts as one that failed.
		if r.keyBool(hosts[0], t, "any_errors_fatal") || r.tooMany() {
			r.mu.Lock()
			r.broken = true
			r.mu.Unlock()
			r.printer.banner("NO MORE HOSTS LEFT", false)
			return nil
		}
	}
	if strings.HasPrefix(t.Module.Name, "include_") && t.Module.Name != "include_vars" {
		return r.include(ctx, alive, t, running, results)
	}
	return alive
}

// title is how a task's heading calls it.
func (r *Runner) title(h *host, t *play.Task) string {
	name := value.Str(t.Name())
	if jinja.IsTemplate(name) {
		if s, err := r.hostScope(h, t).String(t.Name()); err == nil {
			name = s
		}
	}
	if t.Role != nil {
		name = t.Role.Name + " : " + name
	}
	return name
}

// meta does what is about the play and not about hosts.
func (r *Runner) meta(ctx context.Context, hosts []*host, t *play.Task, name string) []*host {
	r.printer.task(t, "TASK", name)
	var yes []*host
	for _, h := range hosts {
		ok, err := r.hostScope(h, t).Condition(t.Conditions())
		if err != nil {
			r.printer.warn(err.Error())
		}
		switch {
		case ok && err == nil:
			yes = append(yes, h)
		case err == nil:
			r.printer.line("skipping: [" + h.name + "]")
		}
	}
	if len(yes) == 0 {
		return hosts
	}
	switch what := value.Str(t.Args.Value("_raw_params")); what {
	case "flush_handlers":
		after := r.flush(ctx, hosts)
		return slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return !slices.Contains(after, h) })
	case "end_play", "end_batch":
		r.over.Store(what == "end_play")
		for _, h := range r.batch {
			h.ended.Store(true)
		}
		return nil
	case "end_host":
		for _, h := range yes {
			h.ended.Store(true)
		}
		return slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return h.ended.Load() })
	case "clear_facts":
		for _, h := range yes {
			h.mu.Lock()
			h.facts = value.NewDict()
			h.mu.Unlock()
		}
	case "clear_host_errors":
		for _, h := range r.batch {
			h.failed.Store(false)
			h.unreachable.Store(false)
		}
	case "refresh_inventory", "reset_connection", "noop":
	default:
		r.printer.warn("meta: " + what + " is not known; expected flush_handlers, end_play, end_batch, end_host, clear_facts, clear_host_errors, refresh_inventory, reset_connection or noop")
	}
	return hosts
}

// flush runs the handlers that were notified, in the order of their definition.
func (r *Runner) flush(ctx context.Context, hosts []*host) []*host {
	for _, t := range r.handlerList() {
		var who []*host
		for _, h := range hosts {
			if h.notified[t] && (!h.failed.Load() || r.forced()) && !h.unreachable.Load() && !h.ended.Load() {
				who = append(who, h)
				delete(h.notified, t)
			}
		}
		if len(who) == 0 || r.stopped() || ctx.Err() != nil {
			continue
		}
		r.printer.forget()
		came := r.onAll(ctx, who, t)
		for _, h := range who {
			if !slices.Contains(came, h) {
				hosts = slices.DeleteFunc(slices.Clone(hosts), func(x *host) bool { return x == h })
			}
		}
	}
	return hosts
}

// notify remembers the handlers of a task that changed something.
func (r *Runner) notify(h *host, t *play.Task, names []string) (missing []string) {
	for _, n := range names {
		found := false
		for _, c := range r.handlerList() {
			title := value.Str(c.Name())
			if jinja.IsTemplate(title) {
				if s, err := r.hostScope(h, c).String(c.Name()); err == nil {
					title = s
				}
			}
			match := title == n || c.Role != nil && c.Role.Name+" : "+title == n
			for _, topic := range listOf(jinja.Final(c.Keys.Value("listen"))) {
				match = match || value.Str(topic) == n
			}
			if match {
				h.notified[c] = true
				found = true
			}
		}
		if !found {
			missing = append(missing, n)
		}
	}
	return missing
}

func listOf(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}
