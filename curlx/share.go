package curlx

import "sync"

// A CurlShare lets several handles use the same cookies, looked-up names, TLS
// sessions, connections, or what is known of HSTS. It may be used by several goroutines at once.
// [NewCurlShare] makes it.
type CurlShare struct {
	mu      sync.Mutex
	made    bool
	closed  bool
	users   int
	shared  map[LockData]bool
	cookies *jar
	names   *dnsCache
	tls     *tlsSessions
	hsts    *hstsCache
	conns   *pool
}

// NewCurlShare makes a CurlShare that shares nothing yet.
func NewCurlShare() *CurlShare {
	return &CurlShare{made: true, shared: map[LockData]bool{}, cookies: newJar(), names: &dnsCache{}, tls: newTLSSessions(), hsts: &hstsCache{}, conns: &pool{limit: 100}}
}

// Setopt begins or ends the sharing of something. Handles that use the share
// already are affected from their next transfer on.
func (s *CurlShare) Setopt(o ShareOption, what LockData) error {
	if s == nil || !s.made {
		return fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke setopt() - no share handle: NewCurlShare makes it")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke setopt() - no share handle")
	}
	switch what {
	case LOCK_DATA_COOKIE, LOCK_DATA_DNS, LOCK_DATA_SSL_SESSION, LOCK_DATA_CONNECT, LOCK_DATA_PSL, LOCK_DATA_HSTS:
	default:
		return fail(E_BAD_FUNCTION_ARGUMENT, "no such thing to share: %d", int(what))
	}
	switch o {
	case SH_SHARE:
		s.shared[what] = true
	case SH_UNSHARE:
		s.shared[what] = false
	default:
		return fail(E_BAD_FUNCTION_ARGUMENT, "no such share option: %d", int(o))
	}
	return nil
}

// Share begins to share something: Setopt(SH_SHARE, what).
func (s *CurlShare) Share(what LockData) error { return s.Setopt(SH_SHARE, what) }

// Unshare ends it: Setopt(SH_UNSHARE, what).
func (s *CurlShare) Unshare(what LockData) error { return s.Setopt(SH_UNSHARE, what) }

// Close ends the share and the connections it keeps. While handles use it that is
// an error.
func (s *CurlShare) Close() error {
	if s == nil || !s.made {
		return nil
	}
	s.mu.Lock()
	if s.users > 0 {
		s.mu.Unlock()
		return fail(E_SHARE_IN_USE, "the share is in use by a handle")
	}
	s.closed = true
	s.mu.Unlock()
	s.conns.close()
	return nil
}

// Closed reports whether the share has been closed, or never was made.
func (s *CurlShare) Closed() bool {
	if s == nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed || !s.made
}

func (s *CurlShare) shares(what LockData) bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shared[what] && !s.closed
}

func (s *CurlShare) connections() *pool {
	if s.shares(LOCK_DATA_CONNECT) {
		return s.conns
	}
	return nil
}

// setShare joins a share, or leaves the present one. The caller holds c.mu.
func (c *Curl) setShare(s *CurlShare) {
	if old := c.share; old != nil {
		old.mu.Lock()
		old.users--
		old.mu.Unlock()
	}
	c.share = s
	if s != nil {
		s.mu.Lock()
		s.users++
		s.mu.Unlock()
	}
}

// dns is the cache of names in use.
func (c *Curl) dns() *dnsCache {
	if c.share.shares(LOCK_DATA_DNS) {
		return c.share.names
	}
	return c.ownDNS
}

// tlsSessions are the TLS sessions in use.
func (c *Curl) tlsSessions() *tlsSessions {
	if c.share.shares(LOCK_DATA_SSL_SESSION) {
		return c.share.tls
	}
	return c.ownTLS
}

// cookies is the jar in use, nil where cookies are off.
func (c *Curl) cookies() *jar {
	if !c.engine {
		return nil
	}
	if c.share.shares(LOCK_DATA_COOKIE) {
		return c.share.cookies
	}
	return c.ownJar
}
