package sshx_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// A fidoKey is a security key made by hand, after PROTOCOL.u2f of OpenSSH: it signs
// the hash of its application, its flags, a counter, and the hash of the message.
type fidoKey struct {
	private ed25519.PrivateKey
	counter uint32
}

const application = "ssh:pyops"

func (k *fidoKey) PublicKey() ssh.PublicKey {
	p, err := ssh.ParsePublicKey(ssh.Marshal(struct {
		Type        string
		Key         []byte
		Application string
	}{ssh.KeyAlgoSKED25519, k.private.Public().(ed25519.PublicKey), application}))
	if err != nil {
		panic(err)
	}
	return p
}

func (k *fidoKey) Sign(_ io.Reader, data []byte) (*ssh.Signature, error) {
	k.counter++
	const touched = 1
	app, message := sha256.Sum256([]byte(application)), sha256.Sum256(data)
	blob := append(append([]byte{}, app[:]...), touched)
	blob = append(binary.BigEndian.AppendUint32(blob, k.counter), message[:]...)
	return &ssh.Signature{
		Format: ssh.KeyAlgoSKED25519,
		Blob:   ed25519.Sign(k.private, blob),
		Rest:   binary.BigEndian.AppendUint32([]byte{touched}, k.counter),
	}, nil
}

// A holder is an agent that has signers that no file could give it.
type holder struct {
	agent.ExtendedAgent
	mu      sync.Mutex
	signers []ssh.Signer
}

func (h *holder) List() ([]*agent.Key, error) {
	var keys []*agent.Key
	for _, s := range h.signers {
		p := s.PublicKey()
		keys = append(keys, &agent.Key{Format: p.Type(), Blob: p.Marshal(), Comment: "held"})
	}
	return keys, nil
}

func (h *holder) Sign(key ssh.PublicKey, data []byte) (*ssh.Signature, error) {
	return h.SignWithFlags(key, data, 0)
}

func (h *holder) SignWithFlags(key ssh.PublicKey, data []byte, _ agent.SignatureFlags) (*ssh.Signature, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.signers {
		if string(s.PublicKey().Marshal()) == string(key.Marshal()) {
			return s.Sign(rand.Reader, data)
		}
	}
	return nil, errors.New("no such key")
}

// holding serves an agent in SSH_AUTH_SOCK for the length of the test.
func holding(t *testing.T, signers ...ssh.Signer) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "agent")
	l, err := net.Listen("unix", socket)
	must(t, err)
	h := &holder{ExtendedAgent: agent.NewKeyring().(agent.ExtendedAgent), signers: signers}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				agent.ServeAgent(h, conn)
				conn.Close()
			})
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	t.Setenv("SSH_AUTH_SOCK", socket)
}

// authorize lets a key in.
func authorize(t testing.TB, s *peers.SSHD, lines ...string) {
	t.Helper()
	file := filepath.Join(s.Home, ".ssh", "authorized_keys")
	write(t, file, strings.Join(lines, "\n")+"\n")
	must(t, os.Chmod(file, 0o644))
}

func keyLine(p ssh.PublicKey) string { return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(p))) }

func TestSecurityKeys(t *testing.T) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	key := &fidoKey{private: private}
	s := peers.StartSSHD(t)
	holding(t, key)
	authorize(t, s, keyLine(key.PublicKey()))
	c := sshx.NewSSHClient()
	must(t, second(c.LoadSystemHostKeys(s.KnownHosts)))
	o := &sshx.ConnectOptions{Port: s.Port, Username: s.User, NoLookForKeys: true}
	must(t, c.Connect(ctx(t), "127.0.0.1", o))
	defer c.Close()
	if r, err := c.Run(ctx(t), "echo in", nil); err != nil || r.String() != "in" {
		t.Errorf("%v %v", r, err)
	}
	// And in at our server, with OpenSSH's client and ours.
	v := serve(t, func(s *sshx.Server) {
		s.PublicKey = func(_ context.Context, _ string, k *sshx.PKey) bool {
			return k.Name() == ssh.KeyAlgoSKED25519 && string(k.Bytes()) == string(key.PublicKey().Marshal())
		}
	})
	d := sshx.NewSSHClient()
	must(t, second(d.LoadSystemHostKeys(v.known)))
	must(t, d.Connect(ctx(t), "127.0.0.1", &sshx.ConnectOptions{Port: v.port, Username: v.user, NoLookForKeys: true}))
	d.Close()
	pub := filepath.Join(t.TempDir(), "sk.pub")
	write(t, pub, keyLine(key.PublicKey())+"\n")
	v.key, v.agent = pub, os.Getenv("SSH_AUTH_SOCK")
	out, status := v.openssh(t, "ssh", "", v.user+"@127.0.0.1", "hello")
	if status != 7 || !strings.HasPrefix(out, "anna says hello") {
		t.Errorf("ssh: %d %q", status, out)
	}
}

// certify makes a certificate of a key with ssh-keygen, beside it.
func certify(t testing.TB, ca, key, principal string) {
	t.Helper()
	do(t, "ssh-keygen", "-q", "-s", ca, "-I", "id", "-n", principal, key+".pub")
}

func TestCertificates(t *testing.T) {
	d := t.TempDir()
	ca, key := filepath.Join(d, "ca"), filepath.Join(d, "key")
	do(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ca)
	do(t, "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", key)
	s := peers.StartSSHD(t, "TrustedUserCAKeys "+ca+".pub")
	must(t, os.Chmod(d, 0o755))
	certify(t, ca, key, s.User)
	in := func(what string, change func(*sshx.ConnectOptions)) {
		t.Helper()
		c := sshx.NewSSHClient()
		must(t, second(c.LoadSystemHostKeys(s.KnownHosts)))
		o := &sshx.ConnectOptions{Port: s.Port, Username: s.User, NoAgent: true, NoLookForKeys: true}
		change(o)
		if err := c.Connect(ctx(t), "127.0.0.1", o); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		c.Close()
	}
	in("beside the key", func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{key} })
	aside := filepath.Join(d, "aside")
	must(t, os.Rename(key+"-cert.pub", aside))
	in("elsewhere", func(o *sshx.ConnectOptions) { o.KeyFilenames, o.CertificateFiles = []string{key}, []string{aside} })
	startAgent(t)
	do(t, "ssh-add", "-q", key)
	in("in a file, its key in the agent", func(o *sshx.ConnectOptions) { o.NoAgent, o.CertificateFiles = false, []string{aside} })
	must(t, os.Rename(aside, key+"-cert.pub"))
	do(t, "ssh-add", "-q", key)
	must(t, os.Rename(key+"-cert.pub", aside))
	do(t, "ssh-add", "-q", "-d", key)
	if out := do(t, "ssh-add", "-l"); strings.Count(out, "\n") != 1 || !strings.Contains(out, "RSA-CERT") {
		t.Fatalf("the agent has %q", out)
	}
	in("alone in the agent", func(o *sshx.ConnectOptions) { o.NoAgent = false })
	own, err := sshx.ReadPKey(key, nil)
	must(t, err)
	must(t, own.LoadCertificate([]byte(read(t, aside))))
	in("joined to a key", func(o *sshx.ConnectOptions) { o.PKey = own })
	for what, e := range map[string]struct {
		err, kind error
		text      string
	}{
		"another key's":   {newKey(t).LoadCertificate([]byte(read(t, aside))), sshx.ErrKey, "that of another key: " + own.Fingerprint()},
		"no certificate":  {own.LoadCertificate([]byte(read(t, key+".pub"))), sshx.ErrKey, "-cert.pub"},
		"no line at all":  {own.LoadCertificate([]byte("x")), sshx.ErrKey, "-cert.pub"},
		"no private half": {new(sshx.PKey).LoadCertificate([]byte(read(t, aside))), sshx.ErrInvalid, "no private half"},
	} {
		if !errors.Is(e.err, e.kind) || !strings.Contains(e.err.Error(), e.text) {
			t.Errorf("%s: %v, expected %q", what, e.err, e.text)
		}
	}
	c := sshx.NewSSHClient()
	o := &sshx.ConnectOptions{Port: s.Port, Username: s.User, NoAgent: true, NoLookForKeys: true, CertificateFiles: []string{key}}
	if err := c.Connect(ctx(t), "127.0.0.1", o); !errors.Is(err, sshx.ErrKey) {
		t.Errorf("a key for a certificate: %v", err)
	}
}

// Old servers do not tell which signatures they know.
func TestServersThatKnowSHA1Alone(t *testing.T) {
	rsa := rsaKey(t, "2048")
	login := func(v *station, sha1 bool) error {
		o := v.options()
		o.PKey, o.AllowSHA1 = rsa, sha1
		return v.client(t).Connect(ctx(t), "127.0.0.1", o)
	}
	quiet := map[string]any{"keys": []string{rsa.Base64()}, "no signature algorithms": true}
	must(t, login(paramikoServer(t, quiet), false))
	v := serve(t, nil) // for its files
	host := newKey(t).Signer()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	config := &ssh.ServerConfig{
		PublicKeyAuthAlgorithms: []string{ssh.KeyAlgoRSA},
		PublicKeyCallback:       func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil },
	}
	config.AddHostKey(host)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer conn.Close()
				if sc, channels, requests, err := ssh.NewServerConn(conn, config); err == nil {
					go ssh.DiscardRequests(requests)
					for n := range channels {
						n.Reject(ssh.Prohibited, "")
					}
					sc.Close()
				}
			})
		}
	})
	defer wg.Wait()
	defer l.Close()
	old := func(sha1 bool) error {
		c := sshx.NewSSHClient()
		c.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{})
		defer c.Close()
		return c.Connect(ctx(t), "127.0.0.1", &sshx.ConnectOptions{Port: l.Addr().(*net.TCPAddr).Port, Username: v.user, PKey: rsa, AllowSHA1: sha1, NoAgent: true, NoLookForKeys: true})
	}
	if err := old(false); !errors.Is(err, sshx.ErrAuthentication) || !strings.Contains(err.Error(), "AllowSHA1") || !strings.Contains(err.Error(), "ssh-rsa") {
		t.Errorf("%v", err)
	}
	must(t, old(true))
	// One that tells is asked once for each key.
	s := peers.StartSSHD(t, "MaxAuthTries 2")
	c := sshx.NewSSHClient()
	must(t, second(c.LoadSystemHostKeys(s.KnownHosts)))
	path := filepath.Join(t.TempDir(), "rsa")
	must(t, rsa.WritePrivateKeyFile(path, nil))
	o := options(s)
	o.KeyFilenames = []string{path, s.Key}
	must(t, c.Connect(ctx(t), "127.0.0.1", o))
	c.Close()
	authorize(t, s, rsa.String())
	o.KeyFilenames = []string{path}
	must(t, c.Connect(ctx(t), "127.0.0.1", o))
	c.Close()
}

// A client that shows two keys is whose key signed (CVE-2024-45337).
func TestAServerKnowsWhichKeySigned(t *testing.T) {
	first, other := newKey(t), newKey(t)
	var shown []string
	v := serve(t, func(s *sshx.Server) {
		s.PublicKey = func(_ context.Context, _ string, k *sshx.PKey) bool {
			shown = append(shown, k.Base64())
			return true
		}
	})
	conn, err := dialTCP(fmt.Sprintf("127.0.0.1:%d", v.port))
	must(t, err)
	// The client asks about the other key last, and signs with the first: it says so by
	// a signer whose public half changes once it has been asked about.
	mine := &turncoat{Signer: first.Signer(), ask: other.PublicKey()}
	sc, channels, requests, err := ssh.NewClientConn(conn, "x", &ssh.ClientConfig{
		User: v.user, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		Auth: []ssh.AuthMethod{ssh.PublicKeys(first.Signer(), mine)},
	})
	must(t, err)
	client := ssh.NewClient(sc, channels, requests)
	defer client.Close()
	session, err := client.NewSession()
	must(t, err)
	defer session.Close()
	var said strings.Builder
	session.Stderr = &said
	session.Run("x")
	if said.String() != first.Fingerprint() {
		t.Errorf("the server takes the client for %s, expected %s; it was asked about %d keys", said.String(), first.Fingerprint(), len(shown))
	}
}

// A turncoat shows a key that it does not have.
type turncoat struct {
	ssh.Signer
	ask ssh.PublicKey
}

func (c *turncoat) PublicKey() ssh.PublicKey { return c.ask }
