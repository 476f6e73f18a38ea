package confobj

import (
	"iter"
	"maps"
	"reflect"
	"slices"
)

// Len is the number of keys, those of sections included.
func (s *Section) Len() int {
	if s == nil {
		return 0
	}
	return len(s.scalars) + len(s.sections)
}

// Has reports whether there is such a key.
func (s *Section) Has(key string) bool { return s.find(key) != nil }

// Get is the value under a key, with what it refers to put in; a list is the
// caller's own. The error is an ErrKey, or an ErrInterpolation.
func (s *Section) Get(key string) (any, error) {
	m := s.find(key)
	if m == nil {
		return nil, s.noKey(key)
	}
	return s.value(m, nil)
}

// GetOr is Get, with another value for a key that is not there.
func (s *Section) GetOr(key string, other any) (any, error) {
	m := s.find(key)
	if m == nil {
		return other, nil
	}
	return s.value(m, nil)
}

// Raw is the value under a key as it stands, or nil. It refers to others where
// Get has put them in.
func (s *Section) Raw(key string) any {
	if m := s.find(key); m != nil {
		return cloned(m.value)
	}
	return nil
}

// Set puts a value under a key, new or not. A value is
//
//	string, bool, nil, any integer or float, *big.Int, complex128, []byte
//	[]string, []any, Tuple, Set       of these
//	map[string]any, Dict              which become a section
//	*Section, *ConfigObj              of which a copy becomes a section
//
// and nothing of it is shared with the caller afterwards. The error is an ErrType
// for any other type, and with NoStringify for anything but strings, lists of
// them, and sections; an ErrValue for a Dict with other keys than strings; and an
// ErrKey when s is nil.
//
// What is shared within value is copied for each place that it stands in; where that
// takes tens of thousands of copies, and 64 for each item that is not shared, the
// error is an ErrType.
func (s *Section) Set(key string, value any) error { return s.set(key, value, &budget{}) }

func (s *Section) set(key string, value any, b *budget) error {
	if s == nil {
		return s.noKey(key)
	}
	switch v := value.(type) {
	case map[string]any, Dict:
		below := s.below(key)
		if below.depth > mostNested {
			return s.at(key, failed(ErrType, "the sections are nested beyond %d, or one holds itself", mostNested))
		}
		if err := b.spendCopy(reflect.ValueOf(value), reflect.ValueOf(value).Len()); err != nil {
			return s.at(key, err)
		}
		if err := below.update(value, b); err != nil {
			return err
		}
		s.put(key, below)
		return nil
	case *ConfigObj:
		if v != nil {
			return s.setCopy(key, &v.Section, b)
		}
	case *Section:
		if v != nil {
			return s.setCopy(key, v, b)
		}
	}
	kept, err := b.own(value, 0)
	if err == nil && s.options().NoStringify {
		err = onlyStrings(kept)
	}
	if err != nil {
		return s.at(key, err)
	}
	s.put(key, kept)
	return nil
}

// setCopy stores a copy of a section.
func (s *Section) setCopy(key string, from *Section, b *budget) error {
	if err := b.spendCopy(reflect.ValueOf(from), from.size()); err != nil {
		return s.at(key, err)
	}
	s.put(key, s.graft(key, from))
	return nil
}

// size is how many keys and sections are in a section and those below it.
func (s *Section) size() int {
	n := s.Len()
	for _, name := range s.Sections() {
		n += s.Sub(name).size()
	}
	return n
}

func onlyStrings(value any) error {
	switch v := value.(type) {
	case string, []string:
		return nil
	case []any:
		return allStrings(v)
	case Tuple:
		return allStrings(v)
	}
	return failed(ErrType, "Value is not a string \"%s\".", Str(value))
}

func allStrings(list []any) error {
	for _, item := range list {
		if _, ok := item.(string); !ok {
			return failed(ErrType, "Value is not a string \"%s\".", Str(item))
		}
	}
	return nil
}

// below is an empty section that could stand under a key.
func (s *Section) below(key string) *Section {
	return &Section{parent: s, main: s.main, name: key, depth: s.depth + 1}
}

// graft is a copy of a section that could stand under a key: values, comments,
// and what validation left.
func (s *Section) graft(key string, from *Section) *Section {
	to := s.below(key)
	for _, m := range from.members() {
		value := cloned(m.value)
		if nested, ok := value.(*Section); ok {
			value = to.graft(m.key, nested)
		}
		fresh := &member{key: m.key, value: value}
		fresh.annotate(slices.Clone(m.about().comments), m.about().inline)
		to.insert(fresh)
	}
	if from != nil {
		to.defaults, to.defaultValues, to.configspec = from.defaults.clone(), from.defaultValues.clone(), from.configspec
	}
	return to
}

// put stores a value that is fit to be stored, and is no default.
func (s *Section) put(key string, value any) {
	s.defaults.drop(key)
	s.keep(key, value)
}

// keep stores a value under a key, whose comments stay.
func (s *Section) keep(key string, value any) {
	m := s.find(key)
	if m == nil {
		s.insert(&member{key: key, value: value})
		return
	}
	_, was := m.value.(*Section)
	_, is := value.(*Section)
	if was == is && !is {
		m.value = value
		m.touch(partValue)
		return
	}
	// A section in the place of a value, or the other way round, moves from one
	// order to the other; a new section in the place of one keeps its own.
	fresh := &member{key: key, value: value}
	fresh.annotate(m.about().comments, m.about().inline)
	if was && is {
		s.sections[slices.Index(s.sections, m)] = fresh
		if s.index != nil {
			s.index.remove(m)
			fresh.hash = m.hash
			s.index.enter(fresh)
		}
		return
	}
	s.remove(m)
	s.insert(fresh)
}

// Delete takes a key away, its value or section, and its comments.
func (s *Section) Delete(key string) error {
	m := s.find(key)
	if m == nil {
		return s.noKey(key)
	}
	s.remove(m)
	return nil
}

// Keys are all keys: those of values, then those of sections.
func (s *Section) Keys() []string { return keysOf(s.members()) }

// All iterates over the keys and their values, in the order of Keys as it was at
// the start. A value is what [Section.Get] gives, and where that fails for a
// reference, as it stands; a section is a *Section.
func (s *Section) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		b := &budget{}
		for _, m := range s.members() {
			value, err := s.value(m, b)
			if err != nil {
				value = cloned(m.value)
			}
			if !yield(m.key, value) {
				return
			}
		}
	}
}

// Items are the keys and their values, as [Section.Get] gives them.
func (s *Section) Items() ([]Pair, error) {
	return s.items(&budget{})
}

func (s *Section) items(b *budget) ([]Pair, error) {
	members := s.members()
	items := make([]Pair, len(members))
	for i, m := range members {
		value, err := s.value(m, b)
		if err != nil {
			return nil, err
		}
		items[i] = Pair{m.key, value}
	}
	return items, nil
}

// Values are the values in the order of Keys.
func (s *Section) Values() ([]any, error) {
	items, err := s.Items()
	if err != nil {
		return nil, err
	}
	values := make([]any, len(items))
	for i, item := range items {
		values[i] = item.Value
	}
	return values, nil
}

// Dict is all of it as plain maps, sections being a map[string]any; changes of
// it are not changes of the section.
func (s *Section) Dict() (map[string]any, error) { return s.dict(&budget{}) }

func (s *Section) dict(b *budget) (map[string]any, error) {
	dict := make(map[string]any, s.Len())
	if s == nil {
		return dict, nil
	}
	style := s.options().Interpolation
	for _, m := range s.scalars {
		if text, ok := m.value.(string); ok && !refers(style, text) {
			dict[m.key] = m.value
			continue
		}
		value, err := s.value(m, b)
		if err != nil {
			return nil, err
		}
		dict[m.key] = value
	}
	for _, m := range s.sections {
		below, err := m.value.(*Section).dict(b)
		if err != nil {
			return nil, err
		}
		dict[m.key] = below
	}
	return dict, nil
}

// Pop takes a key away and returns what Get gave for it. It leaves the section
// as it is when there is an error.
func (s *Section) Pop(key string) (any, error) {
	value, err := s.Get(key)
	if err != nil {
		return nil, err
	}
	return value, s.Delete(key)
}

// PopOr is Pop, with another value for a key that is not there.
func (s *Section) PopOr(key string, other any) (any, error) {
	if !s.Has(key) {
		return other, nil
	}
	return s.Pop(key)
}

// PopItem takes the first key away.
func (s *Section) PopItem() (key string, value any, err error) {
	if s != nil {
		for _, list := range [][]*member{s.scalars, s.sections} {
			if len(list) > 0 {
				key = list[0].key
				value, err = s.Pop(key)
				return key, value, err
			}
		}
	}
	return "", nil, failed(ErrKey, "there is no key to take away")
}

// SetDefault is Get, and sets the value first when the key is not there.
func (s *Section) SetDefault(key string, value any) (any, error) {
	if !s.Has(key) {
		if err := s.Set(key, value); err != nil {
			return nil, err
		}
	}
	return s.Get(key)
}

// Clear takes all keys away, the configspec too.
func (s *Section) Clear() {
	if s == nil {
		return
	}
	*s = Section{parent: s.parent, main: s.main, name: s.name, depth: s.depth, created: s.created, defaultValues: s.defaultValues}
}

// Update sets all that another dictionary holds: a map[string]any, a [Dict], a
// *Section or a *ConfigObj. Sections are replaced, not joined. It ends at the
// first error; the keys before it are set.
func (s *Section) Update(from any) error { return s.update(from, budgetFor(from)) }

func (s *Section) update(from any, b *budget) error {
	return s.each(from, b, func(key string, value any) error { return s.set(key, value, b) })
}

// Merge is Update, but what is a section on both sides is merged in its turn.
func (s *Section) Merge(from any) error { return s.merge(from, budgetFor(from)) }

func (s *Section) merge(from any, b *budget) error {
	return s.each(from, b, func(key string, value any) error {
		below := s.Sub(key)
		if below == nil {
			return s.set(key, value, b)
		}
		switch value.(type) {
		case map[string]any, Dict, *Section, *ConfigObj:
			return below.merge(value, b)
		}
		return s.set(key, value, b)
	})
}

// each calls set for all keys of a dictionary and their values.
func (s *Section) each(from any, b *budget, set func(string, any) error) error {
	if s == nil {
		return failed(ErrKey, "there is no such section")
	}
	switch d := from.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(d)) {
			if err := set(key, d[key]); err != nil {
				return err
			}
		}
		return nil
	case Dict:
		for _, p := range d {
			key, ok := p.Key.(string)
			if !ok {
				return failed(ErrValue, "The key \"%s\" is not a string.", Str(p.Key))
			}
			if err := set(key, p.Value); err != nil {
				return err
			}
		}
		return nil
	case *ConfigObj:
		if d != nil {
			return s.each(&d.Section, b, set)
		}
	case *Section:
		if d == nil {
			break
		}
		items, err := d.items(b)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := set(item.Key.(string), item.Value); err != nil {
				return err
			}
		}
		return nil
	}
	return failed(ErrType, "a %T is no dictionary: expected map[string]any, Dict, *Section or *ConfigObj, and not nil", from)
}

// Rename gives a key another name, in its place, with its comments. The error is
// an ErrKey when it is not there, and an ErrValue when the new one is.
func (s *Section) Rename(oldKey, newKey string) error {
	m := s.find(oldKey)
	if m == nil {
		return s.noKey(oldKey)
	}
	if oldKey == newKey {
		return nil
	}
	if s.Has(newKey) {
		return s.at(newKey, failed(ErrValue, "the key is there already"))
	}
	if s.index != nil {
		s.index.remove(m)
		m.hash = hashOf(newKey)
		s.index.enter(m)
	}
	m.key = newKey
	s.defaults.rename(oldKey, newKey)
	if below, ok := m.value.(*Section); ok {
		below.name = newKey
	}
	m.touch(partLabel)
	return nil
}

// String is what Python's str() prints: values with what they refer to, and
// where that fails, as they stand.
func (s *Section) String() string { return Str(s) }
