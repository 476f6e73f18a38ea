// Package certificate gives a web server its certificates: from files that may
// change while it runs, or made for development on first use.
package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
)

// A Store has the certificates of all sites. Files are looked at again when they
// have changed, at most once a second; while a new pair does not fit together, as
// between two writes, the old one is served.
type Store struct {
	say   func(format string, args ...any)
	main  *pair
	hosts map[string]*pair
}

// A pair is a certificate and its key in files.
type pair struct {
	config.Pair
	mu      sync.Mutex
	current *tls.Certificate
	stamp   string
	looked  time.Time
	failed  error // why the files are not served
}

// Open reads the certificates of a configuration. Where it names none, one for
// development is made in folder. say is told when files that have changed cannot be
// served, and when they can again.
func Open(c *config.Config, folder string, say func(format string, args ...any)) (*Store, error) {
	s := &Store{say: say, main: &pair{Pair: c.TLS.Pair}, hosts: map[string]*pair{}}
	if s.main.Certificate == "" {
		p, err := Development(folder, time.Now())
		if err != nil {
			return nil, err
		}
		s.main.Pair = p
	}
	if err := s.main.load(); err != nil {
		return nil, err
	}
	for _, site := range c.Sites {
		if site.Cert.Certificate == "" {
			continue
		}
		p := &pair{Pair: site.Cert}
		if err := p.load(); err != nil {
			return nil, err
		}
		for _, name := range site.Names {
			s.hosts[name] = p
		}
	}
	return s, nil
}

// Get is for tls.Config.GetCertificate.
func (s *Store) Get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if s == nil { // a reload has just taken HTTPS away
		return nil, errors.New("no certificate is configured any more")
	}
	p := s.hosts[strings.ToLower(hello.ServerName)]
	if p == nil {
		p = s.main
	}
	c, change := p.get(time.Now())
	if change != "" {
		s.say("%s", change)
	}
	return c, nil
}

// Main is the pair of those sites that have none of their own.
func (s *Store) Main() config.Pair { return s.main.Pair }

// Failure is why files that have changed are not served, nil when all are.
func (s *Store) Failure() error {
	errs := []error{s.main.failure()}
	for _, p := range s.hosts {
		errs = append(errs, p.failure())
	}
	return errors.Join(errs...)
}

func (p *pair) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}

func (p *pair) load() error {
	stamp := p.stampNow()
	c, err := tls.LoadX509KeyPair(p.Certificate, p.Key)
	if err != nil {
		return fmt.Errorf("certificate %s with key %s: %w", p.Certificate, p.Key, err)
	}
	p.current, p.stamp, p.looked = &c, stamp, time.Now()
	return nil
}

// stampNow tells whether the files have changed.
func (p *pair) stampNow() string {
	var b strings.Builder
	for _, name := range []string{p.Certificate, p.Key} {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintln(&b, info.ModTime().UnixNano(), info.Size())
		}
	}
	return b.String()
}

// get is the certificate, and what is to be told of its files where that is new.
func (p *pair) get(now time.Time) (c *tls.Certificate, change string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.looked) < time.Second {
		return p.current, ""
	}
	p.looked = now
	if p.stampNow() == p.stamp {
		p.failed = nil
		return p.current, ""
	}
	before := p.failed
	p.failed = p.load()
	switch {
	case p.failed == nil:
		change = fmt.Sprintf("certificate %s has changed and is served", p.Certificate)
	case before == nil || before.Error() != p.failed.Error():
		change = fmt.Sprintf("the certificate in use stays: %v", p.failed)
	}
	return p.current, change
}

// valid is how long a certificate for development is good.
const valid = 90 * 24 * time.Hour

// Development is a certificate for localhost in a folder, made where there is none
// or the one there is about to end. Its key is readable for its owner alone.
func Development(folder string, now time.Time) (config.Pair, error) {
	p := config.Pair{Certificate: filepath.Join(folder, "development.crt"), Key: filepath.Join(folder, "development.key")}
	if c, err := tls.LoadX509KeyPair(p.Certificate, p.Key); err == nil && c.Leaf != nil && c.Leaf.NotAfter.Sub(now) > 24*time.Hour {
		return p, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return p, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return p, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return p, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "localhost", Organization: []string{"pyops webserver, for development"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(valid), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return p, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return p, err
	}
	// The key first: a certificate without its key would be made again.
	err = atomicfile.WriteFile(p.Key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), &atomicfile.Options{Mode: 0o600})
	if err == nil {
		err = atomicfile.WriteFile(p.Certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), &atomicfile.Options{Mode: 0o644})
	}
	return p, err
}
