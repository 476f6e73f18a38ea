package bpf

import "fmt"

// keyword makes the condition of a word that is none of the protocols. Those
// that stand for an encapsulation move the layout.
func (c *compiler) keyword(n *keyword) (*condition, error) {
	switch n.word.text {
	case "llc":
		return c.llc(n)
	case "inbound", "outbound":
		return c.directed(n)
	case "ifindex":
		switch {
		case c.at.link == LinkSLL2 && c.link == LinkSLL2:
			return c.is(at(4), 4, *n.number), nil
		case c.opts.Live:
			return c.is(at(ancillaryIfIndex), 4, *n.number), nil
		}
		return nil, c.fail(ErrLinkType, n.word, "files of this link type do not tell the interface")
	case "pppoed":
		return c.carries(n.word, typePPPoED)
	}
	if err := c.limit(n); err != nil {
		return nil, err
	}
	var is *condition
	var err error
	switch n.word.text {
	case "vlan":
		is, err = c.vlan(n)
	case "mpls":
		is, err = c.mpls(n)
	case "pppoes":
		is, err = c.pppoes(n)
	default:
		is, err = c.geneve(n)
	}
	c.moved = &n.word
	return is, err
}

// limits are the largest numbers behind a keyword.
var limits = map[string]uint32{"vlan": 0xfff, "mpls": 0xfffff, "pppoes": 0xffff, "geneve": 0xffffff}

func (c *compiler) limit(n *keyword) error {
	if most := limits[n.word.text]; n.number != nil && *n.number > most {
		return c.fail(ErrMeaning, n.word, fmt.Sprintf("its number is %d at most, not %d", most, *n.number))
	}
	return nil
}

func (c *compiler) directed(n *keyword) (*condition, error) {
	var sent *condition
	switch {
	case c.at.link == LinkSLL:
		sent = c.is(at(0), 2, packetOutgoing)
	case c.at.link == LinkSLL2:
		sent = c.is(at(10), 1, packetOutgoing)
	case c.opts.Live:
		sent = c.is(at(ancillaryPktType), 2, packetOutgoing)
	default:
		return nil, c.fail(ErrLinkType, n.word, "files of this link type do not tell the direction")
	}
	if n.word.text == "inbound" {
		return not(sent), nil
	}
	return sent, nil
}

// vlan is true of a tagged frame, and moves what follows by a tag.
func (c *compiler) vlan(n *keyword) (*condition, error) {
	switch {
	case c.at.labels > 0:
		return nil, c.fail(ErrLinkType, n.word, "behind MPLS no tag can be told")
	case c.at.link != LinkEthernet:
		return nil, c.notHere(n.word)
	}
	is := or(c.is(c.at.kind, 2, 0x8100), c.is(c.at.kind, 2, 0x88a8), c.is(c.at.kind, 2, 0x9100))
	if n.number != nil {
		is = and(is, c.masked(c.at.payload, 2, *n.number, 0xfff))
	}
	c.at.kind, c.at.payload = c.at.kind.plus(4), c.at.payload.plus(4)
	return is, nil
}

// mpls is true of a labelled packet, and moves what follows by a label.
func (c *compiler) mpls(n *keyword) (*condition, error) {
	var is *condition
	if c.at.labels > 0 {
		is = c.bottom(0)
	} else {
		switch c.at.link {
		case LinkEthernet, LinkPPP:
			var err error
			if is, err = c.carries(n.word, typeMPLS); err != nil {
				return nil, err
			}
		default:
			return nil, c.notHere(n.word)
		}
	}
	if n.number != nil {
		is = and(is, c.masked(c.at.network(), 4, *n.number<<12, 0xfffff000))
	}
	c.at.net += 4
	c.at.isoNet += 4
	c.at.labels++
	return is, nil
}

// pppoes is true of a packet of a PPPoE session; what follows is about PPP.
func (c *compiler) pppoes(n *keyword) (*condition, error) {
	is, err := c.carries(n.word, typePPPoES)
	if err != nil {
		return nil, err
	}
	if n.number != nil {
		is = and(is, c.masked(c.at.network(), 4, *n.number, 0xffff))
	}
	ppp := c.at.network().plus(6)
	c.at = layout{link: LinkPPP, header: ppp, kind: ppp, payload: ppp.plus(2)}
	return is, nil
}

// geneve is true of a packet of a Geneve tunnel; what follows is about what the
// tunnel carries, which begins after options of unknown length: where is kept in
// three words of memory.
func (c *compiler) geneve(n *keyword) (*condition, error) {
	const port = 6081
	ip, err := c.carries(n.word, typeIP)
	if err != nil {
		return nil, err
	}
	ip6, err := c.carries(n.word, typeIP6)
	if err != nil {
		return nil, err
	}
	if c.memory+3 > memorySize-4 {
		return nil, c.fail(ErrMeaning, n.word, "tunnels nest too deep")
	}
	kind, header, payload := c.memory, c.memory+1, c.memory+2
	c.memory += 3
	p := c.at.network()

	// Both branches end with the offset of the UDP header in A, put there by a
	// test that always holds.
	inside := func(code []Instruction, base uint32) *condition {
		load := func(op uint16, k uint32) []Instruction {
			return append(append([]Instruction(nil), code...), Instruction{Op: op, K: base + k})
		}
		all := []*condition{
			test(opJeq, port, load(opLdHX, 2)...),
			test(opJeq, 0, append(load(opLdBX, 8), Instruction{Op: opAlu | aluAnd, K: 0xc0})...),
		}
		if n.number != nil {
			all = append(all, test(opJeq, *n.number<<8, append(load(opLdWX, 12), Instruction{Op: opAlu | aluAnd, K: 0xffffff00})...))
		}
		keep := append(append([]Instruction(nil), code...),
			Instruction{Op: opTxa}, Instruction{Op: opAlu | aluAdd, K: base + 8}, Instruction{Op: opSt, K: kind})
		return and(append(all, test(opJeq|useX, 0, append(keep, Instruction{Op: opTax})...))...)
	}
	v4code, v4base := c.headerLength()
	v4 := and(ip, c.is(p.plus(9), 1, protoUDP), c.wholeOrFirst(), inside(v4code, v4base))
	var v6code []Instruction
	if p.mem < 0 {
		v6code = []Instruction{{Op: opLdxImm, K: ip6Size}}
	} else {
		v6code = []Instruction{{Op: opLdMem, K: uint32(p.mem)}, {Op: opAlu | aluAdd, K: ip6Size}, {Op: opTax}}
	}
	v6 := and(ip6, c.is(p.plus(6), 1, protoUDP), inside(v6code, p.k))

	// From the Geneve header on: where the inner type stands, where what is carried
	// begins, and behind its link header if it has one.
	const ethernetInside = 0x6558
	offsets := test(opJeq, 0,
		Instruction{Op: opLdxMem, K: kind},
		Instruction{Op: opLdBX, K: 0},
		Instruction{Op: opAlu | aluAnd, K: 0x3f},
		Instruction{Op: opAlu | aluMul, K: 4},
		Instruction{Op: opAlu | aluAdd, K: 8},
		Instruction{Op: opAlu | aluAdd | useX},
		Instruction{Op: opSt, K: header},
		Instruction{Op: opSt, K: payload},
		Instruction{Op: opTxa},
		Instruction{Op: opAlu | aluAdd, K: 2},
		Instruction{Op: opSt, K: kind},
		Instruction{Op: opLdHX, K: 2},
		Instruction{Op: opJeq, K: ethernetInside, Jt: 0, Jf: 5},
		Instruction{Op: opLdMem, K: header},
		Instruction{Op: opAlu | aluAdd, K: 12},
		Instruction{Op: opSt, K: kind},
		Instruction{Op: opAlu | aluAdd, K: 2},
		Instruction{Op: opSt, K: payload},
		Instruction{Op: opLdImm},
	)
	c.at = layout{
		link: LinkEthernet, geneve: true, isoNet: 3, labels: c.at.labels,
		kind: place{mem: int(kind)}, header: place{mem: int(header)}, payload: place{mem: int(payload)},
	}
	return and(or(v4, v6), offsets), nil
}
