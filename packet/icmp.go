package packet

import (
	"encoding/binary"
	"fmt"
	"time"
)

// ICMP is the header of ICMP for IPv4. Which fields are there depends on the type.
type ICMP struct {
	Type       any // 8, echo-request
	Code       any // 0
	Chksum     any // computed
	ID         any // 0; echo, timestamp, information and address mask
	Seq        any // 0; as ID
	TsOri      any // the time of day; timestamps, in milliseconds since midnight UTC
	TsRx       any // the time of day
	TsTx       any // the time of day
	GW         any // 0.0.0.0; redirect
	Ptr        any // 0; parameter problem
	Reserved   any // 0; unreachable and time exceeded
	Length     any // 0; length of the quoted packet, RFC 4884
	AddrMask   any // 0.0.0.0; address mask
	NextHopMTU any // 0; unreachable
	Unused     any // zeros
}

// ICMPerror is an ICMP header that an ICMP error quotes.
type ICMPerror struct {
	Type, Code, Chksum, ID, Seq, TsOri, TsRx, TsTx, GW, Ptr, Reserved, Length, AddrMask, NextHopMTU, Unused any
}

var icmpTypes = NewEnum(map[uint64]string{
	0: "echo-reply", 3: "dest-unreach", 4: "source-quench", 5: "redirect", 8: "echo-request", 9: "router-advertisement",
	10: "router-solicitation", 11: "time-exceeded", 12: "parameter-problem", 13: "timestamp-request", 14: "timestamp-reply",
	15: "information-request", 16: "information-response", 17: "address-mask-request", 18: "address-mask-reply", 30: "traceroute",
	31: "datagram-conversion-error", 32: "mobile-host-redirect", 33: "ipv6-where-are-you", 34: "ipv6-i-am-here",
	35: "mobile-registration-request", 36: "mobile-registration-reply", 37: "domain-name-request", 38: "domain-name-reply", 39: "skip",
	40: "photuris",
})

var icmpCodes = map[uint64]*Enum{
	3: NewEnum(map[uint64]string{
		0: "network-unreachable", 1: "host-unreachable", 2: "protocol-unreachable", 3: "port-unreachable", 4: "fragmentation-needed",
		5: "source-route-failed", 6: "network-unknown", 7: "host-unknown", 9: "network-prohibited", 10: "host-prohibited",
		11: "TOS-network-unreachable", 12: "TOS-host-unreachable", 13: "communication-prohibited", 14: "host-precedence-violation",
		15: "precedence-cutoff",
	}),
	5:  NewEnum(map[uint64]string{0: "network-redirect", 1: "host-redirect", 2: "TOS-network-redirect", 3: "TOS-host-redirect"}),
	11: NewEnum(map[uint64]string{0: "ttl-zero-during-transit", 1: "ttl-zero-during-reassembly"}),
	12: NewEnum(map[uint64]string{0: "ip-header-bad", 1: "required-option-missing"}),
	40: NewEnum(map[uint64]string{
		0: "bad-spi", 1: "authentication-failed", 2: "decompression-failed", 3: "decryption-failed", 4: "need-authentification",
		5: "need-authorization",
	}),
}

// icmpOf is the condition that the type is one of some.
func icmpOf(types ...uint64) func(h *Header) bool {
	var set [4]uint64
	for _, t := range types {
		set[t/64] |= 1 << (t % 64)
	}
	return func(h *Header) bool {
		t := h.num(0)
		return t < 256 && set[t/64]>>(t%64)&1 == 1
	}
}

func icmpFields() []Field {
	echo := icmpOf(0, 8, 13, 14, 15, 16, 17, 18, 37, 38)
	stamp := icmpOf(13, 14)
	now := func(name string) Field { return Field{name: name, bits: 32, codec: dayTimeCodec{}}.If(stamp) }
	unused := func(h *Header) codec {
		switch h.num(0) {
		case 11, 12:
			return widthCodec{16}
		case 0, 3, 5, 8, 13, 14, 15, 16, 17, 18:
			return bytesCodec{}
		}
		return widthCodec{32}
	}
	rest := Field{name: "unused", codec: bytesCodec{}, pick: unused}
	code := ByteField("code", 0).EnumBy(func(h *Header) *Enum {
		if h == nil {
			return nil
		}
		return icmpCodes[h.num(0)]
	})
	return []Field{
		ByteEnumField("type", 8, icmpTypes), code, XShortField("chksum", nil), XShortField("id", 0).If(echo), XShortField("seq", 0).If(echo),
		now("ts_ori"), now("ts_rx"), now("ts_tx"), IPField("gw", "0.0.0.0").If(icmpOf(5)), ByteField("ptr", 0).If(icmpOf(12)),
		ByteField("reserved", 0).If(icmpOf(3, 11)), ByteField("length", 0).If(icmpOf(3, 11, 12)),
		IPField("addr_mask", "0.0.0.0").If(icmpOf(17, 18)), ShortField("nexthopmtu", 0).If(icmpOf(3)), rest,
	}
}

var (
	icmpProto      = define[ICMP]("ICMP", "", icmpFields()...)
	icmperrorProto = define[ICMPerror]("ICMPerror", "ICMP in ICMP", icmpFields()...)
)

// Describe returns the description and the values.
func (l ICMP) Describe() (*Proto, []any) { return icmpProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l ICMPerror) Describe() (*Proto, []any) { return icmperrorProto, valuesOf(&l) }

func init() {
	for _, p := range []*Proto{icmpProto, icmperrorProto} {
		p.finish = finishICMP
		p.hashret = hashretICMP
	}
	quoted := func(_ *dissection, h *Header, _ []byte) (*Proto, bool) {
		switch h.num(0) {
		case 3, 4, 5, 11, 12:
			return iperrorProto, true
		}
		return nil, true
	}
	icmpProto.next, icmperrorProto.next = quoted, quoted
	icmpProto.answers = answersICMP
	icmpProto.summary = summaryICMP
	icmperrorProto.answers = answersICMPerror
}

func finishICMP(b *builder, i int) error {
	if b.p.layers[i].value(2) == nil {
		binary.BigEndian.PutUint16(b.header(i)[2:], Checksum(b.buf[b.offs[i]:b.end(i)]))
	}
	return nil
}

func summaryICMP(p *Packet, i int) (string, []*Proto) {
	h := p.layers[i]
	kind, code := h.text(0, h.value(0)), h.text(1, h.value(1))
	if src, dst, ok := p.ends(i); ok {
		return h.proto.title + " " + src + " > " + dst + " " + kind + " " + code, nil
	}
	return h.proto.title + " " + kind + " " + code, nil
}

// dayTimeCodec is milliseconds since midnight UTC; unset, it is the time of the
// build.
type dayTimeCodec struct{}

func (dayTimeCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	n, err := r.number(32)
	return number(n), err
}

func (dayTimeCodec) write(w *writer, _ *Header, f *Field, v any) error {
	if v == nil {
		now := time.Now().UTC()
		v = int(now.Sub(now.Truncate(24 * time.Hour)).Milliseconds())
	}
	n, err := f.number(v)
	w.number(n, 32)
	return err
}

func (dayTimeCodec) text(_ *Header, _ *Field, v any) string {
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	s := n / 1000
	return fmt.Sprintf("%d:%d:%d.%d", s/3600, s/60%60, s%60, n%1000)
}

// widthCodec is a number of so many bits, where other types have bytes or nothing.
type widthCodec struct{ bits int }

func (c widthCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	n, err := r.number(c.bits)
	return number(n), err
}

func (c widthCodec) write(w *writer, _ *Header, f *Field, v any) error {
	g := *f
	g.bits = c.bits
	n, err := g.number(v)
	w.number(n, c.bits)
	return err
}

func (c widthCodec) text(h *Header, f *Field, v any) string {
	if v == nil {
		return "0"
	}
	return numberCodec{}.text(h, f, v)
}
