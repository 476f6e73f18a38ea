package email

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// addressHeaders hold addresses, which must not be encoded.
var addressHeaders = map[string]bool{
	"from": true, "to": true, "cc": true, "bcc": true, "sender": true, "reply-to": true, "resent-from": true, "resent-to": true,
	"resent-cc": true, "resent-bcc": true, "resent-sender": true, "disposition-notification-to": true,
}

// fold writes a header as it stands in a message, without the last line end.
func (g *generator) fold(f field) (string, error) {
	text, err := g.folded(f)
	if err != nil {
		return "", err
	}
	if strings.ContainsRune(text, 0) || loneLineEnd(text) {
		return "", &Error{Kind: ErrHeaderWrite, Op: f.name, Input: text, Reason: "folded header contains newline"}
	}
	return text, nil
}

// loneLineEnd reports a line end that no blank follows, which would end the header.
func loneLineEnd(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '\r' && s[i] != '\n' {
			continue
		}
		if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			i++
		}
		if i+1 == len(s) || s[i+1] != ' ' && s[i+1] != '\t' {
			return true
		}
	}
	return false
}

func (g *generator) folded(f field) (string, error) {
	h := f.pieces()
	switch {
	case g.signed && f.source && !g.policy.AsPython:
		// Not a blank may change, or the signature is of something else.
		return f.name + ":" + f.lead() + strings.Join(byteLines(f.value), g.nl), nil
	case g.policy.Structured:
		return g.foldedByKind(f)
	case h != nil:
	case f.raw && !g.policy.SevenBit:
		return f.name + ": " + f.value, nil
	case f.raw:
		h = &Header{chunks: []headerChunk{{f.value, unknown8bit}}}
	default:
		value := f.value
		if !ascii(value) {
			switch {
			case g.policy.AsPython:
			case g.policy.UTF8 && utf8.ValidString(value):
				return f.name + ": " + g.foldUTF8(f.name, value), nil
			case addressHeaders[strings.ToLower(f.name)]:
				var err error
				if value, err = wireAddresses(f.name, value); err != nil {
					return "", err
				}
			}
		}
		if ascii(value) && len(f.name)+2+len(value) <= g.room() && !strings.ContainsAny(value, "\r\n\v\f\x1c\x1d\x1e") {
			return f.name + ": " + value, nil
		}
		var err error
		if h, err = NewHeader(value, nil); err != nil {
			return "", err
		}
	}
	return g.foldedAsText(f.name, h)
}

// foldedAsText folds a header as Python's Message does.
func (g *generator) foldedAsText(name string, h *Header) (string, error) {
	c := *h
	if c.nameLen == 0 {
		c.nameLen = len(name) + 2
	}
	value, err := c.Encode(&EncodeOptions{MaxLineLen: g.policy.maxLine(), Linesep: g.nl, AsPython: g.policy.AsPython})
	return name + ": " + value, err
}

func (g *generator) room() int {
	if n := g.policy.maxLine(); n > 0 {
		return n
	}
	return 1000000
}

// foldUTF8 folds characters at blanks, and encodes nothing.
func (g *generator) foldUTF8(name, value string) string {
	f := &folder{most: g.room(), ws: " ", splits: ";, \t", start: utf8.RuneCountInString(name) + 2}
	for i, line := range byteLines(value) {
		if i > 0 {
			f.newline()
		}
		f.plain(line)
	}
	return f.text(g.nl)
}

// wireAddresses writes addresses for a server that knows ASCII alone: names as
// encoded-words, domains as punycode.
func wireAddresses(name, value string) (string, error) {
	list, err := ParseAddressList(value)
	if err != nil {
		return "", &Error{Kind: ErrHeaderWrite, Op: name, Input: value, Reason: "is not ASCII and no list of addresses", Err: err}
	}
	var b strings.Builder
	for i, a := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		a.Addr, err = ASCIIAddress(a.Addr)
		if err != nil {
			return "", &Error{Kind: ErrHeaderWrite, Op: name, Input: value, Err: err}
		}
		text, err := FormatAddr(a, "")
		if err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// ASCIIAddress writes the domain of an address in punycode. A part before the "@"
// that is not ASCII needs a server with SMTPUTF8: it is an error, ErrValue.
func ASCIIAddress(addr string) (string, error) {
	if ascii(addr) {
		return addr, nil
	}
	at := strings.LastIndexByte(addr, '@')
	if at < 0 || !ascii(addr[:at]) {
		return "", &Error{Kind: ErrValue, Op: "address", Input: addr, Reason: "only a server with SMTPUTF8 carries it"}
	}
	domain, err := idna.Lookup.ToASCII(addr[at+1:])
	if err != nil {
		return "", &Error{Kind: ErrValue, Op: "address", Input: addr, Reason: "is no domain", Err: err}
	}
	return addr[:at+1] + domain, nil
}
