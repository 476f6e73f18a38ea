// Sshexec runs a command on servers by SSH, one after the other, and prints what each
// says.
//
//	sshexec [flags] command [user@]host[:port] ...
//
// The password is taken from the environment variable PASSWORD, keys from the agent
// and from ~/.ssh. Without arguments it starts a small server of its own, and runs a
// command there, over a bastion that is the same server.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/internal/smallssh"
	"github.com/pyops-go/pyops/sshx"
)

func main() {
	cli.Main("sshexec", func(args []string, std cli.IO) error {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return run(ctx, args, os.Getenv("PASSWORD"), std)
	})
}

// A session is what all servers have in common.
type session struct {
	client  *sshx.SSHClient
	command string
	options sshx.ConnectOptions
	std     cli.IO
}

func run(ctx context.Context, args []string, password string, std cli.IO) error {
	c := cli.New("sshexec", "Run a command on servers by SSH, one after the other, and print what each says.\n"+
		"The password is that of the environment variable PASSWORD. Servers must stand in ~/.ssh/known_hosts or in that of -known.\n"+
		"Without arguments it talks to a small server of its own.")
	c.Example("sshexec -J ops@bastion.example.org 'free -m' web1 web2:2222")
	known := c.Flags.String("known", "", "file of known hosts, instead of ~/.ssh/known_hosts")
	identity := c.Flags.String("i", "", "file of a private key")
	jump := c.Flags.String("J", "", "the bastion to go through, as [user@]host[:port]")
	limit := c.Flags.Duration("timeout", 10*time.Second, "how long a login may take")
	command := c.Optional("COMMAND", "what the server's shell runs")
	hosts := c.List("HOST", "servers, as [user@]host[:port]", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	s := &session{client: sshx.NewSSHClient(), command: *command, std: std}
	s.options = sshx.ConnectOptions{Password: password, Timeout: *limit}
	if *identity != "" {
		s.options.KeyFilenames = []string{*identity}
	}
	bastion := *jump
	targets := *hosts
	switch {
	case *command == "":
		own, err := smallssh.Start(ctx, nil)
		if err != nil {
			return err
		}
		defer own.Stop()
		s.command, s.options.Password = "uptime", own.Password
		s.options.NoAgent, s.options.NoLookForKeys = true, true
		targets, bastion = []string{own.Address}, own.Address
		if err := s.client.HostKeys().Add(own.Name, own.Key); err != nil {
			return err
		}
	case len(targets) == 0:
		return c.Usagef("no server to run it on")
	default:
		warnings, err := s.client.LoadSystemHostKeys(*known)
		if err != nil {
			return err
		}
		for _, w := range warnings {
			fmt.Fprintln(std.Err, "sshexec:", w)
		}
	}
	if bastion != "" {
		host, o, err := s.target(bastion)
		if err != nil {
			return c.Usagef("%v", err)
		}
		s.options.Jump = &sshx.Jump{Host: host, Options: o}
	}
	var errs []error
	for _, t := range targets {
		if err := s.exec(ctx, t); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", t, err))
		}
	}
	return errors.Join(errs...)
}

// target reads [user@]host[:port].
func (s *session) target(text string) (host string, o *sshx.ConnectOptions, err error) {
	options := s.options
	host = text
	if user, rest, ok := strings.Cut(text, "@"); ok {
		options.Username, host = user, rest
	}
	if h, port, err := net.SplitHostPort(host); err == nil {
		if options.Port, err = strconv.Atoi(port); err != nil {
			return "", nil, fmt.Errorf("%q: the port is no number", text)
		}
		host = h
	}
	if host == "" {
		return "", nil, fmt.Errorf("%q: expected [user@]host[:port]", text)
	}
	return host, &options, nil
}

// exec runs the command on one server.
func (s *session) exec(ctx context.Context, target string) error {
	host, o, err := s.target(target)
	if err != nil {
		return err
	}
	if err := s.client.Connect(ctx, host, o); err != nil {
		return err
	}
	defer s.client.Close()
	r, err := s.client.Run(ctx, s.command, nil)
	s.std.Out.Write(r.Stdout)
	s.std.Err.Write(r.Stderr)
	if err == nil && !r.OK() {
		err = fmt.Errorf("%q ended with status %d", s.command, r.ExitStatus)
	}
	return err
}
