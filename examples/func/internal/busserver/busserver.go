// Package busserver is a server of the bus on a machine of its own: one of a
// cluster, or a leaf node that stands near its minions. It has no key to command
// with, and keeps out whom the overlord tells.
package busserver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A Server is one at work.
type Server struct {
	*bus.Server
	options bus.Options
	conn    *nats.Conn
	stop    context.CancelFunc
	work    sync.WaitGroup

	mu      sync.Mutex
	known   bool // what the overlord said, now or in an earlier run
	revoked map[string]bool
}

// askEvery is how often the overlord is asked whom to keep out.
const askEvery = 5 * time.Second

// Start starts a server. The identity is the file that certmaster server printed.
func Start(ctx context.Context, identity string, o bus.Options) (*Server, error) {
	text, err := os.ReadFile(identity)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(text, text)
	if err != nil || len(pair.Certificate) < 2 {
		return nil, fmt.Errorf("%s: expected what func certmaster server printed: %w", identity, errors.Join(err))
	}
	root, err := x509.ParseCertificate(pair.Certificate[len(pair.Certificate)-1])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", identity, err)
	}
	pair.Certificate = pair.Certificate[:len(pair.Certificate)-1]
	roots := x509.NewCertPool()
	roots.AddCert(root)
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	s := &Server{options: o}
	if err := s.remember(); err != nil {
		return nil, err
	}
	if s.Server, err = bus.Start(bus.Identity{Certificate: pair, Roots: roots, Valid: s.valid}, o); err != nil {
		return nil, err
	}
	if s.conn, err = bus.Connect(s.URL(), bus.ClientTLS(pair, roots), authority.OverlordName, "server "+o.Name, o.Log); err != nil {
		s.Server.Close()
		return nil, err
	}
	if _, err := s.conn.Subscribe(wire.Guarded, func(m *nats.Msg) {
		if s.heed(m.Data) == nil {
			m.Respond([]byte(o.Name))
		}
	}); err != nil {
		s.Close()
		return nil, err
	}
	ctx, s.stop = context.WithCancel(ctx)
	s.work.Go(func() { s.ask(ctx) })
	return s, nil
}

// Close ends the server.
func (s *Server) Close() {
	if s.stop != nil {
		s.stop()
	}
	s.work.Wait()
	s.conn.Close()
	s.Server.Close()
}

func (s *Server) path() string { return filepath.Join(s.options.Dir, "guard.json") }

// remember reads what the overlord said in an earlier run.
func (s *Server) remember() error {
	text, err := os.ReadFile(s.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var w wire.Watch
	if err := json.Unmarshal(text, &w); err != nil {
		return fmt.Errorf("%s: %w", s.path(), err)
	}
	s.set(&w)
	return nil
}

func (s *Server) set(w *wire.Watch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known, s.revoked = true, map[string]bool{}
	for _, serial := range w.Revoked {
		s.revoked[serial] = true
	}
}

// heed keeps out whom the overlord names, and remembers it.
func (s *Server) heed(text []byte) error {
	var w wire.Watch
	if err := json.Unmarshal(text, &w); err != nil {
		return err
	}
	s.set(&w)
	s.Expel()
	for _, t := range w.Banned {
		s.Ban(t.Minion, t.Instance)
	}
	if err := atomicfile.WriteFile(s.path(), text, &atomicfile.Options{Mode: 0o600}); err != nil {
		s.options.Log("%v", err)
		return err
	}
	return nil
}

// ask asks the overlord again and again, sooner as long as it never answered.
func (s *Server) ask(ctx context.Context) {
	for {
		wait, cancel := context.WithTimeout(ctx, askEvery)
		m, err := s.conn.RequestWithContext(wait, wire.Guard, []byte(s.options.Name))
		cancel()
		pause := askEvery
		if err == nil {
			err = s.heed(m.Data)
		}
		if err != nil {
			pause = askEvery / 20
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

var errNoWord = errors.New("the overlord has not said yet whose certificates are revoked")

// valid reports whose a certificate is, if it was not revoked.
func (s *Server) valid(c *x509.Certificate) (string, error) {
	id := c.Subject.CommonName
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.revoked[c.SerialNumber.Text(16)]:
		return id, fmt.Errorf("%s: %w", id, authority.ErrRevoked)
	case id == authority.OverlordName:
		return id, nil
	case !s.known:
		return id, fmt.Errorf("%s: %w", id, errNoWord)
	}
	return id, wire.CheckID(id)
}
