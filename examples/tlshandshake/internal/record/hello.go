package record

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Numbers of extensions that are read.
const (
	serverName           = 0
	supportedGroups      = 10
	signatureAlgorithms  = 13
	alpn                 = 16
	extendedMasterSecret = 23
	sessionTicket        = 35
	preSharedKey         = 41
	supportedVersions    = 43
	keyShare             = 51
)

// A Hello is a ClientHello or a ServerHello.
type Hello struct {
	Legacy     uint16 // the version field, which says 1.2 in 1.3 as well
	Random     []byte
	SessionID  []byte
	Suites     []uint16 // of a server one
	Extensions []Extension
	server     bool
}

// An Extension is one of a hello's.
type Extension struct {
	Type uint16
	Data []byte
}

// A cursor reads bytes; once it is past the end, all it gives is empty.
type cursor struct {
	b   []byte
	err error
}

func (c *cursor) take(n int) []byte {
	if c.err != nil || n > len(c.b) {
		c.err = errors.New("the message ends too early")
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

// number reads a big-endian number of n bytes.
func (c *cursor) number(n int) int {
	v := 0
	for _, b := range c.take(n) {
		v = v<<8 | int(b)
	}
	return v
}

// block reads what has its length in n bytes before it.
func (c *cursor) block(n int) []byte { return c.take(c.number(n)) }

// ParseHello reads a ClientHello or a ServerHello.
func ParseHello(m *Message) (*Hello, error) {
	c := cursor{b: m.Body()}
	h := &Hello{server: m.Type == ServerHello}
	h.Legacy = uint16(c.number(2))
	h.Random = c.take(32)
	h.SessionID = c.block(1)
	if h.server {
		h.Suites = []uint16{uint16(c.number(2))}
		c.take(1)
	} else {
		suites := c.block(2)
		for ; len(suites) >= 2; suites = suites[2:] {
			h.Suites = append(h.Suites, binary.BigEndian.Uint16(suites))
		}
		c.block(1)
	}
	if c.err == nil && len(c.b) > 0 {
		e := cursor{b: c.block(2)}
		for e.err == nil && len(e.b) > 0 {
			h.Extensions = append(h.Extensions, Extension{uint16(e.number(2)), e.block(2)})
		}
		if e.err != nil {
			c.err = e.err
		}
	}
	if c.err != nil {
		return nil, fmt.Errorf("a hello of %d bytes: %w", len(m.Raw), c.err)
	}
	return h, nil
}

func (h *Hello) extension(typ uint16) ([]byte, bool) {
	if h == nil {
		return nil, false
	}
	for _, e := range h.Extensions {
		if e.Type == typ {
			return e.Data, true
		}
	}
	return nil, false
}

// Has reports whether the hello has an extension.
func (h *Hello) Has(typ uint16) bool { _, ok := h.extension(typ); return ok }

// Negotiated is the version that a ServerHello chose: what its extension says, where
// it has one, else the version field.
func (h *Hello) Negotiated() uint16 {
	if data, ok := h.extension(supportedVersions); ok && len(data) == 2 {
		return binary.BigEndian.Uint16(data)
	}
	return h.Legacy
}

// ServerName is the name that a client asks for; empty if it says none.
func (h *Hello) ServerName() string {
	data, _ := h.extension(serverName)
	c := cursor{b: data}
	list := cursor{b: c.block(2)}
	list.take(1)
	return string(list.block(2))
}

func (h *Hello) list(typ uint16, width int) []uint16 {
	data, _ := h.extension(typ)
	c := cursor{b: data}
	var out []uint16
	for b := c.block(width); len(b) >= 2; b = b[2:] {
		out = append(out, binary.BigEndian.Uint16(b))
	}
	return out
}

// Versions, Groups and Schemes are what a client offers.
func (h *Hello) Versions() []uint16 { return h.list(supportedVersions, 1) }

// Groups are the groups for the key exchange.
func (h *Hello) Groups() []uint16 { return h.list(supportedGroups, 2) }

// Schemes are the signature algorithms.
func (h *Hello) Schemes() []uint16 { return h.list(signatureAlgorithms, 2) }

// Shares are the groups for which the hello has a public value, and its length: one
// in a ServerHello, which names no more than the group in a HelloRetryRequest.
func (h *Hello) Shares() map[uint16]int {
	data, ok := h.extension(keyShare)
	if !ok {
		return nil
	}
	c := cursor{b: data}
	out := map[uint16]int{}
	if h.server {
		group := uint16(c.number(2))
		if len(c.b) == 0 {
			out[group] = 0
			return out
		}
		out[group] = len(c.block(2))
		return out
	}
	list := cursor{b: c.block(2)}
	for list.err == nil && len(list.b) > 0 {
		group := uint16(list.number(2))
		out[group] = len(list.block(2))
	}
	return out
}

// Certificates are the certificates of a Certificate message, as DER.
func Certificates(m *Message, version uint16) ([][]byte, error) {
	c := cursor{b: m.Body()}
	if version == 0x0304 {
		c.block(1) // the context of the request
	}
	list := cursor{b: c.block(3)}
	var out [][]byte
	for list.err == nil && c.err == nil && len(list.b) > 0 {
		out = append(out, list.block(3))
		if version == 0x0304 {
			list.block(2)
		}
	}
	return out, errors.Join(c.err, list.err)
}

// PublicValue is what a TLS 1.2 key exchange brings: the client's public value of
// ECDHE, or the premaster secret encrypted for an RSA key.
func PublicValue(m *Message, rsa bool) ([]byte, error) {
	c := cursor{b: m.Body()}
	var out []byte
	if rsa {
		out = c.block(2)
	} else {
		out = c.block(1)
	}
	return out, c.err
}

// ServerValue is the group and the server's public value of a ServerKeyExchange.
func ServerValue(m *Message) (group uint16, value []byte, err error) {
	c := cursor{b: m.Body()}
	if kind := c.number(1); kind != 3 && c.err == nil {
		return 0, nil, fmt.Errorf("a key exchange of kind %d, expected 3, a named group", kind)
	}
	group = uint16(c.number(2))
	value = c.block(1)
	return group, value, c.err
}
