package minion

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// An identity is what a minion has once the authority said yes.
type identity struct {
	certificate tls.Certificate
	roots       *x509.CertPool
	signer      ed25519.PublicKey
	bus         string
}

// saved is an identity as it is kept beside the key.
type saved struct {
	Certificate, Root, Signer []byte
	Bus                       string
}

// enrol gets an identity: the one that is kept, or a new one from the authority,
// which is asked again until a person has said yes.
func enrol(ctx context.Context, o Options) (*identity, error) {
	key, err := ownKey(filepath.Join(o.Dir, "key.pem"))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(o.Dir, "identity.json")
	text, err := os.ReadFile(path)
	if err == nil {
		s := new(saved)
		if err := json.Unmarshal(text, s); err != nil {
			return nil, fmt.Errorf("%s: %w; expected what the authority answered, or no file: it is asked again then", path, err)
		}
		id, err := s.identity(key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return id, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: o.ID}}, key)
	if err != nil {
		return nil, err
	}
	for told := false; ; {
		answer, err := ask(ctx, o, csr)
		switch {
		case err == nil && answer.Err == "":
			s := &saved{answer.Certificate, answer.Root, answer.Signer, answer.Bus}
			id, err := s.identity(key)
			if err != nil {
				return nil, err
			}
			text, err := json.Marshal(s)
			if err != nil {
				return nil, err
			}
			return id, atomicfile.WriteFile(path, text, &atomicfile.Options{Mode: 0o600})
		case err == nil && !answer.Pending:
			return nil, fmt.Errorf("the authority refuses %s: %s", o.ID, answer.Err)
		case errors.Is(err, errPin):
			return nil, err
		}
		if !told {
			told = true
			if err != nil {
				o.Log("the authority does not answer: %v; asking again", err)
			} else {
				o.Log("waiting for: certmaster sign %s", o.ID)
			}
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(o.AskEvery):
		}
	}
}

// ownKey reads the minion's key, which never leaves it, or makes it.
func ownKey(path string) (*ecdsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalECPrivateKey(key)
		if err != nil {
			return nil, err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		return key, atomicfile.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), &atomicfile.Options{Mode: 0o600})
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: expected a private key as PEM", path)
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

func (s *saved) identity(key *ecdsa.PrivateKey) (*identity, error) {
	leaf, err := x509.ParseCertificate(s.Certificate)
	if err != nil {
		return nil, fmt.Errorf("the certificate of the authority: %w", err)
	}
	root, err := x509.ParseCertificate(s.Root)
	if err != nil {
		return nil, fmt.Errorf("the root of the authority: %w", err)
	}
	if len(s.Signer) != ed25519.PublicKeySize || s.Bus == "" {
		return nil, errors.New("the key that commands are signed with, or the bus, is missing; expected both from the authority")
	}
	if !key.PublicKey.Equal(leaf.PublicKey) {
		return nil, errors.New("the certificate is of another key; expected that of key.pem")
	}
	if now := time.Now(); now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return nil, fmt.Errorf("the clock says %s, and the certificate is valid from %s to %s: one of them is wrong", now.UTC().Format(time.RFC3339), leaf.NotBefore.Format(time.RFC3339), leaf.NotAfter.Format(time.RFC3339))
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return &identity{tls.Certificate{Certificate: [][]byte{s.Certificate}, PrivateKey: key, Leaf: leaf}, pool, s.Signer, s.Bus}, nil
}

var errPin = errors.New("the authority is another than expected")

// ask sends the request once. The authority is known by the fingerprint of its root.
func ask(ctx context.Context, o Options, csr []byte) (*authority.Answer, error) {
	config := &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: authority.OverlordName,
		InsecureSkipVerify: true, // the fingerprint below is what is checked
		VerifyConnection: func(s tls.ConnectionState) error {
			last := s.PeerCertificates[len(s.PeerCertificates)-1]
			sum := sha256.Sum256(last.Raw)
			if got := hex.EncodeToString(sum[:]); got != o.Fingerprint {
				return fmt.Errorf("%w: its root is %s, expected %s", errPin, got, o.Fingerprint)
			}
			pool := x509.NewCertPool()
			pool.AddCert(last)
			_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: pool, DNSName: authority.OverlordName})
			var invalid x509.CertificateInvalidError
			if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
				return fmt.Errorf("the clock of this machine says %s: %w", time.Now().UTC().Format(time.RFC3339), err)
			}
			return err
		},
	}
	transport := &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}
	client := &http.Client{Transport: transport, Timeout: 30 * time.Second}
	target := "https://" + o.Authority + "/csr?" + url.Values{"id": {o.ID}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(csr))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Token "+o.Token)
	answer, err := client.Do(request)
	if err != nil {
		// The token is in no address, so that it is in no error.
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	out := new(authority.Answer)
	if err := json.Unmarshal(text, out); err != nil {
		return nil, fmt.Errorf("%s: status %s, expected an answer of an authority, got %.60q", o.Authority, answer.Status, text)
	}
	return out, nil
}

// Forget takes the identity away, so that the next start asks for another.
func Forget(dir string) error {
	err := os.Remove(filepath.Join(dir, "identity.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// checkOptions refuses what cannot be meant, before anything is made.
func checkOptions(o *Options) error {
	if err := wire.CheckID(o.ID); err != nil {
		return fmt.Errorf("the minion's name: %w", err)
	}
	if o.ID == authority.OverlordName {
		return fmt.Errorf("%q is the overlord's name; expected another", o.ID)
	}
	o.Fingerprint = strings.ToLower(strings.TrimSpace(o.Fingerprint))
	return nil
}
