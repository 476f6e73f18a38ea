package curlx

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
)

// A tlsRole says whose TLS it is: the target's, or that of an HTTPS proxy, which
// has settings of its own.
type tlsRole int

const (
	targetTLS tlsRole = iota
	proxyTLS
)

// tlsOptions are the settings of one role.
type tlsOptions struct {
	verifyPeer, verifyHost, status                         bool
	cainfo, capath, crlfile, issuer, pin                   string
	cert, certType, key, keyType, password, ciphers, tls13 string
	cablob, issuerBlob, certBlob, keyBlob                  []byte
	version, flags                                         int
	sessions, certinfo                                     bool
}

func (t *transfer) tlsOptions(role tlsRole) tlsOptions {
	o := t.o
	if role == proxyTLS {
		return tlsOptions{
			verifyPeer: on(o, PROXY_SSL_VERIFYPEER), verifyHost: on(o, PROXY_SSL_VERIFYHOST),
			cainfo: get(o, PROXY_CAINFO), cablob: get(o, PROXY_CAINFO_BLOB), capath: get(o, PROXY_CAPATH), crlfile: get(o, PROXY_CRLFILE),
			issuer: get(o, PROXY_ISSUERCERT), issuerBlob: get(o, PROXY_ISSUERCERT_BLOB), pin: get(o, PROXY_PINNEDPUBLICKEY),
			cert: get(o, PROXY_SSLCERT), certBlob: get(o, PROXY_SSLCERT_BLOB), certType: get(o, PROXY_SSLCERTTYPE),
			key: get(o, PROXY_SSLKEY), keyBlob: get(o, PROXY_SSLKEY_BLOB), keyType: get(o, PROXY_SSLKEYTYPE), password: get(o, PROXY_KEYPASSWD),
			ciphers: get(o, PROXY_SSL_CIPHER_LIST), tls13: get(o, PROXY_TLS13_CIPHERS),
			version: get(o, PROXY_SSLVERSION), flags: get(o, PROXY_SSL_OPTIONS), sessions: on(o, SSL_SESSIONID_CACHE),
		}
	}
	return tlsOptions{
		verifyPeer: on(o, SSL_VERIFYPEER), verifyHost: on(o, SSL_VERIFYHOST), status: on(o, SSL_VERIFYSTATUS),
		cainfo: get(o, CAINFO), cablob: get(o, CAINFO_BLOB), capath: get(o, CAPATH), crlfile: get(o, CRLFILE),
		issuer: get(o, ISSUERCERT), issuerBlob: get(o, ISSUERCERT_BLOB), pin: get(o, PINNEDPUBLICKEY),
		cert: get(o, SSLCERT), certBlob: get(o, SSLCERT_BLOB), certType: get(o, SSLCERTTYPE),
		key: get(o, SSLKEY), keyBlob: get(o, SSLKEY_BLOB), keyType: get(o, SSLKEYTYPE), password: get(o, KEYPASSWD),
		ciphers: get(o, SSL_CIPHER_LIST), tls13: get(o, TLS13_CIPHERS),
		version: get(o, SSLVERSION), flags: get(o, SSL_OPTIONS), sessions: on(o, SSL_SESSIONID_CACHE), certinfo: on(o, OPT_CERTINFO),
	}
}

// tlsKey tells connections with different TLS settings apart.
func (t *transfer) tlsKey(role tlsRole) string {
	m := &t.c.tlsKeys[role]
	if m.changed != t.o.changed+1 {
		m.key = fmt.Sprintf("%q", fmt.Sprint(t.tlsOptions(role)))
		m.changed = t.o.changed + 1
	}
	return m.key
}

// A tlsMemo keeps a key while the settings do not change.
type tlsMemo struct {
	key     string
	changed uint64
}

// verified is what was learnt of the other side's certificates.
type verified struct {
	result   int
	certinfo [][][2]string
}

// tlsSessions keeps sessions to resume, by TLS settings: a session that was made
// without checks must not serve where they are asked for.
type tlsSessions struct {
	mu     sync.Mutex
	caches map[string]tls.ClientSessionCache
}

func newTLSSessions() *tlsSessions { return &tlsSessions{} }

func (s *tlsSessions) of(key string) tls.ClientSessionCache {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.caches == nil {
		s.caches = map[string]tls.ClientSessionCache{}
	}
	c := s.caches[key]
	if c == nil {
		c = tls.NewLRUClientSessionCache(64)
		s.caches[key] = c
	}
	return c
}

// startTLS sets TLS up on a connection.
func (t *transfer) startTLS(c *conn, host string, role tlsRole, alpn []string) error {
	cfg, seen, err := t.tlsConfig(host, role, alpn)
	if err != nil {
		return err
	}
	tc, err := t.handshake(c, cfg)
	t.info.verifyResult = seen.result
	if err != nil {
		return err
	}
	state := tc.ConnectionState()
	c.Conn, c.tls, c.verified = tc, &state, seen
	c.br.Reset(tc)
	t.info.certinfo = seen.certinfo
	t.textf("SSL connection using %s / %s", tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite))
	return nil
}

// handshake runs the handshake on what the connection speaks now.
func (t *transfer) handshake(c *conn, cfg *tls.Config) (*tls.Conn, error) {
	below := c.Conn
	if c.br.Buffered() > 0 {
		return nil, fail(E_SSL_CONNECT_ERROR, "data came before the TLS handshake")
	}
	tc := tls.Client(below, cfg)
	if err := tc.Handshake(); err != nil {
		return nil, t.tlsError(err)
	}
	return tc, nil
}

// tlsError is the error of a handshake.
func (t *transfer) tlsError(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if gone := t.expired(); gone != nil {
		return gone
	}
	return fail(E_SSL_CONNECT_ERROR, "TLS connect error: %s", strings.TrimPrefix(err.Error(), "tls: ")).because(err)
}

// tlsConfig makes the configuration for a host from the settings of a role.
func (t *transfer) tlsConfig(host string, role tlsRole, alpn []string) (*tls.Config, *verified, error) {
	o := t.tlsOptions(role)
	name := strings.TrimSuffix(host, ".")
	cfg := &tls.Config{ServerName: name, InsecureSkipVerify: true, NextProtos: alpn}
	if !on(t.o, SSL_ENABLE_ALPN) {
		cfg.NextProtos = nil
	}
	var err error
	if cfg.MinVersion, cfg.MaxVersion, err = tlsVersions(o.version); err != nil {
		return nil, nil, err
	}
	if o.ciphers != "" {
		if cfg.CipherSuites, err = cipherSuites(o.ciphers); err != nil {
			return nil, nil, err
		}
	}
	certs, err := o.clientCertificates()
	if err != nil {
		return nil, nil, err
	}
	cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		if certs == nil {
			return &tls.Certificate{}, nil
		}
		return certs, nil
	}
	check, err := o.checker(name)
	if err != nil {
		return nil, nil, err
	}
	if o.sessions {
		cfg.ClientSessionCache = t.c.tlsSessions().of(t.tlsKey(role))
	}
	seen := &verified{}
	cfg.VerifyConnection = func(s tls.ConnectionState) error {
		if o.certinfo {
			seen.certinfo = certificateInfo(s.PeerCertificates)
		}
		return check(s, seen)
	}
	return cfg, seen, nil
}

// tlsVersions are the lowest and the highest version that SSLVERSION allows.
func tlsVersions(v int) (lowest, highest uint16, err error) {
	switch v & 0xffff {
	case SSLVERSION_DEFAULT, SSLVERSION_TLSv1_2:
		lowest = tls.VersionTLS12
	case SSLVERSION_TLSv1, SSLVERSION_TLSv1_0:
		lowest = tls.VersionTLS10
	case SSLVERSION_TLSv1_1:
		lowest = tls.VersionTLS11
	case SSLVERSION_TLSv1_3:
		lowest = tls.VersionTLS13
	default:
		return 0, 0, fail(E_SSL_CONNECT_ERROR, "Unsupported SSL protocol version")
	}
	switch v &^ 0xffff {
	case 0, SSLVERSION_MAX_DEFAULT, SSLVERSION_MAX_TLSv1_3:
	case SSLVERSION_MAX_TLSv1_2:
		highest = tls.VersionTLS12
	case SSLVERSION_MAX_TLSv1_1:
		highest = tls.VersionTLS11
	case SSLVERSION_MAX_TLSv1_0:
		highest = tls.VersionTLS10
	default:
		return 0, 0, fail(E_SSL_CONNECT_ERROR, "Unsupported SSL protocol version")
	}
	if highest != 0 && highest < lowest {
		if v&0xffff != SSLVERSION_DEFAULT {
			return 0, 0, fail(E_SSL_CONNECT_ERROR, "Unsupported SSL protocol version")
		}
		lowest = highest
	}
	return lowest, highest, nil
}

// checker makes what checks the other side's certificates.
func (o *tlsOptions) checker(name string) (func(tls.ConnectionState, *verified) error, error) {
	roots, err := o.roots()
	if err != nil {
		return nil, err
	}
	revoked, err := o.revocations()
	if err != nil {
		return nil, err
	}
	issuer, err := o.issuerCertificate()
	if err != nil {
		return nil, err
	}
	return func(s tls.ConnectionState, seen *verified) error {
		if len(s.PeerCertificates) == 0 {
			return fail(E_PEER_FAILED_VERIFICATION, "failed to get server cert")
		}
		leaf := s.PeerCertificates[0]
		if o.verifyPeer {
			if err := o.checkChain(s.PeerCertificates, roots, revoked, seen); err != nil {
				return err
			}
		}
		if issuer != nil && (leaf.CheckSignatureFrom(issuer) != nil || string(leaf.RawIssuer) != string(issuer.RawSubject)) {
			return fail(E_SSL_ISSUER_ERROR, "server certificate issuer check failed (IssuerCert: %s)", o.issuer)
		}
		if o.verifyHost {
			if err := leaf.VerifyHostname(hostForCert(name)); err != nil {
				return fail(E_PEER_FAILED_VERIFICATION, "SSL: certificate subject name (%s) does not match target host name '%s'",
					leaf.Subject.CommonName, name).because(err)
			}
		}
		if o.pin != "" {
			if err := checkPin(leaf, o.pin); err != nil {
				return err
			}
		}
		if o.status {
			return checkStapled(s)
		}
		return nil
	}, nil
}

func hostForCert(name string) string {
	if ip := net.ParseIP(name); ip != nil {
		return "[" + name + "]"
	}
	return name
}

// checkChain follows the certificates to a trusted one.
func (o *tlsOptions) checkChain(certs []*x509.Certificate, roots *x509.CertPool, revoked []*x509.RevocationList, seen *verified) error {
	between := x509.NewCertPool()
	for _, c := range certs[1:] {
		between.AddCert(c)
	}
	chains, err := certs[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between})
	if err != nil {
		seen.result = verifyResult(err)
		return fail(E_PEER_FAILED_VERIFICATION, "server certificate verification failed: %s", strings.TrimPrefix(err.Error(), "x509: ")).because(err)
	}
	if last := chains[0][len(chains[0])-1]; o.flags&SSLOPT_NO_PARTIALCHAIN != 0 && string(last.RawSubject) != string(last.RawIssuer) {
		seen.result = 2 | 64
		return fail(E_PEER_FAILED_VERIFICATION, "server certificate verification failed: %s is trusted and no root", last.Subject)
	}
	for _, c := range chains[0] {
		for _, list := range revoked {
			if string(list.RawIssuer) != string(c.RawIssuer) {
				continue
			}
			for _, e := range list.RevokedCertificateEntries {
				if e.SerialNumber.Cmp(c.SerialNumber) == 0 {
					seen.result = 34
					return fail(E_PEER_FAILED_VERIFICATION, "server certificate verification failed: the certificate of %s is revoked", c.Subject)
				}
			}
		}
	}
	return nil
}

// verifyResult is GnuTLS's number for why a certificate is not trusted.
func verifyResult(err error) int {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &unknown):
		return 2 | 64
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return 2 | 1024
	}
	return 2
}
