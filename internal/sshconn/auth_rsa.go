package sshconn

import (
	"strings"

	"golang.org/x/crypto/ssh"
)

// An RSA key signs in three ways. A server of today tells which it knows, and SHA-2 is
// chosen among these. At one that tells nothing SHA-2 is tried blindly, and SHA-1 only
// where the caller allows it; crypto/ssh itself would try SHA-1 alone.
type rsaTries struct {
	step int
	sent bool // the first try went out: the server told its algorithms
}

// unsaid reports whether SHA-2 was tried last, at a server that does not say that it
// knows it, and nothing else may be.
func (r *rsaTries) unsaid(a *attempt) bool { return r.step == 2 && !a.auth.AllowSHA1 }

// refusedSHA2 is why an RSA key did not do at a server that does not tell what it knows.
const refusedSHA2 = "refused; the server does not say that it knows SHA-2 signatures, and may know ssh-rsa (SHA-1) alone, which AllowSHA1 permits"

// next is the next way of a key, or nil after the last.
func (r *rsaTries) next(a *attempt, k Key, s ssh.AlgorithmSigner) ssh.AuthMethod {
	try := func(signer ssh.Signer, err error) ssh.AuthMethod {
		if err != nil {
			return nil
		}
		r.step++
		a.current = &Tried{Method: methodKey, What: strings.TrimSpace(k.Name + " " + ssh.FingerprintSHA256(s.PublicKey()))}
		return ssh.PublicKeys(signer)
	}
	switch {
	case r.step == 0:
		told, err := ssh.NewSignerWithAlgorithms(s, []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256})
		if m := try(&watchedSigner{told, &r.sent}, err); m != nil {
			return m
		}
	case r.step == 1 && !r.sent:
		return try(blindSigner{s}, nil)
	case r.step == 2 && a.auth.AllowSHA1:
		return try(ssh.NewSignerWithAlgorithms(s, []string{ssh.KeyAlgoRSA}))
	}
	a.nextKey++
	*r = rsaTries{}
	return nil
}

// heard is told that a try is over, before the next.
func (r *rsaTries) heard(a *attempt) {
	switch {
	case r.step == 1 && !r.sent:
		a.current = nil // it never went out
	case r.unsaid(a):
		a.settle(refusedSHA2)
	}
}

// A watchedSigner tells whether its key was shown.
type watchedSigner struct {
	ssh.MultiAlgorithmSigner
	shown *bool
}

func (w *watchedSigner) PublicKey() ssh.PublicKey {
	return watchedKey{w.MultiAlgorithmSigner.PublicKey(), w.shown}
}

type watchedKey struct {
	ssh.PublicKey
	shown *bool
}

func (w watchedKey) Marshal() []byte {
	*w.shown = true
	return w.PublicKey.Marshal()
}

// A blindSigner signs with SHA-2 whatever the server tells.
type blindSigner struct{ ssh.AlgorithmSigner }

func (b blindSigner) Algorithms() []string     { return []string{ssh.KeyAlgoRSASHA512} }
func (b blindSigner) PublicKey() ssh.PublicKey { return blindKey{b.AlgorithmSigner.PublicKey()} }

type blindKey struct{ ssh.PublicKey }

func (blindKey) Type() string { return ssh.KeyAlgoRSASHA512 }
