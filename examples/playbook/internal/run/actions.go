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
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// An action is a module that works here, or begins here.
type action func(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error)

var actions map[string]action

func init() {
	actions = map[string]action{
		"debug": debug, "fail": fail, "assert": assert, "set_fact": setFact, "pause": pause, "add_host": addHost, "group_by": groupBy,
		"include_vars": includeVars, "include_tasks": includeTasks, "include_role": includeRole, "gather_facts": gatherFacts,
		"copy": copyAction, "template": template, "fetch": fetch, "script": script, "unarchive": unarchive, "raw": raw,
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
	out, err := scope.Expression(expr)
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
	start := time.Now()
	if !n.check {
		sleep(ctx, time.Duration(total*float64(time.Second)))
	}
	end := time.Now()
	r := value.NewDict("changed", false, "rc", 0, "stdout", fmt.Sprintf("Paused for %.2f seconds", end.Sub(start).Seconds()), "stderr", "",
		"start", start.Format("2006-01-02 15:04:05.000000"), "stop", end.Format("2006-01-02 15:04:05.000000"), "delta", int(end.Sub(start).Seconds()), "user_input", "")
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
	n.r.groups = nil
	n.r.mu.Unlock()
	return value.NewDict("changed", !known, "add_group", g), nil
}

func includeVars(_ context.Context, n *turn, scope *vars.Scope, args *value.Dict, _ *outcome) (*value.Dict, error) {
	var files []string
	if dir := value.Str(orText(args.Value("dir"), "")); dir != "" {
		path, err := scope.Find(dir, "vars")
		if err != nil {
			return failed("%v", err), nil
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return failed("%v", err), nil
		}
		for _, e := range entries {
			if slices.Contains([]string{".yml", ".yaml", ".json"}, filepath.Ext(e.Name())) {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
	} else {
		path, err := scope.Find(value.Str(args.Value("_raw_params")), "vars")
		if err != nil {
			return failed("%v", err), nil
		}
		files = []string{path}
	}
	all := value.NewDict()
	for _, path := range files {
		f, err := source.Read(path, n.r.Decrypt)
		if err != nil {
			return failed("%v", err), nil
		}
		d, err := f.Dict(f.Root)
		if err != nil {
			return failed("%v", err), nil
		}
		all.Update(d)
	}
	if name := args.Value("name"); name != nil {
		all = value.NewDict(value.Str(name), all)
	}
	n.h.put(&n.h.included, all)
	return value.NewDict("changed", false, "ansible_facts", jinja.Final(all), "ansible_included_var_files", anys(files)), nil
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

// find is a local file of the playbook or of its role.
func find(scope *vars.Scope, name, sub string) (string, *value.Dict) {
	path, err := scope.Find(name, sub)
	if err != nil {
		return "", value.NewDict("changed", false, "failed", true, "msg", fmt.Sprintf("Could not find or access '%s': %v", name, err))
	}
	return path, nil
}

// read is a local file, decrypted where it is a vault.
func (n *turn) read(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err == nil && strings.HasPrefix(string(data), "$ANSIBLE_VAULT;") && n.r.Decrypt != nil {
		text, err := n.r.Decrypt(string(data))
		return []byte(text), err
	}
	return data, err
}

// inline is how large a file may be to go in the job itself.
const inline = 256 << 10

// ship runs a job that brings a file: in the job where it is small, beside it where
// it is large and the host does not have it.
func (n *turn) ship(ctx context.Context, scope *vars.Scope, name string, args *value.Dict, data []byte, o *outcome) (*value.Dict, error) {
	args = args.Clone()
	if len(data) <= inline {
		args.Set("_content", encode64(data))
		return n.onTarget(ctx, scope, name, args, o)
	}
	if name == "copy" {
		args.Set("_checksum", module.Checksum(data))
		probe, err := n.onTarget(ctx, scope, name, args, o)
		if err != nil || probe.Value("failed") == true {
			return probe, err
		}
		if probe.Value("need_content") == false {
			args.Delete("_checksum")
			args.Set("remote_src", true)
			args.Set("src", probe.Value("dest"))
			return n.onTarget(ctx, scope, name, args, o)
		}
	}
	if n.check {
		args.Set("_content", encode64(data))
		return n.onTarget(ctx, scope, name, args, o)
	}
	_, c, as, err := n.target(ctx, scope)
	if err != nil {
		return nil, err
	}
	if as.User != "" && as.User != "root" {
		args.Set("_content", encode64(data))
		return n.onTarget(ctx, scope, name, args, o)
	}
	path, err := c.Upload(ctx, strings.NewReader(string(data)), int64(len(data)))
	if err != nil {
		return nil, err
	}
	args.Set("_upload", path)
	return n.onTarget(ctx, scope, name, args, o)
}

func copyAction(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	src, content := value.Str(orText(args.Value("src"), "")), args.Value("content")
	if args.Value("remote_src") == true {
		return n.onTarget(ctx, scope, "copy", args, o)
	}
	if content != nil && src != "" {
		return failed("src and content are mutually exclusive"), nil
	}
	if content == nil && src == "" {
		return failed("src (or content) is required"), nil
	}
	args = args.Clone()
	if content != nil {
		text := value.Str(content)
		switch content.(type) {
		case []any, *value.Dict:
			text = value.EncodeJSON(content, 0, false)
		}
		args.Delete("content")
		args.Set("_shown", "dynamically generated")
		return n.ship(ctx, scope, "copy", args, []byte(text), o)
	}
	path, problem := find(scope, strings.TrimSuffix(src, "/"), "files")
	if problem != nil {
		return problem, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return failed("%v", err), nil
	}
	if info.IsDir() {
		return n.copyTree(ctx, scope, path, strings.HasSuffix(src, "/"), args, o)
	}
	return n.copyOne(ctx, scope, path, info, args, o)
}

func (n *turn) copyOne(ctx context.Context, scope *vars.Scope, path string, info os.FileInfo, args *value.Dict, o *outcome) (*value.Dict, error) {
	data, err := n.read(path)
	if err != nil {
		return failed("%v", err), nil
	}
	args = args.Clone()
	args.Set("_name", filepath.Base(path))
	args.Set("_shown", path)
	if args.Value("mode") == "preserve" {
		args.Set("mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	return n.ship(ctx, scope, "copy", args, data, o)
}

// copyTree copies a folder: itself, or with a slash at its end what is in it.
func (n *turn) copyTree(ctx context.Context, scope *vars.Scope, path string, contents bool, args *value.Dict, o *outcome) (*value.Dict, error) {
	dest := value.Str(args.Value("dest"))
	base := dest
	if !contents {
		base = strings.TrimSuffix(dest, "/") + "/" + filepath.Base(path)
	}
	changed := false
	var bad *value.Dict
	err := filepath.WalkDir(path, func(p string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(path, p)
		if err != nil {
			return err
		}
		to := strings.TrimSuffix(base, "/")
		if rel != "." {
			to += "/" + filepath.ToSlash(rel)
		}
		var r *value.Dict
		if e.IsDir() {
			dir := value.NewDict("path", to, "state", "directory")
			for from, as := range map[string]string{"owner": "owner", "group": "group", "directory_mode": "mode"} {
				if v, ok := args.Get(from); ok {
					dir.Set(as, v)
				}
			}
			r, err = n.onTarget(ctx, scope, "file", dir, o)
		} else {
			one := args.Clone()
			one.Set("dest", to)
			info, statErr := os.Stat(p)
			if statErr != nil {
				return statErr
			}
			r, err = n.copyOne(ctx, scope, p, info, one, o)
		}
		if err != nil {
			return err
		}
		if r.Value("failed") == true {
			bad = r
			return filepath.SkipAll
		}
		changed = changed || r.Value("changed") == true
		return nil
	})
	if bad != nil || err != nil {
		return bad, err
	}
	return value.NewDict("changed", changed, "dest", dest, "src", path), nil
}

func template(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	path, problem := find(scope, value.Str(args.Value("src")), "templates")
	if problem != nil {
		return problem, nil
	}
	data, err := n.read(path)
	if err != nil {
		return failed("%v", err), nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return failed("%v", err), nil
	}
	host, _ := os.Hostname()
	full, _ := filepath.Abs(path)
	inner := scope.With(value.NewDict("ansible_managed", "Ansible managed", "template_path", full, "template_fullpath", full, "template_host", host))
	inner.Files = append([]string{filepath.Dir(path)}, scope.Files...)
	text, err := inner.File(value.Text{S: string(data), Pos: value.Pos{File: path, Line: 1, Col: 1}})
	if err != nil {
		if e, ok := err.(*jinja.Error); ok && e.Undefined != "" {
			return value.NewDict("changed", false, "failed", true, "msg", fmt.Sprintf("AnsibleUndefinedVariable: %s (%s)", e.Reason, e.Pos)), nil
		}
		return value.NewDict("changed", false, "failed", true, "msg", err.Error()), nil
	}
	switch args.Value("newline_sequence") {
	case `\r\n`, "\r\n":
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	args = args.Clone()
	for _, k := range []string{"src", "newline_sequence", "output_encoding", "trim_blocks", "lstrip_blocks"} {
		args.Delete(k)
	}
	args.Set("_name", strings.TrimSuffix(filepath.Base(path), ".j2"))
	if filepath.Ext(path) == ".j2" {
		args.Set("_name", filepath.Base(path))
	}
	args.Set("_shown", path)
	if args.Value("mode") == "preserve" {
		args.Set("mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	return n.ship(ctx, scope, "copy", args, []byte(text), o)
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
	data, err := n.read(path)
	if err != nil {
		return failed("%v", err), nil
	}
	return n.ship(ctx, scope, "script", args, data, o)
}

func unarchive(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	if args.Value("remote_src") == true {
		return n.onTarget(ctx, scope, "unarchive", args, o)
	}
	path, problem := find(scope, value.Str(args.Value("src")), "files")
	if problem != nil {
		return problem, nil
	}
	data, err := n.read(path)
	if err != nil {
		return failed("%v", err), nil
	}
	return n.ship(ctx, scope, "unarchive", args, data, o)
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
	rc, out, errs, err := c.Raw(ctx, value.Str(args.Value("_raw_params")), as)
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
