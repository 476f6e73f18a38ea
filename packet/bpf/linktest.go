package bpf

// Types of Ethernet, and the service points of LLC that stand among them.
const (
	typeIP       = 0x0800
	typeARP      = 0x0806
	typeRARP     = 0x8035
	typeIP6      = 0x86dd
	typeMOPDL    = 0x6001
	typeMOPRC    = 0x6002
	typeDECnet   = 0x6003
	typeLAT      = 0x6004
	typeSCA      = 0x6007
	typeATalk    = 0x809b
	typeAARP     = 0x80f3
	typeIPX      = 0x8137
	typeMPLS     = 0x8847
	typePPPoED   = 0x8863
	typePPPoES   = 0x8864
	typeLoopback = 0x9000

	sapSTP     = 0x42
	sapIPX     = 0xe0
	sapNetBEUI = 0xf0
	sapISO     = 0xfe

	longestLLC = 1500 // above it, a length is a type
)

// etherNames are protocols that "ether proto" knows by name.
var etherNames = map[string]uint32{
	"ip": typeIP, "ip6": typeIP6, "arp": typeARP, "rarp": typeRARP, "decnet": typeDECnet, "lat": typeLAT, "sca": typeSCA,
	"moprc": typeMOPRC, "mopdl": typeMOPDL, "loopback": typeLoopback, "atalk": typeATalk, "aarp": typeAARP, "ipx": sapIPX,
	"iso": sapISO, "stp": sapSTP, "netbeui": sapNetBEUI,
}

// carries is true of frames that carry a protocol, by its Ethernet type or, up to
// 1500, by its LLC service point.
func (c *compiler) carries(word token, kind uint32) (*condition, error) {
	if c.at.labels > 0 {
		return c.underLabel(word, kind)
	}
	switch c.at.link {
	case LinkEthernet:
		return c.onEthernet(kind), nil
	case LinkSLL:
		return c.onCooked(kind), nil
	case LinkSLL2:
		return c.is(c.at.kind, 2, kind), nil
	case LinkPPP:
		return c.is(c.at.kind, 2, pppProtocol(kind)), nil
	case LinkRaw:
		switch kind {
		case typeIP:
			return c.masked(c.at.payload, 1, 0x40, 0xf0), nil
		case typeIP6:
			return c.masked(c.at.payload, 1, 0x60, 0xf0), nil
		}
	case LinkIPv4:
		return constant(kind == typeIP), nil
	case LinkIPv6:
		return constant(kind == typeIP6), nil
	case LinkNull, LinkLoop:
		family := map[uint32]uint32{typeIP: 2, typeIP6: 10}[kind]
		if family == 0 {
			return constant(false), nil
		}
		if c.at.link == LinkNull {
			family <<= 24 // as a little-endian machine writes it
		}
		return c.is(c.at.kind, 4, family), nil
	}
	return constant(false), nil
}

// underLabel looks at what an MPLS label stack carries, which no field tells: the
// bottom of the stack has been reached, and the first half-byte is IP's version.
func (c *compiler) underLabel(word token, kind uint32) (*condition, error) {
	version := map[uint32]uint32{typeIP: 0x40, typeIP6: 0x60}[kind]
	if version == 0 {
		return nil, c.fail(ErrLinkType, word, "behind MPLS only IPv4 and IPv6 can be told apart")
	}
	return and(c.bottom(1), c.masked(c.at.network(), 1, version, 0xf0)), nil
}

// bottom compares the bottom-of-stack bit of the MPLS label just passed.
func (c *compiler) bottom(v uint32) *condition {
	p := c.at.network()
	return c.masked(place{k: p.k - 2, mem: p.mem}, 1, v, 1)
}

func (c *compiler) onEthernet(kind uint32) *condition {
	llc := not(test(opJgt, longestLLC, c.load(c.at.kind, 2)...))
	switch kind {
	case sapISO, sapNetBEUI:
		return and(llc, c.is(c.at.payload, 2, kind<<8|kind))
	case sapIPX:
		return or(c.is(c.at.kind, 2, typeIPX), and(llc, or(c.snap(0, typeIPX), c.is(c.at.payload, 1, sapIPX), c.is(c.at.payload, 2, 0xffff))))
	case typeATalk:
		return or(c.is(c.at.kind, 2, kind), and(llc, c.snap(0x080007, kind)))
	case typeAARP:
		return or(c.is(c.at.kind, 2, kind), and(llc, c.snap(0, kind)))
	}
	if kind <= longestLLC {
		return and(llc, c.is(c.at.kind.plus(2), 1, kind))
	}
	return c.is(c.at.kind, 2, kind)
}

func (c *compiler) onCooked(kind uint32) *condition {
	llc := c.is(c.at.kind, 2, 4)
	switch kind {
	case sapISO, sapNetBEUI:
		return and(llc, c.is(c.at.payload, 2, kind<<8|kind))
	case sapIPX:
		return or(c.is(c.at.kind, 2, typeIPX), c.is(c.at.kind, 2, 1), and(llc, or(c.is(c.at.payload, 1, sapIPX), c.snap(0, typeIPX))))
	case typeATalk:
		return or(c.is(c.at.kind, 2, kind), and(llc, c.snap(0x080007, kind)))
	case typeAARP:
		return or(c.is(c.at.kind, 2, kind), and(llc, c.snap(0, kind)))
	}
	if kind <= longestLLC {
		return and(llc, c.is(c.at.payload, 1, kind))
	}
	return c.is(c.at.kind, 2, kind)
}

// snap is true of an LLC header with a SNAP header behind it.
func (c *compiler) snap(oui, kind uint32) *condition {
	return and(c.is(c.at.payload.plus(4), 4, oui<<16|kind), c.is(c.at.payload, 4, 0xaaaa0300|oui>>16))
}

// pppProtocol is the number that PPP has for a protocol.
func pppProtocol(kind uint32) uint32 {
	switch kind {
	case typeIP:
		return 0x21
	case typeIP6:
		return 0x57
	case typeDECnet:
		return 0x27
	case typeATalk:
		return 0x29
	case 0x0600: // XNS
		return 0x25
	case sapISO:
		return 0x23
	case sapSTP:
		return 0x31
	case sapIPX:
		return 0x2b
	case typeMPLS:
		return 0x281
	}
	return kind
}

// llcTypes are LLC's frames by name: the bits of the control byte, and what they
// are.
var llcTypes = map[string][2]uint32{
	"s": {0x03, 0x01}, "u": {0x03, 0x03},
	"rr": {0x0f, 0x01}, "rnr": {0x0f, 0x05}, "rej": {0x0f, 0x09},
	"ui": {0xef, 0x03}, "ua": {0xef, 0x63}, "disc": {0xef, 0x43}, "sabme": {0xef, 0x6f},
	"test": {0xef, 0xe3}, "xid": {0xef, 0xaf}, "frmr": {0xef, 0x87},
}

func (c *compiler) llc(n *keyword) (*condition, error) {
	if c.at.link != LinkEthernet {
		return nil, c.notHere(n.word)
	}
	is := and(not(test(opJgt, longestLLC, c.load(c.at.kind, 2)...)), not(c.is(c.at.payload, 2, 0xffff)))
	if n.arg.text == "" {
		return is, nil
	}
	control := c.at.payload.plus(2)
	if n.arg.text == "i" {
		return and(is, not(test(opJset, 1, c.load(control, 1)...))), nil
	}
	bits, ok := llcTypes[n.arg.text]
	if !ok {
		return nil, c.fail(ErrUnknownName, n.arg, "a type of LLC frame is one of i, s, u, rr, rnr, rej, ui, ua, disc, sabme, test, xid, frmr")
	}
	return and(is, c.masked(control, 1, bits[1], bits[0])), nil
}

func (c *compiler) notHere(word token) error {
	return c.fail(ErrLinkType, word, "it has no meaning on "+c.at.link.String())
}

// station compares an Ethernet address.
func (c *compiler) station(mac [6]byte, dir direction) *condition {
	one := func(offset uint32) *condition {
		return and(
			c.is(c.at.header.plus(offset+2), 4, uint32(mac[2])<<24|uint32(mac[3])<<16|uint32(mac[4])<<8|uint32(mac[5])),
			c.is(c.at.header.plus(offset), 2, uint32(mac[0])<<8|uint32(mac[1])))
	}
	return and(c.tunnelled(), eitherEnd(dir, one(6), one(0)))
}

// tunnelled is true of what a Geneve tunnel carries if that begins with an
// Ethernet header. It is nil outside of one.
func (c *compiler) tunnelled() *condition {
	if !c.at.geneve {
		return nil
	}
	return not(test(opJeq|useX, 0, Instruction{Op: opLdMem, K: uint32(c.at.header.mem)}, Instruction{Op: opLdxMem, K: uint32(c.at.payload.mem)}))
}

// eitherEnd joins tests of a packet's source and destination.
func eitherEnd(dir direction, src, dst *condition) *condition {
	switch dir {
	case dirSrc:
		return src
	case dirDst:
		return dst
	case dirAnd:
		return and(src, dst)
	}
	return or(src, dst)
}
