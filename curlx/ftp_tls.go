package curlx

import (
	"crypto/tls"
	"sync"
)

// ftpSessions keeps the TLS session of a control connection for its data
// connections: servers may refuse data connections that do not resume it. Tickets
// of TLS 1.3 are for one use each and a server gives two, so that the last one is
// used as often as need be.
type ftpSessions struct {
	base tls.ClientSessionCache // what other control connections share
	mu   sync.Mutex
	last *tls.ClientSessionState
}

// Get implements [tls.ClientSessionCache] for the control connection.
func (s *ftpSessions) Get(key string) (*tls.ClientSessionState, bool) { return s.base.Get(key) }

// Put implements [tls.ClientSessionCache] for the control connection.
func (s *ftpSessions) Put(key string, session *tls.ClientSessionState) {
	s.keep(session)
	s.base.Put(key, session)
}

func (s *ftpSessions) keep(session *tls.ClientSessionState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if session != nil {
		s.last = session
	}
}

// sticky is the cache of data connections.
func (s *ftpSessions) sticky() tls.ClientSessionCache { return stickySession{s} }

type stickySession struct{ s *ftpSessions }

func (c stickySession) Get(string) (*tls.ClientSessionState, bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.s.last, c.s.last != nil
}

// Put keeps nothing: it is the control connection's session that counts.
func (stickySession) Put(string, *tls.ClientSessionState) {}
