package dnsq

import (
	"encoding/base64"
	"strconv"
)

// OPT carries the options of EDNS in a message.
type OPT struct {
	rdclass
	Options []Option
}

func (r *OPT) fields(c *codec) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		c.bad("an OPT record has no text format")
	case writeText:
		for _, o := range r.Options {
			c.text(o.String())
		}
	case readWire:
		for c.err == nil && c.r.left() > 0 {
			var typ, size uint16
			var data []byte
			c.u16(&typ)
			c.u16(&size)
			c.take(&data, int(size))
			if c.err != nil {
				return
			}
			o, err := OptionFromWire(OptionType(typ), data)
			if err != nil {
				c.err = err
				return
			}
			r.Options = append(r.Options, o)
		}
	case writeWire:
		for _, o := range r.Options {
			data := o.ToWire()
			if c.check(len(data) <= 65535, "option too long"); c.err != nil {
				return
			}
			c.w.u16(uint16(o.Type()))
			c.w.u16(uint16(len(data)))
			c.w.buf = append(c.w.buf, data...)
		}
	}
}

// TSIG signs a message with a key that both sides share.
type TSIG struct {
	rdclass
	Algorithm  Name
	TimeSigned uint64 // seconds since 1970, 48 bits
	Fudge      uint16 // seconds
	MAC        []byte
	OriginalID uint16
	Error      Rcode
	Other      []byte
}

// RdClass is ANY.
func (r *TSIG) RdClass() RdataClass { return ClassANY }

func (r *TSIG) fields(c *codec) {
	c.nameAbsolute(&r.Algorithm)
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		r.TimeSigned, c.err = c.t.GetUint48()
		c.u16(&r.Fudge)
		c.sizedBase64(&r.MAC, true, "invalid MAC")
		c.u16(&r.OriginalID)
		if c.err != nil {
			return
		}
		if text, ok := c.word(); ok {
			r.Error, c.err = RcodeFromText(text)
		}
		c.sizedBase64(&r.Other, false, "invalid other data")
	case writeText:
		c.number(r.TimeSigned)
		c.u16(&r.Fudge)
		c.orGeneric(len(r.MAC) > 0)
		c.check(r.Error <= 4095 && r.TimeSigned>>48 == 0 && len(r.MAC) <= 65535 && len(r.Other) <= 65535, "value too large")
		c.number(uint64(len(r.MAC)))
		c.text(base64.StdEncoding.EncodeToString(r.MAC))
		c.u16(&r.OriginalID)
		c.text(r.Error.TSIGString())
		c.number(uint64(len(r.Other)))
		if len(r.Other) > 0 {
			c.text(base64.StdEncoding.EncodeToString(r.Other))
		}
	default:
		c.check(r.TimeSigned>>48 == 0, "the time signed exceeds 48 bits")
		high, low := uint16(r.TimeSigned>>32), uint32(r.TimeSigned)
		c.u16(&high)
		c.u32(&low)
		r.TimeSigned = uint64(high)<<32 | uint64(low)
		c.u16(&r.Fudge)
		c.sized(&r.MAC)
		c.u16(&r.OriginalID)
		c.u16((*uint16)(&r.Error))
		c.check(r.Error <= 4095, "rcode must be between >= 0 and <= 4095")
		c.sized(&r.Other)
	}
}

// nameAbsolute is a name that is never made relative in text.
func (c *codec) nameAbsolute(n *Name) {
	if c.mode != readText {
		c.name(n, plainName)
		return
	}
	names := TokenNameOptions{}
	if c.names != nil {
		names.Origin = c.names.Origin
	}
	*n, c.err = c.t.GetName(&names)
}

// sized is bytes after their number in 16 bits.
func (c *codec) sized(b *[]byte) {
	if c.err != nil {
		return
	}
	if c.mode == writeWire {
		c.check(len(*b) <= 65535, "too long")
	}
	n := uint16(len(*b))
	c.u16(&n)
	if c.mode == readWire {
		c.take(b, int(n))
	} else if c.err == nil {
		c.w.buf = append(c.w.buf, *b...)
	}
}

// sizedBase64 reads a number and base64 text of so many bytes, which is left out
// where they are none unless always there.
func (c *codec) sizedBase64(b *[]byte, always bool, fault string) {
	var n uint16
	c.u16(&n)
	if c.err != nil || n == 0 && !always {
		return
	}
	text, ok := c.word()
	if !ok {
		return
	}
	if *b, c.err = decodeBase64(text); c.err == nil && len(*b) != int(n) {
		c.bad(fault + " of " + strconv.Itoa(len(*b)) + " bytes")
	}
}

// TKEY sets up a key that both sides share. Inception and expiration are seconds
// since 1970.
type TKEY struct {
	rdclass
	Algorithm             Name
	Inception, Expiration uint32
	Mode, Error           uint16
	Key, Other            []byte
}

func (r *TKEY) fields(c *codec) {
	c.nameAbsolute(&r.Algorithm)
	c.u32(&r.Inception)
	c.u32(&r.Expiration)
	c.u16(&r.Mode)
	c.u16(&r.Error)
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		text, err := c.t.GetString(0)
		c.fail(err)
		if c.err == nil {
			r.Key, c.err = decodeBase64(text)
		}
		if c.err != nil {
			return
		}
		if text, err = c.t.ConcatenateRemainingIdentifiers(&ConcatenateOptions{AllowEmpty: true}); err != nil {
			c.err = err
			return
		}
		r.Other, c.err = decodeBase64(text)
	case writeText:
		c.orGeneric(len(r.Key) > 0)
		c.check(len(r.Key) <= 65535 && len(r.Other) <= 65535, "too long")
		c.space()
		c.out = appendChunked(c.out, base64.StdEncoding.EncodeToString(r.Key), c.chunkSize(-1))
		if len(r.Other) > 0 {
			c.space()
			c.out = appendChunked(c.out, base64.StdEncoding.EncodeToString(r.Other), c.chunkSize(-1))
		}
	default:
		c.sized(&r.Key)
		c.sized(&r.Other)
	}
}
