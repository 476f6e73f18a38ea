package dnsq

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// ProcessingOrder returns the rdata in the order in which a client is to try
// them: by preference or priority where the type has one, with weights where it
// has them, and otherwise by chance, so that the load is shared.
func (s *Rdataset) ProcessingOrder() []Rdata {
	if s == nil {
		s = &Rdataset{}
	}
	items := slices.Clone(s.Items)
	rand.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	// The shuffle decides between equals.
	slices.SortStableFunc(items, func(a, b Rdata) int {
		return cmp.Compare(processingPriority(a), processingPriority(b))
	})
	for i := 0; i < len(items); {
		end := i + 1
		for end < len(items) && processingPriority(items[end]) == processingPriority(items[i]) {
			end++
		}
		if _, ok := processingWeight(items[i]); ok {
			byWeight(items[i:end])
		}
		i = end
	}
	return items
}

// processingPriority is what rdata are tried by: lower ones first.
func processingPriority(rd Rdata) uint32 {
	switch r := rd.(type) {
	case *MX:
		return uint32(r.Preference)
	case *KX:
		return uint32(r.Preference)
	case *RT:
		return uint32(r.Preference)
	case *AFSDB:
		return uint32(r.Subtype)
	case *SRV:
		return uint32(r.Priority)
	case *URI:
		return uint32(r.Priority)
	case *SVCB:
		return uint32(r.Priority)
	case *HTTPS:
		return uint32(r.Priority)
	case *NAPTR:
		return uint32(r.Order)<<16 | uint32(r.Preference)
	}
	return 0
}

func processingWeight(rd Rdata) (int, bool) {
	switch r := rd.(type) {
	case *SRV:
		return int(r.Weight), true
	case *URI:
		return int(r.Weight), true
	}
	return 0, false
}

// byWeight orders rdata of one priority by chance, in the proportions of their
// weights (RFC 2782). A weight of 0 leaves a small chance.
func byWeight(items []Rdata) {
	total := 0
	weight := func(rd Rdata) int {
		w, _ := processingWeight(rd)
		if w == 0 {
			return 1
		}
		return w * 10
	}
	for _, rd := range items {
		total += weight(rd)
	}
	for i := range items {
		left := rand.IntN(total)
		for j := i; j < len(items); j++ {
			if w := weight(items[j]); left < w {
				items[i], items[j] = items[j], items[i]
				total -= w
				break
			} else {
				left -= w
			}
		}
	}
}
