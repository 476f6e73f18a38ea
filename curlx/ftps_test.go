package curlx

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// selfSigned writes a certificate for localhost and 127.0.0.1, and its key, into one
// file.
func selfSigned(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cert.pem")
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A secureFTP is a vsftpd with TLS.
type secureFTP struct {
	*peers.VSFTPD
	cert string
}

// startSecureFTP starts a vsftpd that demands TLS, and on data connections the
// session of the control connection. It takes the settings of the ordinary one.
func startSecureFTP(t *testing.T, extra ...string) *secureFTP {
	t.Helper()
	s := &secureFTP{cert: selfSigned(t)}
	lines := append([]string{
		"ssl_enable=YES", "force_local_logins_ssl=YES", "force_local_data_ssl=YES", "require_ssl_reuse=YES",
		"rsa_cert_file=" + s.cert, "ssl_ciphers=HIGH", "strict_ssl_read_eof=YES",
	}, extra...)
	s.VSFTPD = peers.StartVSFTPDWith(t, ftpFiles(), strings.Join(lines, "\n"))
	return s
}

func (s *secureFTP) handle(t *testing.T, scheme, path string, options ...any) (*Curl, *bytes.Buffer) {
	t.Helper()
	c, body := NewCurl(), &bytes.Buffer{}
	t.Cleanup(func() { c.Close() })
	all := append([]any{URL, fmt.Sprintf("%s://127.0.0.1:%d/%s", scheme, s.Port, path), USERPWD, s.User + ":" + s.Password, WRITEDATA, body, CAINFO, s.cert, TIMEOUT, 20}, options...)
	for i := 0; i < len(all); i += 2 {
		if err := c.Setopt(all[i].(AnyOption), all[i+1]); err != nil {
			t.Fatalf("%s: %v", all[i], err)
		}
	}
	return c, body
}

func TestFTPSResumesTheControlSession(t *testing.T) {
	t.Parallel()
	for _, version := range []struct {
		name string
		max  int
	}{{"TLS 1.2", SSLVERSION_MAX_TLSv1_2}, {"TLS 1.3", SSLVERSION_MAX_TLSv1_3}} {
		for _, implicit := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s implicit %v", version.name, implicit), func(t *testing.T) {
				t.Parallel()
				scheme, extra := "ftp", []string{}
				if implicit {
					scheme, extra = "ftps", []string{"implicit_ssl=YES"}
				}
				s := startSecureFTP(t, extra...)
				c, body := s.handle(t, scheme, "a.txt", USE_SSL, USESSL_ALL, SSLVERSION, version.max)
				for i := range 10 {
					body.Reset()
					if err := c.Perform(t.Context()); err != nil {
						t.Fatalf("transfer %d: %v", i+1, err)
					}
					if got := body.String(); got != "0123456789\n" {
						t.Fatalf("transfer %d: %q", i+1, got)
					}
				}
				if n, _ := Get(c, NUM_CONNECTS); n != 1 {
					t.Errorf("the last transfer made %d connections, want the data connection alone", n)
				}
				// Both ways, and in active mode.
				for _, mode := range []string{"", "-"} {
					up, _ := s.handle(t, scheme, "up"+mode, USE_SSL, USESSL_ALL, SSLVERSION, version.max, UPLOAD, 1, READDATA, strings.NewReader(strings.Repeat("x", 200000)), FTPPORT, mode)
					if err := up.Perform(t.Context()); err != nil {
						t.Errorf("upload, FTPPORT %q: %v", mode, err)
					}
					if b, _ := os.ReadFile(filepath.Join(s.Home, "up"+mode)); len(b) != 200000 {
						t.Errorf("upload, FTPPORT %q: %d bytes arrived", mode, len(b))
					}
				}
			})
		}
	}
}

func TestFTPSVerifiesAndInsists(t *testing.T) {
	t.Parallel()
	s := startSecureFTP(t)
	for name, c := range map[string]struct {
		want    Code
		options []any
	}{
		"untrusted":  {E_PEER_FAILED_VERIFICATION, []any{USE_SSL, USESSL_ALL, CAINFO, selfSigned(t)}},
		"no TLS":     {E_LOGIN_DENIED, nil}, // the server refuses a login in clear
		"wrong name": {E_PEER_FAILED_VERIFICATION, []any{USE_SSL, USESSL_ALL, URL, fmt.Sprintf("ftp://localhost.localdomain:%d/a.txt", s.Port), RESOLVE, []string{fmt.Sprintf("localhost.localdomain:%d:127.0.0.1", s.Port)}}},
		"unverified": {0, []any{USE_SSL, USESSL_TRY, CAINFO, selfSigned(t), SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0}},
		"TLS first":  {0, []any{USE_SSL, USESSL_ALL, FTPSSLAUTH, FTPAUTH_TLS}},
		"no session": {E_FTP_COULDNT_RETR_FILE, []any{USE_SSL, USESSL_ALL, SSL_SESSIONID_CACHE, 0}},
	} {
		h, body := s.handle(t, "ftp", "a.txt", c.options...)
		err := h.Perform(t.Context())
		if name == "no session" {
			if err == nil {
				t.Errorf("%s: a data connection without the session was let in", name)
			}
			continue
		}
		if got := codeOf(err); got != int(c.want) {
			t.Errorf("%s: %v, want code %d", name, err, c.want)
		}
		if c.want == 0 && body.String() != "0123456789\n" {
			t.Errorf("%s: %q", name, body)
		}
	}
	plain := peers.StartVSFTPD(t, ftpFiles())
	for level, want := range map[int]Code{USESSL_TRY: 0, USESSL_CONTROL: E_USE_SSL_FAILED, USESSL_ALL: E_USE_SSL_FAILED} {
		h, _ := (&secureFTP{plain, s.cert}).handle(t, "ftp", "a.txt", USE_SSL, level)
		if err := h.Perform(t.Context()); codeOf(err) != int(want) {
			t.Errorf("a server without TLS, level %d: %v, want code %d", level, err, want)
		}
	}
}
