package dnsq

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An Option is an option of EDNS: an *ECSOption, *EDEOption, *NSIDOption,
// *CookieOption, *ReportChannelOption, or a *GenericOption of any other type.
type Option interface {
	// Type is the option's code.
	Type() OptionType

	// String is what dnspython prints, such as "ECS 1.2.3.0/24 scope/0".
	String() string

	// ToWire is the option's data, without code and length.
	ToWire() []byte
}

// OptionFromWire makes an option of its data. Errors are of the kind
// ErrFormError.
func OptionFromWire(typ OptionType, data []byte) (Option, error) {
	switch typ {
	case OptionECS:
		return ecsFromWire(data)
	case OptionEDE:
		return edeFromWire(data)
	case OptionNSID:
		return &NSIDOption{bytes.Clone(data)}, nil
	case OptionCOOKIE:
		return cookieFromWire(data)
	case OptionREPORTCHANNEL:
		return reportChannelFromWire(data)
	}
	return &GenericOption{typ, bytes.Clone(data)}, nil
}

// CompareOptions orders options by their types and then by their data: it returns
// a number below, equal to or above zero.
func CompareOptions(a, b Option) int {
	if c := cmp.Compare(a.Type(), b.Type()); c != 0 {
		return c
	}
	return bytes.Compare(a.ToWire(), b.ToWire())
}

// A GenericOption is an option of any type, as bytes.
type GenericOption struct {
	OType OptionType
	Data  []byte
}

// Type is the option's code.
func (o *GenericOption) Type() OptionType { return o.OType }

// String is "Generic" and the code.
func (o *GenericOption) String() string { return "Generic " + strconv.Itoa(int(o.OType)) }

// ToWire is the option's data.
func (o *GenericOption) ToWire() []byte { return o.Data }

// An ECSOption tells a server the network that a client is in.
type ECSOption struct {
	Address netip.Addr
	SrcLen  int // bits of the address that are given
	ScopLen int // bits that the answer is for
}

// NewECSOption makes an option of a network; bits beyond the prefix are dropped
// on the wire. Lengths that exceed the address are an ErrValue.
func NewECSOption(address netip.Addr, srclen, scopelen int) (*ECSOption, error) {
	most := address.BitLen()
	if srclen < 0 || srclen > most || scopelen < 0 || scopelen > most {
		return nil, failOn(ErrValue, "value too large", fmt.Sprintf("%v/%d/%d", address, srclen, scopelen))
	}
	return &ECSOption{address, srclen, scopelen}, nil
}

// ECSOptionFromText reads "address/srclen" or "address/srclen/scopelen", with or
// without "ECS" before it. An error is an ErrValue.
func ECSOptionFromText(text string) (*ECSOption, error) {
	bad := failOn(ErrValue, `could not parse ECS from "`+text+`"`, "")
	words := strings.Fields(text)
	if len(words) == 2 && words[0] == "ECS" {
		words = words[1:]
	}
	if len(words) != 1 {
		return nil, bad
	}
	parts := strings.Split(words[0], "/")
	if len(parts) < 2 || len(parts) > 3 {
		return nil, bad
	}
	scope := 0
	if len(parts) == 3 {
		var err error
		if scope, err = strconv.Atoi(parts[2]); err != nil {
			return nil, fail(ErrValue, `invalid scope "`+parts[2]+`": scope must be an integer`)
		}
	}
	src, err := strconv.Atoi(parts[1])
	if err != nil {
		return nil, fail(ErrValue, `invalid srclen "`+parts[1]+`": srclen must be an integer`)
	}
	a, err := netip.ParseAddr(parts[0])
	if err != nil || a.Zone() != "" {
		return nil, bad
	}
	return NewECSOption(a, src, scope)
}

// Type is OptionECS.
func (o *ECSOption) Type() OptionType { return OptionECS }

// String is "ECS", the network and the scope.
func (o *ECSOption) String() string {
	text := o.Address.String()
	if o.Address.Is6() {
		text = IPv6ToText(o.Address)
	}
	return fmt.Sprintf("ECS %s/%d scope/%d", text, o.SrcLen, o.ScopLen)
}

// ToWire is the option's data, with the bits beyond the prefix cleared.
func (o *ECSOption) ToWire() []byte {
	family := uint16(1)
	if o.Address.Is6() {
		family = 2
	}
	b := binary.BigEndian.AppendUint16(nil, family)
	b = append(b, byte(o.SrcLen), byte(o.ScopLen))
	p, err := o.Address.Prefix(o.SrcLen)
	if err != nil {
		return b
	}
	return append(b, p.Addr().AsSlice()[:(o.SrcLen+7)/8]...)
}

func ecsFromWire(data []byte) (Option, error) {
	if len(data) < 4 {
		return nil, fail(ErrFormError, "")
	}
	size := map[uint16]int{1: 4, 2: 16}[binary.BigEndian.Uint16(data)]
	src, scope := int(data[2]), int(data[3])
	switch {
	case size == 0:
		return nil, fail(ErrFormError, "unsupported family")
	case len(data)-4 != (src+7)/8 || src > size*8 || scope > size*8:
		return nil, fail(ErrFormError, "")
	}
	full := make([]byte, size)
	copy(full, data[4:])
	a, _ := netip.AddrFromSlice(full)
	return &ECSOption{a, src, scope}, nil
}

// An EDEOption tells more about an error.
type EDEOption struct {
	Code EDECode
	Text string
}

// Type is OptionEDE.
func (o *EDEOption) Type() OptionType { return OptionEDE }

// String is "EDE", the code, and the text if there is any.
func (o *EDEOption) String() string {
	text := "EDE " + strconv.Itoa(int(o.Code))
	if o.Text != "" {
		text += ": " + o.Text
	}
	return text
}

// ToWire is the option's data.
func (o *EDEOption) ToWire() []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(o.Code)), o.Text...)
}

func edeFromWire(data []byte) (Option, error) {
	if len(data) < 2 {
		return nil, fail(ErrFormError, "")
	}
	text := strings.TrimSuffix(string(data[2:]), "\x00")
	if !utf8.ValidString(text) {
		return nil, fail(ErrFormError, "the text of an EDE option is not UTF-8")
	}
	return &EDEOption{EDECode(binary.BigEndian.Uint16(data)), text}, nil
}
