package site

import (
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/access"
	"github.com/pyops-go/pyops/examples/webserver/internal/certificate"
	"github.com/pyops-go/pyops/examples/webserver/internal/cgi"
	"github.com/pyops-go/pyops/examples/webserver/internal/config"
	"github.com/pyops-go/pyops/examples/webserver/internal/static"
)

// A generation is what one configuration opened. It stays until its last request
// has ended.
type generation struct {
	conf         *config.Config
	first        *static.Files
	sites        map[string]*static.Files
	all          []*static.Files
	log          *access.Log
	certificates *certificate.Store
	programs     chan struct{} // as many as may run

	mu      sync.Mutex
	users   int
	retired bool
}

func (s *Server) generation(c *config.Config) (*generation, error) {
	g := &generation{conf: c, sites: map[string]*static.Files{}, programs: make(chan struct{}, c.CGI.MaxProcesses)}
	if err := g.open(s, c); err != nil {
		g.close()
		return nil, err
	}
	return g, nil
}

func (g *generation) open(s *Server, c *config.Config) (err error) {
	if len(c.TLSListen) > 0 {
		folder, err := cacheFolder()
		if err != nil {
			return err
		}
		if g.certificates, err = certificate.Open(c, folder, s.say); err != nil {
			return err
		}
		// The one for development is a file of the server's own as well.
		own := *c
		own.TLS.Pair = g.certificates.Main()
		c = &own
	}
	for _, site := range c.Sites {
		f, err := static.New(site, c, s.fail)
		if err != nil {
			return err
		}
		g.all = append(g.all, f)
		if g.first == nil {
			g.first = f
		}
		for _, n := range site.Names {
			g.sites[n] = f
		}
	}
	if old := s.now.Load(); old != nil && old.conf.Log == c.Log && old.log != nil {
		// Who has given up root's rights could not open it a second time.
		g.log = old.log.Share()
		g.log.Reopen()
		return nil
	}
	g.log, err = access.Open(c.Log.Access, c.Log.Combined, c.Log.RotateSize, c.Log.Keep, s.out, s.say)
	return err
}

// enter counts a request in; it is false for a generation that is closed.
func (g *generation) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.retired && g.users == 0 {
		return false
	}
	g.users++
	return true
}

func (g *generation) leave() {
	g.mu.Lock()
	g.users--
	last := g.retired && g.users == 0
	g.mu.Unlock()
	if last {
		g.close()
	}
}

// retire closes the generation once nobody uses it.
func (g *generation) retire() {
	g.mu.Lock()
	idle := !g.retired && g.users == 0
	g.retired = true
	g.mu.Unlock()
	if idle {
		g.close()
	}
}

func (g *generation) close() {
	for _, f := range g.all {
		f.Close()
	}
	if g.log != nil {
		g.log.Close()
	}
}

// site is the one that a request is for, by its Host.
func (g *generation) site(host string) *static.Files {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if f := g.sites[strings.ToLower(strings.TrimSuffix(host, "."))]; f != nil {
		return f
	}
	return g.first
}

// ServeHTTP serves a request by the configuration of the moment.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g := s.now.Load()
	for !g.enter() {
		next := s.now.Load()
		if next == g { // not replaced: the server has ended
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		g = next
	}
	defer g.leave()
	s.requests.Add(1)
	s.working.Add(1)
	start := time.Now()
	a := newAnswer(w, g.conf.StallTimeout)
	defer func() {
		s.working.Add(-1)
		s.sent.Add(a.bytes)
		if a.code == 0 {
			a.code = http.StatusOK
		}
		g.log.Request(r, start, a.code, a.bytes)
	}()
	if r.Body != nil && r.Body != http.NoBody {
		// Who does not read it leaves it to net/http, which would wait for it as
		// long as it takes.
		a.control.SetReadDeadline(start.Add(g.conf.StallTimeout))
		r.Body = http.MaxBytesReader(w, &body{r.Body, a.control, g.conf.StallTimeout}, g.conf.MaxBody)
		if r.ContentLength > g.conf.MaxBody {
			s.fail(a, r, http.StatusRequestEntityTooLarge)
			return
		}
	}
	a.Header()["Server"] = software
	if len(r.TransferEncoding) > 0 {
		// net/http does not tell whether there was a Content-Length too, of
		// which a proxy in front may have believed the other: nothing that
		// follows on this connection is taken for a request (RFC 9112, 6.1).
		a.Header().Set("Connection", "close")
	}
	s.route(g, a, r)
}

var software = []string{cgi.Software}

func (s *Server) route(g *generation, w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions && r.RequestURI == "*" {
		w.Header().Set("Allow", "GET, HEAD, POST")
		w.Header().Set("Content-Length", "0")
		return
	}
	name, ok := static.Clean(r.URL.Path)
	if !ok {
		s.fail(w, r, http.StatusBadRequest)
		return
	}
	if name != r.URL.Path {
		clean, u := *r, *r.URL
		u.Path, u.RawPath, clean.URL = name, "", &u
		r = &clean
	}
	site := g.site(r.Host)
	switch {
	case r.Method == http.MethodConnect || r.Method == http.MethodTrace:
		w.Header().Set("Allow", "GET, HEAD, POST")
		s.fail(w, r, http.StatusMethodNotAllowed)
	case g.conf.Status != "" && name == g.conf.Status:
		s.status(w, r)
	case g.conf.CGI.Path != "" && static.Below(name, g.conf.CGI.Path):
		s.program(g, site, w, r)
	default:
		site.ServeHTTP(w, r)
	}
}

// program runs the program that a path names.
func (s *Server) program(g *generation, site *static.Files, w http.ResponseWriter, r *http.Request) {
	root := site.Root()
	stat := func(name string) (fs.FileInfo, error) { return root.Stat(strings.TrimPrefix(name, "/")) }
	script, info, err := cgi.Split(stat, g.conf.CGI.Path, r.URL.Path)
	if err != nil || site.Hides(script) {
		s.fail(w, r, http.StatusNotFound)
		return
	}
	runs := false
	for _, e := range g.conf.CGI.Extensions {
		runs = runs || strings.HasSuffix(script, e)
	}
	// What is in the folder for programs and is none is not shown either: it may
	// be one whose mode somebody forgot.
	fi, err := stat(script)
	if !runs || err != nil {
		s.fail(w, r, http.StatusNotFound)
		return
	}
	folder, err := filepath.Abs(root.Name())
	if err == nil {
		folder, err = filepath.EvalSymlinks(folder)
	}
	if err != nil {
		s.say("%s: %v", script, err)
		s.fail(w, r, http.StatusInternalServerError)
		return
	}
	if fi.Mode()&0o111 == 0 {
		s.say("%s: is not executable", filepath.Join(folder, filepath.FromSlash(script)))
		s.fail(w, r, http.StatusInternalServerError)
		return
	}
	select {
	case g.programs <- struct{}{}:
		defer func() { <-g.programs }()
	default:
		w.Header().Set("Retry-After", "1")
		s.fail(w, r, http.StatusServiceUnavailable)
		return
	}
	p := cgi.Program{
		File: filepath.Join(folder, filepath.FromSlash(script)), Root: folder, Script: script, PathInfo: info, Timeout: g.conf.CGI.Timeout,
		Environment: g.conf.CGI.Environment, Log: s.say, Fail: s.fail,
		Local: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.route(g, w, r) }),
	}
	p.Serve(w, r)
}
