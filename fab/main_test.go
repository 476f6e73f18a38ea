package fab_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) {
	if os.Getenv(playsProgram) != "" {
		os.Exit(tasks())
	}
	leak.Main(m)
}

// A screen is what a person sees: both outputs, in their order.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// ctx bounds a test that would else hang.
func ctx(t testing.TB) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(t.Context(), 10*peers.ReadyTimeout)
	t.Cleanup(cancel)
	return c
}

// env logs in to OpenSSH's server with nothing from the machine that runs the test.
func env(t testing.TB, s *peers.SSHD) *fab.Env {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("SSH_AUTH_SOCK", "")
	return &fab.Env{
		HostString: fmt.Sprintf("127.0.0.1:%d", s.Port), User: s.User, Password: fab.Secret(s.Password),
		SystemKnownHosts: s.KnownHosts, NoAgent: true, NoKeys: true, Timeout: 4 * peers.ReadyTimeout,
	}
}

// open begins a session on the server; the screen is what it shows.
func open(t testing.TB, e *fab.Env) (*fab.Context, *screen) {
	t.Helper()
	seen := &screen{}
	c := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdout: seen, Stderr: seen})
	t.Cleanup(func() { c.Close() })
	return c, seen
}
