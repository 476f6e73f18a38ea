package packet

import (
	"fmt"
	"net/netip"
)

// MACField is a hardware address of Ethernet.
func MACField(name string, def any) Field { return Field{name: name, def: def, codec: macCodec{}} }

// IPField is an IPv4 address.
func IPField(name string, def any) Field { return Field{name: name, def: def, codec: ip4Codec{}} }

// IP6Field is an IPv6 address.
func IP6Field(name string, def any) Field { return Field{name: name, def: def, codec: ip6Codec{}} }

type macCodec struct{}

func (macCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	b, err := r.take(6)
	if err != nil {
		return nil, err
	}
	return MAC(b), nil
}

func (c macCodec) write(w *writer, _ *Header, f *Field, v any) error {
	m, err := c.value(f, v)
	w.buf = append(w.buf, m[:]...)
	return err
}

func (c macCodec) value(f *Field, v any) (MAC, error) {
	if v == nil {
		return MAC{}, nil
	}
	m, ok := HardwareAddr(v)
	if ok {
		return m, nil
	}
	if w, some := first(f, v); some {
		return c.value(f, w)
	}
	return MAC{}, badValue(v, "a hardware address such as 02:fc:00:00:00:01 was expected")
}

func (macCodec) text(_ *Header, _ *Field, v any) string {
	if v == nil {
		return "00:00:00:00:00:00"
	}
	if m, ok := HardwareAddr(v); ok {
		return m.String()
	}
	return plain(v)
}

type ip4Codec struct{}

func (ip4Codec) read(r *reader, _ *Header, _ *Field) (any, error) {
	b, err := r.take(4)
	if err != nil {
		return nil, err
	}
	return netip.AddrFrom4([4]byte(b)), nil
}

func (c ip4Codec) write(w *writer, _ *Header, f *Field, v any) error {
	a, err := c.value(f, v)
	w.buf = append(w.buf, a[:]...)
	return err
}

func (c ip4Codec) value(f *Field, v any) ([4]byte, error) {
	if v == nil {
		return [4]byte{}, nil
	}
	if a, ok := Addr(v); ok {
		if a = a.Unmap(); a.Is4() {
			return a.As4(), nil
		}
		return [4]byte{}, badValue(v, "an IPv4 address was expected")
	}
	if w, some := first(f, v); some {
		return c.value(f, w)
	}
	if s, ok := v.(string); ok {
		return [4]byte{}, &Error{Kind: ErrValue, Input: s, Reason: "an IPv4 address was expected; names are looked up by Packet.Resolve"}
	}
	return [4]byte{}, badValue(v, "an IPv4 address was expected")
}

func (ip4Codec) text(_ *Header, _ *Field, v any) string {
	if v == nil {
		return "0.0.0.0"
	}
	return addressText(v)
}

type ip6Codec struct{}

func (ip6Codec) read(r *reader, _ *Header, _ *Field) (any, error) {
	b, err := r.take(16)
	if err != nil {
		return nil, err
	}
	return netip.AddrFrom16([16]byte(b)), nil
}

func (c ip6Codec) write(w *writer, _ *Header, f *Field, v any) error {
	a, err := c.value(f, v)
	w.buf = append(w.buf, a[:]...)
	return err
}

func (c ip6Codec) value(f *Field, v any) ([16]byte, error) {
	if v == nil {
		return [16]byte{}, nil
	}
	if a, ok := Addr(v); ok {
		if a.Is6() {
			return a.As16(), nil
		}
		return [16]byte{}, badValue(v, "an IPv6 address was expected")
	}
	if w, some := first(f, v); some {
		return c.value(f, w)
	}
	if s, ok := v.(string); ok {
		return [16]byte{}, &Error{Kind: ErrValue, Input: s, Reason: "an IPv6 address was expected; names are looked up by Packet.Resolve"}
	}
	return [16]byte{}, badValue(v, "an IPv6 address was expected")
}

func (ip6Codec) text(_ *Header, _ *Field, v any) string {
	if v == nil {
		return "::"
	}
	if a, ok := Addr(v); ok && a.Is6() {
		return address(a) + note(a)
	}
	return addressText(v)
}

func addressText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case netip.Prefix:
		return fmt.Sprintf("Net(%q)", x.String())
	}
	if a, ok := Addr(v); ok {
		return address(a)
	}
	return plain(v)
}

// address is an address as Python's inet_ntop writes it: it has an IPv4 tail where
// the C library does.
func address(a netip.Addr) string {
	if a.Is6() && !a.Is4In6() {
		b := a.As16()
		if [12]byte(b[:12]) == [12]byte{} && (b[12] != 0 || b[13] != 0) {
			return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
		}
	}
	return a.String()
}
