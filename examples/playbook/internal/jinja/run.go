package jinja

import (
	"fmt"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

func (t text) run(s *state) error { return s.write(string(t)) }

func (o output) run(s *state) error {
	v, err := o.e.eval(s)
	if err != nil {
		return err
	}
	if v, err = defined(v); err != nil {
		return err
	}
	if v == nil {
		return nil
	}
	return s.write(value.Str(v))
}

func (c condition) run(s *state) error {
	for _, b := range c.branches {
		if b.cond != nil {
			yes, err := s.truth(b.cond)
			if err != nil {
				return err
			}
			if !yes {
				continue
			}
		}
		return s.run(b.body)
	}
	return nil
}

// truth evaluates a condition.
func (s *state) truth(e expr) (bool, error) {
	v, err := e.eval(s)
	if err != nil {
		return false, err
	}
	if u, ok := v.(Undefined); ok {
		return false, u.err()
	}
	return value.Truth(v), nil
}

// bind gives names to a value, or to its parts where there are several names.
func bind(vars map[string]any, names []string, v any, at place) error {
	if len(names) == 1 {
		vars[names[0]] = v
		return nil
	}
	parts, ok := v.([]any)
	if !ok || len(parts) != len(names) {
		return &Error{Pos: at.pos, Reason: fmt.Sprintf("cannot part %s into %d names", value.Repr(v), len(names))}
	}
	for i, n := range names {
		vars[n] = parts[i]
	}
	return nil
}

func (l loop) run(s *state) error {
	v, err := l.in.eval(s)
	if err != nil {
		return err
	}
	items, err := sequence(v)
	if err != nil {
		return &Error{Pos: l.pos, Reason: err.Error(), Err: err}
	}
	vars := map[string]any{}
	s.locals = append(s.locals, vars)
	defer func() { s.locals = s.locals[:len(s.locals)-1] }()
	if l.filter != nil {
		var kept []any
		for _, item := range items {
			if err := bind(vars, l.names, item, l.place); err != nil {
				return err
			}
			yes, err := s.truth(l.filter)
			if err != nil {
				return err
			}
			if yes {
				kept = append(kept, item)
			}
		}
		items = kept
	}
	if len(items) == 0 {
		return s.run(l.otherwise)
	}
	for i, item := range items {
		if err := s.step(); err != nil {
			return err
		}
		clear(vars) // what a turn sets ends with it
		if err := bind(vars, l.names, item, l.place); err != nil {
			return err
		}
		n := len(items)
		about := value.NewDict("index", i+1, "index0", i, "revindex", n-i, "revindex0", n-i-1,
			"first", i == 0, "last", i == n-1, "length", n, "depth", 1)
		if i > 0 {
			about.Set("previtem", items[i-1])
		}
		if i+1 < n {
			about.Set("nextitem", items[i+1])
		}
		vars["loop"] = about
		if err := s.run(l.body); err != nil {
			return err
		}
	}
	return nil
}

// A namespace is what {% set ns.x = ... %} may change out of a loop.
type namespace struct{ d *value.Dict }

// Attr finds an attribute.
func (n namespace) Attr(key string) (any, bool, error) {
	v, ok := n.d.Get(key)
	return v, ok, nil
}

func (st setting) run(s *state) error {
	var v any
	var err error
	if st.e != nil {
		v, err = st.e.eval(s)
	} else {
		v, err = s.capture(st.body)
	}
	if err != nil {
		return err
	}
	if st.field != "" {
		target, _, err := s.lookup(st.names[0])
		if err != nil {
			return err
		}
		n, ok := target.(namespace)
		if !ok {
			return &Error{Pos: st.pos, Reason: fmt.Sprintf("%s is no namespace; only namespaces take attributes", st.names[0])}
		}
		n.d.Set(st.field, v)
		return nil
	}
	return bind(s.top(), st.names, v, st.place)
}

func (f filtered) run(s *state) error {
	text, err := s.capture(f.body)
	if err != nil {
		return err
	}
	return output{f.wrap(literal{f.place, text})}.run(s)
}

func (in including) run(s *state) error {
	v, err := in.e.eval(s)
	if err != nil {
		return err
	}
	if s.files == nil {
		return &Error{Pos: in.pos, Reason: "include works in template files only"}
	}
	if s.depth >= maxMacros {
		return &Error{Pos: in.pos, Reason: fmt.Sprintf("templates include each other more than %d deep", maxMacros)}
	}
	names, ok := v.([]any)
	if !ok {
		names = []any{v}
	}
	var last error
	for _, n := range names {
		t, err := s.files(value.Str(n))
		if err != nil {
			last = &Error{Pos: in.pos, Reason: err.Error(), Err: err}
			continue
		}
		tree, err := ParseWith(t, s.syntax)
		if err != nil {
			return err
		}
		s.depth++
		s.locals = append(s.locals, map[string]any{}) // what it sets ends with it
		err = s.run(tree.body)
		s.locals = s.locals[:len(s.locals)-1]
		s.depth--
		return err
	}
	if in.lenient {
		return nil
	}
	return last
}
