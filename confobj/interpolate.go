package confobj

import "strings"

// What putting in references may take in one call, over all the values that it
// reads: each of a few lines that refer to the line before twice doubles it.
const (
	mostReferences   = 1 << 20
	mostInterpolated = 32 << 20 // bytes looked at and bytes put in
	mostDistant      = 10_000   // values between one and what it is in the end
)

// A budget is what one call has spent of that, and of the copies that it may make of
// what it has copied before.
type budget struct {
	references, bytes int
	copies
}

// spend reports whether there is enough left.
func (b *budget) spend(references, bytes int) bool {
	b.references += references
	b.bytes += bytes
	return b.references <= mostReferences && b.bytes <= mostInterpolated
}

// value is what Get gives for a member. Where a call reads several values they
// share a budget; nil is one of their own.
func (s *Section) value(m *member, b *budget) (any, error) {
	style := s.options().Interpolation
	switch v := m.value.(type) {
	case string:
		if !refers(style, v) {
			return m.value, nil
		}
		return s.resolve(style, m.key, v, b)
	case []string:
		if b == nil {
			b = &budget{}
		}
		list := make([]string, len(v))
		for i, item := range v {
			if list[i] = item; refers(style, item) {
				var err error
				if list[i], err = s.resolve(style, m.key, item, b); err != nil {
					return nil, err
				}
			}
		}
		return list, nil
	case []any:
		if b == nil {
			b = &budget{}
		}
		list := clonedAll(v)
		for i, item := range list {
			if text, ok := item.(string); ok && refers(style, text) {
				resolved, err := s.resolve(style, m.key, text, b)
				if err != nil {
					return nil, err
				}
				list[i] = resolved
			}
		}
		return list, nil
	}
	return cloned(m.value), nil
}

// refers reports whether a value could refer to another.
func refers(style Interpolation, value string) bool {
	switch style {
	case InterpolationConfigParser:
		return strings.IndexByte(value, '%') >= 0
	case InterpolationTemplate:
		return strings.IndexByte(value, '$') >= 0
	}
	return false
}

func (s *Section) resolve(style Interpolation, key, value string, b *budget) (string, error) {
	next := nextPercent
	if style == InterpolationTemplate {
		next = nextDollar
	}
	if b == nil {
		b = &budget{}
	}
	r := resolver{from: s, next: next, trail: map[place]bool{}, budget: b}
	text, err := r.expand(key, value, s)
	if err != nil {
		return "", s.at(key, err)
	}
	return text, nil
}

// A resolver puts into one value what it refers to.
type resolver struct {
	from  *Section // where every search for a name begins
	next  func(text string) (ref reference, ok bool)
	trail map[place]bool

	budget *budget
}

// A place is a value on the way: the original tells sections by their names.
type place struct{ key, section string }

// A reference is a piece of text that stands for another value, or if literal
// for a text.
type reference struct {
	start, end int
	name       string
	literal    string
	isLiteral  bool
}

// expand puts into a value what it refers to. What is put in is not looked at
// again, other than by itself.
func (r *resolver) expand(key string, held any, in *Section) (string, error) {
	here := place{key, in.name}
	if r.trail[here] {
		return "", interpolationError(ErrInterpolationLoop, "interpolation loop detected in value \""+key+"\".")
	}
	if len(r.trail) == mostDistant {
		return "", interpolationError(ErrInterpolation, "the value of \""+key+"\" is too many references away in interpolation.")
	}
	value, ok := held.(string)
	if !ok {
		return "", interpolationError(ErrInterpolation, "option \""+key+"\" is no string and cannot be interpolated.")
	}
	if !r.budget.spend(1, len(value)) {
		return "", r.spent(key)
	}
	r.trail[here] = true
	var out strings.Builder
	for {
		ref, ok := r.next(value)
		if !ok {
			break
		}
		out.WriteString(value[:ref.start])
		text := ref.literal
		if !ref.isLiteral {
			found, section, err := r.fetch(ref.name)
			if err != nil {
				return "", err
			}
			if text, err = r.expand(ref.name, found, section); err != nil {
				return "", err
			}
		}
		if !r.budget.spend(0, len(text)) {
			return "", r.spent(key)
		}
		out.WriteString(text)
		value = value[ref.end:]
	}
	delete(r.trail, here)
	out.WriteString(value)
	return out.String(), nil
}

func (r *resolver) spent(key string) error {
	return interpolationError(ErrInterpolation, "the value of \""+key+"\" grows beyond all bounds in interpolation.")
}

// fetch looks for a name in the section where the value stands, in that
// section's DEFAULT, and so on in the sections around it.
func (r *resolver) fetch(name string) (any, *Section, error) {
	for s := r.from; ; s = s.parent {
		for _, in := range []*Section{s, s.Sub("DEFAULT")} {
			m := in.find(name)
			if m == nil || m.value == nil {
				continue
			}
			if _, nested := m.value.(*Section); !nested {
				return m.value, s, nil
			}
		}
		if s.parent == s || s.parent == nil {
			return "", nil, interpolationError(ErrMissingInterpolationOption, "missing option \""+name+"\" in interpolation.")
		}
	}
}

func interpolationError(kind error, message string) *ConfigObjError {
	return &ConfigObjError{Kind: kind, Reason: message}
}

// nextPercent finds %(name)s.
func nextPercent(text string) (ref reference, ok bool) {
	end := -1 // of the name; kept, so that no text is searched for it twice
	for from := 0; ; {
		start := strings.Index(text[from:], "%(")
		if start < 0 {
			return ref, false
		}
		start += from
		if end < start {
			close := strings.IndexByte(text[start:], ')')
			if close < 0 {
				return ref, false
			}
			end = start + close
		}
		if strings.HasPrefix(text[end+1:], "s") {
			return reference{start: start, end: end + 2, name: text[start+2 : end]}, true
		}
		from = start + 2
	}
}

// nextDollar finds $name, ${name} and $$, which stands for $.
func nextDollar(text string) (ref reference, ok bool) {
	noBrace := false
	for i := 0; ; i++ {
		next := strings.IndexByte(text[i:], '$')
		if next < 0 {
			return ref, false
		}
		i += next
		rest := text[i+1:]
		if strings.HasPrefix(rest, "$") {
			return reference{start: i, end: i + 2, literal: "$", isLiteral: true}, true
		}
		if strings.HasPrefix(rest, "{") && !noBrace {
			if end := strings.IndexByte(rest, '}'); end >= 0 {
				return reference{start: i, end: i + 1 + end + 1, name: rest[1:end]}, true
			}
			noBrace = true
		}
		if n := identifier(rest); n > 0 {
			return reference{start: i, end: i + 1 + n, name: rest[:n]}, true
		}
	}
}

// identifier is the length of the name that s begins with: ASCII letters, digits
// and underscores, and the four letters whose other case is one of these.
func identifier(s string) int {
	for i, r := range s {
		letter := r == '_' || 'a' <= r|0x20 && r|0x20 <= 'z' && r < 0x80 || r == 'İ' || r == 'ı' || r == 'ſ' || r == '\u212a'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return i
		}
	}
	return len(s)
}
