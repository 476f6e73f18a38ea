package sshx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// ConnectOptions are the arguments of [SSHClient.Connect]. Nil and the zero value log
// in as the current user, with the agent's keys and those in ~/.ssh.
type ConnectOptions struct {
	Port     int    // 0 means 22
	Username string // "" is the current user

	// Password logs in, answers a single hidden question of the server, and
	// decrypts private keys where Passphrase is empty.
	Password string

	PKey         *PKey    // a key to log in with; it is tried first
	KeyFilenames []string // files of private keys; tried next
	Passphrase   string   // decrypts private keys

	// CertificateFiles are certificates for keys that come from elsewhere, the agent
	// among them; each is tried before its key. One beside a key's file, named like
	// it with "-cert.pub" after it, is found without.
	CertificateFiles []string

	// AllowSHA1 lets RSA keys sign with SHA-1 at servers that do not tell which
	// algorithms they know, after SHA-2 was refused. Servers from before 2016 need
	// it.
	AllowSHA1 bool

	NoAgent       bool   // do not ask the agent for keys
	AgentSocket   string // path of the agent's socket; "" is that in SSH_AUTH_SOCK
	NoLookForKeys bool   // do not look for id_ed25519, id_ecdsa and id_rsa in ~/.ssh

	// IdentitiesOnly takes from the agent only keys of files that are tried anyway: those
	// of KeyFilenames, and the usual ones unless NoLookForKeys. The public half lies
	// beside a file, named like it with ".pub" after it, or in it: a locked file of
	// OpenSSH's tells it, and with the agent the file may be the public half itself. So
	// a locked file is used without its passphrase, and an agent of many keys costs no
	// attempts.
	IdentitiesOnly bool

	// Questions answers keyboard-interactive questions, one answer to each.
	Questions func(ctx context.Context, name, instruction string, questions []Question) ([]string, error)

	// Timeout bounds the whole way to the login, and each channel that is opened
	// later. Zero leaves it to the context.
	Timeout time.Duration

	// KeepAlive is how often the server is asked whether it is there; after three
	// questions without an answer the connection is lost. Zero asks nothing.
	KeepAlive time.Duration

	// Sock is a connection to use instead of dialling. ProxyCommand is run by the
	// shell, its standard input and output are the connection. Jump is the host
	// to go through. At most one of them is set.
	Sock         net.Conn
	ProxyCommand string
	Jump         *Jump

	// HostKeyAlias is the name to look up in known_hosts instead of the host's.
	HostKeyAlias string

	// Algorithms narrows what is offered. Nil is what is secure today.
	Algorithms *Algorithms

	// Banner gets what the server says before the login.
	Banner func(message string)
}

// A Jump is a host on the way to another. It is checked and logged in to as Options
// say, with the host keys and the policy of the client that connects. It may have a
// Jump of its own.
type Jump struct {
	Host    string
	Options *ConnectOptions
}

// A Question is what a server asks in keyboard-interactive authentication.
type Question struct {
	Prompt string
	Echo   bool // the answer may be shown while it is typed
}

// Algorithms are the names of what is offered to a server, best first; a nil list is
// what is secure today.
type Algorithms struct {
	KeyExchanges, Ciphers, MACs, HostKeys []string
}

func (c *SSHClient) dial(ctx context.Context, host string, opts *ConnectOptions) (*Transport, error) {
	if opts == nil {
		opts = &ConnectOptions{}
	}
	t := &Transport{}
	preparing := ctx
	if opts.Timeout > 0 { // an agent may be silent as well as a server
		var cancel context.CancelFunc
		preparing, cancel = context.WithTimeout(ctx, opts.Timeout)
		defer cancel()
	}
	config, closers, err := c.config(preparing, opts, t)
	defer func() {
		for _, close := range closers {
			close()
		}
	}()
	if err == nil && preparing.Err() != nil {
		err = &Error{Kind: ErrTimeout, Op: "connect", Host: host, Reason: "the agent did not answer in time", Err: context.Cause(preparing)}
	}
	if err != nil {
		return nil, err
	}
	k, err := sshconn.Dial(ctx, host, opts.Port, config)
	if err != nil {
		return nil, ours("connect", err)
	}
	t.conn, t.username = k, config.User
	return t, nil
}

// config is how to dial. The closers are for after the login.
func (c *SSHClient) config(ctx context.Context, opts *ConnectOptions, t *Transport) (*sshconn.Config, []func(), error) {
	k := &sshconn.Config{
		User: opts.Username, KnownHosts: c.known(), HostKeyAlias: opts.HostKeyAlias,
		Timeout: opts.Timeout, KeepAlive: opts.KeepAlive, ProxyCommand: opts.ProxyCommand,
	}
	if k.User == "" {
		u, err := user.Current()
		if err != nil {
			return nil, nil, &Error{Kind: ErrInvalid, Op: "connect", Reason: "no Username, and the current user has none", Err: err}
		}
		k.User = u.Username
	}
	if a := opts.Algorithms; a != nil {
		k.KeyExchanges, k.Ciphers, k.MACs, k.HostKeyAlgorithms = a.KeyExchanges, a.Ciphers, a.MACs, a.HostKeys
	}
	k.Banner = func(message string) {
		t.mu.Lock()
		t.banner += message
		t.mu.Unlock()
		if opts.Banner != nil {
			opts.Banner(message)
		}
	}
	k.UnknownHost = func(ctx context.Context, e *sshconn.HostKeyError, _ net.Addr) error {
		c.mu.Lock()
		policy := c.policy
		c.mu.Unlock()
		if policy == nil {
			return e
		}
		if _, reject := policy.(RejectPolicy); reject {
			return e
		}
		return policy.MissingHostKey(ctx, c, e.Host, publicPKey(e.Key))
	}
	if opts.Sock != nil {
		k.Connect = func(context.Context) (net.Conn, error) { return opts.Sock, nil }
	}
	var closers []func()
	if j := opts.Jump; j != nil {
		o := j.Options
		if o == nil {
			o = &ConnectOptions{}
		}
		way, more, err := c.config(ctx, o, &Transport{})
		closers = append(closers, more...)
		if err != nil {
			return nil, closers, err
		}
		k.Jump = &sshconn.Jump{Host: j.Host, Port: o.Port, Config: way}
	}
	keys, more, err := opts.keys(ctx)
	closers = append(closers, more...)
	if err != nil {
		return nil, closers, err
	}
	k.Auth.Keys, k.Auth.AllowSHA1 = keys, opts.AllowSHA1
	if opts.Password != "" {
		k.Auth.Passwords = sshconn.Password(opts.Password)
	}
	if ask := opts.Questions; ask != nil {
		k.Auth.Questions = func(ctx context.Context, name, instruction string, questions []sshconn.Question) ([]string, error) {
			q := make([]Question, len(questions))
			for i := range q {
				q[i] = Question(questions[i])
			}
			return ask(ctx, name, instruction, q)
		}
	}
	return k, closers, nil
}

// usualKeys are the files in ~/.ssh that are looked for.
var usualKeys = []string{"id_ed25519", "id_ecdsa", "id_rsa"}

// keys are all that there is to log in with, explicit ones first. A file that the
// caller named must be there; one that is locked is reported with the rest.
func (o *ConnectOptions) keys(ctx context.Context) (keys []sshconn.Key, closers []func(), err error) {
	if o.PKey != nil {
		s := o.PKey.Signer()
		if s == nil {
			return nil, nil, &Error{Kind: ErrInvalid, Op: "connect", Reason: "PKey has no private half"}
		}
		keys = append(keys, sshconn.Key{Name: o.PKey.name, Signer: s})
	}
	add := func(path string) error {
		passphrase := o.Passphrase
		if passphrase == "" {
			passphrase = o.Password
		}
		k, err := ReadPKey(path, &PKeyOptions{Passphrase: passphrase})
		switch {
		case isMissing(err):
			return err
		case errors.Is(err, ErrPasswordRequired):
			keys = append(keys, sshconn.Key{Name: path, Locked: "needs a passphrase"})
		case errors.Is(err, ErrPassphrase):
			keys = append(keys, sshconn.Key{Name: path, Locked: "the passphrase is wrong"})
		case err != nil:
			if _, alone := sshconn.PublicIn(path); !alone || !o.asksAgent() {
				return err
			}
			keys = append(keys, sshconn.Key{Name: path, Locked: "has the public half alone"})
		default:
			if k.cert != nil {
				keys = append(keys, sshconn.Key{Name: path + "-cert.pub", Signer: k.Signer()})
			}
			keys = append(keys, sshconn.Key{Name: path, Signer: k.signer})
		}
		return nil
	}
	for _, path := range o.KeyFilenames {
		if err := add(path); err != nil {
			return nil, nil, err
		}
	}
	var mine map[string]bool
	if o.IdentitiesOnly {
		mine = sshconn.Identities(slices.Concat(o.KeyFilenames, o.usual()))
	}
	if o.asksAgent() {
		// An agent that cannot be asked has no keys: the rest may do.
		if a, err := ConnectAgent(ctx, &AgentOptions{Socket: o.AgentSocket}); err == nil {
			closers = append(closers, func() { a.Close() })
			if held, err := a.Keys(ctx); err == nil {
				for _, k := range held {
					if o.IdentitiesOnly && !mine[sshconn.PublicHalf(k.public)] {
						continue
					}
					keys = append(keys, sshconn.Key{Name: fmt.Sprintf("agent: %s", k.comment), Signer: k.Signer()})
				}
			}
		}
	}
	for _, path := range o.usual() {
		if err := add(path); err != nil && !isMissing(err) {
			keys = append(keys, sshconn.Key{Name: filepath.Base(path), Locked: "cannot be read"})
		}
	}
	if keys, err = o.certified(keys); err != nil {
		return nil, closers, err
	}
	return sshconn.DistinctKeys(keys), closers, nil
}

func (o *ConnectOptions) asksAgent() bool {
	return !o.NoAgent && (o.AgentSocket != "" || os.Getenv("SSH_AUTH_SOCK") != "")
}

// usual are the files that are looked for without being named.
func (o *ConnectOptions) usual() (paths []string) {
	home, err := os.UserHomeDir()
	if err != nil || o.NoLookForKeys {
		return nil
	}
	for _, name := range usualKeys {
		paths = append(paths, filepath.Join(home, ".ssh", name))
	}
	return paths
}

// certified puts certificates before the keys that they are of.
func (o *ConnectOptions) certified(keys []sshconn.Key) ([]sshconn.Key, error) {
	for _, path := range o.CertificateFiles {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, &Error{Kind: ErrKey, Op: "certificate", Err: err}
		}
		p, _, _, _, err := ssh.ParseAuthorizedKey(text)
		cert, ok := p.(*ssh.Certificate)
		if err != nil || !ok {
			return nil, &Error{Kind: ErrKey, Op: "certificate", Host: path, Reason: "expected a line as in a -cert.pub file", Err: err}
		}
		keys = sshconn.Certify(keys, path, cert)
	}
	return keys, nil
}
