package ipsec

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"fmt"
	"slices"
	"strings"

	//lint:ignore SA1019 old peers still encrypt with it, and captures of them are read
	"golang.org/x/crypto/blowfish"
	//lint:ignore SA1019 old peers still encrypt with it, and captures of them are read
	"golang.org/x/crypto/cast5"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/pyops-go/pyops/packet"
)

// An encryption is an algorithm that hides the data of ESP.
type encryption struct {
	name  string
	keys  []int // lengths in bytes, without the salt
	salt  int   // bytes at the end of the key that belong to the nonce
	iv    int   // bytes that are sent before the data
	block int
	icv   []int // lengths of the tag of an algorithm that authenticates as well, the usual one first

	blocks func(key []byte) (cipher.Block, error)
	stream bool // the blocks count instead of being chained
	sealer func(key []byte, icv int) (cipher.AEAD, error)
}

// encryptions are the algorithms by their names in scapy.
var encryptions = []encryption{
	{name: "NULL", block: 1},
	{name: "AES-CBC", keys: []int{16, 24, 32}, iv: 16, block: 16, blocks: aes.NewCipher},
	{name: "AES-CTR", keys: []int{16, 24, 32}, salt: 4, iv: 8, block: 1, blocks: aes.NewCipher, stream: true},
	{name: "AES-GCM", keys: []int{16, 24, 32}, salt: 4, iv: 8, block: 1, icv: []int{16, 12}, sealer: newGCM},
	{name: "AES-CCM", keys: []int{16, 24, 32}, salt: 3, iv: 8, block: 1, icv: []int{16, 8, 12}, sealer: newCCM},
	{name: "CHACHA20-POLY1305", keys: []int{32}, salt: 4, iv: 8, block: 1, icv: []int{16}, sealer: newChaCha},
	{name: "DES", keys: []int{8}, iv: 8, block: 8, blocks: des.NewCipher},
	{name: "3DES", keys: []int{8, 16, 24}, iv: 8, block: 8, blocks: newTripleDES},
	{name: "CAST", keys: []int{16}, iv: 8, block: 8, blocks: func(key []byte) (cipher.Block, error) { return cast5.NewCipher(key) }},
	{name: "Blowfish", keys: span(4, 56), iv: 8, block: 8, blocks: func(key []byte) (cipher.Block, error) { return blowfish.NewCipher(key) }},
}

func span(first, last int) (all []int) {
	for n := first; n <= last; n++ {
		all = append(all, n)
	}
	return all
}

// newTripleDES takes one or two keys for three, as older peers have them.
func newTripleDES(key []byte) (cipher.Block, error) {
	switch len(key) {
	case 8:
		key = bytes.Repeat(key, 3)
	case 16:
		key = append(slices.Clone(key), key[:8]...)
	}
	return des.NewTripleDESCipher(key)
}

func newGCM(key []byte, icv int) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithTagSize(b, icv)
}

func newChaCha(key []byte, _ int) (cipher.AEAD, error) { return chacha20poly1305.New(key) }

// A secret is an encryption with its key. The zero value hides nothing.
type secret struct {
	encryption
	tag   int // length of the tag, zero for an algorithm that does not authenticate
	extra []byte
	inner cipher.Block
	seal  cipher.AEAD
}

// newSecret checks a key. An empty name is no encryption.
func newSecret(name string, key []byte, icv int) (*secret, error) {
	if name == "" {
		name = "NULL"
	}
	at := slices.IndexFunc(encryptions, func(e encryption) bool { return e.name == name })
	if at < 0 {
		var known []string
		for _, e := range encryptions {
			known = append(known, e.name)
		}
		return nil, invalid("CryptAlgo", name, "one of "+strings.Join(known, ", ")+" was expected")
	}
	s := &secret{encryption: encryptions[at]}
	if s.keys != nil && !slices.Contains(s.keys, len(key)-s.salt) {
		return nil, invalid("CryptKey", "", fmt.Sprintf("%s has keys of %s bytes and a salt of %d, not %d bytes in all", name, numbers(s.keys), s.salt, len(key)))
	}
	if icv != 0 && !slices.Contains(s.icv, icv) {
		return nil, invalid("CryptICVSize", fmt.Sprint(icv), fmt.Sprintf("%s has %s", name, numbers(s.icv)))
	}
	if s.icv != nil {
		if s.tag = icv; icv == 0 {
			s.tag = s.icv[0]
		}
	}
	key, s.extra = key[:max(len(key)-s.salt, 0)], slices.Clone(key[max(len(key)-s.salt, 0):])
	var err error
	switch {
	case s.sealer != nil:
		s.seal, err = s.sealer(key, s.tag)
	case s.blocks != nil:
		s.inner, err = s.blocks(key)
	}
	if err != nil {
		return nil, &packet.Error{Kind: packet.ErrValue, Op: "ipsec", Path: "CryptKey", Err: err}
	}
	return s, nil
}

// numbers words what a length may be.
func numbers(all []int) string {
	if len(all) == 0 {
		return "none"
	}
	if len(all) > 4 {
		return fmt.Sprintf("%d to %d", all[0], all[len(all)-1])
	}
	words := make([]string, len(all))
	for i, n := range all {
		words[i] = fmt.Sprint(n)
	}
	return strings.Join(words, ", ")
}

// align is what the length of what is encrypted must be a multiple of.
func (s *secret) align() int { return max(4, s.block) }

// encrypt returns the data of ESP for a padded text: the vector, what is hidden, and
// the tag.
func (s *secret) encrypt(iv, text, bound []byte) []byte {
	out := slices.Clone(iv)
	switch {
	case s.seal != nil:
		return s.seal.Seal(out, append(slices.Clone(s.extra), iv...), text, bound)
	case s.inner == nil:
		return append(out, text...)
	}
	text = slices.Clone(text)
	if s.stream {
		s.counter(iv).XORKeyStream(text, text)
	} else {
		cipher.NewCBCEncrypter(s.inner, iv).CryptBlocks(text, text)
	}
	return append(out, text...)
}

// decrypt returns the padded text that the data of ESP hide.
func (s *secret) decrypt(data, bound []byte) ([]byte, error) {
	if len(data) < s.iv+s.tag {
		return nil, malformed("the data are shorter than what its algorithm adds")
	}
	iv, hidden := data[:s.iv], data[s.iv:]
	switch {
	case s.seal != nil:
		text, err := s.seal.Open(nil, append(slices.Clone(s.extra), iv...), hidden, bound)
		if err != nil {
			return nil, integrity("the tag is not that of the data")
		}
		return text, nil
	case s.inner == nil:
		return hidden, nil
	case len(hidden)%s.block != 0:
		return nil, malformed(fmt.Sprintf("the data are no multiple of %d bytes", s.block))
	}
	text := slices.Clone(hidden)
	if s.stream {
		s.counter(iv).XORKeyStream(text, text)
	} else {
		cipher.NewCBCDecrypter(s.inner, iv).CryptBlocks(text, text)
	}
	return text, nil
}

// counter is the key stream of RFC 3686: salt, vector, and a count from one.
func (s *secret) counter(iv []byte) cipher.Stream {
	return cipher.NewCTR(s.inner, slices.Concat(s.extra, iv, []byte{0, 0, 0, 1}))
}
