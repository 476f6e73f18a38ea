package dnsq

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
)

// A codec takes the fields of rdata one after another in one of four ways. Each
// type of rdata lists its fields once, in the method fields, and is thereby read
// and written as text and as bytes. The first error stays; after it the fields
// are passed over.
type codec struct {
	mode   mode
	rdtype RdataType
	err    error

	t     *Tokenizer        // readText
	names *TokenNameOptions // readText

	r          *wireReader // readWire
	relativeTo *Name       // readWire: an origin to take off names
	w          *wireWriter // writeWire

	out        []byte // writeText
	origin     *Name
	relativize bool
	chunk      int
	begun      bool // a field has been written
	unwritten  bool // the value has no text that reads again but the generic one
}

type mode uint8

const (
	readText mode = iota
	writeText
	readWire
	writeWire
)

func (c *codec) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// bad records a fault of a value, of the kind that the direction calls for.
func (c *codec) bad(text string) {
	kind := ErrSyntax
	switch c.mode {
	case readWire:
		kind = ErrFormError
	case writeText, writeWire:
		kind = ErrValue
	}
	c.fail(fail(kind, text))
}

// check records a fault of a value that has been read, or is to be written.
func (c *codec) check(ok bool, text string) {
	if c.err == nil && !ok {
		c.bad(text)
	}
}

// orGeneric has the rdata written in generic text where its own would not read.
func (c *codec) orGeneric(readable bool) {
	c.unwritten = c.unwritten || c.mode == writeText && !readable
}

// space parts a field from the one before it.
func (c *codec) space() {
	if c.begun {
		c.out = append(c.out, ' ')
	}
	c.begun = true
}

func (c *codec) text(s string) {
	c.space()
	c.out = append(c.out, s...)
}

func (c *codec) number(v uint64) {
	c.space()
	c.out = strconv.AppendUint(c.out, v, 10)
}

func (c *codec) chunkSize(own int) int {
	if c.chunk != 0 {
		return c.chunk
	}
	return own
}

// rest is what is left of the rdata, as bytes of its own.
func (c *codec) rest() []byte {
	b, err := c.r.take(c.r.left())
	if err != nil {
		c.fail(err)
		return nil
	}
	return append(make([]byte, 0, len(b)), b...)
}

func (c *codec) u8(v *uint8) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		*v, c.err = c.t.GetUint8()
	case writeText:
		c.number(uint64(*v))
	case readWire:
		*v, c.err = c.r.u8()
	case writeWire:
		c.w.u8(*v)
	}
}

func (c *codec) u16(v *uint16) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		*v, c.err = c.t.GetUint16()
	case writeText:
		c.number(uint64(*v))
	case readWire:
		*v, c.err = c.r.u16()
	case writeWire:
		c.w.u16(*v)
	}
}

func (c *codec) u32(v *uint32) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		*v, c.err = c.t.GetUint32()
	case writeText:
		c.number(uint64(*v))
	case readWire:
		*v, c.err = c.r.u32()
	case writeWire:
		c.w.u32(*v)
	}
}

// ttl is a u32 whose text may have units.
func (c *codec) ttl(v *uint32) {
	if c.err == nil && c.mode == readText {
		*v, c.err = c.t.GetTTL()
		return
	}
	c.u32(v)
}

// A nameKind says how a name stands in the wire format.
type nameKind uint8

const (
	plainName      nameKind = iota // neither compressed nor in lower case for DNSSEC
	canonicalName                  // in lower case for DNSSEC
	compressedName                 // that, and compressed
)

func (c *codec) name(n *Name, kind nameKind) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		*n, c.err = c.t.GetName(c.names)
	case writeText:
		c.space()
		c.out = c.appendName(c.out, *n)
	case readWire:
		*n, c.err = c.r.name()
		if c.relativeTo != nil {
			*n = n.Relativize(*c.relativeTo)
		}
	case writeWire:
		full := *n
		if c.w.canonical && kind != plainName {
			full = full.Canonicalize()
		}
		c.err = c.w.name(full, kind == compressedName)
	}
}

// appendName writes a name as the options of the text want it.
func (c *codec) appendName(dst []byte, n Name) []byte {
	// A name that is too long once completed is written as it is.
	if chosen, err := n.chooseRelativity(c.origin, c.relativize); err == nil {
		n = chosen
	}
	return n.appendText(dst, false)
}

// str is a character string of at most 255 bytes, which its text quotes.
func (c *codec) str(s *string) {
	if c.charString(s); c.err == nil && c.mode == writeText {
		c.space()
		c.out = appendQuoted(c.out, *s)
	}
}

// charString is str without the writing of text.
func (c *codec) charString(s *string) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		*s, c.err = c.stringToken()
	case readWire:
		*s = string(c.counted())
	}
	c.check(len(*s) <= 255, "string too long")
	if c.mode == writeWire && c.err == nil {
		c.w.u8(uint8(len(*s)))
		c.w.buf = append(c.w.buf, *s...)
	}
}

// stringToken reads a word or a quoted string as bytes.
func (c *codec) stringToken() (string, error) {
	tok, err := c.t.get(false, false)
	if err != nil {
		return "", err
	}
	if !tok.IsIdentifier() && !tok.IsQuotedString() {
		return "", fail(ErrSyntax, "expecting a string")
	}
	tok, err = tok.UnescapeToBytes()
	return tok.Value, err
}

// word reads a word or a quoted string; what follows it must not be read when
// that fails.
func (c *codec) word() (string, bool) {
	s, err := c.t.GetString(0)
	c.fail(err)
	return s, c.err == nil
}

// A number is a code of one byte or two.
type number interface{ ~uint8 | ~uint16 }

// coded is a number that has names in text.
func coded[N number](c *codec, v *N, read func(string) (N, error), write func(N) string) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		if s, ok := c.word(); ok {
			*v, c.err = read(s)
		}
	case writeText:
		c.text(write(*v))
	default:
		if ^N(0) == N(0xff) {
			b := uint8(*v)
			c.u8(&b)
			*v = N(b)
			return
		}
		w := uint16(*v)
		c.u16(&w)
		*v = N(w)
	}
}

// countedBytes is bytes after their number, of the wire format.
func (c *codec) countedBytes(b *[]byte) {
	if c.mode == readWire {
		*b = append([]byte(nil), c.counted()...)
		return
	}
	if c.check(len(*b) <= 255, "too long"); c.err == nil {
		c.w.u8(uint8(len(*b)))
		c.w.buf = append(c.w.buf, *b...)
	}
}

// counted reads bytes that follow their number.
func (c *codec) counted() []byte {
	n, err := c.r.u8()
	if err != nil {
		c.fail(err)
		return nil
	}
	b, err := c.r.take(int(n))
	c.fail(err)
	return b
}

// remainingHex is bytes to the end of the rdata, in hexadecimal text.
func (c *codec) remainingHex(b *[]byte, chunk int) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, err := c.t.ConcatenateRemainingIdentifiers(nil)
		if err != nil {
			c.err = err
			return
		}
		c.decodeHex(b, text)
	case writeText:
		c.orGeneric(len(*b) > 0)
		c.space()
		c.out = appendChunked(c.out, hex.EncodeToString(*b), c.chunkSize(chunk))
	case readWire:
		*b = c.rest()
	case writeWire:
		c.w.buf = append(c.w.buf, *b...)
	}
}

func (c *codec) decodeHex(b *[]byte, text string) {
	data, err := hex.DecodeString(text)
	if err != nil {
		c.fail(failOn(ErrSyntax, hexFault(text), text))
		return
	}
	*b = data
}

// remainingBase64 is bytes to the end of the rdata, in base64 text.
func (c *codec) remainingBase64(b *[]byte, chunk int) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, err := c.t.ConcatenateRemainingIdentifiers(nil)
		if err != nil {
			c.err = err
			return
		}
		*b, c.err = decodeBase64(text)
	case writeText:
		c.orGeneric(len(*b) > 0)
		c.space()
		c.out = appendChunked(c.out, base64.StdEncoding.EncodeToString(*b), c.chunkSize(chunk))
	case readWire:
		*b = c.rest()
	case writeWire:
		c.w.buf = append(c.w.buf, *b...)
	}
}

func decodeBase64(text string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) == 0 && text != "" { // a carriage return alone decodes to nothing
		return nil, failOn(ErrSyntax, "Incorrect padding", text)
	}
	return b, nil
}

// saltHex is bytes after their number, in hexadecimal text, with a dash for none.
func (c *codec) saltHex(b *[]byte) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, ok := c.word()
		if !ok || text == "-" {
			*b = nil
			return
		}
		c.decodeHex(b, text)
		c.check(len(*b) <= 255, "too long")
	case writeText:
		c.check(len(*b) <= 255, "too long")
		if len(*b) == 0 {
			c.text("-")
			return
		}
		c.text(hex.EncodeToString(*b))
	default:
		c.countedBytes(b)
	}
}

var base32Hex = base32.HexEncoding.WithPadding(base32.NoPadding)

// hashBase32 is bytes after their number, in base32 text with the extended hex
// alphabet.
func (c *codec) hashBase32(b *[]byte) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, ok := c.word()
		if !ok {
			return
		}
		// What is not written like this again has line ends, or bits to spare.
		data, err := base32Hex.DecodeString(strings.ToUpper(text))
		if err != nil || !strings.EqualFold(base32Hex.EncodeToString(data), text) {
			c.fail(failOn(ErrSyntax, "Incorrect padding", text))
			return
		}
		*b = data
		c.check(len(*b) <= 255, "too long")
	case writeText:
		c.check(len(*b) <= 255, "too long")
		c.orGeneric(len(*b) > 0)
		c.text(strings.ToLower(base32Hex.EncodeToString(*b)))
	default:
		c.countedBytes(b)
	}
}

// addr4 and addr6 are addresses.
func (c *codec) addr4(a *netip.Addr) { c.addr(a, 4, ParseIPv4) }
func (c *codec) addr6(a *netip.Addr) { c.addr(a, 16, ParseIPv6) }

// quotableAddr is an address whose text may stand in quotation marks.
func (c *codec) quotableAddr(a *netip.Addr, size int) {
	parse := ParseIPv4
	if size == 16 {
		parse = ParseIPv6
	}
	if c.err == nil && c.mode == readText {
		if text, ok := c.word(); ok {
			*a, c.err = parse(text)
		}
		return
	}
	c.addr(a, size, parse)
}

func (c *codec) addr(a *netip.Addr, size int, parse func(string) (netip.Addr, error)) {
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
		*a, c.err = parse(text)
	case writeText:
		c.space()
		switch {
		case a.BitLen() != 8*size || a.Zone() != "":
			c.noAddress(*a, size)
		case size == 16:
			c.out = append(c.out, IPv6ToText(*a)...)
		default:
			c.out = a.AppendTo(c.out)
		}
	case readWire:
		b, err := c.r.take(size)
		if err != nil {
			c.err = err
			return
		}
		*a, _ = netip.AddrFromSlice(b)
	case writeWire:
		if a.BitLen() != 8*size || a.Zone() != "" {
			c.noAddress(*a, size)
		} else if size == 4 {
			b := a.As4()
			c.w.buf = append(c.w.buf, b[:]...)
		} else {
			b := a.As16()
			c.w.buf = append(c.w.buf, b[:]...)
		}
	}
}

// noAddress records that a value has no address, or one of another kind.
func (c *codec) noAddress(a netip.Addr, size int) {
	want := map[int]string{4: "an IPv4 address", 16: "an IPv6 address without a zone"}[size]
	c.fail(failOn(ErrValue, c.rdtype.String()+" needs "+want, a.String()))
}
