package confobj

import "strings"

// RestoreDefault gives a key the value that the configspec has for it, and
// returns it. The error is an ErrKey when there is none.
func (s *Section) RestoreDefault(key string) (any, error) {
	if s == nil {
		return nil, s.noKey(key)
	}
	value, there := s.defaultValues.get(key)
	if !there {
		e := s.noKey(key)
		e.Reason = "no default for the " + strings.TrimPrefix(e.Reason, "no ")
		return nil, e
	}
	s.restore(key, value)
	return cloned(value), nil
}

// restore gives a key its default, which keeps its place among them.
func (s *Section) restore(key string, value any) {
	s.keep(key, cloned(value))
	s.defaults.put(key, nil)
}

// RestoreDefaults does so for all keys that the configspec has a value for, in
// the sections below too. Its error is always nil.
func (s *Section) RestoreDefaults() error {
	if s == nil {
		return nil
	}
	for _, p := range s.defaultValues.dict() {
		s.restore(p.Key.(string), p.Value)
	}
	for _, m := range s.sections {
		if err := m.value.(*Section).RestoreDefaults(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Section) isDefault(key string) bool { return s.defaults.has(key) }
