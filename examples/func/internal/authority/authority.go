// Package authority is the certmaster: minions ask it for certificates, a person or
// a token says yes, and what it signed it can revoke.
package authority

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/examples/internal/certmaster"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// An Authority is a folder: the root, what was asked for, signed and revoked, the
// certificate of the overlord and the key that commands are signed with.
type Authority struct {
	dir      string
	root     *certmaster.Authority
	Overlord tls.Certificate // of the bus, the authority's own server and the callers
	Key      ed25519.PrivateKey

	mu sync.Mutex // of the folders
}

// life is how long certificates are valid.
const life = 5 * 365 * 24 * time.Hour

// OverlordName is the name in the overlord's certificate.
const OverlordName = "overlord"

// Open reads the folder, and makes what is missing.
func Open(dir string, hosts ...string) (*Authority, error) {
	a := &Authority{dir: dir}
	for _, sub := range []string{"requests", "signed", "revoked", "tokens"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, err
		}
	}
	text, err := a.keep("root.pem", func() ([]byte, error) {
		root, err := certmaster.New("func certmaster")
		if err != nil {
			return nil, err
		}
		return root.Marshal()
	})
	if err != nil {
		return nil, err
	}
	if a.root, err = certmaster.Parse(text); err != nil {
		return nil, err
	}
	text, err = a.keep("overlord.pem", func() ([]byte, error) {
		c, err := a.root.Issue(certmaster.Request{Name: OverlordName, Hosts: append([]string{OverlordName, "localhost", "127.0.0.1", "::1"}, hosts...), Valid: life, Both: true})
		if err != nil {
			return nil, err
		}
		return encode(c)
	})
	if err != nil {
		return nil, err
	}
	if a.Overlord, err = tls.X509KeyPair(text, text); err != nil {
		return nil, fmt.Errorf("overlord.pem: %w", err)
	}
	text, err = a.keep("signing.pem", func() ([]byte, error) {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
	})
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("signing.pem: expected a private key as PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("signing.pem: %w", err)
	}
	var ok bool
	if a.Key, ok = key.(ed25519.PrivateKey); !ok {
		return nil, fmt.Errorf("signing.pem: a %T, expected an Ed25519 key", key)
	}
	return a, nil
}

// keep reads a file, or makes it, for its owner alone. Of two processes that make
// it at once one wins, and both read that one's.
func (a *Authority) keep(name string, make func() ([]byte, error)) ([]byte, error) {
	path := filepath.Join(a.dir, name)
	text, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return text, err
	}
	if text, err = make(); err != nil {
		return nil, err
	}
	aside, err := os.CreateTemp(a.dir, name)
	if err != nil {
		return nil, err
	}
	_, err = aside.Write(text)
	err = errors.Join(err, aside.Sync(), aside.Close())
	if err == nil {
		if err = os.Link(aside.Name(), path); errors.Is(err, fs.ErrExist) {
			err = nil
		}
	}
	if err := errors.Join(err, os.Remove(aside.Name())); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func encode(c tls.Certificate) ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		return nil, err
	}
	var out []byte
	for _, der := range c.Certificate {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return append(out, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...), nil
}

// Pool holds the root.
func (a *Authority) Pool() *x509.CertPool { return a.root.Pool() }

// RootPEM is the root's certificate.
func (a *Authority) RootPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Certificate.Raw})
}

// RootDER is the same as it travels.
func (a *Authority) RootDER() []byte { return a.root.Certificate.Raw }

// Fingerprint is the SHA-256 of the root's certificate: what a new minion is told to
// expect.
func (a *Authority) Fingerprint() string { return fingerprint(a.root.Certificate.Raw) }

func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// KeyPrint is the SHA-256 of the public key of a request, by which a person tells
// whose it is.
func KeyPrint(csr *x509.CertificateRequest) string { return fingerprint(csr.RawSubjectPublicKeyInfo) }

// Asked for a certificate.
type Asked struct {
	ID, Key string // Key is the SHA-256 of the public key
	At      time.Time
}

// Errors of a request.
var (
	ErrPending = errors.New("the request waits for a person: certmaster sign")
	ErrRevoked = errors.New("the certificate was revoked")
	ErrTaken   = errors.New("the name has another key already")
)

func (a *Authority) path(folder, id, suffix string) string {
	return filepath.Join(a.dir, folder, id+suffix)
}

// Ask takes a request of a minion. With a token that was given out it is signed at
// once. A name that has another key already is refused: the old key is kept.
func (a *Authority) Ask(id string, der []byte, token string) (certificate []byte, err error) {
	if err := wire.CheckID(id); err != nil {
		return nil, err
	}
	if id == OverlordName {
		return nil, fmt.Errorf("%q: %w", id, ErrTaken)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, fmt.Errorf("the request of %s cannot be read: %w", id, err)
	}
	if err := csr.CheckSignature(); err != nil {
		return nil, fmt.Errorf("the request of %s is not signed by its own key: %w", id, err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if signed, err := a.signed(id); err == nil {
		if fingerprint(signed.RawSubjectPublicKeyInfo) != KeyPrint(csr) {
			return nil, fmt.Errorf("%s: %w, %s; this one is %s", id, ErrTaken, fingerprint(signed.RawSubjectPublicKeyInfo)[:16], KeyPrint(csr)[:16])
		}
		if a.IsRevoked(signed) {
			return nil, fmt.Errorf("%s: %w", id, ErrRevoked)
		}
		return signed.Raw, nil
	}
	if kept, err := os.ReadFile(a.path("requests", id, ".csr")); err == nil {
		if old, err := x509.ParseCertificateRequest(kept); err == nil && KeyPrint(old) != KeyPrint(csr) {
			return nil, fmt.Errorf("%s: %w, %s, which waits; this one is %s", id, ErrTaken, KeyPrint(old)[:16], KeyPrint(csr)[:16])
		}
	} else if err := atomicfile.WriteFile(a.path("requests", id, ".csr"), der, &atomicfile.Options{Mode: 0o600}); err != nil {
		return nil, err
	}
	if a.spend(token, id) {
		return a.sign(id)
	}
	return nil, fmt.Errorf("%s: %w", id, ErrPending)
}

// Token makes a token that has one request of one name signed without a person.
func (a *Authority) Token(id string) (string, error) {
	if err := wire.CheckID(id); err != nil {
		return "", err
	}
	token := rand.Text()
	return token, atomicfile.WriteFile(a.path("tokens", id, ""), []byte(token), &atomicfile.Options{Mode: 0o600})
}

// spend takes a token, once.
func (a *Authority) spend(token, id string) bool {
	kept, err := os.ReadFile(a.path("tokens", id, ""))
	if err != nil || token == "" || subtle.ConstantTimeCompare(kept, []byte(token)) != 1 {
		return false
	}
	return os.Remove(a.path("tokens", id, "")) == nil
}

// Waiting are the requests that nobody answered.
func (a *Authority) Waiting() ([]Asked, error) {
	files, err := os.ReadDir(filepath.Join(a.dir, "requests"))
	var out []Asked
	for _, f := range files {
		id, ok := strings.CutSuffix(f.Name(), ".csr")
		if !ok {
			continue
		}
		der, err := os.ReadFile(a.path("requests", id, ".csr"))
		if err != nil {
			continue
		}
		info, _ := f.Info()
		if csr, err := x509.ParseCertificateRequest(der); err == nil && info != nil {
			out = append(out, Asked{id, KeyPrint(csr), info.ModTime()})
		}
	}
	return out, err
}

// Sign says yes to a request that waits.
func (a *Authority) Sign(id string) error {
	if err := wire.CheckID(id); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	_, err := a.sign(id)
	return err
}

func (a *Authority) sign(id string) ([]byte, error) {
	der, err := os.ReadFile(a.path("requests", id, ".csr"))
	if err != nil {
		return nil, fmt.Errorf("nobody asked as %s: %w", id, err)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, err
	}
	cert, err := a.root.Sign(csr, certmaster.Request{Name: id, Client: true, Valid: life})
	if err != nil {
		return nil, err
	}
	if err := atomicfile.WriteFile(a.path("signed", id, ".der"), cert.Raw, &atomicfile.Options{Mode: 0o600}); err != nil {
		return nil, err
	}
	return cert.Raw, os.Remove(a.path("requests", id, ".csr"))
}

// Minions are the names that have a certificate which is not revoked.
func (a *Authority) Minions() ([]string, error) {
	files, err := os.ReadDir(filepath.Join(a.dir, "signed"))
	var out []string
	for _, f := range files {
		id, ok := strings.CutSuffix(f.Name(), ".der")
		if !ok {
			continue
		}
		if c, err := a.signed(id); err == nil && !a.IsRevoked(c) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out, err
}

func (a *Authority) signed(id string) (*x509.Certificate, error) {
	der, err := os.ReadFile(a.path("signed", id, ".der"))
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// Revoke takes a certificate back. Its minion gets no other until somebody cleans
// the name.
func (a *Authority) Revoke(id string) error {
	if err := wire.CheckID(id); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.signed(id)
	if err != nil {
		return fmt.Errorf("%s has no certificate: %w", id, err)
	}
	return atomicfile.WriteFile(a.path("revoked", c.SerialNumber.Text(16), ""), []byte(id), &atomicfile.Options{Mode: 0o600})
}

// Clean forgets a name that was revoked or waits, so that it may ask anew with
// another key.
func (a *Authority) Clean(id string) error {
	if err := wire.CheckID(id); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.signed(id)
	if err == nil && !a.IsRevoked(c) {
		return fmt.Errorf("%s has a certificate that is valid: revoke it first", id)
	}
	removed := false
	for _, path := range []string{a.path("signed", id, ".der"), a.path("requests", id, ".csr")} {
		err := os.Remove(path)
		removed = removed || err == nil
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if !removed {
		return fmt.Errorf("%s is not known: nothing to clean", id)
	}
	return nil
}

// IsRevoked reports whether a certificate was taken back.
func (a *Authority) IsRevoked(c *x509.Certificate) bool {
	_, err := os.Stat(a.path("revoked", c.SerialNumber.Text(16), ""))
	return err == nil
}

// Revoked lists the serial numbers of the certificates that were taken back.
func (a *Authority) Revoked() ([]string, error) {
	files, err := os.ReadDir(filepath.Join(a.dir, "revoked"))
	var out []string
	for _, f := range files {
		out = append(out, f.Name())
	}
	return out, err
}

// Server makes what a server of the bus on another machine needs: a certificate of
// the bus for its names and addresses, the key, and the root. It can command
// nothing: the key that commands are signed with is not in it.
func (a *Authority) Server(hosts ...string) ([]byte, error) {
	c, err := a.root.Issue(certmaster.Request{Name: OverlordName, Hosts: append([]string{OverlordName, "localhost", "127.0.0.1", "::1"}, hosts...), Valid: life, Both: true})
	if err != nil {
		return nil, err
	}
	text, err := encode(c)
	return append(text, a.RootPEM()...), err
}

// Valid reports whether a certificate that a connection showed is one of ours that
// still counts, and for which id.
func (a *Authority) Valid(c *x509.Certificate) (id string, err error) {
	id = c.Subject.CommonName
	if a.IsRevoked(c) {
		return id, fmt.Errorf("%s: %w", id, ErrRevoked)
	}
	if id == OverlordName {
		return id, nil
	}
	signed, err := a.signed(id)
	if err != nil {
		return id, fmt.Errorf("%s has no certificate here: %w", id, err)
	}
	if !signed.Equal(c) {
		return id, fmt.Errorf("%s: %w", id, ErrTaken)
	}
	return id, nil
}

// Answer is what a minion gets for its request.
type Answer struct {
	Certificate []byte // DER
	Root        []byte // DER
	Signer      []byte // the public key that commands are signed with
	Bus         string // its URL
	Err         string
	Pending     bool
}

// Answer answers a request as JSON.
func (a *Authority) Answer(id string, csr []byte, token, bus string) []byte {
	cert, err := a.Ask(id, csr, token)
	answer := Answer{Certificate: cert, Root: a.root.Certificate.Raw, Signer: a.Key.Public().(ed25519.PublicKey), Bus: bus}
	if err != nil {
		answer = Answer{Err: err.Error(), Pending: errors.Is(err, ErrPending)}
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return []byte(`{"Err":"the answer cannot be written"}`)
	}
	return text
}
