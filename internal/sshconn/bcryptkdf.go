package sshconn

import (
	"crypto/sha512"
	"encoding/binary"

	//lint:ignore SA1019 OpenSSH derives the keys of its key files by it
	"golang.org/x/crypto/blowfish"
)

// bcryptPBKDF derives a key from a passphrase as OpenSSH's private keys do: PBKDF2
// over a hash that is 64 rounds of bcrypt's key schedule, its output spread over the
// key so that no prefix comes cheaper than the whole.
func bcryptPBKDF(passphrase, salt []byte, rounds, size int) ([]byte, error) {
	const hashSize = 32
	hashedPass := sha512.Sum512(passphrase)
	blocks := (size + hashSize - 1) / hashSize
	key := make([]byte, blocks*hashSize)
	for i := 1; i <= blocks; i++ {
		h := sha512.New()
		h.Write(salt)
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
		u, err := bcryptHash(hashedPass[:], h.Sum(nil))
		if err != nil {
			return nil, err
		}
		sum := u
		for range rounds - 1 {
			again := sha512.Sum512(u[:])
			if u, err = bcryptHash(hashedPass[:], again[:]); err != nil {
				return nil, err
			}
			for j := range sum {
				sum[j] ^= u[j]
			}
		}
		for j, b := range sum {
			key[j*blocks+i-1] = b
		}
	}
	return key[:size], nil
}

// bcryptHash encrypts a fixed text, under a schedule keyed by both inputs.
func bcryptHash(pass, salt []byte) (out [32]byte, err error) {
	c, err := blowfish.NewSaltedCipher(pass, salt)
	if err != nil {
		return out, err
	}
	for range 64 {
		blowfish.ExpandKey(salt, c)
		blowfish.ExpandKey(pass, c)
	}
	copy(out[:], "OxychromaticBlowfishSwatDynamite")
	for i := 0; i < len(out); i += 8 {
		for range 64 {
			c.Encrypt(out[i:i+8], out[i:i+8])
		}
	}
	for i := 0; i < len(out); i += 4 { // words, the small end first
		out[i], out[i+1], out[i+2], out[i+3] = out[i+3], out[i+2], out[i+1], out[i]
	}
	return out, nil
}
