package sshconn_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

func login(s *peers.SSHD, t testing.TB) *sshconn.Config {
	return &sshconn.Config{
		User: s.User, KnownHosts: known(t, s.KnownHosts),
		Auth: sshconn.Auth{Keys: []sshconn.Key{{Name: s.Key, Signer: signer(t, s.Key, "")}}},
	}
}

func output(t testing.TB, c *sshconn.Client, command string) string {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out, err := s.Output(command)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestLoggingInToOpenSSH(t *testing.T) {
	s := peers.StartSSHD(t)
	for name, change := range map[string]func(*sshconn.Config){
		"key":        func(*sshconn.Config) {},
		"locked key": func(c *sshconn.Config) { c.Auth.Keys[0].Signer = signer(t, s.LockedKey, s.Passphrase) },
		"password": func(c *sshconn.Config) {
			c.Auth = sshconn.Auth{Passwords: sshconn.Password(s.Password)}
		},
		"password after a wrong key": func(c *sshconn.Config) {
			c.Auth = sshconn.Auth{Keys: []sshconn.Key{{Name: "wrong", Signer: newKey(t)}, {Name: "locked", Locked: "needs a passphrase"}}, Passwords: sshconn.Password(s.Password)}
		},
		"second password": func(c *sshconn.Config) {
			c.Auth = sshconn.Auth{Passwords: func(_ context.Context, try int) (string, bool, error) {
				return []string{"wrong", s.Password, ""}[try], try < 2, nil
			}}
		},
		"unknown host that somebody vouches for": func(c *sshconn.Config) {
			c.KnownHosts = nil
			c.UnknownHost = func(_ context.Context, e *sshconn.HostKeyError, _ net.Addr) error {
				if want := fmt.Sprintf("[127.0.0.1]:%d", s.Port); e.Host != want {
					return fmt.Errorf("asked about %s, not %s", e.Host, want)
				}
				return nil
			}
		},
		"alias": func(c *sshconn.Config) {
			c.HostKeyAlias = "the-alias"
			k := &sshconn.KnownHosts{}
			for _, e := range c.KnownHosts.Entries {
				k.Add("aliased", []byte(sshconn.FormatEntry("the-alias", e.Key)))
			}
			c.KnownHosts = k
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := login(s, t)
			change(c)
			client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if got := output(t, client, "id -un"); got != s.User+"\n" {
				t.Errorf("logged in as %q", got)
			}
		})
	}
}

func TestWhatServersRefuse(t *testing.T) {
	s := peers.StartSSHD(t)
	other := newKey(t)
	line := func(marker, hosts string, k ssh.PublicKey) *sshconn.KnownHosts {
		kh := known(t, s.KnownHosts)
		kh.Add("more", []byte(marker+sshconn.FormatEntry(hosts, k)+"\n"))
		return kh
	}
	here := sshconn.HostName("127.0.0.1", s.Port)
	for name, test := range map[string]struct {
		change func(*sshconn.Config)
		kind   error
		stage  sshconn.Stage
		says   []string
	}{
		"wrong password": {func(c *sshconn.Config) { c.Auth = sshconn.Auth{Passwords: sshconn.Password("no")} }, sshconn.ErrAuth, sshconn.StageAuth, []string{`"opsuser" was refused; it takes publickey, password; tried password (refused)`}},
		"wrong keys": {func(c *sshconn.Config) {
			c.Auth.Keys = []sshconn.Key{{Name: "one", Signer: newKey(t)}, {Name: "two", Locked: "needs a passphrase"}}
		}, sshconn.ErrAuth, sshconn.StageAuth, []string{"publickey one SHA256:", "publickey two (needs a passphrase)"}},
		"nothing to try": {func(c *sshconn.Config) { c.Auth = sshconn.Auth{} }, sshconn.ErrNoMethod, sshconn.StageAuth, []string{"nothing to log in with"}},
		"unknown host":   {func(c *sshconn.Config) { c.KnownHosts = nil }, sshconn.ErrHostKeyUnknown, sshconn.StageKeys, []string{here + " is in no known_hosts file; it shows ssh-ed25519 SHA256:"}},
		"changed key": {func(c *sshconn.Config) {
			c.KnownHosts = &sshconn.KnownHosts{}
			c.KnownHosts.Add("file", []byte("# first\n"+sshconn.FormatEntry(here, other.PublicKey())))
		}, sshconn.ErrHostKeyChanged, sshconn.StageKeys, []string{"expected ssh-ed25519 " + ssh.FingerprintSHA256(other.PublicKey()) + " (file:2)"}},
		"revoked key": {func(c *sshconn.Config) {
			c.KnownHosts = line("@revoked ", "*", known(t, s.KnownHosts).Entries[0].Key)
		}, sshconn.ErrHostKeyRevoked, sshconn.StageKeys, []string{"which more:1 revokes"}},
		"no common algorithm": {func(c *sshconn.Config) { c.Ciphers = []string{"3des-cbc"} }, sshconn.ErrNegotiation, sshconn.StageKeys, []string{"no common algorithm"}},
		"no user":             {func(c *sshconn.Config) { c.User = "" }, sshconn.ErrConfig, sshconn.StageDial, []string{": connect: no user to log in as"}},
		"a time before now":   {func(c *sshconn.Config) { c.Timeout = -1 }, sshconn.ErrConfig, sshconn.StageDial, []string{": connect: a time limit or a keepalive below zero"}},
		"two ways":            {func(c *sshconn.Config) { c.ProxyCommand, c.Jump = "x", &sshconn.Jump{} }, sshconn.ErrConfig, sshconn.StageDial, []string{": connect: more than one of a connection, a proxy command and a jump host is given"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := login(s, t)
			test.change(c)
			_, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
			var e *sshconn.Error
			if !errors.As(err, &e) || !errors.Is(err, test.kind) || e.Stage != test.stage {
				t.Fatalf("got %v (%#v)", err, err)
			}
			for _, words := range test.says {
				if strings.Count(err.Error(), words) != 1 {
					t.Errorf("%q does not say %q once", err, words)
				}
			}
		})
	}
}

// What cannot be meant is refused before anything is dialled.
func TestConfigsThatCannotBe(t *testing.T) {
	ok := func() *sshconn.Config { return &sshconn.Config{User: "x"} }
	for _, q := range []struct {
		host   string
		change func(*sshconn.Config)
		reason string
	}{
		{"", nil, "no host to connect to"},
		{"h", func(c *sshconn.Config) { c.User = "" }, "no user to log in as"},
		{"h", func(c *sshconn.Config) { c.User = "a\x00b" }, `"a\x00b" is no user name`},
		{"h", func(c *sshconn.Config) { c.Timeout = -1 }, "a time limit or a keepalive below zero"},
		{"h", func(c *sshconn.Config) { c.KeepAlive = -1 }, "a time limit or a keepalive below zero"},
		{"h", func(c *sshconn.Config) { c.KeepAliveMax = -1 }, "a time limit or a keepalive below zero"},
		{"h", func(c *sshconn.Config) { c.ProxyCommand, c.Jump = "x", &sshconn.Jump{} }, "more than one of a connection, a proxy command and a jump host is given"},
		{"h", func(c *sshconn.Config) { c.ClientVersion = "OpenSSH" }, `client version "OpenSSH" does not begin with SSH-2.0-`},
	} {
		c := ok()
		if q.change != nil {
			q.change(c)
		}
		_, err := sshconn.Dial(ctx(t), q.host, 7, c)
		var e *sshconn.Error
		if !errors.As(err, &e) || e.Kind != sshconn.ErrConfig || e.Stage != sshconn.StageDial || e.Reason != q.reason || e.Host != net.JoinHostPort(q.host, "7") && e.Host != q.host+":7" {
			t.Errorf("%v, expected %s", err, q.reason)
		}
	}
	if _, err := sshconn.Dial(ctx(t), "h", 7, nil); !errors.Is(err, sshconn.ErrConfig) {
		t.Errorf("%v", err)
	}
}

func TestASecretIsInNoError(t *testing.T) {
	s := peers.StartSSHD(t)
	c := login(s, t)
	c.Auth = sshconn.Auth{Passwords: sshconn.Password("hunter2 secret")}
	_, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
	if err == nil || strings.Contains(fmt.Sprintf("%v %+v", err, err), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestPeersThatAreNoServers(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	mute := func(c net.Conn) { io.Copy(io.Discard, c) }
	for name, test := range map[string]struct {
		addr  *net.TCPAddr
		kind  error
		stage sshconn.Stage
		says  string
	}{
		"nobody listens": {closed.Addr().(*net.TCPAddr), sshconn.ErrRefused, sshconn.StageDial, "refused"},
		"closes at once": {listen(t, func(net.Conn) {}), sshconn.ErrNotSSH, sshconn.StageVersion, "before its version"},
		"speaks SMTP":    {listen(t, func(c net.Conn) { io.WriteString(c, "220 mail ESMTP\r\n"); c.(*net.TCPConn).CloseWrite(); mute(c) }), sshconn.ErrNotSSH, sshconn.StageVersion, `says "220 mail ESMTP\r\n", expected SSH-2.0`},
		"speaks SMTP, and waits": {listen(t, func(c net.Conn) { io.WriteString(c, "220 mail ESMTP\r\n"); mute(c) }), sshconn.ErrTimeout, sshconn.StageVersion,
			`; the peer says "220 mail ESMTP\r\n", expected SSH-2.0`},
		"says nothing": {listen(t, mute), sshconn.ErrTimeout, sshconn.StageVersion, "no answer within "},
		"has a version and no more": {listen(t, func(c net.Conn) { io.WriteString(c, "SSH-2.0-x\r\n"); mute(c) }),
			sshconn.ErrTimeout, sshconn.StageKeys, "no answer within "},
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			var e *sshconn.Error
			inTime(t, func(limit time.Duration) bool {
				_, err = sshconn.Dial(ctx(t), "127.0.0.1", test.addr.Port, &sshconn.Config{User: "x", Timeout: limit})
				return !errors.As(err, &e) || !errors.Is(err, sshconn.ErrTimeout) || test.kind != sshconn.ErrTimeout || e.Stage == test.stage && strings.Contains(err.Error(), test.says)
			})
			if !errors.As(err, &e) || !errors.Is(err, test.kind) || e.Stage != test.stage || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v", err)
			}
			if test.kind == sshconn.ErrTimeout && (!errors.Is(err, os.ErrDeadlineExceeded) || !errors.Is(err, context.DeadlineExceeded)) {
				t.Errorf("%v is no deadline", err)
			}
		})
	}
}

func TestALoginAndAChannelHaveTheirTimeToo(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	mute := &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { <-hold; return nil, errors.New("late") }}
	s := serve(t, mute, idle)
	var e *sshconn.Error
	inTime(t, func(limit time.Duration) bool {
		_, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: s.known, Timeout: limit, Auth: sshconn.Auth{Passwords: sshconn.Password("x")}})
		if !errors.As(err, &e) || !errors.Is(err, sshconn.ErrTimeout) {
			t.Fatalf("login: %v", err)
		}
		return e.Stage == sshconn.StageAuth
	})
	asked := make(chan struct{})
	deaf := serve(t, &ssh.ServerConfig{NoClientAuth: true}, func(_ *ssh.ServerConn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
		go ssh.DiscardRequests(requests)
		for range channels {
			asked <- struct{}{}
		}
	})
	var c *sshconn.Client
	inTime(t, func(limit time.Duration) bool {
		var err error
		c, err = sshconn.Dial(ctx(t), "127.0.0.1", deaf.addr.Port, &sshconn.Config{User: "x", KnownHosts: deaf.known, Timeout: limit})
		if err != nil && !errors.Is(err, sshconn.ErrTimeout) {
			t.Fatal(err)
		}
		return err == nil
	})
	defer c.Close()
	go func() { <-asked }()
	if _, _, err := c.Open(ctx(t), "session", nil); !errors.As(err, &e) || !errors.Is(err, sshconn.ErrTimeout) || e.Stage != sshconn.StageOpen {
		t.Errorf("channel: %v", err)
	}
	why := errors.New("the operator went home")
	cancelled, cancel := context.WithCancelCause(ctx(t))
	go func() { <-asked; cancel(why) }()
	if _, err := c.DialContext(cancelled, "tcp", "127.0.0.1:1"); !errors.Is(err, why) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestACancelledDialSaysWhy(t *testing.T) {
	began := make(chan struct{}, 1)
	addr := listen(t, func(c net.Conn) { began <- struct{}{}; io.Copy(io.Discard, c) })
	why := errors.New("the operator went home")
	c, cancel := context.WithCancelCause(ctx(t))
	go func() { <-began; cancel(why) }()
	if _, err := sshconn.Dial(c, "127.0.0.1", addr.Port, &sshconn.Config{User: "x", Timeout: time.Hour}); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}

// A server has several keys; known_hosts has one of them.
func TestTheKnownKeyIsAskedFor(t *testing.T) {
	ed, rs := newKey(t), newRSAKey(t)
	s := serve(t, &ssh.ServerConfig{NoClientAuth: true}, idle, ed, rs)
	for _, k := range []ssh.Signer{ed, rs} {
		kh := &sshconn.KnownHosts{}
		kh.Add("one", []byte(sshconn.FormatEntry(sshconn.HostName("127.0.0.1", s.addr.Port), k.PublicKey())))
		c, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: kh})
		if err != nil {
			t.Errorf("%s: %v", k.PublicKey().Type(), err)
			continue
		}
		c.Close()
	}
	// What is learned of a server is its best key.
	_, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x"})
	var e *sshconn.HostKeyError
	if !errors.As(err, &e) || e.Key.Type() != ssh.KeyAlgoED25519 {
		t.Errorf("a server that nobody knows: %v", err)
	}
}

func TestABannerIsHarmless(t *testing.T) {
	s := serve(t, &ssh.ServerConfig{NoClientAuth: true, BannerCallback: func(ssh.ConnMetadata) string { return "hello\x1b[2J\n" }}, idle)
	var got string
	c, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: s.known, Banner: func(m string) { got = m }})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if got != "hello?[2J\n" {
		t.Errorf("got %q", got)
	}
}
