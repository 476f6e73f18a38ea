package confobj

import "slices"

// A Section is an ordered dictionary: first its scalars, that is values that
// are no sections, then its sections. Values are
//
//	string, []string             what a file holds
//	nil, bool, int, *big.Int, float64, complex128, []byte, []any, Tuple, Dict, Set
//	                             what validation and Unrepr make, or what was set;
//	                             a list of text is a []string wherever it is from
//	*Section                     a section
//
// Keys differ by every character. A nil *Section, which is what [Section.Sub]
// gives for one that is not there, may be read and holds nothing; a change of it
// is an ErrKey.
type Section struct {
	parent *Section
	main   *ConfigObj
	name   string
	depth  int

	scalars  []*member
	sections []*member
	index    *index // nil while there are few
	room     int    // how many there may come to be, by a guess

	// In the order of Python's lists and dictionary.
	defaults      keyed // without values
	defaultValues keyed
	extraValues   []string
	configspec    *Section
	created       bool // by validation, as the configspec has it
}

// A member is what a section holds under one key.
type member struct {
	key   string
	hash  uint64 // of key, where there is an index
	value any
	notes *notes // nil while there are none
}

// notes are what few members have.
type notes struct {
	comments []string // the lines above
	inline   string   // from # on, behind the value
	source   *source  // where it stands in the text, under PreserveFormat
}

var noNotes notes

// about are a member's notes, to be read.
func (m *member) about() *notes {
	if m.notes == nil {
		return &noNotes
	}
	return m.notes
}

// note are a member's notes, to be changed.
func (m *member) note() *notes {
	if m.notes == nil {
		m.notes = &notes{}
	}
	return m.notes
}

// annotate gives a member its comments.
func (m *member) annotate(comments []string, inline string) {
	if len(comments) > 0 || inline != "" {
		n := m.note()
		n.comments, n.inline = comments, inline
	}
}

// few is how many members are found by looking at all of them.
const few = 8

func (s *Section) find(key string) *member {
	if s == nil {
		return nil
	}
	if s.index != nil {
		return s.index.find(key, hashOf(key))
	}
	for _, m := range s.scalars {
		if m.key == key {
			return m
		}
	}
	for _, m := range s.sections {
		if m.key == key {
			return m
		}
	}
	return nil
}

// insert adds a member whose key is new.
func (s *Section) insert(m *member) {
	if s.index != nil {
		m.hash = hashOf(m.key)
		s.index.enter(m)
	}
	s.place(m)
}

// insertNew adds a member unless its key is there.
func (s *Section) insertNew(m *member) bool {
	if s.index == nil {
		if s.find(m.key) != nil {
			return false
		}
	} else {
		m.hash = hashOf(m.key)
		if s.index.find(m.key, m.hash) != nil {
			return false
		}
		s.index.enter(m)
	}
	s.place(m)
	return true
}

// place puts a member, which any index knows already, into its order.
func (s *Section) place(m *member) {
	if _, nested := m.value.(*Section); nested {
		s.sections = append(s.sections, m)
	} else {
		if s.scalars == nil && s.room > 0 {
			s.scalars = make([]*member, 0, s.room)
		}
		s.scalars = append(s.scalars, m)
	}
	if s.index == nil && len(s.scalars)+len(s.sections) > few {
		s.index = build([][]*member{s.scalars, s.sections}, s.room)
	}
}

func (s *Section) remove(m *member) {
	list := &s.scalars
	if _, nested := m.value.(*Section); nested {
		list = &s.sections
	}
	if i := slices.Index(*list, m); i == 0 {
		*list = (*list)[1:] // as PopItem does, again and again
	} else {
		*list = slices.Delete(*list, i, i+1)
	}
	if s.index != nil {
		s.index.remove(m)
	}
}

// members are all, in order.
func (s *Section) members() []*member {
	if s == nil {
		return nil
	}
	return slices.Concat(s.scalars, s.sections)
}

// adopt tells all sections below which configuration they belong to.
func (s *Section) adopt() {
	for _, m := range s.sections {
		below := m.value.(*Section)
		below.parent, below.main, below.depth = s, s.main, s.depth+1
		below.adopt()
	}
}

// options are those of the configuration that a section belongs to.
func (s *Section) options() *ConfigObjOptions {
	if s == nil || s.main == nil {
		return &ConfigObjOptions{}
	}
	return &s.main.Options
}

// Parent is the section that holds this one, and of the outermost itself.
func (s *Section) Parent() *Section {
	if s == nil {
		return nil
	}
	return s.parent
}

// Main is the configuration that the section belongs to.
func (s *Section) Main() *ConfigObj {
	if s == nil {
		return nil
	}
	return s.main
}

// Name is the section's key in its parent, and empty for the outermost.
func (s *Section) Name() string {
	if s == nil {
		return ""
	}
	return s.name
}

// Depth is how deep the section is nested: 0 for the outermost.
func (s *Section) Depth() int {
	if s == nil {
		return 0
	}
	return s.depth
}

// Sub is the section that path leads to, or nil when there is none.
func (s *Section) Sub(path ...string) *Section {
	for _, name := range path {
		m := s.find(name)
		if m == nil {
			return nil
		}
		s, _ = m.value.(*Section)
	}
	return s
}

// Scalars are the keys of the values, Sections those of the sections, each in
// their order.
func (s *Section) Scalars() []string { return keysOf(s.scalarMembers()) }

// Sections are the keys of the sections, in their order.
func (s *Section) Sections() []string {
	if s == nil {
		return nil
	}
	return keysOf(s.sections)
}

func (s *Section) scalarMembers() []*member {
	if s == nil {
		return nil
	}
	return s.scalars
}

func keysOf(members []*member) []string {
	keys := make([]string, len(members))
	for i, m := range members {
		keys[i] = m.key
	}
	return keys
}

// Comments are the lines above a key, as they stand there without what indents
// them.
func (s *Section) Comments(key string) []string {
	if m := s.find(key); m != nil {
		return slices.Clone(m.about().comments)
	}
	return nil
}

// SetComments replaces the lines above a key. A line that is not empty and does
// not begin with # is written with "# " before it.
func (s *Section) SetComments(key string, lines ...string) error {
	m := s.find(key)
	if m == nil {
		return s.noKey(key)
	}
	m.note().comments = slices.Clone(lines)
	m.touch(partAbove)
	return nil
}

// InlineComment is what stands behind a value, from # on.
func (s *Section) InlineComment(key string) string {
	if m := s.find(key); m != nil {
		return m.about().inline
	}
	return ""
}

// SetInlineComment replaces what stands behind a value. Without # before it, it
// is written with " # " before it.
func (s *Section) SetInlineComment(key, comment string) error {
	m := s.find(key)
	if m == nil {
		return s.noKey(key)
	}
	m.note().inline = comment
	m.touch(partLabel)
	return nil
}

// Defaults are the keys whose values are those of the configspec; they are not
// written.
func (s *Section) Defaults() []string {
	if s == nil {
		return nil
	}
	return s.defaults.keys()
}

// DefaultValues are what the configspec gives for keys of this section, by the
// last validation.
func (s *Section) DefaultValues() Dict {
	if s == nil {
		return nil
	}
	return s.defaultValues.dict()
}

// ExtraValues are the keys that the configspec did not know, by the last
// validation.
func (s *Section) ExtraValues() []string {
	if s == nil {
		return nil
	}
	return slices.Clone(s.extraValues)
}

// Configspec is what describes this section, or nil.
func (s *Section) Configspec() *Section {
	if s == nil {
		return nil
	}
	return s.configspec
}
