package run

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
)

// includeTasks says which file the host takes; [Runner.include] plays it.
func includeTasks(_ context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	o.included = true
	path := n.t.Resolve(value.Str(args.Value("_raw_params")))
	return value.NewDict("changed", false, "include", path, "_vars", n.given(scope)), nil
}

func includeRole(_ context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	o.included = true
	return value.NewDict("changed", false, "include_role", value.Str(args.Value("name")), "_args", args, "_vars", n.given(scope)), nil
}

// given are the variables that an include gives to what it includes.
func (n *turn) given(scope *vars.Scope) *value.Dict {
	out := value.NewDict()
	if d, ok := n.t.Keys.Value("vars").(*value.Dict); ok {
		out.Update(d)
	}
	if n.t.Keys.Has("loop") {
		names := []string{"item", "ansible_loop_var"}
		if c, ok := n.t.Keys.Value("loop_control").(*value.Dict); ok {
			for _, k := range []string{"loop_var", "index_var"} {
				if v := c.Value(k); v != nil {
					names = append(names, value.Str(v))
				}
			}
		}
		for _, name := range names {
			if v, err := scope.Value(name); err == nil && scope.Has(name) {
				out.Set(name, v)
			}
		}
	}
	return out
}

// A group is hosts that include the same with the same variables.
type group struct {
	what, key string
	result    *value.Dict
	hosts     []*host
}

// include plays what was included, for each file with the hosts that take it.
func (r *Runner) include(ctx context.Context, hosts []*host, t *play.Task, ran []*host, results []*value.Dict) []*host {
	var groups []*group
	for i, h := range ran {
		if h.failed.Load() || h.unreachable.Load() {
			continue
		}
		list := []any{results[i]}
		if l, ok := results[i].Value("results").([]any); ok {
			list = l
		}
		who := []*host{h}
		if len(ran) == 1 && len(hosts) > 1 {
			who = hosts // run_once
		}
		for j, e := range list {
			d, _ := e.(*value.Dict)
			what := value.Str(orText(d.Value("include"), "")) + value.Str(orText(d.Value("include_role"), ""))
			if d.Value("skipped") == true || what == "" {
				continue
			}
			vars, _ := d.Value("_vars").(*value.Dict)
			key := fmt.Sprintf("%d %s %s", j, what, value.JSON(jinja.Final(vars), 0))
			k := slices.IndexFunc(groups, func(g *group) bool { return g.key == key })
			if k < 0 {
				groups = append(groups, &group{what: what, key: key, result: d})
				k = len(groups) - 1
			}
			groups[k].hosts = append(groups[k].hosts, who...)
		}
	}
	var ready []func()
	for _, g := range groups {
		holder := &play.Task{Pos: t.Pos, IsBlock: true, Parent: t.Parent, Play: t.Play, Role: t.Role, Dir: t.Dir, Keys: value.NewDict()}
		if apply, ok := t.Args.Value("apply").(*value.Dict); ok {
			holder.Keys.Update(apply)
		}
		given, _ := g.result.Value("_vars").(*value.Dict)
		holder.Keys.Set("_include_vars", given)
		tasks, err := r.included(t, g, holder)
		if err != nil {
			for _, h := range g.hosts {
				r.printer.outcome(h.name, outcome{result: value.NewDict("failed", true, "reason", err.Error())})
				h.failed.Store(true)
				h.stats.ok--
				h.stats.failed++
			}
			continue
		}
		var names []string
		for _, h := range g.hosts {
			names = append(names, h.name)
			h.stats.ok++
		}
		if g.result.Has("include") {
			path, _ := filepath.Abs(g.what)
			suffix := ""
			if v := g.result.Value("ansible_loop_var"); v != nil {
				suffix = fmt.Sprintf(" => (item=%s)", value.Str(g.result.Value(value.Str(v))))
			}
			r.printer.line(fmt.Sprintf("included: %s for %s%s", path, strings.Join(names, ", "), suffix))
		} else {
			for _, h := range g.hosts {
				h.stats.ok--
			}
		}
		ready = append(ready, func() {
			living := slices.DeleteFunc(slices.Clone(g.hosts), func(h *host) bool { return h.failed.Load() || h.unreachable.Load() })
			r.tasks(ctx, living, tasks)
		})
	}
	for _, play := range ready {
		play()
	}
	return slices.DeleteFunc(slices.Clone(hosts), func(h *host) bool { return h.failed.Load() || h.unreachable.Load() || h.ended.Load() })
}

func (r *Runner) included(t *play.Task, g *group, holder *play.Task) ([]*play.Task, error) {
	r.loading.Lock()
	defer r.loading.Unlock()
	if g.result.Has("include") {
		tasks, err := r.Loader.TaskFile(g.what, t.Play, t.Role, holder)
		if t.Play != nil {
			r.addHandlers(t.Play.AllHandlers()) // roles that the file imports
		}
		return tasks, err
	}
	args, _ := g.result.Value("_args").(*value.Dict)
	word := func(k string) string { return value.Str(orText(args.Value(k), "")) }
	role, err := r.Loader.Role(g.what, t.Play, holder, &play.From{Tasks: word("tasks_from"), Vars: word("vars_from"), Defaults: word("defaults_from"), Handlers: word("handlers_from")})
	if err != nil {
		return nil, err
	}
	holder.Role = role
	if args.Value("public") == true && t.Play != nil && r.play != nil {
		r.play.Roles = append(r.play.Roles, role)
	}
	r.addHandlers(role.Handlers)
	return role.Tasks, nil
}

// addHandlers makes handlers known. A file that is read a second time brings the
// same ones again: those that hosts have been notified of stay.
func (r *Runner) addHandlers(list []*play.Task) {
	for _, h := range list {
		if !slices.ContainsFunc(r.handlers, func(old *play.Task) bool { return old.Pos == h.Pos }) {
			r.handlers = append(r.handlers, h)
		}
	}
}
