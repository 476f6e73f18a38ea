package sshconn

import (
	"bytes"
	"errors"
	"os"
	"slices"

	"golang.org/x/crypto/ssh"
)

// Identities are the public halves of files of keys, as [PublicHalf] has them: what
// IdentitiesOnly of ssh_config(5) takes from an agent. The half lies beside a file,
// named like it with ".pub" after it, or in it.
func Identities(paths []string) map[string]bool {
	all := map[string]bool{}
	for _, path := range paths {
		p, _ := PublicIn(path + ".pub")
		if p == nil {
			p, _ = PublicIn(path)
		}
		if p != nil { // else its private half may do
			all[PublicHalf(p)] = true
		}
	}
	return all
}

// PublicIn is what a file tells of a public key without a passphrase, nil for nothing,
// and whether that is all it has.
func PublicIn(path string) (p ssh.PublicKey, alone bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	if p, _, _, _, err := ssh.ParseAuthorizedKey(text); err == nil {
		return p, true
	}
	var locked *ssh.PassphraseMissingError
	if _, err := ssh.ParseRawPrivateKey(text); errors.As(err, &locked) {
		return locked.PublicKey, false
	}
	return nil, false
}

// PublicHalf is a public key on the wire, of a certificate that which it certifies.
func PublicHalf(p ssh.PublicKey) string {
	blob := p.Marshal()
	// A key of an agent's own type does not tell what it is.
	if parsed, err := ssh.ParsePublicKey(blob); err == nil {
		if cert, ok := parsed.(*ssh.Certificate); ok {
			blob = cert.Key.Marshal()
		}
	}
	return string(blob)
}

// Certify puts a certificate before the key that it is of, if that is there.
func Certify(keys []Key, name string, cert *ssh.Certificate) []Key {
	for i, k := range keys {
		if k.Signer == nil || !bytes.Equal(k.Signer.PublicKey().Marshal(), cert.Key.Marshal()) {
			continue
		}
		if signer, err := ssh.NewCertSigner(cert, k.Signer); err == nil {
			keys = slices.Insert(keys, i, Key{Name: name, Signer: signer})
		}
		break
	}
	return keys
}
