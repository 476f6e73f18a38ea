package sshx_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
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
	if host != "127.0.0.1" || o.Port != target.Port || o.Timeout != 20*time.Second || o.KeepAlive != 7*time.Second || !slices.Equal(o.KeyFilenames, []string{target.Key}) || !o.NoAgent || !o.NoLookForKeys ||
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
