// Package targets are servers inside the program: what a report watches when
// nobody said what to watch.
package targets

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

// Servers are a web server and a name server on loopback.
type Servers struct {
	web  *http.Server
	dns  net.PacketConn
	web1 string
	dns1 string
}

// The name that the server inside the program knows, and its address.
const (
	name    = "www.example.org"
	address = "192.0.2.80"
)

// Start starts both.
func Start() (*Servers, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	dns, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	s := &Servers{
		web: &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ready") })},
		dns: dns, web1: l.Addr().String(), dns1: dns.LocalAddr().String(),
	}
	go s.web.Serve(l)
	go serve(dns)
	return s, nil
}

// Close ends both.
func (s *Servers) Close() error { return errors.Join(s.web.Close(), s.dns.Close()) }

// Watch adds them to settings that name no services or no names.
func (s *Servers) Watch(to *settings.Settings) {
	if len(to.Services) == 0 {
		to.Services = []settings.Service{{Name: "a server inside this program", URL: "http://" + s.web1 + "/", Status: 200, Contains: "ready", Timeout: 10 * time.Second}}
	}
	if len(to.Names) == 0 {
		to.Names = []settings.Name{{Name: name, Type: "A", Server: s.dns1, Expect: []string{address}}}
	}
}

// serve answers every question of an address with the one it knows, until its
// socket is closed.
func serve(c net.PacketConn) {
	buf := make([]byte, 1<<16)
	for {
		n, from, err := c.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		if wire, err := answer(buf[:n]); err == nil {
			c.WriteTo(wire, from)
		}
	}
}

func answer(question []byte) ([]byte, error) {
	query, err := dnsq.MessageFromWire(question, nil)
	if err != nil {
		return nil, err
	}
	response, err := dnsq.MakeResponse(query, &dnsq.ResponseOptions{RecursionAvailable: true})
	if err != nil {
		return nil, err
	}
	if len(query.Question) == 1 && query.Question[0].Name.Equal(dnsq.MustName(name+".")) && query.Question[0].Type == dnsq.TypeA {
		set, err := dnsq.RRsetFromText(name+".", 60, dnsq.ClassIN, dnsq.TypeA, address)
		if err != nil {
			return nil, err
		}
		response.Answer = append(response.Answer, set)
	}
	return response.ToWire(nil)
}
