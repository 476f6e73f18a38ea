package sshx_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// The way over a bastion whose block has a user, a port and a key of its own.
func TestLoginsByConfiguration(t *testing.T) {
	bastion, target := peers.StartSSHD(t), peers.StartSSHD(t)
	d := t.TempDir()
	known := filepath.Join(d, "known")
	alias := func(name string, s *peers.SSHD) string {
		_, key, _ := strings.Cut(read(t, s.KnownHosts), " ")
		return name + " " + key
	}
	write(t, known, alias("bastion", bastion)+alias("target", target))
	text := fmt.Sprintf(`
Host inner
  HostName 127.0.0.1
  HostKeyAlias target
  Port %d
  ProxyJump outer
Host outer
  HostName 127.0.0.1
  HostKeyAlias bastion
  Port %d
  IdentityFile %s
Host inner outer
  User %s
  IdentityFile %s
  IdentityFile %s/none
  IdentitiesOnly yes
  ConnectTimeout 20
  ServerAliveInterval 7
  UserKnownHostsFile %s
`, target.Port, bastion.Port, bastion.Key, target.User, target.Key, d, known)
	file := filepath.Join(d, "config")
	write(t, file, text)
	// OpenSSH's own client is the judge that the file leads there.
	if out := do(t, "ssh", "-F", file, "-o", "BatchMode=yes", "inner", "echo $SSH_CONNECTION"); !strings.HasSuffix(strings.TrimSpace(out), fmt.Sprint(target.Port)) {
		t.Fatalf("%q", out)
	}
	config, err := sshx.ReadSSHConfig(file, nil)
	must(t, err)
	host, o, err := config.ConnectOptions(ctx(t), "inner", nil)
	must(t, err)
	if host != "127.0.0.1" || o.Port != target.Port || o.Timeout != 20*time.Second || o.KeepAlive != 7*time.Second || !slices.Equal(o.KeyFilenames, []string{target.Key}) || !o.IdentitiesOnly || !o.NoLookForKeys ||
		o.Jump == nil || o.Jump.Host != "127.0.0.1" || o.Jump.Options.Port != bastion.Port || !slices.Equal(o.Jump.Options.KeyFilenames, []string{bastion.Key, target.Key}) {
		t.Errorf("%s %+v %+v", host, o, o.Jump)
	}
	c := sshx.NewSSHClient()
	must(t, second(c.LoadSystemHostKeys(known)))
	must(t, c.Connect(ctx(t), host, o))
	defer c.Close()
	if r, err := c.Run(ctx(t), "echo $SSH_CONNECTION", nil); err != nil || !strings.HasSuffix(r.String(), fmt.Sprint(target.Port)) {
		t.Errorf("%v %v", r, err)
	}
}

// Which keys of an agent and of files are shown to a server, OpenSSH judges: our server
// says which it was shown.
func TestIdentitiesAsOpenSSHShowsThem(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home) // ssh takes no notice of it
	must(t, os.Mkdir(filepath.Join(home, ".ssh"), 0o700))
	names := map[string]string{}
	file := func(name string) string {
		path := filepath.Join(home, name)
		do(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path)
		k, err := sshx.ParseHostKeyEntry("x " + strings.TrimSpace(read(t, path+".pub")))
		must(t, err)
		names[k.Key.Fingerprint()] = name
		return path
	}
	lock := func(path string) {
		do(t, "ssh-keygen", "-q", "-p", "-P", "", "-N", "pass phrase", "-a", "1", "-f", path)
	}
	locked, plain, other, ca, certified := file("locked"), file("plain"), file("other"), file("ca"), file("certified")
	file(".ssh/id_ed25519")
	startAgent(t)
	do(t, "ssh-add", "-q", locked, other)
	t.Setenv("PYOPS_SOCKET", os.Getenv("SSH_AUTH_SOCK"))
	t.Setenv("PYOPS_NONE", "")
	t.Setenv("PYOPS_NAME", "plain")
	lock(locked)
	var mu sync.Mutex
	shown := map[string]bool{}
	v := serve(t, func(s *sshx.Server) {
		s.MaxAuthTries, s.Password = 20, nil
		s.PublicKey = func(_ context.Context, _ string, k *sshx.PKey) bool {
			mu.Lock()
			defer mu.Unlock()
			shown[cmp.Or(names[k.Fingerprint()], k.Name())] = true
			return false
		}
	})
	seen := func() []string {
		mu.Lock()
		defer mu.Unlock()
		all := slices.Sorted(maps.Keys(shown))
		clear(shown)
		return all
	}
	check := func(text, want string) {
		config := filepath.Join(home, "config")
		write(t, config, fmt.Sprintf("Host t\nHostName 127.0.0.1\nPort %d\nUser %s\nUserKnownHostsFile %s\nBatchMode yes\n%s", v.port, v.user, v.known, text))
		if out, err := exec.CommandContext(ctx(t), peers.Need(t, "ssh"), "-F", config, "t", "true").CombinedOutput(); err == nil || !strings.Contains(string(out), "Permission denied") {
			t.Fatalf("%v %s", err, out)
		}
		if theirs := fmt.Sprint(seen()); theirs != want {
			t.Fatalf("ssh shows %s for\n%s", theirs, text)
		}
		c, err := sshx.ReadSSHConfig(config, nil)
		must(t, err)
		host, o, err := c.ConnectOptions(ctx(t), "t", nil)
		must(t, err)
		client := sshx.NewSSHClient()
		must(t, second(client.LoadHostKeys(v.known)))
		if err := client.Connect(ctx(t), host, o); !errors.Is(err, sshx.ErrAuthentication) {
			t.Errorf("%v", err)
		}
		client.Close()
		if got := fmt.Sprint(seen()); got != want {
			t.Errorf("%s was shown, ssh shows %s for\n%s", got, want, text)
		}
	}
	for text, want := range map[string]string{
		"IdentityFile " + locked + "\nIdentitiesOnly yes\n":                             "[locked]",
		"IdentityFile " + locked + "\n":                                                 "[locked other]",
		"IdentityFile " + plain + "\nIdentitiesOnly yes\n":                              "[plain]",
		"IdentityFile " + plain + "\nIdentityFile " + locked + "\nIdentitiesOnly yes\n": "[locked plain]",
		"IdentityFile " + plain + "\n":                                                  "[locked other plain]",
		"IdentityFile none\n":                                                           "[locked other]",
		"IdentityFile none\nIdentitiesOnly yes\n":                                       "[]",
		"IdentityFile " + locked + ".pub\n":                                             "[locked other]",
		"IdentityFile " + plain + "\nIdentityAgent none\n":                              "[plain]",
		"IdentityFile " + plain + "\nIdentityAgent SSH_AUTH_SOCK\n":                     "[locked other plain]",
		"IdentityFile " + plain + "\nIdentityAgent $PYOPS_SOCKET\n":                     "[locked other plain]",
		"IdentityFile " + plain + "\nIdentityAgent $PYOPS_NONE\n":                       "[plain]",
		"IdentityFile " + plain + "\nIdentityAgent /nosuch/socket\n":                    "[plain]",
		"IdentityFile " + filepath.Dir(plain) + "/${PYOPS_NAME}\nIdentitiesOnly yes\n":  "[plain]",
	} {
		check(text, want)
	}
	// The public half may be in the file, or alone.
	check("IdentityFile "+locked+".pub\nIdentitiesOnly yes\n", "[locked]")
	check("IdentityFile "+locked+".pub\nIdentityFile "+plain+"\nIdentitiesOnly yes\n", "[locked plain]")
	must(t, os.Remove(locked+".pub"))
	check("IdentityFile "+locked+"\nIdentitiesOnly yes\n", "[locked]")
	// A certificate in the agent is one of its key.
	certify(t, ca, certified, "anna")
	do(t, "ssh-add", "-q", certified)
	lock(certified)
	check("IdentityFile "+certified+"\nIdentitiesOnly yes\n", "[certified ssh-ed25519-cert-v01@openssh.com]")
	check("IdentityFile "+plain+"\nIdentitiesOnly yes\n", "[plain]")
	// The usual files count as well, unless they are not to be looked for.
	for _, end := range []string{"", ".pub"} {
		must(t, os.Rename(other+end, filepath.Join(home, ".ssh", "id_ed25519"+end)))
	}
	lock(filepath.Join(home, ".ssh", "id_ed25519"))
	for none, want := range map[bool]string{false: "[other]", true: "[]"} {
		if _, err := v.login(t, func(o *sshx.ConnectOptions) { o.NoAgent, o.IdentitiesOnly, o.NoLookForKeys = false, true, none }); !errors.Is(err, sshx.ErrAuthentication) {
			t.Errorf("%v", err)
		}
		if got := fmt.Sprint(seen()); got != want {
			t.Errorf("%s was shown, expected %s", got, want)
		}
	}
}

func TestWaysOfConfiguration(t *testing.T) {
	options := func(text, host string) (string, *sshx.ConnectOptions, error) {
		c, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
		must(t, err)
		return c.ConnectOptions(ctx(t), host, &sshx.LookupOptions{LocalUser: "me", User: "chosen"})
	}
	_, o, err := options("Host a\nProxyJump x@b:7,c,ssh://d:9\nHost d\nUser dora\nHost c\nProxyJump nobody\n", "a")
	must(t, err)
	way := ""
	for j := o.Jump; j != nil; j = j.Options.Jump {
		way += fmt.Sprintf("%s@%s:%d ", j.Options.Username, j.Host, j.Options.Port)
	}
	if want := "dora@d:9 @c:0 x@b:7 "; way != want || o.Username != "chosen" {
		t.Errorf("%q, expected %q; %q", way, want, o.Username)
	}
	for _, text := range []string{"Host a\nProxyJump b\nHost b\nProxyJump a\n", "ProxyJump j\nHost *\n", "Host a\nProxyJump b:x\n", "Host a\nProxyJump @\n", "ConnectTimeout soon\n"} {
		if _, _, err := options(text, "a"); !errors.Is(err, sshx.ErrConfigParse) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, o, err := options("ProxyCommand nc %h %p\nPort 5\n", "a"); err != nil || o.ProxyCommand != "nc a 5" || o.NoLookForKeys || o.NoAgent {
		t.Errorf("%+v %v", o, err)
	}
}
