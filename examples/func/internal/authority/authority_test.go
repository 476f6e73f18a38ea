package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// request is a request for a certificate with a key of its own, which asks for more
// than it may have.
func request(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "overlord"}, DNSNames: []string{"overlord"}}, key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func open(t *testing.T) *Authority {
	t.Helper()
	a, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAPersonSigns(t *testing.T) {
	a := open(t)
	csr := request(t)
	if _, err := a.Ask("web1", csr, ""); !errors.Is(err, ErrPending) {
		t.Fatal(err)
	}
	if w, err := a.Waiting(); err != nil || len(w) != 1 || w[0].ID != "web1" || len(w[0].Key) != 64 {
		t.Errorf("%+v, %v", w, err)
	}
	// Another key for a name that waits is refused, and the first one stays.
	if _, err := a.Ask("web1", request(t), ""); !errors.Is(err, ErrTaken) {
		t.Error(err)
	}
	if err := a.Sign("web1"); err != nil {
		t.Fatal(err)
	}
	der, err := a.Ask("web1", csr, "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil || c.Subject.CommonName != "web1" || len(c.DNSNames) != 0 || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
		t.Errorf("%v, %v, %v", c.Subject, c.DNSNames, err)
	}
	if id, err := a.Valid(c); id != "web1" || err != nil {
		t.Error(id, err)
	}
	if _, err := a.Ask("web1", request(t), ""); !errors.Is(err, ErrTaken) {
		t.Errorf("another key takes a signed name: %v", err)
	}
	if err := a.Sign("web1"); err == nil {
		t.Error("what nobody asked for is signed")
	}
}

func TestATokenSignsOnce(t *testing.T) {
	a := open(t)
	token, err := a.Token("web1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Ask("web2", request(t), token); !errors.Is(err, ErrPending) {
		t.Errorf("a token of another name: %v", err)
	}
	if _, err := a.Ask("web1", request(t), token+"x"); !errors.Is(err, ErrPending) {
		t.Errorf("a wrong token: %v", err)
	}
	if err := a.Clean("web1"); err != nil {
		t.Fatal(err)
	}
	csr := request(t)
	if _, err := a.Ask("web1", csr, token); err != nil {
		t.Error(err)
	}
	if err := errors.Join(a.Revoke("web1"), a.Clean("web1")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Ask("web1", request(t), token); !errors.Is(err, ErrPending) {
		t.Errorf("a token that was spent: %v", err)
	}
}

func TestRevoked(t *testing.T) {
	a := open(t)
	token, _ := a.Token("web1")
	csr := request(t)
	der, err := a.Ask("web1", csr, token)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := x509.ParseCertificate(der)
	if err := a.Clean("web1"); err == nil {
		t.Error("a valid certificate is forgotten without a word")
	}
	if err := a.Revoke("web1"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Valid(c); !errors.Is(err, ErrRevoked) {
		t.Error(err)
	}
	if _, err := a.Ask("web1", csr, ""); !errors.Is(err, ErrRevoked) {
		t.Error(err)
	}
	if m, err := a.Minions(); len(m) != 0 || err != nil {
		t.Error(m, err)
	}
	if err := a.Revoke("nobody"); err == nil {
		t.Error("nobody is revoked")
	}
}

// Names go into subjects and file names.
func TestNames(t *testing.T) {
	a := open(t)
	for _, id := range []string{"", "*", ">", "a b", "../x", "a/b", "A", "a_b", ".", "a..b", "-a", "a-", "a.", "ü", strings.Repeat("a", 201), "overlord", "a\x00"} {
		if _, err := a.Ask(id, request(t), ""); err == nil || errors.Is(err, ErrPending) {
			t.Errorf("%q: %v", id, err)
		}
		if id != "overlord" {
			if errors.Join(a.Sign(id)) == nil || a.Revoke(id) == nil || a.Clean(id) == nil {
				t.Errorf("%q is a name", id)
			}
			if _, err := a.Token(id); err == nil {
				t.Errorf("%q gets a token", id)
			}
		}
	}
	if _, err := a.Ask("web1.example.org", []byte("nonsense"), ""); err == nil || errors.Is(err, ErrPending) {
		t.Error(err)
	}
	if w, _ := a.Waiting(); len(w) != 0 {
		t.Errorf("%+v wait", w)
	}
}

// Of two that open a new folder at once, both have the same root.
func TestOpenedAtOnce(t *testing.T) {
	dir := t.TempDir()
	prints := make([]string, 8)
	var all sync.WaitGroup
	for i := range prints {
		all.Go(func() {
			a, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = a.Fingerprint() + string(a.Key)
		})
	}
	all.Wait()
	if slices.Sort(prints); len(slices.Compact(prints)) != 1 {
		t.Error("there are several roots")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 7 {
		t.Errorf("%v, %v", files, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v", f, err)
		}
	}
}

// Whoever asks first under a name does not keep out the one whom a person gave a
// token, and those who wait are bounded.
func TestWhoWaits(t *testing.T) {
	a := open(t)
	if _, err := a.Ask("web1", request(t), ""); !errors.Is(err, ErrPending) {
		t.Fatal(err)
	}
	token, err := a.Token("web1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Ask("web1", request(t), "other"); !errors.Is(err, ErrTaken) {
		t.Errorf("without the token: %v", err)
	}
	csr := request(t)
	der, err := a.Ask("web1", csr, token)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := x509.ParseCertificateRequest(csr)
	if got, err := x509.ParseCertificate(der); err != nil || fingerprint(got.RawSubjectPublicKeyInfo) != KeyPrint(want) {
		t.Errorf("it is of another key, %v", err)
	}
	if w, err := a.Waiting(); len(w) != 0 || err != nil {
		t.Errorf("%v, %v wait", w, err)
	}
	for i := range mostWaiting { // links, for ten thousand files take long
		if err := os.Symlink("x", a.path("requests", fmt.Sprint(i), ".csr")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Ask("web2", request(t), ""); !errors.Is(err, ErrFull) {
		t.Errorf("one more: %v", err)
	}
	if token, err = a.Token("web2"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Ask("web2", request(t), token); err != nil {
		t.Errorf("with a token there is room: %v", err)
	}
}
