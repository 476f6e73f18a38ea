package confobj

import (
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"
)

// Unrepr reads a Python literal, as ast.literal_eval does: strings, bytes,
// numbers, tuples, lists, dictionaries, sets, True, False and None. Nothing in
// it is ever run. Empty text is the empty string. The error is an ErrUnrepr.
func Unrepr(text string) (any, error) {
	if text == "" {
		return "", nil
	}
	l := &literal{text: text}
	for l.at < len(text) && (text[l.at] == ' ' || text[l.at] == '\t') {
		l.at++
	}
	value, err := l.whole()
	if err != nil {
		return nil, &ConfigObjError{Kind: ErrUnrepr, Reason: err.Error(), Line: text, Column: utf8.RuneCountInString(text[:min(l.at, len(text))]) + 1}
	}
	return value, nil
}

// A literal is text on its way to a value.
type literal struct {
	text  string
	at    int
	depth int // of open brackets
}

// fail tells what was expected where the text stands.
func (l *literal) fail(wanted string) error {
	if l.at >= len(l.text) {
		return fmt.Errorf("a Python literal ends too early: expected %s", wanted)
	}
	return fmt.Errorf("no Python literal at character %d: expected %s", utf8.RuneCountInString(l.text[:l.at])+1, wanted)
}

// whole reads everything: one value, or several with commas, which are a tuple.
func (l *literal) whole() (any, error) {
	// Lines with nothing on them may come first, but no indented one.
	for {
		mark := l.at
		l.space()
		if l.at < len(l.text) && (l.text[l.at] == '\n' || l.text[l.at] == '\r') {
			l.at++
			continue
		}
		if mark > 0 && indented(l.text[:mark], l.text[mark:l.at]) {
			return nil, l.fail("no indentation")
		}
		break
	}
	first, err := l.value()
	if err != nil {
		return nil, err
	}
	l.space()
	if l.peek(',') {
		items := Tuple{first}
		for l.take(',') {
			l.space()
			if l.at == len(l.text) || l.text[l.at] == '\n' || l.text[l.at] == '\r' {
				break
			}
			item, err := l.value()
			if err != nil {
				return nil, err
			}
			items = append(items, item)
			l.space()
		}
		first = items
	}
	for l.space(); l.at < len(l.text) && (l.text[l.at] == '\n' || l.text[l.at] == '\r'); l.space() {
		l.at++
	}
	if l.at < len(l.text) {
		return nil, l.fail("the end")
	}
	start := strings.LastIndexAny(l.text, "\n\r") + 1
	if last := l.text[start:]; strings.Trim(last, " \t\f") == "" && indented(l.text[:start], last) {
		return nil, l.fail("no indentation")
	}
	return first, nil
}

// indented reports whether white space is at the beginning of a line other than
// the first.
func indented(before, blank string) bool {
	return strings.ContainsAny(before, "\n\r") && blank[strings.LastIndexByte(blank, '\f')+1:] != ""
}

// space skips what may stand between tokens: inside brackets line ends too, and
// comments.
func (l *literal) space() {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == ' ' || c == '\t' || c == '\f':
		case (c == '\n' || c == '\r') && l.depth > 0:
		case c == '#':
			for l.at+1 < len(l.text) && l.text[l.at+1] != '\n' && l.text[l.at+1] != '\r' {
				l.at++
			}
		case c == '\\' && strings.HasPrefix(l.text[l.at+1:], "\r\n"):
			l.at += 2
		case c == '\\' && l.at+2 < len(l.text) && (l.text[l.at+1] == '\n' || l.text[l.at+1] == '\r'):
			l.at++
		default:
			return
		}
		l.at++
	}
}

func (l *literal) peek(c byte) bool { return l.at < len(l.text) && l.text[l.at] == c }

func (l *literal) take(c byte) bool {
	if l.peek(c) {
		l.at++
		return true
	}
	return false
}

// value reads a number with what may belong to it, or anything else.
func (l *literal) value() (any, error) {
	l.space()
	mark := l.at
	left, isNumber, err := l.signed()
	if err != nil || !isNumber {
		return left, err
	}
	l.space()
	if !l.peek('+') && !l.peek('-') {
		return left, nil
	}
	if _, imaginary := left.(complex128); imaginary {
		l.at = mark
		return nil, l.fail("a real part before an imaginary one")
	}
	minus := l.text[l.at] == '-'
	l.at++
	l.space()
	right, err := l.operand()
	if err != nil {
		return nil, err
	}
	im, ok := right.(complex128)
	if !ok {
		return nil, l.fail("an imaginary part")
	}
	re, err := toFloat(left)
	if err != nil {
		return nil, err
	}
	if minus {
		return complex(re, 0) - im, nil
	}
	return complex(re, 0) + im, nil
}

// signed reads an operand, with a sign if it is a number.
func (l *literal) signed() (value any, isNumber bool, err error) {
	minus := l.peek('-')
	if minus || l.peek('+') {
		l.at++
		l.space()
		value, err = l.operand()
		if err != nil {
			return nil, false, err
		}
		if _, ok := numeric(value); !ok {
			return nil, false, l.fail("a number after a sign")
		}
		if minus {
			value = negate(value)
		}
		return value, true, nil
	}
	value, err = l.operand()
	_, isNumber = numeric(value)
	return value, isNumber, err
}

// numeric tells numbers, which truth values are not here.
func numeric(value any) (any, bool) {
	switch value.(type) {
	case int, *big.Int, float64, complex128:
		return value, true
	}
	return nil, false
}

func negate(value any) any {
	switch v := value.(type) {
	case float64:
		return -v
	case complex128:
		return -v
	}
	n, _ := integer(value)
	return shrink(new(big.Int).Neg(n))
}

// operand reads one value without signs.
func (l *literal) operand() (any, error) {
	if l.at == len(l.text) {
		return nil, l.fail("a value")
	}
	switch c := l.text[l.at]; {
	case c == '(':
		return l.parenthesis()
	case c == '[':
		items, _, err := l.items(']')
		if err != nil {
			return nil, err
		}
		return textsOf(items), nil
	case c == '{':
		return l.braces()
	case c == '"' || c == '\'':
		return l.strings()
	case isDigit(rune(c)) || c == '.' && l.at+1 < len(l.text) && isDigit(rune(l.text[l.at+1])):
		return l.number()
	}
	start := l.at
	n := l.at
	for n < len(l.text) && (l.text[n] == '_' || isDigit(rune(l.text[n])) || 'a' <= l.text[n]|0x20 && l.text[n]|0x20 <= 'z' || l.text[n] >= utf8.RuneSelf) {
		n++
	}
	word := l.text[start:n]
	if n < len(l.text) && (l.text[n] == '"' || l.text[n] == '\'') {
		return l.strings()
	}
	switch word {
	case "None":
		l.at = n
		return nil, nil
	case "True", "False":
		l.at = n
		return word == "True", nil
	case "set":
		l.at = n
		l.space()
		if l.take('(') {
			l.depth++
			l.space()
			l.depth--
			if l.take(')') {
				return Set{}, nil
			}
		}
		l.at = start
	}
	return nil, l.fail("a value")
}

// open enters a bracket, close leaves it.
func (l *literal) open() error {
	if l.depth++; l.depth >= mostNested {
		return l.fail("fewer brackets within brackets")
	}
	l.at++
	return nil
}

// items reads values with commas between them up to the closing bracket.
func (l *literal) items(end byte) (items []any, comma bool, err error) {
	if err := l.open(); err != nil {
		return nil, false, err
	}
	items = []any{}
	for {
		l.space()
		if l.peek(end) {
			break
		}
		item, err := l.value()
		if err != nil {
			return nil, false, err
		}
		items = append(items, item)
		l.space()
		if comma = l.take(','); !comma && !l.peek(end) {
			return nil, false, l.fail("a comma or '" + string(rune(end)) + "'")
		}
	}
	l.at++
	l.depth--
	return items, comma, nil
}

func (l *literal) parenthesis() (any, error) {
	items, comma, err := l.items(')')
	if err != nil {
		return nil, err
	}
	if len(items) == 1 && !comma {
		return items[0], nil
	}
	return Tuple(items), nil
}

// braces reads a dictionary or a set.
func (l *literal) braces() (any, error) {
	if err := l.open(); err != nil {
		return nil, err
	}
	c := collection{seen: map[string]int{}}
	for first := true; ; first = false {
		l.space()
		if l.take('}') {
			break
		}
		key, err := l.value()
		if err != nil {
			return nil, err
		}
		l.space()
		pair := l.take(':')
		if first {
			c.isSet = !pair
		} else if c.isSet == pair {
			return nil, l.fail("either pairs or single values")
		}
		var value any
		if pair {
			if value, err = l.value(); err != nil {
				return nil, err
			}
		}
		if !c.add(key, value) {
			return nil, l.fail("a key that can be one, not a " + typeName(key))
		}
		l.space()
		if !l.take(',') && !l.peek('}') {
			return nil, l.fail("a comma or '}'")
		}
	}
	l.depth--
	if c.isSet {
		set := make(Set, len(c.pairs))
		for i, p := range c.pairs {
			set[i] = p.Key
		}
		return set, nil
	}
	return c.pairs, nil
}

// A collection is a dictionary or set as it grows: what equals a key before is
// that key.
type collection struct {
	isSet bool
	pairs Dict
	seen  map[string]int
}

func (c *collection) add(key, value any) bool {
	if c.pairs == nil {
		c.pairs = Dict{}
	}
	id, ok := identity(key)
	if !ok {
		return false
	}
	if i, again := c.seen[id]; again {
		c.pairs[i].Value = value
		return true
	}
	c.seen[id] = len(c.pairs)
	c.pairs = append(c.pairs, Pair{key, value})
	return true
}

// identity is the same text for what Python holds to be equal. Lists,
// dictionaries and sets have none.
func identity(key any) (string, bool) {
	switch v := key.(type) {
	case []any, []string, Dict, Set:
		return "", false
	case Tuple:
		var b strings.Builder
		b.WriteByte('(')
		for _, item := range v {
			id, ok := identity(item)
			if !ok {
				return "", false
			}
			fmt.Fprintf(&b, "%d:%s,", len(id), id)
		}
		return b.String(), true
	case complex128:
		if imag(v) == 0 {
			return identity(real(v))
		}
	case float64:
		if n, err := toInt(v); err == nil {
			if f, _ := new(big.Float).SetInt(n).Float64(); f == v {
				return n.String(), true
			}
		}
	}
	if n, ok := integer(key); ok {
		return n.String(), true
	}
	return Repr(key), true
}
