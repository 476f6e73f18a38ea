package jinja

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

type (
	// defining makes a macro known by its name.
	defining struct {
		place
		macro macro
	}
	// calling gives a macro a body that it may write by caller().
	calling struct {
		place
		call expr
		body macro
	}
	// importing makes what a file defines known: by the name of the whole, or by
	// names of its own.
	importing struct {
		place
		e       expr
		as      string
		names   [][2]string // what the file calls it, and what it is called here
		context bool
	}
)

// A macro is a piece of a template with parameters. One that has been defined knows
// the variables of the place that defined it.
type macro struct {
	name     string
	params   []string
	defaults []expr // of the last parameters
	body     []statement
	uses     map[string]bool // caller, varargs and kwargs, as far as the body names them
	locals   []map[string]any
	scope    Scope
}

// maxMacros is how deep macros may call each other.
const maxMacros = 60

// Attr is what a macro tells about itself.
func (m *macro) Attr(key string) (any, bool, error) {
	switch key {
	case "name":
		return m.name, true, nil
	case "arguments":
		out := []any{}
		for _, p := range m.params {
			out = append(out, p)
		}
		return out, true, nil
	case "caller", "catch_varargs", "catch_kwargs":
		return m.uses[strings.TrimPrefix(key, "catch_")], true, nil
	}
	return nil, false, nil
}

// call writes the body with arguments in the place of parameters.
func (m *macro) call(s *state, args []any, named *value.Dict) (string, error) {
	if s.depth >= maxMacros {
		return "", fmt.Errorf("macro %s: macros and includes lie more than %d deep in each other", value.Repr(m.name), maxMacros)
	}
	vars := map[string]any{}
	inner := &state{scope: m.scope, locals: append(slices.Clone(m.locals), vars), files: s.files, syntax: s.syntax, out: new(strings.Builder), depth: s.depth + 1, steps: s.steps}
	named = named.Clone()
	for i, p := range m.params {
		v, ok := named.Get(p)
		switch {
		case i < len(args):
			if ok {
				return "", fmt.Errorf("macro %s got two values for %s", value.Repr(m.name), value.Repr(p))
			}
			v = args[i]
		case ok:
			named.Delete(p)
		case i >= len(m.params)-len(m.defaults):
			var err error
			if v, err = m.defaults[i-len(m.params)+len(m.defaults)].eval(inner); err != nil {
				return "", err
			}
		default:
			v = Undefined{Name: p, Reason: fmt.Sprintf("parameter %s was not provided", value.Repr(p))}
		}
		vars[p] = v
	}
	if m.uses["caller"] && !slices.Contains(m.params, "caller") {
		vars["caller"] = Undefined{Name: "caller", Reason: "No caller defined"}
		if c, ok := named.Get("caller"); ok {
			vars["caller"] = c
			named.Delete("caller")
		}
	}
	if rest := args[min(len(args), len(m.params)):]; m.uses["varargs"] {
		vars["varargs"] = append([]any{}, rest...)
	} else if len(rest) > 0 {
		return "", fmt.Errorf("macro %s takes not more than %d argument(s)", value.Repr(m.name), len(m.params))
	}
	if m.uses["kwargs"] {
		vars["kwargs"] = named
	} else if named.Len() > 0 {
		return "", fmt.Errorf("macro %s takes no keyword argument %s", value.Repr(m.name), value.Repr(named.Keys()[0]))
	}
	err := inner.run(m.body)
	return inner.out.String(), err
}

// macro reads parameters and a body.
func (p *parser) macro(name, end string) (m macro, err error) {
	m.name, m.uses = name, map[string]bool{}
	if name == "caller" && !p.is(tokenOperator, "(") {
		return p.macroBody(m, end)
	}
	if err := p.expect(tokenOperator, "("); err != nil {
		return m, err
	}
	for !p.take(tokenOperator, ")") {
		if len(m.params) > 0 {
			if err := p.expect(tokenOperator, ","); err != nil {
				return m, err
			}
		}
		t := p.next()
		if t.kind != tokenName {
			return m, p.errorf(t, "unexpected %q; expected the name of a parameter", t.text)
		}
		if slices.Contains(m.params, t.text) {
			return m, p.errorf(t, "two parameters are named %q", t.text)
		}
		m.params = append(m.params, t.text)
		if p.take(tokenOperator, "=") {
			e, err := p.expression()
			if err != nil {
				return m, err
			}
			m.defaults = append(m.defaults, e)
		} else if len(m.defaults) > 0 {
			return m, p.errorf(t, "parameter %q has no default, and one before it has", t.text)
		}
	}
	if end == "endcall" {
		return m, nil // what is called stands between the parameters and the body
	}
	return p.macroBody(m, end)
}

func (p *parser) macroBody(m macro, end string) (macro, error) {
	from := p.i
	body, err := p.section(end)
	if err != nil {
		return m, err
	}
	for _, t := range p.tokens[from:p.i] {
		if t.kind == tokenName && slices.Contains([]string{"caller", "varargs", "kwargs"}, t.text) {
			m.uses[t.text] = true
		}
	}
	p.next()
	m.body = body
	return m, p.expect(tokenEnd, "%}")
}

func (p *parser) macroStatement(tag token) (statement, error) {
	at := place{tag.pos}
	switch tag.text {
	case "macro":
		t := p.next()
		if t.kind != tokenName {
			return nil, p.errorf(t, "unexpected %q; expected the name of the macro", t.text)
		}
		m, err := p.macro(t.text, "endmacro")
		return defining{at, m}, err
	case "call":
		m := macro{name: "caller", uses: map[string]bool{}}
		var err error
		if p.is(tokenOperator, "(") {
			if m, err = p.macro("caller", "endcall"); err != nil {
				return nil, err
			}
		}
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		if _, ok := e.(call); !ok {
			return nil, p.errorf(tag, "call needs a macro and its arguments: {%% call name(...) %%}")
		}
		m, err = p.macroBody(m, "endcall")
		return calling{at, e, m}, err
	}
	e, err := p.expression()
	if err != nil {
		return nil, err
	}
	s := importing{place: at, e: e}
	word := func() (string, error) {
		t := p.next()
		if t.kind != tokenName {
			return "", p.errorf(t, "unexpected %q; expected a name", t.text)
		}
		return t.text, nil
	}
	if tag.text == "import" {
		if err := p.expect(tokenName, "as"); err != nil {
			return nil, err
		}
		if s.as, err = word(); err != nil {
			return nil, err
		}
	} else {
		if err := p.expect(tokenName, "import"); err != nil {
			return nil, err
		}
		for {
			from, err := word()
			if err != nil {
				return nil, err
			}
			to := from
			if p.take(tokenName, "as") {
				if to, err = word(); err != nil {
					return nil, err
				}
			}
			s.names = append(s.names, [2]string{from, to})
			if !p.take(tokenOperator, ",") || p.is(tokenName, "with", "without") {
				break
			}
		}
	}
	if p.is(tokenName, "with", "without") {
		s.context = p.next().text == "with"
		if err := p.expect(tokenName, "context"); err != nil {
			return nil, err
		}
	}
	return s, p.expect(tokenEnd, "%}")
}

// top is where names go that are set here.
func (s *state) top() map[string]any {
	if len(s.locals) == 0 {
		s.locals = append(s.locals, map[string]any{})
	}
	return s.locals[len(s.locals)-1]
}

// known is a macro that sees the variables of this place.
func (m macro) known(s *state) *macro {
	s.top()
	m.locals, m.scope = slices.Clone(s.locals), s.scope
	return &m
}

func (d defining) run(s *state) error {
	m := d.macro.known(s)
	s.top()[m.name] = m
	return nil
}

func (c calling) run(s *state) error {
	inner := c.call.(call)
	body := c.body.known(s)
	inner.names = append(slices.Clone(inner.names), "caller")
	inner.keyed = append(slices.Clone(inner.keyed), literal{c.place, body})
	return output{inner}.run(s)
}

// An imported is what a file has defined.
type imported map[string]any

// Attr is one of its names; those with _ in front are the file's own.
func (m imported) Attr(key string) (any, bool, error) {
	v, ok := m[key]
	return v, ok && !strings.HasPrefix(key, "_"), nil
}

// nothing is the scope of a file that is imported without context.
type nothing struct{}

// Lookup finds nothing.
func (nothing) Lookup(string) (any, bool, error) { return nil, false, nil }

func (im importing) run(s *state) error {
	v, err := s.must(im.e)
	if err != nil {
		return err
	}
	fail := func(err error) error { return wrap(err, im.pos, "import") }
	if s.files == nil {
		return fail(fmt.Errorf("it works where there are files only"))
	}
	if s.depth >= maxMacros {
		return fail(fmt.Errorf("templates import each other more than %d deep", maxMacros))
	}
	text, err := s.files(value.Str(v))
	if err != nil {
		return fail(err)
	}
	tree, err := ParseWith(text, s.syntax)
	if err != nil {
		return err
	}
	inner := &state{scope: nothing{}, files: s.files, syntax: s.syntax, out: new(strings.Builder), depth: s.depth + 1, steps: s.steps}
	if im.context {
		inner.scope, inner.locals = s.scope, slices.Clone(s.locals)
	}
	defined := map[string]any{}
	inner.locals = append(inner.locals, defined)
	if err := inner.run(tree.body); err != nil {
		return err
	}
	to := s.top()
	if im.as != "" {
		to[im.as] = imported(defined)
	}
	for _, n := range im.names {
		v, ok, _ := imported(defined).Attr(n[0])
		if !ok {
			v = Undefined{Name: n[1], Pos: im.pos, Reason: fmt.Sprintf("the template %s does not export the requested name %s", value.Repr(text.Pos.File), value.Repr(n[0]))}
		}
		to[n[1]] = v
	}
	return nil
}
