package site

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

//go:embed status.html
var statusHTML string

var statusPage = template.Must(template.New("status").Parse(statusHTML))

// A Status is how the server is doing.
type Status struct {
	Since       time.Time `json:"since"`
	Uptime      string    `json:"uptime"`
	Connections int64     `json:"connections"`
	Working     int64     `json:"requests_under_way"`
	Requests    int64     `json:"requests"`
	Sent        int64     `json:"bytes_sent"`
	Memory      uint64    `json:"memory_bytes"`
	Load        float64   `json:"load_average"`
	Sites       int       `json:"sites"`
	Certificate string    `json:"certificate_problem,omitempty"`
}

// fromHere reports whether a request was made on this machine: what a proxy on it
// passes on was not.
func fromHere(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}

// status tells it to this machine alone, as a page or, with ?json, as JSON.
func (s *Server) status(w http.ResponseWriter, r *http.Request) {
	if !fromHere(r) {
		s.fail(w, r, http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.fail(w, r, http.StatusMethodNotAllowed)
		return
	}
	g := s.now.Load()
	v := Status{
		Since: s.started, Uptime: time.Since(s.started).Round(time.Second).String(), Connections: s.open.Load(), Working: s.working.Load(),
		Requests: s.requests.Load(), Sent: s.sent.Load(), Sites: len(g.all),
	}
	if p, err := psutilx.NewProcess(os.Getpid()); err == nil {
		if m, err := p.MemoryInfo(); err == nil {
			v.Memory = m.RSS
		}
	}
	if l, err := psutilx.LoadAvg(); err == nil {
		v.Load = l.Load1
	}
	if g.certificates != nil {
		if err := g.certificates.Failure(); err != nil {
			v.Certificate = err.Error()
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	if r.URL.RawQuery == "json" {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	statusPage.Execute(w, v)
}
