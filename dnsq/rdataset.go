package dnsq

import (
	"iter"
	"maps"
	"slices"
)

// An Rdataset is a set of rdata of one class and type, in the order in which they
// were added, with the time to live that they share. Only [Rdataset.Add] keeps
// Items a set.
type Rdataset struct {
	Class  RdataClass
	Type   RdataType
	Covers RdataType // what signatures cover, else TypeNone
	TTL    uint32    // seconds
	Items  []Rdata

	seen     map[string]struct{} // keys of Items once they are many
	comments map[Rdata]string    // what stood behind them in a zone file
}

// NewRdataset makes an empty set.
func NewRdataset(class RdataClass, typ, covers RdataType, ttl uint32) *Rdataset {
	return &Rdataset{Class: class, Type: typ, Covers: covers, TTL: ttl}
}

// RdatasetFromText makes a set of rdata in presentation format; without any, an
// empty one. Errors are of the kind ErrSyntax.
func RdatasetFromText(class RdataClass, typ RdataType, ttl uint32, rdatas ...string) (*Rdataset, error) {
	s := NewRdataset(class, typ, TypeNone, ttl)
	for _, text := range rdatas {
		rd, err := RdataFromText(class, typ, text, nil)
		if err != nil {
			return nil, err
		}
		if err := s.Add(rd); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// RdatasetFromRdata makes a set of rdata, of which there must be one at least.
// Errors: ErrValue, ErrIncompatibleTypes, ErrDifferingCovers.
func RdatasetFromRdata(ttl uint32, rdatas ...Rdata) (*Rdataset, error) {
	if len(rdatas) == 0 {
		return nil, fail(ErrValue, "rdata list must not be empty")
	}
	s := NewRdataset(rdatas[0].RdClass(), rdatas[0].RdType(), TypeNone, ttl)
	for _, rd := range rdatas {
		if err := s.Add(rd); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// UpdateTTL lowers the time to live to another one; an empty set takes it.
func (s *Rdataset) UpdateTTL(ttl uint32) {
	if len(s.Items) == 0 || ttl < s.TTL {
		s.TTL = ttl
	}
}

// Add adds rdata unless an equal one is there. Of types that are singletons it
// takes the place of what was there. Errors: ErrIncompatibleTypes,
// ErrDifferingCovers.
func (s *Rdataset) Add(rd Rdata) error {
	if rd.RdType() != s.Type || rd.RdClass() != s.Class {
		return fail(ErrIncompatibleTypes, "")
	}
	if s.Type.covering() {
		covers := Covers(rd)
		if len(s.Items) == 0 && s.Covers == TypeNone {
			s.Covers = covers
		} else if s.Covers != covers {
			return fail(ErrDifferingCovers, "")
		}
	}
	s.add(rd)
	return nil
}

// AddTTL is UpdateTTL and Add.
func (s *Rdataset) AddTTL(rd Rdata, ttl uint32) error {
	if rd.RdType() != s.Type || rd.RdClass() != s.Class {
		return fail(ErrIncompatibleTypes, "")
	}
	s.UpdateTTL(ttl)
	return s.Add(rd)
}

// manyItems is how many items are compared one by one.
const manyItems = 12

func (s *Rdataset) add(rd Rdata) {
	if s.Type.IsSingleton() && len(s.Items) > 0 {
		s.Items, s.seen = s.Items[:0:0], nil
	}
	if len(s.Items) >= manyItems && len(s.seen) != len(s.Items) {
		s.seen = s.keys()
	}
	if s.Contains(rd) {
		return
	}
	s.Items = append(s.Items, rd)
	if s.seen != nil {
		s.seen[rdataKey(rd)] = struct{}{}
	}
}

// rdataKey is equal for equal rdata of one class and type.
func rdataKey(rd Rdata) string {
	b, err := RdataToDigestable(rd, nil)
	if err != nil { // relative names: never equal to absolute ones
		b, _ = RdataToDigestable(rd, &Root)
		return "r" + string(b)
	}
	return "a" + string(b)
}

// Contains reports whether an equal rdata is in the set.
func (s *Rdataset) Contains(rd Rdata) bool {
	if len(s.Items) >= manyItems && len(s.seen) == len(s.Items) {
		_, ok := s.seen[rdataKey(rd)]
		return ok
	}
	return slices.ContainsFunc(s.Items, func(x Rdata) bool { return EqualRdata(x, rd) })
}

// lookup is Contains for many questions. It leaves the set alone, so that several
// goroutines may ask of one set.
func (s *Rdataset) lookup() func(Rdata) bool {
	if len(s.Items) < manyItems || len(s.seen) == len(s.Items) {
		return s.Contains
	}
	keys := s.keys()
	return func(rd Rdata) bool {
		_, ok := keys[rdataKey(rd)]
		return ok
	}
}

func (s *Rdataset) keys() map[string]struct{} {
	keys := make(map[string]struct{}, 2*len(s.Items))
	for _, x := range s.Items {
		keys[rdataKey(x)] = struct{}{}
	}
	return keys
}

// Remove takes an equal rdata out of the set and reports whether one was there.
func (s *Rdataset) Remove(rd Rdata) bool {
	i := slices.IndexFunc(s.Items, func(x Rdata) bool { return EqualRdata(x, rd) })
	if i < 0 {
		return false
	}
	s.Items = slices.Delete(slices.Clone(s.Items), i, i+1)
	s.seen = nil
	return true
}

// Len is how many rdata there are.
func (s *Rdataset) Len() int { return len(s.Items) }

// All yields the rdata in their order.
func (s *Rdataset) All() iter.Seq[Rdata] { return slices.Values(s.Items) }

// Items yields the rdata of a sequence that have the Go type T, and passes over
// others: for mx := range dnsq.Items[*dnsq.MX](answer.All()).
func Items[T Rdata](rdatas iter.Seq[Rdata]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for rd := range rdatas {
			if x, ok := rd.(T); ok && !yield(x) {
				return
			}
		}
	}
}

// Clone returns a set with the same rdata.
func (s *Rdataset) Clone() *Rdataset {
	c := *s
	c.Items, c.seen, c.comments = slices.Clone(s.Items), nil, maps.Clone(s.comments)
	return &c
}

// Equal reports whether two sets have the same class, type and rdata, in
// whatever order; times to live may differ.
func (s *Rdataset) Equal(o *Rdataset) bool {
	if s.Class != o.Class || s.Type != o.Type || s.Covers != o.Covers || len(s.Items) != len(o.Items) {
		return false
	}
	has := o.lookup()
	for _, rd := range s.Items {
		if !has(rd) {
			return false
		}
	}
	return true
}

// Match reports whether the set has the class, type and covered type.
func (s *Rdataset) Match(class RdataClass, typ, covers RdataType) bool {
	return s.Class == class && s.Type == typ && s.Covers == covers
}

// Union adds the rdata of another set, and lowers the time to live to its. The
// error is that of Add.
func (s *Rdataset) Union(o *Rdataset) error {
	s.UpdateTTL(o.TTL)
	for _, rd := range o.Items {
		if err := s.Add(rd); err != nil {
			return err
		}
	}
	return nil
}

// Intersection drops the rdata that another set lacks, and lowers the time to
// live to its.
func (s *Rdataset) Intersection(o *Rdataset) {
	s.UpdateTTL(o.TTL)
	s.keep(o.lookup())
}

// Difference drops the rdata that another set has.
func (s *Rdataset) Difference(o *Rdataset) {
	has := o.lookup()
	s.keep(func(rd Rdata) bool { return !has(rd) })
}

func (s *Rdataset) keep(wanted func(Rdata) bool) {
	var kept []Rdata
	for _, rd := range s.Items {
		if wanted(rd) {
			kept = append(kept, rd)
		}
	}
	s.Items, s.seen = kept, nil
}
