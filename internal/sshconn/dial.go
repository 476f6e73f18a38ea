package sshconn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/netctx"
)

// DefaultPort is where SSH servers listen.
const DefaultPort = 22

// A Config tells how to connect and who logs in. It is not changed by [Dial].
type Config struct {
	// User is the name to log in as. It must not be empty.
	User string

	// Auth is what there is to log in with.
	Auth Auth

	// KnownHosts has the keys that are believed. Nil knows nobody.
	KnownHosts *KnownHosts

	// HostKeyAlias is the name to look up in KnownHosts instead of the host's and
	// its port.
	HostKeyAlias string

	// UnknownHost is asked about a server of which KnownHosts has no key. Nil
	// refuses it. It is never asked about a key that has changed or is revoked.
	UnknownHost func(ctx context.Context, e *HostKeyError, remote net.Addr) error

	// Timeout bounds the whole way from the name lookup to the login, and each
	// channel that is opened later. Zero leaves it to the context.
	Timeout time.Duration

	// KeepAlive is how often the server is asked whether it is there, and
	// KeepAliveMax how many answers may be missing until the connection counts
	// as lost (0 means 3). Zero asks nothing.
	KeepAlive    time.Duration
	KeepAliveMax int

	// Connect makes the connection underneath instead of a TCP dial. It must heed
	// its context.
	Connect func(ctx context.Context) (net.Conn, error)

	// ProxyCommand is run by the shell; its standard input and output are the
	// connection. Jump is the host that the connection goes through; it may have
	// one of its own. At most one of Connect, ProxyCommand and Jump is set.
	ProxyCommand string
	Jump         *Jump

	// KeyExchanges, Ciphers, MACs and HostKeyAlgorithms narrow what is offered;
	// nil is what crypto/ssh takes for secure today.
	KeyExchanges, Ciphers, MACs, HostKeyAlgorithms []string

	// ClientVersion is what we call ourselves; "" is crypto/ssh's own. It begins
	// with "SSH-2.0-".
	ClientVersion string

	// Banner gets what the server says before the login, with control
	// characters made harmless.
	Banner func(message string)
}

// A Jump is a host on the way.
type Jump struct {
	Host   string
	Port   int // 0 means 22
	Config *Config
}

// Dial connects to a host and logs in. Port 0 means 22. The error is an [*Error].
func Dial(ctx context.Context, host string, port int, c *Config) (*Client, error) {
	if port == 0 {
		port = DefaultPort
	}
	where := address(host, port)
	if err := c.check(host, where); err != nil {
		return nil, err
	}
	if c.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.Timeout, &Error{Kind: ErrTimeout, Host: where, Reason: fmt.Sprintf("no answer within %v", c.Timeout)})
		defer cancel()
	}
	conn, closers, err := c.connect(ctx, host, port)
	if err != nil {
		return nil, ended(ctx, where, StageDial, err)
	}
	client, err := c.handshake(ctx, conn, host, port)
	if err != nil {
		conn.Close()
		for _, close := range slices.Backward(closers) {
			close()
		}
		return nil, err
	}
	client.closers = closers
	return client, nil
}

func (c *Config) check(host, where string) error {
	reason := ""
	ways := 0
	for _, set := range []bool{c != nil && c.Connect != nil, c != nil && c.ProxyCommand != "", c != nil && c.Jump != nil} {
		if set {
			ways++
		}
	}
	switch {
	case c == nil || c.User == "":
		reason = "no user to log in as"
	case strings.ContainsAny(c.User, "\x00\r\n"):
		reason = fmt.Sprintf("%q is no user name", c.User)
	case host == "":
		reason = "no host to connect to"
	case c.Timeout < 0 || c.KeepAlive < 0 || c.KeepAliveMax < 0:
		reason = "a time limit or a keepalive below zero"
	case ways > 1:
		reason = "more than one of a connection, a proxy command and a jump host is given"
	case c.ClientVersion != "" && !strings.HasPrefix(c.ClientVersion, "SSH-2.0-"):
		reason = fmt.Sprintf("client version %q does not begin with SSH-2.0-", c.ClientVersion)
	}
	if reason == "" {
		return nil
	}
	return &Error{Kind: ErrConfig, Stage: StageDial, Host: where, Reason: reason}
}

// connect makes the connection underneath, and lists what must be closed after it.
func (c *Config) connect(ctx context.Context, host string, port int) (net.Conn, []func(), error) {
	where := address(host, port)
	switch {
	case c.Connect != nil:
		conn, err := c.Connect(ctx)
		if err != nil {
			return nil, nil, &Error{Kind: ErrUnreachable, Stage: StageDial, Host: where, Err: err}
		}
		return conn, nil, nil
	case c.ProxyCommand != "":
		conn, err := startProxy(c.ProxyCommand)
		if err != nil {
			return nil, nil, &Error{Kind: ErrProxy, Stage: StageProxy, Host: where, Err: err}
		}
		return conn, nil, nil
	case c.Jump != nil:
		jump, err := Dial(ctx, c.Jump.Host, c.Jump.Port, c.Jump.Config)
		if err != nil {
			return nil, nil, &Error{Kind: ErrProxy, Stage: StageProxy, Host: where, Reason: "on the way", Err: err}
		}
		conn, err := jump.DialContext(ctx, "tcp", where)
		if err != nil {
			jump.Close()
			return nil, nil, &Error{Kind: ErrProxy, Stage: StageProxy, Host: where, Reason: "on the way", Err: err}
		}
		return conn, []func(){func() { jump.Close() }}, nil
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", where)
	if err != nil {
		return nil, nil, dialError(where, err)
	}
	return conn, nil, nil
}

// handshake speaks SSH over a connection until the user is logged in.
func (c *Config) handshake(ctx context.Context, conn net.Conn, host string, port int) (*Client, error) {
	where := address(host, port)
	name, namePort := host, port
	if c.HostKeyAlias != "" {
		name, namePort = c.HostKeyAlias, DefaultPort
	}
	var hostKeyErr error
	var hostKey ssh.PublicKey
	login := &attempt{ctx: ctx, auth: c.Auth, user: c.User}
	config := &ssh.ClientConfig{
		Config:            ssh.Config{KeyExchanges: c.KeyExchanges, Ciphers: c.Ciphers, MACs: c.MACs},
		User:              c.User,
		ClientVersion:     c.ClientVersion,
		HostKeyAlgorithms: c.KnownHosts.HostAlgorithms(name, namePort, c.HostKeyAlgorithms),
		HostKeyCallback: func(_ string, remote net.Addr, key ssh.PublicKey) error {
			hostKey = key
			hostKeyErr = c.KnownHosts.Check(name, namePort, remote, key)
			var unknown *HostKeyError
			if c.UnknownHost != nil && errors.As(hostKeyErr, &unknown) && errors.Is(unknown.Kind, ErrHostKeyUnknown) {
				hostKeyErr = c.UnknownHost(ctx, unknown, remote)
			}
			return hostKeyErr
		},
		AuthCallback: login.next,
	}
	if c.Banner != nil {
		config.BannerCallback = func(message string) error {
			c.Banner(printable(message))
			return nil
		}
	}
	heard := &listening{Conn: conn}
	release := netctx.Bind(ctx, conn)
	sc, channels, requests, err := ssh.NewClientConn(heard, where, config)
	release()
	if err == nil && ctx.Err() != nil {
		sc.Close()
		err = context.Cause(ctx)
	}
	if err == nil {
		client := newClient(sc, channels, requests, where, c)
		client.hostKey = hostKey
		heard.mu.Lock()
		heard.lost = client.lose
		heard.mu.Unlock()
		return client, nil
	}
	stage := StageVersion
	if heard.versionSeen() {
		stage = StageKeys
	}
	if login.began {
		stage = StageAuth
	}
	switch {
	case ctx.Err() != nil:
		err = ended(ctx, where, stage, err)
		var own *Error
		if says := heard.says(); stage == StageVersion && says != "" && errors.As(err, &own) {
			if own.Reason != "" {
				says = own.Reason + "; " + says
			}
			own.Reason = says
		}
		return nil, err
	case hostKeyErr != nil:
		kind := ErrHostKey
		for _, k := range []error{ErrHostKeyRevoked, ErrHostKeyChanged, ErrHostKeyUnknown} {
			if errors.Is(hostKeyErr, k) {
				kind = k
			}
		}
		return nil, &Error{Kind: kind, Stage: StageKeys, Host: where, Err: hostKeyErr}
	case stage == StageAuth && heard.ended() != nil && errors.Is(plain(err), errNothingLeft):
		// crypto/ssh goes on to ask for another way in.
		return nil, &Error{Kind: ErrLost, Stage: stage, Host: where, Reason: "the server ended the connection", Err: heard.ended()}
	case stage == StageAuth:
		failed := login.failure(plain(err))
		return nil, &Error{Kind: failed.Kind, Stage: stage, Host: where, Err: failed}
	case stage == StageVersion:
		return nil, heard.noVersion(where, conn, err)
	}
	return nil, &Error{Kind: ErrNegotiation, Stage: stage, Host: where, Err: plain(err)}
}

// plain takes crypto/ssh's own words off an error where they hide another.
func plain(err error) error {
	if inner := errors.Unwrap(err); inner != nil && strings.HasPrefix(err.Error(), "ssh: handshake failed: ") {
		return inner
	}
	return err
}

// ended is the error of a stage that ran out of time, was cancelled, or failed.
func ended(ctx context.Context, where string, stage Stage, err error) error {
	var own *Error
	if ctx.Err() == nil {
		if errors.As(err, &own) {
			return own
		}
		return &Error{Kind: ErrUnreachable, Stage: stage, Host: where, Err: err}
	}
	if errors.As(err, &own) && own.Stage != "" {
		stage = own.Stage
	}
	cause := context.Cause(ctx)
	if errors.As(cause, &own) && own.Kind == ErrTimeout { // our own limit
		return &Error{Kind: ErrTimeout, Stage: stage, Host: where, Reason: own.Reason, Err: ctx.Err()}
	}
	kind := error(nil)
	if timedOut(cause) {
		kind = ErrTimeout
	}
	return &Error{Kind: kind, Stage: stage, Host: where, Err: netctx.Err(ctx, cause)}
}

// listening keeps the first bytes that a peer says, to tell who it is.
type listening struct {
	net.Conn
	mu    sync.Mutex
	first []byte
	end   error       // why nothing more can be read
	lost  func(error) // told of the end of the connection, once it is logged in
}

// mostFirst is how much of a peer's first words is kept: RFC 4253 gives a version
// 255 bytes, and lines may stand before it.
const mostFirst = 1 << 10

func (l *listening) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	l.mu.Lock()
	if room := mostFirst - len(l.first); room > 0 {
		l.first = append(l.first, p[:min(n, room)]...)
	}
	tell := l.lost
	if err != nil && !errors.Is(err, net.ErrClosed) { // that was us
		l.end = err
	}
	l.mu.Unlock()
	if err != nil && tell != nil && !timedOut(err) {
		// Before crypto/ssh ends the channels, which looks like their own end.
		tell(err)
	}
	return n, err
}

func (l *listening) ended() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.end
}

func (l *listening) versionSeen() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(string(l.first)) {
		if strings.HasPrefix(line, "SSH-2.0-") || strings.HasPrefix(line, "SSH-1.99-") {
			return strings.HasSuffix(line, "\n")
		}
	}
	return false
}

// says is what a peer says instead of a version, or "" for nothing.
func (l *listening) says() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) == 0 {
		return ""
	}
	return fmt.Sprintf("the peer says %q, expected SSH-2.0-...", l.first[:min(len(l.first), 64)])
}

// noVersion says who is there instead of an SSH server.
func (l *listening) noVersion(where string, conn net.Conn, err error) error {
	says := l.says()
	if proxy, ok := conn.(*proxyConn); ok && says == "" {
		return &Error{Kind: ErrProxy, Stage: StageProxy, Host: where, Reason: proxy.failure()}
	}
	if says == "" {
		says = "the peer closed the connection before its version"
	}
	return &Error{Kind: ErrNotSSH, Stage: StageVersion, Host: where, Reason: says, Err: plain(err)}
}
