package ipy

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strings"
)

// An IPSet is a set of addresses of both families, made of networks. Networks
// that touch or overlap are joined as they come in, so that the set is always
// what IPy's optimize() makes of it. The zero IPSet is empty and ready; a nil one
// is empty and cannot be changed. Reading may be concurrent, changing may not.
//
// Python's operators are methods: | and + are [IPSet.Union], & is
// [IPSet.Intersection], - is [IPSet.Difference], ^ is
// [IPSet.SymmetricDifference], <= is [IPSet.IsSubset], and the assigning forms
// such as |= have Update in their names.
type IPSet struct{ v4, v6 runs }

// NewIPSet is the set of the addresses in the networks. The zero IP adds
// nothing.
func NewIPSet(networks ...IP) *IPSet {
	var v4 []uint64
	var v6 []span
	for _, n := range networks {
		switch n.version {
		case 4:
			if v4 == nil {
				v4 = make([]uint64, 0, len(networks))
			}
			v4 = append(v4, n.addr.lo<<8|uint64(n.hostBits()))
		case 6:
			v6 = append(v6, n.span())
		}
	}
	return &IPSet{runsOf(mergeIPv4(v4)), runsOf(merge(v6))}
}

// of is the part of the set that holds the family of ip.
func (s *IPSet) of(ip IP) *runs {
	if ip.version == 6 {
		return &s.v6
	}
	return &s.v4
}

func (ip IP) span() span { return span{ip.first(), ip.last()} }

// Clone is a copy of the set that changes independently.
func (s *IPSet) Clone() *IPSet {
	if s == nil {
		return &IPSet{}
	}
	return &IPSet{s.v4.clone(), s.v6.clone()}
}

// Add puts all addresses of a network into the set.
func (s *IPSet) Add(network IP) {
	if s != nil && network.IsValid() {
		s.of(network).add(network.span())
	}
}

// Discard takes all addresses of a network out of the set. Those that are not
// in it do not matter.
func (s *IPSet) Discard(network IP) {
	if s != nil && network.IsValid() {
		s.of(network).remove(network.span())
	}
}

// Remove is [IPSet.Discard] for a network that must be in the set as a whole;
// otherwise the set stays as it is, and the error is an [*Error] of kind ErrKey.
func (s *IPSet) Remove(network IP) error {
	if !s.Contains(network) {
		return &Error{Kind: ErrKey, Input: network.String(), Reason: "IP('" + network.String() + "')"}
	}
	s.Discard(network)
	return nil
}

// Pop takes the first network of [IPSet.Prefixes] out of the set and returns
// it. Of an empty set it is an [*Error] of kind ErrKey.
func (s *IPSet) Pop() (IP, error) {
	for network := range s.All() {
		s.Discard(network)
		return network, nil
	}
	return IP{}, &Error{Kind: ErrKey, Reason: "pop from an empty IPSet"}
}

// Clear takes everything out of the set.
func (s *IPSet) Clear() { s.become(&IPSet{}) }

// become gives a set what another holds.
func (s *IPSet) become(other *IPSet) {
	if s != nil {
		*s = *other
	}
}

// Contains reports whether all addresses of a network are in the set.
func (s *IPSet) Contains(network IP) bool {
	return s != nil && network.IsValid() && s.of(network).contains(network.span())
}

// Overlaps reports whether any address of a network is in the set.
func (s *IPSet) Overlaps(network IP) bool {
	return s != nil && network.IsValid() && s.of(network).touches(network.span())
}

// Len is the number of addresses in the set, if 64 bits hold it; otherwise ok is
// false, and [IPSet.LenBig] has it.
func (s *IPSet) Len() (n uint64, ok bool) {
	count := s.LenBig()
	return count.Uint64(), count.IsUint64()
}

// LenBig is the number of addresses in the set: IPy's len().
func (s *IPSet) LenBig() *big.Int {
	n := new(big.Int)
	if s == nil {
		return n
	}
	for _, set := range []*runs{&s.v4, &s.v6} {
		for sp := range set.all() {
			// One more than this may not fit 128 bits.
			n.Add(n, sp.last.sub(sp.first).big())
		}
		n.Add(n, big.NewInt(int64(set.len())))
	}
	return n
}

// IsEmpty reports whether nothing is in the set.
func (s *IPSet) IsEmpty() bool { return s == nil || s.v4.isEmpty() && s.v6.isEmpty() }

// All iterates over the fewest networks that make up the set, in the order of
// [IP.Compare]. The set must not change meanwhile.
func (s *IPSet) All() iter.Seq[IP] {
	return func(yield func(IP) bool) {
		if s == nil {
			return
		}
		for sp := range s.v4.all() {
			if !sp.prefixes(4, yield) {
				return
			}
		}
		for sp := range s.v6.all() {
			if !sp.prefixes(6, yield) {
				return
			}
		}
	}
}

// Prefixes are the networks of [IPSet.All] as a slice: IPy's attribute prefixes.
func (s *IPSet) Prefixes() []IP {
	if s == nil {
		return []IP{}
	}
	return slices.AppendSeq(make([]IP, 0, s.v4.len()+s.v6.len()), s.All())
}

// String writes the set as Python's repr() does: "IPSet([IP('10.0.0.0/8')])".
func (s *IPSet) String() string {
	var b strings.Builder
	b.WriteString("IPSet([")
	sep := ""
	for network := range s.All() {
		fmt.Fprintf(&b, "%sIP('%s')", sep, network)
		sep = ", "
	}
	b.WriteString("])")
	return b.String()
}

// MarshalJSON writes the networks of [IPSet.All] as an array of strings.
func (s *IPSet) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for network := range s.All() {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(network.AppendTo(append(b, '"')), '"')
	}
	return append(b, ']'), nil
}

// UnmarshalJSON reads an array of strings, each as [Parse] does. What the set
// held before is gone.
func (s *IPSet) UnmarshalJSON(data []byte) error {
	if s == nil {
		return nowhere("IPSet")
	}
	var networks []IP
	if err := json.Unmarshal(data, &networks); err != nil {
		return err
	}
	*s = *NewIPSet(networks...)
	return nil
}
