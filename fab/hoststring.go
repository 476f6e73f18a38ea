package fab

import (
	"net"
	"strconv"
	"strings"
)

// A HostParts is a host string taken apart.
type HostParts struct {
	User, Host, Port string
}

// ParseHostString takes [user@]host[:port] apart; what is not there is empty. The
// user may hold @, the last one counts. An IPv6 address may stand bare where there
// is no port, and in brackets where there is one.
func ParseHostString(s string) HostParts {
	var p HostParts
	if i := strings.LastIndex(s, "@"); i >= 0 {
		p.User, s = s[:i], s[i+1:]
	}
	if rest, ok := strings.CutPrefix(s, "["); ok {
		if host, port, closed := strings.Cut(rest, "]"); closed {
			p.Host, p.Port = host, strings.TrimPrefix(port, ":")
			return p
		}
	}
	if strings.Count(s, ":") > 1 { // a bare IPv6 address
		p.Host = s
		return p
	}
	p.Host, p.Port, _ = strings.Cut(s, ":")
	return p
}

// JoinHostStrings is the host string of its parts; an empty user or port is left out.
func JoinHostStrings(user, host, port string) string {
	if n := strings.Count(host, ":"); n == 1 || n > 1 && port != "" {
		host = "[" + host + "]"
	}
	if port != "" {
		host += ":" + port
	}
	if user != "" {
		host = user + "@" + host
	}
	return host
}

// Normalize takes a host string apart and fills in what is missing: the user of e
// and its port. A nil e has Python's defaults.
func (e *Env) Normalize(hostString string) HostParts {
	if e == nil {
		e = &Env{}
	}
	p := ParseHostString(hostString)
	p.User = or(p.User, e.user())
	p.Port = or(p.Port, e.defaultPort())
	return p
}

// NormalizeToString is the host string with user and port, as Passwords wants it.
func (e *Env) NormalizeToString(hostString string) string {
	p := e.Normalize(hostString)
	return JoinHostStrings(p.User, p.Host, p.Port)
}

// Denormalize is the host string without what goes without saying: the user of e
// and port 22.
func (e *Env) Denormalize(hostString string) string {
	if e == nil {
		e = &Env{}
	}
	p := ParseHostString(hostString)
	if p.User == e.user() {
		p.User = ""
	}
	if p.Port == or(e.DefaultPort, "22") {
		p.Port = ""
	}
	return JoinHostStrings(p.User, p.Host, p.Port)
}

// setHost makes a host the one that tasks run on.
func (e *Env) setHost(hostString string) {
	e.User, e.Port = e.chosen()
	e.forAll = HostParts{User: e.User, Port: e.Port}
	e.ofHost = e.Normalize(hostString)
	e.HostString, e.User, e.Host, e.Port = hostString, e.ofHost.User, e.ofHost.Host, e.ofHost.Port
}

// address is where to dial, or an error that says what is wrong with it.
func (p HostParts) address() (host string, port int, err error) {
	port, err = strconv.Atoi(p.Port)
	if err != nil || port < 1 || port > 65535 {
		return "", 0, &Error{Kind: ErrInvalid, Op: "host string", Input: JoinHostStrings(p.User, p.Host, p.Port), Reason: "the port is no number from 1 to 65535"}
	}
	if p.Host == "" || strings.ContainsAny(p.Host, " \t\r\n/") {
		return "", 0, &Error{Kind: ErrInvalid, Op: "host string", Input: JoinHostStrings(p.User, p.Host, p.Port), Reason: "no host: expected [user@]host[:port]"}
	}
	return p.Host, port, nil
}

func (p HostParts) dialAddress() string { return net.JoinHostPort(p.Host, p.Port) }
