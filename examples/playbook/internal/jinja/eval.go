package jinja

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

func (e literal) eval(*state) (any, error) { return e.v, nil }

func (e name) eval(s *state) (any, error) {
	v, ok, err := s.lookup(e.id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return Undefined{e.id, fmt.Sprintf("'%s' is undefined", e.id), e.pos}, nil
	}
	if u, ok := v.(Undefined); ok {
		return Undefined{u.Name, u.Reason, e.pos}, nil
	}
	return v, nil
}

func (e list) eval(s *state) (any, error) {
	out := make([]any, 0, len(e.items))
	for _, x := range e.items {
		v, err := x.eval(s)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (e dict) eval(s *state) (any, error) {
	out := value.NewDict()
	for i := range e.keys {
		k, err := s.must(e.keys[i])
		if err != nil {
			return nil, err
		}
		v, err := e.values[i].eval(s)
		if err != nil {
			return nil, err
		}
		out.Set(value.Str(k), v)
	}
	return out, nil
}

// must evaluates what has to be there.
func (s *state) must(e expr) (any, error) {
	v, err := e.eval(s)
	if err != nil {
		return nil, err
	}
	if u, ok := v.(Undefined); ok {
		return nil, u.err()
	}
	return v, nil
}

// written is an expression as it stands in a template, for messages.
func written(e expr) string {
	switch e := e.(type) {
	case name:
		return e.id
	case attribute:
		k, ok := e.key.(literal)
		if !ok {
			return written(e.of) + "[…]"
		}
		if e.dotted {
			return written(e.of) + "." + value.Str(k.v)
		}
		return written(e.of) + "[" + value.Repr(k.v) + "]"
	}
	return "…"
}

func (e attribute) eval(s *state) (any, error) {
	of, err := e.of.eval(s)
	if err != nil {
		return nil, err
	}
	if u, ok := of.(Undefined); ok {
		return u, nil
	}
	key, err := s.must(e.key)
	if err != nil {
		return nil, err
	}
	v, ok, err := index(of, key)
	if err != nil {
		return nil, &Error{Pos: e.at(), Reason: err.Error(), Err: err}
	}
	if ok {
		return v, nil
	}
	if k, isText := key.(string); isText && e.dotted {
		if m := method(of, k); m != nil {
			return m, nil
		}
	}
	kind := map[string]string{"dictionary": "dict", "string": "str", "null": "None"}[value.Kind(of)]
	if kind == "" {
		kind = value.Kind(of)
	}
	full := written(e)
	reason := fmt.Sprintf("'%s object' has no attribute %s", kind, value.Repr(value.Str(key)))
	if !strings.HasPrefix(full, "…") {
		reason += fmt.Sprintf(": '%s' is undefined", full)
	}
	if d, isDict := of.(*value.Dict); isDict && d.Has("skip_reason") {
		reason += fmt.Sprintf(" (the task of %s was skipped)", written(e.of))
	}
	return Undefined{full, reason, e.of.at()}, nil
}

// index finds an element of a value.
func index(of, key any) (any, bool, error) {
	switch of := of.(type) {
	case *value.Dict:
		v, ok := of.Get(value.Str(key))
		return v, ok, nil
	case Object:
		return of.Attr(value.Str(key))
	case []any:
		i, ok := key.(int)
		if !ok {
			return nil, false, nil
		}
		if i < 0 {
			i += len(of)
		}
		if i < 0 || i >= len(of) {
			return nil, false, nil
		}
		return of[i], true, nil
	case string:
		i, ok := key.(int)
		runes := []rune(of)
		if i < 0 {
			i += len(runes)
		}
		if !ok || i < 0 || i >= len(runes) {
			return nil, false, nil
		}
		return string(runes[i]), true, nil
	}
	return nil, false, nil
}

func (e slicing) eval(s *state) (any, error) {
	of, err := s.must(e.of)
	if err != nil {
		return nil, err
	}
	var bounds [3]*int
	for i, x := range []expr{e.from, e.to, e.step} {
		if x == nil {
			continue
		}
		v, err := s.must(x)
		if err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		n, ok := value.Int(v)
		if !ok {
			return nil, &Error{Pos: x.at(), Reason: fmt.Sprintf("%s in a slice; expected a whole number", value.Repr(v))}
		}
		bounds[i] = &n
	}
	str, isText := of.(string)
	var items []any
	if isText {
		for _, r := range str {
			items = append(items, string(r))
		}
	} else if items, err = sequence(of); err != nil {
		return nil, &Error{Pos: e.pos, Reason: err.Error(), Err: err}
	}
	out, err := slice(items, bounds)
	if err != nil {
		return nil, &Error{Pos: e.pos, Reason: err.Error(), Err: err}
	}
	if isText {
		var b strings.Builder
		for _, r := range out {
			b.WriteString(r.(string))
		}
		return b.String(), nil
	}
	return out, nil
}

// slice is items[from:to:step] of Python.
func slice(items []any, bounds [3]*int) ([]any, error) {
	step := 1
	if bounds[2] != nil {
		step = *bounds[2]
	}
	if step == 0 {
		return nil, errors.New("a slice's step is zero")
	}
	n := len(items)
	clamp := func(p *int, missing, low, high int) int {
		if p == nil {
			return missing
		}
		i := *p
		if i < 0 {
			i += n
		}
		return min(max(i, low), high)
	}
	out := []any{}
	if step > 0 {
		for i, to := clamp(bounds[0], 0, 0, n), clamp(bounds[1], n, 0, n); i < to && i >= 0; i += step {
			out = append(out, items[i])
			if step > n {
				break
			}
		}
		return out, nil
	}
	for i, to := clamp(bounds[0], n-1, -1, n-1), clamp(bounds[1], -1, -1, n-1); i > to; i += step {
		out = append(out, items[i])
		if -step > n {
			break
		}
	}
	return out, nil
}

func (e unary) eval(s *state) (any, error) {
	if e.op == "not" {
		b, err := s.truth(e.x)
		return !b, err
	}
	v, err := s.must(e.x)
	if err != nil {
		return nil, err
	}
	switch n := v.(type) {
	case int:
		if e.op == "-" {
			return -n, nil
		}
		return n, nil
	case float64:
		if e.op == "-" {
			return -n, nil
		}
		return n, nil
	}
	return nil, &Error{Pos: e.pos, Reason: fmt.Sprintf("%s before %s; expected a number", e.op, value.Kind(v))}
}

func (e choice) eval(s *state) (any, error) {
	yes, err := s.truth(e.cond)
	if err != nil {
		return nil, err
	}
	switch {
	case yes:
		return e.yes.eval(s)
	case e.no == nil:
		return "", nil // Jinja's undefined value of this place prints as nothing
	}
	return e.no.eval(s)
}

func (e binary) eval(s *state) (any, error) {
	x, err := e.x.eval(s)
	if err != nil {
		return nil, err
	}
	if u, ok := x.(Undefined); ok {
		return nil, u.err()
	}
	switch e.op {
	case "and":
		if !value.Truth(x) {
			return x, nil
		}
		return s.must(e.y)
	case "or":
		if value.Truth(x) {
			return x, nil
		}
		return s.must(e.y)
	}
	y, err := s.must(e.y)
	if err != nil {
		return nil, err
	}
	v, err := arithmetic(e.op, x, y)
	if err != nil {
		return nil, &Error{Pos: e.pos, Reason: err.Error(), Err: err}
	}
	return v, nil
}

// maxRepeat is how long a repeated text or list may become.
const maxRepeat = 1 << 20

func arithmetic(op string, x, y any) (any, error) {
	mismatch := fmt.Errorf("%s %s %s: these types do not go together", value.Kind(x), op, value.Kind(y))
	if op == "~" {
		return value.Str(x) + value.Str(y), nil
	}
	switch a := x.(type) {
	case string:
		if op == "%" {
			args, ok := y.([]any)
			if !ok {
				args = []any{y}
			}
			return percent(a, args)
		}
		if b, ok := y.(string); ok && op == "+" {
			return a + b, nil
		}
		if n, ok := y.(int); ok && op == "*" {
			if n > 0 && len(a)*n > maxRepeat {
				return nil, errors.New("the text would be longer than a megabyte")
			}
			return strings.Repeat(a, max(n, 0)), nil
		}
		return nil, mismatch
	case []any:
		if b, ok := y.([]any); ok && op == "+" {
			return slices.Concat(a, b), nil
		}
		if n, ok := y.(int); ok && op == "*" {
			if n > 0 && len(a)*n > maxRepeat {
				return nil, errors.New("the list would be longer than a million")
			}
			return slices.Repeat(a, max(n, 0)), nil
		}
		return nil, mismatch
	}
	f, ok := value.Number(x)
	g, ok2 := value.Number(y)
	if !ok || !ok2 {
		return nil, mismatch
	}
	if (op == "/" || op == "//" || op == "%") && g == 0 {
		return nil, errors.New("division by zero")
	}
	_, xf := x.(float64)
	_, yf := y.(float64)
	if xf || yf || op == "/" {
		switch op {
		case "+":
			return f + g, nil
		case "-":
			return f - g, nil
		case "*":
			return f * g, nil
		case "/":
			return f / g, nil
		case "//":
			return math.Floor(f / g), nil
		case "%":
			return f - g*math.Floor(f/g), nil
		}
		return math.Pow(f, g), nil
	}
	a, b := int(f), int(g)
	if n, ok := x.(int); ok {
		a = n
	}
	if n, ok := y.(int); ok {
		b = n
	}
	switch op {
	case "+":
		return a + b, nil
	case "-":
		return a - b, nil
	case "*":
		if a != 0 && (a*b)/a != b {
			return f * g, nil
		}
		return a * b, nil
	case "//":
		q := a / b
		if a%b != 0 && (a < 0) != (b < 0) {
			q--
		}
		return q, nil
	case "%":
		r := a % b
		if r != 0 && (r < 0) != (b < 0) {
			r += b
		}
		return r, nil
	}
	p := math.Pow(f, g)
	if g < 0 || math.Abs(p) >= 1<<53 {
		return p, nil
	}
	return int(p), nil
}

func (e comparing) eval(s *state) (any, error) {
	x, err := s.must(e.first)
	if err != nil {
		return nil, err
	}
	for i, op := range e.ops {
		y, err := s.must(e.rest[i])
		if err != nil {
			return nil, err
		}
		yes, err := compare(op, x, y)
		if err != nil {
			return nil, &Error{Pos: e.pos, Reason: err.Error(), Err: err}
		}
		if !yes {
			return false, nil
		}
		x = y
	}
	return true, nil
}

func compare(op string, x, y any) (bool, error) {
	switch op {
	case "==":
		return value.Equal(x, y), nil
	case "!=":
		return !value.Equal(x, y), nil
	case "in":
		return contains(y, x)
	case "not in":
		yes, err := contains(y, x)
		return !yes, err
	}
	o, ok := value.Compare(x, y)
	if !ok {
		return false, fmt.Errorf("%s %s %s: %s and %s have no order", value.Repr(x), op, value.Repr(y), value.Kind(x), value.Kind(y))
	}
	switch op {
	case "<":
		return o < 0, nil
	case "<=":
		return o <= 0, nil
	case ">":
		return o > 0, nil
	}
	return o >= 0, nil
}

func contains(in, x any) (bool, error) {
	switch in := in.(type) {
	case string:
		s, ok := x.(string)
		if !ok {
			return false, fmt.Errorf("%s in a string; expected a string", value.Kind(x))
		}
		return strings.Contains(in, s), nil
	case []any:
		return slices.ContainsFunc(in, func(e any) bool { return value.Equal(e, x) }), nil
	case *value.Dict:
		return in.Has(value.Str(x)), nil
	case Object:
		_, ok, err := in.Attr(value.Str(x))
		return ok, err
	}
	return false, fmt.Errorf("in %s; expected a string, a list or a dictionary", value.Kind(in))
}

// sequence is what a loop goes over.
func sequence(v any) ([]any, error) {
	switch v := v.(type) {
	case []any:
		return v, nil
	case *value.Dict:
		out := make([]any, 0, v.Len())
		for k := range v.All() {
			out = append(out, k)
		}
		return out, nil
	case string:
		var out []any
		for _, r := range v {
			out = append(out, string(r))
		}
		return out, nil
	case Undefined:
		return nil, v.err()
	}
	return nil, fmt.Errorf("%s %s; expected a list", value.Kind(v), value.Repr(v))
}

// given are the arguments of a call.
type given struct {
	s     *state
	args  []any
	named *value.Dict
}

func (s *state) given(a arguments) (*given, error) {
	g := &given{s: s, named: value.NewDict()}
	for _, x := range a.args {
		v, err := x.eval(s)
		if err != nil {
			return nil, err
		}
		g.args = append(g.args, v)
	}
	for i, x := range a.keyed {
		v, err := x.eval(s)
		if err != nil {
			return nil, err
		}
		g.named.Set(a.names[i], v)
	}
	return g, nil
}

// get is an argument by its position or its name, or the default.
func (g *given) get(i int, name string, missing any) any {
	if i >= 0 && i < len(g.args) {
		return g.args[i]
	}
	if v, ok := g.named.Get(name); ok {
		return v
	}
	return missing
}

func (g *given) text(i int, name, missing string) string { return value.Str(g.get(i, name, missing)) }
func (g *given) truth(i int, name string) bool           { return value.Truth(g.get(i, name, false)) }
func (g *given) number(i int, name string, missing int) (int, error) {
	v := g.get(i, name, missing)
	n, ok := value.Int(v)
	if !ok {
		return 0, fmt.Errorf("%s is %s; expected a whole number", name, value.Repr(v))
	}
	return n, nil
}

func (e call) eval(s *state) (any, error) {
	fn, err := s.must(e.fn)
	if err != nil {
		return nil, err
	}
	f, ok := fn.(Func)
	if m, isMacro := fn.(*macro); isMacro {
		f, ok = func(args []any, named *value.Dict) (any, error) { return m.call(s, args, named) }, true
	}
	if !ok {
		return nil, &Error{Pos: e.at(), Reason: fmt.Sprintf("%s is %s and cannot be called", written(e.fn), value.Kind(fn))}
	}
	g, err := s.given(e.arguments)
	if err != nil {
		return nil, err
	}
	for _, a := range g.args {
		if u, ok := a.(Undefined); ok {
			return nil, u.err()
		}
	}
	v, err := f(g.args, g.named)
	return v, wrap(err, e.fn.at(), "")
}

// wrap says where an error arose, unless it does already.
func wrap(err error, pos value.Pos, what string) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	if what != "" {
		what += ": "
	}
	return &Error{Pos: pos, Reason: what + err.Error(), Err: err}
}

func (e filtering) eval(s *state) (any, error) {
	in, err := e.in.eval(s)
	if err != nil {
		// A default stands for what cannot be reached as well.
		var u *Error
		if (e.id != "default" && e.id != "d") || !errors.As(err, &u) || u.Undefined == "" {
			return nil, err
		}
		in = Undefined{u.Undefined, u.Reason, u.Pos}
	}
	g, err := s.given(e.arguments)
	if err != nil {
		return nil, err
	}
	v, err := s.filter(e.id, in, g)
	return v, wrap(err, e.pos, "filter "+e.id)
}

// special are the filters that take what is undefined.
var special = map[string]bool{"default": true, "d": true, "mandatory": true, "type_debug": true}

func (s *state) filter(id string, in any, g *given) (any, error) {
	if u, ok := in.(Undefined); ok {
		switch id {
		case "default", "d":
			return g.get(0, "default_value", ""), nil
		case "mandatory":
			return nil, &Error{Pos: u.Pos, Undefined: u.Name, Reason: g.text(0, "msg", fmt.Sprintf("Mandatory variable '%s'  not defined.", u.Name))}
		case "type_debug":
			return "AnsibleUndefined", nil
		}
		return nil, u.err()
	}
	switch id {
	case "default", "d":
		if g.truth(1, "boolean") && !value.Truth(in) {
			return g.get(0, "default_value", ""), nil
		}
		return in, nil
	case "mandatory":
		return in, nil
	case "type_debug":
		return cmp.Or(map[string]string{"null": "NoneType", "string": "str", "dictionary": "dict"}[value.Kind(in)], value.Kind(in)), nil
	}
	f := filters[id]
	if f == nil {
		return nil, fmt.Errorf("no filter named %q", id)
	}
	return f(in, g)
}

func (e asking) eval(s *state) (any, error) {
	in, err := e.in.eval(s)
	if err != nil {
		var u *Error
		if (e.id != "defined" && e.id != "undefined") || !errors.As(err, &u) || u.Undefined == "" {
			return nil, err
		}
		in = Undefined{u.Undefined, u.Reason, u.Pos}
	}
	u, missing := in.(Undefined)
	switch {
	case e.id == "defined":
		return missing == e.not, nil
	case e.id == "undefined":
		return missing != e.not, nil
	case missing:
		return nil, u.err()
	}
	g, err := s.given(e.arguments)
	if err != nil {
		return nil, err
	}
	yes, err := tests[e.id](in, g)
	return yes != e.not, wrap(err, e.pos, "test "+e.id)
}

// percent is % of Python's strings.
func percent(format string, args []any) (string, error) {
	var b strings.Builder
	used := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		j := i + 1
		for j < len(format) && strings.IndexByte("-+ #0123456789.", format[j]) >= 0 {
			j++
		}
		if j >= len(format) {
			return "", fmt.Errorf("format %q ends inside of a conversion", format)
		}
		verb, flags := format[j], format[i+1:j]
		i = j
		if verb == '%' {
			b.WriteByte('%')
			continue
		}
		for _, digits := range strings.FieldsFunc(flags, func(r rune) bool { return r < '0' || r > '9' }) {
			if n, err := strconv.Atoi(digits); err != nil || n > 1000 {
				return "", fmt.Errorf("format %q: width %s; expected at most 1000", format, digits)
			}
		}
		if used >= len(args) {
			return "", fmt.Errorf("format %q: not enough arguments", format)
		}
		arg := args[used]
		used++
		switch verb {
		case 's':
			fmt.Fprintf(&b, "%"+flags+"s", value.Str(arg))
		case 'r':
			fmt.Fprintf(&b, "%"+flags+"s", value.Repr(arg))
		case 'd', 'i', 'u', 'x', 'X', 'o', 'c':
			n, ok := value.Number(arg)
			if !ok {
				return "", fmt.Errorf("%%%c format: a number is required, not %s", verb, value.Kind(arg))
			}
			if verb == 'i' || verb == 'u' {
				verb = 'd'
			}
			fmt.Fprintf(&b, "%"+flags+string(verb), int(n))
		case 'f', 'F', 'e', 'E', 'g', 'G':
			n, ok := value.Number(arg)
			if !ok {
				return "", fmt.Errorf("%%%c format: must be real number, not %s", verb, value.Kind(arg))
			}
			if (verb == 'g' || verb == 'G') && !strings.Contains(flags, ".") {
				flags += ".6"
			}
			fmt.Fprintf(&b, "%"+flags+string(verb), n)
		default:
			return "", fmt.Errorf("format %q: unsupported conversion %%%c", format, verb)
		}
	}
	if used < len(args) {
		return "", fmt.Errorf("format %q: not all arguments are used", format)
	}
	return b.String(), nil
}
