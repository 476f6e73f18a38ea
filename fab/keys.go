package fab

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// usualKeys are the files in ~/.ssh that are looked for.
var usualKeys = []string{"id_ed25519", "id_ecdsa", "id_rsa"}

// keys are all that there is to log in with, those of env first. done is for after
// the login.
func (c *Context) keys(ctx context.Context, account HostParts, conf sshSettings) (keys []sshconn.Key, done func(), err error) {
	done = func() {}
	e := c.Env
	if e.Key != "" {
		k, err := c.parseKey(ctx, "Env.Key", []byte(e.Key), account)
		if err != nil {
			return nil, done, err
		}
		keys = append(keys, k)
	}
	named, usual := c.namedKeys(), c.usualKeys()
	var fromAgent []sshconn.Key
	held := map[string]bool{}
	if socket := conf.agent(); !e.NoAgent && socket != "" {
		var mine map[string]bool
		if conf.identitiesOnly {
			mine = sshconn.Identities(slices.Concat(named, conf.identities, usual))
		}
		// An agent that cannot be asked has no keys: the rest may do.
		if all, close, err := agentKeys(ctx, socket); err == nil {
			done = close
			for _, k := range all {
				if half := sshconn.PublicHalf(k.Signer.PublicKey()); !conf.identitiesOnly || mine[half] {
					fromAgent, held[half] = append(fromAgent, k), true
				}
			}
		}
	}
	for i, path := range slices.Concat(named, conf.identities) {
		if i >= len(named) {
			// ssh lists the usual names whether they are there or not.
			if _, err := os.Stat(path); err != nil {
				continue
			}
			if _, alone := sshconn.PublicIn(path); alone {
				keys = append(keys, sshconn.Key{Name: path, Locked: publicAlone})
				continue
			}
		}
		k, err := c.readKey(ctx, path, account, held)
		if err != nil {
			return nil, done, err
		}
		keys = append(keys, k...)
	}
	keys = append(keys, fromAgent...)
	for _, path := range usual {
		k, err := c.readKey(ctx, path, account, held)
		switch {
		case err == nil:
			keys = append(keys, k...)
		case ctx.Err() != nil:
			return nil, done, err
		}
	}
	for _, path := range conf.certificates {
		if cert := certificateIn(path); cert != nil {
			keys = sshconn.Certify(keys, path, cert)
		}
	}
	return sshconn.DistinctKeys(keys), done, nil
}

// publicAlone is why there is no signature of a file that names a key of the agent's.
const publicAlone = "has the public half alone"

// namedKeys are the files that env names.
func (c *Context) namedKeys() (paths []string) {
	for _, path := range c.Env.KeyFilename {
		paths = append(paths, expandHome(path))
	}
	return paths
}

// usualKeys are the files that are looked for without being named.
func (c *Context) usualKeys() (paths []string) {
	home, err := os.UserHomeDir()
	if err != nil || c.Env.NoKeys {
		return nil
	}
	for _, name := range usualKeys {
		paths = append(paths, filepath.Join(home, ".ssh", name))
	}
	return paths
}

// certificateIn is the certificate in a file, or nil.
func certificateIn(path string) *ssh.Certificate {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	public, _, _, _, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		return nil
	}
	cert, _ := public.(*ssh.Certificate)
	return cert
}

// A memory keeps what was found out once for all hosts: the first who asks finds it
// out, and the others wait.
type memory[V any] struct {
	lock  netctx.Mutex
	known map[string]V
}

func (m *memory[V]) get(ctx context.Context, key string, find func() (V, error)) (V, error) {
	if err := m.lock.Lock(ctx); err != nil {
		var none V
		return none, err
	}
	defer m.lock.Unlock()
	if v, ok := m.known[key]; ok {
		return v, nil
	}
	v, err := find()
	if err == nil {
		if m.known == nil {
			m.known = map[string]V{}
		}
		m.known[key] = v
	}
	return v, err
}

// readKey reads the file of a private key, and its certificate's where there is one.
// Those that the agent holds need no passphrase.
func (c *Context) readKey(ctx context.Context, path string, account HostParts, held map[string]bool) ([]sshconn.Key, error) {
	if p, alone := sshconn.PublicIn(path); p != nil && held[sshconn.PublicHalf(p)] {
		what := "is the agent's, and needs a passphrase here"
		if alone {
			what = publicAlone
		}
		return []sshconn.Key{{Name: path, Locked: what}}, nil
	}
	// A locked key takes a while to open, on purpose.
	return c.session.keys.get(ctx, path+"\x00"+string(c.Env.loginPassword(account)), func() ([]sshconn.Key, error) {
		return c.openKey(ctx, path, account)
	})
}

func (c *Context) openKey(ctx context.Context, path string, account HostParts) ([]sshconn.Key, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{Kind: ErrNetwork, Op: "key", Input: path, Reason: "the private key cannot be read", Err: err}
	}
	k, err := c.parseKey(ctx, path, text, account)
	if err != nil {
		return nil, err
	}
	keys := []sshconn.Key{k}
	if cert := certificateIn(path + "-cert.pub"); cert != nil {
		keys = sshconn.Certify(keys, path+"-cert.pub", cert)
	}
	return keys, nil
}

// parseKey reads a private key. One that is locked and that no password opens is
// reported with the rest of the login.
func (c *Context) parseKey(ctx context.Context, name string, text []byte, account HostParts) (sshconn.Key, error) {
	k, err := sshconn.ParsePrivateKey(text, nil)
	if errors.Is(err, sshconn.ErrPassphraseNeeded) {
		if p := c.Env.loginPassword(account); p != "" {
			k, err = sshconn.ParsePrivateKey(text, []byte(p))
		}
	}
	if errors.Is(err, sshconn.ErrPassphraseNeeded) && c.session.input.terminal != nil {
		p, askErr := c.session.passwords.password(ctx, c, want{kind: name, ask: "[" + c.Env.HostString + "] Passphrase for private key " + name + ": "})
		if askErr == nil {
			k, err = sshconn.ParsePrivateKey(text, []byte(p))
		}
	}
	switch {
	case errors.Is(err, sshconn.ErrPassphraseNeeded):
		return sshconn.Key{Name: name, Locked: "needs a passphrase"}, nil
	case errors.Is(err, sshconn.ErrPassphrase):
		return sshconn.Key{Name: name, Locked: "the passphrase is wrong"}, nil
	case err != nil:
		return sshconn.Key{}, &Error{Kind: ErrNetwork, Op: "key", Input: name, Err: err}
	}
	s, err := k.Signer()
	if err != nil {
		return sshconn.Key{}, &Error{Kind: ErrNetwork, Op: "key", Input: name, Err: err}
	}
	return sshconn.Key{Name: name, Signer: s}, nil
}

// dialAgent connects to an agent.
func dialAgent(ctx context.Context, socket string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "unix", socket)
}

func agentKeys(ctx context.Context, socket string) (keys []sshconn.Key, done func(), err error) {
	conn, err := dialAgent(ctx, socket)
	if err != nil {
		return nil, nil, err
	}
	release := netctx.Bind(ctx, conn)
	signers, err := agent.NewClient(conn).Signers()
	if err != nil {
		release()
		conn.Close()
		return nil, nil, err
	}
	for _, s := range signers {
		keys = append(keys, sshconn.Key{Name: "agent", Signer: s})
	}
	return keys, func() { release(); conn.Close() }, nil
}

// expandHome replaces ~ at the beginning of a local path.
func expandHome(path string) string {
	if path == "~" || strings.HasPrefix(path, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return home + path[1:]
		}
	}
	return path
}
