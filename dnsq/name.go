package dnsq

import (
	"iter"
	"strings"
)

// A Name is a domain name: a sequence of labels, of which the last is empty when
// the name is absolute. It is a small immutable value; the zero Name is [Empty].
// == tells whether two names are spelled alike; [Name.Equal] ignores case, as
// the DNS does, and [Name.Key] is a key for maps that does too.
type Name struct {
	wire     string // the labels, each after its length; the root's zero if absolute
	absolute bool
}

// The root of all names, and the name without labels, which an origin stands in
// for.
var (
	Root  = Name{"\x00", true}
	Empty = Name{}
)

// The limits of the protocol, in bytes.
const (
	maxLabel = 63
	maxName  = 255
)

// NewName makes a name of labels. An empty last label makes it absolute. Errors:
// ErrEmptyLabel, ErrLabelTooLong, ErrNameTooLong.
func NewName(labels ...string) (Name, error) {
	var b strings.Builder
	n := Name{}
	for i, l := range labels {
		switch {
		case len(l) > maxLabel:
			return Empty, failOn(ErrLabelTooLong, "", l)
		case l == "" && i < len(labels)-1:
			return Empty, failOn(ErrEmptyLabel, "", strings.Join(labels, "."))
		}
		b.WriteByte(byte(len(l)))
		b.WriteString(l)
		n.absolute = l == ""
	}
	if b.Len() > maxName {
		return Empty, failOn(ErrNameTooLong, "", strings.Join(labels, "."))
	}
	n.wire = b.String()
	return n, nil
}

// offsets finds where each label begins. The array must have room for 128.
func (n Name) offsets(at *[128]uint8) []uint8 {
	k := 0
	for i := 0; i < len(n.wire); i += 1 + int(n.wire[i]) {
		at[k] = uint8(i)
		k++
	}
	return at[:k]
}

// IsAbsolute reports whether the name ends at the root.
func (n Name) IsAbsolute() bool { return n.absolute }

// IsWild reports whether the first label is an asterisk.
func (n Name) IsWild() bool { return strings.HasPrefix(n.wire, "\x01*") }

// Len is the number of labels, the root's empty one included.
func (n Name) Len() int {
	k := 0
	for i := 0; i < len(n.wire); i += 1 + int(n.wire[i]) {
		k++
	}
	return k
}

// Labels are the labels from left to right; the last is empty when the name is
// absolute.
func (n Name) Labels() []string {
	var labels []string
	for l := range n.All() {
		labels = append(labels, l)
	}
	return labels
}

// All yields the labels from left to right.
func (n Name) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i < len(n.wire); {
			end := i + 1 + int(n.wire[i])
			if !yield(n.wire[i+1 : end]) {
				return
			}
			i = end
		}
	}
}

// Label is the i-th label from the left, or from the right for negative i, as
// Python indexes; "" when there is none.
func (n Name) Label(i int) string {
	var at [128]uint8
	o := n.offsets(&at)
	if i < 0 {
		i += len(o)
	}
	if i < 0 || i >= len(o) {
		return ""
	}
	return n.wire[int(o[i])+1 : int(o[i])+1+int(n.wire[o[i]])]
}

// Canonicalize returns the name in lower case.
func (n Name) Canonicalize() Name { return Name{lowered(n.wire), n.absolute} }

// Key is a key for maps: two names have the same one when they are Equal.
func (n Name) Key() string {
	if n.absolute {
		return lowered(n.wire)
	}
	return lowered(n.wire) + "\xff" // no length, so that no absolute name has this key
}

// lowered is s in ASCII lower case; s itself where it is so already. Lengths are
// below 'A' and stay what they are.
func lowered(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lower(b[j])
			}
			return string(b)
		}
	}
	return s
}

// Equal reports whether two names are the same but for case.
func (n Name) Equal(o Name) bool {
	return n.absolute == o.absolute && len(n.wire) == len(o.wire) && (n.wire == o.wire || sameLowered(n.wire, o.wire))
}

func sameLowered(a, b string) bool {
	for i := range len(a) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// Concatenate appends the labels of another name. Errors:
// ErrAbsoluteConcatenation, ErrNameTooLong.
func (n Name) Concatenate(o Name) (Name, error) {
	if n.absolute && o.wire != "" {
		return Empty, failOn(ErrAbsoluteConcatenation, "", n.String()+" + "+o.String())
	}
	if len(n.wire)+len(o.wire) > maxName {
		return Empty, failOn(ErrNameTooLong, "", n.String()+" + "+o.String())
	}
	if o.wire == "" {
		return n, nil
	}
	return Name{n.wire + o.wire, o.absolute}, nil
}

// Split cuts the name so that the suffix has depth labels. An error is an
// ErrValue: depth is negative or larger than the number of labels.
func (n Name) Split(depth int) (prefix, suffix Name, err error) {
	var at [128]uint8
	o := n.offsets(&at)
	switch {
	case depth < 0 || depth > len(o):
		return Empty, Empty, fail(ErrValue, "depth must be >= 0 and <= the length of the name")
	case depth == 0:
		return n, Empty, nil
	case depth == len(o):
		return Empty, n, nil
	}
	cut := o[len(o)-depth]
	return Name{n.wire[:cut], false}, Name{n.wire[cut:], n.absolute}, nil
}

// Parent is the name without its first label, or ErrNoParent for the root and
// the empty name.
func (n Name) Parent() (Name, error) {
	if n == Root || n == Empty {
		return Empty, failOn(ErrNoParent, "", n.String())
	}
	rest := n.wire[1+int(n.wire[0]):]
	return Name{rest, n.absolute && rest != ""}, nil
}

// Relativize takes the origin off a name that lies in it, and leaves others as
// they are.
func (n Name) Relativize(origin Name) Name {
	if origin.wire == "" || !n.IsSubdomain(origin) {
		return n
	}
	return Name{n.wire[:len(n.wire)-len(origin.wire)], false}
}

// Derelativize appends the origin to a relative name, and leaves absolute ones
// as they are. An error is ErrNameTooLong.
func (n Name) Derelativize(origin Name) (Name, error) {
	if n.absolute {
		return n, nil
	}
	return n.Concatenate(origin)
}

// chooseRelativity relativizes or derelativizes; without an origin it does
// neither.
func (n Name) chooseRelativity(origin *Name, relativize bool) (Name, error) {
	if origin == nil || origin.wire == "" {
		return n, nil
	}
	if relativize {
		return n.Relativize(*origin), nil
	}
	return n.Derelativize(*origin)
}
