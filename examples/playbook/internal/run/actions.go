package run

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/pytext"
)

// An action is a module that works here, or begins here.
type action func(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error)

var actions map[string]action

func init() {
	actions = map[string]action{
		"debug": debug, "fail": fail, "assert": assert, "set_fact": setFact, "pause": pause, "add_host": addHost, "group_by": groupBy,
		"include_vars": includeVars, "include_tasks": includeTasks, "include_role": includeRole, "gather_facts": gatherFacts,
		"copy": copyAction, "template": template, "fetch": fetch, "script": script, "unarchive": unarchive, "uri": uri, "raw": raw,
		"wait_for_connection": waitForConnection,
	}
}

func debug(_ context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	if v, _ := value.Int(args.Value("verbosity")); v > n.r.Verbosity {
		return value.NewDict("skipped", true, "skipped_reason", "Verbosity threshold not met."), nil
	}
	o.verbose = true
	v, ok := args.Get("var")
	if !ok {
		msg, ok := args.Get("msg")
		if !ok {
			msg = "Hello world!"
		}
		return value.NewDict("msg", msg), nil
	}
	text := value.Str(v)
	expr := value.Text{S: strings.TrimSpace(text), Pos: n.t.Pos}
	if t, isText := n.t.Args.Value("var").(value.Text); isText {
		expr = t
	}
	if jinja.IsTemplate(expr.S) {
		s, err := scope.Eval(expr)
		if err != nil {
			return nil, err
		}
		if word, isText := s.(string); isText && word != "" {
			expr = value.Text{S: word, Pos: expr.Pos}
		} else {
			return value.NewDict(expr.S, s), nil
		}
	}
	// As in Ansible what an expression computes is a text, and a variable what it is.
	out, err := scope.Text(value.Text{S: "{{ " + expr.S + " }}", Pos: expr.Pos})
	if err != nil {
		if e, ok := err.(*jinja.Error); ok && e.Undefined != "" {
			return value.NewDict(expr.S, "VARIABLE IS NOT DEFINED!"), nil
		}
		return nil, err
	}
	return value.NewDict(expr.S, out), nil
}

func fail(_ context.Context, _ *turn, _ *vars.Scope, args *value.Dict, _ *outcome) (*value.Dict, error) {
	msg := "Failed as requested from task"
	if v, ok := args.Get("msg"); ok {
		msg = value.Str(v)
	}
	return value.NewDict("changed", false, "failed", true, "msg", msg), nil
}

func assert(_ context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	quiet := args.Value("quiet") == true
	for _, c := range listOf(args.Value("that")) {
		yes, err := scope.Condition(c)
		if err != nil {
			return nil, err
		}
		if yes {
			continue
		}
		msg := any("Assertion failed")
		if m, ok := args.Get("fail_msg"); ok {
			msg = m
		}
		r := value.NewDict("failed", true, "changed", false, "evaluated_to", false, "assertion", jinja.Final(c), "msg", msg)
		return r, nil
	}
	msg := any("All assertions passed")
	if m, ok := args.Get("success_msg"); ok {
		msg = m
	}
	o.verbose = !quiet
	return value.NewDict("changed", false, "msg", msg), nil
}

func setFact(_ context.Context, n *turn, _ *vars.Scope, args *value.Dict, _ *outcome) (*value.Dict, error) {
	facts := value.NewDict()
	for k, v := range args.All() {
		if k == "cacheable" {
			continue
		}
		if k == "" || strings.Trim(k, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" || k[0] >= '0' && k[0] <= '9' {
			return failed("The variable name '%s' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.", k), nil
		}
		if s, isText := v.(string); isText && n.t.Args.Has(k) {
			// Of one-line tasks all values are texts: yes and no become truth.
			switch strings.ToLower(s) {
			case "true", "false", "yes", "no":
				v, _ = value.Bool(s)
			}
		}
		facts.Set(k, v)
	}
	if facts.Len() == 0 {
		return failed("No key/value pairs provided, at least one is required for this action to succeed"), nil
	}
	n.h.put(&n.h.registered, facts)
	return value.NewDict("changed", false, "ansible_facts", facts), nil
}

func pause(ctx context.Context, n *turn, _ *vars.Scope, args *value.Dict, _ *outcome) (*value.Dict, error) {
	total := 0.0
	for unit, factor := range map[string]float64{"seconds": 1, "minutes": 60} {
		if v, ok := args.Get(unit); ok {
			x, isNumber := value.Number(v)
			if i, ok := value.Int(v); ok && !isNumber {
				x, isNumber = float64(i), true
			}
			if !isNumber {
				return failed("%s: %s is no number", unit, value.Repr(v)), nil
			}
			total += x * factor
		}
	}
	_, seconds := args.Get("seconds")
	_, minutes := args.Get("minutes")
	prompt := value.Str(orText(args.Value("prompt"), ""))
	answer := ""
	start := time.Now()
	switch {
	case seconds || minutes:
		n.r.printer.line(fmt.Sprintf("Pausing for %v seconds", total))
		if prompt != "" {
			n.r.printer.line(fmt.Sprintf("[%s]\n%s", n.name, prompt))
		}
		if !n.check {
			sleep(ctx, time.Duration(total*float64(time.Second)))
		}
	case n.r.Ask == nil:
		n.r.printer.warn("Not waiting for response to prompt as stdin is not interactive")
	default:
		if prompt == "" {
			prompt = "Press enter to continue, Ctrl+C to interrupt"
		}
		var err error
		if answer, err = n.r.Ask(fmt.Sprintf("[%s]\n%s:\n", n.name, prompt), args.Value("echo") == false); err != nil {
			return failed("%v", err), nil
		}
	}
	end := time.Now()
	r := value.NewDict("changed", false, "rc", 0, "stdout", fmt.Sprintf("Paused for %.2f seconds", end.Sub(start).Seconds()), "stderr", "", "echo", args.Value("echo") != false,
		"start", start.Format("2006-01-02 15:04:05.000000"), "stop", end.Format("2006-01-02 15:04:05.000000"), "delta", int(end.Sub(start).Seconds()), "user_input", answer)
	return r, nil
}

func addHost(_ context.Context, n *turn, _ *vars.Scope, args *value.Dict, _ *outcome) (*value.Dict, error) {
	name := value.Str(args.Value("name"))
	data := value.NewDict()
	for k, v := range args.All() {
		if k != "name" && k != "groups" {
			data.Set(k, v)
		}
	}
	var groups []string
	for _, g := range listOf(args.Value("groups")) {
		groups = append(groups, value.Str(g))
	}
	n.r.mu.Lock()
	known := n.r.Inventory.Has(name)
	n.r.Inventory.Add(name, data, groups...)
	n.r.groups = nil
	n.r.mu.Unlock()
	return value.NewDict("changed", !known, "add_host", value.NewDict("host_name", name, "groups", anys(groups), "host_vars", data)), nil
}

func groupBy(_ context.Context, n *turn, _ *vars.Scope, args *value.Dict, _ *outcome) (*value.Dict, error) {
	g := strings.ReplaceAll(value.Str(args.Value("key")), " ", "-")
	n.r.mu.Lock()
	known := slices.Contains(n.r.Inventory.Members(g), n.h.name)
	n.r.Inventory.Add(n.h.name, nil, g)
	parents := []string{"all"}
	if l := listOf(args.Value("parents")); len(l) > 0 {
		parents = nil
		for _, p := range l {
			parents = append(parents, strings.ReplaceAll(value.Str(p), " ", "-"))
		}
	}
	err := n.r.Inventory.Nest(g, parents...)
	n.r.groups = nil
	n.r.mu.Unlock()
	if err != nil {
		return failed("%v", err), nil
	}
	return value.NewDict("changed", !known, "add_group", g, "parent_groups", anys(parents)), nil
}

func gatherFacts(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	r, err := n.onTarget(ctx, scope, "setup", args, o)
	if err == nil {
		if f, ok := r.Value("ansible_facts").(*value.Dict); ok {
			n.h.addFacts(f)
		}
	}
	return r, err
}

func fetch(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	src, dest := value.Str(args.Value("src")), value.Str(args.Value("dest"))
	if n.check {
		return value.NewDict("skipped", true, "msg", "check mode not (yet) supported for this module"), nil
	}
	if !filepath.IsAbs(dest) {
		dest = n.r.play.Dir + "/" + dest
	}
	if args.Value("flat") == true {
		if strings.HasSuffix(dest, "/") {
			dest += filepath.Base(src)
		} else if info, err := os.Stat(dest); err == nil && info.IsDir() {
			return failed("dest is an existing directory, use a trailing slash if you want to fetch src into that directory"), nil
		}
	} else {
		dest = filepath.Join(dest, n.h.name, src)
	}
	dest = filepath.Clean(dest)
	job := value.NewDict("src", src, "_from", 0)
	if old, err := os.Open(dest); err == nil {
		if sum, err := module.Sum(old); err == nil {
			job.Set("_checksum", sum)
		}
		old.Close()
	}
	r, err := n.onTarget(ctx, scope, "slurp", job, o)
	if err != nil {
		return nil, err
	}
	if r.Value("failed") == true {
		r.Set("file", src)
		if args.Value("fail_on_missing") == false {
			r.Delete("failed")
		}
		return r, nil
	}
	if r.Value("same") == true {
		return value.NewDict("changed", false, "dest", dest, "file", src, "checksum", r.Value("checksum")), nil
	}
	if err := os.MkdirAll(filepath.Dir(dest), 0o777); err != nil {
		return failed("%v", err), nil
	}
	if problem, err := n.fetchParts(ctx, scope, r, job, dest, o); problem != nil || err != nil {
		return problem, err
	}
	sum := r.Value("checksum")
	return value.NewDict("changed", true, "dest", dest, "checksum", sum, "remote_checksum", sum, "md5sum", nil, "remote_md5sum", nil), nil
}

// fetchParts writes a file of which the first part has come, and asks for the rest.
func (n *turn) fetchParts(ctx context.Context, scope *vars.Scope, part, job *value.Dict, dest string, o *outcome) (*value.Dict, error) {
	f, err := atomicfile.Create(dest, &atomicfile.Options{InPlace: true})
	if err != nil {
		return failed("%v", err), nil
	}
	defer f.Close()
	sum, size := part.Value("checksum"), 0
	h := sha1.New()
	for {
		data, err := decode64(value.Str(part.Value("content")))
		if err != nil {
			return nil, err
		}
		h.Write(data)
		if _, err := f.Write(data); err != nil {
			return failed("%v", err), nil
		}
		size += len(data)
		if part.Value("more") != true || len(data) == 0 {
			break
		}
		job.Set("_from", size)
		if part, err = n.onTarget(ctx, scope, "slurp", job, o); err != nil {
			return nil, err
		}
		if part.Value("failed") == true {
			return part, nil
		}
	}
	if fmt.Sprintf("%x", h.Sum(nil)) != sum {
		return failed("checksum mismatch: the file changed while it came"), nil
	}
	if err := f.Commit(); err != nil {
		return failed("%v", err), nil
	}
	return nil, nil
}

func script(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	line := value.Str(orText(args.Value("_raw_params"), ""))
	first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	path, problem := find(scope, strings.Trim(first, `"'`), "files")
	if problem != nil {
		return problem, nil
	}
	data, err := n.read(path, args)
	if err != nil {
		return failed("%v", err), nil
	}
	return n.ship(ctx, scope, "script", args, data, o)
}

func unarchive(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	if args.Value("remote_src") == true || args.Value("copy") == false {
		return n.onTarget(ctx, scope, "unarchive", args, o)
	}
	if strings.Contains(value.Str(args.Value("src")), "://") {
		return failed("src %s; expected remote_src=yes with an address", value.Str(args.Value("src"))), nil
	}
	path, problem := find(scope, value.Str(args.Value("src")), "files")
	if problem != nil {
		return problem, nil
	}
	data, err := n.read(path, args)
	if err != nil {
		return failed("%v", err), nil
	}
	return n.ship(ctx, scope, "unarchive", args, data, o)
}

// uri sends what a file here has, or one on the host with remote_src.
func uri(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	src := value.Str(orText(args.Value("src"), ""))
	if src == "" || args.Value("remote_src") == true {
		return n.onTarget(ctx, scope, "uri", args, o)
	}
	path, problem := find(scope, src, "files")
	if problem != nil {
		return problem, nil
	}
	data, err := n.read(path, args)
	if err != nil {
		return failed("%v", err), nil
	}
	return n.ship(ctx, scope, "uri", args, data, o)
}

// raw needs nothing on the host but a shell.
func raw(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	if n.check {
		return value.NewDict("skipped", true), nil
	}
	target, c, as, err := n.target(ctx, scope)
	if target != n.h.name {
		o.delegate = target
	}
	if err != nil {
		return nil, err
	}
	command := value.Str(args.Value("_raw_params"))
	if x := value.Str(orText(args.Value("executable"), "")); x != "" {
		command = pytext.Quote(x) + " -c " + pytext.Quote(command)
	}
	rc, out, errs, err := c.Raw(ctx, command, as)
	if err != nil {
		return nil, err
	}
	r := value.NewDict("changed", true)
	module.Output(r, rc, out, errs, false)
	return r, nil
}

func waitForConnection(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	start := time.Now()
	timeout, _ := value.Int(args.Value("timeout"))
	delay, _ := value.Int(args.Value("delay"))
	nap, _ := value.Int(args.Value("sleep"))
	sleep(ctx, time.Duration(delay)*time.Second)
	for {
		r, err := n.onTarget(ctx, scope, "ping", value.NewDict(), o)
		if err == nil && r.Value("failed") != true {
			return value.NewDict("changed", false, "elapsed", int(time.Since(start).Seconds())), nil
		}
		if time.Since(start) > time.Duration(timeout)*time.Second || ctx.Err() != nil {
			return failed("timed out waiting for ping module test: %v", err), nil
		}
		sleep(ctx, time.Duration(max(nap, 1))*time.Second)
	}
}

func encode64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func decode64(s string) ([]byte, error) { return base64.StdEncoding.DecodeString(s) }
