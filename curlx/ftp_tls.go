package curlx

import (
	"crypto/tls"
	"io"
	"net"
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

// Values of FTP_SSL_CCC: who ends TLS first, the server or we.
const (
	cccPassive = 1
	cccActive  = 2
)

// clear ends TLS on the control connection after the login, for FTP_SSL_CCC: who
// watches the connection can then see which ports are meant.
func (f *ftpRun) clear(level int) error {
	tc, ok := f.c.Conn.(*tls.Conn)
	if level == 0 || !ok || f.c.Conn == net.Conn(f.c.wire) {
		return nil
	}
	r, err := f.command("CCC")
	if err != nil {
		return err
	}
	if r.code >= 500 {
		return nil // the server keeps it, and so do we
	}
	if level == cccActive {
		if err := tc.CloseWrite(); err != nil {
			return fail(E_SSL_SHUTDOWN_FAILED, "TLS could not be ended").because(err)
		}
	}
	f.t.enter("", f.responseTimeout(), nil)
	defer f.t.leave()
	if n, err := tc.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return fail(E_SSL_SHUTDOWN_FAILED, "the server does not end TLS").because(err)
	}
	if level == cccPassive {
		if err := tc.CloseWrite(); err != nil {
			return fail(E_SSL_SHUTDOWN_FAILED, "TLS could not be ended").because(err)
		}
	}
	// TLS has set a deadline of its own, so that nobody goes on writing.
	f.c.wire.wr = unset
	f.c.Conn = f.c.wire
	f.c.br.Reset(f.c.wire)
	return nil
}
