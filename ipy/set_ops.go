package ipy

import "slices"

// halves are the two families of a set in one piece each.
func (s *IPSet) halves() (v4, v6 spanSet) {
	if s == nil {
		return nil, nil
	}
	return s.v4.flat(), s.v6.flat()
}

// combine makes a set of two, family by family.
func (s *IPSet) combine(other *IPSet, op func(a, b spanSet) spanSet) *IPSet {
	a4, a6 := s.halves()
	b4, b6 := other.halves()
	return &IPSet{runsOf(op(a4, b4)), runsOf(op(a6, b6))}
}

// Union is the set of the addresses that are in either set: Python's | and +.
func (s *IPSet) Union(other *IPSet) *IPSet {
	return s.combine(other, spanSet.union)
}

// Intersection is the set of the addresses that are in both sets: Python's &.
func (s *IPSet) Intersection(other *IPSet) *IPSet {
	return s.combine(other, spanSet.intersection)
}

// Difference is the set of the addresses that are in s and not in other:
// Python's -.
func (s *IPSet) Difference(other *IPSet) *IPSet {
	return s.combine(other, spanSet.difference)
}

// SymmetricDifference is the set of the addresses that are in one of the sets
// and not in both: Python's ^.
func (s *IPSet) SymmetricDifference(other *IPSet) *IPSet {
	return s.Difference(other).Union(other.Difference(s))
}

// Update puts all of other into s: Python's |=.
func (s *IPSet) Update(other *IPSet) { s.become(s.Union(other)) }

// IntersectionUpdate keeps in s only what is in other: Python's &=.
func (s *IPSet) IntersectionUpdate(other *IPSet) { s.become(s.Intersection(other)) }

// DifferenceUpdate takes all of other out of s: Python's -=.
func (s *IPSet) DifferenceUpdate(other *IPSet) { s.become(s.Difference(other)) }

// SymmetricDifferenceUpdate keeps in s what is in one set and not in both:
// Python's ^=.
func (s *IPSet) SymmetricDifferenceUpdate(other *IPSet) { s.become(s.SymmetricDifference(other)) }

// IsDisjoint reports whether the sets have no address in common.
func (s *IPSet) IsDisjoint(other *IPSet) bool { return s.Intersection(other).IsEmpty() }

// IsSubset reports whether all of s is in other: Python's <=.
func (s *IPSet) IsSubset(other *IPSet) bool { return s.Difference(other).IsEmpty() }

// IsProperSubset reports whether all of s and something else is in other:
// Python's <.
func (s *IPSet) IsProperSubset(other *IPSet) bool { return s.IsSubset(other) && !s.Equal(other) }

// IsSuperset reports whether all of other is in s: Python's >=.
func (s *IPSet) IsSuperset(other *IPSet) bool { return other.IsSubset(s) }

// IsProperSuperset reports whether all of other and something else is in s:
// Python's >.
func (s *IPSet) IsProperSuperset(other *IPSet) bool { return other.IsProperSubset(s) }

// Equal reports whether the sets hold the same addresses: Python's ==.
func (s *IPSet) Equal(other *IPSet) bool {
	a4, a6 := s.halves()
	b4, b6 := other.halves()
	return slices.Equal(a4, b4) && slices.Equal(a6, b6)
}
