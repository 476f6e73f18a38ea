// Package inventory reads which hosts there are, in which groups, with which
// variables.
package inventory

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A Group has hosts and other groups.
type Group struct {
	Name     string
	Vars     *value.Dict
	Hosts    []string
	Children []string
}

// An Inventory is all hosts and groups. Group "all" has every host.
type Inventory struct {
	groups map[string]*Group
	order  []string // of groups
	hosts  map[string]*value.Dict
	names  []string // of hosts
	// Sources are the files and folders that were read, in their order.
	Sources []string
}

// New is an empty inventory.
func New() *Inventory {
	inv := &Inventory{groups: map[string]*Group{}, hosts: map[string]*value.Dict{}}
	inv.group("all")
	inv.group("ungrouped")
	return inv
}

// Load reads files, folders of files, and lists of hosts with a comma in them.
func Load(sources []string, decrypt source.Decrypt) (*Inventory, error) {
	inv := New()
	for _, s := range sources {
		if strings.Contains(s, ",") {
			for name := range strings.SplitSeq(s, ",") {
				if name = strings.TrimSpace(name); name != "" {
					if err := inv.line(value.Pos{}, "ungrouped", name); err != nil {
						return nil, err
					}
				}
			}
			continue
		}
		if err := inv.load(s, decrypt); err != nil {
			return nil, err
		}
		inv.Sources = append(inv.Sources, s)
	}
	return inv, inv.finish()
}

func (inv *Inventory) load(path string, decrypt source.Decrypt) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		entries, err := os.ReadDir(path)
		if err != nil {
			return err
		}
		for _, e := range entries {
			n := e.Name()
			if strings.HasPrefix(n, ".") || n == "group_vars" || n == "host_vars" || slices.Contains([]string{".cfg", ".bak", ".orig", ".retry", ".pyc", ".md"}, filepath.Ext(n)) || strings.HasSuffix(n, "~") {
				continue
			}
			if err := inv.load(filepath.Join(path, n), decrypt); err != nil {
				return err
			}
		}
		return nil
	}
	switch filepath.Ext(path) {
	case ".yml", ".yaml", ".json":
		return inv.readYAML(path, decrypt)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if strings.HasPrefix(string(data), "#!") && info.Mode()&0o111 != 0 {
		return &source.Error{Pos: value.Pos{File: path}, Reason: "is a program; expected an inventory in ini or YAML"}
	}
	if strings.HasPrefix(strings.TrimSpace(string(data)), "---") {
		return inv.readYAML(path, decrypt)
	}
	return inv.readINI(path, string(data))
}

func (inv *Inventory) group(name string) *Group {
	g := inv.groups[name]
	if g == nil {
		g = &Group{Name: name, Vars: value.NewDict()}
		inv.groups[name] = g
		inv.order = append(inv.order, name)
	}
	return g
}

func (inv *Inventory) host(name string) *value.Dict {
	v := inv.hosts[name]
	if v == nil {
		v = value.NewDict()
		inv.hosts[name] = v
		inv.names = append(inv.names, name)
	}
	return v
}

// put adds a host to a group.
func (inv *Inventory) put(group, host string) *value.Dict {
	g := inv.group(group)
	if !slices.Contains(g.Hosts, host) {
		g.Hosts = append(g.Hosts, host)
	}
	return inv.host(host)
}

// finish puts what is in no group into "ungrouped", and refuses circles.
func (inv *Inventory) finish() error {
	for _, name := range inv.names {
		grouped := false
		for _, g := range inv.groups {
			if g.Name != "all" && g.Name != "ungrouped" && slices.Contains(g.Hosts, name) {
				grouped = true
			}
		}
		if u := inv.groups["ungrouped"]; grouped {
			u.Hosts = slices.DeleteFunc(u.Hosts, func(h string) bool { return h == name })
		} else if !slices.Contains(u.Hosts, name) {
			u.Hosts = append(u.Hosts, name)
		}
	}
	state := map[string]int{}
	var visit func(string) error
	visit = func(name string) error {
		switch state[name] {
		case 1:
			return fmt.Errorf("group %q is in itself", name)
		case 2:
			return nil
		}
		state[name] = 1
		for _, c := range inv.groups[name].Children {
			if err := visit(c); err != nil {
				return err
			}
		}
		state[name] = 2
		return nil
	}
	for _, name := range inv.order {
		if err := visit(name); err != nil {
			return err
		}
	}
	return nil
}

// Add adds a host while plays run, as add_host does.
func (inv *Inventory) Add(name string, vars *value.Dict, groups ...string) {
	// Who has the host's variables may be reading them.
	fresh := inv.host(name).Clone()
	fresh.Update(vars)
	inv.hosts[name] = fresh
	if len(groups) == 0 {
		groups = []string{"ungrouped"}
	}
	for _, g := range groups {
		inv.put(g, name)
	}
}

// Nest puts a group into other groups, none of which may be in it.
func (inv *Inventory) Nest(group string, parents ...string) error {
	inv.group(group)
	inside := map[string]bool{}
	var walk func(string)
	walk = func(name string) {
		if g := inv.groups[name]; g != nil && !inside[name] {
			inside[name] = true
			for _, c := range g.Children {
				walk(c)
			}
		}
	}
	walk(group)
	for _, p := range parents {
		if inside[p] {
			return fmt.Errorf("group %q is in %q or is it, and cannot be its parent", p, group)
		}
		if g := inv.group(p); p != "all" && !slices.Contains(g.Children, group) {
			g.Children = append(g.Children, group)
		}
	}
	return nil
}

// Has reports whether a host is there.
func (inv *Inventory) Has(name string) bool { return inv.hosts[name] != nil }

// Hosts are all hosts, in the order of the inventory.
func (inv *Inventory) Hosts() []string { return slices.Clone(inv.names) }

// Groups are the names of all groups.
func (inv *Inventory) Groups() []string { return slices.Clone(inv.order) }

// Members are the hosts of a group and of the groups in it: its own first, then those
// of its children, and so on, as Ansible goes through them.
func (inv *Inventory) Members(group string) []string {
	seen, visited := map[string]bool{}, map[string]bool{}
	var out []string
	for level := []string{group}; len(level) > 0; {
		var next []string
		for _, name := range level {
			g := inv.groups[name]
			if g == nil || visited[name] {
				continue
			}
			visited[name] = true
			for _, h := range g.Hosts {
				if !seen[h] {
					seen[h] = true
					out = append(out, h)
				}
			}
			next = append(next, g.Children...)
			if name == "all" {
				next = append(next, inv.roots()...)
			}
		}
		level = next
	}
	return out
}

// roots are the groups that are in none but "all".
func (inv *Inventory) roots() []string {
	inside := map[string]bool{"all": true}
	for _, g := range inv.groups {
		for _, c := range g.Children {
			inside[c] = inside[c] || g.Name != "all"
		}
	}
	return slices.DeleteFunc(inv.Groups(), func(name string) bool { return inside[name] })
}

// depths are how deep each group lies below "all", at most.
func (inv *Inventory) depths() map[string]int {
	d := map[string]int{"all": 0}
	var visit func(name string, depth int)
	visit = func(name string, depth int) {
		if old, ok := d[name]; ok && old >= depth && name != "all" {
			return
		}
		d[name] = depth
		for _, c := range inv.groups[name].Children {
			visit(c, depth+1)
		}
	}
	for _, name := range inv.order {
		if name != "all" {
			visit(name, 1)
		}
	}
	return d
}

// priority is the variable of a group that says how much its others count.
const priority = "ansible_group_priority"

// GroupsOf are the groups of a host, those whose variables count less first: "all",
// then by depth, priority and name.
func (inv *Inventory) GroupsOf(host string) []string {
	var out []string
	for _, name := range inv.order {
		if name != "all" && slices.Contains(inv.Members(name), host) {
			out = append(out, name)
		}
	}
	depth := inv.depths()
	rank := func(name string) int {
		n, ok := value.Int(inv.groups[name].Vars.Value(priority))
		if !ok {
			return 1
		}
		return n
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case depth[a] != depth[b]:
			return depth[a] < depth[b]
		case rank(a) != rank(b):
			return rank(a) < rank(b)
		}
		return a < b
	})
	return append([]string{"all"}, out...)
}

// GroupVars are the variables that the inventory's files give to a group, without its
// priority, which is none.
func (inv *Inventory) GroupVars(group string) *value.Dict {
	g := inv.groups[group]
	if g == nil || !g.Vars.Has(priority) {
		return g.vars()
	}
	out := value.NewDict()
	for k, v := range g.Vars.All() {
		if k != priority {
			out.Set(k, v)
		}
	}
	return out
}

func (g *Group) vars() *value.Dict {
	if g == nil {
		return nil
	}
	return g.Vars
}

// HostVars are the variables that the inventory's files give to a host.
func (inv *Inventory) HostVars(host string) *value.Dict { return inv.hosts[host] }
