package sshconn_test

import (
	"errors"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// echo gives back what comes.
func echo(c net.Conn) {
	io.Copy(struct{ io.Writer }{c}, c) // a splice would keep pipes of the runtime open
	if w, ok := c.(interface{ CloseWrite() error }); ok {
		w.CloseWrite()
	}
}

func echoes(t *testing.T, c net.Conn) {
	t.Helper()
	io.WriteString(c, "to and fro")
	if err := c.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Error(err)
	}
	if got, err := io.ReadAll(c); string(got) != "to and fro" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func TestAddressesBehindAServer(t *testing.T) {
	s := peers.StartSSHD(t)
	client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, login(s, t))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	tcp := listen(t, echo)
	socket := filepath.Join(s.Home, "socket") // where the user of the server may go
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	do(t, "chmod", "0666", socket)
	defer accept(l, echo)()
	for _, where := range [][2]string{{"tcp", tcp.String()}, {"tcp4", tcp.String()}, {"tcp6", tcp.String()}, {"unix", socket}} {
		c, err := client.DialContext(ctx(t), where[0], where[1])
		if err != nil {
			t.Errorf("%v: %v", where, err)
			continue
		}
		if a := c.RemoteAddr(); a.Network() != where[0] || a.String() != where[1] {
			t.Errorf("%v: %v %v", where, a.Network(), a)
		}
		echoes(t, c)
	}
	for _, q := range []struct{ network, addr, says string }{
		{"tcp", "127.0.0.1", "expected host:port"}, {"tcp", "127.0.0.1:0", "expected host:port"}, {"tcp", "127.0.0.1:65536", "expected host:port"},
		{"tcp", "127.0.0.1:ssh", "expected host:port"}, {"tcp", "a\x00b:1", "a zero byte"}, {"unix", "/a\x00b", "a zero byte"}, {"udp", "127.0.0.1:1", `network "udp": expected tcp or unix`},
	} {
		if _, err := client.DialContext(ctx(t), q.network, q.addr); !errors.Is(err, sshconn.ErrConfig) || !strings.HasSuffix(err.Error(), q.says) {
			t.Errorf("%s %q: %v", q.network, q.addr, err)
		}
	}
	if _, err := client.DialContext(ctx(t), "unix", filepath.Join(s.Home, "none")); !errors.Is(err, sshconn.ErrChannel) {
		t.Errorf("no socket: %v", err)
	}
	client.Close()
	if _, err := client.DialContext(ctx(t), "tcp", tcp.String()); !errors.Is(err, sshconn.ErrLost) {
		t.Errorf("after Close: %v", err)
	}
}

// The server's end of a channel is a connection as well, and ends as one.
func TestAChannelOfAServersOwn(t *testing.T) {
	heard := make(chan error, 1)
	s := serve(t, &ssh.ServerConfig{NoClientAuth: true}, func(sc *ssh.ServerConn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
		go ssh.DiscardRequests(requests)
		for n := range channels {
			channel, more, err := n.Accept()
			if err != nil {
				heard <- err
				return
			}
			go ssh.DiscardRequests(more)
			conn := sshconn.ChannelConn(channel, sc.LocalAddr(), sc.RemoteAddr())
			text, err := io.ReadAll(conn)
			if err == nil && string(text) != "to and fro" || conn.LocalAddr() != sc.LocalAddr() || conn.RemoteAddr() != sc.RemoteAddr() {
				err = errors.New("got " + string(text))
			}
			conn.Write(text)
			conn.Close()
			heard <- err
		}
	})
	client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: s.known})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	c, err := client.DialContext(ctx(t), "tcp", "127.0.0.1:7")
	if err != nil {
		t.Fatal(err)
	}
	echoes(t, c)
	if err := <-heard; err != nil {
		t.Error(err)
	}
}

func TestAServerListens(t *testing.T) {
	s := peers.StartSSHD(t)
	client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, login(s, t))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, addr := range []string{"127.0.0.1:0", "localhost:0"} {
		l, err := client.ListenOn(ctx(t), addr)
		if err != nil {
			t.Fatal(err)
		}
		stop := accept(l, echo)
		near, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		echoes(t, near)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		stop()
	}
	taken := listen(t, func(net.Conn) {})
	if _, err := client.ListenOn(ctx(t), taken.String()); !errors.Is(err, sshconn.ErrChannel) || !strings.Contains(err.Error(), "the server does not listen at "+taken.String()) {
		t.Errorf("%v", err)
	}
}

// Old servers do not tell which signatures they know, and some know SHA-1 alone.
func TestRSAKeysAtOldServers(t *testing.T) {
	rsa, other, ed := newRSAKey(t), newRSAKey(t), newKey(t)
	for name, q := range map[string]struct {
		knows []string
		sha1  bool
		says  string
	}{
		"SHA-1 alone":             {[]string{ssh.KeyAlgoRSA}, false, "AllowSHA1"},
		"SHA-1 alone, allowed":    {[]string{ssh.KeyAlgoRSA}, true, ""},
		"SHA-2":                   {[]string{ssh.KeyAlgoRSASHA512}, false, ""},
		"no RSA, and SHA-1 is":    {[]string{ssh.KeyAlgoED25519}, true, "refused"},
		"no RSA, and SHA-1 isn't": {[]string{ssh.KeyAlgoED25519}, false, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			config := &ssh.ServerConfig{PublicKeyAuthAlgorithms: q.knows, PublicKeyCallback: func(_ ssh.ConnMetadata, k ssh.PublicKey) (*ssh.Permissions, error) {
				if string(k.Marshal()) == string(rsa.PublicKey().Marshal()) {
					return nil, nil
				}
				return nil, errors.New("not this one")
			}}
			v := serve(t, config, idle)
			c, err := sshconn.Dial(ctx(t), "127.0.0.1", v.addr.Port, &sshconn.Config{User: "x", KnownHosts: v.known, Auth: sshconn.Auth{
				AllowSHA1: q.sha1, Keys: []sshconn.Key{{Name: "other", Signer: other}, {Name: "ed", Signer: ed}, {Name: "mine", Signer: rsa}},
			}})
			if err == nil {
				c.Close()
			}
			tried := []string{"other ", "ed ", "mine "}
			if q.sha1 { // an RSA key is tried in two ways
				tried = []string{"other ", "other ", "ed ", "mine ", "mine "}
			}
			var e *sshconn.AuthError
			switch {
			case q.says == "" && err != nil:
				t.Error(err)
			case q.says == "":
			case !errors.Is(err, sshconn.ErrAuth) || !errors.As(err, &e) || !strings.Contains(err.Error(), q.says):
				t.Errorf("%v", err)
			case !slices.EqualFunc(e.Tried, tried, func(t sshconn.Tried, name string) bool { return strings.HasPrefix(t.What, name+"SHA256:") }):
				t.Errorf("tried %+v", e.Tried)
			}
		})
	}
}
