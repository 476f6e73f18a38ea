package expect_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/peers"
)

// hostile is an ssh that behaves as its first argument tells.
const hostile = `#!/bin/sh
case $1 in
flood) exec yes '$ flood of words' ;;
mute) exec sleep 1000 ;;
escapes) printf 'The authenticity of host \033]0;owned\007\033[2J cannot be established.\r\nAre you sure you want to continue connecting? '; read a ;;
reason) echo 'ssh: connect to host h port 22: Connection refused'; exit 255 ;;
bytes) printf '\377\376'; exec sleep 1000 ;;
esac
`

func hostileSSH(t *testing.T, mode string) *expect.LoginOptions {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ssh")
	peers.WriteProgram(t, path, hostile)
	return &expect.LoginOptions{Cmd: path + " " + mode}
}

// A server that prints without end is at no prompt, and keeps nobody.
func TestALoginToAFlood(t *testing.T) {
	t.Parallel()
	s := expect.NewPxssh(nil)
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	if err := s.Login(ctx, "h", "u", "secret", hostileSSH(t, "flood")); !errors.Is(err, expect.ErrPxssh) || errors.Is(err, context.DeadlineExceeded) || s.IsAlive() {
		t.Errorf("%v, alive %v", err, s.IsAlive())
	}
	// What has ended says so, and nothing panics.
	if _, err := s.SendLine("x"); !errors.Is(err, expect.ErrClosed) {
		t.Errorf("after a login that failed: %v", err)
	}
	if _, err := s.Prompt(0); err == nil {
		t.Error("after a login that failed: a prompt")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// Each wait of a login is as long as LoginTimeout says, that for the new prompt
// too: without, three waits of ten seconds would come behind it.
func TestALoginToAMuteServer(t *testing.T) {
	t.Parallel()
	for _, noSync := range []bool{false, true} {
		o := hostileSSH(t, "mute")
		o.LoginTimeout, o.NoSync = 100*time.Millisecond, noSync
		ctx, cancel := context.WithTimeout(context.Background(), 25*time.Second)
		defer cancel()
		s := expect.NewPxssh(nil)
		if err := s.Login(ctx, "h", "u", "", o); !errors.Is(err, expect.ErrPxssh) || errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v", err)
		}
	}
}

// What a server says of itself comes into errors without its escape sequences, and
// ssh's own reason with the refusal.
func TestWordsInLoginErrors(t *testing.T) {
	s := expect.NewPxssh(nil)
	err := s.Login(context.Background(), "h", "u", "", hostileSSH(t, "escapes"))
	if !errors.Is(err, expect.ErrPxssh) || strings.ContainsAny(err.Error(), "\x1b\x07\r\n") || !strings.Contains(err.Error(), "host key is not known") {
		t.Errorf("%q", err)
	}
	err = s.Login(context.Background(), "h", "u", "", hostileSSH(t, "reason"))
	if !errors.Is(err, expect.ErrPxssh) || err.Error() != "expect: Could not establish connection to host h: ssh: connect to host h port 22: Connection refused" {
		t.Errorf("%q", err)
	}
}

// Whatever a login fails for, it is ErrPxssh, and what it was besides.
func TestLoginFailuresAreOfOneKind(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	latin := &expect.PxsshOptions{SpawnOptions: expect.SpawnOptions{SessionOptions: expect.SessionOptions{Encoding: "ascii"}}}
	for name, c := range map[string]struct {
		ctx    context.Context
		opts   *expect.PxsshOptions
		server string
		user   string
		login  *expect.LoginOptions
		is     error
	}{
		"no user":      {context.Background(), nil, "h", "", nil, expect.ErrType},
		"an option":    {context.Background(), nil, "-oProxyCommand=x", "u", nil, expect.ErrValue},
		"no program":   {context.Background(), nil, "h", "u", &expect.LoginOptions{Cmd: "no-such-ssh"}, expect.ErrNotFound},
		"no encoding":  {context.Background(), &expect.PxsshOptions{SpawnOptions: expect.SpawnOptions{SessionOptions: expect.SessionOptions{Encoding: "x"}}}, "h", "u", hostileSSH(t, "mute"), expect.ErrValue},
		"bad pattern":  {context.Background(), nil, "h", "u", &expect.LoginOptions{Cmd: hostileSSH(t, "mute").Cmd, PasswordRegex: "("}, expect.ErrPattern},
		"bytes":        {context.Background(), latin, "h", "u", hostileSSH(t, "bytes"), expect.ErrDecode},
		"cancelled":    {cancelled, nil, "h", "u", hostileSSH(t, "mute"), context.Canceled},
		"no such file": {context.Background(), nil, "h", "u", &expect.LoginOptions{SSHKey: "/nonexistent"}, expect.ErrPexpect},
	} {
		s := expect.NewPxssh(c.opts)
		if err := s.Login(c.ctx, c.server, c.user, "", c.login); !errors.Is(err, expect.ErrPxssh) || !errors.Is(err, c.is) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
		if s.IsAlive() {
			t.Errorf("%s: ssh runs", name)
		}
	}
}

// A second login ends the first.
func TestLoggingInTwice(t *testing.T) {
	t.Parallel()
	server := peers.StartSSHD(t)
	s := expect.NewPxssh(atSSHD(server, nil))
	o := &expect.LoginOptions{Port: server.Port, SSHKey: server.Key}
	if err := s.Login(context.Background(), "127.0.0.1", server.User, "", o); err != nil {
		t.Fatal(err)
	}
	first := s.Child
	if err := s.Login(context.Background(), "127.0.0.1", server.User, "", o); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if first.IsAlive() || !s.IsAlive() {
		t.Errorf("the first lives %v, the second %v", first.IsAlive(), s.IsAlive())
	}
}
