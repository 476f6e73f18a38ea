package dnsq

import "strings"

// TXT is text: strings of at most 255 bytes each.
type TXT struct {
	rdclass
	Strings []string
}

func (r *TXT) fields(c *codec) { c.strings(&r.Strings) }

// SPF is an old form of TXT for the senders of mail.
type SPF struct {
	rdclass
	Strings []string
}

func (r *SPF) fields(c *codec) { c.strings(&r.Strings) }

// NINFO is text about the state of a zone.
type NINFO struct {
	rdclass
	Strings []string
}

func (r *NINFO) fields(c *codec) { c.strings(&r.Strings) }

// AVC is text about the visibility of applications.
type AVC struct {
	rdclass
	Strings []string
}

func (r *AVC) fields(c *codec) { c.strings(&r.Strings) }

// RESINFO is text about a resolver.
type RESINFO struct {
	rdclass
	Strings []string
}

func (r *RESINFO) fields(c *codec) { c.strings(&r.Strings) }

// WALLET is text that names an account of a currency.
type WALLET struct {
	rdclass
	Strings []string
}

func (r *WALLET) fields(c *codec) { c.strings(&r.Strings) }

// strings are character strings to the end of the rdata.
func (c *codec) strings(list *[]string) {
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
			if tok, err = tok.UnescapeToBytes(); err != nil {
				c.err = err
				return
			}
			if !tok.IsIdentifier() && !tok.IsQuotedString() {
				c.bad("expecting a string")
				return
			}
			if len(tok.Value) > 255 {
				c.bad("string too long")
				return
			}
			*list = append(*list, tok.Value)
		}
		if len(*list) == 0 {
			c.fail(fail(ErrUnexpectedEnd, ""))
		}
	case writeText:
		c.orGeneric(len(*list) > 0)
		for _, s := range *list {
			c.check(len(s) <= 255, "string too long")
			c.space()
			c.out = appendQuoted(c.out, s)
		}
	case readWire:
		for c.r.left() > 0 && c.err == nil {
			*list = append(*list, string(c.counted()))
		}
	case writeWire:
		for i := range *list {
			c.charString(&(*list)[i])
		}
	}
}

// HINFO names the processor and the system of a host.
type HINFO struct {
	rdclass
	CPU, OS string
}

func (r *HINFO) fields(c *codec) {
	c.str(&r.CPU)
	c.str(&r.OS)
}

// X25 is an address in an X.25 network.
type X25 struct {
	rdclass
	Address string
}

func (r *X25) fields(c *codec) { c.str(&r.Address) }

// ISDN is a telephone number, and a subaddress or none.
type ISDN struct {
	rdclass
	Address, Subaddress string
}

func (r *ISDN) fields(c *codec) {
	c.str(&r.Address)
	switch c.mode {
	case readText:
		if c.err != nil {
			return
		}
		tokens, err := c.t.GetRemaining(1)
		if err != nil || len(tokens) == 0 {
			c.fail(err)
			return
		}
		tok, err := tokens[0].UnescapeToBytes()
		c.fail(err)
		c.check(len(tok.Value) <= 255, "string too long")
		r.Subaddress = tok.Value
	case readWire:
		if c.err == nil && c.r.left() > 0 {
			r.Subaddress = string(c.counted())
		}
	default:
		if r.Subaddress != "" {
			c.str(&r.Subaddress)
		}
	}
}

// GPOS is a place as three numbers in text: degrees and metres.
type GPOS struct {
	rdclass
	Latitude, Longitude, Altitude string
}

func (r *GPOS) fields(c *codec) {
	for _, s := range []*string{&r.Latitude, &r.Longitude, &r.Altitude} {
		c.charString(s)
		if c.mode == writeText {
			c.text(*s)
		}
	}
	for _, s := range []string{r.Latitude, r.Longitude, r.Altitude} {
		if c.err == nil && !isFloat(s) {
			c.fail(fail(ErrFormError, ""))
		}
	}
	c.check(within(r.Latitude, 90), "bad latitude")
	c.check(within(r.Longitude, 180), "bad longitude")
}

// CAA names who may issue certificates for its owner.
type CAA struct {
	rdclass
	Flags      uint8
	Tag, Value string
}

func (r *CAA) fields(c *codec) {
	c.u8(&r.Flags)
	c.charString(&r.Tag)
	switch c.mode {
	case readText:
		if c.err == nil {
			r.Value, c.err = c.stringToken()
		}
	case writeText:
		c.text(r.Tag)
		c.space()
		c.out = appendQuoted(c.out, r.Value)
	case readWire:
		if c.err == nil {
			r.Value = string(c.rest())
		}
	case writeWire:
		c.w.buf = append(c.w.buf, r.Value...)
	}
	alphanumeric := r.Tag != "" && strings.IndexFunc(r.Tag, func(x rune) bool {
		return x >= 0x80 || !isDigit(byte(x)) && (lower(byte(x)) < 'a' || lower(byte(x)) > 'z')
	}) < 0
	c.check(alphanumeric, "tag is not alphanumeric")
}

// URI is an address of a service: lower priorities first, among equals by
// weight.
type URI struct {
	rdclass
	Priority, Weight uint16
	Target           string
}

func (r *URI) fields(c *codec) {
	c.u16(&r.Priority)
	c.u16(&r.Weight)
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		r.Target, c.err = c.stringToken()
	case writeText:
		c.space()
		c.out = appendQuoted(c.out, r.Target)
	case readWire:
		r.Target = string(c.rest())
	case writeWire:
		c.w.buf = append(c.w.buf, r.Target...)
	}
	c.check(r.Target != "", "URI target cannot be empty")
}
