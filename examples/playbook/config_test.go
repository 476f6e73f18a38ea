package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/playbook/internal/run"
	"github.com/pyops-go/pyops/internal/peers"
)

// bare takes away what the environment may say of Ansible, and gives a home.
func bare(t *testing.T, home string) {
	for _, names := range variables {
		for _, n := range names {
			t.Setenv(n, "")
			os.Unsetenv(n)
		}
	}
	t.Setenv("ANSIBLE_CONFIG", "")
	os.Unsetenv("ANSIBLE_CONFIG")
	t.Setenv("HOME", home)
}

// chosen is what options come to, with these flags, in this folder.
func chosen(t *testing.T, x *trial, here string, s settings) (run.Options, string, error) {
	t.Helper()
	t.Chdir(filepath.Join(x.dir, here))
	var b strings.Builder
	o, err := s.options(cli.IO{Out: &b, Err: &b})
	return o, b.String(), err
}

// Ansible's own configuration manager, for the same files, folder and environment.
const manager = `
import json, os, sys
from ansible.config.manager import ConfigManager, find_ini_config_file
warnings = set()
path = find_ini_config_file(warnings)
m = ConfigManager()
names = ['DEFAULT_FORKS', 'DEFAULT_TIMEOUT', 'DEFAULT_REMOTE_USER', 'DEFAULT_REMOTE_PORT', 'DEFAULT_PRIVATE_KEY_FILE', 'HOST_KEY_CHECKING',
	'DEFAULT_ROLES_PATH', 'DEFAULT_FORCE_HANDLERS', 'DEFAULT_GATHERING', 'DEFAULT_STRATEGY', 'DEFAULT_BECOME', 'DEFAULT_BECOME_USER', 'DEFAULT_HOST_LIST']
print(json.dumps({n: m.get_config_value(n) for n in names} | {'path': path, 'warnings': len(warnings)}, default=str))
`

func TestConfigurationIsFoundWhereAnsibleFindsIt(t *testing.T) {
	peers.Need(t, "ansible-playbook")
	if _, err := os.Stat("/etc/ansible/ansible.cfg"); err == nil {
		t.Log("this machine has an /etc/ansible/ansible.cfg; it comes last")
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		env   map[string]string
		open  bool // anybody may write to the folder
	}{
		{name: "nothing"},
		{name: "home", files: map[string]string{"home/.ansible.cfg": "[defaults]\nforks = 3\n"}},
		{name: "here before home", files: map[string]string{"home/.ansible.cfg": "[defaults]\nforks = 3\n", "here/ansible.cfg": "[defaults]\nforks = 4\n"}},
		{name: "variable before here", files: map[string]string{"here/ansible.cfg": "[defaults]\nforks = 4\n", "other/it.cfg": "[defaults]\nforks = 6\n"}, env: map[string]string{"ANSIBLE_CONFIG": "@/other/it.cfg"}},
		{name: "variable of a folder", files: map[string]string{"other/ansible.cfg": "[defaults]\nforks = 6\n"}, env: map[string]string{"ANSIBLE_CONFIG": "@/other"}},
		{name: "variable of nothing", files: map[string]string{"here/ansible.cfg": "[defaults]\nforks = 4\n"}, env: map[string]string{"ANSIBLE_CONFIG": "@/nowhere.cfg"}},
		{name: "a folder that is open to all", open: true, files: map[string]string{"home/.ansible.cfg": "[defaults]\nforks = 3\n", "here/ansible.cfg": "[defaults]\nforks = 4\n"}},
		{name: "all keys", files: map[string]string{"here/ansible.cfg": `# a comment
[defaults]
forks = 7 ; as many
timeout=33
remote_user = opsuser
remote_port = 2222
private_key_file = keys/id
host_key_checking = False
roles_path = roles:/shared/roles
force_handlers = yes
gathering = explicit
strategy = free
inventory = hosts.ini
; another
[privilege_escalation]
become = True
become_user = nobody
`, "here/hosts.ini": "h1\n"}},
		{name: "environment before file", files: map[string]string{"here/ansible.cfg": "[defaults]\nforks = 7\nremote_user = a\nroles_path = roles\ngathering = explicit\n"},
			env: map[string]string{"ANSIBLE_FORKS": "8", "ANSIBLE_REMOTE_USER": "b", "ANSIBLE_ROLES_PATH": "@/other", "ANSIBLE_GATHERING": "smart", "ANSIBLE_HOST_KEY_CHECKING": "no", "ANSIBLE_TIMEOUT": "5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTrial(t, c.files)
			for _, d := range []string{"home", "here"} {
				if err := os.MkdirAll(filepath.Join(x.dir, d), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if c.open {
				if err := os.Chmod(filepath.Join(x.dir, "here"), 0o777); err != nil {
					t.Fatal(err)
				}
			}
			bare(t, filepath.Join(x.dir, "home"))
			for k, v := range c.env {
				t.Setenv(k, strings.ReplaceAll(v, "@", x.dir))
			}
			o, said, err := chosen(t, x, "here", settings{})
			if err != nil {
				t.Fatal(err)
			}
			p := exec.Command("/usr/bin/python3", "-c", manager)
			p.Stderr = os.Stderr
			out, err := p.Output()
			var theirs struct {
				Path        *string
				Warnings    int
				Forks       int      `json:"DEFAULT_FORKS"`
				Timeout     int      `json:"DEFAULT_TIMEOUT"`
				User        *string  `json:"DEFAULT_REMOTE_USER"`
				Port        *int     `json:"DEFAULT_REMOTE_PORT"`
				Key         *string  `json:"DEFAULT_PRIVATE_KEY_FILE"`
				Checking    bool     `json:"HOST_KEY_CHECKING"`
				Roles       []string `json:"DEFAULT_ROLES_PATH"`
				Force       bool     `json:"DEFAULT_FORCE_HANDLERS"`
				Gathering   string   `json:"DEFAULT_GATHERING"`
				Strategy    string   `json:"DEFAULT_STRATEGY"`
				Become      bool     `json:"DEFAULT_BECOME"`
				BecomeUser  string   `json:"DEFAULT_BECOME_USER"`
				Inventories []string `json:"DEFAULT_HOST_LIST"`
			}
			if err := errors.Join(err, json.Unmarshal(out, &theirs)); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			text := func(p *string) string {
				if p == nil {
					return ""
				}
				return *p
			}
			port := 0
			if theirs.Port != nil {
				port = *theirs.Port
			}
			same := func(what string, ours, theirs any) {
				t.Helper()
				if ours != theirs {
					t.Errorf("%s: %v, Ansible's %v", what, ours, theirs)
				}
			}
			cfg, err := configured()
			if err != nil {
				t.Fatal(err)
			}
			same("file", cfg.path, text(theirs.Path))
			same("a warning", strings.Contains(said, "anybody"), theirs.Warnings > 0)
			same("forks", o.Forks, theirs.Forks)
			same("timeout", o.Timeout, time.Duration(theirs.Timeout)*time.Second)
			same("remote_user", o.User, text(theirs.User))
			same("remote_port", o.Port, port)
			same("private_key_file", o.KeyFile, text(theirs.Key))
			same("host_key_checking", !o.AnyKey, theirs.Checking)
			same("force_handlers", o.ForceHandlers, theirs.Force)
			same("gathering", strings.Replace(o.Gathering, "implicit", "", 1), strings.Replace(theirs.Gathering, "implicit", "", 1))
			same("strategy", strings.Replace(o.Strategy, "linear", "", 1), strings.Replace(theirs.Strategy, "linear", "", 1))
			same("become", o.Become, theirs.Become)
			if o.BecomeUser != "" || theirs.BecomeUser != "root" {
				same("become_user", o.BecomeUser, theirs.BecomeUser)
			}
			if len(o.Inventory.Sources) > 0 {
				same("inventory", strings.Join(o.Inventory.Sources, ","), strings.Join(theirs.Inventories, ","))
			}
			if c.files["here/ansible.cfg"] != "" && strings.Contains(c.files["here/ansible.cfg"], "roles_path") {
				same("roles_path", strings.Join(o.Loader.RolesPath[:len(theirs.Roles)], ":"), strings.Join(theirs.Roles, ":"))
			}
		})
	}
}

func TestConfigurationOfTransfersAndVaults(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "scp_if_ssh = smart": "", "scp_if_ssh = True": "scp", "scp_if_ssh = no": "sftp", "transfer_method = piped": "piped", "transfer_method = SCP": "scp",
		"transfer_method = sftp\nscp_if_ssh = True": "sftp", "transfer_method = smart\nscp_if_ssh = True": "smart",
	} {
		x := newTrial(t, map[string]string{"ansible.cfg": "[ssh_connection]\n" + text + "\n[defaults]\nvault_password_file = secret/key\n", "secret/key": "open sesame\n", "home/x": ""})
		bare(t, filepath.Join(x.dir, "home"))
		o, _, err := chosen(t, x, ".", settings{})
		if err != nil || o.Transfer != want {
			t.Errorf("%s: %q, %v; want %q", text, o.Transfer, err, want)
		}
		if _, err := o.Decrypt("$ANSIBLE_VAULT;1.1;AES256\n00\n"); err == nil || strings.Contains(err.Error(), "expected --vault-password-file") {
			t.Errorf("the vault's password was not read: %v", err)
		}
	}
}

func TestFlagsGoBeforeTheConfiguration(t *testing.T) {
	x := newTrial(t, map[string]string{"ansible.cfg": "[defaults]\nforks = 7\ntimeout = 8\nremote_user = a\nprivate_key_file = k\n[privilege_escalation]\nbecome_user = b\n", "home/x": ""})
	bare(t, filepath.Join(x.dir, "home"))
	o, _, err := chosen(t, x, ".", settings{forks: 2, timeout: 3, user: "me", key: "mine", becomeUser: "them"})
	if err != nil || o.Forks != 2 || o.Timeout != 3*time.Second || o.User != "me" || o.KeyFile != "mine" || o.BecomeUser != "them" {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestWrongConfigurations(t *testing.T) {
	for text, reason := range map[string]string{
		"[defaults]\nforks = many":                         "ansible.cfg: forks = many; expected a number above zero",
		"[defaults]\nforks = 0":                            "expected a number above zero",
		"[defaults]\nhost_key_checking = perhaps":          "host_key_checking = perhaps; expected yes or no",
		"[defaults]\ngathering = never":                    "gathering = never; expected implicit or explicit or smart",
		"[defaults]\nstrategy = debug":                     "strategy = debug; expected linear",
		"[privilege_escalation]\nbecome_method = su":       "become_method = su; expected sudo",
		"[ssh_connection]\ntransfer_method = ftp":          "transfer_method = ftp; expected smart or sftp or scp or piped",
		"[ssh_connection]\nscp_if_ssh = perhaps":           "scp_if_ssh = perhaps; expected yes, no or smart",
		"[defaults\nforks = 1":                             "ansible.cfg:1: [defaults; expected [section]",
		"[defaults]\nvault_password_file = nowhere/at/all": "nowhere/at/all",
		"[defaults]\ninventory = nowhere":                  "nowhere",
	} {
		x := newTrial(t, map[string]string{"ansible.cfg": text + "\n", "home/x": ""})
		bare(t, filepath.Join(x.dir, "home"))
		_, _, err := chosen(t, x, ".", settings{})
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v; want %q", text, err, reason)
		}
	}
	var missing *fs.PathError
	x := newTrial(t, map[string]string{"ansible.cfg": "[defaults]\ninventory = nowhere\n"})
	bare(t, x.dir)
	if _, _, err := chosen(t, x, ".", settings{}); !errors.As(err, &missing) {
		t.Errorf("%v names no file", err)
	}
}
