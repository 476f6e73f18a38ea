package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// common are the algorithms that both OpenSSH and we have.
func common(t testing.TB, what string, ours []string) []string {
	t.Helper()
	theirs := strings.Fields(do(t, "ssh", "-Q", what))
	var both []string
	for _, a := range ours {
		if slices.Contains(theirs, a) {
			both = append(both, a)
		}
	}
	if len(both) == 0 {
		t.Fatalf("no %s in common: %q and %q", what, ours, theirs)
	}
	return both
}

// Each algorithm, with OpenSSH's server and its client.
func TestAlgorithmsWithOpenSSH(t *testing.T) {
	supported := ssh.SupportedAlgorithms()
	s := peers.StartSSHD(t)
	for what, names := range map[string][]string{
		"cipher": common(t, "cipher", supported.Ciphers), "mac": common(t, "mac", supported.MACs), "kex": common(t, "kex", supported.KeyExchanges),
	} {
		for _, name := range names {
			a := &sshx.Algorithms{}
			option := map[string]string{"cipher": "Ciphers", "mac": "MACs", "kex": "KexAlgorithms"}[what]
			args := []string{"-o", option + "=" + name}
			switch what {
			case "cipher":
				a.Ciphers = []string{name}
			case "mac": // a cipher that has none of its own
				a.MACs, a.Ciphers = []string{name}, []string{"aes128-ctr"}
				args = append(args, "-o", "Ciphers=aes128-ctr")
			case "kex":
				a.KeyExchanges = []string{name}
			}
			t.Run(what+" "+name, func(t *testing.T) {
				t.Parallel()
				c := sshx.NewSSHClient()
				must(t, second(c.LoadSystemHostKeys(s.KnownHosts)))
				o := options(s)
				o.Algorithms = a
				must(t, c.Connect(ctx(t), "127.0.0.1", o))
				defer c.Close()
				if r, err := c.Run(ctx(t), "head -c 100000 /dev/zero", nil); err != nil || len(r.Stdout) != 100_000 {
					t.Errorf("at OpenSSH: %d bytes, %v", len(r.Stdout), err)
				}
				v := serve(t, func(s *sshx.Server) { s.Algorithms = a })
				if out, status := v.openssh(t, "ssh", "to and fro", append(args, v.user+"@127.0.0.1", "cat")...); out != "to and fro" || status != 7 {
					t.Errorf("OpenSSH here: %d %q", status, out)
				}
			})
		}
	}
}

// kindOfKey are ssh-keygen's options for a type of key and its bits.
func kindOfKey(kind string) []string {
	name, bits, ok := strings.Cut(kind, "-")
	if name == "rsa" {
		bits, ok = "2048", true
	}
	args := []string{"-q", "-N", "", "-t", name}
	if ok {
		args = append(args, "-b", bits)
	}
	return args
}

// Each type of key, as the server's and as the user's, with OpenSSH and paramiko, both
// ways.
func TestTypesOfKeysWithEverybody(t *testing.T) {
	py := startParamiko(t)
	py.Define(`
def hello(port, user, key, known):
    c = SSHClient()
    c.load_system_host_keys(known)
    try:
        c.connect("127.0.0.1", port=port, username=user, key_filename=key, allow_agent=False, look_for_keys=False)
        i, o, e = c.exec_command("hello")
        return o.read()
    finally:
        c.close()
`)
	kinds := []string{"ed25519", "rsa", "ecdsa-256", "ecdsa-384", "ecdsa-521"}
	hosts := t.TempDir()
	var lines []string
	hostOf := func(kind string) string { return filepath.Join(hosts, kind) }
	for _, kind := range kinds {
		lines = append(lines, "HostKey "+hostOf(kind))
		do(t, "ssh-keygen", append(kindOfKey(kind), "-f", hostOf(kind))...)
	}
	// OpenSSH has all these host keys beside its own.
	s := peers.StartSSHD(t, lines...)
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			d := t.TempDir()
			host, user := hostOf(kind), filepath.Join(d, "user")
			do(t, "ssh-keygen", append(kindOfKey(kind), "-f", user)...)
			hostKey, err := sshx.ReadPKey(host, nil)
			must(t, err)
			userKey, err := sshx.ReadPKey(user, nil)
			must(t, err)
			authorize(t, s, userKey.String())
			c := sshx.NewSSHClient()
			must(t, c.HostKeys().Add(sshx.HostName("127.0.0.1", s.Port), hostKey))
			o := options(s)
			o.KeyFilenames = []string{user}
			must(t, c.Connect(ctx(t), "127.0.0.1", o))
			if !c.Transport().ServerKey().Equal(hostKey) {
				t.Errorf("the server showed %s", c.Transport().ServerKey())
			}
			c.Close()
			// At paramiko.
			p := paramikoServer(t, map[string]any{"host keys": []string{host}, "keys": []string{userKey.Base64()}})
			c = sshx.NewSSHClient()
			must(t, c.HostKeys().Add(sshx.HostName("127.0.0.1", p.port), hostKey))
			o = p.options()
			o.PKey = userKey
			must(t, c.Connect(ctx(t), "127.0.0.1", o))
			c.Close()
			// Both here.
			v := serve(t, func(s *sshx.Server) {
				s.HostKeys = []*sshx.PKey{hostKey}
				s.PublicKey = func(_ context.Context, _ string, k *sshx.PKey) bool { return k.Equal(userKey) }
			})
			v.key, v.known = user, filepath.Join(d, "known")
			must(t, new(sshx.HostKeys).Append(v.known, sshx.HostName("127.0.0.1", v.port), hostKey))
			if out, status := v.openssh(t, "ssh", "", v.user+"@127.0.0.1", "hello"); status != 7 || !strings.HasPrefix(out, "anna says hello") {
				t.Errorf("OpenSSH here: %d %q", status, out)
			}
			if got := call(t, py, "hello", v.port, v.user, user, v.known); !original.Same(got, []byte("anna says hello")) {
				t.Errorf("paramiko here: %q", got)
			}
		})
	}
}

// A key exchange that resists quantum computers. OpenSSH 9.2 has another than
// crypto/ssh, so that both sides are ours.
func TestAKeyExchangeForTheDaysOfQuantumComputers(t *testing.T) {
	const name = "mlkem768x25519-sha256"
	a := &sshx.Algorithms{KeyExchanges: []string{name}}
	v := serve(t, func(s *sshx.Server) { s.Algorithms = a })
	c := sshx.NewSSHClient()
	must(t, second(c.LoadHostKeys(v.known)))
	o := &sshx.ConnectOptions{Port: v.port, Username: v.user, KeyFilenames: []string{v.key}, NoAgent: true, NoLookForKeys: true, Algorithms: a}
	must(t, c.Connect(ctx(t), "127.0.0.1", o))
	c.Close()
	if out, err := exec.Command("ssh", "-Q", "kex").Output(); err == nil && strings.Contains(string(out), name) {
		if out, status := v.openssh(t, "ssh", "", v.user+"@127.0.0.1", "hello"); status != 7 {
			t.Errorf("OpenSSH: %d %q", status, out)
		}
	}
	s := peers.StartSSHD(t, "KexAlgorithms diffie-hellman-group14-sha256")
	c = sshx.NewSSHClient()
	o = options(s)
	o.Algorithms = a
	if err := c.Connect(ctx(t), "127.0.0.1", o); !errors.Is(err, sshx.ErrIncompatiblePeer) || !strings.Contains(err.Error(), name) {
		t.Errorf("nothing in common: %v", fmt.Sprint(err))
	}
}
