// Package play reads playbooks and roles, and finds their mistakes before any host is
// touched.
package play

import (
	"slices"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A Play is a list of tasks for some hosts.
type Play struct {
	Pos      value.Pos
	Keys     *value.Dict // keywords, not evaluated
	Roles    []*Role
	Pre      []*Task
	RoleTask []*Task
	Tasks    []*Task
	Post     []*Task
	Handlers []*Task
	// Dir is the folder of the playbook.
	Dir string
}

// A Role is a folder of tasks, handlers, files, templates and variables.
type Role struct {
	Name, Path     string
	Defaults, Vars *value.Dict
	Params         *value.Dict
	Tasks          []*Task
	Handlers       []*Task
	Dependencies   []*Role
}

// A Task is a module to run, or a block of tasks.
type Task struct {
	Pos    value.Pos
	Keys   *value.Dict // keywords, not evaluated
	Module *module.Spec
	Args   *value.Dict
	// ArgsText is a template that comes to all arguments, for args: "{{ ... }}".
	ArgsText any

	// Block, Rescue and Always are set for blocks.
	IsBlock               bool
	Block, Rescue, Always []*Task

	Parent *Task
	Play   *Play
	Role   *Role
	// Loop is how with_NAME was spelled: "items", "dict", ...; "" is loop.
	With string
	// Dir is the folder of the file that has the task.
	Dir string
}

// Name is what the task is called in the output, before it is evaluated.
func (t *Task) Name() any {
	if n := t.Keys.Value("name"); n != nil {
		return n
	}
	if t.Module != nil {
		return t.Action()
	}
	return ""
}

// Action is the module's name as the playbook spells it.
func (t *Task) Action() string { return value.Str(t.Keys.Value("_action")) }

// Get is a keyword of the task, of the blocks around it, or of its play.
func (t *Task) Get(key string) (any, bool) {
	for p := t; p != nil; p = p.Parent {
		if v, ok := p.Keys.Get(key); ok {
			return v, true
		}
	}
	if t.Play != nil {
		return t.Play.Keys.Get(key)
	}
	return nil, false
}

// Chain are the task and the blocks around it, the outermost first.
func (t *Task) Chain() []*Task {
	var out []*Task
	for p := t; p != nil; p = p.Parent {
		out = append(out, p)
	}
	slices.Reverse(out)
	return out
}

// Conditions are all that must hold for the task to run.
func (t *Task) Conditions() []any {
	var out []any
	for _, p := range t.Chain() {
		out = append(out, asList(p.Keys.Value("when"))...)
	}
	return out
}

// Tags are those of the task, of what is around it, and of its play.
func (t *Task) Tags() []string {
	var out []string
	add := func(v any) {
		for _, e := range asList(v) {
			for _, w := range splitCommas(value.Str(e)) {
				if !slices.Contains(out, w) {
					out = append(out, w)
				}
			}
		}
	}
	if t.Play != nil {
		add(t.Play.Keys.Value("tags"))
	}
	for _, p := range t.Chain() {
		add(p.Keys.Value("tags"))
	}
	return out
}

func asList(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// Walk calls f for every task of a list and of the blocks in it.
func Walk(tasks []*Task, f func(*Task)) {
	for _, t := range tasks {
		f(t)
		Walk(t.Block, f)
		Walk(t.Rescue, f)
		Walk(t.Always, f)
	}
}

// Sections are the play's tasks in their order; handlers run after each.
func (p *Play) Sections() [][]*Task {
	return [][]*Task{p.Pre, slices.Concat(p.RoleTask, p.Tasks), p.Post}
}

// AllHandlers are those of roles and of the play, in the order of their definition.
func (p *Play) AllHandlers() []*Task {
	var out []*Task
	seen := map[*Role]bool{}
	var add func(*Role)
	add = func(r *Role) {
		if seen[r] {
			return
		}
		seen[r] = true
		for _, d := range r.Dependencies {
			add(d)
		}
		out = append(out, r.Handlers...)
	}
	for _, r := range p.Roles {
		add(r)
	}
	out = append(out, p.Handlers...)
	var flat []*Task
	Walk(out, func(t *Task) {
		if !t.IsBlock {
			flat = append(flat, t)
		}
	})
	return flat
}
