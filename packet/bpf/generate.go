package bpf

import "fmt"

// generate makes a condition of a node, from left to right: what moves the layout
// moves it for all that comes after.
func (c *compiler) generate(n node) (*condition, error) {
	switch n := n.(type) {
	case *both:
		return c.both(n)
	case *negation:
		before := c.moved
		x, err := c.generate(n.x)
		if err != nil {
			return nil, err
		}
		if c.moved != before {
			c.shadow(*c.moved, c.peekBehind(n), `"not"`)
		}
		return not(x), nil
	case *protocol:
		return c.protocol(n.word)
	case *identifier:
		return c.identifier(n)
	case *relation:
		return c.relation(n)
	case *casting:
		return c.casting(n)
	case *lengthTest:
		if n.word.text == "less" {
			return not(test(opJgt, n.n, Instruction{Op: opLdLen})), nil
		}
		return test(opJge, n.n, Instruction{Op: opLdLen}), nil
	case *keyword:
		return c.keyword(n)
	}
	return nil, c.fail(ErrSyntax, n.where(), "not understood")
}

func (c *compiler) both(n *both) (*condition, error) {
	before := c.moved
	left, err := c.generate(n.left)
	if err != nil {
		return nil, err
	}
	if n.isOr && c.moved != before {
		c.shadow(*c.moved, n.right.where(), `the other side of "or"`)
	}
	right, err := c.generate(n.right)
	if err != nil {
		return nil, err
	}
	if n.isOr {
		return or(left, right), nil
	}
	return and(left, right), nil
}

// peekBehind is the first word behind a negation, if there is one.
func (c *compiler) peekBehind(n *negation) token {
	last := lastWord(n.x)
	for _, t := range c.tokens {
		if t.at > last.at && t.kind != tokEnd && !t.word("and", "or") && !t.symbol(")") {
			return t
		}
	}
	return token{}
}

func lastWord(n node) token {
	switch n := n.(type) {
	case *both:
		return lastWord(n.right)
	case *negation:
		return lastWord(n.x)
	case *keyword:
		if n.last.at > n.word.at {
			return n.last
		}
	case *identifier:
		return n.id
	}
	return n.where()
}

// shadow warns that a keyword moves words that its author may not have meant.
func (c *compiler) shadow(moved, right token, where string) {
	if right.text == "" {
		return
	}
	c.warn(moved, fmt.Sprintf("%q at byte %d moves all that stands to the right of it, also on %s: from %q at byte %d on, packets are looked at behind that header",
		moved.text, moved.at, where, right.text, right.at))
}

// The loads of a number of bytes at a place.

func (c *compiler) load(p place, size uint32) []Instruction {
	direct := map[uint32]uint16{1: opLdB, 2: opLdH, 4: opLdW}[size]
	if p.mem < 0 {
		return []Instruction{{Op: direct, K: p.k}}
	}
	return []Instruction{{Op: opLdxMem, K: uint32(p.mem)}, {Op: direct | opLdWX ^ opLdW, K: p.k}}
}

// is compares bytes with a value.
func (c *compiler) is(p place, size, v uint32) *condition {
	return test(opJeq, v, c.load(p, size)...)
}

// masked compares bytes with a value under a mask.
func (c *compiler) masked(p place, size, v, mask uint32) *condition {
	if mask == 0xffffffff {
		return c.is(p, size, v)
	}
	return test(opJeq, v, append(c.load(p, size), Instruction{Op: opAlu | aluAnd, K: mask})...)
}

// headerLength leaves in X where the payload of the IPv4 packet begins, less what
// is returned.
func (c *compiler) headerLength() ([]Instruction, uint32) {
	n := c.at.network()
	if n.mem < 0 {
		return []Instruction{{Op: opLdxMSH, K: n.k}}, n.k
	}
	return []Instruction{
		{Op: opLdxMem, K: uint32(n.mem)}, {Op: opLdBX, K: n.k},
		{Op: opAlu | aluAnd, K: 0xf}, {Op: opAlu | aluLsh, K: 2},
		{Op: opAlu | aluAdd | useX}, {Op: opTax},
	}, n.k
}

// transport compares two bytes of what an IPv4 packet carries.
func (c *compiler) transport(offset uint32, op uint16, v uint32) *condition {
	code, base := c.headerLength()
	return test(op, v, append(code, Instruction{Op: opLdHX, K: base + offset})...)
}

// wholeOrFirst is true of IPv4 packets that are not a later fragment.
func (c *compiler) wholeOrFirst() *condition {
	return not(test(opJset, 0x1fff, c.load(c.at.network().plus(6), 2)...))
}
