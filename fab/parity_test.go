package fab_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
)

// What stands here was found out on Fabric 1.14 itself, which cannot be installed
// any more: its transcripts are in TestTranscripts, these are its smaller answers.

func TestCallsAreReadAsByFabric(t *testing.T) {
	for _, q := range []struct {
		text   string
		args   []string
		kwargs map[string]string
		hosts  []string
		roles  []string
		not    []string
	}{
		{text: "t"},
		{text: "t:", args: []string{""}},
		{text: `t:a\,b,c`, args: []string{"a,b", "c"}},
		{text: `t:x=1\=2`, kwargs: map[string]string{"x": "1=2"}},
		{text: `t:u\:v`, args: []string{`u\:v`}},
		{text: "t:a:b", args: []string{"a:b"}},
		{text: "t: a , b ", args: []string{" a ", " b "}},
		{text: "t:k=", kwargs: map[string]string{"k": ""}},
		{text: "t:host=h", hosts: []string{"h"}},
		{text: "t:hosts=a;b", hosts: []string{"a", "b"}},
		{text: "t:hosts=a;;b ;c", hosts: []string{"a", "", "b", "c"}},
		{text: `t:hosts=a\;b`, hosts: []string{`a\`, "b"}},
		{text: "t:role=r,roles=r1;r2", roles: []string{"r1", "r2"}},
		{text: "t:exclude_hosts=x;y", not: []string{"x", "y"}},
		{text: "t:k=1,k=2", kwargs: map[string]string{"k": "2"}},
		{text: "t:1,k=v,2", args: []string{"1", "2"}, kwargs: map[string]string{"k": "v"}},
	} {
		c, err := fab.ParseCall(q.text)
		if err != nil {
			t.Errorf("%s: %v", q.text, err)
			continue
		}
		if q.kwargs == nil {
			q.kwargs = map[string]string{}
		}
		if c.Name != "t" || !slices.Equal(c.Args, q.args) || !equal(c.Kwargs, q.kwargs) || !slices.Equal(c.Hosts, q.hosts) || !slices.Equal(c.Roles, q.roles) || !slices.Equal(c.ExcludeHosts, q.not) {
			t.Errorf("%s: %+v", q.text, c)
		}
	}
	// A ValueError in Fabric.
	if _, err := fab.ParseCall("t:a=b=c"); !errors.Is(err, fab.ErrInvalid) || !strings.Contains(err.Error(), `"a=b=c"`) {
		t.Errorf("%v", err)
	}
}

func TestHostStringsAreReadAsByFabric(t *testing.T) {
	e := &fab.Env{User: "me"}
	for text, want := range map[string]fab.HostParts{
		"h":                   {Host: "h"},
		"u@h":                 {User: "u", Host: "h"},
		"u@h:1":               {User: "u", Host: "h", Port: "1"},
		"u@d@h:1":             {User: "u@d", Host: "h", Port: "1"},
		"::1":                 {Host: "::1"},
		"[::1]:22":            {Host: "::1", Port: "22"},
		"u@[fe80::1%eth0]:99": {User: "u", Host: "fe80::1%eth0", Port: "99"},
		"h:":                  {Host: "h"},
	} {
		if got := fab.ParseHostString(text); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
		if want.User == "" {
			want.User = "me"
		}
		if want.Port == "" {
			want.Port = "22"
		}
		if got := e.Normalize(text); got != want {
			t.Errorf("%s in full: %+v, want %+v", text, got, want)
		}
		full := e.NormalizeToString(text)
		if got := e.Normalize(full); got != want {
			t.Errorf("%s in full is %s, and that is %+v", text, full, got)
		}
	}
	for text, want := range map[string]string{"me@h:22": "h", "me@h:23": "h:23", "you@h:22": "you@h", "h": "h", "me@[::1]:24": "[::1]:24", "me@[::1]:22": "::1"} {
		if got := e.Denormalize(text); got != want {
			t.Errorf("%s in short: %s, want %s", text, got, want)
		}
	}
	if got := fab.JoinHostStrings("u", "::1", "22"); got != "u@[::1]:22" {
		t.Error(got)
	}
}

// TestDefaults holds the env against the defaults of Fabric.
func TestDefaults(t *testing.T) {
	e := &fab.Env{}
	for name, want := range map[string]any{
		"again_prompt": "Sorry, try again.", "always_use_pty": true, "combine_stderr": true, "connection_attempts": 1, "dedupe_hosts": true,
		"default_port": "22", "echo_stdin": true, "fabfile": "fabfile", "output_prefix": true, "parallel": false, "path_behavior": "append",
		"pool_size": 0, "port": "22", "rcfile": "~/.fabricrc", "shell": "/bin/bash -l -c", "skip_bad_hosts": false, "ssh_config_path": "~/.ssh/config",
		"sudo_prefix": "sudo -S -p '%(sudo_prompt)s' ", "sudo_prompt": "sudo password:", "use_shell": true, "use_ssh_config": false, "warn_only": false,
		"abort_on_prompts": false, "disable_known_hosts": false, "forward_agent": false, "linewise": false, "no_agent": false, "no_keys": false, "version": fab.Version,
	} {
		if got, ok := e.Get(name); !ok || got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got, _ := e.Get("timeout"); got != 10e9 && got.(interface{ Seconds() float64 }).Seconds() != 10 {
		t.Errorf("timeout: %v", got)
	}
}
