package bpf

import "fmt"

// relation makes the condition of a comparison: first that the packet has the
// protocols whose bytes are read, then the comparison itself.
func (c *compiler) relation(n *relation) (*condition, error) {
	var checks []*condition
	left, err := c.value(n.op, n.left, c.memory, &checks)
	if err != nil {
		return nil, err
	}
	op := map[string]uint16{"=": opJeq, "!=": opJeq, ">": opJgt, "<=": opJgt, ">=": opJge, "<": opJge}[n.op.text]
	var compare *condition
	if k, ok := n.right.(constantValue); ok {
		if l, ok := n.left.(constantValue); ok {
			return constant(holds(n.op.text, uint32(l), uint32(k))), nil
		}
		compare = test(op, uint32(k), left...)
	} else {
		if c.memory+1 >= memorySize {
			return nil, c.tooDeep(n.op)
		}
		right, err := c.value(n.op, n.right, c.memory+1, &checks)
		if err != nil {
			return nil, err
		}
		code := append(left, Instruction{Op: opSt, K: c.memory})
		code = append(code, right...)
		code = append(code, Instruction{Op: opTax}, Instruction{Op: opLdMem, K: c.memory})
		compare = test(op|useX, 0, code...)
	}
	switch n.op.text {
	case "!=", "<", "<=":
		compare = not(compare)
	}
	return and(append(checks, compare)...), nil
}

func holds(op string, a, b uint32) bool {
	switch op {
	case "=":
		return a == b
	case "!=":
		return a != b
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	}
	return a >= b
}

func (c *compiler) tooDeep(t token) error {
	return c.fail(ErrMeaning, t, "the sum is too deep for the machine's sixteen words of memory: compute the larger side first")
}

// value is code that leaves a number in A. It may use words of memory from free
// on. What has to be true of the packet before is appended to checks.
func (c *compiler) value(at token, a arithmetic, free uint32, checks *[]*condition) ([]Instruction, error) {
	switch a := a.(type) {
	case constantValue:
		return []Instruction{{Op: opLdImm, K: uint32(a)}}, nil
	case lengthValue:
		return []Instruction{{Op: opLdLen}}, nil
	case *negative:
		code, err := c.value(at, a.x, free, checks)
		return append(code, Instruction{Op: opNeg}), err
	case *element:
		return c.elementValue(a, free, checks)
	case *operation:
		op := opAlu | operations[a.op.text]
		left, err := c.value(a.op, a.left, free, checks)
		if err != nil {
			return nil, err
		}
		if k, ok := a.right.(constantValue); ok {
			return append(left, Instruction{Op: op, K: uint32(k)}), nil
		}
		if free+1 >= memorySize {
			return nil, c.tooDeep(a.op)
		}
		// libpcap asks for the protocols of the left operand alone, and so do we.
		var forgotten []*condition
		right, err := c.value(a.op, a.right, free+1, &forgotten)
		if err != nil {
			return nil, err
		}
		if len(forgotten) > 0 && !c.sameChecks(a) {
			c.warn(a.op, fmt.Sprintf("what stands to the right of %q at byte %d is read also where the packet has no such protocol: ask for the protocol before, with \"and\"", a.op.text, a.op.at))
		}
		code := append(left, Instruction{Op: opSt, K: free})
		code = append(code, right...)
		return append(code, Instruction{Op: opTax}, Instruction{Op: opLdMem, K: free}, Instruction{Op: op | useX}), nil
	}
	return nil, c.fail(ErrSyntax, at, "not understood")
}

// sameChecks reports whether the left operand's protocols are those of the right
// one, so that nothing is missed.
func (c *compiler) sameChecks(o *operation) bool {
	left, right := map[qualifier]bool{}, map[qualifier]bool{}
	protocols(o.left, left)
	protocols(o.right, right)
	for q := range right {
		if q != qLink && !left[q] {
			return false
		}
	}
	return true
}

func protocols(a arithmetic, into map[qualifier]bool) {
	switch a := a.(type) {
	case *element:
		into[a.proto.value] = true
		protocols(a.index, into)
	case *negative:
		protocols(a.x, into)
	case *operation:
		protocols(a.left, into)
		protocols(a.right, into)
	}
}

// elementValue is code that loads bytes of the packet.
func (c *compiler) elementValue(e *element, free uint32, checks *[]*condition) ([]Instruction, error) {
	var ofIndex []*condition
	index, err := c.value(e.proto, e.index, free, &ofIndex)
	if err != nil {
		return nil, err
	}
	q := e.proto.value
	if abbreviations[q].number == 0 || q == qICMP6 {
		*checks = append(*checks, ofIndex...)
	}
	direct := map[uint32]uint16{1: opLdB, 2: opLdH, 4: opLdW}[e.size]
	indexed := direct | opLdWX ^ opLdW
	from := func(p place) []Instruction {
		if k, ok := e.index.(constantValue); ok {
			return c.load(p.plus(uint32(k)), e.size)
		}
		code := index
		if p.mem >= 0 {
			code = append(code, Instruction{Op: opLdxMem, K: uint32(p.mem)}, Instruction{Op: opAlu | aluAdd | useX})
		}
		return append(code, Instruction{Op: opTax}, Instruction{Op: indexed, K: p.k})
	}
	switch {
	case q == qLink:
		return from(c.at.header), nil
	case q == qICMP6:
		ip6, err := c.carries(e.proto, typeIP6)
		if err != nil {
			return nil, err
		}
		*checks = append(*checks, ip6, c.is(c.at.network().plus(6), 1, protoICMP6))
		return from(c.at.network().plus(ip6Size)), nil
	case q == qAH || q == qESP || q == qAARP || isisPDUs[q] != nil:
	case abbreviations[q].number != 0:
		// Only IPv4's payload is read, though IPv6 packets pass the test of the
		// protocol.
		ip, err := c.carries(e.proto, typeIP)
		if err != nil {
			return nil, err
		}
		short := abbreviations[q]
		proto, err := c.ipProto(e.proto, short.number, short.over)
		if err != nil {
			return nil, err
		}
		*checks = append(append(append(*checks, ip), ofIndex...), proto, c.wholeOrFirst())
		header, base := c.headerLength()
		if k, ok := e.index.(constantValue); ok {
			return append(header, Instruction{Op: indexed, K: base + uint32(k)}), nil
		}
		if free+1 >= memorySize {
			return nil, c.tooDeep(e.proto)
		}
		code := append(index, Instruction{Op: opSt, K: free})
		code = append(code, header...)
		return append(code, Instruction{Op: opLdMem, K: free}, Instruction{Op: opAlu | aluAdd | useX},
			Instruction{Op: opTax}, Instruction{Op: indexed, K: base}), nil
	case linkKinds[q] >= longestLLC:
		is, err := c.carries(e.proto, linkKinds[q])
		if err != nil {
			return nil, err
		}
		*checks = append(*checks, is)
		return from(c.at.network()), nil
	}
	return nil, c.fail(ErrMeaning, e.proto, "its bytes cannot be read: link, ip, ip6, arp, tcp, udp, icmp and their like can")
}
