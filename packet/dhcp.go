package packet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// BOOTP is a message of BOOTP, which [DHCP] extends.
type BOOTP struct {
	Op      any // 1, BOOTREQUEST
	HType   any // 1, Ethernet (10Mb)
	HLen    any // 6
	Hops    any // 0
	XID     any // 0
	Secs    any // 0
	Flags   any // none of "B", broadcast
	CIAddr  any // 0.0.0.0
	YIAddr  any // 0.0.0.0
	SIAddr  any // 0.0.0.0
	GIAddr  any // 0.0.0.0
	CHAddr  any // bytes, or a MAC
	SName   any // bytes
	File    any // bytes
	Options any // bytes; DHCP on top sets its cookie
}

// DHCP is the options of DHCP, on [BOOTP].
type DHCP struct {
	Options any // []Option: {"message-type", "discover"}, {"server_id", "1.2.3.4"}, {"end", nil} and so on
}

const dhcpCookie = "c\x82Sc"

var (
	bootpProto = define[BOOTP]("BOOTP", "",
		ByteEnumField("op", 1, NewEnum(map[uint64]string{1: "BOOTREQUEST", 2: "BOOTREPLY"})), ByteEnumField("htype", 1, arpHardware),
		ByteField("hlen", 6), ByteField("hops", 0), XIntField("xid", 0), ShortField("secs", 0),
		FlagsField("flags", 0, 16, strings.Split(strings.Repeat("?", 15)+"B", "")...), IPField("ciaddr", "0.0.0.0"), IPField("yiaddr", "0.0.0.0"),
		IPField("siaddr", "0.0.0.0"), IPField("giaddr", "0.0.0.0"), Field{name: "chaddr", def: []byte{}, codec: chaddrCodec{bytesCodec{fixed: 16}}},
		StrFixedLenField("sname", []byte{}, 64), StrFixedLenField("file", []byte{}, 128),
		Field{name: "options", def: []byte{}, codec: cookieCodec{}})
	dhcpProto = define[DHCP]("DHCP", "DHCP options", Field{name: "options", codec: dhcpOptionsCodec{}})
)

// Describe returns the description and the values.
func (l BOOTP) Describe() (*Proto, []any) { return bootpProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l DHCP) Describe() (*Proto, []any) { return dhcpProto, valuesOf(&l) }

func init() {
	bootpProto.next = func(_ *dissection, h *Header, _ []byte) (*Proto, bool) {
		b, _ := Bytes(h.vals[14])
		if string(b) == dhcpCookie {
			return dhcpProto, true
		}
		return nil, true
	}
	bootpProto.hashret = func(_ *answering, dst []byte, p *Packet, i int) []byte {
		return binary.BigEndian.AppendUint32(dst, uint32(p.layers[i].num(4)))
	}
	bootpProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		return q.is(j, bootpProto) && p.layers[i].num(4) == q.layers[j].num(4)
	}
	dhcpProto.summary = func(p *Packet, i int) (string, []*Proto) {
		list, _ := p.layers[i].value(0).([]Option)
		k := slices.IndexFunc(list, func(o Option) bool { return o.Name == "message-type" })
		if k < 0 {
			return "", nil
		}
		kind, first := "", list[k].Value
		if several, ok := first.([]any); ok && len(several) > 0 {
			first = several[0]
		}
		if n, ok := Uint(first); ok {
			if s, ok := dhcpTypes.Name(n); ok {
				kind = strings.ToUpper(s[:1]) + s[1:]
			}
		}
		return "DHCP " + kind, nil
	}
}

// chaddrCodec is the client's hardware address, in sixteen bytes.
type chaddrCodec struct{ bytesCodec }

func (c chaddrCodec) write(w *writer, h *Header, f *Field, v any) error {
	switch x := v.(type) {
	case MAC:
		v = x[:]
	case net.HardwareAddr:
		v = []byte(x)
	}
	return c.bytesCodec.write(w, h, f, v)
}

func (c chaddrCodec) text(h *Header, f *Field, v any) string {
	b, _ := Bytes(v)
	if h.num(1) != 1 {
		return c.bytesCodec.text(h, f, v)
	}
	addr, pad := b[:min(len(b), 6)], b[min(len(b), 6):]
	parts := make([]string, len(addr))
	for i, c := range addr {
		parts[i] = fmt.Sprintf("%02x", c)
	}
	if len(pad) == 10 && len(bytes.Trim(pad, "\x00")) == 0 {
		return strings.Join(parts, ":") + " (+ 10 nul pad)"
	}
	return strings.Join(parts, ":") + " (pad: " + pytext.ReprBytes(pad) + ")"
}

// cookieCodec is BOOTP's options: the cookie of DHCP, or all bytes that are left.
type cookieCodec struct{}

func (cookieCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	n := r.left()
	if bytes.HasPrefix(r.data[r.off:], []byte(dhcpCookie)) {
		n = 4
	}
	return r.take(n)
}

func (cookieCodec) write(w *writer, h *Header, f *Field, v any) error {
	return bytesCodec{rest: true}.write(w, h, f, v)
}

func (cookieCodec) text(_ *Header, _ *Field, v any) string {
	b, ok := Bytes(v)
	if !ok {
		return plain(v)
	}
	if string(b) == dhcpCookie {
		return pytext.ReprBytes(b) + " (DHCP magic)"
	}
	return pytext.ReprBytes(b)
}

// dhcpOptionsCodec is the options of DHCP.
type dhcpOptionsCodec struct{}

func (dhcpOptionsCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	b, _ := r.take(r.left())
	var list []Option
	for len(b) > 0 {
		switch {
		case b[0] == 255:
			list = append(list, Option{Name: "end"})
			b = b[1:]
			continue
		case b[0] == 0:
			list = append(list, Option{Name: "pad"})
			b = b[1:]
			continue
		case len(b) < 2 || len(b) < 2+int(b[1]):
			// What does not fit is kept as it is.
			return append(list, Option{Name: "", Value: b}), nil
		}
		n := int(b[1])
		data := b[2 : 2+n : 2+n]
		o := Option{Name: strconv.Itoa(int(b[0])), Value: data}
		if d, ok := dhcpOptions[b[0]]; ok {
			o.Name = d.name
			v, ok := d.kind.read(data)
			if !ok {
				return append(list, Option{Name: "", Value: b}), nil
			}
			o.Value = v
		}
		list = append(list, o)
		b = b[2+n:]
	}
	return list, nil
}

func (dhcpOptionsCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	list, ok := v.([]Option)
	if !ok {
		if v == nil {
			return nil
		}
		b, ok := Bytes(v)
		if !ok {
			return badValue(v, "a []Option was expected")
		}
		w.buf = append(w.buf, b...)
		return nil
	}
	for _, o := range list {
		switch o.Name {
		case "end":
			w.buf = append(w.buf, 255)
			continue
		case "pad":
			w.buf = append(w.buf, 0)
			continue
		case "":
			b, _ := Bytes(o.Value)
			w.buf = append(w.buf, b...)
			continue
		}
		code, known := dhcpCodes[o.Name]
		kind := dhcpBytes
		if known {
			kind = dhcpOptions[code].kind
		} else {
			n, err := strconv.ParseUint(o.Name, 10, 8)
			if err != nil {
				return &Error{Kind: ErrValue, Input: o.Name, Reason: "the name of a DHCP option, or its number, was expected"}
			}
			code = byte(n)
			if d, ok := dhcpOptions[code]; ok {
				kind = d.kind
			}
		}
		start := len(w.buf)
		w.buf = append(w.buf, code, 0)
		var err error
		if w.buf, err = kind.append(w.buf, o.Value); err != nil {
			return at(err, "", o.Name)
		}
		n := len(w.buf) - start - 2
		if n > 255 {
			return &Error{Kind: ErrValue, Path: o.Name, Reason: "an option of 255 bytes at most was expected"}
		}
		w.buf[start+1] = byte(n)
	}
	return nil
}

func (dhcpOptionsCodec) text(_ *Header, _ *Field, v any) string {
	list, ok := v.([]Option)
	if !ok {
		if v == nil {
			return "[]"
		}
		return plain(v)
	}
	parts := make([]string, len(list))
	for i, o := range list {
		switch {
		case o.Name == "end" || o.Name == "pad":
			parts[i] = o.Name
		case o.Name == "":
			b, _ := Bytes(o.Value)
			parts[i] = printable(b)
		default:
			kind := dhcpBytes
			if code, ok := dhcpCodes[o.Name]; ok {
				kind = dhcpOptions[code].kind
			}
			parts[i] = o.Name + "=" + kind.text(o.Value)
		}
	}
	return "[" + strings.Join(parts, " ") + "]"
}

func (dhcpOptionsCodec) command(v any) string {
	list, ok := v.([]Option)
	if !ok {
		return literal(v)
	}
	parts := make([]string, len(list))
	for i, o := range list {
		switch {
		case o.Name == "end" || o.Name == "pad":
			parts[i] = quote(o.Name)
		case o.Name == "":
			parts[i] = literal(o.Value)
		default:
			name := quote(o.Name)
			if _, err := strconv.Atoi(o.Name); err == nil {
				name = o.Name
			}
			value := listLiteral(o.Value)
			if addrs, ok := items(o.Value); ok && !isBytes(o.Value) && o.Value != nil {
				if code, known := dhcpCodes[o.Name]; known && dhcpOptions[code].kind != dhcpList && dhcpOptions[code].kind != dhcpRoutes {
					texts := make([]string, len(addrs))
					for k, a := range addrs {
						texts[k] = literal(a)
					}
					value = strings.Join(texts, ", ")
				}
			}
			parts[i] = "(" + name + ", " + value + ")"
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// dhcpKind is how the value of an option is written.
type dhcpKind int

const (
	dhcpBytes dhcpKind = iota
	dhcpText           // bytes that are shown as text
	dhcpAddrs          // one IPv4 address or more
	dhcpByte
	dhcpShort
	dhcpInt
	dhcpType // the type of message
	dhcpList // numbers of options
	dhcpRoutes
)

func (k dhcpKind) width() int {
	switch k {
	case dhcpShort:
		return 2
	case dhcpInt:
		return 4
	}
	return 1
}

func (k dhcpKind) read(b []byte) (any, bool) {
	switch k {
	case dhcpAddrs:
		if len(b)%4 != 0 || len(b) == 0 {
			return nil, false
		}
		if len(b) == 4 {
			return netip.AddrFrom4([4]byte(b)), true
		}
		var list []netip.Addr
		for ; len(b) > 0; b = b[4:] {
			list = append(list, netip.AddrFrom4([4]byte(b)))
		}
		return list, true
	case dhcpByte, dhcpShort, dhcpInt, dhcpType:
		w := k.width()
		if len(b)%w != 0 || len(b) == 0 {
			return nil, false
		}
		var list []any
		for ; len(b) > 0; b = b[w:] {
			var n uint64
			for _, c := range b[:w] {
				n = n<<8 | uint64(c)
			}
			list = append(list, number(n))
		}
		if len(list) == 1 {
			return list[0], true
		}
		return list, true
	case dhcpList:
		list := make([]any, len(b))
		for i, c := range b {
			list[i] = int(c)
		}
		return list, true
	case dhcpRoutes:
		return readRoutes(b)
	}
	return b, true
}

// readRoutes reads routes of RFC 3442: the length of a prefix, those bytes of it that
// count, and the router.
func readRoutes(b []byte) (any, bool) {
	var list []string
	for len(b) > 0 {
		bits := int(b[0])
		n := (bits + 7) / 8
		if n > 4 || len(b) < 1+n+4 {
			return nil, false
		}
		var prefix [4]byte
		copy(prefix[:], b[1:1+n])
		b = b[1+n:]
		list = append(list, fmt.Sprintf("%v/%d:%v", netip.AddrFrom4(prefix), bits, netip.AddrFrom4([4]byte(b[:4]))))
		b = b[4:]
	}
	return list, len(list) > 0
}

func appendRoute(dst []byte, v any) ([]byte, error) {
	text, _ := v.(string)
	net, via, _ := strings.Cut(text, ":")
	prefix, err := netip.ParsePrefix(net)
	router, err2 := netip.ParseAddr(via)
	if err != nil || err2 != nil || !prefix.Addr().Is4() || !router.Is4() {
		return dst, badValue(v, "a route such as 10.0.0.0/8:192.0.2.1 was expected")
	}
	bits := prefix.Bits()
	dst = append(append(dst, byte(bits)), prefix.Addr().AsSlice()[:(bits+7)/8]...)
	return append(dst, router.AsSlice()...), nil
}

func (k dhcpKind) append(dst []byte, v any) ([]byte, error) {
	if b, ok := Bytes(v); ok {
		text, isText := v.(string)
		switch {
		case k == dhcpBytes || k == dhcpText || !isText:
			return append(dst, b...), nil
		case k == dhcpType:
			n, ok := dhcpTypes.Value(text)
			if !ok {
				return dst, &Error{Kind: ErrValue, Input: text, Reason: "the name of a DHCP message was expected"}
			}
			return append(dst, byte(n)), nil
		}
	}
	if v == nil {
		return dst, nil
	}
	list, ok := items(v)
	if !ok {
		list = []any{v}
	}
	for _, item := range list {
		if k == dhcpAddrs {
			a, ok := Addr(item)
			if !ok || !a.Unmap().Is4() {
				return dst, badValue(item, "an IPv4 address was expected")
			}
			dst = append(dst, a.Unmap().AsSlice()...)
			continue
		}
		if k == dhcpRoutes {
			var err error
			if dst, err = appendRoute(dst, item); err != nil {
				return dst, err
			}
			continue
		}
		n, ok := Uint(item)
		w := k.width()
		if !ok || n>>(8*w) != 0 {
			return dst, badValue(item, fmt.Sprintf("a number of %d bytes was expected", w))
		}
		for w > 0 {
			w--
			dst = append(dst, byte(n>>(8*w)))
		}
	}
	return dst, nil
}

func (k dhcpKind) text(v any) string {
	if b, ok := v.([]byte); ok && k == dhcpText {
		return pytext.Repr(escaped(b))
	}
	one := func(v any) string {
		if n, ok := Uint(v); ok && k == dhcpType {
			if s, ok := dhcpTypes.Name(n); ok {
				return s
			}
		}
		if k == dhcpAddrs {
			return addressText(v)
		}
		return literal(v)
	}
	list, ok := items(v)
	if !ok || v == nil {
		return one(v)
	}
	if _, isBytes := v.([]byte); isBytes {
		return one(v)
	}
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = one(item)
	}
	if k == dhcpList || k == dhcpRoutes {
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return strings.Join(parts, ",")
}

func isBytes(v any) bool { _, ok := v.([]byte); return ok }
