package fab

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// TestWhatSSHSays reads what OpenSSH's client makes of a configuration, a line of it
// at a time.
func TestWhatSSHSays(t *testing.T) {
	peers.Need(t, "ssh")
	dir := t.TempDir()
	key := filepath.Join(dir, "my key")
	if err := os.WriteFile(key, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", dir)
	file := filepath.Join(dir, "config")
	// What ssh looks for where nobody names a file.
	out, err := exec.Command("ssh", "-G", "-F", "none", "h").Output()
	if err != nil {
		t.Fatal(err)
	}
	usual := parseSSHSettings(out).identities
	if len(usual) < 2 {
		t.Fatalf("ssh looks for %q", usual)
	}
	for line, want := range map[string]sshSettings{
		"":                                   {},
		"HostName other.example.org":         {host: "other.example.org"},
		"User them":                          {user: "them"},
		"Port 2222":                          {port: "2222"},
		"IdentityFile \"" + key + "\"":       {identities: []string{key}},
		"IdentityFile /nosuch/key":           {identities: []string{"/nosuch/key"}},
		"IdentityFile none":                  {identities: []string{}},
		"CertificateFile /a/%h-cert":         {certificates: []string{"/a/%h-cert"}},
		"IdentityAgent none":                 {identityAgent: "none"},
		"IdentityAgent $NAME":                {identityAgent: "$NAME"},
		"IdentityAgent SSH_AUTH_SOCK":        {identityAgent: "SSH_AUTH_SOCK"},
		"IdentityAgent /run/%h":              {identityAgent: "/run/h"},
		"IdentitiesOnly yes":                 {identitiesOnly: true},
		"UserKnownHostsFile \"" + key + "\"": {knownHosts: []string{key}},
		"UserKnownHostsFile none":            {knownHosts: []string{"none"}},
		"UserKnownHostsFile /a/%h /b":        {knownHosts: []string{"/a/h", "/b"}},
		"GlobalKnownHostsFile /c":            {systemKnownHosts: []string{"/c"}},
		"ForwardAgent yes":                   {forwardAgent: true},
		"ForwardAgent no":                    {},
		"HostKeyAlias alias":                 {hostKeyAlias: "alias"},
		"ProxyCommand nc %h %p":              {proxyCommand: "nc %h %p"},
		"ProxyCommand none":                  {},
		"ProxyJump a@b:1,c":                  {proxyJump: "a@b:1,c"},
		"ProxyJump none":                     {},
		"ServerAliveInterval 7":              {keepAlive: 7 * time.Second},
		"ServerAliveInterval 0":              {},
		"ServerAliveInterval 1048575":        {keepAlive: 1048575 * time.Second},
		"ServerAliveInterval 1048576":        {}, // more than twelve days
		"Compression yes":                    {},
	} {
		if err := os.WriteFile(file, []byte("Host *\n  "+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c := NewContext(t.Context(), &Env{UseSSHConfig: true, SSHConfigPath: file}, nil)
		asked := HostParts{User: "me", Host: "h", Port: "23"}
		if want.user != "" {
			asked.User = ""
		}
		if want.port != "" {
			asked.Port = ""
		}
		got, err := c.sshConfig(t.Context(), asked)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		// These ssh says of every host.
		want.host, want.user, want.port = or(want.host, "h"), or(want.user, "me"), or(want.port, "23")
		if want.identities == nil {
			want.identities = usual
		} else if len(want.identities) == 0 {
			want.identities = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", line, got, want)
		}
	}
	// A client of another version may tell of what there is none of.
	if got := parseSSHSettings([]byte("proxycommand none\nproxyjump none\nserveraliveinterval x\nnosuch\n\nuser\n")); !reflect.DeepEqual(got, sshSettings{}) {
		t.Errorf("%+v", got)
	}
	c := NewContext(t.Context(), &Env{UseSSHConfig: true, SSHConfigPath: file}, nil)
	if err := os.WriteFile(file, []byte("Nosuch option\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.sshConfig(t.Context(), HostParts{Host: "h"}); err == nil {
		t.Error("a configuration that ssh refuses was believed")
	}
}
