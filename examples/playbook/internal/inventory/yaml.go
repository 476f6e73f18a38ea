package inventory

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/pyops-go/pyops/examples/playbook/internal/source"
)

func (inv *Inventory) readYAML(path string, decrypt source.Decrypt) error {
	f, err := source.Read(path, decrypt)
	if err != nil || f.Root == nil {
		return err
	}
	if f.Root.Kind != yaml.MappingNode {
		return f.Errorf(f.Root, "expected a dictionary of groups")
	}
	for k, v := range f.Pairs(f.Root) {
		if err := inv.groupNode(f, k.Value, v); err != nil {
			return err
		}
	}
	return nil
}

func (inv *Inventory) groupNode(f *source.File, name string, n *yaml.Node) error {
	g := inv.group(name)
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return f.Errorf(n, "group %q; expected a dictionary of hosts, vars and children", name)
	}
	for k, v := range f.Pairs(n) {
		if v.Kind == yaml.ScalarNode && v.Tag == "!!null" {
			continue
		}
		if v.Kind != yaml.MappingNode {
			return f.Errorf(v, "%s of group %q; expected a dictionary (a name, a colon)", k.Value, name)
		}
		switch k.Value {
		case "vars":
			d, err := f.Dict(v)
			if err != nil {
				return err
			}
			g.Vars.Update(d)
		case "hosts":
			for host, vars := range f.Pairs(v) {
				d, err := f.Dict(vars)
				if err != nil {
					return err
				}
				names, err := expand(host.Value)
				if err != nil {
					return f.Errorf(host, "%v", err)
				}
				for _, h := range names {
					if name == "all" {
						inv.host(h).Update(d)
					} else {
						inv.put(name, h).Update(d)
					}
				}
			}
		case "children":
			for child, c := range f.Pairs(v) {
				if !slices.Contains(g.Children, child.Value) && name != "all" {
					g.Children = append(g.Children, child.Value)
				}
				if err := inv.groupNode(f, child.Value, c); err != nil {
					return err
				}
			}
		default:
			return f.Errorf(k, "key %q of group %q; expected hosts, vars or children", k.Value, name)
		}
	}
	return nil
}
