package certmaster

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
	"testing"
)

func authority(t *testing.T) *Authority {
	t.Helper()
	root, err := New("root")
	if err != nil {
		t.Fatal(err)
	}
	middle, err := root.Below("middle")
	if err != nil {
		t.Fatal(err)
	}
	low, err := middle.Below("low")
	if err != nil {
		t.Fatal(err)
	}
	return low
}

// verify is what x509 says of a certificate and those that came with it.
func verify(t *testing.T, a *Authority, r Request, opts x509.VerifyOptions) error {
	t.Helper()
	c, err := a.Issue(r)
	if err != nil {
		t.Fatal(err)
	}
	opts.Roots, opts.Intermediates = a.Pool(), x509.NewCertPool()
	for _, der := range c.Certificate[1:] {
		between, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		opts.Intermediates.AddCert(between)
	}
	_, err = c.Leaf.Verify(opts)
	return err
}

func TestCertificatesAreBelieved(t *testing.T) {
	a := authority(t)
	for _, c := range []struct {
		name string
		r    Request
		opts x509.VerifyOptions
		want string
	}{
		{"server", Request{Hosts: []string{"a.example.org"}}, x509.VerifyOptions{DNSName: "a.example.org"}, ""},
		{"address", Request{Hosts: []string{"127.0.0.1"}, RSA: true}, x509.VerifyOptions{DNSName: "127.0.0.1"}, ""},
		{"client", Request{Name: "c", Client: true}, x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, ""},
		{"another name", Request{Hosts: []string{"a.example.org"}}, x509.VerifyOptions{DNSName: "b.example.org"}, "not b.example.org"},
		{"a client as a server", Request{Client: true}, x509.VerifyOptions{}, "incompatible key usage"},
		{"ended", Request{Ended: true}, x509.VerifyOptions{}, "expired"},
		{"alone", Request{Alone: true}, x509.VerifyOptions{}, "unknown authority"},
	} {
		err := verify(t, a, c.r, c.opts)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestRequestsAreSignedForTheirOwnKeyAlone(t *testing.T) {
	a := authority(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "liar"}, DNSNames: []string{"bank.example"}}, key)
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		t.Fatal(err)
	}
	c, err := a.Sign(csr, Request{Name: "web1", Client: true})
	if err != nil || c.Subject.CommonName != "web1" || len(c.DNSNames) != 0 || !key.PublicKey.Equal(c.PublicKey) {
		t.Errorf("%+v, %v", c.Subject, err)
	}
	csr.Signature[len(csr.Signature)-1] ^= 1
	if _, err := a.Sign(csr, Request{Name: "web1"}); err == nil {
		t.Error("a request with a false signature is signed")
	}
	if _, err := a.Sign(nil, Request{}); err == nil {
		t.Error("no request at all is signed")
	}
}

// An authority that was kept signs as before.
func TestAnAuthorityIsKept(t *testing.T) {
	root, err := New("root")
	if err != nil {
		t.Fatal(err)
	}
	text, err := root.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	c, err := again.Issue(Request{Hosts: []string{"a.example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Leaf.Verify(x509.VerifyOptions{Roots: root.Pool(), DNSName: "a.example.org"}); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "nonsense", string(text[:len(text)/2])} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%.20q is an authority", bad)
		}
	}
}
