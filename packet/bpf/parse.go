package bpf

import "fmt"

// The grammar of pcap-filter(7): "and" and "or" have one rank and go from left
// to right, "not" binds closer, and an identifier without qualifiers has those
// of the one before it.

// deepest bounds the nesting of brackets and negations.
const deepest = 500

func (c *compiler) peek() token { return c.tokens[c.pos] }

// peekAt is the token some places further on; the last one has no successor.
func (c *compiler) peekAt(n int) token { return c.tokens[min(c.pos+n, len(c.tokens)-1)] }

func (c *compiler) next() token {
	t := c.tokens[c.pos]
	if t.kind != tokEnd {
		c.pos++
	}
	return t
}

func (t token) symbol(s string) bool { return t.kind == tokSymbol && t.text == s }

func (t token) word(words ...string) bool {
	if t.kind != tokKeyword {
		return false
	}
	for _, w := range words {
		if t.text == w {
			return true
		}
	}
	return false
}

func (t token) isProtocol() bool { return t.kind == tokKeyword && t.value != qDefault }

// isName reports an identifier that cannot be anything else.
func (t token) isName() bool {
	return t.kind == tokName || t.kind == tokQuad || t.kind == tokIPv6 || t.kind == tokMAC
}

func (c *compiler) expect(symbol string) error {
	if t := c.next(); !t.symbol(symbol) {
		return c.fail(ErrSyntax, t, fmt.Sprintf("%q was expected", symbol))
	}
	return nil
}

func (c *compiler) fail(kind error, t token, reason string) error {
	return &CompileError{Kind: kind, Input: c.expr, Word: t.text, Offset: t.at, Reason: reason}
}

func (c *compiler) enter(t token) error {
	if c.depth++; c.depth > deepest {
		return c.fail(ErrSyntax, t, fmt.Sprintf("brackets and negations nest %d deep at most", deepest))
	}
	return nil
}

// parse reads the whole expression; nil is the empty one.
func (c *compiler) parse() (node, error) {
	if c.peek().kind == tokEnd {
		return nil, nil
	}
	v, _, err := c.chain(qualifiers{none: true})
	if err != nil {
		return nil, err
	}
	if t := c.peek(); t.kind != tokEnd {
		return nil, c.fail(ErrSyntax, t, `"and", "or" or the end was expected`)
	}
	n, ok := v.(node)
	if !ok {
		return nil, c.fail(ErrSyntax, c.peek(), "a number is neither true nor false: a comparison was expected")
	}
	return n, nil
}

// chain reads terms joined by "and" and "or". What it returns is a node, or an
// arithmetic where brackets turn out to hold a number.
func (c *compiler) chain(q qualifiers) (any, qualifiers, error) {
	left, q, err := c.term(q, false)
	if err != nil {
		return nil, q, err
	}
	return c.chainFrom(left, q)
}

func (c *compiler) chainFrom(left any, q qualifiers) (any, qualifiers, error) {
	for c.peek().word("and", "or") {
		l, ok := left.(node)
		if !ok {
			return nil, q, c.fail(ErrSyntax, c.peek(), "a comparison was expected before it")
		}
		op := c.next()
		var right any
		var err error
		right, q, err = c.term(q, true)
		if err != nil {
			return nil, q, err
		}
		r, ok := right.(node)
		if !ok {
			return nil, q, c.fail(ErrSyntax, c.peek(), "a comparison was expected")
		}
		left = &both{op: op, isOr: op.text == "or", left: l, right: r}
	}
	return left, q, nil
}

// term reads one term. q is what stands before it, and joined says that an
// identifier may inherit it. The second result is what the next one inherits.
func (c *compiler) term(q qualifiers, joined bool) (any, qualifiers, error) {
	t := c.peek()
	switch {
	case t.word("not"):
		c.next()
		if err := c.enter(t); err != nil {
			return nil, q, err
		}
		defer func() { c.depth-- }()
		x, q, err := c.term(q, joined)
		if err != nil {
			return nil, q, err
		}
		n, ok := x.(node)
		if !ok {
			return nil, q, c.fail(ErrSyntax, c.peek(), "a comparison was expected")
		}
		return &negation{op: t, x: n}, q, nil
	case t.isName() || joined && c.startsID():
		if !joined {
			return nil, q, c.fail(ErrSyntax, t, fmt.Sprintf("what is it? A qualifier was expected before it, as in \"host %s\"", t.text))
		}
		if q.none {
			return nil, q, c.fail(ErrSyntax, t, "nothing before it says what it is: a qualifier such as host or port was expected")
		}
		n, err := c.identifiers(q)
		return n, q, err
	case t.symbol("("):
		return c.brackets(q)
	case c.startsArithmetic():
		a, err := c.arithmetic()
		if err != nil {
			return nil, q, err
		}
		return c.afterArithmetic(a)
	}
	return c.primitive()
}

// brackets reads "(...)" at the place of a term.
func (c *compiler) brackets(q qualifiers) (any, qualifiers, error) {
	open := c.next()
	if err := c.enter(open); err != nil {
		return nil, q, err
	}
	v, _, err := c.chain(qualifiers{none: true})
	c.depth--
	if err != nil {
		return nil, q, err
	}
	if err := c.expect(")"); err != nil {
		return nil, q, err
	}
	if a, ok := v.(arithmetic); ok {
		if a, err = c.binary(a, noRule); err != nil {
			return nil, q, err
		}
		return c.afterArithmetic(a)
	}
	return v, qualifiers{none: true}, nil // nothing is inherited from within
}

// startsID reports whether a number, in brackets or not, is an identifier rather
// than the beginning of a sum: no operator follows it.
func (c *compiler) startsID() bool {
	n := 0
	for c.peekAt(n).symbol("(") || c.peekAt(n).word("not") && n > 0 {
		n++
	}
	if t := c.peekAt(n); n > 0 && t.isName() {
		return true
	}
	if c.peekAt(n).kind != tokNumber {
		return false
	}
	open := n
	for n++; open > 0 && c.peekAt(n).symbol(")"); n++ {
		open--
	}
	t := c.peekAt(n)
	return t.kind == tokEnd || t.symbol(")") || t.word("and", "or")
}

// identifiers reads an identifier, or several in brackets.
func (c *compiler) identifiers(q qualifiers) (node, error) {
	t := c.next()
	switch {
	case t.word("not"):
		if err := c.enter(t); err != nil {
			return nil, err
		}
		defer func() { c.depth-- }()
		x, err := c.identifiers(q)
		return &negation{op: t, x: x}, err
	case t.symbol("("):
		if err := c.enter(t); err != nil {
			return nil, err
		}
		defer func() { c.depth-- }()
		left, err := c.identifiers(q)
		for err == nil && c.peek().word("and", "or") {
			op := c.next()
			var right node
			right, err = c.identifiers(q)
			left = &both{op: op, isOr: op.text == "or", left: left, right: right}
		}
		if err != nil {
			return nil, err
		}
		return left, c.expect(")")
	case t.kind == tokNumber:
		return &identifier{q: q, id: t}, nil
	case t.isName():
		n := &identifier{q: q, id: t}
		switch slash := c.peek(); {
		case slash.symbol("/") && (t.kind == tokQuad || t.kind == tokIPv6):
			c.next()
			if n.mask = c.next(); n.mask.kind != tokNumber {
				return nil, c.fail(ErrSyntax, n.mask, "the length of a network's prefix was expected")
			}
		case slash.word("mask") && t.kind == tokQuad:
			c.next()
			if n.mask = c.next(); n.mask.kind != tokQuad {
				return nil, c.fail(ErrSyntax, n.mask, "a netmask such as 255.255.255.0 was expected")
			}
		}
		return n, nil
	}
	return nil, c.fail(ErrSyntax, t, "an address, a number or a name was expected (a name that is a word of the grammar takes a backslash before it)")
}

// head reads qualifiers that an identifier follows, and reports whether there
// were any. A protocol alone, before anything but them, is left where it stands.
func (c *compiler) head() (q qualifiers, ok bool, err error) {
	q.word = c.peek()
	n := 0
	if c.peek().isProtocol() {
		q.proto = c.peek().value
		n = 1
	}
	t := c.peekAt(n)
	switch {
	case t.word("src", "dst"):
		c.pos += n
		q.dir = c.direction()
		if kind, ok := c.kindOfID(); ok && kind <= idPortRange {
			q.kind = kind
			c.next()
		}
		return q, true, nil
	case t.word("host", "net", "port", "portrange", "proto", "protochain", "gateway"):
		c.pos += n
		q.kind, _ = c.kindOfID()
		c.next()
		return q, true, nil
	}
	return q, false, nil
}

func (c *compiler) kindOfID() (kindOfID, bool) {
	t := c.peek()
	if t.kind != tokKeyword {
		return 0, false
	}
	kind, ok := map[string]kindOfID{
		"host": idHost, "net": idNet, "port": idPort, "portrange": idPortRange,
		"proto": idProto, "protochain": idProtoChain, "gateway": idGateway,
	}[t.text]
	return kind, ok
}

// direction reads src, dst, and both joined by "or" or "and".
func (c *compiler) direction() direction {
	first := c.next()
	other := "dst"
	d := dirSrc
	if first.text == "dst" {
		other, d = "src", dirDst
	}
	if c.peek().word("and", "or") && c.peekAt(1).word(other) {
		d = dirAnd
		if c.next().text == "or" {
			d = dirOr
		}
		c.next()
	}
	return d
}

// primitive reads a term that begins with a word of the grammar.
func (c *compiler) primitive() (any, qualifiers, error) {
	none := qualifiers{none: true}
	t := c.peek()
	if where := foreignKeywords[t.text]; t.kind == tokKeyword && where != "" {
		return nil, none, c.fail(ErrLinkType, t, fmt.Sprintf("it belongs to %s captures, which are not supported", where))
	}
	q, ok, err := c.head()
	if err != nil {
		return nil, none, err
	}
	if ok {
		n, err := c.identifiers(q)
		return n, q, err
	}
	if t.isProtocol() {
		c.next()
		if w := c.peek(); w.word("broadcast", "multicast") {
			c.next()
			return &casting{word: w, proto: t.value}, none, nil
		}
		return &protocol{word: t}, none, nil
	}
	c.next()
	if t.kind == tokKeyword {
		switch t.text {
		case "broadcast", "multicast":
			return &casting{word: t}, none, nil
		case "less", "greater":
			n := c.next()
			if n.kind != tokNumber {
				return nil, none, c.fail(ErrSyntax, n, "a length was expected")
			}
			return &lengthTest{word: t, n: n.number}, none, nil
		case "inbound", "outbound", "pppoed":
			return &keyword{word: t}, none, nil
		case "ifindex":
			n := c.next()
			if n.kind != tokNumber {
				return nil, none, c.fail(ErrSyntax, n, "the number of an interface was expected")
			}
			return &keyword{word: t, number: &n.number}, none, nil
		case "vlan", "mpls", "pppoes", "geneve":
			k := &keyword{word: t}
			n, err := c.optionalNumber()
			k.number, k.last = n, c.tokens[c.pos-1]
			return k, none, err
		case "llc":
			k := &keyword{word: t}
			if next := c.peek(); next.kind == tokName || next.word("rnr") { // a word of pflog's too
				k.arg = c.next()
			}
			return k, none, nil
		}
	}
	return nil, none, c.fail(ErrSyntax, t, "a primitive such as host, port or tcp was expected")
}

// optionalNumber reads a number, in brackets or not, if one stands there.
func (c *compiler) optionalNumber() (*uint32, error) {
	n := 0
	for c.peekAt(n).symbol("(") {
		n++
	}
	t := c.peekAt(n)
	if t.kind != tokNumber {
		return nil, nil
	}
	c.pos += n + 1
	for range n {
		if err := c.expect(")"); err != nil {
			return nil, err
		}
	}
	return &t.number, nil
}
