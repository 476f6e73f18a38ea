package curlx

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// An authority signs the certificates of a test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	dir  string
}

func newAuthority(t *testing.T) *authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key, t.TempDir()}
}

// issue makes a certificate for localhost.
func (a *authority) issue(t *testing.T, serial int64) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (a *authority) write(t *testing.T, name, kind string, der []byte) string {
	path := filepath.Join(a.dir, name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// serve is a TLS server that tells what it learnt of the client.
func (a *authority) serve(cert tls.Certificate, proxy bool) func(t *testing.T) (map[string]string, func() string) {
	return func(t *testing.T) (map[string]string, func() string) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert, MinVersion: tls.VersionTLS10, NextProtos: []string{"http/1.1", "h2"}}
		var mu sync.Mutex
		var log strings.Builder
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				wg.Go(func() {
					defer c.Close()
					c.SetDeadline(time.Now().Add(10 * time.Second))
					tc := tls.Server(c, cfg)
					if tc.Handshake() != nil {
						return
					}
					s := tc.ConnectionState()
					mu.Lock()
					fmt.Fprintf(&log, "[%x %v %q resumed %v clients %d]", s.Version, s.CipherSuite == tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, s.NegotiatedProtocol, s.DidResume, len(s.PeerCertificates))
					mu.Unlock()
					if _, ok := readRequestHead(bufio.NewReader(tc)); ok {
						io.WriteString(tc, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
					}
					tc.CloseWrite()
				})
			}
		})
		stop := sync.OnceFunc(func() { l.Close(); wg.Wait() })
		t.Cleanup(stop)
		return map[string]string{"PORT": fmt.Sprint(l.Addr().(*net.TCPAddr).Port)}, func() string { stop(); return log.String() }
	}
}

func tlsProofs(t *testing.T) []proof {
	a := newAuthority(t)
	cert := a.issue(t, 2)
	ca := a.write(t, "ca.pem", "CERTIFICATE", a.cert.Raw)
	client := a.issue(t, 3)
	key, err := x509.MarshalPKCS8PrivateKey(client.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certFile := a.write(t, "client.pem", "CERTIFICATE", client.Certificate[0])
	ownFile := a.write(t, "own.pem", "CERTIFICATE", cert.Certificate[0])
	keyFile := a.write(t, "client.key", "PRIVATE KEY", key)
	certDER := filepath.Join(a.dir, "client.der")
	keyDER := filepath.Join(a.dir, "key.der")
	both := filepath.Join(a.dir, "both.pem")
	for path, b := range map[string][]byte{certDER: client.Certificate[0], keyDER: key,
		both: append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: client.Certificate[0]}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	//lint:ignore SA1019 keys that OpenSSL wrote before version 3 are encrypted so
	block, err := x509.EncryptPEMBlock(rand.Reader, "PRIVATE KEY", key, []byte("secret"), x509.PEMCipherAES256)
	if err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(a.dir, "locked.key")
	if err := os.WriteFile(locked, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	revoked, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now(), NextUpdate: time.Now().Add(time.Hour),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(2), RevocationTime: time.Now()}}}, a.cert, a.key)
	if err != nil {
		t.Fatal(err)
	}
	crl := a.write(t, "list.pem", "X509 CRL", revoked)
	sum := sha256.Sum256(cert.Leaf.RawSubjectPublicKeyInfo)
	pin := "sha256//" + base64.StdEncoding.EncodeToString(sum[:])
	caPEM, err := os.ReadFile(ca)
	if err != nil {
		t.Fatal(err)
	}
	certPEM, _ := os.ReadFile(certFile)
	keyPEM, _ := os.ReadFile(keyFile)
	capath := t.TempDir()
	if err := os.WriteFile(filepath.Join(capath, "x.pem"), caPEM, 0o600); err != nil {
		t.Fatal(err)
	}
	var list []proof
	for _, w := range []struct {
		to                                                                            []any
		peer, host                                                                    Option[int]
		ca, capath, crl, issuer, pin, cert, certType, key, keyType, password, ciphers Option[string]
		cablob, issuerblob, certblob, keyblob                                         Option[[]byte]
		version, flags                                                                Option[int]
	}{
		{[]any{URL, "https://localhost:PORT/", HTTP_VERSION, 2}, SSL_VERIFYPEER, SSL_VERIFYHOST, CAINFO, CAPATH, CRLFILE, ISSUERCERT, PINNEDPUBLICKEY, SSLCERT, SSLCERTTYPE, SSLKEY, SSLKEYTYPE, KEYPASSWD, SSL_CIPHER_LIST,
			CAINFO_BLOB, ISSUERCERT_BLOB, SSLCERT_BLOB, SSLKEY_BLOB, SSLVERSION, SSL_OPTIONS},
		{[]any{URL, "http://ex.test/", PROXY, "https://localhost:PORT"}, PROXY_SSL_VERIFYPEER, PROXY_SSL_VERIFYHOST, PROXY_CAINFO, PROXY_CAPATH, PROXY_CRLFILE, PROXY_ISSUERCERT, PROXY_PINNEDPUBLICKEY, PROXY_SSLCERT, PROXY_SSLCERTTYPE,
			PROXY_SSLKEY, PROXY_SSLKEYTYPE, PROXY_KEYPASSWD, PROXY_SSL_CIPHER_LIST, PROXY_CAINFO_BLOB, PROXY_ISSUERCERT_BLOB, PROXY_SSLCERT_BLOB, PROXY_SSLKEY_BLOB, PROXY_SSLVERSION, PROXY_SSL_OPTIONS},
	} {
		at := func(o AnyOption, v any, more ...any) {
			list = append(list, proof{option: o, value: v, base: append(append([]any{}, w.to...), more...), server: a.serve(cert, false)})
		}
		trusting := []any{w.ca, ca}
		loose := []any{w.peer, 0, w.host, 0}
		other := strings.ReplaceAll(fmt.Sprint(w.to[1]), "localhost", "127.0.0.1")
		at(w.peer, 0)
		hostBase := []any{w.ca, ca, URL, other}
		if len(w.to) == 4 && w.to[2] == PROXY {
			hostBase = []any{w.ca, ca, PROXY, "https://127.0.0.1:PORT"}
		}
		at(w.host, 0, hostBase...)
		at(w.ca, ca)
		at(w.capath, capath)
		at(w.cablob, caPEM)
		at(w.crl, crl, trusting...)
		at(w.issuer, certFile, loose...)
		at(w.issuerblob, certPEM, loose...)
		at(w.pin, strings.Replace(pin, "//", "//A", 1), loose...)
		at(w.cert, both, loose...)
		at(w.certblob, certPEM, append([]any{w.key, keyFile}, loose...)...)
		at(w.certType, "DER", append([]any{w.cert, certDER, w.key, keyFile}, loose...)...)
		at(w.key, keyFile, append([]any{w.cert, certFile}, loose...)...)
		at(w.keyblob, keyPEM, append([]any{w.cert, certFile}, loose...)...)
		at(w.keyType, "DER", append([]any{w.cert, certFile, w.key, keyDER}, loose...)...)
		at(w.password, "secret", append([]any{w.cert, certFile, w.key, locked}, loose...)...)
		at(w.flags, SSLOPT_NO_PARTIALCHAIN, w.ca, ownFile)
		at(w.version, SSLVERSION_MAX_TLSv1_2, loose...)
		at(w.ciphers, "ECDHE-ECDSA-AES256-GCM-SHA384", append([]any{w.version, SSLVERSION_MAX_TLSv1_2}, loose...)...)
	}
	at := func(o AnyOption, v any, more ...any) {
		list = append(list, proof{option: o, value: v, base: append([]any{URL, "https://localhost:PORT/", HTTP_VERSION, 2, SSL_VERIFYPEER, 0}, more...), server: a.serve(cert, false)})
	}
	at(SSL_VERIFYSTATUS, 1)
	at(SSL_ENABLE_ALPN, 0)
	at(OPT_CERTINFO, 1)
	list = append(list, proof{option: SSL_SESSIONID_CACHE, value: 0, twice: true, base: []any{URL, "https://localhost:PORT/", HTTP_VERSION, 2, SSL_VERIFYPEER, 0, FRESH_CONNECT, 1}, server: a.serve(cert, false)})
	return list
}
