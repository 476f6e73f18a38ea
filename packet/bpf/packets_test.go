package bpf_test

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/pyops-go/pyops/packet/bpf"
)

// A maker makes packets whose values come from small pools, so that filters over
// the same pools match some and not others. The packets need not be right: a
// filter reads bytes.
type maker struct{ *rand.Rand }

func pick[T any](r *rand.Rand, pool ...T) T { return pool[r.IntN(len(pool))] }

var (
	pool4     = []uint32{0x0a000001, 0x0a000002, 0xc0a80101, 0x08080808, 0xe0000001, 0xffffffff, 0}
	pool6     = []string{"\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02", "\xff\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"}
	poolPorts = []uint16{80, 53, 443, 22, 6081, 1024, 69, 20, 65535}
	poolMACs  = []string{"\x01\x02\x03\x04\x05\x06", "\x02\x00\x00\x00\x00\x01", "\xff\xff\xff\xff\xff\xff", "\x01\x00\x5e\x00\x00\x01"}
)

func u16(v uint16) []byte { return binary.BigEndian.AppendUint16(nil, v) }
func u32(v uint32) []byte { return binary.BigEndian.AppendUint32(nil, v) }

func join(parts ...[]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func (m maker) noise(most int) []byte {
	b := make([]byte, m.IntN(most+1))
	for i := range b {
		b[i] = byte(pick(m.Rand, 0, 1, 2, 6, 17, 44, 51, 80, 255, m.IntN(256)))
	}
	return b
}

// frame is an Ethernet frame.
func (m maker) frame(depth int) []byte {
	kind, body := m.carried(depth)
	return join([]byte(pick(m.Rand, poolMACs...)), []byte(pick(m.Rand, poolMACs...)), u16(kind), body)
}

// carried is what a link header carries, with its Ethernet type.
func (m maker) carried(depth int) (uint16, []byte) {
	if depth <= 0 {
		return 0x0800, m.ip4(0)
	}
	switch m.IntN(22) {
	case 0, 1, 2, 3, 4:
		return 0x0800, m.ip4(depth)
	case 5, 6, 7:
		return 0x86dd, m.ip6(depth)
	case 8, 9:
		return pick(m.Rand, uint16(0x0806), 0x8035), join(u16(1), u16(0x800), []byte{6, 4}, u16(uint16(1+m.IntN(2))),
			[]byte(pick(m.Rand, poolMACs...)), u32(pick(m.Rand, pool4...)), []byte(pick(m.Rand, poolMACs...)), u32(pick(m.Rand, pool4...)))
	case 10, 11, 12:
		kind, body := m.carried(depth - 1)
		tag := uint16(m.IntN(8))<<13 | pick(m.Rand, uint16(5), 6, 0, 4095)
		return pick(m.Rand, uint16(0x8100), 0x8100, 0x88a8, 0x9100), join(u16(tag), u16(kind), body)
	case 13, 14:
		body := pick(m.Rand, m.ip4(depth-1), m.ip6(depth-1))
		for n := m.IntN(3); n >= 0; n-- {
			bottom := uint32(0)
			if n == 0 || m.IntN(8) == 0 {
				bottom = 1
			}
			body = join(u32(pick(m.Rand, uint32(5), 6, 1024)<<12|bottom<<8|64), body)
		}
		return 0x8847, body
	case 15, 16:
		proto := pick(m.Rand, uint16(0x21), 0x57, 0xc021, 0x281, 0x23)
		body := m.noise(30)
		switch proto {
		case 0x21:
			body = m.ip4(depth - 1)
		case 0x57:
			body = m.ip6(depth - 1)
		}
		return pick(m.Rand, uint16(0x8864), 0x8864, 0x8863), join([]byte{0x11, 0}, u16(pick(m.Rand, uint16(7), 8)), u16(uint16(len(body)+2)), u16(proto), body)
	case 17, 18, 19:
		body := m.llc()
		return uint16(len(body)), body
	case 20:
		return 0x6003, join(u16(20), []byte{pick(m.Rand, byte(2), 6, 0x81, 0x81), pick(m.Rand, byte(2), 6, 0x28)}, m.decnet())
	}
	return pick(m.Rand, uint16(0x809b), 0x80f3, 0x8137, 0x6004, 0x6001, 0x6002, 0x6007, 0x9000, 0x0600, 1501, 1536, 4, 1), m.noise(60)
}

func (m maker) decnet() []byte {
	b := make([]byte, 24)
	for i := 0; i+1 < len(b); i++ {
		if m.IntN(3) == 0 {
			b[i], b[i+1] = 0x01, 0x28
		}
	}
	return b
}

func (m maker) llc() []byte {
	switch m.IntN(4) {
	case 0:
		oui := pick(m.Rand, []byte{0, 0, 0}, []byte{8, 0, 7})
		return join([]byte{0xaa, 0xaa, 3}, oui, u16(pick(m.Rand, uint16(0x809b), 0x80f3, 0x8137, 0x0800)), m.noise(40))
	case 1:
		return join([]byte{0xfe, 0xfe, 3, pick(m.Rand, byte(0x81), 0x82, 0x83, 0x83)}, []byte{27, 1, 0, pick(m.Rand, byte(15), 16, 17, 18, 20, 24, 25, 26, 27)}, m.noise(30))
	}
	sap := pick(m.Rand, byte(0x42), 0xe0, 0xf0, 0xff, 5, 0xfe)
	return join([]byte{sap, pick(m.Rand, sap, sap, 0), pick(m.Rand, byte(0), 1, 5, 9, 3, 0x63, 0x43, 0x6f, 0xe3, 0xaf, 0x87, 0x13, byte(m.IntN(256)))}, m.noise(40))
}

func (m maker) ip4(depth int) []byte {
	proto, body := m.transport(depth, false)
	options := bytesOf(0, 4*pick(m.Rand, 0, 0, 0, 1, 2, 10))
	fragment := pick(m.Rand, uint16(0), 0, 0, 0, 0x4000, 0x2000, 0x2001, 185)
	head := join([]byte{0x40 | byte(5+len(options)/4), byte(m.IntN(4))}, u16(uint16(20+len(options)+len(body))), u16(uint16(m.IntN(5))), u16(fragment),
		[]byte{pick(m.Rand, byte(64), 1), proto}, u16(0), u32(pick(m.Rand, pool4...)), u32(pick(m.Rand, pool4...)), options)
	return join(head, body)
}

func bytesOf(v byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = v
	}
	return b
}

func (m maker) ip6(depth int) []byte {
	proto, body := m.transport(depth, true)
	for m.IntN(3) == 0 {
		length := byte(m.IntN(3))
		switch next := pick(m.Rand, byte(0), 43, 44, 60, 51); next {
		case 44:
			body = join([]byte{proto, 0}, u16(pick(m.Rand, uint16(0), 1, 185<<3)), u32(7), body)
			proto = next
		case 51:
			body = join([]byte{proto, length + 1}, bytesOf(1, int(length)*4+10), body)
			proto = next
		default:
			body = join([]byte{proto, length}, bytesOf(0, int(length)*8+6), body)
			proto = next
		}
	}
	return join([]byte{0x60, 0, 0, 0}, u16(uint16(len(body))), []byte{proto, 64}, []byte(pick(m.Rand, pool6...)), []byte(pick(m.Rand, pool6...)), body)
}

func (m maker) transport(depth int, six bool) (byte, []byte) {
	ports := join(u16(pick(m.Rand, poolPorts...)), u16(pick(m.Rand, poolPorts...)))
	switch m.IntN(12) {
	case 0, 1, 2, 3:
		return 6, join(ports, u32(m.Uint32()), u32(m.Uint32()), []byte{0x50, byte(m.IntN(256))}, m.noise(40))
	case 4, 5:
		return 17, join(ports, m.noise(40))
	case 6, 7:
		if depth > 0 {
			return 17, m.geneve(depth - 1)
		}
		return 17, join(ports, m.noise(20))
	case 8:
		return 132, join(ports, m.noise(20))
	case 9:
		return pick(m.Rand, byte(1), 58), join([]byte{pick(m.Rand, byte(8), 0, 3, 11, 128, 135), byte(m.IntN(4))}, m.noise(30))
	}
	return pick(m.Rand, byte(2), 9, 50, 51, 103, 112, 47, 5, 59, 44), m.noise(40)
}

func (m maker) geneve(depth int) []byte {
	kind, body := pick(m.Rand, uint16(0x6558), 0x6558, 0x0800), []byte(nil)
	if kind == 0x6558 {
		body = m.frame(depth)
	} else {
		kind, body = m.carried(depth)
	}
	options := m.IntN(4)
	return join(u16(1024), u16(pick(m.Rand, uint16(6081), 6081, 6081, 53)), u16(0), u16(0),
		[]byte{byte(options) | pick(m.Rand, byte(0), 0, 0, 0x40), 0}, u16(kind), []byte{0, 0, pick(m.Rand, byte(5), 11), 0}, bytesOf(0, 4*options), body)
}

// packet is a packet of a link type; some are cut short.
func (m maker) packet(link bpf.LinkType) (p []byte, cut bool) {
	switch link {
	case bpf.LinkEthernet:
		p = m.frame(3)
	case bpf.LinkSLL:
		kind, body := m.carried(2)
		if kind <= 1500 {
			kind = pick(m.Rand, uint16(4), 4, 1)
		}
		p = join(u16(uint16(m.IntN(5))), u16(1), u16(6), bytesOf(2, 8), u16(kind), body)
	case bpf.LinkSLL2:
		kind, body := m.carried(2)
		if kind <= 1500 {
			kind = pick(m.Rand, uint16(4), 0xfe, 0x42)
		}
		p = join(u16(kind), u16(0), u32(uint32(m.IntN(4))), u16(1), []byte{byte(m.IntN(5)), 6}, bytesOf(2, 8), body)
	default:
		p = pick(m.Rand, m.ip4(2), m.ip6(2), join([]byte{0x10}, m.noise(60)))
	}
	if m.IntN(6) == 0 {
		return p[:m.IntN(len(p)+1)], true
	}
	// Whatever a filter reads is there.
	return join(p, bytesOf(0, 300)), false
}
