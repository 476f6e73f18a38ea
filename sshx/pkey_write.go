package sshx

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// GenerateECDSAKey makes a key on a curve of NIST: 256, 384 or 521 bits; 0 means
// 256.
func GenerateECDSAKey(bits int) (*PKey, error) {
	curve, ok := map[int]elliptic.Curve{0: elliptic.P256(), 256: elliptic.P256(), 384: elliptic.P384(), 521: elliptic.P521()}[bits]
	if !ok {
		return nil, &Error{Kind: ErrInvalid, Op: "generate", Reason: fmt.Sprintf("%d bits for an ECDSA key; expected 256, 384 or 521", bits)}
	}
	k, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "generate", Err: err}
	}
	return newPKey(k, "")
}

// GenerateEd25519Key makes an Ed25519 key, which paramiko cannot.
func GenerateEd25519Key() (*PKey, error) {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "generate", Err: err}
	}
	return newPKey(k, "")
}

// A KeyFormat is how a private key is written.
type KeyFormat string

// The formats of private keys.
const (
	FormatOpenSSH KeyFormat = ""      // OpenSSH's own, as ssh-keygen writes
	FormatPEM     KeyFormat = "PEM"   // PKCS#1 or SEC 1, as paramiko writes; not for Ed25519, and not with a passphrase
	FormatPKCS8   KeyFormat = "PKCS8" // PKCS#8, as openssl writes
)

// WriteOptions say how a private key is written. The zero value writes OpenSSH's
// format without a passphrase.
type WriteOptions struct {
	Passphrase string    // encrypts the key: by bcrypt and aes256-ctr in FormatOpenSSH, by PBKDF2 and AES-256 in FormatPKCS8
	Format     KeyFormat // FormatOpenSSH, FormatPEM, or FormatPKCS8
	Comment    string    // in FormatOpenSSH; "" is that of the key

	// Cipher encrypts FormatOpenSSH with a passphrase: a name of ssh-keygen's option -Z,
	// such as "aes256-gcm@openssh.com" or "chacha20-poly1305@openssh.com". "" is
	// aes256-ctr.
	Cipher string
}

// WritePrivateKey writes the private key as text.
func (k *PKey) WritePrivateKey(w io.Writer, opts *WriteOptions) error {
	if w == nil {
		return &Error{Kind: ErrInvalid, Op: "write private key", Reason: "nothing to write to"}
	}
	text, err := k.privateText(opts)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return &Error{Kind: ErrKey, Op: "write private key", Err: err}
	}
	return nil
}

// WritePrivateKeyFile writes the private key to a file, all or nothing. A new file
// is its owner's alone.
func (k *PKey) WritePrivateKeyFile(path string, opts *WriteOptions) error {
	text, err := k.privateText(opts)
	if err != nil {
		return err
	}
	if err := atomicfile.WriteFile(path, text, &atomicfile.Options{Mode: 0o600}); err != nil {
		return &Error{Kind: ErrKey, Op: "write private key", Err: err}
	}
	return nil
}

func (k *PKey) privateText(opts *WriteOptions) ([]byte, error) {
	if opts == nil {
		opts = &WriteOptions{}
	}
	refuse := func(reason string) error {
		return &Error{Kind: ErrInvalid, Op: "write private key", Reason: reason}
	}
	if k == nil || k.private == nil {
		return nil, refuse("the key has no private half here")
	}
	if opts.Passphrase != "" && opts.Format == FormatPEM {
		return nil, refuse("a passphrase needs FormatOpenSSH or FormatPKCS8; the encryption of FormatPEM is weak")
	}
	if opts.Cipher != "" && (opts.Passphrase == "" || opts.Format != FormatOpenSSH) {
		return nil, refuse(fmt.Sprintf("cipher %q goes with FormatOpenSSH and a passphrase", opts.Cipher))
	}
	if opts.Cipher != "" && !slices.Contains(sshconn.OpenSSHCiphers(), opts.Cipher) {
		return nil, refuse(fmt.Sprintf("cipher %q; expected one of %s", opts.Cipher, strings.Join(sshconn.OpenSSHCiphers(), ", ")))
	}
	comment := opts.Comment
	if comment == "" {
		comment = k.comment
	}
	var block *pem.Block
	var err error
	switch opts.Format {
	case FormatOpenSSH:
		block, err = ssh.MarshalPrivateKey(k.private, comment)
		if err == nil && opts.Passphrase != "" {
			block.Bytes, err = sshconn.EncryptOpenSSH(block.Bytes, cmp.Or(opts.Cipher, "aes256-ctr"), []byte(opts.Passphrase), sshconn.UsualRounds)
		}
	case FormatPKCS8:
		block = &pem.Block{Type: "PRIVATE KEY"}
		block.Bytes, err = x509.MarshalPKCS8PrivateKey(k.private)
		if err == nil && opts.Passphrase != "" {
			block.Type = "ENCRYPTED PRIVATE KEY"
			block.Bytes, err = sshconn.EncryptPKCS8(block.Bytes, []byte(opts.Passphrase))
		}
	case FormatPEM:
		switch p := k.private.(type) {
		case *rsa.PrivateKey:
			block = &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(p)}
		case *ecdsa.PrivateKey:
			block = &pem.Block{Type: "EC PRIVATE KEY"}
			block.Bytes, err = x509.MarshalECPrivateKey(p)
		default:
			return nil, refuse("FormatPEM has no " + k.Name() + " keys; expected RSA or ECDSA")
		}
	default:
		return nil, refuse(fmt.Sprintf("format %q; expected FormatOpenSSH, FormatPEM or FormatPKCS8", opts.Format))
	}
	if err != nil {
		return nil, &Error{Kind: ErrKey, Op: "write private key", Err: err}
	}
	return pem.EncodeToMemory(block), nil
}
