package confobj

import (
	"cmp"
	"slices"
)

// A Result is what validation came to, of one value or of a section. The zero
// value is Python's True: all passed. Failed alone is its False: the value is
// missing or wrong, or everything in the section. With Names, some of the
// section's entries failed; Entries has the result of each.
type Result struct {
	Failed  bool
	Err     error // why a value failed, with PreserveErrors; nil when it is missing
	Names   []string
	Entries map[string]*Result
}

// OK reports whether everything passed.
func (r *Result) OK() bool { return r != nil && !r.Failed && len(r.Names) == 0 }

func (r *Result) set(name string, res *Result) {
	if r.Entries == nil {
		r.Entries = map[string]*Result{}
	}
	if r.Entries[name] == nil {
		r.Names = append(r.Names, name)
	}
	r.Entries[name] = res
}

// A FlatError is one thing that did not pass.
type FlatError struct {
	Sections []string // where it stands, from the outermost
	Key      string   // empty, with IsSection, for a whole section
	Err      error    // why, with PreserveErrors; nil when it is missing

	IsSection bool // a whole section did not pass, or is missing
}

// FlattenErrors lists what did not pass, sorted by sections and keys. For the
// result of [ConfigObj.Validate] the section is the whole, &c.Section.
func FlattenErrors(s *Section, res *Result) []FlatError {
	found := flatten(s, res, nil, nil)
	slices.SortStableFunc(found, func(a, b FlatError) int {
		return cmp.Or(slices.Compare(a.Sections, b.Sections), cmp.Compare(a.Key, b.Key))
	})
	return found
}

func flatten(s *Section, res *Result, path []string, found []FlatError) []FlatError {
	if res == nil {
		return found
	}
	if len(res.Names) == 0 {
		if res.Failed {
			found = append(found, FlatError{Sections: slices.Clone(path), Err: res.Err, IsSection: true})
		}
		return found
	}
	for _, name := range res.Names {
		entry := res.Entries[name]
		if entry.OK() {
			continue
		}
		if below := s.Sub(name); below != nil {
			found = flatten(below, entry, append(slices.Clone(path), name), found)
			continue
		}
		found = append(found, FlatError{Sections: slices.Clone(path), Key: name, Err: entry.Err})
	}
	return found
}

// An ExtraValue is a key that the configspec does not know.
type ExtraValue struct {
	Sections []string // where it stands, from the outermost
	Key      string
}

// GetExtraValues lists the keys, of values and of sections, that the last
// validation found no description of.
func GetExtraValues(s *Section) []ExtraValue {
	return extraValues(s, nil)
}

func extraValues(s *Section, path []string) (found []ExtraValue) {
	if s == nil {
		return nil
	}
	known := make(map[string]bool, len(s.extraValues))
	for _, key := range s.extraValues {
		known[key] = true
		found = append(found, ExtraValue{slices.Clone(path), key})
	}
	for _, m := range s.sections {
		if !known[m.key] {
			found = append(found, extraValues(m.value.(*Section), append(slices.Clone(path), m.key))...)
		}
	}
	return found
}
