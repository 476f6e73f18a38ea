package dnsq_test

import (
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/doh"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

//go:embed testdata/resolve.py
var resolveSource string

func startResolving(t testing.TB) *original.Python {
	py := startDNS(t)
	py.Define(resolveSource)
	return py
}

func startNamedTLS(t testing.TB) *peers.NamedTLS {
	many := ""
	for i := range 120 {
		many += fmt.Sprintf("many IN A 127.9.0.%d\n", i+1)
	}
	return peers.StartNamedTLS(t, peers.NamedZone{Name: "example.test", Text: exampleZone + many})
}

// trusting are settings that trust a server's authority, and want its
// certificate to be for a name.
func trusting(n *peers.NamedTLS, name string) *dnsq.TLSOptions {
	return &dnsq.TLSOptions{ServerHostname: name, Config: &tls.Config{RootCAs: n.Roots, MinVersion: tls.VersionTLS12}}
}

func TestParityTLS(t *testing.T) {
	py, named := startResolving(t), startNamedTLS(t)
	for _, name := range []string{"many.example.test.", "www.example.test.", "gone.example.test.", "elsewhere.invalid."} {
		for _, hostname := range []string{named.ServerName, "", "other.example.test"} {
			q := dnsq.MakeQuery(dnsq.MustName(name), dnsq.TypeA, nil)
			m, err := dnsq.QueryTLS(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: named.TLSPort, Timeout: 10 * time.Second, TLS: trusting(named, hostname)})
			asked := hostname
			if hostname == "" { // for which the original refuses to verify at all
				asked = "127.0.0.1"
			}
			want, perr := py.Call("over_tls", named.TLSPort, name, "A", int(q.ID), named.RootsFile, asked)
			if hostname == "other.example.test" {
				// The texts are those of two libraries of TLS; what counts is
				// that both refuse, and that it is for the name.
				var wrong x509.HostnameError
				var e *original.Exception
				if !errors.As(err, &wrong) || !errors.As(perr, &e) || e.Class != "SSLCertVerificationError" {
					t.Errorf("another name: %v, want %v", err, perr)
				}
				continue
			}
			if err != nil || perr != nil {
				t.Errorf("%s as %q: %v, %v", name, hostname, err, perr)
				continue
			}
			if got := written(m.ToText(nil)); got != want {
				t.Errorf("%s as %q:\n%s\nwant\n%s", name, hostname, got, want)
			}
		}
	}
	var unknown *tls.CertificateVerificationError
	q := dnsq.MakeQuery(dnsq.MustName("www.example.test."), dnsq.TypeA, nil)
	if _, err := dnsq.QueryTLS(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: named.TLSPort, Timeout: 10 * time.Second}); !errors.As(err, &unknown) {
		t.Errorf("an authority of which the system does not know: %v", err)
	}
}

// TestHTTPSOfNamed holds responses over HTTPS against those over TCP: the
// installed original has no HTTPS.
func TestHTTPSOfNamed(t *testing.T) {
	named := startNamedTLS(t)
	byName := fmt.Sprintf("https://%s:%d%s", named.ServerName, named.HTTPSPort, named.Path)
	byAddress := fmt.Sprintf("https://127.0.0.1:%d%s", named.HTTPSPort, named.Path)
	for _, where := range []string{byName, byAddress, "127.0.0.1"} {
		for _, get := range []bool{false, true} {
			for _, name := range []string{"many.example.test.", "gone.example.test.", "txt.example.test."} {
				q := dnsq.MakeQuery(dnsq.MustName(name), dnsq.TypeA, nil)
				want, err := dnsq.QueryTCP(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: named.Port, Timeout: 10 * time.Second})
				if err != nil {
					t.Fatal(err)
				}
				m, err := doh.Query(t.Context(), q, where, &doh.Options{Port: named.HTTPSPort, Timeout: 10 * time.Second, Config: trusting(named, "").Config, Get: get, Bootstrap: loopback})
				if err != nil {
					t.Errorf("%s, get %t, %s: %v", where, get, name, err)
				} else if shownMessage(t, m) != shownMessage(t, want) {
					t.Errorf("%s, get %t:\n%s\nover TCP\n%s", where, get, shownMessage(t, m), shownMessage(t, want))
				}
			}
			var wrong x509.HostnameError
			q := dnsq.MakeQuery(dnsq.MustName("www.example.test."), dnsq.TypeA, nil)
			if _, err := doh.Query(t.Context(), q, where, &doh.Options{Port: named.HTTPSPort, Timeout: 10 * time.Second, Config: trusting(named, "").Config, ServerHostname: "other.example.test", Get: get, Bootstrap: loopback}); !errors.As(err, &wrong) {
				t.Errorf("%s, get %t, as another name: %v", where, get, err)
			}
		}
	}
	r, err := dnsq.NewResolver(byAddress)
	if err != nil {
		t.Fatal(err)
	}
	r.TLS = trusting(named, "")
	if a, err := r.Resolve(t.Context(), "www.example.test.", "A", nil); err != nil || a.Len() != 2 || a.Nameserver != byAddress {
		t.Errorf("resolving over HTTPS: %v, %v", a, err)
	}
	r.TLS = trusting(named, "other.example.test")
	var wrong x509.HostnameError
	if _, err := r.Resolve(t.Context(), "www.example.test.", "A", nil); !errors.Is(err, dnsq.ErrNoNameservers) || !errors.As(err, &wrong) {
		t.Errorf("resolving over HTTPS as another name: %v", err)
	}
}

var loopback = netip.MustParseAddr("127.0.0.1")
