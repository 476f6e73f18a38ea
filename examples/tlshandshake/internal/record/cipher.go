package record

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"golang.org/x/crypto/chacha20poly1305"
)

// A suite is what a cipher suite needs for its keys.
type suite struct {
	hash                 func() hash.Hash // of the key derivation
	key, mac, iv, record int              // bytes of a key, of a MAC key, of a fixed IV; and of what each record brings of its nonce
	seal                 byte             // 'g' AES-GCM, 'c' ChaCha20-Poly1305, 'b' AES-CBC
	macHash              func() hash.Hash
}

var (
	gcm128   = suite{hash: sha256.New, key: 16, iv: 4, record: 8, seal: 'g'}
	gcm256   = suite{hash: sha512.New384, key: 32, iv: 4, record: 8, seal: 'g'}
	chacha12 = suite{hash: sha256.New, key: 32, iv: 12, seal: 'c'}
)

func cbc(key int, mac func() hash.Hash) suite {
	return suite{hash: sha256.New, key: key, mac: mac().Size(), record: aes.BlockSize, seal: 'b', macHash: mac}
}

// suites are those that this program decrypts, by their numbers.
var suites = map[uint16]suite{
	0x1301: {hash: sha256.New, key: 16, iv: 12, seal: 'g'},
	0x1302: {hash: sha512.New384, key: 32, iv: 12, seal: 'g'},
	0x1303: {hash: sha256.New, key: 32, iv: 12, seal: 'c'},

	0x009c: gcm128, 0xc02b: gcm128, 0xc02f: gcm128,
	0x009d: gcm256, 0xc02c: gcm256, 0xc030: gcm256,
	0xcca8: chacha12, 0xcca9: chacha12,
	0x002f: cbc(16, sha1.New), 0xc009: cbc(16, sha1.New), 0xc013: cbc(16, sha1.New),
	0x0035: cbc(32, sha1.New), 0xc00a: cbc(32, sha1.New), 0xc014: cbc(32, sha1.New),
	0x003c: cbc(16, sha256.New), 0xc023: cbc(16, sha256.New), 0xc027: cbc(16, sha256.New),
}

// PRF is the pseudorandom function of TLS 1.2 (RFC 5246, section 5).
func PRF(h func() hash.Hash, secret []byte, label string, seed []byte, length int) []byte {
	seed = append([]byte(label), seed...)
	mac := func(data ...[]byte) []byte {
		m := hmac.New(h, secret)
		for _, d := range data {
			m.Write(d)
		}
		return m.Sum(nil)
	}
	var out []byte
	for a := mac(seed); len(out) < length; a = mac(a) {
		out = append(out, mac(a, seed)...)
	}
	return out[:length]
}

// KeyBlock is what a TLS 1.2 connection takes its keys from.
type KeyBlock struct {
	ClientMAC, ServerMAC, ClientKey, ServerKey, ClientIV, ServerIV []byte
}

// DeriveKeyBlock derives the keys of a TLS 1.2 connection (RFC 5246, section 6.3).
func DeriveKeyBlock(id uint16, master, clientRandom, serverRandom []byte) (*KeyBlock, error) {
	s, ok := suites[id]
	if !ok {
		return nil, fmt.Errorf("cipher suite %04x is not one that this program decrypts", id)
	}
	block := PRF(s.hash, master, "key expansion", append(append([]byte(nil), serverRandom...), clientRandom...), 2*(s.mac+s.key+s.iv))
	take := func(n int) []byte {
		out := block[:n]
		block = block[n:]
		return out
	}
	return &KeyBlock{take(s.mac), take(s.mac), take(s.key), take(s.key), take(s.iv), take(s.iv)}, nil
}

// expandLabel is HKDF-Expand-Label of TLS 1.3 (RFC 8446, section 7.1).
func expandLabel(h func() hash.Hash, secret []byte, label string, length int) ([]byte, error) {
	label = "tls13 " + label
	info := binary.BigEndian.AppendUint16(nil, uint16(length))
	info = append(info, byte(len(label)))
	info = append(info, label...)
	info = append(info, 0)
	return hkdf.Expand(h, secret, string(info), length)
}

// An opener decrypts the records of one direction, which have a number each that
// is nowhere on the wire.
type opener struct {
	suite
	version uint16
	aead    cipher.AEAD
	block   cipher.Block
	iv      []byte
	secret  []byte // of TLS 1.3
	number  uint64
}

func newOpener(s suite, version uint16, key, iv []byte) (*opener, error) {
	o := &opener{suite: s, version: version, iv: iv}
	var err error
	switch s.seal {
	case 'c':
		o.aead, err = chacha20poly1305.New(key)
	default:
		if o.block, err = aes.NewCipher(key); err == nil && s.seal == 'g' {
			o.aead, err = cipher.NewGCM(o.block)
		}
	}
	return o, err
}

// opener13 is that of a traffic secret of TLS 1.3.
func opener13(id uint16, secret []byte) (*opener, error) {
	s, ok := suites[id]
	if !ok || secret == nil {
		return nil, errNoSecret
	}
	key, err := expandLabel(s.hash, secret, "key", s.key)
	if err != nil {
		return nil, err
	}
	iv, err := expandLabel(s.hash, secret, "iv", s.iv)
	if err != nil {
		return nil, err
	}
	o, err := newOpener(s, 0x0304, key, iv)
	if err == nil {
		o.secret = secret
	}
	return o, err
}

// next is the opener after a KeyUpdate (RFC 8446, section 7.2).
func (o *opener) next(id uint16) (*opener, error) {
	secret, err := expandLabel(o.hash, o.secret, "traffic upd", o.hash().Size())
	if err != nil {
		return nil, err
	}
	return opener13(id, secret)
}

var (
	errNoSecret = errors.New("no secret is known for it")
	errSealed   = errors.New("it does not decrypt with the secret that is known")
)

// open decrypts a record, and returns its content and its inner type.
func (o *opener) open(kind byte, version uint16, body []byte) (content []byte, inner byte, err error) {
	defer func() { o.number++ }()
	if o.seal == 'b' {
		content, err = o.openCBC(kind, version, body)
		return content, kind, err
	}
	if len(body) < o.record+o.aead.Overhead() {
		return nil, 0, errSealed
	}
	nonce := make([]byte, o.aead.NonceSize())
	if o.record > 0 { // AES-GCM of TLS 1.2: four bytes are fixed, eight come with the record
		copy(nonce, o.iv)
		copy(nonce[len(o.iv):], body[:o.record])
		body = body[o.record:]
	} else {
		binary.BigEndian.PutUint64(nonce[len(nonce)-8:], o.number)
		for i := range nonce {
			nonce[i] ^= o.iv[i]
		}
	}
	var more []byte
	if o.version == 0x0304 {
		more = binary.BigEndian.AppendUint16([]byte{kind, byte(version >> 8), byte(version)}, uint16(len(body)))
	} else {
		more = binary.BigEndian.AppendUint64(nil, o.number)
		more = append(more, kind, byte(version>>8), byte(version))
		more = binary.BigEndian.AppendUint16(more, uint16(len(body)-o.aead.Overhead()))
	}
	content, err = o.aead.Open(nil, nonce, body, more)
	if err != nil {
		return nil, 0, errSealed
	}
	if o.version != 0x0304 {
		return content, kind, nil
	}
	// The type is the last byte that is not 0; zeros behind it hide the length.
	for len(content) > 0 && content[len(content)-1] == 0 {
		content = content[:len(content)-1]
	}
	if len(content) == 0 {
		return nil, 0, errSealed
	}
	return content[:len(content)-1], content[len(content)-1], nil
}

// openCBC decrypts a record of AES-CBC: an IV, then content, MAC and padding.
func (o *opener) openCBC(kind byte, version uint16, body []byte) ([]byte, error) {
	if len(body) < 2*aes.BlockSize || len(body)%aes.BlockSize != 0 {
		return nil, errSealed
	}
	plain := make([]byte, len(body)-aes.BlockSize)
	cipher.NewCBCDecrypter(o.block, body[:aes.BlockSize]).CryptBlocks(plain, body[aes.BlockSize:])
	end := len(plain) - 1 - int(plain[len(plain)-1]) - o.mac
	if end < 0 {
		return nil, errSealed
	}
	m := hmac.New(o.macHash, o.iv)
	binary.Write(m, binary.BigEndian, o.number)
	m.Write([]byte{kind, byte(version >> 8), byte(version), byte(end >> 8), byte(end)})
	m.Write(plain[:end])
	if !hmac.Equal(m.Sum(nil), plain[end:end+o.mac]) {
		return nil, errSealed
	}
	return plain[:end], nil
}
