package minion

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/internal/certmaster"
)

// A clock some minutes behind does no harm. One that is far off is named, and not the
// certificate: neither the minion's own nor that of the authority's door.
func TestClocksThatDiffer(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	key, err := ownKey(filepath.Join(t.TempDir(), "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "web1"}}, key)
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		t.Fatal(err)
	}
	for want, r := range map[string]certmaster.Request{"": {Name: "web1", Client: true}, "the clock says ": {Name: "web1", Client: true, Ended: true}} {
		cert, err := root.Sign(csr, r)
		if err != nil {
			t.Fatal(err)
		}
		if behind := time.Since(cert.NotBefore); behind < 4*time.Minute {
			t.Errorf("a clock %v behind is too late", behind)
		}
		s := saved{cert.Raw, root.Certificate.Raw, make([]byte, 32), "tls://127.0.0.1:1"}
		_, err = s.identity(key)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), ": one of them is wrong")) {
			t.Errorf("%+v: %v", r, err)
		}
	}

	door, err := root.Issue(certmaster.Request{Hosts: []string{authority.OverlordName}, Ended: true})
	if err != nil {
		t.Fatal(err)
	}
	door.Certificate = append(door.Certificate, root.Certificate.Raw)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{door}})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if c, err := l.Accept(); err == nil {
			io.Copy(io.Discard, c)
			c.Close()
		}
	}()
	sum := sha256.Sum256(root.Certificate.Raw)
	_, err = ask(t.Context(), Options{ID: "web1", Authority: l.Addr().String(), Fingerprint: hex.EncodeToString(sum[:])}, der)
	l.Close()
	<-ended
	if err == nil || !strings.Contains(err.Error(), "the clock of this machine says 2") || strings.Contains(err.Error(), "bad certificate") {
		t.Error(err)
	}
}
