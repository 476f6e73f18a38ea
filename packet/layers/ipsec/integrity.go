package ipsec

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

// An authentication is an algorithm that tells whether a packet was changed.
type authentication struct {
	name string
	icv  int // bytes of the check value
	hash func() hash.Hash
	cmac bool
}

// authentications are the algorithms by their names in scapy.
var authentications = []authentication{
	{name: "NULL"},
	{name: "HMAC-SHA1-96", icv: 12, hash: sha1.New},
	{name: "SHA2-256-128", icv: 16, hash: sha256.New},
	{name: "SHA2-384-192", icv: 24, hash: sha512.New384},
	{name: "SHA2-512-256", icv: 32, hash: sha512.New},
	{name: "HMAC-MD5-96", icv: 12, hash: md5.New},
	{name: "AES-CMAC-96", icv: 12, cmac: true},
}

// A seal is an authentication with its key.
type seal struct {
	authentication
	key   []byte
	block cipher.Block
}

// newSeal checks a key. An empty name is no authentication.
func newSeal(name string, key []byte) (*seal, error) {
	if name == "" {
		name = "NULL"
	}
	at := slices.IndexFunc(authentications, func(a authentication) bool { return a.name == name })
	if at < 0 {
		var known []string
		for _, a := range authentications {
			known = append(known, a.name)
		}
		return nil, invalid("AuthAlgo", name, "one of "+strings.Join(known, ", ")+" was expected")
	}
	s := &seal{authentication: authentications[at], key: slices.Clone(key)}
	switch {
	case s.cmac && len(key) != 16:
		return nil, invalid("AuthKey", "", fmt.Sprintf("%s has keys of 16 bytes, not %d", name, len(key)))
	case s.hash != nil && len(key) == 0:
		return nil, invalid("AuthKey", "", name+" needs a key")
	case s.cmac:
		b, err := aes.NewCipher(key)
		if err != nil {
			return nil, &packet.Error{Kind: packet.ErrValue, Op: "ipsec", Path: "AuthKey", Err: err}
		}
		s.block = b
	}
	return s, nil
}

// value is the check value of some bytes.
func (s *seal) value(data []byte) []byte {
	switch {
	case s.cmac:
		return cmac(s.block, data)[:s.icv]
	case s.hash == nil:
		return nil
	}
	h := hmac.New(s.hash, s.key)
	h.Write(data)
	return h.Sum(nil)[:s.icv]
}

// cmac is the check value of RFC 4493.
func cmac(b cipher.Block, data []byte) []byte {
	last := make([]byte, aes.BlockSize)
	b.Encrypt(last, last)
	last = doubled(last)
	n := max(len(data)-1, 0) / aes.BlockSize * aes.BlockSize
	rest := slices.Clone(data[n:])
	if len(rest) < aes.BlockSize {
		last = doubled(last)
		rest = append(append(rest, 0x80), make([]byte, aes.BlockSize)...)[:aes.BlockSize]
	}
	chain := make([]byte, aes.BlockSize)
	for block := range slices.Chunk(data[:n], aes.BlockSize) {
		subtle.XORBytes(chain, chain, block)
		b.Encrypt(chain, chain)
	}
	subtle.XORBytes(chain, chain, rest)
	subtle.XORBytes(chain, chain, last)
	b.Encrypt(chain, chain)
	return chain
}

// doubled is a block times x in the field of RFC 4493.
func doubled(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[i] = b[i] << 1
		if i+1 < len(b) {
			out[i] |= b[i+1] >> 7
		}
	}
	if b[0]&0x80 != 0 {
		out[len(b)-1] ^= 0x87
	}
	return out
}
