// Package certmaster is a certificate authority in memory, for programs that show
// or need one: a root, authorities below it, and certificates of servers and
// clients.
package certmaster

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"time"
)

// An Authority signs certificates. It may be used by several goroutines.
type Authority struct {
	Certificate *x509.Certificate
	key         crypto.Signer
	above       []*x509.Certificate // from its own issuer up to below the root
	root        *x509.Certificate
}

// lifetime is that of authorities.
const lifetime = 10 * 365 * 24 * time.Hour

// New makes a root, which nobody signed but itself.
func New(name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t, err := template(name, lifetime)
	if err != nil {
		return nil, err
	}
	authorise(t)
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{Certificate: cert, key: key, root: cert}, err
}

func authorise(t *x509.Certificate) {
	t.IsCA, t.BasicConstraintsValid = true, true
	t.NotBefore = t.NotBefore.Add(-72 * time.Hour) // before the certificates that have ended
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
}

// template is what all certificates have: a name, a random number, and a time that
// began a little ago, for clocks that differ.
func template(name string, valid time.Duration) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-5 * time.Minute), NotAfter: now.Add(valid),
	}, nil
}

// Below makes an authority that this one signed.
func (a *Authority) Below(name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t, err := template(name, lifetime)
	if err != nil {
		return nil, err
	}
	authorise(t)
	cert, err := a.sign(t, key.Public())
	if err != nil {
		return nil, err
	}
	below := &Authority{Certificate: cert, key: key, root: a.root}
	if a.Certificate != a.root {
		below.above = append([]*x509.Certificate{a.Certificate}, a.above...)
	}
	return below, nil
}

func (a *Authority) sign(t *x509.Certificate, key crypto.PublicKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, a.Certificate, key, a.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// Pool holds the root, for those who are to believe it.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.root)
	return p
}

// A Request tells what a certificate is to say.
type Request struct {
	Name   string   // the common name
	Hosts  []string // names and addresses of a server
	Client bool     // for a client; else for a server
	Both   bool     // for both
	RSA    bool     // the key is RSA of 2048 bits; else ECDSA over P-256
	Valid  time.Duration
	Ended  bool // its time was over an hour ago
	Alone  bool // it comes without the authorities between it and the root
}

// Issue makes a key and a certificate for it, valid for a day where nothing else is
// said.
func (a *Authority) Issue(r Request) (tls.Certificate, error) {
	var key crypto.Signer
	var err error
	if r.RSA {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return tls.Certificate{}, err
	}
	cert, err := a.certify(r, key.Public())
	if err != nil {
		return tls.Certificate{}, err
	}
	out := tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}
	if !r.Alone {
		for _, c := range a.Chain() {
			out.Certificate = append(out.Certificate, c.Raw)
		}
	}
	return out, nil
}

// Sign makes a certificate for the key of a request that somebody else signed with
// it: a CSR. What the request says of names is not believed; r tells them.
func (a *Authority) Sign(csr *x509.CertificateRequest, r Request) (*x509.Certificate, error) {
	if csr == nil {
		return nil, errors.New("certmaster: no certificate request; expected one that x509.ParseCertificateRequest read")
	}
	if err := csr.CheckSignature(); err != nil {
		return nil, fmt.Errorf("certmaster: the request of %q is not signed by its own key: %w", csr.Subject.CommonName, err)
	}
	return a.certify(r, csr.PublicKey)
}

func (a *Authority) certify(r Request, key crypto.PublicKey) (*x509.Certificate, error) {
	if r.Valid == 0 {
		r.Valid = 24 * time.Hour
	}
	t, err := template(r.Name, r.Valid)
	if err != nil {
		return nil, err
	}
	if r.Ended {
		t.NotBefore, t.NotAfter = t.NotBefore.Add(-48*time.Hour), time.Now().Add(-time.Hour)
	}
	t.KeyUsage = x509.KeyUsageDigitalSignature
	if r.RSA {
		t.KeyUsage |= x509.KeyUsageKeyEncipherment
	}
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	if r.Client {
		t.ExtKeyUsage[0] = x509.ExtKeyUsageClientAuth
	}
	if r.Both {
		t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	}
	for _, h := range r.Hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	return a.sign(t, key)
}

// Marshal writes a root with its private key as PEM, to be kept where nobody else
// reads it.
func (a *Authority) Marshal() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, err
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate.Raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...), nil
}

// Parse reads what Marshal wrote.
func Parse(text []byte) (*Authority, error) {
	pair, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, fmt.Errorf("certmaster: %w; expected a certificate and its private key as PEM", err)
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok || !pair.Leaf.IsCA {
		return nil, errors.New("certmaster: the certificate is not one of an authority")
	}
	return &Authority{Certificate: pair.Leaf, key: key, root: pair.Leaf}, nil
}

// Chain are the certificates that a server sends beside its own: those of the
// authorities up to below the root, which everybody has who is to believe it.
func (a *Authority) Chain() []*x509.Certificate {
	if a.Certificate == a.root {
		return nil
	}
	return append([]*x509.Certificate{a.Certificate}, a.above...)
}
