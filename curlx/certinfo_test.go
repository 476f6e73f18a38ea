package curlx

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

func TestCertinfoIsLibcurls(t *testing.T) {
	t.Parallel()
	py := original.Start(t, "pycurl")
	py.Define(`
import pycurl
def certinfo(url):
    c = pycurl.Curl()
    c.setopt(c.URL, url)
    c.setopt(c.SSL_VERIFYPEER, 0)
    c.setopt(c.OPT_CERTINFO, 1)
    c.setopt(c.HTTP_VERSION, 2)
    c.setopt(c.WRITEFUNCTION, lambda b: None)
    c.perform()
    chains = c.getinfo(c.INFO_CERTINFO)
    c.close()
    return [[[name, value] for name, value in chain] for chain in chains]
`)
	a := newAuthority(t)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"rsa": rsaKey, "ec": ecKey} {
		for _, serial := range []*big.Int{big.NewInt(0x1234abcd), new(big.Int).Lsh(big.NewInt(0xab), 100)} {
			tmpl := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "localhost", Country: []string{"DE"}, Organization: []string{"Org, Inc"}}, DNSNames: []string{"localhost"},
				NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
			if serial.BitLen() > 64 {
				// All kinds of parts that a name may have, and some that nobody knows.
				tmpl.Subject = pkix.Name{}
				ids := []asn1.ObjectIdentifier{{0, 9, 2342, 19200300, 100, 1, 25}, {0, 9, 2342, 19200300, 100, 1, 1}, {1, 3, 6, 1, 4, 1, 311, 60, 2, 1, 3}, {1, 2, 3, 4}}
				for i := 99; i > 2; i-- {
					ids = append(ids, asn1.ObjectIdentifier{2, 5, 4, i}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, i})
				}
				for _, id := range ids {
					tmpl.Subject.ExtraNames = append(tmpl.Subject.ExtraNames, pkix.AttributeTypeAndValue{Type: id, Value: "x" + id.String()})
				}
				tmpl.Subject.ExtraNames = append(tmpl.Subject.ExtraNames, pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}, Value: "a@b"}, pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 11}, Value: "again"})
			}
			der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
			if err != nil {
				t.Fatal(err)
			}
			cert := tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}
			vars, _ := a.serve(cert, false)(t)
			u := "https://localhost:" + vars["PORT"] + "/"
			theirs, err := py.Call("certinfo", u)
			if err != nil {
				t.Fatal(err)
			}
			c := handle(t, URL, u, SSL_VERIFYPEER, 0, OPT_CERTINFO, 1, HTTP_VERSION, CURL_HTTP_VERSION_1_1)
			if _, err := body(c); err != nil {
				t.Fatal(err)
			}
			ours := []any{}
			for _, chain := range info(t, c, INFO_CERTINFO) {
				pairs := []any{}
				for _, p := range chain {
					pairs = append(pairs, []any{p[0], p[1]})
				}
				ours = append(ours, pairs)
			}
			if !original.Same(theirs, ours) {
				t.Errorf("%s, serial %v:\n got %q\nwant %q", name, serial, ours, theirs)
			}
		}
	}
}
