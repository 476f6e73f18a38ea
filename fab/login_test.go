package fab_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestWhereKeysComeFrom logs in by keys that nobody named, by an agent's and by a
// certificate.
func TestWhereKeysComeFrom(t *testing.T) {
	ca, err := ssh.NewSignerFromKey(newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	trusted := filepath.Join(t.TempDir(), "ca.pub")
	if err := os.WriteFile(trusted, ssh.MarshalAuthorizedKey(ca.PublicKey()), 0o644); err != nil {
		t.Fatal(err)
	}
	s := peers.StartSSHD(t, "TrustedUserCAKeys "+trusted)
	text, err := os.ReadFile(s.Key)
	if err != nil {
		t.Fatal(err)
	}
	keyless := func(t *testing.T) *fab.Env {
		e := env(t, s)
		e.Password, e.NoKeys, e.NoAgent, e.AbortOnPrompts = "", false, false, true
		return e
	}
	login := func(t *testing.T, e *fab.Env) error {
		t.Helper()
		c, _ := open(t, e)
		return second(c.Run("true", nil))
	}
	store := func(t *testing.T, name string, text []byte) {
		t.Helper()
		path := filepath.Join(os.Getenv("HOME"), ".ssh", name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("the usual files", func(t *testing.T) {
		for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
			e := keyless(t)
			if err := login(t, e); err == nil {
				t.Fatal("without a key")
			}
			store(t, name, text)
			if err := login(t, e); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			e.NoKeys = true
			if err := login(t, e); err == nil {
				t.Errorf("%s, which is not to be looked for", name)
			}
		}
		e := keyless(t)
		store(t, "id_ed25519", []byte("damaged")) // which costs the others nothing
		store(t, "id_rsa", text)
		if err := login(t, e); err != nil {
			t.Error(err)
		}
	})
	t.Run("an agent", func(t *testing.T) {
		key, err := ssh.ParseRawPrivateKey(text)
		if err != nil {
			t.Fatal(err)
		}
		e := keyless(t)
		t.Setenv("SSH_AUTH_SOCK", agentWith(t, agent.AddedKey{PrivateKey: key}))
		if err := login(t, e); err != nil {
			t.Error(err)
		}
		e.NoAgent = true
		if err := login(t, e); err == nil {
			t.Error("by an agent that is not to be asked")
		}
		e.NoAgent, e.KeyFilename = false, []string{s.Key}
		t.Setenv("SSH_AUTH_SOCK", "/nosuch/socket") // which costs the others nothing
		if err := login(t, e); err != nil {
			t.Error(err)
		}
	})
	t.Run("a certificate beside its key", func(t *testing.T) {
		key := newKey(t)
		block, err := ssh.MarshalPrivateKey(key, "")
		if err != nil {
			t.Fatal(err)
		}
		public, err := ssh.NewPublicKey(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		cert := &ssh.Certificate{Key: public, CertType: ssh.UserCert, ValidPrincipals: []string{s.User}, ValidBefore: ssh.CertTimeInfinity, Permissions: ssh.Permissions{Extensions: map[string]string{"permit-pty": ""}}}
		if err := cert.SignCert(rand.Reader, ca); err != nil {
			t.Fatal(err)
		}
		e := keyless(t)
		store(t, "id_ed25519", pem.EncodeToMemory(block))
		if err := login(t, e); err == nil {
			t.Fatal("by a key that nobody knows")
		}
		store(t, "id_ed25519-cert.pub", ssh.MarshalAuthorizedKey(cert))
		if err := login(t, e); err != nil {
			t.Error(err)
		}
		store(t, "id_ed25519-cert.pub", []byte("damaged"))
		if err := login(t, e); err == nil {
			t.Error("by a certificate that is none")
		}
	})
	t.Run("a locked key that nothing opens", func(t *testing.T) {
		e := keyless(t)
		e.KeyFilename = []string{s.LockedKey}
		if err := login(t, e); !errors.Is(err, fab.ErrPrompt) && !errors.Is(err, fab.ErrNetwork) || strings.Contains(err.Error(), s.Passphrase) {
			t.Errorf("no passphrase: %v", err)
		}
		e.Password = "wrong"
		if err := login(t, e); err == nil || strings.Contains(err.Error(), "\"wrong\"") {
			t.Errorf("a wrong one: %v", err)
		}
	})
}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// agentWith is an agent that holds keys; the path is that of its socket.
func agentWith(t *testing.T, keys ...agent.AddedKey) string {
	t.Helper()
	ring := agent.NewKeyring()
	for _, key := range keys {
		if err := ring.Add(key); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "agent")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { defer conn.Close(); agent.ServeAgent(ring, conn) })
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return path
}

// TestWhichServer has a server that shows another key than it did, and files of known
// ones that cannot be read.
func TestWhichServer(t *testing.T) {
	s := peers.StartSSHD(t)
	public, err := ssh.NewPublicKey(newKey(t).Public())
	if err != nil {
		t.Fatal(err)
	}
	e := env(t, s)
	e.SystemKnownHosts = filepath.Join(t.TempDir(), "known_hosts")
	text, err := os.ReadFile(s.KnownHosts)
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(string(text), " ")
	if err := os.WriteFile(e.SystemKnownHosts, []byte(name+" "+string(ssh.MarshalAuthorizedKey(public))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, accept := range []bool{false, true} {
		e.AcceptNewHosts = accept // which is not for one that has changed
		c, _ := open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "Host key for 127.0.0.1 did not match pre-existing key!") {
			t.Errorf("accept new hosts %t: %v", accept, err)
		}
	}
	e.AcceptNewHosts, e.SystemKnownHosts = false, filepath.Join(t.TempDir(), "nosuch")
	c, _ := open(t, e)
	if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) || !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "nosuch") {
		t.Errorf("a file that is not there: %v", err)
	}
	e.AcceptNewHosts, e.SystemKnownHosts = true, filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(e.SystemKnownHosts, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c, _ = open(t, e)
	if _, err := c.Run("true", nil); err != nil {
		t.Errorf("a new one: %v", err)
	}
	e.AcceptNewHosts = false
	c, _ = open(t, e)
	if _, err := c.Run("true", nil); err != nil {
		t.Errorf("one that was believed before: %v", err)
	}
}

// TestHostsThatCannotBe has host strings and ways that lead nowhere; nothing is asked of
// the network.
func TestHostsThatCannotBe(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	for _, q := range []struct {
		host, gateway, want string
		kind                error
	}{
		{"h:x", "", `fab: host string: "me@h:x": the port is no number from 1 to 65535`, fab.ErrInvalid}, {"h:0", "", `fab: host string: "me@h:0": the port is no number from 1 to 65535`, fab.ErrInvalid},
		{"h:65536", "", `fab: host string: "me@h:65536": the port is no number from 1 to 65535`, fab.ErrInvalid}, {"u@:22", "", `fab: host string: "u@:22": no host: expected [user@]host[:port]`, fab.ErrInvalid},
		{"a b", "", `fab: host string: "me@a b:22": no host: expected [user@]host[:port]`, fab.ErrInvalid}, {"a/b", "", `fab: host string: "me@a/b:22": no host: expected [user@]host[:port]`, fab.ErrInvalid},
		{"h", "g1,g2,g3,g4,g5,g6,g7,g8,g9", "more than 8 gateways behind each other", fab.ErrNetwork},
	} {
		c, _ := open(t, &fab.Env{HostString: q.host, User: "me", Gateway: q.gateway, DisableKnownHosts: true, NoAgent: true, NoKeys: true})
		if _, err := c.Run("true", nil); !errors.Is(err, q.kind) || !strings.Contains(err.Error(), q.want) {
			t.Errorf("%s by %q: %v, want %s", q.host, q.gateway, err, q.want)
		}
	}
}

// TestTheHostIsAskedFor where nobody named one.
func TestTheHostIsAskedFor(t *testing.T) {
	s := peers.StartSSHD(t)
	e := env(t, s)
	host := e.HostString
	e.HostString = ""
	seen := &screen{}
	c := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader("\n " + s.User + "@" + host + " \n"), Stdout: seen, Stderr: seen})
	defer c.Close()
	if r, err := c.Run("echo in", nil); err != nil || r.Stdout != "in" || c.Env.Host != "127.0.0.1" || c.Env.HostString != s.User+"@"+host {
		t.Errorf("%v, %v, host %q", r, err, c.Env.HostString)
	}
	const question = "No hosts found. Please specify (single) host string for connection: "
	if !strings.HasPrefix(seen.String(), question+question+"[") {
		t.Errorf("%q", seen)
	}
	e.AbortOnPrompts = true
	none, _ := open(t, e)
	if _, err := none.Run("true", nil); !errors.Is(err, fab.ErrPrompt) || !strings.Contains(err.Error(), "abort-on-prompts") {
		t.Errorf("%v", err)
	}
}
