// Package vault encrypts and decrypts as ansible-vault does: AES-256 in counter
// mode, with keys and counter made of the password by PBKDF2, and an HMAC over it.
package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Header begins every vault.
const Header = "$ANSIBLE_VAULT;"

var (
	// ErrPassword: no password that is known opens the vault.
	ErrPassword = errors.New("vault: no known password opens it")

	// ErrFormat: a text is no vault.
	ErrFormat = errors.New("vault: expected $ANSIBLE_VAULT;1.1;AES256 or 1.2, and lines of hexadecimal digits")
)

// A Secret is a password and the label that it has, which may be empty.
type Secret struct {
	ID       string
	Password []byte
}

const rounds = 10000

func keys(password, salt []byte) (key, mac, counter []byte, err error) {
	d, err := pbkdf2.Key(sha256.New, string(password), salt, rounds, 80)
	if err != nil {
		return nil, nil, nil, err
	}
	return d[:32], d[32:64], d[64:], nil
}

// Decrypt opens a vault with the first password that fits; those with the vault's
// own label are tried first.
func Decrypt(text string, secrets []Secret) ([]byte, error) {
	head, body, _ := strings.Cut(strings.TrimSpace(text), "\n")
	parts := strings.Split(strings.TrimSpace(head), ";")
	if len(parts) < 3 || parts[0]+";" != Header || parts[1] != "1.1" && parts[1] != "1.2" || parts[2] != "AES256" {
		return nil, ErrFormat
	}
	raw, err := hex.DecodeString(strings.Join(strings.Fields(body), ""))
	if err != nil {
		return nil, ErrFormat
	}
	fields := bytes.Split(raw, []byte("\n"))
	if len(fields) != 3 {
		return nil, ErrFormat
	}
	var salt, sum, sealed []byte
	for i, to := range []*[]byte{&salt, &sum, &sealed} {
		if *to, err = hex.DecodeString(string(fields[i])); err != nil {
			return nil, ErrFormat
		}
	}
	id := ""
	if len(parts) > 3 {
		id = parts[3]
	}
	var order []Secret
	for _, first := range []bool{true, false} {
		for _, s := range secrets {
			if (s.ID == id) == first {
				order = append(order, s)
			}
		}
	}
	for _, s := range order {
		key, mac, counter, err := keys(s.Password, salt)
		if err != nil {
			return nil, err
		}
		h := hmac.New(sha256.New, mac)
		h.Write(sealed)
		if !hmac.Equal(h.Sum(nil), sum) {
			continue
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		out := make([]byte, len(sealed))
		cipher.NewCTR(block, counter).XORKeyStream(out, sealed)
		if len(out) == 0 || int(out[len(out)-1]) > len(out) || out[len(out)-1] == 0 || out[len(out)-1] > aes.BlockSize {
			return nil, ErrFormat
		}
		return out[:len(out)-int(out[len(out)-1])], nil
	}
	return nil, ErrPassword
}

// Encrypt makes a vault, with the secret's label where it has one.
func Encrypt(data []byte, s Secret) (string, error) {
	salt := make([]byte, 32)
	rand.Read(salt)
	key, mac, counter, err := keys(s.Password, salt)
	if err != nil {
		return "", err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	pad := aes.BlockSize - len(data)%aes.BlockSize
	sealed := append(bytes.Clone(data), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCTR(block, counter).XORKeyStream(sealed, sealed)
	h := hmac.New(sha256.New, mac)
	h.Write(sealed)
	inner := fmt.Sprintf("%x\n%x\n%x", salt, h.Sum(nil), sealed)
	outer := hex.EncodeToString([]byte(inner))
	var b strings.Builder
	b.WriteString(Header + "1.1;AES256\n")
	if s.ID != "" {
		b.Reset()
		b.WriteString(Header + "1.2;AES256;" + s.ID + "\n")
	}
	for len(outer) > 80 {
		b.WriteString(outer[:80] + "\n")
		outer = outer[80:]
	}
	return b.String() + outer + "\n", nil
}
