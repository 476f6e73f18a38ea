// Package site puts the parts of the web server together: addresses, sites, limits,
// reload and stop.
package site

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
)

// A Server serves what a configuration says. Make one with [Start].
type Server struct {
	out  io.Writer // for an access log "-"
	say  func(format string, args ...any)
	now  atomic.Pointer[generation]
	mu   sync.Mutex // of a reload, and of the map below
	ends map[string]*endpoint
	over sync.WaitGroup

	started  time.Time
	open     atomic.Int64 // connections
	requests atomic.Int64
	sent     atomic.Int64
	working  atomic.Int64
}

// An endpoint is an address that is listened on.
type endpoint struct {
	http     *http.Server
	listener net.Listener
	parks    *parks // nil where connections are not parked
	addr     net.Addr
	secure   bool
}

// Start listens and serves. say gets what goes wrong, line by line. bound, if it is
// not nil, is called between: once the addresses are bound and before anybody is
// answered. Its error ends the start.
func Start(c *config.Config, out io.Writer, say func(format string, args ...any), bound func() error) (*Server, error) {
	s := &Server{out: out, say: say, ends: map[string]*endpoint{}, started: time.Now()}
	g, err := s.generation(c)
	if err != nil {
		return nil, err
	}
	s.now.Store(g)
	opened, err := s.listen(c)
	if err == nil && bound != nil {
		if err = bound(); err != nil {
			closeAll(opened)
		}
	}
	if err != nil {
		g.retire()
		return nil, err
	}
	s.serve(opened)
	return s, nil
}

// cacheFolder is where a certificate for development is kept.
func cacheFolder() (string, error) {
	d, err := os.UserCacheDir()
	return filepath.Join(d, "pyops-webserver"), err
}

// A key tells addresses of HTTP and HTTPS apart.
func key(addr string, secure bool) string {
	if secure {
		return "https://" + addr
	}
	return "http://" + addr
}

// listen binds the addresses of a configuration that are not bound yet, all or none.
func (s *Server) listen(c *config.Config) (opened map[string]*endpoint, err error) {
	opened = map[string]*endpoint{}
	for i, addr := range append(slices.Clone(c.Listen), c.TLSListen...) {
		secure := i >= len(c.Listen)
		if s.ends[key(addr, secure)] != nil {
			continue
		}
		l, err := net.Listen("tcp", addr)
		if err != nil {
			closeAll(opened)
			return nil, err
		}
		e := &endpoint{addr: l.Addr(), secure: secure}
		r := &room{free: make(chan struct{}, c.MaxConnections), open: &s.open, idle: newIdlers()}
		if parking && !secure { // TLS has a state that net/http does not give back
			r.parks = newParks(r, l.Addr(), c.IdleTimeout)
		}
		e.http, e.listener, e.parks = s.server(c, r.idle), limit(l, r), r.parks
		opened[key(addr, secure)] = e
	}
	return opened, nil
}

func closeAll(ends map[string]*endpoint) {
	for _, e := range ends {
		e.listener.Close()
	}
}

// serve answers at addresses that are bound.
func (s *Server) serve(opened map[string]*endpoint) {
	for name, e := range opened {
		s.ends[name] = e
		if e.parks != nil {
			s.over.Go(func() { e.http.Serve(e.parks) })
		}
		s.over.Go(func() {
			var err error
			if e.secure {
				err = e.http.ServeTLS(e.listener, "", "")
			} else {
				err = e.http.Serve(e.listener)
			}
			if !errors.Is(err, http.ErrServerClosed) {
				s.say("%s: %v", name, err)
			}
		})
	}
}

// leave stops listening at addresses that a configuration no longer names.
func (s *Server) leave(c *config.Config) {
	for name, e := range s.ends {
		if slices.ContainsFunc(c.Listen, func(a string) bool { return key(a, false) == name }) ||
			slices.ContainsFunc(c.TLSListen, func(a string) bool { return key(a, true) == name }) {
			continue
		}
		delete(s.ends, name)
		s.over.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), c.Graceful)
			defer cancel()
			if e.http.Shutdown(ctx) != nil {
				e.http.Close()
			}
		})
	}
}

// server is the HTTP server of one address. Its limits are those of the
// configuration it started with; the rest is looked up for each request.
func (s *Server) server(c *config.Config, idle *idlers) *http.Server {
	version := uint16(tls.VersionTLS12)
	if c.TLS.Version13 {
		version = tls.VersionTLS13
	}
	return &http.Server{
		Handler: s, ReadHeaderTimeout: c.HeaderTimeout, IdleTimeout: c.IdleTimeout, MaxHeaderBytes: c.MaxHeader,
		ErrorLog: log.New(sayer{s.say}, "", 0),
		// A connection of HTTP/2 that takes nothing any more would keep its
		// requests, which no deadline of theirs reaches.
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: 100, WriteByteTimeout: c.StallTimeout, SendPingTimeout: c.IdleTimeout, PingTimeout: c.StallTimeout},
		TLSConfig: &tls.Config{MinVersion: version, GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return s.now.Load().certificates.Get(h)
		}},
		ConnState: func(nc net.Conn, state http.ConnState) {
			idle.note(nc, state)
			if c, ok := nc.(*conn); ok && state == http.StateIdle {
				c.idle.Store(true)
			}
		},
	}
}

// A sayer makes lines of what net/http logs.
type sayer struct {
	say func(format string, args ...any)
}

func (s sayer) Write(p []byte) (int, error) {
	s.say("%s", bytes.TrimRight(p, "\n"))
	return len(p), nil
}

// Addresses are those that are listened on, with the ports that the system chose.
func (s *Server) Addresses() (urls []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.now.Load().conf
	for i, addr := range append(slices.Clone(c.Listen), c.TLSListen...) {
		if e := s.ends[key(addr, i >= len(c.Listen))]; e != nil {
			urls = append(urls, key(e.addr.String(), e.secure)+"/")
		}
	}
	return urls
}

// Reload takes another configuration into use. With a mistake anywhere the one in
// use stays. Requests that are under way end as they began.
func (s *Server) Reload(c *config.Config) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.generation(c)
	if err != nil {
		return err
	}
	opened, err := s.listen(c)
	if err != nil {
		g.retire()
		return err
	}
	old := s.now.Swap(g)
	s.serve(opened)
	s.leave(c)
	if late := later(old.conf, c); late != "" && len(opened) < len(c.Listen)+len(c.TLSListen) {
		s.say("changed, and in use once the server is started again: %s", late)
	}
	old.retire()
	return nil
}

// later names what has changed and belongs to an address as long as it is bound.
func later(before, after *config.Config) string {
	var names []string
	for name, same := range map[string]bool{
		"max_connections": before.MaxConnections == after.MaxConnections, "header_timeout": before.HeaderTimeout == after.HeaderTimeout,
		"idle_timeout": before.IdleTimeout == after.IdleTimeout, "max_header": before.MaxHeader == after.MaxHeader,
		"min_version": before.TLS.Version13 == after.TLS.Version13, "user": before.User == after.User,
	} {
		if !same {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// Reopen opens the access log anew.
func (s *Server) Reopen() error { return s.now.Load().log.Reopen() }

// Shutdown stops listening and lets requests end, for as long as the configuration
// gives them.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.now.Load()
	ctx, cancel := context.WithTimeout(ctx, g.conf.Graceful)
	defer cancel()
	var wait sync.WaitGroup
	var errs [16]error
	i := 0
	for _, e := range s.ends {
		at := &errs[min(i, len(errs)-1)]
		i++
		wait.Go(func() {
			if err := e.http.Shutdown(ctx); err != nil {
				*at = fmt.Errorf("requests to %s were cut off: %w", e.addr, err)
				e.http.Close()
			}
		})
	}
	wait.Wait()
	s.over.Wait()
	g.retire()
	return errors.Join(errs[:]...)
}

// Close ends everything at once.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.ends {
		e.http.Close()
	}
	s.over.Wait()
	s.now.Load().retire()
}
