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

// A Loader reads playbooks.
type Loader struct {
	Decrypt source.Decrypt
	// RolesPath are folders of roles, besides that of the playbook.
	RolesPath []string
	// Static evaluates a path of an import, with what is known before any host.
	Static func(value.Text) (string, error)

	dir   string
	depth int
}

// maxIncludes is how deep files may import each other.
const maxIncludes = 50

// Load reads a playbook and all that it imports. The error joins the mistakes that
// were found.
func (l *Loader) Load(path string) ([]*Play, error) {
	f, err := source.Read(path, l.Decrypt)
	if err != nil {
		return nil, err
	}
	if f.Root == nil {
		return nil, nil
	}
	if f.Root.Kind != yaml.SequenceNode {
		return nil, f.Errorf(f.Root, "a playbook must be a list of plays; expected - hosts: ...")
	}
	saved := l.dir
	l.dir = filepath.Dir(path)
	defer func() { l.dir = saved }()
	var plays []*Play
	var errs []error
	for _, n := range f.Root.Content {
		if n.Kind != yaml.MappingNode {
			errs = append(errs, f.Errorf(n, "expected a play: a dictionary with hosts"))
			continue
		}
		more, err := l.play(f, n)
		errs = append(errs, err)
		plays = append(plays, more...)
	}
	return plays, errors.Join(errs...)
}

func (l *Loader) play(f *source.File, n *yaml.Node) ([]*Play, error) {
	for k, v := range f.Pairs(n) {
		if module.Plain(k.Value) == "import_playbook" {
			if l.depth++; l.depth > maxIncludes {
				return nil, f.Errorf(k, "playbooks import each other more than %d deep", maxIncludes)
			}
			defer func() { l.depth-- }()
			path := v.Value
			if !filepath.IsAbs(path) {
				path = filepath.Join(l.dir, path)
			}
			plays, err := l.Load(path)
			if errors.Is(err, os.ErrNotExist) {
				err = f.Errorf(v, "%v", err)
			}
			return plays, err
		}
	}
	p := &Play{Pos: f.Pos(n), Keys: value.NewDict(), Dir: l.dir}
	var errs []error
	fail := func(n *yaml.Node, format string, args ...any) { errs = append(errs, f.Errorf(n, format, args...)) }
	lists := map[string]*[]*Task{"pre_tasks": &p.Pre, "tasks": &p.Tasks, "post_tasks": &p.Post, "handlers": &p.Handlers}
	var roles *yaml.Node
	for k, v := range f.Pairs(n) {
		key := k.Value
		if key == "user" {
			key = "remote_user"
		}
		if !playKeys[key] {
			fail(k, "a play has no key %q%s", k.Value, module.Hint(k.Value, names(playKeys)))
			continue
		}
		if lists[key] != nil || key == "roles" {
			if key == "roles" {
				roles = v
			}
			continue
		}
		val, err := l.keyword(f, k, v)
		errs = append(errs, err)
		p.Keys.Set(key, val)
	}
	if !p.Keys.Has("hosts") {
		fail(n, "the field 'hosts' is required but was not set")
	}
	if s, ok := p.Keys.Get("strategy"); ok {
		switch strings.TrimPrefix(value.Str(s), "ansible.builtin.") {
		case "linear", "free", "host_pinned":
		default:
			fail(n, "strategy %q; expected linear or free", value.Str(s))
		}
	}
	if l, ok := p.Keys.Value("vars_prompt").([]any); ok {
		for _, e := range l {
			d, _ := e.(*value.Dict)
			for k := range d.All() {
				if !promptKeys[k] {
					fail(n, "vars_prompt of this program has no key %q%s; expected %s", k, module.Hint(k, names(promptKeys)), "name, prompt, default, private, confirm or unsafe")
				}
			}
		}
	}
	if d, ok := p.Keys.Get("vars"); ok {
		if _, ok := d.(*value.Dict); !ok && d != nil {
			fail(n, "vars of a play is a %s; expected a dictionary", value.Kind(d))
			p.Keys.Delete("vars")
		}
	}
	for _, name := range []string{"pre_tasks", "tasks", "post_tasks", "handlers"} {
		for k, v := range f.Pairs(n) {
			if k.Value != name {
				continue
			}
			tasks, err := l.tasks(f, v, taskContext{play: p})
			errs = append(errs, err)
			*lists[name] = tasks
		}
	}
	if roles != nil {
		errs = append(errs, l.roles(f, roles, p))
	}
	if len(errs) == 0 || errors.Join(errs...) == nil {
		errs = append(errs, checkNotifications(p))
	}
	return []*Play{p}, errors.Join(errs...)
}

// keyword is the value of a keyword, its templates checked.
func (l *Loader) keyword(f *source.File, k, v *yaml.Node) (any, error) {
	if notPlayed[k.Value] {
		return nil, f.Errorf(k, "%s is not played by this program; expected a playbook without it", k.Value)
	}
	val, err := f.Value(v)
	if err != nil {
		return nil, err
	}
	return val, syntax(k.Value, val)
}

// syntax reads all templates and expressions of a value, to find mistakes.
func syntax(key string, v any) error {
	switch v := v.(type) {
	case value.Text:
		if expressions[key] && !jinja.IsTemplate(v.S) {
			if strings.TrimSpace(v.S) == "" {
				return nil
			}
			_, err := jinja.ParseExpression(v)
			return err
		}
		_, err := jinja.Parse(v)
		return err
	case []any:
		for _, e := range v {
			if err := syntax(key, e); err != nil {
				return err
			}
		}
	case *value.Dict:
		for k, e := range v.All() {
			if expressions[key] {
				k = ""
			}
			if err := syntax(strings.TrimPrefix(k, "when"), e); err != nil {
				return err
			}
		}
	}
	return nil
}

// A taskContext is where tasks belong.
type taskContext struct {
	play   *Play
	role   *Role
	parent *Task
}

func (l *Loader) tasks(f *source.File, n *yaml.Node, c taskContext) ([]*Task, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil, nil
	}
	if n.Kind != yaml.SequenceNode {
		return nil, f.Errorf(n, "expected a list of tasks")
	}
	var out []*Task
	var errs []error
	for _, e := range n.Content {
		t, err := l.task(f, e, c)
		errs = append(errs, err)
		if t != nil {
			out = append(out, t)
		}
	}
	return out, errors.Join(errs...)
}

// TaskFile reads a file of tasks, for include_tasks.
func (l *Loader) TaskFile(path string, play *Play, role *Role, parent *Task) ([]*Task, error) {
	if l.depth++; l.depth > maxIncludes {
		return nil, fmt.Errorf("%s: files include each other more than %d deep", path, maxIncludes)
	}
	defer func() { l.depth-- }()
	f, err := source.Read(path, l.Decrypt)
	if err != nil || f.Root == nil {
		return nil, err
	}
	return l.tasks(f, f.Root, taskContext{play, role, parent})
}

func (l *Loader) task(f *source.File, n *yaml.Node, c taskContext) (*Task, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		return nil, f.Errorf(n, "expected a task: a dictionary with a module")
	}
	t := &Task{Pos: f.Pos(n), Keys: value.NewDict(), Args: value.NewDict(), Parent: c.parent, Play: c.play, Role: c.role, Dir: filepath.Dir(f.Path)}
	for k := range f.Pairs(n) {
		if k.Value == "block" {
			return t, l.block(f, n, t, c)
		}
	}
	var errs []error
	var action, args *yaml.Node
	var actionKey *yaml.Node
	var unknown []*yaml.Node
	for k, v := range f.Pairs(n) {
		key := k.Value
		with, isWith := strings.CutPrefix(key, "with_")
		switch {
		case key == "args":
			args = v
		case key == "action" || key == "local_action":
			actionKey, action = k, v
		case isWith:
			if !withForms[with] {
				errs = append(errs, f.Errorf(k, "there is no loop %q%s", key, module.Hint(with, names(withForms))))
				continue
			}
			val, err := l.keyword(f, k, v)
			errs = append(errs, err)
			t.With = with
			t.Keys.Set("loop", val)
		case taskKeys[key]:
			val, err := l.keyword(f, k, v)
			errs = append(errs, err)
			if key == "loop" && t.Keys.Has("loop") {
				errs = append(errs, f.Errorf(k, "duplicate loop in task: %s", key))
			}
			t.Keys.Set(key, val)
			if key == "loop_control" {
				errs = append(errs, l.control(f, v))
			}
		case module.Lookup(key) != nil:
			if actionKey != nil {
				errs = append(errs, f.Errorf(k, "conflicting action statements: %s, %s", actionKey.Value, key))
				continue
			}
			actionKey, action = k, v
		default:
			unknown = append(unknown, k)
		}
	}
	for _, k := range unknown {
		candidates := names(taskKeys)
		if actionKey == nil {
			candidates = append(candidates, module.Names()...)
			errs = append(errs, f.Errorf(k, "there is no module or key %q%s", k.Value, module.Hint(module.Plain(k.Value), candidates)))
		} else {
			errs = append(errs, f.Errorf(k, "a task has no key %q%s", k.Value, module.Hint(k.Value, candidates)))
		}
	}
	if len(unknown) > 0 {
		return nil, errors.Join(errs...)
	}
	if actionKey == nil {
		return nil, errors.Join(append(errs, f.Errorf(n, "no module/action detected in task"))...)
	}
	if err := l.action(f, actionKey, action, args, t); err != nil {
		return nil, errors.Join(append(errs, err)...)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return l.static(f, n, t, c)
}

func (l *Loader) control(f *source.File, n *yaml.Node) error {
	for k := range f.Pairs(n) {
		if !controlKeys[k.Value] {
			return f.Errorf(k, "loop_control has no key %q%s", k.Value, module.Hint(k.Value, names(controlKeys)))
		}
	}
	return nil
}

// action reads a task's module and its arguments.
func (l *Loader) action(f *source.File, k, n, args *yaml.Node, t *Task) error {
	name := k.Value
	if k.Value == "action" || k.Value == "local_action" {
		if k.Value == "local_action" {
			t.Keys.Set("delegate_to", "localhost")
		}
		if n.Kind == yaml.MappingNode {
			var rest yaml.Node = *n
			rest.Content = nil
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == "module" {
					name = n.Content[i+1].Value
					continue
				}
				rest.Content = append(rest.Content, n.Content[i], n.Content[i+1])
			}
			n = &rest
		} else {
			first, rest, _ := strings.Cut(strings.TrimSpace(n.Value), " ")
			name = first
			copied := *n
			copied.Value = rest
			n = &copied
		}
	}
	t.Keys.Set("_action", name)
	t.Module = module.Lookup(name)
	if t.Module == nil {
		return f.Errorf(k, "there is no module %q%s", name, module.Hint(module.Plain(name), module.Names()))
	}
	v, err := f.Value(n)
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case nil:
	case *value.Dict:
		t.Args = v
		if err := modes(f, n); err != nil {
			return err
		}
	case value.Text:
		a, err := ParseArguments(t.Module, v)
		if err != nil {
			return f.Errorf(n, "%v", err)
		}
		if text, ok := a.Get("_text"); ok {
			t.ArgsText, a = text, value.NewDict()
		}
		t.Args = a
	case []any:
		if t.Module.Name != "assert" {
			return f.Errorf(n, "%s takes arguments by name; this is a list", t.Module.Name)
		}
	default:
		t.Args.Set("_raw_params", value.Str(v))
		if t.Module.Free == "" {
			return f.Errorf(n, "%s; expected arguments, name: value", value.Repr(v))
		}
	}
	if args != nil {
		more, err := f.Value(args)
		if err != nil {
			return err
		}
		switch more := more.(type) {
		case *value.Dict:
			if err := modes(f, args); err != nil {
				return err
			}
			t.Args.Update(more)
		case value.Text:
			t.ArgsText = more
		default:
			return f.Errorf(args, "args; expected a dictionary")
		}
	}
	if t.ArgsText == nil {
		if err := t.Module.Unknown(t.Args); err != nil {
			at := n
			for a := range f.Pairs(n) {
				if strings.Contains(err.Error(), fmt.Sprintf("%q", a.Value)) {
					at = a
				}
			}
			if at.Kind != yaml.ScalarNode {
				at = k
			}
			return f.Errorf(at, "%v", err)
		}
	}
	return syntax("", t.Args)
}

// modes refuses a mode that is a decimal number: 644 would be 01204.
func modes(f *source.File, n *yaml.Node) error {
	for k, v := range f.Pairs(n) {
		if (k.Value == "mode" || k.Value == "directory_mode") && v.Kind == yaml.ScalarNode && v.Style == 0 {
			if _, ok := source.Plain(v.Value).(int); ok && !strings.HasPrefix(v.Value, "0") {
				return f.Errorf(v, "mode: %s is a decimal number, which is the mode %04o; quote it: mode: \"0%s\"", v.Value, source.Plain(v.Value), v.Value)
			}
		}
	}
	return nil
}

func (l *Loader) block(f *source.File, n *yaml.Node, t *Task, c taskContext) error {
	t.IsBlock = true
	var errs []error
	inner := taskContext{c.play, c.role, t}
	for k, v := range f.Pairs(n) {
		if !blockKeys[k.Value] {
			errs = append(errs, f.Errorf(k, "a block has no key %q%s", k.Value, module.Hint(k.Value, names(blockKeys))))
			continue
		}
		if list := map[string]*[]*Task{"block": &t.Block, "rescue": &t.Rescue, "always": &t.Always}[k.Value]; list != nil {
			continue
		}
		val, err := l.keyword(f, k, v)
		errs = append(errs, err)
		t.Keys.Set(k.Value, val)
	}
	for k, v := range f.Pairs(n) {
		if list := map[string]*[]*Task{"block": &t.Block, "rescue": &t.Rescue, "always": &t.Always}[k.Value]; list != nil {
			tasks, err := l.tasks(f, v, inner)
			errs = append(errs, err)
			*list = tasks
		}
	}
	return errors.Join(errs...)
}

// static puts the tasks of an import in the place of the task.
func (l *Loader) static(f *source.File, n *yaml.Node, t *Task, c taskContext) (*Task, error) {
	switch t.Module.Name {
	case "import_tasks":
		path, err := l.path(t, "_raw_params", "file")
		if err != nil {
			return nil, f.Errorf(n, "%v", err)
		}
		block := t.asBlock()
		block.Block, err = l.TaskFile(path, c.play, c.role, block)
		if errors.Is(err, os.ErrNotExist) {
			err = f.Errorf(n, "%v", err)
		}
		return block, err
	case "import_role":
		name, err := l.text(t.Args.Value("name"))
		if err != nil {
			return nil, f.Errorf(n, "%v", err)
		}
		block := t.asBlock()
		word := func(k string) string { return value.Str(orEmpty(t.Args.Value(k))) }
		role, err := l.Role(name, c.play, block, &From{Tasks: word("tasks_from"), Vars: word("vars_from"), Defaults: word("defaults_from"), Handlers: word("handlers_from")})
		if err != nil {
			return nil, wrapAt(f, n, err)
		}
		block.Block = role.Tasks
		if !slices.ContainsFunc(c.play.Roles, func(old *Role) bool { return old.Path == role.Path && old.Params.Len() == 0 }) {
			c.play.Roles = append(c.play.Roles, role)
		}
		return block, nil
	case "include_tasks":
		// A file that is named outright is read now, for its mistakes.
		if path, err := l.path(t, "_raw_params", "file"); err == nil && !jinja.IsTemplate(path) && l.depth < 8 {
			if _, err := os.Stat(path); err == nil {
				if _, err := l.TaskFile(path, c.play, c.role, t); err != nil {
					return nil, err
				}
			}
		}
	}
	return t, nil
}

func orEmpty(v any) any {
	if v == nil {
		return ""
	}
	return v
}

func wrapAt(f *source.File, n *yaml.Node, err error) error {
	var s *source.Error
	var j *jinja.Error
	if errors.As(err, &s) || errors.As(err, &j) {
		return err
	}
	return f.Errorf(n, "%v", err)
}

// asBlock makes a block that has the task's keywords and tags.
func (t *Task) asBlock() *Task {
	b := *t
	b.IsBlock, b.Module = true, nil
	return &b
}

func (l *Loader) text(v any) (string, error) {
	t, ok := v.(value.Text)
	if !ok {
		return value.Str(orEmpty(v)), nil
	}
	if !jinja.IsTemplate(t.S) {
		return t.S, nil
	}
	if l.Static == nil {
		return "", fmt.Errorf("%q; an import needs a name without variables, use include", t.S)
	}
	return l.Static(t)
}

// path is the file of an import, beside the file that has it.
func (l *Loader) path(t *Task, args ...string) (string, error) {
	for _, a := range args {
		if !t.Args.Has(a) {
			continue
		}
		path, err := l.text(t.Args.Value(a))
		if err != nil {
			return "", err
		}
		return t.Resolve(path), nil
	}
	return "", errors.New("no file given")
}

// Resolve is a path of a task file: beside the file that has the task, in its role's
// tasks, or beside the playbook.
func (t *Task) Resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	first := filepath.Join(t.Dir, path)
	dirs := []string{t.Dir}
	if t.Role != nil {
		dirs = append(dirs, filepath.Join(t.Role.Path, "tasks"))
	}
	if t.Play != nil {
		dirs = append(dirs, t.Play.Dir)
	}
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, path)); err == nil {
			return filepath.Join(d, path)
		}
	}
	return first
}
