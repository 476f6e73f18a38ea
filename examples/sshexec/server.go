package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"

	"github.com/pyops-go/pyops/sshx"
)

// An ownServer is the small server of the default run.
type ownServer struct {
	address  string // user@host:port
	name     string // in known hosts
	password string
	key      *sshx.PKey
	stop     func()
}

func startServer(ctx context.Context) (*ownServer, error) {
	key, err := sshx.GenerateEd25519Key()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	own := &ownServer{
		address: fmt.Sprintf("guest@127.0.0.1:%d", port), name: sshx.HostName("127.0.0.1", port),
		password: rand.Text(), key: key,
	}
	server := &sshx.Server{
		HostKeys: []*sshx.PKey{key},
		Password: func(_ context.Context, user, password string) bool {
			return user == "guest" && password == own.password
		},
		Command: func(_ context.Context, s *sshx.ServerSession) int {
			if s.Command != "uptime" {
				fmt.Fprintf(s.Stderr, "%s: not found\n", s.Command)
				return 127
			}
			fmt.Fprintf(s.Stdout, "%s, this server has just begun, and will end soon\n", s.User)
			return 0
		},
		// It is its own bastion, and leads nowhere else.
		Dial: func(ctx context.Context, _, addr string) (net.Conn, error) {
			if addr != l.Addr().String() {
				return nil, fmt.Errorf("%s is not for guests", addr)
			}
			var d net.Dialer
			return d.DialContext(ctx, "tcp", addr)
		},
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		server.Serve(ctx, l)
		close(done)
	}()
	own.stop = func() {
		cancel()
		<-done
	}
	return own, nil
}
