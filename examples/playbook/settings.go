package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/playbook/internal/inventory"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/remote"
	"github.com/pyops-go/pyops/examples/playbook/internal/run"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vault"
)

// texts is a flag that may be given several times.
type texts []string

func (t *texts) String() string     { return strings.Join(*t, " ") }
func (t *texts) Set(s string) error { *t = append(*t, s); return nil }

// level counts -v.
type level struct {
	n    *int
	step int
}

func (l level) String() string   { return "" }
func (l level) IsBoolFlag() bool { return true }
func (l level) Set(string) error { *l.n += l.step; return nil }

// settings are the flags that plays and ad-hoc commands share.
type settings struct {
	inventories, extra, tags, skip, vaults texts
	limit, user, key, connection           string
	becomeUser, startAt                    string
	forks, timeout, verbosity              int
	check, diff, become, clean, force      bool
	askPass, askBecome, askVault           bool

	// program is what hosts run; "" is this one.
	program string
}

func (s *settings) flags(f *flag.FlagSet) {
	both := func(set func(name string), names ...string) {
		for _, n := range names {
			set(n)
		}
	}
	list := func(to *texts, usage string, names ...string) {
		both(func(n string) { f.Var(to, n, usage) }, names...)
	}
	text := func(to *string, usage string, names ...string) {
		both(func(n string) { f.StringVar(to, n, "", usage) }, names...)
	}
	yes := func(to *bool, usage string, names ...string) {
		both(func(n string) { f.BoolVar(to, n, false, usage) }, names...)
	}
	number := func(to *int, usage string, names ...string) {
		both(func(n string) { f.IntVar(to, n, 0, usage) }, names...)
	}
	list(&s.inventories, "an inventory: a `FILE`, a folder, or names with a comma", "i", "inventory")
	list(&s.extra, "variables: `name=value`, YAML, or @FILE", "e", "extra-vars")
	list(&s.vaults, "a `FILE` with a vault password, or label@FILE", "vault-password-file", "vault-id")
	text(&s.limit, "only hosts of this `PATTERN`, or @FILE", "l", "limit")
	text(&s.user, "who logs in, a `NAME`", "u", "user")
	text(&s.key, "a `FILE` of a private key", "private-key", "key-file")
	text(&s.connection, "`ssh` or local", "c", "connection")
	text(&s.becomeUser, "whom to become, a `NAME`; root if not said", "become-user")
	number(&s.forks, "hosts at once, a `NUMBER`; 5 if not said", "f", "forks")
	number(&s.timeout, "`SECONDS` for the way to a host; 10 if not said", "T", "timeout")
	yes(&s.check, "say what would change, and change nothing", "C", "check")
	yes(&s.diff, "show what changes in files", "D", "diff")
	yes(&s.become, "become another user, with sudo", "b", "become")
	yes(&s.askPass, "ask for the password of who logs in", "k", "ask-pass")
	yes(&s.askBecome, "ask for sudo's password", "K", "ask-become-pass")
	yes(&s.askVault, "ask for the vault password", "ask-vault-pass", "J")
	yes(&s.clean, "take the agents away from the hosts at the end", "clean")
	for i := 1; i <= 4; i++ {
		f.Var(level{&s.verbosity, i}, strings.Repeat("v", i), "show more; up to -vvvv")
	}
	f.Var(level{&s.verbosity, 1}, "verbose", "show more")
}

// A secretBox opens vaults, and remembers what it found there, so that no output
// shows it.
type secretBox struct {
	secrets []vault.Secret
	mu      sync.Mutex
	opened  []string
}

func (b *secretBox) decrypt(text string) (string, error) {
	if len(b.secrets) == 0 {
		return "", errors.New("is encrypted; expected --vault-password-file or --ask-vault-pass")
	}
	data, err := vault.Decrypt(text, b.secrets)
	if err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	// A whole file is known by its values, not as one text.
	if s := string(data); !strings.Contains(strings.TrimSpace(s), "\n") && !strings.Contains(s, ": ") {
		b.opened = append(b.opened, s)
	}
	return string(data), nil
}

func (b *secretBox) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened[:len(b.opened):len(b.opened)]
}

func (b *secretBox) read(files []string) error {
	for _, f := range files {
		id, path, ok := strings.Cut(f, "@")
		if !ok {
			id, path = "", f
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("vault password: %w", err)
		}
		b.secrets = append(b.secrets, vault.Secret{ID: id, Password: []byte(strings.TrimSpace(string(data)))})
	}
	return nil
}

// options puts flags, ansible.cfg and the inventory together.
func (s *settings) options(std cli.IO) (run.Options, error) {
	var o run.Options
	cfg, err := configured()
	if err != nil {
		return o, err
	}
	if cfg.warn != "" {
		fmt.Fprintln(std.Err, "[WARNING]: "+cfg.warn)
	}
	box := new(secretBox)
	files := []string(s.vaults)
	if f := cfg.filePath("defaults", "vault_password_file"); f != "" && len(files) == 0 {
		files = []string{f}
	}
	if err := box.read(files); err != nil {
		return o, err
	}
	if s.askVault {
		p, err := cli.AskSecret(std, "Vault password: ")
		if err != nil {
			return o, err
		}
		box.secrets = append(box.secrets, vault.Secret{Password: []byte(p)})
	}
	sources := []string(s.inventories)
	if len(sources) == 0 {
		sources = cfg.files("defaults", "inventory", ",")
	}
	o = run.Options{Decrypt: box.decrypt, Secrets: box.all, Out: std.Out, Err: std.Err, Check: s.check, Diff: s.diff, Verbosity: s.verbosity,
		ForceHandlers: s.force, Clean: s.clean, StartAt: s.startAt, Connection: s.connection, Become: s.become, BecomeUser: s.becomeUser,
		User: s.user, KeyFile: s.key, Ask: asker(std)}
	if o.User == "" {
		o.User, _ = cfg.text("defaults", "remote_user")
	}
	if o.KeyFile == "" {
		o.KeyFile = cfg.filePath("defaults", "private_key_file")
	}
	if o.Inventory, err = inventory.Load(sources, box.decrypt); err != nil {
		return o, err
	}
	if err := cfg.fill(&o); err != nil {
		return o, err
	}
	if s.forks > 0 {
		o.Forks = s.forks
	}
	if s.timeout > 0 {
		o.Timeout = time.Duration(s.timeout) * time.Second
	}
	if s.askPass {
		if o.Password, err = cli.AskSecret(std, "SSH password: "); err != nil {
			return o, err
		}
	}
	if s.askBecome {
		if o.BecomePassword, err = cli.AskSecret(std, "BECOME password: "); err != nil {
			return o, err
		}
	}
	if o.Extra, err = extraVars(s.extra, box.decrypt); err != nil {
		return o, err
	}
	for _, t := range s.tags {
		o.Tags = append(o.Tags, strings.Split(t, ",")...)
	}
	for _, t := range s.skip {
		o.SkipTags = append(o.SkipTags, strings.Split(t, ",")...)
	}
	if s.limit != "" {
		pattern, err := inventory.Limit(s.limit)
		if err != nil {
			return o, err
		}
		hosts, unmatched, err := o.Inventory.Select(pattern)
		if err != nil {
			return o, err
		}
		for _, u := range unmatched {
			fmt.Fprintf(std.Err, "[WARNING]: Could not match supplied host pattern, ignoring: %s\n", u)
		}
		if len(hosts) == 0 {
			return o, fmt.Errorf("--limit %q does not match any host", s.limit)
		}
		o.Limit = hosts
	}
	roles := cfg.files("defaults", "roles_path", string(filepath.ListSeparator))
	home, _ := os.UserHomeDir()
	roles = append(roles, filepath.Join(home, ".ansible/roles"), "/etc/ansible/roles")
	o.Loader = &play.Loader{Decrypt: box.decrypt, RolesPath: roles}
	o.Program, err = remote.OpenProgram(s.program)
	return o, err
}

// extraVars reads -e.
func extraVars(list []string, decrypt source.Decrypt) (*value.Dict, error) {
	out := value.NewDict()
	for _, e := range list {
		switch {
		case strings.HasPrefix(e, "@"):
			f, err := source.Read(e[1:], decrypt)
			if err != nil {
				return nil, err
			}
			d, err := f.Dict(f.Root)
			if err != nil {
				return nil, err
			}
			out.Update(d)
		case strings.HasPrefix(strings.TrimSpace(e), "{"):
			f, err := source.Parse("--extra-vars", []byte(e), decrypt)
			if err != nil {
				return nil, err
			}
			d, err := f.Dict(f.Root)
			if err != nil {
				return nil, err
			}
			out.Update(d)
		default:
			d, err := play.ParseArguments(nil, value.Text{S: e})
			if err != nil {
				return nil, fmt.Errorf("--extra-vars %q; expected name=value, YAML in braces, or @FILE", e)
			}
			out.Update(d)
		}
	}
	return out, nil
}

// said tells a mistake that was found before any host, and has its exit status.
func said(std cli.IO, err error) error {
	if err == nil {
		return nil
	}
	io.WriteString(std.Err, "ERROR! "+err.Error()+"\n")
	return cli.Status(statusMistake, nil)
}
