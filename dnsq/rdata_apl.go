package dnsq

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// APL is a list of prefixes of addresses.
type APL struct {
	rdclass
	Items []APLItem
}

// An APLItem is a prefix of IPv4 (family 1) or IPv6 (family 2) addresses, or one
// of another family, whose address is Other.
type APLItem struct {
	Family   uint16
	Negation bool
	Address  netip.Addr
	Other    []byte
	Prefix   uint8
}

// String is the item's text, such as "!1:192.168.32.0/21".
func (i APLItem) String() string {
	mark, address := "", i.Address.String()
	if i.Negation {
		mark = "!"
	}
	switch i.Family {
	case 1:
	case 2:
		address = IPv6ToText(i.Address)
	default:
		address = hex.EncodeToString(i.Other)
	}
	return fmt.Sprintf("%s%d:%s/%d", mark, i.Family, address, i.Prefix)
}

func (r *APL) fields(c *codec) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		tokens, err := c.t.GetRemaining(0)
		if err != nil {
			c.err = err
			return
		}
		for _, tok := range tokens {
			if tok, err = tok.Unescape(); err != nil {
				c.err = err
				return
			}
			item, err := parseAPLItem(tok.Value)
			if err != nil {
				c.err = err
				return
			}
			r.Items = append(r.Items, item)
		}
	case writeText:
		for _, i := range r.Items {
			// Text has addresses of IPv4 and IPv6 alone.
			c.orGeneric(i.Family == 1 || i.Family == 2)
			c.aplCheck(i)
			c.text(i.String())
		}
	case readWire:
		for c.r.left() > 0 && c.err == nil {
			r.Items = append(r.Items, c.aplItem())
		}
	case writeWire:
		for _, i := range r.Items {
			if c.aplCheck(i); c.err != nil {
				return
			}
			i.append(c.w)
		}
	}
}

// aplCheck records what is wrong with an item that is to be written.
func (c *codec) aplCheck(i APLItem) {
	switch {
	case i.Family == 1 && !i.Address.Is4():
		c.noAddress(i.Address, 4)
	case i.Family == 2 && (!i.Address.Is6() || i.Address.Zone() != ""):
		c.noAddress(i.Address, 16)
	case i.Family == 1 || i.Family == 2:
		c.check(int(i.Prefix) <= i.Address.BitLen(), "value too large")
	default:
		c.check(len(i.Other) <= 127, "address too long")
	}
}

func parseAPLItem(text string) (item APLItem, err error) {
	bad := func(why string) (APLItem, error) { return APLItem{}, failOn(ErrSyntax, why, text) }
	rest := text
	if rest, item.Negation = strings.CutPrefix(rest, "!"); rest == "" {
		return bad("not enough values to unpack (expected 2, got 1)")
	}
	family, rest, ok := strings.Cut(rest, ":")
	address, prefix, ok2 := strings.Cut(rest, "/")
	if !ok {
		return bad("not enough values to unpack (expected 2, got 1)")
	}
	n, err := strconv.ParseUint(family, 10, 16)
	if err != nil {
		return bad("invalid literal for int() with base 10: '" + family + "'")
	}
	if !ok2 {
		return bad("not enough values to unpack (expected 2, got 1)")
	}
	item.Family = uint16(n)
	p, err := strconv.Atoi(prefix)
	if err != nil {
		return bad("invalid literal for int() with base 10: '" + prefix + "'")
	}
	most := 255
	switch item.Family {
	case 1:
		item.Address, err = ParseIPv4(address)
		most = 32
	case 2:
		item.Address, err = ParseIPv6(address)
		most = 128
	default:
		return bad("not bytes")
	}
	if err != nil {
		return APLItem{}, err
	}
	if p < 0 || p > most {
		return bad("value too large")
	}
	item.Prefix = uint8(p)
	return item, nil
}

func (c *codec) aplItem() (item APLItem) {
	var length uint8
	c.u16(&item.Family)
	c.u8(&item.Prefix)
	c.u8(&length)
	if c.err != nil {
		return item
	}
	item.Negation = length&0x80 != 0
	part, err := c.r.take(int(length & 0x7f))
	if err != nil {
		c.err = err
		return item
	}
	size := map[uint16]int{1: 4, 2: 16}[item.Family]
	if size == 0 {
		item.Other = bytes.Clone(part)
		return item
	}
	if len(part) > size || int(item.Prefix) > size*8 {
		c.bad("value too large")
		return item
	}
	full := make([]byte, size)
	copy(full, part)
	item.Address, _ = netip.AddrFromSlice(full)
	return item
}

func (i APLItem) append(w *wireWriter) {
	part := i.Other
	if i.Family == 1 || i.Family == 2 {
		part = bytes.TrimRight(i.Address.AsSlice(), "\x00")
	}
	w.u16(i.Family)
	w.u8(i.Prefix)
	length := uint8(len(part))
	if i.Negation {
		length |= 0x80
	}
	w.u8(length)
	w.buf = append(w.buf, part...)
}

// WKS lists the services that a host has under a protocol of the internet.
type WKS struct {
	rdclass
	Address  netip.Addr
	Protocol uint8
	Bitmap   []byte // bit 0x80 of the first byte is port 0
}

func (r *WKS) fields(c *codec) {
	c.quotableAddr(&r.Address, 4)
	if c.mode == readText {
		r.read(c)
		return
	}
	c.u8(&r.Protocol)
	switch {
	case c.err != nil:
	case c.mode == writeText:
		c.out = append(c.out, ' ') // before the ports, even when there are none
		c.begun = false
		for i, b := range r.Bitmap {
			for bit := range 8 {
				if b&(0x80>>bit) != 0 {
					c.number(uint64(i*8 + bit))
				}
			}
		}
	case c.mode == readWire:
		r.Bitmap = c.rest()
	default:
		c.w.buf = append(c.w.buf, r.Bitmap...)
	}
}

func (r *WKS) read(c *codec) {
	if c.err != nil {
		return
	}
	protocol, ok := c.word()
	if !ok {
		return
	}
	network := ""
	switch lower := strings.ToLower(protocol); {
	case allDigits(protocol):
		n, err := strconv.ParseUint(protocol, 10, 8)
		if err != nil {
			c.bad("not a uint8")
			return
		}
		r.Protocol = uint8(n)
		network = map[uint64]string{6: "tcp", 17: "udp"}[n]
	case lower == "tcp":
		r.Protocol, network = 6, lower
	case lower == "udp":
		r.Protocol, network = 17, lower
	case lower == "icmp":
		r.Protocol = 1
	default:
		c.fail(failOn(ErrSyntax, "protocol not found", protocol))
		return
	}
	tokens, err := c.t.GetRemaining(0)
	c.fail(err)
	for _, tok := range tokens {
		port, err := wksPort(network, tok.Value)
		if err != nil {
			c.fail(err)
			return
		}
		for len(r.Bitmap) <= port/8 {
			r.Bitmap = append(r.Bitmap, 0)
		}
		r.Bitmap[port/8] |= 0x80 >> (port % 8)
	}
}

func wksPort(network, text string) (int, error) {
	if allDigits(text) {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return 0, failOn(ErrSyntax, "port is not below 65536", text)
		}
		return int(n), nil
	}
	if network == "" {
		return 0, failOn(ErrSyntax, "protocol must be TCP or UDP for named services", text)
	}
	n, err := net.LookupPort(network, text)
	if err != nil {
		return 0, failOn(ErrSyntax, "service/proto not found", text)
	}
	return n, nil
}
