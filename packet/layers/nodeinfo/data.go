package nodeinfo

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

// An Address is one of a reply, and for how many seconds it holds.
type Address struct {
	TTL  uint32
	Addr netip.Addr
}

// Names are those of a reply, and for how many seconds they hold.
type Names struct {
	TTL   uint32
	Names []string
}

// about is the code that says what a query's data are.
func about(v any) int {
	switch a, ok := packet.Addr(v); {
	case ok && a.Is4():
		return aboutIPv4
	case ok:
		return aboutIPv6
	}
	return aboutName
}

// queryCodec is whom a query is about: a [netip.Addr], or a name, which is bytes where its
// text would be taken for an address.
type queryCodec struct{}

func (queryCodec) Read(h *packet.Header, data []byte) (any, int, error) {
	size := map[int]int{aboutIPv6: 16, aboutIPv4: 4}[h.Num("code")]
	switch {
	case h.Num("qtype") == askNothing || h.Num("code") > aboutIPv4:
		return []byte{}, 0, nil // bytes of whose meaning nothing is said
	case size == 0:
		names, err := readNames(data)
		name := strings.Join(names, ".")
		if _, ok := packet.Addr(name); ok {
			return []byte(name), len(data), err // as text it would be an address
		}
		return name, len(data), err
	case len(data) < size:
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: fmt.Sprintf("an address of %d bytes was expected", size)}
	}
	a, _ := netip.AddrFromSlice(data[:size])
	return a, size, nil
}

func (queryCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if a, ok := packet.Addr(v); ok {
		return append(dst, a.AsSlice()...), nil
	}
	switch x := v.(type) {
	case nil:
		return appendName(dst, "")
	case string:
		return appendName(dst, x)
	case []byte:
		if len(x) == 0 {
			return dst, nil
		}
		return appendName(dst, string(x))
	}
	return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "an address or a name was expected"}
}

func (queryCodec) Text(_ *packet.Header, v any) string {
	if a, ok := packet.Addr(v); ok {
		return pytext.Repr(a.String())
	}
	if b, ok := v.([]byte); ok {
		return pytext.ReprBytes(b)
	}
	return fmt.Sprint(v)
}

func (queryCodec) Command(v any) string {
	if a, ok := packet.Addr(v); ok {
		return pytext.Repr(a.String())
	}
	b, _ := packet.Bytes(v)
	return pytext.ReprBytes(b)
}

// The replies, by their names.
const (
	toNothing = "ICMPv6NIReplyNOOP"
	toName    = "ICMPv6NIReplyName"
	toIPv6    = "ICMPv6NIReplyIPv6"
	toIPv4    = "ICMPv6NIReplyIPv4"
)

// replyCodec is what a reply has: names, addresses, or bytes.
type replyCodec struct{}

func (replyCodec) Read(h *packet.Header, data []byte) (any, int, error) {
	size := map[string]int{toIPv6: 16, toIPv4: 4}[h.Name()]
	switch {
	case size > 0:
		list, n := []Address{}, 0
		for len(data)-n >= 4+size {
			a, _ := netip.AddrFromSlice(data[n+4 : n+4+size])
			list, n = append(list, Address{binary.BigEndian.Uint32(data[n:]), a}), n+4+size
		}
		return list, n, nil
	case h.Name() == toName && len(data) >= 4:
		names, err := readNames(data[4:])
		return Names{binary.BigEndian.Uint32(data), names}, len(data), err
	case h.Name() == toNothing && h.Num("qtype") != askNothing:
		return data[:len(data):len(data)], len(data), nil
	}
	return []byte{}, 0, nil
}

func (replyCodec) Append(dst []byte, h *packet.Header, v any) ([]byte, error) {
	refuse := func(want string) ([]byte, error) {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: want + " expected"}
	}
	if b, ok := v.([]byte); v == nil || ok && (len(b) == 0 || h.Name() != toName) {
		return append(dst, b...), nil
	}
	switch h.Name() {
	case toName:
		names, ok := namesOf(v)
		if !ok {
			return refuse("names were")
		}
		dst = binary.BigEndian.AppendUint32(dst, names.TTL)
		for _, name := range names.Names {
			var err error
			if dst, err = appendName(dst, name); err != nil {
				return dst, err
			}
		}
		return dst, nil
	case toIPv4, toIPv6:
		list, ok := addressesOf(v)
		for _, a := range list {
			if ok = ok && a.Addr.Is4() == (h.Name() == toIPv4); ok {
				dst = append(binary.BigEndian.AppendUint32(dst, a.TTL), a.Addr.AsSlice()...)
			}
		}
		if !ok {
			return refuse("addresses of this version of IP were")
		}
		return dst, nil
	}
	if s, ok := v.(string); ok {
		return append(dst, s...), nil
	}
	return refuse("bytes or text were")
}

func namesOf(v any) (Names, bool) {
	switch x := v.(type) {
	case Names:
		return x, true
	case []string:
		return Names{Names: x}, true
	case string:
		return Names{Names: []string{x}}, true
	case []byte:
		return Names{Names: []string{string(x)}}, true
	}
	return Names{}, false
}

func addressesOf(v any) (list []Address, ok bool) {
	var plain []any
	switch x := v.(type) {
	case []Address:
		for _, a := range x {
			if !a.Addr.IsValid() {
				return nil, false
			}
		}
		return x, true
	case Address:
		return []Address{x}, x.Addr.IsValid()
	case []netip.Addr:
		for _, a := range x {
			plain = append(plain, a)
		}
	case []string:
		for _, s := range x {
			plain = append(plain, s)
		}
	default:
		plain = []any{v}
	}
	for _, p := range plain {
		a, ok := packet.Addr(p)
		if !ok {
			return nil, false
		}
		list = append(list, Address{Addr: a})
	}
	return list, true
}

func (replyCodec) Text(h *packet.Header, v any) string {
	switch b, isBytes := v.([]byte); {
	case v == nil:
		return "None"
	case isBytes:
		return pytext.ReprBytes(b)
	}
	if list, ok := addressesOf(v); ok && h.Name() != toName {
		var texts []string
		for _, a := range list {
			texts = append(texts, fmt.Sprintf("(%d, %s)", a.TTL, a.Addr))
		}
		return "[ " + strings.Join(texts, ", ") + " ]"
	}
	if n, ok := namesOf(v); ok && h.Name() == toName {
		return fmt.Sprintf("ttl:%d %s", n.TTL, strings.Join(n.Names, ","))
	}
	return fmt.Sprint(v)
}

func (replyCodec) Command(v any) string {
	switch x := v.(type) {
	case Names:
		texts := []string{fmt.Sprint(x.TTL)}
		for _, n := range x.Names {
			texts = append(texts, pytext.ReprBytes([]byte(n)))
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case []Address:
		var texts []string
		for _, a := range x {
			texts = append(texts, fmt.Sprintf("(%d, %s)", a.TTL, pytext.Repr(a.Addr.String())))
		}
		return "[" + strings.Join(texts, ", ") + "]"
	}
	b, _ := packet.Bytes(v)
	return pytext.ReprBytes(b)
}
