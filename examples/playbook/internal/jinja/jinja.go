package jinja

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A Scope finds variables. What it returns is evaluated already.
type Scope interface {
	Lookup(name string) (v any, ok bool, err error)
}

// An Object is a value whose attributes are found when they are asked for.
type Object interface {
	Attr(key string) (v any, ok bool, err error)
}

// A Func is a value that can be called.
type Func func(args []any, named *value.Dict) (any, error)

// An Undefined stands for a variable that is not there, until somebody uses it.
type Undefined struct {
	Name   string
	Reason string
	Pos    value.Pos
}

func (u Undefined) err() error { return &Error{Pos: u.Pos, Reason: u.Reason, Undefined: u.Name} }

// Files gives the text of a template that another includes.
type Files func(name string) (text value.Text, err error)

// A Template is a text that has been read.
type Template struct {
	body   []statement
	single expr // of a template that is one {{ expression }}
	source value.Text
	syntax Syntax // also of the templates that it includes
}

// IsTemplate reports whether a text has anything to evaluate.
func IsTemplate(s string) bool {
	i, _ := usual.tag(s)
	return i >= 0
}

// Parse reads a template in the usual syntax.
func Parse(t value.Text) (*Template, error) { return ParseWith(t, Syntax{}) }

// newlines are all that Jinja takes for a line's end.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// ParseWith reads a template that has marks of its own.
func ParseWith(t value.Text, syntax Syntax) (*Template, error) {
	syntax, err := syntax.filled()
	if err != nil {
		return nil, &Error{Pos: t.Pos, Reason: err.Error()}
	}
	l := &lexer{src: newlines.Replace(t.S), origin: t.Pos, syntax: syntax}
	if err := l.template(); err != nil {
		return nil, err
	}
	p := &parser{tokens: l.tokens}
	body, err := p.body()
	if err != nil {
		return nil, err
	}
	out := &Template{body: body, source: t, syntax: syntax}
	if len(body) == 1 {
		if o, ok := body[0].(output); ok {
			out.single = o.e
		}
	}
	return out, nil
}

// ParseExpression reads an expression without its braces, as in when.
func ParseExpression(t value.Text) (*Template, error) {
	l := &lexer{src: t.S, origin: t.Pos, syntax: usual}
	if _, err := l.inside("", 0); err != nil {
		return nil, err
	}
	l.add(tokenEOF, len(l.src), "")
	p := &parser{tokens: l.tokens}
	e, err := p.expression()
	if err != nil {
		return nil, err
	}
	if !p.is(tokenEOF) {
		return nil, p.unexpected("the end of the expression")
	}
	return &Template{body: []statement{output{e}}, single: e, source: t}, nil
}

// Evaluate is the value of a template that is one expression, and the text of any
// other. An undefined value is an error.
func (t *Template) Evaluate(scope Scope, files Files) (any, error) {
	if t.single == nil {
		return t.Text(scope, files)
	}
	s := &state{scope: scope, files: files, syntax: t.syntax, steps: new(int)}
	v, err := t.single.eval(s)
	if err != nil {
		return nil, err
	}
	return defined(v)
}

// Single reports whether the template is one expression and nothing else.
func (t *Template) Single() bool { return t.single != nil }

// Text is what the template writes, to the letter.
func (t *Template) Text(scope Scope, files Files) (string, error) {
	var b strings.Builder
	s := &state{scope: scope, files: files, syntax: t.syntax, out: &b, steps: new(int)}
	err := s.run(t.body)
	return b.String(), err
}

// maxSteps is how many statements and turns of loops a template may take: loops in loops, and macros
// that call themselves twice, would go on for years.
const maxSteps = 2_000_000

func (s *state) step() error {
	if *s.steps++; *s.steps > maxSteps {
		return fmt.Errorf("a template takes more than %d steps", maxSteps)
	}
	return nil
}

// maxOutput is how many bytes a template may write.
const maxOutput = 64 << 20

// A state is one evaluation.
type state struct {
	scope  Scope
	locals []map[string]any
	files  Files
	syntax Syntax
	out    *strings.Builder
	depth  int
	steps  *int // statements that were run, in macros too
}

func (s *state) run(body []statement) error {
	for _, st := range body {
		if err := s.step(); err != nil {
			return err
		}
		if err := st.run(s); err != nil {
			return err
		}
	}
	return nil
}

// capture runs statements and returns what they write.
func (s *state) capture(body []statement) (string, error) {
	saved := s.out
	s.out = new(strings.Builder)
	err := s.run(body)
	text := s.out.String()
	s.out = saved
	return text, err
}

func (s *state) lookup(id string) (any, bool, error) {
	for i := len(s.locals) - 1; i >= 0; i-- {
		if v, ok := s.locals[i][id]; ok {
			return v, true, nil
		}
	}
	if v, ok, err := s.scope.Lookup(id); ok || err != nil {
		return v, ok, err
	}
	v, ok := globals[id]
	return v, ok, nil
}

func (s *state) write(text string) error {
	if s.out.Len()+len(text) > maxOutput {
		return errors.New("a template writes more than 64 MB")
	}
	s.out.WriteString(text)
	return nil
}

// defined refuses what is undefined, also inside of lists and dictionaries.
func defined(v any) (any, error) {
	switch v := v.(type) {
	case Undefined:
		return nil, v.err()
	case []any:
		for _, e := range v {
			if _, err := defined(e); err != nil {
				return nil, err
			}
		}
	case *value.Dict:
		for _, e := range v.All() {
			if _, err := defined(e); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// Variable is the name of the variable that is all of the template, or "".
func (t *Template) Variable() string {
	if n, ok := t.single.(name); ok {
		return n.id
	}
	return ""
}
