package dnsq

import "slices"

// SymmetricDifference keeps the rdata that one of two sets has and the other
// lacks, and lowers the time to live to the other's. The error is that of Add.
func (s *Rdataset) SymmetricDifference(o *Rdataset) error {
	if s == nil || o == nil {
		return missing("rdataset", "one of NewRdataset")
	}
	both := s.Clone()
	both.keep(o.lookup())
	if err := s.Union(o); err != nil {
		return err
	}
	s.Difference(both)
	return nil
}

// IsSubset reports whether another set has all rdata of this one.
func (s *Rdataset) IsSubset(o *Rdataset) bool {
	if s == nil {
		s = &Rdataset{}
	}
	has := o.lookup()
	return !slices.ContainsFunc(s.Items, func(rd Rdata) bool { return !has(rd) })
}

// IsSuperset reports whether the set has all rdata of another one.
func (s *Rdataset) IsSuperset(o *Rdataset) bool { return o.IsSubset(s) }

// IsDisjoint reports whether two sets have no rdata in common.
func (s *Rdataset) IsDisjoint(o *Rdataset) bool {
	if s == nil {
		s = &Rdataset{}
	}
	return !slices.ContainsFunc(s.Items, o.lookup())
}

// Clear takes all rdata out of the set.
func (s *Rdataset) Clear() {
	if s == nil {
		return
	}
	s.Items, s.seen, s.comments = nil, nil, nil
}

// Pop takes the last rdata out of the set and returns it, or nil when there is
// none.
func (s *Rdataset) Pop() Rdata {
	if s == nil {
		return nil
	}
	if len(s.Items) == 0 {
		return nil
	}
	last := s.Items[len(s.Items)-1]
	s.Items, s.seen = slices.Clone(s.Items[:len(s.Items)-1]), nil
	return last
}

// AppendWire appends the records of the set, as those of a name and without
// compression, and returns how many they are: 1 for an empty set, as updates
// have it. A relative name is completed by origin. Errors:
// ErrNeedAbsoluteNameOrOrigin, ErrNameTooLong, ErrFormError for rdata beyond
// 65535 bytes.
func (s *Rdataset) AppendWire(dst []byte, name Name, origin *Name) ([]byte, int, error) {
	if s == nil {
		s = &Rdataset{}
	}
	w := wireWriter{buf: dst, origin: origin}
	r := RRset{Rdataset: *s, Name: name}
	n, err := r.append(&w)
	if err != nil {
		return dst, 0, err
	}
	return w.buf, n, nil
}

// AppendWire appends the records of the set, as Rdataset.AppendWire does.
func (s *RRset) AppendWire(dst []byte, origin *Name) ([]byte, int, error) {
	if s == nil {
		return dst, 0, missing("RRset", "a set of records")
	}
	w := wireWriter{buf: dst, origin: origin}
	n, err := s.append(&w)
	if err != nil {
		return dst, 0, err
	}
	return w.buf, n, nil
}
