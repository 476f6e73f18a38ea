package ipsec

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"slices"
)

// A ccm is the mode of RFC 3610 with a nonce of eleven bytes, as RFC 4309 has it.
type ccm struct {
	block cipher.Block
	tag   int
}

// What the mode of RFC 4309 fixes: the length of the nonce, and that of the count.
const (
	ccmNonce = 11
	ccmCount = 15 - ccmNonce
)

var errTag = errors.New("the tag is wrong")

func newCCM(key []byte, tag int) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	return &ccm{b, tag}, err
}

func (c *ccm) NonceSize() int { return ccmNonce }
func (c *ccm) Overhead() int  { return c.tag }

// Seal appends the hidden text and its tag.
func (c *ccm) Seal(dst, nonce, text, bound []byte) []byte {
	tag := c.mac(nonce, text, bound)
	out := slices.Clone(text)
	c.stream(nonce).XORKeyStream(out, out)
	return append(append(dst, out...), tag[:c.tag]...)
}

// Open appends the text once its tag is found right.
func (c *ccm) Open(dst, nonce, hidden, bound []byte) ([]byte, error) {
	if len(hidden) < c.tag {
		return nil, errTag
	}
	text, tag := slices.Clone(hidden[:len(hidden)-c.tag]), hidden[len(hidden)-c.tag:]
	c.stream(nonce).XORKeyStream(text, text)
	if want := c.mac(nonce, text, bound); subtle.ConstantTimeCompare(want[:c.tag], tag) != 1 {
		return nil, errTag
	}
	return append(dst, text...), nil
}

// first is the count from which the key stream begins; that of zero hides the tag.
func (c *ccm) first(nonce []byte, n byte) []byte {
	b := make([]byte, aes.BlockSize)
	b[0] = ccmCount - 1
	copy(b[1:], nonce)
	b[15] = n
	return b
}

func (c *ccm) stream(nonce []byte) cipher.Stream { return cipher.NewCTR(c.block, c.first(nonce, 1)) }

// mac is the tag: the text and what is bound to it, chained, and hidden.
func (c *ccm) mac(nonce, text, bound []byte) []byte {
	chain := c.first(nonce, 0)
	chain[0] |= byte((c.tag - 2) / 2 << 3)
	if len(bound) > 0 {
		chain[0] |= 0x40
	}
	binary.BigEndian.PutUint32(chain[12:], uint32(len(text)))
	c.block.Encrypt(chain, chain)
	add := func(data []byte) {
		for block := range slices.Chunk(data, aes.BlockSize) {
			subtle.XORBytes(chain, chain, block)
			c.block.Encrypt(chain, chain)
		}
	}
	if len(bound) > 0 {
		add(append(binary.BigEndian.AppendUint16(nil, uint16(len(bound))), bound...))
	}
	add(text)
	mask := c.first(nonce, 0)
	c.block.Encrypt(mask, mask)
	subtle.XORBytes(chain, chain, mask)
	return chain
}
