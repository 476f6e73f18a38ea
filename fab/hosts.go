package fab

import (
	"context"
	"slices"
	"strings"
)

// hostsFor are the hosts that a task runs on. chosen is whether anybody named any:
// a task without hosts runs here, once, and one whose hosts are all excluded does
// not run.
func (c *Context) hostsFor(t *Task, o *ExecuteOptions) (hosts, roles []string, chosen bool, err error) {
	e := c.Env
	from, of := e.Hosts, e.Roles
	switch {
	case len(o.Hosts) > 0 || len(o.Roles) > 0:
		from, of = o.Hosts, o.Roles
	case len(t.Hosts) > 0 || len(t.Roles) > 0:
		from, of = t.Hosts, t.Roles
	}
	var unknown []string
	for _, r := range of {
		if _, ok := e.Roledefs[r]; !ok {
			unknown = append(unknown, r)
		}
	}
	if unknown != nil {
		message := "The following specified roles do not exist:\n" + Indent(strings.Join(unknown, "\n"), nil)
		return nil, nil, false, &Error{Kind: ErrAbort, Op: "task " + t.Name, Input: strings.Join(unknown, ", "), Reason: "no such role in env.roledefs", message: message}
	}
	all := trimmed(slices.Clone(from))
	for _, r := range of {
		members, err := e.Roledefs[r].members(c)
		if err != nil {
			return nil, nil, false, &Error{Kind: ErrAbort, Op: "task " + t.Name, Input: r, Reason: "the hosts of the role cannot be found", Err: err}
		}
		all = append(all, trimmed(members)...)
	}
	out := map[string]bool{} // as they are written, and in full
	for _, list := range [][]string{o.ExcludeHosts, e.ExcludeHosts} {
		for _, x := range list {
			out[x], out[e.NormalizeToString(x)] = true, true
		}
	}
	seen := map[string]bool{}
	for _, h := range all {
		if h == "" {
			continue
		}
		chosen = true
		if len(out) > 0 && (out[h] || out[e.NormalizeToString(h)]) || seen[h] && !e.KeepDuplicates {
			continue
		}
		seen[h] = true
		hosts = append(hosts, h)
	}
	return hosts, slices.Clone(of), chosen, nil
}

func (r Role) members(ctx context.Context) ([]string, error) {
	if r.Find != nil {
		return r.Find(ctx)
	}
	return slices.Clone(r.Hosts), nil
}
