package sshconn

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"hash"

	"golang.org/x/crypto/scrypt"
)

// Object identifiers of PKCS#5 v2.1 and RFC 7914.
var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
)

// digests are the hashes that PBKDF2 may be told to use; none told means SHA-1.
var digests = map[string]func() hash.Hash{
	"": sha1.New, "1.2.840.113549.2.7": sha1.New, "1.2.840.113549.2.8": sha256.New224,
	"1.2.840.113549.2.9": sha256.New, "1.2.840.113549.2.10": sha512.New384, "1.2.840.113549.2.11": sha512.New,
}

type pkcs8Cipher struct {
	key  int
	make func([]byte) (cipher.Block, error)
}

// pkcs8Ciphers are all used in CBC mode.
var pkcs8Ciphers = map[string]pkcs8Cipher{
	"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
	"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
	"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
}

// Bounds on the work that a file may ask for.
const (
	mostIterations   = 10_000_000
	mostScryptMemory = 256 << 20
)

// parseEncryptedPKCS8 reads RFC 5958's EncryptedPrivateKeyInfo, as openssl pkcs8
// and openssl genpkey write it.
func parseEncryptedPKCS8(der, passphrase []byte) (*PrivateKey, error) {
	if len(passphrase) == 0 {
		return nil, &KeyError{Kind: ErrPassphraseNeeded}
	}
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	var scheme struct{ KDF, Cipher pkix.AlgorithmIdentifier }
	var iv []byte
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return nil, &KeyError{Kind: ErrKey, Reason: "PKCS#8", Err: err}
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) {
		return nil, noKey("encrypted by %v; expected PBES2 (openssl pkcs8 -topk8 -v2 aes256 makes it so)", info.Algorithm.Algorithm)
	}
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &scheme); err != nil {
		return nil, &KeyError{Kind: ErrKey, Reason: "PBES2", Err: err}
	}
	c, ok := pkcs8Ciphers[scheme.Cipher.Algorithm.String()]
	if !ok {
		return nil, noKey("cipher %v of PBES2 is not known here; expected AES or triple DES in CBC mode", scheme.Cipher.Algorithm)
	}
	if _, err := asn1.Unmarshal(scheme.Cipher.Parameters.FullBytes, &iv); err != nil {
		return nil, &KeyError{Kind: ErrKey, Reason: "PBES2", Err: err}
	}
	key, err := deriveKey(scheme.KDF, passphrase, c.key)
	if err != nil {
		return nil, err
	}
	block, err := c.make(key)
	if err != nil {
		return nil, &KeyError{Kind: ErrKey, Err: err}
	}
	size := block.BlockSize()
	if len(iv) != size || len(info.Data) == 0 || len(info.Data)%size != 0 {
		return nil, noKey("the encrypted part is cut")
	}
	plain := make([]byte, len(info.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, info.Data)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > size {
		return nil, &KeyError{Kind: ErrPassphrase}
	}
	raw, err := x509.ParsePKCS8PrivateKey(plain[:len(plain)-pad])
	if err != nil {
		return nil, &KeyError{Kind: ErrPassphrase, Err: err}
	}
	signer, err := asSigner(raw)
	if err != nil {
		return nil, err
	}
	return &PrivateKey{Key: signer, Encrypted: true}, nil
}

// deriveKey is PBKDF2 or scrypt, as the file says.
func deriveKey(kdf pkix.AlgorithmIdentifier, passphrase []byte, size int) ([]byte, error) {
	switch {
	case kdf.Algorithm.Equal(oidPBKDF2):
		var p struct {
			Salt       []byte
			Iterations int
			Size       int                      `asn1:"optional"`
			Digest     pkix.AlgorithmIdentifier `asn1:"optional"`
		}
		if _, err := asn1.Unmarshal(kdf.Parameters.FullBytes, &p); err != nil {
			return nil, &KeyError{Kind: ErrKey, Reason: "PBKDF2", Err: err}
		}
		digest, ok := digests[p.Digest.Algorithm.String()]
		if !ok || p.Iterations < 1 || p.Iterations > mostIterations {
			return nil, noKey("PBKDF2 with digest %v and %d iterations; expected HMAC with SHA-1 or SHA-2, and 1 to %d", p.Digest.Algorithm, p.Iterations, mostIterations)
		}
		key, err := pbkdf2.Key(digest, string(passphrase), p.Salt, p.Iterations, size)
		if err != nil {
			return nil, &KeyError{Kind: ErrKey, Reason: "PBKDF2", Err: err}
		}
		return key, nil
	case kdf.Algorithm.Equal(oidScrypt):
		var p struct {
			Salt    []byte
			N, R, P int
			Size    int `asn1:"optional"`
		}
		if _, err := asn1.Unmarshal(kdf.Parameters.FullBytes, &p); err != nil {
			return nil, &KeyError{Kind: ErrKey, Reason: "scrypt", Err: err}
		}
		if p.N < 1 || p.R < 1 || p.P < 1 || p.P > 16 || p.R > mostScryptMemory/128 || p.N > mostScryptMemory/128/p.R {
			return nil, noKey("scrypt with N=%d r=%d p=%d asks for too much", p.N, p.R, p.P)
		}
		key, err := scrypt.Key(passphrase, p.Salt, p.N, p.R, p.P, size)
		if err != nil {
			return nil, &KeyError{Kind: ErrKey, Reason: "scrypt", Err: err}
		}
		return key, nil
	}
	return nil, noKey("key derivation %v is not known here; expected PBKDF2 or scrypt", kdf.Algorithm)
}
