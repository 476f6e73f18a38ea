// Package smallssh is a small SSH server for the example programs: it lets one user in,
// who may run a few commands of its own, use the files of one folder, and go on from it
// to itself.
package smallssh

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/pyops-go/pyops/sshx"
)

// Options say who gets in and what there is. Nil is the same as the zero value.
type Options struct {
	Listen   string            // "" is a free port on 127.0.0.1
	User     string            // "" is guest
	Password string            // "" makes one up
	Keys     []*sshx.PKey      // that the user may log in with as well
	HostKey  *sshx.PKey        // nil makes one
	Folder   string            // that SFTP shows; "" gives no SFTP
	Log      func(text string) // gets a line for each command and each failed login
}

// A Server runs until it is stopped.
type Server struct {
	Address  string // user@host:port
	Port     int
	Host     string
	Name     string // in known hosts
	Password string
	Key      *sshx.PKey

	stop func()
}

// Stop ends the server and waits for it.
func (s *Server) Stop() { s.stop() }

// Start starts a server, which ends with the context at the latest.
func Start(ctx context.Context, opts *Options) (*Server, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.User == "" {
		o.User = "guest"
	}
	if o.Password == "" {
		o.Password = rand.Text()
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
	if o.HostKey == nil {
		var err error
		if o.HostKey, err = sshx.GenerateEd25519Key(); err != nil {
			return nil, err
		}
	}
	l, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, err
	}
	at := l.Addr().(*net.TCPAddr)
	s := &Server{
		Address: fmt.Sprintf("%s@%s", o.User, at), Host: at.IP.String(), Port: at.Port,
		Name: sshx.HostName(at.IP.String(), at.Port), Password: o.Password, Key: o.HostKey,
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		o.server(at.String()).Serve(ctx, l)
		close(done)
	}()
	s.stop = func() {
		cancel()
		<-done
	}
	return s, nil
}

// server is the server itself.
func (o *Options) server(address string) *sshx.Server {
	s := &sshx.Server{
		HostKeys: []*sshx.PKey{o.HostKey},
		Password: func(_ context.Context, user, password string) bool {
			return user == o.User && password == o.Password
		},
		PublicKey: func(_ context.Context, user string, key *sshx.PKey) bool {
			for _, k := range o.Keys {
				if user == o.User && k.Equal(key) {
					return true
				}
			}
			return false
		},
		Command: o.run,
		// It is its own bastion, and leads nowhere else.
		Dial: func(ctx context.Context, _, addr string) (net.Conn, error) {
			if addr != address {
				return nil, fmt.Errorf("%s is not for guests", addr)
			}
			var d net.Dialer
			return d.DialContext(ctx, "tcp", addr)
		},
		Failed: func(remote net.Addr, err error) { o.Log(fmt.Sprintf("%s: %v", remote, err)) },
	}
	if o.Folder != "" {
		s.Files = func(context.Context, string) (*os.Root, error) { return os.OpenRoot(o.Folder) }
	}
	return s
}

// run runs one of the server's own commands.
func (o *Options) run(_ context.Context, s *sshx.ServerSession) int {
	o.Log(fmt.Sprintf("%s: %s runs %q", s.Remote, s.User, s.Command))
	name, rest, _ := strings.Cut(s.Command, " ")
	switch name {
	case "uptime":
		fmt.Fprintf(s.Stdout, "%s, this server has just begun, and will end soon\n", s.User)
	case "echo":
		fmt.Fprintln(s.Stdout, rest)
	case "whoami":
		fmt.Fprintln(s.Stdout, s.User)
	case "":
		fmt.Fprint(s.Stdout, "There is no shell here, but uptime, echo and whoami.\r\n")
		return 1
	default:
		fmt.Fprintf(s.Stderr, "%s: not found\n", name)
		return 127
	}
	return 0
}
