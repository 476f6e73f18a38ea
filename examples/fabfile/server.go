package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"

	"github.com/pyops-go/pyops/sshx"
)

// An ownServer is the server of the default run. It listens to this machine alone,
// and lets in who has the password that it made up.
type ownServer struct {
	address  string
	password string
	stop     func()
}

// startServer starts a server whose users' home is a folder.
func startServer(ctx context.Context, home string) (*ownServer, error) {
	if err := os.Mkdir(home, 0o700); err != nil {
		return nil, err
	}
	key, err := sshx.GenerateEd25519Key()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	own := &ownServer{address: fmt.Sprintf("deploy@127.0.0.1:%d", l.Addr().(*net.TCPAddr).Port), password: rand.Text()}
	server := &sshx.Server{
		HostKeys: []*sshx.PKey{key},
		Password: func(_ context.Context, user, password string) bool {
			return user == "deploy" && password == own.password
		},
		Command: func(ctx context.Context, s *sshx.ServerSession) int {
			cmd := exec.CommandContext(ctx, "/bin/sh", "-c", s.Command)
			cmd.Dir, cmd.Env = home, append(os.Environ(), "HOME="+home)
			cmd.Stdout, cmd.Stderr = s.Stdout, s.Stderr
			err := cmd.Run()
			var exit *exec.ExitError
			switch {
			case errors.As(err, &exit):
				return exit.ExitCode()
			case err != nil:
				fmt.Fprintln(s.Stderr, err)
				return 127
			}
			return 0
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
