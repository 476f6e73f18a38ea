package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/examples/playbook/internal/run"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A configuration is an ansible.cfg and the variables of the environment that go
// before it.
type configuration struct {
	path string // "" without a file
	file *confobj.ConfigObj
	warn string
}

// variables are the environment's names of what ansible.cfg may say.
var variables = map[string][]string{
	"defaults inventory":                 {"ANSIBLE_INVENTORY"},
	"defaults forks":                     {"ANSIBLE_FORKS"},
	"defaults timeout":                   {"ANSIBLE_TIMEOUT"},
	"defaults remote_user":               {"ANSIBLE_REMOTE_USER"},
	"defaults remote_port":               {"ANSIBLE_REMOTE_PORT"},
	"defaults private_key_file":          {"ANSIBLE_PRIVATE_KEY_FILE"},
	"defaults host_key_checking":         {"ANSIBLE_HOST_KEY_CHECKING"},
	"defaults vault_password_file":       {"ANSIBLE_VAULT_PASSWORD_FILE"},
	"defaults roles_path":                {"ANSIBLE_ROLES_PATH"},
	"defaults force_handlers":            {"ANSIBLE_FORCE_HANDLERS"},
	"defaults gathering":                 {"ANSIBLE_GATHERING"},
	"defaults strategy":                  {"ANSIBLE_STRATEGY"},
	"privilege_escalation become":        {"ANSIBLE_BECOME"},
	"privilege_escalation become_user":   {"ANSIBLE_BECOME_USER"},
	"ssh_connection transfer_method":     {"ANSIBLE_SSH_TRANSFER_METHOD"},
	"ssh_connection scp_if_ssh":          {"ANSIBLE_SCP_IF_SSH"},
	"ssh_connection host_key_checking":   {"ANSIBLE_SSH_HOST_KEY_CHECKING"},
	"privilege_escalation become_method": {"ANSIBLE_BECOME_METHOD"},
}

// configured finds the first ansible.cfg in Ansible's order: where ANSIBLE_CONFIG
// says, here, in the home, in /etc/ansible. One in a folder that anybody may write
// to could be anybody's, and is passed over.
func configured() (*configuration, error) {
	home, _ := os.UserHomeDir()
	c := &configuration{}
	var places []string
	if p := os.Getenv("ANSIBLE_CONFIG"); p != "" {
		p = expanded(p, home)
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			p = filepath.Join(p, "ansible.cfg")
		}
		places = append(places, p)
	}
	if info, err := os.Stat("."); err == nil && info.Mode().Perm()&0o002 != 0 {
		if _, err := os.Stat("ansible.cfg"); err == nil {
			c.warn = "this folder may be written to by anybody: its ansible.cfg is not read"
		}
	} else {
		places = append(places, "ansible.cfg")
	}
	for _, p := range append(places, filepath.Join(home, ".ansible.cfg"), "/etc/ansible/ansible.cfg") {
		if _, err := os.Stat(p); err != nil {
			continue
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		text, err := iniText(p, string(data))
		if err != nil {
			return nil, err
		}
		file, err := confobj.Parse([]byte(text), &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		c.path, err = filepath.Abs(p)
		c.file = file
		return c, err
	}
	return c, nil
}

func expanded(path, home string) string {
	path = os.ExpandEnv(path)
	if path == "~" || strings.HasPrefix(path, "~/") {
		path = home + path[1:]
	}
	return path
}

// text is a setting, and where it comes from; "" is one that nobody made.
func (c *configuration) text(section, key string) (text, from string) {
	for _, name := range variables[section+" "+key] {
		if v := os.Getenv(name); v != "" {
			return v, name
		}
	}
	if c.file == nil {
		return "", ""
	}
	for _, s := range []string{section, "DEFAULT"} {
		if v, err := c.file.Sub(s).AsString(key); err == nil {
			return strings.TrimSpace(v), c.path + ": " + key
		}
	}
	return "", ""
}

// filePath is a setting that names a file, from the folder of ansible.cfg where that
// has it.
func (c *configuration) filePath(section, key string) string {
	v, from := c.text(section, key)
	return c.located(v, from)
}

func (c *configuration) located(v, from string) string {
	if v == "" {
		return ""
	}
	home, _ := os.UserHomeDir()
	if here, err := os.Getwd(); err == nil {
		v = strings.ReplaceAll(v, "{{CWD}}", here)
	}
	v = expanded(v, home)
	if !filepath.IsAbs(v) && c.path != "" && strings.HasPrefix(from, c.path) {
		v = filepath.Join(filepath.Dir(c.path), v)
	}
	return v
}

// files is a setting that names several files, with a separator between them. A list
// of hosts has a comma at its end and is no file.
func (c *configuration) files(section, key, separator string) []string {
	v, from := c.text(section, key)
	if v == "" {
		return nil
	}
	var out []string
	for w := range strings.SplitSeq(v, separator) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, c.located(w, from))
		}
	}
	return out
}

func (c *configuration) number(section, key string, missing int) (int, error) {
	v, from := c.text(section, key)
	if v == "" {
		return missing, nil
	}
	n, ok := value.Int(v)
	if !ok || n < 1 {
		return 0, fmt.Errorf("%s = %s; expected a number above zero", from, v)
	}
	return n, nil
}

func (c *configuration) truth(section, key string, missing bool) (bool, error) {
	v, from := c.text(section, key)
	if v == "" {
		return missing, nil
	}
	b, ok := value.Bool(v)
	if !ok {
		return false, fmt.Errorf("%s = %s; expected yes or no", from, v)
	}
	return b, nil
}

// choice is a setting that is one of some words.
func (c *configuration) choice(section, key string, words ...string) (string, error) {
	v, from := c.text(section, key)
	v = strings.ToLower(v)
	if v == "" {
		return "", nil
	}
	for _, w := range words {
		if v == w {
			return v, nil
		}
	}
	return "", fmt.Errorf("%s = %s; expected %s", from, v, strings.Join(words, " or "))
}

// transfer is how files go to hosts: transfer_method, or the older scp_if_ssh.
func (c *configuration) transfer() (string, error) {
	t, err := c.choice("ssh_connection", "transfer_method", "smart", "sftp", "scp", "piped")
	if t != "" || err != nil {
		return t, err
	}
	v, _ := c.text("ssh_connection", "scp_if_ssh")
	if v == "" || strings.EqualFold(v, "smart") {
		return "", nil
	}
	scp, err := c.truth("ssh_connection", "scp_if_ssh", false)
	if err != nil {
		return "", errors.New(strings.Replace(err.Error(), "yes or no", "yes, no or smart", 1))
	}
	if scp {
		return "scp", nil
	}
	return "sftp", nil
}

// fill puts into options what no flag has.
func (c *configuration) fill(o *run.Options) error {
	var err error
	number := func(to *int, key string, missing int) {
		n, e := c.number("defaults", key, missing)
		err = errors.Join(err, e)
		*to = n
	}
	truth := func(section, key string, missing bool) bool {
		b, e := c.truth(section, key, missing)
		err = errors.Join(err, e)
		return b
	}
	choice := func(section, key string, words ...string) string {
		w, e := c.choice(section, key, words...)
		err = errors.Join(err, e)
		return w
	}
	var seconds int
	number(&o.Forks, "forks", 5)
	number(&seconds, "timeout", 10)
	number(&o.Port, "remote_port", 0)
	o.Timeout = time.Duration(seconds) * time.Second
	o.AnyKey = !truth("defaults", "host_key_checking", truth("ssh_connection", "host_key_checking", true))
	o.Become = o.Become || truth("privilege_escalation", "become", false)
	o.ForceHandlers = o.ForceHandlers || truth("defaults", "force_handlers", false)
	if o.BecomeUser == "" {
		o.BecomeUser, _ = c.text("privilege_escalation", "become_user")
	}
	choice("privilege_escalation", "become_method", "sudo", "ansible.builtin.sudo")
	o.Gathering = choice("defaults", "gathering", "implicit", "explicit", "smart")
	o.Strategy = choice("defaults", "strategy", "linear", "free", "host_pinned", "ansible.builtin.linear", "ansible.builtin.free", "ansible.builtin.host_pinned")
	transfer, e := c.transfer()
	o.Transfer = transfer
	return errors.Join(err, e)
}
