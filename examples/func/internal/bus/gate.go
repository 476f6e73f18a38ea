package bus

import (
	"crypto/x509"
	"sync"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
)

// Expel ends the connections of minions whose certificate counts no more.
func (s *Server) Expel() {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	for id, c := range s.gate.live {
		if _, err := s.gate.valid(c.certificate); err != nil {
			s.gate.log("%s is expelled: %v", id, err)
			s.DisconnectClientByID(c.cid)
			delete(s.gate.live, id)
		}
	}
}

// Ban ends the connection of one process of a minion, and takes it no more: where
// the bus has several servers, two processes with one name may meet different ones.
func (s *Server) Ban(id, instance string) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.banned[instance] = true
	if c, ok := s.gate.live[id]; ok && c.instance == instance {
		s.DisconnectClientByID(c.cid)
		delete(s.gate.live, id)
	}
}

// A gate decides who comes in, and what they may do.
type gate struct {
	valid  func(*x509.Certificate) (string, error)
	server *server.Server
	log    func(format string, args ...any)

	mu     sync.Mutex
	live   map[string]connection
	banned map[string]bool // instances
}

type connection struct {
	cid         uint64
	instance    string
	address     string
	certificate *x509.Certificate
}

// Check lets a connection in by its certificate. A second process with the name of
// one that is connected is refused.
func (g *gate) Check(c server.ClientAuthentication) bool {
	state := c.GetTLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return false
	}
	cert := state.PeerCertificates[0]
	id, err := g.valid(cert)
	if err != nil {
		g.log("%s is refused: %v", c.RemoteAddress(), err)
		return false
	}
	if id == authority.OverlordName {
		c.RegisterUser(&server.User{Username: id})
		return true
	}
	if c.Kind() == server.LEAF {
		g.log("%s at %s is refused: a minion is no server of the bus", id, c.RemoteAddress())
		return false
	}
	instance := c.GetOpts().Name
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.banned[instance] {
		g.log("%s at %s is refused: another process with that name is connected elsewhere", id, c.RemoteAddress())
		return false
	}
	if old, ok := g.live[id]; ok && old.instance != instance && g.connected(old.cid) {
		g.log("%s at %s is refused: another process with that name is connected from %s", id, c.RemoteAddress(), old.address)
		return false
	}
	g.live[id] = connection{c.GetID(), instance, c.RemoteAddress().String(), cert}
	c.RegisterUser(&server.User{Username: id, Permissions: permissions(id)})
	return true
}

func (g *gate) connected(cid uint64) bool {
	c, err := g.server.Connz(&server.ConnzOptions{CID: cid})
	return err == nil && len(c.Conns) == 1
}
