package dnsq_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/doh"
)

// webServer answers queries over HTTPS, and lends its certificate to TLS.
func webServer(t *testing.T) (*httptest.Server, *tls.Config) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var query []byte
		var err error
		if r.Method == http.MethodGet {
			query, err = base64.RawURLEncoding.DecodeString(r.URL.Query().Get("dns"))
		} else {
			query, err = io.ReadAll(r.Body)
		}
		if err != nil || r.URL.Path != "/dns-query" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/dns-message")
		w.Write(respond(query, nil))
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes are to fail
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s, &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12}
}

func TestHTTPS(t *testing.T) {
	s, config := webServer(t)
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	for _, get := range []bool{false, true} {
		m, err := doh.Query(t.Context(), q, s.URL+"/dns-query", &doh.Options{Timeout: 10 * time.Second, Config: config, Get: get})
		if err != nil || len(m.Answer) != 1 {
			t.Errorf("get %t: %v, %v", get, m, err)
		}
	}
	if _, err := doh.Query(t.Context(), q, s.URL+"/elsewhere", &doh.Options{Timeout: 10 * time.Second, Config: config}); err == nil || !strings.Contains(err.Error(), "responded with status code 400") {
		t.Errorf("another path: %v", err)
	}
	var unknown *tls.CertificateVerificationError
	if _, err := doh.Query(t.Context(), q, s.URL+"/dns-query", &doh.Options{Timeout: 10 * time.Second}); !errors.As(err, &unknown) {
		t.Errorf("an unknown certificate: %v", err)
	}
	r, err := dnsq.NewResolver(s.URL + "/dns-query")
	if err != nil {
		t.Fatal(err)
	}
	r.TLS = &dnsq.TLSOptions{Config: config}
	if a, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil || a.Len() != 1 {
		t.Errorf("resolving over HTTPS: %v, %v", a, err)
	}
	if _, err := dnsq.NewResolver("http://127.0.0.1/"); classOf(err) != "ValueError" {
		t.Errorf("a server without TLS: %v", err)
	}
}

// streamServer hands each connection to the test.
func streamServer(t *testing.T, config *tls.Config, serve func(net.Conn)) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if config != nil {
				c = tls.Server(c, config)
			}
			serve(c)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().(*net.TCPAddr).Port
}

// readQuery reads a query from a stream.
func readQuery(c net.Conn) []byte {
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return nil
	}
	query := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(c, query); err != nil {
		return nil
	}
	return query
}

func framed(wire []byte) []byte {
	return append([]byte{byte(len(wire) >> 8), byte(len(wire))}, wire...)
}

func TestTLS(t *testing.T) {
	s, config := webServer(t)
	port := streamServer(t, &tls.Config{Certificates: s.TLS.Certificates}, func(c net.Conn) {
		if query := readQuery(c); query != nil {
			c.Write(framed(respond(query, nil)))
		}
	})
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	o := &dnsq.TransportOptions{Port: port, Timeout: 10 * time.Second, TLS: &dnsq.TLSOptions{Config: config}}
	if m, err := dnsq.QueryTLS(t.Context(), q, "127.0.0.1", o); err != nil || len(m.Answer) != 1 {
		t.Errorf("%v, %v", m, err)
	}
	var unknown *tls.CertificateVerificationError
	if _, err := dnsq.QueryTLS(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: port, Timeout: 10 * time.Second}); !errors.As(err, &unknown) {
		t.Errorf("an unknown certificate: %v", err)
	}
}

func TestFaultyStreams(t *testing.T) {
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	for _, c := range []struct {
		name  string
		serve func(net.Conn)
		want  error
	}{
		{"nothing", func(c net.Conn) { readQuery(c) }, io.EOF},
		{"half a message", func(c net.Conn) { w := framed(respond(readQuery(c), nil)); c.Write(w[:20]) }, io.ErrUnexpectedEOF},
		{"garbage", func(c net.Conn) { readQuery(c); c.Write(framed([]byte("garbage that is no message"))) }, dnsq.ErrFormError},
		{"a short header", func(c net.Conn) { readQuery(c); c.Write(framed([]byte("short"))) }, dnsq.ErrShortHeader},
		{"another id", func(c net.Conn) { c.Write(framed(respond(readQuery(c), func(m *dnsq.Message) { m.ID++ }))) }, dnsq.ErrBadResponse},
		{"trailing bytes", func(c net.Conn) { c.Write(framed(append(respond(readQuery(c), nil), 0))) }, dnsq.ErrTrailingJunk},
	} {
		port := streamServer(t, nil, c.serve)
		if _, err := dnsq.QueryTCP(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: port, Timeout: 10 * time.Second}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // it accepts nobody, and says nothing
	if _, err := dnsq.QueryTCP(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: l.Addr().(*net.TCPAddr).Port, Timeout: 100 * time.Millisecond}); !errors.Is(err, dnsq.ErrTimeout) {
		t.Errorf("a silent server: %v", err)
	}
}
