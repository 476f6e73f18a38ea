package sshx_test

import (
	"context"
	"net"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// Tests that are parallel start no server of OpenSSH's: its port is picked before it
// listens, and another test could be given the same.

func TestMain(m *testing.M) { leak.Main(m) }

// ctx bounds a test that would else hang.
func ctx(t testing.TB) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(t.Context(), 10*peers.ReadyTimeout)
	t.Cleanup(cancel)
	return c
}

// options log in to OpenSSH's server with nothing from the machine that runs the
// test.
func options(s *peers.SSHD) *sshx.ConnectOptions {
	return &sshx.ConnectOptions{Port: s.Port, Username: s.User, KeyFilenames: []string{s.Key}, NoAgent: true, NoLookForKeys: true}
}

// connect is a client that is logged in.
func connect(t testing.TB, s *peers.SSHD) *sshx.SSHClient {
	t.Helper()
	c := sshx.NewSSHClient()
	if _, err := c.LoadSystemHostKeys(s.KnownHosts); err != nil {
		t.Fatal(err)
	}
	if err := c.Connect(ctx(t), "127.0.0.1", options(s)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// dialTCP connects to an address on loopback.
func dialTCP(addr string) (net.Conn, error) { return net.DialTimeout("tcp", addr, peers.ReadyTimeout) }

// rsaKey is an RSA key of ssh-keygen's: under the race detector our own takes long.
func rsaKey(t testing.TB, bits string) *sshx.PKey {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rsa")
	do(t, "ssh-keygen", "-q", "-t", "rsa", "-b", bits, "-N", "", "-C", "", "-f", path)
	k, err := sshx.ReadPKey(path, nil)
	must(t, err)
	return k
}
