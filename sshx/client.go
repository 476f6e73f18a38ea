package sshx

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// DefaultPort is where SSH servers listen.
const DefaultPort = sshconn.DefaultPort

// An SSHClient logs in to a server, runs commands there, and transfers files. It
// refuses servers of which no key is known, unless [SSHClient.SetMissingHostKeyPolicy]
// says otherwise. It is safe for concurrent use.
type SSHClient struct {
	mu           sync.Mutex
	system       *HostKeys
	host         *HostKeys
	hostKeysFile string
	policy       MissingHostKeyPolicy
	transport    *Transport
}

// NewSSHClient returns a client that knows no host and is not connected.
func NewSSHClient() *SSHClient {
	return &SSHClient{system: &HostKeys{}, host: &HostKeys{}}
}

// LoadSystemHostKeys reads keys from a known_hosts file that is never written to. The
// empty path is ~/.ssh/known_hosts, which may be missing.
func (c *SSHClient) LoadSystemHostKeys(path string) ([]HostKeyWarning, error) {
	if c == nil {
		return nil, &Error{Kind: ErrInvalid, Op: "known hosts", Reason: "no client"}
	}
	usual := path == ""
	if usual {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, nil
		}
		path = filepath.Join(home, ".ssh", "known_hosts")
	}
	c.mu.Lock()
	if c.system == nil {
		c.system = &HostKeys{}
	}
	system := c.system
	c.mu.Unlock()
	warnings, err := system.Load(path)
	if usual && isMissing(err) {
		return nil, nil
	}
	return warnings, err
}

// LoadHostKeys reads keys from a known_hosts file, to which [AutoAddPolicy] adds. The
// file must exist.
func (c *SSHClient) LoadHostKeys(path string) ([]HostKeyWarning, error) {
	if c == nil {
		return nil, &Error{Kind: ErrInvalid, Op: "known hosts", Reason: "no client"}
	}
	c.mu.Lock()
	c.hostKeysFile = path
	c.mu.Unlock()
	return c.HostKeys().Load(path)
}

// SaveHostKeys writes the client's own keys, not the system's, to a file; see
// [HostKeys.Save].
func (c *SSHClient) SaveHostKeys(path string) error { return c.HostKeys().Save(path) }

// HostKeys are the client's own keys, not the system's.
func (c *SSHClient) HostKeys() *HostKeys {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.host == nil {
		c.host = &HostKeys{}
	}
	return c.host
}

// SetMissingHostKeyPolicy says what to do about a server of which no key is known;
// nil is [RejectPolicy].
func (c *SSHClient) SetMissingHostKeyPolicy(p MissingHostKeyPolicy) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.policy = p
}

// Transport is the connection, or nil.
func (c *SSHClient) Transport() *Transport {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.transport
}

func (c *SSHClient) connected(op string) (*Transport, error) {
	if t := c.Transport(); t != nil {
		return t, nil
	}
	return nil, &Error{Kind: ErrNotConnected, Op: op}
}

// Close ends the connection and all that goes through it. It may be called again,
// and the client may connect again.
func (c *SSHClient) Close() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	t := c.transport
	c.transport = nil
	c.mu.Unlock()
	if t == nil {
		return nil
	}
	return t.Close()
}

// Connect connects to a host and logs in. A connection that the client had is closed
// first. The error is an [*Error], whose kind tells refused, unreachable, wrong host
// key and wrong credentials apart.
func (c *SSHClient) Connect(ctx context.Context, host string, opts *ConnectOptions) error {
	if c == nil {
		return &Error{Kind: ErrInvalid, Op: "connect", Reason: "no client"}
	}
	c.Close()
	t, err := c.dial(ctx, host, opts)
	if err != nil {
		return err
	}
	c.mu.Lock()
	old := c.transport
	c.transport = t
	c.mu.Unlock()
	if old != nil {
		old.Close()
	}
	return nil
}

// known joins the system's keys and the client's own.
func (c *SSHClient) known() *sshconn.KnownHosts {
	c.mu.Lock()
	system := c.system
	c.mu.Unlock()
	k := system.known()
	if k == nil {
		k = &sshconn.KnownHosts{}
	}
	k.Entries = append(k.Entries, c.HostKeys().known().Entries...)
	return k
}
