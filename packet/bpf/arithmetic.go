package bpf

import "fmt"

// Operators by their rank. "%" and "^" have none: in libpcap's grammar they take
// all that stands to the right of them, whatever it is, and so they do here.
var ranks = map[string]int{"|": 1, "&": 2, "<<": 3, ">>": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": noRank, "^": noRank}

const (
	noRank    = 0
	unaryRank = 6
	noRule    = -1 // nothing stands to the left
)

// startsArithmetic reports whether a sum begins here.
func (c *compiler) startsArithmetic() bool {
	t := c.peek()
	return t.kind == tokNumber || t.symbol("-") || t.word("len") || t.isProtocol() && c.peekAt(1).symbol("[")
}

// afterArithmetic reads the comparison behind a number, if one follows.
func (c *compiler) afterArithmetic(left arithmetic) (any, qualifiers, error) {
	none := qualifiers{none: true}
	op := c.peek()
	if op.kind != tokSymbol {
		return left, none, nil
	}
	switch op.text {
	case "=", "!=", "<", "<=", ">", ">=":
	default:
		return left, none, nil
	}
	c.next()
	right, err := c.arithmetic()
	if err != nil {
		return nil, none, err
	}
	return &relation{op: op, left: left, right: right}, none, nil
}

func (c *compiler) arithmetic() (arithmetic, error) {
	left, err := c.operand()
	if err != nil {
		return nil, err
	}
	return c.binary(left, noRule)
}

// binary reads operators as long as they bind closer than the rule on the left.
func (c *compiler) binary(left arithmetic, rule int) (arithmetic, error) {
	for {
		op := c.peek()
		rank, ok := ranks[op.text]
		if op.kind != tokSymbol || !ok || rule > 0 && rank != noRank && rank <= rule {
			return left, nil
		}
		c.next()
		if err := c.enter(op); err != nil {
			return nil, err
		}
		right, err := c.operand()
		if err != nil {
			return nil, err
		}
		right, err = c.binary(right, rank)
		c.depth--
		if err != nil {
			return nil, err
		}
		if rank == noRank && c.greedy(right) {
			c.warn(op, fmt.Sprintf("%q takes the whole sum to the right of it as its operand: brackets say what is meant", op.text))
		}
		if left, err = c.fold(op, left, right); err != nil {
			return nil, err
		}
	}
}

// greedy reports whether an operand is itself a sum without brackets.
func (c *compiler) greedy(a arithmetic) bool {
	_, ok := a.(*operation)
	return ok && !c.tokens[c.pos-1].symbol(")")
}

// operand reads a number, an element of the packet, or a sum in brackets.
func (c *compiler) operand() (arithmetic, error) {
	t := c.next()
	switch {
	case t.kind == tokNumber:
		return constantValue(t.number), nil
	case t.word("len"):
		return lengthValue{}, nil
	case t.symbol("-"):
		if err := c.enter(t); err != nil {
			return nil, err
		}
		defer func() { c.depth-- }()
		x, err := c.operand()
		if err != nil {
			return nil, err
		}
		if x, err = c.binary(x, unaryRank); err != nil {
			return nil, err
		}
		if n, ok := x.(constantValue); ok {
			return -n, nil
		}
		return &negative{x: x}, nil
	case t.symbol("("):
		if err := c.enter(t); err != nil {
			return nil, err
		}
		defer func() { c.depth-- }()
		x, err := c.arithmetic()
		if err != nil {
			return nil, err
		}
		return x, c.expect(")")
	case t.isProtocol() && c.peek().symbol("["):
		return c.element(t)
	}
	return nil, c.fail(ErrSyntax, t, "a number, len, or bytes such as ip[0] were expected")
}

// element reads "[index]" or "[index:size]" behind a protocol.
func (c *compiler) element(proto token) (arithmetic, error) {
	c.next()
	if err := c.enter(proto); err != nil {
		return nil, err
	}
	defer func() { c.depth-- }()
	index, err := c.arithmetic()
	if err != nil {
		return nil, err
	}
	e := &element{proto: proto, index: index, size: 1}
	if c.peek().symbol(":") {
		c.next()
		t := c.next()
		if t.kind != tokNumber {
			return nil, c.fail(ErrSyntax, t, "a size of 1, 2 or 4 was expected")
		}
		if e.size = t.number; e.size != 1 && e.size != 2 && e.size != 4 {
			return nil, c.fail(ErrMeaning, t, "a size is 1, 2 or 4")
		}
	}
	return e, c.expect("]")
}

var operations = map[string]uint16{
	"+": aluAdd, "-": aluSub, "*": aluMul, "/": aluDiv, "%": aluMod, "&": aluAnd, "|": aluOr, "^": aluXor, "<<": aluLsh, ">>": aluRsh,
}

// fold computes what is known already.
func (c *compiler) fold(op token, left, right arithmetic) (arithmetic, error) {
	r, ok := right.(constantValue)
	if ok {
		// What is written there is refused; what is computed fails when it runs.
		written := c.tokens[c.pos-1].kind == tokNumber && c.tokens[c.pos-2].at == op.at
		switch {
		case written && (op.text == "/" || op.text == "%") && r == 0:
			return nil, c.fail(ErrMeaning, op, "division by zero")
		case written && (op.text == "<<" || op.text == ">>") && r > 31:
			return nil, c.fail(ErrMeaning, op, "a shift is by 31 bits at most")
		}
		if l, ok := left.(constantValue); ok {
			if v, _, fails := compute(operations[op.text], uint32(l), uint32(r)); !fails {
				return constantValue(v), nil
			}
		}
	}
	return &operation{op: op, left: left, right: right}, nil
}
