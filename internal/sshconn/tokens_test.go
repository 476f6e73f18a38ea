package sshconn_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// TestTokensAsOpenSSHFillsThemIn has OpenSSH's client tell which files it looks for.
func TestTokensAsOpenSSHFillsThemIn(t *testing.T) {
	client := peers.Need(t, "ssh")
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PYOPS_TOKEN", "from the environment")
	// It looks for them once somebody takes the connection.
	port := listen(t, func(net.Conn) {}).Port
	var paths []string
	for _, letter := range strings.Replace(sshconn.AllTokens, "j", "", 1) { // which not every ssh knows
		paths = append(paths, fmt.Sprintf("/k/%d/%%%c/end", letter, letter))
	}
	paths = append(paths, "/k/%h%p%r", "/k/%%h", "/k/${PYOPS_TOKEN}/%n", "/k/$PYOPS_TOKEN", "/k/a$b", "/k/{x}")
	for _, q := range []struct{ host, alias string }{{"short", ""}, {"short", "alias.example"}} {
		var b strings.Builder
		fmt.Fprintf(&b, "Host short\n HostName 127.0.0.1\n Port %d\n User them\n", port)
		if q.alias != "" {
			b.WriteString(" HostKeyAlias " + q.alias + "\n")
		}
		for _, path := range paths {
			fmt.Fprintf(&b, " IdentityFile \"%s\"\n", path)
		}
		file := filepath.Join(t.TempDir(), "config")
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(ctx(t), client, "-v", "-F", file, q.host, "true").CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			t.Fatalf("%v: %s", err, out)
		}
		tokens := sshconn.Tokens{Original: q.host, Host: "127.0.0.1", Port: strconv.Itoa(port), User: "them", Alias: q.alias, Home: me.HomeDir}
		tokens.AskSystem()
		for _, path := range paths {
			full := tokens.Expand(path, sshconn.PathTokens)
			if !strings.Contains(string(out), "identity file "+full+" type") {
				t.Errorf("%s becomes %s, which ssh does not look for:\n%s", path, full, out)
			}
		}
	}
	kept := sshconn.Tokens{Host: "h", Port: "5", Jump: "j1"}
	for text, want := range map[string]string{"%h:%p %u %x %": "h:5 %u %x %", "%%h": "%h", "%": "%", "%j": "%j", "": "", "${HOME}": "${HOME}"} {
		if got := kept.Expand(text, sshconn.ProxyTokens); got != want {
			t.Errorf("%q becomes %q, expected %q", text, got, want)
		}
	}
	if got := kept.Expand("%j", sshconn.AllTokens); got != "j1" {
		t.Errorf("%q", got)
	}
	for _, text := range []string{"${PYOPS_NOT_SET}", "${PYOPS_TOKEN", "%$", "$"} {
		if got := kept.Expand(text, sshconn.PathTokens); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// TestNamesForCommands refuses the names that OpenSSH's client refuses.
func TestNamesForCommands(t *testing.T) {
	client := peers.Need(t, "ssh")
	accepts := func(host, user string) bool {
		return exec.CommandContext(ctx(t), client, "-F", "none", "-G", "-l", user, "--", host).Run() == nil
	}
	names := []string{"-ab", "ab-", "\\ab", "ab\\", "a -b", "a b-", "a  -b", "a\t-b", "ab ", " ab"}
	for _, c := range "\x01\t\n\r\x1b !\"#$%&'()*+,-.;<=>?\\]^_`{|}~\x7f" { // not what parts a host from a user and a port
		names = append(names, "a"+string(c)+"b")
	}
	for _, name := range names {
		if ours, theirs := sshconn.CommandHost(name) == nil, accepts(name, "u"); ours != theirs {
			t.Errorf("host %q: %t, ssh says %t", name, ours, theirs)
		}
		if ours, theirs := sshconn.CommandUser(name) == nil, accepts("h", name); ours != theirs {
			t.Errorf("user %q: %t, ssh says %t", name, ours, theirs)
		}
	}
	if err := sshconn.CommandHost("a;b"); err == nil || err.Error() != `the host "a;b" would mean something to the shell` {
		t.Error(err)
	}
	if err := sshconn.CommandUser(`a\`); err == nil || err.Error() != `the user "a\\" would mean something to the shell` {
		t.Error(err)
	}
}

// TestPublicHalves finds them beside files of keys, and in those that are locked.
func TestPublicHalves(t *testing.T) {
	d := t.TempDir()
	half := map[string]string{}
	var paths []string
	for name, passphrase := range map[string]string{"plain": "", "locked": secret, "alone": "", "bare": ""} {
		path := filepath.Join(d, name)
		do(t, "ssh-keygen", "-q", "-t", "ed25519", "-a", "1", "-N", passphrase, "-f", path)
		p, alone := sshconn.PublicIn(path + ".pub")
		if p == nil || !alone {
			t.Fatalf("%s.pub: %v, %t", path, p, alone)
		}
		half[name] = sshconn.PublicHalf(p)
		paths = append(paths, path)
	}
	in := filepath.Join
	if err := errors.Join(os.Remove(in(d, "locked.pub")), os.Remove(in(d, "bare.pub")), os.Rename(in(d, "alone.pub"), in(d, "alone"))); err != nil {
		t.Fatal(err)
	}
	found := sshconn.Identities(append(paths, in(d, "nosuch")))
	for name, want := range map[string]bool{"plain": true, "locked": true, "alone": true, "bare": false} { // bare tells nothing without being opened
		if found[half[name]] != want {
			t.Errorf("%s: %t", name, found[half[name]])
		}
	}
	if len(found) != 3 {
		t.Errorf("%d were found", len(found))
	}
	if p, alone := sshconn.PublicIn(in(d, "locked")); p == nil || alone || sshconn.PublicHalf(p) != half["locked"] {
		t.Errorf("%v, %t", p, alone)
	}
	// A certificate goes before its key, and is one of it.
	ca, key, other := newKey(t), newKey(t), newKey(t)
	cert := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.UserCert, ValidPrincipals: []string{"u"}, ValidBefore: ssh.CertTimeInfinity}
	if err := cert.SignCert(zeroes{}, ca); err != nil {
		t.Fatal(err)
	}
	if sshconn.PublicHalf(cert) != sshconn.PublicHalf(key.PublicKey()) {
		t.Error("a certificate is not one of its key")
	}
	keys := sshconn.Certify([]sshconn.Key{{Name: "locked", Locked: "x"}, {Name: "other", Signer: other}, {Name: "key", Signer: key}}, "cert", cert)
	var names []string
	for _, k := range keys {
		names = append(names, k.Name)
	}
	if !slices.Equal(names, []string{"locked", "other", "cert", "key"}) || keys[2].Signer.PublicKey().Type() != ssh.CertAlgoED25519v01 {
		t.Errorf("%q", names)
	}
	if keys := sshconn.Certify([]sshconn.Key{{Name: "other", Signer: other}}, "cert", cert); len(keys) != 1 {
		t.Errorf("%v", keys)
	}
}

// zeroes are as good as chance where nobody attacks.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }
