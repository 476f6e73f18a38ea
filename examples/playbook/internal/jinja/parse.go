package jinja

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// An expr is an expression of any kind.
type expr interface {
	eval(*state) (any, error)
	at() value.Pos
}

// A statement is a part of a template that writes.
type statement interface{ run(*state) error }

type (
	place   struct{ pos value.Pos }
	literal struct {
		place
		v any
	}
	name struct {
		place
		id string
	}
	list struct {
		place
		items []expr
	}
	dict struct {
		place
		keys, values []expr
	}
	attribute struct {
		place
		of     expr
		key    expr
		dotted bool
	}
	slicing struct {
		place
		of             expr
		from, to, step expr
	}
	call struct {
		place
		fn expr
		arguments
	}
	filtering struct {
		place
		in expr
		id string
		arguments
	}
	asking struct {
		place
		in  expr
		id  string
		not bool
		arguments
	}
	unary struct {
		place
		op string
		x  expr
	}
	binary struct {
		place
		op   string
		x, y expr
	}
	comparing struct {
		place
		first expr
		ops   []string
		rest  []expr
	}
	choice struct {
		place
		cond, yes, no expr
	}

	text   string
	output struct{ e expr }
	branch struct {
		cond expr
		body []statement
	}
	condition struct{ branches []branch }
	loop      struct {
		place
		names           []string
		in, filter      expr
		body, otherwise []statement
	}
	setting struct {
		place
		names []string
		field string
		e     expr
		body  []statement
	}
	including struct {
		place
		e       expr
		lenient bool
	}
	filtered struct {
		place
		wrap func(expr) expr
		body []statement
	}
)

type arguments struct {
	args  []expr
	names []string
	keyed []expr
}

func (p place) at() value.Pos { return p.pos }

type parser struct {
	tokens []token
	i      int
	depth  int
}

func (p *parser) peek() token { return p.tokens[p.i] }
func (p *parser) next() token {
	t := p.tokens[p.i]
	if p.i < len(p.tokens)-1 {
		p.i++
	}
	return t
}
func (p *parser) is(kind tokenKind, texts ...string) bool {
	t := p.peek()
	return t.kind == kind && (len(texts) == 0 || slices.Contains(texts, t.text))
}
func (p *parser) take(kind tokenKind, texts ...string) bool {
	if p.is(kind, texts...) {
		p.next()
		return true
	}
	return false
}
func (p *parser) errorf(t token, format string, args ...any) error {
	return &Error{Pos: t.pos, Reason: fmt.Sprintf(format, args...)}
}
func (p *parser) unexpected(want string) error {
	t := p.peek()
	if t.kind == tokenEOF {
		return p.errorf(t, "the template ends; expected %s", want)
	}
	return p.errorf(t, "unexpected %q; expected %s", t.text, want)
}
func (p *parser) expect(kind tokenKind, want string) error {
	if p.take(kind, want) {
		return nil
	}
	return p.unexpected(strconv.Quote(want))
}

// body reads statements up to one of the tags that end it, which is left behind {%.
func (p *parser) body(ends ...string) ([]statement, error) {
	if p.depth++; p.depth > 100 {
		return nil, p.errorf(p.peek(), "blocks lie more than 100 deep in each other")
	}
	defer func() { p.depth-- }()
	var out []statement
	for {
		t := p.next()
		switch t.kind {
		case tokenEOF:
			if len(ends) > 0 {
				return nil, p.errorf(t, "the template ends; expected {%% %s %%}", strings.Join(ends, " or "))
			}
			return out, nil
		case tokenText:
			out = append(out, text(t.text))
		case tokenOpen:
			e, err := p.expression()
			if err != nil {
				return nil, err
			}
			if err := p.expect(tokenClose, "}}"); err != nil {
				return nil, err
			}
			out = append(out, output{e})
		case tokenBegin:
			tag := p.peek()
			if tag.kind != tokenName {
				return nil, p.unexpected("a statement")
			}
			if slices.Contains(ends, tag.text) {
				return out, nil
			}
			p.next()
			s, err := p.statement(tag)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
}

// section reads the rest of a tag, and the body after it.
func (p *parser) section(ends ...string) ([]statement, error) {
	if err := p.expect(tokenEnd, "%}"); err != nil {
		return nil, err
	}
	return p.body(ends...)
}

func (p *parser) statement(tag token) (statement, error) {
	at := place{tag.pos}
	switch tag.text {
	case "if":
		var c condition
		for {
			e, err := p.expression()
			if err != nil {
				return nil, err
			}
			body, err := p.section("elif", "else", "endif")
			if err != nil {
				return nil, err
			}
			c.branches = append(c.branches, branch{e, body})
			switch p.next().text {
			case "elif":
				continue
			case "else":
				body, err := p.section("endif")
				if err != nil {
					return nil, err
				}
				p.next()
				c.branches = append(c.branches, branch{nil, body})
			}
			return c, p.expect(tokenEnd, "%}")
		}
	case "for":
		f := loop{place: at}
		names, err := p.targets()
		if err != nil {
			return nil, err
		}
		f.names = names
		if err := p.expect(tokenName, "in"); err != nil {
			return nil, err
		}
		if f.in, err = p.or(); err != nil {
			return nil, err
		}
		if p.take(tokenName, "if") {
			if f.filter, err = p.expression(); err != nil {
				return nil, err
			}
		}
		if f.body, err = p.section("else", "endfor"); err != nil {
			return nil, err
		}
		if p.next().text == "else" {
			if f.otherwise, err = p.section("endfor"); err != nil {
				return nil, err
			}
			p.next()
		}
		return f, p.expect(tokenEnd, "%}")
	case "set":
		s := setting{place: at}
		names, err := p.targets()
		if err != nil {
			return nil, err
		}
		s.names = names
		if p.take(tokenOperator, ".") {
			s.field = p.next().text
		}
		if p.take(tokenOperator, "=") {
			if s.e, err = p.expressions(); err != nil {
				return nil, err
			}
			return s, p.expect(tokenEnd, "%}")
		}
		if s.body, err = p.section("endset"); err != nil {
			return nil, err
		}
		p.next()
		return s, p.expect(tokenEnd, "%}")
	case "include":
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		s := including{place: at, e: e}
		if p.take(tokenName, "ignore") {
			s.lenient = p.take(tokenName, "missing")
		}
		if p.take(tokenName, "with", "without") {
			p.take(tokenName, "context")
		}
		return s, p.expect(tokenEnd, "%}")
	case "macro", "call", "import", "from":
		return p.macroStatement(tag)
	case "filter":
		start := p.i
		if _, err := p.chain(literal{at, ""}); err != nil {
			return nil, err
		}
		chain := p.tokens[start:p.i]
		body, err := p.section("endfilter")
		if err != nil {
			return nil, err
		}
		p.next()
		wrap := func(e expr) expr {
			again := &parser{tokens: append(slices.Clone(chain), token{kind: tokenEOF})}
			out, _ := again.chain(e)
			return out
		}
		return filtered{at, wrap, body}, p.expect(tokenEnd, "%}")
	}
	if strings.HasPrefix(tag.text, "end") || tag.text == "else" || tag.text == "elif" {
		return nil, p.errorf(tag, "{%% %s %%} without its beginning", tag.text)
	}
	return nil, p.errorf(tag, "statement %q; expected if, for, set, include, filter, macro, call, import, from or raw", tag.text)
}

func (p *parser) targets() (names []string, err error) {
	bracket := p.take(tokenOperator, "(")
	for {
		t := p.next()
		if t.kind != tokenName {
			return nil, p.errorf(t, "unexpected %q; expected a name", t.text)
		}
		names = append(names, t.text)
		if !p.take(tokenOperator, ",") {
			break
		}
	}
	if bracket {
		err = p.expect(tokenOperator, ")")
	}
	return names, err
}

// expressions reads one or several that commas part: a tuple.
func (p *parser) expressions() (expr, error) {
	at := place{p.peek().pos}
	e, err := p.expression()
	if err != nil || !p.is(tokenOperator, ",") {
		return e, err
	}
	l := list{place: at, items: []expr{e}}
	for p.take(tokenOperator, ",") {
		if p.is(tokenEnd) {
			break
		}
		if e, err = p.expression(); err != nil {
			return nil, err
		}
		l.items = append(l.items, e)
	}
	return l, nil
}

func (p *parser) expression() (expr, error) {
	if p.depth++; p.depth > 200 {
		return nil, p.errorf(p.peek(), "an expression more than 200 deep")
	}
	defer func() { p.depth-- }()
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	for p.is(tokenName, "if") {
		at := place{p.next().pos}
		cond, err := p.or()
		if err != nil {
			return nil, err
		}
		c := choice{place: at, cond: cond, yes: e}
		if p.take(tokenName, "else") {
			if c.no, err = p.expression(); err != nil {
				return nil, err
			}
		}
		e = c
	}
	return e, nil
}

func (p *parser) or() (expr, error)  { return p.logic("or", p.and) }
func (p *parser) and() (expr, error) { return p.logic("and", p.not) }

func (p *parser) logic(op string, operand func() (expr, error)) (expr, error) {
	e, err := operand()
	for err == nil && p.is(tokenName, op) {
		at := place{p.next().pos}
		var y expr
		if y, err = operand(); err == nil {
			e = binary{at, op, e, y}
		}
	}
	return e, err
}

func (p *parser) not() (expr, error) {
	if p.is(tokenName, "not") {
		if p.depth++; p.depth > 200 {
			return nil, p.errorf(p.peek(), "an expression more than 200 deep")
		}
		defer func() { p.depth-- }()
		at := place{p.next().pos}
		x, err := p.not()
		return unary{at, "not", x}, err
	}
	return p.comparison()
}

func (p *parser) comparison() (expr, error) {
	e, err := p.sum()
	if err != nil {
		return nil, err
	}
	c := comparing{place: place{e.at()}, first: e}
	for {
		op := ""
		switch {
		case p.is(tokenOperator, "==", "!=", "<", ">", "<=", ">="):
			op = p.next().text
		case p.is(tokenName, "in"):
			op = p.next().text
		case p.is(tokenName, "not") && p.tokens[min(p.i+1, len(p.tokens)-1)].text == "in":
			p.next()
			p.next()
			op = "not in"
		default:
			if len(c.ops) == 0 {
				return e, nil
			}
			return c, nil
		}
		y, err := p.sum()
		if err != nil {
			return nil, err
		}
		c.ops, c.rest = append(c.ops, op), append(c.rest, y)
	}
}

func (p *parser) operators(operand func() (expr, error), ops ...string) (expr, error) {
	e, err := operand()
	for err == nil && p.is(tokenOperator, ops...) {
		t := p.next()
		var y expr
		if y, err = operand(); err == nil {
			e = binary{place{t.pos}, t.text, e, y}
		}
	}
	return e, err
}

func (p *parser) sum() (expr, error)     { return p.operators(p.joined, "+", "-") }
func (p *parser) joined() (expr, error)  { return p.operators(p.product, "~") }
func (p *parser) product() (expr, error) { return p.operators(p.signed, "*", "/", "//", "%") }

func (p *parser) signed() (expr, error) {
	if p.is(tokenOperator, "-", "+") {
		if p.depth++; p.depth > 200 {
			return nil, p.errorf(p.peek(), "an expression more than 200 deep")
		}
		defer func() { p.depth-- }()
		t := p.next()
		x, err := p.signed()
		return unary{place{t.pos}, t.text, x}, err
	}
	e, err := p.primary()
	if err != nil {
		return nil, err
	}
	if p.is(tokenOperator, "**") {
		t := p.next()
		y, err := p.signed()
		if err != nil {
			return nil, err
		}
		e = binary{place{t.pos}, "**", e, y}
	}
	return p.filters(e)
}

// chain reads filters of which the first has no bar, as {% filter upper|indent %}.
func (p *parser) chain(e expr) (expr, error) {
	if err := p.filter(&e); err != nil {
		return nil, err
	}
	return p.filters(e)
}

// filters reads what stands after a value: |filter and is test.
func (p *parser) filters(e expr) (expr, error) {
	for {
		switch {
		case p.take(tokenOperator, "|"):
			if err := p.filter(&e); err != nil {
				return nil, err
			}
		case p.is(tokenName, "is"):
			at := place{p.next().pos}
			t := asking{place: at, in: e, not: p.take(tokenName, "not")}
			id, err := p.dotted("a test")
			if err != nil {
				return nil, err
			}
			t.id = id
			if _, ok := tests[t.id]; !ok {
				return nil, &Error{Pos: at.pos, Reason: fmt.Sprintf("no test named %q", t.id)}
			}
			if p.is(tokenOperator, "(") {
				p.next()
				if t.arguments, err = p.arguments(); err != nil {
					return nil, err
				}
			} else if next := p.peek(); next.kind == tokenString || next.kind == tokenNumber || p.is(tokenOperator, "[", "{") ||
				next.kind == tokenName && !slices.Contains([]string{"and", "or", "not", "if", "else", "is", "in"}, next.text) {
				x, err := p.primary()
				if err != nil {
					return nil, err
				}
				t.args = []expr{x}
			}
			e = t
		default:
			return e, nil
		}
	}
}

// dotted reads the name of a filter or a test, without Ansible's collection.
func (p *parser) dotted(want string) (string, error) {
	t := p.next()
	if t.kind != tokenName {
		return "", p.errorf(t, "unexpected %q; expected %s", t.text, want)
	}
	id := t.text
	for p.take(tokenOperator, ".") {
		id += "." + p.next().text
	}
	return strings.TrimPrefix(id, "ansible.builtin."), nil
}

func (p *parser) filter(e *expr) error {
	at := p.peek().pos
	id, err := p.dotted("a filter")
	if err != nil {
		return err
	}
	f := filtering{place: place{at}, in: *e, id: id}
	if _, ok := filters[id]; !ok && !special[id] {
		return &Error{Pos: at, Reason: fmt.Sprintf("no filter named %q", id)}
	}
	if p.take(tokenOperator, "(") {
		if f.arguments, err = p.arguments(); err != nil {
			return err
		}
	}
	*e = f
	return nil
}

// arguments reads up to the closing bracket.
func (p *parser) arguments() (a arguments, err error) {
	for !p.take(tokenOperator, ")") {
		if len(a.args)+len(a.keyed) > 0 {
			if err := p.expect(tokenOperator, ","); err != nil {
				return a, err
			}
			if p.take(tokenOperator, ")") {
				break
			}
		}
		id := ""
		if p.is(tokenName) && p.tokens[min(p.i+1, len(p.tokens)-1)].text == "=" && p.tokens[min(p.i+1, len(p.tokens)-1)].kind == tokenOperator {
			id = p.next().text
			p.next()
		}
		e, err := p.expression()
		if err != nil {
			return a, err
		}
		if id != "" {
			a.names, a.keyed = append(a.names, id), append(a.keyed, e)
		} else {
			a.args = append(a.args, e)
		}
	}
	return a, nil
}

func (p *parser) primary() (expr, error) {
	t := p.next()
	at := place{t.pos}
	var e expr
	switch t.kind {
	case tokenString:
		s := t.text
		for p.is(tokenString) {
			s += p.next().text
		}
		e = literal{at, s}
	case tokenNumber:
		digits := strings.ReplaceAll(t.text, "_", "")
		if n, err := strconv.Atoi(digits); err == nil {
			e = literal{at, n}
		} else if n, err := strconv.ParseFloat(digits, 64); err == nil {
			e = literal{at, n}
		} else {
			return nil, p.errorf(t, "%q is no number", t.text)
		}
	case tokenName:
		switch t.text {
		case "true", "True":
			e = literal{at, true}
		case "false", "False":
			e = literal{at, false}
		case "none", "None", "null":
			e = literal{at, nil}
		case "in", "is", "and", "or", "if", "else", "not":
			return nil, p.errorf(t, "unexpected %q; expected a value", t.text)
		default:
			e = name{at, t.text}
		}
	case tokenOperator:
		switch t.text {
		case "(":
			if p.take(tokenOperator, ")") {
				e = list{place: at}
				break
			}
			inner, err := p.expression()
			if err != nil {
				return nil, err
			}
			if p.is(tokenOperator, ",") {
				l := list{place: at, items: []expr{inner}}
				for p.take(tokenOperator, ",") {
					if p.is(tokenOperator, ")") {
						break
					}
					x, err := p.expression()
					if err != nil {
						return nil, err
					}
					l.items = append(l.items, x)
				}
				inner = l
			}
			if err := p.expect(tokenOperator, ")"); err != nil {
				return nil, err
			}
			e = inner
		case "[":
			l := list{place: at}
			for !p.take(tokenOperator, "]") {
				if len(l.items) > 0 {
					if err := p.expect(tokenOperator, ","); err != nil {
						return nil, err
					}
					if p.take(tokenOperator, "]") {
						break
					}
				}
				x, err := p.expression()
				if err != nil {
					return nil, err
				}
				l.items = append(l.items, x)
			}
			e = l
		case "{":
			d := dict{place: at}
			for !p.take(tokenOperator, "}") {
				if len(d.keys) > 0 {
					if err := p.expect(tokenOperator, ","); err != nil {
						return nil, err
					}
					if p.take(tokenOperator, "}") {
						break
					}
				}
				k, err := p.expression()
				if err != nil {
					return nil, err
				}
				if err := p.expect(tokenOperator, ":"); err != nil {
					return nil, err
				}
				v, err := p.expression()
				if err != nil {
					return nil, err
				}
				d.keys, d.values = append(d.keys, k), append(d.values, v)
			}
			e = d
		}
	}
	if e == nil {
		p.i = max(p.i-1, 0)
		if t.kind == tokenEOF {
			p.i = len(p.tokens) - 1
		}
		return nil, p.unexpected("a value")
	}
	return p.postfix(e)
}

// postfix reads .name, [key] and (arguments).
func (p *parser) postfix(e expr) (expr, error) {
	for {
		t := p.peek()
		at := place{t.pos}
		switch {
		case p.take(tokenOperator, "."):
			key := p.next()
			if key.kind != tokenName && key.kind != tokenNumber {
				return nil, p.errorf(key, "unexpected %q; expected a name after the dot", key.text)
			}
			var k any = key.text
			if n, err := strconv.Atoi(key.text); err == nil {
				k = n
			}
			e = attribute{at, e, literal{place{key.pos}, k}, true}
		case p.take(tokenOperator, "["):
			var parts [3]expr
			colons := 0
			for !p.take(tokenOperator, "]") {
				if p.take(tokenOperator, ":") {
					if colons++; colons > 2 {
						return nil, p.errorf(t, "a slice with more than two colons")
					}
					continue
				}
				if parts[colons] != nil {
					return nil, p.unexpected(`"]"`)
				}
				x, err := p.expression()
				if err != nil {
					return nil, err
				}
				parts[colons] = x
			}
			switch {
			case colons > 0:
				e = slicing{at, e, parts[0], parts[1], parts[2]}
			case parts[0] == nil:
				return nil, p.errorf(t, "empty brackets; expected an index")
			default:
				e = attribute{at, e, parts[0], false}
			}
		case p.take(tokenOperator, "("):
			a, err := p.arguments()
			if err != nil {
				return nil, err
			}
			e = call{at, e, a}
		default:
			return e, nil
		}
	}
}
