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
	http *http.Server
	addr net.Addr
}

// Start listens and serves. say gets what goes wrong, line by line.
func Start(c *config.Config, out io.Writer, say func(format string, args ...any)) (*Server, error) {
	s := &Server{out: out, say: say, ends: map[string]*endpoint{}, started: time.Now()}
	g, err := s.generation(c)
	if err != nil {
		return nil, err
	}
	s.now.Store(g)
	if err := s.listen(c, g); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// cacheFolder is where a certificate for development is kept.
func cacheFolder() (string, error) {
	d, err := os.UserCacheDir()
	return filepath.Join(d, "pyops-webserver"), err
}

// listen opens the addresses of a configuration that are not open yet, and closes
// those that it no longer names.
func (s *Server) listen(c *config.Config, g *generation) error {
	wanted := map[string]bool{}
	var opened []*endpoint
	for i, addr := range append(append([]string{}, c.Listen...), c.TLSListen...) {
		key := "http " + addr
		if i >= len(c.Listen) {
			key = "https " + addr
		}
		wanted[key] = true
		if s.ends[key] != nil {
			continue
		}
		l, err := net.Listen("tcp", addr)
		if err != nil {
			for _, e := range opened {
				e.http.Close()
			}
			return err
		}
		e := &endpoint{http: s.server(c), addr: l.Addr()}
		opened = append(opened, e)
		s.ends[key] = e
		l = limit(l, c.MaxConnections)
		s.over.Go(func() {
			var err error
			if i >= len(c.Listen) {
				err = e.http.ServeTLS(l, "", "")
			} else {
				err = e.http.Serve(l)
			}
			if !errors.Is(err, http.ErrServerClosed) {
				s.say("%s: %v", addr, err)
			}
		})
	}
	for key, e := range s.ends {
		if !wanted[key] {
			delete(s.ends, key)
			s.over.Go(func() {
				ctx, cancel := context.WithTimeout(context.Background(), c.Graceful)
				defer cancel()
				if e.http.Shutdown(ctx) != nil {
					e.http.Close()
				}
			})
		}
	}
	return nil
}

// server is the HTTP server of one address. Its limits are those of the
// configuration it started with; the rest is looked up for each request.
func (s *Server) server(c *config.Config) *http.Server {
	version := uint16(tls.VersionTLS12)
	if c.TLS.Version13 {
		version = tls.VersionTLS13
	}
	return &http.Server{
		Handler: s, ReadHeaderTimeout: c.HeaderTimeout, IdleTimeout: c.IdleTimeout, MaxHeaderBytes: c.MaxHeader,
		ErrorLog: log.New(sayer{s.say}, "", 0),
		TLSConfig: &tls.Config{MinVersion: version, GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return s.now.Load().certificates.Get(h)
		}},
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				s.open.Add(1)
			case http.StateClosed, http.StateHijacked:
				s.open.Add(-1)
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
	for i, addr := range append(append([]string{}, c.Listen...), c.TLSListen...) {
		scheme := "http"
		if i >= len(c.Listen) {
			scheme = "https"
		}
		if e := s.ends[scheme+" "+addr]; e != nil {
			urls = append(urls, scheme+"://"+e.addr.String()+"/")
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
	if err := s.listen(c, g); err != nil {
		g.retire()
		return err
	}
	old := s.now.Swap(g)
	old.retire()
	return nil
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
