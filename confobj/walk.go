package confobj

import "slices"

// WalkOptions are the keyword arguments of Python's walk.
type WalkOptions struct {
	// KeepGoing puts false in the place of a value whose function failed, where
	// without it the walk ends with the error (raise_errors=False).
	KeepGoing bool

	// CallOnSections calls the function for the keys of sections too, before
	// their contents; what it returns for them is lost.
	CallOnSections bool
}

// Walk calls a function for every key of a value here and in the sections below
// and returns what it returned, in maps that are nested like the sections. The
// function may change or rename what it is called for; for results, a key
// counts by the name that it has afterwards. A nil function is an ErrValue.
func (s *Section) Walk(function func(s *Section, key string) (any, error), opts *WalkOptions) (map[string]any, error) {
	if function == nil {
		return nil, failed(ErrValue, "the function of Walk is nil")
	}
	var o WalkOptions
	if opts != nil {
		o = *opts
	}
	out := map[string]any{}
	if s == nil {
		return out, nil
	}
	for _, m := range slices.Clone(s.scalars) {
		value, err := function(s, m.key)
		if err != nil {
			if !o.KeepGoing {
				return nil, err
			}
			value = false
		}
		out[m.key] = value
	}
	for _, m := range slices.Clone(s.sections) {
		if o.CallOnSections {
			if _, err := function(s, m.key); err != nil && !o.KeepGoing {
				return nil, err
			}
		}
		below, err := m.value.(*Section).Walk(function, opts)
		if err != nil {
			return nil, err
		}
		out[m.key] = below
	}
	return out, nil
}
