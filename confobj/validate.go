package confobj

import (
	"errors"
	"slices"

	"github.com/pyops-go/pyops/internal/pytext"
)

// ValidateOptions are the keyword arguments of Python's validate.
type ValidateOptions struct {
	// PreserveErrors keeps why a value did not pass, in [Result].Err.
	PreserveErrors bool

	// Copy makes defaults values like any other, with the comments of the
	// configspec, so that they are written; and takes over what the configspec
	// has above and below everything, its encoding and line ending.
	Copy bool
}

// Validate holds the configuration against its configspec. Values become what
// their checks make of them, missing ones their defaults, which are not written
// (unless Copy says so); missing sections are made, for their defaults. A section
// or value of the configspec that is called __many__ stands for all that it does
// not name, DEFAULT at the top aside.
//
// What does not pass is in the result; the error is of the configspec itself: a
// parameter that a check cannot take, or none given (ErrValue), as a nil checker is.
func (c *ConfigObj) Validate(checker Checker, opts *ValidateOptions) (*Result, error) {
	if c == nil || c.configspec == nil {
		return nil, failed(ErrValue, "No configspec supplied.")
	}
	if checker == nil {
		return nil, failed(ErrValue, "the checker is nil: expected one such as NewValidator's")
	}
	v := &validation{checker: checker, main: c}
	if opts != nil {
		v.ValidateOptions = *opts
	}
	if spec := c.configspec.main; v.Copy {
		c.InitialComment, c.FinalComment = slices.Clone(spec.InitialComment), slices.Clone(spec.FinalComment)
		c.Newlines, c.Options.IndentType = spec.Newlines, spec.Options.IndentType
		if spec.Options.Encoding != "" {
			// One that names none has none to give: the file's own stays.
			c.Options.Encoding, c.BOM = spec.Options.Encoding, spec.BOM
		}
	}
	return v.section(&c.Section)
}

// A validation is on its way through the sections.
type validation struct {
	ValidateOptions
	checker Checker
	main    *ConfigObj
	budget  budget
}

// An account is what became of a section's entries so far.
type account struct {
	out  *Result
	all  bool // nothing failed
	none bool // nothing passed
}

func (v *validation) section(s *Section) (*Result, error) {
	spec := s.configspec
	v.spread(s, spec)
	a := &account{&Result{}, true, true}
	var extra, misplaced []string
	for _, m := range s.scalars {
		if !spec.Has(m.key) {
			extra = append(extra, m.key)
		} else if spec.Sub(m.key) != nil {
			misplaced = append(misplaced, m.key)
		}
	}
	many := ""
	for _, m := range spec.scalars {
		if m.key == "__many__" || m.key == "___many___" {
			if many != "__many__" {
				many = m.key
			}
			continue
		}
		if err := v.wanted(s, m.key, a); err != nil {
			return nil, err
		}
	}
	if many != "" {
		for _, key := range extra {
			if err := v.entry(s, key, many, false, a); err != nil {
				return nil, err
			}
		}
		extra = nil
	}
	for _, m := range spec.scalars {
		if s.Sub(m.key) != nil {
			v.wrongKind(m.key, "Value "+pytext.Repr(m.key)+" was provided as a section", a)
		}
	}
	for _, key := range misplaced {
		v.wrongKind(key, "Section "+pytext.Repr(key)+" was provided as a single value", a)
	}
	for _, m := range slices.Clone(s.sections) {
		below := m.value.(*Section)
		if s == &v.main.Section && m.key == "DEFAULT" {
			continue
		}
		if below.configspec == nil {
			extra = append(extra, m.key)
			continue
		}
		if v.Copy {
			m.copyComments(spec)
		}
		res, err := v.section(below)
		if err != nil {
			return nil, err
		}
		a.out.set(m.key, res)
		a.all = a.all && res.OK()
		a.none = a.none && !res.OK()
	}
	s.extraValues = extra
	return a.verdict(v.PreserveErrors, s.created), nil
}

// verdict makes one result of those of a section.
func (a *account) verdict(preserve, created bool) *Result {
	none := a.none && (!preserve || created)
	if none && preserve {
		for _, res := range a.out.Entries {
			if !res.Failed || res.Err != nil {
				none = false
			}
		}
	}
	switch {
	case a.all:
		return &Result{}
	case none:
		return &Result{Failed: true}
	}
	return a.out
}

// spread tells the sections below what describes them, and makes those that are
// missing.
func (v *validation) spread(s, spec *Section) {
	if many := spec.Sub("__many__"); many != nil {
		for _, m := range s.sections {
			if !spec.Has(m.key) {
				m.value.(*Section).configspec = many
			}
		}
	}
	for _, m := range spec.sections {
		if m.key == "__many__" {
			continue
		}
		if !s.Has(m.key) {
			below := s.below(m.key)
			below.created = true
			s.put(m.key, below)
			if v.Copy {
				s.find(m.key).copyComments(spec)
			}
		}
		if below := s.Sub(m.key); below != nil {
			below.configspec = m.value.(*Section)
		}
	}
}

// copyComments takes over what the configspec says around a key.
func (m *member) copyComments(spec *Section) {
	n := m.note()
	n.comments, n.inline = spec.Comments(m.key), spec.InlineComment(m.key)
}

// wanted checks a value that the configspec names.
func (v *validation) wanted(s *Section, key string, a *account) error {
	m := s.find(key)
	if m != nil {
		if _, isSection := m.value.(*Section); isSection {
			a.out.set(key, &Result{Failed: true}) // and more of it later
			a.all = false
			return nil
		}
	}
	missing := m == nil || s.isDefault(key)
	if err := v.entry(s, key, key, missing, a); err != nil {
		return err
	}
	if now := s.find(key); v.Copy && m == nil && now != nil {
		now.copyComments(s.configspec)
	}
	return nil
}

func (v *validation) wrongKind(key, message string, a *account) {
	a.all = false
	if !v.PreserveErrors {
		a.out.set(key, &Result{Failed: true})
		return
	}
	a.none = false
	a.out.set(key, &Result{Failed: true, Err: &ValidateError{Kind: ErrValidate, Reason: message}})
}

// entry checks one value by the check that the configspec has under a name.
func (v *validation) entry(s *Section, key, under string, missing bool, a *account) error {
	s.defaultValues.drop(key)
	if m := s.configspec.find(key); m != nil {
		if check, ok := m.value.(string); ok {
			fallback, err := v.checker.GetDefaultValue(check)
			if err == nil {
				s.defaultValues.put(key, fallback)
			} else if !errors.Is(err, ErrKey) && !refusal(err) {
				return err
			}
		}
	}
	m := s.configspec.find(under)
	if m == nil {
		return s.configspec.noKey(under)
	}
	spec, err := s.configspec.value(m, &v.budget)
	if err != nil {
		return err
	}
	check, ok := spec.(string)
	if !ok {
		return failed(ErrType, "the check of %s is no text but %s", Repr(under), Repr(spec))
	}
	var value any
	if !missing {
		if value, err = s.value(s.find(key), &v.budget); err != nil {
			return err
		}
	}
	var result any
	if missing {
		result, err = v.checker.CheckMissing(check)
	} else {
		result, err = v.checker.Check(check, value)
	}
	if err == nil {
		result, err = new(copies).own(result, 0)
	}
	if err != nil {
		if !refusal(err) {
			return err
		}
		a.all = false
		failure := &Result{Failed: true}
		if v.PreserveErrors && !errors.Is(err, ErrVdtMissingValue) {
			failure.Err = err
			a.none = false
		}
		a.out.set(key, failure)
		return nil
	}
	a.none = false
	a.out.set(key, &Result{})
	v.store(s, key, result, value, missing)
	return nil
}

// refusal reports whether an error is of a value rather than of the configspec.
func refusal(err error) bool { return errors.Is(err, ErrValidate) || errors.Is(err, ErrConfigObj) }

// store keeps what a check made of a value.
func (v *validation) store(s *Section, key string, result, value any, missing bool) {
	if texts := v.main.Options.NoStringify; texts && !missing {
		return
	} else if texts {
		result = asText(result)
	}
	if m := s.find(key); m != nil && !missing {
		if !equal(result, value) {
			s.defaults.drop(key)
			m.value = result // the text in the file stays, since it says the same
		}
	} else {
		s.put(key, result)
	}
	if missing && !v.Copy && !s.isDefault(key) {
		s.defaults.put(key, nil)
	}
}

// asText is a default where all values are text.
func asText(value any) any {
	if value == nil {
		return ""
	}
	list, ok := asList(value)
	if !ok {
		return Str(value)
	}
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = Str(item)
	}
	return texts
}

// equal is Python's ==: numbers of different types may be equal, a list and a
// tuple never are.
func equal(a, b any) bool {
	_, aTuple := a.(Tuple)
	_, bTuple := b.(Tuple)
	left, aList := asList(a)
	right, bList := asList(b)
	if aTuple != bTuple || aList != bList {
		return false
	}
	if aList {
		return slices.EqualFunc(left, right, equal)
	}
	x, xok := identity(a)
	y, yok := identity(b)
	return xok && yok && x == y
}
