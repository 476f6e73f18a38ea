package peers

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// A NamedTLS is a BIND that also answers over TLS and HTTPS, with a certificate
// that its own authority signed for ServerName and for its address.
type NamedTLS struct {
	*Named
	TLSPort    int
	HTTPSPort  int
	Path       string // of queries over HTTPS
	ServerName string
	Roots      *x509.CertPool // the authority
	RootsFile  string         // the authority in PEM, for other programs
}

// StartNamedTLS runs BIND for the length of the test as StartNamed does, with
// DNS over TLS and over HTTPS besides UDP and TCP.
func StartNamedTLS(t testing.TB, zones ...NamedZone) *NamedTLS {
	t.Helper()
	n := &NamedTLS{
		Named: &Named{
			Address: "127.0.0.1", Port: Port(t),
			XfrKey:    NamedKey{"xfr-key", "hmac-sha256", base64.StdEncoding.EncodeToString([]byte("a key for transfers in tests"))},
			UpdateKey: NamedKey{"upd-key", "hmac-sha512", base64.StdEncoding.EncodeToString([]byte("a key for updates in tests"))},
		},
		TLSPort: Port(t), HTTPSPort: Port(t), Path: "/dns-query", ServerName: "dns.example.test",
	}
	dir := t.TempDir()
	n.RootsFile = filepath.Join(dir, "roots.pem")
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	var err error
	if n.Roots, err = writeCertificate(n.RootsFile, cert, key, n.ServerName, net.ParseIP(n.Address)); err != nil {
		t.Fatal(err)
	}
	conf := ""
	for _, k := range []NamedKey{n.XfrKey, n.UpdateKey} {
		conf += fmt.Sprintf("key %q { algorithm %s; secret %q; };\n", k.Name, k.Algorithm, k.Secret)
	}
	conf += fmt.Sprintf(`tls local { cert-file %[1]q; key-file %[2]q; };
http local { endpoints { %[3]q; }; };
options {
  directory %[4]q; pid-file none; session-keyfile none; managed-keys-directory %[4]q; lock-file none;
  listen-on port %[5]d { 127.0.0.1; }; listen-on port %[6]d tls local { 127.0.0.1; };
  listen-on port %[7]d tls local http local { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no; empty-zones-enable no; minimal-responses no;
  allow-query { any; }; allow-transfer { key %[8]q; };
  max-records-per-type 0; rrset-order { order none; };
};
controls { };
`, cert, key, n.Path, dir, n.Port, n.TLSPort, n.HTTPSPort, n.XfrKey.Name)
	for i, z := range zones {
		file := filepath.Join(dir, "zone"+strconv.Itoa(i))
		if err := os.WriteFile(file, []byte(z.Text), 0o644); err != nil {
			t.Fatal(err)
		}
		conf += fmt.Sprintf("zone %q { type primary; file %q; };\n", z.Name, file)
	}
	file := filepath.Join(dir, "named.conf")
	if err := os.WriteFile(file, []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	udp := answersDNS(net.JoinHostPort(n.Address, strconv.Itoa(n.Port)))
	n.Server = Start(t, Command{
		Args: []string{"named", "-4", "-g", "-n", "1", "-c", file},
		Dir:  dir,
		Ready: func(ctx context.Context) error {
			return errors.Join(udp(ctx), n.handshakes(ctx, n.TLSPort), n.handshakes(ctx, n.HTTPSPort))
		},
	})
	return n
}

// handshakes reports whether a port speaks TLS with the certificate.
func (n *NamedTLS) handshakes(ctx context.Context, port int) error {
	d := tls.Dialer{Config: &tls.Config{RootCAs: n.Roots, ServerName: n.ServerName, MinVersion: tls.VersionTLS12}}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(n.Address, strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return conn.Close()
}

// writeCertificate writes the certificate of a new authority, and a certificate
// that it signed for a name and an address with its key, in PEM.
func writeCertificate(rootsFile, certFile, keyFile, name string, address net.IP) (*x509.CertPool, error) {
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of a test"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey)
	if err != nil {
		return nil, err
	}
	if root, err = x509.ParseCertificate(rootDER); err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name},
		NotBefore: root.NotBefore, NotAfter: root.NotAfter,
		DNSNames: []string{name}, IPAddresses: []net.IP{address},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, root, &key.PublicKey, rootKey)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name, kind string
		der        []byte
	}{{rootsFile, "CERTIFICATE", rootDER}, {certFile, "CERTIFICATE", leafDER}, {keyFile, "PRIVATE KEY", keyDER}} {
		if err := os.WriteFile(f.name, pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der}), 0o600); err != nil {
			return nil, err
		}
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return pool, nil
}
