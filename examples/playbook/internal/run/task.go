package run

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/remote"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
)

// keyBool is a keyword that is yes or no.
func (r *Runner) keyBool(h *host, t *play.Task, key string) bool {
	v, ok := t.Get(key)
	if !ok {
		return false
	}
	if _, isText := v.(value.Text); isText {
		if x, err := r.hostScope(h, t).Eval(v); err == nil {
			v = x
		}
	}
	b, _ := value.Bool(v)
	return b
}

// A turn is a task on a host: what its items share.
type turn struct {
	r      *Runner
	h      *host
	t      *play.Task
	name   string
	scope  *vars.Scope
	hidden bool
	check  bool
	diff   bool
	ignore bool
}

// onHost runs a task on a host, prints what became of it, and counts it.
func (r *Runner) onHost(ctx context.Context, h *host, t *play.Task, name string) *value.Dict {
	n := &turn{r: r, h: h, t: t, name: name, scope: r.hostScope(h, t), check: r.Check, diff: r.Diff}
	n.hidden = r.keyBool(h, t, "no_log")
	if _, ok := t.Get("check_mode"); ok {
		n.check = r.keyBool(h, t, "check_mode")
	}
	if _, ok := t.Get("diff"); ok {
		n.diff = r.keyBool(h, t, "diff")
	}
	n.ignore = r.keyBool(h, t, "ignore_errors")
	result := n.loop(ctx)
	if reg, ok := t.Keys.Get("register"); ok {
		h.put(&h.registered, value.NewDict(value.Str(reg), result))
	}
	n.count(result)
	return result
}

// count books a result, and notifies handlers.
func (n *turn) count(result *value.Dict) {
	h, s := n.h, &n.h.stats
	changed := result.Value("changed") == true
	switch {
	case result.Value("unreachable") == true:
		if n.r.keyBool(h, n.t, "ignore_unreachable") {
			s.ok++
			s.ignored++
			s.skipped++
			return
		}
		s.unreachable++
		h.unreachable.Store(true)
	case result.Value("failed") == true && n.ignore:
		s.ok++
		s.ignored++
		if changed {
			s.changed++
		}
	case result.Value("failed") == true:
		if rescued(n.t) {
			s.rescued++
		} else {
			s.failed++
		}
		h.failed.Store(true)
		d := result.Clone()
		given := "" // and not the name of its module
		if n.t.Keys.Has("name") {
			given = n.name
		}
		h.put(&h.registered, value.NewDict("ansible_failed_result", d, "ansible_failed_task", value.NewDict("name", given, "action", n.t.Action())))
	case result.Value("skipped") == true:
		s.skipped++
	case n.t.Module.Name == "include_tasks" || n.t.Module.Name == "include_role":
		// Counted when it is known who takes part.
	default:
		s.ok++
		if changed {
			s.changed++
			n.notifications()
		}
	}
}

func (n *turn) notifications() {
	var names []string
	for _, p := range n.t.Chain() {
		for _, e := range listOf(p.Keys.Value("notify")) {
			v, err := n.scope.Eval(e)
			if err != nil {
				n.r.printer.warn("notify: " + err.Error())
				continue
			}
			for _, x := range listOf(v) {
				names = append(names, value.Str(x))
			}
		}
	}
	for _, m := range n.r.notify(n.h, n.t, names) {
		n.r.printer.warn(fmt.Sprintf("%s: notify: no handler is named %q", n.t.Pos, m))
	}
}

func failed(format string, args ...any) *value.Dict {
	return value.NewDict("changed", false, "failed", true, "msg", fmt.Sprintf(format, args...))
}

// loop runs the task once, or once for each item.
func (n *turn) loop(ctx context.Context) *value.Dict {
	show := func(o outcome) *value.Dict {
		o.hidden, o.ignore, o.diff = o.hidden || n.hidden, n.ignore, n.diff
		if o.result.Value("skipped") == true && n.check && strings.HasPrefix(value.Str(o.result.Value("msg")), "Command would have run") {
			o.skipCheck = true
		}
		n.r.printer.outcome(n.h.name, o)
		return o.result
	}
	items, looping, err := n.items()
	if err != nil {
		// A loop that cannot be evaluated does not matter where when is false.
		if yes, err2 := n.scope.Condition(n.t.Conditions()); !yes && err2 == nil {
			return show(outcome{result: skipped()})
		}
		return show(outcome{result: value.NewDict("failed", true, "msg", err.Error())})
	}
	if !looping {
		result, o := n.once(ctx, n.scope)
		o.result = result
		return show(o)
	}
	variable, control := "item", value.NewDict()
	if c, ok := n.t.Keys.Value("loop_control").(*value.Dict); ok {
		control = c
		if v := c.Value("loop_var"); v != nil {
			variable = value.Str(v)
		}
	}
	if len(items) == 0 {
		r := value.NewDict("changed", false, "skipped", true, "skipped_reason", "No items in the list", "results", []any{})
		return show(outcome{result: r})
	}
	var results []any
	all := value.NewDict("changed", false, "msg", "All items completed")
	skippedAll, anyFailed := true, false
	for i, item := range items {
		layer := value.NewDict(variable, item, "ansible_loop_var", variable)
		if v := control.Value("index_var"); v != nil {
			layer.Set(value.Str(v), i)
		}
		if b, _ := value.Bool(jinja.Final(control.Value("extended"))); b {
			layer.Set("ansible_loop", value.NewDict("index", i+1, "index0", i, "first", i == 0, "last", i == len(items)-1, "length", len(items), "allitems", items, "revindex", len(items)-i, "revindex0", len(items)-i-1))
		}
		scope := n.scope.With(layer)
		label := value.Str(item)
		if v := control.Value("label"); v != nil {
			if s, err := scope.Eval(v); err == nil {
				label = value.Str(s)
			} else {
				label = value.Str(jinja.Final(v))
			}
		}
		result, o := n.once(ctx, scope)
		result.Set("ansible_loop_var", variable)
		result.Set(variable, item)
		if result.Value("failed") != true {
			result.Set("failed", false)
		}
		o.result, o.loop, o.item = result, true, label
		show(o)
		results = append(results, result)
		if result.Value("skipped") != true {
			skippedAll = false
		}
		if result.Value("failed") == true {
			anyFailed = true
		}
		if result.Value("changed") == true {
			all.Set("changed", true)
		}
		if result.Value("unreachable") == true {
			all.Set("unreachable", true)
			break
		}
		if f, ok := result.Value("ansible_facts").(*value.Dict); ok && n.t.Module.Name != "setup" {
			n.scope = n.r.hostScope(n.h, n.t)
			_ = f
		}
		if p := control.Value("pause"); p != nil && i+1 < len(items) {
			if s, ok := value.Number(jinja.Final(p)); ok {
				sleep(ctx, time.Duration(s*float64(time.Second)))
			}
		}
		if ctx.Err() != nil {
			break
		}
	}
	all.Set("results", results)
	switch {
	case anyFailed:
		all.Set("failed", true)
		all.Set("msg", "One or more items failed")
	case skippedAll:
		all.Set("skipped", true)
		all.Set("msg", "All items skipped")
	}
	if !skippedAll || all.Value("failed") == true || !n.hidden {
		show(outcome{result: all, loopResult: true})
	}
	return all
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func skipped() *value.Dict {
	return value.NewDict("changed", false, "skipped", true, "skip_reason", "Conditional result was False")
}

// undefinedOption is a failure because of arguments that cannot be evaluated.
func undefinedOption(err error) *value.Dict {
	var j *jinja.Error
	if errors.As(err, &j) && j.Undefined != "" {
		return value.NewDict("failed", true, "msg", fmt.Sprintf("The task includes an option with an undefined variable. The error was: %s (%s)", j.Reason, j.Pos))
	}
	return value.NewDict("failed", true, "msg", err.Error())
}

// once runs the task for one item.
func (n *turn) once(ctx context.Context, scope *vars.Scope) (result *value.Dict, o outcome) {
	t := n.t
	for _, c := range t.Conditions() {
		yes, err := scope.Condition(c)
		if err != nil {
			text := value.Str(jinja.Final(c))
			var j *jinja.Error
			reason := err.Error()
			if errors.As(err, &j) {
				reason = fmt.Sprintf("%s (%s)", j.Reason, j.Pos)
			}
			return value.NewDict("failed", true, "msg", fmt.Sprintf("The conditional check '%s' failed. The error was: error while evaluating conditional (%s): %s", text, text, reason)), o
		}
		if !yes {
			return skipped(), o
		}
		n.warnOfText(scope, c)
	}
	args := value.NewDict()
	if t.ArgsText != nil {
		v, err := scope.Eval(t.ArgsText)
		if err != nil {
			return undefinedOption(err), o
		}
		d, ok := v.(*value.Dict)
		if !ok {
			return failed("args comes to a %s; expected a dictionary", value.Kind(v)), o
		}
		args.Update(d)
	}
	given, err := n.arguments(scope)
	if err != nil {
		return undefinedOption(err), o
	}
	args.Update(given)
	prepared, err := t.Module.Prepare(args)
	if err != nil {
		return failed("%v", err), o
	}
	limit := 0
	if v, ok := t.Get("timeout"); ok {
		if x, err := scope.Eval(v); err == nil {
			limit, _ = value.Int(x)
		}
	}
	until, hasUntil := t.Keys.Get("until")
	retries, delay := 3, 5.0
	if v, err := scope.Eval(t.Keys.Value("retries")); err == nil && v != nil {
		retries, _ = value.Int(v)
	}
	if v, err := scope.Eval(t.Keys.Value("delay")); err == nil && v != nil {
		if x, ok := value.Number(v); ok {
			delay = x
		} else if i, ok := value.Int(v); ok {
			delay = float64(i)
		}
	}
	for attempt := 1; ; attempt++ {
		running, cancel := ctx, context.CancelFunc(func() {})
		if limit > 0 {
			running, cancel = context.WithTimeout(ctx, time.Duration(limit)*time.Second)
		}
		result, o, err = n.dispatch(running, scope, prepared)
		timedOut := running.Err() != nil && ctx.Err() == nil
		cancel()
		if err != nil {
			result, o.verbose = n.trouble(err), false
			if timedOut {
				result = failed("The %s action failed to execute in the expected time frame (%d) and was terminated", t.Action(), limit)
			}
		}
		n.judge(scope, result)
		if !hasUntil || result.Value("unreachable") == true || ctx.Err() != nil {
			return result, o
		}
		result.Set("attempts", attempt)
		yes, err := scope.With(n.registering(result)).Condition(until)
		if err != nil {
			result.Set("failed", true)
			result.Set("msg", err.Error())
			return result, o
		}
		if yes {
			return result, o
		}
		if attempt > retries {
			result.Set("attempts", retries)
			result.Set("failed", true)
			return result, o
		}
		n.r.printer.line(fmt.Sprintf("FAILED - RETRYING: [%s]: %s (%d retries left).", n.h.name, n.name, retries-attempt+1))
		sleep(ctx, time.Duration(delay*float64(time.Second)))
	}
}

// warnOfText tells of a when that is only the name of a text like "false", which is
// true.
func (n *turn) warnOfText(scope *vars.Scope, c any) {
	t, ok := c.(value.Text)
	if !ok || strings.ContainsAny(t.S, " ({|.[") {
		return
	}
	v, err := scope.Value(t.S)
	if s, isText := v.(string); err == nil && isText {
		if b, ok := value.Bool(s); ok && !b {
			n.r.printer.warn(fmt.Sprintf("%s: the variable %s is the text %q, which counts as true; use %s|bool", t.Pos, t.S, s, t.S))
		}
	}
}

// arguments evaluates the arguments; some modules read theirs by themselves.
func (n *turn) arguments(scope *vars.Scope) (*value.Dict, error) {
	out := value.NewDict()
	for k, v := range n.t.Args.All() {
		if k == "that" && n.t.Module.Name == "assert" || k == "var" && n.t.Module.Name == "debug" {
			out.Set(k, v)
			continue
		}
		if k == "_raw_params" || k == "cmd" && n.t.Module.Free != "" {
			s, err := scope.String(v)
			if err != nil {
				return nil, err
			}
			out.Set(k, s)
			continue
		}
		if jinja.IsTemplate(k) {
			name, err := scope.String(value.Text{S: k, Pos: n.t.Pos})
			if err != nil {
				return nil, err
			}
			k = name
		}
		x, err := scope.Eval(v)
		if err != nil {
			return nil, err
		}
		if x == vars.Omit {
			continue
		}
		out.Set(k, x)
	}
	return out, nil
}

func (n *turn) registering(result *value.Dict) *value.Dict {
	d := value.NewDict()
	if reg, ok := n.t.Keys.Get("register"); ok {
		d.Set(value.Str(reg), result)
	}
	return d
}

// trouble is the result of a task that could not be run at all.
func (n *turn) trouble(err error) *value.Dict {
	var lost *remote.Unreachable
	var become *remote.BecomeError
	switch {
	case errors.As(err, &become):
		return value.NewDict("failed", true, "msg", become.Reason)
	case errors.As(err, &lost):
		return value.NewDict("changed", false, "msg", err.Error(), "unreachable", true)
	}
	return undefinedOption(err)
}

// judge applies changed_when and failed_when.
func (n *turn) judge(scope *vars.Scope, result *value.Dict) {
	if result.Value("unreachable") == true {
		return
	}
	if !result.Has("failed") && n.t.Module.Name != "debug" || n.t.Keys.Has("register") && !result.Has("failed") {
		result.Set("failed", result.Value("failed") == true)
	}
	if result.Value("failed") == false {
		defer func() {
			if result.Value("failed") == false && !n.t.Keys.Has("register") {
				result.Delete("failed")
			}
		}()
	}
	if result.Value("skipped") == true {
		return
	}
	inner := scope.With(n.registering(result))
	if c, ok := n.t.Keys.Get("changed_when"); ok {
		yes, err := inner.Condition(c)
		if err != nil {
			result.Update(undefinedOption(err))
			return
		}
		result.Set("changed", yes)
	}
	if c, ok := n.t.Keys.Get("failed_when"); ok {
		yes, err := inner.Condition(c)
		if err != nil {
			result.Update(undefinedOption(err))
			return
		}
		result.Set("failed", yes)
		result.Set("failed_when_result", yes)
	}
}

// items are what the task loops over.
func (n *turn) items() (items []any, looping bool, err error) {
	raw, ok := n.t.Keys.Get("loop")
	if !ok {
		return nil, false, nil
	}
	bareName := ""
	if t, isText := raw.(value.Text); isText && n.t.With != "" && !jinja.IsTemplate(t.S) {
		bareName = t.S
	}
	v, err := n.scope.Eval(raw)
	if err != nil {
		return nil, true, errors.New(value.Str(undefinedOption(err).Value("msg")))
	}
	if n.t.With == "" {
		l, isList := v.([]any)
		if !isList {
			reason := fmt.Sprintf("Invalid data passed to 'loop', it requires a list, got this instead: %s. Hint: If you passed a list/dict of just one element, try adding wantlist=True to your lookup invocation or use q/query instead of lookup.", value.Str(v))
			return nil, true, errors.New(reason)
		}
		return l, true, nil
	}
	terms := listOf(v)
	if bareName != "" {
		terms = []any{bareName}
	}
	items, err = with(n.scope, n.t.With, v, terms)
	return items, true, err
}

// dispatch runs the module here or on the host.
func (n *turn) dispatch(ctx context.Context, scope *vars.Scope, args *value.Dict) (*value.Dict, outcome, error) {
	var o outcome
	name := n.t.Module.Name
	if a := actions[name]; a != nil {
		r, err := a(ctx, n, scope, args, &o)
		return r, o, err
	}
	r, err := n.onTarget(ctx, scope, name, args, &o)
	if err != nil {
		return nil, o, err
	}
	if f, ok := r.Value("ansible_facts").(*value.Dict); ok && name == "setup" {
		n.h.addFacts(f)
	}
	return r, o, nil
}

// onTarget runs a module on the host, or on the one the task is delegated to.
func (n *turn) onTarget(ctx context.Context, scope *vars.Scope, name string, args *value.Dict, o *outcome) (*value.Dict, error) {
	target, c, as, err := n.target(ctx, scope)
	if target != n.h.name {
		o.delegate = target
	}
	if err != nil {
		return nil, err
	}
	env := map[string]string{}
	if n.t.Play != nil {
		if err := addEnvironment(scope, env, n.t.Play.Keys.Value("environment")); err != nil {
			return nil, err
		}
	}
	for _, p := range n.t.Chain() {
		if err := addEnvironment(scope, env, p.Keys.Value("environment")); err != nil {
			return nil, err
		}
	}
	job := &module.Job{Module: name, Args: args, Check: n.check, Diff: n.diff, Environment: env}
	return c.Run(ctx, job, as)
}

func addEnvironment(scope *vars.Scope, env map[string]string, v any) error {
	x, err := scope.Eval(v)
	if err != nil {
		return err
	}
	for _, e := range listOf(x) {
		d, ok := e.(*value.Dict)
		if !ok {
			if value.Str(e) == "" {
				continue
			}
			return fmt.Errorf("environment is %s; expected a dictionary", value.Kind(e))
		}
		for k, v := range d.All() {
			env[k] = value.Str(v)
		}
	}
	return nil
}
