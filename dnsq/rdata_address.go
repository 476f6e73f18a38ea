package dnsq

import (
	"encoding/hex"
	"fmt"
	"math"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// A is an IPv4 address.
type A struct {
	rdclass
	Address netip.Addr
}

func (r *A) fields(c *codec) { c.addr4(&r.Address) }

// AAAA is an IPv6 address.
type AAAA struct {
	rdclass
	Address netip.Addr
}

func (r *AAAA) fields(c *codec) { c.addr6(&r.Address) }

// L32 is a locator of ILNP, in the form of an IPv4 address.
type L32 struct {
	rdclass
	Preference uint16
	Locator32  netip.Addr
}

func (r *L32) fields(c *codec) {
	c.u16(&r.Preference)
	c.addr4(&r.Locator32)
}

// L64 is a locator of ILNP, in the form of half an IPv6 address.
type L64 struct {
	rdclass
	Preference uint16
	Locator64  uint64
}

func (r *L64) fields(c *codec) {
	c.u16(&r.Preference)
	c.quads(&r.Locator64)
}

// NID is an identifier of a node of ILNP.
type NID struct {
	rdclass
	Preference uint16
	NodeID     uint64
}

func (r *NID) fields(c *codec) {
	c.u16(&r.Preference)
	c.quads(&r.NodeID)
}

// quads is 64 bits, in text as four groups of four hexadecimal digits.
func (c *codec) quads(v *uint64) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, err := c.t.GetIdentifier()
		if err != nil {
			c.err = err
			return
		}
		groups := strings.Split(text, ":")
		n, err := strconv.ParseUint(strings.Join(groups, ""), 16, 64)
		ok := err == nil && len(groups) == 4
		for _, g := range groups {
			ok = ok && len(g) == 4
		}
		*v = n
		c.check(ok, "invalid formatted hex string")
	case writeText:
		c.text(fmt.Sprintf("%04x:%04x:%04x:%04x", *v>>48, *v>>32&0xffff, *v>>16&0xffff, *v&0xffff))
	default:
		high, low := uint32(*v>>32), uint32(*v)
		c.u32(&high)
		c.u32(&low)
		*v = uint64(high)<<32 | uint64(low)
	}
}

// EUI48 is a hardware address of 48 bits.
type EUI48 struct {
	rdclass
	EUI [6]byte
}

func (r *EUI48) fields(c *codec) { c.eui(r.EUI[:]) }

// EUI64 is a hardware address of 64 bits.
type EUI64 struct {
	rdclass
	EUI [8]byte
}

func (r *EUI64) fields(c *codec) { c.eui(r.EUI[:]) }

func (c *codec) eui(b []byte) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, ok := c.word()
		if !ok {
			return
		}
		if want := 3*len(b) - 1; len(text) != want {
			c.bad("Input text must have " + strconv.Itoa(want) + " characters")
			return
		}
		for i := 2; i < len(text); i += 3 {
			if text[i] != '-' {
				c.bad("Dash expected at position " + strconv.Itoa(i))
				return
			}
		}
		text = strings.ReplaceAll(text, "-", "")
		data, err := hex.DecodeString(text)
		if err != nil || len(data) != len(b) {
			c.bad("Hex decoding error: " + hexFault(text))
			return
		}
		copy(b, data)
	case writeText:
		c.text(strings.ReplaceAll(net.HardwareAddr(b).String(), ":", "-"))
	case readWire:
		got, err := c.r.take(len(b))
		c.fail(err)
		copy(b, got)
	case writeWire:
		c.w.buf = append(c.w.buf, b...)
	}
}

// NSAP is an OSI address.
type NSAP struct {
	rdclass
	Address []byte
}

func (r *NSAP) fields(c *codec) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, ok := c.word()
		if !ok {
			return
		}
		digits, ok := strings.CutPrefix(text, "0x")
		c.check(ok, "string does not start with 0x")
		digits = strings.ReplaceAll(digits, ".", "")
		c.check(len(digits)%2 == 0, "hexstring has odd length")
		if c.err == nil {
			c.decodeHex(&r.Address, digits)
		}
	case writeText:
		c.text("0x" + hex.EncodeToString(r.Address))
	case readWire:
		r.Address = c.rest()
	case writeWire:
		c.w.buf = append(c.w.buf, r.Address...)
	}
}

// octal is 16 bits with octal digits in text.
func (c *codec) octal(v *uint16) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		*v, c.err = c.t.octal16()
	case writeText:
		c.text(strconv.FormatUint(uint64(*v), 8))
	default:
		c.u16(v)
	}
}

// isFloat reports whether text is digits with at most one point and a sign.
func isFloat(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '-' || s[0] == '+' {
		s = s[1:]
	}
	left, right, dotted := strings.Cut(s, ".")
	if !dotted {
		return allDigits(s)
	}
	return (left != "" || right != "") && (left == "" || allDigits(left)) && (right == "" || allDigits(right))
}

func within(s string, most float64) bool {
	f, err := strconv.ParseFloat(s, 64)
	return err == nil && math.Abs(f) <= most
}
