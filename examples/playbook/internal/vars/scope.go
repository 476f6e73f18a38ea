// Package vars finds the variables of a host, and evaluates texts with them.
package vars

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/examples/playbook/internal/inventory"
	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// Omit is the value of the variable omit: an argument that has it is left out.
const Omit = "__omit_place_holder__"

// A Scope has variables in layers; of those with one name the last layer counts. It
// is used by one goroutine.
type Scope struct {
	layers []*value.Dict
	found  map[string]any
	busy   []string
	deep   int // templates that are looked up by templates
	// Files is where templates and lookups look for files: folders, nearest first.
	Files []string
	// Decrypt opens vaults that lookups read.
	Decrypt source.Decrypt
}

// maxLookups is how deep templates may look up each other.
const maxLookups = 20

// New makes a scope of layers.
func New(layers ...*value.Dict) *Scope {
	return &Scope{layers: layers, found: map[string]any{}}
}

// With is a scope with one layer more.
func (s *Scope) With(layer *value.Dict) *Scope {
	n := New(append(append([]*value.Dict(nil), s.layers...), layer)...)
	n.Files, n.Decrypt, n.deep = s.Files, s.Decrypt, s.deep
	return n
}

// raw is a variable as it was written.
func (s *Scope) raw(name string) (any, bool) {
	for i := len(s.layers) - 1; i >= 0; i-- {
		if v, ok := s.layers[i].Get(name); ok {
			return v, true
		}
	}
	return nil, false
}

// Lookup finds a variable and evaluates it.
func (s *Scope) Lookup(name string) (any, bool, error) {
	if v, ok := s.found[name]; ok {
		return v, true, nil
	}
	v, ok := s.raw(name)
	if !ok {
		if f := s.function(name); f != nil {
			return f, true, nil
		}
		return nil, false, nil
	}
	for _, b := range s.busy {
		if b == name {
			return nil, false, fmt.Errorf("recursive loop detected in template string: %s is made of itself (%s)", name, strings.Join(append(s.busy, name), " → "))
		}
	}
	s.busy = append(s.busy, name)
	out, err := s.Eval(v)
	s.busy = s.busy[:len(s.busy)-1]
	if err != nil {
		var u *jinja.Error
		if errors.As(err, &u) && u.Undefined != "" {
			return jinja.Undefined{Name: u.Undefined, Reason: u.Reason, Pos: u.Pos}, true, nil
		}
		return nil, false, err
	}
	s.found[name] = out
	return out, true, nil
}

// Value is a variable, or nil where it is not there.
func (s *Scope) Value(name string) (any, error) {
	v, _, err := s.Lookup(name)
	if u, ok := v.(jinja.Undefined); ok {
		return nil, &jinja.Error{Pos: u.Pos, Reason: u.Reason, Undefined: u.Name}
	}
	return v, err
}

// Names are all variables, those that count less first.
func (s *Scope) Names() []string {
	all := value.NewDict()
	for _, l := range s.layers {
		for k := range l.All() {
			all.Set(k, nil)
		}
	}
	return all.Keys()
}

// Eval evaluates all texts in a value. Keys are none.
func (s *Scope) Eval(v any) (any, error) {
	switch v := v.(type) {
	case value.Text:
		return s.Text(v)
	case []any:
		out := make([]any, 0, len(v))
		for _, e := range v {
			x, err := s.Eval(e)
			if err != nil {
				return nil, err
			}
			if x == Omit {
				continue
			}
			out = append(out, x)
		}
		return out, nil
	case *value.Dict:
		out := value.NewDict()
		for k, e := range v.All() {
			x, err := s.Eval(e)
			if err != nil {
				return nil, err
			}
			if x == Omit {
				continue
			}
			out.Set(k, x)
		}
		return out, nil
	}
	return v, nil
}

// parsed are templates that have been read; playbooks evaluate them once a host.
var parsed sync.Map

type parsedKey struct {
	value.Text
	expression bool
}

func parse(t value.Text, expression bool) (*jinja.Template, error) {
	key := parsedKey{t, expression}
	if p, ok := parsed.Load(key); ok {
		return p.(*jinja.Template), nil
	}
	read := func(t value.Text) (*jinja.Template, error) {
		return jinja.ParseWith(t, jinja.Syntax{Backslashes: true})
	}
	if expression {
		read = jinja.ParseExpression
	}
	p, err := read(t)
	if err != nil {
		return nil, err
	}
	if t.Pos.File != "" && len(t.S) < 1<<14 {
		parsed.Store(key, p)
	}
	return p, nil
}

// Text evaluates one text. As in Ansible a lone expression keeps lists, dictionaries
// and truth; whatever else is a text, and one that looks like a list, a dictionary
// or truth becomes that.
func (s *Scope) Text(t value.Text) (any, error) {
	if !jinja.IsTemplate(t.S) {
		return t.S, nil
	}
	if bare := strings.TrimRight(t.S, " \n"); bare != t.S {
		// Blanks after a lone expression do not make a text of what is none.
		if p, err := parse(value.Text{S: bare, Pos: t.Pos}, false); err == nil && p.Single() {
			v, err := s.Text(value.Text{S: bare, Pos: t.Pos})
			if _, isText := v.(string); err != nil || !isText {
				return v, err
			}
		}
	}
	p, err := parse(t, false)
	if err != nil {
		return nil, err
	}
	v, err := p.Evaluate(s, s.open)
	if err != nil {
		return nil, s.at(err, t.Pos)
	}
	switch x := v.(type) {
	case nil:
		return "", nil
	case bool, []any, *value.Dict:
		return v, nil
	case int, float64:
		if p.Variable() != "" {
			return v, nil
		}
		return value.Str(x), nil
	case string:
		if (x == "True" || x == "False" || strings.HasPrefix(x, "[") || strings.HasPrefix(x, "{")) && !keepsText.MatchString(t.S) {
			if l, err := inventory.Literal(x); err == nil {
				return l, nil
			}
		}
		return x, nil
	}
	return nil, &jinja.Error{Pos: t.Pos, Reason: fmt.Sprintf("comes to a %s; expected a value", value.Kind(v))}
}

// keepsText finds filters whose text stays one, as Ansible's STRING_TYPE_FILTERS do:
// in the first line, at the end of an expression or before another filter.
var keepsText = regexp.MustCompile(`\A.*?\|\s*(?:string|to_json|to_nice_json|to_yaml|to_nice_yaml|ppretty|json)\s*(?:\||\n?\z|}})`)

// String evaluates a text to a string.
func (s *Scope) String(v any) (string, error) {
	t, ok := v.(value.Text)
	if !ok {
		return value.Str(v), nil
	}
	if !jinja.IsTemplate(t.S) {
		return t.S, nil
	}
	p, err := parse(t, false)
	if err != nil {
		return "", err
	}
	out, err := p.Text(s, s.open)
	return out, s.at(err, t.Pos)
}

// File evaluates the text of a template file. As many newlines stand at its end as
// at the template's.
func (s *Scope) File(t value.Text, syntax jinja.Syntax) (string, error) {
	p, err := jinja.ParseWith(t, syntax)
	if err != nil {
		return "", err
	}
	out, err := p.Text(s, s.open)
	if err != nil {
		return "", s.at(err, t.Pos)
	}
	newline := syntax.Newline
	if newline == "" {
		newline = "\n"
	}
	out = strings.TrimSuffix(out, newline)
	ends := func(s string) int { return len(s) - len(strings.TrimRight(s, "\n")) }
	return out + strings.Repeat(newline, max(ends(t.S)-ends(out), 0)), nil
}

// Condition evaluates a condition of when: an expression, truth, or a list of which
// all must hold.
func (s *Scope) Condition(v any) (bool, error) {
	switch v := v.(type) {
	case nil:
		return true, nil
	case bool:
		return v, nil
	case []any:
		for _, e := range v {
			if yes, err := s.Condition(e); !yes || err != nil {
				return false, err
			}
		}
		return true, nil
	case value.Text, string:
		t, ok := v.(value.Text)
		if !ok {
			t = value.Text{S: value.Str(v)}
		}
		if strings.Contains(t.S, "{{") || strings.Contains(t.S, "{%") {
			text, err := s.String(t)
			if err != nil {
				return false, err
			}
			t.S = text
		}
		if strings.TrimSpace(t.S) == "" {
			return true, nil
		}
		p, err := parse(t, true)
		if err != nil {
			return false, err
		}
		out, err := p.Evaluate(s, s.open)
		if err != nil {
			return false, s.at(err, t.Pos)
		}
		return value.Truth(out), nil
	}
	return value.Truth(v), nil
}

// Expression evaluates a text without braces, as debug's var.
func (s *Scope) Expression(t value.Text) (any, error) {
	p, err := parse(t, true)
	if err != nil {
		return nil, err
	}
	v, err := p.Evaluate(s, s.open)
	if err != nil {
		return nil, s.at(err, t.Pos)
	}
	return v, nil
}

// at gives an error a place, unless it has one.
func (s *Scope) at(err error, pos value.Pos) error {
	if err == nil {
		return nil
	}
	var e *jinja.Error
	if errors.As(err, &e) {
		return err
	}
	return &jinja.Error{Pos: pos, Reason: err.Error(), Err: err}
}

// Has reports whether there is a variable of that name.
func (s *Scope) Has(name string) bool {
	_, ok := s.raw(name)
	return ok
}
