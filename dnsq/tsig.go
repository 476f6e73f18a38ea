package dnsq

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"time"
)

// The algorithms of TSIG, by their names in dns.tsig.
var (
	HMACMD5       = MustName("HMAC-MD5.SIG-ALG.REG.INT")
	HMACSHA1      = MustName("hmac-sha1")
	HMACSHA224    = MustName("hmac-sha224")
	HMACSHA256    = MustName("hmac-sha256")
	HMACSHA256128 = MustName("hmac-sha256-128")
	HMACSHA384    = MustName("hmac-sha384")
	HMACSHA384192 = MustName("hmac-sha384-192")
	HMACSHA512    = MustName("hmac-sha512")
	HMACSHA512256 = MustName("hmac-sha512-256")

	// DefaultTSIGAlgorithm is that of keys that name none.
	DefaultTSIGAlgorithm = HMACSHA256
)

// A mac is a hash and how many bytes of it are used.
type mac struct {
	new  func() hash.Hash
	size int
}

var macs = map[string]mac{
	HMACMD5.Key():       {md5.New, 16},
	HMACSHA1.Key():      {sha1.New, 20},
	HMACSHA224.Key():    {sha256.New224, 28},
	HMACSHA256.Key():    {sha256.New, 32},
	HMACSHA256128.Key(): {sha256.New, 16},
	HMACSHA384.Key():    {sha512.New384, 48},
	HMACSHA384192.Key(): {sha512.New384, 24},
	HMACSHA512.Key():    {sha512.New, 64},
	HMACSHA512256.Key(): {sha512.New, 32},
}

// A TSIGKey is a secret that two sides share to sign messages. Its secret is never
// printed, whatever the verb.
type TSIGKey struct {
	Name      Name
	Algorithm Name
	secret    **secret
}

// A secret stands behind two pointers: package fmt prints unexported fields, and
// what one pointer leads to where a verb does not fit.
type secret struct{ bytes []byte }

func (k *TSIGKey) bytes() []byte {
	if k.secret == nil {
		return nil
	}
	return (*k.secret).bytes
}

// NewTSIGKey makes a key. The zero algorithm is DefaultTSIGAlgorithm.
func NewTSIGKey(name Name, secret []byte, algorithm Name) *TSIGKey {
	if algorithm == Empty {
		algorithm = DefaultTSIGAlgorithm
	}
	return &TSIGKey{name, algorithm, newSecret(secret)}
}

func newSecret(b []byte) **secret {
	s := &secret{bytes.Clone(b)}
	return &s
}

// TSIGKeyFromText makes a key of its name, its secret in base64, and the name of
// its algorithm, which may be empty for the default. Errors are of the kind
// ErrSyntax; they do not show the secret.
func TSIGKeyFromText(name, secret, algorithm string) (*TSIGKey, error) {
	n, err := NameFromText(name, nil)
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(secret)
	if err != nil {
		return nil, fail(ErrSyntax, "the secret of key "+name+" is not base64")
	}
	a := DefaultTSIGAlgorithm
	if algorithm != "" {
		if a, err = NameFromText(algorithm, nil); err != nil {
			return nil, err
		}
	}
	return NewTSIGKey(n, raw, a), nil
}

// String names the key and its algorithm, not its secret.
func (k TSIGKey) String() string {
	return fmt.Sprintf("<DNS key name='%s', algorithm='%s'>", k.Name, k.Algorithm)
}

// Format writes what String says, whatever the verb.
func (k TSIGKey) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// Equal reports whether two keys have the same name, algorithm and secret.
func (k *TSIGKey) Equal(o *TSIGKey) bool {
	return k.Name.Equal(o.Name) && k.Algorithm.Equal(o.Algorithm) && hmac.Equal(k.bytes(), o.bytes())
}

// size is at least what the key's signature adds to a message.
func (k *TSIGKey) size(other []byte) int {
	return len(k.Name.wire) + len(k.Algorithm.wire) + 10 + 16 + 64 + len(other)
}

// MACSize is the number of bytes of the key's signatures, or ErrBadAlgorithm.
func (k *TSIGKey) MACSize() (int, error) {
	m, ok := macs[k.Algorithm.Key()]
	if !ok {
		return 0, failOn(ErrBadAlgorithm, "TSIG algorithm "+k.Algorithm.String()+" is not supported", "")
	}
	return m.size, nil
}

// A Keyring finds keys by their names.
type Keyring map[string]*TSIGKey

// NewKeyring makes a keyring of keys.
func NewKeyring(keys ...*TSIGKey) Keyring {
	r := Keyring{}
	for _, k := range keys {
		r[k.Name.Key()] = k
	}
	return r
}

// KeyringFromText makes a keyring of secrets in base64 by the names of keys, all
// of the default algorithm. Errors are of the kind ErrSyntax.
func KeyringFromText(secrets map[string]string) (Keyring, error) {
	r := Keyring{}
	for name, secret := range secrets {
		k, err := TSIGKeyFromText(name, secret, "")
		if err != nil {
			return nil, err
		}
		r[k.Name.Key()] = k
	}
	return r, nil
}

// ToText gives the secrets in base64, by the names of the keys with a final dot.
func (r Keyring) ToText() map[string]string {
	out := make(map[string]string, len(r))
	for _, k := range r {
		out[k.Name.String()] = base64.StdEncoding.EncodeToString(k.bytes())
	}
	return out
}

// Get returns the key of a name, or nil.
func (r Keyring) Get(name Name) *TSIGKey { return r[name.Key()] }

// A TSIGContext is the hash over a sequence of messages.
type TSIGContext struct {
	hash hash.Hash
	size int
}

func (c *TSIGContext) unsigned(wire []byte) { c.hash.Write(wire) }

func newTSIGContext(key *TSIGKey) (*TSIGContext, error) {
	m, ok := macs[key.Algorithm.Key()]
	if !ok {
		return nil, failOn(ErrBadAlgorithm, "TSIG algorithm "+key.Algorithm.String()+" is not supported", "")
	}
	return &TSIGContext{hmac.New(m.new, key.bytes()), m.size}, nil
}

func (c *TSIGContext) mac() []byte { return c.hash.Sum(nil)[:c.size] }

// writeMAC hashes a signature that came before.
func (c *TSIGContext) writeMAC(mac []byte) {
	c.hash.Write(binary.BigEndian.AppendUint16(nil, uint16(len(mac))))
	c.hash.Write(mac)
}

// digest hashes a message and what is signed beside it. Later messages of a
// sequence continue the hash of those before.
func digest(wire []byte, key *TSIGKey, rd *TSIG, requestMAC []byte, ctx *TSIGContext, multi bool) (*TSIGContext, error) {
	first := ctx == nil || !multi
	if first {
		var err error
		if ctx, err = newTSIGContext(key); err != nil {
			return nil, err
		}
		if len(requestMAC) > 0 {
			ctx.writeMAC(requestMAC)
		}
	}
	ctx.hash.Write(binary.BigEndian.AppendUint16(nil, rd.OriginalID))
	ctx.hash.Write(wire[2:])
	w := wireWriter{}
	if first {
		w.buf = append(w.buf, lowered(key.Name.wire)...)
		w.u16(uint16(ClassANY))
		w.u32(0)
		w.buf = append(w.buf, lowered(key.Algorithm.wire)...)
	}
	w.u16(uint16(rd.TimeSigned >> 32))
	w.u32(uint32(rd.TimeSigned))
	w.u16(rd.Fudge)
	if first {
		w.u16(uint16(rd.Error))
		w.u16(uint16(len(rd.Other)))
		w.buf = append(w.buf, rd.Other...)
	}
	ctx.hash.Write(w.buf)
	return ctx, nil
}

// following is the hash that the next message of a sequence continues.
func following(key *TSIGKey, mac []byte, multi bool) (*TSIGContext, error) {
	if !multi {
		return nil, nil
	}
	ctx, err := newTSIGContext(key)
	if err == nil {
		ctx.writeMAC(mac)
	}
	return ctx, err
}

// sign appends a TSIG record to the message in w.
func (m *Message) sign(w *wireWriter, opts *RenderOptions) error {
	now := opts.Now
	if now.IsZero() {
		now = time.Now()
	}
	rd := &TSIG{
		Algorithm: m.Key.Algorithm, TimeSigned: uint64(now.Unix()), Fudge: m.Fudge,
		OriginalID: m.OriginalID, Error: m.TSIGError, Other: m.OtherData,
	}
	if rd.Fudge == 0 {
		rd.Fudge = 300
	}
	ctx, err := digest(w.buf, m.Key, rd, m.RequestMAC, m.TSIGContext, opts.Multi)
	if err != nil {
		return err
	}
	rd.MAC = ctx.mac()
	if m.TSIGContext, err = following(m.Key, rd.MAC, opts.Multi); err != nil {
		return err
	}
	m.MAC = rd.MAC
	w.compress = false
	return w.record(m.Key.Name, TypeTSIG, ClassANY, 0, rd)
}

// signature verifies the TSIG record that begins at start.
func (p *parser) signature(owner Name, rd *TSIG, start int) error {
	m := p.message
	if p.opts.Keyring == nil {
		return fail(ErrUnknownTSIGKey, "got signed message without keyring")
	}
	key := p.opts.Keyring.Get(owner)
	if key == nil {
		return failOn(ErrUnknownTSIGKey, "key '"+owner.String()+"' unknown", "")
	}
	now := p.opts.Now
	if now.IsZero() {
		now = time.Now()
	}
	ctx, err := verify(p.msg, key, owner, rd, now, p.opts.RequestMAC, start, m.TSIGContext, p.opts.Multi)
	if err != nil {
		return err
	}
	m.TSIGContext, m.HadTSIG = ctx, true
	m.Key, m.Fudge, m.OriginalID, m.TSIGError, m.OtherData, m.MAC = key, rd.Fudge, rd.OriginalID, rd.Error, rd.Other, rd.MAC
	return nil
}

func verify(wire []byte, key *TSIGKey, owner Name, rd *TSIG, now time.Time, requestMAC []byte, start int, ctx *TSIGContext, multi bool) (*TSIGContext, error) {
	additional := binary.BigEndian.Uint16(wire[10:])
	if additional == 0 {
		return nil, fail(ErrFormError, "")
	}
	switch rd.Error {
	case RcodeNOERROR:
	case RcodeBADSIG:
		return nil, fail(ErrPeerBadSignature, "")
	case RcodeBADKEY:
		return nil, fail(ErrPeerBadKey, "")
	case RcodeBADTIME:
		return nil, fail(ErrPeerBadTime, "")
	case RcodeBADTRUNC:
		return nil, fail(ErrPeerBadTruncation, "")
	default:
		return nil, fail(ErrPeer, fmt.Sprintf("unknown TSIG error code %d", rd.Error))
	}
	if d := int64(rd.TimeSigned) - now.Unix(); d > int64(rd.Fudge) || -d > int64(rd.Fudge) {
		return nil, fail(ErrBadTime, "")
	}
	if !key.Name.Equal(owner) {
		return nil, fail(ErrBadKey, "")
	}
	if !key.Algorithm.Equal(rd.Algorithm) {
		return nil, fail(ErrBadAlgorithm, "")
	}
	stripped := make([]byte, start)
	copy(stripped, wire)
	binary.BigEndian.PutUint16(stripped[10:], additional-1)
	ctx, err := digest(stripped, key, rd, requestMAC, ctx, multi)
	if err != nil {
		return nil, err
	}
	if !hmac.Equal(ctx.mac(), rd.MAC) {
		return nil, fail(ErrBadSignature, "")
	}
	return following(key, rd.MAC, multi)
}
