package sshconn

import (
	"crypto/aes"
	"crypto/cipher"
	"maps"
	"slices"

	"golang.org/x/crypto/chacha20"
	//lint:ignore SA1019 OpenSSH's chacha20-poly1305 is not the AEAD that chacha20poly1305 has
	"golang.org/x/crypto/poly1305"
)

// An opensshCipher is one that ssh-keygen -Z knows, beside those that crypto/ssh
// reads by itself.
type opensshCipher struct {
	key, iv, tag, block int
	open, seal          func(key, iv, text []byte) ([]byte, error)
}

var opensshCiphers = map[string]opensshCipher{
	"aes128-cbc":                    {16, 16, 0, 16, openCBC, sealCBC},
	"aes192-cbc":                    {24, 16, 0, 16, openCBC, sealCBC},
	"aes256-cbc":                    {32, 16, 0, 16, openCBC, sealCBC},
	"aes128-ctr":                    {16, 16, 0, 16, openCTR, openCTR},
	"aes192-ctr":                    {24, 16, 0, 16, openCTR, openCTR},
	"aes256-ctr":                    {32, 16, 0, 16, openCTR, openCTR},
	"aes128-gcm@openssh.com":        {16, 12, 16, 16, openGCM, sealGCM},
	"aes256-gcm@openssh.com":        {32, 12, 16, 16, openGCM, sealGCM},
	"chacha20-poly1305@openssh.com": {64, 0, 16, 8, openChaCha, sealChaCha},
}

// OpenSSHCiphers are the names of the ciphers that OpenSSH's format of private keys is
// encrypted with here, sorted.
func OpenSSHCiphers() []string { return slices.Sorted(maps.Keys(opensshCiphers)) }

func openCBC(key, iv, sealed []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(b, iv).CryptBlocks(plain, sealed)
	return plain, nil
}

func openCTR(key, iv, sealed []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(sealed))
	cipher.NewCTR(b, iv).XORKeyStream(plain, sealed)
	return plain, nil
}

func openGCM(key, iv, sealed []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(b)
	if err != nil {
		return nil, err
	}
	return g.Open(nil, iv, sealed, nil)
}

func sealCBC(key, iv, text []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, len(text))
	cipher.NewCBCEncrypter(b, iv).CryptBlocks(sealed, text)
	return sealed, nil
}

func sealGCM(key, iv, text []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(b)
	if err != nil {
		return nil, err
	}
	return g.Seal(nil, iv, text, nil), nil
}

// chaCha is OpenSSH's own composition (PROTOCOL.chacha20poly1305) at sequence number 0:
// the stream that stands at the text, and the key of its tag. The second half of the key
// would encrypt lengths, which a file has not.
func chaCha(key []byte) (c *chacha20.Cipher, polyKey [32]byte, err error) {
	c, err = chacha20.NewUnauthenticatedCipher(key[:32], make([]byte, chacha20.NonceSize))
	if err == nil {
		c.XORKeyStream(polyKey[:], polyKey[:])
		c.SetCounter(1)
	}
	return c, polyKey, err
}

func openChaCha(key, _, sealed []byte) ([]byte, error) {
	c, polyKey, err := chaCha(key)
	if err != nil {
		return nil, err
	}
	text, tag := sealed[:len(sealed)-poly1305.TagSize], sealed[len(sealed)-poly1305.TagSize:]
	if !poly1305.Verify((*[poly1305.TagSize]byte)(tag), text, &polyKey) {
		return nil, ErrPassphrase
	}
	plain := make([]byte, len(text))
	c.XORKeyStream(plain, text)
	return plain, nil
}

func sealChaCha(key, _, text []byte) ([]byte, error) {
	c, polyKey, err := chaCha(key)
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, len(text))
	c.XORKeyStream(sealed, text)
	var tag [poly1305.TagSize]byte
	poly1305.Sum(&tag, sealed, &polyKey)
	return append(sealed, tag[:]...), nil
}
