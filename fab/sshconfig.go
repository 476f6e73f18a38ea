package fab

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// sshSettings are what OpenSSH's configuration says of a host.
type sshSettings struct {
	host, user, port string
	identities       []string // whether they are there or not
	certificates     []string
	identitiesOnly   bool
	identityAgent    string
	knownHosts       []string // the user's files, and then the system's, where they are not the usual ones
	systemKnownHosts []string
	forwardAgent     bool
	proxyCommand     string
	proxyJump        string
	hostKeyAlias     string
	keepAlive        time.Duration
}

// sshConfig asks ssh itself, which understands all of its configuration.
func (c *Context) sshConfig(ctx context.Context, p HostParts) (sshSettings, error) {
	if !c.Env.UseSSHConfig {
		return sshSettings{}, nil
	}
	args := []string{"-G"}
	if path := c.Env.SSHConfigPath; path != "" {
		args = append(args, "-F", expandHome(path))
	}
	if p.User != "" {
		args = append(args, "-l", p.User)
	}
	if p.Port != "" {
		args = append(args, "-p", p.Port)
	}
	args = append(args, "--", p.Host)
	return c.session.settings.get(ctx, strings.Join(args, "\x00"), func() (sshSettings, error) { return c.askSSH(ctx, args) })
}

func (c *Context) askSSH(ctx context.Context, args []string) (sshSettings, error) {
	out, err := exec.CommandContext(ctx, "ssh", args...).Output()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok && len(exit.Stderr) > 0 {
			return sshSettings{}, &Error{Kind: ErrNetwork, Op: "ssh config", Host: c.Env.HostString, Reason: oneLine(string(exit.Stderr)), Err: err}
		}
		return sshSettings{}, &Error{Kind: ErrNetwork, Op: "ssh config", Host: c.Env.HostString, Reason: "ssh -G cannot be run, which reads the configuration", Err: err}
	}
	return parseSSHSettings(out), nil
}

// parseSSHSettings reads what ssh -G prints: a keyword and its value a line.
func parseSSHSettings(text []byte) (s sshSettings) {
	for line := range bytes.Lines(text) {
		word, value, _ := strings.Cut(string(line), " ")
		value = strings.TrimSpace(value)
		switch strings.ToLower(word) {
		case "hostname":
			s.host = value
		case "user":
			s.user = value
		case "port":
			s.port = value
		case "identityfile":
			if value != "none" {
				s.identities = append(s.identities, value)
			}
		case "certificatefile":
			if value != "none" {
				s.certificates = append(s.certificates, value)
			}
		case "identityagent":
			s.identityAgent = value
		case "identitiesonly":
			s.identitiesOnly = value == "yes"
		case "userknownhostsfile":
			if file, rest, _ := strings.Cut(value, " "); rest != file+"2" || !strings.HasSuffix(file, "/.ssh/known_hosts") {
				s.knownHosts = filesOf(value)
			}
		case "globalknownhostsfile":
			if value != "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2" {
				s.systemKnownHosts = filesOf(value)
			}
		case "forwardagent":
			s.forwardAgent = value == "yes"
		case "hostkeyalias":
			s.hostKeyAlias = value
		case "proxycommand":
			if value != "none" {
				s.proxyCommand = value
			}
		case "proxyjump":
			if value != "none" {
				s.proxyJump = value
			}
		case "serveraliveinterval":
			if n, err := strconv.Atoi(value); err == nil && n > 0 && n < 1<<20 {
				s.keepAlive = time.Duration(n) * time.Second
			}
		}
	}
	return s
}

// filesOf parts names of files, which ssh -G prints without their quotes: of one that is
// there blanks are part.
func filesOf(value string) []string {
	if _, err := os.Stat(value); err == nil {
		return []string{value}
	}
	return strings.Fields(value)
}

// filled are the settings with what their tokens stand for, for a host as it is written
// and where its connection goes: ssh -G prints them as the files have them.
func (s sshSettings) filled(written, to HostParts) (sshSettings, error) {
	t := sshconn.Tokens{Original: written.Host, Host: to.Host, Port: to.Port, User: to.User, Alias: s.hostKeyAlias, Jump: s.proxyJump}
	t.AskSystem()
	paths := func(list []string) (full []string) {
		for _, path := range list {
			full = append(full, expandHome(t.Expand(path, sshconn.PathTokens)))
		}
		return full
	}
	s.identities, s.certificates = paths(s.identities), paths(s.certificates)
	// In the paths of agents and of known hosts ssh has filled in all but this.
	if name, ok := strings.CutPrefix(s.identityAgent, "$"); ok {
		s.identityAgent = or(os.Getenv(name), "none")
	}
	command := t.Expand(s.proxyCommand, sshconn.ProxyTokens)
	if command != s.proxyCommand {
		err := sshconn.CommandHost(written.Host)
		if err == nil {
			err = sshconn.CommandUser(to.User)
		}
		if err != nil {
			return s, &Error{Kind: ErrNetwork, Op: "ssh config", Host: written.Host, Input: s.proxyCommand, Reason: err.Error(), Err: err}
		}
	}
	s.proxyCommand = command
	return s, nil
}

// agent is the socket of the agent to ask, or "".
func (s sshSettings) agent() string {
	switch s.identityAgent {
	case "none":
		return ""
	case "", "SSH_AUTH_SOCK":
		return os.Getenv("SSH_AUTH_SOCK")
	}
	return s.identityAgent
}
