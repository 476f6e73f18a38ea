package run

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/inventory"
	"github.com/pyops-go/pyops/examples/playbook/internal/remote"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/sshx"
)

// target is the host that a task runs on, a connection to it, and as whom.
func (n *turn) target(ctx context.Context, scope *vars.Scope) (name string, c *remote.Connection, as remote.Become, err error) {
	name = n.h.name
	if d, ok := n.t.Get("delegate_to"); ok {
		s, err := scope.String(d)
		if err != nil {
			return name, nil, as, err
		}
		if s != "" && s != vars.Omit {
			name = s
		}
	}
	from := scope
	if name != n.h.name {
		from = n.r.hostScope(n.r.host(name), nil)
	}
	if as, err = n.become(scope); err != nil {
		return name, nil, as, err
	}
	o, err := n.reach(ctx, name, from)
	if err != nil {
		return name, nil, as, err
	}
	c, err = n.r.connect(ctx, o)
	return name, c, as, err
}

// setting is a variable, or a keyword of the task, or what is left.
func (n *turn) setting(scope *vars.Scope, keyword string, names ...string) (any, error) {
	for _, v := range names {
		x, ok, err := scope.Lookup(v)
		if err != nil {
			return nil, err
		}
		if ok {
			return x, nil
		}
	}
	if keyword != "" {
		if v, ok := n.t.Get(keyword); ok {
			return scope.Eval(v)
		}
	}
	return nil, nil
}

func (n *turn) become(scope *vars.Scope) (as remote.Become, err error) {
	v, err := n.setting(scope, "become", "ansible_become")
	if err != nil {
		return as, err
	}
	yes := n.r.Become
	if v != nil {
		yes, _ = value.Bool(v)
	}
	if !yes {
		return as, nil
	}
	method, err := n.setting(scope, "become_method", "ansible_become_method")
	if err != nil {
		return as, err
	}
	if m := strings.TrimPrefix(value.Str(orText(method, "sudo")), "ansible.builtin."); m != "sudo" {
		return as, fmt.Errorf("become_method %q; expected sudo", m)
	}
	as.User, as.Password = n.r.BecomeUser, n.r.BecomePassword
	for _, f := range []struct {
		to      *string
		keyword string
		names   []string
	}{
		{&as.User, "become_user", []string{"ansible_become_user"}},
		{&as.Flags, "become_flags", []string{"ansible_become_flags"}},
		{&as.Exe, "become_exe", []string{"ansible_become_exe"}},
		{&as.Password, "", []string{"ansible_become_password", "ansible_become_pass", "ansible_sudo_pass"}},
	} {
		v, err := n.setting(scope, f.keyword, f.names...)
		if err != nil {
			return as, err
		}
		if v != nil {
			*f.to = value.Str(v)
		}
	}
	if as.User == "" {
		as.User = "root"
	}
	as.Patience = n.r.BecomeTimeout
	if v, err = n.setting(scope, "", "ansible_become_timeout"); err != nil {
		return as, err
	}
	if v != nil {
		seconds, ok := value.Int(v)
		if !ok || seconds < 1 {
			return as, fmt.Errorf("ansible_become_timeout: %s; expected seconds above zero", value.Repr(v))
		}
		as.Patience = time.Duration(seconds) * time.Second
	}
	return as, nil
}

func orText(v any, other string) any {
	if v == nil {
		return other
	}
	return v
}

// reach says how a host is reached.
func (n *turn) reach(ctx context.Context, name string, scope *vars.Scope) (o remote.Options, err error) {
	r := n.r
	o = remote.Options{Host: name, User: r.User, Password: r.Password, KeyFile: r.KeyFile, Port: r.Port, KnownHosts: r.KnownHosts, AnyKey: r.AnyKey, Timeout: r.Timeout, Transfer: r.Transfer, Program: r.Program}
	get := func(keyword string, names ...string) string {
		v, e := n.setting(scope, keyword, names...)
		if e != nil && err == nil {
			err = e
		}
		if v == nil {
			return ""
		}
		return value.Str(v)
	}
	kind := get("connection", "ansible_connection")
	if kind == "" {
		kind = r.Connection
	}
	if kind == "" && inventory.Implicit(name) && (!r.known(name) || !scope.Has("ansible_host")) && !scope.Has("ansible_port") {
		kind = "local"
	}
	switch strings.TrimPrefix(kind, "ansible.builtin.") {
	case "local":
		o.Local = true
		return o, err
	case "", "ssh", "smart", "paramiko", "paramiko_ssh":
	default:
		return o, fmt.Errorf("connection %q; expected ssh or local", kind)
	}
	alias := name
	for _, f := range []struct {
		to      *string
		keyword string
		names   []string
	}{
		{&o.Host, "", []string{"ansible_host", "ansible_ssh_host"}},
		{&o.User, "remote_user", []string{"ansible_user", "ansible_ssh_user"}},
		{&o.Password, "", []string{"ansible_password", "ansible_ssh_pass", "ansible_ssh_password"}},
		{&o.KeyFile, "", []string{"ansible_ssh_private_key_file", "ansible_private_key_file"}},
		{&o.Transfer, "", []string{"ansible_ssh_transfer_method"}},
	} {
		if s := get(f.keyword, f.names...); s != "" {
			*f.to = s
		}
	}
	if s := get("port", "ansible_port", "ansible_ssh_port"); s != "" {
		p, ok := value.Int(s)
		if !ok || p < 1 || p > 65535 {
			return o, fmt.Errorf("port %q; expected 1 to 65535", s)
		}
		o.Port = p
	}
	if strings.HasPrefix(o.KeyFile, "~/") {
		home, _ := os.UserHomeDir()
		o.KeyFile = home + o.KeyFile[1:]
	}
	if s := get("", "ansible_host_key_checking", "ansible_ssh_host_key_checking"); s != "" {
		if b, ok := value.Bool(s); ok {
			o.AnyKey = !b
		}
	}
	for _, a := range []string{"ansible_ssh_common_args", "ansible_ssh_extra_args", "ansible_ssh_args"} {
		words, e := pytext.Split(get("", a))
		if e != nil {
			return o, fmt.Errorf("%s: %w", a, e)
		}
		for i, w := range words {
			if w != "-o" && strings.HasPrefix(w, "-o") {
				w = w[2:]
			} else if i == 0 || words[i-1] != "-o" {
				continue
			}
			k, v, _ := strings.Cut(w, "=")
			switch strings.ToLower(k) {
			case "stricthostkeychecking":
				o.AnyKey = v == "no" || v == "accept-new"
			case "userknownhostsfile":
				o.KnownHosts = append(o.KnownHosts, v)
			case "proxycommand":
				o.ProxyCommand = v
			}
		}
	}
	return o, n.sshConfig(ctx, alias, &o, err)
}

// sshConfig fills in what ~/.ssh/config says and nothing else did.
func (n *turn) sshConfig(ctx context.Context, alias string, o *remote.Options, err error) error {
	if err != nil {
		return err
	}
	home, e := os.UserHomeDir()
	if e != nil {
		return nil
	}
	config, e := sshx.ReadSSHConfig(home+"/.ssh/config", nil)
	if e != nil {
		return nil
	}
	d, e := config.Lookup(ctx, o.Host, nil)
	if e != nil {
		return nil
	}
	if h := d.Get("hostname"); h != "" {
		o.Host = h
	}
	if o.User == "" {
		o.User = d.Get("user")
	}
	if p, e := d.AsInt("port"); e == nil && o.Port == 0 {
		o.Port = p
	}
	if o.KeyFile == "" {
		o.KeyFile = d.Get("identityfile")
	}
	if o.ProxyCommand == "" && d.Get("proxycommand") != "none" {
		o.ProxyCommand = d.Get("proxycommand")
	}
	return nil
}

// connect is the connection to a host: one for all tasks of a run.
func (r *Runner) connect(ctx context.Context, o remote.Options) (*remote.Connection, error) {
	key := fmt.Sprintf("%t %s %s %d %s", o.Local, o.User, o.Host, o.Port, o.KeyFile)
	r.mu.Lock()
	c := r.conns[key]
	r.mu.Unlock()
	if c != nil && !c.Lost() {
		return c, nil
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	fresh, err := remote.Connect(ctx, o)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.conns[key]; other != nil && other != c {
		go fresh.Close()
		return other, nil
	}
	if c != nil {
		go c.Close()
	}
	r.conns[key] = fresh
	return fresh, nil
}
