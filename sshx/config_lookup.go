package sshx

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// LookupOptions are what a lookup knows beside the host. Nil asks the system.
type LookupOptions struct {
	User      string // who logs in, where the command line says so; "" leaves it to the file
	LocalUser string // "" is the current user
	Home      string // "" is the user's home
	LocalHost string // this machine's name, for %l and %L; "" asks the system

	// Exec runs the command of a Match exec, and reports whether its status is 0.
	// Nil makes such a line an error.
	Exec func(ctx context.Context, command string) (bool, error)

	// Resolve reports whether a host name has an address, for CanonicalizeHostname.
	// Nil asks the system's resolver.
	Resolve func(ctx context.Context, name string) bool
}

// An SSHConfigDict is what holds for a host: values by their keywords in small
// letters. A keyword that may stand several times (identityfile, localforward, …) has
// a value each; of every other the first counts. An IdentityFile that is "none", and
// nothing else, is there without a value: no file is to be tried.
type SSHConfigDict map[string][]string

// Get is the first value of a keyword, or "".
func (d SSHConfigDict) Get(key string) string {
	if v := d[strings.ToLower(key)]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// AsBool reports whether a keyword is "yes" or "true", in letters of either case.
func (d SSHConfigDict) AsBool(key string) bool {
	value := strings.ToLower(d.Get(key))
	return value == "yes" || value == "true"
}

// AsInt is a keyword's number. It is an error where there is none.
func (d SSHConfigDict) AsInt(key string) (int, error) {
	n, err := strconv.Atoi(d.Get(key))
	if err != nil {
		return 0, &Error{Kind: ErrConfigParse, Op: "ssh_config", Reason: fmt.Sprintf("%s is %q; expected a number", key, d.Get(key))}
	}
	return n, nil
}

// several are the keywords whose values add up.
var several = []string{"identityfile", "certificatefile", "localforward", "remoteforward", "dynamicforward", "sendenv"}

// A lookup is one walk through a file.
type lookup struct {
	opts      LookupOptions
	original  string // as it was asked for
	host      string // what Host lines match
	again     bool   // the second walk
	wantAgain bool
	found     SSHConfigDict
}

// Lookup is what the files say for a host. The first value of a keyword counts. It
// always has "hostname". Tokens (%h, %r, …) and ~ are filled in.
func (c *SSHConfig) Lookup(ctx context.Context, host string, opts *LookupOptions) (SSHConfigDict, error) {
	l := &lookup{original: host, host: host, found: SSHConfigDict{}}
	if opts != nil {
		l.opts = *opts
	}
	l.askSystem()
	if c == nil {
		c = &SSHConfig{}
	}
	if err := l.walk(ctx, c.blocks, true); err != nil {
		return nil, err
	}
	canonical, err := l.canonical(ctx)
	if err != nil {
		return nil, err
	}
	if canonical != "" {
		l.host = canonical
		l.found["hostname"] = []string{canonical}
	} else if l.wantAgain {
		// Where it leads is settled, in small letters, before the second walk.
		l.host = strings.ToLower(l.hostname())
		l.found["hostname"] = []string{l.host}
	}
	if canonical != "" || l.wantAgain {
		l.again = true
		if err := l.walk(ctx, c.blocks, true); err != nil {
			return nil, err
		}
	}
	if err := l.finish(); err != nil {
		return nil, err
	}
	return l.found, nil
}

func (l *lookup) askSystem() {
	if l.opts.LocalUser == "" {
		if u, err := user.Current(); err == nil {
			l.opts.LocalUser = u.Username
		}
	}
	if l.opts.Home == "" {
		l.opts.Home, _ = os.UserHomeDir()
	}
	if l.opts.LocalHost == "" {
		l.opts.LocalHost, _ = os.Hostname()
	}
}

// hostname is where the connection would go, as far as it is known.
func (l *lookup) hostname() string {
	if name := l.found.Get("hostname"); name != "" {
		return strings.NewReplacer("%%", "%", "%h", l.host).Replace(name)
	}
	return l.host
}

func (l *lookup) user() string {
	switch {
	case l.opts.User != "":
		return l.opts.User
	case l.found.Get("user") != "":
		return l.found.Get("user")
	}
	return l.opts.LocalUser
}

func (l *lookup) walk(ctx context.Context, blocks []*configBlock, active bool) error {
	for _, b := range blocks {
		hit, err := b.matches(ctx, l)
		if err != nil {
			return err
		}
		if !hit || !active {
			continue
		}
		for _, line := range b.lines {
			if line.included != nil {
				if err := l.walk(ctx, line.included, true); err != nil {
					return err
				}
				continue
			}
			l.set(line.key, line.value)
		}
	}
	return nil
}

// set keeps a value, unless there is one already.
func (l *lookup) set(key, value string) {
	switch {
	case key == "sendenv":
		l.found[key] = append(l.found[key], strings.Fields(value)...)
	case slices.Contains(several, key):
		if !slices.Contains(l.found[key], value) {
			l.found[key] = append(l.found[key], value)
		}
	case key == "proxyjump" && l.found["proxycommand"] != nil, key == "proxycommand" && l.found.Get("proxyjump") != "" && !strings.EqualFold(l.found.Get("proxyjump"), "none"):
		// The first of the two counts.
	case l.found[key] == nil:
		l.found[key] = []string{value}
	}
}

// canonical is the full name of a host that CanonicalizeHostname asks for, or "".
func (l *lookup) canonical(ctx context.Context) (string, error) {
	mode := l.found.Get("canonicalizehostname")
	if mode != "yes" && mode != "always" {
		return "", nil
	}
	l.wantAgain = true
	// Whoever is on the way knows the names there. ssh takes "ProxyJump none" for a way
	// here, and "ProxyCommand none" for none.
	command := l.found.Get("proxycommand")
	if direct := (command == "" || command == "none") && l.found["proxyjump"] == nil; mode == "yes" && !direct {
		return "", nil
	}
	dots := 1
	if text := l.found.Get("canonicalizemaxdots"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return "", badConfig(l.original, "CanonicalizeMaxDots is %q; expected a number", text)
		}
		dots = n
	}
	name := l.hostname()
	if strings.Count(name, ".") > dots || net.ParseIP(name) != nil {
		return "", nil
	}
	for domain := range strings.FieldsSeq(l.found.Get("canonicaldomains")) {
		full := name + "." + domain
		if l.resolves(ctx, full) {
			return full, nil
		}
	}
	if ctx.Err() != nil {
		return "", ended(ctx, "ssh_config")
	}
	if l.found.Get("canonicalizefallbacklocal") == "no" {
		return "", &Error{Kind: ErrCouldNotCanonicalize, Op: "ssh_config", Host: name, Reason: "none of CanonicalDomains has it, and CanonicalizeFallbackLocal is no"}
	}
	return "", nil
}

func (l *lookup) resolves(ctx context.Context, name string) bool {
	if l.opts.Resolve != nil {
		return l.opts.Resolve(ctx, name)
	}
	found, err := net.DefaultResolver.LookupHost(ctx, name)
	return err == nil && len(found) > 0
}

// finish fills in what is owed to every host, and tokens.
func (l *lookup) finish() error {
	l.found["hostname"] = []string{strings.ToLower(l.hostname())}
	for _, key := range []string{"proxycommand", "proxyjump"} {
		if strings.EqualFold(l.found.Get(key), "none") {
			delete(l.found, key)
		}
	}
	for _, key := range []string{"identityfile", "certificatefile"} {
		if values, ok := l.found[key]; ok {
			l.found[key] = slices.DeleteFunc(values, func(v string) bool { return v == "none" })
		}
	}
	for key, values := range l.found {
		if key != "hostname" {
			for i, v := range values {
				full, err := l.expand(key, v)
				if err != nil {
					return err
				}
				values[i] = full
			}
		}
	}
	return nil
}

// tokensOf are the tokens that keywords know, as ssh_config(5) has them.
var tokensOf = map[string]string{
	"identityfile": sshconn.PathTokens, "certificatefile": sshconn.PathTokens, "controlpath": sshconn.PathTokens, "identityagent": sshconn.PathTokens,
	"localforward": sshconn.PathTokens, "remoteforward": sshconn.PathTokens, "remotecommand": sshconn.AllTokens, "userknownhostsfile": sshconn.PathTokens,
	"matchexec": sshconn.AllTokens, "localcommand": sshconn.AllTokens, "proxycommand": sshconn.ProxyTokens, "proxyjump": sshconn.ProxyTokens,
}

// commands are the keywords whose value this machine's shell runs.
var commands = []string{"matchexec", "localcommand", "proxycommand"}

// expand fills in tokens, and ~ at the beginning of paths. The names that the caller
// gives stay out of commands where they would mean something to the shell.
func (l *lookup) expand(key, value string) (string, error) {
	letters := tokensOf[key]
	if letters == "" {
		return value, nil
	}
	if key == "identityfile" || key == "certificatefile" || key == "controlpath" || key == "identityagent" || key == "userknownhostsfile" {
		if rest, ok := strings.CutPrefix(value, "~/"); ok {
			value = l.opts.Home + "/" + rest
		}
	}
	t := sshconn.Tokens{
		Original: l.original, Host: l.hostname(), Port: l.found.Get("port"), User: l.user(), Alias: l.found.Get("hostkeyalias"),
		Jump: l.found.Get("proxyjump"), Home: l.opts.Home, LocalUser: l.opts.LocalUser, LocalHost: l.opts.LocalHost,
	}
	if t.Port == "" {
		t.Port = strconv.Itoa(DefaultPort)
	}
	full := t.Expand(value, letters)
	if slices.Contains(commands, key) && full != value {
		err := sshconn.CommandHost(l.original)
		if err == nil {
			err = sshconn.CommandUser(l.opts.User)
		}
		if err != nil {
			return "", badConfig(l.original, "%v, and is to be put into the command %q", err, value)
		}
	}
	return full, nil
}
