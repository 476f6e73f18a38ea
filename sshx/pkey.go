package sshx

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// A PKey is a key of SSH: a private one that signs, or the public half alone. It
// stands for PKey, RSAKey, ECDSAKey and Ed25519Key of Python: [PKey.Name] tells
// which it is. It is safe for concurrent use.
type PKey struct {
	public  ssh.PublicKey
	private crypto.Signer // nil for a public key, and for a key of an agent
	signer  ssh.Signer    // nil for a public key
	cert    *ssh.Certificate
	comment string
	name    string // of the file or the agent, for errors
}

// PKeyOptions say how a private key is read.
type PKeyOptions struct {
	// Passphrase decrypts the key. It is not looked at where the key is not
	// encrypted.
	Passphrase string
}

// ParsePKey reads a private key: OpenSSH's own format with every cipher of
// ssh-keygen, PKCS#1, SEC 1 and PKCS#8, each with and without a passphrase. The
// kind of the error is [ErrPasswordRequired], [ErrPassphrase], or [ErrKey].
func ParsePKey(text []byte, opts *PKeyOptions) (*PKey, error) {
	k, err := parsePKey(text, opts)
	if err != nil {
		return nil, ours("private key", err)
	}
	return k, nil
}

func parsePKey(text []byte, opts *PKeyOptions) (*PKey, error) {
	if opts == nil {
		opts = &PKeyOptions{}
	}
	p, err := sshconn.ParsePrivateKey(text, []byte(opts.Passphrase))
	if err != nil {
		return nil, err
	}
	return newPKey(p.Key, p.Comment)
}

// ReadPKey reads a private key from a file, and its certificate from the file that
// is named like it with "-cert.pub" after it, where there is one. Errors are those
// of [ParsePKey]; a missing file is [io/fs.ErrNotExist].
func ReadPKey(path string, opts *PKeyOptions) (*PKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "private key", Err: err}
	}
	k, err := parsePKey(text, opts)
	if err != nil {
		e := ours("private key", err).(*Error)
		e.Host = path
		return nil, e
	}
	k.name = path
	if cert, err := os.ReadFile(path + "-cert.pub"); err == nil {
		if err := k.LoadCertificate(cert); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// ParsePublicKey reads a public key from a line of an authorized_keys or .pub file:
// [options] type base64 [comment].
func ParsePublicKey(line []byte) (*PKey, error) {
	p, comment, _, _, err := ssh.ParseAuthorizedKey(line)
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "public key", Reason: "expected a key type and base64", Err: err}
	}
	k := publicPKey(p)
	k.comment = comment
	return k, nil
}

// GenerateRSAKey makes an RSA key. Bits is at least 2048; 0 means 3072.
func GenerateRSAKey(bits int) (*PKey, error) {
	if bits == 0 {
		bits = 3072
	}
	if bits < 2048 || bits > 16384 {
		return nil, &Error{Kind: ErrInvalid, Op: "generate", Reason: fmt.Sprintf("%d bits for an RSA key; expected 2048 to 16384", bits)}
	}
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "generate", Err: err}
	}
	return newPKey(k, "")
}

func newPKey(k crypto.Signer, comment string) (*PKey, error) {
	s, err := ssh.NewSignerFromSigner(k)
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "private key", Err: err}
	}
	return &PKey{public: s.PublicKey(), private: k, signer: s, comment: comment}, nil
}

func publicPKey(p ssh.PublicKey) *PKey { return &PKey{public: p} }

// NewPKey makes a PKey of a private key of Go's own packages: *rsa.PrivateKey,
// *ecdsa.PrivateKey, ed25519.PrivateKey, or another signer of such a key.
func NewPKey(k crypto.Signer) (*PKey, error) {
	if k == nil {
		return nil, &Error{Kind: ErrInvalid, Op: "private key", Reason: "no key"}
	}
	return newPKey(k, "")
}

// LoadCertificate joins a certificate, in the text of a -cert.pub file, to a
// private key; the key then logs in with it.
func (k *PKey) LoadCertificate(line []byte) error {
	p, _, _, _, err := ssh.ParseAuthorizedKey(line)
	cert, ok := p.(*ssh.Certificate)
	switch {
	case k == nil || k.signer == nil:
		return &Error{Kind: ErrInvalid, Op: "certificate", Reason: "the key has no private half"}
	case err != nil || !ok:
		return &Error{Kind: ErrKey, Op: "certificate", Host: k.name, Reason: "expected a line as in a -cert.pub file", Err: err}
	case !bytes.Equal(cert.Key.Marshal(), k.public.Marshal()):
		return &Error{Kind: ErrKey, Op: "certificate", Host: k.name, Reason: "it is that of another key: " + ssh.FingerprintSHA256(cert.Key)}
	}
	k.cert = cert
	return nil
}

// Name is the key's type, such as "ssh-ed25519"; "" for nil.
func (k *PKey) Name() string {
	if k == nil || k.public == nil {
		return ""
	}
	return k.public.Type()
}

// Bits is the size of the key: 256 for Ed25519, that of the modulus for RSA.
func (k *PKey) Bits() int {
	if k == nil || k.public == nil {
		return 0
	}
	c, ok := k.public.(ssh.CryptoPublicKey)
	if !ok {
		return 0
	}
	switch p := c.CryptoPublicKey().(type) {
	case *rsa.PublicKey:
		return p.N.BitLen()
	case *ecdsa.PublicKey:
		return p.Curve.Params().BitSize
	}
	return 256
}

// CanSign reports whether there is a private half.
func (k *PKey) CanSign() bool { return k != nil && k.signer != nil }

// Comment is what the file or the agent says about the key.
func (k *PKey) Comment() string {
	if k == nil {
		return ""
	}
	return k.comment
}

// Bytes is the public key as it goes over the wire.
func (k *PKey) Bytes() []byte {
	if k == nil || k.public == nil {
		return nil
	}
	return k.public.Marshal()
}

// Base64 is the public key as it stands in files, after its type.
func (k *PKey) Base64() string { return base64.StdEncoding.EncodeToString(k.Bytes()) }

// Fingerprint is "SHA256:" and a hash, as ssh-keygen -l shows it.
func (k *PKey) Fingerprint() string {
	if k == nil || k.public == nil {
		return ""
	}
	return ssh.FingerprintSHA256(k.public)
}

// MD5Fingerprint is Python's get_fingerprint: 16 bytes of MD5.
func (k *PKey) MD5Fingerprint() []byte {
	sum := md5.Sum(k.Bytes())
	return sum[:]
}

// String is the line of the public key, without its end.
func (k *PKey) String() string {
	if k == nil || k.public == nil {
		return "no key"
	}
	return strings.TrimSpace(k.Name() + " " + k.Base64() + " " + k.comment)
}

// Equal reports whether two keys have the same public half.
func (k *PKey) Equal(other *PKey) bool {
	return k != nil && other != nil && k.public != nil && other.public != nil && bytes.Equal(k.Bytes(), other.Bytes())
}

// PublicKey is the public half in the terms of golang.org/x/crypto/ssh.
func (k *PKey) PublicKey() ssh.PublicKey {
	if k == nil {
		return nil
	}
	return k.public
}

// Signer signs in the terms of golang.org/x/crypto/ssh, with the certificate where
// there is one. It is nil for a public key.
func (k *PKey) Signer() ssh.Signer {
	if k == nil || k.signer == nil {
		return nil
	}
	if k.cert != nil {
		if s, err := ssh.NewCertSigner(k.cert, k.signer); err == nil {
			return s
		}
	}
	return k.signer
}

// SignSSHData signs, and returns the signature as it goes over the wire. Algorithm
// chooses the hash of an RSA signature ("rsa-sha2-256", "rsa-sha2-512"); "" is the
// key's usual one, and SHA-512 for RSA.
func (k *PKey) SignSSHData(data []byte, algorithm string) ([]byte, error) {
	if !k.CanSign() {
		return nil, &Error{Kind: ErrInvalid, Op: "sign", Reason: "the key has no private half"}
	}
	if algorithm == "" && k.Name() == ssh.KeyAlgoRSA {
		algorithm = ssh.KeyAlgoRSASHA512
	}
	var sig *ssh.Signature
	var err error
	if s, ok := k.signer.(ssh.AlgorithmSigner); ok && algorithm != "" {
		sig, err = s.SignWithAlgorithm(rand.Reader, data, algorithm)
	} else {
		sig, err = k.signer.Sign(rand.Reader, data)
	}
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "sign", Err: err}
	}
	return ssh.Marshal(sig), nil
}

// VerifySSHSig reports whether a signature, as [PKey.SignSSHData] returns it, is that
// of the data by this key.
func (k *PKey) VerifySSHSig(data, signature []byte) bool {
	var sig ssh.Signature
	if k == nil || k.public == nil || ssh.Unmarshal(signature, &sig) != nil {
		return false
	}
	return k.public.Verify(data, &sig) == nil
}
