package dnsq

import (
	"iter"
)

// A nil RRset is answered like a nil Rdataset: what is promoted from a field of a nil
// pointer would panic.

// rdataset is what the RRset holds, or nil.
func (s *RRset) rdataset() *Rdataset {
	if s == nil {
		return nil
	}
	return &s.Rdataset
}

// Add is [Rdataset.Add].
func (s *RRset) Add(rd Rdata) error { return s.rdataset().Add(rd) }

// AddTTL is [Rdataset.AddTTL].
func (s *RRset) AddTTL(rd Rdata, ttl uint32) error { return s.rdataset().AddTTL(rd, ttl) }

// All is [Rdataset.All].
func (s *RRset) All() iter.Seq[Rdata] { return s.rdataset().All() }

// AppendText is [Rdataset.AppendText].
func (s *RRset) AppendText(dst []byte, owner *Name, opts *SetTextOptions) ([]byte, error) {
	return s.rdataset().AppendText(dst, owner, opts)
}

// Clear is [Rdataset.Clear].
func (s *RRset) Clear() { s.rdataset().Clear() }

// Comment is [Rdataset.Comment].
func (s *RRset) Comment(rd Rdata) string { return s.rdataset().Comment(rd) }

// Contains is [Rdataset.Contains].
func (s *RRset) Contains(rd Rdata) bool { return s.rdataset().Contains(rd) }

// Difference is [Rdataset.Difference].
func (s *RRset) Difference(o *Rdataset) { s.rdataset().Difference(o) }

// Intersection is [Rdataset.Intersection].
func (s *RRset) Intersection(o *Rdataset) { s.rdataset().Intersection(o) }

// IsDisjoint is [Rdataset.IsDisjoint].
func (s *RRset) IsDisjoint(o *Rdataset) bool { return s.rdataset().IsDisjoint(o) }

// IsSubset is [Rdataset.IsSubset].
func (s *RRset) IsSubset(o *Rdataset) bool { return s.rdataset().IsSubset(o) }

// IsSuperset is [Rdataset.IsSuperset].
func (s *RRset) IsSuperset(o *Rdataset) bool { return s.rdataset().IsSuperset(o) }

// Len is [Rdataset.Len].
func (s *RRset) Len() int { return s.rdataset().Len() }

// Match is [Rdataset.Match].
func (s *RRset) Match(class RdataClass, typ, covers RdataType) bool {
	return s.rdataset().Match(class, typ, covers)
}

// Pop is [Rdataset.Pop].
func (s *RRset) Pop() Rdata { return s.rdataset().Pop() }

// ProcessingOrder is [Rdataset.ProcessingOrder].
func (s *RRset) ProcessingOrder() []Rdata { return s.rdataset().ProcessingOrder() }

// Remove is [Rdataset.Remove].
func (s *RRset) Remove(rd Rdata) bool { return s.rdataset().Remove(rd) }

// SetComment is [Rdataset.SetComment].
func (s *RRset) SetComment(rd Rdata, comment string) { s.rdataset().SetComment(rd, comment) }

// SymmetricDifference is [Rdataset.SymmetricDifference].
func (s *RRset) SymmetricDifference(o *Rdataset) error { return s.rdataset().SymmetricDifference(o) }

// Union is [Rdataset.Union].
func (s *RRset) Union(o *Rdataset) error { return s.rdataset().Union(o) }

// UpdateTTL is [Rdataset.UpdateTTL].
func (s *RRset) UpdateTTL(ttl uint32) { s.rdataset().UpdateTTL(ttl) }
