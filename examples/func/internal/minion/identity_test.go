package minion

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
)

// An identity that is damaged is refused by its file's name, before anything listens.
func TestADamagedIdentity(t *testing.T) {
	dir := t.TempDir()
	a, err := authority.Open(filepath.Join(dir, "authority"))
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "web1")
	key, err := ownKey(filepath.Join(own, "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "web1"}}, key)
	if err != nil {
		t.Fatal(err)
	}
	token, err := a.Token("web1")
	if err != nil {
		t.Fatal(err)
	}
	var answer authority.Answer
	if err := json.Unmarshal(a.Answer("web1", csr, token, "tls://127.0.0.1:1"), &answer); err != nil || answer.Err != "" {
		t.Fatal(err, answer.Err)
	}
	whole := saved{answer.Certificate, answer.Root, answer.Signer, answer.Bus}
	if _, err := whole.identity(key); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*saved)) string {
		s := whole
		change(&s)
		text, _ := json.Marshal(s)
		return string(text)
	}
	path := filepath.Join(own, "identity.json")
	for _, c := range []struct{ text, says string }{
		{"", "unexpected end of JSON input"},
		{string(text[:len(text)/2]), "unexpected end of JSON input"},
		{"{}", "the certificate of the authority"},
		{changed(func(s *saved) { s.Root = s.Root[:20] }), "the root of the authority"},
		{changed(func(s *saved) { s.Signer = nil }), "the key that commands are signed with"},
		{changed(func(s *saved) { s.Bus = "" }), "the bus, is missing"},
		{changed(func(s *saved) { s.Certificate = s.Root }), "the certificate is of another key"},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := Run(t.Context(), Options{ID: "web1", Dir: own})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.60q: %v, want %q and the file's name", c.text, err, c.says)
		}
	}
	if err := os.WriteFile(filepath.Join(own, "key.pem"), []byte("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), Options{ID: "web1", Dir: own}); err == nil || !strings.Contains(err.Error(), "key.pem") {
		t.Errorf("a damaged key: %v", err)
	}
}
