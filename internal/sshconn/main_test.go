package sshconn_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"net"
	"os"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

func TestMain(m *testing.M) { leak.Main(m) }

// ctx bounds a test that would else hang.
func ctx(t testing.TB) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(t.Context(), 10*peers.ReadyTimeout)
	t.Cleanup(cancel)
	return c
}

func signer(t testing.TB, path, passphrase string) ssh.Signer {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.ParsePrivateKey(data)
	if passphrase != "" {
		s, err = ssh.ParsePrivateKeyWithPassphrase(data, []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newKey(t testing.TB) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newRSAKey(t testing.TB) ssh.Signer {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func known(t testing.TB, paths ...string) *sshconn.KnownHosts {
	t.Helper()
	k, err := sshconn.ReadKnownHosts(paths...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A server is an SSH server inside the test, for what OpenSSH's cannot be made to
// do.
type server struct {
	addr  *net.TCPAddr
	known *sshconn.KnownHosts // of its keys
}

// serve starts one; each connection that logs in is handed to use, and closed
// after it.
func serve(t testing.TB, config *ssh.ServerConfig, use func(*ssh.ServerConn, <-chan ssh.NewChannel, <-chan *ssh.Request), keys ...ssh.Signer) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: l.Addr().(*net.TCPAddr), known: &sshconn.KnownHosts{}}
	if keys == nil {
		keys = []ssh.Signer{newKey(t)}
	}
	for _, k := range keys {
		config.AddHostKey(k)
		s.known.Add("known", []byte(sshconn.FormatEntry(sshconn.HostName("127.0.0.1", s.addr.Port), k.PublicKey())+"\n"))
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			sc, channels, requests, err := ssh.NewServerConn(conn, config)
			if err != nil {
				conn.Close()
				continue
			}
			use(sc, channels, requests)
			sc.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return s
}

// idle serves a client that only logs in.
func idle(c *ssh.ServerConn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
	go ssh.DiscardRequests(requests)
	for n := range channels {
		n.Reject(ssh.Prohibited, "nothing here")
	}
}

// listen serves raw TCP connections, one at a time.
func listen(t testing.TB, use func(net.Conn)) *net.TCPAddr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(accept(l, use))
	return l.Addr().(*net.TCPAddr)
}

// soon is a time limit that a test waits for.
const soon = 300 * time.Millisecond

// inTime tries something with a limit that a test waits for, and with longer ones as
// long as a busy machine does not come so far within it.
func inTime(t testing.TB, try func(limit time.Duration) (far bool)) {
	t.Helper()
	for limit := soon; !try(limit); limit *= 2 {
		if limit > peers.ReadyTimeout {
			t.Fatalf("it does not come so far within %v", limit)
		}
	}
}

// accept serves what a listener gets, one connection at a time, until stop, which
// closes it.
func accept(l net.Listener, use func(net.Conn)) (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			use(conn)
			conn.Close()
		}
	}()
	return func() { l.Close(); <-done }
}
