package dnsq

// A NameRelation tells how two names lie to one another.
type NameRelation int

// What FullCompare finds: nothing in common, the one above the other, below it,
// the same, or a common ancestor.
const (
	RelationNone NameRelation = iota
	RelationSuperdomain
	RelationSubdomain
	RelationEqual
	RelationCommonAncestor
)

// String is the relation's name in dnspython.
func (r NameRelation) String() string {
	return [...]string{"NONE", "SUPERDOMAIN", "SUBDOMAIN", "EQUAL", "COMMONANCESTOR"}[r]
}

// FullCompare compares two names in DNSSEC's canonical order. It returns how
// they are related, a number below, equal to or above zero as n sorts before,
// with or after o, and how many labels they have in common from the right.
func (n Name) FullCompare(o Name) (relation NameRelation, order, common int) {
	if n.absolute != o.absolute {
		if n.absolute {
			return RelationNone, 1, 0
		}
		return RelationNone, -1, 0
	}
	var at, bt [128]uint8
	a, b := n.offsets(&at), o.offsets(&bt)
	for i, j := len(a), len(b); i > 0 && j > 0; {
		i, j = i-1, j-1
		order = compareLabels(n.wire[a[i]:], o.wire[b[j]:])
		if order != 0 {
			if common > 0 {
				relation = RelationCommonAncestor
			}
			return relation, order, common
		}
		common++
	}
	switch d := len(a) - len(b); {
	case d < 0:
		return RelationSuperdomain, d, common
	case d > 0:
		return RelationSubdomain, d, common
	}
	return RelationEqual, 0, common
}

// compareLabels compares the first labels of two wire forms.
func compareLabels(a, b string) int {
	la, lb := int(a[0]), int(b[0])
	for i := 1; i <= la && i <= lb; i++ {
		if x, y := lower(a[i]), lower(b[i]); x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	switch {
	case la < lb:
		return -1
	case la > lb:
		return 1
	}
	return 0
}

// Compare orders names as DNSSEC does: by labels from the right, without regard
// to case, relative names before absolute ones.
func (n Name) Compare(o Name) int {
	_, order, _ := n.FullCompare(o)
	return order
}

// IsSubdomain reports whether n is o or below it.
func (n Name) IsSubdomain(o Name) bool {
	if n.absolute != o.absolute || len(n.wire) < len(o.wire) {
		return false
	}
	cut := len(n.wire) - len(o.wire)
	if !sameLowered(n.wire[cut:], o.wire) {
		return false
	}
	i := 0
	for i < cut {
		i += 1 + int(n.wire[i])
	}
	return i == cut
}

// IsSuperdomain reports whether n is o or above it.
func (n Name) IsSuperdomain(o Name) bool { return o.IsSubdomain(n) }

// AppendOrderKey appends bytes that compare as Name.Compare compares names: labels
// from the right, in lower case, each ended by a zero. Zeros and ones within
// labels are written as two bytes that keep their order.
func (n Name) AppendOrderKey(dst []byte) []byte {
	if n.absolute {
		dst = append(dst, 1)
	} else {
		dst = append(dst, 0)
	}
	var at [128]uint8
	o := n.offsets(&at)
	for k := len(o) - 1; k >= 0; k-- {
		i := int(o[k])
		for _, c := range []byte(n.wire[i+1 : i+1+int(n.wire[i])]) {
			if c = lower(c); c <= 1 {
				dst = append(dst, 1)
				c++
			}
			dst = append(dst, c)
		}
		dst = append(dst, 0)
	}
	return dst
}
