package fab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// A link is the connection to an account on a host, made once and used by all.
type link struct {
	lock  netctx.Mutex // of who connects
	name  string       // the host string that it was first asked for by
	quiet bool         // made by one of several hosts at once: its end is not told

	mu     sync.Mutex
	client *sshconn.Client
	agent  net.Conn // that is forwarded
}

func (l *link) close() bool {
	l.mu.Lock()
	client, agent := l.client, l.agent
	l.client, l.agent = nil, nil
	l.mu.Unlock()
	if agent != nil {
		agent.Close()
	}
	if client == nil {
		return false
	}
	client.Close()
	return true
}

// links are a session's connections, by account and gateway.
type links struct {
	mu    sync.Mutex
	byKey map[string]*link
	order []*link
}

func (ls *links) get(key, name string) *link {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := ls.byKey[key]
	if l == nil {
		l = &link{name: name}
		if ls.byKey == nil {
			ls.byKey = map[string]*link{}
		}
		ls.byKey[key] = l
		ls.order = append(ls.order, l)
	}
	return l
}

func (ls *links) takeAll() []*link {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	all := ls.order
	ls.byKey, ls.order = nil, nil
	return all
}

// gateway is the host string that the connection to a host goes through, or "".
func (e *Env) gateway(hostString string) string {
	for _, name := range []string{hostString, ParseHostString(hostString).Host} {
		if g, ok := e.Gateways[name]; ok {
			if g == "none" {
				return ""
			}
			return g
		}
	}
	return e.Gateway
}

// connect is the connection to the host of the env. The context bounds it besides
// env's time limit.
func (c *Context) connect(ctx context.Context) (*sshconn.Client, error) {
	return c.connectTo(ctx, c.Env.HostString, c.Env.gateway(c.Env.HostString), 0)
}

// mostGateways bounds how many gateways may stand behind each other.
const mostGateways = 8

func (c *Context) connectTo(ctx context.Context, hostString, gateway string, depth int) (*sshconn.Client, error) {
	if depth > mostGateways {
		return nil, &Error{Kind: ErrNetwork, Op: "connect", Host: hostString, Reason: fmt.Sprintf("more than %d gateways behind each other", mostGateways)}
	}
	written := ParseHostString(hostString)
	conf, err := c.sshConfig(ctx, written)
	if err != nil {
		return nil, err
	}
	// Env has the local user and port 22 where nobody chose, and the file goes before.
	p := HostParts{User: written.User, Host: or(conf.host, written.Host), Port: written.Port}
	if p.User == "" {
		if p.User = c.Env.user(); conf.user != "" && p.User == localUser() {
			p.User = conf.user
		}
	}
	if p.Port == "" {
		p.Port = c.Env.defaultPort()
		if depth > 0 { // a gateway is not where the host's own server listens
			_, port := c.Env.chosen()
			p.Port = or(port, or(c.Env.DefaultPort, "22"))
		}
		if conf.port != "" && p.Port == "22" {
			p.Port = conf.port
		}
	}
	if conf, err = conf.filled(written, p); err != nil {
		return nil, err
	}
	if gateway == "" {
		if gateway, err = c.jumps(ctx, conf.proxyJump); err != nil {
			return nil, err
		}
	}
	host, port, err := p.address()
	if err != nil {
		return nil, err
	}
	l := c.session.links.get(JoinHostStrings(p.User, host, p.Port)+" "+gateway, hostString)
	if err := l.lock.Lock(ctx); err != nil {
		return nil, ended(ctx, "connect", hostString, err)
	}
	defer l.lock.Unlock()
	l.mu.Lock()
	client := l.client
	l.mu.Unlock()
	if client != nil && client.Lost() == nil {
		return client, nil
	}
	l.close()
	attempts := max(c.Env.ConnectionAttempts, 1)
	for try := 1; ; try++ {
		client, err = c.dial(ctx, hostString, p, port, gateway, conf, depth)
		if err == nil {
			l.mu.Lock()
			l.client, l.quiet = client, c.group
			l.mu.Unlock()
			if c.Env.ForwardAgent || conf.forwardAgent {
				c.forwardAgent(ctx, conf.agent(), l, client)
			}
			return client, nil
		}
		if ctx.Err() != nil {
			return nil, ended(ctx, "connect", hostString, err)
		}
		if try >= attempts || !errors.Is(err, sshconn.ErrUnreachable) && !errors.Is(err, sshconn.ErrTimeout) && !errors.Is(err, os.ErrDeadlineExceeded) {
			return nil, c.networkError(hostString, p, try, err)
		}
		// A host that comes up again needs time, and may answer before the limit.
		wait := time.NewTimer(min(c.Env.timeout(), time.Second))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return nil, ended(ctx, "connect", hostString, ctx.Err())
		}
	}
}

// jumps are the hosts of ProxyJump with their users and ports, which ssh takes from their
// own settings and never from those of the host behind them.
func (c *Context) jumps(ctx context.Context, list string) (string, error) {
	if list == "" {
		return "", nil
	}
	hops := strings.Split(list, ",")
	for i, hop := range hops {
		written := ParseHostString(strings.TrimSpace(hop))
		conf, err := c.sshConfig(ctx, written)
		if err != nil {
			return "", err
		}
		hops[i] = JoinHostStrings(or(written.User, conf.user), written.Host, or(written.Port, conf.port))
	}
	return strings.Join(hops, ","), nil
}

// errTooSlow is why a login was given up.
var errTooSlow = fmt.Errorf("no login in time: %w", os.ErrDeadlineExceeded)

// dial connects and logs in. Time that a person takes to answer does not count.
func (c *Context) dial(ctx context.Context, hostString string, p HostParts, port int, gateway string, conf sshSettings, depth int) (*sshconn.Client, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limit := c.Env.timeout()
	clock := time.AfterFunc(time.Hour, func() { cancel(errTooSlow) })
	defer clock.Stop()
	resume := func() {
		if limit > 0 {
			clock.Reset(limit)
		} else {
			clock.Stop()
		}
	}
	resume()
	known, err := c.knownHosts(ctx, conf)
	if err != nil {
		return nil, err
	}
	keys, done, err := c.keys(ctx, p, conf)
	defer done()
	if err != nil {
		return nil, err
	}
	config := &sshconn.Config{
		User: p.User, KnownHosts: known, HostKeyAlias: conf.hostKeyAlias, UnknownHost: func(_ context.Context, e *sshconn.HostKeyError, _ net.Addr) error { return c.unknownHost(conf, e) },
		KeepAlive: c.Env.KeepAlive, ProxyCommand: conf.proxyCommand,
	}
	if config.KeepAlive == 0 {
		config.KeepAlive = conf.keepAlive
	}
	config.Auth.Keys = keys
	var refused []Secret
	config.Auth.Passwords = func(ctx context.Context, try int) (string, bool, error) {
		const most = 3
		if try == 0 {
			if s := c.Env.loginPassword(p); s != "" {
				refused = append(refused, s)
				return string(s), true, nil
			}
		}
		if try >= most {
			return "", false, nil
		}
		clock.Stop()
		defer resume()
		s, err := c.session.passwords.password(ctx, c, want{
			kind: "login", account: p, refused: refused,
			ask: fmt.Sprintf("[%s] Login password for '%s': ", hostString, p.User),
		})
		if err != nil {
			return "", false, err
		}
		refused = append(refused, s)
		return string(s), true, nil
	}
	if gateway != "" {
		config.ProxyCommand = ""
		config.Connect = func(ctx context.Context) (net.Conn, error) {
			way, next := "", gateway
			if i := strings.LastIndex(gateway, ","); i >= 0 {
				way, next = strings.TrimSpace(gateway[:i]), strings.TrimSpace(gateway[i+1:])
			}
			g, err := c.connectTo(ctx, next, way, depth+1)
			if err != nil {
				return nil, err
			}
			return g.DialContext(ctx, "tcp", p.dialAddress())
		}
	}
	client, err := sshconn.Dial(ctx, p.Host, port, config)
	if err != nil && ctx.Err() != nil && errors.Is(context.Cause(ctx), errTooSlow) {
		err = errTooSlow
	}
	return client, err
}

// knownHosts are the keys of servers that are believed.
func (c *Context) knownHosts(ctx context.Context, conf sshSettings) (*sshconn.KnownHosts, error) {
	if c.Env.DisableKnownHosts {
		return nil, nil
	}
	files := []string{c.Env.SystemKnownHosts}
	if files[0] == "" {
		files = slices.DeleteFunc(slices.Concat(conf.knownHosts, conf.systemKnownHosts), func(f string) bool { return f == "none" })
		if conf.knownHosts == nil {
			files = append(files, c.userKnownHosts(conf))
		}
		if conf.systemKnownHosts == nil {
			files = append(files, "/etc/ssh/ssh_known_hosts")
		}
	}
	if c.Env.AcceptNewHosts { // the file grows
		return readKnownHosts(files, c.Env.SystemKnownHosts == "")
	}
	return c.session.known.get(ctx, strings.Join(files, "\x00"), func() (*sshconn.KnownHosts, error) {
		return readKnownHosts(files, c.Env.SystemKnownHosts == "")
	})
}

// readKnownHosts reads files, some of which may be missing.
func readKnownHosts(files []string, may bool) (*sshconn.KnownHosts, error) {
	known := &sshconn.KnownHosts{}
	for _, f := range files {
		text, err := os.ReadFile(expandHome(f))
		if errors.Is(err, fs.ErrNotExist) && may {
			continue
		}
		if err != nil {
			return nil, &Error{Kind: ErrNetwork, Op: "known hosts", Input: f, Reason: "the file cannot be read", Err: err}
		}
		known.Add(f, text)
	}
	return known, nil
}

// userKnownHosts is the file that new servers are added to.
func (c *Context) userKnownHosts(conf sshSettings) string {
	if c.Env.SystemKnownHosts != "" {
		return expandHome(c.Env.SystemKnownHosts)
	}
	if conf.knownHosts != nil {
		return conf.knownHosts[0]
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".ssh", "known_hosts")
}

// unknownHost decides about a server that stands in no file.
func (c *Context) unknownHost(conf sshSettings, e *sshconn.HostKeyError) error {
	switch {
	case c.Env.DisableKnownHosts:
		return nil
	case c.Env.AcceptNewHosts:
		file := c.userKnownHosts(conf)
		if file == "none" || file == os.DevNull { // ssh keeps nothing there either
			return nil
		}
		return sshconn.AppendKnownHost(file, e.Host, e.Key)
	}
	return e
}

// forwardAgent lets commands there use the agent here.
func (c *Context) forwardAgent(ctx context.Context, socket string, l *link, client *sshconn.Client) {
	conn, err := dialAgent(ctx, socket)
	if err != nil {
		c.Warn("there is no agent to forward: " + oneLine(err.Error()))
		return
	}
	if err := agent.ForwardToAgent(client.Client, agent.NewClient(conn)); err != nil {
		conn.Close()
		return
	}
	l.mu.Lock()
	l.agent = conn
	l.mu.Unlock()
}

// lendAgent asks for the agent that is forwarded to be there for a command.
func (c *Context) lendAgent(ctx context.Context, channel ssh.Channel) {
	lent := c.Env.ForwardAgent
	if !lent {
		conf, err := c.sshConfig(ctx, ParseHostString(c.Env.HostString))
		lent = err == nil && conf.forwardAgent
	}
	if lent {
		channel.SendRequest("auth-agent-req@openssh.com", false, nil)
	}
}

// networkError is what became of a connection, as Fabric says it.
func (c *Context) networkError(hostString string, p HostParts, tries int, err error) error {
	var own *Error
	if errors.As(err, &own) {
		if own.Host == "" {
			own.Host = hostString
		}
		return own
	}
	plural := "s"
	if tries == 1 {
		plural = ""
	}
	e := &Error{Kind: ErrNetwork, Op: "connect", Host: hostString, Err: err}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		e.message = "Name lookup failed for " + p.Host
		e.because(dns.Error())
	case errors.Is(err, errTooSlow), errors.Is(err, sshconn.ErrTimeout):
		e.message = fmt.Sprintf("Timed out trying to connect to %s (tried %d time%s)", p.Host, tries, plural)
		e.because("timed out")
	case errors.Is(err, sshconn.ErrUnreachable):
		why := fmt.Sprintf("Unable to connect to port %s on %s", p.Port, p.Host)
		e.message = fmt.Sprintf("Low level socket error connecting to host %s on port %s: %s (tried %d time%s)", p.Host, p.Port, why, tries, plural)
		e.because(why)
	case errors.Is(err, sshconn.ErrHostKeyUnknown):
		e.message = fmt.Sprintf("Host key of %s is not known: add it (ssh-keyscan), or give --accept-new-hosts", p.Host)
		e.because(err.Error())
	case errors.Is(err, sshconn.ErrHostKey):
		e.message = fmt.Sprintf("Host key for %s did not match pre-existing key! Server's key was changed recently, or possible man-in-the-middle attack.", p.Host)
		e.because(err.Error())
	case errors.Is(err, sshconn.ErrAuth):
		e.message = fmt.Sprintf("Authentication of %s to %s failed", p.User, p.Host)
		e.because(err.Error())
	default:
		e.message = oneLine(err.Error())
	}
	e.Reason = e.message
	return e
}

// disconnect ends all connections and tells of those that were made one at a time.
func (c *Context) disconnect() {
	all := c.session.links.takeAll()
	slices.SortStableFunc(all, func(a, b *link) int { return strings.Compare(a.name, b.name) })
	for _, l := range all {
		quiet := l.quiet
		if l.close() && !quiet {
			c.status(Status, "Disconnecting from "+c.Env.Denormalize(l.name)+"... done.")
		}
	}
}
