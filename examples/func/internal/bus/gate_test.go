package bus

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// member is the certificate of a new minion.
func member(t *testing.T, a *authority.Authority, id string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: id}}, key)
	if err != nil {
		t.Fatal(err)
	}
	token, err := a.Token(id)
	if err != nil {
		t.Fatal(err)
	}
	der, err := a.Ask(id, csr, token)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// Of each minion's name one process comes in, and a process that is kept out is one
// of that minion: nobody has another's kept out by naming it.
func TestWhoIsKeptOut(t *testing.T) {
	dir := t.TempDir()
	a, err := authority.Open(filepath.Join(dir, "authority"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(Of(a), Options{Dir: dir, Listen: "127.0.0.1:0", Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	certs := map[string]tls.Certificate{"web1": member(t, a, "web1"), "evil": member(t, a, "evil")}
	connect := func(id, instance string) error {
		c, err := nats.Connect(s.URL(), nats.Secure(ClientTLS(certs[id], a.Pool())), nats.Name(instance), nats.NoReconnect())
		if err == nil {
			c.Close()
			// The server hears of it a moment later, and its name is free again.
			peers.Eventually(t, "the end of "+id, func() bool { return s.NumClients() == 0 })
		}
		return err
	}
	s.Ban("evil", "one")
	if err := connect("web1", "one"); err != nil {
		t.Errorf("the process of web1 is kept out by another's name: %v", err)
	}
	if err := connect("evil", "one"); err == nil {
		t.Error("who is kept out comes in")
	}
	if err := connect("evil", "two"); err != nil {
		t.Error(err)
	}
	for range 3 * mostBanned {
		s.Ban("evil", rand.Text())
	}
	s.Ban("web1", "last")
	if n := len(s.gate.banned); n > mostBanned {
		t.Errorf("%d are remembered", n)
	}
	if err := connect("web1", "last"); err == nil {
		t.Error("the last to be kept out comes in")
	}
}
