package email

import (
	"slices"
	"strings"
)

// NewAddress makes an address of a name, what stands before the "@" and what stands
// after it: headerregistry's Address(display_name, username, domain). What stands
// before the "@" is quoted where it needs quotes. A line end is an error, ErrValue.
func NewAddress(name, username, domain string) (Address, error) {
	if strings.ContainsAny(name+username+domain, "\r\n") {
		return Address{}, &Error{Kind: ErrValue, Op: "address", Input: name, Reason: "invalid arguments; address parts cannot contain CR or LF"}
	}
	return newAddress(name, username, domain), nil
}

func newAddress(name, username, domain string) Address {
	addr := username
	if strings.ContainsAny(addr, dotAtomEnds) {
		addr = `"` + quote(addr) + `"`
	}
	if domain != "" {
		addr += "@" + domain
	}
	return Address{Name: name, Addr: addr}
}

// ParseAddrSpec reads user@host without a name: headerregistry's
// Address(addr_spec=…). Anything else, old forms too, is an error, ErrHeaderParse.
func ParseAddrSpec(text string) (Address, error) {
	r := &valueReader{s: runesOf(text, false)}
	t, err := r.addrSpec()
	if err != nil || !r.end() || len(t.allDefects()) > 0 {
		return Address{}, &Error{Kind: ErrHeaderParse, Op: "address", Input: text, Reason: "expected user@host"}
	}
	_, local, domain, err := mailboxOf(&token{kind: tMailbox, parts: []*token{t}})
	if err != nil {
		return Address{}, &Error{Kind: ErrHeaderParse, Op: "address", Input: text, Reason: "expected user@host"}
	}
	return newAddress("", string(bytesOf(local)), string(bytesOf(domain))), nil
}

// at is where the domain's "@" stands, -1 for none.
func (a Address) at() int {
	if !strings.HasPrefix(a.Addr, `"`) {
		return strings.LastIndexByte(a.Addr, '@')
	}
	for i := 1; i < len(a.Addr); i++ {
		switch a.Addr[i] {
		case '\\':
			i++
		case '"':
			if i+1 < len(a.Addr) && a.Addr[i+1] == '@' {
				return i + 1
			}
			return -1
		}
	}
	return -1
}

// Username is what stands before the "@", without its quotes.
func (a Address) Username() string {
	local := a.Addr
	if i := a.at(); i >= 0 {
		local = local[:i]
	}
	if len(local) > 1 && local[0] == '"' && local[len(local)-1] == '"' {
		return unescape(local[1 : len(local)-1])
	}
	return local
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Domain is what stands after the "@", "" for nothing.
func (a Address) Domain() string {
	if i := a.at(); i >= 0 {
		return a.Addr[i+1:]
	}
	return ""
}

// A Group is several addresses under a name: headerregistry's Group. A nil Name is
// an address that stands alone.
type Group struct {
	Name      *string
	Addresses []Address
}

// String is the group as a person reads it: "name: a, b;", or the address alone.
func (g Group) String() string {
	if g.Name == nil && len(g.Addresses) == 1 {
		return g.Addresses[0].String()
	}
	name := "None"
	if g.Name != nil {
		name = phrase(*g.Name)
	}
	var texts []string
	for _, a := range g.Addresses {
		texts = append(texts, a.String())
	}
	list := strings.Join(texts, ", ")
	if list != "" {
		list = " " + list
	}
	return name + ":" + list + ";"
}

// Equal compares names and addresses: ==.
func (g Group) Equal(h Group) bool {
	if (g.Name == nil) != (h.Name == nil) || g.Name != nil && *g.Name != *h.Name {
		return false
	}
	return slices.Equal(g.Addresses, h.Addresses)
}

// SetGroups sets a header to groups of addresses, names as they are: msg[name] =
// [Group(…), …]. No groups remove the header. Errors: ErrHeaderWrite.
func (m *Message) SetGroups(name string, groups ...Group) error {
	var texts []string
	for _, g := range groups {
		if g.Name != nil && strings.ContainsAny(*g.Name, "\r\n\x00") {
			return &Error{Kind: ErrHeaderWrite, Op: name, Input: *g.Name, Reason: "holds a line end or a zero byte"}
		}
		if g.Name == nil && len(g.Addresses) != 1 {
			return &Error{Kind: ErrHeaderWrite, Op: name, Reason: "a group without a name is one address"}
		}
		for _, a := range g.Addresses {
			if err := checkMailbox(name, a); err != nil {
				return err
			}
		}
		texts = append(texts, g.String())
	}
	if len(texts) == 0 {
		m.Del(name)
		return nil
	}
	return m.Set(name, strings.Join(texts, ", "))
}
