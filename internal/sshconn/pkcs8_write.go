package sshconn

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
)

// Object identifiers of what is written.
var (
	oidHMACWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}
	oidAES256CBC      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
)

// iterations make each guess of a passphrase cost some tenths of a second.
const iterations = 600_000

// EncryptPKCS8 encrypts a private key that is in PKCS#8 as RFC 8018 has it: PBES2 with
// PBKDF2 (HMAC-SHA-256) and AES-256 in CBC mode. It is the content of a PEM block
// ENCRYPTED PRIVATE KEY.
func EncryptPKCS8(der, passphrase []byte) ([]byte, error) {
	salt, iv := make([]byte, 16), make([]byte, aes.BlockSize)
	rand.Read(salt)
	rand.Read(iv)
	key, err := pbkdf2.Key(sha256.New, string(passphrase), salt, iterations, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	pad := aes.BlockSize - len(der)%aes.BlockSize
	data := append(slices.Clone(der), slices.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)
	var failed error
	marshal := func(v any) asn1.RawValue {
		der, err := asn1.Marshal(v)
		if err != nil {
			failed = err
		}
		return asn1.RawValue{FullBytes: der}
	}
	kdf := marshal(struct {
		Salt       []byte
		Iterations int
		Digest     pkix.AlgorithmIdentifier
	}{salt, iterations, pkix.AlgorithmIdentifier{Algorithm: oidHMACWithSHA256, Parameters: asn1.NullRawValue}})
	scheme := marshal(struct{ KDF, Cipher pkix.AlgorithmIdentifier }{
		pkix.AlgorithmIdentifier{Algorithm: oidPBKDF2, Parameters: kdf},
		pkix.AlgorithmIdentifier{Algorithm: oidAES256CBC, Parameters: marshal(iv)},
	})
	out := marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{pkix.AlgorithmIdentifier{Algorithm: oidPBES2, Parameters: scheme}, data})
	return out.FullBytes, failed
}
