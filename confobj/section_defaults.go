package confobj

import (
	"slices"
	"strings"
)

// RestoreDefault gives a key the value that the configspec has for it, and
// returns it. The error is an ErrKey when there is none.
func (s *Section) RestoreDefault(key string) (any, error) {
	if s == nil {
		return nil, s.noKey(key)
	}
	i := slices.IndexFunc(s.defaultValues, func(p Pair) bool { return p.Key == key })
	if i < 0 {
		e := s.noKey(key)
		e.Reason = "no default for the " + strings.TrimPrefix(e.Reason, "no ")
		return nil, e
	}
	value := s.defaultValues[i].Value
	place := slices.Index(s.defaults, key)
	s.put(key, cloned(value))
	if place < 0 {
		place = len(s.defaults)
	}
	s.defaults = slices.Insert(s.defaults, place, key)
	return cloned(value), nil
}

// RestoreDefaults does so for all keys that the configspec has a value for, in
// the sections below too.
func (s *Section) RestoreDefaults() error {
	if s == nil {
		return nil
	}
	for _, p := range s.defaultValues {
		if _, err := s.RestoreDefault(p.Key.(string)); err != nil {
			return err
		}
	}
	for _, m := range s.sections {
		if err := m.value.(*Section).RestoreDefaults(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Section) isDefault(key string) bool {
	return len(s.defaults) > 0 && slices.Contains(s.defaults, key)
}

func (s *Section) undefault(key string) {
	if i := slices.Index(s.defaults, key); i >= 0 {
		s.defaults = slices.Delete(s.defaults, i, i+1)
	}
}

func (s *Section) setDefaultValue(key string, value any) {
	s.dropDefaultValue(key)
	s.defaultValues = append(s.defaultValues, Pair{key, value})
}

func (s *Section) dropDefaultValue(key string) {
	s.defaultValues = slices.DeleteFunc(s.defaultValues, func(p Pair) bool { return p.Key == key })
}
