// Package modules are the methods that minions have. A method that is not in the
// registry cannot be called, whatever its name.
package modules

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// A Call is one call of a method.
type Call struct {
	Args   []string
	Minion string
	Dir    string // where a module may keep something
}

// A Method does something, and returns what JSON can say.
type Method func(ctx context.Context, c *Call) (any, error)

// A Module is methods that belong together.
type Module struct {
	Name, Summary string
	Methods       map[string]Method
	Args          map[string]string // how each method's arguments are written
}

// A Registry holds modules.
type Registry struct{ modules map[string]*Module }

// New is a registry of the modules that every minion has, and more.
func New(more ...*Module) *Registry {
	r := &Registry{map[string]*Module{}}
	for _, m := range append([]*Module{command(), copyfile(), hardware(), process(), service(), network(), mounts(), packages(), users(), sysctl(), filetracker(), test()}, more...) {
		r.modules[m.Name] = m
	}
	return r
}

// Call calls "module.method". Each module also has list_methods, get_method_args and
// module_description.
func (r *Registry) Call(ctx context.Context, method string, c *Call) (any, error) {
	name, verb, _ := strings.Cut(method, ".")
	m := r.modules[name]
	if m == nil {
		return nil, fmt.Errorf("there is no module %q; expected one of %s", name, strings.Join(r.Names(), ", "))
	}
	switch verb {
	case "list_methods":
		return slices.Sorted(maps.Keys(m.Methods)), nil
	case "module_description":
		return m.Summary, nil
	case "get_method_args":
		return m.Args, nil
	}
	f := m.Methods[verb]
	if f == nil {
		return nil, fmt.Errorf("module %s has no method %q; expected one of %s", name, verb, strings.Join(slices.Sorted(maps.Keys(m.Methods)), ", "))
	}
	return f(ctx, c)
}

// Names are the modules.
func (r *Registry) Names() []string { return slices.Sorted(maps.Keys(r.modules)) }

// need refuses a call with a wrong number of arguments.
func (c *Call) need(least, most int, usage string) error {
	if len(c.Args) < least || most >= 0 && len(c.Args) > most {
		return fmt.Errorf("%d arguments; expected %s", len(c.Args), usage)
	}
	return nil
}

// An ACL tells which overlord may call what: lines "OVERLORD = method, glob*". With
// one, what it does not name is refused.
type ACL map[string][]string

// ParseACL reads an ACL.
func ParseACL(text string) (ACL, error) {
	acl := ACL{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, list, ok := strings.Cut(line, "=")
		if !ok {
			return nil, fmt.Errorf("line %d: %q: expected OVERLORD = method, glob*", n, line)
		}
		for glob := range strings.SplitSeq(list, ",") {
			glob = strings.TrimSpace(glob)
			if _, err := path.Match(glob, ""); err != nil || glob == "" {
				return nil, fmt.Errorf("line %d: %q is no pattern of methods", n, glob)
			}
			acl[strings.TrimSpace(name)] = append(acl[strings.TrimSpace(name)], glob)
		}
	}
	return acl, nil
}

// Allows reports whether an overlord may call a method. A nil ACL allows all.
func (a ACL) Allows(overlord, method string) bool {
	if a == nil {
		return true
	}
	return slices.ContainsFunc(a[overlord], func(glob string) bool { ok, _ := path.Match(glob, method); return ok })
}

// test is for those who try things out.
func test() *Module {
	return &Module{
		Name: "test", Summary: "Try whether minions answer.",
		Methods: map[string]Method{
			"ping": func(context.Context, *Call) (any, error) { return 1, nil },
			"echo": func(_ context.Context, c *Call) (any, error) { return c.Args, nil },
			"add": func(_ context.Context, c *Call) (any, error) {
				if err := c.need(2, 2, "two numbers"); err != nil {
					return nil, err
				}
				var a, b float64
				if _, err := fmt.Sscan(c.Args[0], &a); err != nil {
					return nil, fmt.Errorf("%q is no number", c.Args[0])
				}
				if _, err := fmt.Sscan(c.Args[1], &b); err != nil {
					return nil, fmt.Errorf("%q is no number", c.Args[1])
				}
				return a + b, nil
			},
			"sleep": func(ctx context.Context, c *Call) (any, error) {
				if err := c.need(1, 1, "seconds"); err != nil {
					return nil, err
				}
				d, err := time.ParseDuration(c.Args[0] + "s")
				if err != nil || d < 0 {
					return nil, fmt.Errorf("%q: expected a number of seconds", c.Args[0])
				}
				select {
				case <-time.After(d):
					return c.Args[0], nil
				case <-ctx.Done():
					return nil, context.Cause(ctx)
				}
			},
		},
		Args: map[string]string{"ping": "", "echo": "TEXT...", "add": "NUMBER NUMBER", "sleep": "SECONDS"},
	}
}
