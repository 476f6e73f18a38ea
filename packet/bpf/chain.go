package bpf

// protoChain is true of IP packets with a header of a protocol anywhere in the
// chain of their headers. It loops, which no kernel takes.
func (c *compiler) protoChain(n *identifier, v uint32) (*condition, error) {
	switch n.q.proto {
	case qIP:
		return c.chain4(n, v)
	case qIP6:
		return c.chain6(n, v)
	case qDefault:
		v4, err := c.chain4(n, v)
		if err != nil {
			return nil, err
		}
		v6, err := c.chain6(n, v)
		if err != nil {
			return nil, err
		}
		return or(v4, v6), nil
	}
	return nil, c.fail(ErrMeaning, n.where(), "only IPv4 and IPv6 have a chain of headers")
}

func (c *compiler) chain4(n *identifier, v uint32) (*condition, error) {
	p := c.at.network()
	code := []Instruction{{Op: opLdB, K: p.k + 9}, {Op: opLdxMSH, K: p.k}}
	return c.walk(n, v, typeIP, code, []uint32{})
}

func (c *compiler) chain6(n *identifier, v uint32) (*condition, error) {
	code := []Instruction{{Op: opLdB, K: c.at.network().k + 6}, {Op: opLdxImm, K: ip6Size}}
	return c.walk(n, v, typeIP6, code, []uint32{headerHopByHop, headerOptions, headerRouting, headerFragment})
}

// walk looks at one header after the other. A is the protocol of the header that
// X leads to; options are protocols of headers with a length in units of eight
// bytes. The authentication header counts in units of four.
func (c *compiler) walk(n *identifier, v, kind uint32, code []Instruction, options []uint32) (*condition, error) {
	if c.at.network().mem >= 0 {
		return nil, c.fail(ErrLinkType, n.where(), "the chain cannot be walked inside a Geneve tunnel")
	}
	is, err := c.carries(n.where(), kind)
	if err != nil {
		return nil, err
	}
	c.loops = true
	base := c.at.network().k
	start := len(code)
	var leave, extend []int // jumps to the end, and to the step over an option header
	jump := func(list *[]int, k uint32) {
		*list = append(*list, len(code))
		code = append(code, Instruction{Op: opJeq, K: k})
	}
	jump(&leave, v)
	jump(&leave, headerNone)
	for _, o := range options {
		jump(&extend, o)
	}
	authentication := len(code)
	code = append(code, Instruction{Op: opJeq, K: protoAH})
	step := func(add, mul uint32) int {
		begins := len(code)
		code = append(code,
			Instruction{Op: opLdBX, K: base}, Instruction{Op: opSt, K: memorySize - 1},
			Instruction{Op: opLdBX, K: base + 1}, Instruction{Op: opAlu | aluAdd, K: add}, Instruction{Op: opAlu | aluMul, K: mul},
			Instruction{Op: opAlu | aluAdd | useX}, Instruction{Op: opTax}, Instruction{Op: opLdMem, K: memorySize - 1})
		code = append(code, Instruction{Op: opJa, K: uint32(start - len(code) - 1)})
		return begins
	}
	overAuthentication := step(2, 4)
	overOption := len(code)
	if len(options) > 0 {
		step(1, 8)
	}
	end := len(code)
	for _, i := range leave {
		code[i].Jt = uint8(end - i - 1)
	}
	for _, i := range extend {
		code[i].Jt = uint8(overOption - i - 1)
	}
	code[authentication].Jt = uint8(overAuthentication - authentication - 1)
	code[authentication].Jf = uint8(end - authentication - 1)
	return and(is, test(opJeq, v, code...)), nil
}
