package email

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Address is a mailbox: the name a person reads, and the address itself. It is
// the pair of email.utils, and headerregistry's Address.
type Address struct {
	Name string // "" for none; not encoded
	Addr string // user@host
}

// String is the address as a person reads it: the name is not encoded. Without name
// and address it is "<>".
func (a Address) String() string {
	switch {
	case a.Name != "":
	case a.Addr == "":
		return "<>"
	default:
		return a.Addr
	}
	return phrase(a.Name) + " <" + a.Addr + ">"
}

// phrase quotes a name where it needs quotes. Control characters do: RFC 5322 has them
// in quotes alone, in old mail (4.1), and Python's formataddr leaves them bare.
func phrase(name string) string {
	if strings.ContainsAny(name, `][\()<>@,:;".`) || strings.ContainsFunc(name, control) {
		return `"` + quote(name) + `"`
	}
	return name
}

// control tells of control characters that are no blanks, nor what no header holds.
func control(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\r\n\x00", r) || r == 0x7f }

// FormatAddr writes an address for a header: formataddr. A name that is not ASCII
// becomes encoded-words of charset, "" for UTF-8, of at most 75 characters each. A
// line end or a zero byte is refused, and so is an address that is not ASCII; see
// [ASCIIAddress]. Errors: ErrValue, ErrCharset.
func FormatAddr(a Address, charset string) (string, error) {
	if i := strings.IndexAny(a.Name+a.Addr, "\r\n\x00"); i >= 0 {
		return "", &Error{Kind: ErrValue, Op: "address", Input: a.Name + " <" + a.Addr + ">", Reason: "holds a line end or a zero byte"}
	}
	if !ascii(a.Addr) {
		return "", &Error{Kind: ErrValue, Op: "address", Input: a.Addr, Reason: "is not ASCII"}
	}
	switch {
	case a.Name == "":
		return a.Addr, nil
	case ascii(a.Name):
		return phrase(a.Name) + " <" + a.Addr + ">", nil
	}
	if charset == "" {
		charset = "utf-8"
	}
	c, err := NewCharset(charset)
	if err != nil {
		return "", err
	}
	words, err := c.HeaderEncodeLines(a.Name, func(int) int { return mostWord })
	if err != nil {
		return "", err
	}
	return strings.Join(words, " ") + " <" + a.Addr + ">", nil
}

// ParseAddr reads one address: parseaddr. Text that is not one address whole is an
// error, ErrHeaderParse.
func ParseAddr(text string) (Address, error) {
	list, err := ParseAddressList(text)
	if err != nil {
		return Address{}, err
	}
	if len(list) != 1 {
		return Address{}, &Error{Kind: ErrHeaderParse, Op: "address", Input: text, Reason: fmt.Sprintf("holds %d addresses, expected one", len(list))}
	}
	return list[0], nil
}

// GetAddresses reads the addresses of several headers of the same kind:
// getaddresses. A header that is no list of addresses whole is an error,
// ErrHeaderParse.
func GetAddresses(values []string) ([]Address, error) {
	var all []Address
	for _, v := range values {
		list, err := ParseAddressList(v)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// Addresses reads the addresses of all headers of a name, with their names decoded.
// Empty headers have none.
func (m *Message) Addresses(name string) ([]Address, error) {
	var all []Address
	for _, v := range m.GetAll(name) {
		if strings.Trim(v, pythonBlanks) == "" {
			continue
		}
		list, err := ParseAddressList(v)
		if err != nil {
			return nil, &Error{Kind: ErrHeaderParse, Op: name, Input: v, Reason: "is no list of addresses", Err: err}
		}
		for i := range list {
			list[i].Name = DecodeWords(list[i].Name)
		}
		all = append(all, list...)
	}
	return all, nil
}

// SetAddresses sets a header to addresses, names as they are: it is encoded when the
// message is written. No addresses remove the header.
func (m *Message) SetAddresses(name string, list ...Address) error {
	var texts []string
	for _, a := range list {
		if err := checkMailbox(name, a); err != nil {
			return err
		}
		texts = append(texts, a.String())
	}
	if len(texts) == 0 {
		m.Del(name)
		return nil
	}
	return m.Set(name, strings.Join(texts, ", "))
}

// checkMailbox refuses an address that would be another in a header.
func checkMailbox(name string, a Address) error {
	if strings.ContainsAny(a.Name+a.Addr, "\r\n\x00") {
		return &Error{Kind: ErrHeaderWrite, Op: name, Input: a.String(), Reason: "holds a line end or a zero byte"}
	}
	if simpleAddr(a.Addr) {
		return nil
	}
	if back, err := ParseAddr(a.Addr); err != nil || back.Addr != a.Addr {
		return &Error{Kind: ErrHeaderWrite, Op: name, Input: a.Addr, Reason: "expected user@host", Err: err}
	}
	return nil
}

// Bounds of one address; no mail system carries more.
const (
	mostLocal = 1000 // bytes before the "@"
	mostWords = 1000 // of a name
)

// mostComment is how deep comments may be nested.
const mostComment = 100

// ParseAddressList reads a list of addresses as a header holds it (RFC 5322, 3.4),
// with groups, comments and quoted names; the members of a group are taken as if
// they stood alone. A list that is not one whole is an error, ErrHeaderParse, that
// says where.
func ParseAddressList(text string) ([]Address, error) {
	p := &addressReader{s: text}
	list, err := p.list(false)
	if err == nil && p.pos < len(p.s) {
		err = p.error("expected a comma")
	}
	if err != nil {
		return nil, err
	}
	if len(list) == 0 && !p.group {
		return nil, p.error("expected an address")
	}
	return list, nil
}

// An addressReader reads addresses.
type addressReader struct {
	s        string
	pos      int
	comments []string
	group    bool // there was a group
}

func (p *addressReader) error(reason string) error {
	return &Error{Kind: ErrHeaderParse, Op: "address", Input: p.s, Reason: fmt.Sprintf("%s at byte %d", reason, p.pos)}
}

// at is the next byte, 0 at the end.
func (p *addressReader) at() byte {
	if p.pos == len(p.s) {
		return 0
	}
	return p.s[p.pos]
}

// list reads addresses up to the end, or to the ";" of a group.
func (p *addressReader) list(inGroup bool) ([]Address, error) {
	var all []Address
	for {
		p.comments = nil
		if err := p.blanks(); err != nil {
			return nil, err
		}
		switch c := p.at(); {
		case c == 0 && p.pos == len(p.s), c == ';' && inGroup:
			return all, nil
		case c == ',':
			if !inGroup {
				return nil, p.error("expected an address")
			}
			p.pos++
			continue
		}
		some, err := p.address(inGroup)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if err := p.blanks(); err != nil {
			return nil, err
		}
		if p.at() != ',' {
			return all, nil
		}
		p.pos++
		if err := p.blanks(); err != nil {
			return nil, err
		}
		if p.pos == len(p.s) {
			return nil, p.error("expected an address")
		}
	}
}

// address reads a mailbox or a group.
func (p *addressReader) address(inGroup bool) ([]Address, error) {
	var words []string
	local, parts, gap := "", 0, false // what the words are as a local part
	for {
		before := p.pos
		if err := p.blanks(); err != nil {
			return nil, err
		}
		if parts > mostWords {
			return nil, p.error("too many words before an address")
		}
		gap = gap || p.pos > before && len(words) > 0 && p.at() != '@' && p.at() != '.' && !strings.HasSuffix(local, ".")
		switch c := p.at(); {
		case c == '"':
			text, err := p.quoted()
			if err != nil {
				return nil, err
			}
			words = append(words, text)
			local += `"` + quote(text) + `"`
			parts++
		case c == '@' && len(words) > 0 && !gap:
			p.pos++
			domain, err := p.domain()
			if err != nil {
				return nil, err
			}
			if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") && parts > 0 || strings.Contains(local, "..") && !strings.HasPrefix(local, `"`) {
				return nil, p.error("the name before the @ has an empty part")
			}
			a := Address{Addr: local + "@" + domain}
			if err := p.blanks(); err != nil {
				return nil, err
			}
			a.Name = strings.Join(p.comments, " ")
			return []Address{a}, nil
		case c == '<':
			addr, err := p.angle()
			if err != nil {
				return nil, err
			}
			if err := p.blanks(); err != nil {
				return nil, err
			}
			name := strings.Join(words, " ")
			if len(p.comments) > 0 {
				name += " (" + strings.Join(p.comments, " ") + ")"
			}
			return []Address{{name, addr}}, nil
		case c == ':' && len(words) > 0 && !inGroup:
			p.pos++
			p.group = true
			members, err := p.list(true)
			if err != nil {
				return nil, err
			}
			if p.at() != ';' {
				return nil, p.error("expected the ; that ends a group")
			}
			p.pos++
			return members, nil
		case atomByte(c) || c == '.' || c >= utf8.RuneSelf:
			from := p.pos
			for p.pos < len(p.s) && (atomByte(p.s[p.pos]) || p.s[p.pos] == '.' || p.s[p.pos] >= utf8.RuneSelf) {
				p.pos++
			}
			atom := p.s[from:p.pos]
			if !utf8.ValidString(atom) {
				return nil, p.error("bytes that are no UTF-8")
			}
			words = append(words, atom)
			local += atom
			parts++
		default:
			return nil, p.error("expected user@host or a name and <user@host>")
		}
	}
}

func atomByte(c byte) bool {
	return c > ' ' && c < 0x7f && strings.IndexByte(`()<>@,:;."[]\`, c) < 0
}

// blanks skips blanks and comments, and keeps the comments.
func (p *addressReader) blanks() error {
	for p.pos < len(p.s) {
		switch p.s[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		case '(':
			text, err := p.comment()
			if err != nil {
				return err
			}
			p.comments = append(p.comments, text)
		default:
			return nil
		}
	}
	return nil
}

func (p *addressReader) comment() (string, error) {
	depth := 0
	var b strings.Builder
	for ; p.pos < len(p.s); p.pos++ {
		switch c := p.s[p.pos]; c {
		case '\\':
			if p.pos++; p.pos < len(p.s) {
				b.WriteByte(p.s[p.pos])
			}
		case '(':
			if depth++; depth > mostComment {
				return "", p.error("comments are nested too deep")
			}
		case ')':
			if depth--; depth == 0 {
				p.pos++
				return b.String(), nil
			}
		case '\r', '\n':
		default:
			b.WriteByte(c)
		}
	}
	return "", p.error("expected the ) of a comment")
}

func (p *addressReader) quoted() (string, error) {
	var b strings.Builder
	for p.pos++; p.pos < len(p.s); p.pos++ {
		switch c := p.s[p.pos]; c {
		case '"':
			p.pos++
			return b.String(), nil
		case '\r', '\n':
		case '\\':
			if p.pos++; p.pos == len(p.s) {
				return "", p.error("expected a quote")
			}
			b.WriteByte(p.s[p.pos])
		case 0:
			return "", p.error("a zero byte")
		default:
			b.WriteByte(c)
		}
	}
	return "", p.error("expected a quote")
}

// domain reads what follows the "@".
func (p *addressReader) domain() (string, error) {
	if err := p.blanks(); err != nil {
		return "", err
	}
	from := p.pos
	if p.at() == '[' {
		for p.pos++; p.pos < len(p.s) && p.s[p.pos] != ']'; p.pos++ {
			if c := p.s[p.pos]; c <= ' ' || c >= 0x7f || c == '[' || c == '\\' {
				return "", p.error("expected an address in brackets")
			}
		}
		if p.at() != ']' {
			return "", p.error("expected ]")
		}
		p.pos++
		return p.s[from:p.pos], nil
	}
	for p.pos < len(p.s) && (atomByte(p.s[p.pos]) || p.s[p.pos] == '.' || p.s[p.pos] >= utf8.RuneSelf) {
		p.pos++
	}
	d := p.s[from:p.pos]
	if d == "" || strings.HasPrefix(d, ".") || strings.HasSuffix(d, ".") || strings.Contains(d, "..") || !utf8.ValidString(d) {
		return "", p.error("expected a domain")
	}
	return d, nil
}

// angle reads <user@host>, with the route of old mail left out.
func (p *addressReader) angle() (string, error) {
	p.pos++
	for {
		if err := p.blanks(); err != nil {
			return "", err
		}
		if p.at() != '@' {
			break
		}
		p.pos++
		if _, err := p.domain(); err != nil {
			return "", err
		}
		if c := p.at(); c == ':' || c == ',' {
			p.pos++
		}
	}
	local := ""
	for p.at() != '@' {
		if len(local) > mostLocal {
			return "", p.error("the user before the @ is too long")
		}
		switch c := p.at(); {
		case c == '"':
			text, err := p.quoted()
			if err != nil {
				return "", err
			}
			local += `"` + quote(text) + `"`
		case atomByte(c) || c == '.' || c >= utf8.RuneSelf:
			local += p.s[p.pos : p.pos+1]
			p.pos++
		default:
			return "", p.error("expected user@host")
		}
	}
	if local == "" || !utf8.ValidString(local) || local[0] != '"' && (strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..")) {
		return "", p.error("expected a user before the @")
	}
	p.pos++
	domain, err := p.domain()
	if err != nil {
		return "", err
	}
	if err := p.blanks(); err != nil {
		return "", err
	}
	if p.at() != '>' {
		return "", p.error("expected >")
	}
	p.pos++
	return local + "@" + domain, nil
}
