package play

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// From names the files of a role that are read instead of main.
type From struct{ Tasks, Vars, Defaults, Handlers string }

func (l *Loader) roles(f *source.File, n *yaml.Node, p *Play) error {
	if n.Kind != yaml.SequenceNode {
		return f.Errorf(n, "roles; expected a list")
	}
	var errs []error
	for _, e := range n.Content {
		r, block, err := l.roleEntry(f, e, p)
		if err != nil {
			errs = append(errs, wrapAt(f, e, err))
			continue
		}
		if slices.ContainsFunc(p.Roles, func(old *Role) bool { return old.Path == r.Path && old.Params.Len() == 0 && r.Params.Len() == 0 }) {
			continue
		}
		p.Roles = append(p.Roles, r)
		p.RoleTask = append(p.RoleTask, block)
	}
	return errors.Join(errs...)
}

// roleEntry reads one element of roles: a name, or a dictionary with role.
func (l *Loader) roleEntry(f *source.File, n *yaml.Node, p *Play) (*Role, *Task, error) {
	block := &Task{Pos: f.Pos(n), Keys: value.NewDict(), IsBlock: true, Play: p, Dir: filepath.Dir(f.Path)}
	if n.Kind == yaml.ScalarNode {
		r, err := l.Role(n.Value, p, block, nil)
		if err != nil {
			return nil, nil, err
		}
		block.Block, block.Role = withDependencies(r), r
		return r, block, nil
	}
	if n.Kind != yaml.MappingNode {
		return nil, nil, f.Errorf(n, "expected the name of a role, or a dictionary with role")
	}
	name := ""
	params := value.NewDict()
	for k, v := range f.Pairs(n) {
		switch {
		case k.Value == "role" || k.Value == "name":
			name = v.Value
		case roleKeys[k.Value]:
			val, err := l.keyword(f, k, v)
			if err != nil {
				return nil, nil, err
			}
			block.Keys.Set(k.Value, val)
		default:
			val, err := f.Value(v)
			if err != nil {
				return nil, nil, err
			}
			params.Set(k.Value, val)
		}
	}
	if name == "" {
		return nil, nil, f.Errorf(n, "a role needs its name: role: NAME")
	}
	r, err := l.Role(name, p, block, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Params = params
	block.Block, block.Role = withDependencies(r), r
	return r, block, nil
}

func withDependencies(r *Role) []*Task {
	var out []*Task
	for _, d := range r.Dependencies {
		out = append(out, withDependencies(d)...)
	}
	return append(out, r.Tasks...)
}

// Find is the folder of a role.
func (l *Loader) find(name, dir string) (string, error) {
	if filepath.IsAbs(name) {
		return name, nil
	}
	tried := []string{filepath.Join(dir, "roles", name)}
	for _, d := range l.RolesPath {
		tried = append(tried, filepath.Join(d, name))
	}
	tried = append(tried, filepath.Join(dir, name))
	for _, p := range tried {
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			return p, nil
		}
	}
	var known []string
	for _, d := range append([]string{filepath.Join(dir, "roles")}, l.RolesPath...) {
		entries, _ := os.ReadDir(d)
		for _, e := range entries {
			known = append(known, e.Name())
		}
	}
	return "", fmt.Errorf("the role '%s' was not found in %s%s", name, strings.Join(tried, ":"), module.Hint(name, known))
}

// Role reads a role; its tasks get the parent.
func (l *Loader) Role(name string, p *Play, parent *Task, from *From) (*Role, error) {
	if l.depth++; l.depth > maxIncludes {
		return nil, fmt.Errorf("role %q: roles need each other more than %d deep", name, maxIncludes)
	}
	defer func() { l.depth-- }()
	if from == nil {
		from = new(From)
	}
	path, err := l.find(name, p.Dir)
	if err != nil {
		return nil, err
	}
	r := &Role{Name: name, Path: path, Defaults: value.NewDict(), Vars: value.NewDict(), Params: value.NewDict()}
	open := func(kind, base string) (*source.File, error) {
		if base == "" {
			base = "main"
		}
		for _, ext := range []string{".yml", ".yaml", "", ".json"} {
			file := filepath.Join(path, kind, base+ext)
			if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
				return source.Read(file, l.Decrypt)
			}
		}
		if base != "main" {
			return nil, fmt.Errorf("role %q has no %s/%s", name, kind, base)
		}
		return nil, nil
	}
	for kind, to := range map[string]**value.Dict{"defaults": &r.Defaults, "vars": &r.Vars} {
		f, err := open(kind, map[string]string{"defaults": from.Defaults, "vars": from.Vars}[kind])
		if err != nil {
			return nil, err
		}
		if f != nil {
			if *to, err = f.Dict(f.Root); err != nil {
				return nil, err
			}
		}
	}
	meta, err := open("meta", "")
	if err != nil {
		return nil, err
	}
	if meta != nil && meta.Root != nil {
		for k, v := range meta.Pairs(meta.Root) {
			if k.Value != "dependencies" || v.Kind != yaml.SequenceNode {
				continue
			}
			for _, e := range v.Content {
				d, block, err := l.roleEntry(meta, e, p)
				if err != nil {
					return nil, err
				}
				block.Parent = parent
				r.Dependencies = append(r.Dependencies, &Role{Name: d.Name, Path: d.Path, Defaults: d.Defaults, Vars: d.Vars, Params: d.Params, Tasks: []*Task{block}, Handlers: d.Handlers})
			}
		}
	}
	for kind, to := range map[string]*[]*Task{"tasks": &r.Tasks, "handlers": &r.Handlers} {
		f, err := open(kind, map[string]string{"tasks": from.Tasks, "handlers": from.Handlers}[kind])
		if err != nil {
			return nil, err
		}
		if f == nil || f.Root == nil {
			continue
		}
		c := taskContext{p, r, parent}
		if kind == "handlers" {
			c.parent = nil
		}
		if *to, err = l.tasks(f, f.Root, c); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// checkNotifications finds names that are notified and that no handler has.
func checkNotifications(p *Play) error {
	known := map[string]bool{}
	open := false
	for _, h := range p.AllHandlers() {
		if n := value.Str(h.Name()); jinja.IsTemplate(n) {
			open = true
		} else {
			known[n] = true
			if h.Role != nil {
				known[h.Role.Name+" : "+n] = true
			}
		}
		for _, e := range asList(h.Keys.Value("listen")) {
			known[value.Str(e)] = true
		}
		if h.Module != nil && strings.HasPrefix(h.Module.Name, "include_") {
			open = true
		}
	}
	var errs []error
	check := func(t *Task) {
		if t.Module != nil && t.Module.Name == "include_role" {
			open = true // its handlers become known when it runs
		}
	}
	for _, s := range p.Sections() {
		Walk(s, check)
	}
	if open {
		return nil
	}
	Walk(slices.Concat(append(p.Sections(), p.Handlers)...), func(t *Task) {
		for _, e := range asList(t.Keys.Value("notify")) {
			n := value.Str(e)
			if jinja.IsTemplate(n) || known[n] {
				continue
			}
			pos := t.Pos
			if x, ok := e.(value.Text); ok {
				pos = x.Pos
			}
			errs = append(errs, &source.Error{Pos: pos, Reason: fmt.Sprintf("notify: no handler is named %q, and none listens to it%s", n, module.Hint(n, names(known)))})
		}
	})
	return errors.Join(errs...)
}
