package sshconn

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// Kinds of a [*KeyError].
var (
	// ErrKey: the text is no private key that can be used.
	ErrKey = pyerr.Class("ssh: private key cannot be read")

	// ErrPassphraseNeeded: the key is encrypted, and there is no passphrase.
	ErrPassphraseNeeded = pyerr.Class("ssh: private key needs a passphrase", ErrKey)

	// ErrPassphrase: the passphrase is not that of the key.
	ErrPassphrase = pyerr.Class("ssh: wrong passphrase", ErrKey)
)

// A KeyError says why a text is no private key. It never quotes the text.
type KeyError struct {
	Kind   error // ErrKey, ErrPassphraseNeeded, or ErrPassphrase
	Reason string
	Err    error // the cause, or nil
}

func (e *KeyError) Error() string {
	s := e.Kind.Error()
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	if e.Err != nil {
		s += ": " + strings.TrimPrefix(e.Err.Error(), "ssh: ")
	}
	return OneLine(s)
}

func (e *KeyError) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

func noKey(format string, args ...any) *KeyError {
	return &KeyError{Kind: ErrKey, Reason: fmt.Sprintf(format, args...)}
}

// A PrivateKey is what a file of a private key holds.
type PrivateKey struct {
	Key       crypto.Signer // *rsa.PrivateKey, *ecdsa.PrivateKey, or ed25519.PrivateKey
	Comment   string        // only OpenSSH's own format has one
	Encrypted bool          // it was, in the file
}

// Signer signs with the key.
func (k *PrivateKey) Signer() (ssh.Signer, error) { return ssh.NewSignerFromSigner(k.Key) }

// mostKeyText bounds the text of a private key; one of 16384 bits takes 13 kB.
const mostKeyText = 1 << 20

// ParsePrivateKey reads a private key: OpenSSH's own format with every cipher of
// ssh-keygen, PKCS#1 and SEC 1 with and without a passphrase, PKCS#8 with and
// without one. Indentation, a byte order mark and Windows line ends do not disturb
// it. The passphrase of a key that has none is not looked at. The error is a
// *[KeyError].
func ParsePrivateKey(text []byte, passphrase []byte) (*PrivateKey, error) {
	if len(text) > mostKeyText {
		return nil, noKey("%d bytes are too many for a private key", len(text))
	}
	block := findBlock(text)
	if block == nil {
		return nil, noKey("%s", notKey(text))
	}
	switch block.Type {
	case "OPENSSH PRIVATE KEY":
		return parseOpenSSH(block.Bytes, passphrase)
	case "ENCRYPTED PRIVATE KEY":
		return parseEncryptedPKCS8(block.Bytes, passphrase)
	case "RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY":
	case "DSA PRIVATE KEY":
		return nil, noKey("DSA keys are no longer used by SSH; expected RSA, ECDSA or Ed25519")
	case "PUBLIC KEY", "RSA PUBLIC KEY":
		return nil, noKey("it is a public key; expected the private one")
	case "CERTIFICATE":
		return nil, noKey("it is an X.509 certificate; expected a private key")
	default:
		return nil, noKey("PEM block %q; expected a private key", block.Type)
	}
	k := &PrivateKey{}
	//lint:ignore SA1019 key files of this form are out there, and must be read
	if x509.IsEncryptedPEMBlock(block) {
		if len(passphrase) == 0 {
			return nil, &KeyError{Kind: ErrPassphraseNeeded}
		}
		//lint:ignore SA1019 as above
		plain, err := x509.DecryptPEMBlock(block, passphrase)
		if err != nil {
			if errors.Is(err, x509.IncorrectPasswordError) {
				return nil, &KeyError{Kind: ErrPassphrase}
			}
			return nil, &KeyError{Kind: ErrKey, Reason: "its encryption", Err: err}
		}
		block, k.Encrypted = &pem.Block{Type: block.Type, Bytes: plain}, true
	}
	raw, err := ssh.ParseRawPrivateKey(pem.EncodeToMemory(&pem.Block{Type: block.Type, Bytes: block.Bytes}))
	if err != nil {
		if k.Encrypted { // padding alone tells a wrong passphrase in 255 of 256 cases
			return nil, &KeyError{Kind: ErrPassphrase, Err: err}
		}
		return nil, &KeyError{Kind: ErrKey, Reason: block.Type, Err: err}
	}
	if k.Key, err = asSigner(raw); err != nil {
		return nil, err
	}
	return k, nil
}

// asSigner is the key in the form in which the rest of the package has it.
func asSigner(raw any) (crypto.Signer, error) {
	if p, ok := raw.(*ed25519.PrivateKey); ok && p != nil {
		raw = *p
	}
	s, ok := raw.(crypto.Signer)
	if !ok {
		return nil, noKey("a key of type %T; expected RSA, ECDSA or Ed25519", raw)
	}
	if _, err := ssh.NewSignerFromSigner(s); err != nil {
		return nil, &KeyError{Kind: ErrKey, Err: err}
	}
	return s, nil
}

// findBlock is the first PEM block, however it is indented. A block whose headers
// and ends of lines are bent by an editor is straightened first.
func findBlock(text []byte) *pem.Block {
	if b, _ := pem.Decode(text); b != nil {
		return b
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var straight bytes.Buffer
	for line := range bytes.Lines(text) {
		straight.Write(bytes.TrimSpace(line))
		straight.WriteByte('\n')
	}
	b, _ := pem.Decode(straight.Bytes())
	return b
}

// notKey says what a text is that is no private key.
func notKey(text []byte) string {
	switch trimmed := strings.TrimSpace(string(text)); {
	case trimmed == "":
		return "it is empty"
	case strings.Contains(trimmed, "-----BEGIN ") && strings.Contains(trimmed, `\n`):
		return `it has \n written out where lines should end`
	case strings.HasPrefix(trimmed, "PuTTY-User-Key-File"):
		return "it is PuTTY's own format; puttygen exports it in OpenSSH's"
	case strings.Contains(trimmed, "-----BEGIN "):
		return "its PEM block is cut or damaged"
	}
	if _, _, _, _, err := ssh.ParseAuthorizedKey(text); err == nil {
		return "it is a public key; expected the private one"
	}
	return "expected a block that begins with -----BEGIN ... PRIVATE KEY-----"
}
