package run

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pyops-go/pyops/examples/playbook/internal/inventory"
	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
)

// A host is what is known of a managed host while plays are played.
type host struct {
	name string

	mu         sync.Mutex
	facts      *value.Dict // never changed once they are here, but replaced
	registered *value.Dict
	included   *value.Dict

	started                    bool // for StartAt
	failed, unreachable, ended atomic.Bool
	notified                   map[*play.Task]bool
	lost                       []string // handlers that a failure kept from running
	stats                      struct{ ok, changed, unreachable, failed, skipped, rescued, ignored int }
}

func (r *Runner) host(name string) *host {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.hosts[name]
	if h == nil {
		h = &host{name: name, facts: value.NewDict(), registered: value.NewDict(), included: value.NewDict(), notified: map[*play.Task]bool{}}
		r.hosts[name] = h
	}
	return h
}

// put sets variables in one of the host's dictionaries, which others may be reading.
func (h *host) put(to **value.Dict, d *value.Dict) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fresh := (*to).Clone()
	fresh.Update(d)
	*to = fresh
}

// addFacts keeps facts: by their own names, and in ansible_facts without ansible_.
func (h *host) addFacts(d *value.Dict) {
	h.mu.Lock()
	all, _ := h.facts.Value("ansible_facts").(*value.Dict)
	h.mu.Unlock()
	all = all.Clone()
	for k, v := range d.All() {
		all.Set(strings.TrimPrefix(k, "ansible_"), v)
	}
	flat := d.Clone()
	flat.Set("ansible_facts", all)
	h.put(&h.facts, flat)
}

func (h *host) snapshot() (facts, registered, included *value.Dict) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.facts, h.registered, h.included
}

// varsOf reads group_vars/NAME or host_vars/NAME in the folder: a file, or a folder
// of files.
func (r *Runner) varsOf(dir, kind, name string) *value.Dict {
	key := filepath.Join(dir, kind, name)
	r.mu.Lock()
	d, ok := r.files[key]
	r.mu.Unlock()
	if ok {
		return d
	}
	d = value.NewDict()
	var paths []string
	for _, p := range []string{key, key + ".yml", key + ".yaml", key + ".json"} {
		info, err := os.Stat(p)
		if err != nil {
			continue
		}
		if !info.IsDir() {
			paths = append(paths, p)
			continue
		}
		filepath.WalkDir(p, func(f string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && slices.Contains([]string{"", ".yml", ".yaml", ".json"}, filepath.Ext(f)) {
				paths = append(paths, f)
			}
			return nil
		})
	}
	for _, p := range paths {
		f, err := source.Read(p, r.Decrypt)
		if err == nil {
			var more *value.Dict
			if more, err = f.Dict(f.Root); err == nil {
				d.Update(more)
			}
		}
		if err != nil {
			r.printer.warn(err.Error())
		}
	}
	r.mu.Lock()
	r.files[key] = d
	r.mu.Unlock()
	return d
}

// varsFolders are where group_vars and host_vars may lie.
func (r *Runner) varsFolders() []string {
	var out []string
	for _, s := range r.Inventory.Sources {
		dir := filepath.Dir(s)
		if info, err := os.Stat(s); err == nil && info.IsDir() {
			dir = s
		}
		if !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	if r.play != nil && !slices.Contains(out, r.play.Dir) {
		out = append(out, r.play.Dir)
	}
	return out
}

// inventoryLayers are a host's variables of the inventory and its files, those that
// count less first.
func (r *Runner) inventoryLayers(name string) []*value.Dict {
	r.mu.Lock()
	groups := r.Inventory.GroupsOf(name)
	hostVars := r.Inventory.HostVars(name)
	var out []*value.Dict
	for _, g := range groups {
		out = append(out, r.Inventory.GroupVars(g))
	}
	r.mu.Unlock()
	folders := r.varsFolders()
	for _, dir := range folders {
		out = append(out, r.varsOf(dir, "group_vars", "all"))
	}
	for _, g := range groups[1:] {
		for _, dir := range folders {
			out = append(out, r.varsOf(dir, "group_vars", g))
		}
	}
	out = append(out, hostVars)
	for _, dir := range folders {
		out = append(out, r.varsOf(dir, "host_vars", name))
	}
	return out
}

// hostVars is the variable hostvars.
type hostVars struct {
	r     *Runner
	depth int
}

// maxHostVars is how deep variables of hosts may be made of those of other hosts.
const maxHostVars = 20

// known reports whether the inventory has a host, add_host's among them.
func (r *Runner) known(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Inventory.Has(name)
}

// Attr is all that a host has.
func (h hostVars) Attr(name string) (any, bool, error) {
	if !h.r.known(name) && !inventory.Implicit(name) {
		return nil, false, nil
	}
	if h.depth >= maxHostVars {
		return nil, false, fmt.Errorf("hostvars[%q]: variables of hosts need each other more than %d deep", name, maxHostVars)
	}
	return oneHost{h.r.scopeOf(h.r.host(name), nil, h.depth+1)}, true, nil
}

type oneHost struct{ scope *vars.Scope }

// Attr is one variable of the host.
func (o oneHost) Attr(name string) (any, bool, error) { return o.scope.Lookup(name) }

// magic are the variables that are not the user's.
func (r *Runner) magic(h *host, t *play.Task, depth int) *value.Dict {
	r.mu.Lock()
	if r.groups == nil {
		g := value.NewDict()
		for _, name := range r.Inventory.Groups() {
			g.Set(name, anys(r.Inventory.Members(name)))
		}
		r.groups = g
	}
	d := value.NewDict("groups", r.groups)
	r.mu.Unlock()
	d.Set("omit", vars.Omit)
	d.Set("hostvars", hostVars{r, depth})
	d.Set("ansible_check_mode", r.Check)
	d.Set("ansible_diff_mode", r.Diff)
	d.Set("ansible_forks", r.Forks)
	d.Set("ansible_verbosity", r.Verbosity)
	d.Set("ansible_play_hosts_all", anys(r.all))
	var alive, batch []string
	for _, b := range r.batch {
		batch = append(batch, b.name)
	}
	for _, n := range r.all {
		if x := r.host(n); !x.failed.Load() && !x.unreachable.Load() {
			alive = append(alive, n)
		}
	}
	d.Set("ansible_play_hosts", anys(alive))
	d.Set("play_hosts", anys(alive))
	d.Set("ansible_play_batch", anys(batch))
	if r.play != nil {
		dir, _ := filepath.Abs(r.play.Dir)
		d.Set("playbook_dir", dir)
		d.Set("ansible_play_name", value.Str(r.play.Keys.Value("name")))
	}
	if len(r.Inventory.Sources) > 0 {
		file, _ := filepath.Abs(r.Inventory.Sources[0])
		d.Set("inventory_file", file)
		d.Set("inventory_dir", filepath.Dir(file))
	}
	if h != nil {
		d.Set("inventory_hostname", h.name)
		short, _, _ := strings.Cut(h.name, ".")
		d.Set("inventory_hostname_short", short)
		r.mu.Lock()
		var names []string
		for _, g := range r.Inventory.GroupsOf(h.name) {
			if g != "all" {
				names = append(names, g)
			}
		}
		r.mu.Unlock()
		slices.Sort(names)
		d.Set("group_names", anys(names))
	}
	if t != nil && t.Role != nil {
		path, _ := filepath.Abs(t.Role.Path)
		d.Set("role_path", path)
		d.Set("role_name", t.Role.Name)
		d.Set("ansible_role_name", t.Role.Name)
	}
	return d
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// globalScope has what is known without a host.
func (r *Runner) globalScope() *vars.Scope {
	var layers []*value.Dict
	if r.play != nil {
		if d, ok := r.play.Keys.Value("vars").(*value.Dict); ok {
			layers = append(layers, d)
		}
	}
	s := vars.New(append(layers, r.Extra, r.magic(nil, nil, 0))...)
	s.Decrypt = r.Decrypt
	if r.play != nil {
		s.Files = []string{r.play.Dir}
	}
	return s
}

// hostScope has the variables of a host, and those of a task where there is one, in
// Ansible's order.
func (r *Runner) hostScope(h *host, t *play.Task) *vars.Scope { return r.scopeOf(h, t, 0) }

// roles are those of the play; what is included may import more while others play.
func (r *Runner) roles() []*play.Role {
	if r.play == nil {
		return nil
	}
	r.loading.Lock()
	defer r.loading.Unlock()
	return slices.Clone(r.play.Roles)
}

// scopeOf is hostScope for a value that is so many hostvars deep in another.
func (r *Runner) scopeOf(h *host, t *play.Task, depth int) *vars.Scope {
	facts, registered, included := h.snapshot()
	var layers []*value.Dict
	roles := r.roles()
	for _, role := range roles {
		layers = append(layers, role.Defaults)
	}
	if t != nil && t.Role != nil {
		layers = append(layers, t.Role.Defaults)
	}
	layers = append(layers, r.inventoryLayers(h.name)...)
	layers = append(layers, facts, r.playVars)
	for _, role := range roles {
		layers = append(layers, role.Vars)
	}
	if t != nil {
		if t.Role != nil {
			layers = append(layers, t.Role.Vars)
		}
		for _, p := range t.Chain() {
			if d, ok := p.Keys.Value("vars").(*value.Dict); ok {
				layers = append(layers, d)
			}
		}
	}
	layers = append(layers, included, registered)
	if t != nil && t.Role != nil {
		layers = append(layers, t.Role.Params)
	}
	if t != nil {
		for _, p := range t.Chain() {
			if d, ok := p.Keys.Value("_include_vars").(*value.Dict); ok {
				layers = append(layers, d)
			}
		}
	}
	layers = append(layers, r.Extra, r.magic(h, t, depth))
	s := vars.New(slices.DeleteFunc(layers, func(d *value.Dict) bool { return d.Len() == 0 })...)
	s.Decrypt = r.Decrypt
	if t != nil {
		if t.Role != nil {
			s.Files = append(s.Files, t.Role.Path)
		}
		s.Files = append(s.Files, t.Dir)
	}
	if r.play != nil && !slices.Contains(s.Files, r.play.Dir) {
		s.Files = append(s.Files, r.play.Dir)
	}
	return s
}

// jinjaFinal is a value that was written without templates.
func jinjaFinal(v any) any { return jinja.Final(v) }
