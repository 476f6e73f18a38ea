package sshx

import (
	"context"
	"math"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ConnectOptions are what the files say about how to log in to a host, and the name to
// connect to. HostName, Port, User, IdentityFile, CertificateFile, IdentitiesOnly,
// IdentityAgent, HostKeyAlias, ProxyCommand, ProxyJump, ConnectTimeout and ServerAliveInterval are
// heeded; each host of ProxyJump is looked up as well, so that what its own block says
// holds for it, but for a user or a port that stands in ProxyJump itself. Key files that
// are not there are left out.
func (c *SSHConfig) ConnectOptions(ctx context.Context, host string, opts *LookupOptions) (hostname string, o *ConnectOptions, err error) {
	return c.connectOptions(ctx, host, opts, nil)
}

func (c *SSHConfig) connectOptions(ctx context.Context, host string, opts *LookupOptions, on []string) (string, *ConnectOptions, error) {
	d, err := c.Lookup(ctx, host, opts)
	if err != nil {
		return "", nil, err
	}
	o := &ConnectOptions{Username: d.Get("user"), HostKeyAlias: d.Get("hostkeyalias"), ProxyCommand: d.Get("proxycommand")}
	if opts != nil && opts.User != "" {
		o.Username = opts.User
	}
	if d.Get("port") != "" {
		o.Port, err = d.AsInt("port")
	}
	for key, to := range map[string]*time.Duration{"connecttimeout": &o.Timeout, "serveraliveinterval": &o.KeepAlive} {
		if err == nil {
			*to, err = configTime(host, key, d.Get(key))
		}
	}
	if err != nil {
		return "", nil, err
	}
	there := func(path string) bool {
		info, err := os.Stat(path)
		return err == nil && !info.IsDir()
	}
	for _, path := range d["identityfile"] {
		if there(path) {
			o.KeyFilenames = append(o.KeyFilenames, path)
		}
	}
	for _, path := range d["certificatefile"] {
		if there(path) {
			o.CertificateFiles = append(o.CertificateFiles, path)
		}
	}
	o.NoLookForKeys = d["identityfile"] != nil // they are there instead of the usual ones
	o.IdentitiesOnly = d.AsBool("identitiesonly")
	switch agent := d.Get("identityagent"); {
	case agent == "none":
		o.NoAgent = true
	case strings.HasPrefix(agent, "$"):
		o.AgentSocket = os.Getenv(agent[1:])
		o.NoAgent = o.AgentSocket == ""
	case agent != "SSH_AUTH_SOCK":
		o.AgentSocket = agent
	}
	if hops := d.Get("proxyjump"); hops != "" {
		if o.Jump, err = c.jumps(ctx, strings.Split(hops, ","), opts, append(slices.Clone(on), host)); err != nil {
			return "", nil, err
		}
	}
	return d.Get("hostname"), o, nil
}

// mostHops bounds how many hosts may lie on a way.
const mostHops = 16

// jumps are the hosts on a way, the last of them nearest to its end.
func (c *SSHConfig) jumps(ctx context.Context, hops []string, opts *LookupOptions, on []string) (*Jump, error) {
	var way *Jump
	for i, hop := range hops {
		user, host, port, err := splitHop(hop)
		if err != nil {
			return nil, err
		}
		if slices.Contains(on, host) || len(on)+i > mostHops {
			return nil, badConfig(hop, "ProxyJump leads in a circle: %s", strings.Join(append(on, host), " to "))
		}
		var own LookupOptions
		if opts != nil {
			own = *opts
		}
		own.User = user // that of the target is not the hop's
		name, o, err := c.connectOptions(ctx, host, &own, on)
		if err != nil {
			return nil, err
		}
		if port != 0 {
			o.Port = port
		}
		if way != nil { // what stands before it in the list goes before its own way
			o.Jump, o.ProxyCommand = way, ""
		}
		way = &Jump{Host: name, Options: o}
	}
	return way, nil
}

// splitHop reads [user@]host[:port] and ssh://[user@]host[:port].
func splitHop(hop string) (user, host string, port int, err error) {
	rest := strings.TrimPrefix(strings.TrimSpace(hop), "ssh://")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, rest = rest[:at], rest[at+1:]
	}
	host = rest
	if h, text, splitErr := net.SplitHostPort(rest); splitErr == nil {
		host = h
		if port, err = strconv.Atoi(text); err != nil || port < 1 || port > 65535 {
			return "", "", 0, badConfig(hop, "port %q; expected 1 to 65535", text)
		}
	}
	if host = strings.Trim(host, "[]"); host == "" {
		return "", "", 0, badConfig(hop, "ProxyJump %q; expected [user@]host[:port]", hop)
	}
	return user, host, port, nil
}

// configTime reads a time of ssh_config: 90, 1m30s or 2h, and none for 0.
func configTime(host, key, text string) (time.Duration, error) {
	if text == "" || strings.EqualFold(text, "none") {
		return 0, nil
	}
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	var total time.Duration
	for rest := strings.ToLower(text); rest != ""; {
		rest = strings.TrimPrefix(rest, "+")
		end := 0
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		n, err := strconv.ParseInt(rest[:end], 10, 32)
		unit := time.Second
		if rest = rest[end:]; err == nil && rest != "" {
			unit, rest = units[rest[0]], rest[1:]
		}
		if total += time.Duration(n) * unit; err != nil || unit == 0 || total > math.MaxInt32*time.Second {
			return 0, badConfig(host, "%s is %q; expected a time, such as 90 or 1m30s", key, text)
		}
	}
	return total, nil
}
